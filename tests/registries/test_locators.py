from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.registries.locators import parse_pages, same_issue, same_pages, same_volume


@pytest.mark.parametrize(
    ("cited", "registered", "same"),
    [
        ("19", "19", True),
        ("19", "20", False),
        ("041", "41", True),
        ("Vol. 12", "12", True),
        ("XII", "12", True),
        ("41 Suppl 16", "41", True),
        ("41(16 suppl)", "41", True),
        ("102-B", "102", True),
        ("102-B", "102-A", False),
        ("31A", "31", True),
        ("2015", "2016", False),
        ("1", "11", False),
        ("Suppl 2", "2", True),
    ],
)
def test_volumes(cited: str, registered: str, same: bool) -> None:
    assert same_volume(cited, registered) is same


@pytest.mark.parametrize(
    ("cited", "registered", "same"),
    [
        ("2", "2", True),
        ("02", "2", True),
        ("2", "3", False),
        ("16 suppl", "16_suppl", True),
        ("Suppl 1", "suppl_1", True),
        ("S1", "suppl_1", True),
        ("suppl", "4", None),
        ("1-2", "1", True),
        ("1-3", "2", True),
        ("2 Pt 1", "2", True),
        ("Spec No", "3", None),
    ],
)
def test_issues(cited: str, registered: str, same: bool | None) -> None:
    assert same_issue(cited, registered) is same


@pytest.mark.parametrize(
    ("cited", "registered", "same"),
    [
        ("131-153", "131-153", True),
        ("131–53", "131-153", True),
        ("131-3", "131-133", True),
        ("1998-2003", "1998-2003", True),
        ("E398-404", "E398-E404", True),
        ("E398-E404", "E398-404", True),
        ("R105-R120", "R105-20", True),
        ("4132", "4132-4132", True),
        ("131", "131-153", True),
        ("188", "181-190", True),  # points into the article
        ("131-153.e4", "131-153", True),
        ("131-153", "131-154", False),
        ("141-163", "131-153", False),
        ("231", "131-153", False),
        ("1417962", "1-9", None),  # an article number; the registry counts the pages of the PDF
        ("e1008184", "e1008184", True),
        ("1008184", "e1008184", True),
        ("e0115930", "115930", True),
        ("v68-v78", "v68-v78", True),
        ("xii-xv", "12-15", True),
        ("12-15, 20", "12-15", True),
        ("pp. 12-15", "12-15", True),
        ("S12-S18", "S12-8", True),
        ("S12-S18", "S22-S28", False),
        ("CD007407", "CD007407", True),
        ("CD007407", "CD001111", False),
        ("e12", "345-350", None),
    ],
)
def test_pages(cited: str, registered: str, same: bool | None) -> None:
    assert same_pages(cited, registered) is same


def test_an_article_number_may_stand_in_the_doi() -> None:
    assert same_pages("1417962", "2-9", doi="10.1155/2016/1417962") is True


@given(st.integers(1, 99999), st.integers(0, 400), st.sampled_from(["", "e", "S", "R"]))
def test_abbreviated_ends_are_completed(first: int, length: int, prefix: str) -> None:
    last = first + length
    one, other = str(first), str(last)
    same = 0
    if len(one) == len(other):
        while same < len(one) - 1 and one[same] == other[same]:
            same += 1
    short = f"{prefix}{one}-{other[same:]}"
    assert parse_pages(short)[0].last == last
    assert same_pages(short, f"{prefix}{one}-{prefix}{other}") is True


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_breaks_them(one: str, other: str) -> None:
    assert same_pages(one, other) in {True, False, None}
    assert same_volume(one, other) in {True, False}
    assert same_issue(one, other) in {True, False, None}
