"""The errors that a user can mend. Each names the file, the place in it where known, and what to do.

The command line prints them in one line and ends with exit code 2: nothing was audited, nothing is half written.
"""

from __future__ import annotations


class ClaimAuditError(Exception):
    """Base of all errors that are shown to the user as a message, never as a traceback."""


class InputError(ClaimAuditError):
    """A source, a settings file or another input cannot be used.

    path: the file as its user names it. line: from 1, where known. hint: the next step.
    """

    def __init__(self, path: str, message: str, *, line: int | None = None, hint: str | None = None) -> None:
        self.path, self.message, self.line, self.hint = path, message, line, hint
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {message}" + (f" ({hint})" if hint else ""))


class MissingExtraError(ClaimAuditError):
    """A feature needs an optional package that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f'{feature} needs an extra that is not installed: pip install "claim-audit[{extra}]"')
