"""What is known of a document from before: its claims, whose ids its statements keep, and what was decided on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from audit.checks import Profile, rules
from audit.claims.identity import carry
from audit.claims.store import load_claims, write_claims
from audit.errors import InputError
from audit.model import ClaimFile, Document, Report, Statement
from audit.review.applying import reviewed
from audit.review.comments import place_comments
from audit.review.ledger import Ledger, ledgers
from audit.review.log import DecisionLog
from audit.review.waivers import from_comments


@dataclass(frozen=True, slots=True)
class Past:
    """claims: as they were stored last. ledger: what was decided. log_fault: what is wrong with the log of decisions,
    where its chain is broken; the ledger ends before it."""

    claims: ClaimFile | None = None
    ledger: Ledger = field(default_factory=lambda: Ledger("", ()))
    log_fault: str | None = None

    def carried(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements of a new reading under the ids that they had."""
        return carry(self.claims.statements, statements)[0] if self.claims else list(statements)

    def decided(
        self, report: Report, document: Document, source: bytes | None, profile: Profile, today: date
    ) -> Report:
        """The report with the waivers of the log and of the source's comments, and everything else that was decided.

        source: the file's bytes, where waivers may stand in it as comments.
        """
        if source is None and not self.ledger.entries:
            return report
        placed = place_comments(source or b"", document, report.statements, report.references)
        bound = self.claims.waivers if self.claims else []
        given = from_comments(placed, bound, [rule.code for rule in rules()], today)
        return reviewed(report, self.ledger, profile, today, from_source=given, log_fault=self.log_fault)


def pasts(claims: Path, documents: Sequence[str], shown: str = "decisions.jsonl") -> tuple[list[Past], list[str]]:
    """What was decided on each document, without its claims (`with_claims` adds them), and notes for the user.

    claims: the folder of the claim store. What stands behind a break in the chain of the log is not believed.
    """
    trail = DecisionLog.inside(claims).read()
    fault = trail.fault.sentence if trail.fault else None
    notes = [f"{shown}: {fault}; decisions from there on do not count (`claim-audit log verify`)"] if fault else []
    decided = ledgers(trail.entries)
    return [Past(None, decided.get(path) or Ledger(path, ()), fault) for path in documents], notes


def with_claims(past: Past, file: Path, document: str) -> tuple[Past, tuple[str, ...]]:
    """The past of a document with the claims stored in `file`. One that cannot be read is set aside, and told."""
    try:
        claims = load_claims(file)
    except InputError as error:
        aside = file.with_suffix(".damaged")
        file.replace(aside)
        told = (
            f"{file.name}: {error.message}; it was set aside as {aside.name}, and the claims of {document} get new ids"
        )
        return past, (told,)
    if claims is not None and claims.document.path != document:
        claims = None
    return replace(past, claims=claims), ()


def store_claims(file: Path, report: Report) -> None:
    """Write the claims of an audit, and what the waivers in its source were given for."""
    bound = [waiver.bound for waiver in report.waivers if waiver.bound and waiver.state != "invalid"]
    write_claims(file, report.document, report.statements, bound)
