"""The log of decisions, folded to what is in force for one document. Pure: entries in, standing decisions out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from audit.model import Action, Decision, Subject

LASTING: Final[frozenset[Action]] = frozenset({"comment", "sign", "anchor", "baseline"})
"""Actions that stand beside each other; of all others the last one on a subject counts."""

WORDS: Final[dict[Action, str]] = {
    "approve": "approved",
    "fix-required": "fix required",
    "reject": "rejected",
    "comment": "commented",
    "waive": "waived",
    "undo": "undone",
    "submit": "submitted",
    "sign": "signed",
    "anchor": "anchored",
    "expire": "expired",
    "baseline": "baseline",
}


@dataclass(frozen=True)
class Ledger:
    """The entries of the log on one document, in order."""

    document: str
    entries: tuple[Decision, ...]

    @classmethod
    def of(cls, document: str, entries: Iterable[Decision]) -> Ledger:
        """The ledger of a document, from the entries of the whole log."""
        return cls(document, tuple(entry for entry in entries if entry.subject.document == document))

    @cached_property
    def undone(self) -> frozenset[int]:
        """Numbers of entries that were undone; undoing an undo brings its entry back."""
        gone: set[int] = set()
        for entry in reversed(self.entries):
            if entry.action == "undo" and entry.supersedes is not None and entry.sequence not in gone:
                gone.add(entry.supersedes)
        return frozenset(gone)

    @cached_property
    def standing(self) -> tuple[Decision, ...]:
        """What was neither undone nor superseded, in order."""
        last: dict[tuple[str | None, ...], int] = {}
        alive = [entry for entry in self.entries if entry.sequence not in self.undone and entry.action != "undo"]
        for entry in alive:
            if entry.action not in LASTING:
                last[_key(entry.subject)] = entry.sequence
        return tuple(entry for entry in alive if entry.action in LASTING or last[_key(entry.subject)] == entry.sequence)

    @cached_property
    def effective(self) -> tuple[Decision, ...]:
        """What was not undone, in order: superseded decisions too."""
        return tuple(entry for entry in self.entries if entry.sequence not in self.undone and entry.action != "undo")

    def on(self, subject: Subject) -> Decision | None:
        """The decision in force on a subject."""
        wanted = _key(subject)
        for entry in reversed(self.standing):
            if entry.action not in LASTING and _key(entry.subject) == wanted:
                return entry
        return None

    def last_to_undo(self) -> Decision | None:
        """The entry that an undo without a number takes back."""
        return self.effective[-1] if self.effective else None


def ledgers(entries: Sequence[Decision]) -> dict[str, Ledger]:
    """The ledger of every document that the log speaks of."""
    found: dict[str, list[Decision]] = {}
    for entry in entries:
        found.setdefault(entry.subject.document, []).append(entry)
    return {document: Ledger(document, tuple(own)) for document, own in found.items()}


def _key(subject: Subject) -> tuple[str | None, ...]:
    if subject.type == "finding":
        return subject.type, subject.code, subject.claim or subject.reference, subject.id
    return subject.type, subject.id
