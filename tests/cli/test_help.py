"""What a newcomer tries first."""

from __future__ import annotations

import subprocess
import sys

import pytest
from command_line import Cli, Shell

from audit import __version__
from audit.cli import _COMMANDS

COMMANDS = [[name] for name in _COMMANDS] + [["references", "parse"], ["references", "verify"]]
HEAVY = {"pydantic", "requests", "rich", "lxml", "pybtex", "jinja2", "pypdfium2", "mammoth", "sentencex", "rapidfuzz"}


def test_version(shell: Shell) -> None:
    assert __version__ in shell("--version").stdout


def test_version_imports_nothing_heavy() -> None:
    code = "import sys, audit.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY.isdisjoint(loaded)


def test_help_names_every_command_and_the_exit_codes(shell: Shell) -> None:
    ran = shell("--help")
    assert ran.code == 0
    assert all(name in ran.stdout for name in _COMMANDS)
    assert "Exit codes" in ran.stdout


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(cli: Cli, command: list[str]) -> None:
    ran = cli(*command, "--help")
    assert ran.code == 0
    assert "Usage:" in ran.stdout
    if command != ["references"]:
        assert "claim-audit " + command[0] in ran.stdout.partition("Example")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit"], "there is no command “audit”"),
        (["rnu"], "Did you mean “run”?"),
        (["run", "--nonsense"], "--nonsense"),
        (["run", "--fail-on", "everything"], "--fail-on"),
        (["run", "--jobs", "0"], "--jobs"),
        (["run", "--offline", "--refresh"], "choose one"),
        (["report"], "REPORT.json"),
        (["extract"], "SOURCE"),
        (["rules", "XYZ999"], "XYZ999"),
        (["references", "verify", "--offline", "--refresh"], "choose one"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_command_line_is_exit_code_2_and_says_what_is_wrong(cli: Cli, arguments: list[str], said: str) -> None:
    ran = cli(*arguments)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_rules_are_listed_and_explained(cli: Cli) -> None:
    listed = cli("rules").stdout
    assert all(code in listed for code in ("CIT001", "CIT010", "REF001", "DOI002", "DOI010", "DOC002"))
    page = cli("rules", "cit001").stdout
    assert all(part in page for part in ("CIT001", "uncited-claim", "What", "Why", "Example", "Fix"))
