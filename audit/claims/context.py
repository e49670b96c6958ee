"""What stands around a would-be marker, and how much that speaks for a marker.

The tables hold log-odds set by hand: above 0 the place looks like one where markers stand, below 0 like one where
numbers stand. They were set on half of the published articles and checked on the other half (benchmarks/linking).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.claims.body import Body

_STOPS = ".?!…"
_CLOSERS = ")]”’»\"'"
_TRADE = "®™©*†‡§¶‖#"
_UNIT_WORDS = frozenset("m cm mm km µm dm s r f h χ p R l ml kg min hr sec d n k t F T x y v".split())
_FUNCTION_WORDS = frozenset("of to in is it as at by or an be we no so do he me my up us if on et al".split())
# Names that end in digits; the letters alone would hardly stand as a word before a marker.
_NUMBERED_NAMES = re.compile(
    r"^(?:CD|IL|TNF|CYP|HbA|SSTR|HER|BRCA|CO|NO|H|N|T|M|G|O|B|C|K|D|E|A|V|S|Q|PD|PDL|GLP|SGLT|HLA|FEV|FVC|PCO|PO|SpO|SaO|"
    r"MMP|VEGFR|EGFR|FGFR|KCNQ|SCN|COX|NF|NK|Th|TGF|IFN|IgG|Ig|JAK|STAT|TYK|CXCL|CCL|CXCR|CCR|TLR|MUC|ERCC|XRCC|GSTM|GSTP|"
    r"GPX|SOD|CAT|MRP|ABCB|ABCC|ABCG|HIF|HMGB|SMAD|WNT|NOTCH|GATA|SOX|PAX|FOX|FOXP|MAPK|ERK|AKT|PIK|PKC|CDK|MDM|"
    r"GABA|NMDA|AMPA|mGlu|SERT|DAT|HT|ICD|DSM|ISO|COVID|SARS|CoV|H1N|vitamin|omega|alpha|beta|gamma|kappa|delta|"
    r"apo|ApoE|chr|chromosome|grade|Grade|phase|Phase|type|Type|CTCAE|RECIST|EORTC|QLQ|SF|PHQ|GAD|EQ|BMI|PM|pm|p)$"
)
_NUMBER_BEFORE = re.compile(
    r"\b(?:weeks?|days?|years?|months?|hours?|ages?d?|tables?|figures?|figs?\.?|box|grades?|stages?|phases?|types?|"
    r"stud(?:y|ies)|parts?|steps?|levels?|chapters?|sections?|versions?|volumes?|vol\.?|nos?\.?|numbers?|items?|"
    r"groups?|categor(?:y|ies)|classe?s?|cycles?|visits?|question|appendix|supplement|page|pages|pp?\.|trial|part|"
    r"scores?|points?|dose|doses|model|cohort|arm|between|from|to|of|than|least|most|about|approximately|only|"
    r"semaines?|jours?|ans|mois|woche|wochen|tage?|jahre?|monate?|semanas?|d[ií]as?|a[ñn]os?|meses|"
    r"tabelle|abbildung|tableau|tabla|figura|stadium|grad|no|Nr\.?)\s$",
    re.IGNORECASE,
)
_RUN_IN_BEFORE = re.compile(
    r"\b(?:weeks?|days?|years?|months?|hours?|ages?d?|stud(?:y|ies)|trial|phase|stage|grade|type|cycle|visit|cohort|"
    r"semaine|jour|woche|tag|jahr|monat|semana|d[ií]a|a[ñn]o|mes|part|arm|score|scores?\sof|of|to|through|by|than|at|"
    r"from|and|vs|or|in|least|until|after|only|about|nearly|almost)\s$",
    re.IGNORECASE,
)

_BASE: dict[str, dict[str, float]] = {
    #                after:  end of block, capital, lower case, digit, punctuation, opening
    "word": {"end": 4.0, "capital": 2.5, "lower": 3.5, "digit": 0.0, "punctuation": 4.0, "open": 3.0},
    "short": {"end": 0.0, "capital": 0.0, "lower": 0.0, "digit": -2.0, "punctuation": 0.0, "open": -1.0},
    "name": {"end": 0.5, "capital": -0.5, "lower": -0.5, "digit": -2.0, "punctuation": 0.0, "open": -1.0},
    "stop": {"end": 5.0, "capital": 5.0, "lower": 0.5, "digit": 1.0, "punctuation": 1.5, "open": 4.0},
    "stop-digit": {"end": 0.0, "capital": 2.0, "lower": -5.0, "digit": -4.0, "punctuation": -3.0, "open": -2.0},
    "comma": {"end": 1.5, "capital": 2.5, "lower": 3.5, "digit": -1.0, "punctuation": 1.0, "open": 2.0},
    "comma-digit": {"end": -2.0, "capital": -1.0, "lower": -1.5, "digit": -4.0, "punctuation": -3.0, "open": -2.0},
    "close": {"end": 4.0, "capital": 3.0, "lower": 3.0, "digit": 0.0, "punctuation": 3.5, "open": 2.0},
    "percent": {"end": 3.0, "capital": 2.0, "lower": 2.5, "digit": -1.0, "punctuation": 3.0, "open": 2.0},
    "sign": {"end": 3.0, "capital": 2.0, "lower": 2.0, "digit": -1.0, "punctuation": 2.5, "open": 2.0},
    "space-stop": {"end": 2.5, "capital": 0.5, "lower": -5.0, "digit": -3.0, "punctuation": 0.5, "open": -1.0},
    "space-close": {"end": 0.0, "capital": -2.0, "lower": -3.0, "digit": -4.0, "punctuation": -0.5, "open": -3.0},
    "space-comma": {"end": 0.0, "capital": -2.0, "lower": -3.0, "digit": -4.0, "punctuation": -1.0, "open": -3.0},
    "space-sign": {"end": 1.5, "capital": 0.0, "lower": -2.5, "digit": -4.0, "punctuation": 0.5, "open": -1.0},
    "space-word": {"end": -2.0, "capital": -4.0, "lower": -4.0, "digit": -6.0, "punctuation": -1.0, "open": -4.0},
    "other": {"end": -6.0, "capital": -6.0, "lower": -6.0, "digit": -6.0, "punctuation": -6.0, "open": -6.0},
}


@dataclass(frozen=True, slots=True)
class Context:
    """The place of characters `start` to `end`: what comes before and after, as kinds that the tables know.

    before: the characters just before, at most 40. word: the letters it is glued to, "" if none.
    glued_after: a letter or digit follows at once, so no marker can end here.
    hopeless: no marker can begin here.
    """

    text: str
    start: int
    end: int
    before_kind: str
    after_kind: str
    word: str
    before: str
    glued_after: bool
    hopeless: bool
    word_count: int = 0
    token_count: int = 0

    @classmethod
    def at(cls, body: Body, start: int, end: int) -> Context:
        """The context of a would-be marker at `start` to `end` of the body's text."""
        text = body.text
        before = text[max(0, start - 40) : start]
        kind, word = _before_kind(before)
        after_kind, glued = _after_kind(text, end)
        words = tokens = 0
        if word and kind in ("name", "short"):
            words, tokens = body.words[word], body.tokens[word + text[start:end]]
        return cls(text, start, end, kind, after_kind, word, before, glued, kind == "other", words, tokens)


