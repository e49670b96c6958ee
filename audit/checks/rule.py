"""What a rule is: a code, a name, a severity, a page, and a function from a case to problems."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from audit.checks.case import Case
from audit.model import Evidence, Reference, Severity, Statement


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as a rule sees it.

    identity: what tells it from other problems of the same rule on the same text; part of the fingerprint, so never
    a line number or anything else that moves while the text stays.
    start, end: its exact characters; without them the statement, else the reference entry, else the document's start.
    severity: where the rule grades its problems itself; a profile's own word for the rule still wins.
    """

    message: str
    identity: str = ""
    start: int | None = None
    end: int | None = None
    statement: Statement | None = None
    reference: Reference | None = None
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    suggestion: str | None = None


Check: TypeAlias = Callable[[Case], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `severity` holds unless a profile or the problem says otherwise; `check` is None where another room
    finds the problems (waivers, support) and this one only names them."""

    code: str
    name: str
    severity: Severity
    page: str
    check: Check | None = None

    @property
    def summary(self) -> str:
        """The first line of the rule's page."""
        return self.page.splitlines()[0]


_RULES: dict[str, Rule] = {}


def _register(code: str, name: str, severity: Severity, page: str | None, check: Check | None) -> None:
    if code in _RULES:
        raise ValueError(f"two rules are called {code}")
    if not page:
        raise ValueError(f"{code} has no page")
    _RULES[code] = Rule(code, name, severity, inspect.cleandoc(page), check)


def rule(code: str, name: str, severity: Severity) -> Callable[[Check], Check]:
    """Make a function the rule `code`. Its docstring is the rule's page: Markdown, a summary line first."""

    def decorate(check: Check) -> Check:
        _register(code, name, severity, check.__doc__, check)
        return check

    return decorate


def foreign_rule(code: str, name: str, severity: Severity, page: str) -> None:
    """A rule whose problems another room finds."""
    _register(code, name, severity, page, None)


def registered() -> Iterator[Rule]:
    """All rules that were defined, by code."""
    return (_RULES[code] for code in sorted(_RULES))


def find_rule(code: str) -> Rule | None:
    """The rule `code`, or None."""
    return _RULES.get(code.upper())
