"""What reviewers decided, in the words of a report: the state, the signatures, the decisions, the waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from audit.model import DecisionRecord, Finding, Report, SignatureRecord
from audit.reports.text import day, moment, one_line, shorten

_DONE: Final = {
    "approve": "approved", "fix-required": "a fix is required", "reject": "rejected", "comment": "remark",
    "waive": "waived", "submit": "submitted for review", "anchor": "accepted a passage as the anchor",
    "expire": "ended the approval",
}  # fmt: skip
_WORDS: Final = 160


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature. detail: its number in the log and the hash it names; void, note: as in the record."""

    who: str
    meaning: str
    when: str
    detail: str
    void: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in force, or void: who, when, what, on which words, why."""

    number: int
    who: str
    when: str
    what: str
    about: str
    reason: str
    void: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that was decided on a document. sentences: its state and what that rests on."""

    state: str
    sentences: list[str]
    signatures: list[Signed]
    decisions: list[Decided]


def review_of(report: Report) -> Review | None:
    """What was decided on the document of a report; None where nothing was."""
    record = report.review
    if record is None:
        return None
    sentences = [_sentence(text) for text in record.why]
    sentences += [f"Against an approval: {text}" for text in record.hindrances if text not in record.why]
    if record.re_approval and record.state == "approved":
        sentences.append(f"To be approved again by {day(record.re_approval.isoformat())}.")
    if record.log_fault:
        sentences.append(f"The log of decisions is broken: {_sentence(record.log_fault)}")
    return Review(
        record.state, sentences, [_signed(s) for s in record.signatures], [_decided(d) for d in record.decisions]
    )


def waiver_words(finding: Finding) -> str | None:
    """Who waived a finding, until when, and why; None where nobody did."""
    if finding.waiver is None:
        return None
    w = finding.waiver
    who = _who(w.owner or "somebody", w.role)
    return f"{who}, until {day(w.until.isoformat())}: {one_line(w.reason)}"


def _signed(record: SignatureRecord) -> Signed:
    detail = f"entry {record.sequence} of the log; SHA-256 of what was audited and found: {record.report_sha256}"
    if record.cryptographic:
        detail += "; with a cryptographic signature"
    who = _who(record.name, record.role) + (f" <{record.email}>" if record.email else "")
    return Signed(who, record.meaning, moment(record.time), detail, _void(record.void), record.note)


def _decided(record: DecisionRecord) -> Decided:
    about = "the page" if record.subject == "document" else shorten(record.text or record.id, _WORDS)
    if record.code:
        about = f"{record.code}: {about}"
    what = _DONE.get(record.action, record.action)
    if record.until:
        what += f" until {day(record.until.isoformat())}"
    reason = record.reason or (f"“{shorten(record.quote, _WORDS)}”" if record.quote else "")
    return Decided(
        record.sequence, _who(record.name, record.role), moment(record.time), what, about, reason, _void(record.void)
    )


def _who(name: str, role: str) -> str:
    return f"{name} ({role})" if role else name


def _void(why: str | None) -> str | None:
    return _sentence(f"Void: {why}") if why else None


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
