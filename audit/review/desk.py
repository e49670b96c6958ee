"""The desk: opens an audit with everything that was decided on it, takes decisions, and keeps the reports current.

The command line and the review page both decide through it, so that the same rules hold for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from audit.checks import Profile, load_profile
from audit.files import write_if_changed
from audit.locks import locked
from audit.model import Decision, Report
from audit.review.applying import reviewed
from audit.review.deciding import DecisionError, Opened, Wanted, checked
from audit.review.ledger import Ledger
from audit.review.log import DecisionLog, Sign, utc
from audit.review.people import authors
from audit.stored import load_report
from audit.workspace import Workspace

APPROVED: Final = "approved"
"""The folder of the claim store that holds each document's audit as it was last approved."""


class Desk:
    """The review of one workspace. `clock` gives the time in UTC."""

    def __init__(self, space: Workspace, clock: Callable[[], datetime]) -> None:
        self.space, self.clock = space, clock
        self.log = DecisionLog.inside(space.claims)

    @property
    def today(self) -> date:
        """The day that waivers and approvals count from."""
        return self.clock().date()

    @cached_property
    def profile(self) -> Profile:
        """The profile that says when a document may be approved."""
        return load_profile(self.space.settings.profile, self.space.root)

    def names(self) -> list[str]:
        """The NAME of every stored audit."""
        return sorted(path.stem for path in self.space.reports.glob("*.json"))

    def report_path(self, name: str) -> Path:
        """Where an audit is stored."""
        return self.space.reports / f"{name}.json"

    def open(self, name: str) -> Opened:
        """An audit by its NAME, with what was decided. InputError where there is none."""
        return self._opened(name, load_report(self.report_path(name)), self.log.entries())

    def _opened(self, name: str, report: Report, entries: Sequence[Decision]) -> Opened:
        ledger = Ledger.of(report.document.path, entries)
        return Opened(name, reviewed(report, ledger, self.profile, self.today), ledger, self.profile)

    def decide(self, name: str, wanted: Wanted, *, sign: Sign | None = None) -> Decision:
        """Take a decision on something in the audit NAME: checked, bound to what it rests on, and on disk.

        Raises DecisionError where the rules do not allow it. The reports are not written: `refresh` does that.
        """
        stored = load_report(self.report_path(name))
        if wanted.action in ("approve", "sign") and wanted.subject.type == "document":
            self._must_be_current(stored)
        wrote = authors(self.space.root, stored.document.path) if wanted.action == "approve" else []

        def make(entries: list[Decision]) -> list[Decision]:
            opened = self._opened(name, stored, entries)
            entry = checked(opened, wanted, utc(self.clock()), self.today, wrote)
            if entry.action == "approve" and entry.subject.type == "document":
                self._keep_approved(name, opened.report)
            return [entry]

        return self.log.record(make, sign=sign)[0]

    def _must_be_current(self, report: Report) -> None:
        if self.space.source_of(report.document) is None:
            raise DecisionError(
                f"{report.document.path} has changed since its audit, or is not here: `claim-audit run` first"
            )

    def _keep_approved(self, name: str, report: Report) -> None:
        """The audit as it was approved: what `claim-audit diff` compares with."""
        from audit.reports import render

        write_if_changed(self.space.claims / APPROVED / f"{name}.json", render(report, "json"))

    def refresh(self, name: str) -> list[Path]:
        """Write the stored reports of an audit again, with everything that was decided. Returns what changed."""
        from audit.reports import FORMATS, extension, render

        path = self.report_path(name)
        changed = []
        with locked(path):
            report = self.open(name).report
            source = self.space.source_of(report.document)
            for format_name in FORMATS:
                file = path.with_name(name + extension(format_name))
                if file.is_file() and write_if_changed(file, render(report, format_name, source=source)):
                    changed.append(file)
        return changed
