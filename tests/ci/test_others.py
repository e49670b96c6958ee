"""The pre-commit hooks and the GitLab include, as pre-commit and a GitLab runner run them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from pages import records
from pipelines import GITLAB, HOOKS, PAGE, Host, git, host
from registry_server import RegistryServer

NEW = ("Of 132 patients", "Most patients with carcinoid syndrome are older than 60 years.\nOf 132 patients")
HARMLESS = ("74 (56%)", "84 (56%)")

# -- pre-commit --


def hook(on: Host, name: str) -> tuple[int, str]:
    """Run a hook on what is staged."""
    given = HOOKS[name]
    git(on.work, "add", ".")
    staged = git(on.work, "diff", "--cached", "--name-only", "HEAD").splitlines()
    files = [f for f in staged if re.search(given["files"], f) and not re.search(given["exclude"], f)]
    return on.bash(f"{given['entry']} {shlex.join(files)}", {}) if files else (0, "no files")


def stage(on: Host, change: tuple[str, str]) -> None:
    file = on.work / PAGE
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")


@pytest.mark.parametrize("name", ["claim-audit", "claim-audit-run"])
@pytest.mark.parametrize(("change", "code"), [(HARMLESS, 0), (NEW, 1)])
def test_only_a_new_problem_stops_a_commit(on: Host, name: str, change: tuple[str, str], code: int) -> None:
    stage(on, change)
    ended, log = hook(on, name)
    assert ended == code, log
    if name == "claim-audit":
        assert git(on.work, "diff", "--name-only") == ""  # nothing was written


def test_what_is_no_page_is_not_audited(on: Host) -> None:
    (on.work / "README.md").write_text("About us.", encoding="utf-8")
    (on.work / "bib" / "notes.md").write_text("Notes.", encoding="utf-8")
    assert hook(on, "claim-audit") == (0, "no files")


def test_the_watching_hook_runs(tmp_path: Path) -> None:
    with RegistryServer(records(), limits=None) as server:
        machine = host(tmp_path, **server.env())
        code, log = machine.bash(HOOKS["claim-audit-watch"]["entry"], {})
    assert code in {0, 1, 3}
    assert "references asked about" in log


# -- GitLab --


def job(on: Host, name: str, **variables: str) -> tuple[int, str]:
    """Run a job: what it extends, its variables, its script."""
    given: dict[str, Any] = {**GITLAB[".claim-audit"], **GITLAB[name]}
    predefined = {**GITLAB["variables"], "CI_PROJECT_DIR": str(on.work), **variables}
    return on.bash("\n".join([*given["before_script"], *given["script"]]), predefined)


@pytest.mark.parametrize(("change", "codes"), [(HARMLESS, {0, 3}), (NEW, {1})])
def test_a_merge_request_fails_on_new_problems(on: Host, change: tuple[str, str], codes: set[int]) -> None:
    base = git(on.work, "rev-parse", "HEAD").strip()
    on.edit(*change)
    code, log = job(on, "claim-audit", CLAIM_AUDIT_AGAINST=base)
    assert code in codes, log
    reports = on.work / "claim-audit-reports"
    assert (reports / "carcinoid-syndrome.junit.xml").exists()
    assert json.loads((reports / "carcinoid-syndrome.json").read_text(encoding="utf-8"))["changes"]


def test_a_schedule_audits_everything(on: Host) -> None:
    code, log = job(on, "claim-audit")
    assert code in {1, 3}, log
    assert (on.work / "claim-audit-reports" / "carcinoid-syndrome.html").exists()


def test_a_schedule_watches(tmp_path: Path) -> None:
    with RegistryServer(records(), limits=None) as server:
        machine = host(tmp_path, **server.env())
        code, log = job(machine, "claim-audit-watch")
    assert code in {0, 1, 3}, log
    assert "references asked about" in (machine.work / "claim-audit-reports" / "watch.md").read_text(encoding="utf-8")


def test_jobs_are_told_apart_by_their_rules() -> None:
    for name, mode in (("claim-audit", "audit"), ("claim-audit-watch", "watch")):
        assert all(f'$CLAIM_AUDIT_MODE == "{mode}"' in rule["if"] for rule in GITLAB[name]["rules"])
    assert GITLAB[".claim-audit"]["allow_failure"] == {"exit_codes": 3}
