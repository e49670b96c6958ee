"""Where in the records a claim points: which trial, which group, in the order of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audit.support import terms
from audit.support.records.reading import Group, Record

_TRIAL: Final = re.compile(
    r"\b(?:(?P<first>primary|first)|(?P<second>secondary|second)|(?P<both>both|two|either))\s+"
    r"(?:trials?|stud(?:y|ies))\b",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"\b(?:cohorts?|groups?|arms?)\s+(?P<number>\d|[A-D]\b)"
    r"(?:\s*(?:and|or|&)\s*(?:cohort |group |arm )?(?P<also>\d|[A-D]\b))?|"
    r"\b(?:both|either|neither|all|entire|across|each|every|any)\b[\w\s]{0,14}\b(?P<all>cohorts?|groups?|arms?)\b|"
    r"\b(?P<ordinal>first|second)\s+(?:cohort|group|arm)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Groups of one trial, named between `start` and `end` of the claim. trial: 0 or 1; numbers: empty for all."""

    trial: int
    numbers: frozenset[int]
    start: int
    end: int


def places(claim: str, found: list[Record]) -> list[Place]:
    """The places a claim names, in order. A group without a trial belongs to the nearest trial named."""
    trials = [(m.start(), m.end(), t) for m in _TRIAL.finditer(claim) for t in _trials(m, len(found))]
    groups = [(m.start(), m.end(), _numbers(m)) for m in _GROUP.finditer(claim)]
    placed: list[Place] = []
    used: set[int] = set()
    for start, end, numbers in groups:
        options = [t for t in trials if t[2] < len(found)] or [(start, end, 0)]
        after = [t for t in options if 0 <= t[0] - end <= 12]
        trial = (after or sorted(options, key=lambda t: min(abs(t[0] - end), abs(start - t[1]))))[0]
        used.add(trial[0])
        placed.append(Place(trial[2], numbers, start, end))
    placed += [Place(t, frozenset(), start, end) for start, end, t in trials if start not in used]
    placed = placed or [Place(t, frozenset(), 0, 0) for t in range(len(found))]
    return sorted((p for p in placed if p.trial < len(found)), key=lambda p: p.start)


def _trials(match: re.Match[str], count: int) -> list[int]:
    if match["both"]:
        return list(range(min(count, 2)))
    return [0] if match["first"] else [1]


def _numbers(match: re.Match[str]) -> frozenset[int]:
    if match["all"]:
        return frozenset()
    if match["ordinal"]:
        return frozenset({1 if match["ordinal"].lower() == "first" else 2})
    return frozenset(_number(match[name]) for name in ("number", "also") if match[name])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else "abcd".index(text.lower()) + 1


def select(groups: list[Group], place: Place) -> list[Group]:
    """The groups a place means."""
    return [group for group in groups if not place.numbers or group.number in place.numbers]


def titled(claim: str, groups: list[Group]) -> list[tuple[int, Group]]:
    """Groups whose title the claim names, with where; only words that tell the groups apart count."""
    stems = [{t.stem for t in terms.content(group.title)} | set(re.findall(r"\d+", group.title)) for group in groups]
    common = set.intersection(*stems) if len(stems) > 1 else set()
    words = terms.words(claim)
    found = []
    for group, own in zip(groups, stems, strict=True):
        telling = own - common
        at = [w.start for w in words if w.stem in telling]
        if telling and len({w.stem for w in words if w.stem in telling}) >= max(1, 0.6 * len(telling)):
            found.append((at[0], group))
    return found
