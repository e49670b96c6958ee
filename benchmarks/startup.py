"""How long the command line takes to answer, with a warm file cache.

    python benchmarks/startup.py [--runs 15] [--command PATH]

Each command runs once to warm the cache, then RUNS times, in a process of its own as from a shell. Wall: the clock, the
least and the median, which other work on the machine lengthens. CPU: processor time of the process, which it hardly
does; goals are held against its median. Exit code 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Timed:
    """A command with its goal (ms), and what its runs took (ms)."""

    arguments: list[str]
    goal: float | None
    wall: list[float]
    cpu: list[float]

    @property
    def missed(self) -> bool:
        return self.goal is not None and statistics.median(self.cpu) > self.goal

    def row(self) -> str:
        wall, cpu = statistics.median(self.wall), statistics.median(self.cpu)
        goal = "" if self.goal is None else f"{self.goal:.0f}{' missed' if self.missed else ''}"
        name = " ".join(["claim-audit", *self.arguments])
        return f"| `{name}` | {min(self.wall):.0f} | {wall:.0f} | {min(self.cpu):.0f} | {cpu:.0f} | {goal} |"


GOALS: list[tuple[list[str], float | None]] = [
    (["--version"], 150),
    (["--help"], 400),
    (["run", "--help"], 400),
    (["schema", "report"], None),
    (["rules", "CIT001"], None),
]


def measure(command: list[str], arguments: list[str], goal: float | None, runs: int) -> Timed:
    wall, cpu = [], []
    for run in range(runs + 1):
        began = time.perf_counter()
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        ended = time.perf_counter()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(arguments)} ended with {process.returncode}")
        if run:  # the first one warms the cache
            wall.append(1000 * (ended - began))
            cpu.append(1000 * (used.ru_utime + used.ru_stime))
    return Timed(arguments, goal, wall, cpu)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--command", help="default: the claim-audit beside this Python, else python -m audit")
    options = parser.parse_args()
    beside = Path(sys.executable).parent / "claim-audit"
    command = (
        [options.command or str(beside)] if options.command or beside.exists() else [sys.executable, "-m", "audit"]
    )
    timed = [measure(command, arguments, goal, options.runs) for arguments, goal in GOALS]
    bare = measure([sys.executable], ["-c", "pass"], None, options.runs)
    print(f"Python {sys.version.split()[0]} itself: {statistics.median(bare.cpu):.0f} ms CPU. All times in ms.\n")
    print("| command | wall, least | wall, median | CPU, least | CPU, median | goal |\n|---|---|---|---|---|---|")
    print("\n".join(item.row() for item in timed))
    sys.exit(any(item.missed for item in timed))


if __name__ == "__main__":
    main()
