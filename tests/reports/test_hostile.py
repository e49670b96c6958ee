"""A page that tries everything is harmless in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as ET

import openpyxl
import pypdfium2
import pytest
from lxml import html
from markdown_it import MarkdownIt

from audit.model import Report
from audit.reports import FORMATS, WORKSPACE_FORMATS, render, render_workspace
from audit.reports.text import safe_url

Sample = Callable[[str], Report]
Drawn = Callable[[str, str], bytes]
_TURNING = re.compile("[\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def _texts(format: str, data: bytes) -> str:
    """All text of a file, out of its package where it has one."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(packed.read(n).decode() for n in packed.namelist() if n.endswith((".xml", ".rels")))
    if format == "pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    text = data.decode("utf-8-sig")
    if format in ("sarif",):
        return json.dumps(json.loads(text), ensure_ascii=False).replace("\\u0085", "\x85")
    return text


@pytest.mark.parametrize("format", [f for f in FORMATS if f != "json"])
def test_nothing_hidden_gets_through(format: str, drawn: Drawn) -> None:
    text = _texts(format, drawn("hostile", format))
    if format == "pdf":
        text = text.replace("\ufffe", "")  # pdfium's own mark of a line break
    found = _TURNING.search(text.replace("\r\n", "\n"))
    assert found is None, (unicodedata.name(found[0], repr(found[0])), text[found.start() - 80 : found.end() + 40])


@pytest.mark.parametrize("format", ["html", "annotated-html"])
def test_pages_run_nothing(format: str, drawn: Drawn) -> None:
    page = html.document_fromstring(drawn("hostile", format))
    _harmless(page, scripts=1 if format == "html" else 0)
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_index_runs_nothing(sample: Sample) -> None:
    report = sample("hostile")
    page = html.document_fromstring(render_workspace([report], "html", links={report.document.path: "javascript:x"}))
    _harmless(page, scripts=1)


def _harmless(page: html.HtmlElement, scripts: int) -> None:
    assert len(page.xpath("//script")) == scripts
    assert not page.xpath("//img | //iframe | //object | //embed | //link | //base | //form[@action]")
    assert not [a for e in page.iter() for a in e.attrib if a.lower().startswith("on") or a in ("style", "src")]
    for href in page.xpath("//@href"):
        assert href.startswith("#") or safe_url(href) or re.fullmatch(r"[\w%./-]+(#[\w.-]+)?", href), href


def test_spreadsheets_compute_nothing(sample: Sample) -> None:
    reports = [sample("hostile")]
    for data in (render(reports[0], "xlsx"), render_workspace(reports, "xlsx")):
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
        assert "<f>" not in _texts("xlsx", data)
        assert all(safe_url(cell.hyperlink.target) for cell in cells if cell.hyperlink)
    for data in (render(reports[0], "csv"), render_workspace(reports, "csv")):
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert len({len(row) for row in table}) == 1
        assert any(cell.startswith("'=HYPERLINK") for row in table for cell in row)
        assert not [cell for row in table for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_markdown_shows_its_text_and_nothing_else(sample: Sample) -> None:
    reports = [sample("hostile")]
    for data in (render(reports[0], "markdown"), render_workspace(reports, "markdown")):
        text = data.decode()
        page = html.fragment_fromstring(MarkdownIt("gfm-like", {"linkify": False}).render(text), create_parent=True)
        assert not page.xpath(".//script | .//img | .//style | .//svg")
        assert not [a for e in page.iter() for a in e.attrib if a.startswith("on")]
        assert all(safe_url(href) for href in page.xpath(".//@href"))
        assert not re.search(r"@\w", re.sub(r"`[^`]*`", "", text))  # nobody is called
        assert "<script>document.title" in page.text_content()
        assert len(data) < 65_536


def test_workflow_commands_are_ours_alone(drawn: Drawn) -> None:
    for line in drawn("hostile", "github").decode().split("\n"):
        assert line == "" or re.match(r"::(error|warning|notice) file=[^,:]*(,\w+=[^,:]*)*::", line)


def test_junit_and_word_are_well_formed(drawn: Drawn) -> None:
    ET.fromstring(drawn("hostile", "junit"))
    for format in ("docx", "annotated-docx"):
        with zipfile.ZipFile(io.BytesIO(drawn("hostile", format))) as packed:
            for name in packed.namelist():
                if name.endswith((".xml", ".rels")):
                    ET.fromstring(packed.read(name))
            assert not [
                n for n in packed.namelist() if n.endswith(".rels") and b'TargetMode="External"' in packed.read(n)
            ]


def test_pdf_opens_nothing(drawn: Drawn) -> None:
    data = drawn("hostile", "pdf")
    assert b"/JavaScript" not in data
    assert b"/Launch" not in data
    assert b"javascript:" not in data


@pytest.mark.parametrize("format", WORKSPACE_FORMATS)
def test_a_workspace_of_hostile_pages(format: str, sample: Sample) -> None:
    text = _texts(format, render_workspace([sample("hostile"), sample("empty")], format))
    assert not _TURNING.search(text.replace("\r\n", "\n"))
