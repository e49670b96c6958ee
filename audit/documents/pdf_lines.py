"""A page's runs of characters -> its columns -> their lines, in reading order.

Columns are valleys in the profile of how many runs cover each x. Lines that cross a valley (titles, wide figures'
captions) cut the page into sections; each section is read column by column, and each column by the same rule again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

_MIN_COLUMN_LINES = 3
_MIN_COLUMN_EMS = 7.0
_MIN_NARROW_EMS, _MIN_WIDE_EMS = 3.5, 12.0  # a narrow column stands beside running text only
_MIN_GUTTER_EMS = 0.5
_MAX_CROSSED = 0.2  # of the lines beside a valley
_MIN_FILLED = 0.5  # of the column's width, on average: cells of a table are shorter
_MAX_DEPTH = 4
_TITLE = 1.15
_MANY_LINES = 6
_OVERRUN = 1.5  # ems
_SMALL = 0.9
_RAISED, _LOWERED = 0.12, 0.08
_RAISED_IN_FULL_SIZE = 0.2
_JOINED = 0.15  # a smaller gap, in ems, is no word space


_OVERLONG = re.compile(r"^\s*\S{20,}\s*$")  # an address that runs over the edge of its column
_LABEL = re.compile(r"^\W*(?:\d{1,4}[a-z]?|[a-zA-Z•])?\W*$")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one size on one baseline; y grows upwards, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    high: bool = False
    link: int = -1

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> Run:
        """A run as `pdf_worker` prints it."""
        text, x0, x1, y, size, bold, high, link = row
        return cls(str(text), float(x0), float(x1), float(y), float(size), bool(bold), bool(high), int(link))


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of a line in one look: raised 1, lowered -1, else 0. Begins with a space where one was seen before it.

    link: the number of the page's link that it is part of, -1 for none.
    """

    text: str
    raised: int
    bold: bool
    link: int = -1


