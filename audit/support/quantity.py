"""The model of a quantity: one number of a text, with its unit, its kind and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.support.units import Unit

Kind = Literal[
    "percentage", "p-value", "ratio", "interval", "confidence level", "dose", "duration", "age", "year", "fold",
    "fraction", "count", "measure", "label", "number",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as written at `start` to `end` of its text, unit included.

    number_start, number_end: the digits or number words alone. value: as written, thousands joined, words read.
    decimals: its digits after the point. relation: `=`, `<`, `>`, `~`. noun: the word it counts, or the label's name
    (`phase`). of: the whole in `38 of 43`, `5 per 1000`. vague: a small number in words. inherited: the unit stands at
    a later number of the same row (`5 or 15 mg`).
    """

    text: str
    start: int
    end: int
    value: float
    decimals: int
    unit: Unit | None = None
    kind: Kind = "number"
    relation: str = "="
    noun: str = ""
    of: float | None = None
    vague: bool = False
    inherited: bool = False
    number_start: int = 0
    number_end: int = 0

    @property
    def base(self) -> float:
        """The value in the base unit of its dimension."""
        return self.value * self.unit.size if self.unit else self.value

    @property
    def dimension(self) -> str:
        """The unit's dimension, empty without a unit."""
        return self.unit.dimension if self.unit else ""
