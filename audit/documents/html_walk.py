"""The walk over a page's tree: elements in, blocks and spans out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from audit.documents.html_chrome import SILENT, MainPart, is_chrome
from audit.documents.html_names import BLOCKS, BOLD, HEADINGS, LISTS, RaisedClasses, first_number, ordinal, raised_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.documents.building import Builder
    from audit.model import BlockKind

_VISIBLE = re.compile("[^\\s\u00ad\u200b\u2060\ufeff\x00-\x1f\x7f-\x9f]")
_ORDINAL_TERM = re.compile(r"^[\[(]?(\d{1,3}[a-z]?|[a-z*†‡§])[\])]?\.?$")
_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "figure", "dl")
_MAX_ANCHORS = 100
_MAX_JUDGED = 60  # elements inside each other; deeper ones are not judged by what they hold, which would take forever
_SIMPLE_KINDS: dict[str, BlockKind] = {
    "caption": "caption",
    "figcaption": "caption",
    "blockquote": "quote",
    "dt": "paragraph",
}


def walk(root: Any, builder: Builder, *, leave_out_chrome: bool) -> None:
    """Write the text below `root` to `builder`, without navigation and the like if `leave_out_chrome`."""
    page = _Page(builder)
    for sheet in root.iter("style"):
        page.raised.read("".join(sheet.itertext()))
    main = MainPart(root) if leave_out_chrome else None
    inside = main is None or main.element is None
    walker = etree.iterwalk(root, events=("start", "end"))
    skipped: Any = None
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if main is not None and element is main.element:
                inside = True
            judged = leave_out_chrome and page.depth < _MAX_JUDGED
            if (
                (is_chrome(element, tag) if judged else tag in SILENT)
                or (not inside and main is not None and main.leaves_out(element))
                or page.takes_as_label(element, tag)
            ):
                skipped = element
                walker.skip_subtree()
                continue
            page.open(element, tag)
            if element.text:
                page.text(element.text)
            continue
        if main is not None and element is main.element:
            inside = False
        if element is skipped:
            skipped = None
        else:
            page.close(tag)
        if element.tail:
            page.text(element.tail)
    builder.end()


@dataclass(slots=True)
class _Frame:
    """An open element. What it says of the text inside it is inherited by the elements inside it.

    kind, level: of the blocks that begin inside. soft: block elements inside only break the line of one block (a list
    item, a table cell). exact: white space counts. depth: of lists. step: its step of the element path, "" if inline.
    number, number_step, numbering: the next ordinal of an ordered list. start: where its text begins.
    """

    tag: str
    start: int = 0
    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0
    soft: bool = False
    opened_soft: bool = False
    exact: bool = False
    step: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    number: int = 1
    number_step: int = 1
    numbering: str = ""
    finish: list[Callable[[int], None]] = field(default_factory=list)


class _Page:
    """The state of the walk: the open elements, and what waits for the next block to begin."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.raised = RaisedClasses()
        self._frames: list[_Frame] = [_Frame("")]
        self._anchors: list[str] = []
        self._label: str | None = None
        self._breaks = 0

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._frames)

    def open(self, element: Any, tag: str) -> None:
        """An element starts."""
        parent = self._frames[-1]
        block = tag in BLOCKS
        if block:
            self._end_line(soft=parent.soft and tag not in LISTS)
        frame = _Frame(
            tag, self.builder.position, parent.kind, parent.level, parent.depth, parent.soft, exact=parent.exact
        )
        self._frames.append(frame)
        if block:
            frame.opened_soft = parent.soft and tag not in LISTS
            parent.counts[tag] = count = parent.counts.get(tag, 0) + 1
            frame.step = tag if count == 1 else f"{tag}[{count}]"
            self._open_block(element, tag, frame, parent)
        elif tag == "br":
            self._breaks += 1
        elif tag == "q":
            self.text("“")
        elif tag in BOLD:
            frame.finish.append(self.builder.bold)
        if element.attrib:
            self._read_attributes(element, tag, frame)
        if tag == "sup":
            frame.finish.append(self.builder.superscript)
        elif tag == "sub":
            frame.finish.append(self.builder.subscript)

    def close(self, tag: str) -> None:
        """An element ends."""
        frame = self._frames[-1]
        if tag == "q":
            self.text("”")
        self._frames.pop()
        for finish in frame.finish:
            finish(frame.start)
        if frame.step:
            self._end_line(soft=frame.opened_soft)
            if tag in {"li", "dd"}:
                self._label = None

    def text(self, text: str) -> None:
        """Characters, as they stand in the source."""
        builder, frame = self.builder, self._frames[-1]
        if self._breaks or not builder.has_text:
            if not _VISIBLE.search(text):
                return
            if self._breaks > 1 and not (frame.soft or frame.exact):
                builder.end()
            elif self._breaks:
                builder.line_break()
            self._breaks = 0
            if not builder.is_open:
                self._open_text(frame)
        if frame.exact:
            builder.add_exactly(text)
        else:
            builder.add(text)

    def takes_as_label(self, element: Any, tag: str) -> bool:
        """A term that is an ordinal (`<dt>[3]</dt>`) is the label of its definition, not text."""
        if tag != "dt":
            return False
        found = _ORDINAL_TERM.match("".join(element.itertext()).strip())
        if found is None:
            return False
        self._end_line(soft=False)
        self._label = found.group(1)
        for inner in element.iter():
            for name in (inner.get("id"), inner.get("name")):
                if name:
                    self._add_anchor(name)
        return True

    def _open_block(self, element: Any, tag: str, frame: _Frame, parent: _Frame) -> None:
        if tag in HEADINGS:
            frame.kind, frame.level, frame.soft = "heading", HEADINGS[tag], True
        elif tag in LISTS:
            frame.kind, frame.soft = "paragraph", False
            frame.depth += 1
            if tag == "ol":
                frame.number, frame.number_step, frame.numbering = first_number(element)
        elif tag == "li":
            self._open_item(element, frame, parent)
        elif tag == "dd":
            if not self._is_layout(element):
                frame.kind, frame.level, frame.soft = "list-item", frame.depth + 1, True
        elif tag in {"td", "th"}:
            if not self._is_layout(element) and sum(1 for _ in element.iter("p", "li")) < 3:
                frame.kind, frame.level, frame.soft = "table-cell", 0, True
        elif tag == "summary":
            frame.kind, frame.level, frame.soft = "heading", 4, True
        elif tag in {"pre", "listing", "xmp"}:
            frame.kind, frame.exact = "code", True
        elif tag in _SIMPLE_KINDS:
            frame.kind, frame.level = _SIMPLE_KINDS[tag], 0

    def _open_item(self, element: Any, frame: _Frame, parent: _Frame) -> None:
        label = None
        if parent.numbering:
            if (value := element.get("value") or "").strip().isdecimal() and len(value) < 7:
                parent.number = int(value)
            label = ordinal(parent.number, element.get("type") or parent.numbering)
            parent.number += parent.number_step
        if not self._is_layout(element):
            frame.kind, frame.level, frame.soft = "list-item", max(1, frame.depth), True
            self._label = label

    def _read_attributes(self, element: Any, tag: str, frame: _Frame) -> None:
        get = element.get
        for name in (get("id"), get("name") if tag == "a" else None):
            if name:
                self._add_anchor(name)
                if frame.step:
                    frame.step = f"{tag}#{name}"
        if tag == "a":
            target = (get("href") or "").strip()
            if target and not target.lower().startswith("javascript:"):
                frame.finish.append(lambda start: self.builder.link(start, target))
        elif keys := get("data-cite"):
            textual = get("data-textual") is not None
            frame.finish.append(lambda start: self.builder.citation(start, keys.split(), textual=textual))
        if get("role") == "heading" and frame.step:
            level = get("aria-level") or ""
            frame.kind, frame.level, frame.soft = "heading", int(level) if level in tuple("123456") else 3, True
        if line := get("data-line"):
            frame.step = f"line {line}"
        style = get("style")
        raised = (raised_by(style) if style else 0) or self.raised.of(element, tag)
        if raised and tag not in {"sup", "sub", "img", "td", "th", "tr", "table"}:
            frame.finish.append(self.builder.superscript if raised > 0 else self.builder.subscript)
        if style and _is_bold(style):
            frame.finish.append(self.builder.bold)

    def _is_layout(self, element: Any) -> bool:
        """A list item or table cell that only arranges parts of the page."""
        return self.depth > _MAX_JUDGED or next(element.iterdescendants(*_LAYOUT), None) is not None

    def _add_anchor(self, name: str) -> None:
        if self.builder.has_text:
            self.builder.anchor(name)
        elif len(self._anchors) < _MAX_ANCHORS:
            self._anchors.append(name)

    def _open_text(self, frame: _Frame) -> None:
        """Text begins where no block is open: open one of the kind that the elements around it ask for."""
        label = None
        if frame.kind == "list-item":
            label, self._label = self._label, None
        self.builder.start(frame.kind, level=frame.level, label=label, anchors=self._anchors, place=self._place())
        self._anchors = []

    def _place(self) -> str:
        steps: list[str] = []
        for frame in reversed(self._frames):
            step = frame.step
            if step.startswith("line "):
                return step
            if step and step not in {"html", "body"}:
                steps.append(step)
                if "#" in step or len(steps) == 6:
                    break
        return " > ".join(reversed(steps)) or "body"

    def _end_line(self, *, soft: bool) -> None:
        """A block element starts or ends: the block before it is complete or, if `soft`, a line of it is."""
        if soft and self.builder.has_text:
            self._breaks = max(1, self._breaks)
        else:
            self._breaks = 0
            self.builder.end()


def _is_bold(style: str) -> bool:
    return re.search(r"font-weight\s*:\s*(bold|[6-9]00)", style) is not None
