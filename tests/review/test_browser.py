"""The review page as a reviewer uses it, in a real browser, and the log that it leaves.

Skipped where playwright or a Chromium is missing (`.ci/run` installs it; CLAIM_AUDIT_CHROMIUM names another one).
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli
from review_bench import JANE, RICHARD, UNCITED, Bench
from review_page import EXAMPLE, Client, desk_of, entries, example, served

from audit.model import Subject
from audit.review.deciding import Wanted

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
CHROMIUM = os.environ.get("CLAIM_AUDIT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.enable_socket,
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CLAIM = "Most NETs never cause carcinoid syndrome"
expect = sync_api.expect


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def enter(browser: Any, address: str, path: str = "", width: int = 1440, **more: Any) -> Any:
    """A page of the desk, seen by somebody with the key. `problems`: whatever it should not have done."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **more).new_page()
    page.problems = []
    base = address.partition("?")[0]
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(base) else page.problems.append(request.url))
    page.goto(address)
    if path:
        page.goto(base + path)
    return page


def leave(page: Any) -> None:
    assert page.problems == []
    page.context.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return example(tmp_path)


# -- a review from beginning to end --


def test_a_reviewer_approves_waives_comments_undoes_and_signs(browser: Any, home: Path) -> None:
    with served(home) as desk:
        page = enter(browser, desk.address)
        page.get_by_role("link", name=re.compile("Understanding carcinoid syndrome")).click()
        expect(page.locator("#bar .state")).to_have_text("Draft")
        first = page.locator("#detail .statement").inner_text()
        approve_waive_and_comment(page, first)
        undo_and_ask_for_a_fix(page)
        sign_and_submit(page)
        leave(page)
    actions = [entry.action for entry in entries(home)]
    assert actions == ["approve", "waive", "comment", "undo", "fix-required", "sign", "submit"]
    check_the_log(home, first)
    check_the_reports(home)


