"""Rules about what happened to a work after it was published: retractions, concerns, corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.checks.case import Case
from audit.checks.registered import evidence_of, verified_entries
from audit.checks.rule import Problem, rule
from audit.checks.wording import named
from audit.model import Evidence, Update, Verification

# The kinds of update, worst first, with the names that Crossref, Retraction Watch and PubMed give them.
_RETRACTED = frozenset(
    {"retraction", "retracted", "partial-retraction", "withdrawal", "withdrawn", "removal", "removed",
     "retract-and-replace", "retraction-and-replacement", "retracted-publication"}
)  # fmt: skip
_REPLACED = frozenset({"retract-and-replace", "retraction-and-replacement"})
_CONCERN = frozenset({"expression-of-concern", "concern"})
_CORRECTED = frozenset({"correction", "corrigendum", "erratum", "clarification", "addendum", "corrected"})
_REINSTATED = frozenset({"reinstatement", "reinstated"})


def _kind(update: Update) -> str:
    return re.sub(r"[\s_]+", "-", update.type.strip().casefold())


def _kinds(updates: Sequence[Update]) -> set[str]:
    return {_kind(update) for update in updates}


def _of_kind(verification: Verification, kinds: frozenset[str]) -> list[Update]:
    return [update for update in verification.updates if _kind(update) in kinds]


def _reinstated(verification: Verification) -> bool:
    """Whether the last word is that the work stands again. Without dates on both sides the worse word counts."""
    reinstated = [update.date for update in _of_kind(verification, _REINSTATED) if update.date]
    against = [update.date for update in _of_kind(verification, _RETRACTED | _CONCERN)]
    return bool(reinstated) and all(day is not None and day < max(reinstated) for day in against)


def _worst(verification: Verification) -> str | None:
    if verification.status == "wrong-work" or verification.is_notice:
        return None  # the updates are those of another work, or of the notice itself (DOI010)
    standing = _reinstated(verification)
    for code, kinds in (("DOI005", _RETRACTED), ("DOI006", _CONCERN)):
        if not standing and _of_kind(verification, kinds):
            return code
    return "DOI007" if _of_kind(verification, _CORRECTED) else None


def _updated(case: Case, code: str, kinds: frozenset[str], verb: str, suggestion: str) -> Iterator[Problem]:
    """One problem for each reference whose worst update is of these kinds."""
    for _, reference, verification in verified_entries(case):
        if _worst(verification) != code:
            continue
        updates = _of_kind(verification, kinds)
        yield Problem(
            f"{named(reference)} {verb}. On record: {_told(updates)}.",
            identity=" ".join(sorted(_kinds(updates))),
            reference=reference,
            severity="major" if code == "DOI005" and _kinds(updates) <= _REPLACED else None,
            evidence=(
                *(
                    Evidence(
                        source=update.source or verification.registry or "registry",
                        url=f"https://doi.org/{update.doi}" if update.doi else None,
                        retrieved_at=verification.checked_at,
                        excerpt=_told([update]),
                    )
                    for update in updates
                ),
                *evidence_of(verification),
            ),
            suggestion=suggestion,
        )


def _told(updates: Sequence[Update]) -> str:
    said = []
    for update in updates:
        kind = _kind(update).replace("-", " ")
        dated = f"{kind} of {update.date}" if update.date else kind
        details = [part for part in (f"doi:{update.doi}" if update.doi else None, update.source) if part]
        said.append(dated + (f" ({', '.join(details)})" if details else ""))
    return "; ".join(dict.fromkeys(said))


@rule("DOI005", "retracted", "critical")
def retracted(case: Case) -> Iterator[Problem]:
    """The cited work has been retracted, withdrawn or removed.

    ## What
    A registry says that the work was retracted, in whole or in part, withdrawn or removed. The worst word of all
    sources counts. A work that was reinstated afterwards is not reported; one that its authors retracted and replaced
    is graded major, since the replacement may say the same.

    ## Why
    Retracted work must not be cited as sound (ICMJE Recommendations).

    ## Example
    > Mehra MR, Desai SS, Ruschitzka F, Patel AN. ... Lancet. 2020. doi:10.1016/S0140-6736(20)31180-6

    ## Fix
    Remove the reference and every claim that rests on it alone, or find other evidence.
    """
    yield from _updated(
        case, "DOI005", _RETRACTED, "is retracted",
        "Do not rest a claim on this work: find other evidence, or take out the claims that cite it.",
    )  # fmt: skip


@rule("DOI006", "expression-of-concern", "major")
def expression_of_concern(case: Case) -> Iterator[Problem]:
    """The journal has expressed concern about the cited work.

    ## What
    The journal published an expression of concern: doubts that are not settled.

    ## Why
    Work under doubt must not be cited as sound without saying so (ICMJE Recommendations).

    ## Example
    > An expression of concern was published on 3 June 2020.

    ## Fix
    Read the notice. Rest the claim on other evidence, or state the concern beside it.
    """
    yield from _updated(
        case, "DOI006", _CONCERN, "is under an expression of concern",
        "Read the notice; rest the claim on other evidence, or state the concern.",
    )  # fmt: skip


@rule("DOI007", "corrected", "minor")
def corrected(case: Case) -> Iterator[Problem]:
    """A correction to the cited work has been published.

    ## What
    An erratum, corrigendum or other correction exists. It may concern a misspelt name or the very number that is
    cited.

    ## Why
    Evidence must be up to date (ABPI Code 2024, clause 6.1), and the corrected record is the one to cite (ICMJE
    Recommendations).

    ## Example
    > An erratum to the article gives another number of patients in table 2.

    ## Fix
    Read the correction. If it touches what is cited, correct the statement; AMA style then names the correction in
    the reference.
    """
    yield from _updated(
        case, "DOI007", _CORRECTED, "has been corrected",
        "Read the correction and make sure that it does not touch what is cited.",
    )  # fmt: skip
