"""Digits that lost their superscript: glued to what they follow, set off by a space, or run into a number.

Nothing is decided here: every way to read a chain of digits is proposed, each weighed by its own surroundings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from audit.claims.body import Body
from audit.claims.context import SPACES, After, Before, after, before
from audit.claims.labels import LabelSpace
from audit.claims.readings import FOOTNOTE_SIGNS, NEARBY, SEPARATOR, Candidate, Reading, reading_of
from audit.claims.units import is_marker_line
from audit.claims.weights import IMPOSSIBLE, begin_score, best_score, end_score, goes_on, row_score, split_score

_CHAIN = re.compile(rf"\d+(?:[a-z](?![^\W_]))?(?:{SEPARATOR}\d+(?:[a-z](?![^\W_]))?){{0,60}}")
_TOKEN = re.compile(r"\d+[a-z]?")
_NO_SIGNS = str.maketrans("", "", FOOTNOTE_SIGNS)
_NEVER_BEFORE = frozenset("(/=<>+~$£€[{\\_^×|&@-‐‑‒–—−\t")  # no marker begins behind these
_MAX_BEGINS, _MAX_ENDS, _MAX_SPLITS = 4, 8, 6
_HOPELESS = -4.0  # no order of first appearances can make up for this
_ANCHORS = 4.0  # at most what labels that only this list has can add
_ANY_END = (After("end"), After("punctuation"))
_OWN_LINE = 3.0
_GROUP = re.compile(r"\d\s?[,–-]\s?\d+\s?[,–-]\s?\d")  # `1-4,7` is no number
_PLAINLY_A_GROUP = 1.5
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d\.$")  # 2019.1 is no value


def flat(body: Body, space: LabelSpace, start: int, end: int, taken: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """The candidates among the digits between `start` and `end` that are not in `taken`, in order."""
    text = body.text
    hopeless = _Hopeless(body, space)
    next_taken = 0
    behind = start
    digits = body.digits
    for begin, digits_end in digits[bisect_left(digits, (start, 0)) : bisect_left(digits, (end, 0))]:
        if begin < behind:
            continue
        found = _CHAIN.match(text, begin, end)
        stop = behind = found.end() if found else digits_end
        while next_taken < len(taken) and taken[next_taken][1] <= begin:
            next_taken += 1
        if next_taken < len(taken) and taken[next_taken][0] < stop:
            continue
        prior = text[begin - 1 : begin]
        if prior in _NEVER_BEFORE or hopeless.at(prior, begin, stop):
            continue
        readings = _own_line(body, space, begin, stop) if prior == "\n" else _readings(body, space, begin, stop)
        if readings:
            yield Candidate(begin, max(reading.end for reading in readings), tuple(readings))


class _Hopeless:
    """Tells at a glance most of the digits of a text that are no marker, before all their readings are weighed."""

    def __init__(self, body: Body, space: LabelSpace) -> None:
        self._body, self._space, self._text = body, space, body.text
        self._limit = space.highest + NEARBY
        self._names: dict[str, bool] = {}
        self._letters = _note_letters(body, space)

    def at(self, prior: str, begin: int, stop: int) -> bool:
        """The chain of digits from `begin` to `stop`, behind `prior`, can be no marker."""
        text = self._text
        follows = after(text, stop) if stop - begin < 5 and text[begin:stop].isdigit() else None
        if follows is None:  # more than one number
            return prior in SPACES and not _worth_reading(text, begin, stop, self._space)
        if follows.glued:
            return True
        if prior in SPACES:
            numeral = follows.kind == "digit" and not self._space.anchors and text[begin - 2 : begin - 1].isalpha()
            return numeral or not _worth_reading(text, begin, stop, self._space)
        if prior in ".·":
            return text[begin - 2 : begin - 1].isdigit() and follows.kind in ("lower", "digit")
        if int(text[begin:stop]) > self._limit:
            return True
        if prior in self._letters and not text[begin - 2 : begin - 1].isalnum():
            return False
        return prior.isalpha() and self._is_name(begin, stop)

    def _is_name(self, begin: int, stop: int) -> bool:
        """`IL6`, judged once however often it stands there."""
        text, first = self._text, begin
        while first and begin - first < 12 and text[first - 1].isalpha():
            first -= 1
        name = text[first - 1 : stop]
        known = self._names.get(name)
        if known is None:
            here = before(text, begin)
            known = here.kind in ("name", "short", "other") and (
                row_score(here, _ANY_END) + begin_score(self._body, here, begin, stop) <= _HOPELESS
            )
            self._names[name] = known
        return known


def _note_letters(body: Body, space: LabelSpace) -> frozenset[str]:
    """The footnote letters that may touch a marker, where letters are not part of the labels."""
    return frozenset() if space.anchors else body.note_letters


def _worth_reading(text: str, start: int, end: int, space: LabelSpace) -> bool:
    """False for plain numbers in running prose (`in 12 patients`), which are most of the digits of a text."""
    if space.anchors or not text[start - 2 : start - 1].isalpha():
        return True
    return text[end : end + 1] != " " or not text[end + 1 : end + 2].islower() or goes_on(text, end)


def _own_line(body: Body, space: LabelSpace, start: int, end: int) -> list[Reading]:
    """A line that holds a marker alone, below the end of a sentence."""
    text = body.text
    if not body.document.soft_lines or text[end : end + 1] not in ("", "\n"):
        return []
    if start < 2 or not is_marker_line(text, start - 1, start, end):
        return []
    reading = reading_of(space, text[start:end], start, end, _OWN_LINE, "spaced")
    return [reading] if reading else []


def _readings(body: Body, space: LabelSpace, start: int, end: int) -> list[Reading]:
    """Every way to read a chain of digits: from each of its first labels, or from within the first, to each label's
    end."""
    text = body.text
    if end - start < 5 and text[start:end].isdigit():
        tokens = [(start, end)]
    else:
        tokens = [found.span() for found in _TOKEN.finditer(text, start, end)]
    highest = space.highest + NEARBY
    letters = _note_letters(body, space)
    ends: list[tuple[int, After]] = []
    for _, stop in reversed(tokens):
        if len(ends) < _MAX_ENDS and not (follows := after(text, stop)).glued:
            ends.append((stop - (text[stop - 1] in letters), follows))
    readings: list[Reading] = []
    for index, (begin, finish) in enumerate(tokens[:_MAX_BEGINS]):
        if index and text[tokens[index - 1][1]] in "-–":
            continue  # a marker does not begin in the middle of a range
        here = before(text, begin)
        if here.word in letters and not index:
            here = before(text, begin - 1)  # virus.a1
        own = finish - (text[finish - 1] in letters)  # hospital4c
        if here.kind != "other" and _value(text, begin, own) <= highest:
            readings += _whole(body, space, here, begin, own, ends)
        if not index and finish - begin > 1 and here.window[-1:] in ".·  " + SPACES:
            readings += _split(body, space, here, begin, finish, ends)
    return readings


def _value(text: str, begin: int, finish: int) -> int:
    digits = text[begin:finish] if text[finish - 1].isdigit() else text[begin : finish - 1]
    return int(digits) if len(digits) < 4 else 10_000


def _whole(
    body: Body, space: LabelSpace, here: Before, begin: int, finish: int, ends: Sequence[tuple[int, After]]
) -> Iterator[Reading]:
    """Readings from a label's first digit."""
    text = body.text
    most = best_score(here, [follows for _, follows in ends]) + (_ANCHORS if space.anchors else _PLAINLY_A_GROUP)
    if most <= _HOPELESS:
        return
    first = begin_score(body, here, begin, finish)
    if first <= IMPOSSIBLE or text[begin] == "0":
        return
    style = "spaced" if here.kind.startswith("space") else "flat"
    for stop, follows in ends:
        if stop <= begin:
            continue
        score = first + end_score(text, here, begin, stop, follows)
        source = text[begin:stop].translate(_NO_SIGNS)
        if _GROUP.search(source):
            score += _PLAINLY_A_GROUP
        doubtful = here.kind == "stop-digit" and source.isalnum() and not _YEAR.search(here.window)
        reading = reading_of(space, source, begin, stop, score, style, doubtful=doubtful)
        if reading and reading.score > _HOPELESS:
            yield reading


def _split(
    body: Body, space: LabelSpace, here: Before, begin: int, finish: int, ends: Sequence[tuple[int, After]]
) -> Iterator[Reading]:
    """Readings from within the first number: `week 521,2`."""
    text = body.text
    for start in range(begin + 1, min(finish, begin + _MAX_SPLITS)):
        if text[start] == "0" or not text[start].isdigit():
            continue
        for stop, follows in ends:
            if stop <= start or follows.kind not in ("end", "capital", "punctuation"):
                continue
            source = text[start:stop]
            if len(source) > 3 and source.isdigit():
                continue
            score = split_score(body, here, (begin, start, stop), follows)
            if score <= -6:
                continue
            reading = reading_of(space, source.translate(_NO_SIGNS), start, stop, score, "flat", doubtful=True)
            if reading and reading.score > _HOPELESS:
                yield reading
