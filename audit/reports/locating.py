"""Where words of the extracted text stand in the source file itself, for formats that point into the file.

A plain text is its own source. In Markdown, HTML, LaTeX and Word the same words stand in the same order between
mark-up: pairs of words are looked up there, forward only. A PDF has no lines to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from audit.model import Finding, Report

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/x-tex", "application/x-latex")
_UNTAGGED = ("text/markdown", "text/x-markdown", "text/x-tex", "application/x-tex", "application/x-latex")
_MAX_SOURCE = 20_000_000
_FAR = 400  # words: a jump over more of the other text than this needs words that occur only once
_SKIP = 2
_PIECES = 6  # a word that mark-up cuts into more pieces than this is not looked for


@dataclass(frozen=True, slots=True)
class Alignment:
    """Words of one text with their places in another: `ours` ascending offsets, `theirs` their spans, in order.

    exact: the texts are the same, character by character.
    """

    exact: bool = False
    ours: tuple[int, ...] = ()
    theirs: tuple[tuple[int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the characters from `start` to `end` stand in the other text; None where no word of them does."""
        if self.exact:
            return start, end
        first = max(bisect_right(self.ours, start) - 1, 0)
        if first < len(self.ours) and self.ours[first] + self._length(first) <= start:
            first += 1
        last = bisect_left(self.ours, end) - 1
        if first >= len(self.ours) or last < first:
            return None
        opens = self.theirs[first][0] + max(0, start - self.ours[first])
        closes = min(self.theirs[last][1], self.theirs[last][0] + end - self.ours[last])
        return (opens, closes) if opens < closes else None

    def before(self, offset: int) -> int | None:
        """Where the last word before `offset` that the other text has ends there."""
        last = bisect_right(self.ours, offset) - 1
        return self.theirs[last][1] if last >= 0 else None

    def _length(self, n: int) -> int:
        return self.theirs[n][1] - self.theirs[n][0]


def align(text: str, other: str) -> Alignment:
    """Find the words of `text` in `other`, in order. Both hold the same prose, one of them with more around it."""
    if text == other:
        return Alignment(exact=True)
    ours, theirs = list(_WORD.finditer(text)), list(_WORD.finditer(other))
    places: dict[tuple[str, str], list[int]] = {}
    for i, (a, b) in enumerate(pairwise(theirs)):
        places.setdefault((a[0], b[0]), []).append(i)
    offsets: list[int] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for i, word in enumerate(ours):
        pieces = _pieces(word[0], theirs, at)
        if not pieces:  # an entity or a tag's name may stand between
            skip = next((n for n in range(1, _SKIP + 1) if at + n < len(theirs) and theirs[at + n][0] == word[0]), 0)
            at, pieces = at + skip, min(skip, 1)
        if not pieces and i + 1 < len(ours):
            known = places.get((word[0], ours[i + 1][0]), [])
            k = bisect_left(known, at)
            if k < len(known) and (known[k] - at <= _FAR or len(known) == 1):
                at, pieces = known[k], 1
        begin = word.start()
        for piece in theirs[at : at + pieces]:
            offsets.append(begin)
            spans.append(piece.span())
            begin += len(piece[0])
        at += pieces
    return Alignment(False, tuple(offsets), tuple(spans))


def _pieces(word: str, theirs: list[re.Match[str]], at: int) -> int:
    """How many of the next words make up `word` (`areas` + `1b`): 0 for none."""
    joined = ""
    for n, piece in enumerate(theirs[at : at + _PIECES], 1):
        joined += piece[0]
        if joined == word:
            return n
        if not word.startswith(joined):
            break
    return 0


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1; `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Turns findings into regions of the source file; without `starts` the file has no lines to point at."""

    alignment: Alignment
    starts: tuple[int, ...] = ()

    def region(self, finding: Finding) -> Region | None:
        """The finding's words in the source file, or the place just before them; None where there is no such place."""
        at = finding.location
        if at.end <= at.start or at.start < 0 or not self.starts:
            return None
        span = self.alignment.span(at.start, at.end)
        if span is None:
            end = self.alignment.before(at.start)
            if end is None:
                return None
            span = (end, end)
        line, end_line = bisect_right(self.starts, span[0]), bisect_right(self.starts, span[1])
        return Region(line, span[0] - self.starts[line - 1] + 1, end_line, span[1] - self.starts[end_line - 1] + 1)


def locator(report: Report, source: bytes | None) -> Locator:
    """For a plain text the report is enough; for other text formats `source`, the file, is needed."""
    media_type = report.document.media_type
    if media_type == "text/plain":
        return Locator(Alignment(exact=True), _line_starts(report.text))
    if source is None or len(source) > _MAX_SOURCE or not media_type.startswith(_TEXTUAL):
        return Locator(Alignment())
    raw = source.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    visible = raw if media_type in _UNTAGGED else _MARKUP.sub(lambda m: " " * len(m[0]), raw)
    return Locator(align(report.text, visible), _line_starts(raw))


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(m.end() for m in re.finditer("\n", text)))
