"""How each statement is covered by a citation: directly, through its label, its lead-in, its paragraph, or not.

What reviewers accept (REVIEWERS, "How a statement is covered by a citation").
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.claims.drafts import Draft
from audit.claims.structure import heads_sections, opens_section
from audit.model.statement import Coverage

# Of headings that are only lines: below those of the format, which are 1 to 6.
_TITLE_LEVEL, _LINE_LEVEL = 7, 8


def cover(drafts: Sequence[Draft]) -> None:
    """Decide the coverage of every draft that needs a citation."""
    last_of_paragraph = _last_cited_in_paragraph(drafts)
    headings: list[tuple[int, Draft]] = []
    unit_label: Draft | None = None
    for draft in drafts:
        if unit_label is not None and unit_label.unit != draft.unit:
            unit_label = None
        if draft.kind == "heading":
            _enter(headings, drafts, draft)
        if not draft.needs:
            draft.coverage = "not-needed"
        else:
            cited = next((heading for _, heading in reversed(headings) if heading.labels), None)
            _cover_one(drafts, draft, unit_label, last_of_paragraph.get(draft.paragraph), cited)
        if draft.label_is_cited:
            unit_label = draft


def _enter(headings: list[tuple[int, Draft]], drafts: Sequence[Draft], draft: Draft) -> None:
    """A heading ends the reach of those of its own and lower rank."""
    if not draft.labels and not opens_section(drafts, draft):
        return
    if draft.block.kind == "heading":
        level = draft.block.level or 1
    else:
        level = _TITLE_LEVEL if draft.labels and heads_sections(drafts, draft) else _LINE_LEVEL
    while headings and headings[-1][0] >= level:
        headings.pop()
    headings.append((level, draft))


def _last_cited_in_paragraph(drafts: Sequence[Draft]) -> dict[int, Draft]:
    """Per paragraph, the last statement that carries markers of its own; a lead-in's markers are its items'."""
    last: dict[int, Draft] = {}
    for draft in drafts:
        if draft.labels and draft.kind not in ("lead-in", "heading") and not draft.label_is_cited:
            last[draft.paragraph] = draft
    return last


def _cover_one(
    drafts: Sequence[Draft], draft: Draft, unit_label: Draft | None, last: Draft | None, heading: Draft | None
) -> None:
    if draft.label_is_cited:
        draft.coverage = "label"
    elif draft.labels:
        draft.coverage = "direct"
    elif unit_label is not None:
        _inherit(draft, "label", unit_label)
    elif (lead := _cited_lead(drafts, draft)) is not None:
        _inherit(draft, "lead-in", lead)
    elif last is not None and last.position > draft.position and draft.kind != "lead-in":
        _inherit(draft, "paragraph", last)
    elif heading is not None:
        _inherit(draft, "label", heading)
    else:
        draft.coverage = "none"


def _cited_lead(drafts: Sequence[Draft], draft: Draft) -> Draft | None:
    """The nearest lead-in above `draft`, or above that, which carries a marker."""
    lead = draft.item_of
    while lead is not None:
        if drafts[lead].labels:
            return drafts[lead]
        lead = drafts[lead].item_of
    return None


def lead_is_cited(drafts: Sequence[Draft], draft: Draft) -> bool:
    """One of the lead-ins that `draft` stands under carries a marker."""
    return _cited_lead(drafts, draft) is not None


def _inherit(draft: Draft, coverage: Coverage, source: Draft) -> None:
    draft.coverage, draft.covered_by, draft.inherited = coverage, source.position, list(source.labels)
