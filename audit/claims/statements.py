"""From a document and its reference lists to statements: markers decoded, sentences cut, kinds, need and coverage."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from audit.claims.authoryear import author_year_marks
from audit.claims.body import Body
from audit.claims.coverage import Draft, attach_items, cover, is_enumerated
from audit.claims.decoding import decode
from audit.claims.identity import assign_ids
from audit.claims.kinds import Shape, kind_of
from audit.claims.labels import label_space
from audit.claims.linked import linked_marks
from audit.claims.marks import Mark, footnote_signs
from audit.claims.need import need_of_citation
from audit.claims.sentences import sentences
from audit.claims.units import Unit, units
from audit.model.document import Document, Span
from audit.model.reference import Reference, ReferenceList
from audit.model.statement import Marker, Statement

_LABEL_END = re.compile(r"^[^.?!]{2,70}?:\s+(?=\S)")


def read_statements(
    document: Document, lists: Sequence[ReferenceList], references: Sequence[Reference]
) -> list[Statement]:
    """The statements of `document` in order, each with its markers, citation keys, coverage and need of a citation.

    `references` are the parsed entries of `lists`, with keys; a reference belongs to the list of its `list_index`.
    """
    body = Body(document, lists)
    marks = read_marks(body, lists, references)
    signs = footnote_signs(body, marks)
    parts = units(body)
    blanks = sorted(
        [Span(mark.start, mark.end) for mark in marks if not mark.textual] + signs, key=lambda span: span.start
    )
    cut = list(sentences(body.text, parts, blanks, document.language))
    return _Builder(document, body, marks, signs, cut).statements()


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


def _lead_is_cited(drafts: Sequence[Draft], draft: Draft) -> bool:
    """One of the lead-ins that `draft` stands under carries a marker."""
    lead = draft.item_of
    while lead is not None:
        if drafts[lead].labels:
            return True
        lead = drafts[lead].item_of
    return False


class _Builder:
    """Puts statements together from sentences and marks; one per document."""

    def __init__(
        self,
        document: Document,
        body: Body,
        marks: Sequence[Mark],
        signs: Sequence[Span],
        cut: Sequence[tuple[Unit, int, int]],
    ) -> None:
        self.document, self.body, self.marks, self.signs, self.cut = document, body, marks, signs, cut
        self.mark_starts = [mark.start for mark in marks]
        self.sign_starts = [sign.start for sign in signs]

    def statements(self) -> list[Statement]:
        texts = [self._text(start, end) for _, start, end in self.cut]
        drafts = self._drafts(texts)
        attach_items(drafts)
        self._judge_items(drafts)
        reasons = self._judge_need(drafts)
        cover(drafts)
        ids = assign_ids([draft.text for draft in drafts])
        section: str | None = None
        statements = []
        for draft, identity, why in zip(drafts, ids, reasons, strict=True):
            if draft.kind == "heading":
                section = draft.text
            statements.append(self._statement(draft, identity, why, section, ids))
        return statements

    def _marks_in(self, start: int, end: int) -> Sequence[Mark]:
        return self.marks[bisect_left(self.mark_starts, start) : bisect_left(self.mark_starts, end)]

    def _signs_in(self, start: int, end: int) -> Sequence[Span]:
        return self.signs[bisect_left(self.sign_starts, start) : bisect_left(self.sign_starts, end)]

    def _text(self, start: int, end: int) -> str:
        """The statement's words: markers and footnote signs taken out, white space folded."""
        cuts = [(mark.start, mark.end) for mark in self._marks_in(start, end) if not mark.textual]
        cuts += [(sign.start, sign.end) for sign in self._signs_in(start, end)]
        parts: list[str] = []
        at = start
        text = self.document.text
        for begin, stop in sorted(cuts):
            if begin >= at:
                kept = text[at:begin]
                if text[stop : stop + 1] in (".", ",", ";", ":", "?", "!", ")") or stop >= end:
                    kept = kept.rstrip()
                parts.append(kept)
                at = stop
        parts.append(text[at:end])
        return " ".join("".join(parts).split())

    def _drafts(self, texts: Sequence[str]) -> list[Draft]:
        counts: dict[int, int] = {}
        for unit, _, _ in self.cut:
            counts[id(unit)] = counts.get(id(unit), 0) + 1
        drafts: list[Draft] = []
        numbers: dict[int, int] = {}
        for position, ((unit, start, end), text) in enumerate(zip(self.cut, texts, strict=True)):
            number = numbers.setdefault(id(unit), len(numbers))
            following = self.cut[position + 1] if position + 1 < len(self.cut) else None
            last = following is None or following[0] is not unit
            alone = counts[id(unit)] == 1
            prose = (following is not None and not last) or (
                following is not None and bool(re.search(r"[.:][\"”)]?$", texts[position + 1][-3:]))
            )
            labels = [label for mark in self._marks_in(start, end) for label in mark.labels]
            shape = Shape(text, unit.block, alone, position == 0, bool(prose), cited=bool(labels))
            draft = Draft(position, number, unit.paragraph, kind_of(shape), text, unit.block.kind, alone, last, labels)
            draft.enumerated = is_enumerated(self.document.text[start:end])
            draft.label_is_cited = self._label_is_cited(draft, start, end)
            drafts.append(draft)
        return drafts

    def _label_is_cited(self, draft: Draft, start: int, end: int) -> bool:
        """`Histology8a: Histological evaluation ...`: all markers stand on the label before the colon."""
        marks = self._marks_in(start, end)
        if not marks or draft.kind == "lead-in":
            return False
        found = _LABEL_END.match(self.document.text[start:end])
        return bool(found) and all(mark.end <= start + (found.end() if found else 0) for mark in marks)

    def _judge_items(self, drafts: Sequence[Draft]) -> None:
        """What stands under a lead-in is an item, whatever its line looks like by itself."""
        for draft in drafts:
            if draft.item_of is not None and draft.kind in ("heading", "boilerplate"):
                draft.kind = "claim"

    def _judge_need(self, drafts: Sequence[Draft]) -> list[tuple[str, ...]]:
        reasons = []
        for draft in drafts:
            need = need_of_citation(
                draft.kind,
                draft.text,
                cited=bool(draft.labels),
                in_items=draft.item_of is not None or draft.enumerated,
                lead_is_cited=_lead_is_cited(drafts, draft),
                language=self.document.language,
            )
            draft.needs = need.needed
            reasons.append(need.reasons)
        return reasons

    def _statement(
        self, draft: Draft, identity: str, why: tuple[str, ...], section: str | None, ids: Sequence[str]
    ) -> Statement:
        unit, start, end = self.cut[draft.position]
        marks = self._marks_in(start, end)
        source = self.document.text[start:end]
        return Statement(
            id=identity,
            kind=draft.kind,
            text=draft.text,
            source_text=source,
            section=section if draft.kind != "heading" else None,
            line=self.document.line_of(start),
            start=start,
            end=end,
            markers=[label for mark in marks for label in mark.labels],
            citation_keys=list(dict.fromkeys(key for mark in marks for key in mark.keys if key)),
            coverage=draft.coverage,
            covered_by=ids[draft.covered_by] if draft.covered_by is not None else None,
            inherited_markers=draft.inherited,
            needs_citation=draft.needs,
            need_reasons=list(why),
            unknown_markers=[label for mark in marks for label in mark.unknown],
            marker_groups=[
                Marker(
                    source=self.document.text[mark.start : mark.end],
                    labels=list(mark.labels),
                    start=mark.start,
                    end=mark.end,
                    style=mark.style,
                    alternative=mark.alternative,
                )
                for mark in marks
            ],
            footnote_marks=[self.document.text[sign.start : sign.end] for sign in self._signs_in(start, end)],
            items_missing=draft.items_missing,
            place=unit.block.place,
        )
