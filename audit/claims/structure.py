"""What lines tell each other: which line that names something is a heading, which an item or a statement of its own.

A line with a marker that only names something is a cited label for the text below it (`The role of urate in gout3`);
several such lines in a row are items, each with its own source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.claims.drafts import Draft, next_unit
from audit.claims.items import attach_items

_SHORT = 6  # words of an item that only names something
_FIGURE_FIRST = re.compile(r"[~≈<>≤≥]?\s?\d[\d.,]{1,}")
_LIST = 3  # names in a row, from which they are items and not headings one above the other


def settle(drafts: Sequence[Draft]) -> None:
    """Attach items to lead-ins and settle the kinds that only neighbours tell."""
    attach_items(drafts)
    cited_names = {draft.position for draft in drafts if draft.is_name and draft.labels}
    for draft in drafts:
        if draft.item_of is not None:
            if draft.kind in ("heading", "boilerplate"):
                draft.kind = "claim"
        elif draft.position in cited_names and (_is_item(drafts, draft, cited_names) or _heads_nothing(drafts, draft)):
            draft.kind = "claim"


def _is_item(drafts: Sequence[Draft], draft: Draft, cited_names: set[int]) -> bool:
    """A cited line that names something is one of several in a row, or of a list or table, and no heading."""
    if draft.enumerated or draft.block.kind in ("list-item", "table-cell"):
        return True
    at = draft.position
    if at + 1 in cited_names or (at - 1 in cited_names and (at - 2 in cited_names or draft.features.count <= _SHORT)):
        return True
    return 0 < at < len(drafts) - 1 and drafts[at - 1].is_name and drafts[at + 1].is_name


def _heads_nothing(drafts: Sequence[Draft], draft: Draft) -> bool:
    """A cited line that begins with a figure, or gives one or denies something with no prose below: it says what it
    has to say itself."""
    features = draft.features
    if _FIGURE_FIRST.match(features.text) and features.words:
        return True  # 6,000–10,000 deaths
    if not (features.number or features.words[:1] == ("no",)):
        return False
    following = next_unit(drafts, draft)
    return following is None or not (following.is_prose or following.kind == "lead-in")


def opens_section(drafts: Sequence[Draft], draft: Draft) -> bool:
    """A heading begins something new: the format says so, or text stands below it. Three names in a row are a list."""
    if draft.block.kind == "heading":
        return True
    if draft.features.text[0] in "([":
        return False
    first = last = draft.position
    while first > 0 and draft.position - first < _LIST and _is_plain_name(drafts[first - 1]):
        first -= 1
    while last + 1 < len(drafts) and last - draft.position < _LIST and _is_plain_name(drafts[last + 1]):
        last += 1
    if last - first + 1 >= _LIST or last + 1 == len(drafts):
        return False
    following = drafts[last + 1]
    return following.is_prose or following.kind == "lead-in" or bool(following.labels)


def heads_sections(drafts: Sequence[Draft], draft: Draft) -> bool:
    """A heading stands right below: this one is the title of several sections."""
    following = next_unit(drafts, draft)
    return following is not None and following.kind == "heading" and opens_section(drafts, following)


def _is_plain_name(draft: Draft) -> bool:
    return draft.is_name and not draft.labels
