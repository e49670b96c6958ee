"""Every quantity of a claim, looked for in the source: found, found elsewhere, or not there (SUP001)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from audit.model import NumberCheck
from audit.support import terms
from audit.support.quantities import quantities
from audit.support.quantity import Quantity
from audit.support.ranking import Ranked
from audit.support.source import SourceText

MAX_NUMBERS: Final = 60
MAX_PLACES: Final = 4000
"""Bounds on hostile input; no claim and no article comes near them."""

CONTEXT_SHARE: Final = 0.5
"""A sentence may answer for a number if it covers this share of what the best sentence covers of the claim."""

LOCAL_SHARE: Final = 0.4
"""Or if it has this share of the words that stand beside the number in the claim."""

NEAR_VERBATIM: Final = 0.75
SAME_SENTENCE: Final = 0.7
"""From this coverage and this share of words in the same order on, the claim repeats the sentence, and numbers are
compared place by place."""

_LEVELS: Final = (0.05, 0.01, 0.001)
_WEEKS_IN_MONTHS: Final = {(4, 1), (8, 2), (9, 2), (12, 3), (13, 3), (16, 4), (18, 4), (24, 6), (26, 6), (36, 9),
                           (39, 9), (48, 12), (52, 12), (78, 18), (96, 24), (104, 24), (156, 36)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity of the source and the sentence it stands in."""

    quantity: Quantity
    sentence: int


def equal(claimed: Quantity, stated: Quantity) -> str | None:
    """How the two are the same number: a note for the reviewer (empty: as it stands), or None if they are not."""
    if claimed.kind == "label" or stated.kind == "label":
        same = claimed.kind == stated.kind and claimed.noun == stated.noun and claimed.value == stated.value
        return "" if same else None
    if (claimed.kind == "year") != (stated.kind == "year") and claimed.dimension != stated.dimension:
        return None
    if claimed.unit and stated.unit and claimed.dimension != stated.dimension:
        return _across(claimed, stated)
    if claimed.dimension == "percent" and stated.kind == "ratio":
        return _relative(claimed, stated)
    note = _same_value(claimed, stated)
    if note is None and claimed.kind == "p-value" == stated.kind:
        return _p_values(claimed, stated)
    return note


def _same_value(claimed: Quantity, stated: Quantity) -> str | None:
    if claimed.of and stated.of and claimed.unit and stated.unit:
        if abs(claimed.value - stated.value) < 1e-9:
            return ""
        near = claimed.of != stated.of and abs(claimed.value - stated.value) <= 0.05 * stated.value
        return f"{stated.text} is about {claimed.text}" if near else None
    if not (claimed.unit and stated.unit) or claimed.unit.size == stated.unit.size:
        if _rounds_to(stated.value, claimed.value, claimed.decimals):
            return "" if stated.value == claimed.value else f"{stated.text} is rounded to {claimed.text}"
        if "fraction" in (claimed.kind, stated.kind) and _roughly(claimed, stated):
            return f"{claimed.text} is about {stated.text}"
        return None
    converted = stated.base / claimed.unit.size
    if _rounds_to(converted, claimed.value, claimed.decimals) or abs(converted - claimed.value) < 0.005 * claimed.value:
        return f"{stated.text} = {claimed.text}"
    if {claimed.unit.name, stated.unit.name} == {"weeks", "months"}:
        weeks, months = (claimed, stated) if claimed.unit.name == "weeks" else (stated, claimed)
        if (weeks.value, months.value) in _WEEKS_IN_MONTHS:
            return f"{stated.text} is about {claimed.text}"
    return None


def _rounds_to(value: float, claimed: float, decimals: int) -> bool:
    """`value`, rounded half up or half to even to the claim's digits, is the claim's."""
    if value == claimed:
        return True
    step = 10.0**-decimals
    return abs(value - claimed) <= step / 2 * 1.000001 and (decimals > 0 or abs(value) >= 2)


def _roughly(claimed: Quantity, stated: Quantity) -> bool:
    """`one third` for 31 to 36 %: words round further than digits do."""
    return abs(claimed.value - stated.value) <= 3 and claimed.decimals == 0 and (claimed.of is None)


def _across(claimed: Quantity, stated: Quantity) -> str | None:
    """Two ways to say a change: `doubled` and a 100 % increase, `halved` and 50 %."""
    pair = {claimed.dimension: claimed.value, stated.dimension: stated.value}
    if pair.keys() != {"fold", "percent"}:
        return None
    as_percent = 100 * (pair["fold"] - 1) if pair["fold"] >= 1 else 100 * (1 - pair["fold"])
    return f"{stated.text} = {claimed.text}" if abs(as_percent - pair["percent"]) < 0.5 else None


