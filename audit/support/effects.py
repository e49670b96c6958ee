"""What a sentence says happens to what: direction, target, agent, negation. Shallow on purpose: no parser, no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from audit.support import lexicon, terms
from audit.support.clauses import Clause, Token, clauses

Kind = Literal["direction", "valence", "link"]
Form = Literal["verb", "predicate", "noun", "attribute"]


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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BE: Final = _set("is are was were be been being becomes became remained remains remain appears appeared seems")
_SKIP: Final = _set(
    "significantly also not only markedly substantially strongly further much slightly statistically independently "
    "still more very most highly greatly considerably potently directly therefore thereby both clinically found to "
    "have shown been be rapidly effectively specifically consistently largely closely positively negatively inversely "
    "a an the its their this these those any some no all significant marked substantial strong overall"
)
_STOP: Final = _set(
    "by than compared versus vs among after during when while which who through via because from if unless "
    "using but whereas although though however thus suggesting indicating showing leading resulting where until "
    "before within without relative following under"
)
_INTRANSITIVE: Final = _STOP | _set("in at with over to for as between on and or per of")
_OBJECT_OF: Final = _set("of in on for to with between from against upon")
_NOUNS: Final = _set(
    "increase increases decrease decreases rise fall drop decline declines gain loss effect effects association "
    "associations impact relationship correlation link difference differences change changes benefit benefits growth "
    "improvement improvements reduction reductions elevation inhibition activation suppression induction prevention "
    "role evidence"
)
_VERB_BEFORE: Final = _set("to not did does do may might can could will would should also significantly")
_DETERMINERS: Final = _set(
    "a an the no any some significant marked greater substantial of with had showed its their this these"
)
_PREPOSITIONS: Final = _set("of in with by for from at on after among between had has have")
_ADJECTIVES: Final = _set(
    "higher lower greater less more fewer longer shorter larger smaller stronger weaker high low better worse faster "
    "slower poorer superior inferior poor similar comparable important critical essential necessary different"
)
_TRANSPARENT: Final = _set(
    "risk risks rate rates level levels incidence odds likelihood number numbers amount amounts severity frequency "
    "concentration concentrations probability dose doses serum plasma intake use status degree proportion"
)
_JOINTS: Final = _set("of in the a an and or to for their its d c b e with")
_SPEED: Final = _set("faster slower accelerated accelerates accelerate fast slow quicker")
_NEW_VERB: Final = _set("and or to that which who significantly not also may can will")
_DURATION: Final = _set("time times duration latency length delay period interval hours days")
_ALSO_NOUNS: Final = _set("block drop fall rise slow limits result results lead work play spread link")
_ADJUNCTS: Final = _set("high low induced mediated associated related activated derived elevated")
_VERSUS: Final = _set("than versus vs relative compared")
_NOT_SIGNIFICANT: Final = re.compile(
    r"\bnot? (?:be |been )?(?:statistically |reach(?:ing)? |reached |achieve |attain )?(?:statistical(?:ly)? )?(?:a )?"
    r"significan|\bnon-?\s?significan|\binsignificant|\b(?:failed to|did not) (?:reach|achieve|attain)|\bn\.?s\.?\)|"
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
        form, target, agent, reference = _parts(clause, at, last)
        if kind == "valence" and sign:
            worth = _worth(target)
            kind, sign = ("valence", sign * worth) if worth else ("link", 1)
        elif clause[at].word in _SPEED and any(t.word in _DURATION for t in target):
            sign = -sign
        if (
            form == "verb"
            and clause[at].start <= inside + 1
            and clause[at - 1].word not in _NEW_VERB
            and not clause[at].comma
        ):
            form = "attribute"  # `decreased radiation induced diarrhoea`
        elif form == "verb" and target and target[-1].start > clause[at].start:
            inside = target[-1].end
        sides = _arguments(target), _arguments(agent), _arguments(reference)
        words = text[clause[at].start : clause[last].end]
        within = bool(_WITHIN.search(text[max(start, clause[at].start - 45) : min(end, clause[last].end + 60)]))
        found.append(Effect(kind, sign, *sides, form, hedged, asked, within, clause[at].start, clause[last].end, words))
        at = last + 1
    return found


def _cue(clause: Clause, at: int) -> tuple[Kind, int, int] | None:
    """Kind, sign and last token of the cue at `at`; the signs of a chain are multiplied (`less inhibition of`)."""
    word = clause[at].word
    if clause[at].aside or clause[at].joined or (word in _ALSO_NOUNS and not _verb_context(clause, at)):
        return None
    if word.endswith(("or", "ors")) or _set_aside(clause, at):
        return None  # `suppressor cells`, `rather than reducing`
    following = clause[at + 1].word if at + 1 < len(clause) else ""
    if word in ("high", "low") and following not in _INTRANSITIVE and following:
        return None  # `high-density lipoprotein`, `low income`: they describe, nothing happens
    if following == "or" or (at and clause[at - 1].word == "or" and word in _ADJECTIVES):
        return None  # `more or less`, `increased or decreased`: undecided
    if following == "likely" and word in ("more", "less"):
        return "direction", lexicon.direction(word), at + 1
    if word in ("more", "less") and following == "than":
        return None
    kind: Kind = "direction"
    sign = lexicon.direction(word)
    if not sign:
        kind, sign = "valence", lexicon.valence(word)
    if not sign:
        return _link(clause, at)
    last, ahead = at, at + 1
    while ahead < min(len(clause), at + 4):
        word = clause[ahead].word
        if word not in _SKIP and word not in ("in", "of", "and"):
            more = lexicon.direction(word)
            if not more or clause[ahead - 1].word == "and" or not (word in _NOUNS or _noun_ending(word)):
                break
            sign, last = sign * more, ahead
        ahead += 1
    return kind, sign, last


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
    return at > 0 and clause[at - 1].word in _VERB_BEFORE


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
        if back < at - 1 and (word in _STOP or clause[back + 1].comma):
            break
    first = next((t.word for t in clause if t.word not in ("that", "there", "was", "were", "is", "are", "and")), "")
    return first in ("no", "neither", "none", "nor")


def _parts(clause: Clause, first: int, last: int) -> tuple[Form, Clause, Clause, Clause]:
    """How the cue at `first` to `last` is used; its target, its agent, and what it is compared with."""
    before, after = clause[:first], clause[last + 1 :]
    turn = next((i for i, t in enumerate(after) if t.word in _VERSUS), None)
    reference: Clause = ()
    if turn is not None:
        after, reference = after[:turn], after[turn + 1 : turn + 12]
    before, earlier = _without_reference(before)
    form, target, agent = _sides(clause, first, last, before, after)
    return form, target, agent, reference or earlier


def _without_reference(before: Clause) -> tuple[Clause, Clause]:
    """`Compared with placebo, A ...`: the words before the cue, and those of the other side."""
    start = next((i for i, t in enumerate(before) if t.word in _VERSUS or t.word == "comparison"), None)
    if start is None:
        return before, ()
    ends = (i for i in range(start + 1, len(before)) if before[i].comma or before[i].word in _BE)
    end = next(ends, None)
    if end is None:
        return (before, ()) if start == 0 else (before[:start], before[start + 1 :])
    rest = before[:start] + before[end:]
    return (rest[1:] if rest and rest[0].word in ("in", "as") and start else rest), before[start + 1 : end]


def _sides(clause: Clause, first: int, last: int, before: Clause, after: Clause) -> tuple[Form, Clause, Clause]:
    while after and after[0].word.endswith("ly") and not after[0].comma:
        after = after[1:]
    word, following = clause[last].word, after[0].word if after else ""
    previous = before[-1].word if before else ""
    noun = word in _NOUNS or _noun_ending(word)
    if noun and following in _OBJECT_OF and previous not in _VERB_BEFORE:
        target = _phrase(after[1:])
        return "noun", target, before[-14:] or after[1 + len(target) :][:12]
    if _passive(clause, first) and not (word in _ADJECTIVES and following and following not in _INTRANSITIVE):
        return "predicate", _subject(before)[-14:], after[:12]
    if following == "by":
        return "attribute", _nearest(before), after[:12]
    if not following or following in _INTRANSITIVE or after[0].comma:
        return ("noun" if _noun_ending(word) else "verb"), before[-14:], after[:12]
    target = _phrase(after)
    describes = previous in _DETERMINERS or previous in _PREPOSITIONS or not previous
    if describes or word in _ADJECTIVES or _noun_ending(word):
        return "attribute", target, before[-14:] or after[len(target) :][:12]
    return "verb", target, before[-14:]


def _nearest(before: Clause) -> Clause:
    """The noun that a participle after it describes (`fibrosis induced by`)."""
    for index in range(len(before) - 1, max(-1, len(before) - 6), -1):
        if before[index].word in _PREPOSITIONS or before[index].word in _STOP or before[index].comma:
            return before[index + 1 :]
    return before[-4:]


def _subject(before: Clause) -> Clause:
    """What stands before a predicate, without an earlier statement of its clause (`A was ..., B and C were ...`)."""
    own = len(before) - 1
    while own >= 0 and before[own].word not in _BE:
        own -= 1
    earlier = next((i for i in range(own - 1, -1, -1) if before[i].word in _BE), None)
    if earlier is None:
        return before
    cut = next((i for i in range(earlier + 1, own) if before[i].comma or before[i].word == "and"), earlier + 1)
    return before[cut:]


def _passive(clause: Clause, at: int) -> bool:
    """A form of `be` stands before, with nothing but adverbs between: the target is the subject."""
    index = at - 1
    while (
        index >= 0
        and clause[index].word not in _BE
        and (clause[index].word in _SKIP or clause[index].word.endswith("ly"))
    ):
        index -= 1
    return index >= 0 and clause[index].word in _BE


def _noun_ending(word: str) -> bool:
    return word.endswith(("tion", "tions", "sion", "ment", "ments", "ance", "ence", "ability", "ibility", "growth"))


def _phrase(tokens: Clause) -> Clause:
    """The words after a cue that belong to its object: to the next cue or turn, lists included."""
    found = 0
    for index, token in enumerate(tokens[:24]):
        if token.word in _STOP or (found and lexicon.direction(token.word) and token.word not in _ADJUNCTS):
            return tokens[:index]
        found += _content(token)
    return tokens[:24]


def _worth(target: Sequence[Token]) -> int:
    """1 where better is more of the target (survival), -1 where it is less (pain), 0 where nobody can tell."""
    marks = [lexicon.tags(token.word) for token in target]
    if any("direction.wanted" in mark for mark in marks):
        return 1
    return -1 if any("direction.unwanted" in mark for mark in marks) else 0


def _content(token: Token) -> bool:
    return terms.is_content(token.word) and not lexicon.carries_direction(token.word)


def _arguments(tokens: Sequence[Token]) -> dict[str, int]:
    return {token.stem: _modified(tokens, at) for at, token in reversed(list(enumerate(tokens))) if _content(token)}


def _modified(tokens: Sequence[Token], at: int) -> int:
    """-1 where the words beside the token say less of it, or that it is not there; 2 where they say more; else 1."""
    for back in range(at - 1, max(-1, at - 6), -1):
        word = tokens[back].word
        if tokens[back + 1].comma:
            break
        if _lacks(word):
            return -1
        if lexicon.direction(word) > 0:
            return 2
        listed = tokens[back + 1].word in ("and", "or")
        if (
            word not in _JOINTS
            and word not in _TRANSPARENT
            and not ((back == at - 1 or listed) and _content(tokens[back]))
        ):
            break
    for ahead in range(at + 1, min(len(tokens), at + 3)):
        word = tokens[ahead].word
        if tokens[ahead].comma:
            break
        if "direction.absence" in lexicon.tags(word) and word not in ("low", "lower", "without", "short", "poor"):
            return -1
        if word not in _TRANSPARENT and word not in ("d", "c", "b", "e"):
            break
    return 1


def _lacks(word: str) -> bool:
    return "direction.absence" in lexicon.tags(word)
