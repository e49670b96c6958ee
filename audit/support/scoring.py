"""From what was found to a verdict and a score. The weights are set by hand; each says what a reviewer would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from audit.model import ConceptDifference, NumberCheck, SupportStatus
from audit.support.records import TableReading
from audit.support.stance import Stance

SUPPORTED: Final = 0.6
"""Coverage of the claim's content words by one passage, from which the claim can be called supported."""

PARTLY: Final = 0.35

AGREED: Final = 0.3
"""How much better the best agreeing sentence must be than the best opposing one, for a claim that something changes."""

VERBATIM: Final = 0.9

_CENTRE: Final = 0.5
_COVERAGE: Final = 0.1
_BALANCE: Final = 0.2
_MARGIN: Final = 0.25
_DENIAL: Final = 0.15
_MISSING: Final = 0.1
_DIFFERENCE: Final = 0.05
_RECORD: Final = 0.05
_TABLE_SURE: Final = 0.85


@dataclass(frozen=True, slots=True)
class Findings:
    """All that speaks for or against a claim. coverage: of the best passage, 0 to 1. whole: the full text was read."""

    coverage: float
    stance: Stance
    numbers: Sequence[NumberCheck]
    differences: Sequence[ConceptDifference]
    whole: bool
    tables: TableReading = field(default_factory=TableReading)

    @property
    def missing(self) -> list[NumberCheck]:
        """The numbers that the source does not have, or not in this context."""
        return [check for check in self.numbers if check.status in ("not-in-source", "elsewhere")]


def score(found: Findings) -> float:
    """0 to 1. Orders claims by how well they are supported; it is no probability."""
    value = _CENTRE + _COVERAGE * (found.coverage - 0.5)
    value += _BALANCE * found.stance.balance + _MARGIN * found.stance.margin
    value -= _DENIAL * (found.stance.negation > 0)
    if found.numbers:
        value -= _MISSING * len(found.missing) / len(found.numbers)
    value -= _DIFFERENCE * min(2, len(found.differences))
    value *= 0.6 + 0.4 * min(1.0, found.coverage / SUPPORTED)
    if found.tables.record:  # likeness to the lines of a record says nothing (measured); its tables do
        value = _RECORD * value + (1 - _RECORD) * (_CENTRE + 0.5 * found.tables.balance)
    if found.stance.plain:
        value = min(value, 0.15)
    return min(1.0, max(0.0, value))


def verdict(found: Findings) -> SupportStatus:
    """`not-found` says only that it does not stand in the text that was read."""
    if found.stance.plain:
        return "contradicted"
    if found.coverage < PARTLY and not found.tables.checks:
        return "not-found"
    if found.tables.checks:
        return "supported" if found.tables.balance >= _TABLE_SURE else "partly"
    whole = found.coverage >= SUPPORTED and not found.missing and not found.differences
    return "supported" if whole and _agrees(found) else "partly"


def _agrees(found: Findings) -> bool:
    """Nothing speaks against it; a change that the claim states, the source states too, or has the claim's words."""
    stance = found.stance
    if stance.balance < 0 or stance.margin < 0 or stance.negation > 0:
        return False
    return not stance.directed or stance.margin >= AGREED or found.coverage >= VERBATIM
