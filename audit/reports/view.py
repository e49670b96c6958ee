"""A stored report as its readers ask for it: everything linked, numbered, grouped and counted, nothing rendered.

Every format is drawn from a `ReportView`, so that all of them count the same things the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from audit.model import (
    SEVERITIES,
    ClaimSupport,
    Finding,
    ReferenceSupport,
    Report,
    Severity,
    Statement,
    Unverified,
    VerifiedReference,
)
from audit.reports.rules import RuleText, rule_text
from audit.reports.text import slug

_QUOTE_MARGIN = 140
_FRAME = 1000
_QUOTE_MARKED = 400


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a source around a place in it; `marked` are the exact words meant."""

    before: str
    marked: str
    after: str


@dataclass(slots=True, eq=False)
class ReferenceView:
    """A reference with its place in the report. `cited_by`: statements that cite it, with the markers they use."""

    reference: VerifiedReference
    anchor: str
    findings: list[FindingView] = field(default_factory=list)
    cited_by: list[tuple[StatementView, Citation]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`5`, or the citation key where the list has no labels."""
        return self.reference.label or self.reference.key or "?"


@dataclass(frozen=True, slots=True)
class Citation:
    """One marker of a statement: what it says, what it resolves to, whether the statement inherits it."""

    label: str
    reference: ReferenceView | None
    inherited: bool


@dataclass(slots=True, eq=False)
class StatementView:
    """A statement with its place in the report, its citations and its findings."""

    statement: Statement
    anchor: str
    number: int
    citations: list[Citation] = field(default_factory=list)
    findings: list[FindingView] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class FindingView:
    """A finding with its number in this report (from 1: gravest first, then by place)."""

    finding: Finding
    anchor: str
    number: int
    rule: RuleText
    statement: StatementView | None
    reference: ReferenceView | None
    quote: Quote | None
    new: bool = False


@dataclass(frozen=True, slots=True)
class SupportView:
    """What the sources say of one statement, reference by reference."""

    support: ClaimSupport
    statement: StatementView
    parts: list[tuple[ReferenceSupport, ReferenceView | None]]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """All findings of one rule and one severity."""

    code: str
    name: str
    rule: RuleText
    findings: list[FindingView]


@dataclass(frozen=True, slots=True)
class SeverityGroup:
    """All open findings of one severity, by rule."""

    severity: Severity
    count: int
    rules: list[RuleGroup]


@dataclass(frozen=True, slots=True)
class UnverifiedGroup:
    """Things that could not be checked for one and the same reason."""

    reason: str
    items: list[tuple[Unverified, ReferenceView | None]]

    @property
    def kinds(self) -> list[tuple[str, list[tuple[Unverified, ReferenceView | None]]]]:
        """The items by what was not checked, in the order of their first."""
        kinds: dict[str, list[tuple[Unverified, ReferenceView | None]]] = {}
        for item in self.items:
            kinds.setdefault(item[0].what, []).append(item)
        return list(kinds.items())


class _Anchors:
    """Unique names for places in a page."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, prefix: str, name: str) -> str:
        base = anchor = f"{prefix}-{slug(name) or 'x'}"
        while anchor in self._taken:
            self._taken[base] += 1
            anchor = f"{base}-{self._taken[base]}"
        self._taken[anchor] = 1
        return anchor


class ReportView:
    """A report with everything in it linked to everything it concerns."""

    def __init__(self, report: Report) -> None:
        self.report = report
        anchors = _Anchors()
        self.references = [ReferenceView(r, anchors.take("ref", r.key or r.label)) for r in report.references]
        self._by_key: dict[str, list[ReferenceView]] = {}
        self._by_label: dict[str, list[ReferenceView]] = {}
        for r in self.references:
            self._by_key.setdefault(r.reference.key, []).append(r)
            for label in {r.reference.label, *r.reference.anchors} - {""}:
                self._by_label.setdefault(label, []).append(r)
        self.statements = [StatementView(s, anchors.take("s", s.id), n) for n, s in enumerate(report.statements, 1)]
        self._by_id = {s.statement.id: s for s in self.statements}
        for s in self.statements:
            self._link(s)
        self._new = set(report.changes.new_findings) if report.changes else set()
        ordered = sorted(report.findings, key=lambda f: (f.waived, _rank(f.severity), f.code, *_place(f)))
        self.findings = [self._finding(f, n, anchors) for n, f in enumerate(ordered, 1)]

    @property
    def title(self) -> str:
        """The document's title, or its path where it has none."""
        return self.report.document.title.strip() or self.report.document.path

    def _link(self, view: StatementView) -> None:
        s = view.statement
        own = set(s.citation_keys)
        parent = self._by_id.get(s.covered_by or "")
        inherited = set(parent.statement.citation_keys) if parent else own
        for labels, keys, is_inherited in ((s.markers, own, False), (s.inherited_markers, inherited, True)):
            for label in labels:
                citation = Citation(label, self._named(label, keys), is_inherited)
                view.citations.append(citation)
                cited = citation.reference
                if cited is not None and (view, citation) not in cited.cited_by[-2:]:
                    cited.cited_by.append((view, citation))

    def _named(self, label: str, keys: set[str]) -> ReferenceView | None:
        """The entry that `label` names. Where labels restart in several lists, the statement's keys decide."""
        known = self._by_label.get(label) or self._by_key.get(label) or []
        fitting = [r for r in known if r.reference.key in keys]
        return fitting[0] if fitting else known[0] if len(known) == 1 else None

    def _finding(self, finding: Finding, number: int, anchors: _Anchors) -> FindingView:
        reference = self.reference(finding.reference_key, finding.location.start)
        statement = self._by_id.get(finding.statement_id or "")
        view = FindingView(
            finding=finding,
            anchor=anchors.take("finding", finding.fingerprint[:12] or str(number)),
            number=number,
            rule=rule_text(finding.code, finding.name),
            statement=statement,
            reference=reference,
            quote=quote(self.report.text, finding, self._frame(finding, statement, reference)),
            new=finding.fingerprint in self._new,
        )
        if statement is not None:
            statement.findings.append(view)
        if reference is not None:
            reference.findings.append(view)
        return view

    def reference(self, key: str | None, start: int = -1) -> ReferenceView | None:
        """The entry with this key; where a work is listed twice, the one that holds the offset `start`."""
        known = self._by_key.get(key or "", [])
        for r in known:
            if r.reference.start <= start < r.reference.end:
                return r
        return known[0] if known else None

    def _frame(
        self, finding: Finding, statement: StatementView | None, reference: ReferenceView | None
    ) -> tuple[int, int]:
        """The stretch of text that a quotation of this finding may show: its statement, entry or line."""
        at, text = finding.location.start, self.report.text
        for holder in (statement and statement.statement, reference and reference.reference):
            if holder and holder.start <= at <= holder.end:
                return holder.start, holder.end
        at, end = max(at, 0), max(at, finding.location.end)
        first, last = max(at - _FRAME, 0), min(end + _FRAME, len(text))
        opens, closes = text.rfind("\n", first, at), text.find("\n", end, last)
        return first if opens < 0 else opens + 1, last if closes < 0 else closes

    @property
    def open(self) -> list[FindingView]:
        """The findings that nobody has waived."""
        return [f for f in self.findings if not f.finding.waived]

    @property
    def waived(self) -> list[FindingView]:
        """The findings that a waiver covers."""
        return [f for f in self.findings if f.finding.waived]

    def count(self, severity: str) -> int:
        """How many open findings have this severity."""
        return sum(f.finding.severity == severity for f in self.open)

    @property
    def failing(self) -> int:
        """How many open findings reach the threshold of this audit."""
        threshold = self.report.summary.fail_on
        if threshold not in SEVERITIES:
            return 0
        return sum(self.count(s) for s in SEVERITIES[: SEVERITIES.index(threshold) + 1])

    @cached_property
    def groups(self) -> list[SeverityGroup]:
        """Open findings by severity, then by rule; severities without findings are left out."""
        found = []
        for severity in SEVERITIES:
            mine = [f for f in self.open if f.finding.severity == severity]
            rules = []
            for (code, name), members in groupby(mine, lambda f: (f.finding.code, f.finding.name)):
                listed = list(members)
                rules.append(RuleGroup(code, name, listed[0].rule, listed))
            if mine:
                found.append(SeverityGroup(severity, len(mine), rules))
        return found

    @cached_property
    def support(self) -> list[SupportView]:
        """What the sources say of the statements that were checked, in the order of the text."""
        found = []
        for claim in self.report.support:
            if statement := self._by_id.get(claim.statement_id):
                parts = [(part, self.reference(part.reference_key)) for part in claim.references]
                found.append(SupportView(claim, statement, parts))
        return sorted(found, key=lambda s: s.statement.number)

    def statements_with(self, ids: Iterable[str]) -> list[StatementView]:
        """The statements with these ids, in the order of the text."""
        wanted = set(ids)
        return [s for s in self.statements if s.statement.id in wanted]

    @cached_property
    def unverified(self) -> list[UnverifiedGroup]:
        """What could not be checked, by reason, the most frequent reason first."""
        reasons: dict[str, list[tuple[Unverified, ReferenceView | None]]] = {}
        for item in self.report.unverified:
            reasons.setdefault(item.reason, []).append((item, self.reference(item.reference_key)))
        return [UnverifiedGroup(r, items) for r, items in sorted(reasons.items(), key=lambda x: (-len(x[1]), x[0]))]

    @cached_property
    def coverage(self) -> dict[str, int]:
        """How many statements have each coverage; `needless` ones apart from those without a citation."""
        return tally((coverage_of(s.statement) for s in self.statements), _COVERAGES)

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """How many references have each verification status."""
        return tally((r.reference.verification.status for r in self.references), _STATUSES)

    @property
    def reconciles(self) -> bool:
        """Whether the drawers of the reconciliation add up to the statements read."""
        r = self.report.reconciliation
        return r.statements == r.cited + r.covered + r.waived + r.flagged + r.not_needed == len(self.statements)

    def where(self, predicate: Callable[[FindingView], bool]) -> list[FindingView]:
        """The open findings that satisfy `predicate`."""
        return [f for f in self.open if predicate(f)]


_COVERAGES = ("direct", "label", "lead-in", "paragraph", "none", "not-needed")
_STATUSES = ("verified", "differs", "wrong-work", "not-found", "unverified", "not-applicable")


def latest(reports: Iterable[Report]) -> list[Report]:
    """The last audit of each document, by path."""
    newest: dict[str, Report] = {}
    for report in sorted(reports, key=lambda r: (r.run.started, r.run.finished)):
        newest[report.document.path] = report
    return [newest[path] for path in sorted(newest)]


def coverage_of(statement: Statement) -> str:
    """The coverage that a reader is shown: `none` only where a citation is needed."""
    if statement.coverage == "none" and not statement.needs_citation:
        return "not-needed"
    return statement.coverage


def tally(values: Iterable[str], order: Iterable[str]) -> dict[str, int]:
    """How often each value occurs, in `order`; values that `order` does not know come last."""
    counts = dict.fromkeys(order, 0)
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def quote(text: str, finding: Finding, frame: tuple[int, int]) -> Quote | None:
    """The words at a finding's location, with as much of `frame` around them as a reader needs to find them."""
    start, end = max(finding.location.start, 0), min(finding.location.end, len(text))
    if end <= start:
        return None
    left, right = min(frame[0], start), max(frame[1], end)
    before, marked, after = text[left:start], text[start:end], text[end:right]
    if len(before) > _QUOTE_MARGIN:
        cut = before.find(" ", len(before) - _QUOTE_MARGIN) + 1 or len(before) - _QUOTE_MARGIN
        before = "… " + before[cut:]
    if len(marked) > _QUOTE_MARKED:
        marked = f"{marked[: _QUOTE_MARKED // 2]} … {marked[-_QUOTE_MARKED // 2 :]}"
    if len(after) > _QUOTE_MARGIN:
        cut = after.rfind(" ", 0, _QUOTE_MARGIN)
        after = after[: cut if cut > 0 else _QUOTE_MARGIN] + " …"
    return Quote(before, marked, after)


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.location.start, finding.location.end, finding.message, finding.fingerprint
