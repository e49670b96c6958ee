"""A sentence cut into clauses of words, with what is said in passing (brackets, "but not X", "by 8 %") set aside."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from audit.support import terms

_OPENS: Final = re.compile(r"[;:]|[.!?]\s|\s[-–—]\s")
_CLAUSE_WORD: Final = frozenset("but whereas while although though however yet nevertheless because".split())
_ASIDE: Final = re.compile(
    r"(?:,\s*)?\b(?:but|and) not\b(?: (?!was|were|is|are|did|do|does)[\w-]+){1,5}?(?=\s*,)|"
    r"\bby (?:about |approximately |nearly |up to |a mean of |an average of )?[-+]?\d[\d.,]*"
    r"(?:\s?(?:%|percent|-?fold|[a-zμ/]{1,8}\b))?|"
    r"\b(?:a |an )?\d[\d.]*\s?(?:%|percent|-?fold)",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word of a clause; offsets count from the start of the sentence. comma: one stands before it. aside: an
    abbreviation in brackets, which names something but does nothing. joined: a hyphen ties it to the word before.
    """

    word: str
    stem: str
    start: int
    end: int
    comma: bool = False
    aside: bool = False
    joined: bool = False


Clause = tuple[Token, ...]


def clauses(text: str) -> list[Clause]:
    """The clauses of one sentence. Words in brackets (but abbreviations) and asides are left out."""
    folded = terms.fold(text)
    asides = [match.span() for match in _ASIDE.finditer(folded)]
    found: list[list[Token]] = [[]]
    depth = end = 0
    for term in terms.words(text):
        gap = folded[end : term.start]
        depth = max(0, depth + gap.count("(") + gap.count("[") - gap.count(")") - gap.count("]"))
        end = term.end
        if any(a <= term.start < b for a, b in asides):
            continue
        if depth:
            if sum(map(str.isupper, text[term.start : term.end])) >= 2:
                found[-1].append(Token(term.word, term.stem, term.start, term.end, aside=True))
            continue
        if found[-1] and (_OPENS.search(gap) or term.word in _CLAUSE_WORD):
            found.append([])
        found[-1].append(Token(term.word, term.stem, term.start, term.end, "," in gap, joined=gap == "-"))
    return [tuple(clause) for clause in found if clause]
