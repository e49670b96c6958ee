"""Sources with a form of their own, read by rule: data on file, drug labels, trials, news releases."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.dates import find_date
from audit.bibliography.journal_forms import Parts, Proposal
from audit.bibliography.label_words import LABEL_KIND
from audit.bibliography.organisations import is_organisation
from audit.bibliography.scan import HOLE, Scan
from audit.model import Author

DATA_ON_FILE: Final = re.compile(
    r"\bdata\s+on\s+file\b|\bdaten\s+liegen\s+vor\b|\bdonnées\s+internes\b|\bdatos\s+en\s+archivo\b|\bdati\s+in\s+archivio\b",
    re.IGNORECASE,
)
_TRIAL_SITE: Final = re.compile(
    r"\s*[.,;(\[]?\s*\b(?:(?:www\.)?clinical\s?trials\.gov(?:\s(?:registration|trial|registry))?(?:\s(?:identifier|number|no\.?|ID))?"
    r"|ISRCTN\sregistry|EU\sClinical\sTrials\sRegister|EudraCT(?:\snumber)?|identifier|trial\sregistration(?:\snumber)?"
    r"|registration\snumber)\s?[:#]?",
    re.IGNORECASE,
)
_RELEASE: Final = re.compile(
    r"(?P<title>.{8,300}?)(?:\.\s+|\s[\[(])(?:news|press|media)\srelease\b[\])]?[.;]\s+(?P<rest>\S.*)$", re.IGNORECASE
)
_COMPANY: Final = re.compile(
    r"\b(?:Inc|Incorporated|Ltd|Limited|LLC|L\.L\.C|Corp|Corporation|Co|Company|GmbH|AG|S\.?A|S\.?p\.?A|PLC|plc|LP|B\.?V|N\.?V|KG|Pty|A/S"
    r"|Pharma\w*|Laborator(?:y|ies)|Therapeutics|Biopharma\w*|Biologics|Biosciences)\b"
)
_IMPRINT: Final = re.compile(
    r"(?:(?P<place>[A-ZÀ-Þ][^:;\d]{1,60}):\s)?(?P<publisher>[A-ZÀ-Þ][^;]{1,120}?)(?:\s?[;,]\s?|\.\s+)(?P<date>(?:[^\W\d_]+\.?\s)?(?:\d{1,2},?\s)?(?:19|20)\d\d)\b"
)
_IDENTIFIER: Final = re.compile(
    r"(?:(?:Study|Protocol|Clinical Study Report|CSR|Report|Document|Ref(?:erence)?|No|ID)\.?:?\s)?"
    r"(?=[\w./#-]*\d)[A-Z#][\w./#-]{2,}(?:\s\d[\w-]*)?",
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PIECE: Final = re.compile(
    rf"\s*(?:[;{HOLE}]|\.(?=\s|$)|,\s(?!Inc|LLC|Ltd|Corp|LP|NJ|NY|PA|MA|CA|MD|NC|IL|Md|Pa|US)|[()\[\]])\s*"
)


def read_special(found: Scan, seen: Proposal) -> Parts | None:
    """The parts of a source that has a form of its own, or None where the reference is none of them."""
    if seen.locator is not None and seen.locator.volume and (seen.locator.pages or seen.locator.issue):
        return None
    core = found.core
    if DATA_ON_FILE.search(core):
        return _data_on_file(core)
    label = LABEL_KIND.search(core)
    persons = seen.prefix.form == "family-initials" and seen.prefix.closed
    if label and (not persons or label.group()[0] in "[("):
        return _label(core, label)
    if found.trial and (site := _TRIAL_SITE.search(core) or re.search(re.escape(found.trial), core)):
        return _trial(core, site.start(), found)
    release = _RELEASE.match(core) if "release" in core.lower() else None
    return _release(release) if release else None


def _dated(parts: Parts, text: str) -> None:
    """The last date of the text as the year and, where it is more exact, as the date of publication."""
    years = list(_YEAR.finditer(text))
    if not years:
        return
    parts.year = years[-1].group()
    date = find_date(text, max(0, years[-1].start() - 20))
    if date and date.value.startswith(parts.year) and len(date.value) > 4:
        parts.published = date.value


def _data_on_file(core: str) -> Parts:
    parts = Parts(kind="data-on-file", sure=1.0)
    parts.title = "Data on file"
    pieces = [piece.strip() for piece in _PIECE.split(core) if piece.strip(" .,")]
    names: list[str] = []
    for piece in pieces:
        rest = DATA_ON_FILE.sub("", piece).strip(" ,.:-–")
        if not rest or _YEAR.fullmatch(rest):
            continue
        if parts.identifier is None and _IDENTIFIER.fullmatch(rest) and not _COMPANY.search(rest):
            parts.identifier = rest
        elif not find_date(rest) or _COMPANY.search(rest):
            names.append(re.sub(r"\s(?:19|20)\d\d$", "", rest))
    if names:
        name = next((n for n in reversed(names) if _COMPANY.search(n)), names[-1])
        place, colon, company = name.rpartition(": ")
        parts.publisher, parts.place = (company, place) if colon else (name, None)
    _dated(parts, core)
    return parts


def _label(core: str, label: re.Match[str]) -> Parts:
    """`Product [prescribing information]. Place: Company; date.`, or the kind of document first."""
    parts = Parts(kind="label", sure=1.0, genre=label.group().strip("[]()"))
    before = core[: label.start()].replace(HOLE, " ").strip(" .,:;–-([")
    after = core[label.end() :].replace(HOLE, " . ").strip(" .,:;)]")
    head, _, last = before.rpartition(". ")
    if head and (is_organisation(head) or _COMPANY.search(head)):
        parts.authors, before = [Author(literal=head.strip(" ."))], last
    if before:
        parts.title = before
    else:
        title, _, after = after.partition(". ")
        parts.title = title.strip(" .:") or None
    imprint = _IMPRINT.search(after)
    if imprint:
        parts.place = (imprint.group("place") or "").strip(" .,") or None
        parts.publisher = imprint.group("publisher").strip(" .,")
    elif parts.publisher is None and (name := re.split(r"[.;]\s", after)[0].strip(" .,;")) and not find_date(name):
        parts.publisher = name[:120]
    _dated(parts, after)
    return parts


def _trial(core: str, at: int, found: Scan) -> Parts:
    parts = Parts(kind="trial", sure=1.0, identifier=found.trial)
    before = core[:at].replace(HOLE, " ").strip(" .,:;([")
    head, _, last = before.partition(". ")
    if last and is_organisation(head):
        parts.authors, before = [Author(literal=head)], last
    parts.title = before or None
    _dated(parts, core[at:])
    return parts


def _release(match: re.Match[str]) -> Parts:
    parts = Parts(kind="news", sure=1.0, title=match.group("title").strip(" .,:;[("), genre="news release")
    rest = match.group("rest").replace(HOLE, " ")
    name = re.split(r"[;]|\.\s|,\s(?=\w+\s\d)", rest)[0].strip(" .,")
    if name and not find_date(name):
        parts.publisher = name
    _dated(parts, rest)
    return parts
