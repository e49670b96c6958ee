"""The identity of statements: from their words at first, carried on through edits and moves afterwards.

A new statement is named by a hash of its words. When a document is read again, its statements take the ids of those
they were: the same words first (in order, where the same words stand more than once), then the best likeness in the
same place, then a near-identical statement elsewhere. What was split or merged is told. Nothing else inherits an id,
so that no decision moves to another claim.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from audit.model.statement import Reshaping, Statement

_IN_PLACE: Final = 72.0  # likeness (0 to 100) that makes a statement the same one, edited where it stood
_ELSEWHERE: Final = 88.0  # and the likeness that does so when it was moved as well
_PARTS: Final = 90.0  # likeness of a statement to the parts it was split into
_MOST_MOVED: Final = 400
_PLAIN_ASCII: Final = {
    code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}  # lower case, and a space for what is neither letter nor digit
_NEAR: Final = 12  # how many unmatched statements around a place are looked at


@dataclass(frozen=True, slots=True)
class Reshaped:
    """A statement that was split into several, or several that were merged into one. `before`, `after`: their ids."""

    what: Literal["split", "merged"]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(slots=True)
class Carried:
    """The ids of the statements of a new reading, and what became of the old ones.

    ids: parallel to the new statements. kept: how many stand in the same words. edited: new id -> likeness (0 to 100).
    added, removed: ids. reshaped: splits and merges.
    """

    ids: list[str]
    kept: int = 0
    edited: dict[str, float] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    reshaped: list[Reshaped] = field(default_factory=list)


def normalised(text: str) -> str:
    """The letters and digits of a statement, case folded: what counts as the same words. Where it has none, its
    signs as they are."""
    if text.isascii():
        words = " ".join(text.translate(_PLAIN_ASCII).split())
    else:
        words = re.sub(r"[\W_]+", " ", text).strip().casefold()
    return words or " ".join(text.split())


def assign_ids(texts: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """An id per statement: a short hash of its words, numbered where the same words stand more than once.

    taken: ids that belong to others already.
    """
    used = set(taken)
    counts: dict[str, int] = {}  # of each base, so that a line that stands there a thousand times is counted once
    ids = []
    for text in texts:
        base = f"s-{hashlib.sha256(normalised(text).encode()).hexdigest()[:10]}"
        name, count = base, counts.get(base, 1)
        if count > 1:
            name = f"{base}-{count}"
        while name in used:
            count += 1
            name = f"{base}-{count}"
        used.add(name)
        counts[base] = count
        ids.append(name)
    return ids


def carry(before: Sequence[Statement], statements: Sequence[Statement]) -> tuple[list[Statement], Carried]:
    """The statements of a new reading with the ids of those they were, and what became of the old ones.

    A statement that was split off or merged says so, and goes on saying so while its id lives.
    """
    if not before:
        return list(statements), Carried([statement.id for statement in statements])
    carried = carry_ids(before, [statement.text for statement in statements])
    renamed = dict(zip((statement.id for statement in statements), carried.ids, strict=True))
    known = {statement.id: statement for statement in before}
    told = {identity: old.reshaped for identity, old in known.items() if old.reshaped}
    for event in carried.reshaped:
        words = [known[identity].text for identity in event.before]
        note = Reshaping(what=event.what, before=list(event.before), after=list(event.after), words=words)
        told.update(dict.fromkeys(event.after, note))
    result = [
        statement.model_copy(
            update={
                "id": identity,
                "covered_by": renamed.get(statement.covered_by or ""),
                "reshaped": told.get(identity),
            }
        )
        for statement, identity in zip(statements, carried.ids, strict=True)
    ]
    return result, carried


def carry_ids(before: Sequence[Statement], texts: Sequence[str]) -> Carried:
    """The ids for a new reading whose statements are `texts` (markers taken out), given the statements of the last."""
    old = [normalised(statement.text) for statement in before]
    new = [normalised(text) for text in texts]
    pairs = _same_words(old, new)
    kept = len(pairs)
    likeness = _alike(old, new, pairs)
    ids: list[str] = [""] * len(new)
    reshaped_pairs = _reshaped(old, new, pairs)
    for position, origin in pairs.items():
        ids[position] = before[origin].id
    fresh = [index for index in range(len(new)) if index not in pairs]
    named = assign_ids([texts[index] for index in fresh], [statement.id for statement in before])
    for index, name in zip(fresh, named, strict=True):
        ids[index] = name
    gone = set(range(len(old))) - set(pairs.values())
    return Carried(
        ids=ids,
        kept=kept,
        edited={ids[index]: score for index, score in likeness.items()},
        added=named,
        removed=[before[index].id for index in sorted(gone)],
        reshaped=[
            Reshaped(what, tuple(before[i].id for i in origins), tuple(ids[i] for i in parts))
            for what, origins, parts in reshaped_pairs
        ],
    )


def _same_words(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """New position -> old position where the words are the same; repeated words are paired by their neighbours, then
    in order."""
    places: dict[str, list[int]] = {}
    for position, text in enumerate(old):
        if text:
            places.setdefault(text, []).append(position)
    wanted: dict[str, list[int]] = {}
    for position, text in enumerate(new):
        if text in places:
            wanted.setdefault(text, []).append(position)
    pairs: dict[int, int] = {}
    for text, positions in wanted.items():
        origins = places[text]
        if len(origins) == len(positions):
            pairs.update(zip(positions, origins, strict=True))
            continue
        pairs.update(_by_neighbours(old, new, origins, positions))
    return pairs


def _by_neighbours(
    old: Sequence[str], new: Sequence[str], origins: Sequence[int], positions: Sequence[int]
) -> dict[int, int]:
    """Pair repeated statements, one or more of which came or went: those with the same neighbours belong together."""

    def around(texts: Sequence[str], at: int) -> tuple[str, str]:
        return (texts[at - 1] if at else "", texts[at + 1] if at + 1 < len(texts) else "")

    pairs: dict[int, int] = {}
    free = list(origins)
    for strict in (2, 1, 0):
        for position in positions:
            if position in pairs:
                continue
            wanted = around(new, position)
            for origin in free:
                found = around(old, origin)
                if (wanted[0] == found[0]) + (wanted[1] == found[1]) >= strict:
                    pairs[position] = origin
                    free.remove(origin)
                    break
    return pairs


def _alike(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> dict[int, float]:
    """Pair what was edited, best likeness first, and add it to `pairs`. Returns new position -> likeness."""
    from rapidfuzz import fuzz

    stayed = set(pairs.values())
    lost = [index for index, text in enumerate(old) if text and index not in stayed]
    fresh = [index for index, text in enumerate(new) if text and index not in pairs]
    places = _Places(sorted(pairs.items()))
    proposals: list[tuple[float, int, int]] = []
    for position in fresh:
        place = places(position)
        for origin in _around(lost, place):
            score = fuzz.ratio(old[origin], new[position], score_cutoff=_IN_PLACE)
            if score:
                proposals.append((score - min(5.0, 0.5 * abs(origin - place)), position, origin))
    chosen = _take_best(proposals, pairs)
    proposals = [
        (score, position, origin)
        for position in fresh
        if position not in chosen
        for score, origin in _moved(old, new[position], [index for index in lost if index not in chosen.values()])
    ]
    chosen |= _take_best(proposals, pairs)
    return {position: round(fuzz.ratio(old[origin], new[position]), 1) for position, origin in chosen.items()}


def _take_best(proposals: list[tuple[float, int, int]], pairs: dict[int, int]) -> dict[int, int]:
    """One to one, the most alike first. Added to `pairs`."""
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, position, origin in sorted(proposals, reverse=True):
        if position not in chosen and origin not in taken:
            chosen[position] = pairs[position] = origin
            taken.add(origin)
    return chosen


def _moved(old: Sequence[str], text: str, lost: Sequence[int]) -> list[tuple[float, int]]:
    """Statements anywhere that are nearly the same; of very many, those whose length alone could be."""
    from rapidfuzz import fuzz

    near = [index for index in lost if abs(len(old[index]) - len(text)) * 6 < len(text)][:_MOST_MOVED]
    scored = ((fuzz.ratio(old[index], text, score_cutoff=_ELSEWHERE), index) for index in near)
    return [(score, index) for score, index in scored if score]


class _Places:
    """Where in the old reading a new position would stand, going by the nearest statement before it that stayed."""

    def __init__(self, pairs: list[tuple[int, int]]) -> None:
        self._positions = [position for position, _ in pairs]
        self._origins = [origin for _, origin in pairs]

    def __call__(self, position: int) -> int:
        index = bisect_left(self._positions, position) - 1
        if index < 0:
            return position
        return self._origins[index] + position - self._positions[index]


_Reshape = tuple[Literal["split", "merged"], tuple[int, ...], tuple[int, ...]]


def _reshaped(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> list[_Reshape]:
    """Statements that were split in two, or two that were merged; the id stays with the part that is most alike."""
    return _split(old, new, pairs) + _merged(old, new, pairs)


def _split(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> list[_Reshape]:
    from rapidfuzz import fuzz

    found: list[_Reshape] = []
    lost = sorted(set(range(len(old))) - set(pairs.values()))
    places = _Places(sorted(pairs.items()))
    for position in range(len(new) - 1):
        parts = (position, position + 1)
        fresh = [index for index in parts if index not in pairs]
        if not fresh:
            continue
        whole = f"{new[position]} {new[position + 1]}"
        origins = [*_around(lost, places(position)), *(pairs[index] for index in parts if index in pairs)]
        for origin in origins:
            if fuzz.ratio(old[origin], whole, score_cutoff=_PARTS):
                found.append(("split", (origin,), parts))
                if origin in lost:
                    pairs[_most_alike(old[origin], new, fresh)] = origin
                    lost.remove(origin)
                break
    return found


def _merged(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> list[_Reshape]:
    from rapidfuzz import fuzz

    found: list[_Reshape] = []
    back = {origin: position for position, origin in pairs.items()}
    fresh = [position for position in range(len(new)) if position not in pairs]
    places = _Places(sorted(back.items()))
    for origin in range(len(old) - 1):
        parts = (origin, origin + 1)
        gone = [index for index in parts if index not in back]
        if not gone:
            continue
        whole = f"{old[origin]} {old[origin + 1]}"
        for target in [*_around(fresh, places(origin)), *(back[index] for index in parts if index in back)]:
            if fuzz.ratio(whole, new[target], score_cutoff=_PARTS):
                found.append(("merged", parts, (target,)))
                if target in fresh:
                    best = _most_alike(new[target], old, gone)
                    pairs[target], back[best] = best, target
                    fresh.remove(target)
                break
    return found


def _most_alike(text: str, others: Sequence[str], among: Sequence[int]) -> int:
    from rapidfuzz import fuzz

    return max(among, key=lambda index: fuzz.ratio(text, others[index]))


def _around(places: Sequence[int], place: int) -> Sequence[int]:
    """The members of the rising sequence `places` that lie nearest to `place`."""
    nearest = bisect_left(places, place)
    return places[max(0, nearest - _NEAR) : nearest + _NEAR]
