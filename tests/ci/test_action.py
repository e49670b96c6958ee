"""action.yml, step by step, as a runner of GitHub runs it in a checkout of the example."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from pages import records
from pipelines import ACTION, PAGE, Host, git, host, run_action
from registry_server import RegistryServer

OFFLINE = {"offline": "true"}
NEW_CLAIM = "Most patients with carcinoid syndrome are older than 60 years when it is diagnosed."
EDIT = ("Of 132 patients", f"{NEW_CLAIM}\nOf 132 patients")


def test_a_change_without_a_new_problem_passes(on: Host) -> None:
    on.edit("74 (56%)", "84 (56%)")
    ran = run_action(on, "pull_request", OFFLINE)
    assert ran.code == 0, ran.log
    assert ran.outputs["verdict"] in {"clean", "incomplete"}
    body = Path(ran.outputs["comment-body"]).read_text(encoding="utf-8")
    assert "~~74~~**84**" in body
    assert body in ran.summary
    assert "### " in ran.summary
    assert Path(ran.outputs["reports"], "carcinoid-syndrome.html").exists()


def test_a_new_problem_fails(on: Host) -> None:
    on.edit(*EDIT)
    ran = run_action(on, "pull_request", {**OFFLINE, "upload-sarif": "true"})
    assert ran.code == 1, ran.log
    assert (ran.outputs["exit-code"], ran.outputs["verdict"]) == ("1", "findings")
    body = Path(ran.outputs["comment-body"]).read_text(encoding="utf-8")
    assert "New: `CIT001`" in body or ("CIT001" in body and NEW_CLAIM in body)
    sarif = json.loads(Path(ran.outputs["sarif"]).read_text(encoding="utf-8"))
    assert any(result["ruleId"] == "CIT001" for result in sarif["runs"][0]["results"])
    assert ran.uses["github/codeql-action/upload-sarif"]["sarif_file"] == ran.outputs["sarif"]
    assert re.search(rf"^::error file={PAGE},line=\d+", ran.log, re.M)


def test_what_could_not_be_checked_warns(on: Host) -> None:
    on.edit("2009;27(28):4656", "2009;28(27):4656")
    ran = run_action(on, "pull_request", {"fail-on": "never"})  # online, and nobody answers
    assert (ran.outputs["exit-code"], ran.code) == ("3", 0), ran.log
    assert "::warning" in ran.log


@pytest.mark.parametrize(
    ("code", "policy", "ends"),
    [("0", "warn", 0), ("1", "warn", 1), ("2", "warn", 2), ("3", "warn", 0), ("3", "fail", 3), ("", "warn", 0)],
)
def test_the_verdict(on: Host, code: str, policy: str, ends: int) -> None:
    known = {"steps.audit.outputs.exit-code": code}
    if code:
        assert run_action(on, "push", {"incomplete": policy}, only="Verdict", **known).code == ends
    else:  # the audit was cut off
        assert run_action(on, "push", {"incomplete": policy}, only="Verdict").code != 0


def test_a_change_of_no_source_has_nothing_to_audit(on: Host) -> None:
    (on.work / "NOTES.md").write_text("Not a source.\n", encoding="utf-8")
    on.commit()
    ran = run_action(on, "pull_request", OFFLINE)
    assert ran.code == 0, ran.log
    assert ran.outputs["verdict"] == "clean"
    assert "No source was changed" in ran.summary


def test_other_settings_concern_every_source(on: Host) -> None:
    on.edit('fail_on = "major"', 'fail_on = "minor"', "claim-audit.toml")
    ran = run_action(on, "pull_request", OFFLINE)
    assert Path(ran.outputs["reports"], "carcinoid-syndrome.json").exists(), ran.log


def test_the_base_is_fetched_where_it_is_not_there(on: Host) -> None:
    on.edit(*EDIT)
    git(on.work, "update-ref", "-d", "refs/remotes/origin/main")
    assert run_action(on, "pull_request", OFFLINE).code == 1


@pytest.mark.parametrize("event", ["schedule"])
def test_anything_but_a_pull_request_audits_everything(on: Host, event: str) -> None:
    ran = run_action(on, event, {**OFFLINE, "formats": ""})
    assert ran.code == 1, ran.log  # the example has its planted problems
    report = json.loads(Path(ran.outputs["reports"], "carcinoid-syndrome.json").read_text(encoding="utf-8"))
    assert report["changes"] is None
    assert "retracted" in ran.summary.lower()


def test_watching(tmp_path: Path) -> None:
    with RegistryServer(records(), limits=None) as server:
        machine = host(tmp_path, **server.env())
        run_action(machine, "schedule", {"mode": "watch"})
        doi, record = next((d, r) for d, r in server.records.items() if not r.get("updated-by"))
        record["updated-by"] = [{"DOI": "10.5555/notice", "type": "retraction", "updated": {"date-parts": [[2026, 1]]}}]
        ran = run_action(machine, "schedule", {"mode": "watch", "fail-on": "critical"})
    assert ran.code == 1, ran.log
    assert "**retracted** `DOI005`" in ran.summary
    found = json.loads(Path(ran.outputs["reports"], "watch.json").read_text(encoding="utf-8"))
    assert [change["doi"].lower() for change in found["changes"] if change["kind"] == "retracted"] == [doi]


def test_one_comment_is_written_and_kept_up_to_date(on: Host) -> None:
    on.edit(*EDIT)
    number = {"github.event.pull_request.number": "12"}
    inputs = {**OFFLINE, "comment": "true"}
    run_action(on, "pull_request", inputs, **number)
    posted = (on.home / "temp" / "claim-audit" / "posted.md").read_text(encoding="utf-8")
    assert posted.startswith("<!-- claim-audit -->\n## Claim audit: findings\n")
    assert "CIT001" in posted
    assert "--method POST repos/owner/name/issues/12/comments" in on.shim("gh")[-1]
    (on.home / "shims" / "comments").write_text("345\n", encoding="utf-8")
    body = {"steps.audit.outputs.comment-body": str(on.home / "temp" / "claim-audit" / "comment.md")}
    run_action(on, "pull_request", inputs, only="Comment", **number, **body)
    assert "--method PATCH repos/owner/name/issues/comments/345" in on.shim("gh")[-1]


def test_evidence_is_kept_between_runs_where_the_repository_does_not_hold_it(on: Host) -> None:
    assert "actions/cache" not in run_action(on, "push", only="").uses
    git(on.work, "rm", "-q", "-r", "--cached", "bib/evidence")
    kept = run_action(on, "push", only="").uses["actions/cache"]
    assert kept["key"].startswith(kept["restore-keys"])
    assert "./bib/evidence" in kept["path"]


def test_it_installs_itself(on: Host) -> None:
    for inputs in ({"formats": "html,pdf"}, {"install": "claim-audit==9"}, {"install": "false"}):
        run_action(on, "push", inputs, only="Install claim-audit")
    first, second = on.shim("pip")
    assert first.endswith(f"{Path(__file__).parents[2]}[report]")
    assert second.endswith("claim-audit==9")


def test_what_pages_say_is_no_command(on: Host) -> None:
    name = "::set-env name=PATH::x.txt"
    (on.work / "content" / name).write_text((on.work / PAGE).read_text(encoding="utf-8"), encoding="utf-8")
    on.commit()
    log = run_action(on, "pull_request", OFFLINE).log
    begin, end = re.search(r"^::stop-commands::(\S+)$", log, re.M), None
    assert begin is not None
    end = log.index(f"::{begin[1]}::\n")
    assert "::set-env name=PATH::x.txt:" in log[begin.end() : end]
    assert not re.search(r"^::set-env", log[end:], re.M)


@pytest.mark.parametrize("step", [s for s in ACTION["runs"]["steps"] if "run" in s], ids=lambda s: s["name"])
def test_scripts_are_sound_and_take_nothing_but_variables(step: dict[str, str]) -> None:
    assert "${{" not in step["run"]  # what somebody named a branch or a folder must not become code
    subprocess.run(["bash", "-n", "-c", step["run"]], check=True)
    assert step["shell"] == "bash"
