"""Draw the pictures of the documentation from the example workspace.

    python docs/images/draw.py        needs chromium, playwright and pillow

The example is audited in a copy, from the evidence that is shipped, with a page of notes beside it as the text of one
reference, so that there is something to hold its claims against. (`report.png` is the README's, drawn by
tests/example/picture.py.)
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WIDTH = 1000
NOTES = """\
Notes on this article for the reviewers of the example page, in words of our own.
From 1980 on, 132 patients with carcinoid syndrome had an echocardiogram. Of these 132 patients, 74 (56%) had carcinoid
heart disease.
The left side of the heart was affected in 5 of the 74 patients (7%). Most of them had a patent foramen ovale or a tumor
in the lung.
"""
REPORT = {
    "report-verdict": ["#verdict", "#summary"],
    "report-accounting": ["#reconciliation", "#charts"],
    "report-not-checked": ["#unchecked"],
    "report-finding": ["#severity-critical", "[id^=finding-482e0a03]"],
    "report-text": ["#source #L11", "#source #L25"],
    "report-support": ["#support h2", "#support .reference:nth-of-type(2)"],
    "report-reference": ["#references .reference:nth-of-type(7)"],
}


def example(folder: Path) -> Path:
    """The example, audited; its report."""
    for name in ("content", "bib", "claim-audit.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "bib" / "fulltext").mkdir(exist_ok=True)
    (folder / "bib" / "fulltext" / "pellikka1993carcinoid.txt").write_text(NOTES, encoding="utf-8")
    call = [sys.executable, "-m", "audit", "run", "--offline", "--quiet"]
    subprocess.run(call, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    return folder / "reports" / "carcinoid-syndrome.html"


def draw(page: Any, name: str, selectors: Sequence[str]) -> None:
    """A picture of everything from the first selector's element to the last one's."""
    boxes = [page.locator(selector).first.bounding_box() for selector in selectors]
    top, bottom = boxes[0]["y"], boxes[-1]["y"] + boxes[-1]["height"]
    clip = {"x": 0, "y": max(0, top - 14), "width": WIDTH, "height": bottom - top + 28}
    shot = page.screenshot(full_page=True, clip=clip)
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    path = HERE / f"{name}.png"
    picture.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def main() -> None:
    """Draw all of them."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1200}, bypass_csp=True)
        page.goto(example(Path(folder)).as_uri())
        for name, selectors in REPORT.items():
            draw(page, name, selectors)
        browser.close()


if __name__ == "__main__":
    main()
