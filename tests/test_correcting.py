"""A reference as it should read: only what is wrong in it changes."""

from __future__ import annotations

from typing import Any

import pytest
from pages import ORONSKY

from audit.bibliography.parsing import parse_reference
from audit.correcting import corrected
from audit.model import Author, Difference, Reference, Verification

RECORD = Reference(
    raw="",
    type="article",
    authors=[Author(family=name, given="B") for name in ("Oronsky", "Ma", "Morgensztern", "Carter")],
    title="Nothing But NET: A Review of Neuroendocrine Tumors and Carcinomas",
    container="Neoplasia",
    year="2017",
    volume="19",
    issue="12",
    pages="991-1002",
    doi="10.1016/j.neo.2017.09.002",
)


def checked(status: Any = "differs", *fields: str, **more: Any) -> Verification:
    differences = [Difference(field=name, cited="x", registered="y") for name in fields]
    return Verification(**{"status": status, "record": RECORD, "differences": differences, **more})


@pytest.mark.parametrize("wrong", ["18(12)", "19(11)", "992-1002", "Neoplasma."])
def test_a_wrong_field_is_put_right_in_its_place(wrong: str) -> None:
    right, field = {
        "18(12)": ("19(12)", "volume"), "19(11)": ("19(12)", "issue"), "992-1002": ("991-1002", "pages"),
        "Neoplasma.": ("Neoplasia.", "container"),
    }[wrong]  # fmt: skip
    reference = parse_reference(ORONSKY.replace(right, wrong))
    assert corrected(reference, checked("differs", field)) == ORONSKY


def test_several_fields_are_put_right_together() -> None:
    reference = parse_reference(ORONSKY.replace("19(12)", "18(11)").replace("991-", "992-"))
    assert corrected(reference, checked("differs", "volume", "issue", "pages")) == ORONSKY


@pytest.mark.parametrize(
    "verification",
    [
        checked("verified"),
        checked("unverified"),
        checked("not-found", record=None),
        checked("wrong-work", "title", "authors"),
        checked("differs", differences=[Difference(field="title", cited="x", registered="y", severity="info")]),
        checked("verified", suggested_doi=RECORD.doi),
        Verification(),
    ],
    ids=lambda verification: verification.status,
)
def test_where_nothing_is_known_to_be_wrong_nothing_is_rewritten(verification: Verification) -> None:
    assert corrected(parse_reference(ORONSKY), verification) is None


def test_another_works_doi_is_the_only_thing_that_changes() -> None:
    wrong = ORONSKY.replace("10.1016/j.neo.2017.09.002", "10.1056/NEJMoa1607427")
    other = RECORD.model_copy(update={"title": "Phase 3 Trial", "doi": "10.1056/nejmoa1607427"})
    verification = checked("wrong-work", "work", record=other, suggested_doi=RECORD.doi)
    assert corrected(parse_reference(wrong), verification) == ORONSKY
    missing = checked("not-found", suggested_doi=RECORD.doi)
    assert corrected(parse_reference(wrong), missing) == ORONSKY


def test_a_missing_doi_is_added() -> None:
    without = ORONSKY.partition(" doi:")[0]
    assert corrected(parse_reference(without), checked("verified", suggested_doi=RECORD.doi)) == ORONSKY


def test_what_has_no_place_of_its_own_is_rendered_anew() -> None:
    """The volume is the year here, and the authors are no text that could be replaced."""
    cited = "Clement D, Ramage J. Carcinoid syndrome. J Oncol. 2020;2020:8341426."
    record = Reference(raw="", type="article", title="Carcinoid syndrome", container="J Oncol", volume="2021")
    found = corrected(parse_reference(cited), checked("differs", "volume", record=record))
    assert found == "Clement D, Ramage J. Carcinoid syndrome. J Oncol. 2020;2021:8341426."
    found = corrected(parse_reference(ORONSKY.replace("Oronsky B", "Oransky B")), checked("differs", "authors"))
    assert found is not None
    assert found.startswith("Oronsky B, Ma B, Morgensztern B, Carter B. Nothing but NET")


def test_what_is_missing_comes_from_the_record_what_is_there_stays() -> None:
    cited = "Oronsky B, Ma PC, Morgensztern D, Carter CA. Nothing but NET: a review of neuroendocrine tumors. 2017."
    reference = parse_reference(cited)
    reference.type = "article"
    found = corrected(reference, checked("verified"))
    assert found is not None
    assert "19(12):991-1002" in found
    assert "Neoplasia" in found
    assert "Nothing but NET" in found
