"""Where in its source a work stands: year, volume, issue, pages, in every order that styles use.

`find_locator` proposes the rightmost stretch that reads as `2015;1(2):131-153`, `183 (2): 89-96, 1996`, `56(1), 1-7`,
`446, 41-45 (2007)`, `vol. 302, no. 11, pp. R1250-R1259, 2012` and the like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from audit.bibliography.dates import MONTH, MONTHS

_DASH: Final = r"\u2010-\u2015\u2212\u2043\-"
_YEAR: Final = r"(?:1[5-9]\d\d|20[0-4]\d)"
_ROMAN: Final = r"(?=[ivxlcIVXLC]+\b)(?:[ivxlc]{1,8}|[IVXLC]{1,8})\b"
_PAGE_PREFIX: Final = rf"(?:[A-Za-z]{{1,5}}[{_DASH}]?|[SWeE]\s)?"
PAGE: Final = (
    rf"(?:\d{{1,5}}[a-z]{{2}}\d{{1,4}}\b|Art(?:icle)?\.?\s?(?:(?:no|ID)\.?:?\s?)?\d+"
    rf"|{_PAGE_PREFIX}\d{{1,11}}[A-Za-z]?(?:\.[A-Za-z]?\d{{1,4}})?(?:e\d{{1,4}}\b)?|{_ROMAN})"
)
PAGES: Final = rf"{PAGE}(?:\s?[{_DASH}]+\s?{PAGE})?"
_PAGE_WORD: Final = r"(?:(?i:pp?|pages?|pgs?|seiten?|p[áa]gs?|S(?=\.))\b\.?\s?:?\s?)"
_SEASON: Final = rf"(?:{MONTH}|spring|summer|autumn|fall|winter)"
_MONTHS: Final = rf"(?i:{_SEASON}\b(?:\.?\s?[{_DASH}/]\s?{_SEASON}\b)?\.?)"
_DAYS: Final = rf"(?:\s?\d{{1,2}}(?:\s?[{_DASH}]\s?\d{{1,2}})?(?:st|nd|rd|th)?\b)?"
# a month with its days, or (in lists flattened by PMC) month and day as numbers: 1980 11 14;210(4471):801
_MONTH_DAY: Final = rf"(?:[\s,.]{{1,2}}{_MONTHS}{_DAYS}|\s\d{{1,2}}(?:\s\d{{1,2}})?\s?(?=;))"
_VOLUME: Final = (
    rf"(?<!pp\.\s)(?<!pp\s)(?<!pages\s)(?<!\sp\.\s)(?:\b(?i:vol(?:ume)?|bd|band|tome|t)\b\.?\s?)?(?P<volume>\d{{1,4}}(?:\s?[{_DASH}/]\s?\d{{1,4}})?(?:[{_DASH}]?[A-Z](?![A-Za-z\d]))?|[A-Z]{{1,2}}-?\d{{1,4}}(?=\s?[(:,])"
    r"|(?=[IVXLCDM]+\b)[IVXLCDM]{1,8})"
)
_ISSUE: Final = (
    rf"(?:\s?,?\s?(?:\(\s?(?P<issue>(?!{_YEAR}\s?\))[^()]{{1,60}}(?:\([^()]{{1,20}}\)[^()]{{0,20}})?)\s?\)"
    r"|(?i:no|nos|nr|n[°ºo]|issue|iss|heft|h|n|num|núm|fasc|#|№)\.?\s?(?P<number>\d{1,4}(?:\s?[–/-]\s?\d{1,4})?)"
    rf"|(?P<supplement>\d{{0,3}}\s?(?i:suppl(?:ement)?s?|pt|part|spec(?:ial)?\s?(?:no|iss(?:ue)?)?)\b\.?\s?(?:[A-Z\d]{{1,3}}\b)?(?:\s?(?i:pt|part|suppl)\.?\s?[A-Z\d]{{1,2}})?)"
    r"|(?P<spaced>(?<=\d\s)\d{1,3}(?=\s?:)|(?<=,\s)\d{1,3}(?=\s?,?\s?\((?:[A-Z][a-z]+\.?\s)?(?:1[5-9]|20)\d\d)|(?<=[\dIVXLC])[:/]\d{1,3}(?=\s\()|(?<=\d)\.\d{1,2}(?=\s\())))"
)
_SUPPLEMENT_AFTER: Final = r"(?:\s?,?\s?(?P<later>(?i:suppl(?:ement)?|pt|part)\b\.?\s?[A-Z\d]{0,3}))?"

# a pattern may name a group once: the same issue where no volume stands before it
_ISSUE_ALONE: Final = re.sub(r"\(\?P<(\w+)>", r"(?P<\1_b>", _ISSUE)
# (year) first: 2015;1(2):131-53. 2014, 26: 1321. (2009) 55(2):129
YEAR_FIRST: Final = re.compile(
    rf"\b(?P<year>{_YEAR})(?:/\d{{2,4}})?(?P<letter>[a-z])?\b[)\]]?(?:{_MONTH_DAY})?"
    rf"(?P<sep>\s?[;:,.]{{1,2}}\s?|\s)"
    rf"(?:{_VOLUME}(?:{_ISSUE})?{_SUPPLEMENT_AFTER}|{_ISSUE_ALONE})"
    rf"(?:(?P<psep>\s?[:;,.]+\s?|\s)(?:{_PAGE_WORD})?(?P<pages>{PAGES})\b|\s?:?\s?(?=$|[.;\ue000]))",
)
YEAR_PAGES: Final = re.compile(
    rf"\b(?P<year>{_YEAR})(?P<letter>[a-z])?\b(?:{_MONTH_DAY})?\s?(?P<sep>[:;])\s?(?:{_PAGE_WORD})?(?P<pages>{PAGES})\b"
)
# volume first, the year at the end: 183 (2): 89-96, 1996. 446, 41-45 (2007). vol. 3, no. 1, pp. 2-9, Jun. 2012
YEAR_LAST: Final = re.compile(
    rf"\b{_VOLUME}(?:{_ISSUE})?{_SUPPLEMENT_AFTER}(?P<psep>\s?[:,;]\s?|\s(?=pp?\b)|(?<=\))\s?|\s(?=\d+\s?[{_DASH}]))(?:{_PAGE_WORD})?(?P<pages>{PAGES})"
    rf"(?P<more>(?:,\s?{PAGES}){{0,2}}?(?:;\s?(?:discussion|quiz|author\sreply|table\sof\scontents|passim)[^,;]{{0,24}})?)\s?[,;.]?\s?[(\[]?\s?(?:{_MONTHS}\s?(?:\d{{1,2}},?\s)?)?\b(?P<year>{_YEAR})(?P<letter>[a-z])?\b\s?[)\]]?",
)
# the year between volume and pages: 3 (1985), 79-119. 42, no. 3 (2012): 5-24. 9, 2000, 143-161
YEAR_INSIDE: Final = re.compile(
    rf"\b{_VOLUME}(?:{_ISSUE})?{_SUPPLEMENT_AFTER}\s?,?\s?(?:[(\[]\s?(?:{_MONTHS}\s?(?:\d{{1,2}},?\s)?,?\s?)?(?P<year>{_YEAR})(?:[/–-]\d{{2,4}})?(?P<letter>[a-z])?\s?[)\]]"
    rf"|,\s?(?P<year_b>{_YEAR})\b)\s?[:,;.]?\s?(?:{_PAGE_WORD})?(?P<pages>{PAGES})\b",
)
# no pages: 13(4), May 1995. vol. 87, 1990
NO_PAGES: Final = re.compile(
    rf"\b(?:(?<=vol\.\s)|(?<=vol\s)|(?<=vol\.)|(?<=volume\s)|(?=\d{{1,4}}\s?\()){_VOLUME}(?:{_ISSUE})?\s?,?\s?[(\[]?(?:{_MONTHS}\s?(?:\d{{1,2}},?\s)?)?\b(?P<year>{_YEAR})\b[)\]]?(?!\s?[:,;{_DASH}]\s?\d)"
)
# no year: 56(1), 1-7. 10: e0137518. 27 (3) 291-305
NO_YEAR: Final = re.compile(
    rf"(?:\b|(?<=[a-z).])(?=\d)){_VOLUME}(?:{_ISSUE})?{_SUPPLEMENT_AFTER}(?P<psep>\s?[:,;]\s?|(?<=\))\s?|\s(?=pp?\b)|\s(?=\d+\s?[{_DASH}]))(?:{_PAGE_WORD})?(?P<pages>{PAGES})\b",
)
_E_RANGE: Final = re.compile(r"(\d{2,5})e(\d{1,5})\Z")


@dataclass(frozen=True, slots=True)
class Locator:
    """Volume, issue, pages, year as written (dashes made plain), at `start` to `end`; `form`: the order."""

    start: int
    end: int
    form: str
    year: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    loose: bool = False


def plain_pages(pages: str | None) -> str | None:
    """`131–53` as `131-53`; `765e71`, where an `e` stands for a lost dash, as `765-71`."""
    if not pages:
        return None
    pages = re.sub(rf"\s?[{_DASH}]+\s?", "-", pages.strip())
    pages = re.sub(r"(?<=[A-Za-z])[.\s](?=\d)", "", pages)
    lost = _E_RANGE.match(pages)
    if lost and (len(lost.group(2)) < len(lost.group(1)) or int(lost.group(2)) > int(lost.group(1))):
        pages = f"{lost.group(1)}-{lost.group(2)}"
    return pages


def _is_page_range(volume: str) -> bool:
    """Whether `14-38` in a volume's place is a range of pages: volumes are bound by twos and threes."""
    match = re.match(rf"(\d+)\s?[{_DASH}]+\s?(\d+)", volume)
    return bool(match) and not 0 < int(match.group(2)) - int(match.group(1)) <= 3  # type: ignore[union-attr]


