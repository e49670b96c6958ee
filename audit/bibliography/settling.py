"""Last touches on a reference's parts, once its type is known: each part in the field where readers look for it."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.journal_forms import Parts
from audit.model import Author
from audit.model.reference import ReferenceType

_ARTICLE_NUMBER: Final = re.compile(r"[a-z]\d+|[A-Z]{2,}\d+|0\d{3,}|\d{6,}|[a-z]{2,4}\d+(?:\.\d+)?")
_ONLY_NUMBER: Final = re.compile(r"(?:Abstract|Poster)\s(?:no\.?\s)?[A-Z]{0,4}-?\d+", re.IGNORECASE)
_YEAR_AT_END: Final = re.compile(r"[.,]\s(?:(?P<issuer>[A-Z]{2,8})\s)?(?P<year>(?:19|20)\d\d)\Z")
_VERSION: Final = re.compile(r"[\s.,;(]*\b(?:version|v\.)\s?(\d+(?:\.\d+)*)\b[)\s.]*", re.IGNORECASE)
_CODE: Final = re.compile(
    r"[\s.,]*\[((?:NICE\s(?:guideline|guidance)\s)?(?:NG|CG|TA|QS|PH|ES|DG|IPG|HST|MTG)\s?\d{1,4})\]", re.IGNORECASE
)
# "42(suppl 3; abstr LBA588)"
_ABSTRACT_IN_ISSUE: Final = re.compile(r"\s?[;,]\s?((?:abstr(?:act)?|poster)\.?\s?(?:no\.?\s)?\w+)\Z", re.IGNORECASE)
_EDITION_AT_END: Final = re.compile(
    r"[\s,.(]+((?:\d{1,2}(?:st|nd|rd|th)?|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|revised)\s(?:rev\.?\s)?(?:edition|edn|ed))\.?\)?\Z",
    re.IGNORECASE,
)
_EDITED: Final = frozenset({"book", "chapter", "report", "guideline", "other"})
_DATED: Final = frozenset({"web", "news", "report", "guideline", "preprint"})
_VERSIONED: Final = frozenset({"guideline", "report", "web"})


def settle(parts: Parts, kind: ReferenceType) -> Parts:
    """The parts with version and number out of the title, article numbers apart from pages, and no title lost."""
    if parts.title is None and parts.container and kind not in {"article", "abstract"} and not parts.volume:
        parts.title, parts.container = parts.container, None
    if parts.title and _ONLY_NUMBER.fullmatch(parts.title):
        parts.identifier, parts.title = parts.identifier or parts.title, None
    if parts.year is None and parts.title and (year := _YEAR_AT_END.search(parts.title)):
        parts.title, parts.year = parts.title[: year.start()], year.group("year")
        parts.publisher = parts.publisher or year.group("issuer")  # "... statistics, England. ONS 2019"
    if kind == "other" and parts.title is None:
        parts.authors, parts.et_al = [], False
    if parts.pages and _ARTICLE_NUMBER.fullmatch(parts.pages):
        parts.article_number, parts.pages = parts.pages, None
    if parts.place and re.search(r"\d[^ ]*\.\s", parts.place):  # "Table 13-10. Ottawa"
        number, _, parts.place = parts.place.rpartition(". ")
        parts.identifier = parts.identifier or number
    if parts.issue and (abstract := _ABSTRACT_IN_ISSUE.search(parts.issue)):
        parts.identifier, parts.issue = abstract.group(1), parts.issue[: abstract.start()] or None
    edition = _EDITION_AT_END.search(parts.title or "") if kind in _EDITED and parts.edition is None else None
    if edition and parts.title:
        parts.title, parts.edition = parts.title[: edition.start()], edition.group(1)
    if kind == "web" and not (parts.title or parts.authors) and parts.publisher:
        parts.authors, parts.publisher = [Author(literal=parts.publisher)], None  # an organisation and its address
    if kind in _DATED and parts.published is None:
        parts.published = parts.dated
    if kind in _VERSIONED:
        _take_version(parts)
    return parts


def _take_version(parts: Parts) -> None:
    """`Version 2.2024` and `[NG136]` out of title, publisher and identifier."""
    for name in ("title", "publisher", "identifier", "container"):
        text = getattr(parts, name)
        if text and parts.version is None and (match := _VERSION.search(text)):
            parts.version = match.group(1)
            before, after = text[: match.start()].strip(" .,;"), text[match.end() :].strip(" .,;")
            setattr(parts, name, before or after or None)
            if name == "title" and before and after and parts.publisher is None:
                parts.publisher = after
    code = _CODE.search(parts.title or "")
    if code and parts.title:
        parts.identifier = parts.identifier or code.group(1)
        parts.title = (parts.title[: code.start()] + parts.title[code.end() :]).strip(" .,") or parts.title
    if parts.identifier:
        inner = _CODE.search(" " + parts.identifier + "]")
        parts.identifier = inner.group(1) if inner else parts.identifier.strip("[]() ")
