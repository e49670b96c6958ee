"""The labels that a reference list offers, and the grammar of a marker group: `1b 3 4a`, `1,3-8,19`, `4d`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.model.reference import ReferenceList

DASHES = "-‐‑‒–—−"
MAX_SPAN = 60  # a range that names more references than this is a range of something else
_MAX_DIGITS = 5
_TOKEN = re.compile(r"\d+[a-z]?")


@dataclass(slots=True)
class LabelSpace:
    """The labels that markers in one stretch of text may name.

    numbers: the reference numbers there are; anchors: the lettered anchors (`4b`), empty for most lists;
    order: position of each label in the list, which says what "first appearance in order" means.
    """

    numbers: frozenset[int]
    anchors: frozenset[str]
    highest: int
    anchored: frozenset[int] = frozenset()
    order: dict[str, int] = field(default_factory=dict)

    def knows(self, label: str) -> bool:
        """The label stands in the list: a lettered anchor as such, a number as a number."""
        return label in self.anchors or (label.isdigit() and int(label) in self.numbers)


def number_of(label: str) -> int:
    """The reference number of a label: 4 for `4b`."""
    return int(label) if label.isdigit() else int(label[:-1])


def label_space(lists: Iterable[ReferenceList]) -> LabelSpace:
    """The labels of one or several lists that serve the same text."""
    numbers: set[int] = set()
    anchors: set[str] = set()
    anchored: set[int] = set()
    order: dict[str, int] = {}
    for item in lists:
        for entry in item.entries:
            found = re.match(r"\d+", entry.label)
            if not found:
                continue
            numbers.add(int(found.group()))
            order.setdefault(entry.label, len(order))
            if re.fullmatch(r"\d+[a-z]", entry.label):
                anchors.add(entry.label)
            if entry.anchors:
                anchors.update(entry.anchors)
                anchored.add(int(found.group()))
    return LabelSpace(frozenset(numbers), frozenset(anchors), max(numbers, default=0), frozenset(anchored), order)


def expand(source: str) -> list[str] | None:
    """The labels that a marker group names, ranges expanded (`1,3-5` -> 1, 3, 4, 5), or None if it is no such group.

    `source` holds labels separated by commas, semicolons, dashes or spaces and nothing else.
    """
    labels: list[str] = []
    previous_end = 0
    for found in _TOKEN.finditer(source):
        separator = source[previous_end : found.start()].strip()
        token = found.group()
        if len(token) > _MAX_DIGITS:
            return None
        if separator and separator in DASHES and labels:
            spread = _range(labels[-1], token)
            if spread is None:
                return None
            labels.extend(spread)
        elif separator and separator not in (",", ";", ".", ",,"):
            return None
        else:
            labels.append(token)
        previous_end = found.end()
    return labels or None


def _range(first: str, last: str) -> list[str] | None:
    """The labels after `first` up to `last`: numbers, or letters of one number (`4a-4c`)."""
    if first.isdigit() and last.isdigit():
        low, high = int(first), int(last)
        if not low < high <= low + MAX_SPAN:
            return None
        return [str(number) for number in range(low + 1, high + 1)]
    if first[:-1] == last[:-1] and first[-1].isalpha() and last[-1].isalpha() and first[-1] < last[-1]:
        return [first[:-1] + chr(code) for code in range(ord(first[-1]) + 1, ord(last[-1]) + 1)]
    return None


def ascending(labels: Sequence[str], numbers: Sequence[int]) -> bool:
    """Markers are written in rising order: a group that falls back is more likely two numbers side by side."""
    keys = list(zip(numbers, labels, strict=True))
    return all(before <= after for before, after in pairwise(keys))
