"""Where the words of one text stand in another that holds the same prose with more around it.

An extracted text and its source file: in Markdown, HTML, LaTeX and Word the same words stand in the same order between
mark-up. Pairs of words are looked up there, forward only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
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
