"""Choosing the reading of the whole document: the document disposes of what `candidates` proposes.

One token decides nothing in flattened text (`G3.4c`, `10 2`, `CO2`). What the whole knows: which labels there are,
that first appearances run in order, that a lettered anchor is used once, and in which style this document writes its
markers. The best sequence of readings is found by beam search over the candidates in text order; its state is the
highest number seen so far and the set of anchors used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from audit.claims.body import Body
from audit.claims.candidates import candidates
from audit.claims.labels import LabelSpace
from audit.claims.readings import Candidate, Reading

_BEAM = 10
_STYLES = ("flat", "spaced", "bracket", "paren", "raised", "named")
_LEAD = 12.0  # a path this far behind the best never comes back
_CONFIDENT = 2.5
_NEXT_IN_ORDER = 2.0
_OVERVIEW = 0.5
_EARLY_MENTION = -1.5
_ANCHOR_REUSED = -2.5
_NEXT_ANCHOR = 1.5  # `4a` is used before `4b`: each use has its own letter, in the order of the text
_DOUBT = 1.5  # two readings nearer than this are ambiguous


class Decoded(NamedTuple):
    """A chosen reading, with the next best reading of the same characters where the margin between them is small."""

    reading: Reading
    alternative: str | None = None


class _Path(NamedTuple):
    """A partial reading of the document: its score, the highest number seen, the anchors used (bits), the choices."""

    score: float
    highest: int
    used: int
    previous: _Path | None
    choice: Reading | None


def decode(body: Body, space: LabelSpace, start: int, end: int) -> list[Decoded]:
    """The markers between `start` and `end` that name labels of `space`, in order."""
    proposed = candidates(body, space, start, end)
    if not proposed:
        return []
    styles = _style_weights(proposed)
    order = _order_weight(proposed, styles)
    best = _search(proposed, space, styles, order)
    return _with_alternatives(body, proposed, best, styles)


def _best_alone(candidate: Candidate) -> Reading:
    return max(candidate.readings, key=lambda reading: reading.score)


def _style_weights(proposed: Sequence[Candidate]) -> dict[str, float]:
    """How much each style is this document's own: by the share of the list's numbers that it explains confidently.

    A style whose numbers come in no order explains less than one whose first appearances run in order.
    """
    explained: dict[str, list[int]] = {style: [] for style in _STYLES}
    for candidate in proposed:
        reading = _best_alone(candidate)
        if reading.known and reading.score >= _CONFIDENT:
            explained[reading.style].extend(reading.numbers)
    order = {style: _in_order(numbers) for style, numbers in explained.items()}
    counts = {style: len(set(numbers)) for style, numbers in explained.items()}
    most = max(counts.values())
    own = max(_STYLES, key=lambda style: counts[style] * (1 + order[style]))
    weights = {style: _weight_of(style, counts[style], most) for style in _STYLES}
    for style in ("bracket", "paren", "raised"):
        if style != own and counts[own] > 2 and order[style] < 0.5 <= order[own]:
            weights[style] = min(weights[style], -4.0)
    if counts["raised"] >= 2 and counts["raised"] * 2 >= counts["flat"]:
        weights["flat"] -= 2.0
    if own != "spaced" and (counts["flat"] or most >= 4):
        weights["spaced"] = min(weights["spaced"], weights["flat"])
    return weights


def _weight_of(style: str, count: int, most: int) -> float:
    share = count / most if most else 0.0
    if style == "named":
        return 0.0
    if style == "spaced" and share < 0.5:
        # Set off by a space is how glued markers look where the extraction left the space in.
        return min(1.0, 0.5 * count - 1.0)
    if share >= 0.5:
        return 1.0 if count > 2 else 0.0
    return -1.5 - 3.0 * (0.5 - share) if most >= 4 else -0.5


def _in_order(numbers: Sequence[int]) -> float:
    """The share of first appearances that are the next number or one known already; 1.0 where there are too few."""
    highest = first = in_order = 0
    for number in numbers:
        if number > highest:
            first += 1
            in_order += number <= highest + 1
            highest = number
    return in_order / first if first > 0 else 1.0


def _order_weight(proposed: Sequence[Candidate], styles: dict[str, float]) -> float:
    """How far first appearances run in order among the confident readings: 1 all of them, 0 no better than chance."""
    confident = [
        number
        for candidate in proposed
        if (reading := _best_alone(candidate)).known and reading.score + styles[reading.style] >= _CONFIDENT
        for number in reading.numbers
    ]
    if len(set(accumulate(confident, max))) < 3:
        return 0.6
    return max(0.0, min(1.0, (_in_order(confident) - 0.3) / 0.5))


def _search(
    proposed: Sequence[Candidate], space: LabelSpace, styles: dict[str, float], order: float
) -> list[Reading | None]:
    bits = {anchor: 1 << index for index, anchor in enumerate(sorted(space.anchors))}
    beam = [_Path(0.0, 0, 0, None, None)]
    for candidate in proposed:
        following: dict[tuple[int, int], _Path] = {}
        for path in beam:
            _keep(following, _Path(path.score, path.highest, path.used, path, None))
            for reading in candidate.readings:
                score = reading.score + styles[reading.style]
                if score < -6:
                    continue
                for extended in _extensions(path, reading, score, space, order, bits):
                    _keep(following, extended)
        beam = sorted(following.values(), key=_score_of, reverse=True)[:_BEAM]
        floor = beam[0].score - _LEAD
        while beam[-1].score < floor:
            beam.pop()
    choices: list[Reading | None] = []
    end = beam[0]
    while end.previous is not None:
        choices.append(end.choice)
        end = end.previous
    return choices[::-1]


def _score_of(path: _Path) -> float:
    return path.score


def _keep(following: dict[tuple[int, int], _Path], path: _Path) -> None:
    state = (path.highest, path.used)
    held = following.get(state)
    if held is None or path.score > held.score:
        following[state] = path


def _extensions(
    path: _Path, reading: Reading, score: float, space: LabelSpace, order: float, bits: dict[str, int]
) -> Iterator[_Path]:
    """The path with one more reading. Labels further on than the next are either where the text now stands, or an
    early mention (a table, an overview) after which it goes on where it was."""
    used = path.used
    if bits:
        for label in reading.labels:
            bit = bits.get(label, 0)
            if used & bit:
                score += _ANCHOR_REUSED
            elif bit and (label[-1] == "a" or used & bits.get(label[:-1] + chr(ord(label[-1]) - 1), 0)):
                score += _NEXT_ANCHOR
            used |= bit
    highest, skipped = path.highest, 0
    for number in reading.numbers:
        if number > highest and number in space.numbers:
            skipped += number - highest - 1
            highest = number
    if highest == path.highest:
        yield _Path(path.score + score, highest, used, path, reading)
    elif not skipped:
        yield _Path(path.score + score + order * _NEXT_IN_ORDER, highest, used, path, reading)
        if len(reading.numbers) > 2:
            yield _Path(path.score + score - order * _OVERVIEW, path.highest, used, path, reading)
    else:
        yield _Path(path.score + score + order * _EARLY_MENTION, path.highest, used, path, reading)
        advanced = path.score + score + order * max(-4.0, -0.4 - 0.5 * skipped)
        yield _Path(advanced, highest, used, path, reading)


def _with_alternatives(
    body: Body, proposed: Sequence[Candidate], best: Sequence[Reading | None], styles: dict[str, float]
) -> list[Decoded]:
    decoded = []
    for candidate, reading in zip(proposed, best, strict=True):
        if reading is None:
            continue
        decoded.append(Decoded(reading, _alternative(body, candidate, reading, styles)))
    return decoded


def _alternative(body: Body, candidate: Candidate, chosen: Reading, styles: dict[str, float]) -> str | None:
    """The other way to read the characters, in words, where the place leaves doubt."""
    text = body.text
    if chosen.doubtful:
        begin = chosen.start
        while begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] in ".,·"):
            begin -= 1
        return f"“{text[begin : chosen.end]}” as one value, with no citation"
    score = chosen.score + styles[chosen.style]
    rivals = [
        reading
        for reading in candidate.readings
        if reading is not chosen and reading.known and score - (reading.score + styles[reading.style]) < _DOUBT
    ]
    for rival in rivals:
        if not set(rival.labels) <= set(chosen.labels):
            return f"“{text[candidate.start : candidate.end]}” with the citation {', '.join(rival.labels)}"
    if score < 0.5:
        return f"“{text[chosen.start : chosen.end]}” as part of the text, with no citation"
    return None
