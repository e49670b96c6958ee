"""The library's file as a text: entries put in or replaced, every other character left where it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import Final

from audit.bibliography.bibtex_scan import Block, scan

HEADER: Final = """% The references of all documents of this workspace, each work once. Written by claim-audit.
% Edit what you like: an entry that you change is yours and is never overwritten; its key finds it again.
"""
_REMARK: Final = re.compile(r"[^\r\n@]*(?=\r?\n|$)")


def with_entries(text: str, entries: Mapping[str, str]) -> str:
    """`text` with these entries (by key): in place of the first of their key, else where the order of keys has them.

    In a file that is sorted by key the result is; in any other a new entry stands before the first that sorts after
    it. Comment lines right above an entry stay with it. Line ends are those of the file.
    """
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    text = text or HEADER
    if not entries:
        return text
    blocks = scan(text)[0]
    listed = [block for block in blocks if block.kind == "entry"]
    first: dict[str, Block] = {}
    for block in listed:
        first.setdefault(block.key.lower(), block)
    highest = list(accumulate((block.key.lower() for block in listed), max))
    edits = []
    for key, entry in entries.items():
        new = entry.replace("\n", newline)
        if old := first.get(key.lower()):
            edits.append((old.start, old.end, key, new))
            continue
        index = bisect_right(highest, key.lower())
        if index:
            at = _line_end(text, listed[index - 1].end)
            edits.append((at, at, key.lower(), newline * 2 + new))
        elif listed:
            at, before = _above(text, blocks, listed[0], newline)
            edits.append((at, at, key.lower(), before + new + newline * 2))
        else:
            at = max(len(text.rstrip()), blocks[-1].end if blocks else 0)
            edits.append((at, at, key.lower(), newline * 2 + new))
    return _edited(text, edits, newline)


def _line_end(text: str, at: int) -> int:
    """The end of the line at `at`, where only a remark stands before it."""
    match = _REMARK.match(text, at)
    return match.end() if match else at


def _above(text: str, blocks: list[Block], first: Block, newline: str) -> tuple[int, str]:
    """Where to put something before the first entry, above the comment lines that belong to it, and a break before it.

    Comments at the very top belong to the file, and what stands in the entry's line in front of it stays there.
    """
    floor = max((block.end for block in blocks if block.end <= first.start), default=0)
    at = text.rfind("\n", 0, first.start) + 1
    if at < floor or text[at : first.start].strip(" \t"):
        return first.start, newline
    while at > floor:
        previous = text.rfind("\n", 0, at - 1) + 1
        if previous <= floor or not text[previous:at].lstrip().startswith("%"):
            break
        at = previous
    return at, ""


def _edited(text: str, edits: list[tuple[int, int, str, str]], newline: str) -> str:
    pieces, at = [], 0
    for start, end, _, new in sorted(edits):
        pieces += [text[at:start], new]
        at = end
    result = "".join([*pieces, text[at:]])
    return result if result.endswith("\n") else result + newline
