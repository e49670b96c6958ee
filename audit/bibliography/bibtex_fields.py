"""A `Reference` as a BibTeX entry and back.

Every type of reference has a BibTeX type that old styles know, and every field a BibTeX or biblatex name where one
exists. Two fields are our own: `audit-type` holds the reference type, which BibTeX cannot tell (a guideline, a drug
label), `audit-raw` the reference as its document wrote it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from audit.bibliography.bibtex_latex import protect_capitals, to_latex, to_text
from audit.bibliography.bibtex_names import author_of, person_of
from audit.bibliography.dates import month_number, to_iso
from audit.bibliography.identifiers import find_trial_ids, find_urls, normalise_doi
from audit.model import Author, Reference, ReferenceType

TYPE_FIELD: Final = "audit-type"
RAW_FIELD: Final = "audit-raw"
_TYPES: Final = frozenset(get_args(ReferenceType))

_TO_BIBTEX: Final[Mapping[str, str]] = {
    "article": "article", "book": "book", "chapter": "incollection", "abstract": "inproceedings", "thesis": "phdthesis",
    "guideline": "techreport", "report": "techreport", "web": "online",
}  # fmt: skip
_FROM_BIBTEX: Final[Mapping[str, ReferenceType]] = {
    "article": "article", "suppperiodical": "article", "periodical": "article", "review": "article",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "mvcollection": "book",
    "proceedings": "book", "mvproceedings": "book", "manual": "book", "reference": "book", "mvreference": "book",
    "inbook": "chapter", "incollection": "chapter", "bookinbook": "chapter", "suppbook": "chapter",
    "suppcollection": "chapter", "inreference": "chapter", "inproceedings": "abstract", "conference": "abstract",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report", "report": "report",
    "online": "web", "electronic": "web", "www": "web", "webpage": "web", "newspaper": "news", "news": "news",
}  # fmt: skip
# types whose entry is an @article where it has a place in a journal
_IN_JOURNALS: Final = frozenset(["article", "abstract", "guideline", "news", "preprint", "report", "other", "trial"])

_CONTAINER: Final[Mapping[str, str]] = {
    "article": "journal", "incollection": "booktitle", "inproceedings": "booktitle", "book": "maintitle",
}  # fmt: skip
_PUBLISHER: Final[Mapping[str, str]] = {"techreport": "institution", "phdthesis": "school"}
_ORDER: Final = (
    "author", "editor", "title", "container", "edition", "publisher", "place", "year", "published", "updated", "volume",
    "issue", "pages", "article_number", "identifier", "version", "doi", "pmid", "pmcid", "url", "accessed",
)  # fmt: skip
_PLAIN_NAMES: Final[Mapping[str, str]] = {
    "title": "title", "edition": "edition", "place": "address", "year": "year", "published": "date",
    "updated": "updated", "volume": "volume", "pages": "pages", "article_number": "eid", "version": "version",
    "doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "url": "url", "accessed": "urldate",
}  # fmt: skip
_VERBATIM: Final = frozenset(["doi", "url", "pmid", "pmcid"])
_LONGEST: Final = 3000  # characters that are searched for a URL, a date, a trial number
_OTHERS: Final = "others"


def bibtex_type(reference: Reference) -> str:
    """The BibTeX type that a reference is written as."""
    located = reference.volume or reference.issue or reference.pages or reference.article_number
    if reference.type in _IN_JOURNALS and reference.container and located:
        return "article"
    return _TO_BIBTEX.get(reference.type, "misc")


def _name_of(field: str, entry_type: str) -> str:
    """The BibTeX field that holds `field` of a reference in an entry of `entry_type`."""
    if field == "container":
        return _CONTAINER.get(entry_type, "howpublished")
    if field == "publisher":
        return _PUBLISHER.get(entry_type, "publisher")
    journal_like = entry_type in ("article", "inproceedings", "incollection")
    if field == "issue":
        return "number" if journal_like else "issue"
    if field == "identifier":
        return "identifier" if journal_like else "number"
    return _PLAIN_NAMES[field]


def to_entry(reference: Reference, *, ascii_only: bool = False) -> Entry:
    """`reference` as a pybtex entry whose values are LaTeX, in the order in which a reader wants them."""
    entry = Entry(bibtex_type(reference))
    entry.key = reference.key
    for role, people in (("author", reference.authors), ("editor", reference.editors)):
        if people:
            entry.persons[role] = [person_of(person) for person in people]
    if reference.et_al:
        # an entry that names nobody but "and others" is still right: BibTeX prints "et al"
        role = "author" if reference.authors or not reference.editors else "editor"
        entry.persons.setdefault(role, []).append(Person(last=_OTHERS))
    for field in _ORDER[2:]:
        value = getattr(reference, field)
        if value is not None:
            entry.fields[_name_of(field, entry.type)] = _written(field, value, ascii_only=ascii_only)
    entry.fields[TYPE_FIELD] = reference.type
    if reference.raw and not reference.raw.lstrip().startswith(("@", "{")):  # not a .bib or CSL entry again
        entry.fields[RAW_FIELD] = to_latex(" ".join(reference.raw.split()), ascii_only=ascii_only)
    return entry


def _written(field: str, value: str, *, ascii_only: bool) -> str:
    folded = " ".join(value.split())
    if field == "pages":
        return to_latex(folded, ascii_only=ascii_only).replace("-", "--") if "--" not in folded else to_latex(folded)
    if field in _VERBATIM and not re.search(r"[{}\\%]", folded):
        return folded  # styles print these as they are; an escape would end up in the address
    if field == "url":
        return re.sub(r"[{}\\]", lambda match: f"%{ord(match.group()):02X}", folded)
    latex = to_latex(folded, ascii_only=ascii_only)
    return protect_capitals(latex) if field == "title" else latex


class _EntryWriter(Writer):  # type: ignore[misc]
    """pybtex's writer with values in braces, and as they are: `to_entry` has encoded them."""

    def quote(self, s: str) -> str:
        self.check_braces(s)
        return f"{{{s}}}"

    def _encode(self, text: str) -> str:
        return text


