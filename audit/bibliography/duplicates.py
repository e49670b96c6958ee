"""Two entries of a reference list that are one work (REF003)."""

from __future__ import annotations

from collections.abc import Sequence

from audit.bibliography.works import Work, WorkIndex, same_work, work_of
from audit.model import Reference


def find_duplicates(references: Sequence[Reference]) -> list[tuple[int, int, str]]:
    """Pairs of positions, the earlier first, with the reason in words; every later entry at most once.

    The references may come from several documents. A third entry of one work is paired with the first. What is not a
    duplicate: see `audit.bibliography.works`. Time grows with the number of references, not with its square.
    """
    index: WorkIndex[int] = WorkIndex()
    by_key: dict[str, tuple[int, Work]] = {}
    pairs: list[tuple[int, int, str]] = []
    for position, reference in enumerate(references):
        work = work_of(reference)
        found = index.find(work) or _under_one_key(reference.key, work, by_key)
        if found:
            pairs.append((found[0], position, found[1]))
            # what the second of a pair knows more (a DOI, a title) may tell the third: it stands for the first
            index.add(work, found[0])
            continue
        index.add(work, position)
        if reference.key:
            by_key.setdefault(reference.key, (position, work))
    return pairs


def _under_one_key(key: str, work: Work, by_key: dict[str, tuple[int, Work]]) -> tuple[int, str] | None:
    """The library gave two references one key because a third form of the work joins them."""
    earlier = by_key.get(key) if key else None
    if earlier is None or not _compatible(earlier[1], work):
        return None
    return earlier[0], "the same work in the library"


def _compatible(first: Work, second: Work) -> bool:
    """Whether nothing speaks against two references of one key: in a `.bib` file a key may stand twice by mistake."""
    if same_work(first, second):
        return True
    if first.title and second.title:
        shared = len(set(first.title) & set(second.title))
        return shared * 2 >= min(len(first.title), len(second.title)) and first.marks == second.marks
    return bool(first.name and first.name == second.name and first.year == second.year)
