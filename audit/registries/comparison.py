"""A reference against a registered work, field by field, and whether the two are the same work at all.

What the registries leave open is no finding: a field is compared only where both give it, and a cited value that any
registry supports is right. The severity says what a reader loses: sent to another work (critical), to the wrong authors
or journal (major), or delayed at the shelf by a wrong volume or page (minor).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from audit.model import Difference, Reference
from audit.registries.authorship import compare_authors, shown_list
from audit.registries.journals import any_same_journal
from audit.registries.locators import same_issue, same_pages, same_volume
from audit.registries.misreadings import (
    containers_in,
    page_stands_in,
    stands_in,
    volume_stands_in,
    year_stands_in,
)
from audit.registries.text import is_latin, unmarked, words
from audit.registries.titles import SMALL_WORDS, TitleComparison, TitleMatch, compare_titles
from audit.registries.works import CONTAINERS_THEMSELVES, Work

Severity = Literal["critical", "major", "minor", "info"]
_FOREIGN = frozenset(
    {
        "de", "la", "el", "los", "las", "del", "der", "die", "das", "und", "mit", "bei", "von", "des", "et",
        "les", "du", "une", "en", "il", "di", "della", "nella", "per", "och", "av",
    }
)  # fmt: skip
_GOOD = (TitleMatch.SAME, TitleMatch.SHORTENED, TitleMatch.MISTYPED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of comparing: the differences; which fields agree and which contradict; whether it is one work.

    same_work: None where too little could be compared to tell.
    """

    same_work: bool | None
    differences: tuple[Difference, ...]
    agreeing: frozenset[str]
    contradicting: frozenset[str]
    title: TitleComparison | None
    why: str = ""


@dataclass(slots=True)
class _Ledger:
    """Agreements and contradictions as they are found."""

    agreeing: set[str] = field(default_factory=set)
    contradicting: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def agree(self, name: str) -> None:
        self.agreeing.add(name)

    def differ(self, name: str, cited: str | None, registered: str | None, severity: Severity, reason: str) -> None:
        self.contradicting.add(name)
        self.note(name, cited, registered, severity, reason)

    def note(self, name: str, cited: str | None, registered: str | None, severity: Severity, reason: str) -> None:
        """A difference that says nothing against its being the same work."""
        self.differences.append(
            Difference(field=name, cited=cited, registered=registered, severity=severity, reason=reason)
        )


def compare(reference: Reference, works: Sequence[Work]) -> Comparison:
    """A reference against one work as one or more registries (the most trusted first) describe it."""
    ledger = _Ledger()
    title = _compare_title(reference, works, ledger)
    _compare_authors(reference, works, ledger)
    _compare_container(reference, works, ledger)
    _compare_year(reference, works, ledger)
    _compare_locators(reference, works, ledger)
    _compare_pubmed_numbers(reference, works, ledger)
    same, why = _same_work(reference, works[0], title, ledger)
    if same:
        _judge_title(reference, works, title, ledger)
    order = {
        name: place for place, name in enumerate(("title", "authors", "container", "year", "volume", "issue", "pages"))
    }
    ledger.differences.sort(key=lambda difference: order.get(difference.field, 9))
    return Comparison(
        same, tuple(ledger.differences), frozenset(ledger.agreeing), frozenset(ledger.contradicting), title, why
    )


