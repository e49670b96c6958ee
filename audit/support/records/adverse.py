"""Claims about adverse event tables: how many, where more, whether at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from audit.support.quantities import quantities
from audit.support.quantity import Quantity
from audit.support.records.compare import Check, holds, more_or_less, relation_of
from audit.support.records.names import Named, named
from audit.support.records.places import Place, places, select
from audit.support.records.reading import Event, Group, Record

_SPLIT: Final = re.compile(
    r",?\s+(?:but|whereas|while|in contrast|however|in comparison)\b,?\s*|;\s*|"
    r",?\s+(?:and\s+)?(?=(?:none|no cases?|0)\b)|,\s+and\s+(?=(?:there|one|cohort|the)\b|\w+ (?:is|was|were|had)\b)|"
    r",\s+(?=and less\b)",
    re.IGNORECASE,
)
_NONE: Final = re.compile(
    r"\b(?:no|none|zero|0|without|neither|nobody)\b(?!\s*(?:less|more|fewer)\b)|\bnot\b(?!\s*(?:only|all|every))|n't\b",
    re.IGNORECASE,
)
_COMMON: Final = re.compile(r"\bmost (?:common|frequent|prevalent)", re.IGNORECASE)
_SAME: Final = re.compile(
    r"\b(?:same|equal|identical|different)\b[\w\s]{0,12}\b(?:number|percentage|rate|amount|cases|total)",
    re.IGNORECASE,
)
_TYPES: Final = re.compile(r"\b(?:types?|categories|kinds?)\b", re.IGNORECASE)
_EACH: Final = re.compile(r"\b(?:both|each|either|neither|all)\b", re.IGNORECASE)
_REPEATED: Final = re.compile(r"\bmore than once\b|\bmore than one (?:case|patient|participant)", re.IGNORECASE)
_ONLY: Final = re.compile(
    r"\b(?:the )?only (?:recorded |reported |observed )?(?:adverse|AE)|\bonly (?:records?|reports?)\b", re.IGNORECASE
)
_ALL_HERE: Final = re.compile(
    r"\b(?:all|every|each)\b[^.]*?\b(?:occurred|happened|recorded|observed|reported|were|was)\s+(?:only\s+)?in\b",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(
    r"(?P<over>over|more than|at least|in excess of|exceeding|>)?\s*\b(?P<times>\d+(?:\.\d+)?)\s*(?:x|times)\b|"
    r"\b(?P<word>twice|double|half)\b",
    re.IGNORECASE,
)
_EVENTS: Final = re.compile(r"\b(?:adverse events?|AEs?|side effects?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases among people at risk. sure: 0.9 where the table has the very row, less where plain words were translated
    (`vision` for eye disorders), little where it has no such row: it may have it under another name."""

    cases: int
    people: int
    sure: float

    @property
    def percent(self) -> float:
        """Cases in per cent of the people."""
        return 100 * self.cases / self.people if self.people else 0.0

    @property
    def told(self) -> str:
        """As a reviewer reads it."""
        return f"{self.cases} of {self.people} in the table"


def check(claim: str, found: list[Record]) -> list[Check]:
    """What the tables say of the claim's parts; empty where nothing can be told."""
    if not any(record.events for record in found):
        return []
    checks: list[Check] = []
    last: list[Named] = []
    for part in (p for p in _SPLIT.split(claim) if p and p.strip()):
        names = named(part, found)
        if not names and not _EVENTS.search(part):
            names = last
        checks += _part(part, names, found, claim)
        last = names or last
    return checks


def _part(part: str, names: list[Named], found: list[Record], claim: str) -> list[Check]:
    where = places(part, found)
    if where and where[0].end == 0 and part != claim:
        where = places(claim, found)
    sides = [select(found[place.trial].events, place) for place in where]
    every = [group for side in sides for group in side]
    if not every:
        return []
    whole = {id(group): group for place in where for group in found[place.trial].events}
    if there := _all_here(part, names, list(zip(where, sides, strict=True)), list(whole.values())):
        return there
    for rule in (_general, _most_common, _versus, _same):
        checks = rule(part, names, where, sides)
        if checks is not None:
            return checks
    return _amounts(part, names, sides)


def tally(name: Named | None, groups: list[Group]) -> Tally:
    """All cases of one name in some groups; without a name, the people with any event."""
    cases = people = 0
    known = False
    for group in groups:
        people += max((event.of for event in group.events), default=0)
        rows = [e for e in group.events if (_total(e) if name is None else not _total(e) and name.means(e))]
        known = known or bool(rows)
        cases += sum(event.count for event in rows)
    if name is None or (known and name.spelled):
        return Tally(cases, people, 0.9)
    return Tally(cases, people, 0.6 if known and len(name.stems) <= 2 else 0.4 if known else 0.25)


def _each(names: list[Named]) -> list[Named | None]:
    """The names one by one; without any, the table as a whole (None)."""
    return [*names] or [None]


def _total(event: Event) -> bool:
    return event.name.lower().startswith("total")


