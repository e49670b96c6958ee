"""Lines joined to running text: words that a line's end divided are healed, addresses are not torn."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+)-$")
_HEAD = re.compile(r"^([^\W\d_]+)")
_ADDRESS = re.compile(r"(?:https?://|www\.|\bdoi:?\s?10\.|\b10\.\d{4,9}/)\S*$", re.I)
_ADDRESS_GOES_ON = re.compile(r"^[\w/.?=&%#~+-]*[\w/]")
# Parts that stand before a hyphen in words that keep it.
_PREFIXES = frozenset(
    {"non", "self", "well", "long", "short", "high", "low", "dose", "anti", "age", "sex", "half", "cross", "follow",
     "meta", "placebo", "double", "single", "open", "two", "three", "four", "five", "six", "first", "second", "third",
     "health", "evidence", "population", "hospital", "patient", "real", "state", "time", "quality", "risk"}
)  # fmt: skip


class Joiner:
    """Knows the words of one document."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            self._words.update(word.lower() for word in _WORD.findall(line)[:-1])

    def join(self, before: str, after: str) -> tuple[str, str]:
        """What stands between two lines, and the first of them as it should read: `("", "treat")` before `ment`."""
        if before.endswith(("\u2010", "\u00ad")) and after[:1].isalpha():
            return self._divided(before[:-1] + "-", after, surely=True)
        if before.endswith("-") and len(before) > 1:
            if _ADDRESS.search(before) or not after[:1].isalpha():
                return "", before
            return self._divided(before, after, surely=False)
        if before.endswith(("–", "\u2011")) and before[-2:-1].isdigit() and after[:1].isdigit():
            return "", before
        if (found := _ADDRESS.search(before)) and found.group()[-1] in "/.=?&%_#:" and _goes_on(found.group(), after):
            return "", before
        return " ", before

    def _divided(self, before: str, after: str, *, surely: bool) -> tuple[str, str]:
        tail, head = _TAIL.search(before), _HEAD.match(after)
        if tail is None or head is None or not head.group().islower():
            return "", before
        first, second = tail.group(1).lower(), head.group().lower()
        if first + second in self._words:
            return "", before[:-1]
        if f"{first}-{second}" in self._words:
            return "", before
        if surely:
            return "", before[:-1]
        if first in _PREFIXES or (first in self._words and second in self._words and min(len(first), len(second)) > 2):
            return "", before
        return "", before[:-1]


def _goes_on(address: str, after: str) -> bool:
    """The address goes on in the next line, rather than ending its sentence there."""
    return _ADDRESS_GOES_ON.match(after) is not None and not (address.endswith(".") and not after[:1].islower())
