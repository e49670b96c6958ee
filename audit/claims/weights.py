"""How much a place speaks for a marker: log-odds set by hand, above 0 for a marker, below 0 for a number or a name.

They were set on half of the published articles and checked on the other half (benchmarks/linking).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.claims.body import Body
from audit.claims.context import NUMBERED_NAMES, SPACES, UNIT_WORDS, After, Before
from audit.claims.context import before as before_at

IMPOSSIBLE = -8.0
_FUNCTION_WORDS = frozenset("of to in is it as at by or an be we no so do he me my up us if on et al".split())
# A number is due behind these words: `week 52`, `Table 2`, `aged 12`.
_NUMBERED_THINGS = frozenset(
    "week weeks day days year years month months hour hours age aged table tables figure figures fig figs box grade "
    "grades stage stages phase phases type types study studies part parts step steps level levels chapter chapters "
    "section sections version versions volume volumes vol no nos number numbers item items group groups category "
    "categories class classes cycle cycles visit visits question appendix supplement page pages pp trial score scores "
    "point points dose doses model cohort arm between from to of than least most about approximately only semaine "
    "semaines jour jours ans mois woche wochen tag tage jahr jahre monat monate semana semanas día días año años meses "
    "interval intervals range ranges quartile tertile tabelle abbildung tableau tabla figura stadium grad nr".split()
)
_GLUED_NUMBERS = frozenset(
    "table tables figure figures fig figs box week day month year grade stage phase type visit cycle page chapter "
    "section appendix supplement equation eqn panel item question model vitamin omega alpha beta gamma".split()
)
# `per person-year1`, `each month2`: a word of time that no number follows.
_ONE_OF_ITS_KIND = re.compile(
    r"(?:\b(?:per|each|every|a|an|the|this|that|one|last|past|next|first|second|same|any|half|half a|of|in|by)\s|"
    r"-)[^\W\d_]+$",
    re.IGNORECASE,
)
_STAGES = ("stage ", "stages ", "Stage ", "Stages ", "type ", "types ", "class ", "category ", "level ", "Stadium ")
_CAPITAL_UNIT = re.compile(r"\s(?:M|mM|N|V|Hz|[kMG]Hz|K|U|IU|Gy|T|Da|W|J|A|C|F|L|Eq|Å|[MGk]b|[MG]B|[kM]?Pa)\b")
_ABBREVIATION = re.compile(r"\s\([A-Za-z]{1,8}-?(\d{1,3})[,;)]")
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_COUNTED_SETS = frozenset(
    "the a an of in to and or for with by on at all these those other over under up every each first last next some "
    "another our their was were is are had has et le la les der die das el los las".split()
)
_ABBREVIATED = frozenset("fig figs no nos vs ca approx eq vol p pp cf tab g e nr ref al".split())
_COUNTED = re.compile(
    r"\s(?:%|°|mg|µg|mcg|kg|g|ml|mL|dl|dL|l|L|mm|cm|m|km|mmol|kcal|IU|h|hr|hrs|hours?|min|minutes?|s|sec|seconds?|"
    r"days?|"
    r"weeks?|months?|years?|patients?|participants?|subjects?|children|adults|women|men|people|persons|individuals|"
    r"cases?|studies|trials|times?|items?|points?|sites?|countries|centers|centres|hospitals|groups?|of|out|to|million|"
    r"billion|thousand|per|or more|or less|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_PLURAL = re.compile(r"\s(?:[a-z-]+\s)?[a-z-]{3,}s\b")
_GOES_ON = re.compile(
    r"\s(?:following|according|based|compared|including|among|between|within|without|through|during|after|before|"
    r"since|until|due|such|so|also|both|not|no|into|under|over|against|and|or|in|that|is|are|was|were|has|have|had|"
    r"with|for|by|on|as|but|while|which|who|where|when|because|"
    r"although|given|leading|using|showed|reported|found|may|can|could|should|the|a|an|at|from|than|et|ou|est|und|y|"
    r"e)\b"
)


def goes_on(text: str, end: int) -> bool:
    """The sentence goes on behind `end` with a word that counts nothing (`... cells 30 and that ...`)."""
    return _GOES_ON.match(text, end) is not None


_OPENING_WORD = re.compile(
    r"\s(?:The|This|These|Those|That|A|An|In|It|Its|Their|They|There|For|At|As|By|If|Of|On|To|We|Our|Most|Many|Some|All|"
    r"However|When|While|After|Before|Although|During|With|Without|Among|Both|Le|La|Les|Un|Une|Der|Die|Das|Ein|Eine|El|"
    r"Los|Las|Il|Lo|Gli)\s"
)
_SET_APART = re.compile(r"[ \u00a0][.,](?=\s|$)(?!\s?\d)")
_COLON_ENDS_LINE = re.compile(r"\s?:\s*(?:\n|$)")
_RELATION_BEFORE = re.compile(r"[=<>≤≥±~×+]\s*$")

_THOUSANDS = re.compile(r"\d{3}(?!\d)")
_SHORT_BRACKET = re.compile(r"\([A-Z]\w{0,4}\)$")
_WORD_AND_STOP = re.compile(r"([^\W\d_]+)\.$")
_BASE_OF_POWER = re.compile(r"(?:\b10|[×x]\s?10|\d)$")
_TEN = re.compile(r"\b10$")
_UNIT_OF_POWER = re.compile(r"(?:[/·]\s?|\b)(?:c|m|k|µ|d)?m$|[χRrF]$")
_SAMPLE_SIZE = re.compile(r"\b[nN]\s?=\s?\d+\.$")
_VERSION = re.compile(r"(?:^|[\W_])[vV]\.?\d{1,2}\.$")
_COMPARED = re.compile(r"[<>=≤≥±]\s?[\d.,]+\.$|\b[pP]\s?[<=>]\s?\d*\.$|\d\.\d+\.$")
_NAME_WITH_NUMBER = re.compile(r"[^\W\d_]\d{1,2}\.$")
_ZERO = re.compile(r"(?<![\d.,])0\.$")
_RANGE_OR_YEAR = re.compile(r"\d\s?[-–]\s?\d{1,3}\.$|\b(?:19|20)\d\d\.$")
_NEGATIVE = re.compile(r"(?:^|[\s(\[])[-–−]\d+\.$")
_WORD_AND_SPACE = re.compile(r"([^\W\d_]+)\s$")
_FIRST_DIGITS = re.compile(r"\d{1,6}")
_FOOTNOTE_LETTER = re.compile(r",[a-h](?![^\W_])")
_DECIMAL_BEFORE = re.compile(r"[<≤>=]?\s?\d*[.·]$")
_DIGIT_AND_POINT = re.compile(r"\d[.·]$")
_RANGE = re.compile(r"\d+[–-]\d")
_ALL_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_ODD_GROUP = re.compile(r"\d,\d{1,2}(?:[,–-]|$)")

_KINDS = ("end", "capital", "lower", "digit", "punctuation", "open")
_BASE: dict[str, dict[str, float]] = {
    kind: dict(zip(_KINDS, row, strict=True))
    for kind, row in {
        #                 end, capital, lower, digit, punctuation, open
        "word": (4.0, 2.5, 3.5, 0.0, 4.0, 3.0),
        "short": (0.0, 0.0, 0.0, -2.0, 0.0, -1.0),
        "name": (0.5, -0.5, -0.5, -2.0, 0.0, -1.0),
        "stop": (5.0, 5.0, 0.5, 1.0, 1.5, 4.0),
        "stop-digit": (0.0, 2.0, -7.0, -6.0, -3.0, -4.0),
        "comma": (1.5, 2.5, 3.5, -1.0, 1.0, 2.0),
        "comma-digit": (-2.0, -1.0, -1.5, -4.0, -3.0, -2.0),
        "close": (4.0, 3.0, 3.0, 0.0, 3.5, 2.0),
        "percent": (3.0, 2.0, 2.5, -1.0, 3.0, 2.0),
        "sign": (3.0, 2.0, 2.0, -1.0, 2.5, 2.0),
        "space-stop": (2.5, 0.5, -5.0, -3.0, 0.5, -1.0),
        "space-close": (0.0, -2.0, -3.0, -4.0, -0.5, -3.0),
        "space-percent": (-2.0, -4.0, -4.0, -6.0, -2.0, -4.0),
        "space-comma": (0.0, -2.0, -3.0, -4.0, -1.0, -3.0),
        "space-sign": (1.5, 0.0, -2.5, -4.0, 0.5, -1.0),
        "space-word": (-2.0, -4.0, -3.5, -6.0, -1.0, -4.0),
    }.items()
}


# The most that the words before can add to a kind of place.
_BEST_BEGIN = {"stop-digit": 2.5, "name": 2.5, "short": 2.5, "stop": 0.0, "word": 0.0}


def row_score(before: Before, following: Iterable[After]) -> float:
    """What the kind of place is worth with the best of what may follow."""
    row = _BASE.get(before.kind)
    return max((row.get(after.kind, -6.0) for after in following), default=IMPOSSIBLE) if row else IMPOSSIBLE


def best_score(before: Before, following: Iterable[After]) -> float:
    """At most this much speaks for a marker here: looked at first, as most places are hopeless."""
    return row_score(before, following) + _BEST_BEGIN.get(before.kind, 4.5)


def begin_score(body: Body, before: Before, start: int, finish: int) -> float:
    """How much what stands before speaks for a marker whose first label is `start` to `finish`."""
    kind = before.kind
    if kind not in _BASE:
        return IMPOSSIBLE
    if kind == "word":
        return _word_score(body, before, start, finish)
    if kind in ("name", "short"):
        return _name_score(body, before, start, finish)
    if kind == "stop":
        return _abbreviation_score(before)
    if kind == "stop-digit":
        return _decimal_score(before)
    return 0.0


def end_score(text: str, before: Before, start: int, end: int, after: After) -> float:
    """How much the kind of place, and what follows, speak for a marker from `start` to `end`."""
    kind = before.kind
    score = _BASE[kind].get(after.kind, -6.0)
    if kind.startswith("space"):
        return score + _spaced_score(text, before, end, after)
    if kind == "comma-digit" and _THOUSANDS.match(text[start : start + 4]):
        score -= 4.0  # 13,920
    elif kind == "close" and after.kind == "lower" and _SHORT_BRACKET.search(before.window):
        score -= 0.5  # (CH2)3, (NETs)3
    elif kind == "stop-digit" and after.kind == "capital" and _CAPITAL_UNIT.match(text, end):
        score -= 6.0  # 0.5 M
    elif kind in ("word", "name") and _repeated(text, start, end):
        score -= 6.0  # connexin43 (Cx43)
    elif kind == "stop" and after.kind == "lower" and before.window.endswith(" al."):
        score += 3.0
    return score


def _repeated(text: str, start: int, end: int) -> bool:
    """The digits stand once more behind an abbreviation in brackets: they belong to the name."""
    found = _ABBREVIATION.match(text, end)
    return found is not None and found.group(1) == text[start:end]


def _word_score(body: Body, before: Before, start: int, finish: int) -> float:
    """`relapse2` is a word with its marker; `Table1`, `week52` and the `height2` of a formula are none."""
    word, window = before.word, before.window
    if word.lower() in _GLUED_NUMBERS and not _ONE_OF_ITS_KIND.search(window):
        return -6.0
    prior = window[-len(word) - 1 : -len(word)]
    if prior and prior in "=×^·":
        return -5.0
    if body.words[word] or body.words[word.lower()]:
        return 0.0
    # The word never stands without the digit: `Iba1`, `Nrf2`.
    if body.tokens[word + body.text[start:finish]] > 1:
        return -1.5 if len(word) >= 4 and word.islower() else -5.0  # `~85% of cases7 ... ~15% of cases7`: no name
    return -2.0 if word[0].isupper() and len(word) < 6 else 0.0


def _abbreviation_score(before: Before) -> float:
    """`et al.21 found` is a marker behind an abbreviation; `Fig.2` and `vs.3` are none."""
    found = _WORD_AND_STOP.search(before.window)
    if not found or found.group(1).lower() not in _ABBREVIATED:
        return 0.0
    return 0.0 if found.group(1) == "al" else -4.0


def _spaced_score(text: str, before: Before, end: int, after: After) -> float:
    """Digits set off by spaces: a marker that was set apart, or simply a number?"""
    word = before.word.lower()
    score = 0.0
    if (
        (word in _NUMBERED_THINGS and before.kind != "space-stop")  # `in part. 2`, but `part 2`
        or (before.kind == "space-word" and word in _COUNTED_SETS)
        or _RELATION_BEFORE.search(before.window)
    ):
        score -= 3.0
    following = text[end : end + 14]
    if _COUNTED.match(following):
        score -= 3.0
    elif after.kind == "lower":
        # What numbers count stands in the plural; what goes on behind a marker need not.
        score += 1.0 if _GOES_ON.match(following) else -1.5 if _PLURAL.match(following) else 0.0
    if before.kind == "space-stop" and word in _ABBREVIATED:
        score -= 4.0
    elif before.kind == "space-stop" and after.kind == "capital" and _OPENING_WORD.match(text, end):
        score += 2.0  # `in 62%. 1 The risk`: nobody counts with `The`
    if _SET_APART.match(text, end):
        score += 5.0  # `relapses 5 - 7 , and`: nobody sets a full stop or a comma apart from a number
    if before.kind == "space-word" and word not in _NUMBERED_THINGS and _COLON_ENDS_LINE.match(text, end):
        score += 3.0  # `the following behaviors 2:`
    return score


def raised_score(text: str, start: int, end: int) -> float:
    """What stands against a superscript being a marker: exponents, ordinals, isotopes."""
    here = before_at(text, start)
    window = here.window
    source = text[start:end].translate(_PLAIN_DIGITS)
    if here.kind == "other" and _BASE_OF_POWER.search(window):
        return -6.0 if _TEN.search(window) else -2.5
    if here.word in UNIT_WORDS and source in ("1", "2", "3"):
        return -6.0
    if source in ("2", "3") and _UNIT_OF_POWER.search(window):
        return -6.0
    if text[end : end + 1].isalpha():
        return -3.0  # 177Lu
    return 0.0


def _name_score(body: Body, before: Before, start: int, finish: int) -> float:
    """A capitalised or short word with a digit behind it: a name (`CD8`), or a word with its marker (`NETs3`)?"""
    word = before.word
    if word in UNIT_WORDS:
        return -5.0
    if len(word) == 1 or (len(word) < 4 and not word.isascii()):
        return -3.0
    if len(word) == 2 and word.lower() in _FUNCTION_WORDS:
        return 1.5
    score = 0.0
    if NUMBERED_NAMES.match(word):
        score -= 4.0
    if word.endswith("s") and word[:-1].isupper():
        score += 2.5  # NETs
    alone = body.words[word]
    with_digit = body.tokens[word + body.text[start:finish]]
    if alone >= 2 * max(1, with_digit):
        score += 1.5
    else:
        score += 0.5 if alone > with_digit else -2.0
    if word in body.defined and body.numbered[word] == 1:
        score += 2.5  # LRTD, lower respiratory tract disease: there is no LRTD5
    elif with_digit > 1:
        score -= 1.5
    earlier = before.window[: -len(word)]
    if earlier.endswith(("-", "‐", "–")):
        score -= 1.0
    elif earlier.endswith(_STAGES):
        score -= 4.0  # stage IA2
    return score


def _decimal_score(before: Before) -> float:
    """`the age of 25.1` at a sentence's end against `P=0.3` at a line's: what stands before the point decides."""
    window = before.window[-24:]
    score = 0.0
    if _SAMPLE_SIZE.search(window):
        return 1.0  # patients are counted in whole numbers
    if _VERSION.search(window):
        return -5.0  # v1.2
    if _COMPARED.search(window):
        score -= 4.0
    if _NAME_WITH_NUMBER.search(window):
        score += 1.0  # G3.
    if _ZERO.search(window):
        score -= 1.0
    if _RANGE_OR_YEAR.search(window):
        score += 1.5  # 12-24. and 2019. end sentences
    elif _NEGATIVE.search(window):
        score -= 3.0  # -5.2
    return score


# Words behind which a number runs into its marker: `week 521,2`, `through year 36-7`.
_RUN_IN = frozenset(
    "week weeks day days year years month months hour hours age aged study studies trial phase stage grade type cycle "
    "visit cohort semaine jour woche tag jahr monat semana día año mes part arm score scores of to through by than at "
    "from and vs or in least until after only about nearly almost".split()
)
# Numbers above these do not stand behind these words: `Week 523` is week 52 with a marker.
_BOUNDS = {
    "week": 300, "weeks": 300, "woche": 300, "semaine": 300, "semana": 300, "month": 240, "months": 240, "year": 110,
    "years": 110, "day": 1000, "days": 1000, "age": 110, "aged": 110, "phase": 4, "stage": 4, "grade": 5, "type": 10,
    "cycle": 40, "visit": 50,
}  # fmt: skip
_CANONICAL_P = re.compile(r"[<≤>]\s?0?[.·](?:05|01|001|0001|005|0005|025)$")


def split_score(body: Body, here: Before, at: tuple[int, int, int], follows: After) -> float:
    """Digits that run from a number into a marker: `week 521,2` (52; 1, 2). `at`: where the digits begin, where the
    marker begins, where it ends.

    Such a reading needs reasons: a number must be due there, the number left over must be a likely one, and the
    whole an unlikely one.
    """
    begin, start, end = at
    text = body.text
    left, whole = text[begin:start], text[begin:end]
    before = here.window[-30:]
    in_decimal = before.endswith((".", "·"))
    if left[0] == "0" and len(left) > 1 and not in_decimal:
        return IMPOSSIBLE
    if in_decimal:
        score = _split_decimal(before, left, whole)
    elif before[-1:] and before[-1] in SPACES:
        word = _WORD_AND_SPACE.search(before)
        name = word.group(1).lower() if word else ""
        score = 2.0 if name in _RUN_IN else 0.0
        beyond = name in _BOUNDS and (digits := _FIRST_DIGITS.match(whole)) and int(digits.group()) > _BOUNDS[name]
        if beyond:
            score += 2.5 if int(left) <= _BOUNDS[name] else 0.0
        score += 3.0 if name and body.numbers_after[name, left] else 0.0
        score -= 3.0 if whole.isdigit() and body.numbers[whole] > 1 and not beyond else 0.0
    else:
        return IMPOSSIBLE
    if follows.kind == "capital":
        score -= 6.0 if _COUNTED.match(text[end : end + 12]) else 1.0
    elif follows.kind == "end" or _FOOTNOTE_LETTER.match(text[end : end + 3]):
        score += 1.0
    return score + _unlikely_number(whole) - 4.0


def _split_decimal(before: str, left: str, whole: str) -> float:
    """`P<0.0011,2`: the thresholds of p-values are few, and what follows one is no digit of it."""
    number = _DECIMAL_BEFORE.search(before)
    if number and _CANONICAL_P.search(number.group() + left):
        return 7.0
    if number and _DIGIT_AND_POINT.search(number.group()):
        return 1.0 if len(left) <= 2 and len(whole) > 3 else -2.0
    return 0.0


def _unlikely_number(whole: str) -> float:
    """How much `whole` is unlike one number or range: `521,2` is none, nor is `36-7`; `16-24` is one."""
    if _RANGE.match(whole):
        first, last = _ALL_DIGITS.findall(whole)[:2]
        return 4.5 if int(first) > int(last) else 0.0
    grouped = _GROUPED.fullmatch(whole)
    return 2.0 if _ODD_GROUP.search(whole) and not grouped else 0.0
