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
from audit.claims.context import Context, context_score, split_score
from audit.claims.labels import LabelSpace, ascending, expand
from audit.model.document import Span

FOOTNOTE_SIGNS = "*†‡§‖¶#"
_SEPARATOR = r"(?:\s?,[*†‡§‖¶#]?\s?|\s?[-‐‑‒–—−]\s?|[ \u00a0]|;\s?)"
_CHAIN = re.compile(rf"\d+(?:[a-z](?![^\W_]))?(?:{_SEPARATOR}\d+(?:[a-z](?![^\W_]))?){{0,60}}")
_TOKEN = re.compile(r"\d+[a-z]?")
_BRACKET = re.compile(r"\[\s?(?:[Rr]efs?\.?\s?)?(\d{1,4}[a-z]?(?:\s?[,;‐‑‒–—−-]\s?\d{1,4}[a-z]?){0,60})\s?\]")
_PAREN = re.compile(r"\(\s?(?:[Rr]efs?\.?\s?)?(\d{1,4}[a-z]?(?:\s?[,;‐‑‒–—−-]\s?\d{1,4}[a-z]?){0,60})\s?\)")
_NAMED = re.compile(
    r"\b(?:[Rr]efs?\.|[Rr]eferences?|[Rr]éfs?\.|[Cc]itations?|Lit\.)\s?(\d{1,3}[a-z]?(?:\s?(?:,|&|and|[–-])\s?\d{1,3}[a-z]?)*)(?![\w/.-]\w)"
)
_UNICODE = re.compile(r"[¹²³⁰⁴-⁹]+(?:[,˒'’⁻–-]\s?[¹²³⁰⁴-⁹]+)*")
_FROM_UNICODE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_TRAILING_SIGNS = re.compile(rf",?[{FOOTNOTE_SIGNS}]+|,[a-h](?![^\W_])")
_MAX_READINGS = 24


@dataclass(frozen=True, slots=True)
class Reading:
    """Characters `start` to `end` read as a marker naming `labels`. `source` is those characters."""

    start: int
    end: int
    labels: tuple[str, ...]
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
    known = [label for label in labels if space.knows(label)]
    if len(known) < len(labels):
        nearby = all(space.number(label) <= space.highest + 12 for label in labels)
        if not nearby or (not known and style == "paren"):
            return None
        score -= 2.5 if style != "bracket" else 1.0
    if not ascending(labels):
        score -= 1.5
    if any(not label.isdigit() for label in known):
        score += 2.5  # letters make sense only as anchors of this list
    elif space.anchored and all(space.number(label) in space.anchored for label in labels):
        score -= 1.5  # a lettered list is cited by its letters
    return Reading(start, end, tuple(labels), score, style, doubtful, len(known) == len(labels))


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
        score = 5.0 + context_score(Context.at(body, span.start, span.end), raised=True)
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
    if before == "\n" or before not in ' \u00a0.,;:”")’':
        score -= 3.0  # f(2), line-initial enumerators
    if _SERIES_BEFORE.search(lead) and re.match(r"\s+[a-zA-Z]", text[found.end() : found.end() + 3]):
        score -= 2.5
    if after in ".,;:\n":
        score += 1.5
    if re.search(r"\d[\d.,]*\s?%?\s$|[=<>≤≥±]\s?$|\b(?:SD|mean|median|range|n|score|ages?d?|vs)\.?\s$", lead):
        score -= 3.0
    return score


def _unicode(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    for found in _UNICODE.finditer(body.text, start, end):
        source = found.group().translate(_FROM_UNICODE).replace("’", ",").replace("'", ",")
        score = 4.0 + context_score(Context.at(body, found.start(), found.end()), raised=True)
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
    text = body.text
    tokens = [(chain.start() + token.start(), chain.start() + token.end()) for token in _TOKEN.finditer(chain.group())]
    readings: list[Reading] = []
    for index, (begin, finish) in enumerate(tokens[:4]):
        if index and text[tokens[index - 1][1]] in "-–":
            continue  # a marker does not begin in the middle of a range
        first = Context.at(body, begin, finish)
        if first.hopeless:
            continue
        offsets = range(0, 1) if index else range(0, min(finish - begin, 6))
        for offset in offsets:
            if text[begin + offset] == "0" or not text[begin + offset].isdigit():
                continue
            for stop_index in range(len(tokens) - 1, index - 1, -1):
                stop = tokens[stop_index][1]
                reading = _flat_reading(body, space, begin, offset, stop)
                if reading and reading.score > -4:
                    readings.append(reading)
            if len(readings) >= _MAX_READINGS:
                return readings
    return readings


def _flat_reading(body: Body, space: LabelSpace, begin: int, offset: int, stop: int) -> Reading | None:
    text = body.text
    start = begin + offset
    source = text[start:stop]
    source = re.sub(rf"[{FOOTNOTE_SIGNS}]", "", source)
    if len(source) > 3 and source.isdigit():
        return None
    where = Context.at(body, start, stop)
    if where.glued_after:
        return None
    if offset:
        score = split_score(body, begin, start, stop, where)
        return _reading(space, source, start, stop, score, "flat", doubtful=True)
    style = "spaced" if where.before_kind.startswith("space") else "flat"
    score = context_score(where)
    return _reading(space, source, start, stop, score, style, doubtful=where.before_kind == "stop-digit")
