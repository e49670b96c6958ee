from __future__ import annotations

import json
from pathlib import Path

from command_line import Cli, Shell
from pages import CLEAN, UNCITED


def test_support_answers_line_by_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "trial.txt").write_text("Median survival was 14.3 months with octreotide and 6.0 with placebo.\n")
    asked = [
        {"id": 1, "claim": "Median survival was 14.3 months with octreotide.", "source": "trial.txt"},
        {"id": "b", "claim": "Median survival was 41.3 months with octreotide.", "source": "trial.txt"},
        {"id": None, "claim": "Survival improved.", "source": "missing.txt"},
    ]
    ran = shell("support", "-", stdin="\n".join(map(json.dumps, asked)))
    assert ran.code == 0
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["id"] for line in found] == [1, "b", None]
    assert all({"id", "verdict", "score", "passages", "numbers", "reasons"} <= set(line) for line in found)
    assert found[2]["verdict"] == "unverified"
    assert found[0]["score"] > found[1]["score"]


def test_support_refuses_what_is_not_json_by_line(cli: Cli) -> None:
    ran = cli("support", stdin='{"id": 1, "claim": "x", "text": "x"}\nnonsense\n')
    assert (ran.code, ran.stdout) == (2, "")
    assert ":2: " in ran.stderr


def test_a_stored_report_is_drawn_again(cli: Cli, page: Path, tmp_path: Path) -> None:
    cli("run", "--offline")
    stored = tmp_path / "reports" / "page.json"
    ran = cli("report", stored, "--format", "html")
    assert ran.code == 0
    assert ran.stdout.encode() == (tmp_path / "reports" / "page.html").read_bytes()
    assert cli("report", "-", "--format", "html", stdin=stored.read_bytes()).stdout == ran.stdout
    assert cli("report", stored, "--format", "markdown", "-o", "page.md").code == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8")


def test_several_reports_are_drawn_as_one(cli: Cli, page: Path, tmp_path: Path) -> None:
    (page.parent / "other.txt").write_text(UNCITED, encoding="utf-8")
    cli("run", "--offline")
    whole = (tmp_path / "reports" / "index.html").read_bytes()
    assert cli("report", "reports", "--format", "html", "-o", "reports/again.html").code == 0
    assert (tmp_path / "reports" / "again.html").read_bytes() == whole
    drawn = cli("report", "reports/page.json", "reports/other.json", "--format", "csv").stdout
    assert "content/page.txt" in drawn
    assert "content/other.txt" in drawn
    ran = cli("report", "reports", "--format", "pdf")
    assert (ran.code, ran.stdout) == (2, "")
    assert "pdf is for one report" in ran.stderr
    assert cli("report", "claims", "--format", "html").code == 2


def test_what_is_no_report_is_exit_code_2(cli: Cli, page: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"schema": "something/else"}')
    (tmp_path / "half.json").write_text('{"schema": "claim-audit/report/1", "too')
    for name, said in (
        ("other.json", "is no stored report"), ("half.json", "is no stored report"), ("none.json", "cannot be read"),
    ):  # fmt: skip
        ran = cli("report", name, "--format", "html")
        assert (ran.code, ran.stdout) == (2, "")
        assert said in ran.stderr
    ran = cli("report", "other.json", "--format", "papyrus")
    assert ran.code == 2
    assert "unknown report format" in ran.stderr


def test_the_text_of_a_report_is_the_audited_text(cli: Cli, page: Path, tmp_path: Path) -> None:
    cli("run", "--offline")
    assert json.loads((tmp_path / "reports" / "page.json").read_text(encoding="utf-8"))["text"] == CLEAN
