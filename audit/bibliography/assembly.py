"""Labelled segments of a reference to its parts."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.dates import find_date
from audit.bibliography.journal_forms import Parts, Proposal
from audit.bibliography.locators import PAGES, plain_pages
from audit.bibliography.names import Prefix
from audit.bibliography.person_lists import parse_names
from audit.bibliography.repairs import repaired
from audit.bibliography.scan import HOLE
from audit.bibliography.sequence_model import Segment

_YEAR: Final = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?!\d)")
_PAGES: Final = re.compile(PAGES)
_NUMBER: Final = re.compile(r"\d+[A-Z]?|\b[IVXLC]+\b")
_QUOTES: Final = (
    ("“", "”"),
    ('"', '"'),
    ("‘", "’"),
    ("«", "»"),
    ("„", "“"),
    ("'", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("`", "'"),
)
_EDITED: Final = re.compile(r"[\s,(\[]\(?(?:eds?|editors?|hrsg|hg|dir|éds?|coord)\b\.?[\s)\].,:]*$", re.IGNORECASE)
_VOLUME_WORD: Final = re.compile(r"[\s,;(]+(?:[vV]|[vV]ol|[nN]o|[nN]r|Bd|[vV]olume)\.?$")
# "Post TW, ed. UpToDate": what follows the editors' title is the book
_AFTER_EDITORS: Final = re.compile(r"\b(?:eds?|editors?|hrsg|dir)\b[.)\],:]*\s+(?=[A-ZÀ-Þ][\w-]{3,})", re.IGNORECASE)
_BY: Final = re.compile(r"^\W*(?:edited|translated|trans\.?|compiled)\s+(?:by\s+)?", re.IGNORECASE)
_LEADING: Final = re.compile(r"^(?:In:?\s+|in:\s+|IN:\s+|from:\s+)+")


_OPENINGS: Final = frozenset(opening for opening, _ in _QUOTES)
_ENDS_IN_INITIAL: Final = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)*$")


def tidy(text: str) -> str:
    """A part without the punctuation and quotation marks around it."""
    text = " ".join(text.replace(HOLE, " ").split()).strip(" ,;:")
    if not text:
        return text
    if text[-1] == "." and not _ENDS_IN_INITIAL.search(text):
        text = text.strip(".").strip(" ,;:")
    for opening, closing in _QUOTES if text[:1] in _OPENINGS else ():
        if text[0] == opening:
            inner = text[1:].rstrip(" .,")
            if inner.endswith(closing) and closing not in inner[:-1]:
                return inner[:-1].strip(" .,;:") or text
            if closing not in inner:
                return inner
    if text[-1:] == ")" and text.count(")") > text.count("("):
        text = text[:-1]
    if text[:1] == "(" and text.count("(") > text.count(")"):
        text = text[1:]
    return text.strip(" ,;:")


def _joined(core: str, segments: list[Segment], label: str) -> str:
    """The text of a label's main run: its longest segment, with neighbours that only punctuation parts from it."""
    own = [index for index, segment in enumerate(segments) if segment.label == label]
    if not own:
        return ""
    main = max(own, key=lambda index: segments[index].end - segments[index].start)
    first = last = main
    while first >= 2 and segments[first - 2].label == label and _slight(core, segments[first - 1]):
        first -= 2
    while last + 2 < len(segments) and segments[last + 2].label == label and _slight(core, segments[last + 1]):
        last += 2
    return core[segments[first].start : segments[last].end]


def _slight(core: str, segment: Segment) -> bool:
    text = core[segment.start : segment.end]
    return segment.label in {"O", "H"} and len(text.split()) <= 2 and HOLE not in text


def _container(text: str) -> str | None:
    return tidy(_VOLUME_WORD.sub("", tidy(_LEADING.sub("", text)))) or None


def assemble(core: str, segments: list[Segment], seen: Proposal) -> Parts:
    """The parts that the segments name."""
    segments = repaired(core, segments, seen)
    parts = Parts(form=seen.prefix.form)
    by_label: dict[str, list[str]] = {}
    for segment in segments:
        by_label.setdefault(segment.label, []).append(core[segment.start : segment.end])
    parts.title = tidy(_joined(core, segments, "T")) or None
    parts.container = _container(_joined(core, segments, "J"))
    _people(core, segments, parts, seen.prefix)
    parts.publisher = tidy(_joined(core, segments, "P")) or None
    parts.place = tidy(_joined(core, segments, "L")) or None
    parts.edition = tidy(_joined(core, segments, "N")).strip("()[]. ") or None
    parts.identifier = tidy(_joined(core, segments, "I")) or None
    parts.genre = tidy(_joined(core, segments, "R")).strip("()[]") or None
    if seen.locator is not None and "X" in by_label:
        locator = seen.locator
        parts.volume, parts.issue, parts.pages, parts.year = locator.volume, locator.issue, locator.pages, locator.year
        if dated_only(core, seen):
            parts.volume, parts.dated = None, _exact_date([core[locator.start : locator.end]], locator.year or "")
        parts.order = locator.form
        if seen.leading and locator.year and not locator.volume and locator.pages:
            parts.volume = locator.year  # the year stands after the authors: 2012, 1-13 is volume and pages
    order = [segment.label for segment in segments if segment.label != "O"]
    _numbers(parts, by_label, after_names=order[:2] == ["A", "D"])
    return parts


