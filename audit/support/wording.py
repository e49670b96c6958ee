"""Is the claim worded more strongly than its source: "does" for "may", "all" for "most"?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.model import ConceptDifference, Passage
from audit.support import lexicon, terms
from audit.support.terms import Term

LIKE: Final = 0.5
"""A passage that covers less of the claim than this is no measure of the claim's wording."""

_REACH: Final = 3


def overstated(claim: str, passages: Sequence[Passage]) -> list[ConceptDifference]:
    """Differences in certainty and in amount between the claim and the passages that say the same thing."""
    alike = [passage for passage in passages if passage.score >= LIKE]
    if not alike:
        return []
    found = [_certainty(claim, alike), *_amounts(claim, alike)]
    return [difference for difference in found if difference is not None]


def _certainty(claim: str, passages: Sequence[Passage]) -> ConceptDifference | None:
    """The claim states as a fact what every passage like it only supposes."""
    if _said(claim, "hedge.words"):
        return None
    hedges = [_said(passage.text, "hedge.doubt") for passage in passages]
    if not all(hedges):
        return None
    word = hedges[0][0]
    return ConceptDifference(
        aspect="certainty",
        claim="stated as a fact",
        source=f"“{word}”",
        relation="stronger",
        reason=f"The claim states as a fact what the source says with “{word}”.",
        passage=passages[0],
    )


def _said(text: str, mark: str) -> list[str]:
    return [word.word for word in terms.words(text) if mark in lexicon.tags(word.word)]


def _amounts(claim: str, passages: Sequence[Passage]) -> list[ConceptDifference]:
    """`All patients` for `most patients`: an amount said of the same noun."""
    found = []
    for stem, (level, word) in _quantified(terms.words(claim)).items():
        stated = [
            (passage, said[stem]) for passage in passages if stem in (said := _quantified(terms.words(passage.text)))
        ]
        if not stated or any(theirs >= level for _, (theirs, _) in stated) or level < 2:
            continue
        passage, (_, theirs_word) = stated[0]
        found.append(
            ConceptDifference(
                aspect="quantifier",
                claim=word,
                source=theirs_word,
                relation="stronger",
                reason=f"The claim says “{word}”; the source says “{theirs_word}”.",
                passage=passage,
            )
        )
    return found


def _quantified(line: Sequence[Term]) -> dict[str, tuple[int, str]]:
    """Stem of each noun that an amount is said of -> how much (0 to 4) and the word."""
    found: dict[str, tuple[int, str]] = {}
    for at, word in enumerate(line):
        level = lexicon.quantifier(word.word)
        if level is None:
            continue
        noun = next((t for t in line[at + 1 : at + 1 + _REACH] if terms.is_content(t.word)), None)
        if noun is not None and lexicon.quantifier(noun.word) is None:
            found.setdefault(noun.stem, (level, word.word))
    return found
