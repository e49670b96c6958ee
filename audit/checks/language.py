"""LAN001-003, LAN007: words that promise too much. Precision first: what may be harmless is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.dates import years_before
from audit.checks.phrases import matches
from audit.checks.prose import Prose
from audit.checks.rule import Problem, rule
from audit.checks.subject import about_product
from audit.checks.voice import is_hedged, is_negated, is_question, reports_research
from audit.checks.wording import shortened


def judged(case: Case) -> Iterator[Prose]:
    """The statements whose language is judged: not keys, disclaimers and quotations, no questions, English only."""
    if case.document.language not in ("en", "und"):
        return
    for prose in case.prose:
        if prose.statement.kind not in ("abbreviation", "disclaimer", "quotation") and not is_question(prose.words):
            yield prose


def problem(prose: Prose, start: int, end: int, message: str, suggestion: str) -> Problem:
    """A problem with these characters of a statement's words."""
    return Problem(
        f"“{shortened(prose.words[start:end], 60)}”: {message}",
        identity=" ".join(prose.words[start:end].lower().split()),
        start=prose.start + start,
        end=prose.start + end,
        statement=prose.statement,
        suggestion=suggestion,
    )


_OPEN = re.compile(
    r"\W*(?:for\s+(?:an?|each|every|the|any)\s+[\w\s]{0,40})?\b(?:depends?|remains?|has not|have not|is (?:un|not)|"
    r"are (?:un|not)|should|must|may|might|could|would|will depend)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:were|was|have been|had been)\s+(?:reported|observed|seen|recorded|noted|identified|found)\b"
)


_PAST = re.compile(r"\b(?:was|were|had|at th(?:at|e) time|until)\b", re.IGNORECASE)


@rule("LAN001", "superlative-or-absolute", "major")
def superlative_or_absolute(case: Case) -> Iterator[Problem]:
    """A superlative or an absolute word about a treatment.

    ## What
    The best, the most effective, unique, guaranteed, 100% effective, no side effects: words that leave no room for
    other treatments or other patients. The list belongs to the profile. Quotations, names (`New England`), titles of
    references and harmless expressions (`best supportive care`) are left alone.

    ## Why
    Exaggerated and all-embracing claims and superlatives are not accepted (ABPI Code 2021, clause 14.4).

    ## Example
    > Tophirel is the most effective treatment for gout.

    ## Fix
    Say what was shown, in whom and against what: `In adults with gout, more patients reached the target with Tophirel
    than with placebo (62% vs 20%).`
    """
    for prose in judged(case):
        for match in matches(case.profile, "LAN001", prose):
            start, end = match.span()
            if is_negated(prose.words, start) or is_hedged(prose.words, start) or _OPEN.match(prose.words, end):
                continue
            if match[0].lower().startswith("the only") and _PAST.search(prose.words, end):
                continue
            if _COUNTED.search(prose.words, end) or reports_research(prose.words):
                continue
            yield problem(
                prose, start, end, "a superlative or an absolute word that the evidence can hardly carry.",
                "Say what was shown, in whom and against what.",
            )  # fmt: skip


_COMPARATOR = re.compile(
    r"\b(?:than|versus|vs\.?|compar\w+|relative to|rather than|over (?:placebo|standard|usual|control)|"
    r"(?<!protection )(?<!protect )(?<!protects )against|"
    r"from baseline|before|both|between|instead of|alone|respectively|the (?:higher|lower|more|less|larger|longer|"
    r"greater|earlier|sooner)\b.*\bthe (?:higher|lower|more|less|larger|longer|greater|earlier|better|worse))\b",
    re.IGNORECASE | re.DOTALL,
)


