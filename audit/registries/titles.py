"""Titles: whether two of them are the same, one shortened, one mistyped, or of different works.

A likeness alone decides nothing: two trials of one drug, the first report and the five-year follow-up, part 1 and
part 2 are 90 % alike. So differing words are looked at: figures and words that change the subject count, typing errors
and symbols that a registry lost do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from audit.registries.text import GREEK_NAMES, squeezed, unmarked, words

_RETRACTED = re.compile(
    r"^\W*(?:[\[(]\s*(?:retracted|withdrawn|removed)(?:\s*(?:article|paper|chapter|publication))?\s*[\])]\s*[:.\-–—]*"
    r"|(?:retracted|withdrawn|removed|temporary removal)(?:\s*(?:article|paper|chapter|publication))?\s*[:.\-–—]+"
    r"|notice\s+of\s+(?:retraction|removal|withdrawal)\s*[:.\-–—]+|retraction\s*:)\s*",
    re.I,
)
_RETRACTED_TAIL = re.compile(
    r"\s*[\[(](?:retracted|withdrawn|retraction)(?:\s+(?:article|in)\b[^\])]*)?[\])]\s*\.?$", re.I
)
_REMARK = re.compile(
    r"\s*\[(?:corrected|published erratum|in process citation|see comments?|review|abstract"
    r"|article in [a-z]+|in [a-z]+|[a-z]+)\]\s*\.?$",
    re.I,
)
_SEGMENT = re.compile(r"\s*(?::|\?|!|\s[-–—]\s|—|\.\s+(?=[A-Z]))\s*")
SMALL_WORDS = frozenset(
    {
        "a", "an", "the", "of", "in", "on", "at", "by", "for", "from", "to", "with", "and", "or", "as", "is",
        "are", "was", "were", "vs", "via", "its", "their", "de", "la", "el", "der", "die", "das", "und", "et",
        "des", "du", "into", "using", "after", "before", "during", "among", "between",
    }
)  # fmt: skip
_LEAST_WORDS, _LEAST_LETTERS = 2, 8


class TitleMatch(Enum):
    """How two titles stand to each other."""

    SAME = "same"
    SHORTENED = "shortened"
    """One is the other without its subtitle (cut at a colon, a dash, a question mark, a full stop)."""
    MISTYPED = "mistyped"
    """The same words, some spelled otherwise, a small word more or less."""
    REWORDED = "reworded"
    """Much alike, but words that carry meaning differ: perhaps another work."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TitleComparison:
    """The match, the likeness (0 to 1), and the words that differ."""

    match: TitleMatch
    likeness: float
    differing: tuple[str, ...] = ()


def marked_retracted(title: str) -> bool:
    """Whether a registered title says that its work is retracted or withdrawn (`RETRACTED: ...`)."""
    plain = unmarked(title)
    return bool(_RETRACTED.search(plain) or _RETRACTED_TAIL.search(plain)) and not re.match(
        r"retraction\s*:", plain, re.I
    )


def bare(title: str) -> str:
    """A title without `RETRACTED:` and remarks in brackets at its end."""
    plain = unmarked(title)
    plain = _RETRACTED_TAIL.sub("", _RETRACTED.sub("", plain)) or plain
    return _REMARK.sub("", plain) or plain


@lru_cache(maxsize=8192)
def compare_titles(cited: str, registered: str) -> TitleComparison:
    """How a cited title stands to a registered one."""
    cited, registered = bare(cited), bare(registered)
    left, right = words(cited), words(registered)
    if not left or not right:
        return TitleComparison(TitleMatch.OTHER, 0.0)
    joined_left, joined_right = "".join(left), "".join(right)
    likeness = fuzz.ratio(joined_left, joined_right) / 100
    if joined_left == joined_right:
        return TitleComparison(TitleMatch.SAME, 1.0)
    if _is_part(cited, registered) or _is_part(registered, cited):
        return TitleComparison(TitleMatch.SHORTENED, likeness)
    if likeness < 0.6:
        return TitleComparison(TitleMatch.OTHER, likeness)
    weighty, light = _differing(left, right)
    if weighty:
        heavy = likeness < 0.75 or len(weighty) > max(4, len(left) // 2)
        return TitleComparison(TitleMatch.OTHER if heavy else TitleMatch.REWORDED, likeness, tuple(weighty))
    return TitleComparison(TitleMatch.MISTYPED if light else TitleMatch.SAME, likeness, tuple(light))


def _is_part(part: str, whole: str) -> bool:
    """`whole` begins (or ends) with `part` and there is a seam between: a subtitle was left out.

    Never a bare prefix: `The` of `The Lancet Oncology Commission on ...` is no shortened title.
    """
    wanted = squeezed(part)
    if len(wanted) < _LEAST_LETTERS or len(words(part)) < _LEAST_WORDS:
        return False
    seams = list(_SEGMENT.finditer(whole))
    return any(squeezed(whole[: seam.start()]) == wanted or squeezed(whole[seam.end() :]) == wanted for seam in seams)


def _differing(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words that differ: those that change the work, and those that do not."""
    weighty: list[str] = []
    light: list[str] = []  # slips
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        ours, theirs = left[a:b], right[c:d]
        if "".join(ours) == "".join(theirs) or (not theirs and _lost(ours)):
            continue
        (light if _is_slip(ours, theirs) else weighty).extend((*ours, *theirs))
    return weighty, light


def _lost(ours: tuple[str, ...]) -> bool:
    """Symbols that a registry lost: `TGF-β signalling` is registered as `TGF- signalling`."""
    return all(word in GREEK_NAMES or (len(word) == 1 and not word.isalnum()) for word in ours)


def _is_slip(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    ours = tuple(word for word in ours if word not in SMALL_WORDS)
    theirs = tuple(word for word in theirs if word not in SMALL_WORDS)
    if _figures(ours) != _figures(theirs):
        return False
    if not ours or not theirs:
        return all(word in GREEK_NAMES or len(word) == 1 for word in ours + theirs)
    one, other = "".join(ours), "".join(theirs)
    if one == other:
        return True
    longest = max(len(one), len(other))
    distance = Levenshtein.distance(one, other)
    # "hyper-" against "hypo-", "pre-" against "post-": three letters of a prefix change the meaning
    return distance <= 2 and longest >= 5 and distance / longest <= 0.25 and not _opposed(one, other)


def _opposed(one: str, other: str) -> bool:
    for first, second in (("hyper", "hypo"), ("pre", "post"), ("intra", "inter"), ("micro", "macro"), ("pre", "per")):
        if {True} == {
            (one.startswith(first) and other.startswith(second)) or (one.startswith(second) and other.startswith(first))
        }:
            return True
    return one.removeprefix("un") == other or other.removeprefix("un") == one or one.removeprefix("non") == other


def _figures(some: tuple[str, ...]) -> list[str]:
    return sorted(re.findall(r"\d+", " ".join(some)))
