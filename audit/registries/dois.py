"""DOIs: telling one when it is seen, comparing, quoting, and naming files after them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote

from audit.files import sha256
from audit.model import Reference

_PREFIX = re.compile(
    r"^\s*(?:(?:https?:)?//)?(?:(?:dx\.|www\.)?doi\.org/|doi\s*[:=]\s*(?:https?://(?:dx\.)?doi\.org/)?)", re.I
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+\Z")
_RESOLVER = re.compile(r"^https?://(?:dx\.|www\.)?doi\.org/", re.I)
_TRAILING = ".,;:'\"”’»>*"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_LONGEST = 2048
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.()-")
_LONGEST_NAME = 110


def normalise(text: object) -> str | None:
    """The DOI in `text` in the one form we compare by (lower case, no resolver, no closing punctuation), or None.

    Only ASCII letters fold: DOIs are case-insensitive in ASCII alone (ISO 26324). Anything but a text is no DOI.
    """
    return _normalised(text) if isinstance(text, str) and 0 < len(text) <= _LONGEST else None


@lru_cache(maxsize=16384)
def _normalised(text: str) -> str | None:
    doi = _PREFIX.sub("", text.strip()).strip()
    if "%" in doi and not _DOI.match(doi):
        doi = unquote(doi)
    doi = _unclosed(doi)
    if not _DOI.match(doi) or any(ord(char) < 32 for char in doi):
        return None
    return "".join(char.lower() if char.isascii() else char for char in doi)


def _unclosed(doi: str) -> str:
    """Drop what belongs to the sentence around it: full stops, quotation marks, brackets that were never opened."""
    while doi:
        last = doi[-1]
        closing = last in _TRAILING and not (last == ">" and "<" in doi)
        if closing or (last in _PAIRS and doi.count(last) > doi.count(_PAIRS[last])):
            doi = doi[:-1]
        else:
            break
    return doi


def doi_of(reference: Reference) -> str | None:
    """The DOI that a reference gives: in its DOI field, or as an address at doi.org."""
    doi = normalise(reference.doi)
    if doi is None and reference.url and _RESOLVER.match(reference.url):
        doi = normalise(unquote(reference.url))
    return doi


def quoted(doi: str) -> str:
    """The DOI as one URL path segment sequence: everything but `/` and unreserved characters is percent-encoded."""
    return quote(doi, safe="/-._~()")


def batchable(doi: str) -> bool:
    """Whether a DOI can stand in a list filter: a comma ends a filter there, a colon its name, others are invalid."""
    return len(doi) <= 120 and re.fullmatch(r"[a-z0-9./()_-]+", doi) is not None


_VERSIONED = (
    re.compile(r"(?P<stem>10\.1002/14651858\.[a-z]{2}\d+)(?:\.pub(?P<number>\d+))?"),  # Cochrane reviews
    re.compile(r"(?P<stem>10\.12688/[a-z0-9]+\.\d+)\.(?P<number>\d+)"),  # F1000Research, Wellcome, Gates, HRB
    re.compile(
        r"(?P<stem>10\.\d{4,9}/.*\d)(?P<mark>[./-]v)(?P<number>\d+)"
    ),  # Research Square, Preprints.org, ChemRxiv
)


def successors(doi: str, count: int = 3) -> list[str]:
    """The DOIs that the next versions of a work would have, where a publisher numbers them: `...pub2` -> `...pub3`.

    Nothing says that they exist: they are worth asking for.
    """
    for pattern in _VERSIONED:
        found = pattern.fullmatch(doi)
        if found:
            parts = found.groupdict()
            mark = parts.get("mark") or (".pub" if "14651858" in doi else ".")
            number = int(parts["number"] or 1)
            return [f"{parts['stem']}{mark}{number + step}" for step in range(1, count + 1)]
    return []


def file_name(identity: str) -> str:
    """A readable file name, different for different identities on every file system, without `/` or `..` parts.

    `/` becomes `_`; anything but ASCII letters, digits and `.()-` is percent-encoded, and a name that was encoded
    (so might collide) or is long gets the first ten digits of the identity's SHA-256.
    """
    plain = identity.replace("/", "_")
    name = "".join(
        char if char in _PLAIN or char == "_" else "".join(f"%{byte:02X}" for byte in char.encode()) for char in plain
    )
    if name != plain or "_" in identity or ".." in name or len(name) > _LONGEST_NAME or name[:1] in {".", "-"}:
        name = f"{name[:_LONGEST_NAME].strip('.').replace('..', '.')}-{sha256(identity)[:10]}"
    return name
