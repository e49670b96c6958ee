"""The audit to compare with: the last approved one, a report file, or what a Git revision holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from audit.bibliography.library import Library
from audit.claims.store import load_claims
from audit.errors import InputError
from audit.fleet.outcome import LAST_APPROVED
from audit.model import Report
from audit.past import Past, pasts
from audit.pipeline import Order, judge, read_source, verify
from audit.registries import EvidenceStore, Registries
from audit.review.binding import report_sha256
from audit.review.desk import APPROVED
from audit.review.ledger import Ledger
from audit.review.log import DecisionLog
from audit.review.people import git
from audit.shelf import Shelf
from audit.stored import load_report
from audit.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier audit, and what it is in words. report: None where the document did not exist then."""

    report: Report | None
    words: str


def baseline(space: Workspace, order: Order, name: str, document: str, against: str) -> Baseline:
    """The audit of a document to compare with. `against`: `approved`, a report file, a folder of them, or a Git
    revision. InputError where there is none."""
    if against == LAST_APPROVED:
        return _approved(space, name, document)
    path = Path(against)
    if path.is_dir():
        file = path / f"{name}.json"
        return Baseline(load_report(file) if file.is_file() else None, str(file))
    if path.is_file():
        report = load_report(path)
        if report.document.path != document:
            raise InputError(against, f"is an audit of {report.document.path}, not of {document}")
        return Baseline(report, f"{against}, audited {report.run.started[:10]}")
    return _at_revision(space, order, name, document, against)


def check(space: Workspace, against: str) -> None:
    """Raise InputError where `against` is nothing that could be compared with."""
    if against != LAST_APPROVED and not Path(against).exists():
        _commit(space, against)


def _commit(space: Workspace, revision: str) -> str:
    """The short hash of a Git revision."""
    found = None
    if not revision.startswith("-"):
        found = git(space.root, "rev-parse", "--verify", "--quiet", "--short", f"{revision}^{{commit}}")
    if not found:
        raise InputError(revision, "is neither a stored report nor a Git revision here")
    return found.strip()


def _approved(space: Workspace, name: str, document: str) -> Baseline:
    ledger = Ledger.of(document, DecisionLog.inside(space.claims).entries())
    approvals = [e for e in ledger.effective if e.action == "approve" and e.subject.type == "document"]
    if not approvals:
        return Baseline(None, "nothing: it was never approved")
    file = space.claims / APPROVED / f"{name}.json"
    report = load_report(file)
    if report_sha256(report) != approvals[-1].hashes.report:
        raise InputError(
            str(file), f"is not the audit that was approved (entry {approvals[-1].sequence})",
            hint="restore it from version control",
        )  # fmt: skip
    last = approvals[-1]
    return Baseline(report, f"the audit that {last.actor.name} approved on {last.time[:10]}")


def _at_revision(space: Workspace, order: Order, name: str, document: str, revision: str) -> Baseline:
    found = _commit(space, revision)
    words = f"{revision} ({found})" if found != revision else revision
    stored = git(space.root, "show", f"{revision}:./{_inside(space, space.reports)}/{name}.json")
    if stored is not None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{name}.json"
            file.write_text(stored, encoding="utf-8")
            report = load_report(file)
        if report.document.path == document:
            return Baseline(report, f"{words}, audited {report.run.started[:10]}")
    return Baseline(_audit_then(space, order, document, revision), f"{words}, audited now")


def _inside(space: Workspace, folder: Path) -> str:
    return folder.relative_to(space.root).as_posix()


def _audit_then(space: Workspace, order: Order, document: str, revision: str) -> Report | None:
    """Audit the source as it was, from the evidence there is now; None where it did not exist."""
    source = git_bytes(space.root, f"{revision}:./{document}")
    if source is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(document).name
        file.write_bytes(source)
        return audit_in_memory(space, order, file, document, Past())


def git_bytes(root: Path, thing: str) -> bytes | None:
    """The bytes of a file in Git; None where there is none."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", str(root), "show", thing], capture_output=True, timeout=30, check=False
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def audit_in_memory(
    space: Workspace, order: Order, path: Path, document: str, past: Past, store: EvidenceStore | None = None
) -> Report:
    """Audit one source from the recorded evidence (or that in `store`) and write nothing."""
    order = replace(order, offline=True)
    store = store or EvidenceStore(space.evidence)
    reading = read_source(path, document, space.root)
    Library.load(space.bibliography).assign(reading.references)
    with Registries(order.settings.registries, store, offline=True) as registries:
        verifications = verify(reading.references, order, registries)
    shelf = Shelf(space.fulltext, store) if order.settings.support != "off" else None
    return judge(reading, verifications.items, order, shelf, past)


def current(space: Workspace, order: Order, name: str, path: Path) -> Report:
    """The audit of a source as it stands now: the stored one, or, where the source has changed, one made in memory."""
    document = space.display(path)
    file = space.reports / f"{name}.json"
    if file.is_file():
        report = load_report(file)
        if report.document.path == document and space.source_of(report.document) is not None:
            return report
    (past,), _ = pasts(space.claims, [document])
    claims = load_claims(space.claims / f"{name}.json")
    if claims is not None and claims.document.path == document:
        past = Past(claims, past.ledger, past.log_fault)
    return audit_in_memory(space, order, path, document, past)
