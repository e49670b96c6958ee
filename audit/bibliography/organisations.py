"""Organisations as authors: told from persons by their words, and where they end."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(
    r"\b(?:organi[sz]ations?|associations?|societ(?:y|ies)|institut(?:e|es|o|ion)?|ministry|department|dept|agency|administration|committee|council|group|foundation|federation"
    r"|university|college|academy|centers?|centres?|consortium|network|collaborat(?:ion|ive|ors)|investigators|task\sforce|program(?:me)?|bureau|office|board|commission|union"
    r"|government|parliament|bank|fund|trust|hospital|clinic|library|service|services|authority|league|alliance|team|panel|laborator(?:y|ies)|inc|ltd|limited|llc|corp|corporation|gmbh"
    r"|pharma(?:ceuticals?)?|company|plc|s\.?p\.?a|congress|assembly|initiative|registry|division|section|survey|nations|states|kingdom"
    r"|gesellschaft|verband|bundesamt|bundesministerium|arbeitsgemeinschaft|robert\skoch|haute\sautorité|ministère|agence|société|fédération|ministerio|sociedad|asociación|agencia"
    r"|società|associazione|agenzia|ministero|istituto|instituto|WHO|FDA|EMA|CDC|NICE|NIH|NCI|NCCN|ESMO|ASCO|AHA|ACC|ESC|UNICEF|UNAIDS|OECD|ICH|CHMP|CADTH|ICMR|BMA)\b",
    re.IGNORECASE,
)
_PERSON_LIKE: Final = re.compile(r"^[^\W\d_]+(?:[-'’][^\W\d_]+)?,?\s(?:[A-Z]\.?\s?){1,3}$")
_STOP: Final = re.compile(
    r"(?<![A-Z])(?<!\bU\.S)(?<!\bSt)(?<!\bInc)(?<!\bLtd)(?<!\bDept)(?<!\bDr)(?<!\bCo)\.(?=[\s\"“]|$)|(?<=Inc)\.(?=\s[A-Z])|(?<=Ltd)\.(?=\s[A-Z])|(?<=Inc)\.(?=\s*$)"
    r"|\.(?=\s[A-Z][a-z])(?<=[A-Z][A-Z]\.)|\.:|:(?=\s)|\ue000|(?=\s\((?:1[89]|20)\d\d[a-z]?\))|(?=\s\[)|\?|!"
)


def is_organisation(text: str) -> bool:
    """Whether `text` reads as the name of an organisation rather than of persons."""
    return bool(_WORD.search(text)) and not _PERSON_LIKE.match(text)


def organisation_prefix(text: str) -> int:
    """Where the organisation at the start of `text` ends (before its full stop or colon), or 0."""
    match = _STOP.search(text)
    if match is None:
        return 0
    words = text[: match.start()]
    return match.start() if words and len(words) < 220 else 0
