"""Every statement is counted once; verdict and exit code follow from what was found and what was not checked."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import (
    SEVERITIES,
    Coverage,
    Finding,
    LinkCheck,
    Location,
    Severity,
    Statement,
    Verification,
    VerifiedReference,
)
from audit.summing import UNCITED, exit_code, exit_code_of, exit_code_of_run, reconcile, summarise, unverified


def statement(number: int, coverage: Coverage, needs: bool) -> Statement:
    return Statement(
        id=str(number), kind="claim", text="x", source_text="x", line=1, start=0, end=1, coverage=coverage,
        needs_citation=needs,
    )  # fmt: skip


def finding(code: str = "CIT001", severity: Severity = "major", **more: Any) -> Finding:
    return Finding(code=code, name="n", severity=severity, message="m", location=Location(path="p"), **more)


def reference(**verification: Any) -> VerifiedReference:
    return VerifiedReference(raw="r", key="k", verification=Verification(**verification))


statements = st.lists(st.tuples(st.sampled_from(get_args(Coverage)), st.booleans()), max_size=12).map(
    lambda drawn: [statement(number, coverage, needs) for number, (coverage, needs) in enumerate(drawn)]
)
findings = st.lists(
    st.builds(
        finding,
        st.sampled_from([*sorted(UNCITED), "CIT009", "DOI005", "REF001"]),
        st.sampled_from(SEVERITIES),
        statement_id=st.none() | st.integers(0, 14).map(str),
        waived=st.booleans(),
    ),
    max_size=12,
)


@given(statements, findings)
def test_the_sum_is_the_number_of_statements(read: list[Statement], found: list[Finding]) -> None:
    sums = reconcile(read, found)
    assert sums.cited + sums.covered + sums.waived + sums.flagged + sums.not_needed == sums.statements == len(read)


@pytest.mark.parametrize(
    ("coverage", "needs", "found", "drawer"),
    [
        ("direct", True, [], "cited"),
        ("label", True, [], "covered"),
        ("lead-in", True, [], "covered"),
        ("paragraph", True, [], "covered"),
        ("not-needed", False, [], "not_needed"),
        ("none", False, [], "not_needed"),
        ("none", True, [], "flagged"),
        ("direct", True, [finding("CIT002", statement_id="0")], "flagged"),
        ("direct", True, [finding("CIT008", statement_id="0")], "flagged"),
        ("none", True, [finding(statement_id="0", waived=True)], "waived"),
        ("direct", True, [finding("CIT002", statement_id="0"), finding(statement_id="0", waived=True)], "flagged"),
        ("direct", True, [finding("CIT009", statement_id="0")], "cited"),
        ("direct", True, [finding(statement_id="1")], "cited"),
    ],
)
def test_each_statement_has_its_drawer(coverage: Coverage, needs: bool, found: list[Finding], drawer: str) -> None:
    sums = reconcile([statement(0, coverage, needs)], found)
    assert sums.model_dump(exclude={"statements"}) == {
        name: int(name == drawer) for name in ("cited", "covered", "waived", "flagged", "not_needed")
    }


@given(findings, st.sampled_from([*SEVERITIES, None]), st.integers(0, 2))
def test_the_verdict_follows_from_threshold_and_gaps(
    found: list[Finding], fail_on: Severity | None, unchecked: int
) -> None:
    gaps = unverified([reference(status="unverified")] * unchecked)
    summary = summarise([], [], found, gaps, fail_on)
    reaching = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on else ()
    reached = any(not f.waived and f.severity in reaching for f in found)
    assert summary.verdict == ("findings" if reached else "incomplete" if unchecked else "clean")
    assert sum(getattr(summary, severity) for severity in SEVERITIES) + summary.waived == len(found)
    assert exit_code(summary.verdict) == (1 if reached else 3 if unchecked else 0)
    assert exit_code_of([(reference(), found)], fail_on) in ({1} if reached else {0})


WEB = LinkCheck(status="unverified", url="https://example.org", reason="the site keeps robots out")


@pytest.mark.parametrize(
    ("verification", "told"),
    [
        ({"status": "verified"}, []),
        ({"status": "not-found"}, []),
        ({"status": "not-applicable"}, []),
        ({"status": "unverified", "reason": "no answer"}, ["the reference against the registries"]),
        ({"status": "unverified"}, ["the reference against the registries"]),
        ({"status": "verified", "unchecked": ["updates last known 2026"]}, ["part of the check"]),
        ({"status": "verified", "link": WEB}, ["the address https://example.org"]),
        (
            {"status": "unverified", "reason": "Crossref gave no answer: HTTP 503", "link": WEB},
            ["the reference against the registries", "the address https://example.org"],
        ),
        (
            {"status": "unverified", "reason": f"its address could not be checked: {WEB.reason}", "link": WEB},
            ["the address https://example.org"],
        ),
        ({"status": "not-applicable", "link": LinkCheck(status="not-checked")}, []),
    ],
)
def test_what_was_not_checked_is_told_once(verification: dict[str, Any], told: list[str]) -> None:
    found = unverified([reference(**verification)])
    assert [entry.what for entry in found] == told
    assert all(entry.reason for entry in found)


@pytest.mark.parametrize(
    ("verdicts", "failed", "code"),
    [
        ([], 0, 2), ([], 3, 2), (["clean"], 0, 0), (["clean"], 1, 3), (["clean", "incomplete"], 0, 3),
        (["incomplete", "findings", "clean"], 1, 1),
    ],
)  # fmt: skip
def test_the_worst_source_gives_the_exit_code(verdicts: list[Any], failed: int, code: int) -> None:
    assert exit_code_of_run(verdicts, failed) == code


@pytest.mark.parametrize(
    ("found", "unchecked", "said"),
    [
        ([], 0, "No findings; everything was checked."),
        ([], 1, "No findings; 1 thing could not be checked."),
        ([finding()], 0, "1 finding (1 major); 1 at or above the threshold “major”."),
        ([finding(severity="info")] * 2, 2, "2 findings (2 info); 2 things could not be checked."),
    ],
)
def test_the_sentence_says_it_in_words(found: list[Finding], unchecked: int, said: str) -> None:
    gaps = unverified([reference(status="unverified")] * unchecked)
    assert summarise([], [], found, gaps, "major").sentence == said
