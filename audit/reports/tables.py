"""The audit as tables: what the spreadsheet and the CSV hold. Cells are text, whole numbers or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audit.model import SEVERITIES
from audit.reports import wording
from audit.reports.decided import waiver_words
from audit.reports.narrative import headline
from audit.reports.text import doi_url, moment, safe_url
from audit.reports.view import Citation, FindingView, ReferenceView, ReportView, StatementView, coverage_of

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, whether its text wraps, whether its cells are web addresses."""

    name: str
    width: int
    wrap: bool = False
    link: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, its columns, its rows, each as long as the columns. `printed`: so many columns go on paper."""

    name: str
    columns: Sequence[Column]
    printed: int
    rows: list[list[Cell]] = field(default_factory=list)


def summary(views: Sequence[ReportView]) -> Table:
    """One row a document: verdict, counts, accounts, provenance."""
    severities = [Column(wording.SEVERITY[s].label, 9) for s in SEVERITIES]
    table = Table("Summary", [
        Column("Document", 30, wrap=True), Column("Title", 30, wrap=True), Column("Verdict", 32, wrap=True),
        *severities, Column("Waived", 9), Column("Checks not made", 11), Column("Statements read", 12),
        Column("Cited", 9), Column("Covered", 9), Column("Citation problem, waived", 12),
        Column("Citation problem", 11),
        Column("Need no citation", 10), Column("References", 11),
        *[Column(f"References: {wording.STATUS[s].label.lower()}", 13) for s in wording.STATUS],
        Column("Started (UTC)", 22), Column("Profile", 16), Column("Network", 12), Column("Tool", 18),
        Column("SHA-256 of the source", 34), Column("SHA-256 of the settings", 34),
    ], 15)  # fmt: skip
    for view in views:
        report, r = view.report, view.report.reconciliation
        table.rows.append([
            report.document.path, view.title, headline(view), *(view.count(s) for s in SEVERITIES), len(view.waived),
            len(report.unverified), r.statements, r.cited, r.covered, r.waived, r.flagged, r.not_needed,
            len(view.references), *(view.outcomes.get(s, 0) for s in wording.STATUS),
            moment(report.run.started), report.run.profile, "not used" if report.run.offline else "used",
            f"{report.tool.name} {report.tool.version}", report.document.sha256, report.run.settings_sha256,
        ])  # fmt: skip
    return table


def claims(views: Sequence[ReportView]) -> Table:
    """One row a statement, headings and notices among them: every statement that was read."""
    table = Table("Claims", [
        Column("Line", 6), Column("Statement", 64, wrap=True), Column("Coverage", 19, wrap=True),
        Column("Markers", 10, wrap=True), Column("References", 26, wrap=True),
        Column("Supported by its sources", 14, wrap=True), Column("Passage", 44, wrap=True),
        Column("Open findings", 32, wrap=True), Column("Kind", 14), Column("Needs a citation", 9),
        Column("Section", 22, wrap=True), Column("Inherited markers", 10), Column("Unknown markers", 10),
        Column("Document", 28), Column("Statement id", 26),
    ], 8)  # fmt: skip
    for view in views:
        support = {s.support.statement_id: s for s in view.support}
        for s in view.statements:
            st = s.statement
            told = support.get(st.id)
            passages = [p.text for part, _ in told.parts for p in part.verdict.passages[:1]] if told else []
            table.rows.append([
                st.line, st.text, wording.term(wording.COVERAGE, coverage_of(st)).label, " ".join(st.markers),
                ", ".join(dict.fromkeys(_keys(s.citations))),
                wording.term(wording.SUPPORT, told.support.verdict).label if told else None,
                "\n".join(passages) or None, _codes(s.findings), wording.KINDS.get(st.kind, st.kind),
                "yes" if st.needs_citation else "no", st.section, " ".join(st.inherited_markers),
                " ".join(st.unknown_markers), view.report.document.path, st.id,
            ])  # fmt: skip
    return table


def references(views: Sequence[ReportView]) -> Table:
    """One row a reference: as cited, as registered, what to change."""
    table = Table("References", [
        Column("Label", 7), Column("As written", 56, wrap=True), Column("Outcome", 13),
        Column("Retractions and other notices", 24, wrap=True),
        Column("Differences (cited / registered)", 28, wrap=True), Column("Should read", 56, wrap=True),
        Column("Times cited", 8), Column("Cited on lines", 12, wrap=True), Column("Open findings", 30, wrap=True),
        Column("DOI", 34, link=True), Column("Suggested DOI", 28, link=True), Column("Address", 34, link=True),
        Column("Reason", 30, wrap=True), Column("Not checked", 30, wrap=True), Column("Registry", 12),
        Column("Checked (UTC)", 26), Column("Evidence", 40), Column("Type", 18), Column("Year", 7),
        Column("Citation key", 28), Column("Document", 28),
    ], 9)  # fmt: skip
    for view in views:
        for r in view.references:
            ref, v = r.reference, r.reference.verification
            differences = [f"{wording.field_label(d.field)}: {d.cited or '-'} / {d.registered or '-'}"
                           for d in v.differences]  # fmt: skip
            table.rows.append([
                ref.label, ref.raw, wording.term(wording.STATUS, v.status).label, notices(r),
                "\n".join(differences) or None, v.corrected, len(r.cited_by),
                ", ".join(dict.fromkeys(str(s.statement.line) for s, _ in r.cited_by)), _codes(r.findings),
                doi_url(ref.doi) or ref.doi, doi_url(v.suggested_doi) or v.suggested_doi,
                safe_url(ref.url) or ref.url, v.reason, "\n".join(v.unchecked) or None, v.registry,
                moment(v.checked_at), v.evidence, wording.TYPES.get(ref.type, ref.type), ref.year, ref.key,
                view.report.document.path,
            ])  # fmt: skip
    return table


def findings(views: Sequence[ReportView]) -> Table:
    """One row a finding, waived ones too, gravest first."""
    table = Table("Findings", [
        Column("No.", 5), Column("Severity", 9), Column("What is wrong", 22, wrap=True),
        Column("Message", 46, wrap=True), Column("Line", 6), Column("Reference", 9), Column("Words", 38, wrap=True),
        Column("Evidence", 46, wrap=True), Column("What to do", 34, wrap=True), Column("Decision", 20, wrap=True),
        Column("Waived", 24, wrap=True), Column("New", 6), Column("Rule", 9), Column("Column", 8),
        Column("Statement", 50, wrap=True), Column("Document", 28), Column("Fingerprint", 20),
    ], 10)  # fmt: skip
    for view in views:
        for f in view.findings:
            at = f.finding.location
            table.rows.append([
                f.number, wording.term(wording.SEVERITY, f.finding.severity).label, f.rule.title, f.finding.message,
                at.line or None, f.reference.name if f.reference else None, f.quote.marked if f.quote else None,
                evidence(f), f.finding.suggestion or f.rule.todo or None, None,
                waiver_words(f.finding) or ("yes" if f.finding.waived else None),
                "yes" if f.new else None, f.finding.code, at.column or None,
                f.statement.statement.text if f.statement else None, view.report.document.path,
                f.finding.fingerprint,
            ])  # fmt: skip
    return table


def unchecked(views: Sequence[ReportView]) -> Table:
    """One row a check that could not be made."""
    table = Table("Not checked", [
        Column("Reference", 10), Column("What", 56, wrap=True), Column("Why", 70, wrap=True),
        Column("Citation key", 28), Column("Document", 28),
    ], 5)  # fmt: skip
    for view in views:
        for group in view.unverified:
            for item, r in group.items:
                name = r.name if r else item.label
                table.rows.append([name, item.what, group.reason, item.reference_key, view.report.document.path])
    return table


def claim_references(views: Sequence[ReportView]) -> Table:
    """The matrix as a list, for CSV: one row a statement and reference; uncited claims and references have one too.

    Findings that belong to neither end the list, so that nothing of the audit is missing.
    """
    table = Table("Claims and references", [Column(name, 20) for name in (
        "document", "line", "place", "section", "statement_id", "kind", "statement", "coverage", "needs_citation",
        "marker", "inherited", "reference", "citation_key", "reference_as_written", "doi", "outcome", "notices",
        "suggested_doi", "statement_findings", "reference_findings",
    )], 20)  # fmt: skip
    for view in views:
        for s in view.statements:
            table.rows.extend(_pair(view, s, citation, citation.reference) for citation in s.citations)
            if not s.citations:
                table.rows.append(_pair(view, s, None, None))
        for r in view.references:
            if not r.cited_by:
                table.rows.append(_pair(view, None, None, r))
        for f in view.open:
            if f.statement is None and f.reference is None:
                row = _pair(view, None, None, None)
                row[1], row[-2] = f.finding.location.line or None, f"{f.finding.code}: {f.finding.message}"
                table.rows.append(row)
    return table


def _pair(view: ReportView, s: StatementView | None, citation: Citation | None, r: ReferenceView | None) -> list[Cell]:
    st, ref = s.statement if s else None, r.reference if r else None
    return [
        view.report.document.path,
        *((st.line, st.place, st.section, st.id, st.kind, st.text, coverage_of(st),
           "yes" if st.needs_citation else "no") if st else [None] * 8),
        citation.label if citation else None, ("yes" if citation.inherited else "no") if citation else None,
        *((ref.label, ref.key, ref.raw, ref.doi, ref.verification.status) if ref else [None] * 5),
        notices(r) if r else None, ref.verification.suggested_doi if ref else None,
        _codes(s.findings) if s else None, _codes(r.findings) if r else None,
    ]  # fmt: skip


def notices(r: ReferenceView) -> str | None:
    """Retractions, corrections and the like, one a line."""
    parts = [f"{wording.update_label(u.type)} {u.date or ''} {u.doi or ''}" for u in r.reference.verification.updates]
    return "\n".join(" ".join(p.split()) for p in parts) or None


def evidence(f: FindingView) -> str | None:
    """What a finding rests on: source, date, address, words; one item a line."""
    items = [", ".join(p for p in (e.source, moment(e.retrieved_at), e.url or "") if p)
             + (f": {e.excerpt}" if e.excerpt else "") for e in f.finding.evidence]  # fmt: skip
    return "\n".join(items) or None


def _codes(found: Iterable[FindingView]) -> str | None:
    return "\n".join(f"{f.finding.code} {f.rule.title}" for f in found if not f.finding.waived) or None


def _keys(citations: Iterable[Citation]) -> Iterable[str]:
    return (c.reference.reference.key or c.label for c in citations if c.reference)
