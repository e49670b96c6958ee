"""One run over a workspace: sources are read, their references get keys, the registries are asked once for all of
them, then each source is judged and its files are written.

Reading and judging use as many processes as there are jobs; asking is one session for the whole run, whatever the
jobs, since the registries' limits hold for all of us. Documents pass through in batches, so that memory does not grow
with their number, and while one batch is asked about others are read and judged. A document on which nothing has
changed is not even read (`audit.fleet.memory`). What goes wrong with one source never stops the others.
"""

from __future__ import annotations

import secrets
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.editions import edition_queries
from audit.fleet.engines import Engine, Job, check_engine, open_engine, stream
from audit.fleet.keys import Keys, alike
from audit.fleet.manner import manner_of
from audit.fleet.memory import Memory, open_memory
from audit.fleet.outcome import LAST_APPROVED, Audit, Comparison, Failure, Outcome
from audit.fleet.plan import Decisions, Need, Planner, Step
from audit.fleet.tasks import Finished, Source, Target, WasRead, judge_one, read_one
from audit.model import Reference
from audit.pipeline import Order, Progress, open_registries
from audit.registries import Registries
from audit.workspace import Names, Workspace

__all__ = ["LAST_APPROVED", "Audit", "Comparison", "Failure", "Outcome", "run"]

_BATCH = 256
"""Documents that are asked about together: lists to the registries fill up, and memory stays small."""
_AHEAD = 1024
"""Documents that may be read before their turn, while the registries are asked about others."""


def run(  # noqa: PLR0913 - one parameter an option
    space: Workspace,
    paths: Sequence[Path],
    order: Order,
    *,
    output: Path | None = None,
    jobs: int | None = None,
    engine: str | None = None,
    progress: Progress | None = None,
    comparison: Comparison | None = None,
) -> Outcome:
    """Audit `paths` and write their claims, references, evidence and reports (into `output`, or else reports/).

    jobs: processes on this machine. engine: `dask://HOST:PORT` for a cluster instead, whose workers see the same files.
    comparison: the earlier audits that these are compared with.

    Raises InputError, before anything is written, where something could not be written later.
    """
    reports = (output or space.reports).absolute()
    if comparison is not None:
        from audit.review.baseline import check

        check(space, comparison.against)
    check_engine(engine)
    space.prepare(reports)
    displays = space.displays(paths)
    sources = [Source(path.absolute(), displays[path], space.root) for path in paths]
    with open_memory(space.root) as memory:
        keys = Keys(space, memory)
        decisions = Decisions(space, list(displays.values()))
        manner = manner_of(order.settings, order.profile.model_dump(mode="json"), reports)
        planner = Planner(space, order, memory, decisions, manner, keys.generation)
        walk = _Walk(
            space=space, order=order, reports=reports, comparison=comparison, memory=memory, keys=keys,
            decisions=decisions, planner=planner, tell=progress or (lambda phase, done, total: None),
        )  # fmt: skip
        todo = walk.begin(planner.steps(sources, reports))
        if todo:
            with open_engine(engine, jobs, len(todo)) as workers, open_registries(order, space.evidence) as registries:
                walk.through(todo, workers, registries)
        return walk.outcome()


