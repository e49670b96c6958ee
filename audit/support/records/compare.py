"""Small judgements that every part of a record needs: more or less, at least, about the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audit.support import lexicon, terms


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a claim says, held against the record. sure: 0 to 1. told: the record's side, in words."""

    holds: bool
    sure: float
    told: str


_MORE: Final = re.compile(
    r"\b(?:more|higher|greater|larger|longer|better|increased|exceed\w*)\b(?=[^.]*\b(?:than|compared|to)\b)",
    re.IGNORECASE,
)
_LESS: Final = re.compile(
    r"\b(?:fewer|less|lower|smaller|shorter|worse|decreased)\b(?=[^.]*\b(?:than|compared|to)\b)", re.IGNORECASE
)
_BOUND: Final = re.compile(
    r"(?P<least>at least|no less than|not less than|no fewer than|minimum of|≥|>=|=>)|"
    r"(?P<most>at most|no more than|not more than|maximum of|up to|≤|<=|=<|just under)|"
    r"(?P<over>over|more than|greater than|exceeding|above|>|higher than|longer than)|"
    r"(?P<under>under|less than|fewer than|below|lower than|<|shorter than)",
    re.IGNORECASE,
)


def more_or_less(text: str) -> int:
    """1 for `more ... than`, -1 for `fewer ... than`, 0 without a comparison of two sides."""
    for pattern, sign in ((_MORE, 1), (_LESS, -1)):
        match = pattern.search(text)
        if (
            match
            and not re.match(r"\s+than\s+(?:a |an |half |one |\d|\w+ ?%)", text[match.end() :])
            and not _BOUND.match(text[max(0, match.start() - 3) :])
        ):
            return sign
        if match and not re.match(r"\s+than\s+(?:a |an |half |one |two |three |four |five |\d)", text[match.end() :]):
            return sign
    return 0


def relation_of(text: str, at: int) -> str:
    """`>`, `>=`, `<`, `<=` or `=` for the number at `at`."""
    found = list(_BOUND.finditer(text[max(0, at - 24) : at]))
    if not found:
        return "="
    groups = found[-1].groupdict()
    return next(sign for name, sign in (("over", ">"), ("least", ">="), ("under", "<"), ("most", "<=")) if groups[name])


def holds(value: float, claimed: float, relation: str, slack: float) -> bool:
    """`value` stands in `relation` to `claimed`, equality within `slack`."""
    if relation == ">":
        return value > claimed
    if relation == ">=":
        return value >= claimed - slack
    if relation == "<":
        return value < claimed
    if relation == "<=":
        return value <= claimed + slack
    return abs(value - claimed) <= slack


def negated(text: str) -> bool:
    """The sentence denies."""
    return any("negation.words" in lexicon.tags(w.word) for w in terms.words(text))
