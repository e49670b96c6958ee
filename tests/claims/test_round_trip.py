"""Plain sentences and labels, rendered in a style and read back; and what holds for any text whatever."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.bibliography.lists import find_lists
from audit.bibliography.parsing import parse_references
from audit.claims.statements import read_statements
from audit.documents.reading import read_bytes
from audit.model import Document, Reference, Statement

SENTENCES = (
    "Gout is the most common inflammatory arthritis in men",
    "Flares come at night and end within two weeks",
    "About 4% of adults in the United States live with the disease",
    "In a trial of 240 patients, pain eased within 24 hours in 62%",
    "The risk rose 2.5-fold (95% CI, 1.9 to 3.3) with obesity",
    "Allopurinol lowers serum urate, e.g. from 9 mg/dL to 5 mg/dL",
    "Colchicine is given within 12 hours of the first symptom",
    "Dr. Weber and others doubt that diet alone is enough",
    "Tophi shrink slowly, and joints recover only in part",
    "Interleukin-1 is released when crystals meet macrophages",
    "Kidney stones occur in 1 in 5 patients",
    "The guideline of 2020 recommends a target below 6 mg/dL",
    "Beer raises urate more than wine does",
    "Women are affected mostly after the menopause",
    "Ultrasound shows crystals before the first flare",
    "Half of the patients stop treatment within a year",
)
SURNAMES = "Aalto Berg Cato Dahl Egge Falk Gran Holm Iwata Jung Kern Lund".split()
STYLES = ("glued", "glued-before-stop", "spaced", "set-apart", "bracket", "paren", "unicode", "html", "markdown")
_RAISED = str.maketrans("0123456789,-", "⁰¹²³⁴⁵⁶⁷⁸⁹˒⁻")


@dataclass(frozen=True)
class Page:
    """Sentences, each with the numbers of the references it cites, in rising order."""

    cited: tuple[tuple[str, tuple[int, ...]], ...]
    references: int
    breaks: tuple[bool, ...]


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A page whose references are cited in order of first appearance, each at least once; three or more, as two spaced
    numbers make no style."""
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=5, max_size=12, unique=True))
    cited: list[tuple[str, tuple[int, ...]]] = []
    known = 0
    for position, sentence in enumerate(sentences):
        fresh = draw(st.integers(1 if position in (0, 2, 3) else 0, 3)) if known < 6 else 0
        again = draw(st.sets(st.integers(1, known), max_size=2)) if known else set()
        cited.append((sentence, (*sorted(again), *range(known + 1, known + fresh + 1))))
        known += fresh
    breaks = tuple(draw(st.lists(st.booleans(), min_size=len(cited), max_size=len(cited))))
    return Page(tuple(cited), known, breaks)


def group(labels: tuple[int, ...]) -> str:
    """The labels as a group, with a range where three or more follow each other."""
    parts: list[list[int]] = []
    for label in labels:
        if parts and parts[-1][-1] == label - 1:
            parts[-1].append(label)
        else:
            parts.append([label])
    return ",".join(f"{part[0]}-{part[-1]}" if len(part) > 2 else ",".join(map(str, part)) for part in parts)


def sentence(words: str, labels: tuple[int, ...], style: str) -> str:
    """One sentence with its markers."""
    if not labels:
        return f"{words}."
    marker = group(labels)
    return {
        "glued": f"{words}.{marker}",
        "glued-before-stop": f"{words}{marker}." if words[-1].isalpha() else f"{words}.{marker}",
        "spaced": f"{words}. {marker}",
        "set-apart": f"{words} {marker} .",
        "bracket": f"{words} [{marker}].",
        "paren": f"{words} ({marker}).",
        "unicode": f"{words}.{marker.translate(_RAISED)}",
        "html": f"{words}.<sup>{marker}</sup>",
        "markdown": f"{words}.^{marker}^",
    }[style]


def rendered(page: Page, style: str) -> tuple[str, str]:
    """The source of the page, and its suffix."""
    text = ""
    for (words, labels), breaks in zip(page.cited, page.breaks, strict=True):
        text += sentence(words, labels, style) + ("\n\n" if breaks else " ")
    entries = [
        f"{SURNAMES[n % 12]} {chr(65 + n)}B, {SURNAMES[(n + 5) % 12]} DE. Findings on gout, part {n + 1}. "
        f"J Test Med. {2001 + n};{n + 3}(2):{n + 10}1-{n + 10}9."
        for n in range(page.references)
    ]
    if style == "html":
        paragraphs = "".join(f"<p>{part.strip()}</p>" for part in text.split("\n\n"))
        items = "".join(f"<li>{entry}</li>" for entry in entries)
        return f"<html><body><main>{paragraphs}<h2>References</h2><ol>{items}</ol></main></body></html>", ".html"
    listed = "\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1))
    if style == "markdown":
        return f"{text}\n\n## References\n\n{listed}\n", ".md"
    return f"{text}\n\nReferences\n{listed}\n", ".txt"


