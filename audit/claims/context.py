"""What stands around a would-be marker, as the few kinds of places that `weights` knows."""

from __future__ import annotations

import re
from typing import NamedTuple

STOPS = ".?!…"
CLOSERS = ")]”’»\"'"
TRADE = "®™©*†‡§¶‖#"
SPACES = " \u00a0\u202f"
UNIT_WORDS = frozenset("m cm mm km µm dm s r f h χ p R l ml kg min hr sec d n k t F T x y v".split())
# Units that take no exponent: digits behind them belong to something else.
_DOSE_UNITS = frozenset(
    "mg µg μg mcg ng kg ml mL dL dl µL IU mmol mmHg kcal hr hrs min mins wk yr day days week".split()
)
_PLAIN_UNITS = frozenset("h d g l L".split())
# Names that end in digits; the letters alone would hardly stand as a word before a marker.
NUMBERED_NAMES = re.compile(
    r"^(?:CD|IL|TNF|CYP|HbA|SSTR|HER|BRCA|CO|NO|H|N|T|M|G|O|B|C|K|D|E|A|V|S|Q|PD|PDL|GLP|SGLT|HLA|FEV|FVC|PCO|PO|SpO|"
    r"SaO|"
    r"MMP|VEGFR|EGFR|FGFR|KCNQ|SCN|COX|NF|NK|Th|TGF|IFN|IgG|Ig|JAK|STAT|TYK|CXCL|CCL|CXCR|CCR|TLR|MUC|ERCC|XRCC|GSTM|"
    r"GSTP|"
    r"GPX|SOD|CAT|MRP|ABCB|ABCC|ABCG|HIF|HMGB|SMAD|WNT|NOTCH|GATA|SOX|PAX|FOX|FOXP|MAPK|ERK|AKT|PIK|PKC|CDK|MDM|"
    r"GABA|NMDA|AMPA|mGlu|SERT|DAT|HT|ICD|DSM|ISO|COVID|SARS|CoV|H1N|HPV|HSV|ACR|ASAS|PASI|vitamin|omega|alpha|beta|"
    r"gamma|"
    r"kappa|delta|apo|ApoE|chr|chromosome|grade|Grade|phase|Phase|type|Type|CTCAE|RECIST|EORTC|QLQ|SF|PHQ|GAD|EQ|BMI|"
    r"PM|pm|p)$"
)
_CLOSED = re.compile(r"[^\W_.?!,%)\]][.?!,)\]%]?(?:.|[ \u00a0\u202f]»)$")
_CAPITALS = re.compile(r"^[^a-zß-ÿ]*\b[A-Z]{2,}[^a-zß-ÿ]*$")


class Before(NamedTuple):
    """What stands before a position. `window`: at most 40 characters. `word`: the letters that end there, "" if none.

    kind: `word`, `short`, `name` (glued to letters), `stop`, `stop-digit`, `comma`, `comma-digit`, `close`, `percent`,
    `sign`, the same set off by a space (`space-stop`, `space-close`, `space-percent`, `space-comma`, `space-sign`,
    `space-word`), or `other`: no marker can begin here.
    """

    kind: str
    window: str
    word: str = ""


class After(NamedTuple):
    """What follows a position. kind: `end` (of the line), `capital`, `lower`, `digit`, `punctuation`, `open`, `other`.

    glued: a letter or digit follows at once, so no marker can end here.
    """

    kind: str
    glued: bool = False


def before(text: str, start: int) -> Before:
    """What stands before `start`."""
    window = text[start - 40 if start > 40 else 0 : start]
    last = window[-1:]
    if not last or last == "\n":
        return Before("other", window)
    if last in SPACES:
        return _spaced(window)
    if last.isalpha():
        kind, word = _glued(window)
        return Before(kind, window, word)
    earlier = window[-2:-1]
    if last in STOPS:
        if not (earlier.isalnum() or (earlier and earlier in ")]”’»\"'%.…®™*†“")):
            return Before("other", window)
        return Before("stop-digit" if earlier.isdigit() else "stop", window)
    if last in ",;:":
        return Before("comma-digit" if earlier.isdigit() else "comma", window)
    if last in CLOSERS or (last == "“" and _CLOSED.search(window)):
        return Before("close" if _CLOSED.search(window) else "other", window)
    if last == "%":
        return Before("percent", window)
    signed = last in TRADE and last != "#" and earlier and not earlier.isspace()
    return Before("sign" if signed else "other", window)


