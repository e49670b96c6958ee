"""The reference as it should read: as its author wrote it, with only what the registries have otherwise put right.

Registered titles are often capitalised, journals spelled out, pages cut short: none of that is the author's mistake,
so a reference in which nothing is wrong is not rewritten.
"""

from __future__ import annotations

import re
from typing import Any

from audit.bibliography.ama import render_ama
from audit.bibliography.completeness import missing_fields
from audit.model import Reference, Verification

_FIELDS = ("authors", "title", "container", "year", "volume", "issue", "pages")
_PLACE = ("year", "volume", "issue", "pages")


def corrected(reference: Reference, verification: Verification) -> str | None:
    """The reference with what is wrong or missing in it put right; None where that is nothing, or is not known."""
    changes = _changes(reference, verification)
    if not changes:
        return None
    return _in_place(reference, changes) or render_ama(_merged(reference, changes, verification.record))


def _changes(reference: Reference, verification: Verification) -> dict[str, Any]:
    """New values by field. Another work's DOI and one that does not exist change nothing but the DOI."""
    changes: dict[str, Any] = {}
    if verification.suggested_doi and verification.suggested_doi != (reference.doi or "").lower():
        changes["doi"] = verification.suggested_doi
    record = verification.record
    if record is None or verification.status not in {"verified", "differs"}:
        return changes
    for difference in verification.differences:
        if difference.severity != "info" and (value := _registered(record, difference.field)):
            changes[difference.field] = value
    if missing_fields(reference):
        for name in _FIELDS:
            if not _given(reference, name) and (value := _registered(record, name)):
                changes.setdefault(name, value)
    return changes


def _registered(record: Reference, name: str) -> Any:
    if name == "pages":
        return record.pages or record.article_number
    return getattr(record, name) if name in _FIELDS else None


def _given(reference: Reference, name: str) -> Any:
    return (reference.pages or reference.article_number) if name == "pages" else getattr(reference, name)


def _in_place(reference: Reference, changes: dict[str, Any]) -> str | None:
    """The entry with the new values in the places of the old; None where one has no place, or more than one."""
    text: str | None = " ".join(reference.raw.split())
    for name, value in changes.items():
        old = _given(reference, name) if name in _FIELDS else reference.doi
        if name == "doi" and not old:
            text = f"{(text or '').rstrip('. ')}. doi:{value}"
        elif isinstance(old, str) and isinstance(value, str):
            text = _replaced(text or "", old, value, reference if name in _PLACE else None)
        else:
            text = None
        if text is None:
            return None
    return text


def _replaced(text: str, old: str, new: str, reference: Reference | None) -> str | None:
    """`text` with `old` replaced where it stands once; numbers of the place are not looked for in title or DOI."""
    first, last = 0, len(text)
    if reference is not None:
        first = max(text.find(reference.title or "") + len(reference.title or ""), 0)
        doi = text.find(reference.doi) if reference.doi else -1
        last = doi if doi > first else len(text)
    found = list(re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", text[first:last], re.I))
    if len(found) != 1:
        return None
    return text[: first + found[0].start()] + new + text[first + found[0].end() :]


def _merged(reference: Reference, changes: dict[str, Any], record: Reference | None) -> Reference:
    """The reference with its new values, and with the record's where it could not be read."""
    values = dict(changes)
    if "authors" in values:
        values["et_al"] = False
    if "pages" in values:
        values["article_number"] = None
    if record is not None and not reference.title:
        values = {name: _registered(record, name) for name in _FIELDS if not _given(reference, name)} | values
        values["type"] = record.type if reference.type == "other" else reference.type
    return reference.model_copy(update=values)
