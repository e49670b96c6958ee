"""The word lists of directions, relations, negation, certainty and amounts (`lexicon.toml`), asked word by word."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

ALL: Final = 4


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, re.Pattern[str]]]:
    data: dict[str, Any] = tomllib.loads((files("audit.support") / "lexicon.toml").read_text(encoding="utf-8"))
    return {part: {name: _pattern(words) for name, words in lists.items()} for part, lists in data.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"[\w-]*") for word in words))


@lru_cache(maxsize=32768)
def tags(word: str) -> frozenset[str]:
    """What a lower-case word says: `direction.up`, `negation.words`, `hedge.open`, ... Mostly nothing."""
    return frozenset(
        f"{part}.{name}"
        for part, lists in _lists().items()
        for name, pattern in lists.items()
        if pattern.fullmatch(word)
    )


def direction(word: str) -> int:
    """1 for a word that says more, -1 for less, 0 for neither; `improved` and `worse` are told by `valence`."""
    marks = tags(word)
    return ("direction.up" in marks) - ("direction.down" in marks)


def valence(word: str) -> int:
    """1 for `improved`, -1 for `worse`, 0 otherwise."""
    marks = tags(word)
    return ("direction.good" in marks) - ("direction.bad" in marks)


def negates(word: str) -> bool:
    """`not`, `never`, `failed`, ..."""
    marks = tags(word)
    return "negation.words" in marks or "negation.verbs" in marks


_LEVELS: Final = {"none": 0, "few": 1, "some": 2, "most": 3, "all": ALL}


def quantifier(word: str) -> int | None:
    """0 (none) to 4 (all), or None for a word that says no amount."""
    for name, level in _LEVELS.items():
        if f"quantifier.{name}" in tags(word):
            return level
    return None


def carries_direction(word: str) -> bool:
    """A word whose change turns a statement round: it is not part of what the statement is about."""
    return any(
        mark.startswith(("direction.up", "direction.down", "direction.good", "direction.bad", "negation", "hedge"))
        for mark in tags(word)
    )
