"""What a decision must be before it is written: allowed by the rules, and bound to what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from audit.checks import Profile
from audit.errors import ClaimAuditError
from audit.model import Action, Actor, Decision, Finding, Hashes, Report, Subject
from audit.review.binding import Bindings, seen_mark
from audit.review.ledger import LASTING, WORDS, Ledger
from audit.review.people import same_person
from audit.review.states import find_hindrances, months_later

_LONGEST: Final = 20_000
_NEEDS_REASON: Final[dict[Action, str]] = {
    "reject": "say why it is rejected",
    "comment": "write what there is to say",
    "waive": "say why it may stand",
}


class DecisionError(ClaimAuditError):
    """A decision that the rules do not allow. The message says why, and what to do."""


@dataclass(frozen=True)
class Opened:
    """One audit, opened for review. `name`: of its files. `report`: with everything that was decided on it."""

    name: str
    report: Report
    ledger: Ledger
    profile: Profile

    @cached_property
    def bindings(self) -> Bindings:
        """What decisions on its parts are bound to."""
        return Bindings(self.report)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as somebody wants to take it. `undoes`: the entry that an undo takes back; None: the last one.

    seen: the `seen_mark` of what was looked at, where it was looked at in another process.
    """

    actor: Actor
    action: Action
    subject: Subject
    reason: str = ""
    until: date | None = None
    meaning: str = ""
    undoes: int | None = None
    quote: str | None = None
    page: str | None = None
    seen: str | None = None


def checked(opened: Opened, wanted: Wanted, time: str, today: date, wrote: Sequence[Actor]) -> Decision:
    """The entry for a decision that the rules allow."""
    reason = _cleaned(wanted.reason)
    if wanted.action in _NEEDS_REASON and not reason:
        raise DecisionError(f"{_NEEDS_REASON[wanted.action]}: a reason is needed")
    if wanted.action == "undo":
        return _undo(opened, wanted, time, reason)
    subject, hashes = bound_subject(opened, wanted.subject)
    if wanted.seen and wanted.seen != seen_mark(hashes):
        raise DecisionError("it has changed since you looked at it: nothing was decided; look at it again")
    if wanted.action == "anchor":
        subject, hashes = _anchored(opened, wanted)
    until = wanted.until
    if wanted.action == "waive":
        _check_waiver(opened, subject, until, today)
    elif wanted.action == "approve" and subject.type == "document":
        _check_approval(opened, wanted.actor, wrote)
        months = opened.profile.approval.months
        until = until or (months_later(today, months) if months else None)
        if until is not None and until < today:
            raise DecisionError(f"{until.isoformat()} is past: an approval lasts until a day to come")
    elif wanted.action == "sign" and not wanted.meaning.strip():
        raise DecisionError("a signature needs a meaning (--meaning “medical approval”)")
    elif wanted.action in ("submit", "sign", "expire") and subject.type != "document":
        raise DecisionError(f"only a document can be {WORDS[wanted.action]}")
    before = opened.ledger.on(subject)
    return Decision(
        sequence=0,
        time=time,
        actor=wanted.actor,
        action=wanted.action,
        subject=subject,
        old=WORDS[before.action] if before and wanted.action not in LASTING else None,
        new=WORDS[wanted.action] if wanted.action not in LASTING else None,
        reason=reason or None,
        until=until,
        meaning=_cleaned(wanted.meaning) or None,
        quote=_cleaned(wanted.quote or "") or None,
        page=_cleaned(wanted.page or "") or None,
        hashes=hashes,
    )


def _cleaned(text: str) -> str:
    """Text as the log can hold it: no lone surrogates, no control characters but line breaks, not endless."""
    kept = "".join(character for character in text if character in "\n\t" or character.isprintable())
    if len(kept) > _LONGEST:
        raise DecisionError(f"a text of {len(kept)} characters is too long for the log ({_LONGEST} at most)")
    return kept.strip()


