"""What kind of statement a sentence is by itself: heading, lead-in, abbreviation key, disclaimer, boilerplate, ...

What only its neighbours tell (a line that names something is a heading above prose, an item under a lead-in) is
settled in `structure`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.claims import wording
from audit.claims.abbreviations import is_abbreviation_key
from audit.claims.features import Features
from audit.model.document import Block
from audit.model.statement import StatementKind

_QUOTED = re.compile(  # a quotation alone, or with who said it
    r"^[“\"«„‘'][^“\"«»„]{3,}[”\"»’“']\.?"
    r"(?:,?\s(?:says|said|recalls|recalled|explains|explained|adds|added|remembers)\s.{2,90}|\s?[—–-]\s?[A-Z].{2,90})?$"
)
_MAX_HEADING = 170
_MAX_DISCLAIMER = 300


class Shape(NamedTuple):
    """A statement and where it stands.

    alone: it is the whole of its unit; first: it begins its unit; below_caption: a caption or a footnote begins its
    unit; footnote: its first letter is one of the page's footnotes. cited: it carries a marker of its own.
    """

    features: Features
    block: Block
    alone: bool
    first: bool = True
    below_caption: bool = False
    footnote: bool = False
    cited: bool = False


def kind_of(shape: Shape) -> StatementKind:
    """The kind of one statement. The order of the questions matters: the surest signs come first."""
    features, text = shape.features, shape.features.text
    if shape.block.kind == "heading":
        return "claim" if features.asserts and not features.question and features.count > 3 else "heading"
    if is_abbreviation_key(text):
        return "abbreviation"
    if shape.block.kind == "caption" or wording.CAPTION.match(text) or _is_value(features):
        return "caption"
    if shape.below_caption or shape.footnote or (shape.first and wording.FOOTNOTE_LINE.match(text)):
        return "caption"
    if not shape.cited and is_disclaimer(features):
        return "disclaimer"
    if not shape.cited and _is_boilerplate(shape):
        return "boilerplate"
    if text.endswith(":"):
        return "lead-in"
    if shape.alone and names(features):
        return "heading"
    if features.count > 3 and _QUOTED.match(text):
        return "quotation"
    return "claim"


def _is_value(features: Features) -> bool:
    """A bare figure, as a chart has it: `35% vs 5%`, `42%`, `0`; not what it is of (`Diarrhea (4.1%)`)."""
    if features.verb or not features.number or len(features.text) >= 30:
        return False
    return len(features.words) <= features.result and not features.text[:3].isalpha()


def is_disclaimer(features: Features) -> bool:
    """A disclaimer, an audience or ownership statement, the code of the material."""
    text = features.text
    if len(text) > _MAX_DISCLAIMER:
        return False
    if wording.JOB_CODE.match(text) and not features.verb:
        return True
    return wording.DISCLAIMER.found_in(text, features.words)


def _is_boilerplate(shape: Shape) -> bool:
    features = shape.features
    text = features.text
    if not features.words:
        return True
    if wording.AUDIENCE_ANSWER.match(text) or wording.COMPANY_VOICE.found_in(text, features.words):
        return True
    if features.count <= 2 and all(word in wording.BUTTONS for word in features.words):
        return True
    if wording.CALL_TO_ACTION.match(text):
        return features.count < 40
    if features.count <= 3 and not text[0].isupper() and not features.number:
        return features.subject is None and not features.stop
    return _is_address(features)


def _is_address(features: Features) -> bool:
    text = features.text
    return text.count(",") >= 3 and not features.verb and len(wording.ADDRESS.findall(text)) >= 2


def names(features: Features) -> bool:
    """A line that asserts nothing: a noun phrase or a question, without a full stop, short enough to head a text."""
    text = features.text
    if features.count > 26 or len(text) > _MAX_HEADING:
        return False
    if features.question:
        return True
    if features.stop or text[-1] in ",;":
        return False
    return not features.result and not features.asserts
