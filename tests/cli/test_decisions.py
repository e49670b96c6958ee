"""`decide`, `waive`, `sign`, `log`: what a reviewer types, and what stands in the log afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Cli
from pages import UNCITED

AS = ("--as", "Jane Doe <jane@example.org>", "--role", "Medical")


@pytest.fixture
def desk(cli: Cli, page: Path) -> Cli:
    """A workspace whose page was audited, without a network."""
    page.write_text(UNCITED, encoding="utf-8")
    (page.parents[1] / "claim-audit.toml").write_text('sources = ["content"]\n', encoding="utf-8")
    assert cli("run", "--offline", "--quiet").code == 1
    return cli


def claim(desk: Cli) -> str:
    report = json.loads((desk.home / "reports" / "page.json").read_text(encoding="utf-8"))
    return next(str(f["statement_id"]) for f in report["findings"] if f["code"] == "CIT001")


def test_a_review_from_the_shell(desk: Cli) -> None:
    refused = desk("decide", "approve", "content/page.txt", *AS)
    assert (refused.code, "it cannot be approved: 1 finding is open" in refused.stderr) == (2, True)
    mine = claim(desk)
    waived = desk("waive", "CIT001", mine, "--reason", "agreed", "--until", "2027-06-30", *AS)
    assert (waived.code, waived.stdout) == (0, "")
    assert f"entry 1: Jane Doe waived CIT001 {mine} until 2027-06-30" in waived.stderr
    assert desk("run", "--offline", "--quiet").code == 3, "only what could not be checked is left"
    assert desk("decide", "comment", mine, "--reason", "well said", *AS).code == 0
    assert desk("sign", "content/page.txt", "--meaning", "medical approval", *AS).code == 0
    assert desk("decide", "approve", "content/page.txt", *AS).code == 0
    shown = desk("log")
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["1", "2", "3", "4"]
    assert "Jane Doe (Medical)  waived content/page.txt CIT001" in shown.stdout
    assert "“medical approval”" in shown.stdout
    assert desk("log", "show", "content/other.txt").stdout == ""
    entries = [json.loads(line) for line in desk("log", "show", "page", "--json").stdout.splitlines() or ["{}"]]
    assert entries == [{}], "a document goes by its path"
    entries = [json.loads(line) for line in desk("log", "show", "content/page.txt", "--json").stdout.splitlines()]
    assert [entry["action"] for entry in entries] == ["waive", "comment", "sign", "approve"]
    assert desk("decide", "undo", "1", "--reason", "not agreed after all", *AS).code == 0
    assert desk("run", "--offline", "--quiet").code == 1
    verified = desk("log", "verify")
    assert (verified.code, "holds: 5 entries" in verified.stdout) == (0, True)


def test_a_changed_log_does_not_verify(desk: Cli) -> None:
    for words in ("one", "two", "three"):
        desk("decide", "comment", claim(desk), "--reason", words, *AS)
    log = desk.home / "claims" / "decisions.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace('"two"', '"too"'), encoding="utf-8")
    ran = desk("log", "verify")
    assert ran.code == 1
    assert "claims/decisions.jsonl: line 2 (entry 2): was changed after it was written" in ran.stderr
    refused = desk("decide", "comment", claim(desk), "--reason", "four", *AS)
    assert (refused.code, "the chain of decisions is broken" in refused.stderr) == (2, True)


def test_what_a_stored_report_remembers_must_be_in_the_log(desk: Cli) -> None:
    desk("decide", "comment", claim(desk), "--reason", "one", *AS)
    for name in ("decisions.jsonl", "decisions.head"):
        (desk.home / "claims" / name).unlink()
    ran = desk("log", "verify")
    assert (ran.code, "rests on an entry that is not in the log" in ran.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("decide", "approve", "content/no.txt"), "there is no such document, claim, finding or reference"),
        (("decide", "undo", "seventeen"), "undo takes the number of an entry"),
        (("decide", "undo", "17"), "the log has no entry 17"),
        (("decide", "praise", "content/page.txt"), "Invalid value"),
        (("decide", "approve", "content/page.txt", "--until", "soon"), "is no day like 2027-01-31"),
        (("waive", "CIT001", "content/page.txt", "--until", "2027-01-01"), "Missing option '--reason'"),
        (("waive", "DOI001", "content/page.txt", "--reason", "x", "--until", "2027-01-01"), "has no finding DOI001"),
        (("sign", "content/page.txt", "--meaning", "ok", "--key", "nokey"), "cannot be read"),
        (("decide", "comment", "content/page.txt", "--reason", "x", "--as", "<x>"), "is no name"),
    ],
)
def test_wrong_command_lines_write_nothing(desk: Cli, arguments: tuple[str, ...], words: str) -> None:
    ran = desk(*arguments)
    assert ran.code == 2
    assert words in ran.stderr
    assert not (desk.home / "claims" / "decisions.jsonl").exists()
