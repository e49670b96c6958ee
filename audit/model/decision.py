"""Decisions of reviewers: entries of an append-only log, each bound to the one before it by its hash.

Nothing is overwritten: a later entry supersedes an earlier one. `hash` is the SHA-256 of the entry as it stands in its
line, without `hash` and `signature`, as canonical JSON (RFC 8785); `previous` is the hash of the entry before, 64 zeros
for the first. A field that says nothing is left out of the line, so that new fields leave old hashes as they are.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

LOG_SCHEMA: Final = "claim-audit/log/1"
FIRST: Final = "0" * 64

Action = Literal[
    "approve", "fix-required", "reject", "comment", "waive", "undo", "submit", "sign", "anchor", "expire", "baseline"
]
SubjectType = Literal["claim", "finding", "reference", "document"]
State = Literal["draft", "in review", "approved", "rejected", "in re-approval", "expired"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Actor(_Frozen):
    """Who decided: the Git identity, or what the user gave. The tool does not prove it; a signature does."""

    name: str
    email: str = ""
    role: str = ""


class Subject(_Frozen):
    """What was decided on. id: a claim id, a finding's fingerprint, a citation key; "" for the document itself.

    code: the rule, for findings; claim, reference: what the finding is about, by which it is known again when its
    words change. text: the words decided on, so that the log can be read by itself.
    """

    type: SubjectType
    document: str
    id: str = ""
    code: str | None = None
    claim: str | None = None
    reference: str | None = None
    text: str = ""


class Hashes(_Frozen):
    """What the decision rests on: it is void when any of these is no longer what it was. SHA-256, hex."""

    claim_text: str | None = None
    evidence: str | None = None
    source: str | None = None
    report: str | None = None


class Decision(_Frozen):
    """One entry of `claims/decisions.jsonl`.

    old, new: the state or value before and after. until: when a waiver or an approval ends. supersedes: the `sequence`
    of the entry that this one undoes. meaning: what a signature means ("medical approval"). quote, page: an anchor.
    """

    schema_: Literal["claim-audit/log/1"] = Field(default=LOG_SCHEMA, alias="schema")
    sequence: int
    time: str
    actor: Actor
    action: Action
    subject: Subject
    old: str | None = None
    new: str | None = None
    reason: str | None = None
    until: date | None = None
    meaning: str | None = None
    quote: str | None = None
    page: str | None = None
    hashes: Hashes = Field(default_factory=Hashes)
    supersedes: int | None = None
    previous: str = FIRST
    hash: str = ""
    signature: str | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)
