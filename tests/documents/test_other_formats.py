# ruff: noqa: E501 (sources and tables are read best as they are)
"""Presentations and single-file web pages."""

from __future__ import annotations

import io
import zipfile

import pytest

from audit.documents.reading import read_bytes
from audit.errors import InputError

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMES = f'xmlns:a="{A}" xmlns:p="{P}" xmlns:r="{R}"'


def pptx(*slides: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        order = "".join(f'<p:sldId id="{n}" r:id="rId{n}"/>' for n in range(len(slides), 0, -1))
        archive.writestr(
            "ppt/presentation.xml", f"<p:presentation {NAMES}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>"
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="x/slide" Target="slides/slide{n}.xml"/>'
            for n in range(1, len(slides) + 1)
        )
        archive.writestr("ppt/_rels/presentation.xml.rels", f'<Relationships xmlns="{RELS}">{links}</Relationships>')
        for number, shapes in enumerate(slides, 1):
            archive.writestr(
                f"ppt/slides/slide{number}.xml",
                f"<p:sld {NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>",
            )
            archive.writestr(
                f"ppt/slides/_rels/slide{number}.xml.rels",
                f'<Relationships xmlns="{RELS}"><Relationship Id="rId9" Type="x/hyperlink" Target="https://x.org"/></Relationships>',
            )
    return stream.getvalue()


def shape(body: str, placeholder: str = "") -> str:
    held = f'<p:nvSpPr><p:nvPr><p:ph type="{placeholder}"/></p:nvPr></p:nvSpPr>' if placeholder else ""
    return f"<p:sp>{held}<p:txBody>{body}</p:txBody></p:sp>"


def line(text: str, properties: str = ">", run: str = ">") -> str:
    return f"<a:p><a:pPr{properties}</a:pPr><a:r><a:rPr{run}</a:rPr><a:t>{text}</a:t></a:r></a:p>"


def test_slides_are_read_in_order_title_first(shown) -> None:
    raised = f'<a:p><a:r><a:t>Rose.</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>1,2</a:t></a:r></a:p>{line("linked", ">", "><a:hlinkClick r:id=" + chr(34) + "rId9" + chr(34) + "/>")}'
    second = shape(raised) + shape(line("Efficacy", ">"), "title") + shape(line("7", ">"), "sldNum")
    first = shape(
        line("a", ' lvl="0"><a:buAutoNum type="alphaLcPeriod"/>')
        + line("b", '><a:buAutoNum type="alphaLcPeriod"/>')
        + line("c", ' lvl="1"><a:buChar char="x"/>')
    )
    table = f"<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>{line('cell', '>')}</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
    assert shown(pptx(first + table, second)) == [
        "heading.2: Efficacy", "paragraph: Rose.⟨1,2⟩", "paragraph: [linked->https://x.org]", "list-item.1 a: a", "list-item.1 b: b",
        "list-item.2: c", "table-cell: cell",
    ]  # fmt: skip
    assert read_bytes(pptx(first, second), name="p").blocks[-1].place == "slide 2"


MHTML = (
    "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n"
    '\tboundary="----B"\r\n\r\n------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    "<html><body><p>5 =C2=B5g.<sup>1</sup></p></body></html>\r\n------B--\r\n"
)  # fmt: skip


def test_saved_pages(shown) -> None:
    assert shown(MHTML, ".mhtml") == ["paragraph: 5 µg.⟨1⟩"]
    with pytest.raises(InputError, match="without a page"):
        read_bytes(MHTML.replace("text/html\r\n", "text/plain\r\n").encode(), name="m")


def test_wiki_source_is_refused() -> None:
    text = "'''X''' is a [[town]] in [[land]]{{cite|a}} {{b}} {{c}} [[d]] [[e]] [[f]] <ref>g</ref>"
    with pytest.raises(InputError, match="wiki"):
        read_bytes(text.encode(), name="w", suffix=".txt")