def _before_kind(before: str) -> tuple[str, str]:
    """The kind of place that ends with `before`, and the word a marker there would be glued to."""
    if not before or before[-1] == "\n":
        return "other", ""
    last = before[-1]
    if last.isalpha():
        return _glued_kind(before)
    earlier = before[-2:-1]
    if last in _STOPS:
        if not (earlier.isalnum() or earlier in ")]”’»\"'%.®™*†"):
            return "other", ""
        return ("stop-digit" if earlier.isdigit() else "stop"), ""
    if last in ",;:":
        return ("comma-digit" if earlier.isdigit() else "comma"), ""
    if last in _CLOSERS:
        return ("close" if re.search(r"[^\W_.?!,%)\]][.?!,)\]%]?.$", before) else "other"), ""
    if last == "%":
        return "percent", ""
    if last in _TRADE:
        return "sign", ""
    if last in " \u00a0":
        return _spaced_kind(before), ""
    return "other", ""


def _glued_kind(before: str) -> tuple[str, str]:
    found = re.search(r"[^\W\d_]+$", before)
    word = found.group() if found else ""
    prior = before[-len(word) - 1 : -len(word)]
    if prior.isdigit() or (prior in "/·" and len(word) < 4):
        return "other", word  # 52week, kg/m2
    if _NUMBERED_NAMES.match(word) or word in _UNIT_WORDS:
        return "name", word
    if len(word) >= 3 and word[1:].islower():
        return "word", word
    if len(word) < 3:
        return "short", word
    return "name", word


def _spaced_kind(before: str) -> str:
    stripped = before.rstrip(" \u00a0")
    if len(before) - len(stripped) > 2 or not stripped:
        return "other"
    last = stripped[-1]
    if last in _STOPS:
        return "space-stop"
    if last in _CLOSERS:
        return "space-close" if last != "”" or stripped[-2:-1] not in _STOPS else "space-stop"
    if last in _TRADE:
        return "space-sign"
    if last in ",;:":
        return "space-comma" if not stripped[-2:-1].isdigit() else "other"
    if last.isalpha():
        return "space-word"
    return "other"


