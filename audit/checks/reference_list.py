"""REF: the reference list as it is written. Entries unread, incomplete, listed twice, misnumbered, undated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.wording import listed, named, shortened
from audit.model import ListedReference, Reference, ReferenceType

_FIELD_NAMES = {
    "authors": "the authors",
    "title": "the title",
    "container": "the journal, book or site",
    "year": "the year",
    "volume": "the volume",
    "pages": "the pages",
    "publisher": "the publisher",
    "url": "the URL",
    "accessed": "the access date",
    "identifier": "the number or identifier",
    "version": "the version",
    "edition": "the edition",
    "editors": "the editors",
    "issue": "the issue",
}


def _is_unread(reference: Reference) -> bool:
    read = (reference.title, reference.container, reference.year, reference.doi, reference.pmid, reference.url)
    return reference.type == "other" and not reference.authors and not any((*read, reference.identifier))


@rule("REF001", "unparsed-reference", "major")
def unparsed_reference(case: Case) -> Iterator[Problem]:
    """A reference could not be read.

    ## What
    Nothing in the entry could be recognised: no authors, no title, no journal or site, no year, no identifier.

    ## Why
    What cannot be read cannot be checked: this reference was compared with no registry. Published studies need clear
    references (ABPI Code 2021, clause 14.2).

    ## Example
    > 7. See above.

    ## Fix
    Write the entry out as a full reference: authors, title, journal or publisher, year, and DOI or URL.
    """
    for _, reference in case.entries:
        if _is_unread(reference):
            yield Problem(
                f"This entry could not be read as a reference: “{shortened(reference.raw)}”.",
                reference=reference,
                suggestion="Write it out: authors, title, journal or publisher, year, DOI or URL.",
            )


@rule("REF002", "incomplete-reference", "major")
def incomplete_reference(case: Case) -> Iterator[Problem]:
    """A reference lacks parts that an entry of its kind needs.

    ## What
    A part is missing that this kind of reference should have: a journal article its authors, title, journal, year,
    volume or pages; a web page its title or URL; a document of a company or an authority its date or number. It is
    graded minor where the reader can still find the work by a DOI, a PubMed number or a URL.

    ## Why
    Published studies need clear references (ABPI Code 2021, clause 14.2). Data on file must be available on request
    (ABPI Code 2021, clause 14.3), and an entry without a number cannot be asked for.

    ## Example
    > 2. Sano M, et al. Int Psychogeriatr. 2023.

    The title and the pages are missing.

    ## Fix
    Add what is missing. The registry's record, where one was found, shows how the entry should read.
    """
    for index, reference in case.entries:
        fields = case.missing_fields.get(index, ())
        missing = [_FIELD_NAMES.get(name, f"the {name.replace('_', ' ')}") for name in fields if name != "doi"]
        if not missing or _is_unread(reference):
            continue
        findable = bool(reference.doi or reference.pmid or reference.pmcid or reference.url)
        yield Problem(
            f"{named(reference)} lacks {listed(missing)}.",
            identity=" ".join(sorted(fields)),
            reference=reference,
            severity="minor" if findable or reference.type == "data-on-file" else "major",
            suggestion=_as_it_should_read(case, reference),
        )


def _as_it_should_read(case: Case, reference: Reference) -> str | None:
    corrected = case.verification(reference).corrected
    return f"As it should read: {corrected}" if corrected else None


@rule("REF003", "duplicate-reference", "minor")
def duplicate_reference(case: Case) -> Iterator[Problem]:
    """The same work is listed twice.

    ## What
    Two entries of the reference list are the same work, by their DOI or by their content. Different pages of one
    organisation, and two editions of one guideline, are different works and are not reported.

    ## Why
    Published studies need clear references (ABPI Code 2021, clause 14.2). Two numbers for one source make a page look
    better supported than it is, and corrections reach only one of them.

    ## Example
    > 1. Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052.
    >
    > 3. Dalbeth N, et al. Gout. The Lancet 2016;388:2039-52.

    ## Fix
    Keep one entry, point all markers to it, and renumber.
    """
    for first, second, reason in case.duplicates:
        earlier, later = case.references[first], case.references[second]
        yield Problem(
            f"{named(later)} is the same work as reference {earlier.label or shortened(earlier.raw, 40)}: {reason}.",
            identity=earlier.raw,
            reference=later,
            suggestion="Keep one entry and point all markers to it.",
        )


def _numbers(entries: Sequence[ListedReference]) -> list[tuple[int, ListedReference]]:
    numbered = [(int(label), entry) for entry in entries if (label := entry.label.strip(" .[]()")).isdigit()]
    return numbered if len(numbered) == len(entries) else []


@rule("REF004", "label-gap-or-duplicate", "minor")
def label_gap_or_duplicate(case: Case) -> Iterator[Problem]:
    """A number is missing from the reference list, or stands there twice.

    ## What
    The printed numbers of the list leave one out (1, 2, 4), or two entries carry the same number.

    ## Why
    An entry was lost, or two were given one number: a marker with that number has no source, or two. Published studies
    need clear references (ABPI Code 2021, clause 14.2).

    ## Example
    > 3 Dalbeth N, ...
    >
    > 5 Richette P, ...

    There is no 4.

    ## Fix
    Put the missing entry back, or renumber the list and the markers.
    """
    for list_index, reference_list in enumerate(case.lists):
        numbers = _numbers(reference_list.entries) if reference_list.printed and reference_list.numbered else []
        seen = Counter[int]()
        present = {number for number, _ in numbers}
        highest = 1 if numbers and numbers[0][0] == 2 else None
        for number, entry in numbers:
            reference = _entry_reference(case, list_index, entry)
            seen[number] += 1
            if seen[number] == 2:
                yield Problem(
                    f"The number {number} stands twice in the reference list.",
                    identity=f"double {number}",
                    start=entry.start,
                    end=entry.end,
                    reference=reference,
                    suggestion="Renumber the list and the markers.",
                )
            if highest is None:
                highest = number
            gap = [missing for missing in range(max(highest, number - 500), number) if missing not in present]
            if gap:
                yield Problem(
                    f"The reference list leaves out {_run(gap)}.",
                    identity=f"gap {_run(gap)}",
                    start=entry.start,
                    end=entry.end,
                    reference=reference,
                    suggestion="Put the missing entry back, or renumber the list and the markers.",
                )
            highest = max(highest, number)


def _run(numbers: Sequence[int]) -> str:
    if len(numbers) < 3:
        return listed(str(number) for number in numbers)
    return f"{numbers[0]} to {numbers[-1]}"


def _entry_reference(case: Case, list_index: int, entry: ListedReference) -> Reference | None:
    alike = case.listed.get((list_index, entry.raw), ())
    return next((r for r in alike if entry.start <= r.start < max(entry.end, r.start + 1)), None)


_ON_THE_WEB: frozenset[ReferenceType] = frozenset(
    {"web", "guideline", "report", "label", "trial", "news", "other", "data-on-file"}
)
_INTERNET = re.compile(r"\[\s*(?:internet|online|en línea|en ligne)\s*\]", re.IGNORECASE)


@rule("REF005", "no-access-date", "minor")
def no_access_date(case: Case) -> Iterator[Problem]:
    """A web reference has no access date.

    ## What
    The entry points at a web page and does not say on which day the page was read. Journal articles and books with a
    DOI need no access date.

    ## Why
    Web pages change. Without the date nobody can tell which version supported the statement, or look it up in an
    archive. References must be clear (ABPI Code 2021, clause 14.2) and evidence up to date (ABPI Code 2024,
    clause 6.1).

    ## Example
    > 1. Canadian Cancer Society. What are neuroendocrine tumours? https://cancer.ca/...

    ## Fix
    Open the page, make sure that it still says what it is cited for, and add `Accessed` with today's date.
    """
    for _, reference in case.entries:
        online = reference.url and not reference.doi and reference.type in _ON_THE_WEB
        if (online or _INTERNET.search(reference.raw)) and not reference.accessed:
            yield Problem(
                f"{named(reference)} is a web reference without an access date.",
                reference=reference,
                suggestion="Open the page, check what it is cited for, and add “Accessed” with the date.",
            )


@rule("REF007", "reference-style", "minor")
def reference_style(case: Case) -> Iterator[Problem]:
    """A reference is written in another style than the rest of its list.

    ## What
    Most entries of the list follow one style; this one differs, and the finding says in what.

    ## Why
    One list, one style: differences hide missing parts and make entries hard to compare. Order, separators and
    placement are a matter of style (AMA Manual of Style 11, section 3.6).

    ## Example
    > 3. Smith, J., & Jones, K. (2019). Title. Journal, 12(3), 45–67.

    stands among entries such as `Smith J, Jones K. Title. J Name. 2019;12(3):45-67.`

    ## Fix
    Rewrite the entry in the style of the list.
    """
    for index, difference in case.style_differences:
        reference = case.references[index]
        yield Problem(
            f"{named(reference)} is written in another style than its list: {difference}",
            identity=difference,
            reference=reference,
            suggestion=_as_it_should_read(case, reference),
        )
