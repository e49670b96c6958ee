"""CIT006: numbered references in the order of their first appearance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.uses import Use
from audit.model import ReferenceList

# Tables, captions and footnotes stand where the layout puts them, not where the text calls them.
_OUT_OF_LINE = frozenset({"caption", "footnote", "table-cell"})


@dataclass(frozen=True, slots=True)
class _First:
    """The first appearance of the reference with this number."""

    number: int
    use: Use


def _first_appearances(case: Case, list_index: int) -> list[_First]:
    seen: set[int] = set()
    firsts: list[tuple[tuple[int, int], _First]] = []
    for use in case.uses:
        if use.reference is None or use.statement.kind == "caption":
            continue
        reference = case.references[use.reference]
        block = case.document.block_at(use.start)
        if reference.list_index != list_index or not reference.label.isdigit():
            continue
        if (block is not None and block.kind in _OUT_OF_LINE) or use.reference in seen:
            continue
        seen.add(use.reference)
        # Within one group the order is a matter of style, not of numbering.
        place = use.group.start if use.group else use.start
        firsts.append(((place, int(reference.label)), _First(int(reference.label), use)))
    return [first for _, first in sorted(firsts, key=lambda pair: pair[0])]


def _misplaced(firsts: Sequence[_First]) -> list[int]:
    """The places (indexes) outside a longest increasing run: the fewest that must move to bring the rest in order."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for index, first in enumerate(firsts):
        length = bisect_left(tails, first.number)
        before.append(tail_at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(first.number)
            tail_at.append(index)
        else:
            tails[length], tail_at[length] = first.number, index
    kept: set[int] = set()
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return [index for index in range(len(firsts)) if index not in kept]


def _alphabetical(entries: ReferenceList) -> bool:
    names = [entry.raw.lstrip(" \t*•-–“\"'").casefold()[:12] for entry in entries.entries]
    pairs = list(pairwise(names))
    return len(names) >= 5 and sum(first <= second for first, second in pairs) >= 0.9 * len(pairs)


@rule("CIT006", "citations-out-of-order", "minor")
def citations_out_of_order(case: Case) -> Iterator[Problem]:
    """A numbered reference first appears out of order.

    ## What
    References that are numbered by appearance must first appear as 1, 2, 3 ... Here one appears too early or too
    late. A list in alphabetical order is left alone; a list that evidently follows no order of citation gives one
    finding, not many. Tables, captions and footnotes do not count, since the layout moves them.

    ## Why
    A gap in the order usually means that text was moved, inserted or deleted and the numbers were not brought up to
    date, so that a marker may now name the wrong source. Placement and order of markers are a matter of style
    (AMA Manual of Style 11, section 3.6).

    ## Example
    > ... in most patients.1,2 ... after two years.4 ... in the control group.3

    4 appears before 3.

    ## Fix
    Check that each marker still names the source that was meant; then renumber the list in order of appearance.
    """
    for list_index, entries in enumerate(case.lists):
        if not entries.numbered:
            continue
        firsts = _first_appearances(case, list_index)
        misplaced = _misplaced(firsts)
        if len(misplaced) > max(2, 0.34 * len(firsts)):
            if not _alphabetical(entries):
                yield _unordered(firsts, len(misplaced))
            continue
        for run in _runs(firsts, misplaced):
            yield _out_of_place(firsts, run)


def _unordered(firsts: Sequence[_First], misplaced: int) -> Problem:
    first = next(b for a, b in pairwise(firsts) if b.number < a.number)
    return Problem(
        f"The references are not numbered in the order of their first appearance: {misplaced} of {len(firsts)} are "
        f"out of place. The first is {first.number}.",
        identity="list",
        start=first.use.start,
        end=first.use.end,
        statement=first.use.statement,
        suggestion="Renumber the list in order of appearance, unless another order is intended.",
    )


def _runs(firsts: Sequence[_First], misplaced: Sequence[int]) -> list[list[int]]:
    """Neighbours that were moved together: numbers that follow each other, first named one after the other."""
    runs: list[list[int]] = []
    for index in misplaced:
        if runs and index == runs[-1][-1] + 1 and firsts[index].number == firsts[index - 1].number + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _out_of_place(firsts: Sequence[_First], run: Sequence[int]) -> Problem:
    number, use = firsts[run[0]].number, firsts[run[0]].use
    earlier = [first.number for first in firsts[: run[0]] if first.number > number]
    later = [first.number for first in firsts[run[-1] + 1 :] if first.number < number]
    where = f"before {min(later)}" if later else f"after {max(earlier)}"
    what = f"Reference {number} first appears"
    if len(run) > 1:
        what = f"References {number} to {firsts[run[-1]].number} first appear"
    return Problem(
        f"{what} here, {where}.",
        identity=str(number),
        start=use.start,
        end=use.end,
        statement=use.statement,
        suggestion="Check that the marker names the source that was meant, then renumber in order of appearance.",
    )
