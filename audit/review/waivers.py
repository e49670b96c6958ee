"""Waivers: which of them hold, which findings they waive, and what is wrong with the others (WVR001, WVR002).

A waiver is bound to a rule, to the words of a claim or reference, and to the evidence. It never takes a finding away:
the finding stays in the report, marked, with who waived it, why, and until when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.model import BoundWaiver, Finding, Hashes, Report, Waiver, WaiverInfo
from audit.review.binding import Bindings
from audit.review.comments import Place, PlacedComment
from audit.review.ledger import Ledger

UNUSED, VOID = "WVR001", "WVR002"


@dataclass(frozen=True, slots=True)
class Given:
    """A waiver as it was given, and what it was bound to. `places`: of a comment that is seen for the first time."""

    waiver: Waiver
    hashes: Hashes
    places: tuple[Place, ...] = ()

    @property
    def anchor(self) -> tuple[str, str | None, str | None]:
        """The rule, and the claim or reference."""
        return self.waiver.code, self.waiver.statement_id, self.waiver.reference_key


def from_log(ledger: Ledger) -> list[Given]:
    """The waivers in force by the log."""
    given = []
    for entry in ledger.standing:
        subject = entry.subject
        if entry.action == "waive" and subject.code:
            waiver = Waiver(
                code=subject.code,
                owner=entry.actor.name,
                role=entry.actor.role,
                reason=entry.reason or "",
                until=entry.until,
                origin="log",
                sequence=entry.sequence,
                given_at=entry.time,
                statement_id=subject.claim,
                reference_key=subject.reference,
                fingerprint=subject.id,
                text=subject.text,
            )
            given.append(Given(waiver, entry.hashes))
    return given


def from_comments(
    placed: Sequence[PlacedComment], bound: Sequence[BoundWaiver], known: Iterable[str], today: date
) -> list[Given]:
    """The waivers in the source's comments. What they were given for is remembered in `bound`; a comment that is not
    there is new, and is given for what it stands at. known: the codes of all rules."""
    rules = set(known)
    left = list(bound)
    given = []
    for item in placed:
        comment = item.comment
        for code in comment.codes or [""]:
            problem = comment.problem
            if problem is None and code not in rules:
                problem = f"there is no rule {code}"
            held = None if problem else _take(left, comment.comment_sha256, code, item.places)
            waiver = Waiver(
                code=code,
                owner=comment.owner,
                reason=comment.reason,
                until=comment.until,
                origin="source",
                line=comment.line,
                given_at=held.first_seen if held else today.isoformat(),
                statement_id=held.statement_id if held else None,
                reference_key=held.reference_key if held else None,
                text=held.text if held else "",
                state="invalid" if problem else "active",
                why=problem or "",
                bound=held
                or BoundWaiver(comment_sha256=comment.comment_sha256, code=code, first_seen=today.isoformat()),
            )
            given.append(Given(waiver, _hashes(held), () if held else item.places))
    return given


def _take(left: list[BoundWaiver], digest: str, code: str, places: Sequence[Place]) -> BoundWaiver | None:
    """What a comment was bound to. Of several comments in the same words each gets its own."""
    alike = [item for item in left if item.comment_sha256 == digest and item.code == code]
    if not alike:
        return None
    near = {place.identity for place in places}
    best = next((item for item in alike if (item.statement_id or item.reference_key) in near), alike[0])
    left.remove(best)
    return best


def from_report(report: Report) -> list[Given]:
    """The waivers in the source's comments as the stored report knows them."""
    return [
        Given(waiver.model_copy(update={"state": "invalid" if waiver.state == "invalid" else "active"}),
              _hashes(waiver.bound))
        for waiver in report.waivers
        if waiver.origin == "source"
    ]  # fmt: skip


def _hashes(bound: BoundWaiver | None) -> Hashes:
    return Hashes(claim_text=bound.claim_sha256, evidence=bound.evidence_sha256) if bound else Hashes()


def settle(report: Report, ledger: Ledger, given: Iterable[Given], today: date) -> tuple[list[Finding], list[Waiver]]:
    """All findings, those that are waived marked so; and all waivers, each with its state."""
    return _Settling(report, ledger, today).settle(given)


