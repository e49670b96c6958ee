"""The open audits of a workspace: loaded once, loaded again when their files change."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit.errors import InputError
from audit.files import sha256
from audit.model import Decision, Report
from audit.review.applying import reviewed
from audit.review.comparing import Difference, compare
from audit.review.deciding import Opened, Wanted
from audit.review.desk import APPROVED, Desk
from audit.review.ledger import Ledger
from audit.review.web.items import DeskView
from audit.review.web.rewriting import Rewriter
from audit.stored import load_report

_HEAD: Final = 32_768
_KEPT: Final = 40  # audits held in memory


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list. `state` and the counts are of its stored audit and the log."""

    name: str
    path: str
    title: str
    audited: str
    counts: dict[str, int]
    unverified: int
    state: str
    by: str | None
    until: str | None
    stale: bool


class Shop:
    """What the handlers of the page share. Safe between threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._guard = threading.RLock()
        self._reports: dict[str, tuple[str, Report]] = {}
        self._listed: dict[str, tuple[str, Listed]] = {}
        self.rewriter = Rewriter(desk.refresh)

    def view(self, name: str) -> DeskView:
        """One audit as the page shows it. InputError where there is none."""
        with self._guard:
            opened = self._open(name)
            return DeskView(opened, self.desk.today, self._since_approval(name, opened.report))

    def _open(self, name: str) -> Opened:
        report = self._report(name)
        ledger = Ledger.of(report.document.path, self.desk.log.entries())
        profile = self.desk.profile
        return Opened(name, reviewed(report, ledger, profile, self.desk.today), ledger, profile)

    def _report(self, name: str) -> Report:
        path = self._path(name)
        stamp = _stamp(path)
        known = self._reports.get(name)
        if known is None or known[0] != stamp:
            known = (stamp, load_report(path))
            while len(self._reports) >= _KEPT:
                del self._reports[next(iter(self._reports))]
            self._reports[name] = known
        return known[1]

    def _path(self, name: str) -> Path:
        """The file of an audit: one that lies in the reports' folder, whatever a request calls it."""
        if not is_plain(name) or not is_file(path := self.desk.report_path(name)):
            raise InputError(name, "there is no such audit")
        return path

    def _since_approval(self, name: str, report: Report) -> Difference | None:
        path = self.desk.space.claims / APPROVED / f"{name}.json"
        if not path.is_file():
            return None
        try:
            return compare(load_report(path), report, "the last approval")
        except InputError:
            return None

    def decide(self, name: str, wanted: Wanted) -> Decision:
        """Take a decision; it is on disk when this returns. The reports follow."""
        self._path(name)
        entry = self.desk.decide(name, wanted)
        self.rewriter.ask(name)
        return entry

    def version(self, name: str) -> str:
        """Changes whenever something that the page of an audit shows has changed on disk."""
        report = self._path(name)
        source = self.desk.space.root / self._report(name).document.path
        files = (report, self.desk.log.path, source, self.desk.space.claims / APPROVED / f"{name}.json")
        return sha256(" ".join(_stamp(path) for path in files))[:16]

    def is_stale(self, name: str) -> bool:
        """Whether the source has changed since its audit, or is gone."""
        return self.desk.space.source_of(self._report(name).document) is None

    def documents(self) -> list[Listed]:
        """Every stored audit, by path."""
        entries = self.desk.log.entries()
        touched = {}
        for entry in entries:
            touched[entry.subject.document] = entry.hash
        found = [item for name in self.desk.names() if (item := self._listing(name, touched))]
        return sorted(found, key=lambda item: item.path)

    def _listing(self, name: str, touched: dict[str, str]) -> Listed | None:
        path = self.desk.report_path(name)
        head = _head(path)
        if head is None:
            return None
        document = head["document"]["path"]
        source = self.desk.space.root / document
        stamp = f"{_stamp(path)} {touched.get(document, '')} {self.desk.today} {_stamp(source)}"
        with self._guard:
            known = self._listed.get(name)
            if known is None or known[0] != stamp:
                known = (stamp, self._listed_anew(name, head, decided=document in touched))
                self._listed[name] = known
        return known[1]

    def _listed_anew(self, name: str, head: dict[str, Any], *, decided: bool) -> Listed:
        summary, document = head["summary"], head["document"]
        state, by, until = "draft", None, None
        if decided:  # only then does the state need the whole audit
            report = self._open(name).report
            record = report.review
            summary = report.summary.model_dump()
            if record is not None:
                state, by = record.state, record.approved_by
                until = record.re_approval.isoformat() if record.re_approval else None
        return Listed(
            name=name,
            path=document["path"],
            title=document.get("title") or document["path"],
            audited=head["run"]["started"],
            counts={severity: int(summary[severity]) for severity in ("critical", "major", "minor", "info")},
            unverified=int(summary["unverified"]),
            state=state,
            by=by,
            until=until,
            stale=not self._is_current(document),
        )

    def _is_current(self, document: dict[str, Any]) -> bool:
        try:
            data = (self.desk.space.root / document["path"]).read_bytes()
        except OSError:
            return False
        return sha256(data) == document.get("sha256")


def is_plain(name: str) -> bool:
    """Whether a request names a file of a folder, and leads nowhere else."""
    return not set(name) & {"/", "\\", "\0"} and not name.startswith(".")


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "-"
    return f"{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}"


def _head(path: Path) -> dict[str, Any] | None:
    """What stands at the beginning of a stored audit: its run, document and summary, without loading the rest."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_HEAD).decode("utf-8", "replace")
        found: dict[str, Any] = {}
        decoder = json.JSONDecoder()
        for name in ("run", "document", "summary"):
            place = re.search(rf'"{name}":\s*(?=\{{)', text)
            if place is None:
                return None
            found[name], _ = decoder.raw_decode(text, place.end())
        _ = found["document"]["path"], found["run"]["started"], found["summary"]["unverified"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found
