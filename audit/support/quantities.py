"""Quantities of a text: value, unit, kind and place. What is a label and not a number (`IL-17`, `Table 2`) stays out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from audit.support import units
from audit.support.terms import fold

Kind = Literal[
    "percentage", "p-value", "ratio", "interval", "confidence level", "dose", "duration", "age", "year", "fold",
    "fraction", "count", "measure", "label", "number",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as written at `start` to `end` of its text, unit included.

    value: as written, thousands joined, words read; decimals: its digits after the point (negative: it ends in that
    many noughts, or was said in words, so it may be rounded). relation: `=`, `<`, `>`, `~`. noun: the word it counts,
    or the label's name (`phase`). of: the whole in `38 of 43`. vague: a small number in words, a list number.
    inherited: the unit stands at a later number of the same row (`5 or 15 mg`).
    """

    text: str
    start: int
    end: int
    value: float
    decimals: int
    unit: units.Unit | None = None
    kind: Kind = "number"
    relation: str = "="
    noun: str = ""
    of: float | None = None
    vague: bool = False
    inherited: bool = False
    number_start: int = 0
    number_end: int = 0

    @property
    def base(self) -> float:
        """The value in the base unit of its dimension."""
        return self.value * self.unit.size if self.unit else self.value

    @property
    def dimension(self) -> str:
        """The unit's dimension, empty without a unit."""
        return self.unit.dimension if self.unit else ""


_ONES: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_UNIT_WORD: Final = "|".join([*_ONES, *_TENS])
_WORD_NUMBER: Final = (
    rf"(?:(?:{'|'.join(_TENS)})-(?:{'|'.join(list(_ONES)[1:10])})|{_UNIT_WORD}|hundred|thousand|million|billion|dozen)"
)
_FRACTION: Final = re.compile(
    rf"(?<![\w-])(?:(?P<top>an?|one|two|three|four|five|six|seven|nine)[ -](?P<part>{'|'.join(_PARTS)})(?!-)|(?P<half>half)(?= (?:of|the|as)\b)|"
    r"(?P<in_top>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,4})\s+(?:in|out of)\s+(?:every\s+)?"
    r"(?P<in_bottom>two|three|four|five|six|seven|eight|nine|ten|\d{1,3}(?:[ ,]\d{3})+|\d{1,7})"
    r"(?P<in_scale>\s+(?:hundred|thousand|million))?(?=\s+(?:[a-z]|$)|[.,;)]|$))\b",
    re.IGNORECASE,
)
_FOLD: Final = re.compile(
    r"\b(?P<word>doubl(?:ed|es|ing|e)|twice|tripl(?:ed|es|ing|e)|thrice|quadrupl(?:ed|es|ing|e)|halv(?:ed|es|ing)|"
    r"(?P<prefix>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)(?:-?fold| ?times))\b(?!-blind)",
    re.IGNORECASE,
)
_FOLD_VALUE: Final = {"doubl": 2, "twice": 2, "tripl": 3, "thric": 3, "quadr": 4, "halv": 0.5}
_RATE: Final = re.compile(
    r"(?<![\w.,/-])(?P<top>\d+(?:\.\d+)?)\s+(?:\w+\s+){0,2}?(?:per|in every|/)\s*(?P<bottom>1[ ,]?000[ ,]?000|1(?:0{0,2})[ ,]000|1000+|100|million|"
    r"thousand|hundred thousand|billion)(?![\d%])(?=\s|[.,;)]|$)",
    re.IGNORECASE,
)
_SLASH: Final = re.compile(r"(?<![\w./-])(?P<top>\d{1,4})/(?P<bottom>\d[\d,]{1,8})(?![\w/]|\.\d)")
_RATE_WORD: Final = {"thousand": 1e3, "hundred thousand": 1e5, "million": 1e6, "billion": 1e9}
_DIGITS: Final = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})*(?: 000)(?!\d)|\d{1,3}(?:[\u2009\u202f\u00a0]\d{3})+(?!\d)|"
    r"\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
)
_NUMBER: Final = re.compile(
    rf"(?P<digits>{_DIGITS})(?:\s?(?:×|x|\*)\s?10\s?\^?\s?(?P<power>-?\d{{1,2}}))?"
    rf"(?:\s?(?P<scale>hundred|thousand|million|billion)\b)?|\b(?P<words>{_WORD_NUMBER}(?:[ -](?:and )?{_WORD_NUMBER})*)\b",
    re.IGNORECASE,
)
_ANY: Final = re.compile(
    rf"\d|\b(?:half|doubl|twice|thrice|tripl|quadrupl|halv|dozen|(?:phase|grade|stage|class|type)s? [IV]|{_UNIT_WORD})",
    re.IGNORECASE,
)
_LABEL_BEFORE: Final = re.compile(
    r"(?P<name>\b(?:tables?|tabs?\.?|fig(?:ure)?s?\.?|sections?|chapters?|refs?\.?|appendix|suppl\w*|box|equation|eq\.?|"
    r"version|no\.|vol(?:ume)?\.?|model|supplement|factor|interleukin|chromosome|exon|additional file|online resource|step|question|item|author\w*|"
    r"panel|lane|line|part|cat\.?|approval|number|study id|NCT|doi:?)\s?S?)$",
    re.IGNORECASE,
)
_NAME_BEFORE: Final = re.compile(
    r"(?P<name>\b(?:phase|grade|stage|type|class|category|level|arm|group|cohort|cycle|visit|tier|score|index|G|T|N|M|"
    r"day|week|month|year|trial|study|experiment|step|line)s?)[ -]?$",
    re.IGNORECASE,
)
_TIME_POINT: Final = frozenset({"day", "week", "month", "year"})
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_ROMAN_LABEL: Final = re.compile(r"\b(?P<name>phase|grade|stage|class|type)s?[ -](?P<roman>IV|I{1,3}|V)(?![A-Za-z])")
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
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []
    for quantity in [*_fractions(folded), *_rates(folded), *_folds(folded), *_romans(folded)]:
        if not _overlaps(quantity, taken):
            taken.append((quantity.start, quantity.end))
            found.append(quantity)
    for match in _NUMBER.finditer(folded):
        if any(a < match.end() and match.start() < b for a, b in taken) or _part_of_name(folded, match):
            continue
        quantity = _read(folded, match)
        if quantity is not None:
            found.append(quantity)
    found.sort(key=lambda q: q.start)
    return [replace(q, text=text[q.start : q.end]) for q in _share_units(folded, found)]


