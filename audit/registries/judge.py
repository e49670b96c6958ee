"""From stored evidence to a `Verification`. Pure: no clock, no network, no file; the same evidence, the same result.

What could not be asked (`failures`) is handed in by the run; it only ever leads to `unverified` or to a sentence in
`unchecked`, never to a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audit.model import Difference, Evidence, LinkCheck, Reference, Update, Verification
from audit.registries.bench import Bench, pmid_of, subject_of_doi, subject_of_search, web_address
from audit.registries.comparison import Comparison, compare
from audit.registries.dois import doi_of, successors
from audit.registries.evidence import Dossier, Subject
from audit.registries.finding import accepted, expected, searchable
from audit.registries.links import link_check
from audit.registries.outcomes import Answer
from audit.registries.sources import AGENCY, CROSSREF, DATACITE, EUROPEPMC, HANDLE, NAMES, SEARCH, WEB
from audit.registries.updates import is_notice, newer_at_datacite, newer_versions, updates_of
from audit.registries.works import Work, from_crossref, from_datacite, from_europepmc


def judge(reference: Reference, bench: Bench) -> Verification:
    """What the registries say of one reference."""
    doi = doi_of(reference)
    pmid = pmid_of(reference)
    if doi:
        verification = _by_doi(reference, doi, bench)
    elif pmid:
        verification = _by_pmid(reference, pmid, bench)
    else:
        verification = _by_search(reference, bench)
    link = _link(reference, bench)
    if link is None:
        return verification
    verification = verification.model_copy(update={"link": link})
    return _resting_on_link(verification, link, reference, bench) if not doi and not pmid else verification


def _by_doi(reference: Reference, doi: str, bench: Bench) -> Verification:
    subject = subject_of_doi(doi)
    dossier = bench.dossier(subject)
    registered = dossier.get(CROSSREF)
    if registered is not None and _is_record(registered):
        return _compared(reference, doi, registered, bench)
    dataset = dossier.get(DATACITE)
    if dataset is not None and _is_record(dataset):
        return _compared(reference, doi, dataset, bench)
    return _without_record(reference, doi, dossier, bench)


def _is_record(answer: Answer) -> bool:
    return answer.status == 200 and isinstance(answer.body, dict)


def _without_record(reference: Reference, doi: str, dossier: Dossier, bench: Bench) -> Verification:
    """No registry gave a record: unknown everywhere, known to another agency, or not answered."""
    subject = subject_of_doi(doi)
    registered, agency, handle = (dossier.get(name) for name in (CROSSREF, AGENCY, HANDLE))
    base = Verification(
        status="unverified",
        sources=_sources(dossier),
        evidence=bench.label(subject) if dossier else None,
        checked_at=_latest(dossier),
    )
    if registered is None:
        return base.model_copy(update={"reason": bench.why(subject, CROSSREF, "Crossref")})
    if agency is None:
        return base.model_copy(update={"reason": bench.why(subject, AGENCY, "doi.org")})
    named = agency.body.get("RA") if isinstance(agency.body, dict) else None
    if isinstance(named, str):
        return base.model_copy(update={"agency": named, "reason": _known_elsewhere(named, subject, bench)})
    if handle is None:
        return base.model_copy(update={"reason": bench.why(subject, HANDLE, "doi.org")})
    if handle.status == 404:
        update: dict[str, Any] = {
            "status": "not-found",
            "registry": "doi.org",
            "reason": "no registration agency knows this DOI, and doi.org confirms that it does not exist",
        }
        found, sources = _suggested(reference, bench, unless=doi)
        if found is not None:
            update.update(suggested_doi=found.doi, record=found.reference(), sources=base.sources + sources)
        return base.model_copy(update=update)
    return base.model_copy(update={"reason": "doi.org resolves this DOI, but names no agency that has its record"})


def _known_elsewhere(agency: str, subject: Subject, bench: Bench) -> str:
    if agency == "Crossref":
        return "doi.org says that Crossref registered this DOI, but Crossref gave no record"
    if agency == "DataCite":
        return bench.why(subject, DATACITE, "DataCite")
    return f"the DOI exists (registered with {agency}), whose records cannot be asked for: nothing was compared"


def _compared(reference: Reference, doi: str, answer: Answer, bench: Bench) -> Verification:
    subject = subject_of_doi(doi)
    dossier = bench.dossier(subject)
    second = dossier.get(EUROPEPMC)
    opinion = second.body if second is not None and second.status == 200 and isinstance(second.body, dict) else None
    if opinion is not None and not opinion.get("title"):
        opinion = None
    at_crossref = answer.source == CROSSREF
    work = from_crossref(answer.body) if at_crossref else from_datacite(answer.body)
    works = [work] + ([from_europepmc(opinion)] if opinion is not None else [])
    compared = compare(reference, works)
    if at_crossref:
        updates = updates_of(answer.body, second=opinion, watched=bench.watched(doi), notice_of=bench.record)
        newer, notice = newer_versions(answer.body) + _later(doi, bench), is_notice(answer.body, opinion)
    else:
        updates, newer, notice = (
            updates_of({}, second=opinion, watched=bench.watched(doi)),
            newer_at_datacite(answer.body),
            False,
        )
    sources = _sources(dossier)
    if bench.watched(doi) and bench.watched_source is not None:
        sources.append(bench.watched_source)
    base = Verification(
        registry=work.registry,
        agency="Crossref" if at_crossref else "DataCite",
        checked_at=answer.retrieved_at,
        evidence=bench.label(subject),
        sources=sources,
        record=_with_identifiers(work, works).reference(),
        updates=updates,
        is_notice=notice,
        newer=newer,
        unchecked=_unchecked(subject, answer, bench),
    )
    return _with_status(reference, doi, base, compared, bench)


def _with_status(
    reference: Reference, doi: str, base: Verification, compared: Comparison, bench: Bench
) -> Verification:
    if compared.same_work is False:
        found, sources = _suggested(reference, bench, unless=doi)
        title = base.record.title if base.record else None
        difference = Difference(
            field="work", cited=reference.title, registered=title, severity="critical", reason=compared.why
        )
        return base.model_copy(
            update={
                "status": "wrong-work",
                "reason": compared.why,
                "differences": [difference, *compared.differences],
                "suggested_doi": found.doi if found else None,
                "sources": base.sources + sources,
            }
        )
    if compared.same_work is None:
        return base.model_copy(
            update={"status": "unverified", "reason": "the DOI exists, but the reference says too little to compare"}
        )
    differs = any(difference.severity != "info" for difference in compared.differences)
    return base.model_copy(
        update={"status": "differs" if differs else "verified", "differences": list(compared.differences)}
    )


def _unchecked(subject: Subject, answer: Answer, bench: Bench) -> list[str]:
    """What this run wanted to know anew and was not told."""
    sentences = []
    for source in (CROSSREF, DATACITE):
        reason = bench.failures.get((subject, source))
        if reason and source == answer.source:
            day = answer.retrieved_at[:10]
            sentences.append(f"{NAMES[source]} was asked for updates and did not answer ({reason}); last known {day}")
    reason = bench.failures.get((subject, EUROPEPMC))
    if reason:
        sentences.append(f"Europe PMC was asked for a second opinion on updates and did not answer ({reason})")
    return sentences


def _later(doi: str, bench: Bench) -> list[Update]:
    """The latest numbered version that is registered (`...pub3` of a Cochrane review)."""
    for later in reversed(successors(doi)):
        record = bench.record(later)
        if record is not None:
            return [Update(type="new_version", doi=later, date=from_crossref(record).published, source="Crossref")]
    return []


def _with_identifiers(work: Work, works: Sequence[Work]) -> Work:
    pmid = next((other.pmid for other in works if other.pmid), None)
    pmcid = next((other.pmcid for other in works if other.pmcid), None)
    gaps = {
        name: next((getattr(other, name) for other in works if getattr(other, name)), None)
        for name in ("volume", "issue", "pages", "containers", "authors", "titles")
        if not getattr(work, name)
    }
    return replace(work, pmid=pmid, pmcid=pmcid, **{name: value for name, value in gaps.items() if value})


def _by_pmid(reference: Reference, pmid: str, bench: Bench) -> Verification:
    subject = Subject("pmid", pmid)
    dossier = bench.dossier(subject)
    answer = dossier.get(EUROPEPMC)
    if answer is None:
        reason = bench.why(subject, EUROPEPMC, "Europe PMC")
        return Verification(status="unverified", reason=reason)
    body = answer.body if isinstance(answer.body, dict) else {}
    work = from_europepmc(body) if body.get("title") else None
    compared = compare(reference, [work]) if work is not None else None
    if work is None or compared is None or compared.same_work is False:
        return _wrong_number(reference, pmid, work, bench)
    if work.doi:
        found = _by_doi(reference, work.doi, bench)
        if found.status in {"verified", "differs"}:
            return found.model_copy(update={"suggested_doi": work.doi, "sources": [*found.sources, *_sources(dossier)]})
    base = Verification(
        registry="Europe PMC",
        checked_at=answer.retrieved_at,
        evidence=bench.label(subject),
        sources=_sources(dossier),
        record=work.reference(),
        updates=updates_of({}, second=body),
        is_notice=is_notice({}, body),
        suggested_doi=work.doi,
        unchecked=[bench.why(subject_of_doi(work.doi), CROSSREF, "Crossref")] if work.doi else [],
    )
    return _with_status(reference, "", base, compared, bench)


def _wrong_number(reference: Reference, pmid: str, work: Work | None, bench: Bench) -> Verification:
    """PubMed has no such number, or has another work under it; the reference itself may still be found."""
    found = _by_search(reference, bench)
    other = next(iter(work.titles), None) if work is not None else None
    reason = "the PubMed number is of another work" if work is not None else "PubMed has no record of this number"
    difference = Difference(field="pmid", cited=pmid, registered=other, severity="major", reason=reason)
    open_ = [found.reason] if found.status == "unverified" and found.reason else []
    subject = Subject("pmid", pmid)
    return found.model_copy(
        update={
            "status": "differs",
            "reason": None,
            "registry": found.registry or "Europe PMC",
            "evidence": found.evidence or bench.label(subject),
            "checked_at": found.checked_at or _latest(bench.dossier(subject)),
            "differences": [difference, *found.differences],
            "unchecked": [*found.unchecked, *open_],
            "sources": [*found.sources, *_sources(bench.dossier(subject))],
        }
    )


def _by_search(reference: Reference, bench: Bench) -> Verification:
    if not searchable(reference):
        return Verification(status="not-applicable", reason="it has no identifier that a registry could be asked for")
    subject = subject_of_search(reference)
    dossier = bench.dossier(subject)
    answer = dossier.get(SEARCH)
    if answer is None:
        if not expected(reference):
            return Verification(
                status="not-applicable", reason="it has no identifier that a registry could be asked for"
            )
        reason = bench.why(subject, SEARCH, "Crossref")
        return Verification(status="unverified", reason=f"no DOI is given; {reason}")
    base = Verification(
        status="unverified" if expected(reference) else "not-applicable",
        reason="no DOI is given, and no registered work was found that is certainly the same",
        checked_at=answer.retrieved_at,
        evidence=bench.label(subject),
        sources=_sources(dossier),
    )
    found = accepted(reference, _items(answer))
    if found is None or found.doi is None:
        return base
    registered = bench.dossier(subject_of_doi(found.doi)).get(CROSSREF)
    if registered is not None and _is_record(registered):
        verified = _compared(reference, found.doi, registered, bench)
    else:
        record = next(item for item in _items(answer) if from_crossref(item).doi == found.doi)
        verified = _from_search(reference, found, record, base, bench)
    return verified.model_copy(update={"suggested_doi": found.doi, "sources": [*verified.sources, *base.sources]})


def _from_search(
    reference: Reference, work: Work, record: Mapping[str, Any], base: Verification, bench: Bench
) -> Verification:
    """The search's own copy of the record says all that a look-up would."""
    start = base.model_copy(
        update={
            "registry": "Crossref",
            "agency": "Crossref",
            "reason": None,
            "sources": [],
            "record": work.reference(),
            "updates": updates_of(record, watched=bench.watched(work.doi or "")),
            "is_notice": is_notice(record),
            "newer": newer_versions(record),
        }
    )
    return _with_status(reference, work.doi or "", start, compare(reference, [work]), bench)


