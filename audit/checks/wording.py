"""Small helpers for the sentences that findings speak."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model import Reference


def shortened(text: str, limit: int = 90) -> str:
    """`text` on one line, cut at a word with an ellipsis where it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def listed(words: Iterable[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def named(reference: Reference) -> str:
    """How a finding calls a reference: `Reference 4 (Oronsky, 2017)`, or the start of the entry."""
    label = f"Reference {reference.label}" if reference.label else "The reference"
    who = reference.authors[0].sort_name if reference.authors else None
    if who:
        return f"{label} ({shortened(who, 40)}{', ' + reference.year if reference.year else ''})"
    return f"{label} (“{shortened(reference.title or reference.raw, 50)}”)"
