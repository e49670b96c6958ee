"""JUnit XML: one test case a claim and a reference, so that a build server counts and remembers them.

Failed: something at or above the audit's threshold is open. Skipped: it could not be checked. A finding below the
threshold is written into the case's output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from audit.model import SEVERITIES, Report
from audit.reports import wording
from audit.reports.text import clean, one_line, shorten
from audit.reports.view import FindingView, ReportView, latest


@dataclass(slots=True)
class _Case:
    name: str
    findings: list[FindingView]
    line: int = 0
    unchecked: list[str] = field(default_factory=list)


def render_junit(report: Report) -> bytes:
    """The audit of one document."""
    return _write([ReportView(report)])


def render_workspace_junit(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """All documents in one file; the latest audit of each."""
    return _write([ReportView(report) for report in latest(reports)])


def _write(views: Iterable[ReportView]) -> bytes:
    root = ET.Element("testsuites", name="claim-audit")
    for view in views:
        _suite(root, view, "claims", _claims(view))
        _suite(root, view, "references", _references(view))
        if other := _others(view):
            _suite(root, view, "document", other)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", "0")
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body + b"\n"


def _claims(view: ReportView) -> list[_Case]:
    return [
        _Case(f"line {s.statement.line}: {shorten(s.statement.text, 160)} [{s.statement.id}]",
              s.findings, s.statement.line)
        for s in view.statements
        if s.statement.needs_citation or s.citations or s.findings
    ]  # fmt: skip


def _references(view: ReportView) -> list[_Case]:
    unchecked: dict[int, list[str]] = {}
    for group in view.unverified:
        for item, reference in group.items:
            if reference is not None:
                unchecked.setdefault(id(reference), []).append(f"{item.what}: {group.reason}")
    cases = []
    for r in view.references:
        reasons = unchecked.get(id(r), [])
        if r.reference.verification.status == "unverified" and not reasons:
            reasons = [r.reference.verification.reason or "could not be checked"]
        name = f"reference {shorten(r.name, 40)}: {shorten(r.reference.raw, 160)}"
        cases.append(_Case(name, [f for f in r.findings if f.statement is None], r.reference.line, reasons))
    return cases


def _others(view: ReportView) -> list[_Case]:
    """What belongs to no claim and no reference: a test case a rule, and one for what was not checked."""
    rules: dict[str, list[FindingView]] = {}
    for f in view.findings:
        if f.statement is None and f.reference is None:
            rules.setdefault(f.finding.code, []).append(f)
    cases = [_Case(f"{code}: {found[0].rule.title}", found) for code, found in sorted(rules.items())]
    loose = [f"{i.what}: {g.reason}" for g in view.unverified for i, r in g.items if r is None]
    return [*cases, _Case("what could not be checked", [], 0, loose)] if loose else cases


def _suite(root: ET.Element, view: ReportView, kind: str, cases: Sequence[_Case]) -> None:
    path = one_line(view.report.document.path)
    suite = ET.SubElement(root, "testsuite", name=f"{path}: {kind}", timestamp=view.report.run.started.rstrip("Z"))
    counts = {"tests": len(cases), "failures": 0, "errors": 0, "skipped": 0}
    names: dict[str, int] = {}
    for case in cases:
        names[case.name] = names.get(case.name, 0) + 1
        name = case.name if names[case.name] == 1 else f"{case.name} ({names[case.name]})"
        element = ET.SubElement(suite, "testcase", name=clean(name), classname=f"{path}.{kind}", time="0", file=path)
        if case.line:
            element.set("line", str(case.line))
        failing = [f for f in case.findings if _fails(f, view.report.summary.fail_on)]
        lesser = [f for f in case.findings if not _fails(f, view.report.summary.fail_on)]
        if failing:
            counts["failures"] += 1
            failure = ET.SubElement(
                element, "failure", type=clean(", ".join(sorted({f.finding.code for f in failing}))),
                message=shorten(failing[0].finding.message, 300),
            )  # fmt: skip
            failure.text = "\n\n".join(map(_told, failing))
        elif case.unchecked:
            counts["skipped"] += 1
            ET.SubElement(element, "skipped", message=shorten("not checked: " + "; ".join(case.unchecked), 600))
        if lesser:
            ET.SubElement(element, "system-out").text = "\n\n".join(map(_told, lesser))
    for name, number in counts.items():
        suite.set(name, str(number))
    suite.set("time", "0")


def _fails(view: FindingView, threshold: str) -> bool:
    f = view.finding
    reached = threshold in SEVERITIES and SEVERITIES.index(f.severity) <= SEVERITIES.index(threshold)
    return reached and not f.waived


def _told(view: FindingView) -> str:
    f = view.finding
    lines = [f"{f.code} {view.rule.title} ({f.severity}{', waived' if f.waived else ''}): {one_line(f.message)}"]
    if f.location.line:
        spot = f"{f.location.path}:{f.location.line}:{f.location.column}{wording.in_source(f.location.place)}"
        lines.append(f"at {one_line(spot)}")
    for e in f.evidence:
        parts = [e.source, e.retrieved_at or "", e.url or "", shorten(e.excerpt or "", 400)]
        lines.append("evidence: " + one_line(", ".join(p for p in parts if p)))
    if todo := f.suggestion or view.rule.todo:
        lines.append(f"to do: {one_line(todo)}")
    return clean("\n".join(lines))
