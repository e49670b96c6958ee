"""The street, walked once: a source is read, its references are found and parsed, its statements linked; the
registries are asked; the rules judge; the report is put together.

`extract` walks the part that needs no network; `audit` walks all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from audit import __version__
from audit.bibliographies import with_bibliography
from audit.bibliography.completeness import missing_fields
from audit.bibliography.duplicates import find_duplicates
from audit.bibliography.identifiers import find_malformed_dois
from audit.bibliography.library import Library
from audit.bibliography.lists import find_lists
from audit.bibliography.parsing import parse_references, style_differences
from audit.checks import Case, Profile, load_profile, run_checks
from audit.claims.statements import read_statements
from audit.collecting import seldom
from audit.configuration import settings_sha256
from audit.correcting import corrected
from audit.documents.reading import read
from audit.editions import Search, edition_queries, find_editions
from audit.entry_links import add_links
from audit.model import (
    Document,
    DocumentInfo,
    Extraction,
    Finding,
    Reference,
    ReferenceList,
    Report,
    Run,
    Settings,
    Statement,
    Tool,
    Verification,
    VerifiedReference,
)
from audit.past import Past
from audit.registries import EvidenceStore, Registries, Verifications
from audit.review.comments import source_with_comments
from audit.shelf import Shelf, as_source, check_quotations, support_claims
from audit.summing import reconcile, summarise, unverified
from audit.support.source import SourceText

_INCOMPLETE = frozenset({"REF001", "REF002"})
_AHEAD = (31, 7, 1)  # days
_READS_OTHERS = frozenset({"application/x-tex"})  # `\\input`, `.bbl`: the file itself does not tell whether it changed

Progress = Callable[[str, int, int], None]
"""Called with the phase, how many are done, and how many there are."""


@dataclass(slots=True)
class Reading:
    """One source, read: its text, its reference lists, its references in order (keys still to be given).

    source: the file's bytes, where waivers stand in it as comments. alone: no other file decided what was read.
    """

    path: Path
    document: Document
    lists: list[ReferenceList]
    references: list[Reference]
    source: bytes | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """How an audit is to be done. `now` is the run's one clock: report times and ages count from it.

    root: the workspace, which the path of a profile file counts from.
    """

    settings: Settings
    now: datetime
    offline: bool = False
    refresh: bool = False
    root: Path = Path()

    @property
    def stamp(self) -> str:
        """`now` as reports have it: UTC, to the second."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def profile(self) -> Profile:
        """The profile that the settings name."""
        return load_profile(self.settings.profile, self.root)


@seldom()
def read_source(path: Path, name: str, root: Path | None = None) -> Reading:
    """Read a source and parse its references. `name` is what the source is called in messages and reports."""
    document = read(path, name=name, root=root)
    lists = find_lists(document)
    references = _references(document, lists)
    printed = with_bibliography(document, lists, path.parent, root)
    for found in printed.references:
        found.list_index, found.line = len(lists), printed.document.line_of(found.start)
    return Reading(
        path,
        printed.document,
        [*lists, *printed.lists],
        [*references, *printed.references],
        source_with_comments(path, document),
        alone=not printed.consulted and document.media_type not in _READS_OTHERS,
    )


def _references(document: Document, lists: Sequence[ReferenceList]) -> list[Reference]:
    entries = [(index, entry) for index, item in enumerate(lists) for entry in item.entries]
    parsed = add_links(parse_references(entry.raw for _, entry in entries), [entry for _, entry in entries], document)
    for reference, (index, entry) in zip(parsed, entries, strict=True):
        reference.label, reference.anchors, reference.list_index = entry.label, list(entry.anchors), index
        reference.start, reference.end = entry.start, entry.end
        reference.line = document.line_of(entry.start)
    return parsed


def link(reading: Reading) -> list[Statement]:
    """The statements of a source whose references have their keys."""
    return read_statements(reading.document, reading.lists, reading.references)


