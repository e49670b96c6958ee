"""What a reference of its type must give so that a reader can find the work (REF002)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from audit.model import Reference

_Has = Callable[[Reference], bool]


def _authors(reference: Reference) -> bool:
    return bool(reference.authors or reference.editors)


def _issuer(reference: Reference) -> bool:
    return bool(reference.authors or reference.editors or reference.publisher or reference.container)


def _year(reference: Reference) -> bool:
    return bool(reference.year or reference.published)


def _any_date(reference: Reference) -> bool:
    return bool(reference.year or reference.published or reference.updated or reference.accessed)


def _place_in_source(reference: Reference) -> bool:
    return bool(
        reference.pages or reference.article_number or reference.doi or reference.pmid or reference.published
        or (reference.volume and reference.issue)
    )  # fmt: skip


_TITLE: Final = ("title", lambda r: bool(r.title))
_YEAR: Final = ("year", _year)
_AUTHORS: Final = ("authors", _authors)
_ISSUER: Final = ("author or organisation", _issuer)
_PUBLISHER: Final = ("publisher", lambda r: bool(r.publisher or r.doi or r.url))
_FINDABLE: Final = ("publisher, DOI or web address", lambda r: bool(r.publisher or r.doi or r.url))

_REQUIRED: Final[dict[str, tuple[tuple[str, _Has], ...]]] = {
    "article": (
        _AUTHORS, _TITLE, ("journal", lambda r: bool(r.container)), _YEAR,
        ("volume and pages, or a DOI", _place_in_source),
    ),
    "preprint": (
        _AUTHORS, _TITLE, ("preprint server", lambda r: bool(r.container)), _YEAR,
        ("DOI or web address", lambda r: bool(r.doi or r.url or r.identifier)),
    ),
    "web": (_TITLE, _ISSUER, ("web address", lambda r: bool(r.url or r.doi))),
    "news": (_TITLE, ("newspaper or organisation", _issuer), ("date", _any_date)),
    "book": (("authors or editors", _authors), _TITLE, _PUBLISHER, _YEAR),
    "chapter": (
        _AUTHORS, ("chapter title", lambda r: bool(r.title)), ("book title", lambda r: bool(r.container)),
        _PUBLISHER, _YEAR,
    ),
    "abstract": (_AUTHORS, _TITLE, ("meeting or journal", lambda r: bool(r.container)), _YEAR),
    "guideline": (
        _TITLE, _ISSUER, ("year or version", lambda r: bool(r.year or r.published or r.updated or r.version)),
    ),
    "report": (_TITLE, _ISSUER, ("year", _any_date), _FINDABLE),
    "label": (
        ("product name", lambda r: bool(r.title)),
        ("company", lambda r: bool(r.publisher or r.authors or r.container or r.url)), ("date or revision", _any_date),
    ),
    "data-on-file": (
        ("company", lambda r: bool(r.publisher or r.authors)), ("document number", lambda r: bool(r.identifier)),
    ),
    "trial": (_TITLE, ("registry number", lambda r: bool(r.identifier))),
    "thesis": (_AUTHORS, _TITLE, ("university", lambda r: bool(r.publisher or r.container)), _YEAR),
}  # fmt: skip


def missing_fields(reference: Reference) -> list[str]:
    """What a reference lacks by the measure of its own type, in words a reviewer understands; empty when complete.

    A reference of type `other` could not be read: REF001 says so, and nothing is called missing.
    """
    return [name for name, has in _REQUIRED.get(reference.type, ()) if not has(reference)]
