"""Organisations as authors: told from persons by their words, and where they end."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.lexicon import lexicon

_WORD: Final = re.compile(
    r"\b(?:anonymous|statistics\s[a-z]+$|organi[sz]ations?|associations?|societ(?:y|ies)|institut(?:e|es|o|ion)?|ministry|department|dept|agency"
    r"|administration|committee|council|group|foundation|federation|university|college|academy|centers?|centres?"
    r"|consorti(?:um|a)|network|collaborat(?:ion|ive|ors)|investigators|task\sforce|program(?:me)?|bureau|office|board"
    r"|commission|union|government|parliament|bank|fund|trust|hospital|clinic|library|service|services|authority|league"
    r"|alliance|team|panel|laborator(?:y|ies)|inc|ltd|limited|llc|corp|corporation|gmbh|pharma(?:ceuticals?)?|company|plc"
    r"|s\.?p\.?a|congress|assembly|initiative|registry|division|section|survey|nations|states|kingdom|\w*(?:gesellschaft|verband|programm)"
    r"|bundesamt|bundesministerium|arbeitsgemeinschaft|robert\skoch|haute\sautorité|ministère|agence|société|fédération"
    r"|ministerio|sociedad|asociación|agencia|società|associazione|agenzia|ministero|istituto|instituto)\b",
    re.IGNORECASE,
)
ACRONYMS: Final = frozenset(
    (
        "WHO UK US USA FDA EMA CDC NICE NIH NCI NHS EU UN ESC AHA ACC ICH HIV AIDS DNA RNA MRI CT PET OECD IARC UNICEF "
        "NCCN ESMO ASCO CHMP EASL"
    ).split()
)
_ACRONYM: Final = re.compile(r"\b(?:" + "|".join(sorted(ACRONYMS)) + r")\b")
_PERSON_LIKE: Final = re.compile(r"^[^\W\d_]+(?:[-'’][^\W\d_]+)?,?\s(?:[A-Z]\.?\s?){1,3}$")
_STOP: Final = re.compile(
    r"(?<![A-Z])(?<!\bU\.S)(?<!\bSt)(?<!\bInc)(?<!\bLtd)(?<!\bDept)(?<!\bDr)(?<!\bCo)\.(?=[\s\"“]|$)"
    r"|(?<=Inc)\.(?=\s[A-Z])|(?<=Ltd)\.(?=\s[A-Z])|(?<=Inc)\.(?=\s*$)|\.(?=\s[A-Z][a-z\d])(?<=[A-Z][A-Z]\.)|\.:|:(?=\s)"
    r"|\ue000|(?=\s\((?:1[89]|20)\d\d[a-z]?\))|(?=\s\[)|\?|!"
)
# an organisation whose full stop was lost: words that end in Study Group, Investigators, ... before another capital
_GROUP_NAME: Final = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’/-]*\s|(?:of|on|for|and|the|in)\s){1,9}?(?:(?:Study|Working|Trial|Research|Collaborative|Task|Writing"
    r"|Cooperative|Expert)\s(?:Group|Force|Party|Committee|Panel)|Investigators|Collaborators|Collaboration|Consortium"
    r"|Trialists)(?=\s[A-Z\d\"“])"
)
_NEW_START: Final = re.compile(
    r"\s(?!(?:Department|Division|Regional|Office|General|Economic|Population)\b)[A-ZÀ-Þ\"“\d]"
)
_LONGEST: Final = 220
_DATED_VOLUME: Final = re.compile(r"(?:19|20)\d\d\s?;")  # "Heart 2011 ; 27 : 95": a journal and its volume


def is_organisation(text: str) -> bool:
    """Whether `text` reads as the name of an organisation rather than of persons."""
    return bool(_WORD.search(text) or _ACRONYM.search(text)) and not _PERSON_LIKE.match(text)


def organisation_prefix(text: str) -> int:
    """Where the organisation at the start of `text` ends (before its full stop or colon), or 0."""
    by_word = lexicon().organisations_by_word
    known = next((name for name in by_word.get(text.partition(" ")[0], ()) if text.startswith(name)), None)
    if known and _NEW_START.match(text, len(known)):
        return len(known)
    group = _GROUP_NAME.match(text)
    if group:
        return group.end()
    match = _STOP.search(text)
    words = text[: match.start()] if match else ""
    return len(words) if len(words) < _LONGEST and not _DATED_VOLUME.search(words) else 0
