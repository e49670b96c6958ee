# ruff: noqa: E501 (sources and tables are read best as they are)
"""PDFs, drawn for the test by WeasyPrint: columns, raised figures, what goes on over pages, what is refused."""

from __future__ import annotations

import functools
import re

import pytest

from audit.documents.pdf_hyphens import Joiner
from audit.documents.reading import read_bytes
from audit.errors import InputError

weasyprint = pytest.importorskip("weasyprint")

STYLE = """
@page { size: A5; margin: 2cm; @bottom-center { content: counter(page) } @top-left { content: "Running head 2024" } }
body { font: 10pt serif; columns: %d; column-gap: 1.5em; text-align: justify }
h1 { column-span: all; font-size: 20pt } h2 { font-size: 13pt }
sup { font-size: 65%%; vertical-align: super; line-height: 0 } sub { font-size: 65%% }
"""
BARE = "@page { @top-left { content: none } @bottom-center { content: none } }"
WORDS = (
    "overall survival was longer among patients who received the treatment than among those who received placebo and the "
    "difference remained after adjustment for age sex and stage of disease at the start of the study in all the centres "
).split()


def prose(start: int, count: int, marker: str) -> str:
    """`count` sentences, each with its number and a raised marker."""
    sentences = []
    for number in range(start, start + count):
        words = " ".join(WORDS[(number * 7 + at) % len(WORDS)] for at in range(9 + number % 9))
        sentences.append(f"In study {number} {words}.<sup>{marker}</sup>")
    return " ".join(sentences)


@functools.cache
def pdf(body: str, columns: int = 1, style: str = "") -> bytes:
    css = weasyprint.CSS(string=STYLE % columns + style)
    return bytes(weasyprint.HTML(string=f"<body>{body}</body>").write_pdf(stylesheets=[css]))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("columns", [1, 2])
def test_columns_are_read_in_order_and_paragraphs_go_on_over_pages(sound, columns: int) -> None:
    paragraphs = [prose(number * 20, 14, "3,4") for number in range(6)]
    body = "<h1>A title that runs over the whole width of the page</h1><h2>Methods</h2>" + "".join(
        f"<p>{text}</p>" for text in paragraphs
    )
    document = sound(read_bytes(pdf(body, columns), name="p"))
    texts = [document.text[block.start : block.end] for block in document.blocks]
    assert texts[-6:] == [plain(text) for text in paragraphs]
    assert {document.text[span.start : span.end] for span in document.superscripts} == {"3,4"}
    assert len(document.superscripts) == 6 * 14 and document.keeps_superscripts
    places = [block.place for block in document.blocks]
    assert places[0] == "page 1" and any(place and place.startswith("pages ") for place in places)
    assert "headers" in document.notes[0]
    kinds = [(block.kind, block.level) for block in document.blocks]
    assert ("heading", 1) in kinds and ("heading", 2) in kinds


def test_lists_headings_and_raised_text(shown) -> None:
    body = (
        "<h1>Report</h1><p>CO<sub>2</sub> fell by 10<sup>3</sup>.</p><ul><li>First item of it</li><li>Second item</li></ul>"
        "<p>Efficient fluffy first.</p><ol><li>Smith J. Title of one. 2015.</li><li>Doe J. Title of two. 2016.</li></ol>"
    )
    assert shown(pdf(body, 1, BARE)) == [
        "heading.1: Report", "paragraph: CO‹2› fell by 10⟨3⟩.", "list-item.1: First item of it", "list-item.1: Second item",
        "paragraph: Efficient fluffy first.", "paragraph: 1. Smith J. Title of one. 2015.", "paragraph: 2. Doe J. Title of two. 2016.",
    ]  # fmt: skip


