from __future__ import annotations

from pathlib import Path

from command_line import Cli, Shell

from audit.configuration import load_settings
from audit.model import Settings


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_workspace_is_made_once(shell: Shell, tmp_path: Path) -> None:
    ran = shell("init")
    assert (ran.code, ran.stdout) == (0, "")
    assert {"claim-audit.toml", "content", "claims", "bib", "bib/evidence", "reports"} <= tree(tmp_path)
    assert "claim-audit run" in ran.stderr
    (tmp_path / "claim-audit.toml").write_text('profile = "core"\n')
    before = tree(tmp_path)
    again = shell("init")
    assert again.code == 0
    assert "nothing was changed" in again.stderr
    assert tree(tmp_path) == before
    assert (tmp_path / "claim-audit.toml").read_text() == 'profile = "core"\n'


def test_the_settings_it_writes_are_the_defaults(cli: Cli, tmp_path: Path) -> None:
    cli("init", "audits/cardiology")
    assert load_settings(tmp_path / "audits" / "cardiology", {}) == Settings()


def test_a_file_in_the_way_is_no_traceback(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "claims").write_text("")
    ran = cli("init")
    assert ran.code == 2
    assert "cannot be made a workspace" in ran.stderr


def test_an_empty_workspace_says_what_to_do(cli: Cli) -> None:
    cli("init")
    ran = cli("run")
    assert ran.code == 2
    assert "content: the folder holds nothing to audit" in ran.stderr


def test_without_a_workspace_run_names_init(cli: Cli) -> None:
    ran = cli("run")
    assert ran.code == 2
    assert "claim-audit init" in ran.stderr
