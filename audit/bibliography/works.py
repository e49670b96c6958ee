"""When two references are the same work: what a citation key and a duplicate stand on.

A DOI, a PMID or a place in a journal (volume and page) says it; a title says it together with its first author and
year. Parts of a work (a supplementary appendix), its corrections, its other versions and editions, the abstract before
the paper and the follow-up after it are other works, and so are two pages of one organisation.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from audit.bibliography.identifiers import doi_key
from audit.bibliography.keys import STOP_WORDS, fold
from audit.model import Reference

Value = TypeVar("Value")

_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]{0,40}>|&[a-z]{2,8};")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_BRITISH: Final = (
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"our(?=s?\b|ed|al|ing)"), "or"),
    (re.compile(r"is(?=e[sd]?\b|ing\b|ation)"), "iz"),
    (re.compile(r"ys(?=e[sd]?\b|ing\b)"), "yz"),
)
# what a text loses or gains while it stays the same reference: its DOI, the day somebody looked at the page
_PASSING: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi:?\s*)10\.\d{4,9}/\S+|\b10\.\d{4,9}/\S+"
    r"|[\[(]?\b(?:last |date )?(?:accessed|retrieved|visited|consulted|abgerufen|consulté|consultado)\b[^.;:\])]{0,30}?"
    r"\b(?:19|20)\d\d\b[\])]?",
    re.IGNORECASE,
)
_CORRECTED: Final = re.compile(r"\[[^\]]*(?:correction|erratum|corrigendum)[^\]]*\]", re.IGNORECASE)
# words that make another work of the same title
_MARK: Final = re.compile(
    r"\b(?:(supplement(?:ary|al)\s(?:online\s)?(?:appendi|material|information|data|file|table|content)|appendix|online\s"
    r"supplement)|(correction|erratum|corrigendum)\b|(retract(?:ion\s(?:of|note|notice)|ed:))|(expression\sof\sconcern)"
    r"|(reply|author(?:s|'s|s')?\sresponse|response\sto)\b|(comment(?:ary)?\son|editorial\b|letter\sto)"
    r"|(plain[- ]language\ssummar|lay\ssummar)|(poster|presentation|presented\sat|abstract\b)|(study\sprotocol)"
    r"|(summary\sof\sproduct|smpc\b)|(package\sleaflet|patient\sinformation|medication\sguide)|(prescribing\sinformation))",
    re.IGNORECASE,
)
_MARK_STEMS: Final = (
    "supplement", "appendix", "correction", "erratum", "corrigendum", "retract", "expression", "reply", "respons",
    "comment", "editorial", "letter", "summar", "poster", "present", "abstract", "protocol", "smpc", "leaflet",
    "information", "guide",
)  # fmt: skip
_ROMAN: Final = re.compile(r"(?:i{1,3}|iv|vi{0,3}|ix|x)\Z")
_SITE: Final = re.compile(r"^(?:https?://)?(?:www\.)?|[?#].*$|/(?:index\.\w+)?$", re.IGNORECASE)
_LONGEST: Final = 1500  # characters of a field that are compared: more is damage, and costs
_UNCOUNTED: Final = frozenset(
    ["of", "the", "and", "for", "in", "on", "de", "der", "des", "la", "le", "et", "und", "fur"]
)


@dataclass(frozen=True, slots=True)
class Work:
    """What tells one work from another, ready to compare: folded to ASCII lower case, without punctuation."""

    doi: str
    pmid: str
    pmcid: str
    name: str
    title: tuple[str, ...]
    numbers: tuple[str, ...]
    marks: frozenset[int]
    container: tuple[str, ...]
    year: int
    volume: str
    issue: str
    page: str
    identifier: str
    version: str
    edition: str
    url: str
    raw: str

    @property
    def compact_title(self) -> str:
        """The title's letters and digits in one word."""
        return "".join(self.title)


def work_of(reference: Reference) -> Work:
    """The features of a reference."""
    title = _words((reference.title or "")[:_LONGEST])
    year = re.search(r"\d{4}", reference.year or reference.published or "")
    # not of .bib and CSL entries, whose text is not prose
    raw = _PASSING.sub(" ", "" if reference.raw.lstrip().startswith(("@", "{")) else reference.raw[:_LONGEST])
    described = _CORRECTED.sub(" ", f"{(reference.title or '')[:_LONGEST]} | {raw}")
    page = re.split(r"[-–—,;\s]", reference.pages or reference.article_number or "", maxsplit=1)[0]
    return Work(
        doi=doi_key(reference.doi or ""),
        pmid=reference.pmid or "",
        pmcid=(reference.pmcid or "").upper(),
        name=_first_name(reference),
        title=title,
        numbers=_numbers(title if title else _words(raw)),
        marks=_marks(described),
        container=_container((reference.container or "")[:_LONGEST]),
        year=int(year.group()) if year else 0,
        volume=_compact(reference.volume),
        issue=_compact(reference.issue),
        page=_compact(page),
        identifier=_compact(reference.identifier),
        version=_compact(reference.version),
        edition=_compact(reference.edition),
        url=_SITE.sub("", _SITE.sub("", reference.url or "")).lower(),
        raw=" ".join(_NO_LETTER.sub(" ", fold(raw)).split()),
    )


