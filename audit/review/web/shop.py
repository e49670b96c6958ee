"""The open audits of a workspace: loaded once, loaded again when their files change."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from audit.errors import InputError
from audit.files import sha256
from audit.model import Decision, Report
from audit.review.applying import reviewed
from audit.review.comparing import Difference, compare
from audit.review.deciding import Opened, Wanted
from audit.review.desk import APPROVED, Desk
from audit.review.ledger import Ledger
from audit.review.log import Sign
from audit.review.web.items import DeskView
from audit.review.web.listing import Listed, Listings, stamp_of
from audit.review.web.rewriting import Rewriter
from audit.stored import load_report

_KEPT: Final = 40  # audits held in memory


class Shop:
    """What the handlers of the page share. Safe between threads."""

    def __init__(self, desk: Desk, sign: Sign | None = None) -> None:
        self.desk, self._sign = desk, sign
        self._guard = threading.RLock()
        self._reports: dict[str, tuple[str, Report]] = {}
        self._listings = Listings(desk, lambda name: self._open(name).report)
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
        stamp = stamp_of(path)
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

    def documents(self) -> list[Listed]:
        """Every stored audit, by path."""
        with self._guard:
            return self._listings.all()

    def decide(self, name: str, wanted: Wanted) -> Decision:
        """Take a decision; it is on disk when this returns. The reports follow."""
        self._path(name)
        entry = self.desk.decide(name, wanted, sign=self._sign)
        self.rewriter.ask(name)
        return entry

    def version(self, name: str) -> str:
        """Changes whenever something that the page of an audit shows has changed on disk."""
        report = self._path(name)
        source = self.desk.space.root / self._report(name).document.path
        files = (report, self.desk.log.path, source, self.desk.space.claims / APPROVED / f"{name}.json")
        return sha256(" ".join(stamp_of(path) for path in files))[:16]

    def is_stale(self, name: str) -> bool:
        """Whether the source has changed since its audit, or is gone."""
        return self.desk.space.source_of(self._report(name).document) is None


def is_plain(name: str) -> bool:
    """Whether a request names a file of a folder, and leads nowhere else."""
    return not set(name) & {"/", "\\", "\0"} and not name.startswith(".")


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False
