"""A run on a dask cluster of two workers, and one that is killed in the middle, come to what any run comes to."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Cli
from pages import CLEAN, NO_CITATION, UNCITED, records
from registry_server import RegistryServer

PAGES = 40
EPOCH = "1790000000"
# `claim-audit run`, killed as soon as ten audits are on disk
KILLED = """
import os, pathlib, signal, sys
from audit.cli import main
replace, count = pathlib.Path.replace, 0
def killing_replace(self, target):
    global count
    done = replace(self, target)
    if pathlib.Path(target).parent.name == "reports" and pathlib.Path(target).suffix == ".json":
        count += 1
        if count == 10:
            os.kill(os.getpid(), signal.SIGKILL)
    return done
pathlib.Path.replace = killing_replace
main(["run", "--jobs", "1", "--quiet"])
"""


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer(records(), limits=None) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace with pages, one of them broken."""
    content = tmp_path / "content"
    content.mkdir()
    for number in range(PAGES):
        text = (CLEAN, UNCITED, NO_CITATION)[number % 3]
        (content / f"page{number:02}.txt").write_text(text + "\n" * number, encoding="utf-8")
    (content / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    return tmp_path


def audits(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for name in ("claims", "reports") for path in (home / name).glob("page*")}


def clear(home: Path) -> None:
    for name in ("claims", "reports"):
        for path in (home / name).iterdir():
            path.unlink()


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed", reason="needs the extra `scale` (dask.distributed)")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running.scheduler_address.replace("tcp://", "dask://")


def test_a_cluster_writes_what_one_process_writes(cli: Cli, home: Path, server: RegistryServer, cluster: str) -> None:
    here = cli("run", "--jobs", "1", **server.env(), SOURCE_DATE_EPOCH=EPOCH)
    written = audits(home)
    assert len(written) >= 2 * PAGES
    clear(home)
    there = cli("run", "--engine", cluster, "--offline", SOURCE_DATE_EPOCH=EPOCH)
    assert there.code == here.code == 1
    assert "broken.pdf" in there.stderr
    assert audits(home).keys() == written.keys()
    clear(home)
    assert cli("run", "--jobs", "1", "--offline", SOURCE_DATE_EPOCH=EPOCH).code == 1
    again = audits(home)
    clear(home)
    cli("run", "--engine", cluster, "--offline", SOURCE_DATE_EPOCH=EPOCH)
    assert audits(home) == again


def test_a_cluster_that_is_not_there(cli: Cli, home: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra `scale` (dask.distributed)")
    assert cli("run", "--engine", "spark://x").code == 2
    assert not (home / "reports").exists()


def test_a_killed_run_loses_nothing_that_was_finished(cli: Cli, home: Path, server: RegistryServer) -> None:
    environment = cli.env(**server.env(), SOURCE_DATE_EPOCH=EPOCH)
    command = [sys.executable, "-c", KILLED]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    finished = {path: path.read_bytes() for path in (home / "reports").glob("*.json")}
    assert len(finished) == 10
    asked = len(server.log)
    assert cli("run", **server.env(), SOURCE_DATE_EPOCH=EPOCH).code == 1
    assert {path: path.read_bytes() for path in finished} == finished
    told = cli("run", **server.env(), SOURCE_DATE_EPOCH=EPOCH).stderr
    assert f"{PAGES} sources: nothing has changed since their last audit" in told
    assert len(server.log) == asked  # every answer was on file before the first page was judged
    assert len(list((home / "reports").glob("*.json"))) == PAGES
