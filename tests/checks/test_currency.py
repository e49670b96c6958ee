"""REF008, DOC001, CIT011, CIT012: ages, required statements, figures, marker style."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.checks import run_checks
from audit.checks.dates import read_date, years_before
from audit.checks.editions import edition_query, later_editions
from audit.checks.required import required_statements
from audit.model import Reference

ENETS = {
    "raw": "Pape UF, et al. ENETS Consensus Guidelines. Neuroendocrinology. 2012;95(2):135-156.",
    "title": "ENETS Consensus Guidelines for the management of neuroendocrine neoplasms of the jejuno-ileum",
    "container": "Neuroendocrinology",
    "year": "2012",
    "doi": "10.1159/000335629",
}
AGES: list[tuple[str, dict[str, Any], bool]] = [
    ("an article of 12 years", {"title": "Gout", "year": "2014"}, True),
    ("just inside the limit", {"title": "Gout", "year": "2021"}, False),
    ("just outside", {"title": "Gout", "year": "2020"}, True),
    ("anatomy ages slowly", {"title": "Anatomy of the knee", "year": "2010"}, False),
    ("but not for ever", {"title": "Anatomy of the knee", "year": "1990"}, True),
    ("a book", {"type": "book", "title": "Rheumatology", "year": "2018"}, False),
    ("a numbered version", {"type": "guideline", "title": "Gout", "version": "Version 2.2024", "year": "2024"}, True),
    (
        "the version of this year",
        {"type": "guideline", "title": "Gout", "version": "Version 1.2026", "year": "2026"},
        False,
    ),
    (
        "a web page without a date",
        {"type": "web", "title": "Gout", "url": "https://example.org", "accessed": "2026-01-01"},
        False,
    ),
    (
        "updated since",
        {"type": "web", "title": "Gout", "year": "2015", "updated": "2025-11", "accessed": "2026-01-01"},
        False,
    ),
    ("no date at all", {"title": "Gout"}, False),
]


@pytest.mark.parametrize(("fields", "old"), [a[1:] for a in AGES], ids=[a[0] for a in AGES])
def test_ages_by_type(make_case: Any, fields: Any, old: bool) -> None:
    case = make_case(["Gout is common.{1}"], [{"raw": "An entry.", **fields}], profile="medical-content")
    assert [f.code for f in run_checks(case) if f.code == "REF008"] == (["REF008"] if old else [])


def test_core_has_no_limit_of_age(make_case: Any) -> None:
    case = make_case(["Gout is common.{1}"], [{"raw": "Old.", "title": "Gout", "year": "1950"}])
    assert "REF008" not in {f.code for f in run_checks(case)}


def record(title: str, year: str, **more: Any) -> Reference:
    return Reference(
        raw="", title=title, year=year, **{"container": "J Neuroendocrinol", "doi": f"10.1/{year}", **more}
    )


CANDIDATES = [
    ("a later edition", record("ENETS guidance paper: neuroendocrine neoplasms of the jejuno-ileum", "2023"), True),
    ("another society", record("ESMO guidelines: neuroendocrine neoplasms of the jejuno-ileum", "2023"), False),
    (
        "another subject",
        record("ENETS Consensus Guidelines for pancreatic surgery and follow-up imaging", "2023"),
        False,
    ),
    (
        "an earlier one",
        record("ENETS Consensus Guidelines: neuroendocrine neoplasms of the jejuno-ileum", "2008"),
        False,
    ),
    (
        "itself",
        record("ENETS Consensus Guidelines: neoplasms of the jejuno-ileum", "2013", doi="10.1159/000335629"),
        False,
    ),
    ("no guideline", record("ENETS registry of neuroendocrine neoplasms of the jejuno-ileum", "2023"), False),
]


@pytest.mark.parametrize(("work", "taken"), [c[1:] for c in CANDIDATES], ids=[c[0] for c in CANDIDATES])
def test_candidates_for_a_newer_edition(work: Reference, taken: bool) -> None:
    assert later_editions(Reference(**ENETS), [work]) == ([work] if taken else [])


def test_only_series_have_editions() -> None:
    assert edition_query(Reference(**ENETS)) == ENETS["title"]
    assert edition_query(Reference(raw="", title="Gout", year="2012")) is None
    assert later_editions(Reference(raw="", title="Gout", year="2012"), [record("Gout", "2020")]) == []


def test_candidates_are_shown_never_judged(make_case: Any) -> None:
    young = {**ENETS, "year": "2024"}
    found = record("ENETS guidance paper: neuroendocrine neoplasms of the jejuno-ileum", "2025")
    case = make_case(["NETs are rare.{1}"], [young], profile="medical-content")
    (finding,) = [f for f in run_checks(replace(case, editions={0: [found]})) if f.code == "REF008"]
    assert finding.severity == "info"
    assert "may have a newer edition; candidates for a newer edition, not compared" in finding.message
    assert [e.url for e in finding.evidence] == ["https://doi.org/10.1/2025"]


UK = "promotional-uk"
REQUIRED: list[tuple[str, str, str, bool]] = [
    ("job-code", "UK-GOU-2400123", UK, True),
    ("job-code", "UK/GEN/18/0043j | March 2024", UK, True),
    ("job-code", "MAT-GB-2301234 (v1.0)", UK, True),
    ("job-code", "Job code: ABC12345", UK, True),
    ("job-code", "NCT01234567 was the trial, COVID-19 the disease.", UK, False),
    ("job-code", "See 10.1530/ERC-13-0365.", UK, False),
    ("job-code", "IL-6 and HER2 and SARS-CoV-2", UK, False),
    ("date-of-preparation", "Date of preparation: March 2026", UK, True),
    ("date-of-preparation", "Last updated 12/03/2026", UK, True),
    ("date-of-preparation", "UK-GOU-24001 | March 2026", UK, True),
    ("date-of-preparation", "The disease was first described in March 1950.", UK, False),
    ("date-of-preparation", "The trial was updated and the mean age was 52.", UK, False),
    ("adverse-events", "Adverse events should be reported.", UK, True),
    ("adverse-events", "Please report any suspected adverse reactions.", UK, True),
    ("adverse-events", "Adverse events were reported in 12% of patients.", UK, False),
    ("prescribing-information", "Prescribing information can be found here.", UK, True),
    ("audience", "This site is intended for healthcare professionals outside the US.", UK, True),
    ("audience", "This site is intended for UK residents only.", UK, True),
    ("audience", "The vaccine is intended to prevent influenza.", UK, False),
    ("sponsor", "This site is created and funded by Example Pharma.", UK, True),
    ("sponsor", "© 2026 Example Pharma", UK, True),
    ("safety-information", "IMPORTANT SAFETY INFORMATION", "promotional-us", True),
    ("adverse-events", "Call 1-800-FDA-1088 or visit MedWatch.", "promotional-us", True),
]


@pytest.mark.parametrize(("name", "text", "profile", "there"), REQUIRED)
def test_required_statements_in_the_forms_they_take(
    make_case: Any, name: str, text: str, profile: str, there: bool
) -> None:
    case = make_case([text], profile=profile)
    wanted = case.profile.required[name]
    (found,) = [one for one in required_statements(case) if one.text is wanted]
    assert (found.start is not None) == there


def test_required_statements_over_a_line_break(make_case: Any) -> None:
    case = make_case(["This site is intended for", "healthcare professionals."], profile=UK)
    assert {one.name for one in required_statements(case) if one.start is not None} == {
        "statement for whom the page is meant"
    }


def test_what_was_found_is_shown_beside_what_was_not(make_case: Any) -> None:
    lines = ["Gout is common.{1}", "This site is created and funded by Example Pharma."]
    case = make_case(lines, ["Dalbeth N. Date of preparation: May 2020."], profile=UK)
    missing = [f for f in run_checks(case) if f.code == "DOC001"]
    assert [f.message for f in missing if "preparation" in f.message] == [
        "No date of preparation or last revision was found in the text (ABPI Code, clause 12.8)."
    ]
    assert {(e.source, e.excerpt) for f in missing for e in f.evidence} == {
        ("found: statement who made or paid for the page, line 2", lines[1])
    }


FIGURES = [
    ("Figure 2. Share of patients at the target", True),
    ("Figure 2. Share of patients at the target{1}", False),
    ("Figure 2. Adapted from Dalbeth 2016", False),
    ("Logo of the company", False),
]


@pytest.mark.parametrize(("caption", "flagged"), FIGURES)
def test_figures_name_their_source(make_case: Any, caption: str, flagged: bool) -> None:
    case = make_case(
        [(caption, {"kind": "caption", "needs_citation": False}), "A.{1}"], ["Dalbeth N. Gout."], profile=UK
    )
    assert ("CIT011" in {f.code for f in run_checks(case)}) == flagged


STYLE = [
    (["Gout is common.{1,3} It hurts{2}; often.{1-3}"], []),
    (["Gout is common.{1, 3}"], ["1, 3"]),
    (["Gout is common.{3,1}"], ["3,1"]),
    (["Gout is common.{1,2,3}"], ["1,2,3"]),
    (["Gout is common{1}. It hurts."], ["1"]),
    (["Gout is common:{1} it hurts."], ["1"]),
]


@pytest.mark.parametrize(("lines", "expected"), STYLE)
def test_marker_style(make_case: Any, lines: Any, expected: list[str]) -> None:
    references = [f"Author{n} X. Title." for n in range(3)]
    case = make_case(lines, references, profile="ama-style")
    found = [case.document.text[f.location.start : f.location.end] for f in run_checks(case) if f.code == "CIT012"]
    assert found == expected


def test_marker_style_is_said_once_a_kind(make_case: Any) -> None:
    case = make_case(["A.{1, 3}", "B.{1, 2}"], [f"Author{n} X. Title." for n in range(3)], profile="ama-style")
    (finding,) = [f for f in run_checks(case) if f.code == "CIT012"]
    assert finding.message.startswith("2 groups of markers separate numbers")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-07-19", date(2024, 7, 19), date(2024, 7, 19)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_partial_dates(text: str, earliest: date, latest: date) -> None:
    read = read_date(text)
    assert read is not None
    assert (read.earliest, read.latest) == (earliest, latest)


@pytest.mark.parametrize("text", [None, "", "2024-13", "2023-02-29", "19 July 2024", "0000", "2024-07-19T00:00"])
def test_no_dates(text: str | None) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2026, 3, 1), 0.5, date(2025, 9, 1)),
        (date(5, 1, 1), 50, date.min),
    ],
)
def test_years_before(day: date, years: float, expected: date) -> None:
    assert years_before(day, years) == expected
