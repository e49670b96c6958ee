"""SUP: what the cited sources say of the claims. What was not read is never held against a claim."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.wording import listed, named, shortened
from audit.model import Evidence, Statement
from audit.model.support import ClaimSupport, ConceptDifference, NumberCheck, Passage, ReferenceSupport, SupportVerdict


def _judged(case: Case) -> Iterator[tuple[Statement, ClaimSupport]]:
    by_id = {statement.id: statement for statement in case.statements}
    for support in case.support:
        if support.statement_id in by_id:
            yield by_id[support.statement_id], support


def _read(support: ClaimSupport) -> list[ReferenceSupport]:
    """The references whose text was read, or nothing where one of them was not: it may say what the others do not."""
    unread = any(part.verdict.verdict == "unverified" or part.verdict.source is None for part in support.references)
    return [] if unread else list(support.references)


def _only_in_part(verdict: SupportVerdict) -> bool:
    return verdict.abstract_only or (verdict.source is not None and verdict.source.kind != "full text")


def _called(case: Case, key: str) -> str:
    return next((named(reference) for reference in case.references if reference.key == key), f"The reference {key}")


def _evidence(verdict: SupportVerdict, passage: Passage | None = None) -> tuple[Evidence, ...]:
    passages = [passage] if passage is not None else verdict.passages[:1]
    if verdict.source is None or not passages:
        return ()
    source, first = verdict.source, passages[0]
    place = f", {first.page}" if first.page else ""
    return (Evidence(source=f"{source.origin or source.kind} ({source.kind}{place})", excerpt=first.text),)


def _place(case: Case, statement: Statement, words: str) -> tuple[int | None, int | None]:
    """The words' own characters in the document, where they stand exactly once in the statement."""
    text = case.document.text[statement.start : statement.end]
    if words and text.count(words) == 1:
        at = statement.start + text.index(words)
        return at, at + len(words)
    return None, None


@rule("SUP001", "number-not-in-source", "major")
def number_not_in_source(case: Case) -> Iterator[Problem]:
    """A number of the claim is in none of its sources.

    ## What
    Every source that the claim cites was read, and none of them has this number, also not in another unit, rounded,
    or in words. The nearest values of the sources are shown. Where only an abstract could be read, the finding is
    graded minor and says so: the full text may have the number.

    ## Why
    The reference must support the claim (21 CFR 202.1(e)(6)(i)). A wrong number is the error that reviewers find most
    often, and the one that readers act upon.

    ## Example
    > Urate fell below 6 mg/dL in 72% of patients.3

    The source says 67%.

    ## Fix
    Correct the number, or cite the source that it was taken from.
    """
    for statement, support in _judged(case):
        parts = _read(support)
        checks = [{(check.start, check.text): check for check in part.verdict.numbers} for part in parts]
        for place in checks[0] if checks else ():
            found = [numbers.get(place) for numbers in checks]
            if all(check is not None and check.status == "not-in-source" for check in found):
                yield _missing_number(case, statement, parts, [check for check in found if check is not None])


def _missing_number(
    case: Case, statement: Statement, parts: list[ReferenceSupport], found: list[NumberCheck]
) -> Problem:
    number = found[0].text
    start, end = _place(case, statement, number)
    in_part = any(_only_in_part(part.verdict) for part in parts)
    nearest = list(dict.fromkeys(value for check in found for value in check.nearest))[:3]
    where = listed(_called(case, part.reference_key) for part in parts)
    return Problem(
        f"“{number}” does not stand in what was read of {where[0].lower()}{where[1:]}"
        + (" (not the full text)" if in_part else "")
        + (f"; there it says {listed(nearest, 'or')}" if nearest else "")
        + ".",
        identity=number,
        start=start,
        end=end,
        statement=statement,
        severity="minor" if in_part else None,
        evidence=tuple(evidence for part in parts for evidence in _evidence(part.verdict)),
        suggestion="Correct the number, or cite the source that it was taken from.",
    )


@rule("SUP002", "not-supported", "minor")
def not_supported(case: Case) -> Iterator[Problem]:
    """Nothing in the cited sources says what the claim says.

    ## What
    The full text of every source that the claim cites was read, and no passage was found that supports it. The
    closest passages are shown. A source that was not available, or of which only the abstract was read, never leads
    to this finding.

    ## Why
    The reference must support the claim (21 CFR 202.1(e)(6)(i)).

    ## Example
    > Gout is more frequent in cold climates.5

    The source speaks of diet alone.

    ## Fix
    Look at the passages. If one of them does support the claim, accept it as its anchor; otherwise cite another source
    or change the claim.
    """
    for statement, support in _judged(case):
        parts = _read(support)
        if support.verdict != "not-found" or not parts or any(_only_in_part(part.verdict) for part in parts):
            continue
        where = listed(_called(case, part.reference_key) for part in parts)
        yield Problem(
            f"No passage of {where[0].lower()}{where[1:]} was found that says this: “{shortened(statement.text)}”.",
            statement=statement,
            evidence=tuple(evidence for part in parts for evidence in _evidence(part.verdict)),
            suggestion="Read the closest passages; accept one as the anchor, cite another source, or change the claim.",
        )