def _rows(groups: list[Group], name: Named | None = None) -> dict[str, int]:
    """Cases of each row over some groups, the total left out."""
    found: dict[str, int] = {}
    for event in (e for group in groups for e in group.events if not _total(e)):
        if name is None or name.means(event):
            found[event.name] = found.get(event.name, 0) + event.count
    return found


def _sure(*tallies: Tally) -> float:
    return max(t.sure for t in tallies)


def _general(part: str, names: list[Named], where: list[Place], sides: list[list[Group]]) -> list[Check] | None:
    """What is said of all rows: none at all, none repeated, so many kinds, only this one."""
    every = [group for side in sides for group in side]
    rows = _rows(every)
    happened = {name: count for name, count in rows.items() if count}
    if re.search(r"\bempty\b|\bno adverse events? section\b", part, re.IGNORECASE):
        return [Check(not happened, 0.9, f"{len(happened)} kinds of event in the table")]
    if _REPEATED.search(part):
        repeated = sum(count > 1 for count in rows.values())
        number = _first_number(part)
        wanted = 0 if re.match(r"\W*none\b", part, re.IGNORECASE) else number.value if number else 1
        return [Check(repeated == wanted, 0.8, f"{repeated} events occurred more than once")]
    if _TYPES.search(part) and not _SAME.search(part) and (number := _first_number(part)):
        untouched = bool(_NONE.search(part))
        kinds = [c for name in _each(names) for c in _rows(every, name).values() if bool(c) != untouched]
        return [Check(holds(len(kinds), number.value, relation_of(part, number.start), 0), 0.7, f"{len(kinds)} kinds")]
    if _ONLY.search(part) and names:
        mine = set().union(*(_rows(every, name) for name in names))
        return [Check(set(happened) <= mine and bool(happened), 0.8, f"{len(happened)} kinds of event in the table")]
    if re.match(r"\W*none of the (?:individual )?(?:adverse|AE)", part, re.IGNORECASE) and (
        number := _first_number(part)
    ):
        worst = max((e.percent for g in every for e in g.events if not _total(e)), default=0.0)
        return [Check(worst <= number.value, 0.7, f"the most frequent event affects {worst:.1f} %")]
    return None


def _all_here(
    part: str, names: list[Named], placed: list[tuple[Place, list[Group]]], whole: list[Group]
) -> list[Check]:
    """All cases occurred in one cohort: it has some, and no other one has."""
    said = _ALL_HERE.search(part)
    here = next((groups for p, groups in placed if said and p.start >= said.end() - 2 and p.numbers), None)
    if here is None:
        return []
    checks = []
    for name in _each(names):
        inside = tally(name, here)
        outside = tally(name, [group for group in whole if not any(group is other for other in here)])
        told = f"{inside.told} there, {outside.told} elsewhere"
        checks.append(Check(inside.cases > 0 and not outside.cases, _sure(inside, outside), told))
    return checks


def _most_common(part: str, names: list[Named], where: list[Place], sides: list[list[Group]]) -> list[Check] | None:
    if not _COMMON.search(part):
        return None
    checks = []
    for groups in sides if len(where) > 1 else [[g for side in sides for g in side]]:
        rows = _rows(groups)
        top = max(rows.values(), default=0)
        if names and rows:
            mine = max((rows[row] for row in _rows(groups, names[0])), default=-1)
            checks.append(Check(mine == top > 0, 0.9, f"the most frequent event has {top} cases"))
    return checks


def _versus(part: str, names: list[Named], where: list[Place], sides: list[list[Group]]) -> list[Check] | None:
    """More here than there, or more of this than of that."""
    sign = more_or_less(part)
    if not sign:
        return None
    if len(sides) == 1 and len(names) == 2:
        a, b = tally(names[0], sides[0]), tally(names[1], sides[0])
        return [_compared(a, b, sign, part)]
    if len(sides) < 2:
        return None
    return [_compared(tally(n, sides[0]), tally(n, sides[1]), sign, part) for n in _each(names)]


def _compared(a: Tally, b: Tally, sign: int, part: str) -> Check:
    told = f"{a.told} against {b.told}"
    rate = re.search(r"percent|%|proportion|\brates?\b", part, re.IGNORECASE)
    if times := _TIMES.search(part):
        factor = {"twice": 2.0, "double": 2.0, "half": 0.5}.get((times["word"] or "").lower()) or float(times["times"])
        ratio = a.cases / b.cases if b.cases else float("inf")
        right = ratio > factor if times["over"] else abs(ratio - factor) <= 0.15 * factor
        return Check(right, _sure(a, b), told)
    gap = re.search(r"(?:(over|at least|more than)\s+)?(\d+(?:\.\d+)?)\s*(%)?\s+(?:more|fewer|less)\b", part)
    if gap:
        difference = (a.percent - b.percent if gap.group(3) else float(a.cases - b.cases)) * sign
        relation = ">" if gap.group(1) else "="
        return Check(holds(difference, float(gap.group(2)), relation, 0.6 if gap.group(3) else 0), _sure(a, b), told)
    x, y = (a.percent, b.percent) if rate else (float(a.cases), float(b.cases))
    return Check((x - y) * sign > 0, _sure(a, b), told)


