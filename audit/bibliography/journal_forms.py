"""References to journal articles, read by rule: authors, year, title, journal, locator, in the order of each style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from audit.bibliography.journal_names import split_title
from audit.bibliography.locators import Locator, find_locator
from audit.bibliography.names import Prefix, organisation, read_prefix
from audit.bibliography.scan import HOLE, Scan
from audit.model import Author

YEAR_AFTER: Final = re.compile(
    r"[\s,;.]*(?:[(\[]\s?(?:published\s)?(?P<year>(?:1[5-9]|20)\d\d)(?P<letter>[a-z])?(?P<date>,?\s[^()\[\]]{2,30})?\s?[)\]]|(?P<bare>(?:1[5-9]|20)\d\d)(?P<bare_letter>[a-z])?(?=[.,:;]\s|\s[\"“‘A-Z]))[.,:;]*\s*"
)


@dataclass(slots=True)
class Parts:
    """A reference in parts. `sure` is 0 to 1: how much the rules trust their reading. `order` tells where the year stood."""

    authors: list[Author] = field(default_factory=list)
    et_al: bool = False
    author_form: str = ""
    title: str | None = None
    container: str | None = None
    locator: Locator | None = None
    year: str | None = None
    order: str = ""
    sure: float = 0.0


def read_journal(scan: Scan) -> Parts | None:
    """The parts of a journal reference, or None where no locator can be found."""
    core = scan.core
    prefix = read_prefix(core)
    if not prefix.authors:
        prefix = _organisation(core)
    leading = YEAR_AFTER.match(core, prefix.end) if prefix.authors else None
    locator = find_locator(core, prefix.end, year_known=leading is not None)
    if locator is None:
        return None
    parts = Parts(prefix.authors, prefix.et_al, prefix.form, locator=locator)
    start = prefix.end
    if leading and (leading.group("year") or not locator.year or leading.group().rstrip()[-1] in ".:,"):
        if leading.start("bare") != locator.start:
            parts.year, parts.order, start = (
                leading.group("year") or leading.group("bare"),
                "after-authors",
                leading.end(),
            )
    if not parts.year:
        parts.year, parts.order = locator.year, locator.form
    middle = core[start : locator.start].strip()
    split = split_title(middle.replace(HOLE, " ").strip())
    if split is None:
        return _short_form(parts, middle)
    parts.title, parts.container = split.title, split.container
    known = 0.5 + min(split.sure, 4) / 8
    parts.sure = known if prefix.authors and prefix.closed else known - 0.2
    return parts


def _organisation(core: str) -> Prefix:
    prefix = organisation(core)
    return prefix if prefix.authors and len(core[: prefix.end].split()) <= 22 else Prefix()


def _short_form(parts: Parts, middle: str) -> Parts | None:
    """`Busse PJ, et al. J Allergy Clin Immunol Pract 2021;9:132-150`: a reference without a title."""
    name = middle.replace(HOLE, " ").strip(" .,;:()")
    if not name:
        return None
    parts.container = name
    parts.sure = 0.5
    return parts
