"""References to journal articles, read by rule: authors, year, title, journal, locator, in the order of each style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from audit.bibliography.journal_names import Split, is_known, likeness, split_title
from audit.bibliography.locators import Locator, find_locator
from audit.bibliography.name_patterns import FAMILY_INITIALS
from audit.bibliography.names import Prefix, organisation, read_prefix
from audit.bibliography.organisations import is_organisation
from audit.bibliography.scan import HOLE
from audit.model import Author
from audit.model.reference import ReferenceType

_YEAR: Final = r"(?:1[5-9]|20)\d\d"
YEAR_AFTER: Final = re.compile(
    rf"[\s,;.]*(?:[(\[]\s?(?:published\s)?(?P<year>{_YEAR})(?P<letter>[a-z])?(?P<date>,?\s[^()\[\]]{{2,30}})?\s?[)\]]"
    rf"|(?P<bare>{_YEAR})(?P<bare_letter>[a-z])?(?=[.,:;]\s|\s[\"“‘A-Z]))[.,:;]*\s*"
)


@dataclass(slots=True)
class Parts:
    """A reference in parts; `form` is how the authors are written, `order` where the year stood.

    kind: the type, where the form alone tells it.
    sure: 0 to 1, how much the rules trust their reading.
    dated: a date more exact than the year that stands in the reference; that of publication where the type has one.
    """

    kind: ReferenceType | None = None
    authors: list[Author] = field(default_factory=list)
    editors: list[Author] = field(default_factory=list)
    et_al: bool = False
    form: str = ""
    order: str = ""
    sure: float = 0.0
    title: str | None = None
    container: str | None = None
    year: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    edition: str | None = None
    publisher: str | None = None
    place: str | None = None
    identifier: str | None = None
    version: str | None = None
    published: str | None = None
    dated: str | None = None
    genre: str | None = None


@dataclass(slots=True)
class Proposal:
    """What the rules see in a scanned reference: the names at its start, the year after them, the locator, the split.

    title_start: where the title begins if the authors end where `prefix` does. split: positions are from `title_start`.
    """

    prefix: Prefix
    leading: re.Match[str] | None
    locator: Locator | None
    title_start: int
    split: Split | None

    @property
    def source_start(self) -> int:
        """Where the journal's name begins in the text, or -1."""
        return self.title_start + self.split.at if self.split else -1


def propose(core: str) -> Proposal:
    """Read what regular forms allow from the text that `scan` leaves."""
    prefix = read_prefix(core)
    leading = YEAR_AFTER.match(core, prefix.end) if prefix.authors else None
    if not prefix.authors:
        prefix = _organisation(core)
        leading = YEAR_AFTER.match(core, prefix.end) if prefix.authors else None
    locator = find_locator(core, prefix.end, year_known=leading is not None)
    start = prefix.end
    if leading and (locator is None or _leads(leading, locator)):
        start = leading.end()
    else:
        leading = None
    split = None
    if locator is not None and locator.start > start:
        split = split_title(core[start : locator.start].replace(HOLE, " "))
    return Proposal(prefix, leading, locator, start, split)


def _leads(leading: re.Match[str], locator: Locator) -> bool:
    """Whether a year after the authors is the work's: in brackets, or the only one, or closed by punctuation."""
    if leading.start("bare") == locator.start:
        return False
    return bool(leading.group("year") or not locator.year or leading.group().rstrip()[-1] in ".:,")


def _organisation(core: str) -> Prefix:
    prefix = organisation(core)
    return prefix if prefix.authors and len(core[: prefix.end].split()) <= 22 else Prefix()


def read_journal(core: str, seen: Proposal) -> Parts | None:
    """The parts of a journal reference, or None where there is no locator or no journal's name."""
    locator = seen.locator
    if locator is None:
        return None
    leading = seen.leading
    if first := _title_first(core, seen):
        return first
    parts = Parts(
        authors=seen.prefix.authors, et_al=seen.prefix.et_al, form=seen.prefix.form,
        volume=locator.volume, issue=locator.issue, pages=locator.pages,
        year=leading.group("year") or leading.group("bare") if leading else locator.year,
        order="after-authors" if leading else locator.form,
    )  # fmt: skip
    if leading and locator.year and not locator.volume and locator.pages:
        parts.volume = locator.year
    whole = core[seen.title_start : locator.start].strip(" .,;:")
    if " " in whole and is_known(whole):
        parts.container, parts.sure = whole, 0.9  # no title: authors, year, journal
        return parts
    if seen.split is None and seen.prefix.form == "organisation" and not core[seen.title_start : locator.start].strip():
        literal = seen.prefix.authors[0].literal or ""
        if likeness(literal) > 0.5:  # "Crit Care Med. 1997;25:58-62": nothing but a journal
            parts.authors, parts.container, parts.sure = [], literal, 0.9
            return parts
    if seen.split is None:
        return _short_form(parts, core[seen.title_start : locator.start])
    parts.title, parts.container = seen.split.title, seen.split.container
    parts.sure = 0.5 + min(seen.split.sure, 4) / 8
    if seen.prefix.form == "organisation" and not is_organisation(seen.prefix.authors[0].literal or ""):
        parts.sure -= 0.4  # perhaps names written out, perhaps a title that stands first
    if _NAMES_LEFT.match(parts.title):
        parts.sure -= 0.5  # names written out go on where the rules saw the title begin
    if not (seen.prefix.authors and (seen.prefix.closed or leading)):
        parts.sure -= 0.25
    if locator.loose and not parts.year:
        parts.sure -= 0.3
    return parts


_SENTENCE: Final = re.compile(r"[.?!]\s+(?=[^\W\d_])")


_NAMES_LEFT: Final = re.compile(
    r"(?:[A-ZÀ-Þ][\w.'’-]+\s){0,3}[A-ZÀ-Þ][\w'’-]+(?:,\s(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w'’-]+)+\.\s"
)


def _title_first(core: str, seen: Proposal) -> Parts | None:
    """`Title. Heider FC, Mayer HM. J Neurosurg Sci. 2015;59(2):169-80`: the names stand after the title."""
    locator = seen.locator
    if locator is None or seen.leading or seen.prefix.form not in {"", "organisation"}:
        return None
    for match in _SENTENCE.finditer(core, 0, max(0, locator.start - 12)):
        prefix = read_prefix(core[match.end() :]) if FAMILY_INITIALS.match(core, match.end()) else Prefix()
        name = core[match.end() + prefix.end : locator.start].strip(" .,;:")
        if len(prefix.authors) > 1 and prefix.closed and name and len(name.split()) <= 12:
            return Parts(
                authors=prefix.authors, et_al=prefix.et_al, form=prefix.form, order=locator.form, sure=0.9,
                title=core[: match.start()].strip() + match.group()[0].strip("."), container=name,
                year=locator.year, volume=locator.volume, issue=locator.issue, pages=locator.pages,
            )  # fmt: skip
    return None


def _short_form(parts: Parts, middle: str) -> Parts | None:
    """`Busse PJ, et al. J Allergy Clin Immunol Pract 2021;9:132-150`: a reference without a title."""
    name = middle.replace(HOLE, " ").strip(" .,;:()")
    if not name:
        return None
    parts.container = name
    parts.sure = 0.5
    return parts
