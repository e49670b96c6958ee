"""Reports are written again behind the reviewer's back."""

from __future__ import annotations

import threading

from audit.errors import InputError
from audit.review.web.rewriting import Rewriter


def test_many_decisions_in_a_row_are_one_writing_and_none_is_forgotten() -> None:
    begun, go_on = threading.Event(), threading.Event()
    written: list[str] = []

    def write(name: str) -> None:
        begun.set()
        go_on.wait(10)
        written.append(name)

    rewriter = Rewriter(write)
    rewriter.ask("a")
    assert begun.wait(10)
    for name in ("a", "b", "a", "a"):  # asked for in the middle of a writing: it may have read the log before
        rewriter.ask(name)
    go_on.set()
    rewriter.finish()
    assert written == ["a", "a", "b"]


def test_what_hinders_a_writing_is_told_until_one_succeeds() -> None:
    troubles = [InputError("reports/a.json", "is damaged"), PermissionError(13, "Permission denied", "reports/a.html")]

    def write(name: str) -> None:
        if troubles:
            raise troubles.pop(0)

    rewriter = Rewriter(write)
    for words in ("is damaged", "Permission denied", None):
        rewriter.ask("a")
        rewriter.finish()
        assert (rewriter.trouble and words in rewriter.trouble) if words else rewriter.trouble is None
    Rewriter(write).finish()
