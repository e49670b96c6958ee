"""Abbreviation keys: `BID, twice daily; UC, ulcerative colitis.`, `CI = confidence interval`, `JAK: Janus kinase`."""

from __future__ import annotations

import re

from audit.claims.verbs import finite_verb
from audit.claims.vocabulary import words_of

_SEPARATOR = re.compile(r"[,:=–—-]")
_KEY_PART = re.compile(
    r"^\(?(?P<short>[*†‡]?[\w‐-]{1,15}(?:[ /+-][\w‐-]{1,12}){0,2}[*†‡]?)\)?\s?"
    r"(?:[,:=]|[–—-](?=\s))\s?"
    r"(?P<long>[^,:=;]{3,90}(?:,[^,:=;]{1,60})?)$"
)
_OPENING = re.compile(r"^(?:abbreviations?|abbr\.?|acronyms?|glossary|key|abkürzungen|abréviations?|abreviaturas?|"
                      r"abbreviazioni)\s?[:.]\s?", re.IGNORECASE)  # fmt: skip
_BETWEEN = re.compile(r";\s?|\.\s(?=[*†‡]?[A-Z][\w-]{0,8}\s?[,:=])")
_MAX_LENGTH, _MAX_SHORT = 3000, 26
# Latin of prescriptions, whose letters begin no word of what stands beside them.
_LATIN = frozenset("bid tid qid qd od bd qds tds prn po iv sc im sl qw q2w q3w q4w eg ie vs".split())


def is_abbreviation_key(text: str) -> bool:
    """Three of four parts of `text` are a short form with what it stands for."""
    if len(text) > _MAX_LENGTH or not (_begins_with_short_form(text) or _OPENING.match(text)):
        return False
    body = _OPENING.sub("", text.rstrip(". "))
    parts = [part.strip() for part in _BETWEEN.split(body) if part.strip()]
    found = [match for part in parts if (match := _KEY_PART.match(part))]
    if len(found) * 4 < 3 * len(parts) or not parts:
        return False
    plain = sum(_abbreviates(match.group("short"), match.group("long"), sure=False) for match in found)
    sure = len(parts) > 2 or (len(parts) > 1 and plain > 0)
    good = sum(_abbreviates(match.group("short"), match.group("long"), sure=sure) for match in found) if sure else plain
    return good * 4 >= 3 * len(parts)


def _begins_with_short_form(text: str) -> bool:
    head = _SEPARATOR.search(text[:_MAX_SHORT])
    if head is None:
        return False
    short = text[: head.start()]
    capitals = sum(map(str.isupper, short))
    return capitals > 1 or (len(short) < 5 and capitals > 0) or any(map(str.isdigit, short))


def _abbreviates(short: str, long: str, *, sure: bool) -> bool:
    """The short form's letters begin words of the long form, in order; or it looks like one, in a long key."""
    letters = [letter for letter in short.lower() if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in short)
    if not letters or (capitals == 0 and not any(letter.isdigit() for letter in short)):
        return False
    if capitals < 2 and len(short) > 3 and not any(letter.isdigit() for letter in short[1:]):
        return False
    if len(long.split()) > 6 and finite_verb(words_of(long)) is not None:
        return False
    if short.strip("*†‡").lower() in _LATIN:
        return True
    position = 0
    target = long.lower()
    for letter in letters:
        found = target.find(letter, position)
        if found < 0:
            return sure and capitals >= 2
        position = found + 1
    return target[:1] in (letters[0], "α", "β", "γ") or sure or capitals >= 2