def _relative(claimed: Quantity, stated: Quantity) -> str | None:
    """`25 % lower risk` for a ratio of 0.75, `23 % higher` for 1.23."""
    change = 100 * abs(stated.value - 1)
    same = _rounds_to(change, claimed.value, claimed.decimals) or (
        claimed.kind == "fraction" and _roughly(claimed, replace(stated, value=change))
    )
    return f"a ratio of {stated.text} is {change:.0f} % {'less' if stated.value < 1 else 'more'}" if same else None


def _p_values(claimed: Quantity, stated: Quantity) -> str | None:
    if claimed.relation == "<" and stated.value < claimed.value and claimed.value in _LEVELS:
        return f"p = {stated.text} is below {claimed.text}"
    return None


def check(claim: str, source: SourceText, ranked: Sequence[Ranked]) -> list[NumberCheck]:
    """Look for each quantity of `claim`. `ranked`: the sentences that speak of it, best first."""
    asked = quantities(claim)[:MAX_NUMBERS]
    if not asked:
        return []
    best = ranked[0].coverage if ranked else 0.0
    near = {r.index: r.coverage for r in ranked if r.coverage >= CONTEXT_SHARE * best}
    replaced: dict[int, Quantity] | None = None
    twin = _twin(claim, asked, source, ranked)
    if twin is not None:
        near, replaced = {twin[0]: 1.0}, twin[1]
    places = _Places(source, near, asked)
    return [_check_one(claim, quantity, places, near, replaced) for quantity in asked]


class _Places:
    """The quantities that may answer: those of the near sentences first, all others only when they are asked for."""

    def __init__(self, source: SourceText, near: dict[int, float], asked: list[Quantity]) -> None:
        self.source = source
        self._near, self._asked = near, asked

    @cached_property
    def likely(self) -> list[Place]:
        """Those of the near sentences that have the digits (or the word) of a number asked for: most are found here."""
        return self._read(index for index in sorted(self._near) if index in self._written)

    @cached_property
    def near(self) -> list[Place]:
        return self._read(sorted(self._near))

    @cached_property
    def all(self) -> list[Place]:
        """With those of every other sentence that has the digits (or the word) of a number asked for."""
        return self.near + self._read(index for index in self._written if index not in self._near)

    @cached_property
    def _written(self) -> dict[int, None]:
        wanted = {_plain(q.text[q.number_start - q.start : q.number_end - q.start]) for q in self._asked}
        pattern = re.compile(rf"(?<!\d)(?:{'|'.join(map(_as_written, sorted(wanted)))})")
        return {index: None for index, line in enumerate(_plain_lines(self.source)) if pattern.search(line)}

    def _read(self, indices: Iterable[int]) -> list[Place]:
        found: list[Place] = []
        for index in indices:
            found += [Place(q, index) for q in _read(self.source, index)]
            if len(found) >= MAX_PLACES:
                break
        return found


def _as_written(number: str) -> str:
    """An expression for a number that a source may write with more decimals, or without the zero in front."""
    whole, point, decimals = number.partition(".")
    if not (point and decimals.isdigit()):
        return re.escape(number) + r"(?!\d)"
    return rf"{'0?' if whole in ('', '0') else re.escape(whole)}\.{decimals}"


def _plain(number: str) -> str:
    return terms.fold(number).lower().replace(",", "")


def _plain_lines(source: SourceText) -> list[str]:
    if "plain" not in source.memo:
        source.memo["plain"] = [_plain(sentence.text) for sentence in source.sentences]
    lines: list[str] = source.memo["plain"]
    return lines


def _read(source: SourceText, index: int) -> list[Quantity]:
    known: dict[int, list[Quantity]] = source.memo.setdefault("quantities", {})
    if index not in known:
        known[index] = quantities(source.sentences[index].text)
    return known[index]


def _check_one(
    claim: str, asked: Quantity, places: _Places, near: dict[int, float], replaced: dict[int, Quantity] | None
) -> NumberCheck:
    check = NumberCheck(text=asked.text, start=asked.start, end=asked.end, kind=asked.kind)
    if asked.kind == "confidence level":
        check.note = "a confidence level is not a result"
        return check
    source = places.source
    instead = (replaced or {}).get(asked.number_start)
    here = [] if instead else [pair for pair in _equals(asked, places.likely) if not pair[1]]
    if not here and not instead:
        here = [*_equals(asked, places.near), *_computed(asked, places.near)]
    if here:
        place, note = min(here, key=lambda pair: (bool(pair[1]), -near[pair[0].sentence]))
        return _found(check, "found", place, note, source)
    equals = _equals(asked, places.all)
    if replaced is None:
        around = _around(claim, asked)
        there = next((pair for pair in equals if _same_context(around, source, pair[0].sentence)), None)
        if there:
            return _found(check, "found", *there, source)
    check.nearest = _nearest(asked, places.all, near, instead)
    if equals and instead is None:
        return _found(check, "elsewhere", *equals[0], source)
    check.status = "not-checked" if asked.vague and instead is None else "not-in-source"
    return check


