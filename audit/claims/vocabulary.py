"""What statements speak of: the words that name a matter for which reviewers want a source. English; small, visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from audit.claims.scanning import places

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


_TRADE_SIGNS = "®™"
_NAME_BEFORE_SIGN = re.compile(r"\b([A-ZÀ-Þ][^\W\d_]{3,30})\s?$")
_NAME_BEFORE_BRACKET = re.compile(r"\b([A-ZÀ-Þ][^\W\d_]{3,30})\s$")
_GENERIC = re.compile(r"\([a-z][a-z ]{4,40}\)")
_OFTEN = 3
_SEARCHED = 1_000_000  # characters


def product_names(text: str, runs: Mapping[str, int]) -> frozenset[str]:
    """The products that a text speaks of, lower case: `Velorin®`, `Velorin (zenatide)`, or written in capitals within
    sentences again and again. `runs`: how often each run of characters without white space stands in it."""
    head = text[:_SEARCHED]
    behind = [(at, _NAME_BEFORE_SIGN) for at in places(head, _TRADE_SIGNS)]
    behind += [(found.start(), _NAME_BEFORE_BRACKET) for found in _GENERIC.finditer(head)]
    names = set()
    for at, pattern in behind:
        found = pattern.search(head, max(0, at - 33), at)
        if found:
            names.add(found.group(1).lower())
    names.update(
        run.lower()
        for run, count in runs.items()
        if count >= _OFTEN
        and 5 <= len(run) <= 20
        and run.isupper()
        and run.isascii()
        and run.isalpha()
        and _within_sentences(head, run) >= _OFTEN
    )
    return frozenset(names)


def _within_sentences(text: str, name: str) -> int:
    """How often `name` stands between words in lower case; three times are enough to know."""
    count = 0
    at = text.find(name)
    while at >= 0 and count < _OFTEN:
        behind = text[at - 2 : at]
        following = text[at + len(name) : at + len(name) + 2]
        within = behind[1:] == " " and (behind[0].islower() or behind[0] in ",;")
        count += within and following[:1] == " " and (following[1:].islower() or following[1:] == "(")
        at = text.find(name, at + len(name))
    return count


def speaks_of_itself(text: str, words: Sequence[str]) -> bool:
    """The authors speak in the first person (`we found`), other than to say what is known. `US` is a country."""
    return not _FIRST_PERSON.isdisjoint(words) and _FIRST_PERSON_CASED.search(text) is not None