@seldom()
def extract(path: Path, name: str, library: Library, order: Order, past: Past | None = None) -> Extraction:
    """Read and link one source, without a network. The library gives keys and is not written."""
    reading = read_source(path, name, order.root)
    library.assign(reading.references)
    statements = (past or Past()).carried(link(reading))
    case = _case(reading, statements, reading.references, order.profile, order.now.date(), verified=False)
    findings = run_checks(case)
    return Extraction(
        document=info(reading.document, statements),
        statements=statements,
        references=reading.references,
        findings=findings,
    )


def audit(reading: Reading, order: Order, registries: Registries, progress: Progress | None = None) -> Report:
    """Audit one source whose references have their keys (`audit.runs` audits many, and writes their files)."""
    return judge(reading, verify(reading.references, order, registries, progress), order, search=registries.searched)


def verify(
    references: Sequence[Reference], order: Order, registries: Registries, progress: Progress | None = None
) -> Verifications:
    """What the registries say of each reference, in order. Each work is asked for once; each wording is compared."""

    def report(done: int, total: int, what: str) -> None:
        if progress:
            progress("verifying", done, total)

    found = registries.verify(references, now=order.now, progress=report)
    registries.gather_searches(edition_queries(references, order.profile), now=order.now)
    return found


def judge(
    reading: Reading,
    verifications: Sequence[Verification],
    order: Order,
    shelf: Shelf | None = None,
    past: Past | None = None,
    search: Search | None = None,
) -> Report:
    """The report of one source, computed from what was read, what the registries said of its references, what the
    cited works on the `shelf` say of its claims, what a `search` on file found, and what was decided on it before."""
    return judged(reading, verifications, order, shelf, past, search).report


@dataclass(frozen=True, slots=True)
class Judged:
    """A report, and the case that was judged."""

    report: Report
    case: Case
    found: list[Finding]

    def steady_until(self) -> date:
        """A day, at most a month ahead, until which the rules find the same on every day.

        Ages only grow, so what is found today and on a later day alike is found on every day between.
        """
        for days in _AHEAD:
            day = self.case.today + timedelta(days=days)
            if run_checks(replace(self.case, today=day)) == self.found:
                return day
        return self.case.today


@seldom()
def judged(
    reading: Reading,
    verifications: Sequence[Verification],
    order: Order,
    shelf: Shelf | None = None,
    past: Past | None = None,
    search: Search | None = None,
) -> Judged:
    """`judge`, for those who want to know more than the report."""
    past = past or Past()
    references = [_verified(*pair) for pair in zip(reading.references, verifications, strict=True)]
    statements = past.carried(link(reading))
    profile = order.profile
    references, editions = find_editions(references, profile, search) if search else (references, {})
    case = _case(reading, statements, references, profile, order.now.date(), verified=True)
    case = replace(case, editions=editions)
    if shelf is not None:
        support = support_claims(statements, references, shelf)
        case = replace(case, support=support, quotations=check_quotations(statements, references, shelf))
    found = run_checks(case)
    report = assemble(reading, statements, references, found, order)
    report = report.model_copy(update={"support": list(case.support)})
    report = past.decided(report, reading.document, reading.source, profile, order.now.date())
    return Judged(report, case, found)


def assemble(
    reading: Reading,
    statements: list[Statement],
    references: list[VerifiedReference],
    findings: list[Finding],
    order: Order,
) -> Report:
    """Put the audit of one source together."""
    unchecked = unverified(references)
    profile = order.profile
    return Report(
        tool=Tool(version=__version__),
        run=Run(
            started=order.stamp,
            finished=order.stamp,
            offline=order.offline,
            profile=profile.name,
            settings_sha256=settings_sha256(order.settings, profile.model_dump(mode="json")),
        ),
        document=info(reading.document, statements),
        summary=summarise(statements, references, findings, unchecked, order.settings.fail_on),
        reconciliation=reconcile(statements, findings),
        statements=statements,
        references=references,
        findings=findings,
        unverified=unchecked,
        text=reading.document.text,
    )


def info(document: Document, statements: Sequence[Statement] = ()) -> DocumentInfo:
    """What identifies a document in every file that speaks of it. A text that opens with a heading is called so."""
    heading = statements[0].text if statements and statements[0].kind == "heading" else ""
    return DocumentInfo(
        path=document.path,
        title=document.title or heading,
        media_type=document.media_type,
        sha256=document.sha256,
        language=document.language,
        notes=list(document.notes),
    )


