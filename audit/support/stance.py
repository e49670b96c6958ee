"""Where the source stands on a claim: what agrees, what opposes, and whether the opposition is plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from audit.support import lexicon, ranking, terms
from audit.support.effects import effects
from audit.support.opposing import Aliases, Comparison, compare, primary
from audit.support.quantities import quantities
from audit.support.ranking import Ranked
from audit.support.source import SourceText

READ: Final = 8
"""Sentences that are read for agreement and opposition."""

PLAIN: Final = 0.5
PLAIN_COMPARED: Final = 0.4
"""From this likeness on (of target, agent and form, 0 to 1) an opposite sentence contradicts the claim; the second for
claims that name both sides of a comparison, which are harder to mistake."""

NEAR: Final = 0.5
LEAST: Final = 0.3
"""A sentence that covers less of the claim than this share of the best one's coverage, or than that of the claim,
cannot contradict it."""

_LABEL: Final = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z][\w-]{1,11}\b")
_LETTERED: Final = re.compile(r"\b(?:[Gg]roups?|[Aa]rms?|[Cc]ohorts?) ([A-D1-9])\b")
_SIGNIFICANT: Final = re.compile(r"\bsignifican|\b[pP]\s*[<≤=]\s*0?\.0[0-4]")
FOCUS: Final = 0.15
_VETO: Final = 0.8
_NO_EFFECT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Stance:
    """balance: -1 (all that is comparable opposes) to 1 (all agrees), 0 where nothing can be compared.

    margin: likeness of the best agreeing sentence less that of the best opposing one. agreeing, opposing: the best of
    each. plain: the opposition is plain and nothing as good agrees. directed: the claim says that something changes, or
    which way. negation: the claim denies and the nearest sentence does not (1), or the other way (-1).
    """

    balance: float = 0.0
    margin: float = 0.0
    agreeing: Comparison | None = None
    opposing: Comparison | None = None
    plain: bool = False
    negation: int = 0
    directed: bool = False
    found: tuple[Comparison, ...] = field(default=(), repr=False)


def read(claim: str, source: SourceText, ranked: Sequence[Ranked], aliases: Aliases) -> Stance:
    """Compare what the claim says with what each of the nearest sentences says."""
    if not ranked:
        return Stance()
    best = ranked[0].coverage or 1.0
    mine = primary(effects(claim))
    weighed: list[tuple[float, Comparison]] = []
    for item in ranked[:READ]:
        stated = effects(source.sentences[item.index].text)
        for comparison in compare(mine, stated, source.idf, item.index, aliases):
            nearness = 0.3 + 0.7 * item.coverage / best
            weighed.append((comparison.alike * comparison.weight * nearness, comparison))
    total = sum(weight * weight for weight, _ in weighed)
    balance = sum(weight * weight * c.relation for weight, c in weighed) / total if total else 0.0
    agreeing = _best(weighed, 1)
    near = {
        item.index
        for item in ranked[:READ]
        if item.coverage >= max(NEAR * best, LEAST)
        and _same_occasion(claim, source, item.index)
        and _same_labels(claim, source.sentences[item.index].text)
    }
    plain = _plain([c for _, c in weighed if c.sentence in near], source)
    opposing = plain or _best(weighed, -1)
    return Stance(
        balance=balance,
        margin=_side(weighed, 1) - _side(weighed, -1),
        agreeing=agreeing,
        opposing=opposing,
        plain=plain is not None,
        negation=_negation(claim, source.sentences[ranked[0].index].text),
        directed=any(effect.kind != "link" and effect.target for effect in mine),
        found=tuple(c for _, c in weighed),
    )


def _same_occasion(claim: str, source: SourceText, index: int) -> bool:
    """Not a finding at another time or another dose (`on day 7` against `on day 21`)."""
    mine = _occasions(claim)
    theirs = _occasions(source.sentences[index].text) if mine else {}
    return all(mine[what] & theirs[what] for what in mine.keys() & theirs.keys())


def _same_labels(claim: str, sentence: str) -> bool:
    """Not each about a group or a measure of its own (`the MIX group` against `the HCF group`)."""
    mine, theirs = _labels(claim), _labels(sentence)
    return not (mine and theirs) or bool(mine & theirs)


def _labels(text: str) -> set[str]:
    found = {match.group().rstrip("s") for match in _LABEL.finditer(text)}
    return found | {match.group(1) for match in _LETTERED.finditer(text)}


@lru_cache(maxsize=1024)
def _occasions(text: str) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for quantity in quantities(text):
        if quantity.kind == "label" and quantity.noun in ("day", "week", "month", "year"):
            found.setdefault("time", set()).add(round(quantity.value * _SECONDS[quantity.noun]))
        elif quantity.kind == "duration" and quantity.decimals == 0:
            found.setdefault("time", set()).add(round(quantity.base))
        elif quantity.kind == "dose":
            found.setdefault("dose", set()).add(quantity.base)
    return found


_SECONDS: Final = {"day": 86400.0, "week": 7 * 86400.0, "month": 365.25 * 7200.0, "year": 365.25 * 86400.0}


def _side(weighed: Sequence[tuple[float, Comparison]], side: int) -> float:
    return max((_likeness(c) * abs(c.relation) for _, c in weighed if c.relation * side > 0), default=0.0)


def _best(weighed: Sequence[tuple[float, Comparison]], side: int) -> Comparison | None:
    options = [(weight, c) for weight, c in weighed if c.relation * side > 0]
    return max(options, key=lambda pair: pair[0])[1] if options else None


def _plain(found: Sequence[Comparison], source: SourceText) -> Comparison | None:
    """The plainest opposition, if nothing nearly as plain agrees.

    Only directions count: that the claim denies a link and the source affirms one is too often about another link.
    Sentences that report other people's work do not count either.
    """
    own = [c for c in found if _directed(c) and not ranking.cites(source.sentences[c.sentence].text)]
    opposed = [c for c in own if c.relation < 0 and c.comparable and _likeness(c) >= _threshold(c) and _firm(c, source)]
    if not opposed:
        return None
    plainest = max(opposed, key=lambda c: (_likeness(c), c.focus))
    level = _VETO * _likeness(plainest)
    agreed = (c for c in own if c.relation > 0 and _likeness(c) >= level)
    return None if any(c.focus >= 0.5 * plainest.focus for c in agreed) else plainest


def _firm(comparison: Comparison, source: SourceText) -> bool:
    """A hedged claim cannot be contradicted; one that there was no effect, only by an effect called significant."""
    if comparison.claim.hedged or comparison.claim.asked:
        return False
    if comparison.claim.sign:
        return True
    text = source.sentences[comparison.sentence].text
    return not comparison.stated.hedged and _SIGNIFICANT.search(text) is not None


def _likeness(comparison: Comparison) -> float:
    return comparison.alike * comparison.weight


def _directed(comparison: Comparison) -> bool:
    mine, theirs = comparison.claim, comparison.stated
    if mine.kind == theirs.kind == "link" and mine.target and comparison.explicit:
        return True
    if mine.kind == "link" or not mine.target:
        return False
    return theirs.kind != "link" or (theirs.sign == 0 and "relation.equal" in lexicon.tags(theirs.words.lower()))


def _threshold(comparison: Comparison) -> float:
    """`No difference` opposes only where it is said of just the claim's outcome: of another it says nothing."""
    level = PLAIN_COMPARED if comparison.claim.reference else PLAIN
    if comparison.relation == -1.0:
        return level if comparison.focus >= FOCUS else 9.0
    exact = comparison.target >= 0.95 and comparison.focus >= 0.5
    return level * (_NO_EFFECT if comparison.stated.kind == "link" else 1.0) if exact else 9.0


def _negation(claim: str, sentence: str) -> int:
    return int(_denies(claim)) - int(_denies(sentence))


def _denies(text: str) -> bool:
    return any(
        "negation.words" in lexicon.tags(w.word) or w.word in ("fail", "fails", "failed") for w in terms.words(text)
    )