class _Settling:
    """Puts waivers to the findings of one audit."""

    def __init__(self, report: Report, ledger: Ledger, today: date) -> None:
        self._bindings = Bindings(report)
        self._findings = [finding for finding in report.findings if finding.code not in (UNUSED, VOID)]
        self._by_print = {finding.fingerprint: finding for finding in self._findings}
        self._ledger, self._today = ledger, today

    def settle(self, given: Iterable[Given]) -> tuple[list[Finding], list[Waiver]]:
        waived: dict[str, WaiverInfo] = {}
        settled: list[Waiver] = []
        for item in given:
            if self._is_superseded(item):
                continue
            bound, fitting, near = self._matched(item, waived)
            settled.append(self._judged(bound, fitting, near))
            if settled[-1].state == "active":
                for finding in fitting:
                    waived.setdefault(finding.fingerprint, _info(settled[-1]))
        return [_marked(finding, waived) for finding in self._findings], settled

    def _is_superseded(self, item: Given) -> bool:
        """A waiver of a finding that is gone gives way to a later decision on the same rule and claim."""
        waiver = item.waiver
        if waiver.origin != "log" or waiver.fingerprint in self._by_print:
            return False
        return any(
            entry.subject.type == "finding"
            and entry.sequence > (waiver.sequence or 0)
            and (entry.subject.code, entry.subject.claim, entry.subject.reference) == item.anchor
            for entry in self._ledger.standing
        )

    def _matched(self, item: Given, waived: Mapping[str, object]) -> tuple[Given, list[Finding], list[Finding]]:
        """The waiver, bound; the findings it fits word for word; those that it may have been given for."""
        if item.places:
            return self._first_seen(item)
        same = [finding for finding in self._findings if self._is_about(item, finding)]
        fitting = [f for f in same if self._bindings.finding(f).claim_text == item.hashes.claim_text]
        if item.waiver.origin == "log":
            exact = [finding for finding in fitting if finding.fingerprint == item.waiver.fingerprint]
            spare = [finding for finding in fitting if finding.fingerprint not in waived]
            fitting = exact or (spare if len(spare) == 1 else [])
        return item, fitting, same

    def _is_about(self, item: Given, finding: Finding) -> bool:
        waiver = item.waiver
        if finding.code != waiver.code:
            return False
        if waiver.statement_id:
            others = {waiver.reference_key, finding.reference_key} - {None}
            return finding.statement_id == waiver.statement_id and len(others) < 2
        if waiver.reference_key:
            return finding.reference_key == waiver.reference_key and finding.statement_id is None
        if waiver.fingerprint:
            return finding.fingerprint == waiver.fingerprint
        return self._bindings.finding(finding).claim_text == item.hashes.claim_text

    def _first_seen(self, item: Given) -> tuple[Given, list[Finding], list[Finding]]:
        """Bind a new comment to the first place near it that has such a finding; else to the first place."""
        candidates = [finding for finding in self._findings if finding.code == item.waiver.code]
        for place in item.places:
            found = [finding for finding in candidates if _is_at(finding, place)]
            if found:
                return self._bound(item, place, found[0]), found, found
        nowhere = [f for f in candidates if f.statement_id is None and f.reference_key is None and not f.location.end]
        if nowhere:
            return self._bound(item, None, nowhere[0]), nowhere[:1], nowhere
        return self._bound(item, item.places[0], None), [], []

    def _bound(self, item: Given, place: Place | None, finding: Finding | None) -> Given:
        waiver, statement = item.waiver, None
        key = place.identity if place and place.is_reference else None
        if place and not place.is_reference:
            statement = self._bindings.statements[place.identity]
        if finding is not None:
            hashes, words = self._bindings.finding(finding), self._bindings.words_of(finding)
        elif statement is not None:
            hashes, words = self._bindings.claim(statement), statement.text
        else:
            entries = self._bindings.references.get(key or "", [])
            hashes, words = self._bindings.reference(key or ""), entries[0].raw if entries else ""
        bound = (waiver.bound or BoundWaiver(comment_sha256="", code=waiver.code)).model_copy(
            update={
                "statement_id": statement.id if statement else None,
                "reference_key": key,
                "claim_sha256": hashes.claim_text,
                "evidence_sha256": hashes.evidence,
                "text": words,
            }
        )
        changes = {"bound": bound, "statement_id": bound.statement_id, "reference_key": key, "text": words}
        return Given(waiver.model_copy(update=changes), hashes)

    def _judged(self, item: Given, fitting: Sequence[Finding], near: Sequence[Finding]) -> Waiver:
        waiver = item.waiver
        update: dict[str, object] = {}
        if waiver.state == "invalid":
            return waiver.model_copy(update=update)
        changed = self._changed(item, fitting[0]) if fitting else None
        if not near and not self._still_there(waiver):
            update |= {"state": "unused", "why": "what it was given for is no longer in the text"}
        elif not near:
            update |= {"state": "unused", "why": f"there is no such finding ({waiver.code}) any more"}
        elif not fitting:
            update |= {"state": "void", "why": "the words have changed since"}
        elif changed:
            update |= {"state": "void", "why": changed}
        elif waiver.until is not None and waiver.until < self._today:
            update |= {"state": "expired", "why": f"it ended on {waiver.until.isoformat()}"}
        else:
            update |= {"state": "active", "why": ""}
        return waiver.model_copy(update=update)

    def _changed(self, item: Given, finding: Finding) -> str | None:
        keys = [finding.reference_key] if finding.reference_key else []
        statement = self._bindings.statements.get(finding.statement_id or "")
        if not keys and statement:
            keys = list(self._bindings.keys_of(statement))
        return self._bindings.changed(item.hashes, self._bindings.finding(finding), [key for key in keys if key])

    def _still_there(self, waiver: Waiver) -> bool:
        if waiver.statement_id:
            return waiver.statement_id in self._bindings.statements
        if waiver.reference_key:
            return waiver.reference_key in self._bindings.references
        return True


def _is_at(finding: Finding, place: Place) -> bool:
    if place.is_reference:
        return finding.reference_key == place.identity
    if finding.statement_id is not None:
        return finding.statement_id == place.identity
    return finding.location.end > finding.location.start and place.start <= finding.location.start < place.end


def _marked(finding: Finding, waived: Mapping[str, WaiverInfo]) -> Finding:
    info = waived.get(finding.fingerprint)
    return finding.model_copy(update={"waived": info is not None, "waiver": info})


def _info(waiver: Waiver) -> WaiverInfo:
    return WaiverInfo(
        owner=waiver.owner or "not named (a comment in the source)",
        role=waiver.role,
        reason=waiver.reason,
        until=waiver.until or date.max,
        origin=waiver.origin,
        sequence=waiver.sequence,
        given_at=waiver.given_at,
    )