@rule("LAN002", "hanging-comparative", "major")
def hanging_comparative(case: Case) -> Iterator[Problem]:
    """A comparison that does not say with what.

    ## What
    More effective, faster, better tolerated, fewer side effects, without saying than what: than placebo, than another
    treatment, than before?

    ## Why
    Comparisons must name the comparator (ABPI Code 2021, clause 14.1). A hanging comparison says better than all.

    ## Example
    > Velcora works faster.

    ## Fix
    Name the comparator and the result: `Pain relief began earlier with Velcora than with ibuprofen (2 h vs 4 h).`
    """
    for prose in judged(case):
        found = list(matches(case.profile, "LAN002", prose))
        if not found or _COMPARATOR.search(prose.words) or reports_research(prose.words):
            continue
        if not about_product(case.profile, prose, case.products):
            continue
        for match in found:
            start, end = match.span()
            if not is_negated(prose.words, start) and not is_hedged(prose.words, start):
                yield problem(
                    prose, start, end, "a comparison that does not say with what.",
                    "Name the comparator, and give the result for both.",
                )  # fmt: skip


_SAFE_QUALIFIED = re.compile(
    r"\b(?:in (?:adults|children|patients|people|women|men|adolescents|infants|this|these|those|the elderly|older|"
    r"pregnan\w+|\d+|clinical|a |an |the )|at doses?|at a dose|up to|under|below|for (?:up to|\d+)|within|"
    r"(?:when|if) (?:used|taken|given|administered)|generally|relatively|usually|trials?|study|studies|week|enough)\b",
    re.IGNORECASE,
)
# What may be safe without being a claim about a medicine: places, handling, sex, ranges, people.
_SAFE_ELSE = re.compile(
    r"\W+(?:place|places|sex|handling|disposal|storage|use of|range|limit|limits|level|levels|water|food|environment|"
    r"space|distance|practice|practices|driving|drive|exercise|side|from|keeping|delivery|birth|abortion|motherhood|"
    r"to (?:drive|exercise|use|take|handle|eat|drink|breastfeed|return|assume|say|work)|hands|guard\w*|and sound)\b",
    re.IGNORECASE,
)
_TREATING = re.compile(
    r"\b(?:treat|us(?:e[ds]?|ing)|given?|tak(?:en?|ing)|administer|prescrib|lower|reliev|control|manag|reduc|cur|heal)\w*\b",
    re.IGNORECASE,
)


_MEDICAL = re.compile(
    r"\b(?:effective|efficacious|tolerated|tolerable)\b|"
    r"\bsafe (?:and \w+ )?(?:option|choice|alternative|solution|way to treat)\b",
    re.IGNORECASE,
)


@rule("LAN003", "unqualified-safe-or-new", "major")
def unqualified_safe_or_new(case: Case) -> Iterator[Problem]:
    """“Safe” without qualification, or “new” for a product that is not.

    ## What
    A medicine is called safe without saying in whom, at which dose or in which study; or a product or use is called
    new, and the profile does not say that it has been on the market for less than twelve months (`[products]`).

    ## Why
    “Safe” must never be used without qualification, and “new” only for twelve months (ABPI Code 2024, clauses 6.4 and
    6.5).

    ## Example
    > Tophirel is a safe and effective treatment for gout.

    ## Fix
    Say what was seen: `In a 52-week trial in adults with gout, adverse events were as frequent as with placebo.` Take
    out “new”, or enter the day of the launch in the profile.
    """
    for prose in judged(case):
        yield from _safe(case, prose)
        yield from _new(case, prose)


def _safe(case: Case, prose: Prose) -> Iterator[Problem]:
    for match in matches(case.profile, "LAN003", prose):
        start, end = match.span()
        if is_negated(prose.words, start) or is_hedged(prose.words, start) or _SAFE_ELSE.match(prose.words, end):
            continue
        rest = prose.words[:start] + " " + prose.words[end:]
        if match[0].lower() == "safely" and not _TREATING.search(rest):
            continue
        if (
            _SAFE_QUALIFIED.search(rest)
            or reports_research(rest)
            or not (_MEDICAL.search(prose.words) or about_product(case.profile, prose, case.products))
        ):
            continue
        yield problem(
            prose, start, end, "“safe” is said without qualification.",
            "Say what was seen, in whom, at which dose and for how long.",
        )  # fmt: skip


