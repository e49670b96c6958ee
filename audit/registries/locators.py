"""Volume, issue, pages: numbers that everybody writes a little differently.

`E398-404` is `E398-E404`; `41(16 suppl)` is volume 41; `e1008184` is an article number; `:188` points into `181-190`.
Each comparison says True (the same), False (not), or None (cannot be told: a registry's own gap is no error).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.registries.text import unmarked

_DASH = re.compile(r"\s*(?:[-‐‑‒–—−~]|\bto\b)\s*")
_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z", re.I)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SUPPLEMENT = re.compile(r"s(?:up)?(?:pl)?(?:ement)?s?(?:_|\b|(?=\d))", re.I)
_LABEL = re.compile(
    r"^\s*(?:vol(?:ume)?s?|no|nr|issue|iss|pp?|pages?|art(?:icle)?(?:\s*(?:no|number|id))?|bd)\b[.:]?\s*", re.I
)


def _plain(text: str) -> str:
    return _LABEL.sub("", unmarked(text)).strip(" .,;()[]").casefold()


def _roman(text: str) -> int | None:
    if not text or not _ROMAN.match(text):
        return None
    total = 0
    values = [_ROMAN_VALUES[char] for char in text.lower()]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


def _number(text: str) -> str:
    """A number as compared: no leading zeros, Roman numerals as figures."""
    text = text.strip(" .,;")
    roman = _roman(text)
    if roman is not None:
        return str(roman)
    return re.sub(r"\b0+(?=\d)", "", text)


def same_volume(cited: str, registered: str) -> bool:
    """Whether two volumes are one: supplements and part numbers aside."""
    one, other = _volume(cited), _volume(registered)
    if one == other:
        return True
    # 102-B of The Bone & Joint Journal, A23, 31A: figures that agree say enough, letters are often left out
    figures_one, figures_other = re.findall(r"\d+", one), re.findall(r"\d+", other)
    if not figures_one or not figures_other or figures_one[0] != figures_other[0]:
        return False
    letters_one, letters_other = re.sub(r"[^a-z]", "", one), re.sub(r"[^a-z]", "", other)
    return not letters_one or not letters_other or letters_one == letters_other


def _volume(text: str) -> str:
    plain = _plain(text)
    plain = re.split(r"\s*(?:\(|,|;|:)", plain)[0]
    head = _SUPPLEMENT.split(plain)[0].strip(" .-_") if re.search(r"\d.*" + _SUPPLEMENT.pattern, plain, re.I) else plain
    return _number(head or plain)


def same_issue(cited: str, registered: str) -> bool | None:
    """Whether two issues are one; None where they are of kinds that cannot be compared (`Suppl` against `4`)."""
    one, other = _plain(cited), _plain(registered)
    if one == other:
        return True
    numbers_one, numbers_other = re.findall(r"\d+", one), re.findall(r"\d+", other)
    numbers_one, numbers_other = [n.lstrip("0") for n in numbers_one], [n.lstrip("0") for n in numbers_other]
    supplement_one, supplement_other = _is_supplement(one), _is_supplement(other)
    if supplement_one != supplement_other or not numbers_one or not numbers_other:
        return None
    if not supplement_one and re.search(r"[a-z]", re.sub(r"pt|part|pts|parts|and|no", "", one + other)):
        return None  # "spec no", month names, "autumn"
    return bool(set(numbers_one) & set(numbers_other)) or _spans(numbers_one, numbers_other)


def _is_supplement(text: str) -> bool:
    return bool(re.search(r"(?:^|\W|_|\d\s*)s(?:up|\d|$|\b)", text))


def _spans(one: list[str], other: list[str]) -> bool:
    """A double issue: `1-3` holds `2`."""
    for span, single in ((one, other), (other, one)):
        if len(span) == 2 and len(single) == 1 and int(span[0] or 0) <= int(single[0] or 0) <= int(span[1] or 0):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Pages:
    """One stretch of pages: `prefix` of its numbers (`e`, `s`), `first`, `last` (None for one page), `token`."""

    prefix: str
    first: int | None
    last: int | None
    token: str


def parse_pages(text: str) -> list[Pages]:
    """The stretches in a pages field, abbreviated ends completed: `131-53, 160` -> 131-153 and 160."""
    stretches = []
    for piece in re.split(r"\s*(?:[,;]|\band\b|&)\s*", _plain(text)):
        ends = [end for end in _DASH.split(piece.strip()) if end]
        if not ends:
            continue
        ends = [_LABEL.sub("", ends[0]), *ends[1:]]
        prefix, first, suffix = _page(ends[0])
        last = None
        if len(ends) > 1 and first is not None:
            end_prefix, last, end_suffix = _page(ends[1])
            if suffix and not prefix and not end_suffix and last is not None and suffix.startswith(".e"):
                last = None  # 131-153.e4: electronic pages after the printed ones
            if last is not None and last < first and not (end_prefix and end_prefix != prefix):
                last = _completed(first, last)
        stretches.append(Pages(prefix, first, last, re.sub(r"[^a-z0-9]", "", ends[0])))
    return stretches


def _page(text: str) -> tuple[str, int | None, str]:
    found = re.match(r"([a-z]{0,6}?)[\s._]*(\d+)(.*)\Z", text.strip())
    if found and len(found[2]) <= 15:
        return found[1], int(found[2]), found[3]
    roman = _roman(text.strip())
    return ("", roman, "") if roman is not None and text.strip() else (text, None, "")


def _completed(first: int, last: int) -> int:
    """`131-53` -> 153, `1998-2003` -> 2003, `997-1` -> 1001."""
    width: int = 10 ** len(str(last))
    candidate = first - first % width + last
    return candidate if candidate >= first else candidate + width


def same_pages(cited: str, registered: str, *, doi: str | None = None) -> bool | None:
    """Whether cited pages are the registered ones, or lie in them. None where the two count differently.

    doi: of the registered work; many article numbers are part of it.
    """
    ours, theirs = parse_pages(cited), parse_pages(registered)
    if not ours or not theirs:
        return None
    if any(_within(one, other) for one in ours for other in theirs):
        return True
    if re.sub(r"[^a-z0-9]", "", _plain(cited)) == re.sub(r"[^a-z0-9]", "", _plain(registered)):
        return True
    one, other = ours[0], theirs[0]
    if (
        doi
        and one.last is None
        and one.token
        and re.search(rf"(?:^|[^0-9])0*{re.escape(one.token.lstrip('e0'))}\Z", doi)
    ):
        return True
    if one.first is None or other.first is None:
        return None
    if other.first == 1 and one.last is None and not other.prefix:
        return None  # the registry counts the pages of the PDF, the reference gives an article number
    if one.first == 1 and other.last is None and not one.prefix:
        return None
    if bool(one.prefix) != bool(other.prefix) and (one.last is None) != (other.last is None):
        return None  # an article number against pages: both can be right
    return False


def _within(one: Pages, other: Pages) -> bool:
    """The same stretch, its beginning, or one page in it. `other` is the registered one."""
    if one.first is None or other.first is None:
        return bool(one.token) and one.token == other.token
    if one.prefix != other.prefix and one.prefix and other.prefix:
        return False
    if one.prefix != other.prefix and len(str(one.first)) < 4 and (one.last is None) != (other.last is None):
        return False
    if one.first == other.first:
        return one.last is None or other.last is None or one.last == other.last
    return (
        one.last is None
        and other.last is not None
        and other.first < one.first <= other.last
        and one.prefix == other.prefix
    )
