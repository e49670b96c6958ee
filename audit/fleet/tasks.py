"""What one document needs, in whatever process: to be read, and to be judged and written.

What comes back says what the audit rests on, file by file, as it was when it was used.
"""

from __future__ import annotations

import json
import pickle
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from audit.files import sha256, write_if_changed
from audit.fleet.outcome import Audit, Comparison, Failure, failure
from audit.fleet.versions import Stat, hash_of, stat_of
from audit.model import Reference, Report, Verification
from audit.past import Past, store_claims, with_claims
from audit.pipeline import Judged, Order, Reading, judged, read_source
from audit.registries import EvidenceStore, searched
from audit.registries.ages import Ages
from audit.registries.evidence import Dossier, Subject
from audit.registries.retraction_watch import PIN, ROWS
from audit.registries.session import judge_on_file
from audit.reports import extension, render
from audit.shelf import SUFFIXES, Shelf
from audit.summing import Verdict, at_or_above
from audit.support import SourceText
from audit.workspace import Workspace

_WRITERS = 4
_MOST_KEPT = 20_000_000  # characters of cited works in memory


@dataclass(frozen=True, slots=True)
class Source:
    """A source to be read: where it lies, what it is called, and the folder that other files of it must lie in."""

    path: Path
    name: str
    root: Path


@dataclass(frozen=True, slots=True)
class WasRead:
    """A source that was read. reading: it and its references (pickled: passed on as they are).

    stat: the state of the file before it was read; None where it is not all that was read.
    """

    source: Source
    sha256: str
    stat: Stat | None
    reading: bytes
    listed: bytes

    @property
    def references(self) -> list[Reference]:
        """Its references, still without keys."""
        references: list[Reference] = pickle.loads(self.listed)  # noqa: S301 - of our own making, never from a file
        return references


def read_one(source: Source) -> WasRead | Failure:
    """Read a source and parse its references. Whatever goes wrong is its own affair."""
    try:
        stat = stat_of(source.path)
        reading = read_source(source.path, source.name, source.root)
        return WasRead(
            source, reading.document.sha256, stat if reading.alone else None, pickle.dumps(reading),
            pickle.dumps(reading.references),
        )  # fmt: skip
    except Exception as error:  # one unreadable source must not stop a thousand others; it is reported
        return failure(source.name, error)


@dataclass(frozen=True, slots=True)
class Target:
    """Everything that is needed to judge one source and to write its files.

    was_read: None where it is to be read now. keys: of its references, in order. verifications: None where they are to
    be computed from the evidence on file; failures: what was asked in vain. shared: what has the same name here, and
    the same evidence, may share what it has read.
    """

    source: Source
    was_read: WasRead | None
    keys: tuple[str, ...]
    verifications: tuple[Verification, ...] | None
    failures: Mapping[tuple[Subject, str], str]
    order: Order
    space: Workspace
    reports: Path
    name: str
    past: Past
    comparison: Comparison | None
    shared: str

    @property
    def claims(self) -> Path:
        """The file of its claims."""
        return self.space.claims / f"{self.name}.json"


Version = tuple[Path, Stat | None, str | None]
"""A file, its state when it was used, and the hash of its content where that is known."""


@dataclass(frozen=True, slots=True)
class Rests:
    """What an audit rests on. Empty `source`: it cannot be told."""

    source: tuple[Version, ...]
    outputs: tuple[Version, ...]
    evidence: tuple[Version, ...]
    copies: tuple[Version, ...]
    steady_until: date
    due: str
    started: str


@dataclass(frozen=True, slots=True)
class Finished:
    """An audit that is on disk. notes: of the evidence."""

    audit: Audit
    rests: Rests
    notes: tuple[str, ...]


def judge_one(target: Target) -> Finished | Failure:
    """The claim file and the reports of one source, each at once and whole."""
    try:
        was_read = target.was_read or read_one(target.source)
        return was_read if isinstance(was_read, Failure) else _judge(target, was_read)
    except Exception as error:  # as above: reported, and the others go on
        return failure(target.source.name, error)


