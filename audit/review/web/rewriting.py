"""Writes reports again after decisions, behind the reviewer's back: many decisions in a row, one writing."""

from __future__ import annotations

import threading
from collections.abc import Callable

from audit.errors import ClaimAuditError


class Rewriter:
    """Calls `write` for each name that was asked for, in a thread of its own, one after the other.

    trouble: what hindered the last writing; None where nothing did. The decisions themselves are in the log by then.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._change = threading.Condition()
        self._waiting: dict[str, None] = {}
        self._busy = False
        self._thread: threading.Thread | None = None
        self.trouble: str | None = None

    def ask(self, name: str) -> None:
        """Let `name` be written soon."""
        with self._change:
            self._waiting[name] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rewriter", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def finish(self) -> None:
        """Return when everything that was asked for is written."""
        with self._change:
            self._change.wait_for(lambda: not self._waiting and not self._busy)

    def _run(self) -> None:
        while True:
            with self._change:
                self._busy = False
                self._change.notify_all()
                self._change.wait_for(lambda: bool(self._waiting))
                name = next(iter(self._waiting))
                del self._waiting[name]
                self._busy = True
            try:
                self._write(name)
                self.trouble = None
            except (ClaimAuditError, OSError) as error:
                self.trouble = str(error)
