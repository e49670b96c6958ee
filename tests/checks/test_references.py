"""REF, DOI, URL, DOC002: what a reference list, the registries and the web say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.checks import Case, run_checks
from audit.model import Difference, Evidence, LinkCheck, Reference, Update, Verification, VerifiedReference

ARTICLE = {
    "raw": "Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388:2039-2052. doi:10.1016/S0140-6736(16)00346-9",
    "title": "Gout",
    "doi": "10.1016/s0140-6736(16)00346-9",
}
WEB = {
    "raw": "Example Society. About gout. Accessed May 2, 2025. https://gout.example.org/about",
    "type": "web",
    "title": "About gout",
    "url": "https://gout.example.org/about",
    "accessed": "2025-05-02",
}
UNREAD = {"raw": "See above.", "type": "other"}


def codes(case: Case, *, but: str = "CIT") -> list[str]:
    return [finding.code for finding in run_checks(case) if not finding.code.startswith(but)]


LISTS: list[tuple[str, list[dict[str, Any]], dict[str, Any], list[str]]] = [
    ("good ones", [ARTICLE, WEB], {}, []),
    ("nothing read", [UNREAD], {}, ["REF001"]),
    ("nothing read is not incomplete too", [UNREAD], {"missing_fields": {0: ["title"]}}, ["REF001"]),
    ("incomplete", [ARTICLE], {"missing_fields": {0: ["pages"]}}, ["REF002"]),
    ("a missing DOI is no missing field", [ARTICLE], {"missing_fields": {0: ["doi"]}}, []),
    ("listed twice", [ARTICLE, ARTICLE], {"duplicates": [(0, 1, "the same DOI")]}, ["REF003"]),
    ("a gap", [{**ARTICLE, "label": "1"}, {**WEB, "label": "3"}], {}, ["REF004"]),
    ("the first is lost", [{**ARTICLE, "label": "2"}, {**WEB, "label": "3"}], {}, ["REF004"]),
    ("a part of a longer list", [{**ARTICLE, "label": "7"}, {**WEB, "label": "8"}], {}, []),
    ("a double", [{**ARTICLE, "label": "1"}, {**WEB, "label": "1"}], {}, ["REF004"]),
    ("labels that are names", [{**ARTICLE, "label": "1"}, {**WEB, "label": "Smith 2020"}], {}, []),
    ("no access date", [{**WEB, "accessed": None}], {}, ["REF005"]),
    (
        "[Internet] without a date",
        [{**ARTICLE, "raw": "Howell MD. Front Immunol. 2019;10:2342 [Internet]."}],
        {},
        ["REF005"],
    ),
    ("an article's URL needs none", [{**ARTICLE, "url": "https://example.org/x"}], {}, []),
    ("an old access date", [{**WEB, "accessed": "2024-02-28"}], {}, ["REF006"]),
    ("just young enough", [{**WEB, "accessed": "2024-03-01"}], {}, []),
    ("a year that may still be young enough", [{**WEB, "accessed": "2024"}], {}, []),
    ("a date that does not exist", [{**WEB, "accessed": "2023-02-31"}], {}, []),
    ("another style", [ARTICLE], {"style_differences": [(0, "The year follows the authors.")]}, ["REF007"]),
    ("a malformed DOI", [ARTICLE], {"malformed_dois": {0: "10.1016/"}}, ["DOI001"]),
    (
        "http",
        [{**WEB, "raw": "A http://gout.example.org/about", "url": "http://gout.example.org/about"}],
        {},
        ["URL002"],
    ),
]


@pytest.mark.parametrize(("references", "more", "expected"), [c[1:] for c in LISTS], ids=[c[0] for c in LISTS])
def test_reference_rules(make_case: Any, references: Any, more: Any, expected: list[str]) -> None:
    lines = [f"Gout is common.{{{reference.get('label', n)}}}" for n, reference in enumerate(references, 1)]
    assert codes(make_case(lines, references, **more)) == expected


def test_incomplete_is_minor_where_the_work_can_be_found(make_case: Any) -> None:
    lost = {"raw": "Sano M, et al. Int Psychogeriatr. 2023.", "title": "x"}
    case = make_case(["A.{1}", "B.{2}"], [ARTICLE, lost], missing_fields={0: ["pages"], 1: ["title", "pages"]})
    graded = [(f.severity, f.message) for f in run_checks(case) if f.code == "REF002"]
    assert [severity for severity, _ in graded] == ["minor", "major"]
    assert "lacks the title and the pages" in graded[1][1]


def verified(case: Case, verification: Verification) -> Case:
    references = [
        VerifiedReference(**reference.model_dump(), verification=verification) for reference in case.references
    ]
    return replace(case, references=references, verified=True)


RECORD = Reference(raw="", title="Another trial", container="J Test", year="2009")
SOURCES = [Evidence(source="Crossref", url="https://api.crossref.org/works/10.1", retrieved_at="2026-02-01T00:00:00Z")]
RETRACTION, CONCERN, CORRECTION = (
    Update(type=kind, doi="10.1/notice", date="2021-05-01", source="publisher")
    for kind in ("retraction", "expression_of_concern", "Corrigendum")
)
REINSTATED = Update(type="reinstatement", date="2022-01-01", source="retraction-watch")
VOLUME = Difference(field="volume", cited="338", registered="388")

VERDICTS: list[tuple[str, Verification, list[tuple[str, str]]]] = [
    ("verified", Verification(status="verified", sources=SOURCES), []),
    ("could not be checked", Verification(status="unverified", reason="no answer", differences=[VOLUME]), []),
    ("nobody knows it", Verification(status="not-found"), [("DOI002", "critical")]),
    ("found elsewhere", Verification(status="not-found", suggested_doi="10.1/x"), [("DOI002", "major")]),
    (
        "another work, once",
        Verification(status="wrong-work", record=RECORD, differences=[VOLUME]),
        [("DOI003", "critical")],
    ),
    ("updates of another work", Verification(status="wrong-work", updates=[RETRACTION]), [("DOI003", "critical")]),
    (
        "one finding a field, graded by the difference",
        Verification(
            status="differs",
            differences=[VOLUME, Difference(field="year", cited="2016", registered="2012", severity="major")],
        ),
        [("DOI004", "major"), ("DOI004", "minor")],
    ),
    ("retracted", Verification(status="verified", updates=[CORRECTION, RETRACTION]), [("DOI005", "critical")]),
    ("replaced", Verification(status="verified", updates=[Update(type="retract_and_replace")]), [("DOI005", "major")]),
    ("concern", Verification(status="verified", updates=[CORRECTION, CONCERN]), [("DOI006", "major")]),
    ("corrected", Verification(status="verified", updates=[CORRECTION]), [("DOI007", "minor")]),
    ("stands again", Verification(status="verified", updates=[RETRACTION, REINSTATED]), []),
    (
        "stands again, corrected",
        Verification(status="verified", updates=[REINSTATED, CORRECTION]),
        [("DOI007", "minor")],
    ),
    ("a new version is no retraction", Verification(status="verified", updates=[Update(type="new_version")]), []),
    ("a notice", Verification(status="verified", is_notice=True, updates=[RETRACTION]), [("DOI010", "major")]),
    (
        "superseded",
        Verification(status="verified", newer=[Update(type="new_version", doi="10.1/v2")]),
        [("DOI008", "minor")],
    ),
    (
        "dead link",
        Verification(link=LinkCheck(status="dead", http_status=404, reason="404 Not Found")),
        [("URL001", "major")],
    ),
    ("moved", Verification(link=LinkCheck(status="moved", final_url="https://new.example.org")), [("URL003", "minor")]),
    ("bot wall", Verification(link=LinkCheck(status="unverified", http_status=403)), []),
]


@pytest.mark.parametrize(("verification", "expected"), [c[1:] for c in VERDICTS], ids=[c[0] for c in VERDICTS])
def test_registry_rules(make_case: Any, verification: Verification, expected: list[tuple[str, str]]) -> None:
    case = verified(make_case(["Gout is common.{1}"], [ARTICLE]), verification)
    assert sorted((f.code, f.severity) for f in run_checks(case)) == expected
    assert codes(replace(case, verified=False)) == []


def test_missing_doi_is_shown_with_the_doi(make_case: Any) -> None:
    case = verified(
        make_case(["Gout is common.{1}"], [{**ARTICLE, "doi": None}]),
        Verification(status="verified", suggested_doi="10.1016/s0140-6736(16)00346-9", sources=SOURCES),
    )
    (finding,) = run_checks(case)
    assert (finding.code, finding.suggestion) == ("DOI009", "Add doi:10.1016/s0140-6736(16)00346-9")
    assert finding.evidence == SOURCES
    assert finding.reference_key == "key0"


def test_further_reading_need_not_be_cited(make_case: Any) -> None:
    for heading, uncited in (("Further reading", []), ("Weiterführende Literatur", []), ("References", ["CIT003"])):
        case = make_case(["Gout is common.{1}"], [ARTICLE, WEB], list_options={"heading": heading})
        assert [f.code for f in run_checks(case) if f.code == "CIT003"] == uncited


def test_retraction_carries_its_notice_as_evidence(make_case: Any) -> None:
    verification = Verification(
        status="verified", updates=[RETRACTION], sources=SOURCES, checked_at="2026-02-01T00:00:00Z"
    )
    (finding,) = run_checks(verified(make_case(["Gout is common.{1}"], [ARTICLE]), verification))
    assert "is retracted. On record: retraction of 2021-05-01 (doi:10.1/notice, publisher)." in finding.message
    assert [evidence.url for evidence in finding.evidence] == ["https://doi.org/10.1/notice", SOURCES[0].url]


def test_url_findings_point_at_the_url(make_case: Any) -> None:
    web = {**WEB, "raw": "Site. About gout. http://gout.example.org/about", "url": "http://gout.example.org/about"}
    case = make_case(["Gout is common.{1}"], [web])
    (finding,) = run_checks(case)
    assert case.document.text[finding.location.start : finding.location.end] == "http://gout.example.org/about"


PARSED: list[tuple[str, list[Any], list[dict[str, Any]], str | None]] = [
    ("nothing at all", [], [], "No statement"),
    ("markers, no list", ["Gout is common.{1}"], [], "has 1 marker, but no reference list"),
    ("a heading, no list", ["Gout is common.", ("References", {"kind": "heading"})], [], "heading “References”"),
    (
        "a list, no marker",
        ["Gout is common."],
        [ARTICLE, WEB, ARTICLE],
        "3 references are listed, and not one is named",
    ),
    ("an empty frame", ["You need to enable JavaScript to run this app."], [], "frame of a page, not its text"),
    ("an empty frame that waits", ["Gout", "Loading..."], [], "frame of a page, not its text"),
    ("a bot wall", ["Checking your browser before accessing gout.example.org."], [], "frame of a page, not its text"),
    ("a page that speaks of loading", ["A loading dose is given on the first day."], [], None),
    ("a page that speaks of scripts", ["Our JavaScript calculator grades gout. " + "It is common. " * 20], [], None),
    ("neither", ["Gout is common."], [], None),
    ("one reference, no marker", ["Gout is common."], [ARTICLE], None),
]


@pytest.mark.parametrize(("lines", "references", "said"), [c[1:] for c in PARSED], ids=[c[0] for c in PARSED])
def test_nothing_parsed_is_a_failure(make_case: Any, lines: Any, references: Any, said: str | None) -> None:
    found = [f for f in run_checks(make_case(lines, references)) if f.code in ("DOC002", "CIT002", "CIT003")]
    if said is None:
        assert "DOC002" not in {f.code for f in found}
    else:
        assert [(f.code, f.severity) for f in found] == [("DOC002", "critical")]
        assert said in found[0].message


def test_dates_that_a_year_rolls_over(make_case: Any) -> None:
    case = make_case(["A.{1}"], [{**WEB, "accessed": "2022-02-27"}], today=date(2024, 2, 29))
    assert codes(case) == ["REF006"]


def test_a_reference_without_a_document_is_placed_by_its_line(make_case: Any) -> None:
    case = make_case(["A."], [])
    reference = Reference(raw="See above.", line=7)
    (finding,) = [f for f in run_checks(replace(case, references=[reference])) if f.code == "REF001"]
    assert (finding.location.line, finding.location.start, finding.location.end) == (7, 0, 0)
