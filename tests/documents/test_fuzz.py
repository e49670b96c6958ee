# ruff: noqa: E501 (sources and tables are read best as they are)
"""Damaged files of every format: a document that keeps the invariants, or an InputError; no traceback, no hang."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.documents.reading import read_bytes
from audit.errors import InputError
from audit.model import Document

TEXT = "Survival rose.1,2 It fell by 5 µg.3a\n\nReferences\n1. Kidd M. Title. Lancet. 2015;1:2-3.\n2. Lee A. Other.\n"
HTML = (
    "<!DOCTYPE html><html lang=en><head><style>.m{vertical-align:super}</style></head><body><main><h1>T</h1><p>Rose.<sup>1"
    '</sup> Fell<span class=m>2</span> <a href="#r1" id=x>so</a><br>line</p><table><tr><td>a<td>b</table><ol start=2 '
    "type=a><li id=r1><p>Kidd</p><li>Lee<ul><li>x</ul></ol><dl><dt>[1]<dd>y</dl><pre> a\n b</pre><q>z</q></main></body></html>"
)
MARKDOWN = "---\ntitle: x\nbibliography: a.bib\n---\n# T\n\nRose [@a; @b].[^1] Fell^2^ <sup>3</sup>\n\n1. a\n   - b\n\n|a|b|\n|-|-|\n|1|2|\n\n[^1]: Note.\n"
LATEX = (
    "\\documentclass{article}\\newcommand{\\x}[1]{<#1>}\\title{T}\\begin{document}\\section{A} Rose~\\cite[p.~1]{a,b}. $10^{3}$ "
    '\\x{y}\\footnote{n} \\"o % c\n\n\\begin{enumerate}\\item a\\end{enumerate}\\begin{tabular}{ll}a&b\\\\\\end{tabular}'
    "\\begin{thebibliography}{9}\\bibitem[{K(2015)}]{a} Kidd.\\end{thebibliography}\\end{document}"
)
JATS = (
    '<?xml version="1.0"?><!DOCTYPE article><article><front><article-meta><title-group><article-title>T</article-title>'
    '</title-group></article-meta></front><body><sec id="s"><title>A</title><p>Rose.<sup><xref ref-type="bibr" rid="B1">1</xref>–'
    '<xref ref-type="bibr" rid="B3">3</xref></sup> &alpha;<list><list-item><p>x</p></list-item></list></p></sec></body><back>'
    '<ref-list><ref id="B1"><label>1</label><mixed-citation>Kidd.</mixed-citation></ref><ref id="B3"/></ref-list></back></article>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = {
    "word/document.xml": (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:pPr><w:pStyle w:val="H"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
        '</w:pPr><w:r><w:t>Rose</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN CSL_CITATION {"citationItems":[{"id":"a","itemData":{"title":'
        '"A long title of a work","issued":{"date-parts":[[2015]]},"author":[{"family":"Kidd"}]}}]}</w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>[1]</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:tbl><w:tr><w:tc><w:p><w:r><w:footnoteReference w:id="2"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r></w:p></w:tc></w:tr>'
        "</w:tbl></w:body></w:document>"
    ),
    "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>',
    "word/numbering.xml": (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/>'
        '<w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    ),
    "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>Note</w:t></w:r></w:p></w:footnote></w:footnotes>',
}  # fmt: skip


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "double", "insert", "end"]),
        st.floats(0, 1),
        st.integers(0, 60),
        st.binary(max_size=8)
        | st.sampled_from([b"<", b">", b"&", b"\x00", b"\xff\xfe", b'"', b"{", b"}", b"]]>", b"<sup>"]),
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    for kind, place, length, extra in changes:
        at = int(place * len(data))
        if kind == "flip":
            data = (
                data[:at] + bytes(byte ^ 0x15 for byte in data[at : at + 1 + length % 4]) + data[at + 1 + length % 4 :]
            )
        elif kind == "cut":
            data = data[:at] + data[at + length :]
        elif kind == "double":
            data = data[: at + length] + data[at:]
        elif kind == "insert":
            data = data[:at] + extra + data[at:]
        else:
            data = data[: max(at, 1)]
    return data


def hold(sound: Callable[[Document], Document], data: bytes, suffix: str) -> None:
    try:
        document = read_bytes(data, name="f", suffix=suffix)
    except InputError as error:
        assert str(error).startswith("f")
        return
    sound(document)


@pytest.mark.parametrize(
    ("seed", "suffix"),
    [(TEXT, ".txt"), (HTML, ".html"), (MARKDOWN, ".md"), (LATEX, ".tex"), (JATS, ".xml")],
    ids=["text", "html", "markdown", "latex", "jats"],
)
def test_damaged_texts(sound, seed: str, suffix: str) -> None:
    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(_CHANGES)
    def run(changes: list[tuple[str, float, int, bytes]]) -> None:
        hold(sound, damaged(seed.encode(), changes), suffix)

    run()


@settings(max_examples=150)
@given(st.sampled_from(sorted(WORD)), _CHANGES)
def test_damaged_parts_of_word_documents(sound, name: str, changes: list[tuple[str, float, int, bytes]]) -> None:
    parts = {part: content.encode() for part, content in WORD.items()}
    parts[name] = damaged(parts[name], changes)
    hold(sound, package(parts), ".docx")


@settings(max_examples=100)
@given(_CHANGES)
def test_damaged_packages(sound, changes: list[tuple[str, float, int, bytes]]) -> None:
    parts = {part: content.encode() for part, content in WORD.items()}
    hold(sound, damaged(package(parts), changes), ".docx")


@functools.cache
def drawn() -> bytes:
    weasyprint = pytest.importorskip("weasyprint")
    return bytes(
        weasyprint.HTML(string="<h1>T</h1><p>Rose.<sup>1</sup> <a href='https://x.org'>x</a></p>" * 9).write_pdf(
            uncompressed_pdf=True
        )
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(_CHANGES)
def test_damaged_pdfs(sound, changes: list[tuple[str, float, int, bytes]]) -> None:
    hold(sound, damaged(drawn(), changes), ".pdf")


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(["", ".txt", ".html", ".md", ".tex", ".xml", ".docx"]))
def test_any_bytes(sound, data: bytes, suffix: str) -> None:
    hold(sound, data, suffix)