def _letters(window: str, end: int) -> str:
    """The letters that end at `end`."""
    begin = end
    while begin > 0 and window[begin - 1].isalpha():
        begin -= 1
    return window[begin:end]


def _glued(window: str) -> tuple[str, str]:
    word = _letters(window, len(window))
    prior = window[-len(word) - 1 : -len(word)]
    if word in _PLAIN_UNITS and prior in SPACES and window[-len(word) - 2 : -len(word) - 1].isdigit():
        return "word", word  # 8-12 h9
    if word in _DOSE_UNITS and (prior.isdigit() or window[-len(word) - 2 : -len(word) - 1].isdigit() or prior == "/"):
        return "word", word  # 5 mg1, mg/kg2
    if prior.isdigit() or (prior and prior in "/·" and len(word) < 4):
        return "other", word  # 52week, kg/m2
    if word in UNIT_WORDS or NUMBERED_NAMES.match(word):
        return "name", word
    if len(word) >= 3 and word[1:].islower():
        return "word", word
    if len(word) > 3 and word.isupper() and _CAPITALS.match(window[: -len(word)].rpartition("\n")[2]):
        return "word", word  # in a line of capitals
    return ("short" if len(word) < 3 else "name"), word


def _spaced(window: str) -> Before:
    stripped = window.rstrip(SPACES)
    if len(window) - len(stripped) > 2 or not stripped or stripped[-1] == "\n":
        return Before("other", window)
    last, earlier = stripped[-1], stripped[-2:-1]
    if last.isalpha():
        return Before("space-word", window, _letters(stripped, len(stripped)))
    if last in STOPS:
        return Before("space-stop", window, _letters(stripped, len(stripped) - 1))
    if last in CLOSERS:
        return Before("space-stop" if last == "”" and earlier in STOPS else "space-close", window)
    if last in TRADE:
        return Before("space-sign", window)
    if last in ",;:" and not earlier.isdigit():
        return Before("space-comma", window)
    if last == "%":
        return Before("space-percent", window)
    return Before("other", window)


def after(text: str, end: int) -> After:
    """What follows `end`; footnote signs are passed over."""
    following = text[end : end + 6].lstrip(TRADE)
    if len(following) > 1 and following[0] == "," and following[1] in TRADE:
        following = following[1:].lstrip(TRADE)
    if not following or following[0] == "\n":
        return _END
    first = following[0]
    if first.isalnum():
        return _GLUED
    if first in ".,;:!?)]}”’»\"'—–-":
        second = following[1:2]
        if first in ",-–" and second.isdigit():
            return _GLUED  # the group goes on
        if first in ".:" and second.isdigit():
            return _DIGIT
        if first in "-–" and second.isalpha():
            return _GLUED  # 30-day
        return _PUNCTUATION
    stripped = following.lstrip(SPACES)
    if not stripped or stripped[0] == "\n":
        return _END
    return _after_space(stripped[0], first)


_END, _PUNCTUATION, _DIGIT, _OPEN = After("end"), After("punctuation"), After("digit"), After("open")
_LOWER, _CAPITAL, _GLUED = After("lower"), After("capital"), After("other", glued=True)


def _after_space(nxt: str, first: str) -> After:
    if nxt.isalpha():
        return _LOWER if nxt.islower() else _CAPITAL
    if nxt.isdigit():
        return _DIGIT
    if nxt in "([{“‘«":
        return _OPEN
    if nxt in ".,;:!?)":
        return _PUNCTUATION
    return After("lower" if nxt in "=<>±≤≥+×%/~–—-−&" else "capital", glued=first in "%°/=<>±×")
