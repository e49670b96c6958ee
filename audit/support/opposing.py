"""Do claim and sentence say the same of the same thing, or the opposite? Compares effects, with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from audit.support import lexicon
from audit.support.effects import Effect

Idf = Callable[[str], float]
Aliases = Mapping[str, Mapping[str, float]]
_SURE: Final = 0.8
_FORM_WEIGHT: Final = {"verb": 1.0, "predicate": 1.0, "noun": 0.7, "attribute": 0.5}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One effect of the claim beside one of the source.

    target, agent: the share (0 to 1) of the claim's target and agent that the source's effect has. focus: the share of
    the source's target that the claim speaks of. relation: 1 the
    same, -1 the opposite, -0.7 one says an effect and the other none, 0 not comparable. facing: 1 the source looks at
    the same side of the comparison, -1 at the other one, 0 it does not say. weight: how telling the forms are.
    """

    claim: Effect
    stated: Effect
    target: float
    agent: float
    focus: float
    relation: float
    facing: int
    sentence: int
    weight: float

    @property
    def alike(self) -> float:
        """0 to 1: target first; the agent is often left out in the source ("in the treated group")."""
        if not self.claim.reference:
            return self.target * (0.3 + 0.7 * self.agent)
        known = max(self.agent, 0.6) if self.facing else 0.0
        return self.target * (0.35 + 0.65 * known)

    @property
    def explicit(self) -> bool:
        """Both say which way, of the same word: `decreased mortality` against `increased mortality`."""
        mine, theirs = self.claim.target | self.claim.agent, self.stated.target | self.stated.agent
        return any({mine[stem], theirs[stem]} == {-1, 2} for stem in mine.keys() & theirs.keys())

    @property
    def comparable(self) -> bool:
        """Both speak of a difference between the same sides (not of a change since baseline)."""
        return self.relation != 0 and (not self.stated.within or self.claim.within)


def primary(found: Sequence[Effect]) -> list[Effect]:
    """What a claim mainly says: its verbs; without any, whatever it has."""
    main = [effect for effect in found if effect.form in ("verb", "predicate")]
    return main or list(found)


def compare(
    claim: Sequence[Effect], stated: Sequence[Effect], idf: Idf, sentence: int, aliases: Aliases | None = None
) -> list[Comparison]:
    """Every effect of the claim against every effect of one sentence."""
    known = aliases or {}
    pairs = ((mine, theirs) for mine in claim for theirs in stated)
    return [found for mine, theirs in pairs if (found := _one(mine, theirs, idf, sentence, known)) is not None]


def _one(mine: Effect, theirs: Effect, idf: Idf, sentence: int, aliases: Aliases) -> Comparison | None:
    target = _share(mine.target, theirs.target, idf, aliases)
    agent = _share(mine.agent, theirs.agent | theirs.target, idf, aliases)
    focus = _focus(mine.target, theirs.target, aliases)
    if mine.kind == theirs.kind == "link":  # two things that go together have no order
        target = max(target, 0.8 * _share(mine.target, theirs.agent, idf, aliases))
    if not target:
        return None
    facing = _facing(mine, theirs, aliases)
    relation = _relation(mine, theirs, facing)
    found = Comparison(mine, theirs, target, agent, focus, relation, facing, sentence, _weight(mine, theirs))
    if relation == -1.0 and mine.kind == theirs.kind == "link" and found.explicit:
        return replace(found, weight=_FORM_WEIGHT[theirs.form])
    return found


def _share(mine: dict[str, int], theirs: dict[str, int], idf: Idf, aliases: Aliases) -> float:
    """The part of my words, weighed by rarity, that stands in theirs, abbreviations read."""
    total = covered = 0.0
    for stem in mine:
        weight = idf(stem)
        total += weight
        if stem in theirs:
            covered += weight
        elif stem in aliases:
            covered += weight * max((sure for other, sure in aliases[stem].items() if other in theirs), default=0.0)
    return covered / total if total else 0.0


