"""The walk over a Word document's body: paragraphs and runs in, blocks and spans out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from audit.documents.docx_fields import Field, cited_items, is_reference_list, items_of_tag, link_target
from audit.documents.docx_styles import Numbering, RunLook, Styles, W, value
from audit.documents.docx_symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from audit.documents.building import Builder
    from audit.model import BlockKind

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT_M = "{http://purl.oclc.org/ooxml/officeDocument/math}"
_PASSED_THROUGH = frozenset(
    W + name
    for name in ("ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdtContent", "rubyBase", "ruby", "body")
)
_MATH = frozenset({_M + "oMath", _M + "oMathPara", _STRICT_M + "oMath", _STRICT_M + "oMathPara"})
_RUN_CHARACTERS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "cr": "\n", "br": "\n"}
_SHORT_CELL = 2


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote that the text points at: where it is defined, the label shown, its name for links."""

    kind: str
    identity: str
    label: str
    anchor: str


@dataclass(slots=True)
class Found:
    """What the walk met beside text."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    has_reference_list: bool = False
    deletions: int = 0
    insertions: int = 0
    hidden: int = 0
    embedded: int = 0


class Body:
    """Walks the parts of one document, in order, with one state of numbering."""

    def __init__(self, builder: Builder, styles: Styles, numbering: Numbering, note_label: Callable[[str, int], str]):
        self.found = Found()
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._note_label = note_label
        self._links: dict[str, str] = {}
        self._anchors: list[str] = []
        self._fields: list[Field] = []
        self._boxes: list[Any] = []
        self._paragraphs = 0
        self._tables = 0
        self._look = RunLook()
        self._joins_next = False
        self._cell: str | None = None
        self._place: str | None = None
        self._kind: BlockKind | None = None
        self._custom_mark: Note | None = None

    def walk(self, root: Any, links: dict[str, str], *, place: str | None = None) -> None:
        """Write what stands below `root`. `links`: targets of its hyperlinks by relationship id."""
        self._links = links
        self._place = place
        self._children(root)
        self._builder.end()
        self._fields.clear()

    def note(self, note: Note, element: Any, links: dict[str, str]) -> None:
        """Write a footnote or endnote as a block of its own."""
        self._links = links
        self._place = f"{note.kind} {note.label}"
        paragraphs = list(element.iter(W + "p"))
        self._builder.start("list-item", level=1, label=note.label, anchors=[note.anchor], place=self._place)
        for index, paragraph in enumerate(paragraphs):
            if index:
                self._builder.line_break()
            self._look = self._styles.paragraph(_style_of(paragraph)).run
            self._children(paragraph)
        self._builder.end()
        self._fields.clear()

    def _children(self, element: Any) -> None:
        for child in element:
            tag = child.tag
            handler = _HANDLERS.get(tag)
            if handler is not None:
                handler(self, child)
            elif tag in _PASSED_THROUGH:
                if tag == W + "ins":
                    self.found.insertions += 1
                self._children(child)
            elif tag in _MATH:
                self._math(child)

    def _paragraph(self, element: Any) -> None:
        properties = element.find(W + "pPr")
        style = self._styles.paragraph(_style_of(element))
        if not self._joins_next:
            self._open(properties, style)
        self._look = style.run
        self._children(element)
        mark = properties.find(f"{W}rPr/{W}del") if properties is not None else None
        self._joins_next = mark is not None
        if not self._joins_next:
            self._end_paragraph()

    def _open(self, properties: Any, style: Any) -> None:
        """Start the paragraph's block, of the kind that its style and numbering ask for."""
        label, depth = self._label(properties, style)
        outline = value(properties.find(W + "outlineLvl")) if properties is not None else None
        heading = int(outline) + 1 if outline is not None and outline in "012345678" else style.heading
        place = self._place or self._cell
        if place is None:
            self._paragraphs += 1
            place = f"paragraph {self._paragraphs}"
        if self._kind == "table-cell" and self._builder.has_text:
            self._builder.line_break()
            return
        kind, level = cast("BlockKind", style.kind), 0
        if self._kind is not None:
            kind = self._kind
        elif heading:
            kind, level = "heading", min(heading, 6)
        elif depth:
            kind, level = "list-item", depth
        self._builder.start(kind, level=level, label=label, anchors=self._anchors, place=place)
        self._anchors = []

    def _label(self, properties: Any, style: Any) -> tuple[str | None, int]:
        """The paragraph's label in its list and its depth there, from 1; depth 0 where it is in no list."""
        number, depth = style.numbering, style.level
        if properties is not None and (own := properties.find(W + "numPr")) is not None:
            number = value(own.find(W + "numId")) or number
            level = value(own.find(W + "ilvl")) or ""
            depth = int(level) if level.isdecimal() and len(level) < 3 else depth
        if number is None or number == "0":
            return None, 0
        return self._numbering.label(number, depth), depth + 1

    def _end_paragraph(self) -> None:
        if self._kind != "table-cell":
            self._builder.end()
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self._children(box)

    def _run(self, element: Any) -> None:
        builder, outer = self._builder, self._look
        properties = element.find(W + "rPr")
        look = outer
        if properties is not None:
            style = value(properties.find(W + "rStyle"))
            look = (self._styles.run(style, look) if style else look).changed_by(properties)
        if look.hidden:
            self.found.hidden += 1
            self._only_fields(element)
            return
        start = builder.position
        for child in element:
            tag = child.tag
            if tag == W + "t":
                self._write(child.text)
            elif (handler := _RUN_HANDLERS.get(tag)) is not None:
                handler(self, child)
            elif (character := _RUN_CHARACTERS.get(tag[len(W) :])) is not None and tag.startswith(W):
                self._builder.line_break() if character == "\n" else self._builder.add(character)
        self._custom_mark = None
        if builder.position > start:
            if look.raised:
                (builder.superscript if look.raised > 0 else builder.subscript)(start)
            if look.bold:
                builder.bold(start)

    def _write(self, text: str | None) -> None:
        if not text or (self._fields and not self._fields[-1].in_result):
            return
        start = self._builder.position
        self._builder.add(text)
        if self._custom_mark is not None:
            self._builder.citation(start, [self._custom_mark.anchor])

    def _only_fields(self, element: Any) -> None:
        """Hidden characters are not read, but a field may begin or end among them."""
        for child in element:
            if child.tag in {W + "fldChar", W + "instrText"}:
                _RUN_HANDLERS[child.tag](self, child)

    def _hyperlink(self, element: Any) -> None:
        start = self._builder.position
        self._children(element)
        target = self._links.get(element.get(_R + "id") or "", "")
        if anchor := value(element, "anchor"):
            target = f"{target}#{anchor}"
        if target:
            self._builder.link(start, target)

    def _bookmark(self, element: Any) -> None:
        name = value(element, "name") or ""
        if not name or name == "_GoBack":
            return
        if self._builder.is_open:
            self._builder.anchor(name)
        elif len(self._anchors) < 100:
            self._anchors.append(name)

    def _field_character(self, element: Any) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(Field(start=self._builder.position))
            data = element.find(W + "fldData")
            if data is not None and data.text:
                self._fields[-1].data.append(data.text)
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
            self._fields[-1].start = self._builder.position
            self.found.has_reference_list |= is_reference_list(self._fields[-1].text)
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            if self._fields and not closed.in_result:
                self._fields[-1].data.extend(closed.data)
            self._close_field(closed.text, "".join(closed.data), closed.start)

    def _field_code(self, element: Any) -> None:
        if self._fields and not self._fields[-1].in_result and element.text:
            self._fields[-1].code.append(element.text)

    def _simple_field(self, element: Any) -> None:
        code = value(element, "instr") or ""
        self.found.has_reference_list |= is_reference_list(code)
        start = self._builder.position
        self._children(element)
        self._close_field(code, "", start)

    def _close_field(self, code: str, data: str, start: int) -> None:
        items = cited_items(code, data)
        if items:
            self._cite(items, start)
        elif target := link_target(code):
            self._builder.link(start, target)

    def _cite(self, items: dict[str, dict[str, Any]], start: int) -> None:
        for key, item in items.items():
            self.found.items.setdefault(key, item)
        self._builder.citation(start, items)

    def _content_control(self, element: Any) -> None:
        tag = value(element.find(f"{W}sdtPr/{W}tag")) or ""
        start = self._builder.position
        if tag.startswith("MENDELEY_BIBLIOGRAPHY") or element.find(f"{W}sdtPr/{W}bibliography") is not None:
            self.found.has_reference_list = True
        content = element.find(W + "sdtContent")
        if content is not None:
            self._children(content)
        if items := items_of_tag(tag):
            self._cite(items, start)

    def _deletion(self, element: Any) -> None:
        if next(element.iter(W + "delText", W + "t"), None) is not None:
            self.found.deletions += 1

    def _note_reference(self, element: Any) -> None:
        kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
        identity = value(element, "id") or ""
        anchor = f"{kind}-{identity}"
        note = self.found.notes.get(anchor)
        custom = (value(element, "customMarkFollows") or "0") in {"1", "true", "on"}
        if note is None:
            count = sum(1 for other in self.found.notes.values() if other.kind == kind)
            note = Note(kind, identity, self._note_label(kind, count + 1), anchor)
            self.found.notes[anchor] = note
        if custom:
            self._custom_mark = note
            return
        start = self._builder.position
        self._builder.add(note.label)
        self._builder.superscript(start)
        self._builder.citation(start, [anchor])

    def _symbol(self, element: Any) -> None:
        self._write(symbol(value(element, "font") or "", value(element, "char") or ""))

    def _alternatives(self, element: Any) -> None:
        """The same thing twice, for new and for old programs: one of them is read."""
        choices = [child for child in element if child.tag in {_MC + "Choice", _MC + "Fallback"}]
        for choice in choices:
            if next(choice.iter(W + "t"), None) is not None:
                self._drawing(choice)
                return

    def _drawing(self, element: Any) -> None:
        """Text boxes of a drawing are read after the paragraph that they are tied to."""
        for box in element.iter(W + "txbxContent"):
            if not any(parent.tag == W + "txbxContent" for parent in box.iterancestors()):
                self._boxes.append(box)

    def _table(self, element: Any) -> None:
        self._builder.end()
        outer_cell, outer_kind = self._cell, self._kind
        outermost = outer_cell is None
        if outermost:
            self._tables += 1
        rows = list(_through(element, W + "tr"))
        for row_number, row in enumerate(rows, 1):
            for cell_number, cell in enumerate(_through(row, W + "tc"), 1):
                if outermost:
                    self._cell = f"table {self._tables}, row {row_number}, cell {cell_number}"
                self._kind = "table-cell" if _is_simple(cell) else outer_kind
                self._children(cell)
                self._builder.end()
                if self._kind == "table-cell":
                    self._kind = outer_kind
                    self._end_paragraph()
        self._cell, self._kind = outer_cell, outer_kind

    def _math(self, element: Any) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = child.tag[child.tag.rfind("}") + 1 :]
            start = self._builder.position
            if name == "t":
                self._write(child.text)
            elif name == "den":
                self._write("/")
                self._math(child)
            elif child.tag == W + "r":
                self._run(child)
            else:
                self._math(child)
                if name == "sup":
                    self._builder.superscript(start)
                elif name == "sub":
                    self._builder.subscript(start)

    def _alternative_format(self, _: Any) -> None:
        self.found.embedded += 1


