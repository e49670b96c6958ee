"""JATS XML, as PubMed Central and publishers exchange articles: citations are stated, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from audit.documents.building import Builder
from audit.documents.html_names import ordinal
from audit.documents.jats_references import reference
from audit.documents.source import Source
from audit.documents.xml import local_name, parse_xml
from audit.model import CitationMark, Document

if TYPE_CHECKING:
    from audit.model import BlockKind

_HREF = "{http://www.w3.org/1999/xlink}href"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What a reader of the article does not read as its text.
_LEFT_OUT = frozenset({
    "journal-meta", "contrib-group", "author-notes", "permissions", "history", "pub-date", "article-categories",
    "kwd-group", "funding-group", "counts", "custom-meta-group", "related-article", "self-uri", "article-id", "volume",
    "issue", "fpage", "lpage", "elocation-id", "alt-title", "trans-title-group", "sub-article", "response", "tex-math",
    "annotation", "object-id", "alt-text", "long-desc", "processing-meta", "book-meta", "supplementary-material",
    "aff", "issue-id", "issue-title", "journal-id", "isbn", "issn", "media", "graphic", "alternatives-skipped",
})  # fmt: skip
_FLOWS = frozenset({
    "article", "pmc-articleset", "articles", "front", "article-meta", "title-group", "body", "back", "abstract",
    "trans-abstract", "sec", "app-group", "app", "ack", "fn-group", "boxed-text", "notes", "bio", "glossary",
    "floats-group", "disp-quote", "verse-group", "statement", "table-wrap-group", "fig-group", "book", "book-body",
    "book-part", "front-matter", "table-wrap-foot", "alternatives", "front-stub", "named-book-part-body", "sidebar",
})  # fmt: skip
_HEADED = {"abstract": "Abstract", "ack": "Acknowledgements", "fn-group": "", "glossary": "", "app": "", "notes": ""}
_SEPARATOR = re.compile(r"^\s*[,;]?\s*$")
_NUMBERS = re.compile(r"^[\d\s,;–—-]+$")
_RANGE = re.compile(r"^\s*[-–—‐‑]\s*$")
_MAX_RANGE = 100


def read_document(source: Source) -> Document:
    """Read a JATS article. Places are element paths."""
    root = parse_xml(source, source.data, doctype_allowed=True)
    builder = Builder(source)
    reader = _Reader(builder, root)
    try:
        reader.flow(root, 0, "")
    except RecursionError as error:
        raise source.error("is nested too deep to be read") from error
    language = (root.get(_LANGUAGE) or "en")[:2].lower()
    document = builder.document(
        "application/jats+xml",
        title=reader.title or builder.first_heading(),
        language=language if language.isalpha() and len(language) == 2 else "en",
    )
    return replace(document, citations=tuple(_with_brackets(document.text, mark) for mark in document.citations))


def _with_brackets(text: str, mark: CitationMark) -> CitationMark:
    """The mark with the brackets around its numbers: they are part of the marker, not of the sentence."""
    around = text[mark.start - 1 : mark.start] + text[mark.end : mark.end + 1]
    if around in {"[]", "()"} and _NUMBERS.match(text[mark.start : mark.end]):
        return replace(mark, start=mark.start - 1, end=mark.end + 1)
    return mark


class _Reader:
    """Walks an article."""

    def __init__(self, builder: Builder, root: Any) -> None:
        self.title = ""
        self._builder = builder
        self._order = {element.get("id"): at for at, element in enumerate(root.iter("{*}ref")) if element.get("id")}
        self._ids = list(self._order)
        self._last_mark: tuple[int, int, tuple[str, ...]] | None = None
        self._notes: list[Any] = []

    def flow(self, element: Any, level: int, place: str, kind: BlockKind = "paragraph") -> None:
        """Write the blocks inside `element`; `level` counts the sections around it."""
        counts: dict[str, int] = {}
        for child in element:
            name = local_name(child)
            if not name or name in _LEFT_OUT:
                continue
            counts[name] = counts.get(name, 0) + 1
            step = name if counts[name] == 1 else f"{name}[{counts[name]}]"
            self.block(child, name, level, f"{place} > {step}" if place else step, kind)

    def block(self, element: Any, name: str, level: int, place: str, kind: BlockKind) -> None:
        """Write one block element."""
        if name in _FLOWS:
            deeper = level + (name in {"sec", "abstract", "ack", "app", "ref-list", "notes", "glossary", "boxed-text"})
            if name in _HEADED and _HEADED[name] and not any(local_name(child) == "title" for child in element):
                self.line(place, "heading", lambda: self._builder.add(_HEADED[name]), level=min(6, deeper + 1))
            inner = {"disp-quote": "quote", "fn-group": "footnote", "table-wrap-foot": "footnote"}.get(name, kind)
            self.flow(element, deeper, place, inner)  # type: ignore[arg-type]
        elif name == "p":
            self._paragraph(element, level, place, kind)
        elif handler := _BLOCKS.get(name):
            handler(self, element, level, place)
        elif name in {"fn", "list-item", "def-item", "table", "thead", "tbody", "tfoot", "tr", "row", "tgroup"}:
            self.flow(element, level, place, kind)
        elif name != "label":
            self.line(place, kind, lambda: self.inline(element), anchors=[element.get("id") or ""])

    def line(
        self,
        place: str,
        kind: BlockKind,
        write: Callable[[], None],
        *,
        level: int = 0,
        label: str | None = None,
        anchors: list[str] | None = None,
    ) -> None:
        """Write one block, and the footnotes met in it after it."""
        self._builder.start(kind, level=level, label=label, anchors=filter(None, anchors or ()), place=place)
        write()
        self._builder.end()
        self._last_mark = None
        notes, self._notes = self._notes, []
        for note in notes:
            self.flow(note, level, f"{place} > fn", "footnote")

    def inline(self, element: Any) -> None:
        """Write the text inside `element`."""
        self._add(element.text)
        for child in element:
            name = local_name(child)
            if not isinstance(child.tag, str):  # an entity: those of HTML are known, no other is expanded
                text = unescape(child.text or "")
                self._add(text if not text.startswith("&") else None)
            elif name in _INLINE:
                _INLINE[name](self, child)
            elif name in {"fn", "fig", "table-wrap"}:
                self._notes.append(child)
            elif name not in _LEFT_OUT:
                self.inline(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._builder.add(text)

    def _title(self, element: Any, level: int, place: str) -> None:
        label = element.getparent().find("{*}label") if element.getparent() is not None else None
        self.line(
            place,
            "heading",
            lambda: self.inline(element),
            level=max(1, min(6, level + 1)),
            label="".join(label.itertext()).strip() or None if label is not None else None,
            anchors=[element.getparent().get("id") or ""],
        )

    def _article_title(self, element: Any, _: int, place: str) -> None:
        self.title = self.title or " ".join("".join(element.itertext()).split())
        self.line(place, "heading", lambda: self.inline(element), level=1)

    def _paragraph(self, element: Any, level: int, place: str, kind: BlockKind) -> None:
        """A paragraph: JATS lets lists, figures and tables stand inside one."""
        inner = [child for child in element if local_name(child) in _INSIDE_PARAGRAPHS]
        if not inner:
            self.line(place, kind, lambda: self.inline(element), anchors=[element.get("id") or ""])
            return
        self._builder.start(kind, anchors=filter(None, [element.get("id") or ""]), place=place)
        self._add(element.text)
        for number, child in enumerate(element):
            name = local_name(child)
            if name in _INSIDE_PARAGRAPHS:
                self._builder.end()
                self.block(child, name, level, f"{place} > {name}[{number + 1}]", kind)
                self._builder.start(kind, place=place)
            else:
                self._one(child)
            self._add(child.tail)
        self._builder.end()
        self._last_mark = None

    def _one(self, child: Any) -> None:
        """Write one inline element, its tail excepted."""
        name = local_name(child)
        if name in _INLINE:
            _INLINE[name](self, child)
        elif name and name not in _LEFT_OUT:
            self.inline(child)

    def _list(self, element: Any, level: int, place: str, depth: int = 1) -> None:
        forms = {"order": "1", "alpha-lower": "a", "alpha-upper": "A", "roman-lower": "i", "roman-upper": "I"}
        form = forms.get(element.get("list-type") or "")
        for number, item in enumerate(element.iterchildren("{*}list-item"), 1):
            label = item.findtext("{*}label") or (ordinal(number, form) if form else None)
            at = f"{place} > list-item[{number}]"
            self._builder.start("list-item", level=depth, label=label and label.strip(" .)([]"), place=at)
            for child in item:
                name = local_name(child)
                if name == "list":
                    self._builder.end()
                    self._list(child, level, at, depth + 1)
                elif name != "label":
                    self._builder.line_break()
                    self._one(child)
            self._builder.end()
            self._last_mark = None

    def _definitions(self, element: Any, _: int, place: str) -> None:
        for number, item in enumerate(element.iterchildren("{*}def-item"), 1):
            self._builder.start("list-item", level=1, place=f"{place} > def-item[{number}]")
            for child in item:
                self._builder.line_break()
                self._one(child)
            self._builder.end()

    def _captioned(self, element: Any, level: int, place: str) -> None:
        """A figure or table: its label and caption in one block, its cells, its notes."""

        def write() -> None:
            for part in element:
                if local_name(part) == "label":
                    self.inline(part)
                    self._builder.add(" ")
                elif local_name(part) == "caption":
                    for child in part:
                        self._one(child)
                        self._builder.add(" ")

        self.line(place, "caption", write, anchors=[element.get("id") or ""])
        for part in element:
            name = local_name(part)
            if name not in {"label", "caption", ""} and name not in _LEFT_OUT:
                self.block(part, name, level, f"{place} > {name}", "table-cell")

    def _cell(self, element: Any, _: int, place: str) -> None:
        self.line(place, "table-cell", lambda: self.inline(element))

    def _reference_list(self, element: Any, level: int, place: str) -> None:
        titled = any(local_name(child) == "title" for child in element)
        if not titled and next(element.iterchildren("{*}ref"), None) is not None:
            self.line(place, "heading", lambda: self._builder.add("References"), level=min(6, level + 2))
        number = 0
        for child in element:
            name = local_name(child)
            if name == "ref":
                number += 1
                label, text = reference(child)
                self.line(
                    f"{place} > ref[{number}]",
                    "list-item",
                    lambda text=text: self._builder.add(text),  # type: ignore[misc]
                    level=1,
                    label=label,
                    anchors=[child.get("id") or ""],
                )
            elif name:
                self.block(child, name, level + 1, f"{place} > {name}", "paragraph")

    def _raised(self, element: Any) -> None:
        start = self._builder.position
        self.inline(element)
        self._builder.superscript(start)

    def _lowered(self, element: Any) -> None:
        start = self._builder.position
        self.inline(element)
        self._builder.subscript(start)

    def _bold(self, element: Any) -> None:
        start = self._builder.position
        self.inline(element)
        self._builder.bold(start)

    def _external(self, element: Any) -> None:
        start = self._builder.position
        self.inline(element)
        if target := element.get(_HREF):
            self._builder.link(start, target)

    def _cross_reference(self, element: Any) -> None:
        start = self._builder.position
        self.inline(element)
        keys = tuple((element.get("rid") or "").split())
        if element.get("ref-type") == "bibr" or (keys and all(key in self._order for key in keys)):
            self._cite(start, keys)
        elif keys:
            self._builder.link(start, f"#{keys[0]}")

    def _cite(self, start: int, keys: tuple[str, ...]) -> None:
        """Record a citation; `1,3` is one citation of two references, and `1`, dash, `4` one of four."""
        last = self._last_mark
        if last is not None:
            between = self._builder.text_from(last[1])[: start - last[1]]
            if _SEPARATOR.match(between):
                start, keys = last[0], last[2] + keys
                self._builder.drop_citation()
            elif _RANGE.match(between) and keys:
                start, keys = last[0], last[2] + self._between(last[2][-1], keys[0]) + keys
                self._builder.drop_citation()
        if keys:
            keys = tuple(dict.fromkeys(keys))
            self._builder.citation(start, keys)
            self._last_mark = (start, self._builder.position, keys)

    def _between(self, first: str, last: str) -> tuple[str, ...]:
        low, high = self._order.get(first), self._order.get(last)
        if low is None or high is None or not 0 < high - low <= _MAX_RANGE:
            return ()
        return tuple(self._ids[low + 1 : high])


_INSIDE_PARAGRAPHS = frozenset({
    "list", "def-list", "disp-quote", "fig", "table-wrap", "boxed-text", "fig-group", "table-wrap-group", "verse-group",
    "disp-formula", "disp-formula-group",
})  # fmt: skip
_BLOCKS: dict[str, Callable[[_Reader, Any, int, str], None]] = {
    "article-title": _Reader._article_title,
    "title": _Reader._title,
    "list": _Reader._list,
    "def-list": _Reader._definitions,
    "fig": _Reader._captioned,
    "table-wrap": _Reader._captioned,
    "td": _Reader._cell,
    "th": _Reader._cell,
    "entry": _Reader._cell,
    "ref-list": _Reader._reference_list,
}
_INLINE: dict[str, Callable[[_Reader, Any], None]] = {
    "sup": _Reader._raised,
    "sub": _Reader._lowered,
    "bold": _Reader._bold,
    "ext-link": _Reader._external,
    "uri": _Reader._external,
    "xref": _Reader._cross_reference,
    "break": lambda reader, _: reader._builder.line_break(),
}
