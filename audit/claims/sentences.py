"""Sentence boundaries in text whose markers have been taken out of the way.

`sentencex` cuts; what it does not know about medical text is mended here. Markers are blanked before cutting and
moved behind the full stop they stood before, so that `word12.` and `word.12` both look like `word.`; lengths are kept,
so every offset still holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from audit.claims.abbreviations import is_abbreviation_key
from audit.claims.units import Unit
from audit.model.document import Span

_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|al|approx|ca|Dr|Drs|Mr|Mrs|Ms|Prof|St|No|Nos|Nr|Fig|Figs|Tab|Eq|Vol|vol|pp?|ed|eds|"
    r"resp|incl|excl|esp|min|max|spp?|var|subsp|Jr|Sr|Inc|Ltd|Co|Corp|dept|est|bzw|z\.\s?B|d\.\s?h|u\.\s?a|ggf|evtl|"
    r"p\.\s?ex|env|cap|ecc|p\.\s?ej|Sra?|Dra?|Dott|Sig|ad es|es|Mme|MM|EE|UU|c|Abb|Bd|Hrsg|Lit|Ref|Refs)|\b[A-Z])\.$"
)
_MISLEADING = "<>()[]"  # what sentencex takes for mark-up
_STOP_AND_SPACE = re.compile(r"[.?!]\)?\s+(?=\S)")
# What begins a sentence even where the full stop before it may be that of an abbreviation.
_STARTER = re.compile(
    r"(?:The|This|These|That|Those|A|An|In|It|Its|However|Although|We|Our|They|Their|There|For|When|While|As|At|On|If|"
    r"By|To|With|Of|After|Before|During|Here|Thus|Therefore|Moreover|Furthermore|Evidence|Patients|Results|Both|All|"
    r"Each|Some|Most|Many|Other|Such|Another|Additionally|Importantly|Finally|Also|Der|Die|Das|Ein|Eine|Bei|Es|Le|La|"
    r"Les|Un|Une|El|Los|Il|Lo)\s|[a-z]{1,3}[A-Z]\w*\s|\([A-Z][^()]{8,400}[.?!]\)"
)
_NO_END = re.compile(
    r"\b(?:vs|e\.g|i\.e|cf|Dr|Mr|Mrs|Ms|Prof|Dott|Sig|Fig|Figs|No|Nos|Nr|Tab|approx|ca|St|eds?|M|MM|Mme|EE|"
    r"(?<!vitamin )(?<!vitamins )(?<!hepatitis )(?<!type )(?<!group )(?<!grade )[A-Z])\.$"
)
# `mRNA`, `pH`, `eGFR` begin sentences as they are.
_LOWER_NAME = re.compile(r"[a-z]{1,3}[A-Z]")
_CAPTION_NUMBER = re.compile(
    r"^\s*(?:table|figure|fig|box|chart|exhibit|tabelle|abbildung|abb|tableau|tabla|figura|"
    r"tabella)\.?\s?\d{1,2}[A-Za-z]?\s?[.:]$",
    re.IGNORECASE,
)
# `am 3. März`, `die 2. Dosis`
_GERMAN_ORDINAL = re.compile(r"(?:^|\s)(?:\d{1,2}\.\s)?\d{1,2}\.$")
_ORPHAN = re.compile(r"^[\s\W\d]*$")
_TERMINATED = re.compile(r"[.?!…。][\"'”’»)\]*†‡§\s]*$")
_MAX_KEY = 1500
_ENUMERATOR = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\)?|\(?[a-zA-Z][.)]|[-•·–*▪◦‣⁃])\s*$")


def sentences(
    text: str, parts: Sequence[Unit], markers: Iterable[Span], language: str
) -> Iterator[tuple[Unit, int, int]]:
    """The sentences of each unit as (unit, start, end), without surrounding white space, in order.

    `text` is read between the units' offsets only; `markers` are the spans that are not words of a sentence.
    """
    clean = _without_markers(text, markers)
    for unit, bounds in zip(parts, _cut(clean, parts, language), strict=True):
        for start, end in _mended(clean, bounds, language):
            stop = end
            while stop > start and text[stop - 1].isspace():
                stop -= 1
            begin = start
            while begin < stop and text[begin].isspace():
                begin += 1
            if begin < stop:
                yield unit, begin, stop


def _without_markers(text: str, markers: Iterable[Span]) -> str:
    """`text` with each marker blanked and the full stop behind it, if there is one, moved before the blanks."""
    parts: list[str] = []
    at = 0
    for span in markers:
        if span.start < at:
            continue
        parts.append(text[at : span.start])
        at = span.end
        width = span.end - span.start
        lead = span.start
        while lead > 0 and text[lead - 1] in " \u00a0":
            lead -= 1
        if text[at : at + 1] in (".", "?", "!") and text[lead - 1 : lead] not in (".", "?", "!"):
            parts.append(text[at] + " " * width)
            at += 1
        else:
            parts.append(" " * width)
    parts.append(text[at:])
    return "".join(parts)


def _cut(clean: str, parts: Sequence[Unit], language: str) -> list[list[tuple[int, int]]]:
    """sentencex over all units at once: one call, units kept apart by blank lines."""
    from sentencex import segment

    neutral = clean
    for sign in _MISLEADING:
        neutral = neutral.replace(sign, "-")
    neutral = neutral.replace("\n", " ")
    joined = "\n\n".join([neutral[unit.start : unit.end] for unit in parts])
    offsets = _ends(segment(language if language != "und" else "en", joined), joined)
    starters = _starters(clean)
    bounds: list[list[tuple[int, int]]] = []
    begin = index = starter = 0
    for unit in parts:
        cuts = {unit.start, unit.end}
        while index < len(offsets) and offsets[index] < begin + unit.end - unit.start:
            if offsets[index] > begin:
                cuts.add(_behind_blanks(clean, unit.start + offsets[index] - begin, unit.end))
            index += 1
        while starter < len(starters) and starters[starter] < unit.end:
            if starters[starter] > unit.start:
                cuts.add(starters[starter])
            starter += 1
        bounds.append(list(pairwise(sorted(cuts))))
        begin += unit.end - unit.start + 2
    return bounds


def _starters(clean: str) -> list[int]:
    """Where words stand that begin sentences, behind full stops that sentencex may take for those of abbreviations."""
    return [stop.end() for stop in _STOP_AND_SPACE.finditer(clean) if _starts(clean, *stop.span())]


def _starts(clean: str, at: int, end: int) -> bool:
    """A sentence begins at `end`, behind the full stop at `at`."""
    if clean[at + 1] == ")":
        return clean[end].isupper()
    if not at or not (clean[at - 1].isalnum() or clean[at - 1] in ")]%’”") or not _STARTER.match(clean, end):
        return False
    return not _NO_END.search(clean[max(0, at - 11) : at + 1])


def _behind_blanks(clean: str, at: int, end: int) -> int:
    """A cut within the blanks of a marker falls behind them: the marker belongs to the sentence before."""
    while at < end and clean[at].isspace():
        at += 1
    return at


def _ends(pieces: Iterable[str], joined: str) -> list[int]:
    """Where each piece ends in `joined`. sentencex drops blank lines here and there, so each piece is looked for."""
    offsets: list[int] = []
    at = 0
    for piece in pieces:
        if not piece.strip():
            continue
        found = joined.find(piece, at)
        if found < 0:
            continue
        at = found + len(piece)
        offsets.append(at)
    return offsets


def _mended(clean: str, bounds: Sequence[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    """Joins what was cut wrongly: behind abbreviations and list numbers, before lower case, inside brackets."""
    if len(bounds) > 1 and _is_key(clean[bounds[0][0] : bounds[-1][1]]):
        return [(bounds[0][0], bounds[-1][1])]
    mended: list[tuple[int, int]] = []
    for start, end in bounds:
        if mended and _belongs(clean, mended[-1], start, end, language):
            mended[-1] = (mended[-1][0], end)
        else:
            mended.append((start, end))
    return mended


def _is_key(content: str) -> bool:
    """The unit is an abbreviation key, whose parts are no sentences."""
    return len(content) < _MAX_KEY and "," in content[:24] and is_abbreviation_key(" ".join(content.split()))


def _belongs(clean: str, before: tuple[int, int], start: int, end: int, language: str) -> bool:
    piece, raw = clean[start:end], clean[before[0] : before[1]]
    previous, content = raw.rstrip(), piece.strip()
    if not content or _ORPHAN.match(content):
        return True
    if len(raw) - len(previous) > 2 and content[0].isupper() and _TERMINATED.search(previous[-12:]):
        return False  # a marker stands behind the full stop: the sentence ended there, whatever word it ended with
    if _ENUMERATOR.match(previous) or _ABBREVIATED.search(previous[-14:]):
        return not _new_sentence_after_initial(previous, content)
    if content[0] in "-–" and not clean[start].isspace() and not clean[start - 1].isspace():
        return True
    if content[0].islower() and not previous.endswith(("?", "!")) and not _LOWER_NAME.match(content):
        return True
    if len(previous) < 20 and _CAPTION_NUMBER.match(previous):
        return True
    if language == "de" and _GERMAN_ORDINAL.search(previous[-8:]):
        return True
    if not _TERMINATED.search(previous[-12:]):
        return True
    tail = previous[-400:]
    return tail.count("(") > tail.count(")") and content.count(")") > content.count("(")


def _new_sentence_after_initial(previous: str, content: str) -> bool:
    """`... with vitamin D. Patients ...`: a single capital that ends a sentence, not an initial."""
    return bool(
        re.search(r"\b(?:vitamins?|grade|type|stage|group|hepatitis|class|factor|protein)\s[A-Z]\.$", previous)
    ) and (content[0].isupper())
