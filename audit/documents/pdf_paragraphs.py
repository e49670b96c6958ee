"""Lines of a PDF -> paragraphs, over columns and pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audit.documents.pdf_breaks import BULLET, INDENT, LABEL, Breaks, is_short
from audit.documents.pdf_lines import Line

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
    breaks = Breaks(lines)
    found: list[Paragraph] = []
    for index, line in enumerate(lines):
        if found and not breaks.begins(found[-1].lines, index):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    for paragraph in found:
        paragraph.bullet = BULLET.match(paragraph.lines[0].text) is not None
    body = _body_size(lines)
    _tell_headings(found, body)
    return _joined(found)


def without_bullet(text: str) -> str:
    """The text of a list item without its bullet."""
    return BULLET.sub("", text, count=1)


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
    if LABEL.match(first.text) and LABEL.match(before.lines[0].text):
        return False
    if first.text.lstrip()[:1].islower() or first.pieces[0].raised > 0 or before.end.endswith(("-", "‐", ",")):
        return True
    indent = (first.x0 - first.left) / max(1.0, first.size)
    hanging = (before.lines[1].x0 - before.lines[0].x0) / max(1.0, last.size) if len(before.lines) > 1 else 0.0
    if hanging > INDENT:
        return abs(indent - hanging) < 0.3
    # A last line that fills its column seldom ends a paragraph, whatever it ends with.
    return indent < INDENT and not is_short(last, first)
