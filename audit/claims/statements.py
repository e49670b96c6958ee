"""From a document and its reference lists to statements: markers decoded, sentences cut, kinds, need and coverage."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from audit.claims import wording
from audit.claims.authoryear import author_year_marks
from audit.claims.body import Body
from audit.claims.coverage import cover, lead_is_cited
from audit.claims.decoding import decode
from audit.claims.drafts import Draft
from audit.claims.features import Features
from audit.claims.footnotes import footnote_letters, footnote_lines, footnote_signs
from audit.claims.identity import assign_ids
from audit.claims.kinds import Shape, kind_of
from audit.claims.labels import label_space
from audit.claims.language import language_of
from audit.claims.linked import linked_marks
from audit.claims.marks import Mark
from audit.claims.need import Standing, need_of_citation
from audit.claims.sentences import sentences
from audit.claims.structure import opens_section, settle
from audit.claims.units import Unit, units
from audit.claims.vocabulary import product_names
from audit.model.document import Document, Span
from audit.model.reference import Reference, ReferenceList
from audit.model.statement import Statement

_Spanned = TypeVar("_Spanned", Mark, Span)
_LABEL_END = re.compile(r"^[^.?!]{2,70}?:\s+(?=\S)")


def read_statements(
    document: Document, lists: Sequence[ReferenceList], references: Sequence[Reference]
) -> list[Statement]:
    """The statements of `document` in order, each with its markers, citation keys, coverage and need of a citation.

    `references` are the parsed entries of `lists`, with keys; a reference belongs to the list of its `list_index`.
    """
    body = Body(document, lists)
    marks = read_marks(body, lists, references)
    signs, letters = footnote_signs(body, marks), footnote_letters(body, marks)
    parts = units(body)
    spans = [Span(mark.start, mark.end) for mark in marks if not mark.textual]
    blanks = sorted([*spans, *signs, *letters], key=lambda span: span.start)
    language = language_of(document, lists)
    cut = list(sentences(body.text, parts, blanks, language))
    return _Builder(document, _Marks(marks, signs, letters, footnote_lines(body)), cut, language).statements()


def read_marks(body: Body, lists: Sequence[ReferenceList], references: Sequence[Reference]) -> list[Mark]:
    """All markers of the text in order: what the format states, what links say, author-year, then decoded labels."""
    certain = linked_marks(body, lists, references)
    marks = list(certain)
    taken = [(mark.start, mark.end) for mark in certain]
    size = len(body.text)
    groups: dict[tuple[int, int], list[int]] = {}
    for index, item in enumerate(lists):
        groups.setdefault((item.scope_start, item.scope_end), []).append(index)
    for (start, end), members in groups.items():
        keys = _keys_by_label(members, references)
        numbered = [lists[index] for index in members if lists[index].numbered]
        if numbered:
            for decoded in decode(body, label_space(numbered), start, min(end, size)):
                mark = Mark.from_decoded(body, decoded, keys)
                if not _overlaps(taken, mark.start, mark.end):
                    marks.append(mark)
        if len(numbered) < len(members):
            entries = [reference for reference in references if reference.list_index in members]
            marks.extend(author_year_marks(body, entries, start, end, taken))
    return sorted(marks, key=lambda mark: mark.start)


def _keys_by_label(members: Sequence[int], references: Sequence[Reference]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for reference in references:
        if reference.list_index in members:
            for label in (reference.label, *reference.anchors):
                keys.setdefault(label, reference.key)
    return keys


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_right(taken, (start, end)) - 1
    near = taken[max(0, index) : index + 2]
    return any(start < stop and begin < end for begin, stop in near)


def _is_letter_next(text: str, at: int, kept: str) -> bool:
    """`patients.1,a`: the comma went with the marker that it set the letter apart from."""
    return text[at + 1 : at + 2] in "abcdefgh" and not text[at + 2 : at + 3].isalnum() and not kept[-1:].isdigit()


def _merged(text: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans with nothing but separators between them are one: `[1][2]`, `1,*`, a comma typed twice."""
    merged: list[tuple[int, int]] = []
    for begin, stop in cuts:
        if merged and not text[merged[-1][1] : begin].strip(" ,;\u00a0"):
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return merged


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands in the text beside its words: markers, footnote signs and footnote letters, each in order; where
    footnote lines begin."""

    marks: Sequence[Mark]
    signs: Sequence[Span]
    letters: Sequence[Span]
    lines: Mapping[int, tuple[str, str]]

    def within(self, start: int, end: int) -> tuple[Sequence[Mark], Sequence[Span]]:
        """The markers and the footnote signs between `start` and `end`."""
        return _slice(self.marks, start, end), _slice(self.signs, start, end)

    def footnotes(self, start: int, end: int) -> list[Span]:
        """The footnote signs and letters between `start` and `end`, in order."""
        found = [*_slice(self.signs, start, end), *_slice(self.letters, start, end)]
        return sorted(found, key=lambda span: span.start)


def _slice(spans: Sequence[_Spanned], start: int, end: int) -> Sequence[_Spanned]:
    low = bisect_left(spans, start, key=_start_of)
    if low == len(spans) or spans[low].start >= end:
        return ()
    return spans[low : bisect_left(spans, end, low, key=_start_of)]


def _start_of(span: Mark | Span) -> int:
    return span.start


class _Builder:
    """Puts statements together from sentences and marks; one per document."""

    def __init__(self, document: Document, marks: _Marks, cut: Sequence[tuple[Unit, int, int]], language: str) -> None:
        self.document, self.marks, self.cut, self.language = document, marks, cut, language
        self.names = product_names(document.text)

    def statements(self) -> list[Statement]:
        drafts = self._drafts()
        settle(drafts)
        reasons = [self._judge(drafts, draft) for draft in drafts]
        cover(drafts)
        ids = assign_ids([draft.features.text for draft in drafts])
        section: str | None = None
        statements = []
        for draft, why in zip(drafts, reasons, strict=True):
            if draft.kind == "heading" and opens_section(drafts, draft):
                section = draft.features.text
            statements.append(self._statement(draft, ids, why, section))
        return statements

    def _text(self, start: int, end: int, marks: Sequence[Mark], signs: Sequence[Span]) -> str:
        """The statement's words: markers and footnote signs taken out, white space folded."""
        text = self.document.text
        cuts = [(mark.start, mark.end) for mark in marks if not mark.textual]
        cuts += [(sign.start, sign.end) for sign in signs]
        if not cuts:
            return " ".join(text[start:end].split())
        parts: list[str] = []
        at = start
        for begin, stop in _merged(text, sorted(cuts)):
            kept, following = text[at:begin], text[stop : stop + 1]
            if stop >= end or following in (".", ",", ";", ":", "?", "!", ")"):
                kept = kept.rstrip()
            at = stop + (
                following in (".", ",", ":") and (kept.endswith(following) or _is_letter_next(text, stop, kept))
            )
            parts.append(kept)
        parts.append(text[at:end])
        return " ".join("".join(parts).split())

    def _drafts(self) -> list[Draft]:
        drafts: list[Draft] = []
        number, previous_end = -1, 0
        for position, (unit, start, end) in enumerate(self.cut):
            first = position == 0 or self.cut[position - 1][0] is not unit
            last = position + 1 == len(self.cut) or self.cut[position + 1][0] is not unit
            number += first
            gap = self.document.text.count("\n", previous_end, start) if first else 0
            marks, signs = self.marks.within(start, end)
            words = Features.of(self._text(start, end, marks, signs), self.language, self.names)
            labels = [label for mark in marks for label in mark.labels]
            below = not first and drafts[-1].kind == "caption"
            kind = kind_of(
                Shape(words, unit.block, first and last, first, below, start in self.marks.lines, bool(labels))
            )
            draft = Draft(position, number, unit.paragraph, kind, words, unit.block, first and last, last, gap, labels)
            draft.enumerated = wording.ENUMERATED.match(self.document.text[start : min(end, start + 12)]) is not None
            draft.label_is_cited = bool(marks) and kind != "lead-in" and self._label_is_cited(marks, start, end)
            drafts.append(draft)
            previous_end = end
        return drafts

    def _label_is_cited(self, marks: Sequence[Mark], start: int, end: int) -> bool:
        """`Histology8a: Histological evaluation ...`: all markers stand on the label before the colon."""
        found = _LABEL_END.match(self.document.text[start : min(end, start + 120)])
        return found is not None and all(mark.end <= start + found.end() for mark in marks)

    def _judge(self, drafts: Sequence[Draft], draft: Draft) -> tuple[str, ...]:
        """Decide the need of a citation; the reasons."""
        standing = Standing(
            cited=bool(draft.labels),
            item=draft.item_of is not None or draft.enumerated,
            lead_is_cited=draft.item_of is not None and lead_is_cited(drafts, draft),
            cell=draft.block.kind == "table-cell",
        )
        need = need_of_citation(draft.kind, draft.features, standing)
        draft.needs = need.needed
        return need.reasons

    def _statement(self, draft: Draft, ids: Sequence[str], why: tuple[str, ...], section: str | None) -> Statement:
        unit, start, end = self.cut[draft.position]
        marks, text = self.marks.within(start, end)[0], self.document.text
        return Statement(
            id=ids[draft.position],
            kind=draft.kind,
            text=draft.features.text,
            source_text=text[start:end],
            section=section if draft.kind != "heading" else None,
            line=self.document.line_of(start),
            start=start,
            end=end,
            markers=draft.labels,
            citation_keys=list(dict.fromkeys(key for mark in marks for key in mark.keys if key)),
            coverage=draft.coverage,
            covered_by=ids[draft.covered_by] if draft.covered_by is not None else None,
            inherited_markers=draft.inherited,
            needs_citation=draft.needs,
            need_reasons=list(why),
            unknown_markers=[label for mark in marks for label in mark.unknown],
            marker_groups=[mark.shown(text) for mark in marks],
            footnote_marks=[text[sign.start : sign.end] for sign in self.marks.footnotes(start, end)],
            items_missing=draft.items_missing,
            place=unit.block.place,
        )
