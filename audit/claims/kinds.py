"""What kind of statement a sentence is: heading, lead-in, abbreviation key, disclaimer, boilerplate, caption, claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.claims import wording
from audit.claims.vocabulary import asserts, subject_of, verb_at, words_of
from audit.model.document import Block
from audit.model.statement import StatementKind

_KEY_PART = re.compile(
    r"^\(?(?P<short>[\w‐-]{1,15}(?:[ /+-][\w‐-]{1,12}){0,2}[*†‡]?)\)?\s?"
    r"(?:[,:=]|[–—-](?=\s))\s?"
    r"(?P<long>[^,:=;]{3,90}(?:,[^,:=;]{1,60})?)$"
)
_TERMINAL = re.compile(r"[.?!…][\"'”’»)\]]*$")
_QUOTED = re.compile(r"^[“\"«„‘'][^“”\"«»„]{3,}[”\"»’']\.?$")
_TITLE_WORD = re.compile(r"^[A-ZÀ-Þ0-9]")
_RESULT = re.compile(r"\d\s?%|\b[pP]\s?[<=>]|\b(?:HR|OR|RR|CI)\b.*\d")
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into nor of on or per the to vs via with without "
    "et de la le des du und der die das".split()
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the classifier looks at: the sentence without markers, and where it stands.

    alone: it is the whole of its unit. label_colon: its text ends with a colon. first: the first of the document.
    followed_by_prose: the unit after it holds a full sentence.
    """

    text: str
    block: Block
    alone: bool
    first: bool = False
    followed_by_prose: bool = False
    in_items: bool = False
    cited: bool = False


def kind_of(shape: Shape) -> StatementKind:
    """The kind of one sentence. The order of the questions matters: the surest signs come first."""
    text = shape.text
    if shape.block.kind == "heading":
        return "claim" if is_assertion(text) and not text.endswith("?") and len(text.split()) > 4 else "heading"
    if is_abbreviation_key(text):
        return "abbreviation"
    if shape.block.kind == "caption" or wording.CAPTION.match(text):
        return "caption"
    if wording.FOOTNOTE_LINE.match(text) and shape.alone:
        return "caption"
    if not shape.cited and len(text) <= 300 and wording.DISCLAIMER.search(text):
        return "disclaimer"
    if not shape.cited and _is_boilerplate(shape):
        return "boilerplate"
    if text.endswith(":"):
        return "lead-in"
    if shape.alone and _is_heading(shape):
        return "heading"
    if _QUOTED.match(text) and len(text.split()) > 3:
        return "quotation"
    return "claim"


def is_abbreviation_key(text: str) -> bool:
    """`BID, twice daily; UC, ulcerative colitis.`, `CT, computed tomography`, `JAK: Janus kinase; ...`."""
    if len(text) > 3000 or not re.search(r"[,:=–—-]", text):
        return False
    body = re.sub(r"^(?:abbreviations?|abbr\.?|glossary|key)\s?[:.]\s?", "", text.rstrip(". "), flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(r";\s|\.\s(?=[A-Z][\w-]{0,8}[,:=])", body) if part.strip()]
    if not parts:
        return False
    found = [match for part in parts if (match := _KEY_PART.match(part))]
    plain = sum(_abbreviates(match.group("short"), match.group("long"), sure=False) for match in found)
    sure = len(parts) > 2 or (len(parts) > 1 and plain > 0)
    good = sum(_abbreviates(match.group("short"), match.group("long"), sure=sure) for match in found) if sure else plain
    return good * 4 >= 3 * len(parts)


def _abbreviates(short: str, long: str, *, sure: bool) -> bool:
    """The short form's letters begin words of the long form, in order; or it looks like one, in a long key."""
    letters = [letter for letter in short.lower() if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in short)
    if not letters or (capitals == 0 and not any(letter.isdigit() for letter in short)):
        return False
    if capitals < 2 and len(short) > 3 and not any(letter.isdigit() for letter in short[1:]):
        return False
    if len(long.split()) > 6 and verb_at(words_of(long)) is not None:
        return False
    position = 0
    target = long.lower()
    for letter in letters:
        found = target.find(letter, position)
        if found < 0:
            return sure and capitals >= 2
        position = found + 1
    return target[:1] in (letters[0], "α", "β", "γ") or sure or capitals >= 2


def _is_boilerplate(shape: Shape) -> bool:
    text = shape.text
    words = text.split()
    if wording.COMPANY_VOICE.search(text):
        return True
    if len(words) <= 3 and not shape.in_items and subject_of(words_of(text)) is None and not _TERMINAL.search(text):
        return not text[0].isupper() or bool(wording.CALL_TO_ACTION.match(text)) or not any(map(str.isalpha, text))
    if wording.CALL_TO_ACTION.match(text) and not re.search(r"\b(?:is|are|was|were|has|have)\b", text[:80]):
        return len(words) < 40
    addresses = len(wording.ADDRESS.findall(text))
    return addresses >= 2 and text.count(",") >= 3 and verb_at(words_of(text)) is None


def _is_heading(shape: Shape) -> bool:
    """A line of its own without a full stop that asserts nothing, before something that it can head."""
    text = shape.text
    words = text.split()
    if len(words) > 22 or len(text) > 170:
        return False
    if text.endswith("?"):
        return True
    if _TERMINAL.search(text) or text.endswith((",", ";")):
        return False
    if shape.in_items and not _is_title_case(words):
        return False
    if _RESULT.search(text):
        return False
    if is_assertion(text):
        return False
    return shape.first or shape.followed_by_prose or len(words) <= 12


def _is_title_case(words: list[str]) -> bool:
    content = [word for word in words if word.lower() not in _SMALL_WORDS]
    return len(content) > 1 and all(_TITLE_WORD.match(word) for word in content)


def is_assertion(text: str) -> bool:
    """The words of a line assert something (`X is JAK-mediated`), unlike those of a heading."""
    return asserts(words_of(text), title_case=_is_title_case(text.split()))
