"""Lines joined to running text: words that a line's end divided are healed, addresses are not torn."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"[^\W\d_]+$")
_HEAD = re.compile(r"^[^\W\d_]+")
_DIVIDER = "\u2010"
_ADDRESS = re.compile(r"(?:https?://|www\.|\bdoi:?\s?10\.|\b10\.\d{4,9}/)\S*$", re.I)
_ADDRESS_GOES_ON = re.compile(r"^[\w/.?=&%#~+-]*[\w/]")
# Parts that stand before a hyphen in words that keep it.
_PREFIXES = frozenset(
    {"non", "self", "well", "long", "short", "high", "low", "dose", "anti", "age", "sex", "half", "cross", "follow",
     "meta", "placebo", "double", "single", "open", "two", "three", "four", "five", "six", "first", "second", "third",
     "health", "evidence", "population", "hospital", "patient", "real", "state", "time", "quality", "risk"}
)  # fmt: skip


class Joiner:
    """Knows the words of one document, and whether it has a sign of its own for words that a line's end divides."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._divides = True
        for line in lines:
            self._words.update(word.lower() for word in _WORD.findall(line)[:-1])
            if _DIVIDER in line.rstrip()[:-1]:
                self._divides = False  # the font draws every hyphen so

    def join(self, before: str, after: str) -> tuple[str, str]:
        """What stands between two lines, and the first of them as it should read: `("", "treat")` before `ment`."""
        if before.endswith("\u00ad") or (before.endswith(_DIVIDER) and self._divides):
            return "", before[:-1]
        if before.endswith(("-", _DIVIDER)) and len(before) > 1:
            if _ADDRESS.search(before) or not after[:1].isalpha() or self._keeps_hyphen(before[:-1], after):
                return "", before
            return "", before[:-1]
        if before.endswith(("–", "\u2011")) and before[-2:-1].isdigit() and after[:1].isdigit():
            return "", before
        if (found := _ADDRESS.search(before)) and found.group()[-1] in "/.=?&%_#:" and _goes_on(found.group(), after):
            return "", before
        return " ", before

    def _keeps_hyphen(self, before: str, after: str) -> bool:
        """The hyphen belongs to the word, rather than to the end of the line."""
        tail, head = _TAIL.search(before), _HEAD.match(after)
        if tail is None or head is None:
            return True
        first, second = tail.group().lower(), head.group().lower()
        if first + second in self._words:
            return False
        if f"{first}-{second}" in self._words or not head.group().islower():
            return True
        both = first in self._words and second in self._words and min(len(first), len(second)) > 2
        return first in _PREFIXES or both


def _goes_on(address: str, after: str) -> bool:
    """The address goes on in the next line, rather than ending its sentence there."""
    return _ADDRESS_GOES_ON.match(after) is not None and not (address.endswith(".") and not after[:1].islower())
