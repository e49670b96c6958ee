"""Draw docs/images/report.png from the example's report: its verdict, and the beginning of its annotated text.

python tests/example/picture.py        needs chromium, playwright and pillow
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "reports" / "carcinoid-syndrome.html"
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH = 1180
HIDDEN = "summary reconciliation charts unchecked findings references matrix provenance signoff".split()
STYLE = "".join(f"#{name} {{ display: none !important }} " for name in HIDDEN) + (
    "nav.contents, #source form, #source .filter { display: none !important } main { max-width: none !important }"
)
FROM_LINE = """first => {
  for (const row of document.querySelectorAll('#source [id^="L"]'))
    if (Number(row.id.slice(1)) < first) row.style.display = 'none';
}"""


def main() -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1180}, bypass_csp=True)
        page.goto(REPORT.as_uri())
        page.add_style_tag(content=STYLE)
        page.evaluate(FROM_LINE, 11)
        shot = page.screenshot()
        browser.close()
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(224, dither=Image.Dither.NONE)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    picture.save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
