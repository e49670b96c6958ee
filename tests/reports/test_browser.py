"""The pages in a real browser. Skipped where playwright or a Chromium is missing.

Set CLAIM_AUDIT_CHROMIUM to a browser elsewhere, CLAIM_AUDIT_AXE to a copy of axe.min.js for the accessibility check.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from audit.model import Report
from audit.reports import render, render_workspace

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("CLAIM_AUDIT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
_AXE = importlib.util.find_spec("axe_playwright_python")
_AXE_FOLDER = (list(_AXE.submodule_search_locations or []) if _AXE else []) or ["nowhere"]
AXE = Path(os.environ.get("CLAIM_AUDIT_AXE") or Path(_AXE_FOLDER[0]) / "axe.min.js")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.enable_socket,
]
PAGES = ["realistic", "compared", "hostile", "empty", "clean"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, samples: ModuleType) -> Callable[[str], str]:
    """The address of a page: `realistic`, `realistic.annotated`, `index`, ..."""
    folder = tmp_path_factory.mktemp("pages")

    def address(name: str) -> str:
        file = folder / f"{name}.html"
        if not file.exists():
            if name == "index":
                data = render_workspace(samples.fleet(), "html")
            else:
                sample, _, kind = name.partition(".")
                data = render(samples.SAMPLES[sample](), "annotated-html" if kind else "html")
            file.write_bytes(data)
        return file.as_uri()

    return address


def _open(browser: Any, address: str, width: int = 1280, **more: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **more).new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("dialog", lambda dialog: (page.problems.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: page.problems.append(request.url) if request.url != address else None)
    page.goto(address)
    return page


@pytest.mark.parametrize("name", [*PAGES, "index", "realistic.annotated", "hostile.annotated"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (900, "dark"), (1440, "light")])
def test_pages_fit_and_load_nothing(
    name: str, width: int, scheme: str, browser: Any, pages: Callable[[str], str]
) -> None:
    page = _open(browser, pages(name), width, color_scheme=scheme)
    assert page.problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() != "owned"
    if width == 360:
        page.emulate_media(media="print")
        assert page.locator("form.tools").count() == 0 or not page.locator("form.tools").first.is_visible()
    page.context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-playwright-python is not installed")
@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        # every page once, in one of the two looks; those that have every part in both
        *((name, 1440, "light") for name in ("realistic", "index", "hostile", "empty", "hostile.annotated")),
        *((name, 360, "dark") for name in ("realistic", "index", "compared", "clean", "realistic.annotated")),
    ],
)
def test_axe_finds_nothing(name: str, width: int, scheme: str, browser: Any, pages: Callable[[str], str]) -> None:
    page = _open(browser, pages(name), width, color_scheme=scheme, bypass_csp=True)
    page.evaluate(AXE.read_text("utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in result["violations"]] == []
    page.context.close()


def test_filters_search_and_deep_links(browser: Any, pages: Callable[[str], str]) -> None:
    page = _open(browser, pages("realistic"))
    findings = page.locator("#findings article")
    shown = page.locator("#findings article:visible")
    assert findings.count() == 16
    page.get_by_label("Major (9)").uncheck()
    output = page.locator("form[data-for=findings] output")
    sync_api.expect(output).to_have_text("7 of 16 shown")
    assert shown.count() == 7
    assert not page.locator("#severity-major").is_visible()
    page.get_by_label("Major (9)").check()
    page.locator("form[data-for=findings] input[type=search]").fill("retracted withdrawn")
    sync_api.expect(output).to_have_text("1 of 16 shown")
    page.locator("form[data-for=findings] input[type=search]").fill("")
    page.locator("form[data-for=findings] select").select_option("CIT001")
    sync_api.expect(output).to_have_text("3 of 16 shown")
    # a link to a finding that the filter hides shows it
    hidden = findings.nth(0).get_attribute("id")
    page.evaluate("id => { location.hash = id; }", hidden)
    sync_api.expect(page.locator(f"#{hidden}")).to_be_visible()
    page.locator("form[data-for=source] select").select_option("none")
    sync_api.expect(page.locator("form[data-for=source] output")).to_have_text("3 of 27 shown")
    page.locator("form[data-for=references] select").select_option("unverified")
    sync_api.expect(page.locator("form[data-for=references] output")).to_have_text("1 of 8 shown")
    assert page.problems == []
    page.context.close()


def test_everything_is_readable_without_scripts(browser: Any, pages: Callable[[str], str]) -> None:
    page = _open(browser, pages("realistic"), java_script_enabled=False)
    assert page.locator("#findings article:visible").count() == 16
    assert page.locator("form.tools:visible").count() == 0
    assert page.locator("#references article:visible").count() == 8
    page.context.close()


def test_two_thousand_claims_open(browser: Any, pages: Callable[[str], str]) -> None:
    page = _open(browser, pages("large"))  # benchmarks/reports.py measures how long it takes
    assert page.locator("#references article").count() == 500
    page.context.close()


def test_the_page_prints(browser: Any, pages: Callable[[str], str], sample: Callable[[str], Report]) -> None:
    import pypdfium2

    page = _open(browser, pages("realistic"))
    pdf = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in pdf)
    for finding in sample("realistic").findings:
        assert finding.message.split(".")[0][:40] in " ".join(text.split())
    assert "Signature" in text
    page.context.close()