_NEW = re.compile(
    r"\b(?P<before>(?:an?|our|the|introducing|now|its|this|any|each|every|another|some|starting|other)\s+)?(?P<new>new|novel|brand-new|latest)\s+"
    r"(?P<between>(?:(?!of\b|for\b|in\b|and\b|or\b)[\w®™-]+\s+){0,2})(?P<thing>[\w®™-]+)",
    re.IGNORECASE,
)


_ANY = frozenset({"any", "each", "every", "another", "some", "starting", "other"})
_COMPOUND = re.compile(
    r"[\s-](?:guidelines?|strateg\w+|approach\w*|regimens?|plans?|protocols?|targets?|algorithms?|programm?es?|"
    r"facilit\w+|centers?|centres?|modalit\w+|goals?|schedules?|arms?|groups?|trials?|stud\w+|episodes?|starts?|"
    r"development|discovery|research|users?|candidates?|resistan\w+)\b",
    re.IGNORECASE,
)


def _new(case: Case, prose: Prose) -> Iterator[Problem]:
    things = {thing.lower() for thing in case.profile.things}
    plural = {thing for thing in things if thing.endswith("s")}
    for match in _NEW.finditer(prose.words):
        start, end = match.span("new")[0], match.end()
        words = [*match["between"].split(), match["thing"]]
        at = next((n for n, word in enumerate(words) if word[-1] in "®™" or _is_thing(words, n, things)), None)
        if at is None or prose.is_exempt(start, end) or prose.is_name(start, end):
            continue
        stop = match.start("between") + len(" ".join(words[: at + 1]))
        before = (match["before"] or "").strip().lower()
        if before in _ANY:
            continue
        branded = any(word[:1].isupper() for word in words[:at]) and not prose.title_case
        ours = branded or before in ("our", "the", "introducing", "now", "its", "this")
        if (words[at].lower() in plural and not ours) or _COMPOUND.match(prose.words, stop):
            continue
        if is_hedged(prose.words, start) or is_negated(prose.words, start) or reports_research(prose.words):
            continue
        if _is_young(case, prose):
            continue
        yield problem(
            prose, start, stop,
            f"new may be said for {case.profile.new_months} months only, and the profile names no such launch.",
            "Take out “new”, or enter the day of the launch in the profile ([products]).",
        )  # fmt: skip


def _is_thing(words: list[str], at: int, things: set[str]) -> bool:
    return words[at].lower() in things or " ".join(words[max(0, at - 1) : at + 1]).lower() in things


def _is_young(case: Case, prose: Prose) -> bool:
    """Whether the statement names a product that came to market within the months in which it may be called new."""
    since = years_before(case.today, case.profile.new_months / 12)
    return any(
        launched >= since and product.lower() in prose.words.lower()
        for product, launched in case.profile.products.items()
    )


_PURPOSE = re.compile(r"\b(?:to|by)\s+$", re.IGNORECASE)


@rule("LAN007", "promise", "major")
def promise(case: Case) -> Iterator[Problem]:
    """A promise that nobody can keep.

    ## What
    Ensuring that patients feel confident, guaranteeing control, telling readers that they will feel better.

    ## Why
    A promise is an all-embracing claim (ABPI Code 2021, clause 14.4), and no study can substantiate it (ABPI Code
    2024, clause 6.2).

    ## Example
    > Our nurses are at your side, ensuring lasting relief.

    ## Fix
    Say what is offered or what was shown: `Our nurses answer questions by telephone on working days.`
    """
    for prose in judged(case):
        for match in matches(case.profile, "LAN007", prose):
            start, end = match.span()
            # After a comma the promise is the result, whatever was hoped for before: ..., ensuring that you feel well.
            result = prose.words[:start].rstrip().endswith(",")
            if is_negated(prose.words, start) or (is_hedged(prose.words, start) and not result):
                continue
            if not _PURPOSE.search(prose.words[max(0, start - 10) : start]) and not reports_research(prose.words):
                yield problem(
                    prose, start, end, "a promise that no evidence can keep.", "Say what is offered, or what was shown."
                )