@dataclass(slots=True)
class Line:
    """A line of text on `page`, with its edges, its baseline and the size of most of its characters."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    pieces: list[Piece]
    region: int = 0
    left: float = 0.0
    right: float = 0.0

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """All its words are bold."""
        return all(piece.bold for piece in self.pieces if not piece.raised)


@dataclass(slots=True)
class _Draft:
    """Runs that belong on one line, not yet in order."""

    runs: list[Run] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0

    def add(self, run: Run) -> None:
        if not self.runs or run.size > self.size * 1.05:
            self.y, self.size = run.y, run.size
        self.x0 = min(self.x0, run.x0) if self.runs else run.x0
        self.x1 = max(self.x1, run.x1) if self.runs else run.x1
        self.runs.append(run)


def page_lines(page: int, runs: list[Run]) -> list[Line]:
    """The lines of a page in reading order. Each knows the edges of its column and the number of its region."""
    lines: list[Line] = []
    shown = [run for run in runs if run.text.strip() and run.size > 0]
    for number, region in enumerate(_regions(shown, 0)):
        found = _lines(page, region)
        left = min((line.x0 for line in found), default=0.0)
        right = _right_edge(found)
        for line in found:
            line.region, line.left, line.right = number, left, right
        lines.extend(found)
    return lines


def _right_edge(lines: list[Line]) -> float:
    """Where lines end; a few that run over the edge (addresses that cannot be broken) do not move it."""
    words = [line for line in lines if " " in line.text.strip()] or lines
    ends = sorted((line.x1 for line in words), reverse=True)
    for end, following in pairwise(ends[:4]):
        if len(ends) < _MANY_LINES or end - following < _OVERRUN * lines[0].size:
            return end
    return ends[min(3, len(ends) - 1)] if ends else 0.0


def _regions(runs: list[Run], depth: int) -> Iterator[list[Run]]:
    """The runs of each column of each section, in reading order."""
    gutter = _gutter(runs) if depth < _MAX_DEPTH and len(runs) >= 2 * _MIN_COLUMN_LINES else None
    if gutter is None:
        if runs:
            yield runs
        return
    crossing = {index for index, run in enumerate(runs) if run.x0 < gutter < run.x1 and not _OVERLONG.match(run.text)}
    crossing |= _wide_titles(runs, gutter)
    spanning = [runs[index] for index in sorted(crossing)]
    rest = [run for index, run in enumerate(runs) if index not in crossing]
    spanning_ids = set(map(id, spanning))
    for section in _sections(spanning, rest):
        if not spanning_ids.isdisjoint(map(id, section)):
            yield section
            continue
        yield from _regions([run for run in section if run.x0 < gutter], depth + 1)
        yield from _regions([run for run in section if run.x0 >= gutter], depth + 1)


def _wide_titles(runs: list[Run], gutter: float) -> set[int]:
    """Titles in large type whose words happen to stand beside the gutter, none across it."""
    body = _usual((run.size, len(run.text)) for run in runs)
    rows: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        if run.size > _TITLE * body:
            rows.setdefault(round(run.y), []).append(index)
    found: set[int] = set()
    for row in rows.values():
        row.sort(key=lambda index: runs[index].x0)
        gaps = [(runs[b].x0 - runs[a].x1, runs[a].x1 <= gutter <= runs[b].x0) for a, b in pairwise(row)]
        widest = max((gap for gap, at_gutter in gaps if not at_gutter), default=0.0)
        if any(at_gutter and gap < widest * 1.5 + 1 for gap, at_gutter in gaps):
            found.update(row)
    return found


def _sections(crossing: list[Run], rest: list[Run]) -> Iterator[list[Run]]:
    """Cut a page at the lines that cross its gutter: stretches of such lines, and the columns between them."""
    levels = sorted({round(run.y, 1): run.size for run in crossing}.items(), reverse=True)
    below = sorted(rest, key=lambda run: -run.y)
    above: list[Run] = []
    spanning: list[Run] = []
    at = 0
    for y, size in levels:
        columns: list[Run] = []
        beside: list[Run] = []
        while at < len(below) and below[at].y > y - 0.5 * size:
            (columns if below[at].y > y + 0.7 * size else beside).append(below[at])
            at += 1
        if columns:
            if spanning:
                yield spanning
            spanning = []
            yield columns
        spanning = [*spanning, *(run for run in crossing if round(run.y, 1) == y), *beside]
    if spanning:
        yield spanning
    above = below[at:]
    if above:
        yield above


def _gutter(runs: list[Run]) -> float | None:
    """The middle of the clearest valley between two columns of running text, or None."""
    size = _usual((run.size, len(run.text)) for run in runs)
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    if right - left < 2 * _MIN_COLUMN_EMS * size or right - left > 20_000:
        return None
    profile = _profile(runs, left, right)
    best: tuple[float, float] | None = None
    for valley in _valleys(profile):
        middle = left + valley.at
        beside = min(max(profile[: int(valley.at)], default=0), max(profile[int(valley.at) :], default=0))
        if valley.width < _MIN_GUTTER_EMS * size or beside < _MIN_COLUMN_LINES or valley.low > _MAX_CROSSED * beside:
            continue
        before = _column_width([run for run in runs if run.x1 <= middle], size)
        after = _column_width([run for run in runs if run.x0 >= middle], size)
        if min(before, after) >= _MIN_COLUMN_EMS or (
            min(before, after) >= _MIN_NARROW_EMS and max(before, after) >= _MIN_WIDE_EMS
        ):
            score = beside - valley.low + valley.width / 100
            if best is None or score > best[0]:
                best = (score, middle)
    return best[1] if best else None


def _profile(runs: list[Run], left: float, right: float) -> list[int]:
    """How many runs cover each point of the width."""
    steps = [0] * (int(right - left) + 3)
    for run in runs:
        steps[int(run.x0 - left) + 1] += 1
        steps[max(int(run.x0 - left) + 1, int(run.x1 - left) + 1)] -= 1
    total, profile = 0, []
    for step in steps:
        total += step
        profile.append(total)
    return profile


class _Valley(NamedTuple):
    """A stretch of the profile that is lower than what lies on both sides: its deepest place, width and depth."""

    at: float
    width: int
    low: int


def _valleys(profile: list[int]) -> Iterator[_Valley]:
    highest = max(profile)
    limit = int(_MAX_CROSSED * highest)
    start = None
    for at, count in enumerate(profile):
        if count <= limit:
            if start is None:
                start = at
        elif start is not None:
            if start > 1:
                low = min(profile[start:at])
                lowest = [index for index in range(start, at) if profile[index] == low]
                yield _Valley((lowest[0] + lowest[-1] + 1) / 2, at - start, low)
            start = None


def _column_width(runs: list[Run], size: float) -> float:
    """The width in ems of what may be a column: most lines are as wide as the widest. 0 for labels, cells, or less."""
    rows: dict[int, list[float]] = {}
    labels = 0
    for run in runs:
        if run.size > _SMALL * size * 0.9:
            row = rows.setdefault(round(run.y), [run.x0, run.x1])
            row[0], row[1] = min(row[0], run.x0), max(row[1], run.x1)
            labels += _LABEL.match(run.text) is not None
    if len(rows) < _MIN_COLUMN_LINES or labels * 2 > len(rows):
        return 0.0
    widths = sorted(row[1] - row[0] for row in rows.values())
    widest = widths[len(widths) * 4 // 5]  # not the widest of all: an address may run over the edge
    filled = sum(min(width, widest) for width in widths) >= _MIN_FILLED * widest * len(widths)
    return widest / size if filled else 0.0


def _lines(page: int, runs: list[Run]) -> list[Line]:
    """The lines of one column, from top to bottom."""
    drafts: list[_Draft] = []
    for run in runs:
        if drafts and _continues(drafts[-1], run):
            drafts[-1].add(run)
        else:
            draft = _Draft()
            draft.add(run)
            drafts.append(draft)
    usual = _usual((run.size, len(run.text)) for run in runs)
    return [_line(page, draft, usual) for draft in sorted(_merged(drafts), key=lambda draft: (-draft.y, draft.x0))]


def _continues(line: _Draft, run: Run) -> bool:
    size = max(line.size, run.size)
    return abs(run.y - line.y) < 0.6 * size and run.x0 > line.x1 - 0.5 * size


def _merged(drafts: list[_Draft]) -> list[_Draft]:
    """Join parts of one line that were drawn apart: figures raised later, words drawn out of order."""
    drafts.sort(key=lambda draft: -draft.y)
    kept: list[_Draft] = []
    for draft in drafts:
        for line in kept[-12:][::-1]:
            if _on_one_line(line, draft):
                for run in draft.runs:
                    line.add(run)
                break
        else:
            kept.append(draft)
    return kept


def _on_one_line(first: _Draft, second: _Draft) -> bool:
    big, small = (first, second) if first.size >= second.size else (second, first)
    offset = small.y - big.y
    if small.size > _SMALL * big.size:
        close = abs(offset) < 0.3 * big.size
    else:
        close = -0.35 * big.size < offset < 0.65 * big.size
    if not close:
        return False
    overlap = min(first.x1, second.x1) - max(first.x0, second.x0)
    return overlap < 0.5 * big.size or _fits_into_gap(first, second)


def _fits_into_gap(first: _Draft, second: _Draft) -> bool:
    """No run of one lies over a run of the other."""
    return all(
        min(one.x1, other.x1) - max(one.x0, other.x0) < 0.3 * max(one.size, other.size)
        for one in first.runs
        for other in second.runs
    )


def _line(page: int, draft: _Draft, usual: float) -> Line:
    """A line in the size that is usual in its column, if it has any such text, else in that of most of its own."""
    runs = sorted(draft.runs, key=lambda run: run.x0)
    size = usual
    if not any(abs(run.size - usual) < 0.1 and run.text.strip() for run in runs):
        size = _usual((run.size, len(run.text.strip())) for run in runs)
    base = _usual((run.y, len(run.text)) for run in runs if abs(run.size - size) < 0.1)
    pieces: list[Piece] = []
    end = runs[0].x0
    for run in runs:
        raised = _raised(run, size, base)
        gap = run.x0 - end
        spaced = bool(pieces) and gap > _JOINED * size and not pieces[-1].text.endswith(" ")
        pieces.append(Piece((" " if spaced else "") + run.text, raised, run.bold, run.link))
        end = max(end, run.x1)
    return Line(page, runs[0].x0, end, base, size, pieces)


def _raised(run: Run, size: float, base: float) -> int:
    offset = (run.y - base) / size
    small = run.size < _SMALL * size
    if run.high or (small and offset > _RAISED) or offset > _RAISED_IN_FULL_SIZE:
        return 1
    return -1 if small and offset < -_LOWERED else 0


def _usual(weighted: Iterable[tuple[float, int]]) -> float:
    """The value with the most weight."""
    counts: dict[float, int] = {}
    for value, weight in weighted:
        rounded = round(value, 1)
        counts[rounded] = counts.get(rounded, 0) + weight
    return max(counts, key=lambda value: (counts[value], value)) if counts else 0.0
