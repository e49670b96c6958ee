"""Where a paragraph of a PDF begins: what gaps, indents, short lines, bullets and labels say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from audit.documents.pdf_lines import Line

BULLET = re.compile(r"^\s*([•●▪■◦‣⁃∙○□➢➤✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc·]|[–—-](?=\s))\s*")
LABEL = re.compile(r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s*\S")
INDENT = 0.8  # ems
_WIDEST_INDENT = 6.0
_LEADING, _LEADING_WITH_RAISED, _WIDEST_LEADING = 1.3, 1.5, 1.9  # of the usual distance of lines
_SIZE_CHANGE = 0.08
_TERMINAL = re.compile(r"[.?!:;][\"'”’)\]]*$")
_NEW = re.compile(r"^[\s\"'“‘(\[]*[A-Z0-9À-Þ•†‡*§]")
_MARKERS = re.compile(r"^[\d\s,;–-]{1,30}[a-z]?$")
_NEIGHBOURS = 12


class Breaks:
    """Knows how the lines of a document stand to each other."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._leading = _usual_leading(lines)
        self._votes = [0, *(_vote(above, below) for above, below in pairwise(lines))]

    def begins(self, paragraph: list[Line], index: int) -> bool:
        """Line `index` begins a new paragraph, rather than go on with `paragraph`."""
        line, last = self._lines[index], paragraph[-1]
        size = max(1.0, line.size)
        if (last.page, last.region) != (line.page, line.region):
            return True
        if line.size < last.size * 0.85 and last.y - line.y < last.size * 1.1 and _MARKERS.match(line.text):
            line.pieces = [replace(piece, raised=1) for piece in line.pieces]  # raised figures alone on the last line
            return False
        if abs(last.size - line.size) > _SIZE_CHANGE * size or last.y - line.y < 0.3 * size:
            return True
        if last.y - line.y > _allowed_gap(last, line) * self._leading.get(round(line.size), 1.3) * size:
            return True
        if BULLET.match(line.text):
            return True
        if last.bold != line.bold and (line.bold or len(paragraph) == 1) and is_short(last, line):
            return True
        indent = (line.x0 - last.x0) / size
        if abs(indent) > INDENT:
            return self._begins_by_indent(paragraph, index, indent)
        if LABEL.match(line.text) and LABEL.match(paragraph[0].text) and abs(line.x0 - paragraph[0].x0) < size:
            return True
        return _NEW.match(line.text) is not None and (is_short(last, line) or self._stands_out(paragraph, index))

    def _stands_out(self, paragraph: list[Line], index: int) -> bool:
        """In a hanging list, a line before an indented one is the first of its entry."""
        line, below = self._lines[index], self._lines[min(index + 1, len(self._lines) - 1)]
        return (
            self._is_hanging(index)
            and abs(line.x0 - paragraph[0].x0) < 0.3 * line.size
            and (line.page, line.region) == (below.page, below.region)
            and below.x0 - line.x0 > INDENT * line.size
        )

    def _is_hanging(self, index: int) -> bool:
        return sum(self._votes[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]) > 0

    def _begins_by_indent(self, paragraph: list[Line], index: int, indent: float) -> bool:
        line, last = self._lines[index], paragraph[-1]
        hanging = self._is_hanging(index)
        if indent < 0:  # back to the left: a new entry of a hanging list, or the second line of a paragraph
            return hanging or len(paragraph) > 1 or LABEL.match(line.text) is not None
        return len(paragraph) > 1 or not (hanging or LABEL.match(last.text) or BULLET.match(last.text))


def _vote(above: Line, below: Line) -> int:
    """What a change of indent says: 1 for first lines that stand out to the left (hanging), -1 for indented ones.

    In a hanging list a full line is followed by an indented one, and an indented line that ends early by one to its
    left; in paragraphs with an indented first line it is the other way round.
    """
    indent = (below.x0 - above.x0) / max(1.0, below.size)
    if (above.page, above.region) != (below.page, below.region) or not INDENT < abs(indent) < _WIDEST_INDENT:
        return 0
    return 1 if (indent > 0) != is_short(above, below) else -1


def is_short(last: Line, line: Line) -> bool:
    """The first word of `line` would have fitted behind `last`: the line was ended on purpose."""
    words = line.text.split()
    share = len(words[0]) + 1 if words else 1
    width = (line.x1 - line.x0) * min(1.0, share / max(1, len(line.text)))
    return last.x1 + width + 0.3 * line.size < last.right - 0.3 * line.size


def ends_sentence(line: Line) -> bool:
    """The line ends with the end of a sentence, raised figures behind it aside."""
    pieces = list(line.pieces)
    while len(pieces) > 1 and pieces[-1].raised > 0:
        pieces.pop()
    return _TERMINAL.search("".join(piece.text for piece in pieces).rstrip()) is not None


def _allowed_gap(last: Line, line: Line) -> float:
    """How far apart two lines of a paragraph may stand, in usual distances: raised figures can push lines apart."""
    if line.text.lstrip()[:1].islower() and not ends_sentence(last):
        return _WIDEST_LEADING
    pushed = any(piece.raised for piece in (*line.pieces, *last.pieces))
    return _LEADING_WITH_RAISED if pushed else _LEADING


def _usual_leading(lines: list[Line]) -> dict[float, float]:
    """The usual distance of baselines, in sizes, for each size of text."""
    steps: dict[float, Counter[float]] = {}
    for above, below in pairwise(lines):
        if (above.page, above.region) == (below.page, below.region) and abs(above.size - below.size) < 0.3:
            step = (above.y - below.y) / max(1.0, below.size)
            if 0.8 < step < 2.6:
                steps.setdefault(round(below.size), Counter())[round(step, 1)] += 1
    return {
        size: min(step for step, count in seen.items() if count * 4 >= max(seen.values()))
        for size, seen in steps.items()
    }
