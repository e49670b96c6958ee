"""Quoted words, looked for in the source: verbatim, altered (with the differences), or not there (SUP005)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from audit.model import QuotationCheck, QuotationDifference
from audit.support import terms
from audit.support.source import SourceText

MIN_WORDS: Final = 3
ALTERED: Final = 0.72
"""From this similarity on the nearest text is the quoted one, altered; below it, it is another text."""

_ELLIPSIS: Final = re.compile(r"\s*(?:\[\s*(?:\.\s?\.\s?\.|…)\s*\]|\(\s*(?:\.\s?\.\s?\.|…)\s*\)|\.\s?\.\s?\.|…)\s*")
_EDITORIAL: Final = re.compile(r"\[(?:sic|emphasis added|[A-Za-z])\]", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+(?:[.,'][^\W_]+)*")
_HYPHEN_BREAK: Final = re.compile(r"(?<=[a-z])[-\u0002]\s*\n\s*(?=[a-z])")


def check_quotation(quote: str, source: SourceText | str) -> QuotationCheck:
    """Look for `quote` word by word; case, punctuation, dashes and line ends do not matter, words do.

    An ellipsis parts the quotation: each part is looked for after the one before it. Editorial brackets are allowed.
    """
    text = SourceText(source) if isinstance(source, str) else source
    parts = [part for part in _ELLIPSIS.split(_EDITORIAL.sub(_letter, quote)) if _words(part)]
    if not text.text.strip():
        return QuotationCheck(quote=quote, status="not-checked", reasons=["The source was not available."])
    if sum(len(_words(part)) for part in parts) < MIN_WORDS:
        reason = f"Fewer than {MIN_WORDS} quoted words: too short to look for."
        return QuotationCheck(quote=quote, status="not-checked", reasons=[reason])
    hay = _words(text.text)
    found, after = [], 0
    for part in parts:
        start = _find([w for w, _, _ in _words(part)], hay, after)
        if start is None:
            return _nearest(quote, parts, hay, text)
        after = start + len(_words(part))
        found.append((hay[start][1], hay[after - 1][2]))
    passage = text.passage(found[0][0], found[-1][1] if len(parts) > 1 else found[0][1], 1.0)
    return QuotationCheck(
        quote=quote,
        status="verbatim",
        similarity=1.0,
        nearest=passage,
        reasons=["The quoted words stand in the source."],
    )


def _letter(match: re.Match[str]) -> str:
    inner = match.group()[1:-1]
    return inner if len(inner) == 1 else " "


def _words(text: str) -> list[tuple[str, int, int]]:
    """Words in lower case with offsets; words broken at a line end are joined."""
    folded = terms.fold(text)
    words: list[tuple[str, int, int]] = []
    breaks = {m.start() for m in _HYPHEN_BREAK.finditer(folded)}
    for match in _WORD.finditer(folded):
        word = match.group().lower()
        if words and words[-1][2] in breaks:
            words[-1] = (words[-1][0] + word, words[-1][1], match.end())
        else:
            words.append((word, match.start(), match.end()))
    return words


def _find(needle: list[str], hay: list[tuple[str, int, int]], after: int) -> int | None:
    size = len(needle)
    for index in range(after, len(hay) - size + 1):
        if hay[index][0] == needle[0] and all(hay[index + i][0] == needle[i] for i in range(1, size)):
            return index
    return None


def _nearest(quote: str, parts: list[str], hay: list[tuple[str, int, int]], source: SourceText) -> QuotationCheck:
    needle = [w for part in parts for w, _, _ in _words(part)]
    window = _best_window(needle, hay)
    if window is None:
        return QuotationCheck(quote=quote, status="not-found", reasons=["The quoted words do not stand in the source."])
    first, last = window
    theirs = [w for w, _, _ in hay[first:last]]
    matcher = SequenceMatcher(None, needle, theirs, autojunk=False)
    similarity = round(matcher.ratio(), 4)
    passage = source.passage(hay[first][1], hay[last - 1][2], similarity)
    differences = [
        QuotationDifference(quoted=" ".join(needle[a:b]), source=" ".join(theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
    if similarity >= ALTERED:
        words = "; ".join(f"“{d.quoted or '-'}” against “{d.source or '-'}”" for d in differences[:4])
        reason = f"The source says nearly this, but not in these words: {words}."
        return QuotationCheck(
            quote=quote,
            status="altered",
            similarity=similarity,
            nearest=passage,
            differences=differences,
            reasons=[reason],
        )
    reason = "The quoted words do not stand in the source; the nearest text is shown."
    return QuotationCheck(quote=quote, status="not-found", similarity=similarity, nearest=passage, reasons=[reason])


def _best_window(needle: list[str], hay: list[tuple[str, int, int]]) -> tuple[int, int] | None:
    """The stretch of the source, about as long as the quotation, that shares most words with it."""
    wanted = set(needle)
    size = len(needle)
    hits = [word in wanted for word, _, _ in hay]
    if not any(hits):
        return None
    total = sum(hits[:size])
    best, at = total, 0
    for index in range(size, len(hay)):
        total += hits[index] - hits[index - size]
        if total > best:
            best, at = total, index - size + 1
    first, last = at, min(len(hay), at + size)
    while first < last - 1 and not hits[first]:
        first += 1
    while last - 1 > first and not hits[last - 1]:
        last -= 1
    return first, last
