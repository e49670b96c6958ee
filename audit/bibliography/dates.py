"""Dates as references write them, in the languages of medical pages, to ISO 8601 as exact as the text is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NAMES: Final = {
    1: "january jan janvier janv januar jänner enero ene gennaio genn janeiro januari",
    2: "february feb febr février fevrier févr fevr fév februar febrero febbraio febbr fevereiro februari",
    3: "march mar mars märz maerz mrz marzo março maart",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio magg mag maio mei",
    6: "june jun juin juni junio giugno giu junho",
    7: "july jul juillet juil juli julio luglio lug julho",
    8: "august aug août aout agosto ago agos augustus",
    9: "september sep sept septembre septiembre settembre sett set setembro",
    10: "october oct octobre oktober okt octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro december",
}
MONTHS: Final[dict[str, int]] = {name: number for number, names in _NAMES.items() for name in names.split()}
MONTH: Final = r"(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_MONTHS_FROM = rf"{MONTH}(?:\.?\s?[-–/]\s?{MONTH})?"  # a range of months counts as its first

# each names day, month, year; the first that matches at a place wins
DATE: Final = re.compile(
    r"(?<![\w/])(?:"
    rf"(?P<y1>{_YEAR})[-./](?P<m1>0?[1-9]|1[0-2])(?:[-./](?P<d1>{_DAY}))?(?![\d/])"
    rf"|(?P<n1>{_DAY})\s?(?P<sep>[-./])\s?(?P<n2>{_DAY})\s?(?P=sep)\s?(?P<y2>{_YEAR}|\d\d)(?![\d/])"
    rf"|(?P<m8>0?[1-9]|1[0-2])[/.](?P<y8>{_YEAR})(?![\d/])"
    rf"|(?P<d3>{_DAY})(?:st|nd|rd|th|er|ème|º|°|\.)?[\s-]?\s?(?:of |de |di )?(?P<m3>{MONTH})\b\.?,?"
    rf"(?:\s|-|/|\sde\s|\sdel\s)?\s?(?P<y3>{_YEAR})\b"
    rf"|(?P<m4>{MONTH})\b\.?\s?(?P<d4>{_DAY})(?:st|nd|rd|th)?(?:\s?[-–]\s?{_DAY})?\s?,?\s?(?P<y4>{_YEAR})\b"
    rf"|(?P<y5>{_YEAR})\b[,;]?\s(?P<m5>{_MONTHS_FROM})\b\.?(?:\s(?P<d5>{_DAY})(?:st|nd|rd|th)?\b(?!\s?[;:(]?\s?\(|[-–]\d))?"
    rf"|(?P<m6>{_MONTHS_FROM})\b\.?,?\s?(?:de\s|of\s)?(?P<y6>{_YEAR})\b"
    rf"|(?P<y7>{_YEAR})\b(?!\s?-\s?\d)"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as ISO 8601 (`2024`, `2024-07`, `2024-07-19`) at characters `start` to `end`."""

    value: str
    start: int
    end: int


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or abbreviation in English, French, German, Spanish, Italian, Portuguese, Dutch."""
    return MONTHS.get(re.match(r"[^\W\d_]*", name.strip()).group().lower())  # type: ignore[union-attr]


def _iso(match: re.Match[str]) -> str:
    group = match.groupdict()
    if group["n2"]:
        return _numeric(int(group["n1"]), int(group["n2"]), group["y2"], dotted=group["sep"] == ".")
    for index in "1345678":
        year = group.get(f"y{index}")
        if not year:
            continue
        month, day = group.get(f"m{index}"), group.get(f"d{index}")
        number = None if month is None else int(month) if month.isdigit() else month_number(month)
        return "-".join(
            [year, *([f"{number:02d}"] if number else []), *([f"{int(day):02d}"] if number and day else [])]
        )
    return ""


def _numeric(first: int, second: int, year: str, *, dotted: bool) -> str:
    """Day and month in numbers: the day stands first before full stops; else told apart where one is above 12.

    `01/08/2016` is the first of August or the eighth of January: only the year can be known.
    """
    if len(year) == 2:
        year = "20" + year
    if first > 12 >= second or (dotted and second <= 12):
        return f"{year}-{second:02d}-{first:02d}"
    if second > 12 >= first:
        return f"{year}-{first:02d}-{second:02d}"
    return f"{year}-{first:02d}-{first:02d}" if first == second else year


def match_date(text: str, at: int = 0) -> FoundDate | None:
    """The date that begins exactly at `at`, or None."""
    match = DATE.match(text, at)
    return FoundDate(_iso(match), match.start(), match.end()) if match else None


def find_date(text: str, at: int = 0, end: int | None = None) -> FoundDate | None:
    """The first date at or after `at`, or None. Years from 1500 to 2099."""
    match = DATE.search(text, at, len(text) if end is None else end)
    return FoundDate(_iso(match), match.start(), match.end()) if match else None


def to_iso(text: str) -> str | None:
    """ISO 8601 for a text that holds one date, or None."""
    found = find_date(text)
    return found.value if found else None
