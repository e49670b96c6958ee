"""Units of measurement as medical texts write them, each with its dimension and its size in the dimension's base."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from audit.support.terms import fold


class Unit(NamedTuple):
    """`dimension` says what can be compared with what; `size` in base units of that dimension; `name` as printed."""

    dimension: str
    size: float
    name: str


_DAY: Final = 24.0 * 3600
_MONTH: Final = 365.25 * _DAY / 12

_SIMPLE: Final[dict[str, tuple[str, float, str]]] = {
    # words and symbols (regular expressions, case-sensitive where the symbol is) -> dimension, size, name
    r"%|‰|[Pp]er ?cent(?:age points?)?|[Pp]ercentage points?|[Pp]ct\b": ("percent", 1, "%"),
    r"kg|kilograms?|kilogrammes?|kilos?": ("mass", 1e3, "kg"),
    r"g|gm|grams?|grammes?": ("mass", 1, "g"),
    r"mg|milligrams?|milligrammes?|mgs": ("mass", 1e-3, "mg"),
    r"[μu]g|mcg|micrograms?": ("mass", 1e-6, "μg"),
    r"ng|nanograms?": ("mass", 1e-9, "ng"),
    r"pg|picograms?": ("mass", 1e-12, "pg"),
    r"lbs?|pounds?": ("mass", 453.592, "lb"),
    r"[lL]|lit(?:re|er)s?": ("volume", 1, "L"),
    r"d[lL]|decilit(?:re|er)s?": ("volume", 0.1, "dL"),
    r"m[lL]|millilit(?:re|er)s?|cc": ("volume", 1e-3, "mL"),
    r"[μu][lL]|microlit(?:re|er)s?": ("volume", 1e-6, "μL"),
    r"Ci|curies?": ("activity", 3.7e10, "Ci"),
    r"mCi|millicuries?": ("activity", 3.7e7, "mCi"),
    r"[μu]Ci|microcuries?": ("activity", 3.7e4, "μCi"),
    r"GBq|gigabecquerels?": ("activity", 1e9, "GBq"),
    r"MBq|megabecquerels?": ("activity", 1e6, "MBq"),
    r"kBq|kilobecquerels?": ("activity", 1e3, "kBq"),
    r"Bq|becquerels?": ("activity", 1, "Bq"),
    r"Gy|grays?": ("absorbed dose", 1, "Gy"),
    r"cGy": ("absorbed dose", 1e-2, "cGy"),
    r"Sv|sieverts?": ("equivalent dose", 1, "Sv"),
    r"mSv": ("equivalent dose", 1e-3, "mSv"),
    r"ms|msec|milliseconds?": ("time", 1e-3, "ms"),
    r"s|secs?|seconds?": ("time", 1, "s"),
    r"mins?|minutes?": ("time", 60, "min"),
    r"h|hrs?|hours?": ("time", 3600, "h"),
    r"d|days?": ("time", _DAY, "days"),
    r"wks?|weeks?": ("time", 7 * _DAY, "weeks"),
    r"mos?|mths?|months?": ("time", _MONTH, "months"),
    r"y|yrs?|years?|yo": ("time", 12 * _MONTH, "years"),
    r"decades?": ("time", 120 * _MONTH, "decades"),
    r"mol|moles?": ("amount", 1, "mol"),
    r"mmol|millimoles?": ("amount", 1e-3, "mmol"),
    r"[μu]mol|micromol(?:es?)?": ("amount", 1e-6, "μmol"),
    r"nmol|nanomol(?:es?)?": ("amount", 1e-9, "nmol"),
    r"pmol|picomol(?:es?)?": ("amount", 1e-12, "pmol"),
    r"mM": ("concentration", 1e-3, "mM"),
    r"[μu]M": ("concentration", 1e-6, "μM"),
    r"nM": ("concentration", 1e-9, "nM"),
    r"mEq|meq": ("equivalents", 1e-3, "mEq"),
    r"IUs?|international units?": ("international units", 1, "IU"),
    r"mIU|mU": ("international units", 1e-3, "mIU"),
    r"U|units?": ("international units", 1, "U"),
    r"mm ?Hg|millimet(?:re|er)s of mercury": ("pressure", 133.322, "mmHg"),
    r"kPa": ("pressure", 1000, "kPa"),
    r"cm ?H2O": ("pressure", 98.0665, "cmH2O"),
    r"km|kilomet(?:re|er)s?": ("length", 1e3, "km"),
    r"m|met(?:re|er)s?": ("length", 1, "m"),
    r"cm|centimet(?:re|er)s?": ("length", 1e-2, "cm"),
    r"mm|millimet(?:re|er)s?": ("length", 1e-3, "mm"),
    r"[μu]m|microns?|micromet(?:re|er)s?": ("length", 1e-6, "μm"),
    r"nm|nanomet(?:re|er)s?": ("length", 1e-9, "nm"),
    r"kcal|[cC]al(?:ories)?": ("energy", 4184, "kcal"),
    r"kJ": ("energy", 1000, "kJ"),
    r"MJ": ("energy", 1e6, "MJ"),
    r"°\s?C|degrees? Celsius": ("temperature", 1, "°C"),
    r"°\s?F|degrees? Fahrenheit": ("temperature F", 1, "°F"),
    r"bpm|beats per minute": ("heart rate", 1, "bpm"),
    r"mV": ("voltage", 1e-3, "mV"),
    r"Hz": ("frequency", 1, "Hz"),
    r"kHz": ("frequency", 1e3, "kHz"),
    r"bp|base pairs?|nt|nucleotides": ("base pairs", 1, "bp"),
    r"kb|kbp": ("base pairs", 1e3, "kb"),
    r"kD|kDa": ("molecular mass", 1e3, "kDa"),
    r"fold|times": ("fold", 1, "fold"),
    r"points?": ("points", 1, "points"),
    r"person[- ]years?|patient[- ]years?": ("person-years", 1, "person-years"),
    r"cells?": ("cells", 1, "cells"),
    r"US\$|\$|USD|dollars?": ("money $", 1, "$"),
    r"€|EUR|euros?": ("money €", 1, "€"),
    r"£|GBP": ("money £", 1, "£"),
}  # fmt: skip

_SIMPLE_PATTERN: Final = "|".join(f"(?:{key})" for key in sorted(_SIMPLE, key=len, reverse=True))
_ONE: Final = rf"(?:{_SIMPLE_PATTERN})(?![^\W\d_])"
_PER: Final = (
    rf"\s?(?:/|·|\bper\b|\ba(?=\s(?:day|week|month|year)\b)|\beach\b)\s?(?:\d+\s?)?"
    rf"(?:{_ONE}(?:\^?[23²³])?|body ?weight|m\^?[2²]|dose|min)"
)
UNIT: Final = re.compile(rf"(?P<unit>{_ONE}(?:\^?[23²³])?(?:{_PER}){{0,2}})")
"""One unit as written, compounds included (`mg/kg/day`, `mmol/l`). Match right after a number."""

_EACH: Final = [(re.compile(key), Unit(*value)) for key, value in _SIMPLE.items()]
_SPLIT: Final = re.compile(r"\s?(?:/|·|\bper\b|\ba(?=\s)|\beach\b)\s?")
_PERCENT: Final = re.compile(r"[%‰]|per ?cent(?:age points?)?|percentage points?|pct", re.IGNORECASE)
_POWER: Final = re.compile(r"\^?([23²³])$")


@lru_cache(maxsize=4096)
def parse(text: str) -> Unit | None:
    """The unit that `text` (a match of `UNIT`) names."""
    if _PERCENT.fullmatch(text):
        return Unit("percent", 1, "%")
    parts = _SPLIT.split(fold(text).replace("²", "2").replace("³", "3"))
    units = [unit for part in parts if (unit := _one(part.strip())) is not None]
    if not units or len(units) != len(parts):
        return None
    if len(units) == 1:
        return units[0]
    size = units[0].size
    for unit in units[1:]:
        size /= unit.size
    return Unit("/".join(u.dimension for u in units), size, "/".join(u.name for u in units))


def _one(text: str) -> Unit | None:
    count = re.match(r"(\d+)\s?(?=\D)", text)
    times = float(count.group(1)) if count else 1.0
    text = text[count.end() :] if count else text
    power = _POWER.search(text)
    bare = text[: power.start()] if power and len(text) > 1 else text
    if text in ("body weight", "bodyweight"):
        return Unit("mass", 1e3, "kg")
    if text == "dose":
        return Unit("dose", 1, "dose")
    for pattern, unit in _EACH:
        if pattern.fullmatch(bare):
            if power and bare != text:
                exponent = 2 if power.group(1) in "2²" else 3
                return Unit(f"{unit.dimension}^{exponent}", times * unit.size**exponent, f"{unit.name}{exponent}")
            return Unit(unit.dimension, unit.size * times, unit.name if times == 1 else f"{times:g} {unit.name}")
    return None
