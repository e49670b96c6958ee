"""The Tab key, as shells use it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Cli, Shell

SHELLS = {"bash": ["-n"], "zsh": ["-n"], "fish": ["--no-execute"]}


@pytest.mark.parametrize("shell_name", SHELLS)
def test_the_script_is_one_that_the_shell_can_read(cli: Cli, shell_name: str) -> None:
    script = cli("completion", shell_name).stdout
    assert "_CLAIM_AUDIT_COMPLETE" in script
    if shutil.which(shell_name) is None:
        pytest.skip(f"needs {shell_name}")
    read = subprocess.run([shell_name, *SHELLS[shell_name]], input=script, capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("claim-audit r", ["run", "references", "report", "rules"]),
        ("claim-audit references v", ["verify"]),
        ("claim-audit run --of", ["--offline"]),
        ("claim-audit run --fail-on m", ["major", "minor"]),
        ("claim-audit completion f", ["fish"]),
    ],
)
def test_it_offers_what_there_is(shell: Shell, typed: str, offered: list[str]) -> None:
    words = typed.split()
    ran = shell(_CLAIM_AUDIT_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=str(len(words) - 1))
    found = [line.partition(",")[2] for line in ran.stdout.splitlines()]
    assert [word for word in offered if word not in found] == []
    assert all(word.startswith(words[-1]) for word in found)


def test_bash_completes_with_it(shell: Shell, tmp_path: Path) -> None:
    command = tmp_path / "claim-audit"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "script").write_text(shell("completion", "bash").stdout, encoding="utf-8")
    lines = f'. "{tmp_path}/script"; COMP_WORDS=(claim-audit comp); COMP_CWORD=1; _claim_audit_completion claim-audit'
    ran = subprocess.run(
        ["bash", "-c", f'{lines}; echo "${{COMPREPLY[@]}}"'],
        env={**shell.env(), "PATH": f"{tmp_path}:{shell.env()['PATH']}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.strip() == "completion", ran.stderr
