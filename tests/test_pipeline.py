"""The street in one process: reading, linking, asking, judging; the same evidence gives the same report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pages import CLEAN, DOIS, ORONSKY, RAPHAEL, UNCITED, records
from registry_server import RegistryServer

from audit.bibliography.library import Library
from audit.bibliography.parsing import parse_references
from audit.model import RegistrySettings, Report, Settings
from audit.pipeline import Order, Reading, audit, extract, open_registries, read_source, source_text, verify_references

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer(records(), limits=None) as running:
        yield running


def reading(folder: Path, text: str = CLEAN) -> Reading:
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8")
    found = read_source(path, "content/page.txt")
    Library().assign(found.references, "content/page.txt")
    return found


def audited(folder: Path, server: RegistryServer, text: str = CLEAN, *, offline: bool = False) -> Report:
    settings = Settings(registries=RegistrySettings(**server.settings(max_retries=0)))
    order = Order(settings, NOW, offline=offline)
    with open_registries(order, folder / "bib" / "evidence") as registries:
        return audit(reading(folder, text), order, registries)


def test_extract_needs_no_network_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(UNCITED, encoding="utf-8")
    library = Library.load(tmp_path / "references.bib")
    found = extract(tmp_path / "page.txt", "page.txt", library, Order(Settings(), NOW, offline=True))
    assert found.document.title == "How neuroendocrine tumors are graded"
    assert [reference.doi for reference in found.references] == list(DOIS)
    assert [finding.code for finding in found.findings if finding.severity == "major"] == ["CIT001"]
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_every_offset_points_at_what_it_names(tmp_path: Path, server: RegistryServer) -> None:
    report = audited(tmp_path, server, UNCITED)
    assert report.text == UNCITED
    for statement in report.statements:
        assert report.text[statement.start : statement.end] == statement.source_text
    for reference in report.references:
        assert " ".join(reference.raw.split()) in " ".join(report.text[reference.start : reference.end].split())
    for finding in report.findings:
        place = finding.location
        assert report.text.count("\n", 0, place.start) + 1 == place.line
        assert place.start < place.end <= len(report.text)


def test_the_report_of_a_page_with_nothing_wrong(tmp_path: Path, server: RegistryServer) -> None:
    report = audited(tmp_path, server)
    assert report.summary.verdict == "clean"
    assert [reference.verification.status for reference in report.references] == ["verified", "verified"]
    assert [reference.verification.corrected for reference in report.references] == [None, None]
    assert report.unverified == []
    assert (report.run.started, report.run.offline, report.run.profile) == ("2026-11-23T12:00:00Z", False, "core")
    assert len(report.run.settings_sha256) == 64


def test_the_same_evidence_gives_the_same_report(tmp_path: Path, server: RegistryServer) -> None:
    online = audited(tmp_path, server, UNCITED)
    asked = server.asked()
    offline = audited(tmp_path, server, UNCITED, offline=True)
    assert server.asked() == asked
    assert offline.run.offline
    offline.run.offline = False
    assert offline.model_dump_json() == online.model_dump_json()


def test_one_work_is_asked_for_once_and_each_wording_compared(tmp_path: Path, server: RegistryServer) -> None:
    settings = Settings(registries=RegistrySettings(**server.settings(max_retries=0)))
    order = Order(settings, NOW)
    references = parse_references([ORONSKY, ORONSKY.replace("19(12)", "18(12)"), RAPHAEL])
    for number, reference in enumerate(references):
        reference.key = f"key{number}"
    with open_registries(order, tmp_path / "evidence") as registries:
        checked = verify_references(references, "list.txt", order, registries)
    assert [reference.verification.status for reference, _ in checked] == ["verified", "differs", "verified"]
    assert [[finding.code for finding in found if finding.code.startswith("DOI")] for _, found in checked] == [
        [], ["DOI004"], [],
    ]  # fmt: skip
    assert checked[1][0].verification.corrected == ORONSKY
    asked_for = [entry.path for entry in server.log if entry.endpoint in {"work", "works"} and "neo.2017" in entry.path]
    assert len(asked_for) == 1


def test_a_source_text_knows_its_places(tmp_path: Path) -> None:
    (tmp_path / "trial.md").write_text("# Trial\n\nMedian survival was 14.3 months.\n", encoding="utf-8")
    source = source_text(str(tmp_path / "trial.md"))
    assert "14.3 months" in source.text
    assert source.sha256
