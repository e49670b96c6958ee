"""PowerPoint presentations (PPTX): the text of the slides, in their order; speaker notes are not shown, so not read."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from audit.documents.building import Builder
from audit.documents.docx_styles import written
from audit.documents.package import read_parts
from audit.documents.source import Source
from audit.documents.xml import local_name, parse_xml
from audit.model import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_RELATION = re.compile(r"\}id$")
_TITLES = frozenset({"title", "ctrTitle"})
_NUMBERINGS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
_UNSHOWN = frozenset({"dt", "ftr", "sldNum"})


def read_document(source: Source) -> Document:
    """Read a presentation. Places are slides."""
    parts = read_parts(source)
    builder = Builder(source, joins_runs=True)
    try:
        for number, name in enumerate(_slides(source, parts), 1):
            _Slide(builder, parse_xml(source, parts[name], part=name), _links(source, parts, name), number).read()
    except RecursionError as error:
        raise source.error("is nested too deep to be read") from error
    return builder.document(MEDIA_TYPE, title=builder.first_heading())


def _slides(source: Source, parts: dict[str, bytes]) -> list[str]:
    """The parts of the slides in the order of the presentation, hidden ones too."""
    main = "ppt/presentation.xml"
    if main not in parts:
        raise source.error("is damaged: it holds no presentation part")
    targets = _relations(source, parts, main)
    names = []
    for element in parse_xml(source, parts[main], part=main).iter("{*}sldId"):
        identity = next((value for key, value in element.attrib.items() if _RELATION.search(key)), "")
        name = posixpath.normpath(posixpath.join("ppt", targets.get(identity, ("", ""))[1].lstrip("/")))
        if name in parts:
            names.append(name)
    return names


def _relations(source: Source, parts: dict[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in parts:
        return {}
    return {
        element.get("Id") or "": (element.get("Type") or "", element.get("Target") or "")
        for element in parse_xml(source, parts[path], part=path)
    }


def _links(source: Source, parts: dict[str, bytes], part: str) -> dict[str, str]:
    found = _relations(source, parts, part)
    return {identity: target for identity, (kind, target) in found.items() if kind.endswith("/hyperlink")}


class _Slide:
    """One slide."""

    def __init__(self, builder: Builder, root: Any, links: dict[str, str], number: int) -> None:
        self._builder = builder
        self._root = root
        self._links = links
        self._place = f"slide {number}"
        self._numbers: dict[int, int] = {}

    def read(self) -> None:
        """Write its shapes, the title first."""
        shapes = sorted(
            self._root.iter("{*}sp", "{*}graphicFrame"), key=lambda shape: _placeholder(shape) not in _TITLES
        )
        for shape in shapes:
            kind = _placeholder(shape)
            if kind in _UNSHOWN:
                continue
            self._numbers.clear()
            if local_name(shape) == "graphicFrame":
                for cell in shape.iter("{*}tc"):
                    self._cell(cell)
            else:
                for paragraph in shape.iter("{*}p"):
                    self._paragraph(paragraph, is_title=kind in _TITLES)

    def _cell(self, cell: Any) -> None:
        self._builder.start("table-cell", place=self._place)
        for paragraph in cell.iter("{*}p"):
            self._builder.line_break()
            self._runs(paragraph)
        self._builder.end()

    def _paragraph(self, paragraph: Any, *, is_title: bool) -> None:
        properties = paragraph.find("{*}pPr")
        level = properties.get("lvl") or "0" if properties is not None else "0"
        depth = int(level) + 1 if level.isdecimal() and len(level) == 1 else 1
        bullet = properties is not None and properties.find("{*}buChar") is not None
        numbering = properties.find("{*}buAutoNum") if properties is not None else None
        if is_title:
            self._builder.start("heading", level=2, place=self._place)
        elif numbering is not None or bullet:
            label = self._label(numbering, depth) if numbering is not None else None
            self._builder.start("list-item", level=depth, label=label, place=self._place)
        else:
            self._builder.start("paragraph", place=self._place)
        self._runs(paragraph)
        self._builder.end()

    def _label(self, numbering: Any, depth: int) -> str:
        start = numbering.get("startAt") or "1"
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        self._numbers[depth] = number = self._numbers.get(depth, first - 1) + 1
        form = next((form for name, form in _NUMBERINGS.items() if (numbering.get("type") or "").startswith(name)), "")
        return written(number, form)

    def _runs(self, paragraph: Any) -> None:
        for run in paragraph:
            name = local_name(run)
            if name == "br":
                self._builder.line_break()
            elif name in {"r", "fld"}:
                self._run(run)

    def _run(self, run: Any) -> None:
        start = self._builder.position
        self._builder.add(run.findtext("{*}t") or "")
        properties = run.find("{*}rPr")
        if properties is None:
            return
        baseline = properties.get("baseline") or "0"
        if baseline.strip("-%0."):
            (self._builder.subscript if baseline.startswith("-") else self._builder.superscript)(start)
        if properties.get("b") in {"1", "true"}:
            self._builder.bold(start)
        link = properties.find("{*}hlinkClick")
        if link is not None:
            identity = next((value for key, value in link.attrib.items() if _RELATION.search(key)), "")
            if identity in self._links:
                self._builder.link(start, self._links[identity])


def _placeholder(shape: Any) -> str:
    """What a shape holds the place of on its slide: a title, a footer, ...; "" for any other shape."""
    element = next(shape.iter("{*}ph"), None)
    return (element.get("type") or "body") if element is not None else ""
