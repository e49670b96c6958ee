"""What comes of a run over many documents."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.errors import ClaimAuditError
from audit.model import Summary
from audit.summing import Verdict

LAST_APPROVED: Final = "approved"


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be audited, and why, in words for its user."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the audits are compared with: `approved`, a report file, a folder of them, a Git revision.

    new_only: only what is new decides how the run ends.
    """

    against: str
    new_only: bool = False


@dataclass(frozen=True, slots=True)
class Audit:
    """A source that was audited. `kept`: when the stored audit, which was left as it is, found just the same.

    notes: what its user should know of what lay there before (a claim file that cannot be read). verdict: what decides
    how the run ends. compared: what changed, in a sentence, where it was compared. unchanged: nothing that the stored
    audit rests on has changed, so that it was not even read again. unchecked: the most frequent reason why something
    could not be checked.
    """

    path: str
    report: Path
    summary: Summary
    kept: str | None = None
    notes: tuple[str, ...] = ()
    verdict: Verdict = "clean"
    compared: str | None = None
    unchanged: bool = False
    unchecked: str | None = None


@dataclass(slots=True)
class Outcome:
    """What came of a run. `notes`: what its user should know of the workspace itself (a broken BibTeX entry)."""

    audits: list[Audit] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def failure(name: str, error: BaseException) -> Failure:
    """Any error as words. One that we did not foresee says so, and where it happened if that is wanted."""
    if isinstance(error, ClaimAuditError):
        return Failure(name, str(error))
    if isinstance(error, OSError):
        return Failure(name, f"{error.filename or name}: {(error.strerror or str(error)).lower()}")
    if os.environ.get("CLAIM_AUDIT_DEBUG"):
        traceback.print_exception(error)
    return Failure(name, f"{name}: internal error: {type(error).__name__}: {error} (please report it)")
