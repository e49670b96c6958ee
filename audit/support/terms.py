"""Words of a text as they are compared: folded, British spelling made American, endings cut, offsets kept."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_FOLD: Final = str.maketrans(
    {"·": ".", "‐": "-", "‑": "-", "−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"',
     "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\u200a": " ", "µ": "μ",
     "＜": "<", "＞": ">", "⩽": "≤", "⩾": "≥", "∼": "~", "\u00ad": "\u200b"}
)  # fmt: skip

_WORD: Final = re.compile(r"[^\W\d_][^\W_]*(?:['+][^\W_]+)*|\d+(?:[.,]\d+)*[^\W\d_]*", re.UNICODE)

STOP_WORDS: Final = frozenset(
    """a about above after all also although am among an and any are as at be because been before being between both
    but by can could did do does doing down due during each either et al etc ever for from further had has have having
    he her here hers him his how however i if in into is it its itself just may me might more most much must my nor of
    off on once one only or other our ours out over own per rather same she should since so some such than that the
    their them then there therefore these they this those though thus to too under until up upon us very via was we
    were what when where whereas whether which while who whom whose why will with within would yes you your than vs use
    used uses using
    versus significantly significant p ci respectively not no compared""".split()
)

_SPELLING: Final = (
    ("tumour", "tumor"), ("oedema", "edema"), ("oestr", "estr"), ("haem", "hem"), ("anaem", "anem"), ("aemia", "emia"),
    ("leuk", "leuk"), ("paed", "ped"), ("gynaec", "gynec"), ("oesoph", "esoph"), ("diarrhoea", "diarrhea"),
    ("foet", "fet"), ("orrhoea", "orrhea"), ("caec", "cec"), ("faec", "fec"), ("colour", "color"), ("fibre", "fiber"),
    ("centre", "center"), ("litre", "liter"), ("labour", "labor"), ("behaviour", "behavior"), ("favour", "favor"),
    ("ise", "ize"), ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("yse", "yze"), ("ysed", "yzed"),
    ("anaesth", "anesth"), ("ischaem", "ischem"), ("sulph", "sulf"), ("programme", "program"), ("ageing", "aging"),
)  # fmt: skip
_BRITISH: Final = re.compile(r"our|ae|oe|is[ei]|ys[ei]|isat|tre|ibre|sulph|mme|agei")

_IRREGULAR: Final = {
    "men": "man", "women": "woman", "children": "child", "mice": "mouse", "feet": "foot", "teeth": "tooth",
    "criteria": "criterion", "metastases": "metastasis", "metastatic": "metastasis", "diagnoses": "diagnosis",
    "analyses": "analysis", "died": "death", "die": "death", "dies": "death", "dead": "death", "deaths": "death",
    "dying": "death", "mortality": "death", "fatal": "death", "fatality": "death", "risen": "rise", "rose": "rise",
    "fell": "fall", "fallen": "fall", "grew": "grow", "grown": "grow", "became": "become", "led": "lead",
    "shown": "show", "given": "give", "gave": "give", "taken": "take", "took": "take", "found": "find",
    "infants": "infant", "babies": "baby", "viruses": "virus", "virus": "virus", "viral": "virus",
    "diabetes": "diabet", "diabetic": "diabet", "pancreas": "pancrea", "pancreatic": "pancrea",
    "heart": "heart", "cardiac": "heart", "renal": "kidney", "kidneys": "kidney", "hepatic": "liver", "livers": "liver",
    "pulmonary": "lung", "lungs": "lung", "cancer": "cancer", "cancers": "cancer", "cancerous": "cancer",
    "neoplasm": "tumor", "neoplasms": "tumor", "neoplastic": "tumor", "neoplasia": "tumor", "tumors": "tumor",
    "carcinoma": "carcinoma", "drug": "drug", "covid-19": "covid", "sars-cov-2": "covid", "coronavirus": "covid",
}  # fmt: skip


def fold(text: str) -> str:
    """Same length as `text`: dashes, spaces, quotation marks and decimal points in one form. Case is kept."""
    return text.translate(_FOLD)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The form in which two inflections of a lower-case word are equal. Light: rather two stems than one too many."""
    if word in _IRREGULAR:
        return _strip(_IRREGULAR[word])
    if _BRITISH.search(word):
        for british, american in _SPELLING:
            if british in word:
                word = word.replace(british, american)
        if word in _IRREGULAR:
            return _strip(_IRREGULAR[word])
    if len(word) <= 3 or not word[0].isalpha():
        return word
    return _strip(word)


_SUFFIXES: Final = (
    ("ization", "iz"), ("izations", "iz"), ("ational", "ate"), ("iveness", "iv"), ("fulness", "ful"), ("ically", "ic"),
    ("ations", "at"), ("ation", "at"), ("ments", "ment"), ("ities", "iti"), ("ity", "iti"), ("ances", "anc"),
    ("ance", "anc"), ("ences", "enc"), ("ence", "enc"), ("ives", "iv"), ("ive", "iv"), ("ically", "ic"), ("ical", "ic"),
    ("ally", "al"), ("edly", ""), ("ingly", ""), ("ions", ""), ("ion", ""), ("ies", "i"), ("ied", "i"), ("ness", ""),
    ("ized", "iz"), ("izes", "iz"), ("izing", "iz"), ("ize", "iz"), ("ated", "at"), ("ates", "at"), ("ating", "at"),
    ("ate", "at"), ("ings", ""), ("ing", ""), ("ed", ""), ("ers", "er"), ("ly", ""), ("sses", "ss"), ("es", ""),
    ("s", ""), ("e", ""), ("y", "i"),
)  # fmt: skip


def _strip(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    for suffix, put in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            base = word[: len(word) - len(suffix)] + put
            if len(base) == 3 and suffix in ("e", "es", "ed", "ing"):  # rate, rates, rated: not a rat
                return base + "e"
            if put == "" and len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base
    return word


class Term(NamedTuple):
    """A word of a text: its stem, the word in lower case, and its place."""

    stem: str
    word: str
    start: int
    end: int


class Form(NamedTuple):
    """A word without its place: stem, the word in lower case, and whether it carries content."""

    stem: str
    word: str
    content: bool


def forms(text: str) -> list[Form]:
    """The words of `text` in order, without their places: much quicker than `words` for a whole article."""
    return [_read(written) for written in _WORD.findall(_lower(text))]


def words(text: str) -> list[Term]:
    """Every word and number of `text`, stop words included, in order."""
    found = []
    for match in _WORD.finditer(_lower(text)):
        form = _read(match.group())
        found.append(Term(form.stem, form.word, match.start(), match.end()))
    return found


def _lower(text: str) -> str:
    folded = fold(text)
    low = folded.lower()
    if len(low) == len(text):
        return low
    # a letter whose lower case is longer: keep the offsets
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


@lru_cache(maxsize=65536)
def _read(written: str) -> Form:
    word = written.removesuffix("'s")
    return Form(stem(word), word, is_content(word))


def content(text: str) -> list[Term]:
    """The words that carry content: no stop words, no bare numbers."""
    return [term for term in words(text) if is_content(term.word)]


@lru_cache(maxsize=65536)
def is_content(word: str) -> bool:
    """Not a stop word, not a number, not a single letter."""
    return len(word) > 1 and word not in STOP_WORDS and not word[0].isdigit()
