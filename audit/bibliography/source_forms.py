"""Sources with a form of their own, read by rule: data on file, drug labels, trials, news releases, meetings, pages."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.dates import find_date
from audit.bibliography.journal_forms import Parts, Proposal
from audit.bibliography.label_words import LABEL_KIND
from audit.bibliography.organisations import is_organisation
from audit.bibliography.person_lists import parse_names
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
    release = _RELEASE.match(core) if "release" in found.lowered else None
    if release:
        return _release(release)
    if "present" in found.lowered and (talk := _PRESENTED.search(core)):
        return _meeting(core, talk, seen)
    if meeting := _BARE_MEETING.fullmatch(core, seen.prefix.end) if seen.prefix.authors else None:
        return Parts(
            kind="abstract", sure=1.0, authors=seen.prefix.authors, et_al=seen.prefix.et_al, form=seen.prefix.form,
            container=meeting.group("name"), year=meeting.group("year"), identifier=meeting.group("number"),
        )  # fmt: skip
    if "uptodate" in found.lowered and (entry := _UPTODATE.search(core)):
        return _uptodate(core, entry, seen)
    if found.url and " | " in core and (page := _TAB.fullmatch(core)):
        return Parts(kind="web", sure=1.0, title=page.group("title").strip(), container=page.group("site").strip())
    return _hosted(core, found.url) if found.url else None


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
    placed = _PLACED_BEFORE.search(core) if ":" in core else None
    if placed and not DATA_ON_FILE.search(placed.group()) and not _COMPANY.search(placed.group()):
        parts.place, core = placed.group("place"), core[: placed.start()] + core[placed.end() :]
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
    if parts.place is None:
        parts.place = next((name for name in names if _CITY.fullmatch(name)), None)
        names = [name for name in names if name != parts.place]
    if names:
        leads = re.match(rf"{re.escape(names[0])},?\s", core) is not None  # "Company, data on file. Title"
        parts.publisher = next((n for n in reversed(names) if _COMPANY.search(n)), names[0 if leads else -1])
    _dated(parts, core)
    return parts


def _label(core: str, label: re.Match[str]) -> Parts:
    """`Product [prescribing information]. Place: Company; date.`, or the kind of document first."""
    parts = Parts(kind="label", sure=1.0, genre=label.group().strip("[]()"))
    before = core[: label.start()].replace(HOLE, " ").strip(" .,:;–-([")
    after = core[label.end() :].replace(HOLE, " . ").lstrip(" .,:;)]").rstrip(" .,:;")
    after = after.lstrip("–- ")
    while again := LABEL_KIND.match(after):  # "EPAR – Product information"
        after = after[again.end() :].strip(" .,:;)]–-")
    head, _, last = before.rpartition(". ")
    issuer = re.sub(r"[.,]?\s+Highlights of$", "", before, flags=re.IGNORECASE)
    if (
        after
        and not find_date(after[:20])
        and (is_organisation(issuer) or _COMPANY.search(issuer))
        and "(" not in issuer
    ):
        parts.authors, before = [Author(literal=issuer)], ""  # "Ipsen Limited. Summary of ... – Product"
    elif head and (is_organisation(head) or _COMPANY.search(head)):
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
    if parts.publisher and parts.place is None:
        _part_place(parts)
    _dated(parts, after)
    return parts


_PLACED_BEFORE: Final = re.compile(r"(?P<place>[A-ZÀ-Þ][^:;\d]{1,60}):\s(?=[A-ZÀ-Þ])")
_PLACED_AFTER: Final = re.compile(
    r"(?:,|\.)\s(?P<place>[A-ZÀ-Þ][\w.' -]{2,40},\s(?:[A-Z]{2}|USA|UK|Germany|France|Switzerland|Ireland|Japan|Canada"
    r"|Sweden|Denmark|Belgium|Italy|Spain|[Tt]he Netherlands|Austria|Australia)(?:,\sUSA)?)[,.]?(?:\s(?:19|20)\d\d)?$"
)


_CITY: Final = re.compile(r"[A-ZÀ-Þ][\w.' -]{2,30},\s[A-Z]{2}")


def _part_place(parts: Parts) -> None:
    """`Millburn, NJ: Company` and `Company, Rahway, NJ, 2024`: the place out of the publisher."""
    name = parts.publisher or ""
    if before := _PLACED_BEFORE.match(name):
        parts.place, parts.publisher = before.group("place"), name[before.end() :]
    elif after := _PLACED_AFTER.search(name):
        parts.place, parts.publisher = after.group("place"), name[: after.start()].strip(" ,")


# "NCT01234567, A study of ..." and "ClinicalTrials.gov. A study of ... NCT01234567"
_TRIAL_AFTER: Final = re.compile(
    rf"{HOLE}[\s,.:–-]+(?!Bethesda|National Library|Available|Accessed)(?P<title>[A-ZÀ-Þ][^.{HOLE}]{{8,300}})"
)
_TRIAL_NAMED: Final = re.compile(rf"\.\s+(?!EudraCT|Identifier)(?P<title>[^\W\d_][^.{HOLE}]{{8,300}})")


def _trial(core: str, at: int, found: Scan) -> Parts:
    parts = Parts(kind="trial", sure=1.0, identifier=found.trial)
    before = core[:at].replace(HOLE, " ").strip(" .,:;([")
    core = core.replace(found.trial or "\0", HOLE)  # the year in a EudraCT number is none
    if not before and (named := _TRIAL_AFTER.search(core) or _TRIAL_NAMED.search(core)):
        before = named.group("title").strip(" .,:;([")
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


_PRESENTED: Final = re.compile(
    r"(?:\b(?:oral\s|poster\s)?(?:paper\s|abstract\s|poster\s|data\s)?(?:presented|presentation)\s(?:at|to)\b(?:\s?:)?\s*(?:the\s)?)",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:abstract|poster|presentation|abs|oral)s?\s?(?:no\.?|number|#)?:?\s?#?[A-Z]{0,5}-?\d[\w-]*", re.IGNORECASE
)
# "Chan DL. ESMO Congress 2021 [Poster 1102P]."
_BARE_MEETING: Final = re.compile(
    rf"(?P<name>[A-Z][^.;:\d]{{2,80}}?)[,\s]+(?P<year>20\d\d)[\s.,;:(\[]+(?P<number>{_NUMBERED.pattern})[\s.)\]]*",
    re.IGNORECASE,
)
_MEETING_END: Final = re.compile(
    rf"\s?;|\s?\((?=[^()]*\d)|[.,]\s(?=[A-ZÀ-Þ\d])|\s(?=(?:19|20)\d\d\s?[;,.(])|\.?\s*(?:{HOLE}|$)"
)
_PLACE_AFTER_DATE: Final = re.compile(r"\)?[;,.]\s(?P<place>[A-ZÀ-Þ][^\d.;()\ue000]{2,50})(?=[.;)]|\s*$)")
_CITY_AT_END: Final = re.compile(r",\s(?P<place>[A-ZÀ-Þ][\w.' -]{2,30},\s[A-ZÀ-Þ][\w.' -]{1,24})\Z")
_UPTODATE: Final = re.compile(r"(?:\b[Ii]n:?\s)?\bUpToDate\b")
_EDITOR: Final = re.compile(
    r"(?:\b[Ii]n:?\s|,\s|\A)(?P<names>[^.:()]{3,80}?)[,\s]+\(?(?:eds?|editors?)\b\.?\)?", re.IGNORECASE
)
_TAB: Final = re.compile(
    rf"(?P<title>[^|{HOLE}]{{4,200}}?)\s\|\s(?P<site>[^|.{HOLE}]{{2,80}})[.,]?(?:\s*{HOLE}[\s.,;]*)+"
)


_HOSTED: Final = re.compile(
    rf"(?P<left>[^:|{HOLE}]{{3,160}}?)(?P<mark>:|\s[|–-])\s(?P<right>[^:|{HOLE}]{{3,160}}?)[.,]?(?:\s*{HOLE}[\s.,;–-]*)+"
)


def _hosted(core: str, url: str) -> Parts | None:
    """`Orphanet: Title. www.orpha.net/...`, `Title - Medscape. https://www.medscape.com/...`: the address tells."""
    page = _HOSTED.fullmatch(core)
    if page is None or ". " in core.partition(HOLE)[0].strip(" ."):
        return None
    host = re.sub(r"[\W_]", "", re.sub(r"^\w+:/+", "", url.lower()).partition("/")[0])
    left, right = (re.sub(r"[\W_]", "", page.group(name)).lower() for name in ("left", "right"))
    if page.group("mark") == ":":
        named = len(left) > 3 and left in host
        title, site = page.group("right").strip(), page.group("left").strip()
        return Parts(kind="web", sure=1.0, authors=[Author(literal=site)], title=title) if named else None
    if len(right) > 3 and right in host:
        return Parts(kind="web", sure=1.0, title=page.group("left").strip(), container=page.group("right").strip())
    return None


def _meeting(core: str, talk: re.Match[str], seen: Proposal) -> Parts | None:
    """`Authors. Title. Presented at: Meeting; date; place. Abstract 12.`; a title only where one stands before."""
    parts = Parts(kind="abstract", sure=1.0, form=seen.prefix.form)
    if seen.prefix.authors and seen.prefix.end <= talk.start():
        parts.authors, parts.et_al = seen.prefix.authors, seen.prefix.et_al
        title = core[seen.title_start : talk.start()] if seen.title_start <= talk.start() else ""
    else:
        title = core[: talk.start()]
    if title.rstrip()[-1:].isalpha():
        return None  # "Symptoms presented at diagnosis": words of a title
    parts.title = title.replace(HOLE, " ").strip(" .,;:([") or None
    rest = core[talk.end() :]
    stop = _MEETING_END.search(rest)
    parts.container = rest[: stop.start() if stop else len(rest)].replace(HOLE, " ").strip(" .,;:") or None
    dated = find_date(rest)
    placed = _PLACE_AFTER_DATE.match(rest, dated.end) if dated else None
    if placed and not _NUMBERED.match(placed.group("place")):
        parts.place = placed.group("place").strip()
    elif parts.container and (city := _CITY_AT_END.search(parts.container)):
        parts.container, parts.place = parts.container[: city.start()], city.group("place")
    number = _NUMBERED.search(rest) or _NUMBERED.search(title)
    if number:
        parts.identifier = number.group()
        if parts.title:
            parts.title = parts.title.replace(number.group(), "").strip(" .,;:[]()") or None
    _dated(parts, rest)
    parts.published = None  # when it was shown
    if seen.leading and seen.title_start <= talk.start():  # APA: the year stands after the authors
        parts.year = seen.leading.group("year") or seen.leading.group("bare")
    return parts


def _uptodate(core: str, entry: re.Match[str], seen: Proposal) -> Parts | None:
    """`Author. Title. In: Post TW, ed. UpToDate. UpToDate Inc; 2024.`: an entry of the database, whatever the order."""
    start = seen.title_start if seen.prefix.authors and seen.title_start < entry.start() else 0
    head = re.split(r"[.?!]\s+[Ii]n:?\s|\b[Ii]n:\s", core[start : entry.start()] + " ")[0]
    title = head.replace(HOLE, " ").strip(" .,;:([")
    if not title:
        return None
    parts = Parts(kind="web", sure=1.0, form=seen.prefix.form, title=title, container="UpToDate")
    if start:
        parts.authors, parts.et_al = seen.prefix.authors, seen.prefix.et_al
    rest = core[start + len(head) :]
    if editor := _EDITOR.search(rest):
        names = re.sub(r"^\W*(?:[Ii]n:?\s)?(?:UpToDate,?\s)?", "", editor.group("names"))
        parts.editors = parse_names(names)[0]
    if placed := re.search(r"\b(?:Waltham|Wellesley)(?:,\s?(?:MA|Mass(?:achusetts)?))?", rest):
        parts.place = placed.group()
    if company := re.search(r"UpToDate,?\sInc\b", rest):
        parts.publisher = company.group()
    _dated(parts, rest)
    return parts
