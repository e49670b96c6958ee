"""Quantities of a text: value, unit, kind, place. What is a name and no number (`IL-17`, `Table 2`) is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from audit.support import units
from audit.support.quantity import Kind, Quantity
from audit.support.spoken import SCALES, UNIT_WORD, WORD_NUMBER, spoken, word_value
from audit.support.terms import fold

MAX_DIGITS: Final = 18
"""A longer row of digits is an identifier."""

_DIGITS: Final = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})*(?: 000)(?!\d)|\d{1,3}(?:[\u2009\u202f\u00a0]\d{3})+(?!\d)|"
    r"\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
)
_NUMBER: Final = re.compile(
    rf"(?P<digits>{_DIGITS})(?:\s?(?:×|x|\*)\s?10\s?\^?\s?(?P<power>-?\d{{1,2}}))?"
    rf"(?:\s?(?P<scale>hundred|thousand|million|billion)\b)?|"
    rf"\b(?P<words>{WORD_NUMBER}(?:[ -](?:and )?{WORD_NUMBER}){{0,5}})\b",
    re.IGNORECASE,
)
_ANY: Final = re.compile(
    rf"\d|\b(?:half|doubl|twice|thrice|tripl|quadrupl|halv|dozen|(?:phase|grade|stage|class|type)s? [IV]|{UNIT_WORD})",
    re.IGNORECASE,
)
_LABEL_BEFORE: Final = re.compile(
    r"\b(?:tables?|tabs?\.?|fig(?:ure)?s?\.?|sections?|chapters?|refs?\.?|appendix|suppl\w*|box|equation|eq\.?|version|"
    r"no\.|vol(?:ume)?\.?|model|factor|interleukin|chromosome|exon|additional file|online resource|step|question|item|"
    r"author\w*|panel|lane|line|part|cat\.?|approval|number|study id|NCT|doi:?)\s?S?$",
    re.IGNORECASE,
)
_NAME_BEFORE: Final = re.compile(
    r"(?P<name>\b(?:phase|grade|stage|type|class|category|level|arm|group|cohort|cycle|visit|tier|score|index|G|T|N|M|"
    r"day|week|month|year|trial|study|experiment|step|line)s?)[ -]?$",
    re.IGNORECASE,
)
_RELATION: Final = re.compile(
    r"(?P<mark>[<>≤≥=~±]|\b(?:about|approximately|approx\.?|around|nearly|almost|some|roughly|circa|ca\.?|up to|"
    r"at least|at most|more than|less than|fewer than|over|under|greater than|below|above|no more than|a minimum of|"
    r"within|older than|younger than|exceeding))\s*$",
    re.IGNORECASE,
)
_LESS: Final = ("<", "≤", "less", "fewer", "under", "below", "up to", "at most", "no more", "within", "younger")
_MORE: Final = (">", "≥", "more", "over", "greater", "above", "at least", "a minimum", "older", "exceeding")
_P: Final = re.compile(r"\b[pP](?:[- ]?values?)?(?:\s?(?:for|of) [\w ]{1,20})?\s*(?:[<>=≤≥]|of|was|were)\s*$")
_RATIO: Final = re.compile(
    r"\b(?:a?OR|a?HR|a?RR|IRR|SIR|SMD|odds ratios?|hazard ratios?|risk ratios?|relative risks?|rate ratios?)"
    r"(?:\s?\(?(?:OR|HR|RR|aHR|aOR)\)?)?\]?(?: for [\w -]{1,50})?\s*(?:[=:,]|of|was|were)?\s*$",
    re.IGNORECASE,
)
_CONFIDENCE: Final = re.compile(r"\s?%?\s*-?\s?(?:CI\b|[Cc]onfidence|[Cc]redib)")
_COUNT: Final = re.compile(r"\b[nN]\s*=\s*$")
_NOUN: Final = re.compile(r"\s?-?\s?(?P<noun>[A-Za-z][A-Za-z-]{2,})")
_AGE_AFTER: Final = re.compile(r"\s*-?\s*(?:of age|old\b|-old)")
_AGE_BEFORE: Final = re.compile(r"\b(?:aged?|ages|median age|mean age)\s*(?:\w+\s){0,3}[(=:]?\s*$", re.IGNORECASE)
_WHOLE: Final = re.compile(rf"\s*(?:of|out of|/|among)\s*(?:the\s+|all\s+|a total of\s+)?(?P<whole>{_DIGITS})(?!\s?%)")
_ROW: Final = re.compile(
    r"\s*(?:%|±|,|/|-|to|and|or|vs\.?|versus|through|by|\(|\)|\[|\]|compared (?:with|to)|\s)+\s*(?:and|or|vs\.?)?\s*"
)
_YEAR_LIKE: Final = re.compile(r"(?:19|20)\d\d(?:\.\d{1,2})?")  # `2009.1`: the end of a sentence and a citation


def quantities(text: str) -> list[Quantity]:
    """Every quantity of `text`, in order."""
    folded = fold(text)
    if not _ANY.search(folded):
        return []
    found = spoken(folded)
    taken = [(q.start, q.end) for q in found]
    for match in _NUMBER.finditer(folded):
        if any(a < match.end() and match.start() < b for a, b in taken) or _part_of_name(folded, match):
            continue
        quantity = _read(folded, match)
        if quantity is not None:
            found.append(quantity)
    found.sort(key=lambda q: q.start)
    return [replace(q, text=text[q.start : q.end]) for q in _share_units(folded, found)]


def _part_of_name(text: str, match: re.Match[str]) -> bool:
    """`IL-17`, `CD34`, `COVID-19`, `5-HIAA`, `[12]`, `10.1016/j`, `68Ga`: digits of a name, an address, a citation."""
    start, end = match.span()
    before, after = text[max(0, start - 24) : start], text[end : end + 12]
    if end - start > MAX_DIGITS and not match["words"]:
        return True
    if match["words"]:
        return before[-1:].isalnum() or before[-1:] == "-"
    if before[-1:].isalpha() or before[-1:] in ("_", "+") or re.search(r"[A-Za-z]\d*/$|\([\d,]+\)[A-Z]?\s?$", before):
        return True
    if re.search(r"[A-Za-z]\w*-$", before) and not re.search(
        r"\b(?:aged?|phase|grade|stage|type|day|week|pre|post|p|n|mid|sub)-$", before, re.I
    ):
        return True
    if re.match(r"[A-Za-z]", after) and not units.UNIT.match(after) and not re.match(r"(?:st|nd|rd|th|x)\b", after):
        return True
    if re.match(r"(?:-[A-Z]|-(?:hydroxy|methyl|fluoro|oxo|deoxy)|'|,\d+-[A-Za-z])", after) and not re.match(
        r"-(?:CI|Year|Month|Week|Day)", after
    ):
        return True
    if re.search(r"(?:10\.\d{4,9}/\S*|https?:\S*|www\.\S*)$", before):
        return True
    return _is_citation(before, after) or _LABEL_BEFORE.search(before) is not None


def _is_citation(before: str, after: str) -> bool:
    opened = re.search(r"\[[\d\s,;-]*$", before)
    return bool(opened and re.match(r"[\d\s,;-]*\]", after))


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    words = match["words"]
    value = word_value(words) if words else _digits_value(match)
    if words and words.lower() in ("one", "zero", "hundred", "thousand", "million", "billion"):
        return None
    decimals = _decimals(match["digits"]) if match["digits"] and not (match["power"] or match["scale"]) else 0
    before = text[max(0, start - 72) : start]
    quantity = Quantity("", start, end, value, decimals, number_start=start, number_end=end)
    named = _NAME_BEFORE.search(before)
    unit_match = units.UNIT.match(text, _skip_joint(text, end))
    unit = units.parse(unit_match["unit"]) if unit_match else None
    relation = _relation(before)
    quantity = replace(quantity, relation=relation)
    if named and unit is None and value < 1000 and named["name"].lower() not in ("m", "t", "n", "g"):
        name = named["name"].lower().rstrip("s") if named["name"].lower() != "class" else "class"
        kind: Kind = "label"
        return replace(quantity, start=start - len(before) + named.start(), kind=kind, noun=name)
    if unit and unit_match:
        return _with_unit(text, quantity, unit, unit_match.end(), before)
    return _without_unit(text, quantity, before, bool(words))


def _skip_joint(text: str, end: int) -> int:
    """Past the space or hyphen between a number and its unit (`24-hour`, `30 mg`)."""
    return end + 1 if text[end : end + 1] in (" ", "-") and text[end + 1 : end + 2] != " " else end


def _digits_value(match: re.Match[str]) -> float:
    value = float(re.sub(r"[,\s]", "", match["digits"]))
    if match["power"]:
        value *= 10.0 ** int(match["power"])
    if match["scale"]:
        value *= SCALES[match["scale"].lower()]
    return value


def _decimals(digits: str) -> int:
    plain = digits.replace(",", "").replace(" ", "")
    return len(plain.split(".")[1]) if "." in plain else 0


def _relation(before: str) -> str:
    match = _RELATION.search(before)
    if not match:
        return "="
    mark = match["mark"].lower()
    if mark.startswith(_LESS):
        return "<"
    if mark.startswith(_MORE):
        return ">"
    return "=" if mark in "=±" else "~"


def _with_unit(text: str, quantity: Quantity, unit: units.Unit, end: int, before: str) -> Quantity:
    kind: Kind = "measure"
    after = text[end : end + 14]
    if unit.dimension == "percent":
        kind = "confidence level" if _CONFIDENCE.match(after) and quantity.value in (90, 95, 99) else "percentage"
    elif unit.dimension == "time":
        kind = "age" if _AGE_AFTER.match(after) or _AGE_BEFORE.search(before) else "duration"
    elif unit.dimension == "fold":
        kind = "fold"
    elif unit.dimension.split("/")[0] in ("mass", "activity", "international units", "absorbed dose"):
        kind = "dose"
    return replace(quantity, end=end, unit=unit, kind=kind)


def _without_unit(text: str, quantity: Quantity, before: str, in_words: bool) -> Quantity:
    after = text[quantity.end : quantity.end + 60]
    noun = _NOUN.match(after)
    name = noun["noun"].lower() if noun else ""
    if _P.search(before):
        return replace(quantity, kind="p-value")
    if _RATIO.search(before):
        return replace(quantity, kind="ratio")
    if _CONFIDENCE.match(after) and quantity.value in (90, 95, 99):
        return replace(quantity, kind="confidence level")
    if _AGE_BEFORE.search(before):
        return replace(quantity, kind="age", noun=name)
    if _YEAR_LIKE.fullmatch(text[quantity.start : quantity.end]):
        end = quantity.start + 4
        return replace(quantity, kind="year", value=float(int(quantity.value)), decimals=0, end=end, number_end=end)
    whole = _WHOLE.match(after)
    if whole:
        return replace(quantity, kind="count", of=float(re.sub(r"[,\s]", "", whole["whole"])), noun=name)
    kind: Kind = "count" if _COUNT.search(before) or (name and quantity.decimals == 0) else "number"
    return replace(quantity, kind=kind, noun=name, vague=in_words and quantity.value <= 12)


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """`5 or 15 mg`, `69%-80`, `12 to 18 months`: a number without a unit takes the one its row ends with."""
    shared = list(found)
    for index in range(len(shared) - 2, -1, -1):
        here, after = shared[index], shared[index + 1]
        sample = _COUNT.search(text[max(0, here.start - 6) : here.start])
        if here.unit or after.unit is None or sample or here.kind not in ("number", "count", "interval", "age"):
            continue
        gap = text[here.end : after.start]
        if here.of is None and len(gap) <= 16 and _ROW.fullmatch(gap):
            kind = after.kind if after.kind != "confidence level" else here.kind
            if kind != here.kind or after.kind != "confidence level":
                shared[index] = replace(here, unit=after.unit, kind=kind, inherited=True)
    return shared
