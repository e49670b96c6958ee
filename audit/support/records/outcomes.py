"""Claims about outcome tables: values of arms, which arm is higher, how many patients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audit.support import terms
from audit.support.quantities import quantities
from audit.support.quantity import Quantity
from audit.support.records.compare import Check, holds, more_or_less, negated, relation_of
from audit.support.records.places import places, select, titled
from audit.support.records.reading import Group, Record

_PERCENT: Final = re.compile(r"percent|%|proportion", re.IGNORECASE)
_PEOPLE: Final = re.compile(r"participant|patient|subject|people|women", re.IGNORECASE)
_MAJORITY: Final = re.compile(r"\b(?:majority|most) (?:of )?|\bmore than half\b|\bover half\b", re.IGNORECASE)
_MINORITY: Final = re.compile(r"\b(?:minority|less than half|under half)\b", re.IGNORECASE)
_LONGEST: Final = re.compile(r"\b(?:longest|highest|maximum|at least one|no patients?|none)\b", re.IGNORECASE)
_SHORTEST: Final = re.compile(
    r"\b(?:shortest|lowest|minimum|all (?:the )?(?:patients|participants|primary))\b", re.IGNORECASE
)
_SAME_FRAME: Final = re.compile(r"\b(?P<how>same|identical|different) time ?(?:frames?|periods?)\b", re.IGNORECASE)
_FRAME: Final = re.compile(r"^time ?frame:\s*(?P<frame>.+)$", re.IGNORECASE)
_DENIES: Final = re.compile(r"\b(?:did not|do not|neither|not (?:have|achieve|experience))\b", re.IGNORECASE)
_NOBODY: Final = re.compile(
    r"\b(?:no|none|zero|not a single)\b (?:of the )?(?:\w+ )?"
    r"(?:patients?|participants?|subjects?|recorded|cases|deaths)",
    re.IGNORECASE,
)
_MEASURES: Final = re.compile(
    r"\bmeasur|\boutcome|\binvestigat|\bstud(?:y|ies) the effect|\bevaluat|\bendpoint", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an arm in its unit, and the people it is a share of."""

    value: float
    unit: str
    analysed: int | None
    low: float | None = None
    high: float | None = None

    def extreme(self, claim: str) -> float:
        """The end of the range that `longest`, `at least one` or `all` speaks of; the value itself without these."""
        if self.high is not None and _LONGEST.search(claim):
            return self.high
        if self.low is not None and _SHORTEST.search(claim):
            return self.low
        return self.value

    @property
    def percent(self) -> float | None:
        """The value as a share of the people analysed."""
        if _PERCENT.search(self.unit):
            return self.value
        if _PEOPLE.search(self.unit) and self.analysed:
            return 100 * self.value / self.analysed
        return None

    @property
    def people(self) -> float | None:
        """The value as a number of people."""
        if _PERCENT.search(self.unit):
            return self.value * self.analysed / 100 if self.analysed else None
        return self.value if _PEOPLE.search(self.unit) else None

    @property
    def told(self) -> str:
        """As the record has it."""
        return f"{self.value:g} {self.unit}"


def check(claim: str, found: list[Record]) -> list[Check]:
    """What the outcome tables say of the claim; empty where nothing can be told."""
    if not any(record.results for record in found):
        return []
    measured = _frames(claim, found) or _measure(claim, found)
    if measured:
        return measured
    where = places(claim, found)
    sides = [
        _arms(claim, found[place.trial], select(found[place.trial].results, place), bool(place.numbers))
        for place in where
    ]
    values = [[v for g in side if (v := _value(claim, g)) is not None] for side in sides]
    sign = more_or_less(claim)
    checks: list[Check] = []
    if sign or re.search(r"\btwice as\b", claim):
        checks = _versus(claim, values, sign or 1)
    if not checks:
        checks = _difference(claim, values)
    if not checks:
        checks = [c for side in values for c in _amount(claim, side)]
    return checks


