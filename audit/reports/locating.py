"""Where words of the extracted text stand in the source file itself, for formats that point into the file.

A plain text is its own source. In Markdown, HTML and LaTeX the same words stand in the same order between mark-up:
runs of three words are looked up in the file, forward only. Binary formats have no lines to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from audit.model import Finding, Report

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/x-tex", "application/x-latex")
_MAX_SOURCE = 20_000_000
_FAR = 400  # words: a jump over more of the source than this needs words that occur only once


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1; `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True)
class Locator:
    """Turns findings into regions of the source file. `exact`: the text is the file, character by character."""

    exact: bool
    _starts: list[int] = field(default_factory=list)
    _from: list[int] = field(default_factory=list)  # offsets of words in the text, ascending
    _to: list[tuple[int, int]] = field(default_factory=list)  # and where each stands in the source

    def region(self, finding: Finding) -> Region | None:
        """The finding's words in the source file, or None where the file has no such place."""
        at = finding.location
        if at.end <= at.start or not self._starts:
            return None
        if self.exact:
            return self._between(at.start, at.end)
        first = bisect_left(self._from, at.start)
        last = bisect_right(self._from, at.end - 1) - 1
        if first <= last:
            return self._between(self._to[first][0], self._to[last][1])
        if not 0 <= last < len(self._to):
            return None
        start, _ = self._to[last]  # the words are not in the file as such: the word before them is
        return self._between(start, start)

    def _between(self, start: int, end: int) -> Region:
        line, end_line = bisect_right(self._starts, start), bisect_right(self._starts, end)
        column, end_column = start - self._starts[line - 1] + 1, end - self._starts[end_line - 1] + 1
        return Region(line, column, end_line, end_column)


def locator(report: Report, source: bytes | None) -> Locator:
    """For a plain text the report is enough; for other text formats `source`, the file, is needed."""
    media_type = report.document.media_type
    if media_type == "text/plain":
        return Locator(True, _line_starts(report.text))
    if source is None or len(source) > _MAX_SOURCE or not media_type.startswith(_TEXTUAL):
        return Locator(False)
    raw = source.decode("utf-8-sig", "replace")
    if raw.replace("\r\n", "\n") == report.text:
        return Locator(True, _line_starts(report.text))
    hidden = media_type not in ("text/markdown", "text/x-markdown", "text/x-tex", "application/x-tex")
    visible = _MARKUP.sub(lambda m: " " * len(m[0]), raw) if hidden else raw
    return Locator(False, _line_starts(raw), *_align(report.text, visible))


def _line_starts(text: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer("\n", text))]


def _align(text: str, source: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Words of `text` that were found in `source`, in order: their offsets there and here."""
    ours, theirs = list(_WORD.finditer(text)), list(_WORD.finditer(source))
    places: dict[tuple[str, str], list[int]] = {}
    for i, (a, b) in enumerate(pairwise(theirs)):
        places.setdefault((a[0], b[0]), []).append(i)
    offsets: list[int] = []
    found: list[tuple[int, int]] = []
    at = 0
    for i, word in enumerate(ours):
        spot = None
        if at < len(theirs) and theirs[at][0] == word[0]:
            spot = at
        elif i + 1 < len(ours):
            known = places.get((word[0], ours[i + 1][0]), [])
            k = bisect_left(known, at)
            if k < len(known) and (known[k] - at <= _FAR or len(known) == 1):
                spot = known[k]
        if spot is not None:
            offsets.append(word.start())
            found.append(theirs[spot].span())
            at = spot + 1
    return offsets, found
