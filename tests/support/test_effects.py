"""What a sentence says happens to what."""

from __future__ import annotations

import pytest

from audit.support.effects import effects


@pytest.mark.parametrize(
    ("text", "word", "sign", "target"),
    [
        ("The drug reduced pain.", "reduced", -1, {"pain"}),
        ("Pain was reduced by the drug.", "reduced", -1, {"pain"}),
        ("Pain scores were significantly lower in the drug group than in the placebo group.", "lower", -1, {"pain"}),
        ("The drug did not reduce pain.", "reduce", 0, {"pain"}),
        ("The drug failed to reduce pain.", "reduce", 0, {"pain"}),
        ("The drug reduced pain, but the difference was not statistically significant.", "reduced", 0, {"pain"}),
        ("Survival improved with the drug.", "improved", 1, {"surviv"}),
        ("The drug improved pain.", "improved", -1, {"pain"}),
        ("There was no significant difference in survival between the groups.", "difference", 0, {"surviv"}),
        ("The drug prevented the increase in weight.", "prevented the increase", -1, {"weight"}),
        ("A greater reduction in weight was seen.", "greater reduction", -1, {"weight"}),
        ("Smoking is inversely associated with weight.", "associated", -1, {"smok"}),
        ("The time to relapse was shorter, treatment was faster.", "shorter", -1, {"time"}),
    ],
)
def test_effects(text: str, word: str, sign: int, target: set[str]) -> None:
    found = {effect.words.lower(): effect for effect in effects(text)}
    assert word in found, found
    assert found[word].sign == sign
    from audit.support.terms import stem

    have = {stem(t) if t.isalpha() else t for t in found[word].target}
    assert all(any(h.startswith(t[:4]) for h in have) for t in target), found[word].target


@pytest.mark.parametrize(
    "text",
    [
        "Myeloid-derived suppressor cells were counted.",
        "It may be more or less toxic.",
        "They accept distress rather than reducing it.",
        "High-density lipoprotein was measured.",
    ],
)
def test_what_describes_does_nothing(text: str) -> None:
    assert [effect.words for effect in effects(text) if effect.kind == "direction"] == []


def test_the_lack_of_an_agent_is_kept() -> None:
    (effect,) = [e for e in effects("Vitamin D deficiency increases mortality.") if e.kind == "direction"]
    assert effect.sign == 1
    assert effect.agent["vitamin"] == -1
