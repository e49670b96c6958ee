"""What reviewers have decided on a document: waivers, decisions, signatures, and the state that follows from them.

Computed from the log of decisions and the audit; a report carries it so that every format can show it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from audit.model.decision import Action, State, SubjectType

WaiverState = Literal["active", "unused", "void", "expired", "invalid"]


class WaiverComment(BaseModel):
    """A waiver as a comment in the source: `claim-audit: waive CODE ... reason="..." until=2027-01-01 by="..."`.

    line: of the source file, from 1. comment_sha256: of its words: a changed comment is a new waiver.
    """

    codes: list[str]
    reason: str = ""
    until: date | None = None
    owner: str = ""
    line: int = 0
    comment_sha256: str = ""
    problem: str | None = None


class BoundWaiver(BaseModel):
    """What a comment in the source was given for, as it was when it was first seen: kept in the claim store, since a
    comment cannot hold hashes itself. It is void as soon as any of them is no longer what it was."""

    comment_sha256: str
    code: str
    statement_id: str | None = None
    reference_key: str | None = None
    claim_sha256: str | None = None
    evidence_sha256: str | None = None
    first_seen: str = ""
    text: str = ""


class Waiver(BaseModel):
    """A waiver, wherever it was given, and what became of it.

    state: `active` waives a finding; `unused` matches none (WVR001); `void` (the words or the evidence changed),
    `expired` and `invalid` (no reason, no date) waive nothing any more (WVR002). why: that, in a sentence.
    text: the words that it was given for. bound: for comments in the source.
    """

    code: str
    owner: str = ""
    role: str = ""
    reason: str = ""
    until: date | None = None
    origin: Literal["log", "source"] = "log"
    sequence: int | None = None
    line: int | None = None
    given_at: str | None = None
    statement_id: str | None = None
    reference_key: str | None = None
    fingerprint: str | None = None
    text: str = ""
    state: WaiverState = "active"
    why: str = ""
    bound: BoundWaiver | None = None


class DecisionRecord(BaseModel):
    """A decision that has not been undone or superseded. void: why it no longer holds, in a sentence.

    claim, reference: what a finding, or an anchor, is about. quote, page: the passage that an anchor accepts.
    """

    sequence: int
    time: str
    name: str
    role: str = ""
    action: Action
    subject: SubjectType
    id: str = ""
    code: str | None = None
    text: str = ""
    reason: str | None = None
    until: date | None = None
    void: str | None = None
    claim: str | None = None
    reference: str | None = None
    quote: str | None = None
    page: str | None = None


class SignatureRecord(BaseModel):
    """Who signed, as what, meaning what, when, and the hash of the report that was signed.

    cryptographic: the entry carries an Ed25519 signature (`claim-audit log verify` checks it). void: why the signature
    no longer holds. note: what changed since without making it void.
    """

    sequence: int
    time: str
    name: str
    email: str = ""
    role: str = ""
    meaning: str
    report_sha256: str = ""
    cryptographic: bool = False
    void: str | None = None
    note: str | None = None


class ReviewRecord(BaseModel):
    """The state of a document and everything that was decided on it.

    why: what the state rests on, a sentence each. hindrances: what keeps it from approval. re_approval: the day by
    which it must be approved again. entries: how many entries the log has on it; last_hash: of the last of them.
    log_fault: what is wrong with the log itself, where its chain is broken.
    """

    state: State = "draft"
    why: list[str] = Field(default_factory=list)
    hindrances: list[str] = Field(default_factory=list)
    approved_by: str | None = None
    approved_at: str | None = None
    re_approval: date | None = None
    decisions: list[DecisionRecord] = Field(default_factory=list)
    signatures: list[SignatureRecord] = Field(default_factory=list)
    entries: int = 0
    last_hash: str = ""
    log_fault: str | None = None
