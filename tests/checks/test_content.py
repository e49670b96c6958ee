"""ABB, LAN, TXT: what is found and, above all, what is left alone."""

from __future__ import annotations

import importlib.util
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from audit.checks import load_profile, run_checks
from audit.checks.abbreviation_reading import base, definitions, long_form
from audit.checks.prose import read_prose
from audit.checks.spelling import spelled

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "content_rules.py"


@pytest.fixture(scope="module", name="benchmark_module")
def _benchmark_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("content_rules", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_precision_on_the_labelled_sentences(benchmark_module: ModuleType) -> None:
    """The figures themselves, and which part was held back, stand in benchmarks/README.md."""
    right, said, missed = Counter[str](), Counter[str](), Counter[str]()
    for part, wanted, text, title in benchmark_module.labelled():
        parts = [(words, number, [0] if title else []) for number, words in enumerate(text.split("⏎"))]
        case = benchmark_module.case_of(parts, [title] if title else [], load_profile("medical-content"))
        found = {f.code for f in run_checks(case) if f.code[:3] in benchmark_module.CONTENT}
        right.update(found & wanted)
        said.update(found)
        if part != "D":  # what is missed there is known: see benchmarks/README.md
            missed.update(wanted - found)
    assert len(said) == 13  # every rule of the three families is tried
    for code, count in said.items():
        assert right[code] / count >= 0.95, code
    assert sum(missed.values()) <= 3


def content(case: Any) -> list[tuple[str, str]]:
    return [
        (f.code, case.document.text[f.location.start : f.location.end])
        for f in run_checks(case)
        if f.code[:3] in ("ABB", "LAN", "TXT")
    ]


PLACES: list[tuple[str, list[Any], list[tuple[str, str]]]] = [
    ("a marker between words", ["Velcora is the best{1} treatment for gout."], [("LAN001", "best1 treatment")]),
    ("a quotation", ["One doctor said: “Velcora is the best treatment.”"], []),
    ("a quotation as a whole", [("Velcora is the best treatment.", {"kind": "quotation"})], []),
    ("a disclaimer", [("Velcora is the best treatment.", {"kind": "disclaimer"})], []),
    ("the title of a reference", ["See Velcora is the best treatment for gout, 2016.{1}"], []),
    ("a heading in title case", [("The Best Treatment for Gout", {"kind": "heading"})], [("LAN001", "Best Treatment")]),
    ("new, and launched long ago", ["Our new Velcora pen is here."], [("LAN003", "new Velcora pen")]),
    ("abbreviation glued to a marker", ["Treatment with XOI{1} lowers urate."], [("ABB001", "XOI")]),
    ("abbreviation in a heading only", [("XOI IN PRACTICE", {"kind": "heading"}), "Urate falls."], []),
    (
        "used before it is explained",
        ["XOIs lower urate.", "Xanthine oxidase inhibitors (XOIs) are tablets."],
        [("ABB001", "XOIs")],
    ),
    (
        "explained by a key further down",
        ["XOIs lower urate.", ("XOI, xanthine oxidase inhibitor", {"kind": "abbreviation"})],
        [],
    ),
    (
        "a key of many items",
        [
            ("Abbreviations: CKD, chronic kidney disease; XOI, xanthine oxidase inhibitor.", {"kind": "abbreviation"}),
            "CKD is common.",
        ],
        [("ABB002", "XOI")],
    ),
    ("a product with its sign", ["ZURAMPIC® is a tablet.", "Patients took ZURAMPIC daily."], []),
    ("spelling in a reference only", ["The tumor was small.{1}"], []),
]


@pytest.mark.parametrize(("lines", "expected"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_content_rules_point_at_the_words(make_case: Any, lines: Any, expected: Any) -> None:
    titles = ["Velcora is the best treatment for gout", "Behaviour of tumours"]
    references = [{"raw": title, "title": titles[0]} for title in titles[:1]]
    lines = [*lines, "Urate matters.{1}"]
    assert content(make_case(lines, references, profile="medical-content")) == expected


def test_new_for_twelve_months(make_case: Any) -> None:
    case = make_case(["Our new Velcora pen is here."], profile="medical-content", today=date(2026, 3, 1))
    young = case.profile.model_copy(update={"products": {"Velcora": date(2025, 6, 1)}})
    old = case.profile.model_copy(update={"products": {"Velcora": date(2025, 1, 1)}})
    assert [code for code, _ in content(replace(case, profile=young))] == []
    assert [code for code, _ in content(replace(case, profile=old))] == ["LAN003"]


def test_other_languages_are_not_judged_by_english_words(make_case: Any) -> None:
    case = make_case(["Velcora is the best treatment.", "Tumour or tumor."], profile="medical-content")
    foreign = replace(case, document=replace(case.document, language="fr"))
    assert content(case) != []
    assert content(foreign) == []


def test_lost_text_is_told_apart(make_case: Any) -> None:
    lines = [
        ("Markers are assessed, such as:", {"items_missing": True}),
        ("CgA, chromogranin A", {"kind": "abbreviation"}),
    ]
    (finding,) = [f for f in run_checks(make_case(lines, profile="medical-content")) if f.code == "ABB002"]
    assert finding.severity == "info"
    assert "lost when its text was extracted" in (finding.suggestion or "")


def test_abbreviations_introduced_and_not_used_again_by_profile(make_case: Any) -> None:
    lines = [
        "Neuroendocrine tumors (NETs) are rare.",
        ("For readers outside the United States (US).", {"kind": "disclaimer"}),
    ]
    assert content(make_case(lines, profile="medical-content")) == []
    assert content(make_case(lines, profile="ama-style")) == [("ABB002", "NETs")]


LONG_FORMS = [
    ("NETs", "a group of neuroendocrine tumors", "neuroendocrine tumors"),
    ("5-HIAA", "the level of 5-hydroxyindoleacetic acid", "5-hydroxyindoleacetic acid"),
    ("CgA", "chromogranin A", "chromogranin A"),
    ("TNF-α", "blocked tumour necrosis factor-α", "tumour necrosis factor-α"),
    ("eGFR", "an estimated glomerular filtration rate", "estimated glomerular filtration rate"),
    ("HE", "stained with hematoxylin and eosin", "hematoxylin and eosin"),
    ("XYZ", "nothing of the kind", None),
    ("WT", "four groups fed with vesicle", None),
]


@pytest.mark.parametrize(("short", "before", "expected"), LONG_FORMS)
def test_long_forms(short: str, before: str, expected: str | None) -> None:
    assert long_form(short, before) == expected


def test_definitions_know_their_place(make_case: Any) -> None:
    case = make_case(
        ["Poor ones (called neuroendocrine carcinomas [NECs]) are G3.", "XOI (xanthine oxidase inhibitor) helps."]
    )
    found = definitions(list(read_prose(case.document, case.statements, [])))
    assert [(d.short, d.long) for d in found] == [
        ("NECs", "neuroendocrine carcinomas"),
        ("XOI", "xanthine oxidase inhibitor"),
    ]
    assert all(case.document.text[d.start : d.end] == d.short for d in found)


@pytest.mark.parametrize(
    ("short", "expected"),
    [("NETs", "NET"), ("XOI’s", "XOI"), ("SARS", "SARS"), ("CgA", "CgA"), ("IFNɣ", "IFNγ"), ("GI", "GI")],
)
def test_base_of_an_abbreviation(short: str, expected: str) -> None:
    assert base(short) == expected


SPELLINGS = [
    ("tumour", "British"), ("behavioural", "British"), ("haemoglobin", "British"), ("anaemia", "British"),
    ("microlitre", "British"), ("tumor", "American"), ("neurobehavioral", "American"), ("hypoglycemia", "American"),
    ("pediatrics", "American"), ("esophageal", "American"), ("humoral", None),
    ("elaborate", None), ("laboratory", None),
    ("analyses", None), ("literature", None), ("colorectal", None), ("programme", None), ("randomised", None),
    ("rigorous", None), ("vigorous", None), ("labored", "American"), ("ageing", None), ("analogue", None),
]  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), SPELLINGS)
def test_spelling_varieties(word: str, expected: str | None) -> None:
    assert [found.variety for found in spelled(f"The {word} was.")] == ([expected] if expected else [])


def test_mixed_spelling_names_places_and_spares_names(make_case: Any) -> None:
    lines = [
        "The tumor was seen at the Cancer Centre.",
        "Some tumours spread.",
        "The tumor and its color.",
        "Anaemia followed.",
    ]
    (finding,) = run_checks(make_case(lines, profile="medical-content"))[:1] or [None]
    found = [f for f in run_checks(make_case(lines, profile="medical-content")) if f.code == "TXT001"]
    assert finding is not None
    assert len(found) == 1
    assert "American in 3 places" in found[0].message
    assert "“tumours” (line 2) and “anaemia” (line 4)" in found[0].message
    assert found[0].location.line == 2
