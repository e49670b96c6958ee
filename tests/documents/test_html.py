# ruff: noqa: E501 (sources and tables are read best as they are)
"""Web pages: what is text, what is raised, which block each word stands in, what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.documents.reading import read_bytes
from audit.errors import InputError

CASES = {
    "superscripts stand in the text where they are": (
        "<p>Survival rose.<sup>1,2</sup> By 10<sup>3</sup> cells, CO<sub>2</sub>.</p>",
        ["paragraph: Survival rose.⟨1,2⟩ By 10⟨3⟩ cells, CO‹2›."],
    ),
    "raised by style and by class": (
        "<style>/* x */ .mark, a.ref { vertical-align : super; } td { vertical-align: top }</style>"
        '<p>One<span style="vertical-align:super">1</span> two<span class="mark">2</span> '
        'three<span class="sup">3</span> four<span style="position:relative;top:-.5em;font-size:70%">4</span> '
        'five<span style="vertical-align:-2px">5</span></p><table><tr><td>cell</table>',
        ["paragraph: One⟨1⟩ two⟨2⟩ three⟨3⟩ four⟨4⟩ five‹5›", "table-cell: cell"],
    ),
    "marked up apart is not one number": ("<p>A<sup>1</sup><sup>2</sup></p>", ["paragraph: A⟨1⟩⟨2⟩"]),
    "links": (
        '<p>So.<sup><a href="#ref4">4</a></sup> See <a href=" https://x.org/ ">there</a><a href="javascript:x()">!</a>',
        ["paragraph: So.⟨[4->#ref4]⟩ See [there->https://x.org/]!"],
    ),
    "white space is folded, br is a line end, two are a paragraph": (
        "<p>\n  one\n two <b> bold </b>,<br>next<br><br> last &nbsp;</p>",
        ["paragraph: one two bold ,\nnext", "paragraph: last"],
    ),
    "ordinals of lists are labels": (
        '<ol start=3><li>c<li value=7>g<ol type=a><li>x</ol><li>h</ol><ol style="list-style-type: upper-roman"><li>r</ol>'
        "<ol reversed><li>b<li>a</ol><ul><li>u</ul>",
        ["list-item.1 3: c", "list-item.1 7: g", "list-item.2 a: x", "list-item.1 8: h", "list-item.1 I: r",
         "list-item.1 2: b", "list-item.1 1: a", "list-item.1: u"],
    ),
    "an item of several paragraphs is one block": (
        "<ol><li><p>Smith J. Title.</p><p>PubMed</p></li></ol>",
        ["list-item.1 1: Smith J. Title.\nPubMed"],
    ),
    "an item that only arranges is none": (
        "<ul><li><h3>Head</h3><p>Text.</p></li></ul>",
        ["heading.3: Head", "paragraph: Text."],
    ),
    "definitions, and those whose term is an ordinal": (
        "<dl><dt>ORR<dd>response rate<dt>[3]<dd>Smith J. Title.</dl>",
        ["paragraph: ORR", "list-item.1: response rate", "list-item.1 3: Smith J. Title."],
    ),
    "tables, captions, quotes, code": (
        "<table><caption>Rates</caption><tr><th>Arm<td>34%<sup>1</sup></table><figure><figcaption>Fig 1</figcaption>"
        "</figure><blockquote><p>Said.</p></blockquote><pre>a\n  b</pre>",
        ["caption: Rates", "table-cell: Arm", "table-cell: 34%⟨1⟩", "caption: Fig 1", "quote: Said.", "code: a\n  b"],
    ),
    "accordions are read, closed or not": (
        '<details><summary>Dose</summary><p>5 mg.</p></details><button aria-expanded="false">Adverse events</button>'
        '<div hidden style="display:none">Headache.</div>',
        ["heading.4: Dose", "paragraph: 5 mg.", "paragraph: Adverse events", "paragraph: Headache."],
    ),
    "navigation, banners and hidden helpers are not": (
        '<nav><a href="/">Home</a></nav><div id="cookie-banner">We use cookies <a>OK</a></div>'
        '<ul class="breadcrumb"><li><a href="/a">A</a></ul><p>Text<sup><span class="sr-only">reference </span>1</sup></p>'
        '<aside class="related"><a href="/b">Read this next</a></aside><script>x()</script><template>t</template>',
        ["paragraph: Text⟨1⟩"],
    ),
    "references in a footer and an aside with citations stay": (
        '<footer><div class="references"><ol><li><a href="https://x.org">Smith J. Title.</a></ol></div></footer>'
        "<aside class=sidebar><p>Mind this.<sup>2</sup></p></aside>",
        ["list-item.1 1: [Smith J. Title.->https://x.org]", "paragraph: Mind this.⟨2⟩"],
    ),
    "Wikipedia": (
        '<p>Fact.<sup id="cite_ref-3" class="reference"><a href="#cite_note-3">[3]</a></sup>'
        '<span class="mw-editsection">[edit]</span></p><ol class="references"><li id="cite_note-3">'
        '<span class="mw-cite-backlink"><a href="#cite_ref-3">^</a></span> Smith J. <q>Words</q>.</ol>',
        ["paragraph: Fact.⟨[[3]->#cite_note-3]⟩", "list-item.1 1: Smith J. “Words”."],
    ),
    "entities, also those of another code page": ("<p>&lt;5 &micro;g &#146;s&#x2014;x &ge;</p>", ["paragraph: <5 µg ’s—x ≥"]),
    "soft hyphens and zero-width spaces are not seen": ("<p>treat&shy;ment to\u200bday</p>", ["paragraph: treatment today"]),
    "text behind the end of the page": ("<p>in</p></body></html><p>behind</p>", ["paragraph: in", "paragraph: behind"]),
    "text outside any element": ("loose <i>text</i> here", ["paragraph: loose text here"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_pages(shown, name: str) -> None:
    page, expected = CASES[name]
    assert shown(f"<!DOCTYPE html><html><body>{page}</body></html>") == expected


def test_a_page_with_a_main_part_is_that_part_and_what_belongs_to_it(shown) -> None:
    text = "Patients improved. " * 40
    page = (
        f"<header><p>Company slogan of the year for all</p></header><main><h1>Title</h1><p>{text}</p></main>"
        "<div><p>Sign in to read more of our stories</p></div><div><p>Date of preparation: May 2024. UK-123</p></div>"
        "<section><h2>References</h2><p>1. Smith J.</p></section>"
    )
    lines = shown(f"<html><body>{page}</body></html>")
    assert lines[0] == "heading.1: Title"
    assert lines[2:] == [
        "paragraph: Date of preparation: May 2024. UK-123",
        "heading.2: References",
        "paragraph: 1. Smith J.",
    ]


def test_title_language_anchors_and_places() -> None:
    page = (
        '<html lang="fr-CA"><head><title> Le titre </title></head><body><div id="top"><h2>A</h2></div>'
        '<section id="s"><p>x</p><p>y <a name="z"></a>z</p></section></body></html>'
    )
    document = read_bytes(page.encode(), name="p")
    assert (document.title, document.language, document.media_type) == ("Le titre", "fr", "text/html")
    assert [block.anchors for block in document.blocks] == [("top",), ("s",), ("z",)]
    assert [block.place for block in document.blocks] == ["div#top > h2", "section#s > p", "section#s > p[2]"]
    assert document.keeps_superscripts is False


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<html><meta charset="windows-1252"><p>5 µg'.encode("cp1252"), "5 µg"),
        ('<html><meta charset="iso-8859-1"><p>5 µg'.encode(), "5 µg"),
        ('<html><meta charset="utf-8"><p>it’s'.encode("cp1252"), "it’s"),
        ("<html><p>5 µg".encode("utf-16"), "5 µg"),
        (b"<!-- saved --><!doctype html><p>x", "x"),
        (b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>', "x"),
    ],
)  # fmt: skip
def test_wrong_and_declared_encodings(data: bytes, text: str) -> None:
    assert read_bytes(data, name="p").text == text


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><nav><a href=x>y</a></nav></html>",
        "<html>" + "<div>" * 5000 + "x",
        "<html><p " + " ".join(f"a{n}=x" for n in range(90_000)) + ">t",
    ],
)
def test_pages_without_text_or_without_bound_are_refused(page: str) -> None:
    with pytest.raises(InputError):
        read_bytes(page.encode(), name="p")


_TAGS = st.sampled_from(
    ["p", "div", "sup", "sub", "a href='#x' id=y", "b", "ol", "li", "ul", "table", "tr", "td", "h2", "br", "pre", "q",
     "dl", "dt", "dd", "nav", "main", "details", "summary", "span class=sup", "blockquote", "section", "/p", "/div",
     "/sup", "/a", "/li", "/ol", "/td", "/table", "/pre", "/main", "/dl"]
)  # fmt: skip
_PIECES = st.one_of(_TAGS.map(lambda tag: f"<{tag}>"), st.text(" \n\tab1,.\u00a0\u00ad\u200b&<", max_size=6))


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30))
def test_any_page_keeps_the_invariants(sound, pieces: list[str]) -> None:
    try:
        document = read_bytes(("<html>" + "".join(pieces)).encode(), name="p")
    except InputError:
        return
    sound(document)
