"""Quoted words in the source (SUP005)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.support import check_quotation

TEXT = (
    "The committee found that early treatment of the disease was, in most cases, of benefit to patients. It added that "
    "long-\nterm follow-up “remains necessary” in every centre."
)


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("early treatment of the disease was, in most cases, of benefit", "verbatim"),
        ("Early treatment of the disease was in most cases of benefit", "verbatim"),
        ("follow-up remains necessary in every centre", "verbatim"),
        ("long term follow-up remains necessary", "verbatim"),
        ("arly treatment of the disease", "altered"),
        ("early treatment ... was, in most cases, of benefit", "verbatim"),
        ("[E]arly treatment of the disease", "verbatim"),
        ('long-term follow-up "remains necessary"', "verbatim"),
        ("was, in most cases, of benefit ... early treatment", "not-found"),
        ("early treatment of the disease was, in all cases, of benefit", "altered"),
        ("late surgery has never helped anybody at all", "not-found"),
        ("two words", "not-checked"),
        ("", "not-checked"),
    ],
)
def test_check_quotation(quote: str, status: str) -> None:
    check = check_quotation(quote, TEXT)
    assert check.status == status, check
    assert check.reasons
    if status in ("verbatim", "altered"):
        assert check.nearest is not None
        assert TEXT[check.nearest.start : check.nearest.end] == check.nearest.text


def test_the_differences_are_named() -> None:
    check = check_quotation("early treatment of the disease was, in all cases, of benefit", TEXT)
    assert [(d.quoted, d.source) for d in check.differences] == [("all", "most")]


def test_without_a_source_nothing_is_said() -> None:
    assert check_quotation("any words that were quoted", "").status == "not-checked"


@given(st.integers(0, 20), st.integers(3, 12))
def test_any_run_of_words_is_verbatim(first: int, length: int) -> None:
    words = TEXT.replace("-\n", "").split()
    quote = " ".join(words[first : first + length])
    check = check_quotation(quote, TEXT)
    assert check.status in ("verbatim", "not-checked")
