"""Reference strings to fields: one table of our own cases, the seed page's references, and what must always hold."""

# ruff: noqa: E501 (reference strings stay whole)

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bibliography.parsing import parse_reference, parse_references
from audit.model import Author, Reference

CASES = Path(__file__).with_name("reference_cases.txt")
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SCALARS = (
    "type", "title", "container", "year", "volume", "issue", "pages", "article_number", "edition", "publisher", "place",
    "doi", "pmid", "pmcid", "url", "accessed", "published", "updated", "identifier", "version", "style",
)  # fmt: skip


def read_cases() -> list[tuple[str, dict[str, str]]]:
    """`> string` heads a case; the lines under it name every field that it gives (`type` only if not `article`)."""
    cases: list[tuple[str, dict[str, str]]] = []
    for line in CASES.read_text("utf-8").splitlines():
        if line.startswith(">"):
            cases.append((line[2:], {"type": "article"}))
        elif line.startswith("  "):
            name, _, value = line.strip().partition(" = ")
            cases[-1][1][name] = value
    return cases


def named(people: list[Author], et_al: bool = False) -> str:
    parts = [[a.literal, a.particle, a.family, a.given, a.suffix] for a in people]
    return "; ".join(" ".join(p for p in name if p) for name in parts) + (" ..." if et_al else "")


def shown(reference: Reference) -> dict[str, str]:
    fields = {name: value for name in SCALARS if (value := getattr(reference, name))}
    if reference.authors:
        fields["authors"] = named(reference.authors, reference.et_al)
    if reference.editors:
        fields["editors"] = named(reference.editors)
    return fields


def test_the_table_is_large() -> None:
    assert len(read_cases()) >= 240


@pytest.mark.parametrize(
    ("raw", "fields"), read_cases(), ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_case(raw: str, fields: dict[str, str]) -> None:
    have = shown(parse_reference(raw))
    have.pop("style", None) if "style" not in fields else None
    assert have == fields


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="shared/data/seed is missing")
def test_the_journal_references_of_the_seed_page() -> None:
    """Every field of its 12 journal references, against their plain AMA pattern and what independent sources say."""
    lines = (SHARED / "seed" / "neuroendocrine-tumors.txt").read_text("utf-8").splitlines()
    entry = re.compile(
        r"(?:\d+[a-g]? )+(?P<authors>[^.]+)\. (?P<title>.+?)\. (?P<journal>[A-Z][A-Za-z ]+)\. "
        r"(?P<year>\d{4});(?P<volume>\d+)\((?P<issue>\d+)\):(?P<pages>[\w-]+)\. doi:(?P<doi>\S+)"
    )
    found = [match for line in lines if (match := entry.fullmatch(line.strip()))]
    assert len(found) == 12
    with (SHARED / "seed" / "reference_truth.csv").open(encoding="utf-8") as stream:
        truth = {row["doi"]: row for row in csv.DictReader(stream)}
    for match in found:
        raw = re.sub(r"^(?:\d+[a-g]? )+", "", match.group())
        reference = parse_reference(raw)
        assert named(reference.authors).replace("; ", ", ") + (", et al" if reference.et_al else "") == match["authors"]
        have = [reference.title, reference.container, reference.year, reference.volume, reference.issue]
        assert have == [match["title"], match["journal"], match["year"], match["volume"], match["issue"]]
        assert (reference.pages, reference.doi, reference.type) == (match["pages"], match["doi"], "article")
        assert reference.style == "ama-11"
        confirmed = truth[reference.doi or ""]["confirmed_authors"]
        if confirmed:
            assert confirmed.startswith(named(reference.authors[:1]))


def test_order_and_raw_are_kept() -> None:
    raws = [raw for raw, _ in read_cases()]
    references = parse_references(iter(raws))
    assert [reference.raw for reference in references] == raws


