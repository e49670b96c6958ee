"""Draw docs/images/desk.png: the review page with a claim of the example in hand.

python tests/example/picture_desk.py        needs chromium, playwright and pillow
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from review_page import EXAMPLE, desk_of, example, served  # noqa: E402

from audit.model import Actor, Subject  # noqa: E402
from audit.review.deciding import Wanted  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "desk.png"
WHO = Actor(name="Mia Medical", email="mia@example.org", role="Medical")
CLAIM = "hydroxychloroquine was associated"


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = example(Path(folder))
        desk = desk_of(home)
        for statement in desk.open(EXAMPLE).report.statements[4:7]:
            desk.decide(EXAMPLE, Wanted(WHO, "approve", Subject(type="claim", document="", id=statement.id)))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(home, WHO) as page_of:
            page = browser.new_page(viewport={"width": 1440, "height": 860})
            page.goto(page_of.address)
            page.goto(page_of.address.partition("?")[0] + f"d/{EXAMPLE}")
            page.locator("#text .cl", has_text=CLAIM).first.click()
            page.locator("#detail .statement", has_text=CLAIM).wait_for()
            shot = page.screenshot()
        browser.close()
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(160, dither=Image.Dither.NONE)
    picture.save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
