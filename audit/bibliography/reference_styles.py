"""The style of a reference, and what differs from the rest of its list (REF007)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from audit.model import Reference

_LEAST: Final = 4  # fewer references show no common style
_SHARE: Final = 0.7  # what this share of a list does is the list's style

_AUTHOR_DOTTED: Final = re.compile(r"[^\W\d_]{2,},?\s(?:[A-ZÀ-Þ]\.\s?-?){1,3}")
_AUTHOR_PLAIN: Final = re.compile(r"[^\W\d_]{2,}\s[A-ZÀ-Þ]{1,4}(?=[,.;:\s])")
_VANCOUVER_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b[^;:.]{0,14};")
_APA_YEAR: Final = re.compile(r"^.{3,400}?\(\s?(?:19|20)\d\d[a-z]?\s?\)")
_END_YEAR: Final = re.compile(
    r"\(\s?(?:19|20)\d\d\s?\)\W*(?:$|doi|https?:)|,\s(?:19|20)\d\d\W*(?:$|\[|doi|https?:)", re.IGNORECASE
)


def _authors(reference: Reference) -> str | None:
    head = reference.raw[:160]
    if not reference.authors or reference.authors[0].family is None:
        return None
    if _AUTHOR_DOTTED.search(head[:60]):
        return "authors' initials with full stops"
    return "authors' initials without full stops" if _AUTHOR_PLAIN.search(head[:60]) else None


def _year_place(reference: Reference) -> str | None:
    if reference.type not in {"article", "abstract"}:
        return None
    if _VANCOUVER_YEAR.search(reference.raw):
        return "the year before the volume"
    if _END_YEAR.search(reference.raw):
        return "the year at the end"
    return "the year after the authors" if _APA_YEAR.search(reference.raw) else None


def _doi_form(reference: Reference) -> str | None:
    if not reference.doi:
        return None
    lowered = reference.raw.lower()
    return (
        "the DOI as a link (https://doi.org/...)"
        if "doi.org/" in lowered
        else "the DOI as doi:10...."
        if "doi:" in lowered
        else None
    )


def _pages_form(reference: Reference) -> str | None:
    match = re.fullmatch(r"[A-Za-z]*(\d+)-[A-Za-z]*(\d+)", reference.pages or "")
    if not match or match.group(1)[:1] != match.group(2)[:1] and len(match.group(1)) == len(match.group(2)):
        return None
    return (
        "page ranges abbreviated (131-53)"
        if len(match.group(2)) < len(match.group(1))
        else "page ranges in full (131-153)"
    )


_TRAITS: Final[tuple[Callable[[Reference], str | None], ...]] = (_authors, _year_place, _doi_form, _pages_form)


def style_differences(references: Sequence[Reference]) -> list[tuple[int, str]]:
    """Where a reference departs from what its list mostly does: (index, what differs), in order of the list."""
    differences: list[tuple[int, str]] = []
    for trait in _TRAITS:
        seen = [trait(reference) for reference in references]
        counts = Counter(value for value in seen if value)
        if sum(counts.values()) < _LEAST or len(counts) < 2:
            continue
        usual, number = counts.most_common(1)[0]
        if number / sum(counts.values()) < _SHARE:
            continue
        differences.extend(
            (index, f"{value}; the rest of the list has {usual}")
            for index, value in enumerate(seen)
            if value and value != usual
        )
    return sorted(differences)
