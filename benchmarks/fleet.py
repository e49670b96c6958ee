"""A fleet of pages: cold, warm, one page changed, one process against two, killed in the middle, ten times as many.

    python benchmarks/fleet.py [--pages 2000] [--works 3000] [--cited 20] [--jobs 2] [--only cold,warm,...] [--keep DIR]

The pages are rendered from templates (fleet_pages.py) and cite works that do not exist; the loopback registry of the
tests knows them, in a process of its own, with Crossref's limits (10/s and 3 at a time singly, 3/s and 3 at a time for
lists) and 100 ms a request. Every step is the command line in a process of its own. Beside the time on the clock
stands the processor time of the run and its processes, which another load on the machine does not change much; memory
is the most that all of its processes together had resident (shared pages counted once a process).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from fleet_pages import works, write_pages  # noqa: E402

STEPS = ("cold", "warm", "one", "jobs", "kill", "more")


@dataclass(frozen=True, slots=True)
class Run:
    """How a run went: seconds on the clock and of the processors, megabytes, exit code, what it said."""

    wall: float
    processor: float
    memory: float
    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Fleet:
    """A workspace with pages, and the registries that its runs ask."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str, until: Callable[[], bool] | None = None) -> Run:
        """`claim-audit run`, watched; killed (with its processes left to themselves) as soon as `until` says so."""
        command = [sys.executable, "-m", "audit", "run", "--fail-on", "never", *arguments]
        before, began = os.times(), time.perf_counter()
        process = subprocess.Popen(
            command, cwd=self.home, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        most, over = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process, most, over, until), daemon=True)
        watcher.start()
        _, said = process.communicate()
        wall, after = time.perf_counter() - began, os.times()
        over.set()
        watcher.join()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        return Run(wall, spent, most[0], process.returncode, said)

    def forget(self) -> None:
        """As if nothing had ever been audited here."""
        for name in ("claims", "bib", "reports", ".claim-audit"):
            shutil.rmtree(self.home / name, ignore_errors=True)

    @property
    def reports(self) -> list[Path]:
        """The stored audits."""
        return sorted((self.home / "reports").glob("*.json"))


def _watch(
    process: subprocess.Popen[str], most: list[float], over: threading.Event, until: Callable[[], bool] | None
) -> None:
    while not over.wait(0.1):
        most[0] = max(most[0], sum(map(_resident, _family(process.pid))))
        if until is not None and until():
            process.send_signal(signal.SIGKILL)
            return


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family(int(child))


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


