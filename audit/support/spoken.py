"""Numbers that are not digits with a unit: words, fractions, rates, multiples, Roman labels."""

from __future__ import annotations

import re
from typing import Final

from audit.support.quantity import Quantity
from audit.support.units import Unit

_ONES: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
UNIT_WORD: Final = "|".join([*_ONES, *_TENS])
WORD_NUMBER: Final = (
    rf"(?:(?:{'|'.join(_TENS)})-(?:{'|'.join(list(_ONES)[1:10])})|{UNIT_WORD}|hundred|thousand|million|billion|dozen)"
)
_FRACTION: Final = re.compile(
    rf"(?<![\w-])(?:(?P<top>an?|one|two|three|four|five|six|seven|nine)[ -](?P<part>{'|'.join(_PARTS)})(?!-)|"
    r"(?P<half>half)(?= (?:of|the|as)\b)|"
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
    r"(?<![\w.,/-])(?P<top>\d+(?:\.\d+)?)(?:\s+(?:\w+\s+){0,2}?(?:per|in every)\s+|\s?/\s?)"
    r"(?P<bottom>1[ ,]?000[ ,]?000|1(?:0{0,2})[ ,]000|1000+|100|million|thousand|hundred thousand|billion)"
    r"(?![\d%])(?=\s|[.,;)]|$)",
    re.IGNORECASE,
)
_SLASH: Final = re.compile(r"(?<![\w./-])(?P<top>\d{1,4})/(?P<bottom>\d[\d,]{1,8})(?![\w/]|\.\d)")
_RATE_WORD: Final = {"thousand": 1e3, "hundred thousand": 1e5, "million": 1e6, "billion": 1e9}
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_ROMAN_LABEL: Final = re.compile(r"\b(?P<name>phase|grade|stage|class|type)s?[ -](?P<roman>IV|I{1,3}|V)(?![A-Za-z])")
_PERCENT: Final = Unit("percent", 1, "%")


def spoken(text: str) -> list[Quantity]:
    """All such numbers of `text` (dashes and spaces folded), those that overlap an earlier kind left out."""
    found: list[Quantity] = []
    for quantity in [*_fractions(text), *_rates(text), *_folds(text), *_romans(text)]:
        if not any(q.start < quantity.end and quantity.start < q.end for q in found):
            found.append(quantity)
    return found


def _fractions(text: str) -> list[Quantity]:
    found = []
    for match in _FRACTION.finditer(text):
        share = _share(match, text)
        if share is None:
            continue
        top, bottom = share
        counted = match["in_bottom"] is not None
        span = match.span()
        found.append(
            Quantity(
                "", *span, 100 * top / bottom, 2 if counted else 0, _PERCENT, "fraction",
                of=bottom if counted else None, number_start=span[0], number_end=span[1],
            )
        )  # fmt: skip
    return found


def _share(match: re.Match[str], text: str) -> tuple[float, float] | None:
    """The two numbers of a fraction, or None where the words say something else (`a third-line`)."""
    if match["half"]:
        return 1.0, 2.0
    if match["part"]:
        article = match["top"].lower() in ("a", "an")
        if article and text[match.end() : match.end() + 1] == "-":
            return None
        return word_value(match["top"]), float(_PARTS[match["part"].lower()])
    top, bottom = _any_value(match["in_top"]), _any_value(match["in_bottom"])
    if match["in_scale"]:
        bottom *= SCALES[match["in_scale"].strip().lower()]
    return (top, bottom) if 0 < bottom >= top else None


def _rates(text: str) -> list[Quantity]:
    """`5.86 per 100 000`, `1/2000`: shares, as a percentage, so that two ways of saying one can be compared."""
    found = []
    for match in (m for pattern in (_RATE, _SLASH) for m in pattern.finditer(text)):
        bottom = _RATE_WORD.get(match["bottom"].lower()) or float(re.sub(r"[ ,]", "", match["bottom"]))
        top = float(match["top"])
        if bottom < 20 or top > bottom:
            continue
        decimals = len(match["top"].partition(".")[2]) + 2
        at = match.span("top")
        found.append(
            Quantity(
                "", *match.span(), 100 * top / bottom, decimals, _PERCENT, "fraction",
                of=bottom, number_start=at[0], number_end=at[1],
            )
        )  # fmt: skip
    return found


def _folds(text: str) -> list[Quantity]:
    """`doubled`, `two-fold`, `twice` (but not `twice daily`, nor `double-blind`)."""
    fold = Unit("fold", 1, "fold")
    found = []
    for match in _FOLD.finditer(text):
        word, after = match["word"].lower(), text[match.end() : match.end() + 12]
        prefix = (match["prefix"] or "").lower()
        if word == "double" or (word.startswith("double") and after[:1] in ("-", ",")):
            continue
        if word.endswith(("twice", "times")) and re.match(r"[ -](?:daily|weekly|a |per |every |each )", after):
            continue
        value = (
            float(_ONES.get(prefix, 20)) if prefix else float(_FOLD_VALUE[word[: 5 if word[:5] in _FOLD_VALUE else 4]])
        )
        span = match.span()
        found.append(Quantity("", *span, value, 0, fold, "fold", number_start=span[0], number_end=span[1]))
    return found


def _romans(text: str) -> list[Quantity]:
    return [
        Quantity(
            "", *m.span(), float(_ROMAN[m["roman"].lower()]), 0, None, "label", noun=m["name"].lower(),
            number_start=m.start("roman"), number_end=m.end("roman"),
        )
        for m in _ROMAN_LABEL.finditer(text)
    ]  # fmt: skip


def word_value(words: str) -> float:
    """`forty-eight` -> 48.0, `two hundred and six` -> 206.0."""
    total, part = 0.0, 0.0
    for word in re.split(r"[ -]", words.lower()):
        if word in ("and", ""):
            continue
        if word in SCALES:
            scale = SCALES[word]
            part = (part or 1) * scale
            if scale > 100:
                total, part = total + part, 0.0
        else:
            part += {"a": 1, "an": 1, "dozen": 12}.get(word, 0) or _ONES.get(word, 0) or _TENS.get(word, 0)
    return total + part


def _any_value(text: str) -> float:
    return float(re.sub(r"[ ,]", "", text)) if text[0].isdigit() else word_value(text)
