"""A session over many documents: what is judged elsewhere, what is forgotten, and what the time counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from registry_server import RegistryServer

from audit.model import Reference, RegistrySettings
from audit.registries import EvidenceStore, Registries
from audit.registries.ages import Ages
from audit.registries.outcomes import Answer
from audit.registries.session import judge_on_file

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DOI = "10.5555/one"
RECORD = {
    "DOI": DOI, "type": "journal-article", "title": ["A title that says enough"], "container-title": ["A Journal"],
    "author": [{"family": "Okonkwo", "given": "A.", "sequence": "first"}], "issued": {"date-parts": [[2019]]},
    "published-print": {"date-parts": [[2019]]}, "volume": "4", "page": "1-9",
}  # fmt: skip


def cited(**more: str) -> Reference:
    fields = {"title": RECORD["title"][0], "container": "A Journal", "year": "2019", "volume": "4", "pages": "1-9"}
    return Reference.model_validate(
        {"raw": "r", "type": "article", "authors": [{"family": "Okonkwo"}], **fields, **more}
    )


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer([RECORD], limits=None) as running:
        yield running


@pytest.fixture
def registries(server: RegistryServer, tmp_path: Path) -> Iterator[Registries]:
    settings = RegistrySettings(**server.settings(max_retries=0))
    with Registries(settings, EvidenceStore(tmp_path / "bib" / "evidence")) as opened:
        yield opened


def test_another_process_judges_the_same_from_what_is_on_file(
    registries: Registries, server: RegistryServer, tmp_path: Path
) -> None:
    server.fault("europepmc", "500")
    references = [cited(doi=DOI), cited(doi="10.5555/two"), cited(), cited(pmid="123")]
    registries.gather(references, now=NOW)
    here = registries.judge(references)
    assert "Europe PMC" in here[0].unchecked[0]
    elsewhere = judge_on_file(
        references, EvidenceStore(tmp_path / "bib" / "evidence"), registries.failures_of(references), check_links=True
    )
    assert elsewhere == here


def test_failures_are_those_of_the_references_asked_about(registries: Registries, server: RegistryServer) -> None:
    server.fault("europepmc", "500")
    registries.gather([cited(doi=DOI), cited(doi="10.5555/two")], now=NOW)
    assert {subject.identity for subject, _ in registries.failures_of([cited(doi=DOI)])} == {DOI}


def test_what_is_forgotten_is_read_again_and_not_asked_again(registries: Registries, server: RegistryServer) -> None:
    before = registries.verify([cited(doi=DOI)], now=NOW)
    asked = server.asked()
    registries.forget()
    assert registries.verify([cited(doi=DOI)], now=NOW).items == before.items
    assert server.asked() == asked


def test_what_could_not_be_written_is_not_forgotten(
    registries: Registries, server: RegistryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("audit.registries.evidence.write_if_changed", full)
    verified = registries.verify([cited(doi=DOI)], now=NOW)
    assert not registries.all_on_file
    registries.forget()
    assert registries.judge([cited(doi=DOI)]) == list(verified.items)
    assert any("could not be written" in note for note in registries.notes)


def test_time_in_which_nothing_is_asked_does_not_count(registries: Registries) -> None:
    registries.gather([cited(doi=DOI)], now=NOW)
    transport = registries._transport
    assert transport is not None
    ends = transport.ends_at
    assert registries._rested_since is not None
    registries._rested_since -= 1000  # as if other work had taken so long
    registries.gather([cited(doi="10.5555/two")], now=NOW)
    assert 1000 <= transport.ends_at - ends < 1060


@pytest.mark.parametrize(
    ("source", "status", "body", "days"),
    [
        ("crossref", 200, {}, 7),
        ("crossref", 404, None, 1),
        ("doi.org", 200, {"RA": "Crossref"}, 365),
        ("doi.org", 200, {"status": "DOI does not exist"}, 1),
        ("handle", 404, {}, 1),
        ("europepmc", 200, {"title": "T"}, 7),
        ("europepmc", 200, {}, 1),
        ("crossref-search", 200, {"items": []}, 7),
        ("datacite", 404, None, 1),
    ],
)
def test_each_kind_of_fact_has_its_age(source: str, status: int, body: object, days: int) -> None:
    answer = Answer(source, "https://example.org", "2026-05-01T00:00:00Z", status, "", body)
    then = datetime(2026, 5, 1, tzinfo=UTC)
    assert Ages(RegistrySettings()).good_until(answer) == then + timedelta(days=days)
    assert Ages(RegistrySettings()).good_until(answer, 3) == then + timedelta(days=3)
