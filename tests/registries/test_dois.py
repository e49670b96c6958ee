from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Reference
from audit.registries.dois import batchable, doi_of, file_name, normalise, quoted, successors

SICI = "10.1002/1096-9861(20010212)430:3<283::aid-cne1031>3.0.co;2-v"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1016/J.NEO.2017.09.002", "10.1016/j.neo.2017.09.002"),
        ("https://doi.org/10.1016/j.neo.2017.09.002", "10.1016/j.neo.2017.09.002"),
        ("http://dx.doi.org/10.1016/j.neo.2017.09.002.", "10.1016/j.neo.2017.09.002"),
        ("doi: 10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("DOI:https://doi.org/10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("doi.org/10.1503/cmaj.160771", "10.1503/cmaj.160771"),
        ("10.1016/S0140-6736(97)11096-0", "10.1016/s0140-6736(97)11096-0"),
        ("(10.1016/S0140-6736(97)11096-0)", None),
        ("10.1016/S0140-6736(97)11096-0).", "10.1016/s0140-6736(97)11096-0"),
        (SICI.upper(), SICI),
        ("10.1000/ÄÖ", "10.1000/ÄÖ"),  # only ASCII letters fold
        ("10.12/too.short.prefix", None),
        ("10.1016", None),
        ("11.1016/x", None),
        ("10.1016/a b", None),
        ("", None),
        (None, None),
        ("10.1234/" + "x" * 5000, None),
    ],
)
def test_dois_have_one_form(written: str | None, doi: str | None) -> None:
    assert normalise(written) == doi


def test_a_doi_given_as_an_address_counts() -> None:
    assert doi_of(Reference(raw="", url="https://doi.org/10.1002%2Fece3.2314")) == "10.1002/ece3.2314"
    assert doi_of(Reference(raw="", url="https://example.org/10.1002/ece3.2314")) is None


def test_odd_dois_are_quoted_and_kept_out_of_lists() -> None:
    assert quoted(SICI) == "10.1002/1096-9861(20010212)430%3A3%3C283%3A%3Aaid-cne1031%3E3.0.co%3B2-v"
    assert not batchable(SICI)
    assert not batchable("10.1000/a,b")
    assert batchable("10.1016/s0140-6736(97)11096-0")


@given(st.text(min_size=1, max_size=300))
def test_file_names_are_safe(identity: str) -> None:
    name = file_name(identity)
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert ".." not in name
    assert len(name.encode()) < 200
    assert name.isascii()


@given(st.text(alphabet="ab/_%.<>", min_size=1, max_size=20), st.text(alphabet="ab/_%.<>", min_size=1, max_size=20))
def test_different_dois_have_different_files(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)


def test_plain_dois_have_readable_files() -> None:
    assert file_name("10.1016/j.neo.2017.09.002") == "10.1016_j.neo.2017.09.002"
    assert file_name("10.1016/s0140-6736(97)11096-0") == "10.1016_s0140-6736(97)11096-0"


@pytest.mark.parametrize(
    ("doi", "following"),
    [
        ("10.1002/14651858.cd007407.pub2", "10.1002/14651858.cd007407.pub3"),
        ("10.1002/14651858.cd007407", "10.1002/14651858.cd007407.pub2"),
        ("10.12688/f1000research.12345.1", "10.12688/f1000research.12345.2"),
        ("10.21203/rs.3.rs-12345/v1", "10.21203/rs.3.rs-12345/v2"),
        ("10.20944/preprints202001.0001.v9", "10.20944/preprints202001.0001.v10"),
        ("10.1016/j.neo.2017.09.002", None),
        ("10.1101/2020.01.01.20000001", None),
    ],
)
def test_numbered_versions_have_successors(doi: str, following: str | None) -> None:
    assert successors(doi)[:1] == ([following] if following else [])
