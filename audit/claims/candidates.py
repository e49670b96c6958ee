"""Proposing markers: every place where a marker may stand, with every way to read it, each weighed by itself.

Nothing is decided here. A reading's `score` is how much its own surroundings speak for a marker against plain text
(log-odds in spirit, set by hand from the contexts seen in published pages); `decoding` sets it against the rest of
the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.claims.body import Body
from audit.claims.context import Context, after, before
from audit.claims.labels import DASHES, LabelSpace, ascending, expand, number_of
from audit.claims.weights import flat_score, goes_on, raised_score, split_score
from audit.model.document import Span

FOOTNOTE_SIGNS = "*†‡§‖¶#"
_SEPARATOR = r"(?:\s?,[*†‡§‖¶#]?\s?|\s?[-‐‑‒–—−]\s?|[ \u00a0]|;\s?)"
_CHAIN = re.compile(rf"\d+(?:[a-z](?![^\W_]))?(?:{_SEPARATOR}\d+(?:[a-z](?![^\W_]))?){{0,60}}")
_TOKEN = re.compile(r"\d+[a-z]?")
_BRACKET = re.compile(r"\[\s?(?:[Rr]efs?\.?\s?)?(\d{1,4}[a-z]?(?:\s?[,;‐‑‒–—−-]\s?\d{1,4}[a-z]?){0,60})\s?\]")
_PAREN = re.compile(r"\(\s?(?:[Rr]efs?\.?\s?)?(\d{1,4}[a-z]?(?:\s?[,;‐‑‒–—−-]\s?\d{1,4}[a-z]?){0,60})\s?\)")
_NAMED = re.compile(
    r"(?<!\bas )\b(?:[Rr]efs?\.|[Rr]eferences?|[Rr]éfs?\.|[Cc]itations?|Lit\.)\s?(\d{1,3}[a-z]?(?:\s?(?:,|&|and|[–-])\s?\d{1,3}[a-z]?)*)(?!\d|[\w/.-]\w)"
)
_UNICODE = re.compile(r"[¹²³⁰⁴-⁹]+(?:[,˒'’⁻–-]\s?[¹²³⁰⁴-⁹]+)*")
_FROM_UNICODE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_TRAILING_SIGNS = re.compile(rf",?[{FOOTNOTE_SIGNS}]+|,[a-h](?![^\W_])")
_MAX_READINGS = 24
_NO_SIGNS = str.maketrans("", "", FOOTNOTE_SIGNS)


@dataclass(frozen=True, slots=True)
class Reading:
    """Characters `start` to `end` read as a marker naming `labels`. `source` is those characters."""

    start: int
    end: int
    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    score: float
    style: str
    doubtful: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place with its readings; not to be a marker at all is always one more, with score 0."""

    start: int
    end: int
    readings: tuple[Reading, ...]


def candidates(body: Body, space: LabelSpace, start: int, end: int) -> list[Candidate]:
    """All candidates between `start` and `end`, in order, not overlapping.

    Raised text (where the format tells) and brackets are looked at first: digits inside them are not looked at again.
    """
    found: list[Candidate] = []
    taken: list[tuple[int, int]] = []
    for candidate in (
        *_raised(body, space, start, end),
        *_enclosed(body, space, start, end, _BRACKET, "bracket"),
        *_enclosed(body, space, start, end, _PAREN, "paren"),
        *_unicode(body, space, start, end),
        *_named(body, space, start, end),
    ):
        found.append(candidate)
        taken.append((candidate.start, candidate.end))
    taken.sort()
    found.extend(_flat(body, space, start, end, taken))
    found.sort(key=lambda candidate: candidate.start)
    return _without_overlaps(found)


