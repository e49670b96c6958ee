"""DOC001: statements that the profile requires, in the forms they really take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from audit.checks.case import Case
from audit.checks.profile import RequiredText
from audit.checks.rule import Problem, rule
from audit.checks.wording import shortened
from audit.model import Evidence


@dataclass(frozen=True, slots=True)
class RequiredStatement:
    """A required statement and its place in the document's text; `start` is None where it was not found."""

    name: str
    text: RequiredText
    start: int | None = None
    end: int | None = None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A space in a pattern is any white space: the words may stand on two lines.
    spaced = re.sub(r"(?<!\\) +(?![?*+{])", r"\\s+", re.sub(r"(?<!\\) \?", r"\\s*", pattern))
    return re.compile(spaced, re.IGNORECASE)


def required_statements(case: Case) -> list[RequiredStatement]:
    """Every statement that the profile requires, with where it was found. Reference lists do not count."""
    text = case.document.text
    for entries in case.lists:
        text = text[: entries.start] + " " * (entries.end - entries.start) + text[entries.end :]
    found = []
    for wanted in case.profile.required.values():
        if not wanted.on:
            continue
        matches = [match for pattern in wanted.patterns if (match := _compiled(pattern).search(text))]
        first = min(matches, key=lambda match: match.start(), default=None)
        start, end = first.span() if first is not None else (None, None)
        found.append(RequiredStatement(wanted.name, wanted, start, end))
    return found


def _sentence(case: Case, one: RequiredStatement) -> str:
    """The statement in which it was found, or the words alone where they stand in none."""
    prose = case.prose_at(one.start or 0)
    return shortened(prose.statement.source_text if prose else case.document.text[one.start : one.end], 200)


@rule("DOC001", "missing-required-statement", "major")
def missing_required_statement(case: Case) -> Iterator[Problem]:
    """A statement that the profile requires is not in the document.

    ## What
    The profile requires certain statements: the date of preparation, a job code, for whom the page is meant, who
    paid for it, how to report adverse events, where the prescribing information is. One was not found in the text
    that was read. Those that were found are shown with their places.

    ## Why
    Promotional material in the UK carries the date on which it was drawn up or last revised (ABPI Code, clause 12.8)
    and the adverse-event statement (ABPI Code 2021, clause 12.9). Which statements a page needs depends on its
    country and kind: the profile says so.

    ## Example
    A page for healthcare professionals without `Date of preparation: March 2026`.

    ## Fix
    Add the statement. If the page has it in a part that is not in the audited text (an image, a footer), add it to
    the text, or waive the finding and say where it stands.
    """
    statements = required_statements(case)
    shown = tuple(
        Evidence(
            source=f"found: {one.name}, line {case.document.line_of(one.start)}",
            excerpt=_sentence(case, one),
        )
        for one in statements
        if one.start is not None
    )
    for one in statements:
        if one.start is None:
            clause = f" ({one.text.clause})" if one.text.clause else ""
            yield Problem(
                f"No {one.name} was found in the text{clause}.",
                identity=one.name,
                severity=one.text.severity,
                evidence=shown,
                suggestion=one.text.suggestion or f"Add the {one.name}.",
            )
