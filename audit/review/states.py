"""The state of a document, computed from what was decided on it and from what its audit found. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit.checks.profile import Approval
from audit.model import (
    SEVERITIES,
    Decision,
    DecisionRecord,
    Finding,
    Report,
    ReviewRecord,
    SignatureRecord,
    State,
    Statement,
)
from audit.review.binding import Bindings
from audit.review.ledger import Ledger

_SHOWN = 3


@dataclass(slots=True)
class _Standing:
    """The state that follows from the decisions on the document itself."""

    state: State
    why: list[str] = field(default_factory=list)
    approval: Decision | None = None


def review_record(report: Report, ledger: Ledger, approval: Approval, today: date) -> ReviewRecord | None:
    """Everything that was decided on a document and what follows from it; None where nothing was."""
    if not ledger.entries:
        return None
    bindings = Bindings(report)
    voids = {entry.sequence: void for entry in ledger.standing if (void := void_reason(entry, bindings, today))}
    signatures = [_signature(entry, bindings, voids) for entry in ledger.standing if entry.action == "sign"]
    hindrances = find_hindrances(report, ledger, approval, voids)
    standing = _state(ledger, voids, hindrances, _unsigned(approval.roles, signatures), today)
    given = standing.approval
    return ReviewRecord(
        state=standing.state,
        why=standing.why,
        hindrances=hindrances,
        approved_by=_named(given) if given else None,
        approved_at=given.time if given else None,
        re_approval=given.until if given else None,
        decisions=[_record(entry, voids) for entry in ledger.standing if entry.action not in ("sign", "baseline")],
        signatures=signatures,
        entries=len(ledger.entries),
        last_hash=ledger.entries[-1].hash,
    )


def void_reason(entry: Decision, bindings: Bindings, today: date) -> str | None:
    """Why a decision no longer holds, in a sentence without its full stop; None where it does."""
    subject = entry.subject
    if entry.action in ("comment", "baseline", "submit", "expire"):
        return None  # these say something about their time, which stays true
    if subject.type == "document":
        return bindings.changed(entry.hashes, bindings.document(), list(bindings.references))
    if subject.type == "claim":
        statement = bindings.statements.get(subject.id)
        if statement is None:
            return "the claim is no longer in the text"
        if entry.action == "anchor":
            return _void_anchor(entry, bindings, statement)
        return bindings.changed(entry.hashes, bindings.claim(statement), bindings.keys_of(statement))
    if subject.type == "reference":
        if subject.id not in bindings.references:
            return "the reference is no longer cited"
        return bindings.changed(entry.hashes, bindings.reference(subject.id), [subject.id])
    return _void_finding(entry, bindings, today)


def _void_anchor(entry: Decision, bindings: Bindings, statement: Statement) -> str | None:
    key = entry.subject.reference or ""
    if key not in bindings.keys_of(statement):
        return "the claim no longer cites this work"
    now = bindings.anchor(statement, key)
    if entry.hashes.claim_text != now.claim_text:
        return "the words have changed since"
    known = entry.hashes.evidence and now.evidence  # a text that is not at hand now has not changed
    return "the text of the cited work has changed since" if known and entry.hashes.evidence != now.evidence else None


def _void_finding(entry: Decision, bindings: Bindings, today: date) -> str | None:
    subject = entry.subject
    finding = finding_of(entry, bindings.report.findings)
    if finding is None:
        return "there is no such finding any more"
    keys = [subject.reference] if subject.reference else []
    statement = bindings.statements.get(subject.claim or "")
    if not keys and statement:
        keys = list(bindings.keys_of(statement))
    changed = bindings.changed(entry.hashes, bindings.finding(finding), [key for key in keys if key])
    if changed is None and entry.until is not None and entry.until < today:
        return f"it ended on {entry.until.isoformat()}"
    return changed


def finding_of(entry: Decision, findings: Iterable[Finding]) -> Finding | None:
    """The finding that a decision is about, known by its fingerprint or else by its rule and its claim."""
    subject = entry.subject
    alike = [finding for finding in findings if finding.code == subject.code]
    for finding in alike:
        moved = subject.claim and finding.statement_id and finding.statement_id != subject.claim
        if finding.fingerprint == subject.id and not moved:
            return finding
    anchored = [
        finding
        for finding in alike
        if (subject.claim or subject.reference)
        and finding.statement_id == subject.claim
        and finding.reference_key == subject.reference
    ]
    return anchored[0] if anchored else None


def find_hindrances(report: Report, ledger: Ledger, approval: Approval, voids: dict[int, str]) -> list[str]:
    """What keeps a document from approval, a sentence each."""
    found = []
    still_open = open_findings(report, ledger, approval, voids)
    if still_open:
        listed = ", ".join(dict.fromkeys(finding.code for finding in still_open[:_SHOWN]))
        more = f" and {len(still_open) - _SHOWN} more" if len(still_open) > _SHOWN else ""
        count = "1 finding is" if len(still_open) == 1 else f"{len(still_open)} findings are"
        found.append(f"{count} open at “{approval.no_open}” or above ({listed}{more}).")
    for action, words in (("fix-required", "a fix is required"), ("reject", "rejected")):
        against = [
            entry
            for entry in ledger.standing
            if entry.action == action and entry.subject.type in ("claim", "reference") and entry.sequence not in voids
        ]
        if against:
            what = "1 claim or reference" if len(against) == 1 else f"{len(against)} claims or references"
            found.append(f"{what}: {words}.")
    return found


def open_findings(report: Report, ledger: Ledger, approval: Approval, voids: dict[int, str]) -> list[Finding]:
    """The findings that stand against an approval: neither waived nor rejected with a reason."""
    if approval.no_open == "none":
        return []
    rejected = {
        finding.fingerprint
        for entry in ledger.standing
        if entry.action == "reject" and entry.subject.type == "finding" and entry.sequence not in voids
        if (finding := finding_of(entry, report.findings))
    }
    reaching = SEVERITIES[: SEVERITIES.index(approval.no_open) + 1]
    return [
        finding
        for finding in report.findings
        if finding.severity in reaching and not finding.waived and finding.fingerprint not in rejected
    ]


def _state(
    ledger: Ledger, voids: dict[int, str], hindrances: Sequence[str], unsigned: Sequence[str], today: date
) -> _Standing:
    decided = [entry for entry in ledger.standing if entry.subject.type == "document" and entry.action in _STATES]
    if not decided:
        return _Standing("in review" if ledger.standing else "draft")
    last = decided[-1]
    void = voids.get(last.sequence)
    if last.action == "approve":
        return _approved(last, void, hindrances, unsigned, today)
    if last.action == "reject":
        said = f"{_named(last)} rejected it on {last.time[:10]}" + (f": {last.reason}" if last.reason else "")
        return _Standing("in review", [f"{said}; {void}."]) if void else _Standing("rejected", [f"{said}."])
    if last.action == "expire":
        return _Standing("expired", [f"{_named(last)} ended its approval on {last.time[:10]}."])
    before = any(entry.action == "approve" and entry.subject.type == "document" for entry in ledger.effective)
    what = "asked for fixes" if last.action == "fix-required" else "submitted it"
    reason = f": {last.reason}" if last.reason and last.action == "fix-required" else ""
    return _Standing(
        "in re-approval" if before else "in review", [f"{_named(last)} {what} on {last.time[:10]}{reason}."]
    )


_STATES = frozenset({"approve", "reject", "submit", "fix-required", "expire"})


def _approved(
    last: Decision, void: str | None, hindrances: Sequence[str], unsigned: Sequence[str], today: date
) -> _Standing:
    said = f"{_named(last)} approved it on {last.time[:10]}"
    if void:
        return _Standing("in re-approval", [f"{said}; {void}."])
    if last.until is not None and last.until < today:
        return _Standing("expired", [f"{said}; it was to be approved again by {last.until.isoformat()}."])
    if hindrances:
        return _Standing("in re-approval", [f"{said}.", *hindrances])
    if unsigned:
        return _Standing("in review", [f"{said}.", f"Signatures still missing: {', '.join(unsigned)}."])
    return _Standing("approved", [f"{said}."], last)


def _unsigned(roles: Sequence[str], signatures: Sequence[SignatureRecord]) -> list[str]:
    have = {signature.role.casefold() for signature in signatures if signature.void is None}
    return [role for role in roles if role.casefold() not in have]


def _signature(entry: Decision, bindings: Bindings, voids: dict[int, str]) -> SignatureRecord:
    void = voids.get(entry.sequence)
    rewritten = entry.hashes.report and entry.hashes.report != bindings.document().report
    return SignatureRecord(
        sequence=entry.sequence,
        time=entry.time,
        name=entry.actor.name,
        email=entry.actor.email,
        role=entry.actor.role,
        meaning=entry.meaning or "signed",
        report_sha256=entry.hashes.report or "",
        cryptographic=entry.signature is not None,
        void=void,
        note="The audit was written again since; the source and the evidence are the same."
        if rewritten and void is None
        else None,
    )


def _record(entry: Decision, voids: dict[int, str]) -> DecisionRecord:
    return DecisionRecord(
        sequence=entry.sequence,
        time=entry.time,
        name=entry.actor.name,
        role=entry.actor.role,
        action=entry.action,
        subject=entry.subject.type,
        id=entry.subject.id,
        code=entry.subject.code,
        text=entry.subject.text,
        reason=entry.reason,
        until=entry.until,
        void=voids.get(entry.sequence),
        claim=entry.subject.claim,
        reference=entry.subject.reference,
        quote=entry.quote,
        page=entry.page,
    )


def _named(entry: Decision) -> str:
    return f"{entry.actor.name} ({entry.actor.role})" if entry.actor.role else entry.actor.name


def months_later(day: date, months: int) -> date:
    """The same day of the month, `months` later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
