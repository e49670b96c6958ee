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
    found = _verbatim(parts, text)
    if found is None:
        return _nearest(quote, parts, _words(text.text), text)
    passage = text.passage(*found, 1.0)
    reasons = ["The quoted words stand in the source."]
    return QuotationCheck(quote=quote, status="verbatim", similarity=1.0, nearest=passage, reasons=reasons)


def _verbatim(parts: list[str], source: SourceText) -> tuple[int, int] | None:
    """Where all parts stand, one after the other: letters and digits alone count (a line break may part a word), but a
    part begins and ends where words do."""
    if "letters" not in source.memo:
        source.memo["letters"] = _letters(source.text)
    letters, places = source.memo["letters"]
    start, after = -1, 0
    for part in parts:
        wanted = _letters(part)[0]
        at = letters.find(wanted, after)
        while at >= 0 and not _whole_words(source.text, places[at], places[at + len(wanted) - 1]):
            at = letters.find(wanted, at + 1)
        if at < 0:
            return None
        start, after = (at if start < 0 else start), at + len(wanted)
    return places[start], places[after - 1] + 1


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits in lower case, and where each stands."""
    kept = [(char.lower(), at) for at, char in enumerate(terms.fold(text)) if char.isalnum()]
    return "".join(char if len(char) == 1 else char[0] for char, _ in kept), [at for _, at in kept]


def _whole_words(text: str, first: int, last: int) -> bool:
    return not (first and text[first - 1].isalnum()) and not text[last + 1 : last + 2].isalnum()


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
