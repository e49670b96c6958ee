"""Words by which the parts of a reference are told apart: organisations, publishers, places, given names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "data" / "lexicon.txt"
_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = frozenset(
    "of and the in for on an a to de la le les et des du der die das und y e at on national".split()
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`organisations_by_word`: full names by their first word, longest first; the sets hold lower-case single words."""

    organisations_by_word: dict[str, tuple[str, ...]]
    publishers: frozenset[str]
    places: frozenset[str]
    given: frozenset[str]
    organisation_words: frozenset[str]


def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            name = line.strip("[]")
            continue
        found.setdefault(name, []).extend(line.split() if name == "given" else line.split(" | "))
    return found


def _words(names: list[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in _WORD.findall(name.lower()) if len(word) > 1) - _COMMON


@cache
def lexicon() -> Lexicon:
    """`read_lexicon`, once."""
    return read_lexicon()


def read_lexicon() -> Lexicon:
    """The lists of `data/lexicon.txt`."""
    lists = _sections()
    by_word: dict[str, tuple[str, ...]] = {}
    for name in sorted(set(lists["organisations"]), key=len, reverse=True):
        first = name.partition(" ")[0]
        by_word[first] = (*by_word.get(first, ()), name)
    return Lexicon(
        by_word,
        _words(lists["publishers"]), _words(lists["places"]), _words(lists["given"]), _words(lists["organisations"]),
    )  # fmt: skip