def _judge(target: Target, was_read: WasRead) -> Finished | Failure:
    reading: Reading = pickle.loads(was_read.reading)  # noqa: S301 - as above
    if len(reading.references) != len(target.keys):
        return Failure(target.source.name, f"{target.source.name}: changed while it was being audited; run again")
    for reference, key in zip(reading.references, target.keys, strict=True):
        reference.key = key
    past, notes = with_claims(target.past, target.claims, target.source.name)
    bench = _bench(target.shared, target.space.evidence, target.space.fulltext)
    before = len(bench.store.notes)
    with bench.store.watching() as used:
        found = _found(target, reading, past, bench)
    report, verdict, compared = found.report, found.report.summary.verdict, None
    if target.comparison is not None:
        report, verdict, compared = _compared(target, target.comparison, report)
    report, kept, outputs = _write(target, report, reading)
    audit = Audit(
        report.document.path,
        target.reports / f"{target.name}.json",
        report.summary,
        kept,
        notes,
        verdict,
        compared,
        unchecked=_unchecked(report),
    )
    rests = Rests(
        ((target.source.path, was_read.stat, was_read.sha256),) if was_read.stat else (),
        outputs,
        bench.store.versions(used),
        _copies(target),
        found.steady_until() if not past.ledger.entries and reading.source is None else target.order.now.date(),
        bench.store.due(used, Ages(target.order.settings.registries)),
        report.run.started,
    )
    return Finished(audit, rests, tuple(bench.store.notes[before:]))


def _unchecked(report: Report) -> str | None:
    reasons = Counter(item.reason for item in report.unverified).most_common(1)
    return reasons[0][0] if reasons else None


def _found(target: Target, reading: Reading, past: Past, bench: _Bench) -> Judged:
    verifications: Sequence[Verification] | None = target.verifications
    if verifications is None:
        links = target.order.settings.registries.check_links
        verifications = judge_on_file(reading.references, bench.store, target.failures, check_links=links)
    shelf = bench.shelf if target.order.settings.support != "off" else None
    return judged(reading, verifications, target.order, shelf, past, partial(searched, store=bench.store))


def _compared(target: Target, comparison: Comparison, report: Report) -> tuple[Report, Verdict, str]:
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


# -- writing --


def _write(target: Target, report: Report, reading: Reading) -> tuple[Report, str | None, tuple[Version, ...]]:
    """Write the claims and every format. Gives the report as it is stored, and when from, if it was kept."""
    stored = target.reports / f"{target.name}.json"
    kept, data = _kept(stored, report)
    report = kept or report
    source = _bytes(reading)
    with ThreadPoolExecutor(_WRITERS) as writers:  # a disk takes its time for each safe write: one beside the other
        claims = writers.submit(_stored_claims, target.claims, report)
        written = []
        for format_name in dict.fromkeys(("json", *target.order.settings.formats)):
            drawn = data if format_name == "json" else render(report, format_name, source=source)
            path = target.reports / f"{target.name}{extension(format_name)}"
            written.append(writers.submit(_written, path, drawn))
        versions = tuple(one.result() for one in (claims, *written))
    return report, report.run.started if kept else None, versions


def _stored_claims(path: Path, report: Report) -> Version:
    store_claims(path, report)
    return path, stat_of(path), hash_of(path)


def _written(path: Path, data: bytes) -> Version:
    write_if_changed(path, data)
    return path, stat_of(path), sha256(data)


def _kept(stored: Path, report: Report) -> tuple[Report | None, bytes]:
    """The stored audit, if this one found the same by the same rules from the same evidence; and what to store.

    Then it is kept with its own time: auditing again what did not change leaves no trace in version control.
    """
    try:
        data = stored.read_bytes()
        run = json.loads(data)["run"]
        times = {name: run[name] for name in ("started", "finished", "offline")}
        same = report.model_copy(update={"run": report.run.model_copy(update=times)})
        if render(same, "json") == data:
            return same, data
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # none yet, or damaged: it is written anew
        return None, render(report, "json")
    return None, render(report, "json")


