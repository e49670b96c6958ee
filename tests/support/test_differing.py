"""Population, treatment and endpoint: the source speaks of something else (SUP004)."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import InputError
from audit.support import SourceText, judge, load_concepts

MIDGUT = (
    "Octreotide and tumour growth in metastatic neuroendocrine midgut tumours. We followed 85 patients until tumour "
    "progression or death. Median overall survival was 84.7 months."
)


def aspects(claim: str, text: str, title: str = "") -> list[tuple[str, str]]:
    return [(d.aspect, d.relation) for d in judge(claim, SourceText(text, title=title)).differences]


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        ("The risk of progression in patients with metastatic GEP-NETs rises.", MIDGUT, [("population", "narrower")]),
        ("The risk of progression in patients with midgut NETs rises.", MIDGUT, []),
        (
            "Progression-free survival was longer.",
            "Overall survival was longer in the treated.",
            [("endpoint", "other")],
        ),
        ("Overall survival was longer.", "Overall survival was longer in the treated.", []),
        (
            "Adults with type 1 diabetes lost weight.",
            "Adults with type 2 diabetes lost weight.",
            [("population", "other")],
        ),
        ("Patients lost weight.", "Mice lost weight on this diet.", [("population", "other")]),
        ("Patients lost weight.", "Patients lost weight; mice did not.", []),
        ("Atorvastatin lowers cholesterol.", "Simvastatin lowers cholesterol in adults.", [("intervention", "other")]),
        ("Atorvastatin lowers cholesterol.", "Simvastatin and atorvastatin lower cholesterol.", []),
        ("Tracers, such as atorvastatin, bind to cells.", "Simvastatin binds to cells in adults.", []),
        ("Evaluation of drug-related toxicity", "Experts agreed on the evaluation of progression in adults.", []),
        ("A net benefit was seen in midgut NETs.", "The net benefit of the programme was small.", []),
    ],
)
def test_differences(claim: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert aspects(claim, text) == expected


def test_what_an_abstract_leaves_out_may_stand_in_the_work() -> None:
    text = "Neuroendocrine tumours may lead to heart disease."
    claim = "Midgut NETs lead to heart disease."
    assert "broader" in [relation for _, relation in aspects(claim, text)]
    abstract = judge(claim, SourceText(text, "abstract")).differences
    assert "broader" not in [difference.relation for difference in abstract]


def test_a_difference_shows_where_the_source_says_so() -> None:
    (difference,) = judge("GEP-NETs progress.", MIDGUT).differences
    assert difference.passage is not None
    assert "midgut" in difference.passage.text


def test_the_title_says_what_the_work_is_about() -> None:
    title = "Neuroendocrine tumours of the midgut"
    assert aspects("GEP-NETs progress.", "All patients progressed.", title) == [("population", "narrower")]


def test_a_difference_is_told_in_words_and_never_called_wrong() -> None:
    (difference,) = judge("GEP-NETs progress.", MIDGUT).differences
    assert difference.reason.startswith("The claim speaks of gastroenteropancreatic")
    assert "wrong" not in difference.reason


def test_a_user_adds_concepts(tmp_path: Path) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text(
        '[[population]]\nname = "axolotls"\naxis = "salamanders"\nterms = ["axolotl"]\n'
        '[[population]]\nname = "newts"\naxis = "salamanders"\nterms = ["newt"]\n'
    )
    verdict = judge("Axolotls regrow limbs.", "Newts regrow limbs.", concepts=load_concepts(path))
    assert [d.claim for d in verdict.differences] == ["axolotls"]


@pytest.mark.parametrize("text", ["not toml [", '[[population]]\nname = "x"\n', "[[population]]\nterms = 3\n"])
def test_a_wrong_list_is_an_input_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"concepts\.toml"):
        load_concepts(path)


@pytest.mark.parametrize(
    ("claim", "text", "expected"),
    [
        (
            "The drug prevents relapse in adults.",
            "The drug may prevent relapse in adults.",
            [("certainty", "stronger")],
        ),
        ("The drug may prevent relapse in adults.", "The drug prevents relapse in adults.", []),
        ("The drug delays relapse in adults.", "Adults on the drug were less likely to relapse.", []),
        ("All patients had a relapse.", "Most patients had a relapse.", [("quantifier", "stronger")]),
        ("Most patients had a relapse.", "All patients had a relapse.", []),
    ],
)
def test_wording(claim: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert aspects(claim, text) == expected