def test_links_lead_to_addresses_and_to_the_blocks_they_name(sound) -> None:
    body = (
        f"<p>{prose(1, 12, '7')}</p><p>A claim.<sup><a href='#r1'>1</a>,<a href='#r2'>2</a></sup> "
        "<a href='https://x.org/a'>there</a> now.</p><ol>"
        + "".join(f"<li id=r{n}>Author {n} J. Title of work {n}. Lancet. 2015;1:2.</li>" for n in (1, 2, 3))
        + "</ol>"
    )
    document = sound(read_bytes(pdf(body, 2), name="p"))
    named = {name: document.text[block.start : block.end] for block in document.blocks for name in block.anchors}
    linked = [
        (document.text[link.start : link.end], named.get(link.target[1:], link.target)) for link in document.links
    ]
    assert linked == [
        ("1", "1. Author 1 J. Title of work 1. Lancet. 2015;1:2."), ("2", "2. Author 2 J. Title of work 2. Lancet. 2015;1:2."),
        ("there", "https://x.org/a"),
    ]  # fmt: skip


def test_a_narrow_column_beside_running_text_is_a_column(sound) -> None:
    boxes = "".join(f"<p>Short {n}.</p>" for n in range(12))
    body = f"<div style='float:right;width:22%'>{boxes}</div><div style='width:72%'><p>{prose(1, 9, '7')}</p></div>"
    document = sound(read_bytes(pdf(body, 1, BARE), name="p"))
    assert plain(prose(1, 9, "7")) in document.text and "Short 0." in document.text


def test_pages_that_are_turned_are_read_level(shown) -> None:
    data = pdf(
        "<p>Level text that is read.</p>", 1, BARE + "p { transform: rotate(-90deg); transform-origin: 50% 150% }"
    )
    assert shown(data) == ["paragraph: Level text that is read."]


def test_scans_and_empty_files_are_told_apart() -> None:
    image = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"
    pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    with pytest.raises(InputError, match="no text layer"):
        read_bytes(pdf(f'<img src="{pixel}" width=300 height=300>', 1, BARE), name="p")
    with pytest.raises(InputError, match="no text"):
        read_bytes(pdf(f'<img src="{image}">', 1, BARE), name="p")


def test_damaged_and_protected_files_are_refused() -> None:
    data = pdf("<p>Some text here.</p>")
    with pytest.raises(InputError, match="damaged"):
        read_bytes(b"%PDF-1.7\n" + b"x" * 500, name="p")
    protected = data.replace(b"/Root", b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"a" * 32
        + b") /U (" + b"b" * 32 + b") /P -4 >> /ID [(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)] /Root", 1)  # fmt: skip
    with pytest.raises(InputError, match="password"):
        read_bytes(protected, name="p")


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the treat-", "ment was", "the treatment was"),
        ("the treat\u2010", "ment was", "the treatment was"),
        ("the XR\u2010", "CC1 gene", "the XRCC1 gene"),
        ("an AN-", "OVA of", "an ANOVA of"),
        ("a placebo-", "controlled trial", "a placebo-controlled trial"),
        ("COVID-", "19 was", "COVID-19 was"),
        ("T-", "Cell", "T-Cell"),
        ("well-", "known", "well-known"),
        ("long-term", "use", "long-term use"),
        ("doi:10.1186/s41073-", "025-00173", "doi:10.1186/s41073-025-00173"),
        ("https://x.org/", "a/b", "https://x.org/a/b"),
        ("at https://x.org.", "The next", "at https://x.org. The next"),
        ("1–", "3", "1–3"),
        ("5 mg –", "10 mg", "5 mg – 10 mg"),
        ("read-", "mission of", "readmission of"),
        ("on-", "going", "ongoing"),
    ],
)
def test_words_that_a_line_end_divided_are_healed(before: str, after: str, joined: str) -> None:
    joiner = Joiner(
        ["the treatment of readmission rates in long-term care x", "ongoing work on and x", "by ANOVA or x"]
    )
    between, kept = joiner.join(before, after)
    assert kept + between + after == joined