def test_main_prints_one_object_a_line() -> None:
    lines = ["", "Ibid.", "Pell J. Sudden death. BMJ 2015;350:188.", "\u200b", "x" * 9000]
    done = subprocess.run(
        [sys.executable, "-m", "audit.bibliography.parsing"], input="\n".join(lines) + "\n", capture_output=True,
        text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [entry["raw"] for entry in printed] == lines
    assert printed[0]["type"] == "other"


HOSTILE = [
    "A. ", "Smith A, ", "Smith, A., ", "van de ", "O'", "(", "[", "10.1000/", "doi:", "1999 ", "1999;", "12(3):", "1:2, ",
    "vol. ", "pp. ", "http://a.b/", "www.", "et al ", "...", "; for the ", "Aa-", "Aa Bb C, ", "May ", "Accessed May 1, ",
    "[PubMed] ", "“", '"', "« ", "'", "x.", "a", "1", "\u2019", "S1-", "PMID: 1", "NCT", "In: ", "eds. ", "data on file ",
    "University of ", "<i>", "&amp;", "\ue000", "\u200b", "中文", "😀", "\t", "A.B.C.", "%20", "\ud800", "\x00", "Group, ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_is_bounded(unit: str) -> None:
    start = time.process_time()
    for text in (
        unit * (6000 // len(unit)),
        f"Smith AB. Title {unit * 300}. J Foo. 2010;1:2.",
        unit * 60 + " 2010;12(3):4.",
    ):
        assert parse_reference(text).raw == text
    assert time.process_time() - start < 5  # a runaway pattern would take minutes


words = st.sampled_from(
    [*HOSTILE, "Smith AB", "Jones, C. D.", "Lancet.", "N Engl J Med", "2015;1(2):131-53.", "(2009).", "Title of things.",
     "Springer;", "doi:10.1016/j.x.2001.01.001", "https://www.who.int/x.", "Accessed July 1, 2020.", "2nd ed.",
     "UpToDate", "Presented at: ", " | ", "Revised 03/2022", "[prescribing information]", "NCT01234567.", "c2020", "© ",
     "next review due 1 May 2025", "Abstract 12", "Poster", "ESMO 2021", "10.1000/a.\n", "; cited 2020 Jan 1]"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300), st.lists(words, max_size=30).map(" ".join), st.lists(words, max_size=30).map("".join)
    )
)
def test_never_raises_and_invents_nothing(raw: str) -> None:
    reference = parse_reference(raw)
    assert reference.raw == raw
    letters = re.sub(r"[\W_]+", "", raw).lower()
    for name in ("volume", "issue", "pages", "article_number", "pmid"):
        value = re.sub(r"[\W_]+", "", getattr(reference, name) or "").lower()
        assert value in letters or name == "pages"
    if reference.year:
        assert reference.year in raw


SURNAMES = st.sampled_from(
    ["Kidd", "Öberg", "de Mestier", "O'Brien", "Merino-Casabiel", "La Vecchia", "Łukasik", "van der Berg"]
)
PEOPLE = st.lists(st.tuples(SURNAMES, st.sampled_from(["M", "AB", "J-P", "CDE"])), min_size=1, max_size=6)
TITLES = st.sampled_from(
    ["Risk factors for neuroendocrine neoplasms: a systematic review", "Does exercise help in gout?",
     "The 2010 classification of tumours, revisited", "Vitamin D and 5-HIAA in carcinoid heart disease"]
)  # fmt: skip
JOURNALS = st.sampled_from(["Ann Oncol", "Lancet", "J Clin Oncol", "Endocr Relat Cancer", "CMAJ", "Rev Esp Cardiol"])


@settings(max_examples=120, deadline=None)
@given(
    PEOPLE,
    TITLES,
    JOURNALS,
    st.integers(1950, 2025),
    st.integers(1, 400),
    st.none() | st.integers(1, 50),
    st.integers(1, 3000),
    st.integers(1, 30),
    st.booleans(),
)
def test_regular_ama_is_read_back(  # noqa: PLR0917
    people: list[tuple[str, str]],
    title: str,
    journal: str,
    year: int,
    volume: int,
    issue: int | None,
    first: int,
    length: int,
    et_al: bool,
) -> None:
    names = ", ".join(f"{family} {initials}" for family, initials in people) + (", et al" if et_al else "")
    stop = "" if title.endswith("?") else "."
    number = f"({issue})" if issue else ""
    raw = f"{names}. {title}{stop} {journal}. {year};{volume}{number}:{first}-{first + length}."
    reference = parse_reference(raw)
    assert [author.sort_name for author in reference.authors] == [family for family, _ in people]
    assert [author.given for author in reference.authors] == [initials for _, initials in people]
    have = (reference.title, reference.container, reference.year, reference.volume, reference.issue, reference.pages)
    assert have == (title, journal, str(year), str(volume), str(issue) if issue else None, f"{first}-{first + length}")
    assert reference.et_al is et_al
