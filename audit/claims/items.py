"""Lead-ins and their items: what stands under a line that ends with a colon, and whether it was lost.

A list that the format states, or bullets in the text, say themselves where they end. Lines without either are items
as long as they are of one kind: a sentence below fragments, a title below words in lower case, a blank line where
there was none, end the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.claims import wording
from audit.claims.drafts import Draft, next_unit

_MAX_ITEM = 40  # words
_MAX_SENTENCE = 6  # words of a full sentence that may be an item of a list without bullets
_MAX_ITEMS = 200
_NO_ITEM_KINDS = frozenset({"abbreviation", "disclaimer", "caption"})
_NO_ITEM_BLOCKS = frozenset({"heading", "caption", "footnote", "quote"})
_LABEL_OPENINGS = frozenset("for in with at on during after before if when to".split())


def attach_items(drafts: Sequence[Draft]) -> None:
    """Give each lead-in its items (`item_of`), and mark the lead-ins that have none (`items_missing`)."""
    for draft in reversed(drafts):
        if draft.kind != "lead-in" or not draft.last_in_unit:
            continue
        items = _items_after(drafts, draft)
        for item in items:
            if item.item_of is None:
                item.item_of = draft.position
        draft.items_missing = not items and _announces_items(drafts, draft)


def _items_after(drafts: Sequence[Draft], lead: Draft) -> list[Draft]:
    first = next_unit(drafts, lead)
    if first is None:
        return []
    if first.block.kind == "list-item" and (lead.block.kind != "list-item" or first.block.level > lead.block.level):
        return _listed(drafts, first)
    if first.block.kind == "list-item" and not first.enumerated:
        return []
    if first.enumerated:
        return _bulleted(drafts, first)
    return _loose(drafts, lead, first)


def _listed(drafts: Sequence[Draft], first: Draft) -> list[Draft]:
    """The items of a list that the format states."""
    items = []
    for draft in drafts[first.position : first.position + _MAX_ITEMS]:
        if draft.block.kind != "list-item" or draft.block.level < first.block.level:
            break
        items.append(draft)
    return items


def _bulleted(drafts: Sequence[Draft], first: Draft) -> list[Draft]:
    """Lines that begin with a bullet or a number, with all their sentences."""
    items: list[Draft] = []
    for draft in drafts[first.position : first.position + _MAX_ITEMS]:
        if not draft.enumerated and not (items and items[-1].unit == draft.unit):
            break
        items.append(draft)
    return items


def _loose(drafts: Sequence[Draft], lead: Draft, first: Draft) -> list[Draft]:
    """Lines in a row that are of one kind."""
    items: list[Draft] = []
    for draft in drafts[first.position : first.position + _MAX_ITEMS]:
        if draft.kind == "caption" and not draft.features.words:
            continue  # a bare value, before or between the lines that say what it is of
        if not _may_be_item(lead, draft, first) or not _fits(items, draft):
            break
        items.append(draft)
    if len(items) == 1 and items[0].is_name and _heads_prose(drafts, items[0]):
        return []
    return items


def _may_be_item(lead: Draft, draft: Draft, first: Draft) -> bool:
    """Whether a line can be an item at all."""
    features = draft.features
    if draft.kind in _NO_ITEM_KINDS or draft.block.kind in _NO_ITEM_BLOCKS or features.question:
        return False
    if draft.kind == "boilerplate" and not (features.words and features.text[0].islower()):
        return False
    if draft.kind == "lead-in":
        # A lead-in right below a lead-in is a group of its items, unless the two stand side by side.
        return first.kind == "lead-in" and not draft.items_missing and not _parallel(lead, draft)
    if not draft.alone or draft.label_is_cited or features.count > _MAX_ITEM:
        return False
    return not (features.stop and features.verb and features.count > _MAX_SENTENCE)


def _fits(items: Sequence[Draft], draft: Draft) -> bool:
    """Whether a line is of the kind of the items before it."""
    lines = [item for item in items if item.kind != "lead-in"]
    if not items or draft.kind == "lead-in":
        return True
    if draft.gap > max(item.gap for item in items):
        return False
    if not lines:
        return True
    features = draft.features
    if not features.result and len(lines) > 1 and all(item.features.result for item in lines):
        return False  # `Nausea (12%)`, `Headache (9%)`, and then something else
    if lines[0].features.text[0].islower() and features.text[:2].istitle():
        return False
    if any(item.features.verb for item in lines):
        return not draft.is_name or features.count < 3 or not features.title_case
    if (
        features.stop
        and (features.verb or features.count > _MAX_SENTENCE)
        and not any(item.features.stop for item in lines)
    ):
        return False
    if features.title_case and features.count > 2 and not any(item.features.title_case for item in lines):
        return all(item.features.count == 1 for item in lines) and features.count < 4
    longest = max(item.features.count for item in lines)
    return features.count <= (2 * longest + 4 if features.verb else 3 * longest + 6)


def _heads_prose(drafts: Sequence[Draft], draft: Draft) -> bool:
    following = next_unit(drafts, draft)
    return following is not None and following.is_prose


def _parallel(first: Draft, second: Draft) -> bool:
    return first.features.text.split()[:2] == second.features.text.split()[:2]


def _announces_items(drafts: Sequence[Draft], lead: Draft) -> bool:
    """A lead-in without items promised some. A label (`For recurrent disease:`) only names what the text below is
    about; below others stands a table or a quotation."""
    following = next_unit(drafts, lead)
    if following is not None and following.block.kind in ("table-cell", "caption", "quote", "list-item"):
        return False
    features = lead.features
    if wording.SELF_REFERENCE.found_in(features.text, features.words) or features.text.endswith(" is:"):
        return False
    if features.verb or wording.ANNOUNCES.search(features.text):
        return True
    if features.count <= 2 and features.subject is None:
        return False
    if following is None or following.kind in ("heading", "lead-in"):
        return features.count > 2 or bool(features.words and features.words[0].endswith("s"))
    label = features.count <= 3 or features.words[0] in _LABEL_OPENINGS or not _is_plural(features.words)
    return not label


def _is_plural(words: Sequence[str]) -> bool:
    """The first words name several things: `Symptoms usually seen in early gout`."""
    return any(word.endswith("s") and not word.endswith(("ss", "us", "is")) for word in words[:3])
