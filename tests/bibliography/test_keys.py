"""Citation keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.keys import make_key
from audit.model import Author, Reference


def person(family: str, particle: str | None = None) -> Author:
    return Author(family=family, given="A", particle=particle)


def group(name: str) -> Author:
    return Author(literal=name)


CASES = [
    (person("Oronsky"), "2017", "Nothing But NET: A Review of Neuroendocrine Tumors", "oronsky2017nothing"),
    (
        person("Mestier", "de"),
        "2014",
        "Evaluating digestive neuroendocrine tumor progression",
        "demestier2014evaluating",
    ),
    (person("Assignies", "d'"), "2013", "High sensitivity", "dassignies2013high"),
    (person("Herrera-Martínez"), "2019", "Targeted Systemic Treatment", "herreramartinez2019targeted"),
    (person("O’Dorisio"), "2018", "The Appropriate Use", "odorisio2018appropriate"),
    (person("Müller-Łoś"), "1999", "L'étude des tumeurs", "mullerlos1999etude"),
    (person("Weiß"), "2001", "Über die Wirkung", "weiss2001wirkung"),
    (person("Ærø"), "2001", "Los tumores", "aero2001tumores"),
    (person("Rossi"), "2003", "Dell'uso degli analoghi", "rossi2003uso"),
    (person("Иванов"), "2004", "Лечение рака", "ivanov2004lechenie"),
    (person("Παππάς"), "2004", "The <i>BRCA1</i> gene", "pappas2004brca1"),
    (person("Smith"), "2020", "A 5-year study of 177Lu", "smith2020year"),
    (person("Smith"), "2020", "2020", "smith20202020"),
    (person("Smith"), None, "Risk factors", "smithndrisk"),
    (person("Smith"), "c2019", "What’s new?", "smith2019whats"),
    (person("Smith"), "2019", None, "smith2019"),
    (group("World Health Organization"), "2020", "Global burden", "who2020global"),
    (group("National Institute for Health and Care Excellence (NICE)"), "2022", "Guide", "nice2022guide"),
    (group("Canadian Cancer Society"), None, "Risks", "ccsndrisks"),
    (group("Mayo Clinic"), "2021", "Overview", "mayoclinic2021overview"),
    (group("Novartis Pharmaceuticals Corporation"), "2018", "Lutathera", "novartis2018lutathera"),
    (group("Ipsen Ltd"), "2018", "Somatuline", "ipsen2018somatuline"),
    (None, "2018", "Carcinoid heart disease", "carcinoid2018heart"),
    (person("王"), "2018", "中国", "anon2018"),
    (person("王"), "2018", "Chinese guideline", "chinese2018guideline"),
]


@pytest.mark.parametrize(("author", "year", "title", "key"), CASES)
def test_key(author: Author | None, year: str | None, title: str | None, key: str) -> None:
    reference = Reference(raw="", type="article", authors=[author] if author else [], year=year, title=title)
    assert make_key(reference, set()) == key


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"editors": [person("DeVita")], "title": "Cancer", "year": "2011"}, "devita2011cancer"),
        ({"type": "web", "container": "Cancer.Net", "title": "Survivorship", "published": "2020-01-02"},
         "cancernet2020survivorship"),
        ({"raw": "Data on file. DOF-001. Company."}, "datandfile"),
        ({"raw": "12345 //"}, "x12345nd"),
        ({"raw": "//"}, "anonnd"),
        ({"identifier": "NCT01234567", "raw": ""}, "nct01234567nd"),
    ],
)  # fmt: skip
def test_something_stands_in_for_the_author(fields: dict[str, object], key: str) -> None:
    assert make_key(Reference.model_validate({"raw": "", **fields}), set()) == key


def test_letters_on_collision() -> None:
    reference = Reference(raw="", authors=[person("Smith")], year="2020", title="Risk")
    taken: list[str] = []
    for _ in range(60):
        key = make_key(reference, taken)
        assert key not in taken
        taken.append(key)
    assert taken[:3] == ["smith2020risk", "smith2020riska", "smith2020riskb"]
    assert taken[26:29] == ["smith2020riskz", "smith2020riskaa", "smith2020riskab"]


_TEXT = st.none() | st.text(max_size=30)


@given(_TEXT, _TEXT, _TEXT, _TEXT, st.sets(st.sampled_from(["anonnd", "anonnda", "x", "a2020"])))
def test_every_reference_has_a_valid_key(
    family: str | None, literal: str | None, year: str | None, title: str | None, taken: set[str]
) -> None:
    author = Author(literal=literal) if literal is not None else Author(family=family)
    reference = Reference(raw=title or "", authors=[author], year=year, title=title)
    key = make_key(reference, taken)
    assert re.fullmatch(r"[a-z][a-z0-9]*", key)
    assert key not in taken
    assert key == make_key(reference, taken)