def _after_kind(text: str, end: int) -> tuple[str, bool]:
    """The kind of what follows `end`, and whether a letter or digit follows at once."""
    following = text[end : end + 6]
    following = following.lstrip(_TRADE)
    if following[:1] == "," and len(following) > 1 and following[1] in _TRADE:
        following = following[1:].lstrip(_TRADE)
    if not following or following[0] == "\n":
        return "end", False
    first = following[0]
    if first.isalnum():
        return "other", True
    stripped = following.lstrip(" \u00a0")
    if not stripped or stripped[0] == "\n":
        return "end", False
    nxt = stripped[0]
    if first in ".,;:!?)]}”’»\"'—–-":
        if first in ".,:-–" and following[1:2].isdigit():
            return "digit", False
        if first in "-–" and following[1:2].isalpha():
            return "other", True  # 30-day
        return "punctuation", False
    if nxt.isdigit():
        return "digit", False
    if nxt in "([{“‘«":
        return "open", False
    if nxt.isalpha():
        return ("lower" if nxt.islower() else "capital"), False
    if nxt in ".,;:!?)":
        return "punctuation", False
    return ("lower" if nxt in "=<>±≤≥+×%/~" else "capital"), first in "%°/=<>±×"


def context_score(where: Context, *, raised: bool = False) -> float:
    """How much the place itself speaks for a marker. `raised`: the format says it is superscript."""
    if raised:
        return _raised_score(where)
    kind = where.before_kind
    score = _BASE[kind].get(where.after_kind, -6.0)
    if kind in ("name", "short"):
        score += _name_score(where)
    elif kind == "comma-digit" and re.match(r"\d{3}(?!\d)", where.text[where.start : where.start + 4]):
        score -= 4.0  # 13,920
    elif kind == "stop" and re.search(
        r"\b(?:al|vs|ca|approx|No|Fig|figs?|no|eq|vol|pp?|cf|e\.g|i\.e)\.$", where.before
    ):
        score += 3.0 if where.before.endswith("al.") and where.after_kind == "lower" else -4.0
    elif kind.startswith("space"):
        score += _spaced_score(where)
    elif kind == "close" and re.search(r"\([A-Z]\w{0,4}\)$", where.before) and where.after_kind == "lower":
        score -= 0.5  # (CH2)3, (NETs)3
    elif kind == "stop-digit":
        score += _decimal_score(where)
    return score


_COUNTED = re.compile(
    r"\s(?:%|°|mg|µg|mcg|kg|g|ml|mL|dl|dL|l|L|mm|cm|m|km|mmol|kcal|IU|h|hr|hrs|hours?|min|minutes?|s|sec|seconds?|days?|weeks?|"
    r"months?|years?|patients?|participants?|subjects?|children|adults|women|men|people|persons|individuals|cases?|"
    r"studies|trials|times?|items?|points?|sites?|countries|centers|centres|hospitals|groups?|of|out|to|million|"
    r"billion|thousand|per|or more|or less|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_GOES_ON = re.compile(
    r"\s(?:and|or|in|that|is|are|was|were|has|have|had|with|for|by|on|as|but|while|which|who|where|when|because|"
    r"although|given|leading|using|showed|reported|found|may|can|could|should|the|a|an|at|from|than|et|ou|est|und|y|e)\b"
)
_NUMBER_DUE = re.compile(
    r"\b(?:the|a|an|of|in|to|and|or|for|with|by|on|at|all|these|those|other|over|under|up|every|each|first|last|"
    r"next|some|another|our|their|was|were|is|are|had|has|et|le|la|les|der|die|das|el|los|las)\s$",
    re.IGNORECASE,
)


def _spaced_score(where: Context) -> float:
    """Digits set off by spaces: a marker that was set apart, or simply a number?"""
    following = where.text[where.end : where.end + 14]
    score = 0.0
    if (
        _NUMBER_BEFORE.search(where.before)
        or re.search(r"[=<>≤≥±~×+]\s*$", where.before)
        or (where.before_kind == "space-word" and _NUMBER_DUE.search(where.before))
    ):
        score -= 3.0
    if _COUNTED.match(following):
        score -= 3.0
    elif where.after_kind == "lower" and _GOES_ON.match(following):
        score += 1.0
    if where.before_kind == "space-stop" and _ABBREVIATED.search(where.before):
        score -= 4.0
    return score


_ABBREVIATED = re.compile(r"\b(?:[Ff]igs?|[Nn]os?|vs|ca|approx|[Ee]q|[Vv]ol|pp?|cf|[Tt]ab|e\.g|i\.e|[Nn]r|Ref)\.\s$")


