"""Lines of a PDF -> paragraphs, over columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.documents.pdf_lines import Line

_INDENT = 0.8  # ems
_LEADING, _LEADING_WITH_RAISED, _WIDEST_LEADING = 1.3, 1.5, 1.9  # of the usual distance of lines
_TERMINAL = re.compile(r"[.?!:;][\"'”’)\]]*$")
_SIZE_CHANGE = 0.08
_BULLET = re.compile(r"^\s*([•●▪■◦‣⁃∙○□➢➤✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc·]|[–—-](?=\s))\s*")
_LABEL = re.compile(r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s*\S")
_NEW = re.compile(r"^[\s\"'“‘(\[]*[A-Z0-9À-Þ•†‡*§]")
_MARKERS = re.compile(r"^[\d\s,;–-]{1,30}[a-z]?$")
_MAX_HEADING = 200
_TITLE_LEADING = 1.6


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `heading`: 0, or the level of a heading. `bullet`: it began with one."""

    lines: list[Line]
    heading: int = 0
    bullet: bool = False

    @property
    def size(self) -> float:
        """The size of its first line."""
        return self.lines[0].size

    @property
    def pages(self) -> tuple[int, int]:
        """Its first and its last page."""
        return self.lines[0].page, self.lines[-1].page

    @property
    def end(self) -> str:
        """The text of its last line without raised figures at its end."""
        pieces = list(self.lines[-1].pieces)
        while len(pieces) > 1 and pieces[-1].raised > 0:
            pieces.pop()
        return "".join(piece.text for piece in pieces).rstrip()


def paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Group lines into paragraphs, join those that a column or a page cut, and tell headings."""
    if not lines:
        return []
    leading = _usual_leading(lines)
    found: list[Paragraph] = []
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if found and not _begins(found[-1], line, after, leading):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    for paragraph in found:
        paragraph.bullet = _BULLET.match(paragraph.lines[0].text) is not None
    body = _body_size(lines)
    _tell_headings(found, body)
    return _joined(found)


def without_bullet(text: str) -> str:
    """The text of a list item without its bullet."""
    return _BULLET.sub("", text, count=1)


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


def _begins(paragraph: Paragraph, line: Line, after: Line | None, leading: dict[float, float]) -> bool:
    """`line` begins a new paragraph."""
    last = paragraph.lines[-1]
    size = max(1.0, line.size)
    if (last.page, last.region) != (line.page, line.region):
        return True
    if line.size < last.size * 0.85 and last.y - line.y < last.size * 1.1 and _MARKERS.match(line.text):
        line.pieces = [replace(piece, raised=1) for piece in line.pieces]  # raised figures alone on the last line
        return False
    if abs(last.size - line.size) > _SIZE_CHANGE * size or last.y - line.y < 0.3 * size:
        return True
    if last.y - line.y > _allowed_gap(paragraph, line) * leading.get(round(line.size), 1.3) * size:
        return True
    if _BULLET.match(line.text) or (
        last.bold != line.bold and ((last.bold and len(paragraph.lines) == 1) or line.bold) and _is_short(last, line)
    ):
        return True
    indent = (line.x0 - last.x0) / size
    if indent < -_INDENT:
        return len(paragraph.lines) > 1 or _is_hanging(paragraph, line)
    if indent > _INDENT:
        return not _LABEL.match(last.text) and not _is_hanging_start(paragraph, line, after)
    if (
        _LABEL.match(line.text)
        and _LABEL.match(paragraph.lines[0].text)
        and abs(line.x0 - paragraph.lines[0].x0) < size
    ):
        return True
    return _is_short(last, line) and _NEW.match(line.text) is not None


def _allowed_gap(paragraph: Paragraph, line: Line) -> float:
    """How far apart two lines of a paragraph may stand, in usual distances: raised figures can push lines apart."""
    if line.text.lstrip()[:1].islower() and not _TERMINAL.search(paragraph.end):
        return _WIDEST_LEADING
    pushed = any(piece.raised for piece in (*line.pieces, *paragraph.lines[-1].pieces))
    return _LEADING_WITH_RAISED if pushed else _LEADING


def _is_short(last: Line, line: Line) -> bool:
    """The first word of `line` would have fitted behind `last`: the line was ended on purpose."""
    words = line.text.split()
    share = len(words[0]) + 1 if words else 1
    width = (line.x1 - line.x0) * min(1.0, share / max(1, len(line.text)))
    return last.x1 + width + 0.3 * line.size < last.right - 0.3 * line.size


def _is_hanging(paragraph: Paragraph, line: Line) -> bool:
    """The single line of `paragraph` is indented, and `line` is no second line of it but begins anew."""
    return _BULLET.match(paragraph.lines[0].text) is not None or _LABEL.match(line.text) is not None


def _is_hanging_start(paragraph: Paragraph, line: Line, after: Line | None) -> bool:
    """`line` is the second line of an entry whose first line stands out to the left."""
    if len(paragraph.lines) > 1:
        return False
    if _is_short(paragraph.lines[0], line):
        return False
    return (
        after is None
        or after.x0 > paragraph.lines[0].x0 + _INDENT * line.size
        or (
            abs(after.x0 - paragraph.lines[0].x0) < 0.3 * line.size
            and _NEW.match(after.text) is not None
            and _NEW.match(line.text) is None
        )
    )


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _tell_headings(found: list[Paragraph], body: float) -> None:
    """A heading is larger than the text, or bold on a line of its own; the larger, the higher its level."""
    for paragraph in found:
        text = " ".join(line.text for line in paragraph.lines)
        large = paragraph.size > body * 1.12
        bold = all(line.bold for line in paragraph.lines) and paragraph.size > body * 0.95
        letters = sum(character.isalpha() for character in text)
        if letters < 2 or len(text) > _MAX_HEADING or paragraph.bullet:
            continue
        if large or (bold and len(paragraph.lines) <= 3 and not text.rstrip().endswith((".", ",", ";"))):
            paragraph.heading = 1
    sizes = sorted({round(paragraph.size, 1) for paragraph in found if paragraph.heading}, reverse=True)
    for paragraph in found:
        if paragraph.heading:
            paragraph.heading = min(6, sizes.index(round(paragraph.size, 1)) + 1)


def _joined(found: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs with what follows of them in the next column or on the next page."""
    joined: list[Paragraph] = []
    for paragraph in found:
        open_at = _open_before(joined, paragraph)
        if open_at is None:
            joined.append(paragraph)
        else:
            joined[open_at].lines.extend(paragraph.lines)
    return joined


