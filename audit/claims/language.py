"""The language of a text, told by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from audit.model.document import Document
from audit.model.reference import ReferenceList

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # characters
_ENOUGH = 5  # stop words, below which a text is too short to tell
# Words that stand in every text of a language and hardly in those of the others.
_STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to is was are were with for that this which by from have has been not be an as at or it their "
        "may can these than when you your who".split()
    ),
    "fr": frozenset(
        "le les des et est une du dans pour par sur qui avec sont au aux ou pas ce cette être chez vous votre nous il "
        "elle leur plus ont peut".split()
    ),
    "de": frozenset(
        "der die das und ist den dem des mit von zu für auf nicht ein eine einer eines bei sich auch werden wird wurde "
        "sind im zur zum oder kann haben hat durch nach".split()
    ),
    "es": frozenset(
        "el los las y del una por con para es que se su sus más como pero está son fue ser al en este esta puede muy "
        "también entre".split()
    ),
    "it": frozenset(
        "il lo gli della delle dei del di che è per con una sono nel nella alla dal dalla più come anche può essere si "
        "questo questa".split()
    ),
    "pt": frozenset("os das dos em uma não é para com por que são mais como ao pela pelo você seu sua também".split()),
    "nl": frozenset(
        "het een van en is dat niet met voor zijn op aan door ook bij naar wordt worden kunnen deze".split()
    ),
}


def language_of(document: Document, lists: Sequence[ReferenceList]) -> str:
    """ISO 639-1 code. What the document says wins, but for "en", which readers write where nothing says otherwise:
    there another language is believed where its stop words outnumber those of English two to one."""
    if document.language not in ("en", "und"):
        return document.language
    words = Counter(_WORD.findall(_sample(document.text, lists).lower()))
    counts = {language: sum(map(words.__getitem__, known)) for language, known in _STOP_WORDS.items()}
    best, hits = max(counts.items(), key=lambda item: item[1])
    if best != "en" and hits >= _ENOUGH and hits > 2 * counts["en"]:
        return best
    return document.language


def _sample(text: str, lists: Sequence[ReferenceList]) -> str:
    """The text before, between and behind the reference lists, as far as it is needed."""
    parts: list[str] = []
    at = size = 0
    for item in sorted(lists, key=lambda item: item.start):
        parts.append(text[at : min(item.start, at + _SAMPLE - size)])
        at, size = item.end, size + len(parts[-1])
    parts.append(text[at : at + max(0, _SAMPLE - size)])
    return " ".join(parts)
