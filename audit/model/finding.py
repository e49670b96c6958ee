"""Findings: what is wrong, where, why, and what to do."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from audit.model.reference import Evidence

Severity = Literal["critical", "major", "minor", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor", "info")


class Location(BaseModel):
    """Characters `start` to `end` of the document at `path`; line and column from 1.

    place: where that stood in the source file, as its reader names it (`page 3`, `paragraph 12`, an element path).
    """

    path: str
    line: int = 0
    column: int = 0
    start: int = 0
    end: int = 0
    place: str | None = None


class WaiverInfo(BaseModel):
    """Who waived a finding, why, until when. origin: an entry of the log (`sequence`), or a comment in the source."""

    owner: str
    reason: str
    until: date
    role: str = ""
    origin: Literal["log", "source"] = "log"
    sequence: int | None = None
    given_at: str | None = None


class Finding(BaseModel):
    """One problem. `fingerprint` stays the same while the text and the problem do, wherever they move.

    waived: it is shown, but does not count, because of `waiver`.
    """

    code: str
    name: str
    severity: Severity
    message: str
    statement_id: str | None = None
    reference_key: str | None = None
    location: Location
    evidence: list[Evidence] = Field(default_factory=list)
    suggestion: str | None = None
    fingerprint: str = ""
    waived: bool = False
    waiver: WaiverInfo | None = None
