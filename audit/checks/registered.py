"""DOI: what the registries say of a reference. Only what was found or is certainly absent becomes a problem; what
could not be checked never does."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.wording import listed, named, shortened
from audit.model import Evidence, Reference, Verification


def verified_entries(case: Case) -> Iterator[tuple[int, Reference, Verification]]:
    """Every reference with its index and what the registries say of it."""
    return ((index, reference, case.verification(reference)) for index, reference in enumerate(case.references))


def evidence_of(verification: Verification) -> tuple[Evidence, ...]:
    """The answers that a finding about a verification rests on."""
    return tuple(verification.sources)


@rule("DOI001", "malformed-doi", "major")
def malformed_doi(case: Case) -> Iterator[Problem]:
    """What stands in the place of the DOI cannot be one.

    ## What
    A DOI begins with `10.`, a number of four or more digits and a slash. What is written here does not, or is cut off.

    ## Why
    The link leads nowhere. Published studies need clear references (ABPI Code 2021, clause 14.2).

    ## Example
    > doi:10.1016/

    ## Fix
    Copy the DOI from the article itself.
    """
    for index, written in sorted(case.malformed_dois.items()):
        reference = case.references[index]
        suggested = case.verification(reference).suggested_doi
        yield Problem(
            f"{named(reference)} gives “{written}”, which cannot be a DOI.",
            identity=written,
            reference=reference,
            suggestion=f"The DOI may be {suggested}." if suggested else "Copy the DOI from the article itself.",
        )


@rule("DOI002", "doi-not-found", "critical")
def doi_not_found(case: Case) -> Iterator[Problem]:
    """No registration agency knows this DOI.

    ## What
    Crossref does not know the DOI, and doi.org confirms that no other agency does. It is graded major where the work
    was found under another DOI, so that a typing error is likely; otherwise critical: the work may not exist.

    A registry that did not answer proves nothing: then the reference is listed as unverified, and this is not reported.

    ## Why
    The reader cannot reach the source. Published studies need clear references (ABPI Code 2021, clause 14.2), and a
    claim must be capable of substantiation (ABPI Code 2024, clause 6.2). References that never existed carry such DOIs.

    ## Example
    > doi:10.1016/j.neo.2017.09.999

    ## Fix
    Compare the DOI with the article. If the article cannot be found at all, replace the reference.
    """
    for _, reference, verification in verified_entries(case):
        if verification.status != "not-found" or not reference.doi:
            continue
        suggested = verification.suggested_doi
        yield Problem(
            f"{named(reference)}: no registration agency knows the DOI {reference.doi}.",
            identity=reference.doi,
            reference=reference,
            severity="major" if suggested else "critical",
            evidence=evidence_of(verification),
            suggestion=f"The work was found under the DOI {suggested}."
            if suggested
            else "Compare it with the article; if the article cannot be found, replace the reference.",
        )


@rule("DOI003", "doi-of-another-work", "critical")
def doi_of_another_work(case: Case) -> Iterator[Problem]:
    """The DOI exists, but belongs to another work.

    ## What
    The registry's record for this DOI has another title, other authors or another journal than the reference: it is
    not the work that is cited.

    ## Why
    The reader is led to a source that does not say what the page claims. The reference must support the claim
    (21 CFR 202.1(e)(6)(i)), and published studies need clear references (ABPI Code 2021, clause 14.2).

    ## Example
    > Rinke A, et al. ... (PROMID): results of long-term survival. doi:10.1200/JCO.2009.22.8510

    That DOI is the first report of the trial, not the long-term follow-up.

    ## Fix
    Find out which of the two was read: the work that the entry describes, or the one that the DOI names. Correct the
    other.
    """
    for _, reference, verification in verified_entries(case):
        if verification.status != "wrong-work":
            continue
        record = verification.record
        other = f", which is “{shortened(record.title, 100)}”" if record is not None and record.title else ""
        place = listed(part for part in (record.container, record.year) if part) if record is not None else ""
        suggested = verification.suggested_doi
        yield Problem(
            f"{named(reference)}: the DOI {reference.doi or ''} belongs to another work{other}"
            + (f" ({place.replace(' and ', ', ')})" if other and place else "")
            + ".",
            identity=reference.doi or "",
            reference=reference,
            evidence=evidence_of(verification),
            suggestion=f"The work that the entry describes has the DOI {suggested}."
            if suggested
            else "Find out which work was read, and correct the entry or the DOI.",
        )


@rule("DOI004", "metadata-differs", "major")
def metadata_differs(case: Case) -> Iterator[Problem]:
    """The reference and the registry's record disagree in a field.

    ## What
    The DOI names the right work, but an author, the title, the journal, the year, the volume, the issue or the pages
    are written otherwise than registered. Each field is one finding. How much it weighs follows what the reader loses:
    a wrong volume is minor, another first author is not.

    Abbreviated journal names, abbreviated page ranges, British against American spelling and a print year one later
    than the online year are no differences.

    ## Why
    Published studies need clear references (ABPI Code 2021, clause 14.2).

    ## Example
    > Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;**338**(10055):2039-2052.

    Registered: volume 388.

    ## Fix
    Correct the field after a look at the article. If the registry is wrong, waive the finding and say so.
    """
    for _, reference, verification in verified_entries(case):
        if verification.status not in ("differs", "verified"):
            continue
        for difference in verification.differences:
            cited = f"“{shortened(difference.cited, 120)}”" if difference.cited else "nothing"
            registered = f"“{shortened(difference.registered, 120)}”" if difference.registered else "nothing"
            reason = f" ({difference.reason.rstrip('.')})" if difference.reason else ""
            field = difference.field.replace("_", " ")
            yield Problem(
                f"{named(reference)}, {field}: cited {cited}, registered {registered}{reason}.",
                identity=difference.field,
                reference=reference,
                severity=difference.severity,
                evidence=evidence_of(verification),
                suggestion=f"As it should read: {verification.corrected}" if verification.corrected else None,
            )


@rule("DOI008", "superseded", "minor")
def superseded(case: Case) -> Iterator[Problem]:
    """A newer version of the cited work exists.

    ## What
    The registry names a newer version or edition of this work, or the article that this preprint became.

    ## Why
    Evidence must be up to date (ABPI Code 2024, clause 6.1).

    ## Example
    > medRxiv. Preprint posted online May 4, 2021.

    The article has since been published.

    ## Fix
    Read the newer version, make sure that it still supports the statement, and cite it instead.
    """
    for _, reference, verification in verified_entries(case):
        if verification.newer and verification.status not in ("wrong-work", "not-found"):
            dois = listed(dict.fromkeys(update.doi or update.type for update in verification.newer))
            yield Problem(
                f"{named(reference)} has a newer version: {dois}.",
                identity=dois,
                reference=reference,
                evidence=evidence_of(verification),
                suggestion="Cite the newer version if it still supports the statement.",
            )


@rule("DOI009", "missing-doi", "minor")
def missing_doi(case: Case) -> Iterator[Problem]:
    """The work has a DOI, and the reference does not give it.

    ## What
    The registry knows this work under a DOI that the entry lacks. The DOI was accepted only after title, authors,
    journal and year had been compared.

    ## Why
    Published studies need clear references (ABPI Code 2021, clause 14.2); with the DOI, corrections and retractions
    can be watched.

    ## Example
    > Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052.

    ## Fix
    Add the DOI.
    """
    for index, reference, verification in verified_entries(case):
        if verification.suggested_doi and not reference.doi and index not in case.malformed_dois:
            yield Problem(
                f"{named(reference)} has the DOI {verification.suggested_doi}, which the entry does not give.",
                identity=verification.suggested_doi,
                reference=reference,
                evidence=evidence_of(verification),
                suggestion=f"Add doi:{verification.suggested_doi}",
            )


@rule("DOI010", "cites-a-notice", "major")
def cites_a_notice(case: Case) -> Iterator[Problem]:
    """The reference is a notice about a work, not the work.

    ## What
    The DOI belongs to a retraction notice, an erratum or an expression of concern. That the notice speaks of a
    retraction does not make the notice itself retracted.

    ## Why
    A notice supports no clinical statement. The reference must support the claim (21 CFR 202.1(e)(6)(i)).

    ## Example
    > Retraction—Hydroxychloroquine or chloroquine with or without a macrolide ... doi:10.1016/S0140-6736(20)31324-6

    ## Fix
    If the page speaks about the retraction, this is the right source: waive the finding and say so. If not, cite the
    work that was meant, if it still stands.
    """
    for _, reference, verification in verified_entries(case):
        if verification.is_notice:
            record = verification.record
            title = f": “{shortened(record.title, 100)}”" if record is not None and record.title else ""
            yield Problem(
                f"{named(reference)} is a notice about a work, not the work itself{title}.",
                reference=reference,
                evidence=evidence_of(verification),
                suggestion="Cite the work that was meant, or confirm that the notice itself is the subject.",
            )
