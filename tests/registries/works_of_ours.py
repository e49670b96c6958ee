"""Registered works written for the tests. Bibliographic facts are free; what is invented has the prefix 10.5555."""

from __future__ import annotations

from typing import Any

from audit.model import Author, Reference


def work(doi: str, name: str, **others: Any) -> dict[str, Any]:
    """A Crossref record with the usual fields."""
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": [name],
        "container-title": ["Example Journal of Medicine"],
        "short-container-title": ["Ex J Med"],
        "author": [
            {"given": "Mark", "family": "Kidd", "sequence": "first"},
            {"given": "Irvin M.", "family": "Modlin", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2015, 3]]},
        "published-print": {"date-parts": [[2015, 3]]},
        "volume": "1",
        "issue": "2",
        "page": "131-153",
        **others,
    }


def cited(doi: str | None, name: str, **others: Any) -> Reference:
    """A reference that fits `work(doi, name)`."""
    fields: dict[str, Any] = {
        "raw": "",
        "type": "article",
        "doi": doi,
        "title": name,
        "authors": [Author(family="Kidd", given="M"), Author(family="Modlin", given="IM")],
        "container": "Ex J Med",
        "year": "2015",
        "volume": "1",
        "issue": "2",
        "pages": "131-153",
    }
    return Reference(**{**fields, **others})


def update(
    kind: str, doi: str | None, *, source: str | None = "publisher", date: tuple[int, ...] = (2020, 6, 5)
) -> dict[str, Any]:
    """An entry of `updated-by` or `update-to`."""
    entry: dict[str, Any] = {"type": kind, "label": kind, "updated": {"date-parts": [list(date)]}}
    if doi:
        entry["DOI"] = doi
    if source:
        entry["source"] = source
    return entry
