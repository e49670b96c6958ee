"""The Python API: the same as the commands, with types."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command_line import NOWHERE, ROOT, Cli
from pages import CLEAN, DOIS, ORONSKY, RAPHAEL, UNCITED, records
from registry_server import RegistryServer

import audit
from audit import (
    CheckedReference,
    ClaimAuditError,
    Extraction,
    InputError,
    Report,
    Workspace,
    api,
    audit_document,
    audit_documents,
    extract_document,
    parse_references,
    read_report,
    render_report,
    stored_reports,
    verify_references,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace with two pages, and registries that nobody can reach."""
    monkeypatch.chdir(tmp_path)
    for service in ("CROSSREF", "DOI", "DATACITE", "EUROPEPMC", "ARCHIVE"):
        monkeypatch.setenv(f"CLAIM_AUDIT_{service}_URL", NOWHERE)
    monkeypatch.setenv("CLAIM_AUDIT_MAX_RETRIES", "0")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "content" / "uncited.txt").write_text(UNCITED, encoding="utf-8")
    return Workspace.open(str(tmp_path))


@pytest.fixture
def online(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The same, with a registry on loopback."""
    with RegistryServer(records(), limits=None) as server:
        for name, value in server.env().items():
            monkeypatch.setenv(name, value)
        yield Workspace.open(space.root)


def test_the_door_names_what_the_api_has() -> None:
    assert set(api.__all__) | {"__version__"} == set(audit.__all__)
    assert all(getattr(audit, name) is getattr(api, name) for name in api.__all__)
    assert set(audit.__all__) <= set(dir(audit))
    with pytest.raises(AttributeError, match="no attribute 'audit_page'"):
        audit.audit_page  # noqa: B018


def test_the_page_names_every_function() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in api.__all__ if name[0].islower() and f"{name}(" not in page] == []
    assert [error for error in ("ClaimAuditError", "InputError", "MissingExtraError") if error not in page] == []


def test_importing_costs_nothing() -> None:
    code = "import sys, audit; from audit import __version__; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert {"pydantic", "click", "audit.api"}.isdisjoint(ran.stdout.split())


@pytest.mark.parametrize(
    "call", [["--version"], ["--help"], ["run", "--help"], ["decide", "--help"], ["schema", "report"]]
)
def test_asking_for_help_imports_nothing_heavy(call: list[str]) -> None:
    """Start-up in figures: `benchmarks/startup.py`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-X", "importtime", "-m", "audit", *call]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert "click" in imported
    assert imported.isdisjoint(
        {"pydantic", "rich", "requests", "lxml", "jinja2", "pybtex", "sqlite3", "multiprocessing"}
    )


def test_a_document_is_audited_as_on_the_command_line(online: Workspace) -> None:
    phases = []
    report = audit_document(
        "content/clean.txt", online, now=NOW, progress=lambda phase, done, total: phases.append((phase, done, total))
    )
    assert isinstance(report, Report)
    assert report.summary.verdict == "clean"
    assert [reference.verification.status for reference in report.references] == ["verified", "verified"]
    assert report.run.started == "2026-11-23T12:00:00Z"
    assert read_report(online.reports / "clean.json") == report
    assert ("verifying", 2, 2) in phases
    ran = Cli(online.root)("run", "content/clean.txt", "--offline")
    assert ran.code == 0
    assert "kept: it is the same" in ran.stderr


def test_what_cannot_be_asked_is_in_the_report_and_no_error(space: Workspace) -> None:
    report = audit_document(Path("content/clean.txt"), space, offline=True)
    assert report.summary.verdict == "incomplete"
    assert {item.reference_key for item in report.unverified} == {reference.key for reference in report.references}


def test_another_profile_judges_otherwise(space: Workspace) -> None:
    codes = [
        {finding.code for finding in audit_document("content/uncited.txt", space, offline=True, profile=name).findings}
        for name in ("core", "promotional-uk")
    ]
    assert codes[0] < codes[1]
    with pytest.raises(InputError, match="there is no profile “strict”"):
        audit_document("content/uncited.txt", space, profile="strict")


def test_a_profile_file_is_that_of_the_workspace(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (space.root / "house.toml").write_text('inherits = "core"\nrules.CIT001 = "off"\n', encoding="utf-8")
    monkeypatch.chdir(space.root / "content")
    report = audit_document("uncited.txt", space, offline=True, profile="house.toml")
    assert "CIT001" not in {finding.code for finding in report.findings}
    assert report.run.profile == "house"


def test_many_documents_and_one_that_cannot_be_read(space: Workspace) -> None:
    (space.root / "content" / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    result = audit_documents((), space, offline=True)
    assert [(item.document, item.verdict) for item in result.audited] == [
        ("content/clean.txt", "incomplete"), ("content/uncited.txt", "findings"),
    ]  # fmt: skip
    assert [item.document for item in result.not_audited] == ["content/broken.docx"]
    assert "content/broken.docx" in result.not_audited[0].reason
    assert result.exit_code == Cli(space.root)("run", "--offline").code
    assert [item.report().document.path for item in result.audited] == [
        report.document.path for report in stored_reports(space)
    ]


def test_only_new_findings_count_where_asked(space: Workspace) -> None:
    audit_document("content/uncited.txt", space, offline=True)
    (space.root / "old.json").write_bytes((space.reports / "uncited.json").read_bytes())
    against = str(space.root / "old.json")
    result = audit_documents(["content/uncited.txt"], space, offline=True, against=against, new_only=True)
    assert result.audited[0].verdict == "incomplete"
    assert result.exit_code == 3


def test_extracting_is_what_the_command_prints_and_writes_nothing(space: Workspace) -> None:
    before = sorted(space.root.rglob("*"))
    found = extract_document("content/uncited.txt", space, now=NOW)
    assert isinstance(found, Extraction)
    assert sorted(space.root.rglob("*")) == before
    epoch = str(int(NOW.timestamp()))
    printed = Cli(space.root)("extract", "content/uncited.txt", SOURCE_DATE_EPOCH=epoch).stdout
    assert json.loads(found.model_dump_json(by_alias=True)) == json.loads(printed)


def test_references_of_lines_and_of_files_are_verified_alike(online: Workspace) -> None:
    lines = [RAPHAEL, "", DOIS[1]]
    checked = verify_references(lines, online, now=NOW)
    assert all(isinstance(reference, CheckedReference) for reference in checked)
    assert [reference.verification.status for reference in checked] == ["verified", "verified"]
    (online.root / "list.txt").write_text("\n".join(lines), encoding="utf-8")
    again = verify_references(online.root / "list.txt", online, offline=True, now=NOW)
    assert [reference.doi for reference in again] == [reference.doi for reference in checked]
    epoch = str(int(NOW.timestamp()))
    printed = Cli(online.root)("references", "verify", "--offline", "list.txt", SOURCE_DATE_EPOCH=epoch).stdout
    assert [json.loads(line) for line in printed.splitlines()] == [r.model_dump(mode="json") for r in again]


def test_what_is_wrong_in_a_library_is_logged(space: Workspace, caplog: pytest.LogCaptureFixture) -> None:
    library = space.root / "library.bib"
    library.write_text(f"@article{{one, title = {{A}}, doi = {{{DOIS[0]}}}}}\n@article{{two, title = {{B\n")
    with caplog.at_level(logging.WARNING, logger="audit"):
        checked = verify_references(library, space, offline=True)
    assert checked[0].key == "one"
    assert "library.bib:2" in caplog.text


def test_references_are_parsed() -> None:
    first, second = parse_references([ORONSKY, "nothing of the kind"])
    assert (first.container, first.year, first.doi) == ("Neoplasia", "2017", DOIS[1])
    assert (second.raw, second.doi) == ("nothing of the kind", None)


def test_a_report_is_drawn_in_other_formats(space: Workspace) -> None:
    report = audit_document("content/uncited.txt", space, offline=True)
    assert json.loads(render_report(report, "sarif", space))["version"] == "2.1.0"
    assert "CIT001" in render_report(report, "html", space).decode()
    with pytest.raises(ClaimAuditError, match="powerpoint"):
        render_report(report, "powerpoint", space)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda space: audit_document("content/none.txt", space), "content/none.txt: no such file"),
        (lambda space: audit_document("content", space), "is a folder"),
        (lambda space: audit_document("content/*.txt", space, offline=True), "names more than one document"),
        (lambda space: audit_document("content/clean.txt", space, offline=True, refresh=True), "choose one"),
        (lambda space: extract_document("content/none.txt", space), "no such file"),
        (lambda space: extract_document("content", space), "is a folder"),
        (lambda space: verify_references(Path("none.bib"), space), "none.bib: cannot be read"),
        (lambda space: read_report("content/clean.txt"), "is no stored report"),
        (lambda space: Workspace.open("content/clean.txt"), "is a file, not a folder"),
    ],
)
def test_what_a_user_can_mend_is_one_kind_of_error(call: object, said: str, space: Workspace) -> None:
    with pytest.raises(ClaimAuditError, match=said.replace("(", r"\(")):
        call(space)  # type: ignore[operator]


def test_one_string_is_not_taken_for_a_list_of_letters(space: Workspace) -> None:
    with pytest.raises(TypeError, match="a list of references"):
        verify_references(DOIS[0], space)
