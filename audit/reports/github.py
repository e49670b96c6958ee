"""GitHub annotations: workflow commands that mark the lines of a pull request.

GitHub shows ten errors, ten warnings and ten notices a step: the gravest come first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.model import Report
from audit.reports.locating import locator
from audit.reports.narrative import headline
from audit.reports.text import clean, one_line, plural
from audit.reports.view import FindingView, ReportView, latest

_COMMAND = {"critical": "error", "major": "error", "minor": "warning", "info": "notice"}


def render_github(report: Report, source: bytes | None = None) -> bytes:
    """One command a line. `source`: the audited file, for lines and columns of formats other than plain text."""
    view = ReportView(report)
    where = locator(report, source)
    lines = []
    for f in view.open:
        region = where.region(f.finding)
        place = {"file": report.document.path}
        if region is not None:
            place |= {"line": str(region.line), "col": str(region.column), "endLine": str(region.end_line)}
            if region.end_line == region.line and region.end_column > region.column:
                place["endColumn"] = str(region.end_column)
        lines.append(_command(_COMMAND.get(f.finding.severity, "warning"), place, _title(f), _message(f)))
    for group in view.unverified:
        names = sorted({r.name for _, r in group.items if r})
        told = f" (reference {', '.join(names[:20])}{', ...' if len(names) > 20 else ''})" if names else ""
        text = f"{plural(len(group.items), 'check')} could not be made{told}: {group.reason}"
        lines.append(_command("warning", {"file": report.document.path}, "Not checked", text))
    level = "notice" if report.summary.verdict == "clean" else "warning"
    lines.append(_command(level, {"file": report.document.path}, "Claim audit", headline(view)))
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def render_workspace_github(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """The annotations of all documents; the latest audit of each."""
    return b"".join(render_github(report) for report in latest(reports))


def _title(view: FindingView) -> str:
    return f"{view.finding.code} {view.rule.title}"


def _message(view: FindingView) -> str:
    f = view.finding
    parts = [one_line(f.message)]
    if view.quote and view.statement is None and view.reference is None:
        parts.append(f"“{one_line(view.quote.marked)}”")
    parts += [f"Evidence: {one_line(e.source)}: {one_line(e.excerpt or e.url or '')}" for e in f.evidence[:2]]
    if todo := f.suggestion or view.rule.todo:
        parts.append(f"What to do: {one_line(todo)}")
    return "\n".join(parts)


def _command(level: str, place: Mapping[str, str], title: str, message: str) -> str:
    properties = ",".join(f"{name}={_escape(value, inside=True)}" for name, value in {**place, "title": title}.items())
    return f"::{level} {properties}::{_escape(message[:4000])}"


def _escape(text: str, *, inside: bool = False) -> str:
    """As @actions/core escapes data and properties."""
    text = clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text