def entry_text(key: str, entry: Entry) -> str:
    """An entry as it stands in a file, without a newline at its end."""
    stream = io.StringIO()
    _EntryWriter(encoding="utf-8").write_stream(BibliographyData({key: entry}), stream)
    text = stream.getvalue().rstrip("\n")
    return text.removesuffix("}").rstrip("\n") + ",\n}"


def from_entry(entry: Entry, *, raw: str = "", parent: Entry | None = None) -> Reference:
    """The reference that an entry describes: one of ours, or anybody's.

    raw: what to keep as written where the entry does not say (`audit-raw`). parent: the entry that `crossref` names.
    """
    fields = _Fields(entry, parent)
    own = fields.text(TYPE_FIELD)
    authors, others = _people(fields.persons("author"))
    editors, more_editors = _people(fields.persons("editor"))
    values = _own_values(fields) if own in _TYPES else _foreign_values(fields)
    return Reference(
        key=entry.key or "",
        label=entry.key or "",
        raw=fields.text(RAW_FIELD) or raw,
        type=own if own in _TYPES else _foreign_type(fields, values),
        authors=authors,
        editors=editors,
        et_al=others or more_editors,
        **values,
    )


def _people(persons: Iterable[Person]) -> tuple[list[Author], bool]:
    authors, others = [], False
    for person in persons:
        if str(person).lower() == _OTHERS:
            others = True
        elif author := author_of(person):
            authors.append(author)
    return authors, others


# what a child takes from the entry that `crossref` names, under which names (BibTeX and biblatex)
_INHERITED: Final = {"title": "booktitle", "subtitle": "booksubtitle"}


