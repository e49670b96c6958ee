"""The whole room against the loopback registry."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from registry_server import RegistryServer
from works_of_ours import cited, update, work

from audit.model import Author, Reference, RegistrySettings
from audit.registries import EvidenceStore, Registries, Verifications, import_retraction_watch, verify

Check = Callable[..., Verifications]
TITLE = "Decoding the molecular ambiguities of neuroendocrine neoplasm pathobiology in case {}"


def fill(server: RegistryServer, number: int) -> list[Reference]:
    """Works in the registry and right references to them."""
    for n in range(number):
        doi = f"10.5555/example.{n}"
        server.records[doi] = work(doi, TITLE.format(n))
    return [cited(f"10.5555/example.{n}", TITLE.format(n)) for n in range(number)]


def test_many_known_works_cost_one_list_and_one_second_opinion(server: RegistryServer, check: Check) -> None:
    references = fill(server, 40)
    verdicts = check(server, references)
    assert {verdict.status for verdict in verdicts} == {"verified"}
    assert server.counts() == {"works": 1, "europepmc": 1}
    first = verdicts[0]
    assert (first.registry, first.agency, first.evidence) == (
        "Crossref",
        "Crossref",
        "bib/evidence/10.5555_example.0.json",
    )
    assert first.record is not None
    assert first.record.container == "Example Journal of Medicine"
    assert first.checked_at is not None
    assert {source.source for source in first.sources} == {"Crossref", "Europe PMC"}


def test_the_same_doi_is_asked_once_however_often_it_is_cited(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    upper = reference.model_copy(update={"doi": reference.doi.upper() if reference.doi else None})
    verdicts = check(server, [reference, upper, reference])
    assert [verdict.status for verdict in verdicts] == ["verified"] * 3
    assert server.counts() == {"work": 1, "europepmc": 1}


def test_a_second_run_asks_nothing_and_says_the_same(
    server: RegistryServer, check: Check, store: EvidenceStore
) -> None:
    references = [*fill(server, 5), cited("10.5555/nowhere", "No such work in any registry at all")]
    first = check(server, references)
    asked = server.asked()
    second = check(server, references, evidence=EvidenceStore(store.folder))
    assert server.asked() == asked
    assert [v.model_dump_json() for v in first] == [v.model_dump_json() for v in second]
    assert second.requests == 0


def test_offline_opens_no_socket(
    server: RegistryServer, check: Check, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = fill(server, 3)
    online = check(server, references)
    settings = RegistrySettings(**server.settings())
    monkeypatch.setattr(socket, "socket", _forbidden)
    unknown = cited("10.5555/not.on.file", "Something that was never asked for")
    later = datetime.now(UTC) + timedelta(days=4000)  # recorded evidence serves, however old
    offline = verify(
        [*references, unknown], settings=settings, store=EvidenceStore(store.folder), now=later, offline=True
    )
    assert [v.model_dump_json() for v in offline[:3]] == [v.model_dump_json() for v in online]
    assert (offline[3].status, offline[3].reason) == ("unverified", "no answer of Crossref is on file")


def _forbidden(*_: object, **__: object) -> None:
    raise AssertionError("a socket was opened")


def test_odd_dois_go_singly(server: RegistryServer, check: Check) -> None:
    sici = "10.1002/1096-9861(20010212)430:3<283::aid-cne1031>3.0.co;2-v"
    odd = [sici, "10.5555/a,b", "10.5555/50%#what?"]
    references = fill(server, 5)
    for doi in odd:
        server.records[doi] = work(doi, TITLE.format(doi))
        references.append(cited(doi, TITLE.format(doi)))
    assert {verdict.status for verdict in check(server, references)} == {"verified"}
    assert server.counts()["works"] == 1
    assert server.counts()["work"] == 3


def test_a_rejected_list_is_halved_until_the_odd_one_is_alone(
    server: RegistryServer, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = fill(server, 12)
    monkeypatch.setattr("audit.registries.gather.batchable", lambda _doi: True)
    server.records["10.5555/a,b"] = work("10.5555/a,b", TITLE.format("odd"))
    references.insert(5, cited("10.5555/a,b", TITLE.format("odd")))
    assert {verdict.status for verdict in check(server, references)} == {"verified"}
    assert server.counts()["works"] > 2


def test_an_alias_leads_to_its_prime(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.aliases["10.5555/old.name"] = "10.5555/example.0"
    (verdict,) = check(server, [reference.model_copy(update={"doi": "10.5555/old.name"})])
    assert verdict.status == "verified"
    assert verdict.record is not None
    assert verdict.record.doi == "10.5555/example.0"


def test_an_endless_chain_of_aliases_is_unverified(server: RegistryServer, check: Check) -> None:
    server.aliases |= {"10.5555/a": "10.5555/b", "10.5555/b": "10.5555/a"}
    (verdict,) = check(server, [cited("10.5555/a", TITLE)])
    assert verdict.status == "unverified"


def test_a_doi_that_nobody_knows_is_confirmed_by_doi_org(server: RegistryServer, check: Check) -> None:
    (verdict,) = check(server, [cited("10.5555/dead", "No such work in any registry at all")])
    assert (verdict.status, verdict.registry) == ("not-found", "doi.org")
    assert {"works", "work"} & set(server.counts())
    assert server.counts()["handle"] == 1
    assert {source.source for source in verdict.sources} >= {"Crossref", "doi.org", "doi.org handle"}


def test_a_doi_of_another_agency_is_not_called_dead(server: RegistryServer, check: Check) -> None:
    server.agencies["10.5555/medra.1"] = "mEDRA"
    (verdict,) = check(server, [cited("10.5555/medra.1", "Something")])
    assert (verdict.status, verdict.agency) == ("unverified", "mEDRA")
    assert "exists" in (verdict.reason or "")


def test_datacite_records_are_compared(server: RegistryServer, check: Check) -> None:
    for n in range(3):
        server.datacite[f"10.5281/zenodo.{n}"] = {
            "doi": f"10.5281/zenodo.{n}",
            "titles": [{"title": TITLE.format(n)}],
            "creators": [{"name": "Kidd, Mark", "givenName": "Mark", "familyName": "Kidd"}],
            "publicationYear": 2015,
            "types": {"resourceTypeGeneral": "Dataset"},
            "relatedIdentifiers": [{"relationType": "IsPreviousVersionOf", "relatedIdentifier": "10.5281/zenodo.99"}],
        }
    kidd = [Author(family="Kidd", given="M")]
    references = [cited(f"10.5281/zenodo.{n}", TITLE.format(n), container=None, authors=kidd) for n in range(3)]
    references.append(references[0].model_copy(update={"year": "2009"}))
    verdicts = check(server, references)
    assert [v.status for v in verdicts] == ["verified"] * 3 + ["differs"]
    assert verdicts[0].agency == "DataCite"
    assert [update.doi for update in verdicts[0].newer] == ["10.5281/zenodo.99"]


def test_differences_come_with_their_severity(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    (verdict,) = check(server, [reference.model_copy(update={"volume": "9", "container": "Ann Oncol"})])
    assert verdict.status == "differs"
    assert [(d.field, d.cited, d.registered, d.severity) for d in verdict.differences] == [
        ("container", "Ann Oncol", "Example Journal of Medicine", "major"),
        ("volume", "9", "1", "minor"),
    ]


def test_the_doi_of_another_work_is_critical_and_the_right_one_is_found(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.records["10.5555/other"] = work(
        "10.5555/other", "Octreotide in carcinoid syndrome", author=[{"family": "Rinke"}], page="5-9"
    )
    (verdict,) = check(server, [reference.model_copy(update={"doi": "10.5555/other"})])
    assert (verdict.status, verdict.suggested_doi) == ("wrong-work", "10.5555/example.0")
    assert (verdict.differences[0].field, verdict.differences[0].severity) == ("work", "critical")
    assert verdict.differences[0].registered == "Octreotide in carcinoid syndrome"


def test_a_dead_doi_gets_the_right_one(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    (verdict,) = check(server, [reference.model_copy(update={"doi": "10.5555/example.O"})])
    assert (verdict.status, verdict.suggested_doi) == ("not-found", "10.5555/example.0")


def test_a_missing_doi_is_found(server: RegistryServer, check: Check) -> None:
    references = [reference.model_copy(update={"doi": None}) for reference in fill(server, 3)]
    references[1].volume = "7"
    verdicts = check(server, references)
    assert [v.suggested_doi for v in verdicts] == [f"10.5555/example.{n}" for n in range(3)]
    assert [v.status for v in verdicts] == ["verified", "differs", "verified"]


FIRST = {
    "title": [
        "Placebo-controlled, double-blind, prospective, randomized study on the effect of octreotide LAR in the"
        " control of tumor growth in patients with metastatic neuroendocrine midgut tumors"
    ],
    "author": [{"family": "Rinke", "given": "Anja"}],
    "container-title": ["Journal of Clinical Oncology"],
    "volume": "27",
    "issue": "28",
    "page": "4656-4663",
    "issued": {"date-parts": [[2009, 10]]},
    "published-print": {"date-parts": [[2009, 10]]},
}


def test_a_near_identical_decoy_is_not_taken(server: RegistryServer, check: Check) -> None:
    """The follow-up of 2017 is cited without DOI; the registry has the first report of 2009 only."""
    server.records["10.5555/first"] = {**work("10.5555/first", "x"), **FIRST}
    later = cited(
        None,
        f"{FIRST['title'][0]}: results of long-term survival",
        authors=[Author(family="Rinke", given="A")],
        container="Neuroendocrinology",
        year="2017",
        volume="104",
        issue="1",
        pages="26-32",
    )
    (verdict,) = check(server, [later])
    assert (verdict.status, verdict.suggested_doi) == ("unverified", None)
    assert server.asked("search") == 1


def test_two_records_that_fit_alike_are_left_to_a_person(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.records["10.5555/copy"] = work("10.5555/copy", TITLE.format(0))
    (verdict,) = check(server, [reference.model_copy(update={"doi": None})])
    assert verdict.suggested_doi is None


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        (Reference(raw="Data on file. DOF-001.", type="data-on-file", identifier="DOF-001"), "not-applicable"),
        (Reference(raw="A book", type="book", title="Textbook", publisher="Wiley", year="2019"), "not-applicable"),
        (Reference(raw="SmPC", type="label", title="Somatuline"), "not-applicable"),
        (Reference(raw=""), "not-applicable"),
        (Reference(raw="", type="article", doi="not a doi", title="x"), "not-applicable"),
    ],
)
def test_some_references_have_nothing_to_look_up(
    server: RegistryServer, check: Check, reference: Reference, status: str
) -> None:
    (verdict,) = check(server, [reference])
    assert verdict.status == status
    assert server.asked() == 0


PUBMED = {
    "id": "123",
    "source": "MED",
    "pmid": "123",
    "pmcid": "PMC9",
    "doi": "10.5555/example.0",
    "title": TITLE.format(0),
    "authorList": {"author": [{"lastName": "Kidd", "initials": "M"}, {"lastName": "Modlin", "initials": "IM"}]},
    "journalInfo": {
        "volume": "1",
        "issue": "2",
        "yearOfPublication": 2015,
        "journal": {"medlineAbbreviation": "Ex J Med"},
    },
    "pageInfo": "131-53",
    "pubTypeList": {"pubType": ["Journal Article"]},
}


def test_a_pubmed_number_leads_to_the_work(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.europepmc.append(PUBMED)
    (verdict,) = check(server, [reference.model_copy(update={"doi": None, "pmid": "123"})])
    assert (verdict.status, verdict.suggested_doi) == ("verified", "10.5555/example.0")
    assert verdict.record is not None
    assert (verdict.record.pmid, verdict.record.pmcid) == ("123", "PMC9")


def test_a_wrong_pubmed_number_is_told_and_the_work_found_all_the_same(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.europepmc.append(
        {**PUBMED, "doi": None, "title": "Quite another subject", "journalInfo": {}, "pageInfo": "9"}
    )
    other = reference.model_copy(update={"doi": None, "pmid": "123"})
    none = reference.model_copy(update={"doi": None, "pmid": "456"})
    for verdict, registered in zip(check(server, [other, none]), ("Quite another subject", None), strict=True):
        assert (verdict.status, verdict.suggested_doi) == ("differs", "10.5555/example.0")
        assert [(d.field, d.registered, d.severity) for d in verdict.differences] == [("pmid", registered, "major")]


def test_a_work_known_to_pubmed_alone_is_compared(server: RegistryServer, check: Check) -> None:
    server.europepmc.append({**PUBMED, "doi": None, "pubTypeList": {"pubType": ["Retracted Publication"]}})
    (verdict,) = check(server, [cited(None, TITLE.format(0), pmid="123", volume="8")])
    assert (verdict.status, verdict.registry) == ("differs", "Europe PMC")
    assert [entry.type for entry in verdict.updates] == ["retraction"]


def test_a_retraction_that_only_pubmed_knows_is_found(server: RegistryServer, check: Check) -> None:
    references = fill(server, 4)
    server.europepmc.append({**PUBMED, "pubTypeList": {"pubType": ["Retracted Publication"]}})
    verdicts = check(server, references)
    assert [[entry.type for entry in v.updates] for v in verdicts] == [["retraction"], [], [], []]


def test_retractions_and_notices(server: RegistryServer, check: Check) -> None:
    references = fill(server, 1)
    server.records["10.5555/example.0"]["updated-by"] = [update("retraction", "10.5555/notice")]
    title = f"Retraction—{TITLE.format(0)}"
    server.records["10.5555/notice"] = work(
        "10.5555/notice", title, **{"update-to": [update("retraction", "10.5555/example.0")]}
    )
    references.append(cited("10.5555/notice", title))
    retracted, notice = check(server, references)
    assert [(entry.type, entry.doi) for entry in retracted.updates] == [("retraction", "10.5555/notice")]
    assert not retracted.is_notice
    assert notice.is_notice
    assert notice.updates == []


def test_a_retraction_with_replacement_is_told_by_its_notice(server: RegistryServer, check: Check) -> None:
    references = fill(server, 1)
    server.records["10.5555/example.0"]["updated-by"] = [update("retraction", "10.5555/notice")]
    server.records["10.5555/notice"] = work("10.5555/notice", "Notice of Retraction and Replacement. Kidd et al")
    (verdict,) = check(server, references)
    assert [entry.type for entry in verdict.updates] == ["retract_and_replace"]


def test_a_later_version_of_a_cochrane_review_is_found(
    server: RegistryServer, check: Check, store: EvidenceStore
) -> None:
    for number in (2, 4):
        doi = f"10.1002/14651858.cd007407.pub{number}"
        server.records[doi] = work(doi, TITLE.format(1))
    references = [cited("10.1002/14651858.CD007407.pub2", TITLE.format(1))]
    (verdict,) = check(server, references)
    assert [(entry.type, entry.doi) for entry in verdict.newer] == [("new_version", "10.1002/14651858.cd007407.pub4")]
    asked = server.asked()
    check(server, references, evidence=EvidenceStore(store.folder))
    assert server.asked() == asked


def test_a_pubmed_number_of_another_record_is_found(server: RegistryServer, check: Check) -> None:
    (reference,) = fill(server, 1)
    server.europepmc.append(PUBMED)
    (verdict,) = check(server, [reference.model_copy(update={"pmid": "9999"})])
    assert [(d.field, d.registered) for d in verdict.differences] == [("pmid", "123")]


def test_an_imported_retraction_watch_table_counts(
    server: RegistryServer, check: Check, store: EvidenceStore, tmp_path: Path
) -> None:
    table = tmp_path / "watch.csv"
    table.write_text(
        "Record ID,RetractionDate,RetractionDOI,OriginalPaperDOI,RetractionNature,Reason\n"
        '7,"6/5/2020 0:00",10.5555/NOTICE,10.5555/EXAMPLE.0,Retraction,"+Error;"\n'
    )
    import_retraction_watch(table, store)
    (verdict,) = check(server, fill(server, 1))
    assert [(entry.type, entry.date, entry.source) for entry in verdict.updates] == [
        ("retraction", "2020-06-05", "Retraction Watch")
    ]
    assert "Retraction Watch" in {source.source for source in verdict.sources}


# -- how old evidence may be --


@pytest.mark.parametrize(
    ("days", "asked_again"),
    [
        (0, set()),
        (0.9, set()),
        (2, {"handle", "doira", "work"}),
        (8, {"works", "europepmc", "handle", "doira", "work"}),
    ],
)
def test_each_kind_of_fact_has_its_age(
    server: RegistryServer, check: Check, store: EvidenceStore, days: float, asked_again: set[str]
) -> None:
    references = [*fill(server, 4), cited("10.5555/dead", "No such work in any registry at all", authors=[])]
    server.europepmc += [{**PUBMED, "doi": f"10.5555/example.{n}", "pmid": str(n)} for n in range(4)]
    server.europepmc.append({**PUBMED, "doi": "10.5555/dead", "pmid": "77"})
    check(server, references)
    server.log.clear()
    check(server, references, now=datetime.now(UTC) + timedelta(days=days), evidence=EvidenceStore(store.folder))
    assert set(server.counts()) - {"search"} == asked_again


def test_stale_evidence_serves_where_nobody_answers_and_says_so(
    server: RegistryServer, check: Check, store: EvidenceStore
) -> None:
    references = fill(server, 4)
    check(server, references)
    server.fault("*", "503")
    later = datetime.now(UTC) + timedelta(days=30)
    verdicts = check(server, references, now=later, evidence=EvidenceStore(store.folder))
    assert {v.status for v in verdicts} == {"verified"}
    assert "did not answer" in verdicts[0].unchecked[0]


def test_refresh_asks_again(server: RegistryServer, check: Check, store: EvidenceStore) -> None:
    references = fill(server, 4)
    check(server, references)
    server.records["10.5555/example.0"]["updated-by"] = [update("retraction", "10.5555/n")]
    assert check(server, references, evidence=EvidenceStore(store.folder))[0].updates == []
    assert check(server, references, refresh=True, evidence=EvidenceStore(store.folder))[0].updates != []


def test_damaged_evidence_is_fetched_again(server: RegistryServer, check: Check, store: EvidenceStore) -> None:
    references = fill(server, 1)
    check(server, references)
    path = store.folder / "10.5555_example.0.json"
    stored = json.loads(path.read_text())
    stored["answers"]["crossref"]["body"]["volume"] = "99"  # edited unseen
    path.write_text(json.dumps(stored))
    verdicts = check(server, references, evidence=EvidenceStore(store.folder))
    assert verdicts[0].status == "verified"
    assert "changed after it was recorded" in verdicts.notes[0]


def test_evidence_holds_no_address_and_no_token(server: RegistryServer, check: Check, store: EvidenceStore) -> None:
    check(server, fill(server, 4), crossref_token="secret-token", mailto="me@example.org")
    text = "".join(path.read_text() for path in store.folder.rglob("*.json"))
    assert "secret-token" not in text
    assert "me@example.org" not in text
    assert {entry.pool for entry in server.log if entry.service == "crossref"} == {"plus"}


# -- a run over many documents --


def test_one_session_serves_many_documents(server: RegistryServer, store: EvidenceStore) -> None:
    references = fill(server, 6)
    settings = RegistrySettings(**server.settings())
    seen: list[tuple[int, int]] = []
    with Registries(settings, store) as registries:
        now = datetime.now(UTC)
        registries.verify(references[:4], now=now, progress=lambda done, total, _: seen.append((done, total)))
        before = server.asked()
        registries.verify(references[:4], now=now)
        assert server.asked() == before
        registries.verify(references[2:], now=now)
    assert seen[-1] == (4, 4)
    assert all(done <= total for done, total in seen)


def test_what_failed_is_not_asked_again_in_the_same_run(server: RegistryServer, store: EvidenceStore) -> None:
    references = fill(server, 1)
    server.fault("work", "403")
    settings = RegistrySettings(**server.settings(max_retries=0))
    with Registries(settings, store) as registries:
        for _ in range(3):
            (verdict,) = registries.verify(references, now=datetime.now(UTC))
            assert verdict.status == "unverified"
    assert server.asked("work") == 1


def test_reports_name_what_was_transcribed(store: EvidenceStore, server: RegistryServer) -> None:
    (reference,) = fill(server, 1)
    body: dict[str, Any] = work("10.5555/example.0", TITLE.format(0))
    entry = {
        "source": "crossref", "url": "https://api.crossref.org/works/10.5555/example.0", "status": 200, "body": body,
        "retrieved_at": "2026-01-01T00:00:00Z", "transcribed": True, "transcribed_from": "the journal's page",
    }  # fmt: skip
    store.folder.mkdir(parents=True)
    (store.folder / "10.5555_example.0.json").write_text(
        json.dumps(
            {
                "schema": "claim-audit/evidence/1",
                "subject": {"kind": "doi", "id": "10.5555/example.0"},
                "answers": {"crossref": entry},
            }
        )
    )
    (verdict,) = verify([reference], settings=RegistrySettings(), store=store, now=datetime.now(UTC), offline=True)
    assert verdict.status == "verified"
    assert verdict.sources[0].source == "Crossref (transcribed by hand from the journal's page)"
