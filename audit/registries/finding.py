"""Finding the DOI of a reference that has none (or a wrong one): candidates come from a bibliographic search, and are
accepted by our own comparison alone.

A search score is no probability, and the right record is sometimes beaten by a supplement, a preprint or a copy. A
trial's first report and its long-term follow-up share most of their title and all of their authors; year, journal,
volume and pages part them. So a candidate needs the same title *and* support from elsewhere *and* no contradiction in
the place of publication.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from audit.model import Reference
from audit.registries.comparison import compare
from audit.registries.text import unmarked
from audit.registries.titles import TitleMatch
from audit.registries.updates import is_notice
from audit.registries.works import CONTAINERS_THEMSELVES, Work, from_crossref

_SEARCHED: Final = frozenset(
    {"article", "abstract", "chapter", "book", "guideline", "preprint", "thesis", "report", "other"}
)
_PLACE: Final = frozenset({"container", "volume", "pages", "year", "first-author"})


def searchable(reference: Reference) -> bool:
    """Whether a bibliographic search can find the work: it has a title, and somebody or something beside it."""
    if reference.type not in _SEARCHED or not reference.title or len(reference.title) < 12:
        return False
    return bool(reference.authors) and bool(reference.container or reference.year or reference.publisher)


def expected(reference: Reference) -> bool:
    """Whether such a work should have a DOI at all: a journal article since about 1990, a preprint."""
    return (
        reference.type in {"article", "preprint"}
        and bool(reference.container)
        and bool(reference.volume or reference.pages)
    )


def query_of(reference: Reference) -> str:
    """What is searched for: title, first author, container, year, volume, first page."""
    first = reference.authors[0].sort_name if reference.authors else ""
    parts = [
        reference.title,
        first,
        reference.container,
        reference.year,
        reference.volume,
        _first_page(reference.pages),
    ]
    return re.sub(r"\s+", " ", " ".join(unmarked(part) for part in parts if part)).strip()[:480]


def _first_page(pages: str | None) -> str | None:
    found = re.match(r"\s*(\w+)", pages or "")
    return found[1] if found else None


def accepted(reference: Reference, candidates: Sequence[Mapping[str, Any]]) -> Work | None:
    """The one candidate that is the reference's work beyond doubt, or None."""
    ranked: list[tuple[int, int, Work]] = []
    for place, record in enumerate(candidates[:20]):
        work = from_crossref(record)
        points = _points(reference, work, record)
        if points is not None:
            ranked.append((points, -place, work))
    if not ranked:
        return None
    ranked.sort(key=lambda one: one[:2], reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0] and ranked[0][2].doi != ranked[1][2].doi:
        return None  # two records fit alike: a person has to choose
    return ranked[0][2]


def _points(reference: Reference, work: Work, record: Mapping[str, Any]) -> int | None:
    if work.doi is None or work.kind in CONTAINERS_THEMSELVES or work.kind == "peer-review" or is_notice(record):
        return None
    if work.kind == "posted-content" and reference.type not in {"preprint", "other"}:
        return None
    compared = compare(reference, [work])
    if compared.title is None or compared.same_work is not True:
        return None
    if compared.title.match not in {TitleMatch.SAME, TitleMatch.SHORTENED, TitleMatch.MISTYPED}:
        return None
    against = compared.contradicting & {"authors", "container", "volume", "pages", "year"}
    support = compared.agreeing & _PLACE
    if "authors" in against or len(support) < 2 or len(against) > (1 if len(support) >= 4 else 0):
        return None
    if compared.title.match is TitleMatch.SHORTENED and (against or len(support) < 3):
        return None  # perhaps the follow-up, perhaps the first report: only the whole place decides
    return 10 * len(support) - 15 * len(against) + (5 if compared.title.match is TitleMatch.SAME else 0)
