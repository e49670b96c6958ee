"""Labelled segments put right where the model breaks what every reference obeys.

A title does not stop in the middle of a sentence; names in a list do not run on into one; a journal that stands before
its volume is a journal. Each repair is a small step over the segments; the order of steps is `STEPS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from audit.bibliography.dates import MONTH
from audit.bibliography.journal_forms import Proposal
from audit.bibliography.journal_names import is_abbreviation, is_known, likeness
from audit.bibliography.organisations import is_organisation
from audit.bibliography.scan import HOLE
from audit.bibliography.sequence_model import Segment

_NAME_WORD: Final = re.compile(
    r"(?:and|et|al|und|y|e|the|for|on|behalf|of|in|eds?|editors?|others|colleagues|de|den|der|des|da|di|do|dos|du|la|le|les"
    r"|van|von|zu|ter|ten|el|bin|del|della|hrsg|dir|jr|sr|inventor|assignee)\b",
    re.IGNORECASE,
)
_LOWER_WORD: Final = re.compile(r"(?<![\w'’-])[a-zà-ÿ][^\W\d_]+")
_SENTENCE_END: Final = re.compile(r"[.?!][\"'”’»)\]]*\s*$|[”»\"],?\s*$")
_ABBREVIATED: Final = re.compile(r"(?<![^\W\d_])[^\W\d_]\.\s*$")
# the full stop after a written-out family name closes a list of full names; one after initials does not
_LIST_END: Final = re.compile(
    r"(?<!\bal)(?<!\beds)(?<!\bed)(?<!\bJr)(?<!\bSr)(?<!\bInc)(?<!\bSt)(?<=[a-zà-ÿ]{3})\.\s+(?=\S)|(?<=[a-zà-ÿ]{3})\.\s+(?=[“\"])"
)
# where a title begins if an organisation's full stop was lost: "Royal College of X Guidelines for ..."
_TITLE_HEAD: Final = re.compile(
    r"(?<=[a-z)A-Z])\s(?=(?:Guidelines?|Guidance|Report|Manual|Handbook|Standards?|Statement|Recommendations?|Strategy|Clinical"
    r"|Position|Consensus|Practice|Trends|Prevalence|Management|Epidemiology|Facts|About|What|How)\b)"
)


def authors_cut(core: str, segments: list[Segment], seen: Proposal) -> list[Segment]:
    """Authors that run on into the title (words in small letters after the last name) end where the rules end them."""
    end = seen.prefix.end
    persons = bool(seen.prefix.authors) and seen.prefix.form != "organisation"
    if not segments or segments[0].label != "A":
        return segments
    first = segments[0]
    titled = any(segment.label == "T" for segment in segments)
    if seen.prefix.form == "organisation" and titled and end < first.end and _only_acronyms(core[:end]):
        return _split_first(segments, end, seen.title_start)  # "WHO/UNICEF. Protecting, | Promoting and ..."
    if not persons and _within_name(core, segments, end) and is_organisation(core[:end]):
        return _whole_name(segments, end)
    if not persons or first.end <= end + 1:
        return segments if titled or not seen.prefix.authors else _split_first(segments, end, seen.title_start)
    if titled and len(segments) > 1 and segments[1].label == "T" and core[segments[1].start].islower():
        return _split_first(segments, end, seen.title_start)  # "Yapko MD Trancework: | an introduction"
    dated = [s.label for s in segments[1:3]] == ["D", "T"] and core[segments[1].start].isdigit()
    if seen.prefix.et_al and dated and core[first.end - 1] not in ".;":  # "et al. Tumor Society | 2022 | Guidance"
        return [Segment("A", first.start, end), Segment("T", end, segments[2].end), *segments[3:]]
    if titled and _title_unparted(core[end : first.end], seen):
        return _split_first(segments, end, seen.title_start)  # "Garber AM How the Outcomes Research | Institute can"
    if titled and seen.prefix.closed and core[first.start : first.end].rstrip().endswith(":"):
        return _split_first(segments, end, seen.title_start)  # "Jahn RG. FieldREG II: | Consciousness"
    words = [word for word in _LOWER_WORD.findall(core[end : first.end]) if not _NAME_WORD.match(word)]
    if titled and (not words or (len(words) < 2 and not seen.prefix.closed)):
        return segments
    return _split_first(segments, end, seen.title_start)


def _only_acronyms(name: str) -> bool:
    """Whether a name is nothing but acronyms: `WHO.`, `WHO/UNICEF.`, `FAO, WHO.`"""
    return bool(re.fullmatch(r"[A-Z]{2,8}(?:\s?[/,&-]\s?[A-Z]{2,8}){0,3}[.:]\s*", name))


def _title_unparted(rest: str, seen: Proposal) -> bool:
    """Whether what goes on after names without a stop is a title: several words, no comma, no initials, no group."""
    plain = seen.prefix.form == "family-initials" and not (seen.prefix.closed or seen.prefix.et_al)
    return plain and len(rest.split()) > 2 and not re.search(r"[,;&]|\b[A-Z]{1,3}\b|^(?:for|and|on|et)\b", rest)


def _within_name(core: str, segments: list[Segment], end: int) -> bool:
    """Whether the title would begin inside an organisation's name: `Association canadienne | de dermatologie.`"""
    if len(segments) < 2 or segments[1].label not in {"T", "J"} or not segments[1].start < end - 2:
        return False
    if core[segments[1].start].islower():
        return True
    name, title = (
        core[segments[0].start : segments[0].end],
        segments[1],
    )  # "American Academy of Orthopedic | Surgeons. Joint"
    return name[-1].isalpha() and ". " not in name and title.end > end + 3 and core[:end].rstrip().endswith(".")


