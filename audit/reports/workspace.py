"""Many audits as one: every document with its state and its history, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from audit.model import SEVERITIES, Reconciliation, Report, Summary
from audit.reports.narrative import RETRACTING
from audit.reports.rules import RuleText
from audit.reports.text import day, join, plural
from audit.reports.view import ReferenceView, ReportView, tally

_STATES = ("not ready", "incomplete", "ready")
_STATUSES = ("verified", "differs", "wrong-work", "not-found", "unverified", "not-applicable")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One run of a document: when, and how many findings were open."""

    when: str
    failing: int
    open: int
    unverified: int


@dataclass(slots=True, eq=False)
class DocumentView:
    """One document: its latest audit, where that report lies, and its runs, oldest first."""

    view: ReportView
    link: str | None
    history: list[Snapshot]

    @property
    def state(self) -> str:
        """`ready`, `not ready` or `incomplete`."""
        verdict = self.view.report.summary.verdict
        return {"clean": "ready", "findings": "not ready", "incomplete": "incomplete"}[verdict]

    @property
    def trend(self) -> str:
        """What changed since the run before, in words; empty for a first run."""
        if len(self.history) < 2:
            return ""
        before, now = self.history[-2], self.history[-1]
        change = now.open - before.open
        if change == 0:
            return f"as on {day(before.when)}"
        return f"{abs(change):,} {'more' if change > 0 else 'fewer'} than on {day(before.when)}"


