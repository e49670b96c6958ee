"""The source as a Word document with a comment at every finding, anchored to its words.

Where the source is a DOCX, it is the original file itself, unchanged but for the comments; else a copy of its text.
"""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from lxml.etree import iterwalk

from audit.aligning import align
from audit.model import Report
from audit.reports import wording
from audit.reports.narrative import headline
from audit.reports.source import Line, lines
from audit.reports.text import moment, one_line, shorten
from audit.reports.view import FindingView, ReportView
from audit.reports.word import new_document
from audit.reports.word_parts import SOFT, W, comments_part, moment_of, paragraph, run, save, stamp

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_UNPACKED = 400_000_000
_MAX_PARTS = 20_000
_AUTHOR, _INITIALS = "claim-audit", "CA"


def render_annotated_docx(report: Report, source: bytes | None = None) -> bytes:
    """The annotated source. `source`: the bytes of the audited file; without them, the text that was read from it."""
    view = ReportView(report)
    if source is not None and report.document.media_type == _DOCX:
        document = _open(source)
        if document is not None:
            return _annotate_original(view, document)
        return _annotate_copy(view, "The original could not be opened for comments: this is a copy of its text.")
    return _annotate_copy(view)


def _annotate_copy(view: ReportView, remark: str = "") -> bytes:
    document = new_document(f"Annotated source: {view.title}")
    stamp(document, f"Annotated source: {view.title}", view.report.run.finished)
    comments = _Comments(document, view)
    read = lines(view)
    placed = {id(f) for line in read for piece in line.pieces for r in piece.runs for f in r.findings}
    loose = [f for f in view.findings if id(f) not in placed]
    opening = [comments.about_all(remark), *(comments.add(f, ": not a place in the text") for f in loose)]
    title = run(f"Annotated source: {one_line(view.report.document.path)}", color=SOFT, size=9)
    body = [paragraph(*map(_opens, opening), title, *map(_closes, opening), after=10)]
    body += _copied(read, {id(f): comments.add(f) for f in view.findings if id(f) in placed})
    return save(document, body="".join(body), comments=comments.xml())


def _copied(read: list[Line], numbers: dict[int, int]) -> Iterator[str]:
    """The text line by line, with the marks where comments open and close."""
    current: list[FindingView] = []
    for n, line in enumerate(read):
        parts: list[str] = []
        heading = bool(line.pieces) and line.pieces[0].statement is not None
        heading = heading and line.pieces[0].statement.statement.kind == "heading"  # type: ignore[union-attr]
        for piece in line.pieces:
            for r in piece.runs:
                parts += [_closes(numbers[id(f)]) for f in current if f not in r.findings]
                parts += [_opens(numbers[id(f)]) for f in r.findings if f not in current]
                current = list(r.findings)
                parts.append(
                    run(r.text, bold=heading or r.marker, color="1D4A73" if r.marker else None, mark=bool(r.findings))
                )
        upcoming = next((r for later in read[n + 1 :] for p in later.pieces for r in p.runs), None)
        done = [f for f in current if upcoming is None or f not in upcoming.findings]
        parts += [_closes(numbers[id(f)]) for f in done]
        current = [f for f in current if f not in done]
        yield paragraph(*parts, before=10 if heading else 0, after=5)