def dated_only(core: str, seen: Proposal) -> bool:
    """Whether the locator is no more than a date, `2021 Sept 1.`: its day is no volume."""
    locator = seen.locator
    if locator is None or not locator.volume or locator.issue or locator.pages:
        return False
    found = find_date(core, locator.start, locator.end)
    return found is not None and len(found.value) == 10 and not core[found.end : locator.end].strip(" .")


def _named(core: str, segments: list[Segment]) -> tuple[str, str]:
    """The stretch that names authors and the one that names editors: names after the title are editors."""
    named = [segment for segment in segments if segment.label in {"A", "E"}]
    title = next((segment.start for segment in segments if segment.label == "T"), -1)
    if not named:
        return "", ""
    first = named[0]
    if first.label == "A" and (first.start < title or len(named) == 1):
        before = [segment for segment in named if segment.label == "A" and segment.start < title]
        authors = core[first.start : before[-1].end if before else first.end]
        later = [segment for segment in named if segment.start > max(title, first.start)]
    else:
        authors, later = _joined(core, segments, "A"), [segment for segment in named if segment.label == "E"]
    return authors, core[later[0].start : later[-1].end] if later and later[-1].end - later[0].start < 400 else ""


def _people(core: str, segments: list[Segment], parts: Parts, prefix: Prefix) -> None:
    authors, editors = _named(core, segments)
    text = authors.strip()
    if text:
        edited = _EDITED.search(text)
        if not edited and prefix.authors and segments[0].label == "A" and _same_stretch(core, text, prefix):
            people, parts.et_al = prefix.authors, prefix.et_al
        else:
            people, parts.et_al = parse_names(text)
        alone = bool(editors.strip()) and len(editors.split()) <= 2 and bool(_EDITED.match(" " + editors))
        if alone or (edited and not editors):
            parts.editors, editors = people, ""
        else:
            parts.authors = people
    if parts.container is None and (beyond := _AFTER_EDITORS.search(editors)):
        parts.container = _container(editors[beyond.end() :])
        editors = editors[: beyond.end()]
    if editors:
        editors = _BY.sub("", editors)
        parts.editors = parse_names(_LEADING.sub("", editors.strip(" .,(")))[0]


def _same_stretch(core: str, text: str, prefix: Prefix) -> bool:
    """Whether the labelled authors are just what the rules read, so that their reading can be used."""
    if prefix.form == "organisation":
        return False
    return core[: prefix.end].strip(" .,:;(") == text.strip(" .,:;(")


def _exact_date(texts: list[str], year: str) -> str | None:
    """The date of that year that also names its month, ISO 8601."""
    dates = [found.value for text in texts if (found := find_date(text)) is not None]
    return next((date for date in dates if date.startswith(year) and len(date) > 4), None)


def _numbers(parts: Parts, by_label: dict[str, list[str]], *, after_names: bool) -> None:
    """Year, volume, issue and pages that stand outside a locator."""
    for label in ("D", "O", "P", "L", "N", "H", "R", "I"):
        years = [match.group(1) for text in by_label.get(label, []) for match in _YEAR.finditer(text)]
        if years and (label == "D" or parts.year is None):
            parts.year = years[0] if label == "D" and after_names else years[-1]
            if label == "D":
                parts.order = "date"
                parts.dated = _exact_date(by_label["D"], parts.year)
                break
    if parts.volume is None and (number := _NUMBER.search(" ".join(by_label.get("V", [])))):
        parts.volume = number.group()
    if parts.issue is None and by_label.get("S"):
        parts.issue = (
            re.sub(r"^(?:no|nr|issue)\.?\s?", "", tidy(by_label["S"][0]).strip("()"), flags=re.IGNORECASE) or None
        )
    if parts.year is None and _YEAR.fullmatch("".join(by_label.get("G", [])).strip(" .,;")):
        parts.year = "".join(by_label.pop("G")).strip(" .,;")
    if parts.pages is None and by_label.get("G"):
        text = by_label["G"][0]
        if word := re.search(r"(?i)\b(?:pages?|pp?|pgs?|seiten?)\b\.?\s?", text):
            text = text[word.end() :]
        found = _PAGES.search(text)
        parts.pages = plain_pages(found.group()) if found else None
