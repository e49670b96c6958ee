"""Running headers, footers and page numbers: text of the page, not of the document."""

from __future__ import annotations

import re
from collections import Counter

from audit.documents.pdf_lines import Run

_ROWS = 3
_ROW = 5  # points
_BAND = 0.12  # of the page's height
_PAGE_NUMBER = re.compile(
    r"^[-–—|•\s]{0,3}(?:page\s+|p\.\s*|seite\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|von|\|)\s*\d{1,4})?[-–—|•\s]{0,3}$",
    re.I,
)
_ALONE = 1.7  # sizes between a page number and the text
_MAX_LENGTH = 250

_Row = tuple[str, int, frozenset[int]]


def without_margins(pages: list[list[Run]], heights: list[float]) -> tuple[list[list[Run]], int]:
    """The pages' runs without what stands at the same place on page after page, and how many rows that was.

    A row counts as running text if it stands in the outer part of the page and, its figures aside, on at least two
    pages and a third of all (headers of odd and even pages differ).
    """
    rows = [_outer_rows(runs, height) for runs, height in zip(pages, heights, strict=True)]
    seen: Counter[tuple[str, int]] = Counter()
    for page in rows:
        seen.update({(text, place + shift) for text, place, _ in page for shift in (-1, 0, 1)})
    needed = max(2, len(pages) / 3)
    kept: list[list[Run]] = []
    dropped = 0
    for runs, page in zip(pages, rows, strict=True):
        out: set[int] = set()
        for text, place, members in page:
            if (seen[text, place] >= needed and len(text) > 1) or (
                _PAGE_NUMBER.match(text.replace("#", "1")) and _stands_alone(runs, members)
            ):
                out |= members
                dropped += 1
        kept.append([run for index, run in enumerate(runs) if index not in out])
    return kept, dropped


def _stands_alone(runs: list[Run], members: frozenset[int]) -> bool:
    """No other text stands close above or below the row."""
    y = max(runs[index].y for index in members)
    near = _ALONE * max(runs[index].size for index in members)
    return not any(abs(run.y - y) < near for index, run in enumerate(runs) if index not in members and run.text.strip())


def _outer_rows(runs: list[Run], height: float) -> list[_Row]:
    """The outermost rows: their text with figures as "#", their place in steps of four points, their runs."""
    levels: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        if run.text.strip() and not height * _BAND < run.y < height * (1 - _BAND):
            levels.setdefault(round(run.y), []).append(index)
    ordered = _near_levels_joined(levels)
    found: list[_Row] = []
    middle = height / 2
    top = [level for level in ordered if level[0] > middle][:_ROWS]
    bottom = [level for level in ordered if level[0] <= middle][-_ROWS:]
    for y, members in [*top, *bottom]:
        text = " ".join(runs[index].text.strip() for index in sorted(members, key=lambda index: runs[index].x0))
        if len(text) <= _MAX_LENGTH:
            found.append((re.sub(r"\d+", "#", text), round(y / 4), frozenset(members)))
    return found


def _near_levels_joined(levels: dict[int, list[int]]) -> list[tuple[int, list[int]]]:
    joined: list[tuple[int, list[int]]] = []
    for y in sorted(levels, reverse=True):
        if joined and joined[-1][0] - y <= _ROW:  # a raised figure belongs to the row below it
            joined[-1][1].extend(levels[y])
        else:
            joined.append((y, list(levels[y])))
    return joined
