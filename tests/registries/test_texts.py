from __future__ import annotations

from datetime import UTC, datetime

import pytest
from registry_server import RegistryServer
from works_of_ours import cited, work

from audit.model import RegistrySettings
from audit.registries import EvidenceStore, Registries
from audit.registries.texts import plain_abstract

JATS = "<article><body><p>Octreotide prolonged time to progression.</p></body></article>"
TITLE = "Octreotide in midgut tumours: a randomised trial"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>Of 85 <jats:italic>patients</jats:italic>, p &lt; 0.05.</jats:p>",
         "Abstract\nOf 85 patients, p < 0.05.\n"),
        ("<h4>Background</h4>We investigated.<h4>Methods</h4>12 children (p<0.05).",
         "Background\nWe investigated.\nMethods\n12 children (p<0.05).\n"),
        ("CO<sub>2</sub> at 10<sup>3</sup>", "CO2 at 103\n"),
        ("", "\n"),
    ],
)  # fmt: skip
def test_abstracts_lose_their_markup(markup: str, text: str) -> None:
    assert plain_abstract(markup) == text


def test_full_text_then_pubmed_abstract_then_crossref_abstract(server: RegistryServer, store: EvidenceStore) -> None:
    for n in range(4):
        server.records[f"10.5555/{n}"] = work(f"10.5555/{n}", TITLE, abstract="<jats:p>Crossref's words.</jats:p>")
    del server.records["10.5555/3"]["abstract"]
    known = {"source": "MED", "title": TITLE, "abstractText": "<h4>Aim</h4>PubMed's words.", "isOpenAccess": "Y"}
    server.europepmc += [
        {**known, "id": "1", "pmid": "1", "doi": "10.5555/0", "pmcid": "PMC1"},
        {**known, "id": "2", "pmid": "2", "doi": "10.5555/1", "pmcid": "PMC2"},
    ]
    server.full_texts["PMC1"] = JATS
    references = [cited(f"10.5555/{n}", TITLE) for n in range(4)]
    now = datetime.now(UTC)
    with Registries(RegistrySettings(**server.settings()), store) as registries:
        registries.verify(references, now=now)
        before = registries.text_of(references[0])
        assert before is not None
        assert before.kind == "abstract"
        registries.gather_full_texts(references, now=now)
        registries.gather_full_texts(references, now=now)
    assert server.asked("fulltext") == 2
    with Registries(RegistrySettings(), EvidenceStore(store.folder), offline=True) as offline:
        full, pubmed, crossref, none = (offline.text_of(reference) for reference in references)
        assert none is None
        assert full is not None
        assert pubmed is not None
        assert crossref is not None
        assert (full.kind, full.data.decode(), full.evidence) == ("full text", JATS, "bib/evidence/pmc/1.xml")
        assert (pubmed.kind, pubmed.data) == ("abstract", b"Aim\nPubMed's words.\n")
        assert (crossref.origin, crossref.data) == ("Crossref, abstract of doi:10.5555/2", b"Crossref's words.\n")


def test_a_full_text_that_was_edited_is_not_used(server: RegistryServer, store: EvidenceStore) -> None:
    server.records["10.5555/0"] = work("10.5555/0", TITLE)
    server.europepmc.append(
        {"source": "MED", "id": "1", "title": TITLE, "doi": "10.5555/0", "pmcid": "PMC1", "isOpenAccess": "Y"}
    )
    server.full_texts["PMC1"] = JATS
    reference = cited("10.5555/0", TITLE)
    now = datetime.now(UTC)
    with Registries(RegistrySettings(**server.settings()), store) as registries:
        registries.verify([reference], now=now)
        registries.gather_full_texts([reference], now=now)
        (store.folder / "pmc" / "1.xml").write_text("<article>forged</article>")
        assert registries.text_of(reference) is None
    assert "changed after it was recorded" in store.notes[0]
