"""One run over a workspace: sources are read, their references get keys, the registries are asked once for all of
them, then each source is judged and its files are written.

Reading and judging use as many processes as there are jobs; asking is one session for the whole run, whatever the
jobs, since the registries' limits hold for all of us. What goes wrong with one source never stops the others.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from audit.bibliography.library import Library
from audit.errors import ClaimAuditError, InputError
from audit.files import sha256, write_if_changed
from audit.model import Report, Summary, Verification
from audit.past import Past, pasts, store_claims, with_claims
from audit.pipeline import Order, Progress, Reading, judge, open_registries, read_source, verify
from audit.registries import EvidenceStore
from audit.reports import extension, render
from audit.shelf import Shelf
from audit.stored import load_report
from audit.summing import Verdict, at_or_above
from audit.workspace import Workspace

LAST_APPROVED = "approved"
_WORTH_A_POOL = 12
"""Sources from which on more processes are faster than one: each takes most of a second to start."""

A = TypeVar("A")
B = TypeVar("B")
Mapped = Callable[[Callable[[A], B], Sequence[A]], Iterator[B]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be audited, and why, in words for its user."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the audits are compared with: `approved`, a report file, a folder of them, a Git revision.

    new_only: only what is new decides how the run ends.
    """

    against: str
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """A source that was audited. `kept`: when the stored audit, which was left as it is, found just the same.

    notes: what its user should know of what lay there before (a claim file that cannot be read). verdict: what decides
    how the run ends. compared: what changed, in a sentence, where it was compared.
    """

    path: str
    report: Path
    summary: Summary
    kept: str | None = None
    notes: tuple[str, ...] = ()
    verdict: Verdict = "clean"
    compared: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a run. `notes`: what its user should know of the workspace itself (a broken BibTeX entry)."""

    audits: list[Audit] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Target:
    """Everything a process needs to judge one source and write its files."""

    reading: Reading
    verifications: tuple[Verification, ...]
    order: Order
    space: Workspace
    reports: Path
    name: str
    past: Past
    comparison: Comparison | None

    @property
    def claims(self) -> Path:
        """The file of its claims."""
        return self.space.claims / f"{self.name}.json"


def run(
    space: Workspace,
    paths: Sequence[Path],
    order: Order,
    *,
    output: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    comparison: Comparison | None = None,
) -> Outcome:
    """Audit `paths` and write their claims, references, evidence and reports (into `output`, or else reports/).

    comparison: the earlier audits that these are compared with.

    Raises InputError, before anything is written, where something could not be written later.
    """
    tell = progress or (lambda phase, done, total: None)
    reports = output or space.reports
    if comparison is not None:
        from audit.review.baseline import check

        check(space, comparison.against)
    space.prepare(reports)
    outcome = Outcome()
    with _processes(jobs, len(paths)) as over:
        readings = _read(space, paths, outcome, over, tell)
        if not readings:
            return outcome
        _give_keys(space, readings, outcome)
        everything = [reference for reading in readings for reference in reading.references]
        with open_registries(order, space.evidence) as registries:
            verifications = verify(everything, order, registries, tell)
            if order.settings.support == "fetch":
                registries.gather_full_texts(everything, now=order.now)
        outcome.notes += verifications.notes
        known, notes = pasts(space.claims, [reading.document.path for reading in readings])
        outcome.notes += notes
        names = space.names([reading.document.path for reading in readings])
        own = iter(verifications.items)
        targets = [
            _Target(
                reading, tuple(islice(own, len(reading.references))), order, space, reports,
                names[reading.document.path], past, comparison,
            )
            for reading, past in zip(readings, known, strict=True)
        ]  # fmt: skip
        for done, result in enumerate(over(_judge_and_write, targets), start=1):
            if isinstance(result, Audit):
                outcome.audits.append(result)
                outcome.notes += result.notes
            else:
                outcome.failures.append(result)
            tell("judging", done, len(targets))
    return outcome


def _read(
    space: Workspace,
    paths: Sequence[Path],
    outcome: Outcome,
    over: Mapped[tuple[Path, str, Path], Reading | Failure],
    tell: Progress,
) -> list[Reading]:
    displays = space.displays(paths)
    readings: list[Reading] = []
    tell("reading", 0, len(paths))
    for done, result in enumerate(over(_read_one, [(path, displays[path], space.root) for path in paths]), start=1):
        if isinstance(result, Reading):
            readings.append(result)
        else:
            outcome.failures.append(result)
        tell("reading", done, len(paths))
    return readings


def _read_one(source: tuple[Path, str, Path]) -> Reading | Failure:
    path, name, root = source
    try:
        return read_source(path, name, root)
    except Exception as error:  # one unreadable source must not stop a thousand others; it is reported
        return _failure(name, error)


def _failure(name: str, error: Exception) -> Failure:
    """Any error as words. One that we did not foresee says so, and where it happened if that is wanted."""
    if isinstance(error, ClaimAuditError):
        return Failure(name, str(error))
    if isinstance(error, OSError):
        return Failure(name, f"{error.filename or name}: {(error.strerror or str(error)).lower()}")
    if os.environ.get("CLAIM_AUDIT_DEBUG"):
        traceback.print_exception(error)
    return Failure(name, f"{name}: internal error: {type(error).__name__}: {error} (please report it)")


def _give_keys(space: Workspace, readings: Sequence[Reading], outcome: Outcome) -> None:
    with Library.session(space.bibliography) as library:
        for reading in readings:
            library.assign(reading.references, reading.document.path)
        shown = space.display(space.bibliography)
        outcome.notes += [f"{shown}:{problem.line}: {problem.message}" for problem in library.problems]


def _judge_and_write(target: _Target) -> Audit | Failure:
    """The claim file and the reports of one source, each at once and whole."""
    try:
        past, notes = with_claims(target.past, target.claims, target.reading.document.path)
        report = judge(target.reading, target.verifications, target.order, _shelf(target), past)
        verdict, compared = report.summary.verdict, None
        if target.comparison is not None:
            report, verdict, compared = _compared(target, target.comparison, report)
        stored = target.reports / f"{target.name}.json"
        kept = _same_as(stored, report)
        report = kept or report
        store_claims(target.claims, report)
        for format_name in dict.fromkeys(("json", *target.order.settings.formats)):
            path = target.reports / f"{target.name}{extension(format_name)}"
            write_if_changed(path, render(report, format_name, source=_source(target.reading)))
        when = report.run.started if kept else None
        return Audit(report.document.path, stored, report.summary, when, notes, verdict, compared)
    except Exception as error:  # as above: reported, and the others go on
        return _failure(target.reading.document.path, error)


def _compared(target: _Target, comparison: Comparison, report: Report) -> tuple[Report, Verdict, str]:
    """The report with what changed since an earlier one; how the run ends; and that in a sentence."""
    from audit.review.baseline import baseline
    from audit.review.comparing import compare
    from audit.review.difference_text import summary

    earlier = baseline(target.space, target.order, target.name, report.document.path, comparison.against)
    found = compare(earlier.report, report, earlier.words)
    verdict = report.summary.verdict
    if comparison.new_only:
        reached = at_or_above(found.new_findings, target.order.settings.fail_on)
        verdict = "findings" if reached else "incomplete" if report.unverified else "clean"
    words = f"compared with {earlier.words}: {summary(found)}"
    return report.model_copy(update={"changes": found.as_changes()}), verdict, words


def _shelf(target: _Target) -> Shelf | None:
    if target.order.settings.support == "off":
        return None
    return Shelf(target.space.fulltext, EvidenceStore(target.space.evidence))


def _same_as(stored: Path, report: Report) -> Report | None:
    """The stored audit, if this one found the same by the same rules from the same evidence.

    Then it is kept with its own time: auditing again what did not change leaves no trace in version control.
    """
    try:
        earlier = load_report(stored)
    except InputError:
        return None  # none yet, or damaged: it is written anew
    run = earlier.run.model_copy(
        update={"started": report.run.started, "finished": report.run.finished, "offline": report.run.offline}
    )
    return earlier if render(earlier.model_copy(update={"run": run}), "json") == render(report, "json") else None


def _source(reading: Reading) -> bytes | None:
    """The audited file's bytes, for formats that point into it; None where it changed since it was read."""
    try:
        data = reading.path.read_bytes()
    except OSError:
        return None
    return data if sha256(data) == reading.document.sha256 else None


@contextmanager
def _processes(jobs: int | None, sources: int) -> Iterator[Mapped[Any, Any]]:
    """Something like `map` that keeps the order: in this process, or spread over several."""
    workers = min(jobs or os.cpu_count() or 1, sources)
    if workers < 2 or sources < _WORTH_A_POOL:
        yield map
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # not forked: threads (the progress bar's, the registries') must not be copied in the middle of their work
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda work, items: pool.map(work, items, chunksize=2)
