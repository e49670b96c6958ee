"""Sentences of a source text, with offsets: bounded in length, also where the text has no full stops at all."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import Final

MAX_SENTENCE: Final = 1200
"""Characters. A longer "sentence" is a table or a list whose line ends were lost; it is cut at the next gap."""

# Both begin with the full stop and look back from there: quicker than to look back from every character.
_GLUED: Final = re.compile(
    r"[.?!](?<=[a-z\])%].)(?=(?:Fig|Table|Figure|Tab)\b)|\.(?<=[a-z].)(?=[A-Z][a-z]+ [a-z])", re.DOTALL
)
_REFERENCE_TAIL: Final = re.compile(r"\.(?<=[a-z)\]].)(?=\d{1,3}(?:[,–-]\d{1,3})*\s+[A-Z])")
_ITEM: Final = re.compile(r"\s|[•*▪◦-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_WRAPPED: Final = 45
_FULL: Final = 0.6  # a line that fills less of its paragraph's width was ended on purpose: an address, a heading
_TAIL: Final = 16  # characters that hold an abbreviation and the space after it
_CUT: Final = re.compile(r"[;\n\t|]\s*|\s{2,}|(?<=[^\d]), ")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:vs|approx|e\.g|i\.e|cf|etc|resp|ca|incl|max|min|Fig|Figs|Tab|No|Dr|Prof|St|al|wk|yr|yrs|mo|Eq|Ref|Refs)|"
    r"\b[A-Z])\.\s*$"
)


def split(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, white space trimmed. A line end parts sentences where it ends a paragraph,
    a list item or a table row; inside running text (a wrapped line) it does not."""
    spans: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        spans += _split_block(text, start, end)
    return spans


def _blocks(text: str) -> list[tuple[int, int]]:
    """Stretches between line ends that part; wrapped lines are joined."""
    blocks: list[tuple[int, int]] = []
    start = 0
    lines = text.splitlines(keepends=True)
    widths = _widths(lines)
    offset = 0
    for number, line in enumerate(lines):
        offset += len(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _parts(line, following, widths[number]):
            blocks.append((start, offset))
            start = offset
    if start < len(text):
        blocks.append((start, len(text)))
    return blocks


def _widths(lines: list[str]) -> list[int]:
    """For each line the length of the longest one in its paragraph (lines with no empty line between)."""
    widths: list[int] = []
    for filled, run in groupby(map(len, map(str.strip, lines)), key=bool):
        lengths = list(run)
        widths += [max(lengths) if filled else 0] * len(lengths)
    return widths


def _parts(line: str, following: str, width: int) -> bool:
    """A wrapped line is full, does not end a sentence, and goes on at the margin; every other line end parts."""
    body = line.strip()
    if not body or not following.strip() or _ITEM.match(following):
        return True
    return len(body) < max(_WRAPPED, _FULL * width) or body[-1] in ".?!:;"


def _split_block(text: str, start: int, end: int) -> list[tuple[int, int]]:
    from sentencex import segment

    block = text[start:end]
    spans: list[tuple[int, int]] = []
    at = 0
    open_start = -1
    for piece in segment("en", block):
        found = block.find(piece, at)
        if found < 0:  # the splitter changed the text: trust the rest as one sentence rather than lose it
            spans.append((start + at, end))
            break
        at = found + len(piece)
        first = found if open_start < 0 else open_start
        if at < len(block) and _ABBREVIATED.search(piece[-_TAIL:]):
            open_start = first
            continue
        open_start = -1
        spans += [(start + first + a, start + first + b) for a, b in _glued(block[first:at])]
    if open_start >= 0:
        spans.append((start + open_start, end))
    trimmed = [_trim(text, a, b) for a, b in spans]
    return [part for span in trimmed if span[0] < span[1] for part in _bounded(text, *span)]


def _glued(piece: str) -> list[tuple[int, int]]:
    """Sentences that lost the space between them (`baseline.Table 2`, `effect.12 However`)."""
    inside = {m.end() for m in _GLUED.finditer(piece)} | {m.end() for m in _REFERENCE_TAIL.finditer(piece)}
    return list(pairwise([0, *sorted(inside), len(piece)]))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    while end - start > MAX_SENTENCE:
        cut = start + MAX_SENTENCE
        for match in _CUT.finditer(text, start + MAX_SENTENCE // 2, cut):
            cut = match.end()
        parts.append(_trim(text, start, cut))
        start = cut
    parts.append(_trim(text, start, end))
    return [part for part in parts if part[0] < part[1]]
