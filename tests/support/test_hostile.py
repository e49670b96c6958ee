"""No text breaks the judge, and what it shows stands where it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.support import SourceText, check_quotation, judge
from audit.support.judging import MAX_CLAIM

CLAIM = "Drug A increased survival by 5 mg versus placebo in 38 of 43 patients (p < 0.05)."
TEXTS = [
    "(" * 5000, "[1" * 3000, "versus " * 5000, "9" * 20000, "1,234.5 mg/kg " * 1000, "\0" * 500, "\ud800 5 % " * 200,
    "İ increases 5 " * 300, "Adverse Events 1:\n" + "  a 1/2\n" * 500, "p = " * 3000, "a-" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=[str(n) for n in range(len(TEXTS))])
def test_strange_texts(text: str) -> None:
    assert judge(CLAIM, text).model_dump_json()
    assert judge(text, "Survival increased by 5 mg in adults.").model_dump_json()
    check_quotation(CLAIM, text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=500))
def test_any_text(claim: str, text: str) -> None:
    verdict = judge(claim, text)
    source = SourceText(text)
    assert 0 <= verdict.score <= 1
    assert all(source.text[p.start : p.end] == p.text for p in verdict.passages)
    assert verdict.reasons


def test_a_cut_is_told() -> None:
    reasons = judge("Pain fell. " * MAX_CLAIM, "Pain fell.").reasons
    assert any("very long" in reason for reason in reasons)
