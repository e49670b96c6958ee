"""The front door: which format it is, and every refusal with its reason."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from audit.documents import reading
from audit.documents.formats import identify
from audit.documents.reading import read, read_bytes
from audit.documents.source import Source
from audit.errors import InputError


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (b"Plain.", "", "text"),
        (b"Plain.", ".txt", "text"),
        (b"<!DOCTYPE html><p>x", ".txt", "html"),
        (b"\xef\xbb\xbf  <!-- a --><!-- b --> <HTML lang=en>", ".md", "html"),
        (b"<p>fragment</p>", ".html", "html"),
        (b"<p>fragment</p>", ".txt", "text"),
        (b"# x", ".md", "markdown"),
        (b"# x", ".MD".lower(), "markdown"),
        (b"%PDF-1.4", ".txt", "pdf"),
        (b"junk before %PDF-1.4", "", "pdf"),
        (b"\\documentclass{article}", "", "latex"),
        (b"\\documentclass{article}", ".txt", "text"),
        (b"x", ".tex", "latex"),
        (b"<?xml version='1.0'?><!DOCTYPE article [<!ENTITY x 'y'>]><article/>", "", "jats"),
        (b"<article xmlns:xlink='x'/>", ".xml", "jats"),
        (b"<?xml version='1.0'?><html/>", ".xml", "html"),
        (package("word/document.xml"), ".zip", "docx"),
        (package("ppt/presentation.xml"), "", "pptx"),
    ],
)
def test_formats_are_told_by_content_first(data: bytes, suffix: str, expected: str) -> None:
    assert identify(Source(data, "x", suffix)) == expected


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", r"\.doc"),
        (b"{\\rtf1 x}", "", "RTF"),
        (b"\x89PNG\r\n", ".pdf", "PNG"),
        (b"\x1f\x8b\x08", "", "gzip"),
        (package("xl/workbook.xml"), "", "spreadsheet"),
        (package("content.xml"), "", "OpenDocument"),
        (package("a.txt"), "", "zip archive"),
        (b"PK\x03\x04 torn", "", "damaged"),
        (b"@article{x}", ".bib", "BibTeX"),
        (b"[]", ".json", "JSON"),
        (b"<?xml version='1.0'?><svg/>", "", "<svg>"),
        (b" \n ", ".md", "empty"),
    ],
)
def test_what_no_reader_reads_is_named(data: bytes, suffix: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_bytes(data, name="x", suffix=suffix)


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big.txt").write_text("x" * 100)
    for path, reason in (
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "folder"),
        (Path("a\x00b"), "no such file|not a file"),
    ):
        with pytest.raises(InputError, match=reason):
            read(path)
    monkeypatch.setattr(reading, "MAX_BYTES", 50)
    with pytest.raises(InputError, match="100 bytes"):
        read(tmp_path / "big.txt")
    with pytest.raises(InputError, match="100 bytes"):
        read_bytes(b"x" * 100, name="stdin")


def test_a_document_is_called_as_its_user_calls_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert read(tmp_path / "a.txt", name="content/a.txt").path == "content/a.txt"
    assert read(tmp_path / "a.txt").path == str(tmp_path / "a.txt")


def test_the_door_opens_fast() -> None:
    """Readers and their libraries are loaded when a file of their format comes in."""
    code = (
        "import sys; from audit.documents.reading import read_bytes; read_bytes(b'x', name='t');"
        "print([m for m in ('lxml', 'pypdfium2', 'markdown_it', 'charset_normalizer') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
