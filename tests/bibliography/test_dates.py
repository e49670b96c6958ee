"""Dates in the languages and forms of reference lists, to ISO 8601 as exact as they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.bibliography.ama import written_date
from audit.bibliography.dates import to_iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("July 19, 2024", "2024-07-19"), ("19 July 2024", "2024-07-19"), ("19th July 2024", "2024-07-19"),
        ("Jul 19 2024", "2024-07-19"), ("19-Jul-2024", "2024-07-19"), ("2024 Jul 19", "2024-07-19"),
        ("2024, July 19", "2024-07-19"), ("2024-07-19", "2024-07-19"), ("2024/07/19", "2024-07-19"),
        ("19/07/2024", "2024-07-19"), ("07/19/2024", "2024-07-19"), ("19.07.2024", "2024-07-19"),
        ("05.07.2024", "2024-07-05"), ("01/08/2016", "2016"), ("08/08/2016", "2016-08-08"), ("Sept. 2003", "2003-09"),
        ("1er juillet 2024", "2024-07-01"), ("11 août 2021", "2021-08-11"), ("19. Juli 2024", "2024-07-19"),
        ("3. März 2020", "2020-03-03"), ("5 de mayo de 2019", "2019-05-05"), ("7 luglio 2022", "2022-07-07"),
        ("July 2024", "2024-07"), ("2015 Mar-Apr", "2015-03"), ("2010", "2010"), ("no date", None), ("12345", None),
    ],
)  # fmt: skip
def test_to_iso(text: str, iso: str | None) -> None:
    assert to_iso(text) == iso


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_written_dates_are_read_back(day: date) -> None:
    assert to_iso(written_date(day.isoformat())) == day.isoformat()
