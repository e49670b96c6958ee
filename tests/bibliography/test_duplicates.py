"""Duplicates: what is one work, and what only looks like one."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bibliography.duplicates import find_duplicates
from audit.bibliography.works import containers_alike
from audit.model import Author, Reference

TITLE = "Everolimus for the treatment of advanced pancreatic neuroendocrine tumours"
BASE: dict[str, Any] = {
    "raw": "", "type": "article", "authors": [Author(family="Yao", given="JC")], "title": TITLE,
    "container": "N Engl J Med", "year": "2011", "volume": "364", "issue": "6", "pages": "514-523",
}  # fmt: skip


def reference(**fields: Any) -> Reference:
    return Reference.model_validate({**BASE, **fields})


def bare(**fields: Any) -> Reference:
    return Reference.model_validate({"raw": "", "type": "web", **fields})


def by(family: str, **more: str) -> list[Author]:
    return [Author(family=family, given="A", **more)]


WHO = [Author(literal="World Health Organization")]
DOI = "10.1056/NEJMoa1009290"

SAME = [
    ("doi in other capitals", reference(doi=DOI), reference(doi=DOI.lower(), title="Everolimus for NETs"), "DOI"),
    ("doi, one without a title", reference(doi=DOI), bare(doi=DOI), "DOI"),
    ("pmid", reference(pmid="21306238"), reference(pmid="21306238", title=None, volume=None), "PMID"),
    ("spelling", reference(), reference(title=TITLE.replace("tumours", "tumors")), "title"),
    ("capitals and full stop", reference(), reference(title=TITLE.title() + "."), "title"),
    ("full journal name", reference(), reference(container="The New England Journal of Medicine"), "title"),
    ("acronym", reference(), reference(container="NEJM"), "title"),
    ("abbreviated pages", reference(), reference(pages="514-23"), "title"),
    ("no pages", reference(), reference(pages=None, issue=None), "title"),
    ("wrong volume", reference(), reference(volume="346"), "title"),
    ("wrong doi", reference(doi=DOI), reference(doi="10.1056/NEJMoa1009291"), "title"),
    ("online year", reference(), reference(year="2010"), "title"),
    ("subtitle left out", reference(title=TITLE + ": a randomised trial"), reference(), "title"),
    ("slip of the pen", reference(), reference(title=TITLE.replace("advanced", "advnaced")), "title"),
    ("hyphens", reference(title="Long-term follow-up of islet-cell tumours in adults"),
     reference(title="Longterm follow up of islet cell tumors in adults"), "title"),
    ("no title", reference(title=None), reference(), "journal, year, volume and page"),
    ("no title, both", reference(title=None), reference(title=None, issue=None), "journal, year, volume and page"),
    ("particle", reference(authors=by("Mestier", particle="de")), reference(authors=by("de Mestier")), "title"),
    ("accents", reference(authors=by("Martínez")), reference(authors=by("Martinez")), "title"),
    ("web page", bare(authors=WHO, title="Cancer", url="https://www.who.int/cancer/"),
     bare(authors=WHO, title="Cancer", url="http://who.int/cancer"), "title"),
    ("unread", bare(raw="Lutathera prescribing information. Company, Millburn 2018.", type="other"),
     bare(raw="Lutathera prescribing information; Company, Milburn, 2018", type="other"), "text"),
    ("proceedings", reference(container="Proc of the 11th Int Conf on Things", volume=None, issue=None),
     reference(container="International Conference on Things", volume=None, issue=None), "title"),
    ("book", bare(type="book", authors=by("DeVita"), title="Cancer: Principles and Practice", year="2011",
     edition="9th"),
     bare(type="book", authors=by("DeVita"), title="Cancer: principles & practice", year="2011"), "title"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "reason"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_one_work(first: Reference, second: Reference, reason: str) -> None:
    for pair in ([first, second], [second, first]):
        found = find_duplicates(pair)
        assert [item[:2] for item in found] == [(0, 1)]
        assert reason in found[0][2]


APPENDIX = {"raw": "Yao JC. Everolimus. N Engl J Med. 2011;364:514-523. Supplementary appendix.", "doi": DOI}
OTHER = [
    ("two pages of one organisation", bare(authors=WHO, title="Cancer", url="https://who.int/cancer"),
     bare(authors=WHO, title="Cancer prevention", url="https://who.int/prevention")),
    ("two pages of one title", bare(authors=WHO, title="Overview", url="https://who.int/a"),
     bare(authors=WHO, title="Overview", url="https://who.int/b")),
    ("one home page", bare(authors=WHO, title="Carcinoid", url="https://cancer.net"),
     bare(authors=WHO, title="Survivorship", url="https://cancer.net")),
    ("supplementary appendix", reference(doi=DOI), reference(**APPENDIX)),
    ("follow-up", reference(), reference(title="Everolimus for advanced pancreatic NETs: final overall survival",
     container="J Clin Oncol", year="2016", volume="34", pages="3906-3913")),
    ("follow-up in one journal", reference(), reference(title=TITLE + ": final results", year="2012", volume="366",
     pages="100-109")),
    ("correction", reference(), reference(title="Correction: " + TITLE)),
    ("reply", reference(title="Carcinoid crisis", pages="1-2"), reference(title="Carcinoid crisis: reply", pages="2")),
    ("abstract before the paper", reference(container="J Clin Oncol", volume="28", issue="15 suppl", pages="LBA9"),
     reference(container="J Clin Oncol", volume="28", issue="3", pages="514-523")),
    ("part 1 and 2", reference(title="Carcinoid heart disease in practice, part 1", pages="1-9"),
     reference(title="Carcinoid heart disease in practice, part 2", pages="10-19")),
    ("phase II and III", reference(title="A phase II trial of lanreotide in carcinoid", pages=None),
     reference(title="A phase III trial of lanreotide in carcinoid", pages=None)),
    ("hypo and hyper", reference(title="Management of hypothyroidism in pregnancy", pages=None),
     reference(title="Management of hyperthyroidism in pregnancy", pages=None)),
    ("one word", reference(title="Lanreotide versus placebo in advanced carcinoid disease", pages=None),
     reference(title="Octreotide versus placebo in advanced carcinoid disease", pages=None)),
    ("other author", reference(title="Neuroendocrine tumors"), reference(title="Neuroendocrine tumors",
     authors=by("Kulke"), volume="1", pages="9")),
    ("heading", reference(title="Editorial", volume="1", pages="1"),
     reference(title="Editorial", volume="2", pages="1")),
    ("versions", bare(type="guideline", authors=WHO, title="Neuroendocrine tumors", version="1.2023", year="2023"),
     bare(type="guideline", authors=WHO, title="Neuroendocrine tumors", version="2.2023", year="2023")),
    ("editions", bare(type="book", authors=by("DeVita"), title="Cancer", edition="8th", year="2008"),
     bare(type="book", authors=by("DeVita"), title="Cancer", edition="9th", year="2011")),
    ("years of a label", bare(type="label", title="Lutathera [prescribing information]", publisher="AAA", year="2018"),
     bare(type="label", title="Lutathera [prescribing information]", publisher="AAA", year="2023")),
    ("data on file", bare(raw="Data on file. DOF-001. Company; 2024.", type="data-on-file", identifier="DOF-001"),
     bare(raw="Data on file. DOF-002. Company; 2024.", type="data-on-file", identifier="DOF-002")),
    ("unread, other number", bare(raw="Data on file. Report 001. Company; 2024."),
     bare(raw="Data on file. Report 002. Company; 2024.")),
    ("chapters with the DOI of their book", bare(type="chapter", authors=by("Kulke"), title="Carcinoid tumours",
     container="Cancer", doi="10.1/book", pages="1-9"), bare(type="chapter", authors=by("Yao"),
     title="Pancreatic surgery", container="Cancer", doi="10.1/book", pages="20-29")),
    ("a DOI pasted twice", reference(doi=DOI), reference(doi=DOI, authors=by("Rinke"), title="Octreotide LAR in midgut"
     " disease (PROMID)", container="J Clin Oncol", volume="27", pages="4656-4663", year="2009")),
    ("preprint versions", reference(doi="10.21203/rs.3.rs-1/v1", volume=None, pages=None, container="Research Square"),
     reference(doi="10.21203/rs.3.rs-1/v2", volume=None, pages=None, container="Research Square")),
    ("letters on one page", reference(title="Somatostatin", authors=by("Kulke"), pages="282"),
     reference(title="Telotristat", authors=by("Rinke"), pages="282")),
    ("no title, other page", reference(title=None), reference(title=None, pages="600-610")),
    ("nothing at all", bare(), bare()),
    ("lay summary", reference(), reference(title="Plain language summary: " + TITLE)),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [case[1:] for case in OTHER], ids=[case[0] for case in OTHER])
def test_two_works(first: Reference, second: Reference) -> None:
    assert find_duplicates([first, second]) == []
    assert find_duplicates([second, first]) == []


def test_every_later_entry_is_paired_with_the_first() -> None:
    references = [reference(), bare(raw="x"), reference(pages=None), reference(doi=DOI), reference(title=None, doi=DOI)]
    assert [pair[:2] for pair in find_duplicates(references)] == [(0, 2), (0, 3), (0, 4)]


def test_the_note_of_a_correction_makes_no_other_work() -> None:
    noted = reference(raw="Yao JC. Everolimus. [published correction appears in N Engl J Med. 2011;364:1082].")
    assert find_duplicates([reference(), noted])


def test_one_key_of_the_library_is_one_work() -> None:
    first = reference(key="yao2011everolimus", pages=None, volume=None, title="Everolimus for advanced tumours")
    second = reference(key="yao2011everolimus", container="Oncology News", year="2012")
    assert find_duplicates([first, second]) == [(0, 1, "the same work in the library")]
    twice = [first, bare(key="yao2011everolimus", authors=WHO, title="Nothing of the kind")]
    assert find_duplicates(twice) == []


@pytest.mark.parametrize(
    ("short", "full", "alike"),
    [
        ("Ann Oncol", "Annals of Oncology", True),
        ("J. Clin. Oncol.", "Journal of Clinical Oncology", True),
        ("JAMA", "Journal of the American Medical Association", True),
        ("Lancet", "The Lancet (London, England)", True),
        ("Proc Natl Acad Sci USA", "Proceedings of the National Academy of Sciences USA", True),
        ("Cancer", "Cancer Cell", False),
        ("Ann Surg", "Annals of Oncology", False),
        ("Lancet Oncol", "Lancet Neurol", False),
    ],
)
def test_journal_names(short: str, full: str, alike: bool) -> None:
    from audit.bibliography.works import _container

    assert containers_alike(_container(short), _container(full)) is alike


def crowd(kind: str, count: int) -> list[Reference]:
    rng = random.Random(1)
    words = "alpha beta gamma delta therapy survival tumour imaging outcome trial liver bowel".split()
    if kind == "same":
        return [reference() for _ in range(count)]
    if kind == "one author, one beginning":
        return [reference(title=f"Neuroendocrine tumours of the {' '.join(rng.choices(words, k=6))}", volume=None,
                          pages=None) for _ in range(count)]  # fmt: skip
    if kind == "one page":
        return [reference(title=" ".join(rng.choices(words, k=9)), volume="1", pages="1") for _ in range(count)]
    return [bare(raw=f"Data on file number {number} of the company in the town") for number in range(count)]


@pytest.mark.parametrize("kind", ["same", "one author, one beginning", "one page", "unread"])
def test_crowds_take_linear_time(kind: str) -> None:
    references = crowd(kind, 4000)
    started = time.process_time()
    find_duplicates(references)
    assert time.process_time() - started < 20  # about one second; eight million comparisons would take minutes


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(max_size=30), "container": st.text(max_size=15), "year": st.text(max_size=6),
        "volume": st.text(max_size=3), "pages": st.text(max_size=6), "doi": st.text(max_size=6),
        "url": st.text(max_size=8), "raw": st.text(max_size=40), "identifier": st.text(max_size=4),
    },
)  # fmt: skip


@given(st.lists(_FIELDS.map(lambda fields: Reference.model_validate({"raw": "", **fields})), max_size=6))
@settings(deadline=None)
def test_any_references_give_ordered_pairs(references: list[Reference]) -> None:
    pairs = find_duplicates(references)
    assert all(0 <= first < second < len(references) for first, second, _ in pairs)
    assert len({second for _, second, _ in pairs}) == len(pairs)
    assert all(reason for _, _, reason in pairs)
