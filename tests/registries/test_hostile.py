"""Answers that no registry should give: nothing may break, nothing may be called wrong that was not compared."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from works_of_ours import cited, work

from audit.model import Author, Reference
from audit.registries.bench import Bench
from audit.registries.crossref import FIELDS, trimmed
from audit.registries.datacite import trimmed as trimmed_datum
from audit.registries.europepmc import trimmed as trimmed_result
from audit.registries.evidence import Subject
from audit.registries.judge import judge
from audit.registries.outcomes import Answer
from audit.registries.titles import compare_titles
from audit.registries.transport import Reply

PLAIN = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=20) | st.just("10.5555/x")
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PEOPLE = st.lists(
    st.dictionaries(st.sampled_from(["given", "family", "name", "suffix", "lastName"]), ANYTHING), max_size=3
)
DATES = st.fixed_dictionaries({"date-parts": st.lists(st.lists(st.none() | st.integers(-5, 9999)), max_size=2)})
UPDATES = st.lists(st.fixed_dictionaries({"type": ANYTHING, "DOI": ANYTHING, "updated": DATES}), max_size=3)
TEXTS = st.lists(st.text(max_size=30), max_size=2)
VALUES = ANYTHING | PEOPLE | DATES | UPDATES | TEXTS
CROSSREF = st.dictionaries(st.sampled_from([*FIELDS, "aliases", "language"]), VALUES, max_size=12)
PUBMED = st.dictionaries(
    st.sampled_from(
        [
            "title",
            "doi",
            "pmid",
            "pmcid",
            "journalInfo",
            "authorList",
            "pubTypeList",
            "commentCorrectionList",
            "pageInfo",
        ]
    ),
    VALUES | st.dictionaries(st.sampled_from(["journal", "author", "pubType", "commentCorrection", "volume"]), VALUES),
)
DATACITE = st.dictionaries(
    st.sampled_from(
        [
            "doi",
            "titles",
            "creators",
            "container",
            "publicationYear",
            "types",
            "dates",
            "relatedIdentifiers",
            "publisher",
        ]
    ),
    VALUES,
)
REFERENCE = cited("10.5555/x", "A title of a work that is cited", pmid="77", url="https://example.org/x")


def verdict(answers: dict[Subject, dict[str, Any]], reference: Reference = REFERENCE) -> Any:
    dossiers = {
        subject: {name: Answer(name, "u", "2026-01-01T00:00:00Z", 200, "", body) for name, body in bodies.items()}
        for subject, bodies in answers.items()
    }
    return judge(reference, Bench(dossier=lambda subject: dossiers.get(subject, {}), label=lambda _: "file"))


@settings(max_examples=100, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(CROSSREF, PUBMED, DATACITE, ANYTHING)
def test_no_record_breaks_the_judge(record: Any, result: Any, datum: Any, other: Any) -> None:
    doi, pmid = Subject("doi", "10.5555/x"), Subject("pmid", "77")
    record, result, datum = trimmed(record), trimmed_result(result), trimmed_datum(datum)
    for bodies in (
        {"crossref": record, "europepmc": result, "web": other},
        {"datacite": datum, "europepmc": result},
        {"crossref": other},
        {"doi.org": other, "handle": other},
    ):
        found = verdict(
            {doi: bodies, pmid: {"europepmc": result}, Subject("web", "https://example.org/x"): {"web": other}}
        )
        found.model_dump_json()
    no_doi = REFERENCE.model_copy(update={"doi": None})
    verdict({pmid: {"europepmc": result}}, no_doi)
    verdict({pmid: {"europepmc": other}}, no_doi)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4), st.text(max_size=300))
def test_no_reference_breaks_the_judge(title: str, container: str, names: list[str], raw: str) -> None:
    authors = [Author(family=name, given=name[:2]) for name in names] + [Author(literal=title)]
    reference = Reference(
        raw=raw, type="article", doi="10.5555/x", title=title, container=container, authors=authors,
        year=container[:8], volume=title[:9], issue=title[:5], pages=container[:9],
    )  # fmt: skip
    record = work("10.5555/x", "A title of a work that is cited")
    verdict({Subject("doi", "10.5555/x"): {"crossref": record}}, reference)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b'{"x": NaN}',
        b"",
        b"null" * 3,
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
)
def test_broken_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        Reply(200, {}, body, "u", "t").json()


def test_lone_surrogates_can_be_stored() -> None:
    value = Reply(200, {}, b'{"title": ["a \\ud800 b"], "\\udfff": 1}', "u", "t").json()
    json.dumps(value, ensure_ascii=False).encode()


def test_long_titles_take_no_time() -> None:
    limit = sys.getrecursionlimit()
    assert compare_titles("a " * 3000, "b " * 3000).likeness <= 1
    assert compare_titles("<" * 4000, "&" * 4000).likeness <= 1
    assert sys.getrecursionlimit() == limit
