"""Units: the stretches of text within which sentences run. A block is a unit; lines of plain text may be joined.

Plain text breaks lines inside sentences (`<br>`, narrow columns, hard wraps). Lines are joined when the first cannot
end a sentence and the second cannot begin one, or when the text is evidently wrapped at a fixed width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.claims.body import Body
from audit.model.document import Block

_ENDS = re.compile(r"[.?!:;…][\"'”’»)\]]*[\s\d,a-z*†‡§–-]{0,24}$")
_OPEN_END = re.compile(
    r"(?:,|(?:^|\s)(?:and|or|but|of|the|a|an|to|in|for|with|by|on|at|from|as|that|which|who|than|is|are|was|were|be|"
    r"been|"
    r"has|have|not|its|their|your|these|this|et|ou|de|la|le|les|des|und|oder|der|die|das|mit|y|o|el|los|con|e|il|di))$"
)
_ITEM = re.compile(r"^(?:[-•·–*▪◦‣⁃]\s?|\(?\d{1,2}[.)-]\s|\(?[a-hivx]{1,3}\)\s|[A-Z]\.\s)")
_GOES_ON = re.compile(r"^(?:per|of|in|with|for|to|and|or|than|from|by|on|at|vs|due|due to|who|which|that|compared)\s")
_QUESTION = re.compile(
    r"^(?:do|does|did|is|are|can|could|will|would|should|have|has|how|what|when|where|who|why)\s", re.IGNORECASE
)
_MARKER_LINE = re.compile(r"^\d{1,3}[a-z]?(?:\s?[,–-]\s?\d{1,3}[a-z]?){0,20}$")
_FOOTNOTE = re.compile(r"^(?:[a-h](?=[A-Z])|[*†‡§‖¶])")
_WRAP_WIDTHS = range(55, 111)


@dataclass(slots=True)
class Unit:
    """Characters `start` to `end` that hold one or more whole sentences. `lines` is how many lines it was joined of.

    paragraph: units with the same number stand in one paragraph of the source.
    """

    start: int
    end: int
    block: Block
    lines: int = 1
    paragraph: int = 0


def units(body: Body) -> list[Unit]:
    """The units of the text that is read for statements, in order. Reference lists and code are left out."""
    blocks = [
        block for block in body.document.blocks if block.kind != "code" and body.text[block.start : block.end].strip()
    ]
    if body.document.soft_lines:
        return _joined(body, blocks)
    return [
        Unit(piece[0], piece[1], block, paragraph=number)
        for number, block in enumerate(blocks)
        for piece in _pieces(body.text, block.start, block.end)
    ]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block's text without surrounding white space; what a blanked reference list splits off is apart."""
    for found in re.finditer(r"\S(?:[^\n]|\n(?!\n))*", text[start:end]):
        stop = start + found.start() + len(found.group().rstrip())
        yield start + found.start(), stop


def _joined(body: Body, blocks: Sequence[Block]) -> list[Unit]:
    text = body.text
    width = _wrap_width(blocks)
    joined: list[Unit] = []
    in_list = False
    for block in blocks:
        for start, end in _pieces(text, block.start, block.end):
            # Below a colon, lines in lower case are items, though each ends with a comma.
            in_list = (
                width is None
                and text[start].islower()
                and (in_list or bool(joined and text[joined[-1].end - 1] == ":"))
            )
            if joined and not in_list and _runs_on(text, joined[-1], start, end, width):
                joined[-1].end = end
                joined[-1].lines += 1
            else:
                paragraph = joined[-1].paragraph + 1 if joined else 0
                joined.append(Unit(start, end, block, paragraph=paragraph))
    return joined


def _wrap_width(blocks: Sequence[Block]) -> int | None:
    """The width at which the text was wrapped, if most of its lines end near one width."""
    lengths = sorted(block.end - block.start for block in blocks)
    if len(lengths) < 8:
        return None
    high = lengths[int(len(lengths) * 0.95)]
    if high not in _WRAP_WIDTHS:
        return None
    near = sum(length >= high - 16 for length in lengths)
    return high if near * 2 > len(lengths) else None


def is_marker_line(text: str, previous_end: int, start: int, end: int) -> bool:
    """Nothing but a marker stands in the line at `start`, below the end of a sentence: the extraction broke the line.
    Numbers in several lines are values."""
    if text[previous_end - 1] not in ".”" or not text[previous_end - 2].isalpha() or text[end + 1 : end + 2].isdigit():
        return False
    return _MARKER_LINE.match(text[start:end]) is not None


def _runs_on(text: str, unit: Unit, start: int, end: int, width: int | None) -> bool:
    """The line at `start` goes on with the sentence that `unit` ends in."""
    between = text[unit.end : start]
    if between.count("\n") > 1:
        return False
    last_line = text[text.rfind("\n", unit.start, unit.end) + 1 if unit.lines > 1 else unit.start : unit.end]
    following = text[start : min(end, start + 80)]
    if end - start < 40 and is_marker_line(text, unit.end, start, end):
        return True
    if _ITEM.match(following) or _FOOTNOTE.match(following):
        return False
    if last_line.count("“") > last_line.count("”") and "”" in following:
        return True
    if width is not None:
        return len(last_line) >= width - 16
    if unit.lines > 1 and last_line[-1] == ";" and following[0].islower():
        return True  # lines that were wrapped, not items
    if _ENDS.search(last_line[-30:]):
        return False
    first = following[0]
    if first.islower():
        if unit.lines > 1 or (_GOES_ON.match(following) and not last_line[0].islower()) or _QUESTION.match(last_line):
            return True
        return len(last_line) >= 40 or bool(_OPEN_END.search(last_line)) or _is_clause(last_line)
    if re.match(r"\([a-z]", following):
        return len(last_line) >= 60
    return bool(_OPEN_END.search(last_line)) and len(last_line) > 12 and (first.isalnum() or first in '“"(')


def _is_clause(line: str) -> bool:
    """A short line that opens a sentence: a capital first and a verb or a quotation mark that is not closed."""
    return line.count("“") > line.count("”") or (len(line.split()) >= 4 and line[0].isupper())
