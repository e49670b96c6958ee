"""The registries' door: `Registries` for a whole run over many documents, `verify` for one list of references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from audit.model import Reference, RegistrySettings, Verification
from audit.registries.bench import Bench, pmid_of, subject_of_doi, subject_of_search, web_address
from audit.registries.dois import doi_of, normalise
from audit.registries.evidence import EvidenceStore, Subject
from audit.registries.finding import searchable
from audit.registries.judge import judge
from audit.registries.sources import SEARCH
from audit.registries.texts import RegisteredText, text_of
from audit.registries.works import from_crossref

if TYPE_CHECKING:
    from audit.registries.gather import Gatherer, Progress
    from audit.registries.transport import Transport

Failures: TypeAlias = Mapping[tuple[Subject, str], str]
"""Why a question (a subject, a source) stayed without an answer in this run."""


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
    refresh: ask again for everything, once. The time that the settings allow (`deadline`) is time spent asking.
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
        self._rested_since: float | None = None

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

    @property
    def all_on_file(self) -> bool:
        """Whether other processes can judge what was gathered: a full disk keeps it in this one's memory."""
        return not self._store.unwritten

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of the evidence store."""
        return tuple(self._store.notes)

    def gather(self, references: Sequence[Reference], *, now: datetime, progress: Progress | None = None) -> None:
        """Ask for what is not on file. Best called once for the references of all documents: lists fill up."""
        if self.offline:
            return
        if self._gatherer is None:
            from audit.registries.gather import Gatherer
            from audit.registries.transport import Transport

            self._transport = self._transport or Transport(self._settings)
            self._gatherer = Gatherer(self._settings, self._store, self._transport, refresh=self._refresh)
        transport = self._transport
        assert transport is not None  # noqa: S101 - made above
        if self._rested_since is not None:
            transport.postpone(transport.clock.now() - self._rested_since)
        try:
            self._gatherer.gather(references, now=now, progress=progress)
        finally:
            self._rested_since = transport.clock.now()

    def forget(self) -> None:
        """Drop from memory what is on file: a run over thousands of documents asks for a few hundred at a time."""
        self._store.forget()

    def gather_full_texts(self, references: Sequence[Reference], *, now: datetime) -> None:
        """Ask Europe PMC for the open-access full texts of works that were looked up. Optional: one request a work."""
        if not self.offline and self._gatherer is not None:
            self._gatherer.gather_full_texts(references, now=now)

    def gather_searches(self, queries: Iterable[str], *, now: datetime) -> None:
        """Ask Crossref's bibliographic search for works that no reference names; see `searched`."""
        if not self.offline and self._gatherer is not None:
            self._gatherer.gather_searches(queries, now=now)

    def searched(self, query: str) -> list[Reference] | None:
        """See `searched`."""
        return searched(query, self._store)

    def text_of(self, reference: Reference) -> RegisteredText | None:
        """The best text on file for a reference: open-access full text (JATS), else the abstract."""
        return text_of(reference, self._store)

    def judge(self, references: Sequence[Reference]) -> list[Verification]:
        """Verdicts from what is on file; nothing is asked."""
        return judge_on_file(references, self._store, self._failures(), check_links=self._settings.check_links)

    def failures_of(
        self, references: Iterable[Reference], queries: Iterable[str] = ()
    ) -> dict[tuple[Subject, str], str]:
        """What stayed without an answer of all that verdicts on these references, and these searches, may rest on."""
        failures = self._failures()
        if not failures:
            return {}
        subjects = {subject for reference in references for subject in _subjects(reference, self._store)}
        subjects |= {Subject("search", query) for query in queries}
        return {question: reason for question, reason in failures.items() if question[0] in subjects}

    def _failures(self) -> Failures:
        return self._gatherer.failures if self._gatherer is not None else {}

    def verify(
        self, references: Sequence[Reference], *, now: datetime, progress: Progress | None = None
    ) -> Verifications:
        """Gather, then judge: one verification a reference, in order."""
        self.gather(references, now=now, progress=progress)
        before = self.requests
        items = tuple(self.judge(references))
        return Verifications(items, self.notes, before)


def judge_on_file(
    references: Sequence[Reference], store: EvidenceStore, failures: Failures, *, check_links: bool
) -> list[Verification]:
    """Verdicts from what is on file, in any process. failures: `Registries.failures_of` of the run that asked."""
    bench = Bench(
        dossier=store.read,
        label=store.label,
        failures=failures,
        watched=store.watched,
        watched_source=store.watched_source,
        check_links=check_links,
    )
    return [judge(reference, bench) for reference in references]


def searched(query: str, store: EvidenceStore) -> list[Reference] | None:
    """The works that a bibliographic search found, best first; None where no answer is on file."""
    answer = store.read(Subject("search", query)).get(SEARCH)
    if answer is None:
        return None
    items = answer.body.get("items") if isinstance(answer.body, dict) else None
    records = items if isinstance(items, list) else []
    return [from_crossref(record).reference() for record in records if isinstance(record, dict)]


def _subjects(reference: Reference, store: EvidenceStore) -> Iterator[Subject]:
    """What is asked about for a reference: what it names, and the works that were found for it."""
    doi, pmid, url = doi_of(reference), pmid_of(reference), web_address(reference)
    if doi:
        yield subject_of_doi(doi)
    if url:
        yield Subject("web", url)
    found: list[object] = []
    if pmid:
        yield Subject("pmid", pmid)
        found += [answer.body for answer in store.read(Subject("pmid", pmid)).values()]
    if searchable(reference):
        yield subject_of_search(reference)
        for answer in store.read(subject_of_search(reference)).values():
            items = answer.body.get("items") if isinstance(answer.body, dict) else None
            found += items if isinstance(items, list) else []
    for record in found:
        named = (record.get("DOI") or record.get("doi")) if isinstance(record, dict) else None
        if isinstance(named, str) and (learned := normalise(named)):
            yield subject_of_doi(learned)


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