def _suggested(reference: Reference, bench: Bench, *, unless: str) -> tuple[Work | None, list[Evidence]]:
    """The DOI that the reference should have, from a stored search."""
    if not searchable(reference):
        return None, []
    dossier = bench.dossier(subject_of_search(reference))
    answer = dossier.get(SEARCH)
    found = accepted(reference, _items(answer)) if answer is not None else None
    return (None, []) if found is None or found.doi == unless else (found, _sources(dossier))


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    items = answer.body.get("items") if isinstance(answer.body, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _link(reference: Reference, bench: Bench) -> LinkCheck | None:
    url = web_address(reference)
    if url is None:
        return None
    if not bench.check_links:
        return LinkCheck(status="not-checked", url=url, reason="link checks are switched off")
    subject = Subject("web", url)
    answer = bench.dossier(subject).get(WEB)
    return link_check(url, answer, reason=bench.failures.get((subject, WEB)))


def _resting_on_link(verification: Verification, link: LinkCheck, reference: Reference, bench: Bench) -> Verification:
    """A reference whose address is all there is to look at."""
    if verification.status != "not-applicable" or link.status == "not-checked":
        return verification
    subject = Subject("web", link.url or "")
    dossier = bench.dossier(subject)
    update: dict[str, Any] = {
        "registry": "web" if dossier else None,
        "checked_at": link.checked_at,
        "evidence": bench.label(subject) if dossier else None,
        "sources": [*verification.sources, *_sources(dossier)],
        "reason": "a web reference: only its address was looked at",
    }
    if link.status == "unverified":
        update |= {"status": "unverified", "reason": f"its address could not be checked: {link.reason}"}
    return verification.model_copy(update=update)


def _latest(dossier: Dossier) -> str | None:
    return max((answer.retrieved_at for answer in dossier.values()), default=None)


def _sources(dossier: Dossier) -> list[Evidence]:
    return [_evidence(dossier[name]) for name in sorted(dossier)]


def _evidence(answer: Answer) -> Evidence:
    name = NAMES.get(answer.source, answer.source)
    if answer.transcribed:
        name += f" (transcribed by hand{f' from {answer.transcribed_from}' if answer.transcribed_from else ''})"
    return Evidence(source=name, url=answer.url, retrieved_at=answer.retrieved_at, excerpt=_excerpt(answer))


def _excerpt(answer: Answer) -> str | None:
    if answer.source == CROSSREF and answer.status == 404:
        return "Resource not found."
    if answer.source == AGENCY and isinstance(answer.body, dict):
        return str(answer.body.get("RA") or answer.body.get("status") or "")
    if answer.source == HANDLE and answer.status == 404:
        return "responseCode 100: the handle does not exist"
    return None
