"""The words by which a sentence shows that it asserts something, and what it speaks of. English; small and visible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")

_AUXILIARIES = frozenset(
    "is are was were be been has have had can could may might must shall should will would do does did".split()
)
# Regular verbs of medical statements, without their endings.
_REGULAR = (
    "show demonstrate suggest indicate reduce increase improve cause affect occur lead result include involve remain "
    "become provide require represent contain consist develop account differ appear play help work bind inhibit block "
    "target activate receive achieve experience report associate recommend describe refer range rise depend support "
    "delay allow make exhibit decrease prevent treat define arise measure enhance lower double grow spread advance"
).split()
_IRREGULAR = frozenset("shown led became met vary varies varied rose arose grew occupies made".split())


def _forms(verb: str) -> tuple[str, str, str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    return verb, verb + "s", stem + "ed"


VERBS = _AUXILIARIES | _IRREGULAR | {form for verb in _REGULAR for form in _forms(verb)}
# Forms that may as well be a participle or a plural noun: they need an object behind them to count as a verb.
_LEFT_OPEN = VERBS - _AUXILIARIES - {"became", "occurs", "differs", "remains", "becomes", "vary", "varies"}

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
    "month months".split()
)
_SUBJECT_STEMS = (
    "neoplas", "diagnos", "prognos", "respons", "respond", "inflammat", "inhibit", "recommend", "caus", "vaccin",
    "bacteri", "biops", "surg",
)  # fmt: skip
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us)\b(?!\s(?:now\s)?know\b)")
_QUESTIONING = frozenset("how what why when where who which".split())


def words_of(text: str) -> list[str]:
    """The words of `text`, lower case, without digits and signs."""
    return _LETTERS.findall(text.lower())


def verb_at(words: Sequence[str]) -> int | None:
    """The position of the first finite verb among `words`, or None."""
    for position, word in enumerate(words):
        if word in VERBS:
            return position
    return None


@lru_cache(maxsize=50_000)
def is_subject(word: str) -> bool:
    """The word names a matter that statements need citations for: disease, drug, number, mechanism, outcome."""
    return word in _SUBJECTS or word.startswith(_SUBJECT_STEMS)


def subject_of(words: Sequence[str]) -> str | None:
    """The first word that names such a matter, or None."""
    return next((word for word in words if is_subject(word)), None)


def speaks_of_itself(text: str) -> bool:
    """The authors speak in the first person (`we found`), other than to say what is known. `US` is a country."""
    return _FIRST_PERSON.search(text) is not None


def asserts(words: Sequence[str], *, title_case: bool = False) -> bool:
    """The words assert something: a finite verb stands behind a subject (`X is Y`, `X delays relapse`).

    title_case: the words are written as a title, where a participle is no verb.
    """
    position = verb_at(words)
    if position is None or position == 0 or words[0] in _QUESTIONING:
        return False
    if words[position] in _LEFT_OPEN:
        return len(words) - position > 2 and not title_case
    return True
