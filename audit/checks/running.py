"""Run the rules over a case: problems become findings with a place, a severity and a fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from audit.checks import (  # noqa: F401  (importing a family registers its rules)
    abbreviations,
    citations,
    consistency,
    currency,
    evidence_language,
    language,
    links,
    order,
    parsed,
    reference_list,
    registered,
    required,
    style,
    support,
    updates,
    waivers,
)
from audit.checks.case import Case
from audit.checks.profile import Profile
from audit.checks.rule import Problem, Rule, find_rule
from audit.checks.rule import registered as _registered
from audit.errors import InputError
from audit.files import sha256
from audit.model import Document, Finding, Location


def rules() -> list[Rule]:
    """Every rule there is, by code. Which of them are on is for the profile to say."""
    return list(_registered())


def explain(code: str) -> str:
    """The page of a rule: what it finds, why, an example, the fix. Markdown. `InputError` for a code nobody knows."""
    found = find_rule(code)
    if found is None:
        raise InputError(code, "there is no such rule", hint="`claim-audit rules` lists them")
    return f"# {found.code} {found.name}\n\n{found.page}\n"


def run_checks(case: Case) -> list[Finding]:
    """All findings of the rules that the case's profile has on, by place, then code."""
    found: list[tuple[Rule, Problem]] = []
    for rule in _registered():
        if rule.check is not None and case.profile.severity(rule) is not None:
            found.extend((rule, problem) for problem in rule.check(case))
    return findings(case.document, case.profile, found)


def findings(document: Document, profile: Profile, found: Iterable[tuple[Rule, Problem]]) -> list[Finding]:
    """Problems of any origin as findings, sorted by place and code; problems of rules that are off are dropped.

    Problems that are alike in every respect are told apart by their order, so `found` must be all of a document's
    problems of a rule at once.
    """
    made = [
        (finding, text)
        for rule, problem in found
        if (finding := _finding(document, profile, rule, problem)) is not None
        for text in [_subject(document, problem) + "\x1f" + problem.identity]
    ]
    made.sort(key=lambda pair: (pair[0].location.start, pair[0].code, pair[0].location.end, pair[0].message))
    return list(_fingerprinted(made))


def _fingerprinted(made: Iterable[tuple[Finding, str]]) -> Iterator[Finding]:
    seen = Counter[str]()
    for finding, text in made:
        base = f"{finding.code}\x1f{text}"
        seen[base] += 1
        yield finding.model_copy(update={"fingerprint": sha256(f"{base}\x1f{seen[base]}")[:16]})


def _subject(document: Document, problem: Problem) -> str:
    """The words that the problem is about, without anything that moves while they stay."""
    if problem.reference is not None:
        words = problem.reference.raw
    elif problem.statement is not None:
        words = problem.statement.text
    elif problem.start is not None:
        words = document.text[problem.start : problem.end]
    else:
        words = ""
    return " ".join(words.split())


def _finding(document: Document, profile: Profile, rule: Rule, problem: Problem) -> Finding | None:
    severity = profile.severity(rule, problem.severity)
    if severity is None:
        return None
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=problem.message,
        statement_id=problem.statement.id if problem.statement else None,
        reference_key=(problem.reference.key or None) if problem.reference else None,
        location=_location(document, problem),
        evidence=list(problem.evidence),
        suggestion=problem.suggestion,
    )


def _location(document: Document, problem: Problem) -> Location:
    start, end = problem.start, problem.end
    if start is None or end is None:
        whole = problem.statement or problem.reference
        start, end = (whole.start, whole.end) if whole is not None else (0, 0)
    if end <= start:
        # A reference without a place of its own (a line of input, an entry of a .bib file) has at most a line.
        line = problem.reference.line if problem.reference is not None else 1
        return Location(path=document.path, line=line or 1, column=1)
    return Location.model_construct(  # checked by its types: a long page has thousands
        path=document.path,
        line=document.line_of(start),
        column=document.column_of(start),
        start=start,
        end=end,
        place=block.place if (block := document.block_at(start)) else None,
    )
