"""CIT001-CIT010: what is found, where, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks import run_checks
from audit.model import Marker

ARTICLE = "Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052."
OTHER = "Richette P, Bardin T. Gout. Lancet. 2010;375(9711):318-328."
THIRD = "Mikuls TR. Gout. N Engl J Med. 2022;387(20):1877-1887."
LETTERED = {"raw": ARTICLE, "label": "1", "anchors": ["1a", "1b"]}


def found(case: Any, prefix: str = "CIT") -> list[tuple[str, str]]:
    """(code, the characters that the finding points at), in order."""
    return [
        (f.code, case.document.text[f.location.start : f.location.end])
        for f in run_checks(case)
        if f.code.startswith(prefix)
    ]


CASES: list[tuple[str, list[Any], list[Any], list[tuple[str, str]]]] = [
    ("a cited claim is fine", ["Gout is common.{1}"], [ARTICLE], []),
    (
        "an uncited claim, its whole statement",
        ["Gout is common.{1}", "Men are affected more often."],
        [ARTICLE],
        [("CIT001", "Men are affected more often.")],
    ),
    ("a heading needs none", ["Gout is common.{1}", ("Symptoms", {"kind": "heading"})], [ARTICLE], []),
    (
        "covered by its lead-in, label or paragraph",
        [
            "Gout is common.{1}",
            ("In the toe", {"coverage": "lead-in"}),
            ("In the knee", {"coverage": "label"}),
            ("It hurts.", {"coverage": "paragraph", "inherited_markers": ["1"]}),
        ],
        [ARTICLE],
        [("CIT009", "It hurts.")],
    ),
    (
        "a lead-in without its list is CIT008 alone",
        [("Some foods raise urate:", {"coverage": "none", "items_missing": True}), "Gout is common.{1}"],
        [ARTICLE],
        [("CIT008", "Some foods raise urate:")],
    ),
    (
        "a lead-in without its list, though it carries a marker",
        [("Some foods raise urate{1}:", {"items_missing": True})],
        [ARTICLE],
        [("CIT008", "Some foods raise urate1:")],
    ),
    ("an unknown marker, its own characters", ["Gout is common.{1,3}"], [ARTICLE], [("CIT002", "3")]),
    ("a reference that nobody cites", ["Gout is common.{1}"], [ARTICLE, OTHER], [("CIT003", f"2 {OTHER}")]),
    (
        "a lettered anchor cites its number",
        ["Gout is common.{1a}", "It hurts.{1b}"],
        [LETTERED],
        [],
    ),
    (
        "an anchor used twice: at the second",
        ["Gout is common.{1a}", "It hurts.{1b}", "It is old.{1a}"],
        [LETTERED],
        [("CIT004", "1a")],
    ),
    ("an anchor never used", ["Gout is common.{1a}"], [LETTERED], [("CIT005", f"1a 1b {ARTICLE}")]),
    ("anchors of a reference that is cited bare", ["Gout is common.{1}"], [LETTERED], []),
    ("an uncited lettered reference, once", ["Old.{2}"], [LETTERED, OTHER], [("CIT003", f"1a 1b {ARTICLE}")]),
    ("plain numbers as often as you like", ["Gout is common.{1}", "It hurts.{1}", "It is old.{1}"], [ARTICLE], []),
    ("twice in a group", ["Gout is common.{1,2,1}"], [ARTICLE, OTHER], [("CIT010", "1,2,1")]),
    ("a range over a number", ["Gout is common.{1-3,2}"], [ARTICLE, OTHER, THIRD], [("CIT010", "1-3,2")]),
    ("two anchors of one reference in a group", ["Gout is common.{1a 1b}"], [LETTERED], []),
]


@pytest.mark.parametrize(("lines", "references", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_citation_rules(make_case: Any, lines: Any, references: Any, expected: Any) -> None:
    assert found(make_case(lines, references)) == expected


ORDER: list[tuple[str, list[str], int, list[tuple[str, str]]]] = [
    ("in order", ["A.{1}", "B.{2,3}", "C.{1}", "D.{4-6}"], 6, []),
    ("within a group any order", ["A.{2,1}", "B.{3}"], 3, []),
    ("one too early", ["A.{1}", "B.{3}", "C.{2}", "D.{4}"], 4, [("CIT006", "3")]),
    ("one too late", ["A.{1}", "B.{3}", "C.{4}", "D.{5}", "E.{2}"], 5, [("CIT006", "2")]),
    ("a list in no order of citation: once", [f"A.{{{n}}}" for n in (7, 2, 5, 1, 6, 3, 4)], 7, [("CIT006", "2")]),
]


@pytest.mark.parametrize(("lines", "count", "expected"), [c[1:] for c in ORDER], ids=[c[0] for c in ORDER])
def test_order_of_first_appearance(make_case: Any, lines: Any, count: int, expected: Any) -> None:
    references = [f"{chr(122 - n * 7 % 26)}author{n} X. Title. J Test. 2020;1:{n}." for n in range(count)]
    assert found(make_case(lines, references), "CIT006") == expected


def test_alphabetical_list_has_no_order_of_citation(make_case: Any) -> None:
    references = [f"{name} X. Title. J Test. 2020;1:1." for name in ("Abel", "Bell", "Cole", "Dahl", "Eder", "Falk")]
    assert found(make_case([f"A.{{{n}}}" for n in (5, 2, 6, 1, 4, 3)], references), "CIT006") == []


def test_captions_and_tables_do_not_count_for_the_order(make_case: Any) -> None:
    lines = [("Figure.{3}", {"kind": "caption"}), ("Cell.{2}", {"block": "table-cell"}), "A.{1}", "B.{2}", "C.{3}"]
    assert found(make_case(lines, [ARTICLE, OTHER, THIRD]), "CIT006") == []


def test_anchor_reused_names_every_place(make_case: Any) -> None:
    case = make_case(["Gout is common.{1a}", "It hurts.{1b}", "It is old.{1a}"], [LETTERED])
    (finding,) = [f for f in run_checks(case) if f.code == "CIT004"]
    assert "lines 1 and 3" in finding.message
    assert (finding.location.line, finding.location.column) == (3, 11)
    assert finding.statement_id == "s3"


def test_ambiguous_marker_shows_both_readings(make_case: Any) -> None:
    case = make_case(["Kidney function had fallen to stage G3.{1a}"], [LETTERED])
    group = case.statements[0].marker_groups[0]
    case.statements[0].marker_groups[0] = Marker(**{**group.model_dump(), "alternative": "G3.1 with the marker a"})
    (finding,) = [f for f in run_checks(case) if f.code == "CIT007"]
    assert "1a" in finding.message
    assert "G3.1 with the marker a" in finding.message
    assert (finding.severity, case.document.text[finding.location.start : finding.location.end]) == ("info", "1a")


def test_the_same_work_listed_twice_is_cited_by_label_alone(make_case: Any) -> None:
    references = [{"raw": ARTICLE, "key": "dalbeth2016gout"}, {"raw": ARTICLE, "key": "dalbeth2016gout"}]
    case = make_case([("Gout is common.{1}", {"citation_keys": ["dalbeth2016gout"]})], references)
    assert found(case, "CIT003") == [("CIT003", f"2 {ARTICLE}")]


def test_author_year_citations_count_by_key(make_case: Any) -> None:
    reference = {"raw": ARTICLE, "label": ""}
    fields = {"citation_keys": ["key0"], "markers": ["Dalbeth 2016"], "coverage": "direct"}
    case = make_case(["Gout is common (Dalbeth 2016)."], [reference], list_options={"numbered": False})
    cited = replace(case, statements=[case.statements[0].model_copy(update=fields)])
    assert found(cited) == []
