"""Numbers, units and kinds; names that only look like numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.support.quantities import quantities
from audit.support.terms import fold

CASES: list[tuple[str, list[tuple[str, float, str, str]]]] = [
    ("20 % of them", [("20 %", 20, "percent", "percentage")]),
    ("20 per cent", [("20 per cent", 20, "percent", "percentage")]),
    ("HR 0·83 (95% CI 0.47-1.46)", [
        ("0·83", 0.83, "", "ratio"), ("95%", 95, "percent", "confidence level"), ("0.47", 0.47, "", "number"),
        ("1.46", 1.46, "", "number"),
    ]),
    ("p < 0.001", [("0.001", 0.001, "", "p-value")]),
    ("30 mg monthly", [("30 mg", 30, "mass", "dose")]),
    ("75 mg/m2 on day 1", [("75 mg/m2", 75, "mass/length^2", "dose"), ("day 1", 1, "", "label")]),
    ("200 mCi (7.4 GBq)", [("200 mCi", 200, "activity", "dose"), ("7.4 GBq", 7.4, "activity", "dose")]),
    ("aged 18 to 75 years", [("18", 18, "time", "age"), ("75 years", 75, "time", "age")]),
    ("a 16-week trial", [("16-week", 16, "time", "duration")]),
    ("5 or 15 mg/kg", [("5", 5, "mass/mass", "dose"), ("15 mg/kg", 15, "mass/mass", "dose")]),
    ("one third of patients", [("one third", 100 / 3, "percent", "fraction")]),
    ("two-thirds", [("two-thirds", 200 / 3, "percent", "fraction")]),
    ("half of the women", [("half", 50, "percent", "fraction")]),
    ("1 in 5 people", [("1 in 5", 20, "percent", "fraction")]),
    ("5.86 per 100 000 per year", [("5.86 per 100 000", 0.00586, "percent", "fraction")]),
    ("a two-fold increase", [("two-fold", 2, "fold", "fold")]),
    ("survival doubled", [("doubled", 2, "fold", "fold")]),
    ("in 2017, 1,928 patients", [("2017", 2017, "", "year"), ("1,928", 1928, "", "count")]),
    ("between 1994 and 2009.1 For", [("1994", 1994, "", "year"), ("2009", 2009, "", "year")]),
    ("Forty-eight patients", [("Forty-eight", 48, "", "count")]),
    ("n = 64", [("64", 64, "", "count")]),
    ("phase III, grade 3", [("phase III", 3, "", "label"), ("grade 3", 3, "", "label")]),
    ("3 × 10^9/L", [("3 × 10^9", 3e9, "", "number")]),
    ("-0.08 mm", [("0.08 mm", 0.08, "length", "measure")]),
]  # fmt: skip

NAMES = [
    "IL-17", "CD34", "COVID-19", "5-HIAA", "68Ga", "HbA1c", "Table 2", "Fig. 1", "as shown [12,13]", "TP53", "FGF21",
    "doi:10.1016/j.neo.2017.09.002", "growth factor 21", "https://x.org/12", "double-blind", "twice daily", "Smc5/6",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_quantities(text: str, expected: list[tuple[str, float, str, str]]) -> None:
    found = [(q.text, q.value, q.dimension, q.kind) for q in quantities(text)]
    assert [(t, d, k) for t, _, d, k in found] == [(t, d, k) for t, _, d, k in expected]
    assert [v for _, v, _, _ in found] == pytest.approx([v for _, v, _, _ in expected])


@pytest.mark.parametrize("text", NAMES)
def test_names_are_no_numbers(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "relation"),
    [("over 5 %", ">"), ("at most 5 %", "<"), ("about 5 %", "~"), ("5 %", "="), ("≥ 5 %", ">"), ("up to 5 %", "<")],
)
def test_relations(text: str, relation: str) -> None:
    assert [q.relation for q in quantities(text)] == [relation]


@given(st.text(alphabet="0123456789.,%/ ()<>=-mgkpinofthrdweuαµ×", max_size=120))
def test_a_quantity_is_the_text_at_its_offsets(text: str) -> None:
    for q in quantities(text):
        assert text[q.start : q.end] == q.text
        assert q.start <= q.number_start < q.number_end <= q.end


@given(st.text(max_size=200))
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)
