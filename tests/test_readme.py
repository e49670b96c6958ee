"""The README's examples do what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT, Shell
from pages import CLEAN, ORONSKY, RAPHAEL, records
from registry_server import RegistryServer

from audit.cli import _COMMANDS
from audit.configuration import _ENVIRONMENT, _PREFIX
from audit.model import RegistrySettings, Settings
from audit.reports.interface import FORMATS

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- (\w+) -->\n```sh\n(.*?)```", README, re.S)
SETUP = "python3 -m venv .venv && .venv/bin/pip install --quiet -e "


def block(name: str) -> list[str]:
    return [text.strip() for found, text in BLOCKS if found == name]


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer(records(), limits=None) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder in which `claim-audit` and `.venv/bin/claim-audit` are this checkout's command."""
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    command = folder / "claim-audit"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n')
    command.chmod(0o755)
    return tmp_path


def bash(script: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(home / ".venv" / "bin"), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=home, env={**Shell(home).env(**environment), "PATH": paths}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_two_commands_set_up_and_run() -> None:
    (example,), (tests,) = block("example"), block("tests")
    assert example.startswith(f"{SETUP}. && ")
    assert tests == f'{SETUP}".[dev]" && .venv/bin/python -m pytest -n auto --dist worksteal'
    assert "readme example" in (ROOT / ".ci" / "run").read_text()
    assert "readme tests" in (ROOT / ".ci" / "run").read_text()


def test_the_example_command_audits_the_example(home: Path) -> None:
    for name in ("content", "claims", "bib", "reports", "claim-audit.toml"):
        (home / name).symlink_to(ROOT / name) if name == "content" else copy(ROOT / name, home / name)
    (command,) = block("example")
    ran = bash(command.removeprefix(f"{SETUP}. && "), home)
    assert ran.returncode == 0, ran.stderr
    assert "content/carcinoid-syndrome.txt: " in ran.stderr
    assert "reports/carcinoid-syndrome.json" in ran.stderr


def copy(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)


def test_the_other_examples_run_as_they_stand(home: Path, server: RegistryServer) -> None:
    (home / "page.txt").write_text(CLEAN, encoding="utf-8")
    first, second = block("run")
    ran = bash(first, home, **server.env())
    assert ran.returncode == 0, ran.stderr
    work = home / "audits"
    (work / "list.txt").write_text(f"{RAPHAEL}\n{ORONSKY}\n", encoding="utf-8")
    (work / "library.bib").write_text((work / "bib" / "references.bib").read_text(encoding="utf-8"), encoding="utf-8")
    script = f'export PATH="{home}/.venv/bin:$PATH"\n{second}'
    ran = bash(script, work, **server.env())
    assert ran.returncode == 0, ran.stderr
    assert (work / "reports" / "page.sarif").exists()
    assert "CIT001" in ran.stdout


def test_it_names_every_command_format_and_setting() -> None:
    assert [name for name in _COMMANDS if f"claim-audit {name}" not in README] == []
    assert [name for name in FORMATS if f"`{name}`" not in README] == []
    names = [*Settings.model_fields, *RegistrySettings.model_fields]
    internal = {"registries", "batch_size", "max_age_updates", "max_age_absence", "max_age_existence"}
    assert [name for name in names if name not in internal and not re.search(rf"\b{name}\b", README)] == []
    named = [name for name in _ENVIRONMENT if name.split("_")[-1] not in {"URL"}]
    short = {"DEADLINE", "MAX_RETRIES", "MAX_RETRY_AFTER"}  # "CLAIM_AUDIT_TIMEOUT, ..."
    assert [name for name in named if name not in short and _PREFIX + name not in README] == []


def test_what_it_links_to_is_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


def test_it_shows_a_picture_of_reasonable_size() -> None:
    assert (ROOT / "docs" / "images" / "report.png").stat().st_size < 200_000