def _without_overlaps(found: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in found:
        if kept and candidate.start < kept[-1].end:
            continue
        kept.append(candidate)
    return kept


def _reading(
    space: LabelSpace, source: str, start: int, end: int, score: float, style: str, *, doubtful: bool = False
) -> Reading | None:
    """A reading of `source`, or None if it names nothing or nothing that could be in the list."""
    labels = expand(source)
    if labels is None or any(label[0] == "0" for label in labels):
        return None
    numbers = tuple(number_of(label) for label in labels)
    known = [label for label in labels if space.knows(label)]
    if len(known) < len(labels):
        nearby = max(numbers) <= space.highest + 12
        if not nearby or (not known and style == "paren"):
            return None
        score -= 2.5 if style != "bracket" else 1.0
    if not ascending(labels, numbers):
        score -= 1.5
    if any(not label.isdigit() for label in known):
        score += 2.5  # letters make sense only as anchors of this list
    elif space.anchored and space.anchored.issuperset(numbers):
        score -= 1.5  # a lettered list is cited by its letters
    return Reading(start, end, tuple(labels), numbers, score, style, doubtful, len(known) == len(labels))


def _raised(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    """Superscript spans as the format gives them; neighbours with nothing but separators between them are one."""
    for span in _joined(body):
        if not start <= span.start < end:
            continue
        source = body.text[span.start : span.end]
        core = source.strip().strip("[]()").strip(FOOTNOTE_SIGNS + " ,.;:")
        if not core or not core[0].isdigit():
            continue
        core = _TRAILING_SIGNS.sub("", core)
        if not re.fullmatch(rf"\d{{1,4}}[a-z]?(?:{_SEPARATOR}\d{{1,4}}[a-z]?)*", core):
            continue
        score = 5.0 + raised_score(Context.at(body, span.start, span.end))
        reading = _reading(space, core, span.start, span.end, score, "raised")
        if reading:
            yield Candidate(span.start, span.end, (reading,))


def _joined(body: Body) -> list[Span]:
    spans: list[Span] = []
    text = body.text
    for span in body.document.superscripts:
        if spans and re.fullmatch(r"\s?[,;‐‑‒–—−-]?\s?", text[spans[-1].end : span.start]):
            between = text[spans[-1].end : span.start].strip()
            glued = between or text[spans[-1].end - 1] in ",-–;" or text[span.start] in ",-–;"
            if glued or (span.start - spans[-1].end == 1):
                spans[-1] = Span(spans[-1].start, span.end)
                continue
        spans.append(span)
    return spans


_SERIES_BEFORE = re.compile(r"(?:[:;,]|\band|\bor|^)\s*$")
_QUANTITY_BEFORE = re.compile(
    r"(?<!\b(?:19|20)\d\d)\d[\d.,]*\s$|[=<>≤≥±]\s?$|\b(?:SD|mean|median|range|n|score|ages?d?|vs)\.?\s$"
)


def _enclosed(
    body: Body, space: LabelSpace, start: int, end: int, pattern: re.Pattern[str], style: str
) -> Iterator[Candidate]:
    text = body.text
    for found in pattern.finditer(text, start, end):
        before = text[found.start() - 1] if found.start() > start else "\n"
        after = text[found.end() : found.end() + 1]
        if style == "bracket":
            score = 6.0 if not before.isdigit() else 3.0
        else:
            score = _paren_score(text, found, before, after)
        reading = _reading(space, found.group(1), found.start(), found.end(), score, style)
        if reading:
            yield Candidate(found.start(), found.end(), (reading,))


def _paren_score(text: str, found: re.Match[str], before: str, after: str) -> float:
    """`... profiles (13).` is a citation; `(1) first, (2) second` a series; `n (35)` a number."""
    score = 2.0
    lead = text[max(0, found.start() - 12) : found.start()]
    inner = found.group(1)
    if before == "\n" or before not in ' \u00a0.,;:”")’':
        score -= 3.0  # f(2), line-initial enumerators
    if _SERIES_BEFORE.search(lead) and re.match(r"\s+[a-zA-Z]", text[found.end() : found.end() + 3]):
        score -= 5.0 if inner.isdigit() and _in_series(text, found.start(), int(inner)) else 2.0
    if after in ".,;:\n":
        score += 1.5
    if inner.isdigit():
        score -= 3.0 if _QUANTITY_BEFORE.search(lead) else 0.0
    else:
        score -= _spread_around(lead, inner)
    return score


def _spread_around(lead: str, inner: str) -> float:
    """`24 (21–27)`: a range around the number before it is a spread, not a range of references."""
    value = re.search(r"(?<![\d.,·])(\d+)[\d.,·]*\s?(?:[^\W\d]{1,7}|%)?\s$", lead)
    ends = re.fullmatch(rf"(\d+)\s?[{DASHES}]\s?(\d+)", inner)
    if not value or not ends:
        return 0.0
    return 8.0 if int(ends.group(1)) <= int(value.group(1)) <= int(ends.group(2)) else 2.0


def _in_series(text: str, start: int, number: int) -> bool:
    """`(2)` is preceded by `(1)` not far away, `(1)` followed by `(2)`: steps of one series."""
    if number == 1:
        return "(2)" in text[start : start + 900]
    return f"({number - 1})" in text[max(0, start - 900) : start]


def _unicode(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    for found in _UNICODE.finditer(body.text, start, end):
        source = found.group().translate(_FROM_UNICODE).replace("’", ",").replace("'", ",")
        score = 4.0 + raised_score(Context.at(body, found.start(), found.end()))
        reading = _reading(space, source, found.start(), found.end(), score, "raised")
        if reading:
            yield Candidate(found.start(), found.end(), (reading,))


def _named(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    for found in _NAMED.finditer(body.text, start, end):
        source = re.sub(r"\s?(?:&|and)\s?", ",", found.group(1))
        reading = _reading(space, source, found.start(1), found.end(1), 4.0, "named")
        if reading:
            yield Candidate(found.start(1), found.end(1), (reading,))


def _flat(body: Body, space: LabelSpace, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[Candidate]:
    """Digits that lost their superscript: glued to what they follow, or set off by a space, or run into a number."""
    text = body.text
    next_taken = 0
    for found in _CHAIN.finditer(text, start, end):
        while next_taken < len(taken) and taken[next_taken][1] <= found.start():
            next_taken += 1
        if next_taken < len(taken) and taken[next_taken][0] < found.end():
            continue
        readings = _flat_readings(body, space, found)
        if readings:
            yield Candidate(found.start(), max(reading.end for reading in readings), tuple(readings))


def _flat_readings(body: Body, space: LabelSpace, chain: re.Match[str]) -> list[Reading]:
    """Every way to read a chain of digits: from each of its first labels, or from within the first, to each label's
    end."""
    text = body.text
    if not _worth_reading(text, chain.start(), chain.end(), space):
        return []
    tokens = [(chain.start() + token.start(), chain.start() + token.end()) for token in _TOKEN.finditer(chain.group())]
    ends = [(stop, follows) for _, stop in tokens if not (follows := after(text, stop)).glued]
    readings: list[Reading] = []
    for index, (begin, finish) in enumerate(tokens[:4]):
        if index and text[tokens[index - 1][1]] in "-–":
            continue  # a marker does not begin in the middle of a range
        here = before(text, begin)
        for offset in range(0 if here.kind != "other" else 1, 1 if index else min(finish - begin, 6)):
            for stop, following in reversed(ends):
                if stop > begin + offset:
                    where = Context(body, begin + offset, stop, here, following)
                    reading = _flat_reading(where, space, begin)
                    if reading and reading.score > -4:
                        readings.append(reading)
        if len(readings) >= _MAX_READINGS:
            break
    return readings


def _worth_reading(text: str, start: int, end: int, space: LabelSpace) -> bool:
    """False for plain numbers in running prose (`in 12 patients`), which are most of the digits of a text."""
    if space.anchors or text[start - 1 : start] not in (" ", "\u00a0") or not text[start - 2 : start - 1].isalpha():
        return True
    return text[end : end + 1] != " " or not text[end + 1 : end + 2].islower() or goes_on(text, end)


def _flat_reading(where: Context, space: LabelSpace, begin: int) -> Reading | None:
    start, stop = where.start, where.end
    source = where.body.text[start:stop]
    if source[0] == "0" or not source[0].isdigit() or (len(source) > 3 and source.isdigit()):
        return None
    source = source.translate(_NO_SIGNS)
    if start > begin:
        score = split_score(where, begin)
        return _reading(space, source, start, stop, score, "flat", doubtful=True) if score > -6 else None
    kind = where.before.kind
    style = "spaced" if kind.startswith("space") else "flat"
    return _reading(space, source, start, stop, flat_score(where), style, doubtful=kind == "stop-digit")
