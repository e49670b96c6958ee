"""Findings: order, fingerprints, severities; pages that stand as files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from audit.checks import explain, findings, rules, run_checks
from audit.checks.pages import index, page, write_pages
from audit.checks.rule import Problem, find_rule
from audit.errors import InputError
from audit.model import SEVERITIES

ROOT = Path(__file__).parents[2]
ARTICLE = "Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052."


def prints(case: Any) -> dict[str, str]:
    return {f"{f.code} {f.message}": f.fingerprint for f in run_checks(case)}


def test_fingerprints_stay_when_the_text_moves(make_case: Any) -> None:
    one = make_case(["Men are affected more often.", "Gout is common.{1,4}"], [ARTICLE])
    two = make_case(["A new line.{1}", "Gout is common.{1,4}", "Men are affected more often."], [ARTICLE])
    assert prints(one) == prints(two)
    assert len(set(prints(one).values())) == 2


def test_identical_problems_on_identical_text_are_told_apart(make_case: Any) -> None:
    twice = run_checks(make_case(["It hurts.", "It hurts.", "Gout is common.{1}"], [ARTICLE]))
    once = run_checks(make_case(["It hurts.", "Gout is common.{1}"], [ARTICLE]))
    assert len({f.fingerprint for f in twice}) == 2
    assert once[0].fingerprint == twice[0].fingerprint


def test_findings_are_sorted_by_place_then_code(make_case: Any) -> None:
    made = run_checks(make_case(["Men.", "Gout is common.{1,4,4}", "It hurts.{9}"], [ARTICLE, ARTICLE]))
    places = [(f.location.start, f.code) for f in made]
    assert places == sorted(places)
    assert all(re.fullmatch(r"[0-9a-f]{16}", f.fingerprint) for f in made)


def test_other_rooms_can_name_their_problems(make_case: Any) -> None:
    case = make_case(["Gout is common.{1}"], [ARTICLE])
    unused = find_rule("WVR001")
    assert unused is not None
    made = findings(
        case.document,
        case.profile,
        [(unused, Problem("unused", identity="a")), (unused, Problem("unused", identity="b"))],
    )
    assert [(f.code, f.name, f.severity, f.location.line) for f in made] == [
        ("WVR001", "unused-waiver", "minor", 1)
    ] * 2
    assert len({f.fingerprint for f in made}) == 2


def test_every_rule_has_a_whole_page() -> None:
    assert len(rules()) >= 33
    for rule in rules():
        headings = re.findall(r"^## (.+)$", rule.page, re.MULTILINE)
        assert headings == ["What", "Why", "Example", "Fix"], rule.code
        assert rule.severity in SEVERITIES
        assert not rule.summary.startswith("#")
        assert len(rule.summary) < 110
        assert explain(rule.code.lower()).startswith(f"# {rule.code} {rule.name}\n")


def test_an_unknown_code_is_an_input_error() -> None:
    with pytest.raises(InputError, match="no such rule"):
        explain("CIT999")


def test_the_pages_in_docs_are_the_pages_of_the_rules() -> None:
    folder = ROOT / "docs" / "rules"
    expected = {f"{rule.code}.md": page(rule) for rule in rules()} | {"README.md": index()}
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == expected


def test_pages_of_rules_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "OLD001.md").write_text("old")
    write_pages(tmp_path)
    assert not (tmp_path / "OLD001.md").exists()
    assert len(list(tmp_path.iterdir())) == len(rules()) + 1