def _issue(group: dict[str, str | None]) -> str | None:
    parts = [
        group.get(name)
        for name in ("issue", "number", "supplement", "spaced", "issue_b", "number_b", "supplement_b", "later")
    ]
    joined = " ".join(
        part.strip(" ,.:/") if part[0] in ".:/" else part.strip(" ,") for part in parts if part and part.strip(" ,")
    )
    return joined.strip() or None


def _locator(match: re.Match[str], form: str) -> Locator:
    group = match.groupdict()
    issue = _issue(group)
    volume = group.get("volume")
    pages = plain_pages(group.get("pages"))
    if volume and pages and not issue and (group.get("psep") or "") == "." and _is_page_range(volume):
        volume, pages = None, f"{plain_pages(volume)}.{pages}"  # 2021:487-508.e9
    elif volume and not pages and not issue and (_is_page_range(volume) or ":" in (group.get("sep") or "")):
        volume, pages = None, plain_pages(volume)  # 2023;1-13 and 2009:94-103 are pages
    loose = form == "no-year" or (form == "year-first" and group["sep"] in {" ", ", ", "."} and not issue)
    return Locator(
        match.start(), match.end(), form, group.get("year") or group.get("year_b"),
        re.sub(rf"\s?[{_DASH}]\s?", "-", volume) if volume else None,
        re.sub(r"^(?:no|nr|issue|n°|nº)\.?\s?(?=\d)", "", issue, flags=re.I) if issue else None,
        pages, loose,
    )  # fmt: skip


