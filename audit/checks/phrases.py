"""Phrases of a profile as one regular expression: `guarantee*`, `best {thing}`, `side effect free`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from audit.checks.profile import Profile
from audit.checks.prose import Prose

_FUNCTION_WORDS = (
    "of|for|in|to|and|or|with|on|by|at|from|as|is|are|was|were|be|that|which|who|the|a|an|than|but|not|nor"
)
# Up to two adjectives may stand between a phrase and its thing: the best (oral) treatment.
_BETWEEN = rf"(?:(?!(?:{_FUNCTION_WORDS})\b)[\w-]+\s+){{0,2}}"
_GAP = r"[\s\u00a0-]+"


def _expression(phrase: str, things: Sequence[str]) -> str:
    expression = ""
    for word in phrase.split():
        if word == "{thing}":
            # No hyphen in front: the best-studied treatment is not called the best.
            gap, part = r"[\s\u00a0]+", _BETWEEN + "(?:" + "|".join(_word(thing) for thing in things) + ")"
        elif word == "{product}":
            gap, part = _GAP, r"(?:(?-i:[A-Z])[\w-]+[®™]?|it|this|that|which)"
        else:
            gap, part = _GAP, _word(word)
        expression += (gap if expression else "") + (part if things or word != "{thing}" else r"(?!)")
    return expression


def _word(word: str) -> str:
    return re.escape(word.replace("’", "'")).replace(r"\*", r"[\w-]*").replace("'", "['’]")


@lru_cache(maxsize=128)
def compiled(phrases: tuple[str, ...], things: tuple[str, ...]) -> re.Pattern[str] | None:
    """All phrases as one expression, longest first; None for none."""
    if not phrases:
        return None
    longest_first = sorted(phrases, key=len, reverse=True)
    alternatives = "|".join(_expression(phrase, things) for phrase in longest_first)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE)


def matches(profile: Profile, code: str, prose: Prose) -> Iterator[re.Match[str]]:
    """Where a statement has a phrase of this rule: not within an exception, a quotation, a title or a name."""
    words = profile.phrases(code)
    things = tuple(profile.things)
    wanted = compiled(tuple(words.phrases), things)
    if wanted is None:
        return
    found = list(wanted.finditer(prose.words))
    harmless = compiled(tuple(words.exceptions), things) if found else None
    safe = [match.span() for match in harmless.finditer(prose.words)] if harmless else []
    for match in found:
        start, end = match.span()
        if any(first < end and start < last for first, last in safe):
            continue
        if not prose.is_exempt(start, end) and not prose.is_name(start, end):
            yield match