def _bytes(reading: Reading) -> bytes | None:
    """The audited file's bytes, for formats that point into it; None where it changed since it was read."""
    try:
        data = reading.path.read_bytes()
    except OSError:
        return None
    return data if sha256(data) == reading.document.sha256 else None


def _copies(target: Target) -> tuple[Version, ...]:
    """The user's own copies of the cited works."""
    folder = target.space.fulltext
    try:
        there = {path.name for path in folder.iterdir()}
    except OSError:
        return ()
    named = (f"{key}{suffix}" for key in dict.fromkeys(target.keys) for suffix in SUFFIXES) if there else ()
    paths = (folder / name for name in named if name in there)
    return tuple((path, stat, None) for path in paths if (stat := stat_of(path)) is not None)


# -- what documents share --


class _Store(EvidenceStore):
    """Evidence, with a note of what was used and in what state its file was."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._stats: dict[Subject, Stat | None] = {}
        self._local = threading.local()  # a dask worker may have several threads

    @contextmanager
    def watching(self) -> Iterator[set[Subject]]:
        """Notes every subject that is read meanwhile."""
        outer: set[Subject] | None = getattr(self._local, "used", None)
        self._local.used = used = set[Subject]()
        try:
            yield used
        finally:
            self._local.used = outer
            if outer is not None:
                outer |= used

    def use(self, subjects: set[Subject]) -> None:
        """Note subjects that were read before."""
        used: set[Subject] | None = getattr(self._local, "used", None)
        if used is not None:
            used |= subjects

    def read(self, subject: Subject) -> Dossier:
        """See `EvidenceStore`."""
        self.use({subject})
        return super().read(subject)

    def _load(self, subject: Subject, *, locked: bool = False) -> Any:
        self._stats[subject] = stat_of(self.path(subject))
        return super()._load(subject, locked=locked)

    def versions(self, used: set[Subject]) -> tuple[Version, ...]:
        """The files that hold what was used, the imported tables too."""
        tables = (self.folder / name for name in (PIN, ROWS))
        found: list[Version] = [(path, stat_of(path), None) for path in tables]
        for subject in sorted(used):
            path = self.path(subject)
            found.append((path, self._stats.get(subject), None))
            if subject.kind == "pmc":
                found.append((path.with_suffix(".xml"), stat_of(path.with_suffix(".xml")), None))
        return tuple(found)

    def due(self, used: set[Subject], ages: Ages) -> str:
        """When the first answer of those used is too old to be relied on."""
        times = [ages.good_until(answer) for subject in used for answer in self.read(subject).values()]
        return min(times).strftime("%Y-%m-%dT%H:%M:%SZ") if times else "9999"


class _SharedShelf(Shelf):
    """The texts of cited works, read once for many documents."""

    def __init__(self, folder: Path, store: _Store) -> None:
        super().__init__(folder, store)
        self._evidence = store
        self._kept: dict[tuple[str | None, ...], tuple[SourceText | None, set[Subject]]] = {}
        self._characters = 0

    def text_of(self, reference: Reference) -> SourceText | None:
        """See `Shelf`. Two documents may name one work by different numbers: then each gets the text of its own."""
        name = (reference.key, reference.doi, reference.pmid, reference.title, reference.type)
        if name not in self._kept:
            with self._evidence.watching() as used:
                text = self.find(reference)
            self._characters += len(text.text) if text else 0
            if self._characters > _MOST_KEPT:
                self._kept, self._characters = {}, 0
            self._kept[name] = (text, used)
        text, used = self._kept[name]
        self._evidence.use(used)
        return text


@dataclass(frozen=True, slots=True)
class _Bench:
    store: _Store
    shelf: _SharedShelf


@lru_cache(maxsize=1)
def _bench(_shared: str, evidence: Path, fulltext: Path) -> _Bench:
    """What documents of one batch share; the next batch begins anew, since more was put on file meanwhile."""
    store = _Store(evidence)
    return _Bench(store, _SharedShelf(fulltext, store))