def _arms(claim: str, record: Record, groups: list[Group], chosen: bool) -> list[Group]:
    """The arms that the claim names by their titles, in the claim's order; else the ones it numbers, else all."""
    if chosen:
        return groups
    named = sorted(titled(claim, groups), key=lambda pair: pair[0]) if len(groups) > 1 else []
    return [group for _, group in named] or groups


def _value(claim: str, group: Group) -> Value | None:
    """The row whose label the claim speaks of; the only row where there is one."""
    if not group.rows:
        return None
    asked = {t.stem for t in terms.words(claim)} | set(re.findall(r"[A-Z]{2,}", claim))
    best, score = group.rows[0], 0.0
    for row in group.rows:
        own = {t.stem for t in terms.content(row.label)}
        share = len(own & asked) / len(own) if own else 0.0
        if share > score:
            best, score = row, share
    if len(group.rows) > 1 and score < 0.3:
        return None
    return Value(best.value, group.unit, group.analysed, best.low, best.high)


def _versus(claim: str, values: list[list[Value]], sign: int) -> list[Check]:
    flat = [side[0] for side in values if side] if len(values) > 1 else values[0][:2] if values else []
    if len(flat) < 2:
        return []
    a, b = flat[0], flat[1]
    x, y = a.value, b.value
    if re.search(r"percent|%", claim) and a.percent is not None and b.percent is not None:
        x, y = a.percent, b.percent
    told = f"{a.told} against {b.told}"
    if re.search(r"\btwice as (?:many|long|much|high)|\bdouble\b", claim):
        return [Check(y != 0 and 1.7 <= x / y <= 2.3, 0.8, told)]
    gap = next((q for q in quantities(claim) if q.kind not in ("label", "year") and _is_gap(claim, q)), None)
    if gap:
        size = _in_unit(gap, a.unit)
        times = gap.dimension == "fold"
        difference = x / y if times and y else (x - y) * sign
        return [
            Check(
                holds(difference, size, relation_of(claim, gap.start), 0.06 * max(1.0, size)) and (x - y) * sign > 0,
                0.8,
                told,
            )
        ]
    return [Check((x - y) * sign > 0, 0.9, told)]


def _difference(claim: str, values: list[list[Value]]) -> list[Check]:
    """`Less than 3 days difference between A and B`, `a 13.2% difference`."""
    flat = [side[0] for side in values if side] if len(values) > 1 else values[0][:2] if values else []
    gap = next((q for q in quantities(claim) if re.match(r"\s*(?:\w+ )?difference", claim[q.end : q.end + 24])), None)
    if gap is None or len(flat) < 2:
        return []
    a, b = flat[0], flat[1]
    x, y = a.extreme(claim), b.extreme(claim)
    if gap.dimension == "percent" and a.percent is not None and b.percent is not None:
        x, y = a.percent, b.percent
    size = _in_unit(gap, a.unit)
    right = holds(abs(x - y), size, relation_of(claim, gap.start), 0.06 * max(1.0, size))
    return [Check(right, 0.8, f"{a.told} against {b.told}")]


def _frames(claim: str, found: list[Record]) -> list[Check]:
    """Claims that two trials were measured over the same time, or not."""
    said = _SAME_FRAME.search(claim)
    frames = [m["frame"].strip().lower() for r in found for line in r.outcome if (m := _FRAME.match(line.strip()))]
    if not said or len(found) != 2 or len(frames) != 2:
        return []
    same = frames[0] == frames[1]
    claimed = (said["how"].lower() != "different") != negated(claim[: said.start()][-60:])
    return [Check(same == claimed, 0.7, f"{frames[0]} against {frames[1]}")]


def _is_gap(claim: str, quantity: Quantity) -> bool:
    """`2 months shorter`, `5% higher`, `one more patient`."""
    return (
        re.match(
            r"\s*(?:more|higher|lower|fewer|less|longer|shorter|greater|x\b|times)",
            claim[quantity.end : quantity.end + 12],
        )
        is not None
    )


