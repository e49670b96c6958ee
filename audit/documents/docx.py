"""Word documents (DOCX, also strict Office Open XML): the text as it reads with all changes accepted."""

from __future__ import annotations

import re
from typing import Any

from audit.documents.building import Builder
from audit.documents.csl import reference_text, title_words
from audit.documents.docx_body import Body, Found
from audit.documents.docx_sources import word_sources
from audit.documents.docx_styles import Numbering, Styles, W, value, written
from audit.documents.package import read_parts
from audit.documents.source import Source
from audit.documents.xml import parse_xml
from audit.model import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Strict files use other names for the same things: they are read under the usual ones.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
_LANGUAGE = re.compile(r"^[a-z]{2}(?=$|-)")
_MIN_TITLE = 20
_MARGIN = re.compile(r"/(?:header|footer)\d*\.xml$")


def read_document(source: Source) -> Document:
    """Read a Word document. Places are paragraphs, cells of tables, footnotes."""
    try:
        return _Reader(source).read()
    except RecursionError as error:
        raise source.error("is nested too deep to be read") from error


class _Reader:
    """The parts of one package."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts = read_parts(source)
        self._main = self._main_part()
        self._folder = self._main.rpartition("/")[0]

    def read(self) -> Document:
        root = self._parse(self._main)
        styles = Styles(self._part("styles"))
        forms = _note_forms(root, self._part("settings"))
        builder = Builder(self._source, joins_runs=True)
        body = Body(
            builder,
            styles,
            Numbering(self._part("numbering")),
            lambda kind, number: written(number, forms[kind]),
        )
        body.walk(root, self._links(self._main))
        self._write_notes(builder, body)
        _write_references(builder, body.found, word_sources(self._parts, self._parse))
        builder.notes = _messages(body.found)
        if any(_MARGIN.search(name) and b"<w:t" in data for name, data in self._parts.items()):
            builder.notes.append("page headers and footers were left out")
        language = _LANGUAGE.match((styles.language or "").lower())
        return builder.document(
            MEDIA_TYPE,
            title=self._title() or builder.first_heading(),
            language=language.group() if language else "en",
        )

    def _main_part(self) -> str:
        relations = self._relations("_rels/.rels")
        for kind, target in relations.values():
            if kind.endswith("/officeDocument") and target.lstrip("/") in self._parts:
                return target.lstrip("/")
        if "word/document.xml" in self._parts:
            return "word/document.xml"
        raise self._source.error("is damaged: it holds no document part")

    def _parse(self, name: str) -> Any:
        data = self._parts[name]
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return parse_xml(self._source, data, part=name)

    def _part(self, name: str) -> Any:
        path = f"{self._folder}/{name}.xml" if self._folder else f"{name}.xml"
        return self._parse(path) if path in self._parts else None

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        if path not in self._parts:
            return {}
        return {
            element.get("Id") or "": (element.get("Type") or "", element.get("Target") or "")
            for element in parse_xml(self._source, self._parts[path], part=path)
        }

    def _links(self, part: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        found = self._relations(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        return {identity: target for identity, (kind, target) in found.items() if kind.endswith("/hyperlink")}

    def _write_notes(self, builder: Builder, body: Body) -> None:
        """Footnotes and endnotes that the text points at, in the order of their numbers, after the text."""
        for kind in ("footnote", "endnote"):
            root = self._part(f"{kind}s")
            defined = {value(element, "id"): element for element in root} if root is not None else {}
            links = self._links(f"{self._folder}/{kind}s.xml")
            notes = [note for note in body.found.notes.values() if note.kind == kind and note.identity in defined]
            if notes:
                builder.start("heading", level=1, place=f"{kind}s")
                builder.add(f"{kind.capitalize()}s")
            for note in notes:
                body.note(note, defined[note.identity], links)

    def _title(self) -> str:
        if "docProps/core.xml" not in self._parts:
            return ""
        root = parse_xml(self._source, self._parts["docProps/core.xml"], part="docProps/core.xml")
        element = root.find("{http://purl.org/dc/elements/1.1/}title")
        return (element.text or "") if element is not None else ""


def _note_forms(root: Any, settings: Any) -> dict[str, str]:
    """How footnotes and endnotes are numbered: as the last section says, else the settings, else Word's default."""
    forms = {"footnote": "decimal", "endnote": "lowerRoman"}
    for holder in (settings, root):
        for kind in forms if holder is not None else ():
            for properties in holder.iter(f"{W}{kind}Pr"):
                forms[kind] = value(properties.find(f"{W}numFmt")) or forms[kind]
    return forms


def _write_references(builder: Builder, found: Found, sources: dict[str, dict[str, Any]]) -> None:
    """Tie the cited works to the entries of the document's own list, or write the list if it has none."""
    items = {key: item or sources.get(key, {}) for key, item in found.items.items()}
    unlisted = [key for key, item in items.items() if not _tie(builder, key, item)]
    described = [key for key in items if items[key].get("title")]
    if not described or len(unlisted) * 2 < len(items) or found.has_reference_list:
        return
    builder.start("heading", level=1, place="citation fields")
    builder.add("References")
    for number, key in enumerate(described, 1):
        builder.start("list-item", level=1, label=str(number), anchors=[key], place="citation fields")
        builder.add(reference_text(items[key]))
    builder.end()


def _tie(builder: Builder, key: str, item: dict[str, Any]) -> bool:
    """Give the last block that holds the item's title the name `key`. False if there is none."""
    title = title_words(str(item.get("title") or ""))
    if len(title) < _MIN_TITLE:
        return False
    index = builder.last_block_with(title, title_words)
    if index is None:
        return False
    builder.name_block(index, key)
    return True


def _messages(found: Found) -> list[str]:
    counted = (
        (found.deletions, "tracked deletion", "left out: the text is read with all changes accepted"),
        (found.insertions, "tracked insertion", "read as accepted"),
        (found.hidden, "hidden run", "left out"),
        (found.embedded, "embedded file", "not read"),
    )
    return [f"{count} {what}{'s were' if count > 1 else ' was'} {done}" for count, what, done in counted if count]
