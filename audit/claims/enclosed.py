"""Markers that show themselves: raised, as Unicode superscripts, in brackets, in parentheses, named (`ref. 4`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.claims.body import Body
from audit.claims.labels import DASHES, LabelSpace
from audit.claims.readings import FOOTNOTE_SIGNS, SEPARATOR, Candidate, reading_of
from audit.claims.weights import raised_score
from audit.model.document import Span

_GROUP = r"(\d{1,4}[a-z]?(?:\s?[,;‐‑‒–—−-]\s?\d{1,4}[a-z]?){0,60})"
_WITHIN_WORK = (  # `[2, Table 3]`, `[7, p. 14]`
    r"(?:,\s?(?:pp?\.?|pages?|[Tt]ab(?:le|\.)|[Ff]ig(?:ure|s?\.)|[Ss]uppl\w*\.?|S\.|ch(?:apter|ap\.)|[Ss]ection|§)"
    r"\s?[\w.–-]{1,12})?"
)
_BRACKET = re.compile(rf"\[\s?(?:[Rr]efs?\.?\s?)?{_GROUP}{_WITHIN_WORK}\s?\]")
_PAREN = re.compile(rf"\(\s?(?:[Rr]efs?\.?\s?)?{_GROUP}\s?\)")
_NAMED = re.compile(
    r"(?:(?:[Rr]efs?\.|[Rr]efs|[Rr]eferences?|[Rr]éfs?\.|[Cc]itations?|Lit\.)\s?|\((?:[Ss]ee|cf\.|vgl\.|voir|véase|"
    r"vedi)\s)"
    r"(\d{1,3}[a-z]?(?:\s?(?:,|&|and|und|et|y|e|[–-])\s?\d{1,3}[a-z]?){0,60})(?!\d|[\w/.-]\w|\s?%)"
)
_NAMED_KEYS = (
    "ref",
    "Ref",
    "réf",
    "Réf",
    "citation",
    "Citation",
    "Lit.",
    "(see",
    "(See",
    "(cf.",
    "(vgl.",
    "(voir",
    "(véase",
    "(vedi",
)
_AND = re.compile(r"\s?(?:&|[a-z]{1,3})\s(?=\d)")
_UNICODE = re.compile(r"[¹²³⁰⁴-⁹]{1,4}(?:[,˒'’⁻–-]\s?[¹²³⁰⁴-⁹]{1,4}){0,60}(?![¹²³⁰⁴-⁹])")
_FROM_UNICODE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒’'", "0123456789-,,,")
_TRAILING_SIGNS = re.compile(rf",?[{FOOTNOTE_SIGNS}]+|,[a-h](?![^\W_])")
_RAISED = re.compile(rf"\d{{1,4}}[a-z]?(?:{SEPARATOR}\d{{1,4}}[a-z]?){{0,60}}")


def enclosed(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    """The candidates that show themselves between `start` and `end`, a kind after the other, as they may overlap."""
    yield from _raised(body, space, start, end)
    yield from _bracketed(body, space, start, end)
    yield from _in_parentheses(body, space, start, end)
    yield from _unicode(body, space, start, end)
    yield from _named(body, space, start, end)


def _raised(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    """Superscript spans as the format gives them; neighbours with nothing but separators between them are one."""
    for span in _joined(body):
        if not start <= span.start < end or span.end - span.start > 300:
            continue
        source = body.text[span.start : span.end]
        core = source.strip().strip("[]()").strip(FOOTNOTE_SIGNS + " ,.;:")
        if not core or not core[0].isdigit():
            continue
        core = _TRAILING_SIGNS.sub("", core)
        if not _RAISED.fullmatch(core):
            continue
        score = 5.0 + raised_score(body.text, span.start, span.end)
        reading = reading_of(space, core, span.start, span.end, score, "raised")
        if reading:
            yield Candidate(span.start, span.end, (reading,))


def _joined(body: Body) -> list[Span]:
    spans: list[Span] = []
    text = body.text
    for span in body.document.superscripts:
        if spans and span.start - spans[-1].end < 4:
            between = text[spans[-1].end : span.start]
            if not between.strip(" \u00a0,;" + DASHES):
                glued = between.strip() or text[spans[-1].end - 1] in ",-–;" or text[span.start] in ",-–;"
                if glued or (span.start - spans[-1].end == 1):
                    spans[-1] = Span(spans[-1].start, span.end)
                    continue
        spans.append(span)
    return spans


def _bracketed(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    for found in _BRACKET.finditer(body.text, start, end):
        score = 3.0 if found.start() > start and body.text[found.start() - 1].isdigit() else 6.0
        reading = reading_of(space, found.group(1), found.start(), found.end(), score, "bracket")
        if reading:
            yield Candidate(found.start(), found.end(), (reading,))


def _in_parentheses(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    for found in _PAREN.finditer(body.text, start, end):
        reading = reading_of(
            space, found.group(1), found.start(), found.end(), _paren_score(body.text, found, start), "paren"
        )
        if reading:
            yield Candidate(found.start(), found.end(), (reading,))


_VALUE_BEFORE = re.compile(r"(?<![\d.,·])(\d+)[\d.,·]*\s?(?:[^\W\d]{1,7}|%)?\s$")
_ENDS = re.compile(rf"(\d+)\s?[{DASHES}]\s?(\d+)")
_SERIES_BEFORE = re.compile(r"(?:[:;,]|\band|\bor|\bund|\bet|^)\s*$")
_QUANTITY_BEFORE = re.compile(
    r"(?<!\b(?:19|20)\d\d)\d[\d.,]*\s$|[=<>≤≥±]\s?$|\b(?:SD|mean|median|range|n|score|ages?d?|vs)\.?\s$"
)


def _paren_score(text: str, found: re.Match[str], start: int) -> float:
    """`... profiles (13).` is a citation; `(1) first, (2) second` a series; `n (35)` a number."""
    score = 2.0
    before = text[found.start() - 1] if found.start() > start else "\n"
    following = text[found.end() : found.end() + 3]
    lead = text[max(0, found.start() - 12) : found.start()]
    inner = found.group(1)
    if before == "\n" or before not in ' \u00a0.,;:”")’':
        score -= 3.0  # f(2), line-initial enumerators
    if re.match(r"\s+[a-zA-Z]", following):
        series = inner.isdigit() and _in_series(text, found, int(inner))
        if _SERIES_BEFORE.search(lead):
            score -= 5.0 if series else 2.0
        elif series and inner == "1":
            score -= 5.0  # `rests on (1) education, (2) diet and (3) follow-up`
    if following[:1] in ".,;:\n":
        score += 1.5
    if inner.isdigit():
        score -= 3.0 if _QUANTITY_BEFORE.search(lead) else 0.0
    else:
        score -= _spread_around(lead, inner)
    return score


def _spread_around(lead: str, inner: str) -> float:
    """`24 (21–27)`: a range around the number before it is a spread, not a range of references."""
    ends = _ENDS.fullmatch(inner)
    value = _VALUE_BEFORE.search(lead) if ends else None
    if ends is None or value is None:
        return 0.0
    return 8.0 if int(ends.group(1)) <= int(value.group(1)) <= int(ends.group(2)) else 2.0


def _in_series(text: str, found: re.Match[str], number: int) -> bool:
    """`(2)` is preceded by `(1)` not far away; `(1)` is followed by `, (2) ...` or `and (2) ...`."""
    if number == 1:
        return re.search(r"(?:[,;:]|\band|\bor)\s*\(2\)\s+[a-zA-Z]", text[found.end() : found.end() + 500]) is not None
    return f"({number - 1})" in text[max(0, found.start() - 900) : found.start()]


def _unicode(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    if not any(sign in body.text for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹"):
        return
    for found in _UNICODE.finditer(body.text, start, end):
        source = found.group().translate(_FROM_UNICODE)
        score = 4.0 + raised_score(body.text, found.start(), found.end())
        reading = reading_of(space, source, found.start(), found.end(), score, "raised")
        if reading:
            yield Candidate(found.start(), found.end(), (reading,))


def _named(body: Body, space: LabelSpace, start: int, end: int) -> Iterator[Candidate]:
    text = body.text
    for key in _NAMED_KEYS:
        at = text.find(key, start, end)
        while at >= 0:
            found = _NAMED.match(text, at, end)
            if found and not text[at - 1 : at].isalnum() and text[at - 4 : at] != " as ":
                source = _AND.sub(",", found.group(1))
                reading = reading_of(space, source, found.start(1), found.end(1), 4.0, "named")
                if reading:
                    yield Candidate(found.start(1), found.end(1), (reading,))
            at = text.find(key, at + 1, end)
