"""Later works of the same series: candidates for a newer edition of a guideline or a consensus. Never a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.checks.spelling import folded_spelling
from audit.model import Reference

_SERIES = re.compile(
    r"\b(?:guidelines?|guidance|consensus|recommendations?|position (?:statement|paper)|standards of care)\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    ["the", "and", "for", "with", "from", "patients", "clinical", "practice", "guideline", "guidelines", "guidance",
     "consensus", "recommendation", "recommendations", "statement", "update", "updated", "management", "treatment",
     "diagnosis", "version", "edition", "paper", "position", "standards", "care", "including", "society"]
)  # fmt: skip


def edition_query(reference: Reference) -> str | None:
    """What to ask a registry's bibliographic search for later editions of this work; None where there are none.

    Only guidelines, consensus papers and the like have editions; an ordinary article has not.
    """
    title = " ".join((reference.title or "").split())
    if not title or not reference.year or not (_SERIES.search(title) or reference.type == "guideline"):
        return None
    return re.sub(r"\b(?:19|20)\d\d\b|\bversion [\d.]+\b", "", title, flags=re.IGNORECASE).strip(" :.-")[:300]


def later_editions(reference: Reference, records: Iterable[Reference], most: int = 3) -> list[Reference]:
    """The records that may be a later edition: same series, same subject, later year; newest first.

    The same series: a society's name in capitals (`ESMO`), or the same authoring organisation, or the same journal.
    The same subject: at least two thirds of the content words of the shorter title are shared.
    """
    if edition_query(reference) is None:
        return []
    found: dict[str, Reference] = {}
    for record in records:
        later = (record.year or "")[:4] > (reference.year or "9999")[:4]
        other = (record.doi or "").lower() != (reference.doi or "").lower() or not record.doi
        if later and other and _same_series(reference, record) and _same_subject(reference, record):
            found.setdefault((record.doi or record.title or record.raw).lower(), record)
    return sorted(found.values(), key=lambda record: record.year or "", reverse=True)[:most]


def _societies(work: Reference) -> set[str]:
    named = set(re.findall(r"\b[A-Z]{3,8}\b", work.title or ""))
    return named | {author.literal.lower() for author in work.authors if author.literal}


def _same_series(reference: Reference, record: Reference) -> bool:
    if not _SERIES.search(record.title or ""):
        return False
    ours, theirs = _societies(reference), _societies(record)
    if ours and theirs:
        return bool(ours & theirs)
    return (reference.container or "-").casefold() == (record.container or "").casefold()


def _subject(work: Reference) -> set[str]:
    words = re.findall(r"[^\W\d_]{3,}", folded_spelling((work.title or "").lower()))
    return {word[:-1] if word.endswith("s") and len(word) > 4 else word for word in words if word not in _STOP}


def _same_subject(reference: Reference, record: Reference) -> bool:
    ours, theirs = _subject(reference), _subject(record)
    return bool(ours and theirs) and 3 * len(ours & theirs) >= 2 * min(len(ours), len(theirs))
