"""What happened to a work after it appeared: retractions, concerns, corrections, newer versions.

The worst type over all sources counts. A *notice* (the retraction's own page) is told from the work it is about: it
carries `update-to`, and some publishers wrongly let it carry `updated-by: retraction` as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from audit.model import Update
from audit.registries.dois import normalise
from audit.registries.text import unmarked
from audit.registries.titles import marked_retracted
from audit.registries.works import date_of

WORST_FIRST: Final = (
    "retraction", "removal", "withdrawal", "retract_and_replace", "partial_retraction", "expression_of_concern",
    "correction", "corrigendum", "erratum", "addendum", "clarification", "reinstatement",
)  # fmt: skip
_RETRACTING: Final = frozenset({"retraction", "removal", "withdrawal", "retract_and_replace", "partial_retraction"})
_VERSIONS: Final = frozenset({"new_version", "new_edition"})
_OTHER_NAMES: Final = {
    "retracted": "retraction", "partial retraction": "partial_retraction", "concern": "expression_of_concern",
    "expression of concern": "expression_of_concern", "err": "erratum", "errata": "erratum", "corrected": "correction",
    "reinstated": "reinstatement", "retract and replace": "retract_and_replace",
    "retraction and replacement": "retract_and_replace", "retracted and replaced": "retract_and_replace",
    "withdrawn": "withdrawal", "removed": "removal", "temporary removal": "removal", "comment": "comment",
}  # fmt: skip
_NOTICE_TITLE = re.compile(
    r"^\W*(?:(?:notice\s+of\s+)?(?:partial\s+)?retraction(?:\s+(?:note|notice|and\s+replacement|statement))?|(?:author|publisher)?['’s]*\s*correction"
    r"|corrigend(?:um|a)|errat(?:um|a)|expressions?\s+of\s+concern|editorial\s+(?:expression\s+of\s+concern|note)"
    r"|withdrawal(?:\s+notice)?|removal(?:\s+notice)?|addendum|correction\s+notice|statement\s+of\s+retraction)"
    r"(?:\s*(?:$|[:—–]|\s-\s)|\s+(?:to|for|of|notice|on|in)\b)",
    re.I,
)
_CERTAIN_TITLE = re.compile(
    r"^\W*(?:retraction\s*[—–:]|retraction\s+(?:note|notice|statement)\b|notice\s+of\s+retraction\s+and\s+replacement|statement\s+of\s+retraction"
    r"|(?:(?:author|publisher)\s+)?correction\s*:|correction\s+to\s*:|corrigend(?:um|a)\s*(?::|to\b|$)|errat(?:um|a)\s*(?::|to\b|$)"
    r"|(?:editorial\s+)?expression\s+of\s+concern\s*(?::|[—–]|to\b|regarding\b|$))",
    re.I,
)
_REPLACED = re.compile(r"retract(?:ion|ed)?\s+and\s+replace", re.I)

# Europe PMC's names for links between an article and its notices; "in" stands on the article, "for"/"of" on the notice.
_PUBMED_LINKS: Final = {
    "retraction in": "retraction", "partial retraction in": "partial_retraction", "erratum in": "erratum",
    "expression of concern in": "expression_of_concern", "corrected and republished in": "retract_and_replace",
    "retracted and republished in": "retract_and_replace", "update in": "new_version",
}  # fmt: skip
_PUBMED_NOTICE_LINKS: Final = ("retraction of", "erratum for", "expression of concern for", "partial retraction of")
_PUBMED_TYPES: Final = {"retracted publication": "retraction", "expression of concern": "expression_of_concern"}
_PUBMED_NOTICES: Final = frozenset({"retraction notice", "retraction of publication", "published erratum"})


def type_name(text: Any) -> str:
    """An update type by its one name: `Expression of concern` -> `expression_of_concern`."""
    plain = re.sub(r"[\s_-]+", " ", str(text or "")).strip().casefold()
    return _OTHER_NAMES.get(plain, plain.replace(" ", "_"))


def is_notice(record: Mapping[str, Any], second: Mapping[str, Any] | None = None) -> bool:
    """Whether a Crossref record (and Europe PMC's) is itself a notice of retraction, concern or correction."""
    own = normalise(str(record.get("DOI") or ""))
    title = _title(record)
    if marked_retracted(title) and not re.match(r"\W*notice\s+of", title, re.I):
        return False  # `RETRACTED: ...` with a stray `update-to` is the retracted work
    about_others = [entry for entry in _entries(record.get("update-to")) if normalise(entry.get("DOI")) != own]
    noticing = [entry for entry in about_others if type_name(entry.get("type")) not in _VERSIONS]
    if noticing:
        return (
            bool(_NOTICE_TITLE.search(title)) or not title or not _entries(record.get("author")) or _trusted(noticing)
        )
    if _CERTAIN_TITLE.search(title):
        return True
    kinds = _pubmed_types(second)
    links = [kind for kind, _ in _pubmed_links(second)]
    return bool(kinds & _PUBMED_NOTICES) or any(kind.startswith(_PUBMED_NOTICE_LINKS) for kind in links)


def _trusted(entries: Sequence[Mapping[str, Any]]) -> bool:
    """An article of its own that also corrects another is rare; a registry's own typing is believed then."""
    return all(type_name(entry.get("type")) in WORST_FIRST for entry in entries)


def updates_of(
    record: Mapping[str, Any],
    *,
    second: Mapping[str, Any] | None = None,
    watched: Iterable[Update] = (),
    notice_of: Callable[[str], Mapping[str, Any] | None] = lambda _doi: None,
) -> list[Update]:
    """Every update of a work, worst first, one entry a notice.

    record: Crossref's; second: Europe PMC's; watched: rows of an imported Retraction Watch table. notice_of: the record
    of a notice, where it is on file: only its title tells a retraction from a retraction with replacement.
    """
    own = normalise(str(record.get("DOI") or ""))
    targets = {normalise(entry.get("DOI")) for entry in _entries(record.get("update-to"))} - {own, None}
    notice = is_notice(record, second)
    found: list[Update] = []
    for entry in _entries(record.get("updated-by")):
        kind, doi = type_name(entry.get("type")), normalise(entry.get("DOI"))
        if kind in _VERSIONS or (notice and doi in targets):
            continue
        source = str(entry.get("source") or "publisher").replace("retraction-watch", "Retraction Watch")
        found.append(Update(type=kind, doi=doi, date=date_of(entry.get("updated")), source=source))
    if not notice:
        found += _own_words(record, own)
        found += _second_opinion(second)
    found += list(watched)
    return _settled([_replacing(update, notice_of) for update in found])


def _replacing(update: Update, notice_of: Callable[[str], Mapping[str, Any] | None]) -> Update:
    if update.type != "retraction" or update.doi is None:
        return update
    notice = notice_of(update.doi)
    if notice is None or not _REPLACED.search(_title(notice)):
        return update
    return update.model_copy(update={"type": "retract_and_replace"})


def notices_of(record: Mapping[str, Any]) -> list[str]:
    """The DOIs of the notices that retract a work: their titles are worth knowing."""
    own = normalise(str(record.get("DOI") or ""))
    found = [
        normalise(entry.get("DOI"))
        for entry in _entries(record.get("updated-by"))
        if type_name(entry.get("type")) == "retraction"
    ]
    return [doi for doi in dict.fromkeys(found) if doi and doi != own]


def _own_words(record: Mapping[str, Any], own: str | None) -> list[Update]:
    """What the record says of itself: a title that begins `RETRACTED:`, a retraction of its own DOI."""
    found = []
    if marked_retracted(_title(record)):
        kind = "withdrawal" if re.match(r"\W*withdrawn", _title(record), re.I) else "retraction"
        found.append(Update(type=kind, source="title at Crossref"))
    for entry in _entries(record.get("update-to")):
        kind = type_name(entry.get("type"))
        if normalise(entry.get("DOI")) == own and kind in _RETRACTING:
            source = str(entry.get("source") or "publisher").replace("retraction-watch", "Retraction Watch")
            found.append(Update(type=kind, doi=own, date=date_of(entry.get("updated")), source=source))
    return found


def _second_opinion(second: Mapping[str, Any] | None) -> list[Update]:
    links = [(kind, reference) for kind, reference in _pubmed_links(second) if kind in _PUBMED_LINKS]
    found = [
        Update(type=_PUBMED_LINKS[kind], doi=_doi_in(reference), source="Europe PMC")
        for kind, reference in links
        if _PUBMED_LINKS[kind] not in _VERSIONS
    ]
    for kind in sorted(_pubmed_types(second) & set(_PUBMED_TYPES)):
        name = _PUBMED_TYPES[kind]
        if not any(update.type == name for update in found) and kind != "expression of concern":
            found.append(Update(type=name, source="Europe PMC"))
    return found


def newer_versions(record: Mapping[str, Any]) -> list[Update]:
    """Newer forms of a work: the article that a preprint became, a newer version or edition."""
    own = normalise(str(record.get("DOI") or ""))
    relations = record.get("relation")
    found: dict[str, Update] = {}
    for name, kind in (("is-preprint-of", "published-article"), ("is-replaced-by", "new_version"), ("has-version", "")):
        for entry in _entries(relations.get(name) if isinstance(relations, dict) else None):
            doi = normalise(str(entry.get("id") or "")) if entry.get("id-type") == "doi" else None
            if kind and doi and doi != own:
                found.setdefault(doi, Update(type=kind, doi=doi, source="Crossref"))
    for entry in _entries(record.get("updated-by")):
        doi = normalise(entry.get("DOI"))
        if type_name(entry.get("type")) in _VERSIONS and doi and doi != own:
            date = date_of(entry.get("updated"))
            found.setdefault(doi, Update(type=type_name(entry.get("type")), doi=doi, date=date, source="Crossref"))
    return list(found.values())


def newer_at_datacite(record: Mapping[str, Any]) -> list[Update]:
    """The same for a DataCite record: `IsPreviousVersionOf`, `IsObsoletedBy`, `IsPreprintOf`."""
    kinds = {"IsPreviousVersionOf": "new_version", "IsObsoletedBy": "new_version", "IsPreprintOf": "published-article"}
    found: dict[str, Update] = {}
    for entry in _entries(record.get("relatedIdentifiers")):
        kind = kinds.get(str(entry.get("relationType")))
        doi = normalise(str(entry.get("relatedIdentifier") or ""))
        if kind and doi:
            found.setdefault(doi, Update(type=kind, doi=doi, source="DataCite"))
    return list(found.values())


def _settled(found: Sequence[Update]) -> list[Update]:
    """One entry a notice, of the worst type that any source gives it; what was lifted later is gone; worst first."""
    merged: dict[str, Update] = {}
    for number, update in enumerate(found):
        if update.type not in WORST_FIRST:
            continue
        name = update.doi or f"{update.type}#{number}"
        held = merged.get(name)
        merged[name] = update if held is None else _merged(held, update)
    entries = list(merged.values())
    named = {update.type for update in entries if update.doi}
    # a title or a publication type that only repeats what a notice says is a source of that entry, not another event
    echoes = [
        u for u in entries if u.doi is None and (u.type in named or (u.type in _RETRACTING and named & _RETRACTING))
    ]
    entries = [update for update in entries if update not in echoes]
    entries = _without_lifted(_once(entries))
    return sorted(entries, key=lambda u: (WORST_FIRST.index(u.type), u.date or "9999", u.doi or "", u.source or ""))


def _once(entries: Sequence[Update]) -> list[Update]:
    seen: dict[tuple[str, str | None], Update] = {}
    for update in entries:
        seen.setdefault((update.type, update.doi), update)
    return list(seen.values())


def _merged(one: Update, other: Update) -> Update:
    worst = one if WORST_FIRST.index(one.type) <= WORST_FIRST.index(other.type) else other
    sources = dict.fromkeys(
        part for update in (worst, one, other) for part in (update.source or "").split(", ") if part
    )
    return Update(type=worst.type, doi=worst.doi, date=worst.date or one.date or other.date, source=", ".join(sources))


def _without_lifted(entries: Sequence[Update]) -> list[Update]:
    lifted = [update.date or "" for update in entries if update.type == "reinstatement"]
    if not lifted:
        return list(entries)
    last = max(lifted)
    return [
        u
        for u in entries
        if (u.type not in _RETRACTING and u.type != "expression_of_concern") or (u.date or "") > last > ""
    ]


def _title(record: Mapping[str, Any]) -> str:
    titles = record.get("title")
    first = titles[0] if isinstance(titles, list) and titles else titles
    return unmarked(first) if isinstance(first, str) else ""


def _entries(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _pubmed_types(second: Mapping[str, Any] | None) -> set[str]:
    kinds = (second or {}).get("pubTypeList")
    listed = kinds.get("pubType") if isinstance(kinds, dict) else None
    return {str(kind).casefold() for kind in (listed if isinstance(listed, list) else [listed])}


def _pubmed_links(second: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    corrections = (second or {}).get("commentCorrectionList")
    listed = corrections.get("commentCorrection") if isinstance(corrections, dict) else None
    return [(str(entry.get("type", "")).casefold(), str(entry.get("reference") or "")) for entry in _entries(listed)]


def _doi_in(text: str) -> str | None:
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return normalise(found[0]) if found else None
