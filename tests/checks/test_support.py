"""SUP001-SUP005: only texts that were read count against a claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.checks import run_checks
from audit.model.support import (
    ClaimSupport,
    ConceptDifference,
    Contradiction,
    NumberCheck,
    Passage,
    QuotationCheck,
    QuotationDifference,
    ReferenceSupport,
    SourceUsed,
    SupportVerdict,
)

CLAIM = "Urate fell below 6 mg/dL in 72% of patients.{1}"
FULL, ABSTRACT = (
    SourceUsed(kind="full text", origin="bib/fulltext/a.pdf"),
    SourceUsed(kind="abstract", origin="Europe PMC"),
)
PASSAGE = Passage(text="The target was reached by 67%.", start=10, end=40, page="page 4")
MISSING = NumberCheck(text="72%", start=28, end=31, status="not-in-source", nearest=["67%"])
ELSEWHERE = MISSING.model_copy(update={"status": "elsewhere"})
OTHER_GROUP = ConceptDifference(aspect="population", claim="patients", source="patients with kidney disease")
CONFLICT = Contradiction(claim="rises", passage=PASSAGE, claim_words="rises", source_words="falls", reason="direction")


def verdict(status: str, source: SourceUsed | None = FULL, **more: Any) -> ReferenceSupport:
    more.setdefault("passages", [PASSAGE])
    made = SupportVerdict(verdict=status, source=source, **more)
    return ReferenceSupport(reference_key=f"key{more.get('score', 0):.0f}", verdict=made)


CASES: list[tuple[str, str, list[ReferenceSupport], list[tuple[str, str, str]]]] = [
    ("number in no source", "partly", [verdict("partly", numbers=[MISSING])], [("SUP001", "major", "72%")]),
    ("not in the abstract", "partly", [verdict("partly", ABSTRACT, numbers=[MISSING])], [("SUP001", "minor", "72%")]),
    ("in another context", "partly", [verdict("partly", numbers=[ELSEWHERE])], []),
    ("one source unread", "partly", [verdict("partly", numbers=[MISSING]), verdict("unverified", None)], []),
    ("not supported", "not-found", [verdict("not-found")], [("SUP002", "minor", "all")]),
    ("not in the abstract", "not-found", [verdict("not-found", ABSTRACT)], []),
    ("not supported, one unread", "not-found", [verdict("not-found"), verdict("unverified", None)], []),
    ("contradicted", "contradicted", [verdict("contradicted", contradiction=CONFLICT)], [("SUP003", "major", "all")]),
    (
        "contradicted by one, supported by another",
        "supported",
        [verdict("contradicted", contradiction=CONFLICT), verdict("supported")],
        [("SUP003", "minor", "all")],
    ),
    ("another population", "partly", [verdict("partly", differences=[OTHER_GROUP])], [("SUP004", "minor", "all")]),
    ("supported", "supported", [verdict("supported")], []),
    ("unverified", "unverified", [verdict("unverified", None)], []),
]


@pytest.mark.parametrize(("status", "parts", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_support_rules(make_case: Any, status: str, parts: Any, expected: Any) -> None:
    case = make_case([CLAIM], ["Dalbeth N. Gout. Lancet. 2016;388:2039-2052."])
    case = replace(case, support=[ClaimSupport(statement_id="s1", verdict=status, references=parts)])
    whole = case.statements[0].source_text
    found = [
        (f.code, f.severity, "all" if (at := case.document.text[f.location.start : f.location.end]) == whole else at)
        for f in run_checks(case)
    ]
    assert found == expected


def test_the_passage_is_the_evidence(make_case: Any) -> None:
    case = make_case([CLAIM], ["Dalbeth N. Gout. Lancet. 2016;388:2039-2052."])
    parts = [verdict("partly", numbers=[MISSING])]
    (finding,) = run_checks(
        replace(case, support=[ClaimSupport(statement_id="s1", verdict="partly", references=parts)])
    )
    assert "there it says 67%" in finding.message
    assert [(e.source, e.excerpt) for e in finding.evidence] == [
        ("bib/fulltext/a.pdf (full text, page 4)", PASSAGE.text)
    ]


@pytest.mark.parametrize(
    ("status", "source", "expected"),
    [
        ("verbatim", FULL, []),
        ("altered", ABSTRACT, ["SUP005"]),
        ("not-found", FULL, ["SUP005"]),
        ("not-found", ABSTRACT, []),
        ("not-checked", FULL, []),
    ],
)
def test_quotations(make_case: Any, status: Any, source: SourceUsed, expected: list[str]) -> None:
    case = make_case(
        ["The authors call gout “a curable disease”.{1}"], ["Dalbeth N. Gout. Lancet. 2016;388:2039-2052."]
    )
    check = QuotationCheck(
        quote="a curable disease",
        status=status,
        nearest=PASSAGE,
        differences=[QuotationDifference(quoted="curable", source="potentially curable")],
    )
    support = [ClaimSupport(statement_id="s1", verdict="partly", references=[verdict("partly", source)])]
    found = run_checks(replace(case, support=support, quotations={"s1": [check]}))
    assert [f.code for f in found] == expected
    for finding in found:
        assert case.document.text[finding.location.start : finding.location.end] == "a curable disease"
