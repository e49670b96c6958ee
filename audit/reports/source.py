"""The audited text cut into lines and runs, each run with the statement, marker, reference and findings on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from audit.model import Marker
from audit.reports.view import FindingView, ReferenceView, ReportView, StatementView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end`, alike in everything that a reader is shown about them.

    target: the entry that a marker's label leads to. findings: those whose exact words these are.
    """

    start: int
    end: int
    text: str
    marker: bool = False
    target: ReferenceView | None = None
    findings: tuple[FindingView, ...] = ()


@dataclass(slots=True)
class Piece:
    """Runs that belong to the same statement or reference, or to neither. `first`: its beginning stands here."""

    statement: StatementView | None
    reference: ReferenceView | None
    first: bool
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """One line of the text, from 1, with the findings that begin on it."""

    number: int
    pieces: list[Piece]
    findings: list[FindingView]

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read on it."""
        return not any(run.text.strip() for piece in self.pieces for run in piece.runs)


def lines(view: ReportView) -> list[Line]:
    """The whole text, every character of it in exactly one run."""
    text = view.report.text
    spans = _Spans(view)
    cuts = spans.cuts(len(text))
    starts_here = _findings_by_line(view)
    result: list[Line] = []
    at, index = 0, 0
    for number, content in enumerate(text.split("\n"), 1):
        end = at + len(content)
        while index < len(cuts) and cuts[index] <= at:
            index += 1
        bounds = [at]
        while index < len(cuts) and cuts[index] < end:
            bounds.append(cuts[index])
            index += 1
        bounds.append(end)
        result.append(Line(number, spans.pieces(text, bounds), starts_here.get(number, [])))
        at = end + 1
    return result


def _findings_by_line(view: ReportView) -> dict[int, list[FindingView]]:
    """Findings by the line on which their words begin, in order of place."""
    found: dict[int, list[FindingView]] = {}
    length = len(view.report.text)
    breaks = [m.start() for m in re.finditer("\n", view.report.text)]
    placed = sorted(view.findings, key=lambda f: (f.finding.location.start, f.number))
    line = 0
    for f in placed:
        start, end = f.finding.location.start, f.finding.location.end
        if start >= length or end <= start:
            continue
        while line < len(breaks) and breaks[line] < start:
            line += 1
        found.setdefault(line + 1, []).append(f)
    return found


class _Spans:
    """What lies on each character: statements and references (the latest begun wins), markers, findings."""

    def __init__(self, view: ReportView) -> None:
        length = len(view.report.text)
        self._statements = _Sweep((s.statement.start, s.statement.end, s) for s in view.statements)
        self._references = _Sweep((r.reference.start, r.reference.end, r) for r in view.references)
        self._markers = _Sweep(
            span for s in view.statements for marker in s.statement.marker_groups for span in _labels(marker, s)
        )
        self._findings = _Sweep(
            (f.finding.location.start, f.finding.location.end, f)
            for f in view.findings
            if f.finding.location.start < length
        )

    def cuts(self, length: int) -> list[int]:
        edges = self._statements.edges | self._references.edges | self._markers.edges | self._findings.edges
        return sorted(edge for edge in edges if 0 < edge < length)

    def pieces(self, text: str, bounds: list[int]) -> list[Piece]:
        pieces: list[Piece] = []
        for start, end in pairwise(bounds):
            if start == end:
                continue
            statements, references = self._statements.at(start), self._references.at(start)
            statement = statements[-1] if statements else None
            reference = references[-1] if references and statement is None else None
            if not pieces or pieces[-1].statement is not statement or pieces[-1].reference is not reference:
                begins = statement.statement.start if statement else reference.reference.start if reference else -1
                pieces.append(Piece(statement, reference, begins == start))
            markers = self._markers.at(start)
            findings = tuple(sorted(self._findings.at(start), key=lambda f: f.number))
            target = markers[-1][1] if markers else None
            pieces[-1].runs.append(Run(start, end, text[start:end], bool(markers), target, findings))
        return pieces


class _Sweep(Generic[T]):
    """Walks spans in order of place and tells which are open at an offset; offsets must not go down."""

    def __init__(self, spans: Iterable[tuple[int, int, T]]) -> None:
        sound = [span for span in spans if 0 <= span[0] < span[1]]
        self.edges = {edge for start, end, _ in sound for edge in (start, end)}
        self._waiting = sorted(sound, key=lambda span: (span[0], -span[1]), reverse=True)
        self._open: list[tuple[int, int, T]] = []

    def at(self, offset: int) -> list[T]:
        while self._waiting and self._waiting[-1][0] <= offset:
            self._open.append(self._waiting.pop())
        self._open = [span for span in self._open if span[1] > offset]
        return [value for _, _, value in self._open]


def _labels(marker: Marker, view: StatementView) -> Iterator[tuple[int, int, tuple[Marker, ReferenceView | None]]]:
    """The whole group, then each label in it that leads somewhere (`1-3` shows only `1` and `3`)."""
    yield marker.start, marker.end, (marker, None)
    targets = {c.label: c.reference for c in view.citations}
    at = 0
    for label in marker.labels:
        if match := re.compile(rf"(?<!\w){re.escape(label)}(?!\w)").search(marker.source, at):
            at = match.end()
            yield marker.start + match.start(), marker.start + at, (marker, targets.get(label))
