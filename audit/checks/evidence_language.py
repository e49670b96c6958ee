"""LAN004-006: words that claim more than the figures beside them, or the kind of study behind them, can carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.checks.case import Case
from audit.checks.language import judged, problem
from audit.checks.phrases import matches
from audit.checks.prose import Prose
from audit.checks.rule import Problem, rule
from audit.checks.subject import about_product
from audit.checks.voice import is_hedged, is_negated, reports_research
from audit.model import Reference

_STATISTIC = re.compile(
    r"\bp\s*(?:[<>=≤≥]|value)|\bCIs?\b|confidence interval|\b(?:HR|OR|RR|SD|SE|SMD|IQR)\b|\d\s*%|\d\s+(?:vs|versus)\b|"
    r"[-−–]?\d+(?:[.,·]\d+)?\s+(?:points?|mm|mg|mmol|months?|weeks?|days?|hours?|years?)\b|\d+\s*(?:/|of|out of)\s*\d+|"
    r"\d+[-\s]?fold|\d[.·]\d",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:statistically\s+)?significant(?:ly)?\s+(?:(?:and|more|clinically|meaningful|meaningfully|rapidly|further)\s+)*"
    r"(?:improv|reduc|decreas|increas|prolong|lower|rais|rais|delay|extend|slow|short|reliev|protect|prevent|greater|better|"
    r"higher|longer|faster|fewer|less|more|superior|benefit|relief|effect on|survival|response)\w*",
    re.IGNORECASE,
)


@rule("LAN004", "significant-without-statistic", "minor")
def significant_without_statistic(case: Case) -> Iterator[Problem]:
    """“Significant” without the figure that says so.

    ## What
    A treatment is said to have a significant effect, and neither this sentence nor the next to it on the page gives a
    P value, a confidence interval or the size of the effect.

    ## Why
    “Significant” has a meaning in statistics: a reader takes it for one. A claim must be capable of substantiation
    (ABPI Code 2024, clause 6.2).

    ## Example
    > Velcora significantly reduced pain.

    ## Fix
    Give the figures: `Velcora reduced pain more than placebo (−2.1 vs −0.8 points; P = .003).`
    """
    proses = list(judged(case))
    for index, prose in enumerate(proses):
        if not _EFFECT.search(prose.words) or reports_research(prose.words):
            continue
        if not about_product(case.profile, prose, case.products):
            continue
        if any(_STATISTIC.search(other.words) for other in _neighbours(case, proses, index)):
            continue
        for match in _EFFECT.finditer(prose.words):
            start, end = match.span()
            if is_negated(prose.words, start) or is_hedged(prose.words, start) or prose.is_exempt(start, end):
                continue
            yield problem(
                prose, start, end, "significant without a P value, an interval or the size of the effect.",
                "Give the figures, or say it without “significant”.",
            )  # fmt: skip


def _neighbours(case: Case, proses: Sequence[Prose], index: int) -> list[Prose]:
    """The statement with the ones before and after it in the same block of text."""
    block = case.document.block_at(proses[index].start)
    around = proses[max(0, index - 1) : index + 2]
    return [other for other in around if other is proses[index] or case.document.block_at(other.start) is block]


_NUMBER = r"(?:\d+(?:[.,·]\d+)?\s*(?:%|per ?cent)|(?:one|two|three)[-\s](?:half|third|thirds|quarter|quarters))"
_RISK = r"(?:risks?|odds|rates?|incidence|chances?|likelihood|probability|hazards?)"
_RELATIVE = re.compile(
    rf"\b(?:reduc\w+|lower(?:s|ed|ing)?|cut(?:s|ting)?|decreas\w+|diminish\w+)\b[^.;()]{{0,40}}?\b{_RISK}\b[^.;()]{{0,60}}?\bby\s+"
    rf"(?:up to |about |more than |nearly |almost )?(?:{_NUMBER}|half\b|(?:two|three)[- ]fold)|"
    rf"\b{_NUMBER}\s+(?:relative\s+)?(?:lower|reduced|smaller|less|decreased)\s+{_RISK}\b|"
    rf"\b{_NUMBER}\s+(?:relative\s+)?(?:risk\s+)?(?:reduction|decrease)\s+(?:in|of)\s+(?:the\s+)?(?:relative\s+)?"
    rf"(?:{_RISK}|[\w\s-]{{0,25}}(?:death|mortality|events?|fractures?|strokes?|relapses?|hospitali[sz]ations?))\b|"
    rf"\b{_NUMBER}\s+(?:relative\s+)?risk\s+reduction\b|"
    rf"\b{_RISK}\b[^.;()]{{0,30}}?\b(?:cut|reduced|lowered)\s+(?:in|by)\s+half\b|"
    rf"\b(?:halv(?:es|ed|ing)|half)\s+(?:of\s+)?(?:the\s+)?{_RISK}\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\babsolute\b|\bNNT\b|number needed|\bARR\b|"
    r"\d\s*%[^.;]{0,60}?\b(?:vs\.?|versus|compared with|against|and|to|than)\s[^.;]{0,40}?\d[\d.,·]*\s*%|"
    r"\d+\s*(?:/|of|out of)\s*\d+|\bper\s+(?:1[,\s]?000|100|10[,\s]?000)|\d\s*\(\s*\d+(?:[.,·]\d+)?\s*%\s*\)|"
    r"\d\s*(?:vs\.?|versus)\s*\d|\b(?:HR|OR|RR|IRR|CI)\b",
    re.IGNORECASE,
)


@rule("LAN005", "relative-without-absolute", "minor")
def relative_without_absolute(case: Case) -> Iterator[Problem]:
    """A relative reduction of risk without the risks themselves.

    ## What
    A risk is said to fall by a percentage, and neither this sentence nor its neighbours say from what to what.

    ## Why
    A relative risk must be given with the absolute one (ABPI Code 2021, clause 14.1): 50 % less may be 1 in 2 or 1 in
    2,000.

    ## Example
    > Velcora reduces the risk of fracture by 48%.

    ## Fix
    Give both risks: `Fractures occurred in 6.2% of patients with Velcora and in 11.9% with placebo.`
    """
    proses = list(judged(case))
    for index, prose in enumerate(proses):
        if not _RELATIVE.search(prose.words):
            continue
        if any(_ABSOLUTE.search(other.words) for other in _neighbours(case, proses, index)):
            continue
        if reports_research(prose.words):
            continue
        for match in _RELATIVE.finditer(prose.words):
            start, end = match.span()
            if not prose.is_exempt(start, end) and not is_negated(prose.words, start):
                yield problem(
                    prose, start, end, "a relative risk without the absolute risks.",
                    "Give the risk with and without the treatment.",
                )  # fmt: skip


_OBSERVATIONAL = re.compile(
    r"\b(?:cohort|case[-\s]control|cross[-\s]sectional|observational|registr(?:y|ies)|retrospective|survey|prevalence|"
    r"case (?:report|series)|epidemiolog\w+ (?:stud(?:y|ies)|survey|data)|database|claims data|"
    r"medical records|chart review|nationwide|population-based)\b",
    re.IGNORECASE,
)
_EXPERIMENTAL = re.compile(
    r"\b(?:random\w*|trials?|placebo\w*|double-blind|systematic|meta-analys\w+|mendelian|guidelines?|consensus|"
    r"recommendations?|review|mice|mouse|rats?|in vitro)\b",
    re.IGNORECASE,
)


@rule("LAN006", "causal-word-on-observation", "minor")
def causal_word_on_observation(case: Case) -> Iterator[Problem]:
    """A cause is stated, and the study behind it only observed.

    ## What
    The statement says that one thing causes, prevents or reduces another. All the studies it cites call themselves
    cohort, case-control, cross-sectional or registry studies: they show that two things occur together.

    ## Why
    The reference must support the claim (21 CFR 202.1(e)(6)(i)). Observation alone does not show a cause.

    ## Example
    > Coffee prevents gout. (The source: Coffee consumption and risk of incident gout: a prospective cohort study.)

    ## Fix
    Say what was seen: `People who drink coffee have gout less often.` Or cite a trial.
    """
    cited: dict[str, set[int]] = {}
    for use in case.uses:
        if use.reference is not None:
            cited.setdefault(use.statement.id, set()).add(use.reference)
    for prose in judged(case):
        references = [case.references[index] for index in sorted(cited.get(prose.statement.id, ()))]
        if not references or not all(_is_observational(reference) for reference in references):
            continue
        for match in matches(case.profile, "LAN006", prose):
            start, end = match.span()
            if is_negated(prose.words, start) or is_hedged(prose.words, start) or reports_research(prose.words):
                continue
            titles = "; ".join(f"“{reference.title}”" for reference in references)
            yield problem(
                prose, start, end, f"a cause is stated on the ground of observation ({titles}).",
                "Say that the two occur together, or cite a trial.",
            )  # fmt: skip


def _is_observational(reference: Reference) -> bool:
    title = reference.title or ""
    return bool(_OBSERVATIONAL.search(title)) and not _EXPERIMENTAL.search(title)