_FORMS: Final = (
    ("year-inside", YEAR_INSIDE),
    ("year-last", YEAR_LAST),
    ("year-pages", YEAR_PAGES),
    ("no-pages", NO_PAGES),
    ("no-year", NO_YEAR),
)


_A_YEAR: Final = re.compile(rf"(?<![\d/]){_YEAR}(?!\d)")
_DATE_BEFORE: Final = re.compile(rf"(?:\b\d{{1,2}}/\d{{1,2}}\s|\b{_MONTHS}\s(?:\d{{1,2}},?\s)?)?[(\[]?\Z")
_REACH: Final = 90  # characters in which volume, issue, pages and year of one locator stand


def find_locator(text: str, at: int = 0, *, year_known: bool = False) -> Locator | None:
    """The locator of `text` at or after `at`, or None. With `year_known` a form without a year is believed first."""
    years = [match.start() for match in _A_YEAR.finditer(text, at)][-4:]
    best = _year_first(text, at, years)
    if best is not None and best.volume and best.pages and not best.loose and len(text) - best.end < 80:
        return best
    start = max(at, min(years[0] - _REACH if years else len(text), len(text) - 2 * _REACH))
    candidates = [match.start() for match in _CANDIDATE.finditer(text, start)]
    dated = [place for place in candidates if place <= years[-1]] if years else []
    for form, pattern in _FORMS:
        if form == "no-year" and best is not None and not (year_known and best.loose):
            continue
        last = _last_match(pattern, text, candidates if form == "no-year" else dated)
        if last is None:
            continue
        found = _with_volume_word(_locator(last, form), text, at)
        if _plausible(found, text) and (best is None or _rank(found, text) > _rank(best, text)):
            best = found
    return best


