"""Journals: whether a cited name is a registered one, in full, abbreviated (ISO 4, NLM), an acronym, or its old name.

An abbreviation is followed word by word: each cited word must abbreviate the registered word in its place, and every
word must be accounted for. So `J Clin Oncol` is the Journal of Clinical Oncology, while `Lancet` is not The Lancet
Oncology and `Nature` is not Nature Medicine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from audit.registries.text import unmarked, words

_STOP = frozenset(
    {
        "a", "an", "the", "of", "in", "on", "at", "by", "for", "from", "to", "with", "and", "or", "de", "la",
        "le", "les", "du", "des", "da", "do", "dos", "del", "di", "della", "der", "die", "das", "den", "und",
        "fur", "et", "e", "y", "i", "en", "el", "las", "los", "van", "voor", "och", "og", "zu",
    }
)  # fmt: skip
_PLACE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_TRAILER = re.compile(r"\s*(?::|;|/|\s[-–—]\s|=).*$")
_PARTS = re.compile(r"\s*(?::|;|/|\s[-–—]\s|=)\s*")
_TAIL = frozenset(
    {
        "u", "s", "a", "usa", "uk", "us", "gb", "engl", "london", "england", "online", "electronic", "print",
        "ed", "edition", "section", "sect", "ser", "series", "part", "suppl", "supplement",
    }
)  # fmt: skip


@lru_cache(maxsize=8192)
def _parts(name: str) -> tuple[str, ...]:
    """The words that carry a journal's name: `The Lancet. Oncology` -> (`lancet`, `oncology`)."""
    plain = unmarked(name).replace("&", " and ").replace(".", ". ")
    return tuple(word for word in words(plain) if word not in _STOP)


@lru_cache(maxsize=1)
def _known() -> dict[tuple[str, ...], int]:
    lines = (Path(__file__).parent / "data" / "journal_names.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {_parts(name): number for number, group in enumerate(groups) for name in group}


def _forms(name: str) -> list[tuple[str, ...]]:
    """The name as given; without place and remarks in brackets; without what follows a colon; half a double name."""
    plain = unmarked(name)
    unplaced = _PLACE.sub("", plain)
    forms = [
        plain,
        unplaced,
        _TRAILER.sub("", unplaced),
        re.sub(r"^\s*(?:in:|published in)\s*", "", unplaced, flags=re.I),
    ]
    pieces = _PARTS.split(unplaced)
    if len(pieces) == 2:
        forms.append(pieces[1])
    seen = []
    for form in forms:
        parts = _parts(form)
        if parts and parts not in seen:
            seen.append(parts)
    return seen


@lru_cache(maxsize=16384)
def same_journal(cited: str, registered: str) -> bool:
    """Whether two names are of one journal."""
    lefts, rights = _forms(cited), _forms(registered)
    for left in lefts:
        for right in rights:
            if left == right or "".join(left) == "".join(right):
                return True
            known = _known()
            if left in known and known[left] == known.get(right):
                return True
            if _abbreviates(left, right) or _abbreviates(right, left):
                return True
    return _is_acronym(cited, registered) or _is_acronym(registered, cited)


def any_same_journal(cited: str, registered: Iterable[str]) -> bool:
    """Whether a cited name is any of the names that registries give."""
    return any(same_journal(cited, name) for name in registered)


def _abbreviates(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Each word of `short` abbreviates the word of `full` in its place; what is left over at the end says nothing."""
    place = 0
    strong = 0
    for word in short:
        if place < len(full) and _shortens(word, full[place]):
            strong += len(word) > 1
            place += 1
        elif place == len(full) and strong and word in _TAIL:
            continue
        else:
            return False
    return (place == len(full) and (strong > 0 or len(full) > 2)) or (
        place < len(full) and strong > 0 and all(word in _TAIL or word.isdigit() for word in full[place:])
    )


def _shortens(short: str, word: str) -> bool:
    """`engl` england, `natl` national, `br` british, `j` journal, `cardiol` cardiology. Never the other way round."""
    if short == word:
        return True
    if not short or len(short) >= len(word) or short[0] != word[0]:
        return False
    if word.startswith(short):
        return True
    stem = short[:2]
    if len(short) >= 2 and not word.startswith(stem) and len(short) > 3:
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)  # a contraction keeps its letters' order


def _is_acronym(short: str, full: str) -> bool:
    """`JCO` of `Journal of Clinical Oncology`: capitals alone, one a word, three at least."""
    letters = "".join(char for char in unmarked(short) if char.isalnum())
    if not (3 <= len(letters) <= 8) or letters != letters.upper() or " " in unmarked(short).strip():
        return False
    return any(letters.casefold() == "".join(word[0] for word in form) for form in _forms(full))
