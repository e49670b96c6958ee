"""The page over all audits of a workspace, its history, and stored reports drawn as one."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from pages import CLEAN, NO_CITATION, UNCITED

from audit import overview
from audit.errors import InputError
from audit.model import Settings
from audit.pipeline import Order
from audit.reports.workspace import Snapshot
from audit.runs import run
from audit.workspace import Workspace, create

FIRST, SECOND = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    create(tmp_path)
    (tmp_path / "content" / "page.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "content" / "other page.txt").write_text(NO_CITATION, encoding="utf-8")
    return Workspace(tmp_path, Settings())


def audited(space: Workspace, now: datetime) -> str | None:
    order = Order(space.settings, now, offline=True)
    return overview.update(space.reports, run(space, space.sources([]), order, jobs=1).audits, order.stamp)


def index(space: Workspace) -> html.HtmlElement:
    return html.document_fromstring((space.reports / overview.INDEX).read_bytes())


def test_it_leads_to_every_report_and_shows_what_changed(space: Workspace) -> None:
    assert audited(space, FIRST) is None
    links = [link for link in index(space).xpath("//a/@href") if link.endswith(".html")]
    assert sorted(set(links)) == ["other-page.html", "page.html"]
    assert all((space.reports / link).is_file() for link in links)
    assert "first audit" in index(space).text_content()
    (space.root / "content" / "page.txt").write_text(UNCITED, encoding="utf-8")
    audited(space, SECOND)
    text = re.sub(r"\s+", " ", index(space).text_content())
    assert "1 more than on 1 November 2026" in text
    assert len(overview.recall(space.reports / overview.HISTORY)) == 3  # the page twice, the other once


def test_a_run_that_found_the_same_leaves_no_trace(space: Workspace) -> None:
    audited(space, FIRST)
    before = {path: path.stat().st_mtime_ns for path in space.reports.iterdir()}
    audited(space, SECOND)
    assert {path: path.stat().st_mtime_ns for path in space.reports.iterdir()} == before


def test_a_torn_history_is_read_as_far_as_it_goes(space: Workspace) -> None:
    audited(space, FIRST)
    history = space.reports / overview.HISTORY
    whole = overview.recall(history)
    with history.open("ab") as stream:
        stream.write(b'{"document": "content/page.txt", "when": "20')
    assert overview.recall(history) == whole
    overview.remember(history, [("content/page.txt", Snapshot("2026-11-30T00:00:00Z", 1, 2, 3))])
    assert overview.recall(history)[-1] == ("content/page.txt", Snapshot("2026-11-30T00:00:00Z", 1, 2, 3))
    assert len(overview.recall(history)) == len(whole) + 1


def test_too_many_documents_leave_no_page_that_is_out_of_date(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(space, FIRST)
    monkeypatch.setattr(overview, "MOST", 1)
    (space.root / "content" / "page.txt").write_text(UNCITED, encoding="utf-8")
    remark = audited(space, SECOND)
    assert remark is not None
    assert "claim-audit report reports --format html" in remark
    assert not (space.reports / overview.INDEX).exists()


def test_a_source_called_index_keeps_its_own_report(space: Workspace) -> None:
    (space.root / "content" / "index.html").write_text("<p>Tumors grow slowly in most patients.</p>", encoding="utf-8")
    audited(space, FIRST)
    assert "Claim audit of a workspace" in index(space).text_content()
    assert json.loads((space.reports / "index-html.json").read_text())["document"]["path"] == "content/index.html"


def test_reports_are_drawn_as_one(space: Workspace) -> None:
    (space.root / "content" / "page.txt").write_text(UNCITED, encoding="utf-8")
    audited(space, FIRST)
    files = sorted(space.reports.glob("*.json"))
    (space.reports / "package.json").write_text('{"name": "not ours"}', encoding="utf-8")
    drawn = json.loads(overview.draw([*files, space.reports / "package.json"], "sarif", space.root))
    uris = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for r in drawn["runs"][0]["results"]
        for place in r["locations"]
    }
    assert uris == {"content/page.txt", "content/other%20page.txt"}
    with pytest.raises(InputError, match="holds no stored report"):
        overview.draw([space.reports / "package.json"], "html", space.reports)