def approve_waive_and_comment(page: Any, first: str) -> None:
    page.keyboard.press("a")
    expect(page.locator("#toast")).to_contain_text("Approved. Entry 1 is in the log.")
    expect(page.locator("#detail .statement")).not_to_have_text(first)
    page.keyboard.press("/")
    page.keyboard.type("never cause")
    page.locator("#list .item:visible").first.click()
    expect(page.locator("#detail .statement")).to_contain_text(CLAIM)
    page.keyboard.press("w")
    page.keyboard.type("house style: not a claim of ours")
    page.get_by_role("button", name="3 months").click()
    page.locator("#detail .finding form").get_by_role("button", name="Waive", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("Waived until 2027-02-23. Entry 2 is in the log.")
    expect(page.locator("#detail .finding .closure")).to_contain_text("house style")
    page.keyboard.press("c")
    page.keyboard.type("ask the medical team")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#detail .history")).to_contain_text("ask the medical team")


def undo_and_ask_for_a_fix(page: Any) -> None:
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Taken back. Entry 4")
    expect(page.locator("#detail .history")).not_to_contain_text("ask the medical team")
    page.keyboard.press("f")
    page.keyboard.type("name the comparator")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#detail .standing")).to_contain_text("Fix required")


def sign_and_submit(page: Any) -> None:
    page.keyboard.press("s")
    page.get_by_label("What the signature means").fill("medical review")
    page.locator("#sign-form").get_by_role("button", name="Sign").click()
    expect(page.locator("#toast")).to_contain_text("Signed. Entry 6 is in the log.")
    page.get_by_role("button", name="Page").click()
    expect(page.locator("#dialog-page")).to_contain_text("stands against an approval")
    expect(page.get_by_role("button", name="Approve the page")).to_be_disabled()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#bar .state")).to_have_text("In review")


def check_the_log(home: Path, first: str) -> None:
    written = entries(home)
    assert {(entry.actor.name, entry.actor.role) for entry in written} == {(JANE.name, JANE.role)}
    approved, waived, _, undone, _, signed, _ = written
    assert approved.subject.text == first
    assert (waived.subject.code, str(waived.until)) == ("CIT001", "2027-02-23")
    assert waived.reason == "house style: not a claim of ours"
    assert waived.hashes.claim_text
    assert undone.supersedes == 3
    assert signed.meaning == "medical review"
    assert signed.hashes.report
    cli = Cli(home)
    verified = cli("log", "verify")
    assert (verified.code, "7 entries" in verified.stdout) == (0, True)
    assert "waived content/carcinoid-syndrome.txt CIT001" in cli("log").stdout


def check_the_reports(home: Path) -> None:
    report = json.loads((home / "reports" / f"{EXAMPLE}.json").read_text(encoding="utf-8"))
    assert [finding["code"] for finding in report["findings"] if finding["waived"]] == ["CIT001"]
    assert report["review"]["signatures"][0]["meaning"] == "medical review"
    assert "Waived: 1" in (home / "reports" / f"{EXAMPLE}.html").read_text(encoding="utf-8")


def test_what_is_refused_is_said_where_it_was_written(browser: Any, bench: Bench) -> None:
    with served(bench.root) as desk:
        page = enter(browser, desk.address, f"d/page?item=c.{bench.claim('higher grade')}")
        page.keyboard.press("w")
        page.keyboard.type("x")
        page.locator("input[name=until]").first.evaluate("field => { field.max = ''; field.value = '2099-01-01'; }")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#detail .finding .error:visible")).to_contain_text("at most")
        assert entries(bench.root) == []
        page.problems = [words for words in page.problems if "409" not in words]  # the browser's own note of it
        leave(page)


def test_decisions_and_edits_of_others_appear_by_themselves(browser: Any, bench: Bench) -> None:
    with served(bench.root) as desk:
        claim = bench.claim("A pathologist")
        page = enter(browser, desk.address, f"d/page?item=c.{claim}")
        expect(page.locator("#detail .standing .state")).to_have_count(0)
        Client(desk)  # a second browser of the same person changes nothing
        desk_of(bench.root).decide("page", Wanted(RICHARD, "approve", Subject(type="claim", document="", id=claim)))
        expect(page.locator("#detail .standing")).to_contain_text("Approved")
        expect(page.locator("#detail .history")).to_contain_text("Richard Roe")
        bench.edit(UNCITED, "Tumors of a higher grade are associated with a much shorter survival.")
        expect(page.locator("#notices")).to_contain_text("has changed since this audit")
        page.get_by_role("button", name="Audit it again").click()
        expect(page.locator("#text")).to_contain_text("a much shorter survival")
        expect(page.locator("#notices")).not_to_contain_text("has changed since this audit")
        leave(page)


def test_what_one_is_writing_stays_when_others_decide(browser: Any, bench: Bench) -> None:
    with served(bench.root) as desk:
        claim = bench.claim("A pathologist")
        page = enter(browser, desk.address, f"d/page?item=c.{claim}")
        page.keyboard.press("c")
        page.keyboard.type("half a sent")
        desk_of(bench.root).decide("page", Wanted(RICHARD, "approve", Subject(type="claim", document="", id=claim)))
        expect(page.locator(f"#list [data-item='c.{claim}'] .did")).to_have_class(re.compile("approved"))
        assert page.locator("#give-comment textarea").input_value() == "half a sent"
        page.keyboard.type("ence")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#detail .history")).to_contain_text("half a sentence")
        expect(page.locator("#detail .history")).to_contain_text("Richard Roe")
        leave(page)


# -- ways around --


def test_keys_filters_and_search(browser: Any, home: Path) -> None:
    with served(home) as desk:
        page = enter(browser, desk.address, f"d/{EXAMPLE}")
        current, shown = page.locator("#list [aria-current]"), page.locator("#list .item:visible")
        items = page.locator("#list .item")
        count = items.count()
        assert count > 30
        names = [items.nth(n).get_attribute("data-item") for n in range(3)]
        for key, at in (("j", 1), ("j", 2), ("k", 1)):
            page.keyboard.press(key)
            expect(current).to_have_attribute("data-item", names[at])
            expect(page.locator("#detail")).to_have_attribute("data-key", names[at])
        page.go_back()
        expect(current).to_have_attribute("data-item", names[2])
        assert page.locator("#text .cl.on").count() >= 1

        page.get_by_label("Open findings").check()
        assert 0 < shown.count() < count
        expect(page.locator("[data-shown]")).to_contain_text(f"of {count} shown")
        page.keyboard.press("/")
        page.keyboard.type("retracted")
        expect(shown).to_have_count(1)
        page.keyboard.type(" nothing of the kind")
        expect(page.get_by_text("Nothing fits.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#search")).to_have_value("")

        page.keyboard.press("?")
        expect(page.locator("#dialog-help")).to_be_visible()
        page.get_by_label("Single keys do something").uncheck()
        page.keyboard.press("Escape")
        expect(page.locator("#dialog-help")).not_to_be_visible()
        before = page.locator("#detail").get_attribute("data-key")
        page.keyboard.press("j")
        page.keyboard.press("a")
        assert page.locator("#detail").get_attribute("data-key") == before
        assert entries(home) == []
        leave(page)


def test_the_text_leads_to_the_claim_and_a_claim_to_its_reference(browser: Any, home: Path) -> None:
    with served(home) as desk:
        page = enter(browser, desk.address, f"d/{EXAMPLE}")
        page.locator("#text .cl", has_text="hydroxychloroquine was associated").first.click()
        expect(page.locator("#detail .statement")).to_contain_text("hydroxychloroquine was associated")
        work = page.locator("#detail .work").first
        expect(work).to_contain_text("As cited")
        expect(work).to_contain_text("As registered")
        expect(work).to_contain_text("Retracted 5 June 2020")
        work.get_by_role("link", name="Retracted work").click()
        expect(page.locator("#detail .finding .code")).to_have_text("DOI005")
        leave(page)


def test_a_passage_is_accepted_as_the_anchor(browser: Any, home: Path) -> None:
    copy = home / "bib" / "fulltext" / "pellikka1993carcinoid.txt"
    copy.parent.mkdir()
    copy.write_text(
        "Results. Of 132 patients with carcinoid syndrome who had an echocardiogram, 74 (56%) had carcinoid heart "
        "disease. The others had none.\n",
        encoding="utf-8",
    )
    assert Cli(home)("run", "--offline", "--quiet").code == 1
    with served(home) as desk:
        page = enter(browser, desk.address, f"d/{EXAMPLE}")
        page.locator("#list .item", has_text="Of 132 patients").click()
        page.get_by_role("button", name="Accept as the anchor").first.click()
        expect(page.locator("#detail blockquote.anchored")).to_contain_text("74 (56%)")
        leave(page)
    (entry,) = entries(home)
    assert (entry.action, entry.subject.reference) == ("anchor", "pellikka1993carcinoid")


def test_it_says_when_the_desk_is_gone(browser: Any, bench: Bench) -> None:
    with served(bench.root) as desk:
        page = enter(browser, desk.address, "d/page")
        expect(page.locator("#silent")).to_be_hidden()
    expect(page.locator("#silent")).to_be_visible(timeout=20_000)
    page.keyboard.press("a")
    expect(page.locator("#toast")).to_contain_text("nothing was written")
    page.context.close()


# -- for everybody --


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (900, "light"), (1440, "dark")])
def test_it_fits_loads_nothing_from_elsewhere_and_axe_finds_nothing(
    browser: Any, home: Path, width: int, scheme: str
) -> None:
    desk_of(home).decide(EXAMPLE, Wanted(JANE, "sign", Subject(type="document", document=""), meaning="medical review"))
    script = resources.files(axe).joinpath("axe.min.js").read_text("utf-8")

    def look(page: Any, what: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, what
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(script)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        told = [
            (v["id"], v["impact"], v["nodes"][0]["html"][:160], v["nodes"][0]["failureSummary"][:300]) for v in found
        ]
        assert told == [], what

    with served(home) as desk:
        page = enter(browser, desk.address, width=width, color_scheme=scheme, bypass_csp=True)
        look(page, "documents")
        page.goto(desk.address.partition("?")[0] + f"d/{EXAMPLE}")
        look(page, "desk")
        for pane in ("list", "text", "detail"):
            tab = page.locator(f".tabs [data-show={pane}]")
            if tab.is_visible():
                tab.click()
                look(page, pane)
        page.locator("#text .cl", has_text=CLAIM).first.evaluate("span => span.click()")
        expect(page.locator("#detail .statement")).to_contain_text(CLAIM)
        page.keyboard.press("w")
        look(page, "waiving")
        page.keyboard.press("Escape")
        page.keyboard.press("c")
        look(page, "commenting")
        page.keyboard.press("Escape")
        for key in "ps?":
            page.keyboard.press(key)
            look(page, key)
            page.keyboard.press("Escape")
        page.goto(desk.address.partition("?")[0] + f"d/{EXAMPLE}?item=r.mehra2020hydroxychloroquine")
        look(page, "reference")
        leave(page)
