"""What the links of a reference entry add to its words: a page shows “[Crossref]” or a linked title where print shows
a DOI or an address."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

from audit.bibliography.identifiers import normalise_doi
from audit.bibliography.parsing import parse_reference
from audit.model import Document, Link, ListedReference, Reference

_DOI: Final = re.compile(r"(?:https?:)?//(?:dx\.)?doi\.org/(10\.\d{4,9}/.+)", re.IGNORECASE)
_PUBMED: Final = re.compile(r"//(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,9})\b")
_PMC: Final = re.compile(r"//(?:pmc|www)\.ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC\d{1,9})\b")
_READ_AGAIN: Final = frozenset({"article", "news", "other", "web"})
_OUTWARD: Final = re.compile(r"(?:https?:)?//[^/\s]+\.[^/\s]+", re.IGNORECASE)


def add_links(
    references: Sequence[Reference], entries: Sequence[ListedReference], document: Document
) -> list[Reference]:
    """The references, parsed from `entries` in order, with the identifiers and addresses that their links name.

    What the words say themselves always stands.
    """
    links = [link for link in document.links if _OUTWARD.match(link.target)]
    if not links:
        return list(references)
    starts = [link.start for link in links]
    return [
        _added(reference, links[bisect_left(starts, entry.start) : bisect_left(starts, entry.end)], document.text)
        for reference, entry in zip(references, entries, strict=True)
    ]


def _added(reference: Reference, links: Sequence[Link], text: str) -> Reference:
    if not links:
        return reference
    targets = [link.target for link in links]
    found = {
        "doi": reference.doi or _doi(_first(_DOI, map(unquote, targets))),
        "pmid": reference.pmid or _first(_PUBMED, targets),
        "pmcid": reference.pmcid or _first(_PMC, targets),
    }
    if any(found.values()) or reference.url or reference.volume or reference.pages:
        return reference.model_copy(update=found)
    address = _address(reference, links, text)
    if address is None:
        return reference
    if reference.type not in _READ_AGAIN:
        return reference.model_copy(update={"url": address})
    # An entry that leads to a page is read as one: its kind and its fields follow from the address.
    again = parse_reference(f"{reference.raw} {address}")
    return again.model_copy(update={"raw": reference.raw}) if again.url else reference


def _first(pattern: re.Pattern[str], targets: Iterable[str]) -> str | None:
    return next((found[1] for target in targets if (found := pattern.search(target))), None)


def _doi(named: str | None) -> str | None:
    return normalise_doi(named.partition("?")[0].partition("#")[0]) if named else None


def _address(reference: Reference, links: Sequence[Link], text: str) -> str | None:
    """Where the title leads; else where the entry's only link leads."""
    title = _letters(reference.title or "")
    for link in links:
        words = _letters(text[link.start : link.end])
        if len(words) >= 8 and title and (words in title or title in words):
            return _whole(link.target)
    return _whole(links[0].target) if len(links) == 1 else None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _whole(target: str) -> str:
    return f"https:{target}" if target.startswith("//") else target
