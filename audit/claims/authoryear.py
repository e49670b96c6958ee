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
    rf"(?P<rest>(?:\s?,\s?{_NAME}){{0,6}}(?:\s?,?(?:\s(?:and|et|und|y|e)\s|\s?&\s?){_NAME}(?:\s{_NAME})?)?)"
    r"(?P<al>\s?,?\s?(?:and\s)?(?:et\sal\.?|et\scoll\.?|and\scolleagues|and\sco-?workers|u\.\s?a\.))?"
    r"(?:[’']s?)?\s?,?\s?[(\[]?\s?$"
)
_MORE_YEARS = re.compile(r"(?:(?:19|20)\d\d[a-z]?|in press)\s?(?:,|;|&|and)\s?$")
_WINDOW = 160
_CAPITALISED = re.compile(r"[A-ZÀ-ÞŠŽ][\w’'‐-]{2,}")


def author_year_marks(
    body: Body, references: Sequence[Reference], start: int, end: int, taken: Sequence[tuple[int, int]]
) -> list[Mark]:
    """The author-year citations between `start` and `end`, in order."""
    index = _index(references)
    marks: list[Mark] = []
    text = body.text
    last: _Named | None = None
    last_end = -1
    for found in _YEAR.finditer(text, start, end):
        if any(begin <= found.start() < stop for begin, stop in taken):
            continue
        named, begin = _named_before(text, max(start, found.start() - _WINDOW), found.start())
        if named is None and last is not None and _MORE_YEARS.search(text[last_end - 8 : found.start()]):
            named, begin = last, found.start()
        if named is None:
            continue
        entries = index.works_of(named, _years(found))
        if entries:
            labels = tuple(reference.label or f"{reference.key}" for reference in entries)
            keys = tuple(item.key for item in entries)
        elif _plainly_cites(text, named, begin, found):
            labels, keys = tuple(f"{named.shown} {year}" for year in _years(found)), ("",) * len(_years(found))
        else:
            continue
        marks.append(Mark(begin, found.end(), labels, keys, "author-year", textual=True))
        last, last_end = named, found.end()
    return marks


_NO_NAME = frozenset(
    "table figure fig box section version update updated january february march april may june july august september "
    "october november december spring summer autumn winter since until before after version released accessed revised "
    "published copyright".split()
)


def _plainly_cites(text: str, named: _Named, begin: int, found: re.Match[str]) -> bool:
    """`(Moreau et al., 2017)`, `Moreau and Roy (2017)`, `(Moreau, 2017)` cite, whether the list has the work or not."""
    if found.group(1) is None or named.shown.split()[0].lower() in _NO_NAME:
        return False
    closed = text[found.end() : found.end() + 1] in (")", "]", ";", ",")
    if named.et_al or named.second:
        return closed and "(" in text[max(0, begin - 80) : found.start()]
    return closed and text[begin - 1 : begin] in ("(", "[") and text[found.start() - 2 : found.start()] == ", "


@dataclass(frozen=True, slots=True)
class _Named:
    """The authors that a citation names: `first` as written (several readings, likeliest first), the second where
    one is named, and whether `et al` follows."""

    first: tuple[str, ...]
    second: str | None
    et_al: bool

    @property
    def shown(self) -> str:
        """The first author as a reader would name him."""
        return self.first[0]


def _named_before(text: str, start: int, end: int) -> tuple[_Named | None, int]:
    """The authors named just before `end`, back to the start of their clause, and where their names begin."""
    lead = text[start:end]
    opening = max(lead.rfind("\n"), lead.rfind(";")) + 1
    found = _NAMES_BEFORE.search(lead[opening:])
    if found is None:
        return None, end
    whole = found.group("first")
    pieces = re.split(r"\s(?:and|&|et|und|y|e)\s", whole)
    words = whole.split()
    readings = [whole, pieces[0], *(" ".join(words[position:]) for position in range(1, len(words)))]
    if len(pieces) > 1:
        readings += [" ".join(pieces[0].split()[position:]) for position in range(1, len(pieces[0].split()))]
    rest = re.findall(_NAME, found.group("rest") or "")
    readings += rest  # `However, Liu (1989)`: what stands first need not be a name
    second = pieces[1] if len(pieces) > 1 else rest[0] if rest else None
    named = _Named(tuple(dict.fromkeys(readings)), second, bool(found.group("al")))
    return named, start + opening + found.start()


