"""DOIs, PMIDs, URLs and trial numbers in running text, whole and damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.identifiers import (
    find_doi,
    find_dois,
    find_malformed_dois,
    find_pmcids,
    find_pmids,
    find_trial_ids,
    find_urls,
    normalise_doi,
)

SICI = "10.1002/1096-9861(20010212)430:3<283::AID-CNE1031>3.0.CO;2-V"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("doi:10.1016/j.jcmgh.2014.12.008", "10.1016/j.jcmgh.2014.12.008"),
        ("doi: 10.1016/j.jcmgh.2014.12.008.", "10.1016/j.jcmgh.2014.12.008"),
        ("DOI 10.1016/j.jcmgh.2014.12.008,", "10.1016/j.jcmgh.2014.12.008"),
        ("https://doi.org/10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("http://dx.doi.org/10.1503/cmaj.160771)", "10.1503/cmaj.160771"),
        ("doi:https://doi.org/10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("doi:doi:10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("(doi:10.1016/S0140-6736(20)31324-6)", "10.1016/S0140-6736(20)31324-6"),
        ("[doi:10.1016/S0140-6736(20)31324-6].", "10.1016/S0140-6736(20)31324-6"),
        (f"doi:{SICI}.", SICI),
        ("https://doi.org/10.1002/1096-9861%2820010212%29430%3A3%3C283%3A%3AAID-CNE1031%3E3.0.CO%3B2-V", SICI),
        ("doi:10.1002/1096-9861(20010212)430:3&lt;283::AID-CNE1031&gt;3.0.CO;2-V", SICI),
        ("doi:10.1000/456#789", "10.1000/456#789"),
        ("https://doi.org/10.1093/jac/dkr217?login=true", "10.1093/jac/dkr217"),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/cncr.1234", "10.1002/cncr.1234"),
        ("https://www.nejm.org/doi/pdf/10.1056/NEJMoa1607427?download=true", "10.1056/NEJMoa1607427"),
        ("doi:10.1016/j.jcmgh. 2014.12.008. PMID: 12345678", "10.1016/j.jcmgh.2014.12.008"),
        ("doi:10.1111/j.1467- 9450.2012.00947.x", "10.1111/j.1467-9450.2012.00947.x"),
        ("https://doi. org/10.1016/ j.x.2020.01.002", "10.1016/j.x.2020.01.002"),
        ("10.1001/jama.2020.1. 2020;3:4", "10.1001/jama.2020.1"),
        ("10.1177/123.[PubMed]", "10.1177/123"),
        ("doi:10.1016/j.x.2012.01.001PMID: 222222", "10.1016/j.x.2012.01.001"),
        ("55(2):129-33.10.1016/S0004-9514(09)70043-1", "10.1016/S0004-9514(09)70043-1"),
        ("“doi:10.1016/j.x.2012.01.001”", "10.1016/j.x.2012.01.001"),
        ("10.1002/14651858.CD004959.pub4", "10.1002/14651858.CD004959.pub4"),
        ("version 10.1016 of the file", None),
        ("110.1016/abc", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_doi(text: str | None, doi: str | None) -> None:
    assert normalise_doi(text) == doi
    assert text is None or find_doi(text) == doi


def test_each_doi_with_its_place() -> None:
    text = "See doi:10.1000/a1 and https://doi.org/10.1000/b2, not 10.1000/."
    found = find_dois(text)
    assert [text[doi.start : doi.end] for doi in found] == ["doi:10.1000/a1", "https://doi.org/10.1000/b2"]


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("doi:10.1016j.jcmgh.2014", ["10.1016j.jcmgh.2014"]),
        ("doi: 1016/j.jcmgh.2014", ["1016/j.jcmgh.2014"]),
        ("doi:1O.1016/j.jcmgh.2014", ["1O.1016/j.jcmgh.2014"]),
        ("doi: S0140-6736(20)31324-6.", ["S0140-6736(20)31324-6"]),
        ("doi:10.1016/.", ["10.1016/"]),
        ("https://doi.org/abc123", ["abc123"]),
        ("doi:10.1016/j.jcmgh.2014", []),
        ("doi: https://doi.org/10.1016/j.jcmgh.2014", []),
        ("DOI not available", []),
        ("doi: n/a", []),
        ("[DOI]", []),
    ],
)
def test_malformed_doi(text: str, bad: list[str]) -> None:
    found = find_malformed_dois(text)
    assert [item.text for item in found] == bad
    assert all(item.reason and item.text in text[item.start : item.end] for item in found)


@given(st.text("0123456789.abcXYZ()<>;:/#-_ ", max_size=30))
def test_a_normalised_doi_is_stable(suffix: str) -> None:
    doi = normalise_doi("doi:10.1000/" + suffix)
    assert doi is None or normalise_doi(doi) == doi


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("at https://www.who.int/x.pdf).", ["https://www.who.int/x.pdf"]),
        ("see www.cdc.gov/flu, accessed", ["www.cdc.gov/flu"]),
        ("Available at cancer.gov/types/net. Accessed", ["cancer.gov/types/net"]),
        (
            "http://apps.who.int/iris/10665/ 9789241595506_eng.pdf",
            ["http://apps.who.int/iris/10665/9789241595506_eng.pdf"],
        ),
        ("https://www. cdc.gov/flu/about.html", ["https://www.cdc.gov/flu/about.html"]),
        ("and/or e.g. this", []),
    ],
)
def test_urls(text: str, urls: list[str]) -> None:
    assert [url.value for url in find_urls(text)] == urls


def test_pubmed_and_trials() -> None:
    text = "PMID: 28076709; PMCID: PMC5895095. https://pubmed.ncbi.nlm.nih.gov/26487581/ (PubMed: 20052390)"
    assert {found.value for found in find_pmids(text)} == {"28076709", "26487581", "20052390"}
    assert [found.value for found in find_pmcids(text)] == ["PMC5895095"]
    trials = "NCT01234567, ISRCTN12345678, EudraCT number: 2004-000446-20, DRKS00012345"
    assert [t.value for t in find_trial_ids(trials)] == [
        "NCT01234567",
        "ISRCTN12345678",
        "2004-000446-20",
        "DRKS00012345",
    ]
