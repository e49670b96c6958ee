"""What changed since an earlier audit: claims word for word, citations, findings; and what CI makes of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command_line import Cli
from hypothesis import given
from hypothesis import strategies as st
from review_bench import JANE, SECOND, UNCITED, Bench

from audit.model import Subject
from audit.review.comparing import Difference, compare, word_diff
from audit.review.deciding import Wanted
from audit.review.difference_text import as_json, as_markdown, as_text, summary


def since(bench: Bench, old: str, new: str) -> Difference:
    """What an edit of the page changes."""
    before = bench.report
    bench.edit(old, new)
    bench.audit()
    return compare(before, bench.report, "before")


def texts(found: Difference) -> dict[str, list[str]]:
    return {
        "added": [statement.text for statement in found.added],
        "removed": [statement.text for statement in found.removed],
        "changed": [item.after.text for item in found.changed],
        "new": [finding.code for finding in found.new_findings],
        "fixed": [finding.code for finding in found.fixed_findings],
    }


NOTHING: dict[str, list[str]] = {"added": [], "removed": [], "changed": [], "new": [], "fixed": []}
GRADED = "A pathologist grades neuroendocrine tumors by how fast their cells divide."
NEW = "The incidence of these tumors has increased sixfold since 1973."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(SECOND, f"{SECOND}\n{NEW}", {"added": [NEW], "new": ["CIT001"]}, id="added"),
        pytest.param(UNCITED + "\n", "", {"removed": [UNCITED], "fixed": ["CIT001"]}, id="removed"),
        pytest.param("are associated", "were linked", {"changed": [UNCITED.replace("are associated", "were linked")]},
                     id="reworded: the problem is the same"),
        pytest.param(UNCITED, UNCITED + "2", {"changed": [UNCITED], "fixed": ["CIT001"]}, id="cited now"),
        pytest.param("divide.1", "divide.2", {"changed": [GRADED], "new": ["CIT003"]}, id="cited otherwise"),
        pytest.param(f"{UNCITED}\n{SECOND}", f"{SECOND}\n{UNCITED}", {}, id="moved"),
        pytest.param("2017;189(10)", "2017;190(10)", {"new": ["DOI004"]}, id="a misprint in a reference"),
    ],
)  # fmt: skip
def test_what_an_edit_changes(bench: Bench, old: str, new: str, expected: dict[str, list[str]]) -> None:
    found = since(bench, old, new)
    assert texts(found) == {**NOTHING, **expected}
    assert bool(found) == bool(expected)


def test_citations_that_changed_are_named(bench: Bench) -> None:
    (item,) = since(bench, "divide.1", "divide.2").changed
    assert (item.cited, item.uncited) == (("10.1016/j.neo.2017.09.002",), ("10.1503/cmaj.160771",))
    assert not item.reworded


def test_a_split_is_told(bench: Bench) -> None:
    long = "Serotonin is the best known of these hormones, and histamine is released by the tumor as well.1"
    bench.edit(SECOND, f"{SECOND}\n{long}")
    bench.audit()
    found = since(bench, "hormones, and histamine", "hormones. Histamine")
    assert len(found.reshaped) == 1
    assert found.reshaped[0].endswith("was split.")


def test_without_an_earlier_audit_everything_is_new(bench: Bench) -> None:
    found = compare(None, bench.report, "nothing")
    assert len(found.new_findings) == len(bench.report.findings)
    assert found.removed == []


def test_every_form_says_the_same(bench: Bench) -> None:
    found = since(bench, "In 40% of patients", "In [50]% of <b>patients</b>")
    assert "In [-40-]{+[50]+}% of {+<b>+}patients" in as_text(found)
    assert "\x1b[32m{+" in as_text(found, colour=True)
    assert "In ~~40~~**\\[50\\]**% of " in as_markdown(found)
    assert "<b>" not in as_markdown(found).replace("\\<b\\>", "")
    values = json.loads(json.dumps(as_json(found)))
    assert values["schema"] == "claim-audit/difference/1"
    assert values["changed"][0]["before"] == SECOND
    assert summary(found).startswith("1 claim changed")
    assert as_text(compare(bench.report, bench.report, "itself")).endswith("nothing changed\n")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    parts = word_diff(before, after)
    assert "".join(part.text for part in parts if part.what != "added") == before
    assert "".join(part.text for part in parts if part.what != "removed") == after


# -- as commands --


@pytest.fixture
def shop(bench: Bench) -> Cli:
    """The command line in the workspace, which is a Git repository with one commit."""
    for arguments in (
        ["init", "-q"], ["config", "user.name", "Jane Doe"], ["config", "user.email", "jane@example.org"],
        ["add", "."], ["commit", "-q", "-m", "first"],
    ):  # fmt: skip
        subprocess.run(["git", "-C", str(bench.root), *arguments], check=True, capture_output=True)
    return Cli(bench.root)


def test_diff_with_the_last_approval(shop: Cli, bench: Bench) -> None:
    ran = shop("diff")
    assert (ran.code, "was never approved" in ran.stderr) == (2, True)
    for item in bench.report.findings:
        if item.severity == "major":
            subject = Subject(type="finding", document="content/page.txt", id=item.fingerprint)
            bench.desk.decide("page", Wanted(JANE, "reject", subject, reason="common knowledge"))
    bench.desk.decide("page", Wanted(JANE, "approve", Subject(type="document", document="content/page.txt")))
    same = shop("diff")
    assert (same.code, "the audit that Jane Doe approved on" in same.stdout) == (0, True)
    assert "nothing changed" in same.stdout
    bench.edit(SECOND, f"{SECOND}\n{NEW}")
    changed = shop("diff", "content/page.txt")
    assert changed.code == 1
    assert f"+ {NEW}" in changed.stdout
    assert "new    major    CIT001" in changed.stdout
    assert shop("diff", "--fail-on", "critical").code == 0
    assert bench.report.document.sha256, "nothing was written"
    kept = bench.root / "claims" / "approved" / "page.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("40%", "41%"), encoding="utf-8")
    forged = shop("diff")
    assert (forged.code, "is not the audit that was approved (entry" in forged.stderr) == (2, True)


def test_diff_with_a_revision_and_a_report(shop: Cli, bench: Bench, tmp_path: Path) -> None:
    bench.edit("are associated", "were associated")
    ran = shop("diff", "--against", "HEAD", "--format", "json")
    assert ran.code == 0
    values = json.loads(ran.stdout)
    assert [item["before"] for item in values["changed"]] == [UNCITED]
    assert values["against"].startswith("HEAD (")
    earlier = tmp_path / "earlier.json"
    earlier.write_bytes((bench.root / "reports" / "page.json").read_bytes())
    assert "~ Tumors of a higher grade [-are-]{+were+} associated" in shop("diff", "--against", earlier).stdout
    assert "~ Tumors" in shop("diff", "--against", bench.root / "reports").stdout
    for against, words in (("no-such-branch", "neither a stored report"), ("--help-me", "neither a stored report")):
        ran = shop("diff", f"--against={against}")
        assert (ran.code, words in ran.stderr) == (2, True)


def test_a_revision_without_a_report_is_audited_from_its_source(shop: Cli, bench: Bench) -> None:
    subprocess.run(["git", "-C", str(bench.root), "rm", "-q", "--cached", "reports/page.json"], check=True)
    subprocess.run(["git", "-C", str(bench.root), "commit", "-q", "-m", "no reports"], check=True)
    bench.edit("are associated", "were associated")
    ran = shop("diff", "--against", "HEAD")
    assert "audited now" in ran.stdout
    assert "[-are-]{+were+}" in ran.stdout
    (bench.root / "content" / "new.txt").write_text(f"A new page\n{NEW}\n", encoding="utf-8")
    ran = shop("diff", "content/new.txt", "--against", "HEAD")
    assert (ran.code, f"+ {NEW}" in ran.stdout) == (1, True)


def test_only_new_findings_fail_a_run(shop: Cli, bench: Bench) -> None:
    assert shop("run", "--offline", "--quiet").code == 1
    ran = shop("run", "--offline", "--new-only", "--against", "HEAD")
    assert ran.code == 0
    assert "no claim changed" in ran.stderr or "nothing changed" in ran.stderr
    bench.edit("are associated", "were associated")
    assert shop("run", "--offline", "--new-only", "--against", "HEAD", "--quiet").code == 0, (
        "the same problem, reworded"
    )
    bench.edit(SECOND, f"{SECOND}\n{NEW}")
    ran = shop("run", "--offline", "--new-only", "--against", "HEAD")
    assert ran.code == 1
    assert "1 claim added, 1 changed; 1 new finding." in ran.stderr
    assert bench.report.changes is not None
    assert len(bench.report.changes.new_findings) == 1
    assert shop("run", "--offline", "--quiet", "--new-only").code == 1, "never approved: everything is new"
    ran = shop("run", "--offline", "--new-only", "--against", "nowhere")
    assert (ran.code, "neither a stored report nor a Git revision" in ran.stderr) == (2, True)
