"""Killed at any moment, a run leaves the workspace whole, and the next run completes it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Cli
from pages import CLEAN
from registry_server import RegistryServer

from audit.bibliography.bibtex import read_bibtex
from audit.stored import load_report

EPOCH = "1790000000"
# `claim-audit run`, killed when it has written its n-th temporary file, or just after that file took its place
KILLED = """
import os, pathlib, signal, sys
from audit.cli import main
moment, n = sys.argv[1], int(sys.argv[2])
count = 0
def strike():
    global count
    count += 1
    if count == n:
        os.kill(os.getpid(), signal.SIGKILL)
fsync, replace = os.fsync, pathlib.Path.replace
def killing_fsync(handle):
    if moment == "before": strike()
    fsync(handle)
def killing_replace(self, target):
    done = replace(self, target)
    if moment == "after": strike()
    return done
os.fsync, pathlib.Path.replace = killing_fsync, killing_replace
main(["run", "--quiet"])
"""


def assert_whole(home: Path) -> None:
    """Whatever is there under its own name can be read to its end."""
    for path in home.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in (home / "reports").glob("*.json"):
        load_report(path)
    for path in (home / "reports").glob("*.html"):
        assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    for path in (home / "bib").glob("*.bib"):
        assert read_bibtex(path).problems == []


def contents(home: Path) -> dict[str, bytes]:
    own = ("claims", "bib", "reports")
    found = {path.relative_to(home).as_posix(): path for folder in own for path in (home / folder).rglob("*.*")}
    return {
        name: path.read_bytes() for name, path in found.items() if path.is_file() and path.suffix not in {".tmp", ""}
    }


@pytest.fixture
def whole(cli: Cli, page: Path, server: RegistryServer) -> dict[str, bytes]:
    """What an undisturbed run writes."""
    assert cli("run", **server.env(), SOURCE_DATE_EPOCH=EPOCH).code == 0
    before = contents(page.parents[1])
    for name in before:
        (page.parents[1] / name).unlink()
    return before


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("n", [1, 3, 5])
def test_killed_at_a_write(
    cli: Cli, page: Path, server: RegistryServer, whole: dict[str, bytes], moment: str, n: int
) -> None:
    home = page.parents[1]
    environment = cli.env(**server.env(), SOURCE_DATE_EPOCH=EPOCH)
    command = [sys.executable, "-c", KILLED, moment, str(n)]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert_whole(home)
    assert cli("run", **server.env(), SOURCE_DATE_EPOCH=EPOCH).code == 0
    assert without_times(contents(home)) == without_times(whole)


def without_times(files: dict[str, bytes]) -> dict[str, bytes]:
    """Evidence holds the moment of its retrieval, and reports show it: all the rest is the same."""
    fixed = {name: data for name, data in files.items() if name.startswith(("claims/", "bib/references"))}
    return dict.fromkeys(files, b"") | fixed


def test_killed_at_any_moment(cli: Cli, page: Path, server: RegistryServer) -> None:
    home = page.parents[1]
    for number, delay in enumerate((0.2, 0.45, 0.7, 0.95, 1.2)):
        page.write_text(CLEAN + "\n" * number, encoding="utf-8")
        command = [sys.executable, "-m", "audit", "run", "--quiet", "--refresh"]
        process = subprocess.Popen(command, cwd=home, env=cli.env(**server.env()), stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        assert_whole(home)
    assert cli("run", **server.env()).code == 0
    assert_whole(home)


def test_what_a_killed_run_left_half_written_is_cleared_away(cli: Cli, page: Path) -> None:
    import os

    home = page.parents[1]
    (home / "reports").mkdir()
    old, new = home / "reports" / ".page.json.abc123.tmp", home / "reports" / ".page.json.def456.tmp"
    old.write_text("{")
    new.write_text("{")
    os.utime(old, (0, 0))
    cli("run", "--offline")
    assert not old.exists()
    assert new.exists()  # another run may be writing it this moment


def test_two_runs_at_once_lose_nothing(cli: Cli, page: Path, server: RegistryServer) -> None:
    home = page.parents[1]
    (home / "content" / "other.txt").write_text(CLEAN.replace("divide", "multiply"), encoding="utf-8")
    command = [sys.executable, "-m", "audit", "run", "--quiet"]
    processes = [
        subprocess.Popen([*command, f"content/{name}.txt"], cwd=home, env=cli.env(**server.env()))
        for name in ("page", "other", "page", "other")
    ]
    assert [process.wait(120) for process in processes] == [0, 0, 0, 0]
    assert_whole(home)
    assert {path.stem for path in (home / "reports").glob("*.json")} == {"page", "other"}
    assert len(read_bibtex(home / "bib" / "references.bib").references) == 2
