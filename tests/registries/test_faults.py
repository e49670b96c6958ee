"""Each fault at each endpoint: transient, the verdicts are the same; lasting, they are unverified, never wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import FastClock
from registry_server import KINDS, RegistryServer
from works_of_ours import cited, update, work

from audit.model import Reference, RegistrySettings, Verification
from audit.registries import EvidenceStore, Registries, Verifications
from audit.registries.limits import MemorySlots
from audit.registries.transport import Transport

Check = Callable[..., Verifications]
ENDPOINTS = ("work", "works", "search", "doira", "handle", "datacite", "datacites", "europepmc")
FAULTS = tuple(kind for kind in KINDS if kind != "no-headers")
TITLE = "Decoding the molecular ambiguities of neuroendocrine neoplasm pathobiology in case {}"


def fill(server: RegistryServer) -> list[Reference]:
    """Every kind of look-up: listed, single, alias, dead, other agency, DataCite, searched, PubMed number."""
    names = [f"10.5555/example.{n}" for n in range(6)] + ["10.5555/odd,one", "10.5555/alone"]
    for doi in names:
        server.records[doi] = work(doi, TITLE.format(doi))
    server.records["10.5555/example.1"]["updated-by"] = [update("retraction", "10.5555/notice")]
    server.aliases["10.5555/alias"] = "10.5555/example.2"
    server.agencies["10.5555/medra"] = "mEDRA"
    for n in range(2):
        server.datacite[f"10.5281/z.{n}"] = {
            "doi": f"10.5281/z.{n}",
            "titles": [{"title": TITLE.format(f"z{n}")}],
            "publicationYear": 2015,
        }
    server.europepmc.append(
        {
            "id": "9", "source": "MED", "pmid": "9", "doi": "10.5555/example.3",
            "title": TITLE.format("10.5555/example.3"), "pubTypeList": {"pubType": ["Retracted Publication"]},
        }
    )  # fmt: skip
    references = [cited(doi, TITLE.format(doi)) for doi in names]
    references[0] = references[0].model_copy(update={"volume": "44"})
    references.append(cited("10.5555/alias", TITLE.format("10.5555/example.2")))
    references += [cited(f"10.5281/z.{n}", TITLE.format(f"z{n}")) for n in range(2)]
    references.append(cited("10.5555/medra", "Somebody else's"))
    references.append(cited("10.5555/dead", TITLE.format("10.5555/example.4")))
    references.append(cited(None, TITLE.format("10.5555/example.5")))
    references.append(cited(None, TITLE.format("10.5555/example.3"), pmid="9"))
    return references


def gist(verdict: Verification) -> tuple[Any, ...]:
    """What a reader is told, without the places where it was read."""
    fields = [(difference.field, difference.severity) for difference in verdict.differences]
    return (verdict.status, fields, [entry.type for entry in verdict.updates], verdict.suggested_doi, verdict.agency)


@dataclass
class Site:
    """One server for all of these tests, its references, and what is right to say of them."""

    server: RegistryServer
    references: list[Reference]
    right: list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with RegistryServer(limits=None) as server:
        references = fill(server)
        settings = RegistrySettings(**server.settings())
        transport = Transport(settings, clock=FastClock().clock(), slots=lambda _name: MemorySlots())
        with Registries(settings, EvidenceStore(tmp_path_factory.mktemp("well")), transport=transport) as registries:
            right = [gist(verdict) for verdict in registries.verify(references, now=datetime.now(UTC))]
        statuses = ["differs", *["verified"] * 10, "unverified", "not-found", "verified", "verified"]
        assert [one[0] for one in right] == statuses
        assert right[1][2] == ["retraction"]
        assert right[3][2] == ["retraction"]
        yield Site(server, references, right)


@pytest.fixture
def site(well: Site) -> Iterator[Site]:
    well.server.heal()
    well.server.log.clear()
    yield well
    well.server.heal()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_every_third_answer_changes_nothing(site: Site, check: Check, kind: str) -> None:
    site.server.fault("*", kind, every=3, seconds=0.4 if kind == "slow" else 2.0)
    verdicts = check(site.server, site.references, timeout=0.15 if kind == "slow" else 5.0)
    assert [gist(verdict) for verdict in verdicts] == site.right
    assert all(verdict.unchecked == [] for verdict in verdicts)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_lasting_fault_makes_nothing_wrong(site: Site, check: Check, endpoint: str, kind: str) -> None:
    site.server.fault(endpoint, kind, seconds=0.2 if kind == "slow" else 2.0)
    verdicts = check(site.server, site.references, timeout=0.05 if kind == "slow" else 5.0, max_retries=1)
    for verdict, wanted in zip(verdicts, site.right, strict=True):
        if verdict.status == "unverified":
            assert verdict.reason
            assert verdict.differences == []
        elif endpoint == "europepmc":
            assert gist(verdict)[:2] == wanted[:2]
            assert verdict.updates or not wanted[2] or verdict.unchecked
        elif endpoint == "search":
            assert gist(verdict)[:3] == wanted[:3]
        elif verdict.registry == "Europe PMC":  # asked by PubMed number: what Crossref would add is missing, and said
            assert gist(verdict)[:4] == wanted[:4]
            assert verdict.unchecked
        else:
            assert gist(verdict) == wanted


@pytest.mark.parametrize("kind", ["503", "html", "reset"])
def test_everything_out_is_unverified_soon(site: Site, check: Check, kind: str) -> None:
    site.server.fault("*", kind)
    verdicts = check(site.server, site.references)
    assert {verdict.status for verdict in verdicts} == {"unverified"}
    assert all(verdict.reason and "gave no answer" in verdict.reason for verdict in verdicts)
    assert site.server.asked() < 60  # a host that does not answer is not asked on and on


def test_a_server_that_is_not_there(server: RegistryServer, check: Check) -> None:
    references = fill(server)
    server.stop()
    verdicts = check(server, references)
    assert {verdict.status for verdict in verdicts} == {"unverified"}
    assert "no connection" in (verdicts[0].reason or "")


def test_retry_after_is_honoured_and_capped(server: RegistryServer, check: Check, fast: FastClock) -> None:
    server.records["10.5555/a"] = work("10.5555/a", TITLE)
    server.fault("work", "429-seconds", times=1, seconds=7)
    assert check(server, [cited("10.5555/a", TITLE)])[0].status == "verified"
    assert 7.0 <= max(fast.slept) < 8.0
    server.records["10.5555/b"] = work("10.5555/b", TITLE)
    server.fault("work", "429-date", times=1, seconds=86400)
    assert check(server, [cited("10.5555/b", TITLE)], max_retry_after=30.0)[0].status == "verified"
    assert max(fast.slept) < 31.0


def test_the_deadline_ends_the_run(server: RegistryServer, check: Check, fast: FastClock) -> None:
    references = fill(server)
    server.fault("*", "429-seconds", seconds=20)
    start = fast.now()
    verdicts = check(server, references, deadline=50.0, max_retries=50)
    assert fast.now() - start < 60
    assert any("the time for registries (50 s) is used up" in (verdict.reason or "") for verdict in verdicts)
    assert {verdict.status for verdict in verdicts} == {"unverified"}


def test_limits_that_are_not_announced_do_no_harm(server: RegistryServer, check: Check) -> None:
    references = fill(server)
    server.fault("*", "no-headers")
    assert check(server, references)[1].status == "verified"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https", "no secure connection"),
        ("http://no-such-host.invalid", "no connection"),
        ("http://127.0.0.1:1", "no connection"),
    ],
)
def test_no_connection_is_named_for_what_it_is(server: RegistryServer, check: Check, address: str, words: str) -> None:
    url = server.url("crossref").replace("http:", "https:") if address == "https" else address
    (verdict,) = check(server, [cited("10.5555/a", TITLE)], crossref_url=url, second_opinion=False)
    assert verdict.status == "unverified"
    assert words in (verdict.reason or "")
    assert "0x" not in (verdict.reason or "")  # no address of an object in what a reader sees