def _style_of(paragraph: Any) -> str | None:
    return value(paragraph.find(f"{W}pPr/{W}pStyle"))


def _through(element: Any, tag: str) -> Iterable[Any]:
    """The rows of a table or the cells of a row, content controls and insertions looked through."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "moveTo"}:
            yield from _through(child, tag)


def _is_simple(cell: Any) -> bool:
    """A cell of a table of data, not of a table that only arranges a page."""
    if next(cell.iter(W + "tbl", W + "numPr"), None) is not None:
        return False
    return sum(1 for _ in cell.iter(W + "p")) <= _SHORT_CELL


_HANDLERS: dict[str, Callable[[Body, Any], None]] = {
    W + "p": Body._paragraph,
    W + "r": Body._run,
    W + "tbl": Body._table,
    W + "hyperlink": Body._hyperlink,
    W + "sdt": Body._content_control,
    W + "fldSimple": Body._simple_field,
    W + "bookmarkStart": Body._bookmark,
    W + "del": Body._deletion,
    W + "moveFrom": Body._deletion,
    W + "altChunk": Body._alternative_format,
    _MC + "AlternateContent": Body._alternatives,
}
_RUN_HANDLERS: dict[str, Callable[[Body, Any], None]] = {
    W + "fldChar": Body._field_character,
    W + "instrText": Body._field_code,
    W + "footnoteReference": Body._note_reference,
    W + "endnoteReference": Body._note_reference,
    W + "sym": Body._symbol,
    W + "drawing": Body._drawing,
    W + "pict": Body._drawing,
    W + "object": Body._drawing,
    W + "ruby": Body._children,
    _MC + "AlternateContent": Body._alternatives,
}
