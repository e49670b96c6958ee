"""Citations that the format itself states: links to entries of the list, citation marks with keys."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from audit.claims.body import Body
from audit.claims.marks import Mark
from audit.model.reference import Reference, ReferenceList

_WRAP = re.compile(r"[\s\[\]()^,;‐‑‒–—−-]")


def linked_marks(body: Body, lists: Sequence[ReferenceList], references: Sequence[Reference]) -> list[Mark]:
    """Marks for every citation mark and every link that points at a reference entry, in order, not overlapping.

    A citation mark that points at a block which is no entry of a list is a footnote: its mark names nothing.
    """
    targets = _targets(lists, references)
    footnotes = {name for block in body.document.blocks for name in block.anchors} if body.document.citations else set()
    found: list[Mark] = []
    for citation in body.document.citations:
        if not any(key in targets for key in citation.keys) and footnotes.issuperset(citation.keys):
            found.append(Mark(citation.start, citation.end, (), (), "footnote"))
            continue
        entries = [targets.get(key) for key in citation.keys]
        labels = tuple(entry.label or key if entry else key for entry, key in zip(entries, citation.keys, strict=True))
        keys = tuple(entry.key if entry else "" for entry in entries)
        found.append(Mark(citation.start, citation.end, labels, keys, "stated", citation.textual))
    found.extend(_links(body, targets))
    found.sort(key=lambda mark: mark.start)
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _targets(lists: Sequence[ReferenceList], references: Sequence[Reference]) -> dict[str, Reference]:
    by_place = {(reference.list_index, reference.start): reference for reference in references}
    targets: dict[str, Reference] = {}
    for index, item in enumerate(lists):
        for entry in item.entries:
            reference = by_place.get((index, entry.start))
            if reference is None:
                continue
            for name in entry.names:
                targets.setdefault(name, reference)
    for reference in references:
        targets.setdefault(reference.key, reference)
    return targets


def _links(body: Body, targets: dict[str, Reference]) -> list[Mark]:
    """Links to entries; neighbours with only separators between are one mark (`[1]`, `1,2`), brackets included."""
    text = body.text
    marks: list[Mark] = []
    excluded_starts = [start for start, _ in body.excluded]
    for link in body.document.links:
        if not link.target.startswith("#"):
            continue
        reference = targets.get(link.target[1:])
        if reference is None:
            continue
        index = bisect_right(excluded_starts, link.start) - 1
        if index >= 0 and link.end <= body.excluded[index][1]:
            continue
        start, end = link.start, link.end
        content = text[start:end]
        textual = len(_WRAP.sub("", content)) > 6 or not any(char.isdigit() for char in content)
        label = reference.label or content.strip("[]() ")
        if marks and not textual and not marks[-1].textual and _neighbours(text, marks[-1].end, start):
            last = marks[-1]
            labels, keys = _joined(text[last.end : start], last, label, reference, targets)
            marks[-1] = Mark(last.start, end, labels, keys, "linked")
        else:
            marks.append(Mark(start, end, (label,), (reference.key,), "linked", textual))
    return [_with_brackets(text, mark) for mark in marks]


def _neighbours(text: str, end: int, start: int) -> bool:
    return start - end <= 4 and not _WRAP.sub("", text[end:start])


def _joined(
    between: str, last: Mark, label: str, reference: Reference, targets: dict[str, Reference]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`3–6` links its ends only: the numbers between are cited too."""
    labels, keys = list(last.labels), list(last.keys)
    first = labels[-1]
    if re.search(r"[‐‑‒–—−-]", between) and first.isdigit() and label.isdigit() and 1 < int(label) - int(first) < 60:
        by_label = {target.label: target for target in targets.values() if target.list_index == reference.list_index}
        for number in range(int(first) + 1, int(label)):
            inner = by_label.get(str(number))
            labels.append(str(number))
            keys.append(inner.key if inner else "")
    return (*labels, label), (*keys, reference.key)


def _with_brackets(text: str, mark: Mark) -> Mark:
    if mark.textual:
        return mark
    start, end = mark.start, mark.end
    if text[start - 1 : start] in ("[", "(") and text[end : end + 1] in ("]", ")"):
        start, end = start - 1, end + 1
    return Mark(start, end, mark.labels, mark.keys, mark.style, mark.textual, mark.alternative)
