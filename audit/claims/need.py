"""Does a statement need a citation? Decided by visible features, each decision with its reasons.

The rule (REVIEWERS): a statement about disease, drug, number, mechanism, outcome or guideline needs one; a heading, a
disclaimer, an audience statement, an abbreviation key, navigation and a call to action do not. Knows English only.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.claims import wording
from audit.claims.features import Features
from audit.claims.verbs import is_imperative
from audit.claims.vocabulary import speaks_of_itself
from audit.model.statement import StatementKind

_NOT_NEEDED: dict[str, str] = {
    "heading": "a heading",
    "disclaimer": "a disclaimer, audience or ownership statement",
    "abbreviation": "an abbreviation key",
    "boilerplate": "navigation, a call to action, an address or the company speaking of itself",
}
_SHORT = 6  # words, below which a sentence must name its matter to be a statement of fact
_OWN = frozenset("i i'm i've my me we our".split())
_ONE_PATIENT = frozenset("he she his her him himself herself".split())
_ONE_PATIENT_CASED = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|him|himself|herself)\b")  # HE is a stain
_PRONOUNS = frozenset("you it we they i he she this that these there it's that's you're they're let's".split())


class Need(NamedTuple):
    """The decision and why, in a reviewer's words."""

    needed: bool
    reasons: tuple[str, ...]


class Standing(NamedTuple):
    """Where the statement stands. cited: it carries a marker of its own. item: it is an item of a list; lead_is_cited:
    of one whose lead-in carries a marker. cell: it is a cell of a table."""

    cited: bool = False
    item: bool = False
    lead_is_cited: bool = False
    cell: bool = False


def need_of_citation(kind: StatementKind, features: Features, standing: Standing) -> Need:
    """Whether a statement needs a citation."""
    if kind in _NOT_NEEDED:
        return Need(False, (_NOT_NEEDED[kind],))
    if standing.cited:
        return Need(True, ("it carries a citation",))
    if standing.lead_is_cited:
        return Need(True, ("an item of a list whose lead-in is cited",))
    if features.language not in ("en", "und"):
        return Need(False, (f"not judged: need of a citation is known for English, not for “{features.language}”",))
    if features.question:
        return Need(False, ("a question",))
    if kind == "caption":
        return _caption(features)
    if wording.SELF_REFERENCE.found_in(features.text, features.words):
        return Need(False, ("speaks of the document itself",))
    if kind == "lead-in":
        return _lead_in(features)
    if (
        kind == "quotation"
        and not features.number
        and (features.subject is None or not _OWN.isdisjoint(features.words))
    ):
        return Need(False, ("somebody's words that state no medical fact",))
    return _claim(features, standing)


def _caption(features: Features) -> Need:
    if features.verb and features.count > 5 and not wording.CAPTION.match(features.text):
        return Need(True, ("a footnote or caption that asserts something",))
    return Need(False, ("a caption that names what is shown",))


def _lead_in(features: Features) -> Need:
    if features.count > 4 and features.asserts and features.subject is not None:
        return Need(True, ("introduces items and asserts something about its subject",))
    return Need(False, ("introduces items and asserts nothing itself",))


def _claim(features: Features, standing: Standing) -> Need:
    subject = features.subject
    if not _states(features, standing, subject):
        return Need(False, ("no verb: a label, a value or a fragment",))
    exception = _exception(features, subject)
    if exception:
        return Need(False, (exception,))
    reasons = ["gives a number"] if features.number else []
    if subject:
        reasons.append(f"speaks of “{subject}”")
    return Need(True, tuple(reasons) or ("asserts a fact",))


def _states(features: Features, standing: Standing, subject: str | None) -> bool:
    """It says something: by a verb, as a sentence, or by a figure with what it is the figure of."""
    if features.verb:
        return True
    if standing.cell:
        return False
    if features.stop and not standing.item:
        return features.count > 4 or (features.number and len(features.words) > 2)
    count = len(features.words)
    return features.result and (count > 3 or (subject is not None and count > 1) or (standing.item and count > 0))


def _tells_of_one(features: Features) -> bool:
    if not _ONE_PATIENT.isdisjoint(features.words) and _ONE_PATIENT_CASED.search(features.text):
        return True
    return wording.ONE_PATIENT.found_in(features.text, features.words)


def _exception(features: Features, subject: str | None) -> str | None:
    """Why something that is said needs no citation, or None."""
    words = features.words
    if _tells_of_one(features):
        return "tells of one patient"
    if features.number:
        return None
    if wording.CALLS_FOR_RESEARCH.found_in(features.text, words):
        return "calls for research"
    if speaks_of_itself(features.text, words):
        return "the authors speak of themselves"
    if (
        features.product is None
        and wording.CARE.isdisjoint(words)
        and wording.RECOMMENDATION.found_in(features.text, words)
    ):
        return "an advice that names no fact"
    if subject is None and features.text.rstrip('"”’').endswith("!"):
        return "an exclamation that names no medical matter"
    if subject is None and is_imperative(words):
        return "tells the reader to do something and names no medical matter"
    if subject is None and ("you" in words or "your" in words):
        return "speaks to the reader and names no medical matter"
    if subject is None and features.count < _SHORT and (not features.verb or words[0] in _PRONOUNS):
        return "too short to assert a fact"
    return None
