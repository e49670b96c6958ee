"""Markdown for a pull-request comment: the verdict, what changed, what to do; the rest folded, under GitHub's limit.

GitHub cuts comments at 65,536 characters. Whatever does not fit is counted, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from audit.model import SEVERITIES, Report
from audit.reports import wording, workspace
from audit.reports.decided import review_of, waiver_words
from audit.reports.narrative import headline
from audit.reports.text import doi_url, moment, one_line, plural, safe_url, shorten
from audit.reports.view import FindingView, ReferenceView, ReportView, coverage_of

LIMIT = 60_000  # bytes: GitHub counts characters, up to 65,536; the rest is room for what a bot adds
_SPECIAL = re.compile(r"([\\`*_\[\]#|~$^])")
_VERDICT = {"clean": "✅", "findings": "❌", "incomplete": "⚠️"}


def escape(text: str, limit: int = 600) -> str:
    """`text` on one line, shown as it is: no markup, no HTML, no mention, no reference to an issue."""
    return re.sub(r"^(\d+)([.)])|^([-+=])", r"\1\\\2\3", inline(text, limit))


def inline(text: str, limit: int = 600) -> str:
    """`escape` for text that does not begin a line."""
    line = shorten(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(@|\\#)(?=\w)", "\\1\u200b", _SPECIAL.sub(r"\\\1", line))


def code(text: str, limit: int = 200) -> str:
    """`text` in a code span, whatever back-ticks it holds."""
    line = shorten(text, limit).replace("|", "¦")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def link(text: str, url: str | None) -> str:
    """A link where `url` is a web address, else the text alone."""
    safe = safe_url(url)
    return f"[{text}](<{safe}>)" if safe else text


class _Page:
    """Lines up to a number of bytes; what is added later has to leave room for what is still to come."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._lines: list[str] = []
        self.left = limit

    def add(self, *lines: str) -> None:
        self._lines.extend(lines)
        self.left -= sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)

    def add_items(self, items: Iterable[str], total: int, noun: str, reserve: int = 1_500) -> None:
        """As many items as fit; the number of those that do not is written down."""
        shown = 0
        for item in items:
            if len(item.encode("utf-8", "replace")) + 1 > self.left - reserve:
                break
            self.add(item)
            shown += 1
        if shown < total:
            self.add("", f"_{plural(total - shown, f'more {noun}')}: see the full report._")

    def fold(self, title: str, items: Iterable[str], total: int, noun: str, head: Sequence[str] = ()) -> None:
        """A folded section; left out where it is empty."""
        if total:
            self.add("", "<details>", f"<summary>{title}</summary>", "", *head)
            self.add_items(items, total, noun)
            self.add("", "</details>")

    def bytes(self) -> bytes:
        return ("\n".join(self._lines) + "\n").encode("utf-8", "replace")


def render_markdown(report: Report) -> bytes:
    """One document's audit as a pull-request comment."""
    view = ReportView(report)
    page = _Page()
    page.add("<!-- claim-audit -->", f"## {_VERDICT[report.summary.verdict]} {escape(headline(view))}", "")
    page.add(f"**{escape(view.title, 150)}** ({code(report.document.path)}): {escape(report.summary.sentence)}", "")
    page.add(*_counts(view), "", _account(view))
    _changed(page, view)
    urgent = [f for f in view.open if f.finding.severity in ("critical", "major")]
    if urgent:
        page.add("", f"### To resolve ({len(urgent):,})", "")
        page.add_items(map(_finding, urgent), len(urgent), "to resolve", reserve=9_000)
    lesser = [f for f in view.open if f.finding.severity not in ("critical", "major")]
    page.fold(f"Minor problems and notes ({len(lesser):,})", map(_finding, lesser), len(lesser), "finding")
    unchecked = [
        f"- {escape(item.what)}{f', reference {escape(r.name, 30)}' if r else ''}: {escape(group.reason)}"
        for group in view.unverified
        for item, r in group.items
    ]
    page.fold(f"Not checked ({len(unchecked):,}): neither right nor wrong", unchecked, len(unchecked), "check")
    page.fold(f"Waived ({len(view.waived):,})", map(_finding, view.waived), len(view.waived), "waived finding")
    page.fold(
        f"References ({len(view.references):,})", map(_reference, view.references), len(view.references), "reference",
        head=["| | Reference | Registries | Uses |", "|---|---|---|---|"],
    )  # fmt: skip
    page.add(*_review(report), "", _provenance(report))
    return page.bytes()


def _counts(view: ReportView) -> list[str]:
    cells = [(wording.SEVERITY[s].label, view.count(s)) for s in SEVERITIES]
    cells += [("Not checked", len(view.report.unverified)), ("Waived", len(view.waived))]
    row = " | ".join(f"**{n:,}**" if n else "0" for _, n in cells)
    return [f"| {' | '.join(name for name, _ in cells)} |", f"|{':---:|' * len(cells)}", f"| {row} |"]


def _account(view: ReportView) -> str:
    r = view.report.reconciliation
    text = (
        f"{plural(r.statements, 'statement')} read = {r.cited:,} cited + {r.covered:,} covered + {r.waived:,} "
        f"waived + {r.flagged:,} with a citation problem + {r.not_needed:,} that need no citation."
    )
    return text if view.reconciles else text + " **These counts do not add up: do not rely on this report.**"


