"""Does a statement need a citation? Decided by visible features, each decision with its reasons.

The rule (REVIEWERS): a statement about disease, drug, number, mechanism, outcome or guideline needs one; a heading, a
disclaimer, an audience statement, an abbreviation key, navigation and a call to action do not. Knows English only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.claims import wording
from audit.claims.vocabulary import asserts, speaks_of_itself, subject_of, verb_at, words_of
from audit.model.statement import StatementKind

_NUMBER = re.compile(r"\d")
_TERMINAL = re.compile(r"[.!…][\"'”’»)\]]*$")
_NOT_NEEDED: dict[str, str] = {
    "heading": "a heading",
    "disclaimer": "a disclaimer, audience or ownership statement",
    "abbreviation": "an abbreviation key",
    "boilerplate": "navigation, a call to action, an address or the company speaking of itself",
}


@dataclass(frozen=True, slots=True)
class Need:
    """The decision and why, in a reviewer's words."""

    needed: bool
    reasons: tuple[str, ...]


def need_of_citation(
    kind: StatementKind, text: str, *, cited: bool, in_items: bool, language: str, lead_is_cited: bool = False
) -> Need:
    """Whether `text` (without its markers) needs a citation.

    cited: it carries a marker of its own. in_items: it is an item of a list; lead_is_cited: of one with a citation.
    """
    if kind in _NOT_NEEDED:
        return Need(False, (_NOT_NEEDED[kind],))
    if cited:
        return Need(True, ("it carries a citation",))
    if lead_is_cited:
        return Need(True, ("an item of a list whose lead-in is cited",))
    if language not in ("en", "und"):
        return Need(False, (f"not judged: need of a citation is known for English, not for “{language}”",))
    if wording.QUESTION.search(text):
        return Need(False, ("a question",))
    if kind == "caption":
        return _caption(text)
    if wording.SELF_REFERENCE.search(text):
        return Need(False, ("speaks of the document itself",))
    if kind == "lead-in":
        return _lead_in(text)
    return _claim(text, in_items=in_items)


def _caption(text: str) -> Need:
    words = words_of(text)
    if len(words) > 6 and verb_at(words) is not None and not wording.CAPTION.match(text):
        return Need(True, ("a footnote or caption that asserts something",))
    return Need(False, ("a caption that names what is shown",))


def _lead_in(text: str) -> Need:
    words = words_of(text)
    if len(words) > 4 and subject_of(words) and asserts(words):
        return Need(True, ("introduces items and asserts something about its subject",))
    return Need(False, ("introduces items and asserts nothing itself",))


def _claim(text: str, *, in_items: bool) -> Need:
    words = words_of(text)
    subject = subject_of(words)
    verb = verb_at(words) is not None
    number = _NUMBER.search(text)
    if in_items:
        return _item(words, fragment=not verb and not number)
    whole = _TERMINAL.search(text) and len(words) > 4
    if not verb and not whole and not (number and subject and len(words) > 3):
        return Need(False, ("no verb: a label or a fragment",))
    if not number and speaks_of_itself(text):
        return Need(False, ("the authors speak of themselves",))
    if wording.RECOMMENDATION.search(text) and not number and not _names_treatment(text):
        return Need(False, ("an advice that names no fact",))
    reasons = []
    if number:
        reasons.append("gives a number")
    if subject:
        reasons.append(f"speaks of “{subject}”")
    if not reasons and len(words) < 6:
        return Need(False, ("too short to assert a fact",))
    return Need(True, tuple(reasons) or ("asserts a fact",))


def _item(words: list[str], *, fragment: bool) -> Need:
    """An item whose lead-in is cited is covered by it; without one, a bare name (`Reduced sleep`) asserts nothing."""
    if fragment and (len(words) < 3 or subject_of(words) is None):
        return Need(False, ("an item that only names something",))
    return Need(True, ("an item of a list that asserts something",))


def _names_treatment(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:patients?|dose|dosage|mg|treated|contraindicated|monitored|discontinue\w*|BID|therapy|tablets?)\b|®|™",
            text,
        )
    )