class _Fields:
    """The values of an entry as text, its parent's behind them."""

    def __init__(self, entry: Entry, parent: Entry | None) -> None:
        self.type: str = entry.type
        self._entry = entry
        self._values: dict[str, str] = {name.lower(): value for name, value in entry.fields.items()}
        self._parent = parent
        if parent is not None and entry.fields.get("crossref"):
            container = parent.type in ("article", "periodical")
            for name, value in parent.fields.items():
                self._values.setdefault(
                    name.lower() if container else _INHERITED.get(name.lower(), name.lower()), value
                )
        elif parent is not None:
            for name, value in parent.fields.items():
                self._values.setdefault(name.lower(), value)

    def raw(self, *names: str) -> str:
        """The first of these fields that is not empty, as LaTeX."""
        return next((value for name in names if (value := self._values.get(name, "").strip())), "")

    def text(self, *names: str) -> str | None:
        """The first of these fields that is not empty, as text."""
        value = self.raw(*names)
        return " ".join(to_text(value).split()) or None if value else None

    def verbatim(self, *names: str) -> str | None:
        """A field that is no LaTeX but often escaped as if it were: a DOI, a URL."""
        value = _MENDELEY.sub(r"\1", self.raw(*names))
        if not value:
            return None
        return " ".join((to_text(value) if _ESCAPED.search(value) else value).split())[:_LONGEST] or None

    def persons(self, role: str) -> list[Person]:
        people: list[Person] = self._entry.persons.get(role, [])
        if not people and self._parent is not None:
            people = self._parent.persons.get(role, []) if role == "editor" or "crossref" not in self._values else []
        return people


_MENDELEY: Final = re.compile(r"\\?\{\\?([_%&#~^])\\?\}")
_ESCAPED: Final = re.compile(r"\\(?:[_%&#$~{}]|[a-z]+)|\$[<>]\$|[{}]")