def _focus(mine: dict[str, int], theirs: dict[str, int], aliases: Aliases) -> float:
    """The part of their words that answers to mine: low where the shared words are said in passing."""
    if not theirs:
        return 0.0
    meant = set(mine).union(*(aliases.get(stem, {}) for stem in mine))
    return len(meant & theirs.keys()) / len(theirs)


def _facing(mine: Effect, theirs: Effect, aliases: Aliases) -> int:
    """Which side of the comparison is said to have more or less: mine (1), the other (-1), or not said (0)."""
    own = _named(mine.agent.keys() - mine.reference.keys() - mine.target.keys(), aliases)
    other = _named(mine.reference.keys() - mine.agent.keys() - mine.target.keys(), aliases)
    focus, last = theirs.agent.keys() | theirs.target.keys(), theirs.reference.keys()
    shared = mine.agent.keys() | mine.target.keys()
    if not mine.reference:
        own = {stem for stem in own if " " in stem} or own  # `group b` tells more than `group`
        return -1 if own & last and not own & focus else 1
    if not theirs.sign:  # no difference: between which groups?
        said = focus | last
        return int(not own & said or bool(other & said) or _arm(said, "control"))
    mine_last = bool(own & last and not own & focus) or _arm(last - shared, "treated")
    other_last = bool(other & last) or _arm(last - shared, "control")
    if other_last or mine_last:
        return int(other_last) - int(mine_last)
    mine_first = bool(own & focus) or _arm(focus, "treated")
    other_first = bool(other & focus) or _arm(focus - shared, "control")
    return int(mine_first) - int(other_first and bool(own))


def _named(stems: Set[str], aliases: Aliases) -> set[str]:
    """The stems and what surely stands for them."""
    return set(stems) | {other for stem in stems for other, sure in aliases.get(stem, {}).items() if sure >= _SURE}


def _arm(stems: Set[str], side: str) -> bool:
    return any(f"arms.{side}" in lexicon.tags(stem) for stem in stems)


def _relation(mine: Effect, theirs: Effect, facing: int) -> float:
    if theirs.asked and not mine.asked:
        return 0.0
    a = mine.sign * _signs(mine, theirs, mine)
    b = theirs.sign * _signs(theirs, mine, mine) * (-1 if facing < 0 else 1)
    if a == 0 and b == 0:
        return 1.0
    if a == 0 or b == 0:
        return -0.7
    return 1.0 if a == b else -1.0


def _signs(mine: Effect, theirs: Effect, claim: Effect) -> int:
    """The product of my modifiers on the words that both use; links have no order, directions keep target and agent."""
    if "link" in (mine.kind, theirs.kind):
        all_theirs = theirs.target.keys() | theirs.agent.keys()
        parts = [[part[stem] for stem in part if stem in all_theirs] for part in (mine.target, mine.agent)]
    else:
        whole = mine.target.keys() if mine is claim else theirs.target.keys()
        agents = [mine.agent[stem] for stem in mine.agent if stem in theirs.agent and stem not in whole]
        parts = [[mine.target[stem] for stem in mine.target if stem in theirs.target], agents]
    sign = 1
    for part in parts:
        if part and sum(s < 0 for s in part) * 2 >= len(part):
            sign = -sign
    return sign


def _weight(mine: Effect, theirs: Effect) -> float:
    """Two affirmed links say little of agreement; a link and a direction little of either."""
    weight = _FORM_WEIGHT[theirs.form]
    if theirs.form == "attribute":  # `higher levels of` compares, `high levels of` describes
        weight = 0.9 if theirs.words.lower().endswith(("er", "ed", "more", "less", "worse")) else 0.4
    if mine.kind == theirs.kind == "link":
        return weight * (0.35 if mine.sign and theirs.sign else 0.85)
    return weight * (0.5 if "link" in (mine.kind, theirs.kind) else 1.0)
