"""A text with its marks: every citation marker and footnote mark found, and the words that are left without them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from audit.claims.authoryear import author_year_marks
from audit.claims.body import Body
from audit.claims.decoding import decode
from audit.claims.footnotes import beside_markers, footnote_letters, footnote_signs
from audit.claims.labels import label_space
from audit.claims.linked import linked_marks
from audit.claims.marks import Mark
from audit.model.document import Span
from audit.model.reference import Reference, ReferenceList

_CLOSING = frozenset(".,;:?!)")
_APART = re.compile(r"[ \u00a0][.,](?=\s|$)")  # a full stop that stood behind a marker set apart: `cells 1 .`


class MarkedText:
    """body: the text that was read. marks: the citation markers in order. signs, letters: the footnote signs and
    letters, each in order; letters that touch a marker are among the signs. footnotes: where lines begin as footnotes
    do."""

    def __init__(self, body: Body, lists: Sequence[ReferenceList], references: Sequence[Reference]) -> None:
        """Read all marks of `body`; `references` are the entries of `lists`."""
        self.body = body
        self._text = body.document.text
        self.marks = read_marks(body, lists, references)
        self.signs = [*footnote_signs(body, self.marks), *beside_markers(body, self.marks)]
        self.signs.sort(key=lambda span: span.start)
        self.letters = footnote_letters(body, self.marks)
        self.footnotes = frozenset(body.note_lines)
        self._mark_starts = [mark.start for mark in self.marks]
        self._sign_starts = [sign.start for sign in self.signs]
        stated = [Span(mark.start, mark.end) for mark in self.marks if not mark.labels]
        self._notes = sorted([*self.signs, *self.letters, *stated], key=lambda span: span.start)
        self._note_starts = [note.start for note in self._notes]

    @property
    def blanks(self) -> list[Span]:
        """The characters that are no words of a sentence, in order."""
        spans = [Span(mark.start, mark.end) for mark in self.marks if not mark.textual]
        return sorted([*spans, *self.signs, *self.letters], key=lambda span: span.start)

    def within(self, start: int, end: int) -> list[Mark]:
        """The markers that begin between `start` and `end`."""
        return self.marks[bisect_left(self._mark_starts, start) : bisect_left(self._mark_starts, end)]

    def footnote_marks(self, start: int, end: int) -> list[str]:
        """The footnote signs and letters between `start` and `end`, as they stand there."""
        notes = self._notes[bisect_left(self._note_starts, start) : bisect_left(self._note_starts, end)]
        return [self._text[note.start : note.end] for note in notes]

    def _signs(self, start: int, end: int) -> list[Span]:
        return self.signs[bisect_left(self._sign_starts, start) : bisect_left(self._sign_starts, end)]

    def words(self, start: int, end: int, marks: Sequence[Mark]) -> str:
        """The text between `start` and `end`, where `marks` stand, without them and footnote signs, white space
        folded."""
        text = self._text
        cuts = [(mark.start, mark.end) for mark in marks if not mark.textual]
        cuts += [(sign.start, sign.end) for sign in self._signs(start, end)]
        if not cuts:
            return " ".join(text[start:end].split())
        parts: list[str] = []
        at = start
        for begin, behind in _merged(text, sorted(cuts)):
            stop = behind + (_APART.match(text, behind, end) is not None)
            kept, following = text[at:begin], text[stop : stop + 1]
            if stop >= end or following in _CLOSING:
                kept = kept.rstrip()
            at = stop + (following in (".", ",", ":") and (kept.endswith(following) or _sets_apart(text, stop, kept)))
            parts.append(kept)
        parts.append(text[at:end])
        return " ".join("".join(parts).split())


def read_marks(body: Body, lists: Sequence[ReferenceList], references: Sequence[Reference]) -> list[Mark]:
    """All markers of the text in order: what the format states, what links say, author-year, then decoded labels."""
    certain = linked_marks(body, lists, references)
    marks = list(certain)
    taken = [(mark.start, mark.end) for mark in certain]
    size = len(body.text)
    groups: dict[tuple[int, int], list[int]] = {}
    for index, item in enumerate(lists):
        groups.setdefault((item.scope_start, item.scope_end), []).append(index)
    by_list: dict[int, list[Reference]] = {}
    for reference in references:
        by_list.setdefault(reference.list_index, []).append(reference)
    for (start, end), members in groups.items():
        entries = [reference for index in members for reference in by_list.get(index, ())]
        numbered = [lists[index] for index in members if lists[index].numbered]
        if numbered:
            keys = _keys_by_label(entries)
            for decoded in decode(body, label_space(numbered), start, min(end, size)):
                mark = Mark.from_decoded(body, decoded, keys)
                if not _overlaps(taken, mark.start, mark.end):
                    marks.append(mark)
        if len(numbered) < len(members):
            marks.extend(author_year_marks(body, entries, start, end, taken))
    return sorted(marks, key=lambda mark: mark.start)


def _keys_by_label(references: Sequence[Reference]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for reference in references:
        for label in (reference.label, *reference.anchors):
            keys.setdefault(label, reference.key)
    return keys


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_right(taken, (start, end)) - 1
    near = taken[max(0, index) : index + 2]
    return any(start < stop and begin < end for begin, stop in near)


def _sets_apart(text: str, at: int, kept: str) -> bool:
    """`patients.1,a`: the comma goes with the marker that it set the letter apart from."""
    letter = text[at] == "," and text[at + 1 : at + 2] in "abcdefgh" and not text[at + 2 : at + 3].isalnum()
    return letter and not kept[-1:].isdigit()


def _merged(text: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with nothing but separators between them are one: `[1][2]`, `1,*`, a comma typed twice."""
    merged: list[tuple[int, int]] = []
    for begin, stop in cuts:
        if merged and not text[merged[-1][1] : begin].strip(" ,;\u00a0"):
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return merged
