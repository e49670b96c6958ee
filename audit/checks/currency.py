"""REF006, REF008: is the evidence still the newest there is?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from audit.checks.case import Case
from audit.checks.dates import PartialDate, read_date, years_before
from audit.checks.editions import later_editions
from audit.checks.profile import Profile
from audit.checks.rule import Problem, rule
from audit.checks.wording import listed, named, shortened
from audit.model import Evidence, Reference


@rule("REF006", "stale-access-date", "minor")
def stale_access_date(case: Case) -> Iterator[Problem]:
    """A web page was last looked at too long ago.

    ## What
    The access date of a web reference is older than the limit of the profile (two years, unless it says otherwise).

    ## Why
    Evidence must be up to date (ABPI Code 2024, clause 6.1). The page may have changed or gone since.

    ## Example
    > Accessed July 19, 2021.

    ## Fix
    Open the page again. If it still says what it is cited for, bring the access date up to date; if not, cite
    another source.
    """
    limit = case.profile.limits.access_date_years
    for _, reference in case.entries:
        accessed = read_date(reference.accessed)
        if accessed is not None and accessed.latest < years_before(case.today, limit):
            yield Problem(
                f"{named(reference)} was last accessed on {reference.accessed}, "
                f"{_age(accessed.latest, case.today)} ago (limit: {limit:g} years).",
                identity=reference.accessed or "",
                reference=reference,
                suggestion="Open the page again, and bring the date up to date if it still says what it is cited for.",
            )


def _years(count: float) -> str:
    return "1 year" if count == 1 else f"{count:g} years"


def _rough_age(then: PartialDate, today: date) -> str:
    """The age of something of which often no more than the year is known."""
    if then.earliest.year == then.latest.year and (then.latest - then.earliest).days > 31:
        return _years(today.year - then.latest.year)
    return _age(then.latest, today)


def _age(then: date, today: date) -> str:
    return f"{(today - then).days / 365.25:.1f} years"


_GUIDELINE = re.compile(
    r"\b(?:guidelines?|guidance|consensus|recommendations?|position (?:statement|paper)|standards of care)\b",
    re.IGNORECASE,
)
_VERSION_YEAR = re.compile(r"\b(?:v(?:ersion)?\.?\s*)?\d{1,2}\.((?:19|20)\d\d)\b", re.IGNORECASE)


def _dated(reference: Reference) -> tuple[PartialDate, str] | None:
    """The newest date that the entry gives, with the words for it; None for an entry without one."""
    version = _VERSION_YEAR.search(reference.version or "")
    if version is not None:
        date_read = read_date(version[1])
        return (date_read, f"version {version[0]}") if date_read else None
    for text in (reference.updated, reference.published, reference.year):
        found = read_date((text or "")[:10])
        if found is not None:
            return found, "" if text == reference.year else f"dated {text}"
    return None


def _limit(profile: Profile, reference: Reference) -> tuple[float, str] | None:
    """The age in years that the profile allows this reference, and what it takes it for."""
    limits, ages = profile.limits, profile.limits.reference_age
    title = (reference.title or "").lower()
    if any(re.search(rf"\b{re.escape(word.lower())}", title) for word in limits.slow_words):
        return limits.slow_years, "work on what ages slowly"
    if _VERSION_YEAR.search(reference.version or "") and "version" in ages:
        return ages["version"], "a numbered version"
    kind = "guideline" if _GUIDELINE.search(title) or reference.type == "guideline" else reference.type
    found = ages.get(kind, ages.get("default"))
    return (
        None if found is None else (found, {"guideline": "a guideline", "article": "an article"}.get(kind, f"a {kind}"))
    )


@rule("REF008", "outdated-reference", "minor")
def outdated_reference(case: Case) -> Iterator[Problem]:
    """The source is older than the profile allows, or a newer edition may exist.

    ## What
    The entry is older than the limit for its kind: the profile says how old an article, a guideline, a book or a
    numbered version may be, and which subjects age slowly (anatomy). For guidelines, consensus papers and numbered
    versions the registry was also asked for later works of the same series on the same subject. They are shown as
    candidates: whether one of them replaces the source, a person must decide.

    ## Why
    Evidence must be up to date (ABPI Code 2024, clause 6.1).

    ## Example
    > 13 Pape UF, et al. ENETS Consensus Guidelines for the management of patients with ... Neuroendocrinology.
    > 2012;95(2):135-156.

    A guideline of 2012, where the limit is five years.

    ## Fix
    Look for newer evidence. If the source is still the best there is, waive the finding and say why.
    """
    for index, reference in case.entries:
        candidates = later_editions(reference, case.editions.get(index, ()))
        limit, dated = _limit(case.profile, reference), _dated(reference)
        old = limit and dated and dated[0].latest < years_before(case.today, limit[0])
        if not old and not candidates:
            continue
        message = f"{named(reference)} may have a newer edition"
        if old and limit and dated:
            said = f"{named(reference)}, {dated[1]}," if dated[1] else named(reference)
            message = (
                f"{said} is {_rough_age(dated[0], case.today)} old; the limit for {limit[1]} is {_years(limit[0])}"
            )
        shown = [f"“{shortened(work.title or work.raw, 80)}” ({work.year})" for work in candidates]
        yield Problem(
            message + (f"; candidates for a newer edition, not compared: {listed(shown)}" if shown else "") + ".",
            identity="age" if old else "edition",
            reference=reference,
            severity=None if old else "info",
            evidence=_candidate_evidence(candidates),
            suggestion="Look at the candidates."
            if shown
            else "Look for newer evidence, or confirm that this still stands.",
        )


def _candidate_evidence(candidates: Sequence[Reference]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(source="registry", url=f"https://doi.org/{work.doi}" if work.doi else work.url, excerpt=work.title)
        for work in candidates
    )
