"""Adding up one audit: the verdict, the counts, the reconciliation, and what could not be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from audit.model import (
    SEVERITIES,
    Finding,
    Reconciliation,
    Severity,
    Statement,
    Summary,
    Unverified,
    VerifiedReference,
)

Verdict = Literal["clean", "findings", "incomplete"]
UNCITED = frozenset({"CIT001", "CIT002", "CIT008"})
CLEAN, FINDINGS, UNUSABLE, INCOMPLETE = 0, 1, 2, 3


def reconcile(statements: Sequence[Statement], findings: Sequence[Finding]) -> Reconciliation:
    """Put every statement in exactly one drawer. What is flagged as uncited is flagged even if a citation covers it."""
    flagged = {finding.statement_id for finding in findings if finding.code in UNCITED and not finding.waived}
    waived = {finding.statement_id for finding in findings if finding.code in UNCITED and finding.waived}
    drawers: Counter[str] = Counter()
    for statement in statements:
        drawers[_drawer(statement, flagged, waived)] += 1
    return Reconciliation(statements=len(statements), **drawers)


def _drawer(statement: Statement, flagged: set[str | None], waived: set[str | None]) -> str:
    if statement.id in flagged:
        return "flagged"
    if statement.id in waived:
        return "waived"
    if statement.coverage == "direct":
        return "cited"
    if statement.coverage in ("label", "lead-in", "paragraph"):
        return "covered"
    if not statement.needs_citation:
        return "not_needed"
    return "flagged"


def unverified(references: Sequence[VerifiedReference]) -> list[Unverified]:
    """What could not be checked, with its reason: shown apart, never counted as right or wrong."""
    found = []
    for reference in references:
        verification, link = reference.verification, reference.verification.link
        name = {"reference_key": reference.key, "label": reference.label}
        unreached = link is not None and link.status == "unverified"
        reason = verification.reason or "no registry could be asked"
        # where the address was all there was to look at, it is one thing that was not checked, not two
        if verification.status == "unverified" and not (unreached and "its address could not be checked" in reason):
            found.append(Unverified(**name, what="the reference against the registries", reason=reason))
        for reason in verification.unchecked:
            found.append(Unverified(**name, what="part of the check", reason=reason))
        if link is not None and unreached:
            found.append(Unverified(**name, what=f"the address {link.url}", reason=link.reason or "no usable answer"))
    return found


def summarise(
    statements: Sequence[Statement],
    references: Sequence[VerifiedReference],
    findings: Sequence[Finding],
    unchecked: Sequence[Unverified],
    fail_on: Severity | None,
) -> Summary:
    """The verdict in one word and one sentence, and the counts behind it."""
    open_findings = [finding for finding in findings if not finding.waived]
    counts = Counter(finding.severity for finding in open_findings)
    reached = at_or_above(open_findings, fail_on)
    verdict: Verdict = "findings" if reached else "incomplete" if unchecked else "clean"
    return Summary(
        verdict=verdict,
        sentence=_sentence(counts, len(reached), len(unchecked), fail_on),
        fail_on=fail_on or "never",
        waived=len(findings) - len(open_findings),
        statements=len(statements),
        references=len(references),
        references_by_status=dict(sorted(Counter(item.verification.status for item in references).items())),
        unverified=len(unchecked),
        **{severity: counts[severity] for severity in SEVERITIES},
    )


def at_or_above(findings: Sequence[Finding], fail_on: Severity | None) -> list[Finding]:
    """The findings that reach the threshold; none where there is no threshold."""
    if fail_on is None:
        return []
    reaching = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return [finding for finding in findings if finding.severity in reaching]


def exit_code(verdict: Verdict) -> int:
    """0 clean, 1 findings at or above the threshold, 3 something could not be checked and nothing reached it."""
    return {"clean": CLEAN, "findings": FINDINGS, "incomplete": INCOMPLETE}[verdict]


def exit_code_of_run(verdicts: Sequence[Verdict], failed: int) -> int:
    """The exit code of a run over many sources: `failed` could not be audited at all, so the run is incomplete."""
    if not verdicts:
        return UNUSABLE
    codes = {exit_code(verdict) for verdict in verdicts}
    if FINDINGS in codes:
        return FINDINGS
    return INCOMPLETE if failed or INCOMPLETE in codes else CLEAN


def _sentence(counts: Counter[Severity], reached: int, unchecked: int, fail_on: Severity | None) -> str:
    listed = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    total = sum(counts.values())
    parts = [f"{total} finding{'' if total == 1 else 's'} ({listed})" if total else "No findings"]
    if reached and fail_on:
        parts.append(f"{reached} at or above the threshold “{fail_on}”")
    if unchecked:
        parts.append(f"{unchecked} {'thing' if unchecked == 1 else 'things'} could not be checked")
    elif not total:
        parts.append("everything was checked")
    return "; ".join(parts) + "."


def exit_code_of(checked: Sequence[tuple[VerifiedReference, list[Finding]]], fail_on: Severity | None) -> int:
    """The exit code for references that were verified alone."""
    findings = [finding for _, found in checked for finding in found if not finding.waived]
    if at_or_above(findings, fail_on):
        return FINDINGS
    return INCOMPLETE if unverified([reference for reference, _ in checked]) else CLEAN
