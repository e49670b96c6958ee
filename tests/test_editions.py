"""Newer editions of cited guidelines: asked for where the profile asks for it, shown as candidates, never a verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from registry_server import RegistryServer

from audit.model import RegistrySettings, Report, Settings
from audit.pipeline import Order
from audit.runs import run
from audit.stored import load_report
from audit.workspace import Workspace, create

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD, NEWER = "10.5555/guideline.2022", "10.5555/guideline.2025"
TITLE = "ENETS Consensus Guidelines for the management of neoplasms of the jejuno-ileum"
PAGE = f"""Care
Surgery is offered to most patients with neoplasms of the small intestine.1
References
1. Pape UF, Perren A, Niederle B. {TITLE}. Neuroendocrinology. 2022;95(2):135-156. doi:{OLD}
"""


def record(doi: str, title: str, year: int) -> dict[str, Any]:
    """A record of an invented work."""
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"family": "Pape", "given": "Ulrich-Frank", "sequence": "first"}],
        "container-title": ["Neuroendocrinology"],
        "issued": {"date-parts": [[year]]},
        "published": {"date-parts": [[year]]},
        "volume": "95" if year == 2022 else "105",
        "issue": "2",
        "page": "135-156",
        "URL": f"https://doi.org/{doi}",
    }


RECORDS = [record(OLD, TITLE, 2022), record(NEWER, f"{TITLE}: update", 2025)]


def audited(root: Path, server: RegistryServer, profile: str, *, offline: bool = False) -> Report:
    create(root)
    (root / "content" / "page.txt").write_text(PAGE, encoding="utf-8")
    settings = Settings(profile=profile, registries=RegistrySettings(**server.settings(max_retries=0)))
    space = Workspace(root, settings)
    order = Order(settings, NOW, offline=offline, root=root)
    return load_report(run(space, space.sources([]), order, jobs=1).audits[0].report)


def unchecked(report: Report) -> list[str]:
    return [item.reason for item in report.unverified if "newer editions" in item.reason]


def test_a_newer_edition_is_a_candidate_with_its_evidence(tmp_path: Path) -> None:
    with RegistryServer(RECORDS, limits=None) as server:
        report = audited(tmp_path, server, "medical-content")
        (found,) = [finding for finding in report.findings if finding.code == "REF008"]
        assert found.severity == "info"
        assert "2025" in found.message
        assert [evidence.url for evidence in found.evidence] == [f"https://doi.org/{NEWER}"]
        assert unchecked(report) == []
        asked = server.asked()
        assert audited(tmp_path, server, "medical-content", offline=True).findings == report.findings
        assert server.asked() == asked


def test_nothing_is_searched_where_the_rule_is_off(tmp_path: Path) -> None:
    with RegistryServer(RECORDS, limits=None) as server:
        report = audited(tmp_path, server, "core")
        assert not [entry for entry in server.log if "query.bibliographic" in str(entry)]
    assert [finding.code for finding in report.findings if finding.code == "REF008"] == []


@pytest.mark.parametrize("kind", ["500", "429", "reset"])
def test_a_search_without_an_answer_is_said(tmp_path: Path, kind: str) -> None:
    with RegistryServer(RECORDS, limits=None) as server:
        server.fault("search", kind)
        report = audited(tmp_path, server, "medical-content")
        assert len(unchecked(report)) == 1
        server.heal()
        assert unchecked(audited(tmp_path, server, "medical-content")) == []
