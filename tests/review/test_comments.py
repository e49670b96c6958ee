"""Waivers as comments in the source: read whole, put to the right sentence, and never part of the text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.library import Library
from audit.pipeline import link, read_source
from audit.review.comments import find_comments, place_comments, read_comment

FULL = 'waive CIT001 reason="agreed with Legal" until=2027-01-31 by="Jane Doe"'


def test_a_whole_comment_is_understood() -> None:
    comment = read_comment(FULL, 7)
    assert (comment.codes, comment.reason, comment.until) == (["CIT001"], "agreed with Legal", date(2027, 1, 31))
    assert (comment.owner, comment.line, comment.problem) == ("Jane Doe", 7, None)


@pytest.mark.parametrize(
    ("body", "codes", "problem"),
    [
        ('waive CIT001, SUP001 reason="x" until=2027-01-01', ["CIT001", "SUP001"], None),
        ('waive cit001 sup002 reason=x until="2027-01-01"', ["CIT001", "SUP002"], None),
        ("waive CIT001 reason='x y' until=2027-01-01", ["CIT001"], None),
        ("waive CIT001 reason=“x y” until=2027-01-01", ["CIT001"], None),
        ('waive reason="x" until=2027-01-01', [], "it names no rule"),
        ("waive CIT001 until=2027-01-01", ["CIT001"], "it gives no reason"),
        ('waive CIT001 reason="" until=2027-01-01', ["CIT001"], "it gives no reason"),
        ('waive CIT001 reason="x"', ["CIT001"], "it does not say until when"),
        ('waive CIT001 reason="x" until=31.1.2027', ["CIT001"], "“31.1.2027” is no date like 2027-01-31"),
        ('waive CIT001 reason="x" until=2027-02-30', ["CIT001"], "“2027-02-30” is no date like 2027-01-31"),
        ('waive CIT001 reason="x" till=2027-02-01', ["CIT001"], "“till” means nothing there"),
        ('waive CIT001 please reason="x" until=2027-02-01', ["CIT001"], "“please” is not understood"),
    ],
)
def test_what_is_wrong_with_a_comment_is_said(body: str, codes: list[str], problem: str | None) -> None:
    comment = read_comment(body)
    assert comment.codes == codes
    assert (comment.problem or "").startswith(problem or "") and bool(comment.problem) == bool(problem)


def test_changed_words_are_another_comment() -> None:
    assert read_comment(FULL).comment_sha256 == read_comment("  " + FULL.replace(" ", "\n ", 1)).comment_sha256
    assert read_comment(FULL).comment_sha256 != read_comment(FULL.replace("2027", "2028")).comment_sha256


A, B, C = (
    "The tumor grows slowly in most patients.",
    "In 40% of them it has spread when it is found.",
    "Serotonin is the best known of its hormones.",
)
HTML, LINE = f"<!-- claim-audit: {FULL} -->", f"claim-audit: {FULL}"
CASES = [
    pytest.param("page.md", f"{A} {B} {HTML} {C}\n", B, id="behind a sentence"),
    pytest.param("page.md", f"{A} {B[:12]}{HTML}{B[12:]} {C}\n", B, id="inside a sentence"),
    pytest.param("page.md", f"{A}\n\n{HTML}\n{B} {C}\n", B, id="on a line of its own"),
    pytest.param("page.md", f"{A}\n\n{HTML}\n\n{B}\n\n{C}\n", B, id="between paragraphs"),
    pytest.param("page.md", f"{HTML} {A} {B}\n", A, id="before a sentence"),
    pytest.param("page.md", f"{A} {B} {C} {HTML}\n", C, id="at the end"),
    pytest.param("page.md", f"- {A}\n- {B} {HTML}\n- {C}\n", B, id="in a list"),
    pytest.param("page.html", f"<p>{A}</p>\n{HTML}\n<p>{B}</p>\n<p>{C}</p>", B, id="HTML, between paragraphs"),
    pytest.param("page.html", f"<p>{A} {B} {HTML} {C}</p>", B, id="HTML, behind a sentence"),
    pytest.param("page.html", f"<p>{HTML}{A} {B}</p>", A, id="HTML, first in a paragraph"),
    pytest.param("page.txt", f"{A}\n{LINE}\n{B}\n{C}\n", B, id="text"),
    pytest.param("page.txt", f"{A}\n  # {LINE}\n{B}\n{C}\n", B, id="text, with a sign"),
    pytest.param("page.txt", f"{A}\n{B}\n{C}\n// {LINE}", C, id="text, at the end"),
]


@pytest.mark.parametrize(("name", "text", "words"), CASES)
def test_a_comment_is_about_the_sentence_it_stands_at(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    reading = read_source(path, name)
    Library().assign(reading.references)
    statements = link(reading)
    assert "claim-audit" not in reading.document.text
    assert [statement.text for statement in statements if "waive" in statement.source_text] == []
    (placed,) = place_comments(reading.source or b"", reading.document, statements, reading.references)
    texts = {statement.id: statement.text for statement in statements}
    assert texts[placed.places[0].identity] == words


def test_a_line_of_a_plain_text_leaves_every_other_character_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"{A}\n# {LINE}\n{B}\n", encoding="utf-8")
    document = read_source(path, "page.txt").document
    assert document.text.index(B) == path.read_text(encoding="utf-8").index(B)
    assert document.line_of(document.text.index(B)) == 3


def test_a_comment_at_a_reference_is_about_the_reference(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        f"# Title\n\n{A}[1]\n\n## References\n\n1. Doe J. A title of a work. J Cases. 2020;1(2):3-4.\n"
        f"2. Roe R. Another title of it. J Cases. 2021;2(3):5-9. {HTML}\n",
        encoding="utf-8",
    )
    reading = read_source(path, "page.md")
    Library().assign(reading.references)
    (placed,) = place_comments(reading.source or b"", reading.document, link(reading), reading.references)
    assert placed.places[0].is_reference
    assert placed.places[0].identity == reading.references[1].key


@given(st.text(alphabet="<!->claim-audit: waive\n\"'=CIT001 x", max_size=300))
def test_nothing_that_looks_like_a_comment_raises(text: str) -> None:
    for media_type in ("text/plain", "text/html", "text/markdown"):
        for start, end, _ in find_comments(text.encode(), media_type):
            assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("piece", ["<!-- claim-audit: waive ", "<!--", "<a", "<script>", "claim-audit: waive CIT001\n"])
def test_hostile_repetition_takes_no_time(piece: str, tmp_path: Path) -> None:
    text = (piece * (400_000 // len(piece))).encode()
    for media_type in ("text/plain", "text/html", "text/markdown"):
        assert len(find_comments(text, media_type)) <= 500