def _opens(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def _closes(number: int) -> str:
    return f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'


class _Comments:
    """The comments of a document: all by us, all dated with the audit."""

    def __init__(self, document: Any, view: ReportView) -> None:
        self._view = view
        self._date = moment_of(view.report.run.finished).isoformat() + "Z"
        old = comments_part(document).element
        taken = [int(number) for number in old.xpath("./w:comment/@w:id") if number.lstrip("-").isdigit()]
        self._next = max(taken, default=-1) + 1
        if not taken:  # a part without comments has no end to put ours before
            old.text = "\n"
        self._written: list[str] = []

    def xml(self) -> str:
        """All of them, for the document's comments part."""
        return "".join(self._written)

    def _new(self, paragraphs: list[str]) -> int:
        number, self._next = self._next, self._next + 1
        first, *rest = [text for text in paragraphs if text]
        told = paragraph(run(first, bold=True), after=2) + "".join(paragraph(run(t), after=2) for t in rest)
        self._written.append(
            f'<w:comment xmlns:w="{W}" w:id="{number}" w:author="{_AUTHOR}" w:initials="{_INITIALS}" '
            f'w:date="{self._date}">{told}</w:comment>'
        )
        return number

    def about_all(self, remark: str = "") -> int:
        """The comment that stands at the head: the verdict, and what was not checked."""
        report = self._view.report
        told = [f"Not checked: {item.what}: {group.reason}" for group in self._view.unverified
                for item, _ in group.items[:5]][:20]  # fmt: skip
        return self._new([headline(self._view), remark, report.summary.sentence,
                          f"Audited {moment(report.run.started)}, profile {report.run.profile}.", *told])  # fmt: skip

    def add(self, f: FindingView, remark: str = "") -> int:
        """The comment of one finding; its number in the document."""
        label = wording.term(wording.SEVERITY, f.finding.severity).label
        state = " (waived)" if f.finding.waived else ""
        at = f.finding.location
        evidence = [
            "Evidence: " + ", ".join(p for p in (e.source, moment(e.retrieved_at), e.url or "") if p)
            + (f": “{shorten(e.excerpt, 500)}”" if e.excerpt else "")
            for e in f.finding.evidence
        ]  # fmt: skip
        todo = f.finding.suggestion or f.rule.todo
        return self._new([
            f"{f.number}. {label}{state}: {shorten(f.rule.title, 200)} ({shorten(f.finding.code, 30)})",
            shorten(f.finding.message, 1500),
            *evidence,
            f"What to do: {shorten(todo, 1000)}" if todo else "",
            f"Line {at.line} of the text that was read{remark}." if remark and at.line else "",
        ])  # fmt: skip


def _annotate_original(view: ReportView, document: Any) -> bytes:
    comments = _Comments(document, view)
    body = document.element.body
    text = "".join(part for part, _ in _texts(body))
    alignment = align(view.report.text, text)
    places = {
        id(f): alignment.span(f.finding.location.start, f.finding.location.end)
        for f in view.findings
        if 0 <= f.finding.location.start < f.finding.location.end
    }
    _cut(body, {edge for span in places.values() if span for edge in span})
    starts, ends = _run_edges(body)
    head = _first_run(body)
    _anchor(head, head, comments.about_all())
    for f in sorted(view.findings, key=lambda f: (f.finding.location.start, f.number)):
        span = places.get(id(f))
        if span and span[0] in starts and span[1] in ends:
            _anchor(starts[span[0]], ends[span[1]], comments.add(f))
        else:
            _anchor(head, head, comments.add(f, ", not found in the body of this document"))
    return save(document, comments=comments.xml())


def _open(source: bytes) -> Any | None:
    """The document, or None for what python-docx cannot open: a damaged file, Strict Open XML, a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as packed:
            parts = packed.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
                return None
        return docx.Document(io.BytesIO(source))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError):  # lxml's errors are SyntaxErrors
        return None


def _texts(body: Any) -> Iterator[tuple[str, Any]]:
    """The visible text of a document, piece by piece, each with its `w:t`; None for a break."""
    hidden = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
    blanks = {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:tc")}
    skip = None
    for event, element in iterwalk(body, events=("start", "end")):
        if skip is not None:
            skip = None if event == "end" and element is skip else skip
        elif event == "start" and element.tag in hidden:
            skip = element
        elif event == "start" and element.tag == qn("w:t") and element.text:
            yield element.text, element
        elif event == "start" and element.tag in blanks:
            yield " ", None
        elif event == "end" and element.tag == qn("w:p"):
            yield "\n", None


def _cut(body: Any, edges: set[int]) -> None:
    """Split runs so that every offset in `edges` lies between two of them."""
    ordered, at = sorted(edges), 0
    for text, element in list(_texts(body)):
        if element is not None:
            inside = ordered[bisect_left(ordered, at) : bisect_right(ordered, at + len(text))]
            for edge in reversed(inside):  # from the end, so that the earlier ones still hold
                _split(element, edge - at)
        at += len(text)


def _split(t: Any, offset: int) -> None:
    """Part the run of a `w:t` at a character: what follows moves to a run of its own, in the same look."""
    old = t.getparent()
    if old is None or old.tag != qn("w:r"):
        return
    after = [t, *t.itersiblings()] if offset == 0 else list(t.itersiblings())
    before = [c for c in old if c.tag != qn("w:rPr") and c not in after]
    whole = t.text or ""
    if (offset == 0 and not before) or (offset >= len(whole) and not after):
        return
    fresh = OxmlElement("w:r")
    look = old.find(qn("w:rPr"))
    if look is not None:
        fresh.append(deepcopy(look))
    if 0 < offset < len(whole):
        rest = OxmlElement("w:t")
        rest.text, t.text = whole[offset:], whole[:offset]
        for element in (t, rest):
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        fresh.append(rest)
    for element in after:
        fresh.append(element)
    old.addnext(fresh)


def _run_edges(body: Any) -> tuple[dict[int, Any], dict[int, Any]]:
    """The runs that begin and that end at each offset of the text."""
    starts: dict[int, Any] = {}
    ends: dict[int, Any] = {}
    at = 0
    for text, element in _texts(body):
        if element is not None and element.getparent().tag == qn("w:r"):
            starts[at] = ends[at + len(text)] = element.getparent()
        at += len(text)
    return starts, ends


def _first_run(body: Any) -> Any:
    """The first run that holds text; an empty document gets one."""
    for _, element in _texts(body):
        if element is not None and element.getparent().tag == qn("w:r"):
            return element.getparent()
    new = OxmlElement("w:p")
    new.append(OxmlElement("w:r"))
    body.insert(0, new)
    return new[0]


def _anchor(first: Any, last: Any, number: int) -> None:
    """Put the marks of a comment before one run and after another."""
    for name, place in (("w:commentRangeStart", first.addprevious), ("w:commentRangeEnd", last.addnext)):
        element = OxmlElement(name)
        element.set(qn("w:id"), str(number))
        place(element)
    reference, holder = OxmlElement("w:commentReference"), OxmlElement("w:r")
    reference.set(qn("w:id"), str(number))
    holder.append(reference)
    end = last.getnext()
    end.addnext(holder)
