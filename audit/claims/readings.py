"""A reading: characters of the text read as a marker that names labels. A candidate: one place with its readings."""

from __future__ import annotations

from typing import NamedTuple

from audit.claims.labels import LabelSpace, ascending, expand, number_of

FOOTNOTE_SIGNS = "*†‡§‖¶#"
SEPARATOR = r"(?:\s?,{1,2}[*†‡§‖¶#]?\s?|\s?[-‐‑‒–—−]\s?|[ \u00a0]|;\s?)"
NEARBY = 12  # a label this far above the highest may be one that the list has lost
_UNKNOWN, _UNKNOWN_BRACKET = -2.5, -1.0
_FALLING = -1.5
_LETTERED = 2.5  # letters make sense only as anchors of this list
_UNLETTERED = -1.5  # a lettered list is cited by its letters


class Reading(NamedTuple):
    """Characters `start` to `end` read as a marker naming `labels`.

    doubtful: the same characters are as well one value (`0.3`). known: the list has all the labels.
    """

    start: int
    end: int
    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    score: float
    style: str
    doubtful: bool = False
    known: bool = True


class Candidate(NamedTuple):
    """One place with its readings; not to be a marker at all is always one more, with score 0."""

    start: int
    end: int
    readings: tuple[Reading, ...]


def reading_of(
    space: LabelSpace, source: str, start: int, end: int, score: float, style: str, *, doubtful: bool = False
) -> Reading | None:
    """A reading of `source`, or None if it names nothing or nothing that could be in the list."""
    labels = [source] if source.isdigit() and len(source) < 5 else expand(source)
    if labels is None or any(label[0] == "0" for label in labels):
        return None
    numbers = tuple(map(number_of, labels))
    if doubtful and not all(label.isdigit() or space.knows(label) for label in labels):
        return None  # 1.8g
    known = sum(map(space.knows, labels))
    if known < len(labels):
        if max(numbers) > space.highest + NEARBY or (not known and style == "paren"):
            return None
        score += _UNKNOWN if style != "bracket" else _UNKNOWN_BRACKET
    if len(labels) > 1 and not ascending(labels, numbers):
        score += _FALLING
    if space.anchors:
        if known and any(not label.isdigit() and space.knows(label) for label in labels):
            score += _LETTERED
        elif space.anchored.issuperset(numbers):
            score += _UNLETTERED
    return Reading(start, end, tuple(labels), numbers, score, style, doubtful, known == len(labels))