@dataclass(slots=True, eq=False)
class WorkView:
    """One work and everywhere it is cited."""

    key: str
    title: str
    doi: str | None
    uses: list[tuple[DocumentView, ReferenceView]] = field(default_factory=list)

    @property
    def documents(self) -> list[DocumentView]:
        """The documents that list it, each once."""
        return list({id(d): d for d, _ in self.uses}.values())

    @property
    def statements(self) -> int:
        """How many statements rest on it, over all documents."""
        return sum(len({s.anchor for s, _ in r.cited_by}) for _, r in self.uses)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken, and in how many documents."""

    code: str
    severity: str
    rule: RuleText
    findings: int
    documents: int


class WorkspaceView:
    """The latest audit of each document, by path. Several reports of one path are its history."""

    def __init__(
        self,
        reports: Sequence[Report],
        links: Mapping[str, str] | None = None,
        history: Mapping[str, Sequence[Snapshot]] | None = None,
    ) -> None:
        runs: dict[str, list[Report]] = {}
        for report in reports:
            runs.setdefault(report.document.path, []).append(report)
        self.documents: list[DocumentView] = []
        for path in sorted(runs):
            audits = sorted(runs[path], key=lambda r: (r.run.started, r.run.finished))
            known = {
                s.when: s
                for s in [*(history or {}).get(path, ()), *(snapshot(r.summary, r.run.started) for r in audits)]
            }
            past = [known[when] for when in sorted(known) if when <= audits[-1].run.started]
            self.documents.append(DocumentView(ReportView(audits[-1]), (links or {}).get(path), past))
        self.documents.sort(key=lambda d: (_STATES.index(d.state), d.view.report.document.path))

    @property
    def views(self) -> list[ReportView]:
        """The latest audit of each document."""
        return [d.view for d in self.documents]

    def count(self, severity: str) -> int:
        """How many open findings have this severity."""
        return sum(view.count(severity) for view in self.views)

    @property
    def unverified(self) -> int:
        """How many checks could not be made."""
        return sum(len(view.report.unverified) for view in self.views)

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return sum(len(view.waived) for view in self.views)

    @cached_property
    def states(self) -> dict[str, int]:
        """How many documents are in each state."""
        return tally((d.state for d in self.documents), _STATES)

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """How many references, over all documents, have each verification status."""
        return tally((r.reference.verification.status for v in self.views for r in v.references), _STATUSES)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """The accounts of all documents added up."""
        total = dict.fromkeys(Reconciliation.model_fields, 0)
        for view in self.views:
            for name, value in view.report.reconciliation:
                total[name] += value
        return Reconciliation(**total)

    @cached_property
    def works(self) -> list[WorkView]:
        """Every work that a document cites, most used first. The same DOI, else the same key, is the same work."""
        found: dict[str, WorkView] = {}
        for document in self.documents:
            for r in document.view.references:
                ref = r.reference
                identity = (ref.doi or "").lower() or ref.key or ref.raw
                work = found.setdefault(identity, WorkView(ref.key, ref.title or ref.raw, ref.doi))
                work.uses.append((document, r))
        return sorted(found.values(), key=lambda w: (-w.statements, -len(w.uses), w.key, w.title))

    @cached_property
    def troubled(self) -> list[tuple[WorkView, str, str | None]]:
        """Works under a retraction or an expression of concern: the work, the kind of notice, its date."""
        found = []
        for work in self.works:
            updates = [u for _, r in work.uses for u in r.reference.verification.updates]
            hit = next((u for u in updates if u.type.lower() in RETRACTING), None) or next(
                (u for u in updates if "concern" in u.type.lower()), None
            )
            if hit:
                found.append((work, hit.type, hit.date))
        return found

    @cached_property
    def rules(self) -> list[RuleCount]:
        """The rules that were broken, gravest and most frequent first."""
        counts: dict[tuple[str, str], tuple[RuleText, int, set[int]]] = {}
        for document in self.documents:
            for f in document.view.open:
                key = (f.finding.severity, f.finding.code)
                rule, number, where = counts.get(key, (f.rule, 0, set()))
                counts[key] = (rule, number + 1, where | {id(document)})
        listed = [RuleCount(code, sev, rule, n, len(where)) for (sev, code), (rule, n, where) in counts.items()]
        return sorted(listed, key=lambda r: (SEVERITIES.index(r.severity), -r.findings, r.code))

    @cached_property
    def unchecked(self) -> list[tuple[str, int, list[DocumentView]]]:
        """Why checks could not be made: the reason, how many, in which documents."""
        reasons: dict[str, tuple[int, dict[int, DocumentView]]] = {}
        for document in self.documents:
            for group in document.view.unverified:
                number, where = reasons.get(group.reason, (0, {}))
                reasons[group.reason] = (number + len(group.items), where | {id(document): document})
        return [
            (reason, number, list(where.values()))
            for reason, (number, where) in sorted(reasons.items(), key=lambda x: (-x[1][0], x[0]))
        ]

    @property
    def period(self) -> str:
        """From when to when the latest audits were made."""
        days = sorted(view.report.run.started[:10] for view in self.views)
        if not days:
            return ""
        return f"on {day(days[0])}" if days[0] == days[-1] else f"between {day(days[0])} and {day(days[-1])}"


def headline(workspace: WorkspaceView) -> str:
    """The state of all documents in one line."""
    total, states = len(workspace.documents), workspace.states
    if not total:
        return "No document was audited"
    if states["not ready"]:
        return f"{states['not ready']:,} of {plural(total, 'document')} not ready"
    if states["incomplete"]:
        return f"{states['incomplete']:,} of {plural(total, 'document')} not fully checked"
    return f"{'The document is' if total == 1 else f'All {total:,} documents are'} ready"


def paragraphs(workspace: WorkspaceView) -> list[str]:
    """The compliance summary: what a quarter's report says."""
    if not workspace.documents:
        return []
    r, states = workspace.reconciliation, workspace.states
    told = [f"{n:,} {state}" for state, n in states.items() if n]
    texts = [
        f"{plural(len(workspace.documents), 'document')} {_were(len(workspace.documents))} audited {workspace.period}: "
        f"{join(told)}.",
        f"Of {plural(r.statements, 'statement')} read, {r.cited:,} carry their own citation, {r.covered:,} are covered "
        f"by a label, a lead-in or their paragraph, {r.not_needed:,} need none, {r.flagged:,} have a "
        f"citation problem and {r.waived:,} one that is waived.",
    ]
    checked = _checked(view for view in workspace.views)
    entries = sum(workspace.outcomes.values())
    texts.append(
        f"The documents hold {plural(entries, 'reference')} to {plural(len(workspace.works), 'work')}. "
        + (f"The oldest registry answer that a verdict rests on is of {day(checked)}. " if checked else "")
        + (
            f"{plural(len(workspace.troubled), 'work')} under a retraction or an expression of concern "
            f"{'is' if len(workspace.troubled) == 1 else 'are'} cited."
            if workspace.troubled
            else "None of them is under a retraction or an expression of concern, as far as could be checked."
        )
    )
    if workspace.unverified:
        texts.append(
            f"{plural(workspace.unverified, 'check')} could not be made and must be repeated; nothing is concluded "
            "from them."
        )
    return texts


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _checked(views: Iterable[ReportView]) -> str | None:
    times = [r.reference.verification.checked_at for view in views for r in view.references]
    return min((t for t in times if t), default=None)


def snapshot(summary: Summary, when: str) -> Snapshot:
    """What is kept of an audit when the next one replaces it."""
    counts = {severity: getattr(summary, severity) for severity in SEVERITIES}
    bar = SEVERITIES.index(summary.fail_on) if summary.fail_on in SEVERITIES else -1
    failing = sum(counts[severity] for severity in SEVERITIES[: bar + 1])
    return Snapshot(when, failing, sum(counts.values()), summary.unverified)
