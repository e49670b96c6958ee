"""What was decided, put into an audit: waived findings are marked, bad waivers reported, the sums done again.

The same function serves a run (the waivers come from the log and from the source's comments) and a decision afterwards
(the stored report knows the comments).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from audit.checks import Problem, Profile, Rule, findings
from audit.checks.rule import find_rule
from audit.model import (
    SEVERITIES,
    Anchor,
    ClaimSupport,
    Decision,
    Document,
    Finding,
    ReferenceSupport,
    Report,
    Waiver,
)
from audit.review.binding import Bindings
from audit.review.ledger import Ledger
from audit.review.states import review_record, void_reason
from audit.review.waivers import UNUSED, VOID, Given, from_log, from_report, settle
from audit.summing import reconcile, summarise

_BAD: Final = {"unused": UNUSED, "void": VOID, "expired": VOID, "invalid": VOID}


def reviewed(
    report: Report,
    ledger: Ledger,
    profile: Profile,
    today: date,
    *,
    from_source: Iterable[Given] | None = None,
    log_fault: str | None = None,
) -> Report:
    """The report with everything that was decided on it.

    from_source: the waivers of the source's comments; without it, those that the report has already.
    log_fault: what is wrong with the log, where its chain is broken; `ledger` ends before it.
    """
    given = [*from_log(ledger), *(from_report(report) if from_source is None else from_source)]
    kept, waivers = settle(report, ledger, given, today)
    found = sorted([*kept, *_reported(report, profile, waivers)], key=_place)
    threshold = report.summary.fail_on
    fail_on = next((severity for severity in SEVERITIES if severity == threshold), None)
    changes: dict[str, object] = {
        "findings": found,
        "waivers": waivers,
        "summary": summarise(report.statements, report.references, found, report.unverified, fail_on),
        "reconciliation": reconcile(report.statements, found),
    }
    changes["support"] = _with_anchors(report, ledger)
    with_waivers = report.model_copy(update=changes)
    record = review_record(with_waivers, ledger, profile.approval, today)
    if record is not None and log_fault:
        record = record.model_copy(update={"log_fault": log_fault})
    return with_waivers.model_copy(update={"review": record})


def _with_anchors(report: Report, ledger: Ledger) -> list[ClaimSupport]:
    """What the cited works say, with the passages that reviewers accepted."""
    given = {
        (entry.subject.id, entry.subject.reference): entry for entry in ledger.standing if entry.action == "anchor"
    }
    if not report.support:
        return report.support
    bindings = Bindings(report)
    return [
        claim.model_copy(
            update={
                "references": [
                    _anchored(part, given.get((claim.statement_id, part.reference_key)), bindings)
                    for part in claim.references
                ]
            }
        )
        for claim in report.support
    ]


def _anchored(part: ReferenceSupport, entry: Decision | None, bindings: Bindings) -> ReferenceSupport:
    if entry is None:
        return part.model_copy(update={"anchor": None, "anchor_state": "none"})
    source = part.verdict.source
    passage = next((p for p in part.verdict.passages if p.text == entry.quote), None)
    anchor = Anchor(
        reference_key=part.reference_key,
        claim_sha256=entry.hashes.claim_text or "",
        source_sha256=entry.hashes.evidence or "",
        quote=entry.quote or "",
        start=passage.start if passage else 0,
        end=passage.end if passage else 0,
        page=entry.page or (passage.page if passage else None),
        origin=source.origin if source else "",
        accepted_by=entry.actor.name,
        accepted_at=entry.time,
        note=entry.reason,
    )
    void = void_reason(entry, bindings, date.min)
    return part.model_copy(update={"anchor": anchor, "anchor_state": "void" if void else "anchored"})


def _reported(report: Report, profile: Profile, waivers: Sequence[Waiver]) -> list[Finding]:
    problems: list[tuple[Rule, Problem]] = []
    statements = {statement.id: statement for statement in report.statements}
    references = {reference.key: reference for reference in reversed(report.references)}
    for waiver in waivers:
        rule = find_rule(_BAD.get(waiver.state, ""))
        if rule is None:
            continue
        problem = Problem(
            _message(waiver),
            identity=f"{waiver.code}:{waiver.sequence or (waiver.bound.comment_sha256 if waiver.bound else '')}",
            statement=statements.get(waiver.statement_id or ""),
            reference=references.get(waiver.reference_key or ""),
            suggestion=_suggestion(waiver),
        )
        problems.append((rule, problem))
    info = report.document
    document = Document(
        path=info.path, media_type=info.media_type, sha256=info.sha256, text=report.text, blocks=(), title=info.title
    )
    return findings(document, profile, problems)


def _message(waiver: Waiver) -> str:
    who = f" by {waiver.owner}" if waiver.owner else ""
    where = f" (comment in line {waiver.line})" if waiver.line else f" (entry {waiver.sequence})"
    what = f"The waiver of {waiver.code}{who}{where}" if waiver.code else f"The waiver{who}{where}"
    if waiver.state == "unused":
        return f"{what} waives nothing: {waiver.why}."
    if waiver.state == "invalid":
        return f"{what} cannot be used: {waiver.why}."
    return f"{what} no longer holds: {waiver.why}."


def _suggestion(waiver: Waiver) -> str:
    if waiver.state == "unused":
        undo = f"`claim-audit decide undo {waiver.sequence}`"
        return "Remove the comment." if waiver.origin == "source" else f"Take it back: {undo}."
    if waiver.state == "invalid":
        return 'Write: claim-audit: waive CODE reason="..." until=2027-01-31 by="..."'
    if waiver.origin == "source":
        return "Mend the problem, or decide anew: a comment with another date, reason or name is a new waiver."
    return "Mend the problem, or waive it anew."


def _place(finding: Finding) -> tuple[int, str, int, str]:
    return finding.location.start, finding.code, finding.location.end, finding.message
