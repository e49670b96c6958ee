"""How a sentence speaks: asking, denying, hoping, reporting. Heuristics for English; each errs towards silence."""

from __future__ import annotations

import re

_NEGATIONS = "no not never neither nor without cannot hardly none nothing unlikely lack lacks lacked lacking"
_HEDGES = """whether if unless need needs needed require requires required unclear unknown uncertain unproven seek seeks
    seeking sought aim aims aimed aiming hope hoped hopes goal goals purpose objective potential potentially may might
    could would should must develop develops developed developing development identify identifying find finding
    determine determines determined determining assess assesses assessed assessing evaluate evaluates evaluated
    evaluating investigate investigates investigated investigating explore explores explored exploring compare compares
    compared comparing consider considers considered considering toward towards promising candidate believed thought
    expected want wants wanted wish wishes ask asks asked request requested essential necessary"""
_WISHED_FOR = re.compile(
    r"\b(?:(?:is|are|remains?) (?:\w+ )?(?:needed|required|essential|necessary|wanted|warranted|desirable|lacking)|"
    r"(?:there is|there remains) (?:\w+ )?need)\b",
    re.IGNORECASE,
)
# Who reports: a study that the sentence names, its authors, or the passive of science.
_PROMOTERS = "are offer help provide ensure guarantee promise support deliver care make bring know"
_STUDY = "study studies trial trials analysis review reviews experiment experiments report reports authors author"
_THIS = """this present current previous earlier recent another same above-mentioned one two several other most many
    these those all both"""
_OURS = """study studies trial result results data finding findings analysis work knowledge cohort sample patients
    participants review hypothesis model experiment experiments observation observations"""
_FOUND = "reported shown demonstrated observed found described suggested published"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_NEGATION = re.compile(rf"\b{_any(_NEGATIONS)}\b|n['’]t\b", re.IGNORECASE)
_HEDGE = re.compile(rf"\b(?:{_any(_HEDGES)}|hypothe\w+|search(?:ing)? for|so-called)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;:!?]\s|,\s(?:but|and|while|whereas)\b|\bbut\b")
_RESEARCH = re.compile(
    rf"\b(?:we(?! {_any(_PROMOTERS)}\b)|our (?:own )?{_any(_OURS)}|{_any(_THIS)} (?:\w+ )?{_any(_STUDY)}|"
    r"authors?|et al|participants?|respondents|interviewees?|investigators?|reviewers?|researchers?|"
    r"hypothes\w+|questionnaires?|"
    rf"(?:was|were|has been|have been|been) {_any(_FOUND)}|"
    r"(?:reported|found|showed|observed|suggested|concluded|stated|argued) (?:that|by)|according to|"
    r"(?:table|figure|fig\.?|appendix) ?\d)\b",
    re.IGNORECASE,
)


def is_question(words: str) -> bool:
    """Whether the statement asks."""
    return words.rstrip(" \t\n\u00a0”\"'’)").endswith("?")


def _clause_before(words: str, at: int) -> str:
    before = words[max(0, at - 120) : at]
    ends = list(_CLAUSE_END.finditer(before))
    return before[ends[-1].end() :] if ends else before


def is_negated(words: str, at: int) -> bool:
    """Whether something in the clause before `at` denies what follows."""
    return bool(_NEGATION.search(_clause_before(words, at)))


def is_hedged(words: str, at: int) -> bool:
    """Whether what stands at `at` is asked for, hoped for or doubted, not claimed."""
    return bool(_HEDGE.search(_clause_before(words, at)) or _WISHED_FOR.search(words))


def reports_research(words: str) -> bool:
    """Whether the sentence is that of a researcher who reports: it names its study, or says who found it."""
    return bool(_RESEARCH.search(words))
