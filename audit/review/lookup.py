"""From what a user types to what is meant: a document's audit, a claim, a finding, a reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from audit.errors import InputError
from audit.model import Report, Subject
from audit.review.desk import Desk
from audit.stored import load_report

_HEAD: Final = 8192
_LEAST: Final = 4
"""Characters of an id that one must give."""


def find_report(desk: Desk, document: str) -> str:
    """The NAME of the audit of a document: given by path, as file, or the NAME itself. InputError: there is none."""
    name = _report_of(desk, document)
    if name is None:
        raise InputError(document, "has no stored audit", hint="`claim-audit run` makes one")
    return name


def _report_of(desk: Desk, document: str) -> str | None:
    shown = desk.space.display(Path(document))
    for name in dict.fromkeys([Path(document).stem, *desk.names()]):
        path = desk.report_path(name)
        if path.is_file() and (document == name or document_of(path) in (shown, document)):
            return name
    return None


def document_of(path: Path) -> str | None:
    """The document that a stored audit is of, read without loading all of it; None where the file is none."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD).decode("utf-8", "replace")
    found = re.search(r'"document":\s*\{\s*"path":\s*("(?:[^"\\]|\\.)*")', head)
    if found is not None:
        return str(json.loads(found[1]))
    try:
        return load_report(path).document.path
    except InputError:
        return None


def find_subject(desk: Desk, text: str, document: str | None = None) -> tuple[str, Subject]:
    """The audit and the thing in it that `text` names: a document, or (the start of) the id of a claim, the fingerprint
    of a finding, a citation key. InputError where there is none, or more than one."""
    if document is None:
        name = _report_of(desk, text)
        if name is not None:
            return name, Subject(type="document", document=desk.open(name).report.document.path)
    names = [find_report(desk, document)] if document is not None else _mentioning(desk, text)
    found: list[tuple[str, Subject]] = []
    for name in names:
        report = desk.open(name).report
        if document is not None and text in (report.document.path, document):
            return name, Subject(type="document", document=report.document.path)
        found += [(name, subject) for subject in _named(report, text)]
    exact = [item for item in found if item[1].id == text]
    found = exact or found
    if not found:
        where = f"in the audit of {document}" if document else "in any stored audit"
        raise InputError(text, f"there is no such document, claim, finding or reference {where}")
    if len(found) > 1:
        listed = ", ".join(f"{subject.id} ({subject.document})" for _, subject in found[:4])
        raise InputError(text, f"may be {listed}", hint="write more of it, or --document")
    return found[0]


def find_finding(desk: Desk, code: str, text: str, document: str | None = None) -> tuple[str, Subject]:
    """The finding of a rule on a claim, a reference or a document. InputError where there is none, or more than one."""
    name, subject = find_subject(desk, text, document)
    report = desk.open(name).report
    fitting = [
        finding
        for finding in report.findings
        if finding.code == code.upper()
        and {
            "claim": finding.statement_id == subject.id,
            "reference": finding.reference_key == subject.id,
            "finding": finding.fingerprint == subject.id,
            "document": finding.statement_id is None and finding.reference_key is None,
        }[subject.type]
    ]
    if not fitting:
        raise InputError(text, f"has no finding {code.upper()}")
    if len(fitting) > 1:
        listed = ", ".join(finding.fingerprint for finding in fitting[:4])
        raise InputError(text, f"has several findings {code.upper()}", hint=f"give one of {listed}")
    return name, Subject(type="finding", document=report.document.path, id=fitting[0].fingerprint)


def _mentioning(desk: Desk, text: str) -> Iterator[str]:
    """The audits whose files hold the text: of thousands, few have to be loaded."""
    if len(text) < _LEAST:
        raise InputError(
            text, "is too short to name anything", hint="give a document, a claim id, a fingerprint, a key"
        )
    wanted = json.dumps(text, ensure_ascii=False)[:-1].encode()
    for name in desk.names():
        if wanted in desk.report_path(name).read_bytes():
            yield name


def _named(report: Report, text: str) -> Iterator[Subject]:
    path = report.document.path
    for statement in report.statements:
        if statement.id.startswith(text):
            yield Subject(type="claim", document=path, id=statement.id)
    for finding in report.findings:
        if finding.fingerprint.startswith(text):
            yield Subject(type="finding", document=path, id=finding.fingerprint)
    for key in dict.fromkeys(reference.key for reference in report.references):
        if key == text:
            yield Subject(type="reference", document=path, id=key)
