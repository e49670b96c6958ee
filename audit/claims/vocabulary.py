"""What statements speak of: the words that name a matter for which reviewers want a source. English; small, visible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_ASCII_LETTERS = re.compile(r"[a-z]+(?:['-][a-z]+)*|:")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*|:")

_SUBJECTS = frozenset(
    "patient patients disease diseases syndrome disorder disorders tumor tumors tumour tumours cancer cancers "
    "carcinoma carcinomas therapy therapies therapeutic treatment treatments treated treating drug drugs dose "
    "doses dosing dosage mg efficacy safety survival mortality morbidity risk risks incidence prevalence symptom "
    "symptoms clinical trial trials study studies placebo outcome outcomes adverse event events infection "
    "infections immune cell cells receptor receptors protein proteins gene genes mutation mutations hormone "
    "hormones blood pain pathway pathways mechanism mechanisms signaling signalling agonist agonists antagonist "
    "antagonists guideline guidelines progression relapse remission chronic acute children adults women men "
    "people population million percent case cases rate rates level levels associated medicine medicines "
    "medication medications virus skin liver kidney heart lung brain imaging scan indicated contraindicated "
    "hypersensitivity exposure monitoring screening score scores scoring endpoint endpoints baseline week weeks "
    "month months enzyme enzymes flare flares tablet tablets capsule capsules injection infusion pregnancy "
    "urine bone joint joints muscle nerve nerves stroke seizure seizures diabetes asthma depression dementia obesity "
    "migraine psoriasis arthritis eczema acne hypertension hiv aids covid-19 cholesterol glucose insulin".split()
)
_SUBJECT_STEMS = (
    "neoplas", "diagnos", "prognos", "respons", "respond", "inflammat", "inhibit", "recommend", "caus", "vaccin",
    "bacteri", "biops", "surg", "infect", "toxic", "antibod", "chemother", "radiother", "hepat", "cardi", "thrombo",
    "metabol", "genetic", "allerg", "ulcer", "lesion", "bleed", "hemorrhag", "haemorrhag", "anaphyla", "anemi",
    "anaemi",
)  # fmt: skip
_SUBJECT_ENDINGS = ("mab", "nib", "itis", "osis", "emia", "aemia", "opathy", "ectomy", "oma", "omas", "algia", "uria")
_FIRST_PERSON = frozenset("we our ours us".split())
_FIRST_PERSON_CASED = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us)\b(?!\s(?:now\s)?know\b)")


def words_of(text: str) -> list[str]:
    """The words of `text`, lower case, without digits and signs; a compound with hyphens is one word, a colon another:
    what stands before it is no verb."""
    lower = text.lower()
    if lower.isascii():
        return _ASCII_LETTERS.findall(lower)
    return _LETTERS.findall(lower.replace("’", "'"))


@lru_cache(maxsize=50_000)
def is_subject(word: str) -> bool:
    """The word names a matter that statements need citations for: disease, drug, number, mechanism, outcome."""
    if word in _SUBJECTS or word.startswith(_SUBJECT_STEMS) or (len(word) > 6 and word.endswith(_SUBJECT_ENDINGS)):
        return True
    return "-" in word and any(is_subject(part) for part in word.split("-"))


def subject_of(words: Iterable[str], names: frozenset[str] = frozenset()) -> str | None:
    """The first word that names such a matter, or is one of `names`, or None."""
    return next((word for word in words if word in names or is_subject(word)), None)


_TRADE_NAME = re.compile(r"\b([A-ZÀ-Þ][^\W\d_]{3,30})\s?[®™]|\b([A-ZÀ-Þ][^\W\d_]{3,30})\s\([a-z][a-z ]{4,40}\)")
_CAPITAL_WORD = re.compile(r"(?<=[a-z,;] )[A-Z]{5,20}(?= [a-z(])")
_OFTEN = 3


def product_names(text: str) -> frozenset[str]:
    """The products that a text speaks of, lower case: `Velorin®`, `Velorin (zenatide)`, or written in capitals within
    sentences again and again."""
    names = {(found.group(1) or found.group(2)).lower() for found in _TRADE_NAME.finditer(text[:_SEARCHED])}
    counts = Counter(_CAPITAL_WORD.findall(text[:_SEARCHED]))
    names.update(word.lower() for word, count in counts.items() if count >= _OFTEN)
    return frozenset(names)


_SEARCHED = 1_000_000  # characters


def speaks_of_itself(text: str, words: Sequence[str]) -> bool:
    """The authors speak in the first person (`we found`), other than to say what is known. `US` is a country."""
    return not _FIRST_PERSON.isdisjoint(words) and _FIRST_PERSON_CASED.search(text) is not None