def _undo(opened: Opened, wanted: Wanted, time: str, reason: str) -> Decision:
    ledger = opened.ledger
    if wanted.undoes is None:
        target = ledger.last_to_undo()
    else:
        target = next((entry for entry in ledger.entries if entry.sequence == wanted.undoes), None)
    if target is None:
        what = f"no entry {wanted.undoes} on {ledger.document}" if wanted.undoes else "nothing to undo"
        raise DecisionError(f"there is {what}")
    if target.sequence in ledger.undone:
        raise DecisionError(f"entry {target.sequence} is undone already")
    return Decision(
        sequence=0,
        time=time,
        actor=wanted.actor,
        action="undo",
        subject=target.subject,
        old=WORDS[target.action],
        new=WORDS["undo"],
        reason=reason or None,
        hashes=target.hashes,
        supersedes=target.sequence,
    )


def bound_subject(opened: Opened, subject: Subject) -> tuple[Subject, Hashes]:
    """The subject with its words, and what a decision on it is bound to. DecisionError where it is not there."""
    bindings, document = opened.bindings, opened.report.document.path
    if subject.type == "document":
        return Subject(type="document", document=document, text=opened.report.document.title), bindings.document()
    if subject.type == "claim":
        statement = bindings.statements.get(subject.id)
        if statement is None:
            raise DecisionError(f"{document} has no claim {subject.id}")
        return Subject(type="claim", document=document, id=statement.id, text=statement.text), bindings.claim(statement)
    if subject.type == "reference":
        entries = bindings.references.get(subject.id)
        if not entries:
            raise DecisionError(f"{document} has no reference {subject.id}")
        text = entries[0].raw
        return Subject(type="reference", document=document, id=subject.id, text=text), bindings.reference(subject.id)
    finding = next((finding for finding in opened.report.findings if finding.fingerprint == subject.id), None)
    if finding is None:
        raise DecisionError(f"{document} has no finding {subject.id}")
    return _finding_subject(bindings, document, finding), bindings.finding(finding)


def _anchored(opened: Opened, wanted: Wanted) -> tuple[Subject, Hashes]:
    """A claim and the work whose passage is accepted as its support."""
    statement = opened.bindings.statements.get(wanted.subject.id)
    key = wanted.subject.reference or ""
    if wanted.subject.type != "claim" or statement is None:
        raise DecisionError("only a claim can be anchored")
    if key not in opened.bindings.keys_of(statement):
        raise DecisionError(f"the claim does not cite {key or 'any work'}: an anchor names one of the works it cites")
    if not _cleaned(wanted.quote or ""):
        raise DecisionError("an anchor needs the words of the passage")
    subject = Subject(
        type="claim", document=opened.report.document.path, id=statement.id, reference=key, text=statement.text
    )
    return subject, opened.bindings.anchor(statement, key)


def _finding_subject(bindings: Bindings, document: str, finding: Finding) -> Subject:
    return Subject(
        type="finding",
        document=document,
        id=finding.fingerprint,
        code=finding.code,
        claim=finding.statement_id,
        reference=finding.reference_key,
        text=bindings.words_of(finding),
    )


def _check_waiver(opened: Opened, subject: Subject, until: date | None, today: date) -> None:
    if subject.type != "finding":
        raise DecisionError("only a finding can be waived")
    if (subject.code or "").startswith("WVR"):
        raise DecisionError(f"{subject.code} cannot be waived: mend the waiver that it is about")
    if until is None:
        raise DecisionError("a waiver must end on a day: say until when")
    longest = today + timedelta(days=opened.profile.approval.waiver_days)
    if until < today:
        raise DecisionError(f"{until.isoformat()} is past: a waiver lasts until a day to come")
    if until > longest:
        raise DecisionError(f"a waiver lasts until {longest.isoformat()} at most (profile “{opened.profile.name}”)")


def _check_approval(opened: Opened, who: Actor, wrote: Sequence[Actor]) -> None:
    record = opened.report.review
    hindrances = record.hindrances if record else _first_hindrances(opened)
    if hindrances:
        raise DecisionError("it cannot be approved: " + " ".join(hindrances))
    if opened.profile.approval.by_author:
        return
    submitted = [entry.actor for entry in opened.ledger.effective if entry.action == "submit"]
    if any(same_person(who, author) for author in (*wrote, *submitted)):
        raise DecisionError(
            f"{who.name} is an author of it, and “{opened.profile.name}” wants somebody else to approve"
        )


def _first_hindrances(opened: Opened) -> list[str]:
    """What keeps a document from approval on which nothing was decided yet."""
    return find_hindrances(opened.report, opened.ledger, opened.profile.approval, {})
