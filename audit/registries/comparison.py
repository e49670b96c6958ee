"""A reference against a registered work, field by field, and whether the two are the same work at all.

What the registries leave open is no finding: a field is compared only where both give it, and a cited value that any
registry supports is right. The severity says what a reader loses: sent to another work (critical), to the wrong authors
or journal (major), or delayed at the shelf by a wrong volume or page (minor).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from audit.model import Author, Difference, Reference
from audit.registries.journals import any_same_journal
from audit.registries.locators import same_issue, same_pages, same_volume
from audit.registries.people import comparable, initials, nearly_same_family, same_family, same_person
from audit.registries.text import is_latin, squeezed, unmarked, words
from audit.registries.titles import TitleComparison, TitleMatch, bare, compare_titles
from audit.registries.works import CONTAINERS_THEMSELVES, Work

Severity = Literal["critical", "major", "minor", "info"]
_ET_AL = re.compile(r"\bet\s+al\b|\band\s+others\b|…|\.\.\.", re.I)
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

    def differ(self, name: str, cited: str | None, registered: str | None, severity: Severity) -> None:
        self.contradicting.add(name)
        self.differences.append(Difference(field=name, cited=cited, registered=registered, severity=severity))


def compare(reference: Reference, works: Sequence[Work]) -> Comparison:
    """A reference against one work as one or more registries (the most trusted first) describe it."""
    ledger = _Ledger()
    title = _compare_title(reference, works, ledger)
    _compare_authors(reference, works, ledger)
    _compare_container(reference, works, ledger)
    _compare_year(reference, works, ledger)
    _compare_locators(reference, works, ledger)
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
        return None
    compared = [compare_titles(reference.title, title) for work in works for title in work.titles[:8]]
    if not compared:
        return None
    order = list(TitleMatch)
    best = min(compared, key=lambda one: (order.index(one.match), -one.likeness))
    if best.match not in _GOOD and _stands_in(reference.raw, works):
        best = TitleComparison(TitleMatch.SAME, 1.0)  # the registered title is there: the entry was cut up wrongly
    if best.match in _GOOD:
        ledger.agree("title")
    return best


def _stands_in(raw: str, works: Sequence[Work]) -> bool:
    """Whether a registered title stands in the entry as written, wherever the parser cut it."""
    entry = squeezed(raw) if raw else ""
    for work in works:
        for title in work.titles[:3]:
            wanted = words(bare(title))
            if len(wanted) >= 4 and len("".join(wanted)) >= 25 and "".join(wanted) in entry:
                return True
    return False


def _judge_title(reference: Reference, works: Sequence[Work], title: TitleComparison | None, ledger: _Ledger) -> None:
    """A title that differs although the work is the same: report it, unless it may be a translation."""
    if title is None or title.match in {TitleMatch.SAME, TitleMatch.SHORTENED} or not reference.title:
        return
    registered = next((t for work in works for t in work.titles), None)
    if title.match is TitleMatch.OTHER and _may_be_translated(reference, works):
        return
    severity: Severity = "minor" if title.match is TitleMatch.MISTYPED else "major"
    ledger.differ("title", reference.title, registered, severity)


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
    cited = reference.authors
    lists = [people for work in works for people in (work.authors, work.authors + work.editors) if people]
    if not cited or not lists:
        return
    if not any(comparable(cited[0], people[0]) for people in lists):
        return
    first = cited[0]
    if any(same_person(first, people[0]) or _same_group_lead(first, people) for people in lists):
        ledger.agree("first-author")
        _compare_other_authors(reference, works, ledger)
        return
    if first.literal is not None and all(author.literal is None for people in lists for author in people):
        return  # cited by its group; the registry lists persons
    if first.literal is None and all(people[0].literal is not None for people in lists):
        # the registry leads with a group: the first person counts
        if any(_first_person(people) and same_person(first, _first_person(people)) for people in lists):  # type: ignore[arg-type]
            ledger.agree("first-author")
            return
        if not any(_first_person(people) for people in lists):
            return
    registered = lists[0]
    near = any(nearly_same_family(first.sort_name, people[0].sort_name) for people in lists)
    if near:
        ledger.agree("first-author")
        ledger.differences.append(
            Difference(field="authors", cited=_shown(first), registered=_shown(registered[0]), severity="minor")
        )
        return
    ledger.differ("authors", _shown_list(cited), _shown_list(registered), "major")


def _same_group_lead(first: Author, people: Sequence[Author]) -> bool:
    return first.literal is not None and any(
        same_person(first, author) for author in people if author.literal is not None
    )


def _first_person(people: Sequence[Author]) -> Author | None:
    return next((author for author in people if author.literal is None), None)


def _compare_other_authors(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    """The authors after the first: each must be registered, and in order."""
    cited = [author for author in reference.authors if author.literal is None]
    best: list[str] | None = None
    for work in works:
        people = list(work.people)
        if not people:
            continue
        faults = _author_faults(cited, people)
        if best is None or len(faults) < len(best):
            best = faults
    if not best:
        ledger.agree("authors")
        return
    registered = next((work.people for work in works if work.people), ())
    ledger.differences.append(
        Difference(field="authors", cited="; ".join(best), registered=_shown_list(registered), severity="minor")
    )


def _author_faults(cited: Sequence[Author], people: Sequence[Author]) -> list[str]:
    faults = []
    last = -1
    for author in cited:
        if not is_latin(author.sort_name):
            continue
        place = next((n for n, person in enumerate(people) if n > last and same_person(author, person)), None)
        if place is not None:
            last = place
        elif any(same_person(author, person) for person in people):
            faults.append(f"{_shown(author)} (out of order)")
        elif any(not comparable(author, person) for person in people):
            continue
        else:
            faults.append(_shown(author))
    return faults if len(faults) <= max(1, len(cited)) else faults[:6]


def _shown(author: Author) -> str:
    return author.literal or " ".join(part for part in (author.sort_name, initials(author.given)) if part)


def _shown_list(authors: Sequence[Author]) -> str:
    return ", ".join(_shown(author) for author in authors[:6]) + (", et al" if len(authors) > 6 else "")


def _compare_container(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    names = [name for work in works for name in work.containers]
    if not reference.container or not names or is_latin(names[0]) != is_latin(reference.container):
        return
    if any_same_journal(reference.container, names):
        ledger.agree("container")
    else:
        ledger.differ("container", reference.container, names[0], "major")


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
    elif cited == min(years) - 1 and "online" not in roles:
        ledger.agree("year")
    else:
        year = works[0].year or max(years)
        ledger.differ(
            "year", reference.year, str(year), "minor" if min(abs(cited - y) for y in years) == 1 else "major"
        )


def _compare_locators(reference: Reference, works: Sequence[Work], ledger: _Ledger) -> None:
    _one_of(ledger, "volume", reference.volume, [w.volume for w in works], same_volume)
    _one_of(ledger, "issue", reference.issue, [w.issue for w in works], same_issue)
    cited = reference.pages or reference.article_number
    registered = [pages for work in works for pages in (work.pages, work.article_number)]
    doi = next((work.doi for work in works if work.doi), None)
    _one_of(ledger, "pages", cited, registered, lambda one, other: same_pages(one, other, doi=doi))


def _one_of(ledger: _Ledger, name: str, cited: str | None, registered: Sequence[str | None], same: object) -> None:
    given = [value for value in registered if value]
    if not cited or not given:
        return
    verdicts = [same(cited, value) for value in given]  # type: ignore[operator]
    if True in verdicts:
        ledger.agree(name)
    elif None not in verdicts:
        ledger.differ(name, cited, given[0], "minor")


def _same_work(  # noqa: PLR0911 - a list of cases, each with its reason
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
    if title.match is TitleMatch.REWORDED:
        if "authors" not in against and not {"container", "volume"} <= against and len(doubts) < 2:
            return True, ""
        return len(agree & (place | {"first-author", "year"})) >= 4, "title, and more than that, differ"
    settled = {"volume", "pages"} <= agree and agree & {"container", "first-author"}
    if settled and "authors" not in against:
        return True, ""
    if {"first-author", "container", "year"} <= agree and not against & {"volume", "pages"} and title.likeness >= 0.5:
        return True, ""
    return False, "the title is another one"


def same_first_author(reference: Reference, work: Work) -> bool:
    """Whether the first cited author is the work's first person or group."""
    if not reference.authors or not work.authors:
        return False
    first = reference.authors[0]
    return same_person(first, work.authors[0]) or same_family(first.sort_name, work.authors[0].sort_name)
