"""The style that a reference is written in, and what differs from the rest of its list (REF007)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from audit.bibliography.journal_names import journal_forms, name_key
from audit.model import Reference

_LEAST: Final = 4  # fewer references show no common style
_SHARE: Final = 0.7  # what this share of a list does is the list's style
_HEAD: Final = 90  # characters in which the first names show how names are written

# A single initial before the title has a full stop in every style: `Drozdov I. Decoding the`.
_STOPPED: Final = re.compile(
    r"[^\W\d_]{2,},?\s(?:(?:[A-ZÀ-Þ]\.[\s-]?){2,3}|[A-ZÀ-Þ]\.\s?(?:[,;&(]|and\b|et\b|y\b|und\b|e\b))"
)
_PLAIN: Final = re.compile(r"[^\W\d_]{2,}\s[A-ZÀ-Þ]{1,4}(?=[,.;:\s])")
_FIRST_INITIALS: Final = re.compile(r"\W*(?:\d+\W+)?(?:[A-ZÀ-Þ]\.[\s-]?){1,3}\s?[A-ZÀ-Þ][^\W\d_]+")
_COMMA_DOTTED: Final = re.compile(r"[^\W\d_]{2,},\s(?:[A-ZÀ-Þ]\.\s?-?){1,3}")
_FULL_FIRST: Final = re.compile(r"\W*[A-ZÀ-Þ][^\W\d_]+,\s[A-ZÀ-Þ][^\W\d_]{2,}")

_YEAR_SEMICOLON: Final = re.compile(
    r"(?P<stop>[.,]?)\s(?P<year>(?:19|20)\d\d)(?P<month>\s\d{1,2}(?:\s\d{1,2})?|\s[A-Z][a-z]{2,8}\.?(?:-[A-Z][a-z]{2})?(?:\s\d{1,2})?)?\s?;(?P<gap>\s?)(?=[\d(\[]|Suppl|$)"
)
_YEAR_AFTER: Final = re.compile(r"^.{3,600}?[.,\s]\(?(?:19|20)\d\d[a-z]?\)?[.,:\s]")
_YEAR_BRACKETS: Final = re.compile(r"^.{3,600}?\(\s?(?:19|20)\d\d[a-z]?(?:,\s[^()]{3,20})?\s?\)")
_YEAR_END: Final = re.compile(
    r"\(\s?(?:19|20)\d\d\s?\)\W*(?:$|doi|https?:)|[\d)]\s?[:,]\s?(?:pp?\.\s)?\w{1,12}(?:\s?[–-]+\s?\w{1,8})?(?:,\s[\w–-]{1,9})?,\s(?:19|20)\d\d\W*(?:$|\[|doi|https?:)",
    re.IGNORECASE,
)
_YEAR_INSIDE: Final = re.compile(r"\d\s?\((?:[A-Z][a-z]+\.?\s)?(?:19|20)\d\d\)[:,\s]\s?(?:pp?\.\s)?\w?\d")
_YEAR_COMMA: Final = re.compile(r"\s(?:19|20)\d\d,\s\d+(?:\s?\(\d+\))?,\s\w?\d")
_URL: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_ACCESSED: Final = re.compile(r"\baccessed\b|\bretrieved\b|\[cited\b", re.IGNORECASE)


def recognise(reference: Reference) -> str | None:
    """The style of one reference, or None where nothing tells.

    `ama-11`, `ama-10`, `vancouver`, `pdq` (National Cancer Institute), `apa`, `harvard`, `nature`, `acs`, `ieee`,
    `elsevier`, `chicago`, `author-date` (Springer, PLOS and their like).
    """
    if not reference.title and not reference.container:
        return None
    text = " ".join(reference.raw.split())
    if reference.type in {"web", "news", "guideline", "label", "trial"} or (reference.url and not reference.volume):
        return _of_page(reference, text)
    if reference.type in {"book", "chapter", "report", "thesis"}:
        return _of_book(text)
    return _of_article(reference, text)


def _of_page(reference: Reference, text: str) -> str | None:
    lowered = text.lower()
    if "[internet]" in lowered or "[cited" in lowered:
        return "vancouver"
    if "retrieved " in lowered or re.search(r"\(\d{4}(?:, [a-z]+ \d+)?\)\.", lowered):
        return "apa"
    if "(accessed" in lowered and "available at" in lowered:
        return "harvard"
    url, accessed = _URL.search(text), _ACCESSED.search(text)
    if url and accessed and "(accessed" not in lowered:
        return "ama-11" if accessed.start() < url.start() else "ama-10"
    return None


def _of_book(text: str) -> str | None:
    head = text[:_HEAD]
    if _COMMA_DOTTED.search(head) and _YEAR_BRACKETS.match(text):
        return "apa"
    if _FULL_FIRST.match(head):
        return "chicago"
    if _PLAIN.search(head) and re.search(r";\s?(?:19|20)\d\d", text):
        placed = re.search(r"(?<!In:\s)\b(?!In:)[A-Z][\w.]+(?:,\s[A-Z][A-Za-z]+)?:\s[^:;]+;\s?(?:19|20)\d\d", text)
        return "vancouver" if placed and not re.search(r",\s[A-Z]{2}:", text) else "ama-10" if placed else "ama-11"
    return "author-date" if _YEAR_BRACKETS.match(text) else None


def _of_article(reference: Reference, text: str) -> str | None:
    head = text[:_HEAD]
    numbered = _YEAR_SEMICOLON.search(text)
    if not numbered and re.search(r"\.\sPublished online [A-Z][a-z]+ \d", text) and _PLAIN.search(head):
        return "ama-11"
    if numbered:
        return _ama_or_vancouver(reference, text, numbered)
    if _FIRST_INITIALS.match(head):
        return (
            "ieee"
            if re.search(r"\bvol\.\s", text)
            else "elsevier"
            if _YEAR_INSIDE.search(text)
            else "author-date"
            if _YEAR_AFTER.match(text[:200])
            else None
        )
    if _COMMA_DOTTED.search(head):
        return _comma_dotted(text)
    if _FULL_FIRST.match(head):
        return "chicago"
    if _YEAR_END.search(text):
        if not _PLAIN.search(head):
            return "nature"
        return None if re.search(r"\((?:19|20)\d\d\)\W*$", text) else "pdq"
    return "author-date" if _YEAR_BRACKETS.match(text[:400]) else None


def _comma_dotted(text: str) -> str:
    if ".;" in text[:_HEAD] and _YEAR_COMMA.search(text):
        return "acs"
    if _YEAR_END.search(text):
        return "nature"
    return "harvard" if re.search(r"\bpp\.|[‘']\S.{10,}[’'],", text) and _YEAR_BRACKETS.match(text) else "apa"


def _ama_or_vancouver(reference: Reference, text: str, numbered: re.Match[str]) -> str:
    pages = re.fullmatch(r"[A-Za-z]*(\d+)-[A-Za-z]*(\d+)", reference.pages or "")
    shortened = bool(pages and len(pages.group(2)) < len(pages.group(1)))
    if numbered.group("month") or numbered.group("gap") or numbered.group("stop") != "." or shortened:
        return "vancouver"
    return "ama-10" if reference.doi and re.search(r"doi:\s?\S+\.$", text) else "ama-11"


def _authors_trait(reference: Reference) -> str | None:
    if not reference.authors or reference.authors[0].family is None:
        return None
    head = reference.raw[:_HEAD]
    if _STOPPED.search(head) or _FIRST_INITIALS.match(head):
        return "initials with full stops (Smith A.B.)"
    return "initials without full stops (Smith AB)" if _PLAIN.search(head) else None


def _year_trait(reference: Reference) -> str | None:
    if reference.type not in {"article", "abstract"} or not reference.volume:
        return None
    if _YEAR_SEMICOLON.search(reference.raw):
        return "the year before the volume (2015;1(2):131)"
    if _YEAR_END.search(reference.raw):
        return "the year at the end"
    return "the year after the authors" if _YEAR_BRACKETS.match(reference.raw[:400]) else None


def _doi_trait(reference: Reference) -> str | None:
    if not reference.doi:
        return None
    lowered = reference.raw.lower()
    if "doi.org/" in lowered:
        return "the DOI as a link (https://doi.org/...)"
    return "the DOI as doi:10...." if "doi:" in lowered else None


def _pages_trait(reference: Reference) -> str | None:
    match = re.fullmatch(r"[A-Za-z]*(\d+)-(\d+)", reference.pages or "")
    if not match:
        return None
    first, last = match.groups()
    if len(last) < len(first):
        return "page ranges shortened (131-53)"
    # 7-13, 77-101 and 98-104 read the same in both habits
    return "page ranges in full (131-153)" if len(first) == len(last) > 1 and first[0] == last[0] else None


def _journal_trait(reference: Reference) -> str | None:
    if reference.type not in {"article", "abstract"} or not reference.container:
        return None
    form = _known_forms().get(name_key(reference.container))
    return {"full": "journal names in full", "short": "journal names abbreviated"}.get(form or "")


@cache
def _known_forms() -> dict[str, str]:
    """Key of a journal's name to `full` or `short`; names of one word, alike in both, are left out."""
    forms: dict[str, str] = {}
    for full, short in journal_forms():
        if name_key(full) != name_key(short):
            forms[name_key(full)] = "full"
            forms[name_key(short)] = "short"
    return forms


def _et_al_trait(reference: Reference) -> str | None:
    persons = sum(author.family is not None for author in reference.authors)
    if reference.et_al and persons:
        return f"et al after {persons} name{'s' if persons > 1 else ''}"
    return "more than 6 authors named" if persons > 6 else None


def _access_trait(reference: Reference) -> str | None:
    if reference.type != "web" or not (reference.url and reference.accessed):
        return None
    url, accessed = _URL.search(reference.raw), _ACCESSED.search(reference.raw)
    if not url or not accessed:
        return None
    return (
        "the date of access before the link" if accessed.start() < url.start() else "the link before the date of access"
    )


_TRAITS: Final[tuple[Callable[[Reference], str | None], ...]] = (
    _authors_trait, _year_trait, _doi_trait, _pages_trait, _journal_trait, _et_al_trait, _access_trait,
)  # fmt: skip


def style_differences(references: Sequence[Reference]) -> list[tuple[int, str]]:
    """Where a reference departs from what its list mostly does: (index, what differs), in order of the list.

    A habit counts as the list's own when at least four references show it or its opposite and 70 % of them agree.
    """
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
