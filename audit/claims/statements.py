"""From a document and its reference lists to statements: markers decoded, sentences cut, kinds, need and coverage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.claims import wording
from audit.claims.body import Body
from audit.claims.coverage import cover, lead_is_cited
from audit.claims.drafts import Draft
from audit.claims.features import Features
from audit.claims.identity import assign_ids
from audit.claims.kinds import Shape, kind_of
from audit.claims.language import language_of
from audit.claims.marked import MarkedText
from audit.claims.marks import Mark
from audit.claims.need import Standing, need_of_citation
from audit.claims.sentences import sentences
from audit.claims.structure import opens_section, settle
from audit.claims.units import Unit, units
from audit.claims.vocabulary import product_names
from audit.model.document import Document
from audit.model.reference import Reference, ReferenceList
from audit.model.statement import Statement

_LABEL_END = re.compile(r"^[^.?!]{2,70}?:\s+(?=\S)")


def read_statements(
    document: Document, lists: Sequence[ReferenceList], references: Sequence[Reference]
) -> list[Statement]:
    """The statements of `document` in order, each with its markers, citation keys, coverage and need of a citation.

    `references` are the parsed entries of `lists`, with keys; a reference belongs to the list of its `list_index`.
    References of no list are those of bibliography files, which citations name by their keys.
    """
    body = Body(document, lists)
    marked = MarkedText(body, lists, references)
    language = language_of(document, lists)
    cut = list(sentences(body.text, units(body), marked.blanks, language))
    return _Builder(document, marked, cut, language).statements()


class _Builder:
    """Puts statements together from sentences and marks; one per document."""

    def __init__(
        self, document: Document, marked: MarkedText, cut: Sequence[tuple[Unit, int, int]], language: str
    ) -> None:
        self.document, self.marked, self.cut, self.language = document, marked, cut, language
        self.names = product_names(document.text, marked.body.runs)

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

    def _drafts(self) -> list[Draft]:
        drafts: list[Draft] = []
        number, previous_end = -1, 0
        for position, (unit, start, end) in enumerate(self.cut):
            first = position == 0 or self.cut[position - 1][0] is not unit
            last = position + 1 == len(self.cut) or self.cut[position + 1][0] is not unit
            number += first
            gap = self.document.text.count("\n", previous_end, start) if first else 0
            marks = self.marked.within(start, end)
            text = self.marked.words(start, end, marks) or self.document.text[start:end]  # a marker that stands alone
            words = Features.of(text, self.language, self.names)
            labels = [label for mark in marks for label in mark.labels]
            below = not first and drafts[-1].kind == "caption"
            kind = kind_of(
                Shape(words, unit.block, first and last, first, below, start in self.marked.footnotes, bool(labels))
            )
            label_is_cited = bool(marks) and kind != "lead-in" and self._label_is_cited(marks, start, end)
            if label_is_cited and kind == "heading" and unit.block.kind != "heading":
                kind = "claim"  # `Biopsy2: Tissue taken from the edge`: the label heads its own line, and no other
            draft = Draft(position, number, unit.paragraph, kind, words, unit.block, first and last, last, gap, labels)
            draft.enumerated = wording.ENUMERATED.match(self.document.text[start : min(end, start + 12)]) is not None
            draft.label_is_cited = label_is_cited
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
        marks, text = self.marked.within(start, end), self.document.text
        return Statement.model_construct(  # checked by its types: a long page has thousands
            id=ids[draft.position],
            kind=draft.kind,
            text=draft.features.text,
            source_text=text[start:end],
            section=section if draft.kind != "heading" else None,
            line=self.document.line_of(start),
            start=start,
            end=end,
            markers=draft.labels,
            citation_keys=list(dict.fromkeys([key for mark in marks for key in mark.keys if key])) if marks else [],
            coverage=draft.coverage,
            covered_by=ids[draft.covered_by] if draft.covered_by is not None else None,
            inherited_markers=draft.inherited,
            needs_citation=draft.needs,
            need_reasons=list(why),
            unknown_markers=[label for mark in marks for label in mark.unknown],
            marker_groups=[mark.shown(text) for mark in marks if mark.labels],
            footnote_marks=self.marked.footnote_marks(start, end),
            items_missing=draft.items_missing,
            place=unit.block.place,
        )