def _own_values(fields: _Fields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in _ORDER[2:]:
        name = _name_of(field, fields.type)
        if field == "pages":
            values[field] = _pages(fields.raw(name))
        else:
            values[field] = fields.verbatim(name) if field in _VERBATIM else fields.text(name)
    if values["doi"] and not values["doi"].startswith("10."):  # somebody pasted an address
        values["doi"] = normalise_doi(values["doi"]) or values["doi"]
    return values


def _pages(latex: str) -> str | None:
    text = to_text(re.sub(r"-{1,3}|[‐-―]|\\textendash(?:\{\})?|\\hyphen(?:\{\})?", "-", latex))
    return re.sub(r"\s*-\s*", "-", " ".join(text.split())).strip("-") or None


_URL_OF_DOI: Final = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def _foreign_values(fields: _Fields) -> dict[str, Any]:
    """The fields of anybody's entry: BibTeX, biblatex, JabRef, Mendeley, Zotero and PubMed name them differently."""
    url = fields.verbatim("url") or _url_in(fields.raw("howpublished", "note")[:_LONGEST])
    doi = normalise_doi(fields.verbatim("doi"))
    if doi is None and url and _URL_OF_DOI.match(url):
        doi = normalise_doi(url)
    howpublished = fields.text("howpublished")
    year, published = _dates(fields)
    archive = (fields.raw("eprinttype") or fields.raw("archiveprefix")).lower()
    eprint = fields.verbatim("eprint")
    number = fields.text("number")
    counted = fields.type in (
        "article",
        "suppperiodical",
        "periodical",
        "inproceedings",
        "conference",
        "newspaper",
        "review",
    )
    return {
        "title": _titled(fields, "title", "subtitle"),
        "container": _container(fields) or (howpublished if howpublished and not _url_in(howpublished) else None),
        "edition": fields.text("edition"),
        "publisher": fields.text("publisher", "institution", "school", "organization"),
        "place": fields.text("address", "location"),
        "year": year,
        "published": published,
        "volume": fields.text("volume"),
        "issue": fields.text("issue") or (number if counted else None),
        "pages": _pages(fields.raw("pages", "page")),
        "article_number": fields.text("eid", "article-number", "articleno", "article_number"),
        "version": fields.text("version"),
        "identifier": _identifier(fields, None if counted else number, archive, eprint),
        "doi": doi,
        "pmid": _digits(fields.raw("pmid") or (eprint or "" if archive in ("pubmed", "pmid") else "")),
        "pmcid": _pmcid(fields.raw("pmcid", "pmc")),
        "url": url,
        "accessed": _accessed(fields),
    }


def _titled(fields: _Fields, title: str, subtitle: str) -> str | None:
    main, sub = fields.text(title), fields.text(subtitle)
    if main and sub:
        return f"{main} {sub}" if main[-1] in "?!.:" else f"{main}: {sub}"
    return main or sub


def _container(fields: _Fields) -> str | None:
    if fields.type in ("book", "mvbook", "collection", "proceedings", "reference", "manual"):
        return fields.text("maintitle")
    return fields.text("journal", "journaltitle", "shortjournal") or _titled(fields, "booktitle", "booksubtitle")


def _identifier(fields: _Fields, number: str | None, archive: str, eprint: str | None) -> str | None:
    if archive in ("arxiv", "") and eprint and re.match(r"[\w.-]+(?:/\d+)?(?:v\d+)?$", eprint):
        return f"arXiv:{eprint.removeprefix('arXiv:')}"
    if named := _ARXIV.search(fields.raw("journal", "note", "howpublished")):
        return f"arXiv:{named.group(1)}"
    if fields.type in ("book", "inbook", "incollection", "collection", "proceedings"):
        return None  # the number of a series
    trials = find_trial_ids((fields.text("note") or "")[:_LONGEST]) if not number else []
    return number or (trials[0].value if trials else None)


def _digits(value: str) -> str | None:
    found = re.search(r"\d{1,9}", value)
    return found.group() if found else None


def _pmcid(value: str) -> str | None:
    digits = _digits(value)
    return f"PMC{digits}" if digits else None


def _url_in(text: str) -> str | None:
    command = re.search(r"\\(?:url|href)\s*\{((?:[^{}]|\{[^{}]*\})+)\}", text)
    if command:
        return "".join(to_text(command.group(1)).split()) or None
    found = find_urls(to_text(text)) if "://" in text or "www." in text else []
    return found[0].value if found else None


def _dates(fields: _Fields) -> tuple[str | None, str | None]:
    """Year and date of publication: biblatex's `date`, or BibTeX's `year`, `month` and `day`."""
    date = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", fields.raw("date"))
    year = (fields.text("year") or "").strip("()[] ") or (date.group(1) if date else None)
    if date:
        return year, date.group()
    month = fields.text("month") or ""
    named = re.search(r"[^\W\d_]{3,}", month)
    number = month_number(named.group()) if named else int(month) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else None
    if not year or not re.fullmatch(r"\d{4}", year) or not number:
        return year, None
    day = _digits(fields.raw("day") or (month if named else ""))
    exact = day is not None and 1 <= int(day) <= 31
    return year, f"{year}-{number:02d}" + (f"-{int(day):02d}" if exact and day else "")


_ACCESSED: Final = re.compile(r"(?:last\s+)?(?:accessed|visited|retrieved|checked)(?:\s+on)?[:\s,]*(.*)", re.I)


def _accessed(fields: _Fields) -> str | None:
    date = fields.text("urldate", "lastchecked", "lastaccessed", "accessed", "access-date", "visited")
    if date:
        return to_iso(date[:_LONGEST]) or date
    notes = [(fields.text(name) or "")[:_LONGEST] for name in ("note", "howpublished")]
    said = next((found for note in notes if (found := _ACCESSED.search(note))), None)
    return to_iso(said.group(1)) if said else None


_PREPRINTS: Final = re.compile(r"arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|preprints?\b|research square|ssrn|corr$", re.I)
_PREPRINT_DOI: Final = re.compile(
    r"10\.(?:48550/arxiv|7287/peerj\.preprints|21203/rs|2139/ssrn|20944/preprints|26434/chemrxiv)", re.IGNORECASE
)
_ARXIV: Final = re.compile(r"\barXiv:\s*([\w.-]+(?:/\d{7})?)", re.IGNORECASE)
_TRIAL: Final = re.compile(r"NCT\d{8}|ISRCTN\d+|\d{4}-\d{6}-\d\d|clinicaltrials\.gov", re.I)


def _foreign_type(fields: _Fields, values: Mapping[str, Any]) -> ReferenceType:
    known = _FROM_BIBTEX.get(fields.type)
    container = values["container"] or ""
    archived = str(values["identifier"]).startswith("arXiv:") and not values["volume"]
    if known in (None, "article") and (
        archived or _PREPRINTS.search(container) or _PREPRINT_DOI.match(values["doi"] or "")
    ):
        return "preprint"
    if known == "article" and not container and values["url"]:
        return "web"
    if known is not None:
        return known
    if _TRIAL.search(f"{values['identifier']} {values['title']} {values['url']}"):
        return "trial"
    return "web" if values["url"] and not values["doi"] else "other"
