"""Author-year citations against an unnumbered list: `(Smith et al., 2010; WHO 2019a)`, `Smith (2010) showed`.

Every year of the text that a listed work bears is a candidate; the names before it, back to the start of its
parenthesis or clause, must name that work's first author. The words stay in the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.claims.body import Body
from audit.claims.marks import Mark
from audit.model.reference import Reference

_YEAR = re.compile(
    r"\b((?:19|20)\d\d)([a-z](?:\s?[,&]\s?[a-z]\b)*)?(?![\w-])|\bin press\b|\bforthcoming\b", re.IGNORECASE
)
_NAME = r"(?:(?:van|von|de|der|den|di|da|del|dos|la|le|el|al|ten|ter|d’|d')\s?){0,3}[A-ZÀ-ÞŠŽ][\w’'‐-]*"
_NAMES_BEFORE = re.compile(
    rf"(?P<first>{_NAME}(?:\s(?:(?:of|for|and|the|on|de)\s)?[A-ZÀ-Þ][\w’'‐-]*){{0,6}})"
    rf"(?P<rest>(?:\s?,\s?{_NAME}){{0,6}}(?:\s?,?\s(?:and|&|et|und|y|e)\s{_NAME}(?:\s{_NAME})?)?)"
    r"(?P<al>\s?,?\s?(?:and\s)?(?:et\sal\.?|et\scoll\.?|and\scolleagues|and\sco-?workers|u\.\s?a\.))?"
    r"(?:[’']s?)?\s?,?\s?[(\[]?\s?$"
)
_MORE_YEARS = re.compile(r"(?:(?:19|20)\d\d[a-z]?|in press)\s?(?:,|;|&|and)\s?$")
_WINDOW = 160


@dataclass(slots=True)
class _Index:
    """Works by folded first-author name and year; names by first word, to find the longest that fits."""

    works: dict[tuple[str, str], list[Reference]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def author_year_marks(
    body: Body, references: Sequence[Reference], start: int, end: int, taken: Sequence[tuple[int, int]]
) -> list[Mark]:
    """The author-year citations between `start` and `end`, in order."""
    index = _index(references)
    marks: list[Mark] = []
    text = body.text
    last_names: str | None = None
    last_end = -1
    for found in _YEAR.finditer(text, start, end):
        if any(begin <= found.start() < stop for begin, stop in taken):
            continue
        years = _years(found)
        lead_start = max(start, found.start() - _WINDOW)
        lead = text[lead_start : found.start()]
        opening = max(lead.rfind("\n"), lead.rfind(";"))
        names = _NAMES_BEFORE.search(lead[opening + 1 :])
        begin = lead_start + opening + 1 + (names.start() if names else 0)
        entries: list[tuple[str, Reference]] = []
        used_year_start = found.start()
        if names:
            candidates = _name_candidates(names)
            entries = _lookup(index, candidates, years)
            if entries:
                last_names = candidates[0]
        elif last_names is not None and _MORE_YEARS.search(text[last_end - 8 : found.start()]) and last_end > 0:
            entries = _lookup(index, [last_names], years)
            begin = used_year_start
        if entries:
            labels = tuple(f"{reference.label or name}" for name, reference in entries)
            keys = tuple(reference.key for _, reference in entries)
            marks.append(Mark(begin, found.end(), labels, keys, "author-year", textual=True))
            last_end = found.end()
    return marks


def _years(found: re.Match[str]) -> list[str]:
    if found.group(1) is None:
        return ["in press"]
    letters = re.findall(r"[a-z]", found.group(2) or "")
    return [found.group(1) + letter for letter in letters] or [found.group(1)]


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())


def _index(references: Sequence[Reference]) -> _Index:
    index = _Index()
    for reference in references:
        year = (reference.year or "in press").strip()
        for name in _author_names(reference):
            folded = _fold(name)
            if not folded:
                continue
            index.names.add(folded)
            for variant in {year, year[:4]}:
                held = index.works.setdefault((folded, variant), [])
                if reference not in held:
                    held.append(reference)
    return index


def _author_names(reference: Reference) -> list[str]:
    if not reference.authors:
        words = (reference.title or reference.raw).split()
        return [" ".join(words[:3]), words[0]] if words else []
    first = reference.authors[0]
    names = [first.sort_name]
    if first.family:
        names.append(first.family)
        names.append(first.family.split("-")[0] if "-" in first.family else first.family)
    if first.literal:
        words = re.findall(r"[A-Z]\w*", first.literal)
        names.append("".join(word[0] for word in words))
        names += re.findall(r"\(([A-Z]{2,10})\)", first.literal)
        if words:
            names.append(words[0])
    return list(dict.fromkeys(name for name in names if name))


def _name_candidates(names: re.Match[str]) -> list[str]:
    """First-author names to try, the likeliest first: the whole name, then without words in front of it."""
    first = names.group("first")
    words = first.split()
    return [" ".join(words[position:]) for position in range(len(words))]


def _lookup(index: _Index, candidates: Sequence[str], years: Sequence[str]) -> list[tuple[str, Reference]]:
    for candidate in candidates:
        folded = _fold(candidate)
        entries = []
        for year in years:
            works = index.works.get((folded, year)) or (
                index.works.get((folded, year[:4])) if len(year) > 4 and len(years) == 1 else None
            )
            if works:
                entries.append((f"{candidate} {year}", works[0]))
        if entries:
            return entries
    return []