@rule("SUP003", "contradicted", "major")
def contradicted(case: Case) -> Iterator[Problem]:
    """The cited source says the opposite.

    ## What
    A sentence of the source disagrees with the claim: in direction (rises, falls), in negation, or in the comparison.
    Both sentences are shown with the words in which they differ. Where another source of the same claim supports it,
    the finding is graded minor.

    ## Why
    The reference must support the claim (21 CFR 202.1(e)(6)(i)).

    ## Example
    > Coffee raises the level of urate.7

    The source: “Coffee intake was associated with lower levels of urate.”

    ## Fix
    Read both sentences. Correct the claim, or cite the source that says it.
    """
    for statement, support in _judged(case):
        for part in support.references:
            conflict = part.verdict.contradiction
            if conflict is None or part.verdict.verdict != "contradicted":
                continue
            yield Problem(
                f"{_called(case, part.reference_key)} says otherwise: the claim has “{conflict.claim_words}”, "
                f"the source “{conflict.source_words}” ({conflict.reason.rstrip('.')}).",
                identity=f"{part.reference_key} {conflict.claim_words}",
                statement=statement,
                severity=None if support.verdict == "contradicted" else "minor",
                evidence=_evidence(part.verdict, conflict.passage),
                suggestion="Read both sentences; correct the claim, or cite the source that says it.",
            )


def _told(difference: ConceptDifference) -> str:
    """The difference in words: its reason, or else both names side by side."""
    if difference.reason:
        return difference.reason[0].lower() + difference.reason[1:].rstrip(".")
    return f"the claim speaks of “{difference.claim}”, the source of “{difference.source}”"


@rule("SUP004", "population-or-endpoint-differs", "minor")
def population_or_endpoint_differs(case: Case) -> Iterator[Problem]:
    """The claim speaks of one thing, the source of another.

    ## What
    Population, treatment, comparator or endpoint differ between claim and source: the claim is about all patients and
    the source about some of them, about survival and the source about progression. It differs; whether that is wrong
    is for a person to decide.

    ## Why
    The reference must support the claim (21 CFR 202.1(e)(6)(i)): results in one group do not speak for another.

    ## Example
    > The drug lowers urate in patients with gout.4

    The source studied patients with chronic kidney disease only.

    ## Fix
    Name the population or the endpoint of the source in the claim, or cite a source for the wider claim.
    """
    for statement, support in _judged(case):
        others = {
            part.reference_key
            for part in support.references
            if part.verdict.verdict == "supported" and not part.verdict.differences
        }
        for part in support.references:
            for difference in part.verdict.differences:
                yield Problem(
                    f"{_called(case, part.reference_key)}, {difference.aspect}: {_told(difference)}.",
                    identity=f"{part.reference_key} {difference.aspect} {difference.claim}",
                    statement=statement,
                    severity="info" if others - {part.reference_key} else None,
                    evidence=_evidence(part.verdict, difference.passage),
                    suggestion="Say in the claim what the source speaks of, or cite a source for the wider claim.",
                )


@rule("SUP005", "quotation-not-found", "minor")
def quotation_not_found(case: Case) -> Iterator[Problem]:
    """Quoted words do not stand so in the source.

    ## What
    The words in quotation marks were looked for in the cited source. They stand there otherwise, with the differences
    shown, or they were not found although the full text was read.

    ## Why
    Quotations must be faithful and their source precise (ABPI Code 2016, clause 10.2).

    ## Example
    > The authors call gout “a curable disease”.2

    The source: “a potentially curable disease”.

    ## Fix
    Quote word for word, or leave out the quotation marks and cite.
    """
    support = {claim.statement_id: claim for claim in case.support}
    for statement in case.statements:
        for check in case.quotations.get(statement.id, ()):
            claim = support.get(statement.id)
            all_read = claim is None or (
                bool(_read(claim)) and not any(_only_in_part(part.verdict) for part in claim.references)
            )
            if check.status not in ("altered", "not-found") or (check.status == "not-found" and not all_read):
                continue
            start, end = _place(case, statement, check.quote)
            differences = listed(f"“{one.quoted}” for “{one.source}”" for one in check.differences[:3])
            yield Problem(
                f"The quotation “{shortened(check.quote)}” "
                + (f"differs from its source: {differences}." if check.status == "altered" else "was not found."),
                identity=check.quote,
                start=start,
                end=end,
                statement=statement,
                evidence=(Evidence(source="nearest passage", excerpt=check.nearest.text),) if check.nearest else (),
                suggestion="Quote word for word, or leave out the quotation marks.",
            )
