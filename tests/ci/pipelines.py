"""Pipelines as their hosts run them: the steps of action.yml, the jobs of the GitLab include, the pre-commit hooks."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from command_line import ROOT, Cli
from example.transcribe import run_time

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / "gitlab" / "claim-audit.yml").read_text(encoding="utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
PAGE = "content/carcinoid-syndrome.txt"

_IDENTITY = ("-c", "user.name=Ana Author", "-c", "user.email=ana@example.org")
_PYTHON = """#!/bin/sh
if [ "$1 $2" = "-m pip" ]; then echo "$@" >> "$SHIMS/pip"; exit 0; fi
exec {python} "$@"
"""
_GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$SHIMS/gh"
case "$*" in *--paginate*) cat "$SHIMS/comments" 2> /dev/null ;; esac
exit 0
"""


@dataclass
class Host:
    """A machine with a checkout of the example in `work`, whose `origin` has the branch `main`."""

    home: Path
    environment: dict[str, str]

    @property
    def work(self) -> Path:
        return self.home / "work"

    def shim(self, name: str) -> list[str]:
        """How a command that only pretends was called."""
        file = self.home / "shims" / name
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def edit(self, old: str, new: str, name: str = PAGE) -> None:
        """Change a file of the checkout, and commit it."""
        file = self.work / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        self.commit()

    def commit(self) -> None:
        git(self.work, "add", ".")
        git(self.work, "commit", "-q", "-m", "A change")

    def bash(self, script: str, environment: Mapping[str, str], cwd: Path | None = None) -> tuple[int, str]:
        """Run a script as the hosts do: `bash -e -o pipefail FILE`."""
        file = self.home / "script.sh"
        file.write_text(script, encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(file)], cwd=cwd or self.work,
            env={**self.environment, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout.decode()


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *_IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode()


def host(home: Path, **environment: str) -> Host:
    """A fresh host. The clock stands at the example's own audit, and registries are those of `environment`."""
    origin, shims = home / "origin", home / "shims"
    for folder in (origin, shims, home / "temp"):
        folder.mkdir()
    for name in ("content", "claims", "bib"):
        shutil.copytree(ROOT / name, origin / name, ignore=shutil.ignore_patterns(".lock", "*.lock"))
    shutil.copy(ROOT / "claim-audit.toml", origin)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", ".")
    git(origin, "commit", "-q", "-m", "The example")
    git(home, "clone", "-q", str(origin), "work")
    git(home / "work", "checkout", "-q", "-b", "change")
    ours = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m audit "$@"\n'
    commands = {"claim-audit": ours, "python": _PYTHON.format(python=shlex.quote(sys.executable)), "gh": _GH}
    for name, text in commands.items():
        (shims / name).write_text(text, encoding="utf-8")
        (shims / name).chmod(0o755)
    own = Cli(home).env(**environment)
    path = os.pathsep.join([str(shims), own["PATH"]])
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed command is compiled: so is this one, once for all tests
    own["PYTHONPYCACHEPREFIX"] = str(home.parent / "compiled")
    return Host(home, {**own, "HOME": str(home), "PATH": path, "SHIMS": str(shims), "SOURCE_DATE_EPOCH": run_time()})


@dataclass
class Ran:
    """How the action ended. uses: the actions that it called, with what they were given."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str
    uses: dict[str, dict[str, Any]] = field(default_factory=dict)


def run_action(
    on: Host, event: str, inputs: Mapping[str, str] | None = None, *, only: str | None = None, **context: str
) -> Ran:
    """Run every step of action.yml whose condition holds. only: no script but that of this name (and the plan)."""
    given = {name: str(value.get("default", "")) for name, value in ACTION["inputs"].items()} | dict(inputs or {})
    known = {f"inputs.{name}": value for name, value in given.items()}
    known |= {"github.token": "t0ken", "runner.os": "Linux", "github.run_id": "7", "github.run_attempt": "1", **context}
    temp = on.home / "temp"
    summary = temp / "summary.md"
    base = {
        "GITHUB_EVENT_NAME": event, "GITHUB_BASE_REF": "main" if event == "pull_request" else "",
        "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(temp),
        "GITHUB_REPOSITORY": "owner/name",
    }  # fmt: skip
    ran = Ran(0, "", {}, "")
    for number, step in enumerate(ACTION["runs"]["steps"]):
        if "if" in step and not holds(step["if"], known):
            continue
        if only is not None and "run" in step and step["name"] not in {only, "Decide what to audit"}:
            continue
        if "uses" in step:
            ran.uses[step["uses"].partition("@")[0]] = {k: filled(str(v), known) for k, v in step["with"].items()}
            continue
        output = temp / f"output-{number}"
        environment = {name: filled(str(value), known) for name, value in step.get("env", {}).items()}
        ran.code, log = on.bash(step["run"], {**base, "GITHUB_OUTPUT": str(output), **environment})
        ran.log += log
        for line in output.read_text(encoding="utf-8").splitlines() if output.exists() else ():
            name, _, value = line.partition("=")
            known[f"steps.{step['id']}.outputs.{name}"] = value
        if ran.code:
            break
    ran.outputs = {name: filled(value["value"], known) for name, value in ACTION["outputs"].items()}
    ran.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
    return ran


def filled(text: str, known: Mapping[str, str]) -> str:
    """A text with its `${{ }}` filled in."""
    return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", lambda found: known.get(found[1], ""), text)


def holds(condition: str, known: Mapping[str, str]) -> bool:
    """Whether a condition of the few forms that we use holds."""
    for part in condition.split("&&"):
        name, operator, value = re.fullmatch(r"\s*([\w.-]+)(?:\s*(==|!=)\s*'([^']*)')?\s*", part).groups()  # type: ignore[union-attr]
        is_so = known.get(name, "") != "" if operator is None else (known.get(name, "") == value) == (operator == "==")
        if not is_so:
            return False
    return True