def _marks(text: str) -> frozenset[int]:
    lowered = text.lower()
    if not any(stem in lowered for stem in _MARK_STEMS):  # ten times as fast as the expression
        return frozenset()
    return frozenset(match.lastindex or 0 for match in _MARK.finditer(text))


def _compact(value: str | None) -> str:
    return _NO_LETTER.sub("", fold(value)) if value else ""


def _words(text: str) -> tuple[str, ...]:
    plain = " ".join(_NO_LETTER.sub(" ", fold(_MARKUP.sub(" ", text))).split())
    for pattern, american in _BRITISH:
        plain = pattern.sub(american, plain)
    return tuple(plain.split())


def _numbers(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if any(c.isdigit() for c in word) or _ROMAN.match(word)))


def _first_name(reference: Reference) -> str:
    for people in (reference.authors, reference.editors):
        if people:
            return _compact(people[0].literal or people[0].family or people[0].given)
    return _compact(reference.publisher) if reference.type != "article" else ""


def _container(text: str) -> tuple[str, ...]:
    main = re.sub(r"\([^)]*\)|\[[^\]]*\]|[:;].*$", " ", text)
    return tuple(word for word in _words(main) if word not in _UNCOUNTED)


def _differ(first: Hashable, second: Hashable) -> bool:
    return bool(first and second and first != second)


def containers_alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two names may be one journal's: equal, abbreviated word by word, or an acronym of the other."""
    short, long = sorted((first, second), key=lambda words: (len(words), sum(map(len, words))))
    if short == long or not short:
        return True
    if len(short) == 1 and len(long) > 1:
        return short[0] == "".join(word[0] for word in long)
    return len(short) == len(long) and all(
        _abbreviates(*sorted(pair, key=len)) for pair in zip(short, long, strict=True)
    )


def _abbreviates(short: str, long: str) -> bool:
    if short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _names_alike(first: str, second: str) -> bool:
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return (len(short) >= 4 and (long.endswith(short) or long.startswith(short))) or fuzz.ratio(first, second) >= 85


def _same_words(first: Work, second: Work) -> bool:
    """Whether two titles have the same words but for articles, spelling and a slip of the pen."""
    if first.numbers != second.numbers:
        return False
    return first.compact_title == second.compact_title or _same_content(first.title, second.title)