def _raised_score(where: Context) -> float:
    """Superscripts are markers unless they are exponents, ordinals or isotopes."""
    source = where.text[where.start : where.end]
    if where.before_kind == "other" and re.search(r"(?:\b10|[×x]\s?10|\d)$", where.before):
        return -6.0 if re.search(r"\b10$", where.before) else -2.5
    if where.word in _UNIT_WORDS and source in ("1", "2", "3"):
        return -6.0
    if re.search(r"(?:[/·]\s?|\b)(?:c|m|k|µ|d)?m$|[χRrF]$", where.before) and source in ("2", "3"):
        return -6.0
    if where.glued_after and where.text[where.end : where.end + 1].isalpha():
        return -3.0  # 177Lu
    return 0.0


def _name_score(where: Context) -> float:
    """A capitalised or short word with a digit behind it: a name (`CD8`), or a word with its marker (`NETs3`)?"""
    word = where.word
    if word in _UNIT_WORDS:
        return -5.0
    if len(word) == 1:
        return -3.0
    if word.lower() in _FUNCTION_WORDS and len(word) == 2:
        return 1.5
    score = 0.0
    if _NUMBERED_NAMES.match(word):
        score -= 4.0
    if word.endswith("s") and word[:-1].isupper():
        score += 2.5  # NETs
    if where.word_count >= 2 * max(1, where.token_count):
        score += 1.5
    elif where.word_count > where.token_count:
        score += 0.5
    else:
        score -= 2.0
    if where.token_count > 1:
        score -= 1.5
    if re.search(r"[-‐–]$", where.before[: -len(word)]):
        score -= 1.0
    return score


def _decimal_score(where: Context) -> float:
    """`the age of 25.1` at a sentence's end against `P=0.3` at a line's: what stands before the point decides."""
    score = 0.0
    if re.search(r"[<>=≤≥±]\s?[\d.,]+\.$|\b[pP]\s?[<=>]\s?\d*\.$|\d\.\d+\.$", where.before):
        score -= 4.0
    if re.search(r"[^\W\d_]\d{1,2}\.$", where.before):
        score += 1.0  # G3.
    if re.search(r"(?<![\d.,])0\.$", where.before):
        score -= 1.0
    if re.search(r"[-–]\s?\d{1,3}\.$|\b(?:19|20)\d\d\.$", where.before):
        score += 1.5  # 12-24. and 2019. end sentences
    return score


_CANONICAL_P = re.compile(r"[<≤>]\s?0?[.·](?:05|01|001|0001|005|0005|025)$")


def split_score(body: Body, begin: int, start: int, stop: int, where: Context) -> float:
    """Digits that run from a number into a marker: `week 521,2` (52; 1, 2). `begin` to `start` is the number's end.

    Such a reading needs reasons: a number must be due there, the number left over must be a likely one, and the
    whole an unlikely one.
    """
    text = body.text
    left, whole = text[begin:start], text[begin:stop]
    before = text[max(0, begin - 30) : begin]
    in_decimal = before.endswith((".", "·"))
    if where.after_kind in ("lower", "digit", "open", "other") or (left[0] == "0" and len(left) > 1 and not in_decimal):
        return -8.0
    if in_decimal:
        score = _split_decimal(before, left, whole)
    elif before.endswith((" ", "\u00a0")):
        score = 2.0 if _RUN_IN_BEFORE.search(before) else 0.0
        score += 3.0 if _stands_elsewhere(body, before, left) else 0.0
        score -= 3.0 if whole.isdigit() and body.numbers[whole] > 1 else 0.0
    else:
        return -8.0
    if where.after_kind == "capital":
        score -= 6.0 if _COUNTED.match(text[stop : stop + 12]) else 1.0
    elif where.after_kind == "end":
        score += 1.0
    return score + _unlikely_number(whole) - 4.0


def _split_decimal(before: str, left: str, whole: str) -> float:
    """`P<0.0011,2`: the thresholds of p-values are few, and what follows one is no digit of it."""
    number = re.search(r"[<≤>=]?\s?\d*[.·]$", before)
    if number and _CANONICAL_P.search(number.group() + left):
        return 7.0
    if number and re.search(r"\d[.·]$", number.group()):
        return 1.0 if len(left) <= 2 and len(whole) > 3 else -2.0
    return 0.0


def _unlikely_number(whole: str) -> float:
    """How much `whole` is unlike one number or range: `521,2` is none, nor is `36-7`."""
    if not re.search(r"\d[,–-]\d{1,2}(?:[,–-]|$)", whole) or re.fullmatch(r"\d{1,3}(?:,\d{3})+", whole):
        return 0.0
    ends = [int(digits) for digits in re.findall(r"\d+", whole)]
    falls = re.match(r"\d+[–-]", whole) is not None and ends[0] > ends[1]
    return 4.5 if falls else 2.0


def _stands_elsewhere(body: Body, before: str, left: str) -> bool:
    """The number that a split would leave stands by itself after the same word elsewhere in the text."""
    word = re.search(r"([^\W\d_]+)\s$", before)
    return bool(word) and body.numbers_after[word.group(1).lower(), left] > 0
