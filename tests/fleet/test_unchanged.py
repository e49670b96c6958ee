"""What an earlier run found is believed as long as nothing has changed that it rests on, and not a moment longer."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli
from pages import CLEAN, NO_CITATION, ORONSKY, RAPHAEL, UNCITED, records
from registry_server import RegistryServer

from audit import runs
from audit.fleet import manner
from audit.model import RegistrySettings, Settings
from audit.pipeline import Order
from audit.stored import load_report
from audit.workspace import Workspace, create

NOW = datetime.now(UTC)  # answers are recorded at the time at which they come
ONE = CLEAN.replace(f"2. {ORONSKY}\n", "").replace("grade.2", "grade.1")
PAGES = {"both.txt": CLEAN, "uncited.txt": UNCITED, "one.txt": ONE, "none.txt": NO_CITATION}
ALL = frozenset(PAGES)
CITES_ORONSKY = frozenset({"both.txt", "uncited.txt"})


@dataclass
class Bench:
    """A workspace that was audited once, and what a test may change about it."""

    space: Workspace
    server: RegistryServer
    patch: pytest.MonkeyPatch
    now: datetime = NOW
    more: dict[str, Any] | None = None

    @property
    def root(self) -> Path:
        return self.space.root

    def run(self, **more: Any) -> runs.Outcome:
        """Audit all pages."""
        order = Order(self.space.settings, self.now, root=self.root, **(self.more or {}), **more)
        return runs.run(self.space, self.space.sources([]), order, jobs=1)

    def judged(self) -> set[str]:
        """Audit all pages; those that did not stand as they were."""
        outcome = self.run()
        assert not outcome.failures
        assert [audit.path for audit in outcome.audits] == sorted(f"content/{name}" for name in PAGES)
        return {Path(audit.path).name for audit in outcome.audits if not audit.unchanged}

    def set(self, **changes: Any) -> None:
        """Other settings."""
        self.space = Workspace(self.root, self.space.settings.model_copy(update=changes))

    def written(self) -> dict[str, bytes]:
        """Everything that runs write."""
        folders = (self.space.claims, self.space.bibliography.parent, self.space.reports)
        return {str(p): p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(manner, "tool_sha256", lambda: "of the code as it is")  # somebody may be editing it
    root = tmp_path / "workspace"
    root.mkdir()
    create(root)
    for name, text in PAGES.items():
        (root / "content" / name).write_text(text, encoding="utf-8")
    with RegistryServer(records(), limits=None) as server:
        settings = Settings(registries=RegistrySettings(**server.settings(max_retries=0)))
        first = Bench(Workspace(root, settings), server, monkeypatch)
        assert first.judged() == ALL
        yield first


def edit(path: str, old: str, new: str) -> Callable[[Bench], None]:
    def change(bench: Bench) -> None:
        file = bench.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def remove(path: str) -> Callable[[Bench], None]:
    def change(bench: Bench) -> None:
        target = bench.root / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()

    return change


def touch(bench: Bench) -> None:
    for path in [*(bench.root / "content").iterdir(), *bench.space.reports.iterdir()]:
        os.utime(path, (1, 1))


def own_copy(bench: Bench) -> None:
    bench.space.fulltext.mkdir(exist_ok=True)
    (bench.space.fulltext / "oronsky2017nothing.txt").write_text("Neuroendocrine tumors are of low grade.", "utf-8")


def waive(bench: Bench) -> None:
    findings = load_report(bench.space.reports / "uncited.json").findings
    (claim,) = [finding.statement_id for finding in findings if finding.code == "CIT001"]
    until = (NOW + timedelta(days=90)).date().isoformat()
    who = ("--as", "Ada Reviewer <ada@example.org>")
    ran = Cli(bench.root)("waive", "CIT001", str(claim), "--reason", "agreed", "--until", until, *who)
    assert ran.code == 0, ran.stderr


def retracted(bench: Bench) -> None:
    """An answer gets old, and the registry says something new when it is asked again."""
    notice = {"DOI": "10.5555/notice", "type": "retraction", "source": "publisher", "label": "Retraction"}
    record = bench.server.records["10.1016/j.neo.2017.09.002"]
    record["updated-by"] = [{**notice, "updated": {"date-parts": [[2026, 11, 1]]}}]
    file = bench.root / "bib" / "evidence" / "10.1016_j.neo.2017.09.002.json"
    file.write_text(re.sub(r'("retrieved_at": )"\d{4}', r'\1"2020', file.read_text("utf-8")), "utf-8")


CHANGES: dict[str, tuple[Callable[[Bench], None], frozenset[str]]] = {
    "nothing": (lambda bench: None, frozenset()),
    "times alone": (touch, frozenset()),
    "another day": (lambda bench: setattr(bench, "now", NOW + timedelta(days=1)), frozenset()),
    "a page": (edit("content/one.txt", "usually", "mostly"), frozenset({"one.txt"})),
    "a claim file": (edit("claims/both.json", "intermediate", "another"), frozenset({"both.txt"})),
    "a report": (edit("reports/both.json", "intermediate", "another"), frozenset({"both.txt"})),
    "no page of a report": (remove("reports/none.html"), frozenset({"none.txt"})),
    "no memory": (remove(".claim-audit"), ALL),
    "another's memory": (lambda bench: bench.patch.setenv("XDG_CACHE_HOME", str(bench.root / "x")), ALL),
    "an answer gone": (remove("bib/evidence/10.1016_j.neo.2017.09.002.json"), CITES_ORONSKY),
    "an own copy": (own_copy, CITES_ORONSKY),
    "a decision": (waive, frozenset({"uncited.txt"})),
    "the threshold": (lambda bench: bench.set(fail_on="minor"), ALL),
    "the formats": (lambda bench: bench.set(formats=["json", "markdown"]), ALL),
    "the profile": (lambda bench: bench.set(profile="medical-content"), ALL),
    "the rules": (lambda bench: bench.patch.setattr(manner, "tool_sha256", lambda: "another"), ALL),
    "asked to ask": (lambda bench: setattr(bench, "more", {"refresh": True}), ALL),
    "a note in the bibliography": (edit("bib/references.bib", "@article", "% ours\n\n@article"), frozenset()),
    "a key of the bibliography": (edit("bib/references.bib", "oronsky2017nothing", "oronsky"), CITES_ORONSKY),
    "a retraction": (retracted, CITES_ORONSKY),
}


@pytest.mark.parametrize("what", CHANGES)
def test_only_what_rests_on_a_change_is_audited_again(bench: Bench, what: str) -> None:
    change, affected = CHANGES[what]
    change(bench)
    assert bench.judged() == affected
    bench.more = None
    assert bench.judged() == set()


@pytest.mark.parametrize("what", [what for what in CHANGES if "memory" not in what])
def test_it_comes_to_what_a_run_without_memory_comes_to(bench: Bench, what: str) -> None:
    CHANGES[what][0](bench)
    bench.judged()
    remembered = bench.written()
    shutil.rmtree(bench.root / ".claim-audit")
    bench.more = None
    bench.judged()
    assert bench.written() == remembered


def test_old_answers_are_asked_for_again(bench: Bench) -> None:
    asked = len(bench.server.log)
    bench.now = NOW + timedelta(days=1)
    assert bench.judged() == set()
    assert len(bench.server.log) == asked
    bench.now = NOW + timedelta(days=400)
    bench.run()
    assert len(bench.server.log) > asked


def test_what_was_not_answered_is_asked_again(bench: Bench) -> None:
    remove("bib/evidence/10.1016_j.neo.2017.09.002.json")(bench)
    bench.server.fault("*", "503")
    assert bench.judged() == CITES_ORONSKY
    assert {Path(a.path).name for a in bench.run().audits if a.verdict == "incomplete"} >= {"both.txt"}
    bench.server.heal()
    assert bench.judged() == CITES_ORONSKY
    assert bench.judged() == set()


def test_every_doi_is_asked_for_once(bench: Bench, tmp_path: Path) -> None:
    for name in ("claims", "bib", "reports", ".claim-audit"):
        shutil.rmtree(bench.root / name)
    for number in range(300):  # more than go through together
        (bench.root / "content" / f"more{number}.txt").write_text(ONE + "\n" * number, encoding="utf-8")
    asked = len(bench.server.log)
    outcome = bench.run()
    assert len(outcome.audits) == 300 + len(PAGES)
    works = [entry.path for entry in bench.server.log[asked:] if entry.endpoint in {"work", "works"}]
    for doi in ("cmaj.160771", "j.neo.2017.09.002"):
        assert sum(doi in path for path in works) == 1, works


def test_offline_and_online_results_are_told_apart(bench: Bench) -> None:
    for name in ("bib", "reports", "claims"):
        shutil.rmtree(bench.root / name)
    bench.more = {"offline": True}
    assert bench.judged() == ALL
    assert bench.judged() == set()
    bench.more = None
    assert bench.judged() == frozenset({"both.txt", "uncited.txt", "one.txt"})


def test_a_comparison_is_made_anew(bench: Bench) -> None:
    comparison = runs.Comparison(str(bench.space.reports), new_only=True)
    order = replace(Order(bench.space.settings, NOW, root=bench.root))
    outcome = runs.run(bench.space, bench.space.sources([]), order, output=bench.root / "new", comparison=comparison)
    assert all(audit.compared for audit in outcome.audits)
    assert {audit.verdict for audit in outcome.audits} == {"clean"}


def test_pages_that_cite_the_same_work_share_its_key(bench: Bench) -> None:
    assert RAPHAEL in ONE
    text = (bench.root / "bib" / "references.bib").read_text(encoding="utf-8")
    assert text.count("@article") == 2
