"""What a sentence says happens to what: direction, target, agent, negation. Shallow on purpose: no parser, no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from audit.support import lexicon, terms
from audit.support.clauses import Clause, Token, clauses
from audit.support.sides import (
    ADJECTIVES,
    INTRANSITIVE,
    SKIP,
    STOP,
    VERB_BEFORE,
    Form,
    arguments,
    is_noun,
    sides,
    words,
)

Kind = Literal["direction", "valence", "link"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing said of a target. sign: 1 more (or linked), -1 less, 0 no change (or no link).

    target, agent, reference: stem -> -1 where the text speaks of its lack (`vitamin D deficiency`), 2 where of more of
    it (`increased mortality`), else 1; the
    reference is what stands after `than` or `compared with`. asked: the sentence puts a question, and does not answer
    it. within: a change since baseline, or in both groups, not a difference between groups.
    """

    kind: Kind
    sign: int
    target: dict[str, int]
    agent: dict[str, int]
    reference: dict[str, int]
    form: Form
    hedged: bool
    asked: bool
    within: bool
    start: int
    end: int
    words: str


_SPEED: Final = words("faster slower accelerated accelerates accelerate fast slow quicker")
_NEW_VERB: Final = words("and or to that which who significantly not also may can will")
_THEREFORE: Final = words(
    "results resulted leads led causes caused predicts predicted associated linked correlated translates corresponds"
)
_BODY: Final = words(
    "abdomen abdominal back body bowel esophageal extremities extremity eyelid gastrointestinal gi incisor jaw leg "
    "legs limb limbs lip lobe molar pole respiratory segment segments third tract urinary uterine"
)
_DURATION: Final = words("time times duration latency length delay period interval hours days")
_ALSO_NOUNS: Final = words("block drop fall rise slow limits result results lead work play spread link")
_NOT_SIGNIFICANT: Final = re.compile(
    r"\bnot? (?:be |been )?(?:statistically |reach(?:ing)? |reached |achieve |attain )?(?:statistical(?:ly)? )?(?:a )?"
    r"significan|\bnon-?\s?significan|\binsignificant|\b(?:failed to|did not) (?:reach|achieve|attain|obtain)|"
    r"\bn\.?s\.?\)|"
    r"\b[pP]\s*(?:>|≥)\s*0?\.0?[15]|\b[pP]\s*=\s*0?\.(?:0[6-9]|[1-9])",
)
_ELSEWHERE: Final = re.compile(
    r";|,(?!\s*(?:but|although|though|which|this|that|not|although|however|p\b))|\b(?:together with|whereas)\b"
)
_WITHIN: Final = re.compile(
    r"\b(?:from|than|to|with|at|versus|vs\.?) (?:the )?(?:their )?baseline|\b(?:upon|at|before) (?:study |trial )?"
    r"(?:initiation|entry|inclusion|enrol\w+|admission|randomi[sz]ation|start|onset)\b|\bboth (?:groups?|arms?)|"
    r"\b(?:in|within) each|\bover time|\bpre-?treatment|\bbefore treatment|\bwithin[- ]group|\beither group|"
    r"\ball (?:the )?groups|\bfollow-up\b.*\bgroups\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def effects(text: str) -> tuple[Effect, ...]:
    """Every effect that `text` (one sentence) states, in order."""
    return tuple(effect for clause in clauses(text) for effect in _in_clause(clause, text))


def _in_clause(clause: Clause, text: str) -> list[Effect]:
    start, end = clause[0].start, clause[-1].end
    # a remark on significance may follow in brackets, or as the next clause
    folded = terms.fold(text)
    hedged = any("hedge.words" in lexicon.tags(t.word) for t in clause)
    asked = any("hedge.open" in lexicon.tags(t.word) for t in clause)
    found: list[Effect] = []
    at = inside = 0  # inside: the object of the last verb reaches to here
    while at < len(clause):
        cue = _cue(clause, at)
        if cue is None:
            at += 1
            continue
        kind, sign, last = cue
        negated = _negated(clause, at)
        if kind == "link" and sign == 0:
            sign = 1 if negated else 0
        elif negated or _insignificant(kind, folded, clause, at, last):
            sign = 0
        around = sides(clause, at, last)
        form, target = around.form, around.target
        sign *= around.turned
        if kind == "valence" and sign:
            worth = _worth(target)
            kind, sign = ("valence", sign * worth) if worth else ("link", 1)
        elif clause[at].word in _SPEED and kind == "direction":
            kind, sign = ("direction", -sign) if any(t.word in _DURATION for t in target) else ("link", abs(sign))
        if (
            form == "verb"
            and clause[at].start <= inside + 1
            and clause[at - 1].word not in _NEW_VERB
            and not clause[at].comma
        ):
            form = "attribute"  # `decreased radiation induced diarrhoea`
        elif form == "verb" and target and target[-1].start > clause[at].start:
            inside = target[-1].end
        last, changed = _object_changes(clause, last, target)
        sign *= changed
        parts = arguments(target), arguments(around.agent), arguments(around.reference)
        said = text[clause[at].start : clause[last].end]
        # `an increase in A leads to B` does not say that A increased
        unsure = hedged or (form == "noun" and any(t.word in _THEREFORE for t in clause[last + 1 :]))
        within = bool(_WITHIN.search(text[max(start, clause[at].start - 45) : min(end, clause[last].end + 60)]))
        found.append(Effect(kind, sign, *parts, form, unsure, asked, within, clause[at].start, clause[last].end, said))
        at = last + 1
    return found


def _object_changes(clause: Clause, last: int, target: Clause) -> tuple[int, int]:
    """`reduces weight gain`: the object is itself a change. The last token that is used up, and 1 or -1."""
    after = last + 1 + len(target)
    if not target or after >= len(clause) or target[0].start < clause[last].start:
        return last, 1
    word, following = clause[after].word, clause[after + 1].word if after + 1 < len(clause) else ""
    change = lexicon.direction(word) if is_noun(word) else 0
    return (after, change) if change and following not in ("in", "of") else (last, 1)


def _cue(clause: Clause, at: int) -> tuple[Kind, int, int] | None:
    """Kind, sign and last token of the cue at `at`; the signs of a chain are multiplied (`less inhibition of`)."""
    word = clause[at].word
    following = clause[at + 1].word if at + 1 < len(clause) else ""
    if _describes(clause, at, following):
        return None
    if following == "likely" and word in ("more", "less"):
        return "direction", lexicon.direction(word), at + 1
    kind: Kind = "direction"
    sign = lexicon.direction(word)
    if not sign:
        kind, sign = "valence", lexicon.valence(word)
    if not sign:
        return _link(clause, at)
    last, ahead = at, at + 1
    while ahead < min(len(clause), at + 4):
        word = clause[ahead].word
        if word not in SKIP and word not in ("in", "of", "and"):
            more = lexicon.direction(word)
            if not more or clause[ahead - 1].word == "and" or not is_noun(word):
                break
            sign, last = sign * more, ahead
        ahead += 1
    return kind, sign, last


def _describes(clause: Clause, at: int, following: str) -> bool:
    """The word names or describes something, or is set aside: nothing is said to happen."""
    token, word = clause[at], clause[at].word
    if token.aside or token.joined or (word in _ALSO_NOUNS and not _verb_context(clause, at)):
        return True
    if word.endswith(("or", "ors")) or _set_aside(clause, at):
        return True  # `suppressor cells`, `rather than reducing`
    if following and clause[at + 1].joined:
        return True  # `high-density lipoprotein`, `less-controlled diabetes`
    if word in ("high", "low") and following and following not in INTRANSITIVE:
        return True  # `low income`
    if word == "lower" and following in _BODY:
        return True
    undecided = following == "or" or (at > 0 and clause[at - 1].word == "or" and word in ADJECTIVES)
    return undecided or (word in ("more", "less") and following == "than")


def _insignificant(kind: Kind, folded: str, clause: Clause, at: int, last: int) -> bool:
    """A remark near the cue says that the difference may be chance."""
    if kind == "link" and not _compares(clause[at].word):
        return False
    if at and clause[at - 1].word == "significantly":
        return False
    before = folded[max(clause[0].start, clause[at].start - 60) : clause[last].end]
    after = _brackets_joined(folded[clause[last].end : clause[last].end + 160])
    return _NOT_SIGNIFICANT.search(before.split(";")[-1] + _ELSEWHERE.split(after)[0]) is not None


def _brackets_joined(text: str) -> str:
    """Commas and semicolons in brackets part nothing (`[HR 0.83 (0.47-1.46); p = 0.51]`)."""
    depth, kept = 0, []
    for char in text:
        depth = max(0, depth + (char in "([") - (char in ")]"))
        kept.append(" " if depth and char in ";," else char)
    return "".join(kept)


def _compares(word: str) -> bool:
    return "relation.equal" in lexicon.tags(word) and "relation.unlinked" not in lexicon.tags(word)


def _set_aside(clause: Clause, at: int) -> bool:
    """`rather than eliminating or reducing`, `instead of raising`: what is not done."""
    near = [token.word for token in clause[max(0, at - 4) : at]]
    return ("rather" in near and "than" in near) or ("instead" in near and "of" in near)


def _verb_context(clause: Clause, at: int) -> bool:
    return at > 0 and clause[at - 1].word in VERB_BEFORE


def _link(clause: Clause, at: int) -> tuple[Kind, int, int] | None:
    marks = lexicon.tags(clause[at].word)
    if "relation.unlinked" in marks:
        return "link", 0, at
    if "relation.links" in marks:
        inverse = at > 0 and "relation.inverse" in lexicon.tags(clause[at - 1].word)
        return "link", -1 if inverse else 1, at
    return None


def _negated(clause: Clause, at: int) -> bool:
    """A negation shortly before the cue, with no other clause between; `not only` negates nothing."""
    for back in range(at - 1, max(-1, at - 6), -1):
        word = clause[back].word
        if lexicon.negates(word):
            return clause[back + 1].word != "only"
        if back < at - 1 and (word in STOP or clause[back + 1].comma):
            break
    first = next((t.word for t in clause if t.word not in ("that", "there", "was", "were", "is", "are", "and")), "")
    return first in ("no", "neither", "none", "nor")


def _worth(target: Sequence[Token]) -> int:
    """1 where better is more of the target (survival), -1 where it is less (pain), 0 where nobody can tell."""
    marks = [lexicon.tags(token.word) for token in target]
    wanted = any("direction.wanted" in mark for mark in marks)
    unwanted = any("direction.unwanted" in mark for mark in marks)
    if any(token.word == "survival" for token in target):  # whatever it is free of
        return 1
    return int(wanted) - int(unwanted)
