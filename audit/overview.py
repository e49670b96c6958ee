"""`reports/index.html`, the page over all audits of a workspace; `reports/history.jsonl`, what earlier ones came to.

The page is drawn from the stored reports alone. The history is one line an audit, appended; a line that was torn by a
kill is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final
from urllib.parse import quote

from audit.errors import InputError
from audit.files import write_if_changed
from audit.fleet.outcome import Audit
from audit.locks import locked
from audit.model import Report
from audit.reports import render_workspace
from audit.reports.workspace import Snapshot, snapshot
from audit.stored import load_report

INDEX: Final = "index.html"
HISTORY: Final = "history.jsonl"
MOST: Final = 100
"""Documents up to which every run draws the page; more are drawn when asked for (`claim-audit report reports`)."""


def update(reports: Path, audits: Sequence[Audit], started: str) -> str | None:
    """Draw the page anew where an audit is new, and note what it came to. Gives a remark for the user, if any.

    started: when the run was.
    """
    if all(audit.kept or audit.unchanged for audit in audits) and (reports / INDEX).is_file():
        return None
    with locked(reports / HISTORY):
        remember(reports / HISTORY, [(audit.path, snapshot(audit.summary, audit.kept or started)) for audit in audits])
        stored = sorted(reports.glob("*.json"))
        if len(stored) > MOST:
            (reports / INDEX).unlink(missing_ok=True)  # better none than one that is out of date
            return (
                f"{reports.name}/{INDEX} is not drawn for more than {MOST} documents at every run: "
                f"`claim-audit report {reports.name} --format html -o {reports.name}/{INDEX}` draws it"
            )
        write_if_changed(reports / INDEX, draw(stored, "html", reports))
    return None


def draw(stored: Iterable[Path], format_name: str, folder: Path) -> bytes:
    """The stored reports as one, in a format, for a file in `folder`. Files that are no reports are passed over.

    Raises InputError where none of them is a report.
    """
    read: dict[Path, Report] = {}
    for path in stored:
        try:
            read[path] = load_report(path)
        except InputError:  # another tool's JSON, or a damaged one: the run that owns it writes it anew
            continue
    if not read:
        raise InputError(str(folder), "holds no stored report", hint="`claim-audit run` writes them")
    links = {report.document.path: _link(path, folder) for path, report in read.items()}
    history: dict[str, list[Snapshot]] = {}
    for file in sorted({path.parent / HISTORY for path in read}):
        for document, moment in recall(file):
            history.setdefault(document, []).append(moment)
    return render_workspace(list(read.values()), format_name, links=_whole(links), history=history)


def remember(path: Path, audits: Iterable[tuple[str, Snapshot]]) -> None:
    """Append what audits came to, each once."""
    known = {(document, moment.when) for document, moment in recall(path)}
    lines = [
        json.dumps({"document": document, **asdict(moment)}, ensure_ascii=False)
        for document, moment in audits
        if (document, moment.when) not in known
    ]
    if lines:
        with path.open("ab") as stream:
            torn = stream.tell() and not path.read_bytes().endswith(b"\n")
            stream.write((("\n" if torn else "") + "\n".join(lines) + "\n").encode())


def recall(path: Path) -> list[tuple[str, Snapshot]]:
    """The audits on record, oldest first: the document, and what its audit came to."""
    found = []
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            entry = json.loads(line)
            counts = (int(entry[name]) for name in ("failing", "open", "unverified"))
            found.append((str(entry["document"]), Snapshot(str(entry["when"]), *counts)))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _link(stored: Path, folder: Path) -> str | None:
    page = stored.with_suffix(".html")
    return quote(os.path.relpath(page, folder).replace(os.sep, "/")) if page.is_file() else None


def _whole(links: Mapping[str, str | None]) -> dict[str, str]:
    return {document: link for document, link in links.items() if link is not None}
