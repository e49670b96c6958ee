from __future__ import annotations

from typing import Any

import pytest
from works_of_ours import cited, work

from audit.model import Author
from audit.registries.comparison import compare
from audit.registries.works import Work, from_crossref, from_europepmc

DOI = "10.5555/example.1"
TITLE = "Decoding the molecular ambiguities of gastroenteropancreatic neuroendocrine neoplasm pathobiology"

CLEAN: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"container": "Example Journal of Medicine"}, {}),
    ({"container": "The Example Journal of Medicine"}, {}),
    ({"title": TITLE + "."}, {}),
    ({"pages": "131–53"}, {}),
    ({"pages": "131"}, {}),
    ({"issue": None}, {}),
    ({"authors": [Author(family="Kidd", given="M")], "et_al": True}, {}),
    # print and online years
    ({"year": "2016"}, {"published-online": {"date-parts": [[2015]]}, "published-print": {"date-parts": [[2016]]}}),
    ({"year": "2015"}, {"published-online": {"date-parts": [[2015]]}, "published-print": {"date-parts": [[2016]]}}),
    ({"year": "2016"}, {"published-print": None, "published-online": {"date-parts": [[2015, 12]]}}),
    # what the registry leaves open
    ({}, {"page": None}),
    ({}, {"volume": None, "issue": None}),
    ({}, {"author": []}),
    ({}, {"container-title": [], "short-container-title": []}),
    ({}, {"title": []}),
    ({}, {"issued": {"date-parts": [[None]]}, "published-print": None}),
    # what the reference leaves open
    ({"volume": None, "pages": None, "year": None}, {}),
    ({"title": None}, {}),
    # supplements and article numbers
    (
        {"volume": "41", "issue": "16 suppl", "pages": "4132"},
        {"volume": "41", "issue": "16_suppl", "page": "4132-4132"},
    ),
    ({"pages": "1417962"}, {"page": "1-9"}),
    ({"pages": None, "article_number": "e1008184"}, {"page": "e1008184"}),
    # a translated title
    (
        {"title": "[Resection of liver metastases of colorectal cancer]"},
        {"title": ["Resección de metástasis hepáticas"]},
    ),
]

WRONG: list[tuple[dict[str, Any], set[str], str]] = [
    ({"volume": "2"}, {"volume"}, "minor"),
    ({"issue": "3"}, {"issue"}, "minor"),
    ({"pages": "141-163"}, {"pages"}, "minor"),
    ({"pages": "131-163"}, {"pages"}, "minor"),
    ({"year": "2018"}, {"year"}, "major"),
    ({"year": "2016"}, {"year"}, "minor"),
    ({"container": "Ann Oncol"}, {"container"}, "major"),
    ({"authors": [Author(family="Petrov", given="M"), Author(family="Modlin", given="IM")]}, {"authors"}, "major"),
    ({"authors": [Author(family="Modlin", given="IM"), Author(family="Kidd", given="M")]}, {"authors"}, "major"),
    ({"authors": [Author(family="Kidd", given="M"), Author(family="Petrov", given="P")]}, {"authors"}, "minor"),
    ({"title": TITLE.replace("pathobiology", "therapy")}, {"title"}, "major"),
    ({"volume": "7", "pages": "9-12"}, {"volume", "pages"}, "minor"),
]


def compared(changes: dict[str, Any], record: dict[str, Any] | None = None) -> Any:
    registered = from_crossref(work(DOI, TITLE, **(record or {})))
    return compare(cited(DOI, TITLE, **changes), [registered])


@pytest.mark.parametrize(("changes", "record"), CLEAN)
def test_what_people_write_is_no_difference(changes: dict[str, Any], record: dict[str, Any]) -> None:
    result = compared(changes, record)
    assert result.differences == ()
    assert result.same_work is True


@pytest.mark.parametrize(("changes", "fields", "severity"), WRONG)
def test_one_wrong_field_is_found(changes: dict[str, Any], fields: set[str], severity: str) -> None:
    result = compared(changes)
    assert {difference.field for difference in result.differences} == fields
    assert {difference.severity for difference in result.differences} == {severity}
    assert result.same_work is True


@pytest.mark.parametrize(
    "record",
    [
        {
            "title": ["Octreotide in carcinoid syndrome: a randomised trial"],
            "author": [{"family": "Rinke", "given": "A"}],
            "page": "26-32",
        },
        # the same people in the same journal, another paper
        {
            "title": ["Circulating transcripts predict response to peptide receptor radiotherapy"],
            "volume": "7",
            "page": "9-20",
        },
        # a part of a series
        {"title": [TITLE.replace("Decoding", "Encoding") + ": part 2"], "page": "900-910", "volume": "1"},
        {"type": "journal-issue", "title": [], "author": [], "page": None},
        {"type": "component", "title": ["Table S3"], "author": [], "page": None, "volume": None},
    ],
)
def test_another_work_is_told(record: dict[str, Any]) -> None:
    assert compared({}, record).same_work is False


def test_what_one_registry_has_wrong_another_may_have_right() -> None:
    crossref = from_crossref(work(DOI, TITLE, volume="11", page="31-53"))
    pubmed = from_europepmc(
        {"title": TITLE, "journalInfo": {"volume": "1", "issue": "2", "yearOfPublication": 2015}, "pageInfo": "131-53"}
    )
    assert compare(cited(DOI, TITLE), [crossref, pubmed]).differences == ()


def test_a_misread_entry_is_not_the_authors_fault() -> None:
    raw = f"Kidd M, Modlin IM. {TITLE}. Ex J Med. 2015;1(2):131-153."
    broken = {"raw": raw, "title": "Decoding the molecular", "container": "Med", "volume": "2", "pages": "2"}
    assert compared(broken).differences == ()


def test_a_short_title_alone_does_not_make_one_work() -> None:
    registered = from_crossref(work(DOI, "Heart failure", author=[{"family": "Petrov"}], volume="88", page="1200-1210"))
    assert compare(cited(DOI, "Heart failure", container="Lancet", year="1999"), [registered]).same_work is False


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"DOI": 7, "title": "not a list", "author": "nobody", "issued": [], "volume": ["1"], "page": {"a": 1}},
        {"title": [None, 3, {"x": 1}], "author": [None, "x", {"family": 3}], "container-title": {"a": []}},
        {"issued": {"date-parts": [["2020"]]}, "published-print": {"date-parts": "x"}, "subtitle": [[]]},
        {"title": ["x" * 100000], "page": "-".join("9" * 500 for _ in range(50))},
    ],
)
def test_odd_records_do_not_break_it(record: dict[str, Any]) -> None:
    registered = from_crossref(record)
    assert isinstance(registered, Work)
    assert compare(cited(DOI, TITLE), [registered]).same_work in {True, False, None}
