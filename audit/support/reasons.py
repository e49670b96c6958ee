"""The verdict in words: what was found, what was not, where to look. Written for a reviewer, not for an engineer."""

from __future__ import annotations

from audit.model import Contradiction, NumberCheck, SupportStatus
from audit.support.opposing import Comparison
from audit.support.scoring import Findings
from audit.support.source import SourceText


def reasons(claim: str, found: Findings, status: SupportStatus, source: SourceText) -> list[str]:
    """Whole sentences, the weightiest first."""
    told = [_headline(found, status, source)]
    if found.stance.plain and found.stance.opposing:
        told.append(_opposition(found.stance.opposing))
    told += [_number(check, source) for check in found.missing]
    told += [difference.reason for difference in found.differences]
    if found.stance.negation > 0 and status not in ("contradicted", "not-found"):
        told.append("The claim denies something; the nearest passage does not use a negation. Read them side by side.")
    told += [f"{check.text}: {check.note}." for check in found.numbers if check.status == "found" and check.note]
    told += [
        f"The record's table {'agrees' if c.holds else 'does not agree'} with the claim: {c.told}."
        for c in found.tables.checks
    ]
    if not found.whole:
        told.append(f"Only the {source.kind} was read, not the full text: what is missing here may stand there.")
    return told


def _headline(found: Findings, status: SupportStatus, source: SourceText) -> str:
    read = {"full text": "the text", "abstract": "the abstract", "excerpt": "the excerpt"}[source.kind]
    if status == "contradicted":
        return f"A sentence of {read} says the opposite."
    if status == "not-found":
        return f"Nothing in {read} was found that says this."
    if status == "supported":
        return f"A passage of {read} says this."
    if found.missing or found.differences:
        return f"A passage of {read} is about the same thing, but does not say all that the claim says."
    return f"A passage of {read} is about the same thing; whether it says the same, a reader must judge."


def _opposition(opposing: Comparison) -> str:
    mine, theirs = opposing.claim.words, opposing.stated.words
    if opposing.stated.sign == 0:
        return f"The claim says “{mine}”; the source says that there was no such effect (“{theirs}”)."
    if opposing.claim.sign == 0:
        return f"The claim says that there was no effect; the source says “{theirs}”."
    return f"The claim says “{mine}”; the source says “{theirs}”."


def _number(check: NumberCheck, source: SourceText) -> str:
    instead = f" The nearest values there: {', '.join(check.nearest)}." if check.nearest else ""
    if check.status == "elsewhere":
        return f"{check.text} stands in the source only where it speaks of something else.{instead}"
    where = {"full text": "source", "abstract": "abstract", "excerpt": "excerpt"}[source.kind]
    return f"{check.text} does not stand in the {where}.{instead}"


def contradiction(claim: str, found: Findings, source: SourceText) -> Contradiction | None:
    """Both sentences side by side, where the verdict is `contradicted`."""
    opposing = found.stance.opposing
    if not found.stance.plain or opposing is None:
        return None
    sentence = source.sentences[opposing.sentence]
    return Contradiction(
        claim=claim,
        passage=source.passage(sentence.start, sentence.end),
        claim_words=opposing.claim.words,
        source_words=opposing.stated.words,
        reason=_opposition(opposing),
    )
