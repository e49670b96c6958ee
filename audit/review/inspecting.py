"""Inspect the log of decisions: the chain itself, and what else remembers it (Git, stored reports, signatures)."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.errors import InputError, MissingExtraError
from audit.model import Decision
from audit.review.desk import Desk
from audit.review.log import Trail
from audit.review.people import git
from audit.review.signing import SIGNERS, Signed, check, read_signers
from audit.stored import load_report


@dataclass(slots=True)
class Inspection:
    """trail: the log, up to its first fault. faults: a sentence each. notes: what is worth knowing and no fault."""

    trail: Trail
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signatures: list[Signed] = field(default_factory=list)


def inspect(desk: Desk) -> Inspection:
    """Check the chain, then hold it against what Git committed and what the stored reports say of it."""
    trail = desk.log.read()
    found = Inspection(trail)
    if trail.fault:
        found.faults.append(trail.fault.sentence)
    if trail.torn:
        found.notes.append("the last line was cut off by a kill; the next decision puts it aside")
    _against_git(desk, found)
    _against_reports(desk, found)
    _signatures(desk, found)
    return found


def _against_git(desk: Desk, found: Inspection) -> None:
    """What was committed must still be there: an append-only log only grows."""
    shown = git(desk.space.root, "show", f"HEAD:./{desk.log.path.relative_to(desk.space.root).as_posix()}")
    if not shown:
        return
    committed = [line for line in shown.split("\n") if line]
    now = desk.log.path.read_text(encoding="utf-8", errors="replace").split("\n") if desk.log.path.is_file() else []
    for number, line in enumerate(committed, start=1):
        if number > len(now) or now[number - 1].rstrip("\r") != line.rstrip("\r"):
            found.faults.append(f"line {number}: is not what was committed to Git")
            return
    found.notes.append(f"the {len(committed)} entries committed to Git are all there")


def _against_reports(desk: Desk, found: Inspection) -> None:
    """A stored report remembers the last entry on its document."""
    known = {entry.hash for entry in found.trail.entries}
    for name in desk.names():
        try:
            record = load_report(desk.report_path(name)).review
        except InputError:
            continue
        if record and record.last_hash and record.last_hash not in known:
            shown = desk.space.display(desk.report_path(name))
            found.faults.append(f"{shown} rests on an entry that is not in the log ({record.last_hash[:12]}...)")


def _signatures(desk: Desk, found: Inspection) -> None:
    signed: list[Decision] = [entry for entry in found.trail.entries if entry.signature is not None]
    if not signed:
        return
    try:
        signers = read_signers(desk.space.claims / SIGNERS)
        found.signatures = [result for entry in signed if (result := check(entry, signers))]
    except MissingExtraError as error:
        found.notes.append(str(error))
        return
    for result in found.signatures:
        if result.state == "bad":
            found.faults.append(f"entry {result.sequence}: its signature does not fit")
        elif result.state == "other person":
            found.faults.append(f"entry {result.sequence}: signed with the key of {result.signer}, not of who decided")
    unknown = sum(result.state == "unknown key" for result in found.signatures)
    if unknown:
        found.notes.append(f"{unknown} signatures are by keys that {SIGNERS} does not name")
