"""TXT: the same thing written in two ways in one document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.spelling import spelled
from audit.checks.wording import listed
from audit.model import Statement


@dataclass(frozen=True, slots=True)
class _Found:
    """`form` as it stands at `start` of the document's text."""

    form: str
    start: int
    end: int


def _find(case: Case, pattern: re.Pattern[str]) -> Iterator[_Found]:
    return (_Found(match[0].strip(), match.start(), match.end()) for match in pattern.finditer(case.own_words))


def _statement(case: Case, found: _Found) -> Statement | None:
    prose = case.prose_at(found.start)
    return prose.statement if prose is not None else None


def _said(case: Case, found: Iterable[_Found], limit: int = 6) -> str:
    """`tumour` (line 4), `haemoglobin` (lines 7 and 9)."""
    lines: dict[str, list[int]] = defaultdict(list)
    for one in found:
        line = case.document.line_of(one.start)
        if line not in lines[one.form.lower()]:
            lines[one.form.lower()].append(line)
    parts = [
        f"“{form}” (line{'s' if len(at) > 1 else ''} {listed(map(str, at[:4]))})"
        for form, at in list(lines.items())[:limit]
    ]
    return listed(parts) + (f" and {len(lines) - limit} more" if len(lines) > limit else "")


@rule("TXT001", "mixed-spelling", "minor")
def mixed_spelling(case: Case) -> Iterator[Problem]:
    """British and American spelling are mixed.

    ## What
    Most words that tell the two apart are spelt in one way, some in the other. Quotations, names and titles of
    references are left alone: a British title may stand on an American page. The finding points at the first word of
    the smaller side and names the others.

    ## Why
    Two spellings of one word make a page look like two texts put together, and one of them unreviewed. Searching for
    a term finds half of it.

    ## Example
    > The tumor was small. ... Most tumours grow slowly.

    ## Fix
    Decide for one spelling and change the others.
    """
    if case.document.language not in ("en", "und"):
        return
    sides: dict[str, list[_Found]] = {"British": [], "American": []}
    for word in spelled(case.own_words):
        if not _may_be_name(case, word.start, word.end):
            sides[word.variety].append(_Found(word.word, word.start, word.end))
    counts = {variety: len(found) for variety, found in sides.items()}
    if not all(counts.values()):
        return
    smaller = min(sides, key=lambda variety: (counts[variety], sides[variety][0].start * -1))
    larger = "American" if smaller == "British" else "British"
    first = sides[smaller][0]
    example = Counter(found.form.lower() for found in sides[larger]).most_common(1)[0][0]
    yield Problem(
        f"Spelling is {larger} in {counts[larger]} places (“{example}”) and {smaller} in {counts[smaller]}: "
        f"{_said(case, sides[smaller])}.",
        identity=" ".join(sorted({found.form.lower() for found in sides[smaller]})),
        start=first.start,
        end=first.end,
        statement=_statement(case, first),
        suggestion="Decide for one spelling.",
    )


def _may_be_name(case: Case, start: int, end: int) -> bool:
    """`Memorial Cancer Center`: a capital within a sentence, or in a line where all words have one."""
    prose = case.prose_at(start)
    if prose is None:
        return True
    place, stop = start - prose.start, end - prose.start
    in_title = prose.title_case and prose.words[place].isupper() and len(prose.words.split()) > 2
    return in_title or prose.is_name(place, stop)


# Each group: the ways in which one unit is written. Only ways that mean the same and differ in nothing else.
_UNITS: tuple[Mapping[str, str], ...] = (
    {"mg/dL": r"mg/dL", "mg/dl": r"mg/dl"},
    {"g/dL": r"(?<!m)(?<!µ)g/dL", "g/dl": r"(?<!m)(?<!µ)g/dl"},
    {"mmol/L": r"mmol/L", "mmol/l": r"mmol/l"},
    {"µmol/L": r"[µμ]mol/L", "µmol/l": r"[µμ]mol/l"},
    {"mL": r"(?<=\d)\s?mL\b", "ml": r"(?<=\d)\s?ml\b", "cc": r"(?<=\d)\s?cc\b"},
    {"µg": r"[µμ]g\b", "mcg": r"mcg\b", "ug": r"(?<=\d)\s?ug\b"},
    {"mmHg": r"mmHg\b", "mm Hg": r"mm\sHg\b"},
    {"IU": r"(?<=\d)\s?IU\b", "I.U.": r"(?<=\d)\s?I\.U\."},
    {"%": r"(?<=\d)%", "per cent": r"(?<=\d)\s?per cent\b", "percent": r"(?<=\d)\s?percent\b"},
    {"h": r"(?<=\d)\s?h\b", "hr": r"(?<=\d)\s?hrs?\b"},
    {"kg/m²": r"kg/m²", "kg/m2": r"kg/m2\b"},
    # A point alone may belong to a version or a section: it counts where a value stands.
    {
        "decimal point": r"(?:(?<=[<>=(±≤≥])|(?<=[<>=±≤≥]\s))\d+\.\d+(?![\d.])|"
        r"(?<![\d.])\d+\.\d+(?=\s?(?:%|mg\b|mL\b|kg\b|mmol\b))",
        "decimal middle dot": r"(?<!\d)\d+·\d+",
    },
)


