"""A registered work in our own terms, whichever registry it came from. Hostile or odd JSON gives gaps, never errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from audit.model import Author, Reference, ReferenceType
from audit.registries.dois import normalise
from audit.registries.text import unmarked

_LONGEST = 4000
_TYPES: Final[dict[str, ReferenceType]] = {
    "journal-article": "article", "article-journal": "article", "article": "article", "proceedings-article": "article",
    "book": "book", "monograph": "book", "edited-book": "book", "reference-book": "book", "book-set": "book",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter", "reference-entry": "chapter",
    "posted-content": "preprint", "preprint": "preprint", "dissertation": "thesis", "report": "report",
    "report-component": "report", "standard": "report",
}  # fmt: skip
CONTAINERS_THEMSELVES: Final = frozenset(
    {"journal", "journal-issue", "journal-volume", "book-series", "proceedings-series", "report-series", "component"}
)
"""Types of records that name no citable work: the issue or journal it stands in, a figure or a supplement of it."""


@dataclass(frozen=True, slots=True)
class Work:
    """A registered work.

    titles: the best first (with subtitle), then the forms in which it may be cited. containers: every name the registry
    gives its journal or book. years: every year it was published in, by role (`print`, `online`, `issued`, `posted`).
    """

    registry: str
    doi: str | None
    kind: str
    titles: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    editors: tuple[Author, ...] = ()
    containers: tuple[str, ...] = ()
    years: tuple[tuple[str, int], ...] = ()
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    publisher: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    language: str | None = None
    published: str | None = None

    @property
    def year(self) -> int | None:
        """The year to cite: of print, where there was print."""
        by_role = dict(self.years)
        return next((by_role[role] for role in ("print", "issued", "online", "posted") if role in by_role), None)

    @property
    def people(self) -> tuple[Author, ...]:
        """The registered authors that are persons."""
        return tuple(author for author in self.authors if author.literal is None)

    def reference(self) -> Reference:
        """The work in the form of a reference (`raw` is empty: nobody wrote it)."""
        title = self.titles[0] if self.titles else None
        return Reference(
            raw="",
            type=_TYPES.get(self.kind, "other"),
            authors=list(self.authors),
            editors=list(self.editors),
            title=title,
            container=self.containers[0] if self.containers else None,
            year=str(self.year) if self.year else None,
            volume=self.volume,
            issue=self.issue,
            pages=self.pages,
            article_number=self.article_number,
            publisher=self.publisher,
            doi=self.doi,
            pmid=self.pmid,
            pmcid=self.pmcid,
            published=self.published,
        )


def _text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return None
    return unmarked(value[:_LONGEST]) or None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in (_text(item) for item in values[:20]) if text]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def date_of(value: Any) -> str | None:
    """The date in Crossref's `{"date-parts": [[2020, 5, 17]]}` as ISO 8601, as exact as it is; None for `[[null]]`."""
    parts = _list(_mapping(value).get("date-parts"))
    numbers = [n for n in _list(parts[0] if parts else None) if isinstance(n, int) and not isinstance(n, bool)]
    if not numbers or not 1400 <= numbers[0] <= 2200:
        return None
    return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:3] if 0 < number < 32)])


def _year(text: str | None) -> int | None:
    found = re.match(r"\s*(1[4-9]\d\d|2[01]\d\d)\b", text or "")
    return int(found[1]) if found else None


def _titles(main: list[str], subtitles: list[str], others: list[str]) -> tuple[str, ...]:
    titles = []
    for title in main:
        titles += [f"{title.rstrip(':. ')}: {subtitle}" for subtitle in subtitles if subtitle not in title]
        titles.append(title)
    return _unique(titles + others)


def from_crossref(record: Mapping[str, Any]) -> Work:
    """A Crossref record (a `message` of `/works/{doi}`, or an item of a list)."""
    roles = {"print": "published-print", "online": "published-online", "issued": "issued", "posted": "posted"}
    dates = {role: date_of(record.get(name)) for role, name in roles.items()}
    dates["issued"] = dates["issued"] or date_of(record.get("published"))
    years = tuple((role, year) for role, year in ((role, _year(date)) for role, date in dates.items()) if year)
    others = _texts(record.get("original-title")) + _texts(record.get("short-title"))
    return Work(
        registry="Crossref",
        doi=normalise(_text(record.get("DOI"))),
        kind=_text(record.get("type")) or "",
        titles=_titles(_texts(record.get("title")), _texts(record.get("subtitle")), others),
        authors=_people(record.get("author")),
        editors=_people(record.get("editor")),
        containers=_unique(_texts(record.get("container-title")) + _texts(record.get("short-container-title"))),
        years=years,
        volume=_text(record.get("volume")),
        issue=_text(record.get("issue")),
        pages=_text(record.get("page")),
        article_number=_text(record.get("article-number")),
        publisher=_text(record.get("publisher")),
        language=_text(record.get("language")),
        published=next((dates[role] for role in ("print", "online", "issued", "posted") if dates.get(role)), None),
    )


