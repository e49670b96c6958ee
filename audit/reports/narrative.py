"""The executive summary: what the audit found, in sentences that a reader of no other part understands."""

from __future__ import annotations

from audit.model import ClaimSupport, SupportVerdict
from audit.reports.text import day, join, moment, plural
from audit.reports.view import FindingView, ReportView, tally
from audit.reports.wording import update_label

# Notices after which a work, or part of it, no longer stands.
RETRACTING = frozenset(
    (
        "retraction",
        "withdrawal",
        "removal",
        "retracted",
        "partial_retraction",
        "partial-retraction",
        "retract_and_replace",
    )
)


def headline(view: ReportView) -> str:
    """The verdict in one line."""
    summary = view.report.summary
    unchecked = len(view.report.unverified)
    if summary.verdict == "incomplete":
        return f"Incomplete: {plural(unchecked, 'check')} could not be made"
    if summary.verdict == "findings":
        text = f"Not ready: {plural(view.failing or len(view.open), 'problem')} to resolve"
        if view.report.changes is not None:
            new = sum(f.new for f in view.open)
            text += f", {new:,} new" if new else ", none of them new"
        return text + (f", {plural(unchecked, 'check')} not made" if unchecked else "")
    if view.open:
        return f"Ready, with {plural(len(view.open), 'lesser point')} to note"
    return "Ready: nothing was found wrong"


def paragraphs(view: ReportView) -> list[str]:
    """The summary proper: what was read, how its statements and references stand, what was not checked."""
    parts = (_read, _statements, _references, _retracted, _support, _changes, _unchecked)
    return [text for part in parts if (text := part(view))]


def look_first(view: ReportView, limit: int = 5) -> list[FindingView]:
    """The gravest findings, one of each rule before a second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for f in view.open:
        seen[f.finding.code] = seen.get(f.finding.code, 0) + 1
        if f.finding.severity in ("critical", "major"):
            ranked.append((seen[f.finding.code], f.number, f))
    return [f for _, _, f in sorted(ranked, key=lambda x: (x[0], x[1]))[:limit]]


def _read(view: ReportView) -> str:
    run = view.report.run
    how = (
        "Registry answers were taken from the stored evidence; nothing was asked anew."
        if run.offline
        else "Registries were asked where the stored evidence was missing or too old."
    )
    return (
        f"The audit of {moment(run.started)} read {plural(len(view.statements), 'statement')} and "
        f"{plural(len(view.references), 'reference')} in this document. {how}"
    )


def _statements(view: ReportView) -> str:
    r = view.report.reconciliation
    if not r.statements:
        return "No statement was read, so nothing about this document is known to be right."
    parts = [f"{r.cited:,} {_verb(r.cited, 'carries its own citation', 'carry their own citation')}"]
    if r.covered:
        parts.append(f"{r.covered:,} {_verb(r.covered, 'is', 'are')} covered by a label, a lead-in or the paragraph")
    parts.append(f"{r.not_needed:,} {_verb(r.not_needed, 'needs', 'need')} no citation")
    if r.waived:
        parts.append(f"{r.waived:,} {_verb(r.waived, 'has', 'have')} a citation problem that is waived")
    flagged = f"{r.flagged:,} {_verb(r.flagged, 'has', 'have')} a citation problem (none, unknown or lost)"
    parts.append(flagged if r.flagged else "none has an open citation problem")
    return f"Of the {plural(r.statements, 'statement')}, {join(parts)}."


def _references(view: ReportView) -> str:
    counts = view.outcomes
    total = len(view.references)
    if not total:
        return "The document has no reference list that could be read."
    words = (
        ("verified", "agrees with the registries", "agree with the registries"),
        ("differs", "differs from the registered record", "differ from the registered record"),
        ("wrong-work", "carries the DOI of another work", "carry the DOI of another work"),
        ("not-found", "is known to no registry", "are known to no registry"),
        ("unverified", "could not be checked", "could not be checked"),
        ("not-applicable", "is of a kind that no registry covers", "are of kinds that no registry covers"),
    )
    parts = [f"{counts[s]:,} {_verb(counts[s], one, many)}" for s, one, many in words if counts.get(s)]
    return f"Of the {plural(total, 'reference')}, {join(parts)}."


def _retracted(view: ReportView) -> str:
    hit = []
    for r in view.references:
        for update in r.reference.verification.updates:
            if update.type.lower() in RETRACTING:
                when = f" on {day(update.date)}" if update.date else ""
                hit.append(f"Reference {r.name} was {update_label(update.type).lower()}{when}.")
                break
    return " ".join(hit[:8]) + (f" So were {len(hit) - 8} more." if len(hit) > 8 else "")


def _support(view: ReportView) -> str:
    if not view.support:
        return ""
    counts = tally((s.support.verdict for s in view.support), ("supported", "partly", "not-found", "contradicted"))
    words = (
        ("supported", "is supported", "are supported"), ("partly", "is supported in part", "are supported in part"),
        ("not-found", "was not found in the text that was read", "were not found in the text that was read"),
        ("contradicted", "is contradicted", "are contradicted"),
        ("unverified", "could not be compared with a text", "could not be compared with a text"),
    )  # fmt: skip
    parts = [f"{counts[v]:,} {_verb(counts[v], one, many)}" for v, one, many in words if counts.get(v)]
    return f"Of {plural(len(view.support), 'statement')} compared with their sources, {join(parts)}."


def _changes(view: ReportView) -> str:
    c = view.report.changes
    if c is None:
        return ""
    return (
        f"Compared with {c.against}: {plural(len(c.added), 'statement')} added, {len(c.changed):,} changed, "
        f"{len(c.removed):,} removed; {plural(len(c.new_findings), 'finding')} new, {len(c.fixed_findings):,} fixed."
    )


def _unchecked(view: ReportView) -> str:
    items = view.report.unverified
    if not items:
        return "Every check that this audit's profile asks for was made."
    return (
        f"{plural(len(items), 'check')} could not be made. What was not checked is neither right nor wrong; it is "
        "listed apart with the reason and should be audited again."
    )


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def own_reasons(verdict: SupportVerdict) -> list[str]:
    """The reasons of a verdict, but those that its differences and its contradiction say already."""
    said = {d.reason for d in verdict.differences} | (
        {verdict.contradiction.reason} if verdict.contradiction else set()
    )
    return [reason for reason in verdict.reasons if not any(words and words in reason for words in said)]


def extra_reasons(support: ClaimSupport) -> list[str]:
    """What is to be said of a claim that no single reference of it says."""
    said = {reason for part in support.references for reason in part.verdict.reasons}
    return [reason for reason in support.reasons if reason not in said]
