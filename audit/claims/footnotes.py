"""Footnote marks: signs and letters that point at a line below, and cite nothing: `PROs*`, `2†`, `remissiona`.

A letter is one only where a footnote line begins with it, and only where the word is a word without it. Signs are taken
out of a statement's text; letters stay in it, as nobody can be sure of every one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from audit.claims.body import Body
from audit.claims.marks import Mark
from audit.claims.scanning import places
from audit.model.document import Span

_SIGNS = "*†‡§‖¶#"
_SIGN_SET = frozenset(_SIGNS)
_MAX_SIGNS = 3
_CLOSERS = frozenset(".?!,;:)]%”’»®™")
_GLUED = re.compile(r"([^\W\d_]{4,40})([a-h])(?![\w-])")
_SET_OFF = re.compile(r"(?<=[:;%)®™”\w])[,.]?([a-h])(?=[\s.,;:]|$)")
_SINGLE = re.compile(r"[a-h](?:\s?,\s?[a-h]){0,5}")


def footnote_signs(body: Body, marks: Sequence[Mark]) -> list[Span]:
    """The footnote signs behind words and markers, in order, apart from those inside markers."""
    starts = [mark.start for mark in marks]
    return [span for span in _signs(body, starts) if not _inside(marks, starts, span)]


def beside_markers(body: Body, marks: Sequence[Mark]) -> list[Span]:
    """The footnote letters that touch a marker: `virus.a1`, `hospital4c`."""
    text, letters = body.text, body.note_letters
    found: list[Span] = []
    for mark in marks if letters else ():
        before, after = mark.start - 1, mark.end
        if before > 0 and text[before] in letters and text[before - 1] in _CLOSERS:
            found.append(Span(before, before + 1))
        if text[after : after + 1] in letters and not text[after + 1 : after + 2].isalnum():
            found.append(Span(after, after + 1))
    return found


def footnote_letters(body: Body, marks: Sequence[Mark]) -> list[Span]:
    """The letters, raised or flattened, that do the same, in order; not those that touch a marker."""
    starts = [mark.start for mark in marks]
    found = sorted([*_raised(body), *_letters(body, marks)], key=lambda span: span.start)
    kept: list[Span] = []
    for span in found:
        if not (kept and span.start < kept[-1].end) and not _inside(marks, starts, span):
            kept.append(span)
    return kept


def _inside(marks: Sequence[Mark], starts: Sequence[int], span: Span) -> bool:
    index = bisect_left(starts, span.end) - 1
    return index >= 0 and marks[index].end > span.start


def _signs(body: Body, starts: Sequence[int]) -> Iterator[Span]:
    text = body.text
    behind = 0
    for at in places(text, _SIGNS):
        if at < behind:
            continue
        behind = at + 1
        while text[behind : behind + 1] in _SIGN_SET:
            behind += 1
        before, following = text[at - 1 : at], text[behind : behind + 1]
        if behind - at > _MAX_SIGNS or following.isalpha() or following == "_":
            continue
        if not (before.isalnum() or (before and before in "_.,;:%)]”’®™")):
            continue
        if following.isdigit():
            index = bisect_left(starts, behind)
            if index == len(starts) or starts[index] != behind:
                continue  # 2*3
        yield Span(at, behind)


def _raised(body: Body) -> Iterator[Span]:
    """Letters that the format raises, behind something else than a number (`2nd`, `mc²`)."""
    text = body.text
    for span in body.document.superscripts:
        if span.end - span.start <= 12 and _SINGLE.fullmatch(text, span.start, span.end):
            before, following = text[span.start - 1 : span.start], text[span.end : span.end + 1]
            if before and not before.isdigit() and not before.isspace() and not following.isalnum():
                yield span


def _letters(body: Body, marks: Sequence[Mark]) -> Iterator[Span]:
    """Letters that lost their superscript, where a line begins with them as with a footnote."""
    lines, letters = body.note_lines, body.note_letters
    if not lines:
        return
    explained = frozenset(word.lower() for _, word in lines.values())
    ends = {mark.end for mark in marks}
    text, words = body.text, body.words
    for found in _GLUED.finditer(text):
        word, letter = found.groups()
        if letter in letters and not (letter == "d" and word.endswith("e")):
            alone = words[word] + words[word.lower()] + words[word.capitalize()] + (word.lower() in explained)
            if alone >= words[word + letter] > 0:
                yield Span(found.start(2), found.end())
    for found in _SET_OFF.finditer(text):
        before = text[found.start() - 1]
        if found.group(1) in letters and (found.start() in ends if len(found.group()) > 1 else not before.isalnum()):
            yield Span(found.start(1), found.end())
