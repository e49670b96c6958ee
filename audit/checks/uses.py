"""Which marker names which reference: every use of a label in the text, resolved within its own list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from audit.model import Marker, Reference, ReferenceList, Statement

_LETTERED = re.compile(r"(\d+)[a-z]{1,2}")


@dataclass(frozen=True, slots=True)
class Use:
    """One label that a marker names. `start` to `end` are its own characters where they can be told apart from the
    rest of the group, else the group's; `reference` is an index into the case's references, or None if unknown."""

    label: str
    start: int
    end: int
    statement: Statement
    group: Marker | None
    reference: int | None


def folded(label: str) -> str:
    """A label without its brackets and dots, in lower case: what two spellings of one label share."""
    return label.strip(" []().,:\u00a0").casefold()


class _Resolver:
    """Finds the reference that a label means at a place of the text."""

    def __init__(self, lists: Sequence[ReferenceList], references: Sequence[Reference]) -> None:
        self._lists = lists
        self._ends = sorted({end for item in lists for end in (item.scope_start, item.scope_end)})
        self._around: dict[int, list[int]] = {}
        self._by_label: dict[tuple[int, str], int] = {}
        keys = Counter(reference.key for reference in references if reference.key)
        self._by_key: dict[str, int] = {}
        for index, reference in enumerate(references):
            for name in (reference.label, *reference.anchors):
                if name:
                    self._by_label.setdefault((reference.list_index, folded(name)), index)
            # A key that two entries share (the same work listed twice) tells neither which one was meant.
            if keys[reference.key] == 1:
                self._by_key[reference.key] = index

    def _lists_at(self, offset: int) -> list[int]:
        """The lists whose scope holds `offset`, the narrowest first; all where there is none."""
        stretch = bisect_right(self._ends, offset)  # between two ends of scopes, the answer is the same
        if stretch not in self._around:
            around = [
                (n.scope_end - n.scope_start, i)
                for i, n in enumerate(self._lists)
                if n.scope_start <= offset < n.scope_end
            ]
            self._around[stretch] = [i for _, i in sorted(around)] or list(range(max(1, len(self._lists))))
        return self._around[stretch]

    def resolve(self, label: str, offset: int, key: str | None) -> int | None:
        name = folded(label)
        lettered = _LETTERED.fullmatch(name)
        for form in (name, lettered[1] if lettered else None):
            for index in self._lists_at(offset):
                if form is not None and (index, form) in self._by_label:
                    return self._by_label[index, form]
        return self._by_key.get(key or "", self._by_key.get(label))


def label_span(group: Marker, label: str) -> tuple[int, int]:
    """The characters of `label` in its group; the whole group where the label is not written out exactly once."""
    found = list(re.finditer(rf"(?<![0-9A-Za-z]){re.escape(label)}(?![0-9A-Za-z])", group.source))
    if len(found) == 1 and len(group.source) == group.end - group.start:
        return group.start + found[0].start(), group.start + found[0].end()
    return group.start, group.end


def _labels(statement: Statement) -> Iterator[tuple[str, Marker | None]]:
    for group in statement.marker_groups:
        for label in group.labels:
            yield label, group
    grouped = Counter(label for group in statement.marker_groups for label in group.labels)
    if grouped.total() == len(statement.markers):
        return
    for label, count in Counter(statement.markers).items():
        for _ in range(count - grouped[label]):
            yield label, None


def _keys(statement: Statement) -> Mapping[str, str]:
    known = [label for label in statement.markers if label not in statement.unknown_markers]
    if len(known) != len(statement.citation_keys):
        return {}
    return dict(zip(known, statement.citation_keys, strict=True))


def marker_uses(
    lists: Sequence[ReferenceList], references: Sequence[Reference], statements: Sequence[Statement]
) -> tuple[Use, ...]:
    """Every label of every marker, in order of the text."""
    resolver = _Resolver(lists, references)
    uses = []
    for statement in statements:
        keys = _keys(statement)
        for label, group in _labels(statement):
            start, end = label_span(group, label) if group else (statement.start, statement.end)
            reference = None
            if label not in statement.unknown_markers:
                reference = resolver.resolve(label, start, keys.get(label))
            uses.append(Use(label, start, end, statement, group, reference))
    return tuple(sorted(uses, key=lambda use: (use.start, use.end)))