def _verified(reference: Reference, verification: Verification) -> VerifiedReference:
    if verification.corrected is None:
        verification = verification.model_copy(update={"corrected": corrected(reference, verification)})
    return VerifiedReference(**reference.model_dump(), verification=verification)


def _case(
    reading: Reading,
    statements: Sequence[Statement],
    references: Sequence[Reference],
    profile: Profile,
    today: date,
    *,
    verified: bool,
) -> Case:
    missing = {index: fields for index, reference in enumerate(references) if (fields := missing_fields(reference))}
    malformed = {
        index: found[0].text
        for index, reference in enumerate(references)
        if (found := find_malformed_dois(reference.raw))
    }
    return Case(
        document=reading.document,
        profile=profile,
        style_differences=_style_differences(references),
        today=today,
        lists=reading.lists,
        statements=statements,
        references=references,
        duplicates=find_duplicates(references),
        missing_fields=missing,
        malformed_dois=malformed,
        verified=verified,
    )


def _style_differences(references: Sequence[Reference]) -> list[tuple[int, str]]:
    """Where references depart from the style of their own list."""
    lists: dict[int, list[int]] = {}
    for index, reference in enumerate(references):
        lists.setdefault(reference.list_index, []).append(index)
    return [
        (indexes[index], difference)
        for indexes in lists.values()
        for index, difference in style_differences([references[index] for index in indexes])
    ]


def open_registries(order: Order, evidence: Path) -> Registries:
    """One session with the registries for a whole run, to be used as a context manager."""
    return Registries(
        order.settings.registries,
        EvidenceStore(evidence),
        offline=order.offline,
        refresh=order.refresh,
    )


def verify_references(
    references: Sequence[Reference], path: str, order: Order, registries: Registries, progress: Progress | None = None
) -> list[tuple[VerifiedReference, list[Finding]]]:
    """Verify references that stand in no document, and judge each by the rules about references."""
    verifications = verify(references, order, registries, progress)
    verified = [_verified(*pair) for pair in zip(references, verifications, strict=True)]
    verified = [_registered(reference) if _is_identifier(reference) else reference for reference in verified]
    identifiers = {reference.key for reference in verified if _is_identifier(reference)}
    verified, editions = find_editions(verified, order.profile, registries.searched)
    reading = Reading(Path(path), _listing(path, references), [], list(references))
    case = _case(reading, [], verified, order.profile, order.now.date(), verified=True)
    findings = run_checks(replace(case, editions=editions))
    by_key: dict[str, list[Finding]] = {}
    for finding in findings:
        incomplete = finding.code in _INCOMPLETE and finding.reference_key in identifiers
        if finding.reference_key and not incomplete:
            by_key.setdefault(finding.reference_key, []).append(finding)
    return [(reference, by_key.get(reference.key, [])) for reference in verified]


def _is_identifier(reference: Reference) -> bool:
    """Whether somebody gave a DOI or a PubMed number alone, to be looked up: no reference, so nothing is missing."""
    said = reference.authors or reference.title or reference.container or reference.year or reference.pages
    return bool(reference.doi or reference.pmid) and not said


def _registered(reference: VerifiedReference) -> VerifiedReference:
    """An identifier whose work is registered is all that it claims to be."""
    verification = reference.verification
    if verification.status != "unverified" or verification.record is None:
        return reference
    update = {"status": "verified", "reason": "an identifier alone: its work is registered, nothing was compared"}
    return reference.model_copy(update={"verification": verification.model_copy(update=update)})


def _listing(path: str, references: Sequence[Reference]) -> Document:
    """A document that holds the references alone, a line each, so that findings have a place."""
    at = 0
    for reference in references:
        reference.start, reference.end = at, at + len(reference.raw)
        at = reference.end + 1
    text = "\n".join(reference.raw for reference in references)
    return Document(path=path, media_type="text/plain", sha256="", text=text, blocks=())


def source_text(name: str) -> SourceText:
    """A file of any readable format as a text that claims can be judged against, with its places."""
    return as_source(read(Path(name)))