def _changed(page: _Page, view: ReportView) -> None:
    """The claims that this change touches, each with its coverage and its findings."""
    changes = view.report.changes
    if changes is None:
        return
    page.add("", f"### Changed since {escape(changes.against, 150)}", "")
    listed = [("Added", s) for s in view.statements_with(changes.added)]
    listed += [("Changed", s) for s in view.statements_with(changes.changed)]
    rows = []
    for word, s in sorted(listed, key=lambda x: x[1].number):
        coverage = wording.term(wording.COVERAGE, coverage_of(s.statement)).label
        open_ = [f for f in s.findings if not f.finding.waived]
        marks = ", ".join(f"{wording.SEVERITY_MARK[f.finding.severity]} {escape(f.rule.title, 80)}" for f in open_)
        rows.append(f"- **{word}**, line {s.statement.line}: {escape(s.statement.text, 240)} _{coverage}_"
                    + (f" **{marks}**" if marks else ""))  # fmt: skip
    rows += [f"- **Removed**: ~~{escape(text, 240)}~~" for text in changes.removed]
    rows += [f"- **Fixed**: {escape(text, 240)}" for text in changes.fixed_findings]
    page.add_items(rows, len(rows), "change", reserve=20_000)
    if not rows:
        page.add("No claim changed.")


def _finding(view: FindingView) -> str:
    f = view.finding
    mark = wording.SEVERITY_MARK.get(f.severity, "○")
    label = wording.term(wording.SEVERITY, f.severity).label
    where = f"line {f.location.line}" if f.location.line else "the whole document"
    where += escape(wording.in_source(f.location.place), 120)
    if view.reference:
        where += f", reference {escape(view.reference.name, 30)}"
    text = f"- {mark} **{label}: {escape(view.rule.title, 100)}** ({escape(f.code, 20)}, {where})"
    text += (" **new**" if view.new else "") + f"<br>{escape(f.message)}"
    if view.quote:
        q = view.quote
        text += f"<br>“{_part(q.before)}<b>{_part(q.marked)}</b>{_part(q.after)}”"
    for e in f.evidence[:3]:
        dated = f", {moment(e.retrieved_at)}" if e.retrieved_at else ""
        text += f"<br>Evidence: {link(escape(e.source, 80), e.url)}{escape(dated, 60)}"
        text += f": {escape(e.excerpt, 240)}" if e.excerpt else ""
    if waived := waiver_words(f):
        text += f"<br>**Waived:** {escape(waived)}"
    if todo := f.suggestion or view.rule.todo:
        text += f"<br>**What to do:** {escape(todo)}"
    return text


def _review(report: Report) -> list[str]:
    """The state of the document and who signed; the decisions themselves are in the full report."""
    review = review_of(report)
    if review is None:
        return []
    lines = ["", f"**State: {escape(review.state, 40)}.** {escape(' '.join(review.sentences), 600)}"]
    for signed in review.signatures[:10]:
        void = f" **{escape(signed.void, 200)}**" if signed.void else ""
        lines.append(f"- Signed: {escape(signed.who, 150)}: {escape(signed.meaning, 150)}, {escape(signed.when)}{void}")
    return lines


def _part(text: str) -> str:
    """A part of a sentence, with the space at its ends."""
    if not one_line(text):
        return " " if text else ""
    return (" " if text[:1].isspace() else "") + inline(text, 240) + (" " if text[-1:].isspace() else "")


def _reference(view: ReferenceView) -> str:
    v = view.reference.verification
    told = wording.term(wording.STATUS, v.status).label
    notices = ", ".join(f"**{escape(wording.update_label(u.type), 40)}**" for u in v.updates)
    name = link(escape(view.reference.raw, 180), doi_url(view.reference.doi))
    return f"| {escape(view.name, 30)} | {name} | {told}{', ' + notices if notices else ''} | {len(view.cited_by)} |"


def _provenance(report: Report) -> str:
    run = report.run
    return (
        f"<sub>{escape(report.tool.name, 40)} {escape(report.tool.version, 20)}, {escape(moment(run.started), 60)}, "
        f"profile {escape(run.profile, 60)}, {'without network' if run.offline else 'with network'}; "
        f"source SHA-256 {code(report.document.sha256[:16], 20)}</sub>"
    )


def render_workspace_markdown(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """All documents in one comment: the table first, then what is to resolve in each, folded."""
    ws = workspace.WorkspaceView(reports, links)
    page = _Page()
    verdict = "findings" if ws.states["not ready"] else "incomplete" if ws.states["incomplete"] else "clean"
    page.add("<!-- claim-audit -->", f"## {_VERDICT[verdict]} {escape(workspace.headline(ws))}", "")
    page.add(*(line for text in workspace.paragraphs(ws) for line in (escape(text), "")))
    page.add("| Document | State | Critical | Major | Lesser | Not checked |", "|---|---|---:|---:|---:|---:|")
    page.add_items(map(_row, ws.documents), len(ws.documents), "document", reserve=20_000)
    for d in ws.documents:
        urgent = [f for f in d.view.open if f.finding.severity in ("critical", "major")]
        if urgent and page.left > 4_000:
            title = shorten(d.view.title, 150).replace("&", "&amp;").replace("<", "&lt;").replace("@", "@\u200b")
            page.fold(f"{title}: {len(urgent):,} to resolve", map(_finding, urgent), len(urgent),
                      "to resolve")  # fmt: skip
    return page.bytes()


def _row(d: workspace.DocumentView) -> str:
    counts = (d.view.count("critical"), d.view.count("major"), d.view.count("minor") + d.view.count("info"))
    cells = " | ".join(f"{n:,}" for n in (*counts, len(d.view.report.unverified)))
    return f"| {escape(d.view.title, 120)}<br>{code(d.view.report.document.path)} | {d.state} | {cells} |"
