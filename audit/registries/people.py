"""Authors: whether a cited name is a registered one, written as people write names.

`Kidd M` is `Mark Kidd`; `de Mestier L`, `DeMestier L` and `Mestier L de` are one; `Müller`, `Mueller` and `Muller`
too; a Spanish double surname may lose either half; a Chinese name may stand in either order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from audit.model import Author
from audit.registries.text import is_latin, unmarked, words

_PARTICLES = frozenset(
    {
        "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "d", "la", "le", "l", "van", "von",
        "der", "den", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "el", "al", "bin", "ibn", "ben", "y",
        "e",
    }
)  # fmt: skip
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|2nd|3rd|phd|md)\.?$", re.I)


@lru_cache(maxsize=16384)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a family name as compared, particles and suffixes left out (unless nothing else is left)."""
    plain = unmarked(_SUFFIX.sub("", name))
    found = tuple(_umlaut(part) for word in words(_apart(plain)) for part in [word] if part)
    bare = tuple(word for word in found if word not in _PARTICLES)
    return bare or found


def _apart(name: str) -> str:
    """`d'Assignies` -> `d Assignies`; `O'Dorisio` stays one word; `DeMestier` and `VanDerBerg` fall into words."""
    name = re.sub(r"\b([dDlL])['’ʼ`](?=\w)", r"\1 ", name)
    return re.sub(r"\b(De|Van|Von|Der|Di|Da|La|Le|Du|Del)(?=[A-Z][a-z])", r"\1 ", name)


def _umlaut(word: str) -> str:
    return word.replace("ue", "u").replace("oe", "o").replace("ae", "a")


def same_family(cited: str, registered: str) -> bool:
    """Whether two family names are one name."""
    one, other = name_words(cited), name_words(registered)
    if not one or not other:
        return False
    if "".join(one) == "".join(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) > 1 and any(len(word) > 2 for word in shorter):  # half of a double surname
        return set(shorter) <= set(longer) or "".join(shorter) in {"".join(longer[:2]), "".join(longer[-2:])}
    return False


def nearly_same_family(cited: str, registered: str) -> bool:
    """Whether one is the other mistyped by a letter or two."""
    one, other = "".join(name_words(cited)), "".join(name_words(registered))
    longest = max(len(one), len(other))
    distance = Levenshtein.distance(one, other)
    return 0 < distance <= (1 if longest < 7 else 2) and longest >= 4


def comparable(cited: Author, registered: Author) -> bool:
    """Whether the two are written in scripts that can be compared."""
    return is_latin(cited.sort_name) == is_latin(registered.sort_name)


def same_person(cited: Author, registered: Author) -> bool:
    """Whether a cited author is a registered one, by family name; given names may not contradict a common one."""
    if cited.literal is not None or registered.literal is not None:
        return same_group(cited.sort_name, registered.sort_name)
    if same_family(cited.sort_name, registered.sort_name):
        return True
    return _swapped(cited, registered)


def _swapped(cited: Author, registered: Author) -> bool:
    """The registry (or the author) took the given name for the family name."""
    given = registered.given or ""
    if len(given.replace(".", "").replace(" ", "")) < 2 or not cited.family:
        return False
    return "".join(name_words(cited.sort_name)) == "".join(words(given)) and _initials_fit(
        cited.given, registered.family
    )


def _initials_fit(given: str | None, name: str | None) -> bool:
    return not given or not name or initials(given)[:1] == initials(name)[:1]


def same_group(cited: str, registered: str) -> bool:
    """Whether two names of organisations are one: the same words, but for articles and `Group` or `Committee`."""
    loose = {"the", "of", "and", "for", "group", "study", "investigators", "committee", "collaborators", "on", "in"}
    one, other = set(words(cited)), set(words(registered))
    if not one or not other:
        return False
    if one == other:
        return True
    core_one, core_other = one - loose, other - loose
    shorter, longer = sorted((core_one, core_other), key=len)
    if shorter and shorter <= longer and (len(shorter) >= 2 or shorter == longer or len("".join(shorter)) >= 5):
        return True
    return (
        _acronym(cited) == _acronym(registered)
        or squeezed_upper(cited) == _acronym(registered)
        or (squeezed_upper(registered) == _acronym(cited))
    )


def squeezed_upper(text: str) -> str:
    """The capitals of an acronym: `W.H.O.` -> `WHO`."""
    return "".join(char for char in text if char.isalnum()).upper()


def _acronym(name: str) -> str:
    return "".join(
        word[0] for word in re.findall(r"\w+", name) if word.lower() not in {"the", "of", "and", "for", "on"}
    ).upper()


@lru_cache(maxsize=8192)
def initials(given: str | None) -> str:
    """The initials of given names, accents folded: `José Miguel` -> `JM`, `M.D.` -> `MD`, `MD` -> `MD`."""
    if not given:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", unmarked(given)) if not unicodedata.combining(c))
    parts = [part for part in re.split(r"[\s.\-–‐‑]+", plain) if part]
    letters = []
    for part in parts:
        if part.isupper() and len(part) <= 4:
            letters.append(part)
        elif part[0].isalpha():
            letters.append(part[0])
    return "".join(letters).upper()