def _overlaps(quantity: Quantity, taken: list[tuple[int, int]]) -> bool:
    return any(a < quantity.end and quantity.start < b for a, b in taken)


def _fractions(text: str) -> list[Quantity]:
    found = []
    for match in _FRACTION.finditer(text):
        if match["part"] or match["half"]:
            top = 1 if match["half"] else _word_value(match["top"].lower())
            bottom = 2.0 if match["half"] else float(_PARTS[match["part"].lower()])
            if match["part"] and match["top"].lower() in ("a", "an") and text[match.end() : match.end() + 1] == "-":
                continue
        else:
            top, bottom = _any_value(match["in_top"]), _any_value(match["in_bottom"])
            if match["in_scale"]:
                bottom *= _SCALES[match["in_scale"].strip().lower()]
        if bottom <= 0 or top > bottom:
            continue
        of = bottom if match["in_bottom"] else None
        value = 100 * top / bottom
        kind: Kind = "fraction"
        percent = units.Unit("percent", 1, "%")
        span = match.span()
        decimals = 0 if match["in_bottom"] is None else 2
        found.append(
            Quantity("", *span, value, decimals, percent, kind, of=of, number_start=span[0], number_end=span[1])
        )
    return found


def _rates(text: str) -> list[Quantity]:
    """`5.86 per 100 000`, `1/2000`: shares, as a percentage, so that two ways of saying one can be compared."""
    found = []
    for pattern in (_RATE, _SLASH):
        for match in pattern.finditer(text):
            bottom = _RATE_WORD.get(match["bottom"].lower()) or float(re.sub(r"[ ,]", "", match["bottom"]))
            top = float(match["top"])
            if bottom < 20 or top > bottom:
                continue
            percent = units.Unit("percent", 1, "%")
            decimals = _decimals(match["top"]) + 2
            span, at = match.span(), match.span("top")
            found.append(
                Quantity(
                    "",
                    *span,
                    100 * top / bottom,
                    decimals,
                    percent,
                    "fraction",
                    of=bottom,
                    number_start=at[0],
                    number_end=at[1],
                )
            )
    return found


def _folds(text: str) -> list[Quantity]:
    found = []
    for match in _FOLD.finditer(text):
        word = match["word"].lower()
        if word.startswith("double") and text[match.end() : match.end() + 1] in "-,":
            continue
        if word == "double" or (
            word == "twice" and re.match(r"[ -](?:daily|weekly|a |per |every )", text[match.end() :])
        ):
            continue
        prefix = match["prefix"]
        value = (
            float(_ONES.get(prefix.lower(), 20))
            if prefix
            else float(_FOLD_VALUE[next(k for k in _FOLD_VALUE if word.startswith(k))])
        )
        if prefix and word.endswith("times") and re.match(r"\s(?:a|per|daily|weekly|each)\b", text[match.end() :]):
            continue
        span = match.span()
        found.append(
            Quantity(
                "", *span, value, 0, units.Unit("fold", 1, "fold"), "fold", number_start=span[0], number_end=span[1]
            )
        )
    return found


def _romans(text: str) -> list[Quantity]:
    return [
        Quantity(
            "", *m.span(), float(_ROMAN[m["roman"].lower()]), 0, None, "label", noun=m["name"].lower(),
            number_start=m.start("roman"), number_end=m.end("roman"),
        )
        for m in _ROMAN_LABEL.finditer(text)
    ]  # fmt: skip


def _word_value(words: str) -> float:
    total, part = 0.0, 0.0
    for word in re.split(r"[ -]", words.lower()):
        if word in ("and", ""):
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            part = (part or 1) * scale
            if scale > 100:
                total, part = total + part, 0.0
        else:
            part += {"a": 1, "an": 1, "dozen": 12}.get(word, 0) or _ONES.get(word, 0) or _TENS.get(word, 0)
    return total + part


def _any_value(text: str) -> float:
    return float(re.sub(r"[ ,]", "", text)) if text[0].isdigit() else _word_value(text)


def _part_of_name(text: str, match: re.Match[str]) -> bool:
    """`IL-17`, `CD34`, `COVID-19`, `5-HIAA`, `[12]`, `10.1016/j`, `68Ga`: digits of a name, an address, a citation."""
    start, end = match.span()
    before, after = text[max(0, start - 24) : start], text[end : end + 12]
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
    value = _word_value(words) if words else _digits_value(match)
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
        value *= _SCALES[match["scale"].lower()]
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
