from __future__ import annotations

from typing import Any

import pytest
from works_of_ours import update, work

from audit.model import Update
from audit.registries.updates import WORST_FIRST, is_notice, newer_versions, updates_of

WORK, NOTICE = "10.5555/the.work", "10.5555/the.notice"


def kinds(record: dict[str, Any], **others: Any) -> list[str]:
    return [entry.type for entry in updates_of(record, **others)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], []),
        ([update("retraction", NOTICE)], ["retraction"]),
        # the publisher typed an erratum, Retraction Watch a retraction: the worst counts, once
        ([update("erratum", NOTICE), update("retraction", NOTICE, source="retraction-watch")], ["retraction"]),
        ([update("correction", "10.5555/c"),
          update("expression_of_concern", "10.5555/e"), update("retraction", NOTICE)],
         ["retraction", "expression_of_concern", "correction"]),
        ([update("new_version", WORK)], []),
        ([update("new_version", "10.5555/v2")], []),
        ([update("retraction", WORK, source="retraction-watch")], ["retraction"]),  # the same DOI, as IEEE does it
        ([update("Expression of concern", NOTICE)], ["expression_of_concern"]),
        ([update("removal", NOTICE)], ["removal"]),
        ([update("partial_retraction", NOTICE)], ["partial_retraction"]),
        ([update("something-new", NOTICE)], []),
        # lifted: the reinstatement came last
        ([update("retraction", NOTICE, date=(2020, 1, 1)), update("reinstatement", "10.5555/r", date=(2021, 1, 1))],
         ["reinstatement"]),
        ([update("reinstatement", "10.5555/r", date=(2020, 1, 1)), update("retraction", NOTICE, date=(2021, 1, 1))],
         ["retraction", "reinstatement"]),
        ([update("correction", NOTICE, source=None)], ["correction"]),
        ("nonsense", []),
        ([None, 3, {"type": None}], []),
    ],
)  # fmt: skip
def test_updates(entries: Any, expected: list[str]) -> None:
    assert kinds(work(WORK, "A trial of something", **{"updated-by": entries})) == expected


def test_worst_is_first_and_sources_are_named() -> None:
    entries = [update("erratum", NOTICE), update("retraction", NOTICE, source="retraction-watch")]
    (entry,) = updates_of(work(WORK, "A trial", **{"updated-by": entries}))
    assert (entry.doi, entry.source, entry.date) == (NOTICE, "Retraction Watch, publisher", "2020-06-05")
    assert WORST_FIRST[0] == "retraction"


@pytest.mark.parametrize(
    ("title", "record", "notice"),
    [
        ("Retraction—A trial of something", {"update-to": [update("retraction", WORK)]}, True),
        ("Retraction: A trial of something", {}, True),
        ("Erratum", {}, True),
        ("Corrigendum to “A trial of something”", {}, True),
        ("Correction: A trial of something", {"update-to": [update("correction", WORK, source=None)]}, True),
        ("Expression of concern: A trial", {}, True),
        ("Statement of Retraction: A trial", {}, True),
        ("RETRACTED: A trial", {"update-to": [update("retraction", WORK)]}, False),  # a stray update-to
        ("A trial of something", {"update-to": [update("new_version", NOTICE)]}, False),
        ("Correction of scoliosis in children", {}, False),
        ("Retraction pockets of the tympanic membrane", {}, False),
        ("Removal of impacted teeth", {}, False),
        ("Withdrawal of antiepileptic drugs", {}, False),
        ("Notice of Retraction: World-class city", {"update-to": [update("retraction", NOTICE)]}, False),  # its own
        ("A trial of something", {}, False),
        ("", {"title": []}, False),
    ],
)
def test_notices_are_told_from_works(title: str, record: dict[str, Any], notice: bool) -> None:
    assert is_notice(work(NOTICE, title, **record)) is notice


def test_a_notice_is_not_retracted_by_what_it_retracts() -> None:
    """The Lancet's notice carries `updated-by: retraction` of the very work that it retracts."""
    record = work(
        NOTICE,
        "Retraction—A trial of something",
        **{"update-to": [update("retraction", WORK)], "updated-by": [update("retraction", WORK)]},
    )
    assert is_notice(record)
    assert updates_of(record) == []


def test_a_title_that_says_it_is_retracted_counts() -> None:
    (entry,) = updates_of(work(WORK, "RETRACTED: A trial"))
    assert (entry.type, entry.source) == ("retraction", "title at Crossref")
    assert len(updates_of(work(WORK, "RETRACTED: A trial", **{"updated-by": [update("retraction", NOTICE)]}))) == 1


PUBMED = {
    "title": "A trial",
    "pubTypeList": {"pubType": ["Retracted Publication", "Journal Article"]},
    "commentCorrectionList": {
        "commentCorrection": [
            {"type": "Comment in", "reference": "Lancet. 2001. doi: 10.5555/comment"},
            {"type": "Erratum in", "reference": "Lancet. 2002;1:2"},
            {"type": "Retraction in", "reference": f"Lancet. 2003;1:2. doi: {NOTICE}"},
        ]
    },
}


def test_pubmed_is_a_second_opinion() -> None:
    found = updates_of(work(WORK, "A trial"), second=PUBMED)
    assert [(entry.type, entry.doi, entry.source) for entry in found] == [
        ("retraction", NOTICE, "Europe PMC"),
        ("erratum", None, "Europe PMC"),
    ]
    plain = {"title": "A trial", "pubTypeList": {"pubType": "Retracted Publication"}}
    assert kinds(work(WORK, "A trial"), second=plain) == ["retraction"]
    assert kinds(work(WORK, "A trial"), second={"pubTypeList": 3, "commentCorrectionList": ["x"]}) == []


def test_pubmed_knows_notices() -> None:
    of = {"commentCorrectionList": {"commentCorrection": [{"type": "Retraction of", "reference": "x"}]}}
    assert is_notice(work(NOTICE, "About a trial"), of)
    assert is_notice(work(NOTICE, "About a trial"), {"pubTypeList": {"pubType": ["Published Erratum"]}})


def test_retraction_watch_rows_count() -> None:
    row = Update(type="retraction", doi=NOTICE, date="2020-06-05", source="Retraction Watch")
    assert kinds(work(WORK, "A trial"), watched=[row]) == ["retraction"]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/A"}]}},
         [("published-article", "10.5555/a")]),
        ({"relation": {"has-preprint": [{"id-type": "doi", "id": "10.5555/preprint"}]}}, []),
        ({"relation": {"is-replaced-by": [{"id-type": "doi", "id": "10.5555/v2"}]}}, [("new_version", "10.5555/v2")]),
        ({"updated-by": [update("new_version", "10.5555/v2")]}, [("new_version", "10.5555/v2")]),
        ({"updated-by": [update("new_version", WORK)]}, []),
        ({"relation": {"is-preprint-of": [{"id-type": "url", "id": "https://x"}, None]}}, []),
        ({"relation": []}, []),
    ],
)  # fmt: skip
def test_newer_versions(record: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert [(entry.type, entry.doi) for entry in newer_versions(work(WORK, "A preprint", **record))] == expected
