"""A registry record's text -> its parts: adverse event tables, outcome tables, interventions, eligibility criteria.

The form is the one that ClinicalTrials.gov records take when they are printed as plain text: a heading line for each
part (`Adverse Events 1:`, `Results 2:`, `INTERVENTION 1:`, `Inclusion Criteria:`), rows under it. A source may hold
several records; they are parted where a kind of part begins again after a blank line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_PART: Final = re.compile(
    r"^\s*(?:(?P<events>adverse events?)\s*(?P<e>\d+)?|(?P<results>results)\s*(?P<r>\d+)|"
    r"(?P<outcome>outcome measure(?:ment)?s?)|(?P<intervention>interventions?)\s*(?P<i>\d+)|"
    r"(?P<inclusion>(?:key |main )?inclusion criteria\b.{0,40}?|(?:disease|patient) characteristics)|"
    r"(?P<exclusion>(?:key |main )?exclusion criteria\b.{0,40}?))\s*:\s*$",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(r"^\s*(?:(?P<inclusion>inclusion)|(?P<exclusion>exclusion))\b.{0,30}$", re.IGNORECASE)
_EVENT: Final = re.compile(
    r"^\s*(?P<name>.+?)\s*(?:[*†\s]\s*)*(?P<count>\d+)/(?P<of>\d+)(?:\s*\((?P<percent>[\d.]+)\s?%\))?\s*$"
)
_TOTAL: Final = re.compile(r"total:?\s*(\d+)\s*$", re.IGNORECASE)
_FIELD: Final = re.compile(r"^\s*(?P<name>[A-Z][\w /()%-]{2,60}?):\s*(?P<value>.*)$")
_VALUE: Final = re.compile(r"-?\.?\d[\d,]*(?:\.\d+)?")
_RANGE: Final = re.compile(rf"\(({_VALUE.pattern})\s+to\s+({_VALUE.pattern})\)")
_SAMPLE: Final = re.compile(r"\b(?:participants|subjects|patients) analy[sz]ed\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One row of an adverse event table: how many of how many."""

    name: str
    count: int
    of: int

    @property
    def percent(self) -> float:
        """Share of the group in per cent."""
        return 100 * self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A value of an outcome table, with its range; `label` is empty where the table has only one value."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Group:
    """One arm: what it is called and what the part says of it, line by line."""

    number: int
    title: str = ""
    lines: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unit: str = ""
    analysed: int | None = None

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join([self.title, *self.lines])


@dataclass(slots=True)
class Record:
    """One trial, as far as the source shows it."""

    events: list[Group] = field(default_factory=list)
    results: list[Group] = field(default_factory=list)
    interventions: list[Group] = field(default_factory=list)
    outcome: list[str] = field(default_factory=list)
    inclusion: list[str] = field(default_factory=list)
    exclusion: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        """Which parts it has."""
        names = ("events", "results", "interventions", "inclusion", "exclusion")
        return {name for name in names if getattr(self, name)}


def records(text: str) -> list[Record]:
    """The records of `text`; none where it is not of this form."""
    if not any(_PART.match(line) for line in text.splitlines()):
        return []
    found = [_record(block) for block in _blocks(text)]
    return [record for record in found if record.kinds] if any(record.kinds for record in found) else []


def _blocks(text: str) -> list[str]:
    """Parted at blank lines that are followed by the same kind of part as the block began with."""
    blocks: list[str] = []
    for piece in re.split(r"\n\s*\n", text):
        if blocks and not (_kinds(piece) & _kinds(blocks[-1])):
            blocks[-1] += "\n" + piece
        else:
            blocks.append(piece)
    return blocks


def _kinds(text: str) -> set[str]:
    found = set()
    for line in text.splitlines():
        match = _PART.match(line) or _LOOSE.match(line)
        if match:
            found |= {
                k for k in ("events", "results", "intervention", "inclusion", "exclusion") if match.groupdict().get(k)
            }
    return found or ({"inclusion"} if re.search(r"\beligible|criteria\b", text, re.IGNORECASE) else set())


def _record(text: str) -> Record:
    record = Record()
    at: Group | list[str] | None = None
    criteria = "inclusion" if _kinds(text) & {"inclusion", "exclusion"} else None
    for line in text.splitlines():
        match = _PART.match(line) or (_LOOSE.match(line) if criteria else None)
        if match:
            at = _open(record, match)
        elif isinstance(at, Group):
            _add(at, line)
        elif isinstance(at, list):
            at.append(line.strip())
        elif criteria and line.strip():
            record.inclusion.append(line.strip())
    return record


def _open(record: Record, match: re.Match[str]) -> Group | list[str]:
    parts = match.groupdict()
    for name, groups, number in (
        ("events", record.events, "e"),
        ("results", record.results, "r"),
        ("intervention", record.interventions, "i"),
    ):
        if parts.get(name):
            groups.append(Group(int(parts.get(number) or len(groups) + 1)))
            return groups[-1]
    if parts.get("outcome"):
        return record.outcome
    return record.inclusion if parts.get("inclusion") else record.exclusion


def _add(group: Group, line: str) -> None:
    body = line.strip()
    if not body:
        return
    event = _EVENT.match(body)
    if event:
        group.events.append(_event(event))
        return
    if total := _TOTAL.match(body):
        group.events.append(Event("Total", int(total.group(1)), 0))
        return
    field_match = _FIELD.match(body)
    if field_match and field_match["name"].lower().startswith("arm/group title"):
        group.title = field_match["value"]
    elif field_match and field_match["name"].lower().startswith("unit of measure"):
        _measured(group, field_match["value"])
    elif _SAMPLE.search(body):
        numbers = _VALUE.findall(body)
        group.analysed = int(float(numbers[-1].replace(",", ""))) if numbers else None
    elif group.unit and field_match:
        _row(group, field_match["name"], field_match["value"])
    elif not group.title and not group.lines:
        group.title = body
    else:
        group.lines.append(body)


def _event(match: re.Match[str]) -> Event:
    """A footnote number may be glued to the count (`* 20/65 (0.00%)`): the percentage tells."""
    count, of = int(match["count"]), int(match["of"])
    if match["percent"] and of:
        meant = float(match["percent"]) * of / 100
        if abs(meant - count) > max(0.6, 0.02 * of):
            count = round(meant)
    name = re.sub(r"[*†\s]+\d*$", "", match["name"]).strip(" :")
    return Event(name, count, of)


def _measured(group: Group, value: str) -> None:
    """`months  8.4        (7.0 to 9.9)`; `participants  Complete Response (CR): 0`."""
    unit, _, rest = value.partition("  ")
    group.unit = unit.strip()
    labelled = _FIELD.match(rest.strip())
    if labelled and _VALUE.search(labelled["value"]):
        _row(group, labelled["name"], labelled["value"])
    else:
        _row(group, "", rest)


def _row(group: Group, label: str, value: str) -> None:
    number = _VALUE.search(value)
    if not number:
        return
    span = _RANGE.search(value)
    low, high = (_float(span.group(1)), _float(span.group(2))) if span else (None, None)
    group.rows.append(Row(label, _float(number.group()), low, high))


def _float(text: str) -> float:
    return float(text.replace(",", ""))
