"""CIT011, CIT012: figures that cite nothing; markers that are not set as the style wants them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.wording import shortened
from audit.model import Marker, Statement

_FIGURE = re.compile(r"\W*(?:figure|fig\.|table|graph|chart)\s*\d*\b", re.IGNORECASE)
_OWN_SOURCE = re.compile(r"\b(?:data on file|adapted from|reproduced|source\s*:|from reference|©)", re.IGNORECASE)


@rule("CIT011", "uncited-figure-or-table", "major")
def uncited_figure_or_table(case: Case) -> Iterator[Problem]:
    """A figure or a table names no source.

    ## What
    The caption of a figure, table or graph has no citation and names no source in words.

    ## Why
    Figures and tables must be referenced (ABPI Code 2024, clause 6.3).

    ## Example
    > Figure 2. Share of patients at the target after one year

    ## Fix
    Add the marker of the source, or `Adapted from` with the reference.
    """
    for statement in case.statements:
        if statement.kind != "caption" or statement.markers or statement.inherited_markers:
            continue
        if _FIGURE.match(statement.text) and not _OWN_SOURCE.search(statement.text):
            yield Problem(
                f"This figure or table names no source: “{shortened(statement.text)}”.",
                statement=statement,
                suggestion="Add the marker of its source.",
            )


_Judge = Callable[[Case, Statement, Marker], bool]


def _wrong_separator(case: Case, statement: Statement, group: Marker) -> bool:
    return len(group.labels) > 1 and bool(re.search(r"\w\s*;|\w,?\s+\w", group.source))


def _descending(case: Case, statement: Statement, group: Marker) -> bool:
    numbers = [int(number[0]) for label in group.labels if (number := re.match(r"\d+", label))]
    return numbers != sorted(numbers)


def _unjoined(case: Case, statement: Statement, group: Marker) -> bool:
    written = re.findall(r"\d+(?![\d\s]*[-‐‑–])", group.source)
    numbers = [int(number) for number in written if number in group.labels]
    return any(c == b + 1 == a + 2 for a, b, c in zip(numbers, numbers[1:], numbers[2:], strict=False))


def _before_stop(case: Case, statement: Statement, group: Marker) -> bool:
    text = case.document.text
    before = text[max(statement.start, group.start - 1) : group.start]
    return bool(re.match(r"[.,](?:\s|$)", text[group.end : group.end + 2])) or before in (":", ";")


# What is looked at, how a finding says it, and what to do.
_WAYS: tuple[tuple[str, _Judge, str, str], ...] = (
    ("separator", _wrong_separator, "separate numbers by something other than a comma without a space", "Write `1,2`."),
    ("order", _descending, "do not name their numbers in ascending order", "Write the lower number first."),
    ("range", _unjoined, "name three or more consecutive numbers one by one", "Write a range: `1-3`."),
    (
        "placement", _before_stop, "stand before a period or comma, or after a colon or semicolon",
        "Put markers after periods and commas, before colons and semicolons.",
    ),
)  # fmt: skip


@rule("CIT012", "marker-style", "minor")
def marker_style(case: Case) -> Iterator[Problem]:
    """Markers are not set as AMA style wants them.

    ## What
    Placement, order and separators of citation numbers: after periods and commas, before colons and semicolons; in
    ascending order; separated by commas without spaces; three or more consecutive numbers as a range. Each kind of
    departure is one finding, at its first place, with the number of places. Text whose superscripts were flattened
    may have gained or lost spaces on the way: compare with the published page.

    ## Why
    Placement, order and separators are a matter of style (AMA Manual of Style 11, section 3.6).

    ## Example
    > Gout is common 3, 1.

    ## Fix
    Set the markers as the style wants them: `Gout is common.1,3`
    """
    for identity, judge, said, todo in _WAYS:
        found = [
            (s, group) for s in case.statements for group in s.marker_groups if group.source and judge(case, s, group)
        ]
        if found:
            statement, group = found[0]
            count = f"{len(found)} groups of markers" if len(found) > 1 else "A group of markers"
            yield Problem(
                f"{count} {said if len(found) > 1 else _singular(said)}: the first is “{group.source.strip()}”.",
                identity=identity,
                start=group.start,
                end=group.end,
                statement=statement,
                suggestion=todo,
            )


def _singular(said: str) -> str:
    verb, rest = said.split(" ", 1)
    return f"{ {'separate': 'separates', 'do': 'does', 'name': 'names', 'stand': 'stands'}[verb] } {rest}"
