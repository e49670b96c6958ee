"""What a decision is bound to: the words of a claim and the evidence behind it, as hashes.

The evidence is what the registries and the cited texts say, not when they said it: asking again and hearing the same
voids nothing. What could not be asked this time says nothing either: then the evidence is neither the same nor changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.files import sha256
from audit.model import Finding, Hashes, Report, Statement, VerifiedReference

_RECORD = ("doi", "pmid", "title", "container", "year", "volume", "issue", "pages", "article_number")


def text_sha256(text: str) -> str:
    """The hash of a claim's words, white space folded."""
    return sha256(" ".join(text.split()))


def report_sha256(report: Report) -> str:
    """The hash of what was audited and found, without what was decided on it: what a signature names."""
    values = report.model_dump(mode="json", by_alias=True, exclude={"review", "waivers", "changes"})
    for finding in values["findings"]:
        del finding["waived"], finding["waiver"]
    for claim in values["support"]:
        for part in claim["references"]:
            del part["anchor"], part["anchor_state"]
    for part in ("summary", "reconciliation"):
        del values[part]
    values["findings"] = [finding for finding in values["findings"] if not finding["code"].startswith("WVR")]
    return _canonical(values)


def seen_mark(hashes: Hashes) -> str:
    """A short mark of what somebody looked at: another one as soon as the words or the evidence are others."""
    return sha256(hashes.model_dump_json())[:16]


@dataclass(frozen=True)
class Bindings:
    """The hashes of everything in one audit that can be decided on."""

    report: Report

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """The statements by id."""
        return {statement.id: statement for statement in self.report.statements}

    @cached_property
    def references(self) -> dict[str, list[VerifiedReference]]:
        """The references by citation key; a work that is listed twice has two."""
        found: dict[str, list[VerifiedReference]] = {}
        for reference in self.report.references:
            found.setdefault(reference.key, []).append(reference)
        return found

    @cached_property
    def _texts(self) -> dict[str, list[tuple[str, str]]]:
        """Statement id -> the texts that were read for it: citation key and SHA-256."""
        return {
            claim.statement_id: sorted(
                (part.reference_key, part.verdict.source.sha256)
                for part in claim.references
                if part.verdict.source is not None and part.verdict.source.sha256
            )
            for claim in self.report.support
        }

    def keys_of(self, statement: Statement) -> list[str]:
        """The citation keys that a statement rests on, its own and those it inherits."""
        parent = self.statements.get(statement.covered_by or "")
        return sorted({*statement.citation_keys, *(parent.citation_keys if parent else ())})

    def claim(self, statement: Statement) -> Hashes:
        """What a decision on a claim is bound to."""
        keys = self.keys_of(statement)
        facts = [self._facts(key) for key in keys]
        evidence = _canonical([facts, self._texts.get(statement.id, [])]) if keys else None
        return Hashes(claim_text=text_sha256(statement.text), evidence=evidence)

    def reference(self, key: str) -> Hashes:
        """What a decision on a reference is bound to."""
        words = " ".join(reference.raw for reference in self.references.get(key, []))
        return Hashes(claim_text=text_sha256(words), evidence=_canonical([self._facts(key)]))

    def finding(self, finding: Finding) -> Hashes:
        """What a decision on a finding is bound to: its claim and what that rests on, or its reference."""
        statement = self.statements.get(finding.statement_id or "")
        if finding.reference_key and finding.reference_key in self.references:
            reference = self.reference(finding.reference_key)
            words = text_sha256(statement.text) if statement else reference.claim_text
            return Hashes(claim_text=words, evidence=reference.evidence)
        if statement:
            return self.claim(statement)
        return Hashes(claim_text=text_sha256(self.words_of(finding)))

    def document(self) -> Hashes:
        """What a decision on the whole document is bound to."""
        facts = [self._facts(key) for key in sorted(self.references)]
        texts = sorted(self._texts.items())
        return Hashes(
            source=self.report.document.sha256,
            evidence=_canonical([facts, texts]),
            report=report_sha256(self.report),
        )

    def anchor(self, statement: Statement, key: str) -> Hashes:
        """What an anchor is bound to: the claim's words and the text of the cited work that was read for it."""
        read = dict(self._texts.get(statement.id, []))
        return Hashes(claim_text=text_sha256(statement.text), evidence=read.get(key))

    def words_of(self, finding: Finding) -> str:
        """The words that a finding is about."""
        statement = self.statements.get(finding.statement_id or "")
        if statement:
            return statement.text
        for reference in self.references.get(finding.reference_key or "", []):
            return reference.raw
        return " ".join(self.report.text[finding.location.start : finding.location.end].split())

    def unknown(self, keys: Iterable[str]) -> bool:
        """Whether one of these references could not be checked this time."""
        return any(
            reference.verification.status == "unverified" for key in keys for reference in self.references.get(key, ())
        )

    def changed(self, held: Hashes, now: Hashes, keys: Sequence[str]) -> str | None:
        """What changed since a decision was bound to `held`, in a sentence; None where it still holds.

        keys: the references that the evidence is about.
        """
        if held.claim_text and held.claim_text != now.claim_text:
            return "the words have changed since"
        if held.source and held.source != now.source:
            return "the source has changed since"
        if held.evidence and held.evidence != now.evidence and not self.unknown(keys):
            return "the evidence has changed since"
        return None

    def _facts(self, key: str) -> list[dict[str, Any]]:
        return [_facts(reference) for reference in self.references.get(key, [])]


def _facts(reference: VerifiedReference) -> dict[str, Any]:
    """What is known of the cited work: not when and by whom it was told, nor how well the entry is written (that is in
    its words)."""
    v = reference.verification
    return {
        "key": reference.key,
        "status": "found" if v.status in ("verified", "differs") else v.status,
        "record": {name: getattr(v.record, name) for name in _RECORD} if v.record else None,
        "updates": sorted({(u.type, u.doi or "", u.date or "") for u in v.updates}),
        "newer": sorted({(u.type, u.doi or "") for u in v.newer}),
        "notice": v.is_notice,
    }


def _canonical(value: Any) -> str:
    import rfc8785

    return sha256(rfc8785.dumps(value))
