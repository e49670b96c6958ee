"""WordprocessingML, as little as a report needs, written as text: building large tables through objects is slow."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from audit.reports.text import clean

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SANS, SERIF = "Arial", "Georgia"
INK, SOFT = "23262B", "5A5F68"
TONE = {
    "critical": "8C1C2B", "major": "9A4B06", "minor": "6B5A08", "info": "345F86", "ok": "2A6146", "part": "5B8872",
    "unknown": "5D4A86", "quiet": SOFT,
}  # fmt: skip
_SECTION = re.compile(rb"<w:sectPr\b")  # the end of our own template's empty body
_COMMENTS_END = re.compile(rb"</(?:\w+:)?comments\s*>\s*\Z")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def run(
    text: str,
    *,
    bold: bool = False,
    color: str | None = None,
    size: float | None = None,
    serif: bool = False,
    mark: bool = False,
    strike: bool = False,
) -> str:
    """A run. `size` in points; `mark`: shaded, for the exact words of a finding."""
    look = ""
    if serif:
        look += f'<w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:cs="{SERIF}"/>'
    look += "<w:b/>" * bold + "<w:strike/>" * strike
    look += f'<w:color w:val="{color}"/>' if color else ""
    look += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    look += (
        '<w:u w:val="single" w:color="9A4B06"/><w:shd w:val="clear" w:color="auto" w:fill="F3E3C4"/>' if mark else ""
    )
    parts = clean(text).split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts)
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{body}</w:r>" if text else ""


def paragraph(
    *runs: str,
    style: str | None = None,
    before: float = 0,
    after: float = 4,
    indent: float = 0,
    bar: str | None = None,
    keep_next: bool = False,
    line: str | None = None,
) -> str:
    """A paragraph. Distances in points; `bar`: the colour of a rule at its left; `line`: of a rule under it."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" * keep_next
    borders = f'<w:left w:val="single" w:sz="12" w:space="6" w:color="{bar}"/>' if bar else ""
    for side in ("bottom", "between") if line else ():  # "between": like neighbours keep a rule each
        borders += f'<w:{side} w:val="single" w:sz="8" w:space="2" w:color="{line}"/>'
    look += f"<w:pBdr>{borders}</w:pBdr>" if borders else ""
    if not style or before or after != 4:
        look += f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"/>'
    look += f'<w:ind w:left="{round(indent * 20)}"/>' if indent else ""
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def table(widths: Sequence[float], head: Sequence[str], rows: Iterable[Sequence[str]], *, lines: bool = True) -> str:
    """A table over the width of the text. Widths in centimetres; cells are paragraphs; the heading repeats."""
    grid = [round(width * 567) for width in widths]
    rule = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="D0CDC5"/>'
    edges = "".join(rule.format(side) for side in ("bottom", "insideH")) if lines else ""
    parts = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{w}"/>' for w in grid)
        + "</w:tblGrid>"
    ]
    if head:
        cells = [paragraph(run(text, bold=True, color=SOFT, size=8.5), after=0) for text in head]
        parts.append(_row(grid, cells, "<w:cantSplit/><w:tblHeader/>"))
    parts += [_row(grid, row, "<w:cantSplit/>") for row in rows]
    return "".join(parts) + "</w:tbl>" + paragraph(after=0)


def _row(grid: Sequence[int], cells: Sequence[str], look: str) -> str:
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{cell or "<w:p/>"}</w:tc>'
        for w, cell in zip(grid, cells, strict=True)
    )
    return f"<w:tr><w:trPr>{look}</w:trPr>{inner}</w:tr>"


def page_numbers() -> str:
    """`Page 3 of 12`, as fields that Word keeps right."""

    def number(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} ">{run("1", color=SOFT, size=8)}</w:fldSimple>'

    return run("Page ", color=SOFT, size=8) + number("PAGE") + run(" of ", color=SOFT, size=8) + number("NUMPAGES")


def elements(xml: str) -> list[Any]:
    """The elements of a piece of WordprocessingML."""
    from docx.oxml.parser import parse_xml

    return list(parse_xml(f'<w:body xmlns:w="{W}">{xml}</w:body>'))


def stamp(document: Any, title: str, finished: str) -> None:
    """Title and dates of the document: those of the audit, so that the same report gives the same file."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(title)[:250], "claim-audit", "claim-audit"
    properties.comments, properties.language, properties.revision = "", "en", 1
    properties.created = properties.modified = moment_of(finished)


def moment_of(value: str) -> datetime:
    """An ISO time as Word stores it: UTC without a zone."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return datetime(2000, 1, 1)
    return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None, microsecond=0)


def save(document: Any, *, body: str = "", comments: str = "") -> bytes:
    """The document as bytes, without the time of writing.

    body, comments: WordprocessingML to add at the end of each. It is spliced in as text: moving tens of thousands of
    elements from tree to tree takes lxml seconds, and so do a thousand comments python-docx.
    """
    raw = io.BytesIO()
    document.save(raw)
    added = {document.part.partname.lstrip("/"): (_SECTION, body)}
    if comments:
        added[comments_part(document).partname.lstrip("/")] = (_COMMENTS_END, comments)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for item in packed.infolist():
            entry = zipfile.ZipInfo(item.filename, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            data = packed.read(item)
            mark, text = added.get(item.filename, (_SECTION, ""))
            if text and (place := mark.search(data)):
                data = data[: place.start()] + text.encode("utf-8", "replace") + data[place.start() :]
            fresh.writestr(entry, data)
    return out.getvalue()


def comments_part(document: Any) -> Any:
    """The part that holds a document's comments; made where there is none."""
    return document.part._comments_part