def _open_before(joined: list[Paragraph], paragraph: Paragraph) -> int | None:
    """The index of the paragraph that `paragraph` goes on with; smaller text below a column (footnotes) is passed."""
    if not joined or paragraph.bullet:
        return None
    first = paragraph.lines[0]
    if paragraph.heading:
        return len(joined) - 1 if _is_rest_of_title(joined[-1], paragraph) else None
    for index in range(len(joined) - 1, max(-1, len(joined) - 8), -1):
        before = joined[index]
        last = before.lines[-1]
        if abs(before.size - paragraph.size) < 0.3 and not before.heading:
            if (last.page, last.region) == (first.page, first.region):
                return None
            return index if _is_cut(before, paragraph) else None
        if before.size > paragraph.size or before.heading:
            return None
    return None


def _is_rest_of_title(before: Paragraph, paragraph: Paragraph) -> bool:
    """The short last line of a title over all columns, which stands in the first of them."""
    first, last = paragraph.lines[0], before.lines[-1]
    return (
        before.heading == paragraph.heading
        and first.page == last.page
        and first.region != last.region
        and 0 < last.y - first.y < _TITLE_LEADING * first.size
        and first.bold == last.bold
    )


def _is_cut(before: Paragraph, paragraph: Paragraph) -> bool:
    """`paragraph`, at the top of a column or page, goes on with what `before`, at the foot of the last, began."""
    first, last = paragraph.lines[0], before.lines[-1]
    if _LABEL.match(first.text) and _LABEL.match(before.lines[0].text):
        return False
    if first.text.lstrip()[:1].islower() or first.pieces[0].raised > 0 or before.end.endswith(("-", "‐", ",")):
        return True
    indent = (first.x0 - first.left) / max(1.0, first.size)
    hanging = (before.lines[1].x0 - before.lines[0].x0) / max(1.0, last.size) if len(before.lines) > 1 else 0.0
    if hanging > _INDENT:
        return abs(indent - hanging) < 0.3
    # A last line that fills its column seldom ends a paragraph, whatever it ends with.
    return indent < _INDENT and not _is_short(last, first)
