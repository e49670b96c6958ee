# ruff: noqa: E501 (sources and tables are read best as they are)
"""Word documents, built from the XML that Word and the reference managers write."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from xml.sax.saxutils import escape

import pytest

from audit.documents.reading import read_bytes
from audit.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def docx(body: str, **parts: str) -> bytes:
    """A package with this body; other parts by name (`styles`, `numbering`, `footnotes`, `document_rels`, ...)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {ROOT}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            path = "word/_rels/document.xml.rels" if name == "document_rels" else f"word/{name}.xml"
            archive.writestr(path, content)
    return stream.getvalue()


def part(name: str, content: str) -> str:
    return f"<w:{name} {ROOT}>{content}</w:{name}>"


def run(text: str, properties: str = "") -> str:
    shown = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{shown}</w:r>" if properties else f"<w:r>{shown}</w:r>"


def p(*runs: str, style: str = "", properties: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{''.join(runs)}</w:p>"


def field(code: str, *result: str) -> str:
    parts = "".join(
        f"<w:r><w:instrText>{escape(code[at : at + 40])}</w:instrText></w:r>" for at in range(0, len(code), 40)
    )
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{parts}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{"".join(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


UP = '<w:vertAlign w:val="superscript"/>'
STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/><w:basedOn w:val="N"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="my list"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="character" w:styleId="Up"><w:name w:val="up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Up2"><w:name w:val="up2"/><w:basedOn w:val="Up"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/></w:style>',
)


def numbered(text: str, number: int = 1, level: int = 0) -> str:
    return p(run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="[%1]"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)
NOTES = '<w:{0} w:id="0" w:type="separator"><w:p/></w:{0}><w:{0} w:id="4"><w:p><w:r><w:{0}Ref/></w:r><w:r><w:t> Smith J. Title.</w:t></w:r></w:p></w:{0}>'

CASES: dict[str, tuple[bytes, list[str]]] = {
    "raised by run, style, inherited style and position": (
        docx(
            p(run("Rose."), run("1", UP), run(",", UP), run("2", UP), run(" a"), run("3", '<w:rStyle w:val="Up2"/>'),
              run(" b"), run("4", '<w:position w:val="6"/><w:sz w:val="14"/>'), run(" CO"),
              run("2", '<w:vertAlign w:val="subscript"/>'), run(" c"),
              run("5", '<w:rStyle w:val="Up"/><w:vertAlign w:val="baseline"/>')),
            styles=STYLES,
        ),
        ["paragraph: Rose.⟨1,2⟩ a⟨3⟩ b⟨4⟩ CO‹2› c5"],
    ),
    "headings, a style based on itself": (
        docx(p(run("Head"), style="H") + p(run("Text"), style="Loop") + p(run("Outline"), properties='<w:outlineLvl w:val="0"/>'),
             styles=STYLES),
        ["heading.2: Head", "paragraph: Text", "heading.1: Outline"],
    ),
    "numbering is counted, also by style, nested and restarted": (
        docx(
            numbered("a") + numbered("b", level=1) + numbered("c", level=1) + p(run("d"), style="L") + numbered("e", level=1)
            + numbered("bullet", 2) + numbered("five", 3) + p(run("plain"), style="L", properties='<w:numPr><w:numId w:val="0"/></w:numPr>'),
            styles=STYLES, numbering=NUMBERING,
        ),
        ["list-item.1 1: a", "list-item.2 1.a: b", "list-item.2 1.b: c", "list-item.1 2: d", "list-item.2 2.a: e",
         "list-item.1: bullet", "list-item.1 5: five", "paragraph: plain"],
    ),
    "tables of data, and tables that arrange": (
        docx(f"<w:tbl><w:tr><w:tc>{p(run('Arm'))}</w:tc><w:tc>{p(run('34%'))}{p(run('of all'))}</w:tc></w:tr></w:tbl>"
             f"<w:tbl><w:tr><w:tc>{p(run('One.')) + p(run('Two.')) + p(run('Three.'))}</w:tc></w:tr></w:tbl>"),
        ["table-cell: Arm", "table-cell: 34%\nof all", "paragraph: One.", "paragraph: Two.", "paragraph: Three."],
    ),
    "insertions stay, deletions go, with the paragraph mark": (
        docx(p(run("Kept"), f"<w:ins>{run(' new')}</w:ins>", "<w:del><w:r><w:delText> old</w:delText></w:r></w:del>",
               properties="<w:rPr><w:del/></w:rPr>") + p(run(" joined."), f"<w:moveFrom>{run('moved')}</w:moveFrom>")),
        ["paragraph: Kept new joined."],
    ),
    "content controls, smart tags, text boxes, old and new": (
        docx(
            f"<w:sdt><w:sdtContent>{p(run('Controlled'))}</w:sdtContent></w:sdt>"
            + p(f"<w:smartTag>{run('tagged ')}</w:smartTag>",
                "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>" + p(run("Box"))
                + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + p(run("Box"))
                + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>", run("text"))
        ),
        ["paragraph: Controlled", "paragraph: tagged text", "paragraph: Box"],
    ),
    "characters that are elements": (
        docx(p('<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/>'
               '<w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="X" w:char="zz"/></w:r>')),
        ["paragraph: a b\nc-d≥✓"],
    ),
    "hidden text is not read": (docx(p(run("seen"), run(" unseen", "<w:vanish/>"))), ["paragraph: seen"]),
    "links": (
        docx(p(f'<w:hyperlink r:id="rId1">{run("out")}</w:hyperlink>', run(" "), f'<w:hyperlink w:anchor="ref4">{run("4")}</w:hyperlink>',
               run(" "), field('HYPERLINK "https://y.org" \\l "s"', run("field")), run(" "), field(" REF _Ref1 \\r \\h ", run("7"))),
             document_rels='<Relationships xmlns="x"><Relationship Id="rId1" Type="a/hyperlink" Target="https://x.org"/></Relationships>'),
        ["paragraph: [out->https://x.org] [4->#ref4] [field->https://y.org#s] [7->#_Ref1]"],
    ),
    "footnotes and endnotes": (
        docx(p(run("A."), '<w:r><w:footnoteReference w:id="4"/></w:r>', run(" B."), '<w:r><w:endnoteReference w:id="4"/></w:r>',
               run(" C"), '<w:r><w:footnoteReference w:id="5" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'),
             footnotes=part("footnotes", NOTES.format("footnote")), endnotes=part("endnotes", NOTES.format("endnote"))),
        ["paragraph: A.⟨{1=footnote-4}⟩ B.⟨{i=endnote-4}⟩ C{*=footnote-5}", "heading.1: Footnotes",
         "list-item.1 1: Smith J. Title.", "heading.1: Endnotes", "list-item.1 i: Smith J. Title."],
    ),
    "formulas": (
        docx(p(run("x "), '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:sSup><m:e><m:r><m:t>10</m:t>'
               "</m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup></m:oMath>")),
        ["paragraph: x 10⟨3⟩"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_word(shown, name: str) -> None:
    data, expected = CASES[name]
    assert shown(data) == expected


ITEM = {"type": "article-journal", "title": "Nothing but things that matter", "container-title": "Lancet", "volume": "1", "issue": 2,
        "page": "131-153", "DOI": "10.1/x", "issued": {"date-parts": [["2015", 3]]}, "author": [{"family": "Kidd", "given": "Mark A"}]}  # fmt: skip
ZOTERO = "ADDIN ZOTERO_ITEM CSL_CITATION " + json.dumps({
    "citationItems": [{"uris": ["http://zotero.org/users/1/items/ABCD"], "itemData": ITEM},
                      {"uris": ["http://zotero.org/users/1/items/EFGH"], "itemData": {"title": "Another work of some length"}}]})  # fmt: skip
ENDNOTE = (
    "ADDIN EN.CITE <EndNote><Cite><Author>Kidd</Author><RecNum>12</RecNum><record><rec-number>12</rec-number><contributors><authors>"
    "<author>Kidd, Mark A</author></authors></contributors><titles><title><style>Nothing but things that matter</style></title>"
    "<secondary-title>Lancet</secondary-title></titles><volume>1</volume><dates><year>2015</year></dates></record></Cite></EndNote>"
)
KIDD = "Kidd MA. Nothing but things that matter. Lancet. 2015;1"


def test_citation_fields_carry_their_own_list(shown) -> None:
    assert shown(docx(p(run("A."), field(ZOTERO, run("1,2", UP))))) == [
        "paragraph: A.⟨{1,2=ABCD,EFGH}⟩", "heading.1: References", f"list-item.1 1: {KIDD}(2):131-153. doi:10.1/x",
        "list-item.1 2: Another work of some length.",
    ]  # fmt: skip
    assert shown(docx(p(run("A."), field(ENDNOTE, run("[1]"))))) == [
        "paragraph: A.{[1]=endnote-12}", "heading.1: References", f"list-item.1 1: {KIDD}.",
    ]  # fmt: skip


def test_citation_fields_point_at_the_printed_list(sound) -> None:
    body = p(run("A."), field(ZOTERO, run("1,2"))) + p(
        field("ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY", run("1. Kidd MA. Nothing but things that matter. Lancet. 2015."))
    )
    document = sound(read_bytes(docx(body), name="d"))
    assert document.text == "A.1,2\n1. Kidd MA. Nothing but things that matter. Lancet. 2015."
    assert document.citations[0].keys == ("ABCD", "EFGH") and document.blocks[1].anchors == ("ABCD",)


def test_content_controls_of_mendeley_and_sources_of_word(sound) -> None:
    tag = (
        "MENDELEY_CITATION_v3_"
        + base64.b64encode(json.dumps({"citationItems": [{"id": "m1", "itemData": ITEM}]}).encode()).decode()
    )
    control = f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{run("[1]")}</w:sdtContent></w:sdt>'
    assert sound(read_bytes(docx(p(run("A "), control)), name="d")).citations[0].keys == ("m1",)
    data = docx(p(run("A "), field(" CITATION Smi20 \\l 1033 \\m Doe19 ", run("(Smith, 2020)"))))
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(
            "customXml/item1.xml",
            '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Tag>Smi20</b:Tag>'
            "<b:SourceType>JournalArticle</b:SourceType><b:Author><b:Author><b:NameList><b:Person><b:Last>Smith</b:Last><b:First>Jo"
            "</b:First></b:Person></b:NameList></b:Author></b:Author><b:Title>A title</b:Title><b:Year>2020</b:Year></b:Source></b:Sources>",
        )
    document = sound(read_bytes(stream.getvalue(), name="d"))
    assert document.citations[0].keys == ("Smi20", "Doe19") and document.text.endswith("Smith J. A title. 2020.")


def test_places_notes_and_language() -> None:
    body = p(run("One")) + p() + p(run("Two"), "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>")
    styles = part(
        "styles", '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-DE"/></w:rPr></w:rPrDefault></w:docDefaults>'
    )
    document = read_bytes(docx(body, styles=styles), name="d")
    assert [block.place for block in document.blocks] == ["paragraph 1", "paragraph 3"]
    assert document.language == "de" and document.notes == (
        "1 tracked deletion was left out: the text is read with all changes accepted",
    )


def test_strict_documents_are_read(shown) -> None:
    data = docx(p(run("A"), run("1", '<w:position w:val="3pt"/>')))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert shown(stream.getvalue()) == ["paragraph: A⟨1⟩"]


def bomb(names: int = 1, size: int = 200_000_000) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        for number in range(names):
            archive.writestr(f"word/part{number}.xml", b" " * size)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(p(run("x")))[:-200], "damaged"),
        (docx(p(run("x")).replace("</w:p>", "")), "not well-formed"),
        (docx("<w:tbl><w:tr><w:tc>" * 200), "not well-formed"),
        (docx("<!DOCTYPE x>"), "document type"),
        (docx(""), "no text"),
        (bomb(), "zip bomb"),
        (bomb(30, 4_900_000), "unpacks to more"),
    ],
)  # fmt: skip
def test_refusals_say_why(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_bytes(data, name="d")


def test_document_types_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE w [<!ENTITY a "b">]><w:document xmlns:w="x">&a;</w:document>')
    with pytest.raises(InputError, match="document type"):
        read_bytes(stream.getvalue(), name="d")