@dataclass(kw_only=True)
class _Walk:
    """One run on its way."""

    space: Workspace
    order: Order
    reports: Path
    comparison: Comparison | None
    memory: Memory
    keys: Keys
    decisions: Decisions
    planner: Planner
    tell: Progress

    def __post_init__(self) -> None:
        self._folder = self.memory.files.name_of(self.reports)
        self._profile = self.order.profile
        self._results: dict[int, Audit | Failure] = {}
        self._notes: dict[str, None] = {}
        self._waiting: deque[tuple[Step, tuple[str, ...], str, Job[Target, Finished | Failure]]] = deque()
        self._asked: set[int] = set()
        self._names: Names | None = None
        self._counts, self._total, self._verified = Counter[str](), dict[str, int](), 0

    def outcome(self) -> Outcome:
        """What came of it, in the order of the sources."""
        results = [self._results[number] for number in sorted(self._results)]
        audits = [result for result in results if isinstance(result, Audit)]
        notes = [*self.keys.notes, *self._notes, *self.decisions.notes]
        notes += [note for audit in audits for note in audit.notes]
        return Outcome(audits, [result for result in results if isinstance(result, Failure)], notes)

    def begin(self, steps: Iterable[Step]) -> list[Step]:
        """Keep what stands as it is; give back what is to be done."""
        todo = []
        for step in steps:
            needed = step if self.comparison is None else step.at_least(Need.JUDGE)
            if needed.need is Need.NOTHING and not needed.keys:
                self._keep(needed)
            else:
                todo.append(needed)
        return todo

    def through(self, todo: Sequence[Step], engine: Engine, registries: Registries) -> None:
        """Take every step, batch by batch."""
        sources = [step.source for step in todo if step.need is Need.READ]
        self._total = {"reading": len(sources), "judging": len(todo)}
        reads = stream(engine, (Job(read_one, source, _lost) for source in sources), _AHEAD)
        for first in range(0, len(todo), _BATCH):
            batch = list(self._read(todo[first : first + _BATCH], engine, reads))
            self._give_keys(batch)
            self._ask([item for item in batch if item.need >= Need.ASK], registries)
            shared = secrets.token_hex(8)
            for item in batch:
                self._settle(item, engine, registries, shared)
            registries.forget()
            self._collect(engine, at_most=2 * _BATCH)
        self._collect(engine, at_most=0)
        self._notes.update(dict.fromkeys(registries.notes))

    # -- one batch --

    def _read(self, steps: Sequence[Step], engine: Engine, reads: Iterator[WasRead | Failure]) -> Iterator[_Item]:
        for step in steps:
            row = step.remembered
            if step.need is not Need.READ and row is not None:
                if (references := self.planner.references(row)) is not None:
                    yield _Item(step, step.need, references)
                    continue
                job = Job(read_one, step.source, _lost)
                engine.submit(job)
                result = engine.result(job)
            else:
                result = next(reads)
                self._advance("reading")
            if isinstance(result, Failure):
                self._done(step, result)
            else:
                yield _Item(step, Need.READ, result.references, result)

    def _give_keys(self, batch: Sequence[_Item]) -> None:
        """Keys for what was read, and anew where the bibliography was changed by others."""
        for item in batch:
            if item.need is Need.READ and self._keeps_keys(item):
                continue
            if item.need is Need.READ or item.step.keys:
                for reference in item.references:
                    reference.key = ""
                self.keys.give(item.references, item.step.source.name)
        self.keys.save()
        self.planner.generation = self.keys.generation
        for item in batch:
            row = item.step.remembered
            if row is not None and row.keys != item.keys:
                item.need = max(item.need, Need.JUDGE)

    def _keeps_keys(self, item: _Item) -> bool:
        """Whether a page that changed still cites the same, so that its references have their keys already."""
        row = item.step.remembered
        if row is None or row.generation != self.keys.generation:
            return False
        before = self.planner.references(row)
        if before is None or not alike(before, item.references):
            return False
        for reference, key in zip(item.references, row.keys, strict=True):
            reference.key = key
        return True

    def _ask(self, items: Sequence[_Item], registries: Registries) -> None:
        """Ask for what is not on file; each wording of a reference is looked into once in a run."""
        new = []
        for item in items:
            for reference in item.references:
                name = hash((reference.raw, reference.doi, reference.pmid, reference.url, reference.title))
                if name not in self._asked:
                    self._asked.add(name)
                    new.append(reference)
        before = self._verified

        def tell(done: int, total: int, _what: str) -> None:
            self._verified = before + done
            self.tell("verifying", before + done, before + total)

        registries.gather(new, now=self.order.now, progress=tell)
        registries.gather_searches(edition_queries(new, self._profile), now=self.order.now)
        if self.order.settings.support == "fetch":
            registries.gather_full_texts(new, now=self.order.now)
        self.memory.files.look_again()

    def _settle(self, item: _Item, engine: Engine, registries: Registries, shared: str) -> None:
        """Keep an audit that stands after all, or have it judged."""
        row, step = item.step.remembered, item.step
        failures = registries.failures_of(item.references, edition_queries(item.references, self._profile))
        unanswered = "\n".join(
            sorted(f"{s.kind}:{s.identity} {source}: {why}" for (s, source), why in failures.items())
        )
        asked = item.need is not Need.ASK or (
            row is not None and self.planner.evidence_stands(row) and row.unanswered == unanswered
        )
        if row is not None and item.need <= Need.ASK and asked:
            self.memory.remember(step.source.name, self._folder, self.planner.still(row))
            self._keep(step)
            self._advance("judging")
            return
        target = Target(
            source=step.source,
            was_read=item.was_read,
            keys=item.keys,
            verifications=None if registries.all_on_file else tuple(registries.judge(item.references)),
            failures=failures,
            order=self.order,
            space=self.space,
            reports=self.reports,
            name=row.name if row is not None else self._name_of(step.source.name),
            past=self.decisions.past(step.source.name),
            comparison=self.comparison,
            shared=shared,
        )
        job = Job(judge_one, target, _lost_judging)
        engine.submit(job)
        self._waiting.append((step, item.keys, unanswered, job))

    def _name_of(self, document: str) -> str:
        if self._names is None:
            self._names = Names(self.space)
        return self._names.of(document)

    # -- results --

    def _collect(self, engine: Engine, *, at_most: int) -> None:
        """Take the results that are there, and wait for more while there are more than `at_most` to come."""
        while self._waiting and (len(self._waiting) > at_most or self._waiting[0][-1].done):
            step, keys, unanswered, job = self._waiting.popleft()
            result = engine.result(job)
            if isinstance(result, Finished):
                self._notes.update(dict.fromkeys(result.notes))
                row = self.planner.remembered(step, result, keys, unanswered) if self.comparison is None else None
                if row is not None:
                    self.memory.remember(step.source.name, self._folder, row)
            self._done(step, result.audit if isinstance(result, Finished) else result)

    def _keep(self, step: Step) -> None:
        row = step.remembered
        assert row is not None  # noqa: S101 - only what is remembered can be kept
        report = self.reports / f"{row.name}.json"
        self._results[step.number] = Audit(
            step.source.name, report, row.summary, row.started, verdict=row.summary.verdict, unchanged=True
        )

    def _done(self, step: Step, result: Audit | Failure) -> None:
        self._results[step.number] = result
        self._advance("judging")

    def _advance(self, phase: str) -> None:
        self._counts[phase] += 1
        self.tell(phase, self._counts[phase], self._total[phase])


@dataclass(slots=True)
class _Item:
    """A document of the batch at hand: what it needs, its references, and what was read of it, where it was."""

    step: Step
    need: Need
    references: list[Reference]
    was_read: WasRead | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its references, in order."""
        return tuple(reference.key for reference in self.references)


def _lost(source: Source) -> Failure:
    return Failure(
        source.name, f"{source.name}: the process that read it was lost (out of memory, or a library crashed)"
    )


def _lost_judging(target: Target) -> Failure:
    return _lost(target.source)
