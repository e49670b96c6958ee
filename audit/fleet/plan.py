"""What each document of a run still needs: nothing, to be asked about, to be judged, or to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from pathlib import Path

from audit.errors import InputError
from audit.fleet.memory import Memory, Remembered
from audit.fleet.tasks import Finished, Source
from audit.fleet.versions import stat_of
from audit.model import Reference
from audit.past import Past, pasts
from audit.pipeline import Order
from audit.review.log import DecisionLog
from audit.stored import load_report
from audit.workspace import Workspace


class Need(IntEnum):
    """What a document needs, with all that follows: one that is read is judged."""

    NOTHING = 0
    ASK = 1
    JUDGE = 2
    READ = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A document of the run. keys: whether its references must be given keys anew, since the bibliography changed."""

    number: int
    source: Source
    need: Need
    remembered: Remembered | None = None
    keys: bool = False

    def at_least(self, need: Need) -> Step:
        """The same, with no less a need."""
        return replace(self, need=max(self.need, need))


class Decisions:
    """What was decided on the documents of a run; the log is read when it is first asked for."""

    def __init__(self, space: Workspace, documents: Sequence[str]) -> None:
        self._space, self._documents = space, documents
        self.path = DecisionLog.inside(space.claims).path
        self.stat = stat_of(self.path)

    @cached_property
    def _read(self) -> tuple[dict[str, Past], list[str]]:
        found, notes = pasts(self._space.claims, self._documents, self._space.display(self.path))
        return dict(zip(self._documents, found, strict=True)), notes

    @property
    def notes(self) -> list[str]:
        """What a user should know of the log."""
        return self._read[1] if self.stat is not None else []

    def past(self, document: str) -> Past:
        """What was decided on a document, without its claims."""
        return self._read[0][document] if self.stat is not None else Past()

    def decided(self, document: str) -> str:
        """The same as a line that changes when anything is decided."""
        past = self.past(document)
        last = past.ledger.entries[-1].hash if past.ledger.entries else ""
        return f"{len(past.ledger.entries)} {last} {past.log_fault or ''}".strip()


class Planner:
    """Compares what is remembered with how things are.

    manner: of this run. generation: of the bibliography as it is; empty where somebody else changed it.
    """

    def __init__(
        self, space: Workspace, order: Order, memory: Memory, decisions: Decisions, manner: str, generation: str
    ) -> None:
        self._space, self._order, self._memory, self._decisions = space, order, memory, decisions
        self._manner, self.generation = manner, generation
        self._day = order.now.date().isoformat()
        self._now = order.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def steps(self, sources: Sequence[Source], reports: Path) -> Iterator[Step]:
        """What is to be done, in order."""
        folder = self._memory.files.name_of(reports)
        for number, source in enumerate(sources):
            row = self._memory.recall(source.name, folder)
            need = self._need(source, row) if row is not None else Need.READ
            if row is None or need == Need.READ:
                yield Step(number, source, Need.READ, row if row and row.manner == self._manner else None)
            else:
                yield Step(number, source, need, row, keys=row.generation != self.generation)

    def _need(self, source: Source, row: Remembered) -> Need:
        files = self._memory.files
        if row.manner != self._manner or not files.is_current(row.source) or len(row.outputs) < 2:
            return Need.READ
        if files.name_of(source.path) != files.identity(row.source).partition("\0")[0]:
            return Need.READ
        if not files.is_current(row.outputs[1]):  # the report, which tells the references
            return Need.READ
        if self._order.refresh or not self._stands(source.name, row):
            return Need.JUDGE
        if self._order.offline:
            return Need.JUDGE if row.unanswered else Need.NOTHING
        return Need.ASK if row.offline or row.unanswered or row.due <= self._now else Need.NOTHING

    def _stands(self, document: str, row: Remembered) -> bool:
        """Whether everything is as it was but what the registries might say anew."""
        files = self._memory.files
        return (
            row.day <= self._day <= row.steady_until
            and all(map(files.is_current, row.outputs))
            and self.evidence_stands(row)
            and all(map(files.is_current, row.copies))
            and self.copy_names(row.keys) == row.copy_names
            and (files.is_current(row.log) or self._decisions.decided(document) == row.decided)
        )

    def evidence_stands(self, row: Remembered) -> bool:
        """Whether the answers on file are those that an audit rests on."""
        return all(map(self._memory.files.is_current, row.evidence))

    @cached_property
    def _own_copies(self) -> Mapping[str, list[str]]:
        copies: dict[str, list[str]] = {}
        folder = self._space.fulltext
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            copies.setdefault(path.stem, []).append(path.name)
        return copies

    def copy_names(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The user's own copies of these works."""
        if not self._own_copies:
            return ()
        return tuple(name for key in dict.fromkeys(keys) for name in self._own_copies.get(key, ()))

    def references(self, row: Remembered) -> list[Reference] | None:
        """The references of a remembered audit, from its report; None where that cannot be read."""
        try:
            report = load_report(self._space.root / self._memory.files.identity(row.outputs[1]).partition("\0")[0])
        except InputError:
            return None
        fields = set(Reference.model_fields)
        found = [Reference.model_validate(reference.model_dump(include=fields)) for reference in report.references]
        return found if [reference.key for reference in found] == list(row.keys) else None

    def remembered(self, step: Step, finished: Finished, keys: Sequence[str], unanswered: str) -> Remembered | None:
        """What to remember of an audit; None where something that it rests on has changed already."""
        rests, files = finished.rests, self._memory.files
        source = [files.version(*version, young=True) for version in rests.source]
        others = [
            [files.version(*version) for version in versions]
            for versions in (rests.outputs, rests.evidence, rests.copies)
        ]
        log = files.version(self._decisions.path, self._decisions.stat)
        if not source or None in source or any(None in numbers for numbers in others) or log is None:
            return None
        numbers = [tuple(number for number in group if number is not None) for group in (source, *others)]
        return Remembered(
            manner=self._manner,
            name=finished.audit.report.stem,
            source=numbers[0][0],
            outputs=numbers[1],
            evidence=numbers[2],
            copies=numbers[3],
            copy_names=self.copy_names(keys),
            log=log,
            decided=self._decisions.decided(step.source.name),
            keys=tuple(keys),
            generation=self.generation,
            day=self._day,
            steady_until=rests.steady_until.isoformat(),
            due=rests.due,
            offline=self._order.offline,
            unanswered=unanswered,
            started=rests.started,
            summary=finished.audit.summary,
        )

    def still(self, row: Remembered) -> Remembered:
        """A remembered audit that was looked into and stands."""
        return replace(row, generation=self.generation, offline=row.offline and self._order.offline)
