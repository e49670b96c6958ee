from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.reports.text import clean, day, doi_url, join, moment, one_line, plural, safe_url, shorten, slug, year_of

# What XML 1.0 allows, less the C1 controls and the characters that turn text around.
_HARMLESS = re.compile("[\n\u0020-\u007e\u00a0-\u2027\u202f-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]*")


@given(st.text(st.characters(exclude_categories=())))
def test_clean_leaves_nothing_hidden(text: str) -> None:
    cleaned = clean(text)
    assert _HARMLESS.fullmatch(cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


def test_clean_keeps_what_people_write() -> None:
    text = "Öberg’s µg/L – “10² ≥ 5” مرحبا\u200f \N{ZERO WIDTH JOINER} 🙂\nnext"
    assert clean(text) == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://EXAMPLE.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("//example.org", False),
        ("https://", False),
        ('https://example.org/"onclick=', False),
        ("https://example.org/<script>", False),
        ("https://[broken", False),
        ("https://example.org/\u202egnp", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
        ("https://example.org/" + "x" * 3000, False),
    ],
)
def test_safe_url(url: str | None, safe: bool) -> None:
    assert (safe_url(url) is not None) is safe


def test_doi_url() -> None:
    assert doi_url("10.1016/0140-6736(91)90321-L") == "https://doi.org/10.1016/0140-6736(91)90321-L"
    assert doi_url('10.5555/x"onmouseover=') == "https://doi.org/10.5555/x%22onmouseover%3D"
    assert doi_url("javascript:1") is None
    assert doi_url("10.5555/a b") is None


@given(st.text(), st.integers(2, 80))
def test_shorten_never_exceeds_its_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short
    assert short == one_line(text) or short.endswith("…")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2024-11-18", "18 November 2024"), ("2024-11", "November 2024"), ("2024", "2024"), ("2024-13", "2024-13"),
     ("soon", "soon"), (None, ""), ("2024-11-18T09:41:07Z", "18 November 2024")],
)  # fmt: skip
def test_day(value: str | None, expected: str) -> None:
    assert day(value) == expected


def test_small_words() -> None:
    assert moment("2024-11-18T09:41:07Z") == "18 November 2024, 09:41 UTC"
    assert moment("2024-11-18T09:41:07+02:00") == "18 November 2024, 09:41 +0200"
    assert moment("=1+1") == "=1+1"
    assert [plural(n, "work") for n in (0, 1, 1204)] == ["0 works", "1 work", "1,204 works"]
    assert [join(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert slug("../../evil key\u202e<x>") == "evil-key-x"
    assert [year_of(v) for v in ("2024", "2024-05", "20x4", None, "12", "20245")] == [
        2024,
        2024,
        None,
        None,
        None,
        None,
    ]
