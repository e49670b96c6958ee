"""Which sources a pull request is about."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Cli

from audit.errors import InputError
from audit.fleet.changed import changed_since
from audit.model import Settings
from audit.workspace import Workspace

FILES = {"content/a.txt": "A.", "content/b.md": "B.", "content/c.tex": "C.", "content/part.inc": "", "refs.bib": ""}
ALL = {"a.txt", "b.md", "c.tex"}


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ana Author", "-c", "user.email=ana@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace below the top of its repository, with a commit."""
    folder = tmp_path / "site"
    for name, text in {**FILES, "claim-audit.toml": "", "mine.toml": ""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "All")
    return folder


def write(name: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("Changed.", encoding="utf-8")

    return change


def committed(root: Path) -> None:
    write("content/a.txt")(root)
    git(root, "commit", "-q", "-a", "-m", "Changed")


def moved(root: Path) -> None:
    git(root, "mv", "content/a.txt", "content/d.txt")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda root: None, set()),
        (write("content/a.txt"), {"a.txt"}),
        (committed, {"a.txt"}),
        (write("content/new é.txt"), {"new é.txt"}),
        (moved, {"d.txt"}),
        (lambda root: (root / "content" / "a.txt").unlink(), set()),
        (write("refs.bib"), {"b.md", "c.tex"}),
        (write("bib/references.bib"), set()),
        (write("claim-audit.toml"), ALL),
        (write("mine.toml"), ALL),
        (write("reports/a.json"), set()),
    ],
)
def test_what_differs(root: Path, change: Callable[[Path], None], found: set[str]) -> None:
    revision = "HEAD" if change is not committed else "HEAD~1"
    change(root)
    space = Workspace(root, Settings(profile="mine.toml"))
    assert {path.name for path in changed_since(space, space.sources([]), revision)} == found


@pytest.mark.parametrize("revision", ["nowhere", "--output=stolen", ""])
def test_what_is_no_revision(root: Path, revision: str) -> None:
    space = Workspace(root, Settings())
    with pytest.raises(InputError):
        changed_since(space, space.sources([]), revision)
    assert not (root / "stolen").exists()


def test_on_the_command_line(cli: Cli, root: Path) -> None:
    ran = cli("run", "--offline", "--changed", "--against", "HEAD", cwd=root)
    assert (ran.code, ran.stderr) == (0, "no source differs from HEAD: nothing to audit\n")
    assert not (root / "reports").exists()
    assert cli("run", "--changed", cwd=root).code == 2
    write("content/a.txt")(root)
    cli("run", "--offline", "--changed", "--against", "HEAD", cwd=root)
    assert [path.name for path in (root / "claims").glob("*.json")] == ["a.json"]
