"""Text as it is compared: what typography, markup, spelling habits and encodings do to it is taken away.

Folding is for comparing alone; nothing folded is ever shown.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

_GREEK: Final = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "ϕ": "phi", "ϵ": "epsilon", "ϑ": "theta", "µ": "mu",
}  # fmt: skip
GREEK_NAMES: Final = frozenset(_GREEK.values())
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ŋ": "ng", "ħ": "h"}
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]{0,300})?/?>")
_SCRIPT_TAG = re.compile(r"\s*</?(?:sub|sup|jats:sub|jats:sup)\b[^<>]{0,200}>\s*", re.I)
_SPACE = re.compile(r"\s+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_NOT_WORD = re.compile(r"[^\w%+]+|_+")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00bf\u2010-\u2122€œžŸ]")

_SPELLING: Final = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ae", "e"), (r"oe", "e"),
        (r"ue(?=[bcdfghjklmnprstvwz])", "u"), (r"our(?=s?$|ed$|ing$|al$|ably$|able$)", "or"),
        (r"tre(?=s?$)", "ter"), (r"(?<=\w\w)is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)", "iz"),
        (r"(?<=\w)ys(?=(?:e|ed|es|er|ing)$)", "yz"), (r"ll(?=(?:ed|ing|er|ers)$)", "l"), (r"sulph", "sulf"),
        (r"programme", "program"), (r"ogue(?=s?$)", "og"), (r"defence", "defense"), (r"licence", "license"),
        (r"^grey$", "gray"), (r"^versus$", "vs"), (r"judgement", "judgment"), (r"skilful", "skillful"),
        (r"cheque", "check"), (r"practise", "practice"), (r"^percent$", "%"),
        (r"mould", "mold"), (r"artefact", "artifact"), (r"fibre", "fiber"),
    )
)  # fmt: skip
_ROMAN: Final = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "iia": "2a", "iib": "2b", "iiia": "3a", "iiib": "3b", "iiic": "3c",
}  # fmt: skip
_COUNTED: Final = frozenset({"phase", "type", "part", "grade", "stage", "class", "step", "group", "level", "complex"})


def unmarked(text: str) -> str:
    """Text as a reader sees it, without tags and entities: `<i>KRAS</i> &amp; NRAS` -> `KRAS & NRAS`."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _SCRIPT_TAG.sub("", text)
        text = _TAG.sub("", text)
    if _MOJIBAKE.search(text):
        text = _repaired(text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _repaired(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252, read again (`MÃ´nica` -> `Mônica`)."""
    for codec in ("cp1252", "latin-1"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return text


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """The words of a text as compared: no case, accents, markup, dashes; one spelling; Greek letters by name."""
    plain = unmarked(text).casefold()
    plain = "".join(f" {_GREEK[char]} " if char in _GREEK else char for char in plain).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", plain)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ").replace("%", " % ")
    return tuple(_counted([_spelled(word) for word in _NOT_WORD.split(plain) if word.strip("_+") or word == "+"]))


@lru_cache(maxsize=16384)
def _spelled(word: str) -> str:
    if word.isascii() and word.isalpha() and len(word) > 3:
        for pattern, to in _SPELLING:
            word = pattern.sub(to, word)
    return word


def _counted(found: list[str]) -> list[str]:
    """Roman numerals as figures, where they count something: `phase II`, `type i`."""
    counted = []
    for place, word in enumerate(found):
        if word in _ROMAN:
            counted.append(_ROMAN[word])
        elif word in {"i", "v", "x"} and place and found[place - 1] in _COUNTED:
            counted.append({"i": "1", "v": "5", "x": "10"}[word])
        else:
            counted.append(word)
    return counted


def squeezed(text: str) -> str:
    """Letters and figures alone, as compared: `Non-small cell` == `Nonsmall-cell`."""
    return "".join(words(text))


def is_latin(text: str) -> bool:
    """Whether most letters are Latin: a Chinese or Cyrillic name cannot be compared with its transcription."""
    letters = [char for char in text if char.isalpha()]
    return not letters or sum(1 for char in letters if "LATIN" in unicodedata.name(char, "")) * 2 > len(letters)
