"""CSL JSON as references."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.csl import read_csl_json
from audit.errors import InputError
from audit.model import Author, Reference

SHARED = (
    Path(__file__).parents[2].parent / "shared" / "data" / "formats" / "markdown" / "meta-review_manual-references.json"
)


def one(**item: Any) -> Reference:
    return read_csl_json(json.dumps([{"id": "k", "type": "article-journal", **item}]))[0]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"title": "A <i>BRCA1</i>\n study", "container-title": "J"}, {"title": "A BRCA1 study", "container": "J"}),
        ({"issued": {"date-parts": [[2019, 2, 8]]}}, {"year": "2019", "published": "2019-02-08"}),
        ({"issued": {"date-parts": [["2019", "2"]]}}, {"year": "2019", "published": "2019-02"}),
        ({"issued": {"date-parts": [[2019]]}}, {"year": "2019", "published": None}),
        ({"issued": {"date-parts": [[2019, 1], [2020, 2]]}}, {"published": "2019-01"}),
        ({"issued": {"raw": "2019-02-08"}}, {"published": "2019-02-08"}),
        ({"issued": "2019-2"}, {"published": "2019-02"}),
        ({"issued": {"date-parts": [[None]]}}, {"year": None}),
        ({"issued": {"date-parts": [[2019, 13, 40]]}}, {"year": "2019", "published": None}),
        ({"accessed": {"date-parts": [[2024, 7, 19]]}}, {"accessed": "2024-07-19"}),
        ({"volume": 12, "issue": "3", "page": "131–153"}, {"volume": "12", "issue": "3", "pages": "131-153"}),
        ({"DOI": "https://doi.org/10.1000/X(1)2", "PMID": 123}, {"doi": "10.1000/X(1)2", "pmid": "123"}),
        ({"PMCID": "456", "URL": "https://doi.org/10.1000/x"}, {"pmcid": "PMC456", "doi": "10.1000/x"}),
        ({"note": "DOI: 10.1000/xyz\nPMID: 77\nwords"}, {"doi": "10.1000/xyz", "pmid": "77"}),
        ({"type": "webpage", "URL": "https://a.b"}, {"type": "web", "url": "https://a.b"}),
        ({"type": "article", "title": "P"}, {"type": "preprint"}),
        ({"type": "entry-encyclopedia"}, {"type": "chapter"}),
        ({"type": "unheard-of", "URL": "https://a.b"}, {"type": "web"}),
        ({"type": "thesis", "publisher": "Uni", "publisher-place": "Bonn"}, {"publisher": "Uni", "place": "Bonn"}),
        ({"type": "book", "edition": 2, "editor": [{"family": "E"}]},
         {"edition": "2", "editors": [Author(family="E")]}),
        ({"author": [{"family": "Mestier", "given": "L", "non-dropping-particle": "de", "suffix": "Jr"}]},
         {"authors": [Author(family="Mestier", given="L", particle="de", suffix="Jr")]}),
        ({"author": [{"literal": "WHO"}, {"family": "others"}, {}, "x", {"given": "Plato"}]},
         {"authors": [Author(literal="WHO"), Author(literal="Plato")], "et_al": True}),
        ({"title": ["First", "second"], "volume": True, "author": "Smith", "page": {}},
         {"title": "First", "volume": None, "authors": [], "pages": None}),
    ],
)  # fmt: skip
def test_items(item: dict[str, Any], expected: dict[str, Any]) -> None:
    reference = one(**item)
    assert {name: getattr(reference, name) for name in expected} == expected
    assert (reference.key, reference.label) == ("k", "k")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('[{"id": 1, "title": "A"}, {"id": "b", "title": "B"}]', ["1", "b"]),
        ('{"items": [{"id": "a", "title": "A"}]}', ["a"]),
        ('{"references": [{"id": "a", "title": "A"}]}', ["a"]),
        ('{"a": {"title": "A", "type": "book"}, "b": {"title": "B"}}', ["a", "b"]),
        ('\ufeff{"id": "a", "type": "book"}', ["a"]),
        ("[]", []),
    ],
)
def test_containers(text: str, keys: list[str]) -> None:
    assert [reference.key for reference in read_csl_json(text)] == keys
    assert [reference.key for reference in read_csl_json(text.removeprefix("\ufeff").encode())] == keys


@pytest.mark.parametrize("text", ["", "{", "3", '"x"', "[1]", '{"a": 1}', "[" * 100_000, "9" * 9999, b"\xff\xfe\xfa"])
def test_what_is_no_csl(text: str | bytes) -> None:
    with pytest.raises(InputError, match=r"refs\.json"):
        read_csl_json(text, "refs.json")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_csl_json(tmp_path / "none.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_NAMES = [
    "id",
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "accessed",
    "page",
    "volume",
    "DOI",
    "URL",
    "note",
    "PMID",
]


@given(st.dictionaries(st.sampled_from(_NAMES), _JSON, min_size=1))
def test_odd_values_are_left_out(item: dict[str, Any]) -> None:
    assert len(read_csl_json(json.dumps([item]))) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="shared data: the Manubot bibliography is not beside this checkout")
def test_a_real_file() -> None:
    references = read_csl_json(SHARED)
    assert len(references) == 22
    assert all(reference.title and reference.year and reference.key for reference in references)
