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
_DESCRIBES = frozenset({"official", "journal", "organ", "international", "publication", "bulletin"})
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
        _untrailed(unplaced),
        re.sub(r"^\s*(?:in:|published in)\s*", "", unplaced, flags=re.I),
    ]
    pieces = _PARTS.split(unplaced)
    if len(pieces) == 2 and _acronym_of(pieces[0], pieces[1]):  # `JNCI: Journal of the National Cancer Institute`
        forms.append(pieces[1])
    seen = []
    for form in forms:
        parts = _parts(form)
        if parts and parts not in seen:
            seen.append(parts)
    return seen


def _untrailed(name: str) -> str:
    """Without `: official journal of ...` and the section after a dash. `Circulation: Heart Failure` stays whole."""
    found = _TRAILER.search(name)
    if not found:
        return name
    rest = words(found[0])
    if found[0].lstrip().startswith(":") and len(rest) < 5 and not _DESCRIBES & set(rest):
        return name
    return name[: found.start()]


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
    place = strong = 0
    for word in short:
        if place < len(full) and _shortens(word, full[place], alone=len(full) == 1):
            strong += len(word) > 1
            place += 1
        elif not (place == len(full) and strong and word in _TAIL):
            return False
    return strong > 0 and all(word in _TAIL or word.isdigit() for word in full[place:])


def _shortens(short: str, word: str, *, alone: bool) -> bool:
    """`engl` England, `natl` national, `br` British, `j` journal, `wkly` weekly. Never the other way round.

    alone: the word is the whole name. Names of one word are not abbreviated, so little is allowed: `Cancer` is not
    `Cancers`, `Neuron` not `Neuroscience`.
    """
    if short == word:
        return True
    if not short or len(short) >= len(word) or short[0] != word[0]:
        return False
    if alone:
        return len(short) >= 5 and len(word) - len(short) >= 2 and word.startswith(short)
    if len(short) == 1:
        return len(word) > 4 or word in {"new", "east", "west"}
    if word.startswith(short):
        return True
    if len(word) < 6 or short[-1] not in word[-4:] or (len(short) > 5 and short[:3] != word[:3]):
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)  # a contraction keeps its letters' order, and its end


def _acronym_of(short: str, full: str) -> bool:
    letters = "".join(char for char in short if char.isalnum()).casefold()
    return len(letters) >= 2 and letters == "".join(word[0] for word in _parts(full))


def _is_acronym(short: str, full: str) -> bool:
    """`JCO` of `Journal of Clinical Oncology`: capitals alone, one a word, three at least."""
    letters = "".join(char for char in unmarked(short) if char.isalnum())
    if not (3 <= len(letters) <= 8) or letters != letters.upper() or " " in unmarked(short).strip():
        return False
    return any(letters.casefold() == "".join(word[0] for word in form) for form in _forms(full))