def _same(part: str, names: list[Named], where: list[Place], sides: list[list[Group]]) -> list[Check] | None:
    match = _SAME.search(part)
    if not match:
        return None
    if len(sides) == 1:
        sides = [[group] for group in sides[0]]
    if len(sides) < 2:
        return None
    differ = "different" in match.group().lower()
    pairs = [(tally(n, sides[0]), tally(n, sides[1])) for n in _each(names)]
    if len(names) == 2 and " as " in part:
        pairs = [(tally(names[0], sides[0]), tally(names[1], sides[1]))]
    return [Check((a.cases == b.cases) != differ, _sure(a, b), f"{a.told} against {b.told}") for a, b in pairs]


def _amounts(part: str, names: list[Named], sides: list[list[Group]]) -> list[Check]:
    every = [group for side in sides for group in side]
    together = re.search(r"\b(?:total|across|between|combined|overall)\b", part, re.IGNORECASE)
    apart = [[group] for group in every] if _EACH.search(part) and not together and len(every) > 1 else [every]
    if names and re.search(r"\b(?:total|combined|sum)\b", part) and len(names) > 1 and (number := _first_number(part)):
        cases = sum(tally(name, every).cases for name in names)
        return [Check(holds(cases, number.value, relation_of(part, number.start), 0), 0.8, f"{cases} cases together")]
    return [check for name in _each(names) for check in _amount(part, name, sides, every, apart)]


def _amount(
    part: str, name: Named | None, sides: list[list[Group]], every: list[Group], apart: list[list[Group]]
) -> list[Check]:
    whole = tally(name, every)
    share = _share(part)
    if share:
        relation = relation_of(part, share.start)
        found = [tally(name, groups) for groups in (apart if len(apart) > 1 else sides)]
        neither = bool(re.match(r"\W*(?:neither|none)\b", part, re.IGNORECASE))
        return [Check(holds(t.percent, share.value, relation, 0.6) != neither, _sure(t), t.told) for t in found]
    if re.search(r"\b(?:majority|most) of\b", part, re.IGNORECASE):
        return [Check(tally(name, groups).percent > 50, _sure(whole), tally(name, groups).told) for groups in sides]
    number = _first_number(part)
    nobody = re.match(r"\W*(?:none|no one|nobody) of the\b", part, re.IGNORECASE)
    if nobody or (_NONE.search(part) and not (number and number.value)):
        return [Check(whole.cases == 0, max(0.6, whole.sure), whole.told)]
    if number:
        return _numbered(part, name, number, whole, apart)
    if name is None:
        return []
    both = re.search(r"\b(?:both|each)\b", part, re.IGNORECASE) is not None
    present = [tally(name, side).cases > 0 for side in (sides if len(sides) > 1 else apart)]
    return [Check(all(present) if both else any(present), min(0.75, whole.sure), whole.told)]


def _numbered(part: str, name: Named | None, number: Quantity, whole: Tally, apart: list[list[Group]]) -> list[Check]:
    relation = relation_of(part, number.start)
    if (
        name is None
        and re.search(r"\b(?:total|number) of (?:\d+ )?(?:patients|participants|subjects)\b", part)
        and not _EVENTS.search(part)
    ):
        return [Check(holds(whole.people, number.value, relation, 0), 0.8, f"{whole.people} people in the table")]
    if number.of and number.dimension == "percent":
        return [Check(abs(whole.percent - number.value) < 0.05 and whole.people == number.of, _sure(whole), whole.told)]
    if len(apart) > 1 and relation == "=" and re.search(r"\b(?:both|each)\b", part):
        return [
            Check(tally(name, groups).cases == number.value, _sure(whole), tally(name, groups).told) for groups in apart
        ]
    return [Check(holds(whole.cases, number.value, relation, 0), _sure(whole), whole.told)]


def _share(part: str) -> Quantity | None:
    for q in quantities(part):  # `1/3 of the patients`
        if q.of and 1 < q.of <= 10 and part[q.number_end :].lstrip().startswith("/"):
            return replace(q, value=100 * q.value / q.of)
    return next((q for q in quantities(part) if q.dimension == "percent" and not (q.of and q.of > 10)), None)


def _first_number(part: str) -> Quantity | None:
    """The first number that counts something (`one case` too), not the number of a cohort."""
    for quantity in quantities(part):
        before = part[max(0, quantity.start - 12) : quantity.start]
        named_place = re.search(r"\b(?:cohorts?|groups?|arms?|cohort \d and|grade)\s*$", before, re.IGNORECASE)
        if quantity.kind != "label" and not named_place and (quantity.dimension == "" or quantity.of):
            return quantity
    single = re.search(
        r"\b(?:one|a single)\b(?=\s+(?:\w+\s+)?(?:case|patient|participant|subject|single|recorded|occurr|adverse))",
        part,
        re.IGNORECASE,
    )
    return Quantity(single.group(), *single.span(), 1.0, 0) if single else None
