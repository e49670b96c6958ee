"""Where words of the extracted text stand in the source file itself, for formats that point into the file.

A plain text is its own source. In Markdown, HTML, LaTeX and Word the same words stand in the same order between
mark-up: pairs of words are looked up there, forward only. A PDF has no lines to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from audit.model import Finding, Report

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(  # each alternative ends somewhere, so that no text takes quadratic time
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-z!?][^<>]*>", re.DOTALL | re.IGNORECASE
)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/x-tex", "application/x-latex")
_UNTAGGED = ("text/markdown", "text/x-markdown", "text/x-tex", "application/x-tex", "application/x-latex")
_MAX_SOURCE = 20_000_000
_REACH = 8  # words of the other text that may stand between two of ours: entities, tags' names, citation keys
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
    """Find the words of `text` in `other`, in order. Both hold the same prose, one of them with more around it.

    As a patience diff does it: three words in a row that occur once in each text are anchors, the longest rising
    series of them is kept, and the words between two anchors are sought between them.
    """
    if text == other:
        return Alignment(exact=True)
    ours, theirs = list(_WORD.finditer(text)), list(_WORD.finditer(other))
    offsets: list[int] = []
    spans: list[tuple[int, int]] = []
    i = j = 0
    for anchor_i, anchor_j in [*_anchors(ours, theirs), (len(ours), len(theirs))]:
        if anchor_i < i or anchor_j < j:
            continue  # inside what the anchor before has matched already
        while i < anchor_i:
            at, pieces = _next(ours[i][0], theirs, j, anchor_j)
            begin = ours[i].start()
            for piece in theirs[at : at + pieces]:
                offsets.append(begin)
                spans.append(piece.span())
                begin += len(piece[0])
            i, j = i + 1, at + pieces if pieces else j
        j = anchor_j
        for _ in range(min(3, len(ours) - i)):
            offsets.append(ours[i].start())
            spans.append(theirs[j].span())
            i, j = i + 1, j + 1
    return Alignment(False, tuple(offsets), tuple(spans))


def _anchors(ours: list[re.Match[str]], theirs: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where three words that are unique in both texts stand in each, rising in both."""
    places = [_unique_triples(words) for words in (ours, theirs)]
    pairs = sorted((i, places[1][triple]) for triple, i in places[0].items() if triple in places[1])
    tails: list[int] = []  # of the best rising series of each length: the last j, and which pair it is
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        before.append(last[k - 1] if k else -1)
        tails[k : k + 1], last[k : k + 1] = [j], [n]
    chain = []
    n = last[-1] if last else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _unique_triples(words: list[re.Match[str]]) -> dict[tuple[str, str, str], int]:
    seen: dict[tuple[str, str, str], int] = {}
    for i in range(len(words) - 2):
        triple = (words[i][0], words[i + 1][0], words[i + 2][0])
        seen[triple] = -1 if triple in seen else i
    return {triple: i for triple, i in seen.items() if i >= 0}


def _next(word: str, theirs: list[re.Match[str]], start: int, stop: int) -> tuple[int, int]:
    """Where `word` stands next and in how many pieces, not far from `start`; no piece where it does not."""
    for at in range(start, min(stop, start + _REACH)):
        if pieces := _pieces(word, theirs, at, stop):
            return at, pieces
    return start, 0


def _pieces(word: str, theirs: list[re.Match[str]], at: int, stop: int) -> int:
    """How many of the next words make up `word` (`areas` + `1b`): 0 for none."""
    joined = ""
    for n, piece in enumerate(theirs[at : min(at + _PIECES, stop)], 1):
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
