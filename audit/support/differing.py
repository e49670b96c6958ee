"""Does the source speak of the same people, treatment and outcome as the claim? Says "differs", never "wrong"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from audit.model import ConceptDifference, Passage
from audit.support import terms
from audit.support.concepts import Concept, Concepts
from audit.support.source import SourceText

HEAD: Final = 2500
"""Characters of a text (with its title) that say what it is about."""

ABOUT: Final = 0.3
"""A passage that covers less of the claim than this speaks of something else: another endpoint or medicine in it does
not answer the claim's."""

_EXAMPLE: Final = re.compile(r"\b(?:like|such as|e\.g\.|for example|for instance|including)[ ,(]+$", re.IGNORECASE)

_Relation = Literal["narrower", "broader", "other", "stronger", "weaker"]
_Mentions = dict[str, tuple[Concept, str]]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a source names where it says what it is about: concepts and medicines."""

    head: _Mentions
    head_drugs: set[str]


def differences(
    claim: str, source: SourceText, passages: Sequence[Passage], concepts: Concepts
) -> list[ConceptDifference]:
    """One difference at most for each axis on which claim and source name different concepts."""
    claimed = concepts.mentioned(claim)
    drugs = _own_drugs(claim, concepts)
    if not claimed and not drugs:
        return []
    subject = _subject(source, concepts)
    about = [passage for passage in passages if passage.score >= ABOUT]
    found = [_compare(axis, claimed, subject, about, source, concepts) for axis in _axes(claimed)]
    found.append(_species(claimed, subject.head, source))
    found.append(_drugs(drugs, subject, about, source, concepts))
    return [difference for difference in found if difference is not None]


def _subject(source: SourceText, concepts: Concepts) -> _Subject:
    key = f"subject {id(concepts)}"
    if key not in source.memo:
        opening = [(source.title, terms.forms(source.title))]
        opening += [(s.text, line) for s, line in zip(source.sentences, source.forms, strict=True) if s.start < HEAD]
        source.memo[key] = _Subject(
            concepts.mentioned_in(opening),
            concepts.drugs(form.word for _, line in opening for form in line),
        )
    subject: _Subject = source.memo[key]
    return subject


def _named_anywhere(concept: Concept, source: SourceText) -> bool:
    """The title or any sentence names the concept; asked of few concepts, so the text is not read for all."""
    known: dict[Concept, bool] = source.memo.setdefault("concepts", {})
    if concept not in known:
        firsts = {term[0] for term in concept.terms}
        lines = (
            source.sentences[index].text
            for index, line in enumerate(source.forms)
            if any(form.stem in firsts for form in line)
        )
        known[concept] = any(concept.named_in(line) for line in (source.title, *lines))
    return known[concept]


def _axes(claimed: _Mentions) -> list[tuple[str, str]]:
    return sorted({(c.field, c.axis) for c, _ in claimed.values() if c.axis not in ("species", "sex")})


def _on(axis: tuple[str, str], mentions: _Mentions) -> _Mentions:
    return {name: pair for name, pair in mentions.items() if (pair[0].field, pair[0].axis) == axis}


def _compare(
    axis: tuple[str, str],
    claimed: _Mentions,
    subject: _Subject,
    about: Sequence[Passage],
    source: SourceText,
    concepts: Concepts,
) -> ConceptDifference | None:
    mine = _most_specific(_on(axis, claimed), concepts)
    theirs = _on(axis, concepts.mentioned(*(passage.text for passage in about)))
    if axis[0] != "endpoint":
        theirs |= _on(axis, subject.head)
    theirs = _most_specific(theirs, concepts)
    if not mine or not theirs or any(_named_anywhere(concept, source) for concept, _ in mine.values()):
        return None
    if any(concepts.within(a, b) or concepts.within(b, a) for a, _ in mine.values() for b, _ in theirs.values()):
        return _narrower(mine, theirs, source, concepts)
    return _difference(mine, theirs, "other", source)


def _most_specific(mentions: _Mentions, concepts: Concepts) -> _Mentions:
    return {
        name: (concept, words)
        for name, (concept, words) in mentions.items()
        if not any(concepts.within(other, concept) for other, _ in mentions.values() if other.name != name)
    }


def _narrower(mine: _Mentions, theirs: _Mentions, source: SourceText, concepts: Concepts) -> ConceptDifference | None:
    """The claim names the whole, the source only parts of it (or the other way round)."""
    if all(any(concepts.within(b, a) for a, _ in mine.values()) for b, _ in theirs.values()):
        return _difference(mine, theirs, "narrower", source)
    whole = source.kind == "full text"  # an abstract need not name every group that the work speaks of
    if whole and all(any(concepts.within(a, b) for b, _ in theirs.values()) for a, _ in mine.values()):
        return _difference(mine, theirs, "broader", source)
    return None


def _difference(mine: _Mentions, theirs: _Mentions, relation: _Relation, source: SourceText) -> ConceptDifference:
    field = next(iter(mine.values()))[0].field
    a, b = " and ".join(mine), " and ".join(theirs)
    how = {
        "narrower": f"The claim speaks of {a}; the source is about {b} only, a part of them.",
        "broader": f"The claim speaks of {a}; the source speaks of {b} in general.",
    }.get(relation, f"The claim speaks of {a}; the source speaks of {b}.")
    passage = _where(next(iter(theirs.values()))[0], source)
    return ConceptDifference(aspect=field, claim=a, source=b, relation=relation, reason=how, passage=passage)


def _where(concept: Concept, source: SourceText) -> Passage | None:
    """The first sentence that names it, or the line of it that does; None where only the title of the record does."""
    first = next((s for s in source.sentences if concept.named_in(s.text)), None)
    if first is None:
        return None
    start = first.start
    for line in first.text.splitlines(keepends=True):
        if concept.named_in(line):
            return source.passage(start, start + len(line.rstrip()))
        start += len(line)
    return source.passage(first.start, first.end)


def _species(claimed: _Mentions, head: _Mentions, source: SourceText) -> ConceptDifference | None:
    """A claim about people from a source about animals or cells."""
    axis = ("population", "species")
    mine, theirs = _on(axis, claimed), _on(axis, head)
    special = {n: p for n, p in theirs.items() if p[0].exclusive}
    if not mine or not special or len(special) < len(theirs) or any(p[0].exclusive for p in mine.values()):
        return None
    return _difference(mine, special, "other", source)


def _own_drugs(claim: str, concepts: Concepts) -> set[str]:
    """The medicines a claim speaks of, without those it gives as an example (`analogues, like octreotide`)."""
    words = terms.words(claim)
    return concepts.drugs(word.word for word in words if not _EXAMPLE.search(claim[: word.start]))


def _drugs(
    mine: set[str], subject: _Subject, about: Sequence[Passage], source: SourceText, concepts: Concepts
) -> ConceptDifference | None:
    """Medicines that the claim names and the source does not, where it names others."""
    text = f"{source.title}\n{source.text}".lower() if mine else ""
    if not mine or any(name in text for name in mine):
        return None
    others = sorted(subject.head_drugs | concepts.drugs(form.word for p in about for form in terms.forms(p.text)))
    if not others:
        return None
    a, b = ", ".join(sorted(mine)), ", ".join(others[:4])
    read = {"full text": "source", "abstract": "abstract", "excerpt": "excerpt"}[source.kind]
    reason = f"The claim speaks of {a}, which the {read} does not name; it speaks of {b}."
    return ConceptDifference(aspect="intervention", claim=a, source=b, relation="other", reason=reason)