@rule("TXT002", "unit-in-two-ways", "minor")
def unit_in_two_ways(case: Case) -> Iterator[Problem]:
    """A unit or a number is written in two ways.

    ## What
    `mg/dL` and `mg/dl`, `µg` and `mcg`, `mmHg` and `mm Hg`, `20%` and `20 percent`, `0.5` and `0·5` in one document.
    The finding points at the first place of the rarer way.

    ## Why
    Readers stumble, and some pairs are dangerous: a hand-written µg has been read as mg.

    ## Example
    > The dose was raised from 50 µg to 100 mcg.

    ## Fix
    Decide for one way and use it everywhere.
    """
    for group in _UNITS:
        found = {form: each for form, pattern in group.items() if (each := list(_find(case, re.compile(pattern))))}
        if len(found) > 1:
            yield _two_ways(case, found)


def _two_ways(case: Case, found: Mapping[str, list[_Found]]) -> Problem:
    usual = max(found, key=lambda form: (len(found[form]), -found[form][0].start))
    rarer = sorted((one for form, each in found.items() if form != usual for one in each), key=lambda one: one.start)
    first = rarer[0]
    return Problem(
        f"“{found[usual][0].form}” (in {_places(len(found[usual]))}) is also written {_said(case, rarer)}.",
        identity=" ".join(sorted(found)),
        start=first.start,
        end=first.end,
        statement=_statement(case, first),
        suggestion=f"Decide for one way, for example “{found[usual][0].form}”.",
    )


def _places(count: int) -> str:
    return "one place" if count == 1 else f"{count} places"


# `re-sign` and `resign` are two words.
_HYPHENED = re.compile(r"(?<![\w‐‑-])(?!re[-‐‑])[^\W\d_]+[-‐‑][^\W\d_]{3,}(?![\w‐‑-])", re.IGNORECASE)
_JOINED = re.compile(r"(?<![\w‐‑-])[^\W\d_]{5,}(?![\w‐‑-])")
_PREFIXED = re.compile(r"(?<![\w‐‑-])(?:non|anti|pre|post|multi|semi|sub)\s[^\W\d_]{4,}(?![\w‐‑-])", re.IGNORECASE)


@rule("TXT003", "term-in-two-ways", "minor")
def term_in_two_ways(case: Case) -> Iterator[Problem]:
    """A word is written in two ways.

    ## What
    `non-functioning` and `nonfunctioning`, `bio-marker` and `biomarker` in one document: the same letters, with and
    without a hyphen. The finding points at the first place of the rarer way.

    ## Why
    Searching for the term finds half of it, and the reader wonders whether two things are meant.

    ## Example
    > Non-functioning tumors are common. ... Most nonfunctioning tumors grow slowly.

    ## Fix
    Decide for one way and use it everywhere.
    """
    forms: dict[str, dict[str, list[_Found]]] = defaultdict(lambda: defaultdict(list))
    for kind, pattern in (("hyphen", _HYPHENED), ("space", _PREFIXED)):
        for found in _find(case, pattern):
            forms[_letters(found.form)][kind].append(found)
    for found in _find(case, _JOINED):  # most words of a text: only those that also stand apart are kept
        if (letters := _letters(found.form)) in forms:
            forms[letters]["joined"].append(found)
    for written in forms.values():
        kept = {kind: [f for f in each if not _may_be_name(case, f.start, f.end)] for kind, each in written.items()}
        ways = {kind: each for kind, each in kept.items() if each}
        # A prefix that stands apart may be a word of its own (`post discharge`): it counts beside a hyphen only.
        if len(ways) > 1:
            yield _two_ways(case, ways)


def _letters(word: str) -> str:
    letters = re.sub(r"[\W_]", "", word).lower()
    return letters[:-1] if letters.endswith("s") and not letters.endswith("ss") else letters
