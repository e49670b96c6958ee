"""SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from audit.files import dump_json
from audit.model import Report
from audit.reports import wording
from audit.reports.locating import Locator, locator
from audit.reports.rules import rule_text
from audit.reports.text import clean, shorten
from audit.reports.view import FindingView, ReportView, latest

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL = {"critical": "error", "major": "error", "minor": "warning", "info": "note"}
_RANK = {"critical": 100.0, "major": 75.0, "minor": 40.0, "info": 10.0}
_RELATED = 20

Json = dict[str, Any]


def render_sarif(report: Report, source: bytes | None = None) -> bytes:
    """One run over one document. `source`: the audited file, for lines and columns of formats other than plain text."""
    return _log([_run([(ReportView(report), locator(report, source))])])


def render_workspace_sarif(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """One run over all documents; the latest audit of each."""
    return _log([_run([(ReportView(report), locator(report, None)) for report in latest(reports)])])


def _log(runs: list[Json]) -> bytes:
    return dump_json({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}).encode("utf-8", "replace")


def _run(audits: Sequence[tuple[ReportView, Locator]]) -> Json:
    findings = [f for view, _ in audits for f in view.findings]
    rules = sorted({(f.finding.code, f.finding.name): f for f in findings}.values(), key=lambda f: f.finding.code)
    index = {(f.finding.code, f.finding.name): n for n, f in enumerate(rules)}
    version = audits[0][0].report.tool.version if audits else "0"
    results = [
        _result(f, index[f.finding.code, f.finding.name], view, where, n)
        for n, (view, where) in enumerate(audits)
        for f in view.findings
    ]
    return {
        "tool": {
            "driver": {
                "name": "claim-audit", "version": clean(version), "fullName": "Citation and claim audit",
                "rules": [_rule(f) for f in rules],
            }
        },
        "invocations": [_invocation(view, n) for n, (view, _) in enumerate(audits)],
        "artifacts": [_artifact(view.report) for view, _ in audits],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }  # fmt: skip


def _rule(view: FindingView) -> Json:
    f, rule = view.finding, view.rule
    text = rule_text(f.code, f.name)
    explained = " ".join(part for part in (text.why, text.todo) if part) or clean(text.title)
    return {
        "id": clean(f.code),
        "name": "".join(word.capitalize() for word in clean(f.name).replace("_", "-").split("-")) or clean(f.code),
        "shortDescription": {"text": clean(rule.title)},
        "fullDescription": {"text": clean(text.why or rule.title)},
        "help": {
            "text": f"{explained} More: claim-audit rules {clean(f.code)}",
            "markdown": f"{explained}\n\nMore: `claim-audit rules {clean(f.code)}`".replace("<", "&lt;"),
        },
        "defaultConfiguration": {"level": _LEVEL.get(f.severity, "warning")},
        "properties": {"tags": [_tag(f.code)], "precision": "high"},
    }


def _tag(code: str) -> str:
    names = {
        "CIT": "citation", "REF": "reference", "DOI": "registry", "URL": "link", "SUP": "support",
        "ABB": "abbreviation", "LAN": "language", "DOC": "document", "WVR": "waiver",
    }  # fmt: skip
    return names.get(code[:3], "audit")


def _result(view: FindingView, rule: int, report: ReportView, where: Locator, artifact: int) -> Json:
    f = view.finding
    text = clean(f.message) + (f" What to do: {clean(todo)}" if (todo := f.suggestion or view.rule.todo) else "")
    result: Json = {
        "ruleId": clean(f.code),
        "ruleIndex": rule,
        "level": _LEVEL.get(f.severity, "warning"),
        "rank": _RANK.get(f.severity, 50.0),
        "message": {"text": text},
        "locations": [_location(view, report, where, artifact)],
        "partialFingerprints": {"claimAudit/v1": clean(f.fingerprint)},
        "properties": {
            "severity": f.severity,
            **_cleaned({"statement": f.statement_id, "reference": f.reference_key}),
            "evidence": [_cleaned(e.model_dump(mode="json", exclude_none=True)) for e in f.evidence],
        },
    }
    if view.reference and not view.statement:
        result["relatedLocations"] = _cited_by(view, report, where, artifact)
    if f.waived:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": "Waived by a reviewer."}]
    if report.report.changes is not None:
        result["baselineState"] = "new" if view.new else "unchanged"
    return result


def _cleaned(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: clean(value) for name, value in values.items() if value}


def _location(view: FindingView, report: ReportView, where: Locator, artifact: int) -> Json:
    physical: Json = {"artifactLocation": {"uri": _uri(report.report.document.path), "index": artifact}}
    region = where.region(view.finding)
    if region is not None:
        physical["region"] = {
            "startLine": region.line, "startColumn": region.column, "endLine": region.end_line,
            "endColumn": region.end_column,
        }  # fmt: skip
        if view.quote:
            physical["region"]["snippet"] = {"text": clean(view.quote.marked)}
    location: Json = {"physicalLocation": physical}
    if view.statement and view.statement.statement.section:
        location["logicalLocations"] = [{"name": shorten(view.statement.statement.section, 200), "kind": "section"}]
    if region is None and view.finding.location.line:
        place = wording.in_source(view.finding.location.place)
        location["message"] = {"text": f"line {view.finding.location.line} of the extracted text{place}"}
    return location


def _cited_by(view: FindingView, report: ReportView, where: Locator, artifact: int) -> list[Json]:
    """The statements that rest on the reference of this finding."""
    uses = view.reference.cited_by if view.reference else []
    related = []
    for n, (s, citation) in enumerate(uses[:_RELATED], 1):
        span = {"start": s.statement.start, "end": s.statement.end}
        place = view.finding.model_copy(update={"location": view.finding.location.model_copy(update=span)})
        region = where.region(place)
        physical: Json = {"artifactLocation": {"uri": _uri(report.report.document.path), "index": artifact}}
        if region is not None:
            physical["region"] = {"startLine": region.line, "startColumn": region.column}
        text = f"cited here as {clean(citation.label)}: {shorten(s.statement.text, 200)}"
        related.append({"id": n, "physicalLocation": physical, "message": {"text": text}})
    return related


def _invocation(view: ReportView, artifact: int) -> Json:
    run = view.report.run
    notes = [
        {
            "level": "warning",
            "message": {"text": f"Not checked: {clean(item.what)}"
                        + (f", reference {clean(reference.name)}" if reference else "") + f". {clean(group.reason)}"},
            "locations": [{"physicalLocation": {"artifactLocation": {
                "uri": _uri(view.report.document.path), "index": artifact}}}],
        }
        for group in view.unverified
        for item, reference in group.items
    ]  # fmt: skip
    return {
        "executionSuccessful": True,
        "startTimeUtc": run.started,
        "endTimeUtc": run.finished,
        "toolExecutionNotifications": notes,
        "properties": {
            "verdict": view.report.summary.verdict,
            "profile": clean(run.profile),
            "offline": run.offline,
            "settingsSha256": clean(run.settings_sha256),
        },
    }


def _artifact(report: Report) -> Json:
    document = report.document
    artifact: Json = {"location": {"uri": _uri(document.path)}, "mimeType": clean(document.media_type)}
    if document.sha256:
        artifact["hashes"] = {"sha-256": clean(document.sha256)}
    return artifact


def _uri(path: str) -> str:
    """A relative URI of a path as its user names it."""
    return quote(clean(path).replace("\\", "/"), safe="/._-~+,=@()!") or "-"
