"""The registries' door: `Registries` for a whole run over many documents, `verify` for one list of references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING

from audit.model import Reference, RegistrySettings, Verification
from audit.registries.bench import Bench
from audit.registries.evidence import EvidenceStore, Subject
from audit.registries.judge import judge
from audit.registries.texts import RegisteredText, text_of

if TYPE_CHECKING:
    from audit.registries.gather import Gatherer, Progress
    from audit.registries.transport import Transport


@dataclass(frozen=True, slots=True)
class Verifications(Sequence[Verification]):
    """One verification a reference, by position. notes: of the evidence store. requests: how many were sent."""

    items: tuple[Verification, ...]
    notes: tuple[str, ...] = field(default=())
    requests: int = 0

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Verification]:
        return iter(self.items)


class Registries:
    """The registries for one run: one transport, one memory of what was asked, however many documents.

    offline: no socket is opened; verdicts come from what is on file, however old, and say of when it is.
    refresh: ask again for everything, once.
    """

    def __init__(
        self,
        settings: RegistrySettings,
        store: EvidenceStore,
        *,
        offline: bool = False,
        refresh: bool = False,
        transport: Transport | None = None,
    ) -> None:
        self._settings, self._store, self.offline, self._refresh = settings, store, offline, refresh
        self._transport = transport
        self._gatherer: Gatherer | None = None

    def __enter__(self) -> Registries:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        if self._transport is not None:
            self._transport.close()

    @property
    def requests(self) -> int:
        """Requests sent to registries so far (link checks not counted)."""
        return self._transport.requests_made if self._transport is not None else 0

    def gather(self, references: Sequence[Reference], *, now: datetime, progress: Progress | None = None) -> None:
        """Ask for what is not on file. Best called once for the references of all documents: lists fill up."""
        if self.offline:
            return
        if self._gatherer is None:
            from audit.registries.gather import Gatherer
            from audit.registries.transport import Transport

            self._transport = self._transport or Transport(self._settings)
            self._gatherer = Gatherer(self._settings, self._store, self._transport, refresh=self._refresh)
        self._gatherer.gather(references, now=now, progress=progress)

    def gather_full_texts(self, references: Sequence[Reference], *, now: datetime) -> None:
        """Ask Europe PMC for the open-access full texts of works that were looked up. Optional: one request a work."""
        if not self.offline and self._gatherer is not None:
            self._gatherer.gather_full_texts(references, now=now)

    def text_of(self, reference: Reference) -> RegisteredText | None:
        """The best text on file for a reference: open-access full text (JATS), else the abstract."""
        return text_of(reference, self._store)

    def judge(self, references: Sequence[Reference]) -> list[Verification]:
        """Verdicts from what is on file; nothing is asked."""
        bench = Bench(
            dossier=self._store.read,
            label=self._store.label,
            failures=self._failures(),
            watched=self._store.watched,
            watched_source=self._store.watched_source,
            check_links=self._settings.check_links,
        )
        return [judge(reference, bench) for reference in references]

    def _failures(self) -> dict[tuple[Subject, str], str]:
        return dict(self._gatherer.failures) if self._gatherer is not None else {}

    def verify(
        self, references: Sequence[Reference], *, now: datetime, progress: Progress | None = None
    ) -> Verifications:
        """Gather, then judge: one verification a reference, in order."""
        self.gather(references, now=now, progress=progress)
        before = self.requests
        items = tuple(self.judge(references))
        return Verifications(items, tuple(self._store.notes), before)


def verify(
    references: Sequence[Reference],
    *,
    settings: RegistrySettings,
    store: EvidenceStore,
    now: datetime,
    offline: bool = False,
    refresh: bool = False,
    progress: Progress | None = None,
) -> Verifications:
    """What the registries say of each reference, by position. Opens and closes a session of its own."""
    with Registries(settings, store, offline=offline, refresh=refresh) as registries:
        return registries.verify(references, now=now, progress=progress)