@contextlib.contextmanager
def registry(folder: Path, number: int, latency: float) -> Iterator[dict[str, str]]:
    """The registries in a process of their own; gives the environment that names them."""
    (folder / "works.json").write_text(json.dumps(works(number)), encoding="utf-8")
    script = ROOT.parent / "tests" / "registry_server.py"
    command = [sys.executable, str(script), "--records", str(folder), "--port", "0", "--latency", str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            lines = [server.stdout.readline().strip() for _ in range(7)]
            exports = [line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export ")]
            yield dict(exports)
        finally:
            server.terminate()


def tell(what: str, run: Run, more: str = "") -> None:
    """A line of the table."""
    print(f"| {what} | {run.wall:.1f} s | {run.processor:.1f} s | {run.memory:.0f} MB | {more} |", flush=True)


def main() -> None:
    """Measure what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--works", type=int, default=3000)
    parser.add_argument("--cited", type=int, default=20, help="references a page")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds before each answer of the registry")
    parser.add_argument("--more", type=int, default=10, help="how many times as many pages in the last step")
    parser.add_argument("--only", default="cold,warm,one,jobs,kill", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args()
    steps = options.only.split(",")
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home, records = folder / "workspace", folder / "records"
        for path in (home / "content", records):
            path.mkdir(parents=True, exist_ok=True)
        (home / "claim-audit.toml").write_text('sources = ["content"]\n', encoding="utf-8")
        own = {name: value for name, value in os.environ.items() if not name.startswith("CLAIM_AUDIT_")}
        own.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled
        paths = {
            "PYTHONPATH": str(ROOT.parent),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        }
        named = stack.enter_context(registry(records, options.works, options.latency))
        pages = write_pages(home / "content", 0, options.pages, works(options.works), options.cited)
        print(f"{options.pages} pages, {options.cited} references each, {options.works} works; {os.cpu_count()} cores")
        print("\n| step | time | processor | memory | |\n|---|---|---|---|---|")
        measure(Fleet(home, {**own, **paths, **named}), pages, steps, options)


def measure(fleet: Fleet, pages: list[Path], steps: list[str], options: argparse.Namespace) -> None:
    """The steps that are asked for, in their order."""
    jobs = ("--jobs", str(options.jobs))
    if "cold" in steps:
        fleet.forget()
        run = fleet.run(*jobs)
        tell(f"cold, {options.jobs} jobs", run, f"{len(fleet.reports)} audits, exit code {run.code}")
    if "warm" in steps:
        before = {path: path.stat().st_mtime_ns for path in fleet.reports}
        run = fleet.run(*jobs)
        written = sum(path.stat().st_mtime_ns != before.get(path) for path in fleet.reports)
        tell("warm", run, f"{written} audits written")
    if "one" in steps:
        page = pages[len(pages) // 2]
        changed = page.read_text(encoding="utf-8").replace("placebo", "the comparator", 1)
        page.write_text(changed.replace("This page explains", "Here we explain", 1), encoding="utf-8")
        before = {path: path.stat().st_mtime_ns for path in fleet.reports}
        run = fleet.run(*jobs)
        written = sum(path.stat().st_mtime_ns != before.get(path) for path in fleet.reports)
        tell("one page changed", run, f"{written} audits written")
    if "jobs" in steps:
        compare_jobs(fleet, options)
    if "kill" in steps:
        kill(fleet, pages, jobs)
    if "more" in steps:
        write_pages(fleet.home / "content", len(pages), len(pages) * options.more, works(options.works), options.cited)
        fleet.forget()
        run = fleet.run(*jobs)
        tell(f"cold, {len(pages) * options.more} pages", run, f"{len(fleet.reports)} audits")
        tell(f"warm, {len(pages) * options.more} pages", fleet.run(*jobs))


def compare_jobs(fleet: Fleet, options: argparse.Namespace) -> None:
    """One process against several, from evidence on file: what the registries take is no matter of processes."""
    times = []
    for number in (1, options.jobs):
        for name in ("claims", "reports", ".claim-audit"):
            shutil.rmtree(fleet.home / name, ignore_errors=True)
        run = fleet.run("--offline", "--jobs", str(number))
        times.append(run.wall)
        more = "" if number == 1 else f"{times[0] / times[-1]:.2f} times as fast"
        tell(f"evidence on file, {number} {'job' if number == 1 else 'jobs'}", run, more)


def kill(fleet: Fleet, pages: list[Path], jobs: tuple[str, ...]) -> None:
    """Killed when a third is done: what was finished stays, and is not done again."""
    for name in ("claims", "reports", ".claim-audit"):
        shutil.rmtree(fleet.home / name, ignore_errors=True)
    run = fleet.run(*jobs, until=lambda: len(fleet.reports) >= len(pages) // 3)
    finished = {path: path.read_bytes() for path in fleet.reports}
    broken = [path for path, data in finished.items() if not _whole(data)]
    tell("killed when a third was done", run, f"{len(finished)} audits on disk, {len(broken)} broken")
    before = {path: path.stat().st_mtime_ns for path in finished}
    run = fleet.run(*jobs)
    lost = [path for path, data in finished.items() if path.read_bytes() != data]
    again = sum(path.stat().st_mtime_ns != when for path, when in before.items())
    tell(
        "the run after it", run, f"{len(fleet.reports)} audits; of those finished, {len(lost)} lost, {again} rewritten"
    )


def _whole(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
