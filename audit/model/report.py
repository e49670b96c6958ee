"""The stored audit: the JSON that everything else is drawn from."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from audit.model.finding import Finding
from audit.model.reference import Reference, VerifiedReference
from audit.model.review import BoundWaiver, ReviewRecord, Waiver
from audit.model.statement import Statement
from audit.model.support import ClaimSupport

EXTRACTION_SCHEMA: Final = "claim-audit/extraction/1"
CLAIMS_SCHEMA: Final = "claim-audit/claims/1"
REPORT_SCHEMA: Final = "claim-audit/report/1"


class _Stored(BaseModel):
    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class DocumentInfo(BaseModel):
    """What identifies the source of an audit. `notes` are the reader's remarks."""

    path: str
    title: str = ""
    media_type: str = "text/plain"
    sha256: str = ""
    language: str = "en"
    notes: list[str] = Field(default_factory=list)


class Extraction(_Stored):
    """`claim-audit extract`: statements and references of one source, with what can be told without a network."""

    schema_: Literal["claim-audit/extraction/1"] = Field(default=EXTRACTION_SCHEMA, alias="schema")
    document: DocumentInfo
    statements: list[Statement]
    references: list[Reference]
    findings: list[Finding]


class ClaimFile(_Stored):
    """`claims/NAME.json`: the claim store's file for one document.

    waivers: what the waivers in the source's comments were given for, as it was when they were first seen.
    """

    schema_: Literal["claim-audit/claims/1"] = Field(default=CLAIMS_SCHEMA, alias="schema")
    document: DocumentInfo
    statements: list[Statement]
    waivers: list[BoundWaiver] = Field(default_factory=list)


class CheckedReference(VerifiedReference):
    """A reference that stands in no document, as `references verify` prints it: verified, with what was found."""

    findings: list[Finding] = Field(default_factory=list)


class Tool(BaseModel):
    """What wrote the report."""

    name: str = "claim-audit"
    version: str


class Run(BaseModel):
    """When and how the audit was computed. Times are UTC, ISO 8601. Nothing else in a report depends on the clock."""

    started: str
    finished: str
    offline: bool = False
    profile: str = "core"
    settings_sha256: str = ""


class Reconciliation(BaseModel):
    """Every statement read, in exactly one drawer: the sum of the others is `statements`."""

    statements: int = 0
    cited: int = 0
    covered: int = 0
    waived: int = 0
    flagged: int = 0
    not_needed: int = 0


class Summary(BaseModel):
    """verdict: `clean`, `findings` (something at or above `fail_on`) or `incomplete` (something was not checked)."""

    verdict: Literal["clean", "findings", "incomplete"]
    sentence: str
    fail_on: str = "major"
    critical: int = 0
    major: int = 0
    minor: int = 0
    info: int = 0
    waived: int = 0
    statements: int = 0
    references: int = 0
    references_by_status: dict[str, int] = Field(default_factory=dict)
    unverified: int = 0


class Unverified(BaseModel):
    """Something that could not be checked, with the reason: shown apart, never counted as right or wrong."""

    reference_key: str | None = None
    label: str | None = None
    what: str
    reason: str


class Changes(BaseModel):
    """How this audit differs from an earlier one of the same document.

    against: what it was compared with, in words. added, changed: ids of statements. removed: texts of statements that
    are gone. new_findings: fingerprints. fixed_findings: one line each, for people. reshaped: splits and mergers, a
    sentence each.
    """

    against: str
    added: list[str] = Field(default_factory=list)
    changed: list[str] = Field(default_factory=list)
    removed: list[str] = Field(default_factory=list)
    new_findings: list[str] = Field(default_factory=list)
    fixed_findings: list[str] = Field(default_factory=list)
    reshaped: list[str] = Field(default_factory=list)


class Report(_Stored):
    """`reports/NAME.json`: the audit of one document. `text` is the audited plain text, so that every other format
    (the annotated source among them) can be drawn from the report alone.

    support: what the sources say of the claims that were checked. changes: only where an earlier audit was compared.
    waivers: all that were given, with what became of them. review: only where something was decided.
    """

    schema_: Literal["claim-audit/report/1"] = Field(default=REPORT_SCHEMA, alias="schema")
    tool: Tool
    run: Run
    document: DocumentInfo
    summary: Summary
    reconciliation: Reconciliation
    statements: list[Statement]
    references: list[VerifiedReference]
    findings: list[Finding]
    unverified: list[Unverified]
    text: str = ""
    support: list[ClaimSupport] = Field(default_factory=list)
    changes: Changes | None = None
    waivers: list[Waiver] = Field(default_factory=list)
    review: ReviewRecord | None = None
