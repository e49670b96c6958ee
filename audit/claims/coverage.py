"""How each statement is covered by a citation: directly, through its label, its lead-in, its paragraph, or not.

What reviewers accept (REVIEWERS, "How a statement is covered by a citation"). A lead-in with a colon and nothing
under it lost its items when the text was extracted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.claims import wording
from audit.claims.vocabulary import verb_at, words_of
from audit.model.document import BlockKind
from audit.model.statement import Coverage, StatementKind

_ITEM_WORDS = 14
_TERMINAL = re.compile(r"[.?!…][\"'”’»)\]]*$")


@dataclass(slots=True)
class Draft:
    """A statement while it is being judged. `position` is its place in the list; `covered_by` another position.

    label_length: characters of a leading label with its colon (`Histology8a: ...`), 0 without one.
    """

    position: int
    unit: int
    paragraph: int
    kind: StatementKind
    text: str
    block: BlockKind
    alone: bool
    last_in_unit: bool
    labels: list[str]
    label_is_cited: bool = False
    enumerated: bool = False
    needs: bool = False
    coverage: Coverage = "none"
    covered_by: int | None = None
    inherited: list[str] = field(default_factory=list)
    items_missing: bool = False
    item_of: int | None = None


def attach_items(drafts: Sequence[Draft]) -> None:
    """Give each lead-in its items (`item_of`), and mark the lead-ins that have none (`items_missing`)."""
    for draft in reversed(drafts):
        if draft.kind != "lead-in" or not draft.last_in_unit:
            continue
        items = _items_after(drafts, draft)
        for item in items:
            if item.item_of is None:
                item.item_of = draft.position
        draft.items_missing = not items and not _introduces_table(drafts, draft)


def _introduces_table(drafts: Sequence[Draft], lead: Draft) -> bool:
    following = drafts[lead.position + 1] if lead.position + 1 < len(drafts) else None
    return following is not None and following.block in ("table-cell", "caption", "quote")


def _items_after(drafts: Sequence[Draft], lead: Draft) -> list[Draft]:
    """The statements under a lead-in: list items, or short lines in a row that stand by themselves."""
    items: list[Draft] = []
    index = lead.position + 1
    formal = index < len(drafts) and drafts[index].block == "list-item"
    while index < len(drafts):
        draft = drafts[index]
        if formal:
            if draft.block != "list-item":
                break
        elif not _is_loose_item(drafts, lead, draft):
            break
        items.append(draft)
        index += 1
    return items


def _is_loose_item(drafts: Sequence[Draft], lead: Draft, draft: Draft) -> bool:
    if draft.block == "heading" or draft.kind in ("abbreviation", "disclaimer"):
        return False
    if draft.kind == "lead-in":
        # A lead-in below a lead-in is a group of its items, unless the two stand side by side.
        return not draft.items_missing and not _parallel(lead.text, draft.text)
    if draft.enumerated:
        return True
    words = len(draft.text.split())
    if not draft.alone:
        return False
    if draft.label_is_cited:
        return False
    if _TERMINAL.search(draft.text):
        return words <= _ITEM_WORDS and not (words > 6 and verb_at(words_of(draft.text)) is not None)
    return words <= 40


def _parallel(first: str, second: str) -> bool:
    return first.split()[:2] == second.split()[:2]


def cover(drafts: Sequence[Draft]) -> None:
    """Decide the coverage of every draft that needs a citation."""
    last_of_paragraph = _last_cited_in_paragraph(drafts)
    label: Draft | None = None
    for draft in drafts:
        if draft.kind == "heading":
            label = draft if draft.labels else None
        if not draft.needs:
            draft.coverage = "not-needed"
            continue
        _cover_one(drafts, draft, label, last_of_paragraph.get(draft.paragraph))


def _last_cited_in_paragraph(drafts: Sequence[Draft]) -> dict[int, Draft]:
    """Per paragraph, the last statement that carries markers of its own; a lead-in's markers are its items'."""
    last: dict[int, Draft] = {}
    for draft in drafts:
        if draft.labels and draft.kind != "lead-in" and not draft.label_is_cited:
            last[draft.paragraph] = draft
    return last


def _cover_one(drafts: Sequence[Draft], draft: Draft, label: Draft | None, last: Draft | None) -> None:
    if draft.label_is_cited:
        draft.coverage, draft.inherited = "label", []
        return
    if draft.labels:
        draft.coverage = "direct"
        return
    before = _label_in_unit(drafts, draft)
    if before is not None:
        _inherit(draft, "label", before)
        return
    lead = drafts[draft.item_of] if draft.item_of is not None else None
    while lead is not None:
        if lead.labels:
            _inherit(draft, "lead-in", lead)
            return
        lead = drafts[lead.item_of] if lead.item_of is not None else None
    if last is not None and last.position > draft.position and draft.kind != "lead-in":
        _inherit(draft, "paragraph", last)
        return
    if label is not None:
        _inherit(draft, "label", label)
        return
    draft.coverage = "none"


def _label_in_unit(drafts: Sequence[Draft], draft: Draft) -> Draft | None:
    """The cited label that the unit of `draft` begins with, if it stands before it."""
    index = draft.position - 1
    while index >= 0 and drafts[index].unit == draft.unit:
        if drafts[index].label_is_cited:
            return drafts[index]
        index -= 1
    return None


def _inherit(draft: Draft, coverage: Coverage, source: Draft) -> None:
    draft.coverage, draft.covered_by, draft.inherited = coverage, source.position, list(source.labels)


def is_enumerated(text: str) -> bool:
    """The statement begins with a bullet or an enumerator that stands in the text."""
    return bool(wording.ENUMERATED.match(text))