def _compare_title(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> TitleComparison | None:
    if not reference.title:
        if not stands_in(reference.raw, [title for work in works for title in work.titles[:3]]):
            return None
        ledger.agree("title")
        return TitleComparison(TitleMatch.SAME, 1.0)
    compared = [compare_titles(reference.title, title) for work in works for title in work.titles[:8]]
    if not compared:
        return None
    order = list(TitleMatch)
    best = min(compared, key=lambda one: (order.index(one.match), -one.likeness))
    if best.match not in _GOOD and stands_in(reference.raw, [title for work in works for title in work.titles[:3]]):
        best = TitleComparison(TitleMatch.SAME, 1.0)  # the registered title is there: the entry was cut up wrongly
    if best.match in _GOOD:
        ledger.agree("title")
    return best


def _judge_title(reference: Reference, works: Sequence[Work], title: TitleComparison | None, ledger: _Ledger) -> None:
    """A title that differs although the work is the same: report it, unless it may be a translation."""
    if title is None or title.match in {TitleMatch.SAME, TitleMatch.SHORTENED} or not reference.title:
        return
    registered = next((t for work in works for t in work.titles), None)
    if title.match is TitleMatch.OTHER and _may_be_translated(reference, works):
        return
    words_that_differ = ", ".join(title.differing[:8])
    if title.match is TitleMatch.MISTYPED and not set(title.differing) - SMALL_WORDS:
        ledger.note("title", reference.title, registered, "info", f"a small word more or less: {words_that_differ}")
    elif title.match is TitleMatch.MISTYPED:
        ledger.note("title", reference.title, registered, "minor", f"spelled or worded otherwise: {words_that_differ}")
    elif title.match is TitleMatch.REWORDED:
        ledger.note("title", reference.title, registered, "major", f"words that matter differ: {words_that_differ}")
    else:
        ledger.note("title", reference.title, registered, "major", "another title, though authors and place agree")


def _may_be_translated(reference: Reference, works: Sequence[Work]) -> bool:
    if reference.title and reference.title.strip().startswith("["):
        return True
    for work in works:
        if work.language and not work.language.lower().startswith("en"):
            return True
        if any(not is_latin(title) or _foreign(title) for title in work.titles[:1]):
            return True
    return bool(reference.title and _foreign(reference.title))


def _foreign(title: str) -> bool:
    found = title.casefold().split()
    return len(found) >= 4 and sum(1 for word in found if word in _FOREIGN) / len(found) >= 0.2


def _compare_authors(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    compared = compare_authors(reference.authors, works, reference.raw)
    if compared.first is True:
        ledger.agree("first-author")
        if compared.faults:
            ledger.note("authors", "; ".join(compared.faults), compared.registered, "minor", "not registered so")
        else:
            ledger.agree("authors")
    elif compared.first is False:
        reason = "the first author is another one"
        ledger.differ("authors", shown_list(reference.authors), compared.registered, "major", reason)


def _compare_container(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    names = [name for work in works for name in work.containers]
    if not reference.container or not names or is_latin(names[0]) != is_latin(reference.container):
        return
    if any(any_same_journal(name, names) for name in containers_in(reference)):
        ledger.agree("container")
    else:
        reason = "neither its name, nor an abbreviation, nor an earlier name of the journal"
        ledger.differ("container", reference.container, names[0], "major", reason)


def _compare_year(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    found = re.search(r"1[4-9]\d\d|2[01]\d\d", reference.year or "")
    years = {year for work in works for _, year in work.years}
    if not found or not years:
        return
    cited = int(found[0])
    roles = {role for work in works for role, _ in work.years}
    if cited in years or (min(years) <= cited <= max(years) <= min(years) + 2):
        ledger.agree("year")
    elif cited == max(years) + 1 and "print" not in roles:
        ledger.agree("year")  # online at the year's end, printed the year after: the registry was never told
    elif (cited == min(years) - 1 and "online" not in roles) or year_stands_in(reference.raw, years):
        ledger.agree("year")
    else:
        year = works[0].year or max(years)
        severity: Severity = "minor" if min(abs(cited - y) for y in years) == 1 else "major"
        reason = f"neither print nor online: registered are {', '.join(map(str, sorted(years)))}"
        ledger.differ("year", reference.year, str(year), severity, reason)


def _compare_locators(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    doi = next((work.doi for work in works if work.doi), None)

    issues = [work.issue for work in works if work.issue]

    def volumes(one: str, other: str) -> bool | None:
        return same_volume(one, other) or volume_stands_in(reference, other, issues)

    def pages(one: str, other: str) -> bool | None:
        same = same_pages(one, other, doi=doi)
        return True if same is False and page_stands_in(reference.raw, other) else same

    _one_of(ledger, "volume", reference.volume, [w.volume for w in works], volumes)
    _one_of(ledger, "issue", reference.issue, [w.issue for w in works], same_issue)
    cited = reference.pages or reference.article_number
    _one_of(ledger, "pages", cited, [value for w in works for value in (w.pages, w.article_number)], pages)


def _compare_pubmed_numbers(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    for name, cited, registered in (
        ("pmid", reference.pmid, [work.pmid for work in works if work.pmid]),
        ("pmcid", reference.pmcid, [work.pmcid for work in works if work.pmcid]),
    ):
        numbers = {re.sub(r"\D", "", value).lstrip("0") for value in registered if value}
        if cited and numbers and re.sub(r"\D", "", cited).lstrip("0") not in numbers:
            ledger.note(name, cited, registered[0], "minor", "the number of another record")


def _one_of(
    ledger: _Ledger,
    name: str,
    cited: str | None,
    registered: Sequence[str | None],
    same: Callable[[str, str], bool | None],
) -> None:
    given = [value for value in registered if value]
    if not cited or not given:
        return
    verdicts = [same(cited, value) for value in given]
    if True in verdicts:
        ledger.agree(name)
    elif None not in verdicts:
        ledger.differ(name, cited, given[0], "minor", "different pages" if name == "pages" else f"a different {name}")


def _same_work(
    reference: Reference, work: Work, title: TitleComparison | None, ledger: _Ledger
) -> tuple[bool | None, str]:
    """Whether the reference and the record are of one work, from everything that was compared."""
    agree, against = ledger.agreeing, ledger.contradicting
    place = {"container", "volume", "pages"}
    if work.kind in CONTAINERS_THEMSELVES and reference.type != "other" and (title is None or title.match not in _GOOD):
        return False, f"the DOI names a {work.kind.replace('-', ' ')}, not the work"
    if title is None:
        supports, doubts = agree & (place | {"first-author", "year"}), against & (place | {"authors", "year"})
        if len(supports) >= 2 and len(supports) > len(doubts):
            return True, ""
        if len(doubts) >= 3 and len(doubts) > len(supports):
            return False, "authors, journal and place contradict it"
        return (True if supports and not doubts else None), "too little to compare"
    doubts = against & (place | {"authors", "year"})
    if title.match in _GOOD:
        telling = len(words(unmarked(reference.title or ""))) >= 4
        if not telling and "authors" in against and len(doubts) >= 2 and not agree & {"pages", "container"}:
            return False, "only a short title agrees"
        if len(doubts) >= 4 and not agree & (place | {"first-author"}):
            return False, "the title agrees, but authors, journal, year and place are another work's"
        return True, ""
    if title.match is TitleMatch.REWORDED:  # part 13 or 14 of a series, the reply, the other trial: place tells
        if doubts & {"authors", "pages"} or len(doubts) >= 2:
            return False, "the title is much alike, but authors or pages are another work's"
        return True, ""
    settled = {"volume", "pages"} <= agree and agree & {"container", "first-author"}
    if settled and "authors" not in against:
        return True, ""
    if {"first-author", "container", "year"} <= agree and not against & {"volume", "pages"} and title.likeness >= 0.7:
        return True, ""
    return False, "the title is another one"
