"""Dates as references give them: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date that may be as rough as a year: the first and the last day that it can mean."""

    earliest: date
    latest: date


def read_date(text: str | None) -> PartialDate | None:
    """An ISO 8601 date, month or year; None for anything else, and for days that do not exist."""
    match = _ISO.fullmatch((text or "").strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        earliest = date(year or 0, month or 1, day or 1)
        latest = date(year or 0, month or 12, day or calendar.monthrange(year or 0, month or 12)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return PartialDate(earliest, latest)


def years_before(day: date, years: float) -> date:
    """The day `years` before `day`; fractions count as twelfths."""
    months = day.year * 12 + day.month - 1 - round(years * 12)
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
