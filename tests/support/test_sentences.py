"""Sentences with offsets, from running text, wrapped lines, lists and tables."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.support.sentences import MAX_SENTENCE, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One was seen. Two were not.", ["One was seen.", "Two were not."]),
        ("It fell (p = 0.03 vs. 0.2). It rose.", ["It fell (p = 0.03 vs. 0.2).", "It rose."]),
        ("The effect was small.However it held.", ["The effect was small.", "However it held."]),
        ("The rate fell after treatment.Table 2", ["The rate fell after treatment.", "Table 2"]),
        ("Criteria:\n  Age over 18\n  No infection", ["Criteria:", "Age over 18", "No infection"]),
        (
            "A line of running text that was wrapped by its reader at some\nplace in the middle of it.",
            ["A line of running text that was wrapped by its reader at some\nplace in the middle of it."],
        ),
        ("A heading\n\nA paragraph.", ["A heading", "A paragraph."]),
        ("", []),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == expected


@given(st.text(alphabet="aB1 .;,\n\t()•-é\u2009", max_size=400))
def test_every_visible_character_is_in_one_sentence(text: str) -> None:
    spans = split(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = "".join(text[a:b] for a, b in spans)
    assert "".join(covered.split()) == "".join(text.split())


def test_a_text_without_full_stops_is_cut() -> None:
    assert max(b - a for a, b in split("word " * 5000)) <= MAX_SENTENCE
