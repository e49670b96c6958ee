"""Trial registry records as sources: their tables say things that no sentence of theirs says.

Adverse event tables and outcome tables are read. What the eligibility criteria or the interventions say of a claim is
not judged: rules for it, tried on judged pairs, did no better than chance (twice: criteria with their limits, and the
treatments, routes and doses of the arms).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.support.records import adverse, outcomes
from audit.support.records.compare import Check
from audit.support.records.reading import records

__all__ = ["Check", "TableReading", "read_tables"]


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the tables of a record say of a claim. balance: -1 to 1; 0 where they say nothing that can be compared.

    record: the source is a registry record, tables and lists rather than sentences.
    """

    balance: float = 0.0
    checks: tuple[Check, ...] = field(default=())
    record: bool = False


def read_tables(claim: str, text: str) -> TableReading:
    """One part of a claim that does not hold outweighs those that do."""
    found = records(text)
    if not found:
        return TableReading()
    checks = adverse.check(claim, found) or outcomes.check(claim, found)
    signed = [check.sure if check.holds else -check.sure for check in checks]
    if not signed:
        return TableReading(record=True)
    worst = min(signed)
    return TableReading(worst if worst < 0 else sum(signed) / len(signed), tuple(checks), record=True)