def _whole_name(segments: list[Segment], end: int) -> list[Segment]:
    """The first segment up to `end`, and a title right after it."""
    rest = [Segment(s.label, max(s.start, end), s.end) for s in segments[1:] if s.end > end + 1]
    if rest and rest[0].label == "J":
        rest[0] = Segment("T", rest[0].start, rest[0].end)
    return [Segment("A", segments[0].start, end), *rest]


def _split_first(segments: list[Segment], end: int, title_start: int) -> list[Segment]:
    """The first segment cut in authors and title; a title that follows is joined."""
    first = segments[0]
    if not first.start < end < first.end:
        return segments
    start = max(end, title_start)
    rest = segments[1:]
    if start < first.end:
        joined = rest and rest[0].label == "T"
        rest = [Segment("T", start, rest[0].end if joined else first.end), *(rest[1:] if joined else rest)]
    return [Segment("A", first.start, end), *rest]


def lead_named(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """`ICH. | 2015 | Guideline ...`: what stands before a date or the authors at the very start is a name."""
    if len(segments) < 2 or segments[0].label != "O" or segments[1].label not in {"A", "D"}:
        return segments
    if not any(c.isalpha() for c in core[segments[0].start : segments[0].end]):
        return segments
    if segments[1].label == "A":
        return [Segment("A", segments[0].start, segments[1].end), *segments[2:]]
    return [Segment("A", segments[0].start, segments[0].end), *segments[1:]]


def full_names_cut(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """`Robert Cailliau and Bernd Pollermann. WorldWideWeb: | the information ...`: the title begins after the stop."""
    if not segments or segments[0].label != "A":
        return segments
    text = core[segments[0].start : segments[0].end]
    titled = any(segment.label == "T" for segment in segments)
    if not titled and (head := _TITLE_HEAD.search(text)):
        return _split_first(segments, segments[0].start + head.end(), 0)
    match = _LIST_END.search(text)
    rest = text[match.end() :] if match else ""
    if match is None or len(rest) > 60 or is_organisation(rest) or (titled and segments[1].label != "T"):
        return segments
    if len(rest.split()) > 3 and is_organisation(text):
        return segments
    return _split_first(segments, segments[0].start + match.end(), 0)


def _better_whole(core: str, source: Segment, at: int) -> bool:
    """Whether a source reads more like a journal's name whole than from `at` on: `N. | Engl. J. Med.`"""
    whole, part = core[source.start : source.end].strip(), core[at : source.end].strip()
    last = core[source.start : at].rsplit(None, 1)[-1:]
    if core[: source.start].rstrip()[-1:] != "," or not last or not is_abbreviation(last[0]):
        return False  # "..., North Carolina. | Harmful Algae"
    return likeness(whole) > max(0.0, likeness(part))


_PREPOSITIONS: Final = frozenset({"in", "on", "and", "of", "for", "from", "to", "at", "by", "with"})
_UNFINISHED: Final = frozenset("JLPIGV")
_STOP: Final = re.compile(r"[.?!][\"'”’»)\]]*(?=\s|$)")


def title_finished(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """A title that breaks off (no stop, an open bracket) runs on to its stop or to the closing bracket."""
    for index, segment in enumerate(segments[:-1]):
        if segment.label == "T" and segments[index + 1].label in "DN" and core[: segment.end].rstrip().endswith(":"):
            joined = Segment("T", segment.start, segments[index + 1].end)  # "BNF 84: | September 2022. | London"
            return [*segments[:index], joined, *segments[index + 2 :]]
        if segment.label != "T" or segments[index + 1].label in "DXH":
            continue
        text, limit = core[segment.start : segment.end], _limit(segments, index)
        end = segment.end
        closing = core.find(")", end, limit)
        if text.count("(") > text.count(")") and closing >= 0:
            end = closing + 1
        elif (
            segments[index + 1].label in _UNFINISHED
            and not _SENTENCE_END.search(text)
            and text.rstrip()[-1:] not in ",:"
        ):
            stop = _STOP.search(core, end, min(limit, end + 60))
            source = segments[index + 1]
            known = source.label == "J" and (
                stop is None or stop.end() >= source.end - 1 or _better_whole(core, source, stop.end())
            )
            end = stop.end() if stop and not known else end
        if end > segment.end:
            rest = [Segment(s.label, max(s.start, end), s.end) for s in segments[index + 1 :] if s.end > end]
            return [*segments[:index], Segment("T", segment.start, end), *rest]
    return segments


_QUOTED: Final = re.compile(r"\s*(?:“[^”]{3,}”|\"[^\"]{3,}\"|«[^»]{3,}»|‘[^’]{12,}’(?![^\W\d_]))[.,;]?(?=\s)")
_IN_SOURCE: Final = re.compile(r"[.?!”»\"’]\s+(?=In:?\s+[A-ZÀ-Þ])")


def title_closed(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """A title in quotation marks ends with them; what follows `. In` is its source."""
    if any(segment.label == "J" for segment in segments):
        return segments
    for index, segment in enumerate(segments):
        if segment.label != "T":
            continue
        match = _QUOTED.match(core, segment.start, segment.end) or _IN_SOURCE.search(core, segment.start, segment.end)
        if match is None or segment.end - match.end() < 4:
            continue
        cut = match.end()
        return [
            *segments[:index],
            Segment("T", segment.start, cut),
            Segment("J", cut, segment.end),
            *segments[index + 1 :],
        ]
    return segments


def _limit(segments: list[Segment], index: int) -> int:
    """Where the text after a title reaches a date, a locator, an edition or a link."""
    return next((s.start for s in segments[index + 1 :] if s.label in "DXH"), segments[-1].end)


_WORDED: Final = re.compile(
    rf"(?!(?:{MONTH}|published|issued|posted|updated|revised|dated|first|online|spring|summer|autumn|fall|winter)\b)"
    r"[^\W\d_]{2,}\s[^.]{4,}",
    re.IGNORECASE,
)


def title_named(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """Where no title was seen, what follows the authors is it."""
    if len(segments) < 2 or segments[0].label != "A" or any(segment.label == "T" for segment in segments):
        return segments
    if segments[1].label == "D" and len(segments) > 2 and _WORDED.match(core, segments[1].start):
        return [
            segments[0],
            Segment("T", segments[1].start, segments[1].end),
            *segments[2:],
        ]  # "BNF 84: September 2022."
    index = 2 if segments[1].label == "D" and len(segments) > 2 else 1
    following = segments[index]
    text = core[following.start : following.end]
    if following.label not in {"J", "R", "I", "E", "O", "P"} or HOLE in text or len(text) < 5:
        return segments
    if index + 1 < len(segments) and segments[index + 1].label == "X":
        return segments  # a journal without a title
    if following.label == "J" and " " in text and is_known(text):
        return segments  # "Clin Cancer Res 2017 [Epub ahead of print]"
    return [*segments[:index], Segment("T", following.start, following.end), *segments[index + 1 :]]


def date_whole(core: str, segments: list[Segment], seen: Proposal) -> list[Segment]:
    """`(2020, | May). | Title`: a date in brackets after the authors is one, and the title begins after it."""
    if seen.leading is None or not seen.leading.group("date"):
        return segments
    start, end = seen.leading.span()
    end = len(core[:end].rstrip())
    if any(s.label == "D" and s.start >= start - 1 and s.end >= end for s in segments):
        return segments
    kept = [s if s.start >= end else Segment(s.label, s.start, min(s.end, start)) for s in segments]
    before = [s for s in kept if s.start < start and s.end > s.start]
    return [*before, Segment("D", start, end), *(s for s in kept if s.start >= end)]


def place_whole(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """`White Plains | (NY): | The Foundation`: a state in brackets belongs to its city."""
    for index in range(1, len(segments)):
        state, city = segments[index], segments[index - 1]
        bracketed = state.label == "L" and re.match(r"\([A-Z]{2}\)\s?:", core[state.start : state.end])
        short = len(core[city.start : city.end].split()) <= 3 and core[city.end - 1].isalpha()
        if bracketed and short and city.label in "JPO":
            return [*segments[: index - 1], Segment("L", city.start, state.end), *segments[index + 1 :]]
    return segments


_INITIALS_FIRST: Final = re.compile(r"[A-ZÀ-Þ]{1,3}(?:[,.]|\s(?:&|and)\b)")


def editors_whole(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """`In: Brook | I, ed. | UpToDate`: a family name is not the source, what follows the editors is."""
    for index in range(1, len(segments) - 1):
        name, rest = segments[index], segments[index + 1]
        if name.label != "J" or rest.label not in {"E", "A"} or not core[name.end - 1].isalpha():
            continue
        if _INITIALS_FIRST.match(core, rest.start):
            following = segments[index + 2 :]
            labels = [segment.label for segment in following]
            if "J" not in labels and labels[:1] == ["P"] and "P" in labels[1:]:
                following = [Segment("J", following[0].start, following[0].end), *following[1:]]
            return [*segments[:index], Segment("E", name.start, rest.end), *following]
    return segments


_NO_DATE: Final = re.compile(rf"(?!{MONTH}\b)[^\W\d_]{{3,}}[^\d]*\s\d{{4}}:\Z", re.IGNORECASE)


def title_whole(core: str, segments: list[Segment], _: Proposal) -> list[Segment]:
    """A foreign scrap inside an unfinished title (`... for the | US Task Force. | JAMA`) belongs to the title."""
    mended: list[Segment] = []
    index = 0
    while index < len(segments):
        segment = segments[index]
        following = segments[index + 1] if index + 1 < len(segments) else None
        inside = mended and mended[-1].label == "T" and following is not None and following.label in {"T", "J"}
        words = core[segment.start : segment.end].rstrip()
        if segment.label == "D" and following is not None and following.label == "T" and _NO_DATE.match(words):
            mended.append(Segment("T", segment.start, following.end))  # "GLOBOCAN 2020: | Estimated ..."
            index += 2
            continue
        if inside and segment.label in {"A", "P", "L", "V", "I", "E", "R"} and following is not None:
            unfinished = not _SENTENCE_END.search(core[mended[-1].start : mended[-1].end])
            if unfinished and not core[mended[-1].start : mended[-1].end].rstrip().endswith(","):
                end = following.end if following.label == "T" else segment.end
                mended[-1] = Segment("T", mended[-1].start, end)
                index += 2 if following.label == "T" else 1
                continue
        mended.append(segment)
        index += 1
    return mended


def _joined_by_preposition(core: str, segments: list[Segment], at: int) -> list[Segment]:
    """`Age and growth of sharks | in | the Gulf of Mexico. Copeia`: a preposition in mid-sentence opens no source."""
    for index in range(len(segments) - 2):
        title, word, source = segments[index : index + 3]
        if (title.label, word.label, source.label) != ("T", "O", "J") or not source.start < at < source.end:
            continue
        if core[word.start : word.end].strip() in _PREPOSITIONS and core[title.end - 1] not in ".,?!”\"»’')]:;":
            parted = [Segment("T", title.start, at), Segment("J", at, source.end)]
            return [*segments[:index], *parted, *segments[index + 3 :]]
    return segments


def source_snapped(core: str, segments: list[Segment], seen: Proposal) -> list[Segment]:
    """A title that would stop in mid-sentence runs on to where the rules see the journal begin."""
    at = seen.source_start
    labels = {segment.label for segment in segments}
    if "J" not in labels and "X" in labels:
        whole = next((i for i, s in enumerate(segments) if s.label == "T" and s.start < at < s.end), None)
        if whole is not None:
            title = segments[whole]
            parted = [Segment("T", title.start, at), Segment("J", at, title.end)]
            return [*segments[:whole], *parted, *segments[whole + 1 :]]
    if "T" not in labels:
        whole = next((i for i, s in enumerate(segments) if s.label == "J" and s.start < at < s.end), None)
        if whole is not None:
            source = segments[whole]
            parted = [Segment("T", source.start, at), Segment("J", at, source.end)]
            return [*segments[:whole], *parted, *segments[whole + 1 :]]
    segments = _joined_by_preposition(core, segments, at)
    for index in range(len(segments) - 1):
        title, source = segments[index], segments[index + 1]
        if title.label != "T" or source.label != "J" or not source.start < at < source.end:
            continue
        text = core[title.start : title.end]
        if (not _SENTENCE_END.search(text) or _ABBREVIATED.search(text)) and not _better_whole(core, source, at):
            return [
                *segments[:index],
                Segment("T", title.start, at),
                Segment("J", at, source.end),
                *segments[index + 2 :],
            ]
    return segments


def source_before_locator(core: str, segments: list[Segment], seen: Proposal) -> list[Segment]:
    """What stands directly before a volume is the journal: a scrap of its name, or all of it where none was seen."""
    if seen.locator is None or not (seen.locator.volume or seen.locator.issue):
        return segments
    place = next((index for index, segment in enumerate(segments) if segment.label == "X"), 0)
    if place >= 2 and segments[place - 1].label == "J" and segments[place - 2].label in {"P", "L"}:
        first = segments[place - 2]
        if core[first.end - 1].isalnum():  # "Ubiquity Press | J. 2011;1:2"
            return [*segments[: place - 2], Segment("J", first.start, segments[place - 1].end), *segments[place:]]
    if place < 1 or segments[place - 1].label in {"J", "H", "X"}:
        return segments
    before = segments[place - 1]
    text = core[before.start : before.end]
    if HOLE in text or not any(c.isalpha() for c in text):
        return segments
    sources = [index for index, segment in enumerate(segments) if segment.label == "J"]
    if place >= 2 and segments[place - 2].label == "J" and before.label in {"O", "P"} and len(text.split()) <= 3:
        joined = Segment("J", segments[place - 2].start, before.end)
        return [*segments[: place - 2], joined, *segments[place:]]
    if not sources and before.label in {"P", "O", "L", "R"} and len(text.split()) <= 9:
        return [*segments[: place - 1], Segment("J", before.start, before.end), *segments[place:]]
    return segments


Step = Callable[[str, list[Segment], Proposal], list[Segment]]
STEPS: Final[tuple[Step, ...]] = (
    date_whole, place_whole, lead_named, authors_cut, full_names_cut, editors_whole, title_named, title_whole,
    title_finished, title_finished, title_closed, source_snapped, source_before_locator,
)  # fmt: skip


def repaired(core: str, segments: list[Segment], seen: Proposal) -> list[Segment]:
    """The segments after every step."""
    for step in STEPS:
        segments = step(core, segments, seen)
    return segments
