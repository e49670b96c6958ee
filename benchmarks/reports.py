"""How long each report format takes, and how large it gets.

    python benchmarks/reports.py [--claims N] [--references N]

The report is synthetic (tests/reports/samples.py). Times are the best of three (PDF: one), after the packages of the
format were loaded; processor time stands beside the clock because other work on the machine slows only the clock.
With playwright and a Chromium the time until the HTML report is loaded is measured too.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from audit.reports import FORMATS, WORKSPACE_FORMATS, render, render_workspace

LIMITS = {"pdf": 30.0}  # seconds; every other format: 5


def load_samples() -> ModuleType:
    path = Path(__file__).parents[1] / "tests" / "reports" / "samples.py"
    spec = importlib.util.spec_from_file_location("report_samples", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["report_samples"] = module
    spec.loader.exec_module(module)
    return module


def measure(draw: Callable[[], bytes], rounds: int) -> tuple[int, float, float]:
    """Bytes, best seconds by the clock, best seconds of the processor."""
    clock, processor, size = [], [], 0
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        size = len(draw())
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    return size, min(clock), min(processor)


def browser_load(page: bytes) -> float | None:
    """Seconds until a browser has loaded the page, or None without a browser."""
    chromium = os.environ.get("CLAIM_AUDIT_CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        return None
    if not chromium:
        return None
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        file = Path(folder) / "report.html"
        file.write_bytes(page)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = []
        for _ in range(3):
            tab = browser.new_page(viewport={"width": 1440, "height": 900})
            tab.goto(file.as_uri())
            times.append(tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
            tab.close()
        browser.close()
    return min(times)


def row(name: str, size: int, clock: float, processor: float, limit: float) -> bool:
    late = processor > limit
    print(f"{name:<20}{size / 1024:>8,.0f}{clock:>10.2f}{processor:>11.2f}{limit:>7.0f}{'  LATE' * late}")
    return late


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=2000)
    parser.add_argument("--references", type=int, default=500)
    options = parser.parse_args()
    samples = load_samples()
    report, small = samples.large(options.claims, options.references), samples.clean()
    print(f"{options.claims:,} claims, {options.references:,} references, {len(report.findings):,} findings")
    print(f"{'format':<20}{'KB':>8}{'seconds':>10}{'processor':>11}{'limit':>7}")
    late = 0
    for name in FORMATS:
        render(small, name)
        measured = measure(lambda name=name: render(report, name), 1 if name == "pdf" else 3)
        late += row(name, *measured, LIMITS.get(name, 5.0))
    for name in WORKSPACE_FORMATS:
        late += row(f"workspace {name}", *measure(lambda name=name: render_workspace([report, small], name), 1), 5.0)
    loaded = browser_load(render(report, "html"))
    print("browser: not measured" if loaded is None else f"{'opened in a browser':<28}{loaded:>10.2f}{'':>11}{2:>7}")
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