def _equals(asked: Quantity, places: Sequence[Place]) -> list[tuple[Place, str]]:
    return [(place, note) for place in places if (note := equal(asked, place.quantity)) is not None]


def _around(claim: str, asked: Quantity) -> set[str]:
    """The content words next to a number in the claim: what it is a number of."""
    words = terms.content(claim)
    before = [w.stem for w in words if w.end <= asked.start and claim[w.end : asked.start].count(",") <= 1][-3:]
    after = [w.stem for w in words if w.start >= asked.end and "," not in claim[asked.end : w.start]][:3]
    return set(before) | set(after)


def _same_context(around: set[str], source: SourceText, sentence: int) -> bool:
    """The sentence names what the number is a number of (a dose in the methods, a trial's length)."""
    have = source.counts[sentence]
    total = sum(source.idf(stem) for stem in around if stem in source.postings)
    return total > 0 and sum(source.idf(stem) for stem in around if stem in have) >= LOCAL_SHARE * total


def _found(check: NumberCheck, status: str, place: Place, note: str, source: SourceText) -> NumberCheck:
    sentence = source.sentences[place.sentence]
    update = {
        "status": status,
        "found": place.quantity.text,
        "note": note or None,
        "passage": source.passage(sentence.start, sentence.end),
    }
    return check.model_copy(update=update)


def _computed(asked: Quantity, places: Sequence[Place]) -> list[tuple[Place, str]]:
    """A percentage that the source gives as a count of a whole (`38 of 43`)."""
    options = ((place, _share_of(asked, place.quantity)) for place in places)
    return [(place, note) for place, note in options if note is not None]


def _share_of(asked: Quantity, stated: Quantity) -> str | None:
    if (
        asked.dimension != "percent"
        or stated.dimension == "percent"
        or not stated.of
        or not 0 < stated.value <= stated.of
    ):
        return None
    percent = 100 * stated.value / stated.of
    same = _rounds_to(percent, asked.value, asked.decimals)
    return f"{stated.value:g} of {stated.of:g} is {percent:.1f} %" if same else None


def _nearest(asked: Quantity, places: list[Place], near: dict[int, float], instead: Quantity | None) -> list[str]:
    """What the source has instead: the number in the same place first, then the same kind in the same context."""
    alike = [
        place
        for place in places
        if place.quantity.kind == asked.kind or (asked.unit and place.quantity.dimension == asked.dimension)
    ]
    alike.sort(key=lambda p: (-near.get(p.sentence, 0.0), abs(p.quantity.base - asked.base)))
    texts = ([instead.text] if instead else []) + [place.quantity.text for place in alike]
    return list(dict.fromkeys(texts))[:3]


def _twin(
    claim: str, asked: list[Quantity], source: SourceText, ranked: Sequence[Ranked]
) -> tuple[int, dict[int, Quantity]] | None:
    """The sentence that the claim repeats, and start of a claim's number -> the number that stands in its place there.

    Texts repeat their sentences with other numbers (arm by arm, table row by table row): of all that the claim could
    repeat, the one whose numbers differ least is meant.
    """
    mine = [term.stem for term in terms.words(claim)]
    best: tuple[float, int, dict[int, Quantity]] | None = None
    for candidate in ranked:
        if candidate.coverage < NEAR_VERBATIM:
            continue
        sentence = source.sentences[candidate.index].text
        theirs = [form.stem for form in source.forms[candidate.index]]
        matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
        alike = sum(block.size for block in matcher.get_matching_blocks()) / max(len(mine), 1)
        if alike < SAME_SENTENCE:
            continue
        instead = _aligned(claim, asked, sentence, _read(source, candidate.index), matcher)
        if best is None or (-len(instead), alike) > (-len(best[2]), best[0]):
            best = alike, candidate.index, instead
    return best[1:] if best else None


def _aligned(
    claim: str, mine: list[Quantity], sentence: str, theirs: list[Quantity], matcher: SequenceMatcher[str]
) -> dict[int, Quantity]:
    """The claim's numbers that stand where the sentence has another, and nowhere else in it."""
    a, b = terms.words(claim), terms.words(sentence)
    mine_at, theirs_at = {q.number_start: q for q in mine}, {q.number_start: q for q in theirs}
    pairs: list[tuple[Quantity, Quantity]] = []
    for _, a1, a2, b1, b2 in matcher.get_opcodes():
        left = [mine_at[term.start] for term in a[a1:a2] if term.start in mine_at]
        right = [theirs_at[term.start] for term in b[b1:b2] if term.start in theirs_at]
        if len(left) == len(right):
            pairs += zip(left, right, strict=True)
    used = [y for _, y in pairs]
    free = [y for y in theirs if not any(y is other for other in used)]
    return {
        x.number_start: y
        for x, y in pairs
        if not any(equal(x, other) is not None or _share_of(x, other) for other in (y, *free))
    }
