"""Lines that begin with a footnote letter: `aRemission was defined as ...`, `b) P<0.05`."""

from __future__ import annotations

import re
from collections.abc import Container

_LINE_LETTER = re.compile(r"^(?:([a-h])\s?|\(?([a-h])\)\s)(?=[A-ZÀ-Þ])([^\W\d_]*)", re.MULTILINE)
_LETTERS = "abcdefgh"


def note_lines(text: str, words: Container[str]) -> dict[int, tuple[str, str]]:
    """Where lines begin with a footnote letter -> the letter and the word behind it. Letters run from a without a gap.

    `aBICLA` is one where BICLA stands in the text by itself (is among `words`), or where the footnote before it stands
    in the line above; `eGFR` and `cAMP` are none.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    last = ("", -1)  # the last footnote: its letter, where its line begins
    for line in _LINE_LETTER.finditer(text):
        letter, word = line.group(1) or line.group(2), line.group(3)
        start = line.start()
        if line.group(1) and line.end(1) == line.start(3) and word[:2].isupper() and word not in words:
            follows = last[0] and ord(letter) == ord(last[0]) + 1
            if not follows or text.find("\n", last[1], start - 1) >= 0:
                continue
        last = (letter, start)
        found.setdefault(letter, []).append((start, word))
    lines: dict[int, tuple[str, str]] = {}
    for letter in _LETTERS:
        if letter not in found:
            break
        lines.update((start, (letter, word)) for start, word in found[letter])
    return lines
