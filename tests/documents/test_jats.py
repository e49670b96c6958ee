# ruff: noqa: E501 (sources and tables are read best as they are)
"""JATS XML."""

from __future__ import annotations

import pytest

from audit.documents.reading import read_bytes
from audit.errors import InputError

REFS = "".join(
    f'<ref id="B{n}"><label>{n}.</label><mixed-citation>Smith J. Title {n}.</mixed-citation></ref>' for n in range(1, 6)
)
FIELDS = (
    '<ref id="R1"><element-citation publication-type="journal"><person-group person-group-type="author"><name>'
    "<surname>Kidd</surname><given-names>Mark A</given-names></name><etal/></person-group><year>2015</year>"
    "<article-title>On <italic>things</italic></article-title><source>Lancet</source><volume>1</volume><issue>2</issue>"
    '<fpage>131</fpage><lpage>53</lpage><pub-id pub-id-type="doi">10.1/x</pub-id></element-citation></ref>'
)


def article(body: str, refs: str = REFS, front: str = "") -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS.dtd">'
        f'<article xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>{front}</article-meta>'
        f"</front><body>{body}</body><back><ref-list>{refs}</ref-list></back></article>"
    )


LIST = ["heading.2: References", *(f"list-item.1 {n}: Smith J. Title {n}." for n in range(1, 6))]
CASES = {
    "citations, raised or not, ranges and empty ones": (
        '<p>A.<sup><xref ref-type="bibr" rid="B1">1</xref></sup> B [<xref ref-type="bibr" rid="B2">2</xref>–'
        '<xref ref-type="bibr" rid="B5">5</xref>], C <xref rid="B1 B3">1,3</xref><xref ref-type="bibr" rid="B4"/>.</p>',
        ["paragraph: A.⟨{1=B1}⟩ B {[2–5]=B2,B3,B4,B5}, C {1,3=B1,B3,B4}.", *LIST],
    ),
    "sections, lists, tables, figures": (
        '<sec id="s1"><title>Methods</title><p>So:<list list-type="order"><list-item><p>one</p></list-item><list-item>'
        '<p>two</p></list-item></list> end.</p><sec><label>2.1</label><title>Inner</title><fig id="f"><label>Figure 1.'
        "</label><caption><title>Rates.</title><p>By arm.</p></caption></fig><table-wrap><label>Table 1</label><caption>"
        "<p>Cells</p></caption><table><tr><td>a</td><td>b</td></tr></table></table-wrap></sec></sec>",
        ["heading.2: Methods", "paragraph: So:", "list-item.1 1: one", "list-item.1 2: two", "paragraph: end.",
         "heading.3 2.1: Inner", "caption: Figure 1. Rates. By arm.", "caption: Table 1 Cells", "table-cell: a",
         "table-cell: b", *LIST],
    ),
    "links, formulas, footnotes, entities": (
        '<p>See <xref ref-type="fig" rid="f1">Fig 1</xref>, <ext-link xlink:href="https://x.org">x</ext-link>, 10'
        "<sup>3</sup>, P&alpha;&nbsp;&lt;1<fn><p>Note.</p></fn> end<inline-formula><tex-math>\\x</tex-math></inline-formula>.</p>",
        ["paragraph: See [Fig 1->#f1], [x->https://x.org], 10⟨3⟩, Pα\u00a0<1 end.", "footnote: Note.", *LIST],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_articles(shown, name: str) -> None:
    body, expected = CASES[name]
    assert shown(article(body)) == expected


def test_front_matter_abstract_and_references_of_fields(shown) -> None:
    front = (
        "<journal-meta><p>no</p></journal-meta><title-group><article-title>A <italic>title</italic></article-title>"
        "</title-group><contrib-group><p>no</p></contrib-group><abstract><p>Short.</p></abstract>"
    )
    lines = shown(article("<p>Text.</p>", FIELDS, front))
    assert lines == [
        "heading.1: A title", "heading.2: Abstract", "paragraph: Short.", "paragraph: Text.", "heading.2: References",
        "list-item.1: Kidd MA. On things. Lancet. 2015;1(2):131-53. doi:10.1/x",
    ]  # fmt: skip
    document = read_bytes(article("<p>Text.</p>", FIELDS, front).encode(), name="a")
    assert document.title == "A title" and document.blocks[-1].anchors == ("R1",)
    assert document.blocks[-1].place == "back > ref-list > ref[1]"


BILLION = '<!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><article><body><p>x&b;y</p></body></article>'
EXTERNAL = '<!DOCTYPE article [<!ENTITY f SYSTEM "file:///etc/passwd">]><article><body><p>x&f;y</p></body></article>'


@pytest.mark.parametrize("text", [BILLION, EXTERNAL])
def test_entities_are_never_expanded(text: str) -> None:
    assert read_bytes(text.encode(), name="a").text == "xy"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<?xml version='1.0'?><article><p>", "not well-formed"),
        ("<article xmlns:x='y'>" + "<sec>" * 400 + "</sec>" * 400 + "</article>", "not well-formed"),
        ("<?xml version='1.0'?><rss><p>x</p></rss>", "<rss>"),
        ("<?xml version='1.0'?><article/>", "no text"),
    ],
)
def test_refusals_say_why(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_bytes(text.encode(), name="a")
