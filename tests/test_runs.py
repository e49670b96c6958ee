"""A run over a workspace: what is written, what is kept, and what one bad source does to the others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pages import CLEAN, UNCITED

from audit import runs
from audit.fleet import engines, tasks
from audit.model import Settings
from audit.pipeline import Order
from audit.stored import load_report
from audit.workspace import Workspace, create

EARLIER = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    create(tmp_path)
    (tmp_path / "content" / "page.txt").write_text(CLEAN, encoding="utf-8")
    return Workspace(tmp_path, Settings())


def run(space: Workspace, now: datetime = EARLIER, **more: Any) -> runs.Outcome:
    return runs.run(space, space.sources([]), Order(space.settings, now, offline=True), **more)


def times(space: Workspace) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for folder in (space.claims, space.reports) for path in folder.iterdir()}


def test_what_found_the_same_is_kept(space: Workspace) -> None:
    assert run(space).audits[0].kept is None
    before = times(space)
    again = run(space, LATER)
    assert again.audits[0].kept == "2026-11-01T00:00:00Z"
    assert times(space) == before
    assert load_report(again.audits[0].report).run.started == "2026-11-01T00:00:00Z"


@pytest.mark.parametrize("change", ["text", "settings", "damage", "version"])
def test_what_found_something_else_is_not(space: Workspace, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(space)
    stored = space.reports / "page.json"
    if change == "text":
        (space.root / "content" / "page.txt").write_text(UNCITED, encoding="utf-8")
    elif change == "settings":
        space = Workspace(space.root, Settings(fail_on="minor"))
    elif change == "damage":
        stored.write_text("{", encoding="utf-8")
    else:
        monkeypatch.setattr("audit.pipeline.__version__", "9.9.9")
        monkeypatch.setattr("audit.fleet.manner.tool_sha256", lambda: "that of another version")
    assert run(space, LATER).audits[0].kept is None
    assert load_report(stored).run.started == "2026-11-23T00:00:00Z"


def test_a_format_that_was_not_there_is_drawn_from_the_kept_audit(space: Workspace) -> None:
    run(space)
    wider = Workspace(space.root, Settings(formats=["html", "markdown"]))
    assert run(wider, LATER).audits[0].kept is not None
    assert (space.reports / "page.md").exists()


def test_a_bug_in_one_source_is_told_and_the_others_are_audited(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (space.root / "content" / "other.txt").write_text(UNCITED, encoding="utf-8")
    (space.root / "content" / "third.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    judge = tasks.judged

    def breaking(reading: Any, *others: Any, **more: Any) -> Any:
        if "other" in reading.document.path:
            raise ZeroDivisionError("of our own making")
        return judge(reading, *others, **more)

    monkeypatch.setattr(tasks, "judged", breaking)
    outcome = run(space)
    assert [audit.path for audit in outcome.audits] == ["content/page.txt"]
    assert sorted(failure.path for failure in outcome.failures) == ["content/other.txt", "content/third.pdf"]
    (bug,) = [failure.message for failure in outcome.failures if "other" in failure.path]
    assert "internal error: ZeroDivisionError: of our own making" in bug
    assert not (space.reports / "other.json").exists()


def test_progress_comes_to_its_end_in_every_phase(space: Workspace) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    run(space, progress=lambda phase, done, total: told.setdefault(phase, []).append((done, total)))
    assert {"reading", "judging"} <= set(told)
    assert all(steps[-1][0] == steps[-1][1] for steps in told.values())
    assert all(steps == sorted(steps) for steps in told.values())


def test_many_jobs_write_what_one_job_writes(space: Workspace) -> None:
    for number in range(engines.WORTH_A_POOL):
        text = CLEAN if number % 2 else UNCITED
        (space.root / "content" / f"page{number}.txt").write_text(text + "\n" * number, encoding="utf-8")
    (space.root / "content" / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    one = run(space, jobs=1)
    written = {path: path.read_bytes() for folder in (space.claims, space.reports) for path in folder.iterdir()}
    for path in written:
        path.unlink()
    two = run(space, jobs=2)
    assert [audit.path for audit in two.audits] == [audit.path for audit in one.audits]
    assert [failure.path for failure in two.failures] == [failure.path for failure in one.failures]
    assert {path: path.read_bytes() for path in written} == written
