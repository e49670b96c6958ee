"""Whatever the other rooms hand over: no crash, places inside the text, the same findings twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.checks import run_checks

WORDS = st.sampled_from(
    """Gout XOI XOIs (XOI) [NETs] best treatment safe new Velcora® “ ” " ' significantly reduced risk by 48% TNF-α IL-6
    tumour tumor 5 mg/dL mg/dl non-specific nonspecific ensuring you # ; : , . ? ! ( ) [ ] CI,
    confidence interval""".split()
)
LABELS = st.lists(st.sampled_from(["1", "2", "3", "1a", "1b", "9", "1-3", "3-1", "2,2", "x"]), max_size=3)
KINDS = st.sampled_from(
    ["claim", "heading", "abbreviation", "caption", "lead-in", "quotation", "disclaimer", "boilerplate"]
)


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    text = " ".join(
        draw(st.lists(st.one_of(WORDS, st.text(alphabet="abcÄλ09 ,;.’", max_size=8)), min_size=1, max_size=14))
    )
    text = text.replace("{", "").replace("}", "").replace("\n", " ") or "x"
    marker = ",".join(draw(LABELS))
    fields: dict[str, Any] = {"kind": draw(KINDS), "items_missing": draw(st.booleans())}
    return (text + (f"{{{marker}}}" if marker else ""), fields)


REFERENCES = st.lists(
    st.fixed_dictionaries(
        {
            "raw": st.text(alphabet="Aa1. ()[]®-", max_size=30),
            "title": st.one_of(st.none(), st.text(alphabet="Gout best treatment()*", max_size=25)),
            "year": st.sampled_from([None, "2012", "20x4", "0000", "9999"]),
            "accessed": st.sampled_from([None, "2020-02-30", "2020", "1999-01-01"]),
            "url": st.sampled_from([None, "http://x", "https://x"]),
            "version": st.sampled_from([None, "Version 2.2024", "2.9999"]),
            "key": st.sampled_from(["", "a", "b"]),
        }
    ),
    max_size=4,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(lines(), max_size=7),
    REFERENCES,
    st.sampled_from(["core", "ama-style", "promotional-uk", "promotional-us"]),
)
def test_any_case_is_judged(make_case: Any, written: Any, references: Any, profile: str) -> None:
    case = make_case(written, references, profile=profile)
    found = run_checks(case)
    assert found == run_checks(case)
    assert len({f.fingerprint for f in found}) == len(found)
    assert [f.location.start for f in found] == sorted(f.location.start for f in found)
    for finding in found:
        assert 0 <= finding.location.start <= finding.location.end <= len(case.document.text)
        assert finding.message
        assert "\n" not in finding.message
        assert len(finding.message) < 900


HOSTILE = ["(" * 40_000, "A" * 60_000, "“" * 20_000, "CI, " * 12_000, "1,2 " * 10_000, "best " * 10_000, "a-b" * 15_000]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:5].strip() for text in HOSTILE])
def test_long_hostile_lines_are_judged_in_linear_time(make_case: Any, text: str) -> None:
    """No quadratic path: these take minutes with one. The limit is the suite's patience, not a clock."""
    for kind in ("claim", "abbreviation"):
        run_checks(make_case([(text, {"kind": kind})], profile="promotional-uk"))
