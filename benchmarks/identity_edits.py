"""Seeded edits of a text, each with the truth: which characters of the new text stood where in the old one."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.model import Statement

KINDS = ("typo", "number", "reworded", "moved", "inserted", "removed", "split", "merged", "renumbered")
_MARKER = re.compile(r"\[(\d+(?:\s*[,–-]\s*\d+)*)\]")
_ENTRY = re.compile(r"^\[(\d+)\] ", re.M)
_NEW = (
    "The committee reviewed these results in March and asked for a further analysis of the older patients.",
    "Follow-up was complete for nine of ten participants, and no site was closed early.",
    "A second reader, who did not know the first reading, looked at every image.",
    "Costs were not part of this evaluation and will be reported elsewhere.",
)
_OTHER = {
    "increased": "rose", "showed": "found", "patients": "people", "study": "trial", "significantly": "markedly",
    "compared": "contrasted", "treatment": "therapy", "associated": "linked", "observed": "seen", "high": "large",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edited:
    """A text made of pieces: (start in the old text, end) or (-1, literal)."""

    pieces: tuple[tuple[int, int | str], ...]
    old: str

    @property
    def text(self) -> str:
        return "".join(str(end) if start < 0 else self.old[start : int(end)] for start, end in self.pieces)

    def origins(self) -> Callable[[int, int], list[tuple[int, int]]]:
        """A function from a stretch of the new text to the stretches of the old text that it came from."""
        starts, spans, at = [], [], 0
        for start, end in self.pieces:
            length = len(str(end)) if start < 0 else int(end) - start
            starts.append(at)
            spans.append((start, length))
            at += length

        def look(begin: int, stop: int) -> list[tuple[int, int]]:
            found = []
            for index in range(bisect_right(starts, begin) - 1, len(starts)):
                if starts[index] >= stop:
                    break
                start, length = spans[index]
                lo, hi = max(begin, starts[index]), min(stop, starts[index] + length)
                if start >= 0 and lo < hi:
                    found.append((start + lo - starts[index], start + hi - starts[index]))
            return found

        return look


def edit(kind: str, text: str, statements: Sequence[Statement], dice: random.Random) -> Edited | None:
    """One edit of that kind somewhere in the text; None where the text has no place for it."""
    claims = [s for s in statements if s.kind == "claim" and len(s.text.split()) > 7]
    if kind == "renumbered":
        return _renumbered(text, statements)
    for _ in range(60):
        s = dice.choice(claims)
        done = _EDITS[kind](text, s, claims, dice)
        if done is not None:
            return Edited(tuple(done), text)
    return None


_Pieces = list[tuple[int, int | str]] | None


def _replace(text: str, start: int, end: int, new: str) -> _Pieces:
    return [(0, start), (-1, new), (end, len(text))]


def _typo(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    words = list(re.finditer(r"[a-z]{5,}", text[s.start : s.end]))
    if not words:
        return None
    word = dice.choice(words)
    at = dice.randrange(1, len(word[0]) - 1)
    broken = dice.choice(
        [word[0][:at] + word[0][at + 1 :], word[0][: at - 1] + word[0][at] + word[0][at - 1] + word[0][at + 1 :]]
    )
    return _replace(text, s.start + word.start(), s.start + word.end(), broken)


def _number(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    inside = _MARKER.sub(lambda m: " " * len(m[0]), text[s.start : s.end])
    numbers = list(re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?=[\s%,;)])", inside))
    if not numbers:
        return None
    number = dice.choice(numbers)
    return _replace(text, s.start + number.start(), s.start + number.end(), str(dice.randrange(2, 999)))


def _reworded(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    found = [m for m in re.finditer(r"[a-z]+", text[s.start : s.end]) if m[0] in _OTHER]
    if not found:
        return None
    word = dice.choice(found)
    return _replace(text, s.start + word.start(), s.start + word.end(), _OTHER[word[0]])


def _moved(text: str, s: Statement, claims: Sequence[Statement], dice: random.Random) -> _Pieces:
    other = dice.choice(claims)
    if other is s or not text[s.end : s.end + 1].isspace() or not text[other.end : other.end + 1].isspace():
        return None
    if other.start > s.start:
        return [(0, s.start), (s.end + 1, other.end), (-1, " "), (s.start, s.end), (other.end, len(text))]
    return [(0, other.end), (-1, " "), (s.start, s.end), (other.end, s.start), (s.end + 1, len(text))]


def _inserted(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    if not text[s.end : s.end + 1].isspace():
        return None
    return [(0, s.end), (-1, " " + dice.choice(_NEW)), (s.end, len(text))]


def _removed(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    return [(0, s.start), (s.end + 1, len(text))] if text[s.end : s.end + 1] == " " else None


def _split(text: str, s: Statement, _: Sequence[Statement], dice: random.Random) -> _Pieces:
    found = list(re.finditer(r",? (?:and|but|which|whereas) (?=\w)", text[s.start : s.end]))
    found = [m for m in found if m.start() > 30 and s.end - s.start - m.end() > 30]
    if not found:
        return None
    m = dice.choice(found)
    first, rest = s.start + m.start(), s.start + m.end()
    return [(0, first), (-1, ". " + text[rest].upper()), (rest + 1, len(text))]


def _merged(text: str, s: Statement, claims: Sequence[Statement], dice: random.Random) -> _Pieces:
    follower = next((c for c in claims if c.start == s.end + 1 and text[s.end] == " "), None)
    end = re.search(r"\.(\[[\d,–-]+\])?$", text[s.start : s.end])
    if follower is None or end is None or not text[follower.start].isupper():
        return None
    cut = s.start + end.start()
    return [(0, cut), (-1, ", and " + text[follower.start].lower()), (follower.start + 1, len(text))]


_EDITS = {
    "typo": _typo, "number": _number, "reworded": _reworded, "moved": _moved, "inserted": _inserted,
    "removed": _removed, "split": _split, "merged": _merged,
}  # fmt: skip


def _renumbered(text: str, statements: Sequence[Statement]) -> Edited | None:
    """A reference is added at the top of the list: every number in the text and in the list is one more."""
    body_end = max(s.end for s in statements)
    pieces: list[tuple[int, int | str]] = []
    at = 0
    spots = [(m.start(1), m.end(1)) for m in _MARKER.finditer(text, 0, body_end)]
    entries = list(_ENTRY.finditer(text, body_end))
    if not spots or not entries:
        return None
    first = entries[0].start()
    for start, end in [*spots, (first, first), *(m.span(1) for m in entries)]:
        pieces.append((at, start))
        if start == end:
            pieces.append((-1, "[1] Doe J, Roe R. A work that nobody knew of. J Cases. 2020;1(2):3-4.\n"))
            at = end
            continue
        pieces.append((-1, re.sub(r"\d+", lambda m: str(int(m[0]) + 1), text[start:end])))
        at = end
    pieces.append((at, len(text)))
    return Edited(tuple(pieces), text)