# where a volume can begin: trying the long patterns from here only is four times faster than at every character
_CANDIDATE: Final = re.compile(r"(?<!\d)\d|(?<!\w)[A-Z]{1,2}-?\d|(?<!\w)[IVXLCDM]{1,8}(?=[\s:,;(])")
_VOLUME_WORD: Final = re.compile(r"(?<![^\W\d_])(?i:vol(?:ume)?|bd|band|tome|t)\.?\s?\Z")


def _last_match(pattern: re.Pattern[str], text: str, candidates: list[int]) -> re.Match[str] | None:
    last: re.Match[str] | None = None
    end = -1
    for place in candidates:
        if place >= end and (match := pattern.match(text, place)):
            last, end = match, match.end()
    return last


def _with_volume_word(found: Locator, text: str, at: int) -> Locator:
    word = _VOLUME_WORD.search(text[max(at, found.start - 8) : found.start]) if found.volume else None
    return replace(found, start=found.start - (word.end() - word.start())) if word else found


def _year_first(text: str, at: int, years: list[int]) -> Locator | None:
    """The last `2015;1(2):131-153` of the text; a volume that looks like a year (`2010;1800:611`) stays a volume."""
    covered = -1
    last: Locator | None = None
    for year in years:
        match = YEAR_FIRST.match(text, year) if year >= covered else None
        if match is None:
            continue
        found = _locator(match, "year-first")
        if _plausible(found, text):
            last = _with_date(found, text, at)
            covered = match.end() if found.volume else covered
    return last


def _with_date(found: Locator, text: str, at: int) -> Locator:
    """A month and day before the year belong to the locator: `Dec 7 2006;355(23):2408`."""
    head = text[max(at, found.start - 18) : found.start]
    dated = any(word.strip(".,").lower() in MONTHS for word in head.split()[-2:])
    if not (dated or head[-1:] in {"(", "["} or "/" in head[-4:]):
        return found
    before = _DATE_BEFORE.search(head)
    return replace(found, start=found.start - len(head) + before.start()) if before else found


_MONTH_BEFORE: Final = re.compile(rf"\b{MONTH}\.?\s?$", re.IGNORECASE)


_ISSUE_WORDS: Final = re.compile(rf"\d|suppl|spec|part|\bpt|^[A-Z]$|^[IVX]+$|^{_SEASON}\b", re.IGNORECASE)


_SERIES_WORDS: Final = re.compile(r"\b(?:publication|report|guideline|document|version|isbn)\b", re.IGNORECASE)


def _plausible(found: Locator, text: str) -> bool:
    if found.form in {"year-inside", "no-year", "year-last"} and _MONTH_BEFORE.search(
        text, max(0, found.start - 12), found.start
    ):
        return False  # June 7, 1998, C1: a date, not a volume
    if found.form == "no-year" and found.volume and re.fullmatch(_YEAR, found.volume) and not found.issue:
        return False
    if (
        found.pages
        and re.fullmatch(rf"[A-Za-z]{{3,}}\s?\d{{1,2}}|{_YEAR}", found.pages)
        and not (found.year and found.issue)
    ):
        return found.form == "year-first" and ":" in text[found.start : found.end]
    if found.issue and (not _ISSUE_WORDS.search(found.issue) or _SERIES_WORDS.search(found.issue)):
        return False  # 2011 (in Chinese), 2014. (Society publication no. 137)
    if found.volume and not found.pages and not found.issue and re.fullmatch(_YEAR, found.volume):
        return False  # April 2009. 2009
    return not (found.volume and found.volume.isalpha() and found.volume.islower())


def _rank(found: Locator, text: str) -> tuple[int, int, int]:
    """Closer to the end, then more of it read: a later start can only be part of the same locator."""
    rest = text[found.end :].partition("\ue000")[0]
    known = sum(part is not None for part in (found.year, found.volume, found.issue, found.pages))
    return (-(len(rest) // 40), known, -found.start)