def _years(found: re.Match[str]) -> list[str]:
    if found.group(1) is None:
        return ["in press"]
    letters = re.findall(r"[a-z]", found.group(2) or "")
    return [found.group(1) + letter for letter in letters] or [found.group(1)]


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower())


@dataclass(slots=True)
class _Index:
    """Works by folded first-author name and year; mentions: by any name that the entry's beginning holds."""

    works: dict[tuple[str, str], list[Reference]] = field(default_factory=dict)
    mentions: dict[tuple[str, str], list[Reference]] = field(default_factory=dict)

    def works_of(self, named: _Named, years: Sequence[str]) -> list[Reference]:
        """One work for each of the years, by the first reading of the name that fits any of them."""
        for reading in named.first:
            folded = _fold(reading)
            if not folded:
                continue
            found = [work for year in years if (work := self._work(folded, year, named)) is not None]
            if found:
                return found
        if not (named.et_al or named.second):
            return []
        return [work for year in years if (work := self._mentioned(named, year)) is not None]

    def _mentioned(self, named: _Named, year: str) -> Reference | None:
        """The one entry that names the author and the year, though its authors were not read so."""
        works = self.mentions.get((_fold(named.shown.split()[-1]), year[:4]), [])
        return works[0] if len(works) == 1 else None

    def _work(self, name: str, year: str, named: _Named) -> Reference | None:
        exact = self.works.get((name, year))
        if exact:
            return _best(exact, named)
        if not year[-1:].isalpha() or year == "in press":
            return None
        # The list gives no letters: the a-th work of that year in the order of the list.
        same_year = self.works.get((name, year[:4]), [])
        position = ord(year[-1]) - ord("a")
        return same_year[position] if position < len(same_year) else None


def _best(works: Sequence[Reference], named: _Named) -> Reference:
    """Among works of one first author and year, the one whose other authors fit what is named."""

    def fit(work: Reference) -> int:
        score = 0
        count = len(work.authors)
        if named.second and count > 1:
            score += 3 if _fold(named.second).startswith(_fold(work.authors[1].sort_name)[:12] or "?") else -2
        if named.et_al:
            score += 2 if count > 2 or work.et_al else -2
        elif not named.second:
            score += 1 if count == 1 else 0
        elif count == 2:
            score += 1
        return score

    return max(works, key=fit)


def _index(references: Sequence[Reference]) -> _Index:
    index = _Index()
    for reference in references:
        year = (reference.year or "in press").strip()
        for name in _author_names(reference):
            folded = _fold(name)
            for variant in {year, year[:4]} if folded else ():
                held = index.works.setdefault((folded, variant), [])
                if reference not in held:
                    held.append(reference)
        years = dict.fromkeys(re.findall(r"\b(?:19|20)\d\d", reference.raw[:2000])[:3])
        for name in dict.fromkeys(_fold(word) for word in _CAPITALISED.findall(reference.raw[:80])):
            for year in years:
                index.mentions.setdefault((name, year), []).append(reference)
    return index


def _author_names(reference: Reference) -> list[str]:
    """The names that a text may call a reference by: its first author, an organisation's initials, its title."""
    if not reference.authors:
        words = (reference.title or reference.raw).split()
        return [" ".join(words[:3]), words[0]] if words else []
    first = reference.authors[0]
    names = [first.sort_name]
    if first.family:
        names += [first.family, first.family.split("-")[0]]
    if first.literal:
        words = re.findall(r"[A-Z]\w*", first.literal)
        names.append("".join(word[0] for word in words))
        names += re.findall(r"\(([A-Z]{2,10})\)", first.literal)
        names += words[:1]
    names += re.findall(r"^[^\W\d_][\w’'‐-]+", reference.raw)  # whatever was made of the rest
    return list(dict.fromkeys(name for name in names if name))