def _in_unit(quantity: Quantity, unit: str) -> float:
    if quantity.dimension == "time":
        scale = {"day": 86400.0, "week": 604800.0, "month": 365.25 * 7200, "year": 365.25 * 86400}
        for name, size in scale.items():
            if name in unit.lower():
                return quantity.base / size
    return quantity.value


def _amount(claim: str, values: list[Value]) -> list[Check]:
    checks = []
    for value in values:
        if _MAJORITY.search(claim) and value.percent is not None:
            checks.append(Check((value.percent > 50) != bool(_DENIES.search(claim)), 0.8, value.told))
        elif _MINORITY.search(claim) and value.percent is not None:
            checks.append(Check(value.percent < 50, 0.8, value.told))
        else:
            checks += _number(claim, value)
    return checks


def _number(claim: str, value: Value) -> list[Check]:
    numbers = [
        q
        for q in quantities(claim)
        if q.kind not in ("label", "year", "dose", "confidence level") and not _place(claim, q)
    ]
    time_value = re.search(r"day|week|month|year", value.unit, re.IGNORECASE)
    if _NOBODY.search(claim) and not any(q.dimension in ("time", "percent") for q in numbers) and not time_value:
        return [Check(value.value == 0, 0.7, value.told)]
    for quantity in numbers:
        relation = relation_of(claim, quantity.start)
        if quantity.dimension == "percent":
            if value.percent is None:
                continue
            deny = _DENIES.search(claim) is not None
            return [Check(holds(value.percent, quantity.value, relation, 0.6) != deny, 0.8, value.told)]
        if quantity.dimension == "time":
            if not time_value:
                continue
            nobody = re.search(r"\b(?:no|none of the) (?:patients|participants)\b", claim, re.IGNORECASE) is not None
            have = value.extreme(claim)
            return [Check(holds(have, _in_unit(quantity, value.unit), relation, 0.06) != nobody, 0.75, value.told)]
        if quantity.dimension == "" and quantity.kind in ("count", "number"):
            have = value.people if _PEOPLE.match(quantity.noun) and value.people is not None else value.value
            return [Check(holds(have, quantity.value, relation, 0.05), 0.7, value.told)]
    return []


def _place(claim: str, quantity: Quantity) -> bool:
    return (
        re.search(
            r"\b(?:cohorts?|groups?|arms?|stage|grade)\s*$",
            claim[max(0, quantity.start - 10) : quantity.start],
            re.IGNORECASE,
        )
        is not None
    )


def _measure(claim: str, found: list[Record]) -> list[Check] | None:
    """Claims about what is measured: do the outcome's words cover the claim's?"""
    if (
        _SAME_FRAME.search(claim)
        or not _MEASURES.search(claim)
        or any(q.dimension == "percent" for q in quantities(claim))
    ):
        return None
    asked = {t.stem for t in terms.content(claim)} - _PLAIN
    if not asked:
        return None
    checks = []
    for place in places(claim, found):
        record = found[place.trial]
        text = "\n".join(
            [*record.outcome, *(g.title for g in record.results), *(r.label for g in record.results for r in g.rows)]
        )
        have = {t.stem for t in terms.words(text)}
        share = len(asked & have) / len(asked)
        checks.append(
            Check(
                (share >= 0.5) != negated(claim),
                0.2 + 0.4 * abs(share - 0.5),
                f"{share:.0%} of the claim's words are in the outcome's description",
            )
        )
    return checks


_PLAIN: Final = frozenset(
    terms.stem(word)
    for word in (
        "primary secondary trial trials outcome outcomes measure measures measurement measurements measuring "
        "study studies cohort "
        "cohorts patients participants results result uses use section both investigate investigates effects different "
        "endpoint report reports interventions intervention respective group groups"
    ).split()
)
