"""What a reviewer works through: claims, references and the page itself, each with its findings and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final, Literal

from audit.model import SEVERITIES, Actor, Decision, DecisionRecord, ReferenceSupport, Severity, VerifiedReference
from audit.reports.view import FindingView, ReferenceView, ReportView, StatementView
from audit.review.binding import Bindings, seen_mark
from audit.review.comparing import Changed, Difference
from audit.review.deciding import Opened
from audit.review.ledger import LASTING, WORDS
from audit.review.people import same_person
from audit.review.states import find_hindrances, months_later

Kind = Literal["claim", "reference", "document"]
Mark = Literal["undecided", "approved", "fix required", "rejected", "void"]

_MARKS: Final[Mapping[str, Mark]] = {"approve": "approved", "fix-required": "fix required", "reject": "rejected"}
_LISTED: Final = frozenset({"claim", "lead-in", "quotation", "caption"})


@dataclass(frozen=True, slots=True)
class FindingItem:
    """A finding with what was decided on it. decided: the decision in force on it, if there is one."""

    view: FindingView
    decided: DecisionRecord | None

    @property
    def closed(self) -> bool:
        """Waived, or rejected as wrong."""
        rejected = self.decided is not None and self.decided.action == "reject" and not self.decided.void
        return self.view.finding.waived or rejected

    @property
    def waivable(self) -> bool:
        """A finding about a waiver cannot be waived itself."""
        return not self.view.finding.code.startswith("WVR")


@dataclass(slots=True)
class Item:
    """One thing to decide on. key: `c.ID`, `r.KEY` or `d`; text: its words; line: where it stands.

    mark: what was decided on the thing itself. new, change: what is known of it since the last approval.
    """

    key: str
    kind: Kind
    text: str
    line: int
    statement: StatementView | None = None
    reference: ReferenceView | None = None
    findings: list[FindingItem] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)
    mark: Mark = "undecided"
    new: bool = False
    change: Changed | None = None

    @property
    def open(self) -> list[FindingItem]:
        """The findings that nobody has closed."""
        return [finding for finding in self.findings if not finding.closed]

    @property
    def severity(self) -> Severity | None:
        """Of its gravest open finding."""
        found = {finding.view.finding.severity for finding in self.open}
        return next((severity for severity in SEVERITIES if severity in found), None)

    @property
    def void(self) -> bool:
        """Whether a decision here no longer holds."""
        return any(record.void for record in self.decisions if record.action in _MARKS or record.action == "waive")

    @property
    def waived(self) -> bool:
        """Whether a finding here is waived."""
        return any(finding.view.finding.waived for finding in self.findings)

    @property
    def to_decide(self) -> bool:
        """Whether somebody must still look at it: nothing decided, a void decision, or an open finding that matters."""
        grave = any(finding.view.finding.severity != "info" for finding in self.open)
        if self.kind == "claim":
            return self.mark in ("undecided", "void")
        return grave and self.mark in ("undecided", "void")

    @property
    def flags(self) -> str:
        """The filters that show it, separated by spaces."""
        named = {
            "open": bool(self.open),
            "todo": self.to_decide,
            "void": self.void,
            "waived": self.waived,
            "decided": not self.to_decide,
            "changed": self.new or self.change is not None,
        }
        return " ".join(name for name, holds in named.items() if holds)


class DeskView:
    """One opened audit as the page shows it."""

    def __init__(self, opened: Opened, today: date, since: Difference | None = None) -> None:
        self.opened, self.today, self.since = opened, today, since
        self.report = opened.report
        self.view = ReportView(opened.report)
        self.review = opened.report.review
        self._records: dict[tuple[str, str], list[DecisionRecord]] = {}
        for record in self.review.decisions if self.review else ():
            anchor = record.claim or record.reference or "" if record.subject == "finding" else record.id
            kind = self._kind_of(record)
            self._records.setdefault((kind, anchor if kind != "document" else ""), []).append(record)

    @staticmethod
    def _kind_of(record: DecisionRecord) -> str:
        if record.subject != "finding":
            return record.subject
        return "claim" if record.claim else "reference" if record.reference else "document"

    @property
    def bindings(self) -> Bindings:
        """What decisions are bound to."""
        return self.opened.bindings

    @cached_property
    def items(self) -> list[Item]:
        """Everything to decide on: the page as a whole where something is wrong with it, claims, then references."""
        claims = [item for statement in self.view.statements if (item := self._claim(statement))]
        return [*self._document(), *claims, *self._references()]

    @cached_property
    def by_key(self) -> dict[str, Item]:
        """The items by key."""
        return {item.key: item for item in self.items}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many items each filter shows."""
        names = ("open", "todo", "changed", "void", "waived", "decided")
        flags = [set(item.flags.split()) for item in self.items]
        return {"all": len(self.items), **{name: sum(name in held for held in flags) for name in names}}

    @property
    def claims_decided(self) -> tuple[int, int]:
        """How many claims are decided, of how many."""
        claims = [item for item in self.items if item.kind == "claim"]
        return sum(not item.to_decide for item in claims), len(claims)

    def _claim(self, view: StatementView) -> Item | None:
        s = view.statement
        findings = self._findings(view.findings)
        records = self._records.get(("claim", s.id), [])
        needed = s.kind in _LISTED and (s.needs_citation or view.citations)
        if not (needed or findings or records):
            return None
        item = Item(f"c.{s.id}", "claim", s.text, s.line, view, None, findings, records, _mark(records))
        if self.since is not None:
            item.new = any(added.id == s.id for added in self.since.added)
            item.change = next((change for change in self.since.changed if change.after.id == s.id), None)
        return item

    def _references(self) -> Iterable[Item]:
        seen: set[str] = set()
        for view in self.view.references:
            r = view.reference
            if r.key in seen:
                continue
            seen.add(r.key)
            findings = self._findings(f for f in view.findings if f.statement is None)
            records = self._records.get(("reference", r.key), [])
            if findings or records:
                yield Item(f"r.{r.key}", "reference", r.raw, r.line, None, view, findings, records, _mark(records))

    def _document(self) -> Iterable[Item]:
        loose = [f for f in self.view.findings if f.statement is None and f.reference is None]
        records = self._records.get(("document", ""), [])
        findings = self._findings(loose)
        if findings or records:
            title = self.report.document.title or self.report.document.path
            yield Item("d", "document", title, 0, None, None, findings, records, "undecided")

    def _findings(self, views: Iterable[FindingView]) -> list[FindingItem]:
        standing = {
            record.id: record
            for record in (self.review.decisions if self.review else ())
            if record.subject == "finding" and record.action not in LASTING
        }
        found = [FindingItem(view, standing.get(view.finding.fingerprint)) for view in views]
        return sorted(found, key=lambda item: (item.closed, item.view.number))

    def cited(self, item: Item) -> list[ReferenceView]:
        """The works that an item rests on, in the order of its markers; for a reference itself."""
        if item.reference is not None:
            return [item.reference]
        if item.statement is None:
            return []
        found: dict[str, ReferenceView] = {}
        for citation in item.statement.citations:
            if citation.reference is not None:
                found.setdefault(citation.reference.reference.key, citation.reference)
        for finding in item.findings:
            if finding.view.reference is not None:
                found.setdefault(finding.view.reference.reference.key, finding.view.reference)
        return list(found.values())

    def against_works(self, item: Item) -> list[tuple[ReferenceView, FindingItem]]:
        """What is open against the works that a claim rests on, and weighs: the gravest first."""
        if item.statement is None:
            return []
        found = [
            (work, finding)
            for work in self.cited(item)
            if (entry := self.by_key.get(f"r.{work.reference.key}")) is not None
            for finding in entry.open
            if finding.view.finding.severity in SEVERITIES[:2]
        ]
        return sorted(found, key=lambda pair: SEVERITIES.index(pair[1].view.finding.severity))

    def others_citing(self, reference: VerifiedReference, item: Item) -> list[StatementView]:
        """The other claims that rest on a work."""
        views = [view for view in self.view.references if view.reference.key == reference.key]
        own = item.statement.statement.id if item.statement else None
        found = {s.statement.id: s for view in views for s, _ in view.cited_by if s.statement.id != own}
        return list(found.values())

    def support_of(self, item: Item) -> list[ReferenceSupport]:
        """What the cited works say of a claim."""
        wanted = item.statement.statement.id if item.statement else None
        return [part for claim in self.report.support if claim.statement_id == wanted for part in claim.references]

    def describe(self, entry: Decision) -> str:
        """A decision in a few words, for a button that takes it back."""
        subject = entry.subject
        what = "the page" if subject.type == "document" else subject.code or subject.text or subject.id
        return f"entry {entry.sequence}, {WORDS[entry.action]}: {what}"

    def hindrances(self) -> list[str]:
        """What stands against an approval of the page."""
        if self.review is not None:
            return self.review.hindrances
        return find_hindrances(self.report, self.opened.ledger, self.opened.profile.approval, {})

    def approval_until(self) -> str:
        """The day by which a page approved today must be approved again; empty where the profile names none."""
        months = self.opened.profile.approval.months
        return months_later(self.today, months).isoformat() if months else ""

    def last_to_undo(self, who: Actor) -> Decision | None:
        """What undo takes back: the last decision of this person, never that of a colleague."""
        own = [entry for entry in self.opened.ledger.effective if same_person(entry.actor, who)]
        return own[-1] if own else None

    def seen(self, item: Item | FindingItem | None) -> str:
        """The mark of what the page shows of a thing, sent along with each decision on it; None: the document."""
        bindings = self.bindings
        if isinstance(item, FindingItem):
            return seen_mark(bindings.finding(item.view.finding))
        if item is not None and item.statement is not None:
            return seen_mark(bindings.claim(item.statement.statement))
        if item is not None and item.reference is not None:
            return seen_mark(bindings.reference(item.reference.reference.key))
        return seen_mark(bindings.document())


@dataclass(frozen=True, slots=True)
class UntilChoices:
    """The days that a waiver may end on, and the likely ones."""

    default: str
    first: str
    last: str
    presets: tuple[tuple[str, str], ...]


def until_choices(today: date, longest: int) -> UntilChoices:
    """longest: the days that the profile allows a waiver."""
    last = today + timedelta(days=longest)
    ends = [("3 months", 3), ("6 months", 6), ("1 year", 12)]
    presets = [(words, end) for words, months in ends if (end := months_later(today, months)) <= last]
    default = presets[min(1, len(presets) - 1)][1] if presets else last
    shown = tuple((words, end.isoformat()) for words, end in presets)
    return UntilChoices(default.isoformat(), today.isoformat(), last.isoformat(), shown)


def _mark(records: Iterable[DecisionRecord]) -> Mark:
    """What was decided on the thing itself, its findings apart."""
    mark: Mark = "undecided"
    for record in records:
        if record.subject != "finding" and record.action in _MARKS:
            mark = "void" if record.void else _MARKS[record.action]
    return mark