def _people(value: Any) -> tuple[Author, ...]:
    people = []
    for person in _list(value):
        person = _mapping(person)  # noqa: PLW2901 - the same thing, made safe
        family, given, name = _text(person.get("family")), _text(person.get("given")), _text(person.get("name"))
        if family:
            people.append(Author(family=family, given=given, suffix=_text(person.get("suffix"))))
        elif name or given:
            people.append(Author(literal=name or given))
    return tuple(people)


def from_europepmc(record: Mapping[str, Any]) -> Work:
    """A result of a Europe PMC search (`resultType=core`)."""
    info = _mapping(record.get("journalInfo"))
    journal = _mapping(info.get("journal"))
    names = [journal.get(name) for name in ("title", "isoabbreviation", "medlineAbbreviation")]
    dates = {
        "print": _text(info.get("printPublicationDate")),
        "issued": _text(info.get("yearOfPublication")) or _text(record.get("pubYear")),
        "online": _text(record.get("electronicPublicationDate")) or _text(record.get("firstPublicationDate")),
    }
    kinds = [kind.lower() for kind in _texts(_mapping(record.get("pubTypeList")).get("pubType"))]
    return Work(
        registry="Europe PMC",
        doi=normalise(_text(record.get("doi"))),
        kind="preprint" if record.get("source") == "PPR" or "preprint" in kinds else "journal-article",
        titles=_unique(_texts(record.get("title"))),
        authors=_pubmed_people(_mapping(record.get("authorList")).get("author")),
        containers=_unique([text for text in map(_text, names) if text]),
        years=tuple((role, year) for role, year in ((role, _year(date)) for role, date in dates.items()) if year),
        volume=_text(info.get("volume")),
        issue=_text(info.get("issue")),
        pages=_text(record.get("pageInfo")),
        pmid=_text(record.get("pmid")),
        pmcid=_text(record.get("pmcid")),
        language=_text(record.get("language")),
        published=dates["print"] or dates["online"],
    )


def _pubmed_people(value: Any) -> tuple[Author, ...]:
    people = []
    for person in _list(value):
        person = _mapping(person)  # noqa: PLW2901 - the same thing, made safe
        family, group = _text(person.get("lastName")), _text(person.get("collectiveName"))
        if family:
            people.append(Author(family=family, given=_text(person.get("firstName")) or _text(person.get("initials"))))
        elif group:
            people.append(Author(literal=group))
    return tuple(people)


def from_datacite(record: Mapping[str, Any]) -> Work:
    """A DataCite record (`data.attributes`)."""
    container = _mapping(record.get("container"))
    titles = [_text(_mapping(title).get("title")) for title in _list(record.get("titles"))]
    types = _mapping(record.get("types"))
    publisher = record.get("publisher")
    first, last = _text(container.get("firstPage")), _text(container.get("lastPage"))
    years = [("issued", _year(_text(record.get("publicationYear"))))]
    for date in _list(record.get("dates")):
        if str(_mapping(date).get("dateType")) in {"Issued", "Available", "Submitted", "Created"}:
            years.append((str(date["dateType"]).lower(), _year(_text(date.get("date")))))
    resource = str(types.get("resourceTypeGeneral") or "")
    return Work(
        registry="DataCite",
        doi=normalise(_text(record.get("doi"))),
        kind=str(types.get("citeproc") or "") if resource != "Preprint" else "preprint",
        titles=_unique([title for title in titles if title]),
        authors=_creators(record.get("creators")),
        containers=_unique(_texts(container.get("title"))),
        years=tuple((role, year) for role, year in years if year),
        volume=_text(container.get("volume")),
        issue=_text(container.get("issue")),
        pages=f"{first}-{last}" if first and last else first,
        publisher=_text(publisher) or _text(_mapping(publisher).get("name")),
        language=_text(record.get("language")),
        published=_text(record.get("publicationYear")),
    )


def _creators(value: Any) -> tuple[Author, ...]:
    people = []
    for person in _list(value):
        person = _mapping(person)  # noqa: PLW2901 - the same thing, made safe
        family, given, name = _text(person.get("familyName")), _text(person.get("givenName")), _text(person.get("name"))
        if family:
            people.append(Author(family=family, given=given))
        elif name and "," in name and person.get("nameType") != "Organizational":
            family, _, given = name.partition(",")
            people.append(Author(family=family.strip(), given=given.strip() or None))
        elif name:
            people.append(Author(literal=name))
    return tuple(people)
