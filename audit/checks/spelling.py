"""British and American spelling: which of the two a word is, and what both have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Variety = Literal["British", "American"]

# British stem -> American stem. Only stems whose two spellings are the same word in medical text; not `analogue`,
# `catalogue`, `grey` (the unit is gray), `licence`, `practise`, `metre` (a meter measures), nor -ise/-ize, since
# British houses print both.
_PAIRS = {
    "tumour": "tumor", "colour": "color", "behaviour": "behavior", "favour": "favor", "labour": "labor",
    "odour": "odor", "vapour": "vapor", "humour": "humor", "neighbour": "neighbor", "rigour": "rigor",
    "anaemi": "anemi", "ischaemi": "ischemi", "hypoxaemi": "hypoxemi", "leukaemi": "leukemi", "glycaemi": "glycemi",
    "lipidaemi": "lipidemi", "septicaemi": "septicemi", "uraemi": "uremi", "uricaemi": "uricemi",
    "bacteraemi": "bacteremi", "viraemi": "viremi", "kalaemi": "kalemi", "natraemi": "natremi", "calcaemi": "calcemi",
    "volaemi": "volemi", "haemorrh": "hemorrh", "haematolog": "hematolog", "haematoxylin": "hematoxylin",
    "haematoma": "hematoma", "haematocrit": "hematocrit", "haematur": "hematur", "haemoglobin": "hemoglobin",
    "haemophil": "hemophil", "haemodialys": "hemodialys", "haemodynam": "hemodynam", "haemoly": "hemoly",
    "haemosta": "hemosta", "haematopoie": "hematopoie", "paediatric": "pediatric", "orthopaedic": "orthopedic",
    "gynaecolog": "gynecolog", "anaesthe": "anesthe", "caesarean": "cesarean", "aetiolog": "etiolog",
    "faecal": "fecal", "faeces": "feces", "caecum": "cecum", "oesophag": "esophag", "oestrogen": "estrogen",
    "oestradiol": "estradiol", "oedema": "edema", "foetal": "fetal", "foetus": "fetus", "diarrhoea": "diarrhea",
    "dyspnoea": "dyspnea", "apnoea": "apnea", "coeliac": "celiac", "amenorrhoea": "amenorrhea",
    "homoeopath": "homeopath",
    "manoeuvre": "maneuver", "centre": "center", "fibre": "fiber", "litre": "liter", "theatre": "theater",
    "titre": "titer", "analyse": "analyze", "paralyse": "paralyze", "catalyse": "catalyze", "hydrolyse": "hydrolyze",
    "sulphate": "sulfate", "sulphur": "sulfur", "programme": "program", "ageing": "aging", "judgement": "judgment",
    "tonne": "ton", "defence": "defense", "offence": "offense", "counselling": "counseling", "labelled": "labeled",
    "labelling": "labeling", "modelling": "modeling", "signalling": "signaling", "travelling": "traveling",
    "fulfil ": "fulfill ", "enrolment": "enrollment",
}  # fmt: skip
# A British house may print these American forms, and the reverse: alone they prove nothing.
_UNSURE = frozenset({"tonne", "fulfil ", "theatre", "ageing", "judgement", "programme", "titre", "defence", "offence"})
_AMERICAN = {american: british for british, american in _PAIRS.items()}

_STEM = re.compile("|".join(map(re.escape, sorted((*_PAIRS, *_AMERICAN), key=len, reverse=True))))
_WORD = re.compile(r"(?<![\w-])[A-Za-z]{5,40}(?!\w)")
_FOLD = re.compile("|".join(map(re.escape, sorted(_PAIRS, key=len, reverse=True))))


class Spelled(NamedTuple):
    """A word of one variety. `start` and `end` are offsets in the text that was searched."""

    word: str
    variety: Variety
    start: int
    end: int


def folded_spelling(text: str) -> str:
    """Lower-case text with British stems made American, so that spelling is no difference."""
    return _FOLD.sub(lambda match: _PAIRS[match[0]], text)


def spelled(text: str) -> list[Spelled]:
    """The words of `text` that only one of the two varieties spells so, in order."""
    return [
        Spelled(word[0], variety, word.start(), word.end())
        for word in _WORD.finditer(text)
        if (variety := _variety(word[0].lower())) is not None
    ]


@lru_cache(maxsize=50_000)
def _variety(word: str) -> Variety | None:
    stem = _STEM.search(word)
    if stem is None or _AMERICAN.get(stem[0], stem[0]) in _UNSURE or _same_in_both(word):
        return None
    return "British" if stem[0] in _PAIRS else "American"


def _same_in_both(word: str) -> bool:
    """Words that contain a stem by accident, or that both varieties spell alike."""
    return bool(re.search(r"(?:aly|oly)ses$|labora", word)) or bool(
        re.match(r"(?:(?:humor|vigor|rigor|labor|color|odor|vapor)(?:ous|ously|al|ation|ations|atory|atories|atory|imet\w*|ectal)|"
                 r"(?:re)?analyzer?s?$|liter(?:a|al|ary|ate)\w*|centering|epicent\w+|uremic|rigors?$|"
                 r"edemat\w*ous$|colorectal\w*|colorado|labrador)", word)
    )  # fmt: skip