def _same_content(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if first == second:
        return True
    left, right = _rest(first, second), _rest(second, first)
    if len(left) != len(right) or len(left) > max(1, len(first) // 6):
        return False
    return all(_slip(a, b) for a, b in zip(left, right, strict=True))


def _rest(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    known = set(others)
    return [word for word in words if word not in known and word not in STOP_WORDS]


def _slip(first: str, second: str) -> bool:
    if first[:3] != second[:3] and first[-4:] != second[-4:]:
        return False
    longest = max(len(first), len(second))
    changed = OSA.distance(first, second)
    # hypo- and hyper-, pre- and post- are no slips
    return bool(
        longest >= 4 and changed <= (1 if longest < 8 else 2) and not re.match(r"hyp[eo]", first[:4] + second[:4])
    )


def same_work(first: Work, second: Work) -> str | None:
    """Why two references are one work, in words for a reader; None where they are not, or nothing says so."""
    if first.marks != second.marks or _differ(first.identifier, second.identifier):
        return None
    if _differ(first.version, second.version) or _differ(first.edition, second.edition):
        return None
    for what, one, other in (("DOI", first.doi, second.doi), ("PMID", first.pmid, second.pmid)):
        if one and one == other:
            return None if _contradict(first, second) else f"the same {what}"
    if reason := _same_by_text(first, second):
        return reason
    if not first.title or not second.title:
        return _same_without_title(first, second)
    return _same_by_title(first, second)


def _located(first: Work, second: Work) -> bool:
    """Whether both stand at one place: journal, volume, page and about one year."""
    return bool(
        first.volume
        and first.page
        and (first.volume, first.page) == (second.volume, second.page)
        and containers_alike(first.container, second.container)
        and abs(first.year - second.year) <= 1
    )


def _similarity(first: Work, second: Work) -> float:
    return float(fuzz.ratio(first.compact_title, second.compact_title))


def _begins(first: Work, second: Work) -> bool:
    """Whether one title is the other without its subtitle."""
    shorter = min(len(first.title), len(second.title))
    return shorter >= 3 and first.title[:shorter] == second.title[:shorter]


def _contradict(first: Work, second: Work) -> bool:
    """Whether two references with one DOI are plainly two works: one DOI is wrong, or it is that of the whole book."""
    if not first.title or not second.title or _located(first, second):
        return False
    if _similarity(first, second) < 60 and not _begins(first, second):
        return True
    return first.numbers != second.numbers and (
        _differ(first.page, second.page) or _differ(first.volume, second.volume)
    )


def _same_by_text(first: Work, second: Work) -> str | None:
    """Two references with the same words as written are one work, however they were read, unless their DOIs differ."""
    if _differ(first.doi, second.doi) or _differ(first.pmid, second.pmid) or not first.raw or not second.raw:
        return None
    if first.raw == second.raw:
        return "the same text"
    if min(len(first.raw), len(second.raw)) < 20 or fuzz.ratio(first.raw, second.raw) < 94:
        return None
    words, others = _words(first.raw), _words(second.raw)
    same = _numbers(words) == _numbers(others) and _same_content(words, others)
    return "nearly the same text" if same else None


def _same_without_title(first: Work, second: Work) -> str | None:
    if _differ(first.doi, second.doi) or _differ(first.pmid, second.pmid):
        return None
    stated = first.name and second.name and first.container and second.container and first.year and second.year
    if stated and _names_alike(first.name, second.name) and _located(first, second):
        return "the same first author, journal, year, volume and page"
    return None


def _same_by_title(first: Work, second: Work) -> str | None:
    located = _located(first, second)
    same_words = _same_words(first, second)
    named = bool(first.name and second.name)
    if named and not _names_alike(first.name, second.name):
        return None
    if located and (same_words or _begins(first, second) or (named and _similarity(first, second) >= 75)):
        return "the same title, journal, volume and page"
    if not same_words or _differ(first.doi, second.doi) or _differ(first.pmid, second.pmid):
        return None
    one_page = named and len(first.title) >= 5 and first.page == second.page != ""  # proceedings have many names
    if _differ(first.year, second.year) or not (one_page or containers_alike(first.container, second.container)):
        return None
    if _differ(first.url, second.url) and not (first.volume or second.volume):
        return None
    if not _places_agree(first, second):
        return None
    if named:
        return "the same title, first author and year" if first.year and second.year else "the same title and author"
    certain = first.container == second.container and first.container and len(first.title) >= 4
    if certain or (first.url and first.url == second.url):
        return "the same title and source"
    return None


def _places_agree(first: Work, second: Work) -> bool:
    """Volume, issue and page may differ by one slip, and only under a title that is no mere heading."""
    volume, page = _differ(first.volume, second.volume), _differ(first.page, second.page)
    issue = _differ(first.issue, second.issue)
    if volume + page + issue == 0:
        return True
    if len(first.title) < 5 or volume + page + issue > 1:
        return False
    if page:  # an abstract in a supplement has its paper's title, year and volume
        return bool(first.issue and first.issue == second.issue)
    return True


_MOST_COMPARED: Final = 48  # references that share a trait: thousands that do must not cost thousands of comparisons


class WorkIndex(Generic[Value]):
    """Works by the traits that same works share, so that few are compared: near-linear time for any number of them."""

    def __init__(self) -> None:
        self._shelves: dict[tuple[Hashable, ...], list[tuple[Work, Value]]] = {}

    def add(self, work: Work, value: Value) -> None:
        """Put a work in; the first `_MOST_COMPARED` of each trait are found again."""
        for trait in _traits(work):
            shelf = self._shelves.setdefault(trait, [])
            if len(shelf) < _MOST_COMPARED:
                shelf.append((work, value))

    def find(self, work: Work) -> tuple[Value, str] | None:
        """The first work put in that is the same, and why; None where there is none."""
        for trait in _traits(work):
            for other, value in self._shelves.get(trait, ()):
                if reason := same_work(other, work):
                    return value, reason
        return None


def _traits(work: Work) -> Iterator[tuple[Hashable, ...]]:
    """What works that are the same have in common: at least one of these."""
    if work.doi:
        yield "doi", work.doi
    if work.pmid:
        yield "pmid", work.pmid
    if work.raw:
        yield "raw", work.raw
    if work.volume and work.page:
        yield "place", work.volume, work.page, work.name[-2:]
    if work.title:
        title = "".join(word for word in work.title if word not in STOP_WORDS) or work.compact_title
        yield "head", title[:20], work.name[-2:]  # a name's end, since particles stand in front of it
        yield "tail", title[-20:], work.name[-2:]
        if len(work.title) >= 4:
            yield "title", title
    if work.raw:
        compact = work.raw.replace(" ", "")
        yield "raw head", compact[:24]
        yield "raw tail", compact[-24:]
