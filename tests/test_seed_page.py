"""The first real input, end to end: what a reader of that page found by hand (issue 2, "Done when")."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli
from registry_server import RegistryServer

ANCHORS = [
    *["1a", "1b", "2", "3"], *[f"4{letter}" for letter in "abcdefg"], *[f"5{letter}" for letter in "abcdefg"],
    *["6", "7", "8a", "8b", "9a", "9b", "10a", "10b", "11", "12", "13", "14"],
]  # fmt: skip
UNCITED = [
    "NETs are classified according to their anatomical origin",
    "Higher-grade tumors are usually associated",
    "To date the exact cause",
    "The primary aim of treatment is curative surgery",
]
LOST_LISTS = [11, 19, 22, 23, 27, 31]


@pytest.fixture(scope="module")
def page(shared: Path) -> Path:
    return shared / "data" / "seed" / "neuroendocrine-tumors.txt"


@pytest.fixture(scope="module")
def found(page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Its audit without a network and without evidence."""
    home = tmp_path_factory.mktemp("seed")
    ran = Cli(home)("run", page, "--workspace", home, "--offline")
    assert ran.code == 1
    (stored,) = (home / "reports").glob("*.json")
    assert stored.with_suffix(".html").exists()
    yield json.loads(stored.read_text(encoding="utf-8"))


def findings(found: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [finding for finding in found["findings"] if finding["code"] == code]


def text_of(found: dict[str, Any], identity: str | None) -> str:
    return next(s["text"] for s in found["statements"] if s["id"] == identity)


def test_fourteen_references_twelve_with_a_doi(found: dict[str, Any]) -> None:
    assert [reference["label"] for reference in found["references"]] == [str(n) for n in range(1, 15)]
    assert [r["label"] for r in found["references"] if not r["doi"]] == ["1", "7"]


def test_thirty_anchors_all_resolved(found: dict[str, Any]) -> None:
    listed = [anchor for r in found["references"] for anchor in (r["anchors"] or [r["label"]])]
    assert listed == ANCHORS
    keys = {r["label"]: r["key"] for r in found["references"]}
    for statement in found["statements"]:
        expected = [keys[marker.rstrip("abcdefg")] for marker in statement["markers"]]
        assert statement["citation_keys"] == list(dict.fromkeys(expected)) or statement["citation_keys"] == expected
    assert {marker for s in found["statements"] for marker in s["markers"]} <= set(ANCHORS)


@pytest.mark.parametrize("code", ["CIT002", "CIT003", "CIT006", "CIT010", "REF001", "REF003", "REF004", "DOC002"])
def test_no_false_alarm(found: dict[str, Any], code: str) -> None:
    assert findings(found, code) == []


def test_5d_is_used_twice(found: dict[str, Any]) -> None:
    (finding,) = findings(found, "CIT004")
    assert "5d" in finding["message"]
    assert "lines 21 and 25" in finding["message"]


def test_the_two_grades_are_read_right_and_said_to_be_ambiguous(found: dict[str, Any]) -> None:
    marked = findings(found, "CIT007")
    assert [(f["location"]["line"], "G3.5c" in f["message"], "G3.4c" in f["message"]) for f in marked] == [
        (16, True, False), (18, False, True),
    ]  # fmt: skip
    by_line = {s["line"]: s for s in found["statements"]}
    assert (by_line[16]["markers"], by_line[18]["markers"]) == (["5c"], ["4c"])
    assert by_line[16]["text"].endswith("G1, G2, or G3.")
    assert by_line[18]["text"].endswith("are G3.")


def test_six_lists_were_lost(found: dict[str, Any]) -> None:
    assert [finding["location"]["line"] for finding in findings(found, "CIT008")] == LOST_LISTS


@pytest.mark.parametrize("words", UNCITED)
def test_uncited_claims_are_found(found: dict[str, Any], words: str) -> None:
    assert any(text_of(found, finding["statement_id"]).startswith(words) for finding in findings(found, "CIT001"))


def test_no_marker_is_seen_where_there_is_none(found: dict[str, Any]) -> None:
    for statement in found["statements"]:
        if any(word in statement["source_text"] for word in ("5-HIAA", "gallium-68", "G1, G2")):
            assert set(statement["markers"]) <= {"9a", "5c"}


def test_what_needs_no_citation_is_not_asked_for_one(found: dict[str, Any]) -> None:
    free = {s["line"]: s for s in found["statements"] if not s["needs_citation"]}
    headings = {1, 13, 15, 33}
    assert headings | {3, 4} | set(range(41, 55)) | {69} <= set(free)
    flagged = {finding["location"]["line"] for finding in findings(found, "CIT001")}
    assert flagged.isdisjoint(free)


def test_the_sum_is_right(found: dict[str, Any]) -> None:
    sums = dict(found["reconciliation"])
    assert sums.pop("statements") == len(found["statements"]) == sum(sums.values())


def test_dois_are_unknown_only_if_doi_org_says_so(page: Path, tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    with RegistryServer(limits=None) as empty:
        environment = {**empty.env(), "CLAIM_AUDIT_CHECK_LINKS": "0"}
        assert cli("run", page, "--workspace", tmp_path / "all", **environment).code == 1
        empty.fault("handle", "503")
        assert cli("run", page, "--workspace", tmp_path / "no-handle", **environment).code == 1
    assert cli("run", page, "--workspace", tmp_path / "down", CLAIM_AUDIT_CHECK_LINKS="0").code == 1
    down = cli("run", page, "--workspace", tmp_path / "down", "--fail-on", "never", CLAIM_AUDIT_CHECK_LINKS="0")
    assert down.code == 3
    reports = {
        name: json.loads((tmp_path / name / "reports" / f"{page.stem}.json").read_text(encoding="utf-8"))
        for name in ("all", "no-handle", "down")
    }
    assert {name: len(findings(report, "DOI002")) for name, report in reports.items()} == {
        "all": 12, "no-handle": 0, "down": 0,
    }  # fmt: skip
    for name in ("no-handle", "down"):
        assert len(reports[name]["unverified"]) == 12
        assert all(entry["reason"] for entry in reports[name]["unverified"])
        with_doi = [r["verification"]["status"] for r in reports[name]["references"] if r["doi"]]
        assert with_doi == ["unverified"] * 12