def read(source: str, suffix: str = ".txt") -> tuple[Document, list[Statement]]:
    """The statements of a source."""
    document = read_bytes(source.encode(), name=f"page{suffix}", suffix=suffix)
    lists = find_lists(document)
    entries = [(index, entry) for index, item in enumerate(lists) for entry in item.entries]
    references = parse_references(entry.raw for _, entry in entries)
    for found, (index, entry) in zip(references, entries, strict=True):
        found.label, found.anchors, found.list_index = entry.label, list(entry.anchors), index
        found.start, found.end, found.key = entry.start, entry.end, f"key{index}-{entry.label}"
    return document, read_statements(document, lists, references)


@pytest.mark.parametrize("style", STYLES)
@given(page=pages())
def test_what_was_written_is_read_back(style: str, page: Page) -> None:
    source, suffix = rendered(page, style)
    _, statements = read(source, suffix)
    found = [(statement.text.rstrip("."), tuple(map(int, statement.markers))) for statement in statements]
    assert found == list(page.cited)


@given(page=pages(), style=st.sampled_from(("and others", "narrative")))
def test_authors_and_years_are_read_back(page: Page, style: str) -> None:
    def named(label: int) -> str:
        return f"{SURNAMES[label % 12]} et al., {2000 + label}"

    text = ""
    for words, labels in page.cited:
        if style == "narrative" and len(labels) == 1:
            text += f"{words}, as {SURNAMES[labels[0] % 12]} et al. ({2000 + labels[0]}) found. "
        else:
            text += f"{words} ({'; '.join(map(named, labels))}). " if labels else f"{words}. "
    entries = sorted(
        f"{SURNAMES[n % 12]} AB, Berg DE, Cato FG. Findings on gout, part {n}. J Test Med. {2000 + n};{n}(2):{n}1-{n}9."
        for n in range(1, page.references + 1)
    )
    _, statements = read(f"{text}\n\nReferences\n" + "\n".join(entries))
    part = {f"key0-{number}": int(entry.split("part ")[1].split(".")[0]) for number, entry in enumerate(entries, 1)}
    assert [tuple(part[key] for key in statement.citation_keys) for statement in statements] == [
        labels for _, labels in page.cited
    ]


SNIPPETS = (
    "1,2", "[3]", "(1-3)", " ", "\n", "\r\n", ". ", "the dose was 5 mg", "NETs3", "References\n", "1. ", "4a 4b ",
    "Aalto B. Gout. J Test Med. 2001;1(2):1-9.", "²", "–", "aAt week 12.", "*", "†", "week 523", "P<0.0011,2", "e.g. ",
    "\ufeff", "\u00a0", "“Quoted.”", "Signs are:", "• item", "(Aalto et al., 2001)", "https://example.org/a(1)", "0.5",
    "a@b.org", "+41 61 324 11 11", "vol. 3", "é", "𝟛", "٣", "Table 2. ",
)  # fmt: skip
ANYTHING = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)  # \0: no text
TEXTS = st.one_of(
    st.lists(st.sampled_from(SNIPPETS), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(SNIPPETS), ANYTHING), max_size=20).map("".join),
    st.text(alphabet="0123456789[](),.-– \nabA*", max_size=200),
)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@given(source=TEXTS)
@example(source="Flares end.\n\n[1]\n\nReferences\n1. Aalto B. Gout. J Test Med. 2001;1(2):1-9.\n")
@example(source="1")
def test_offsets_hold_for_any_text(suffix: str, source: str) -> None:
    document, statements = read(source + "x", suffix)
    text = document.text
    for statement in statements:
        assert text[statement.start : statement.end] == statement.source_text
        assert statement.source_text.strip() == statement.source_text != ""
        assert statement.text
        assert document.line_of(statement.start) == statement.line
        for marker in statement.marker_groups:
            assert statement.start <= marker.start < marker.end <= statement.end
            assert text[marker.start : marker.end] == marker.source
        assert [label for marker in statement.marker_groups for label in marker.labels] == statement.markers
    for before, after in pairwise(statements):
        assert before.end <= after.start
    assert len({statement.id for statement in statements}) == len(statements)
    assert {statement.covered_by for statement in statements} <= {None, *(statement.id for statement in statements)}


@given(page=pages())
def test_no_word_is_lost(page: Page) -> None:
    """Every letter of the text outside the reference list stands in a statement."""
    source, _ = rendered(page, "glued")
    document, statements = read(source)
    body = document.text[: document.text.index("References")]
    covered = "".join(statement.source_text for statement in statements)
    assert [char for char in covered if char.isalnum()] == [char for char in body if char.isalnum()]


def test_references_of_no_list_are_named_by_keys() -> None:
    document = read_bytes(b"Flares end [@aalto2001].\n", name="page.md", suffix=".md")
    (statement,) = read_statements(document, [], [Reference(raw="Aalto", key="aalto2001")])
    assert statement.citation_keys == ["aalto2001"]
