"""Around a word that says a direction: what changes (target), what changes it (agent), what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from audit.support import lexicon, terms
from audit.support.clauses import Clause, Token

Form = Literal["verb", "predicate", "noun", "attribute"]


@dataclass(frozen=True, slots=True)
class Sides:
    """The words around a cue. form: how it is used. turned: the subject is itself a change (`pain reduction was
    greater`): 1 or -1, which the cue's sign is multiplied by."""

    form: Form
    target: Clause
    agent: Clause
    reference: Clause
    turned: int = 1


def words(text: str) -> frozenset[str]:
    """A set of words, from one string."""
    return frozenset(text.split())


BE: Final = words("is are was were be been being becomes became remained remains remain appears appeared seems")
SKIP: Final = words(
    "significantly also not only markedly substantially strongly further much slightly statistically independently "
    "still more very most highly greatly considerably potently directly therefore thereby both clinically found to "
    "have shown been be rapidly effectively specifically consistently largely closely positively negatively inversely "
    "a an the its their this these those any some no all significant marked substantial strong overall"
)
STOP: Final = words(
    "by than compared versus vs among after during when while which who through via because from if unless "
    "using but whereas although though however thus suggesting indicating showing leading resulting where until "
    "before within without relative following under"
)
INTRANSITIVE: Final = STOP | words("in at with over to for as between on and or per of")
_OBJECT_OF: Final = words("of in on for to with between from against upon")
NOUNS: Final = words(
    "increase increases decrease decreases rise fall drop decline declines gain loss effect effects association "
    "associations impact relationship correlation link difference differences change changes benefit benefits growth "
    "improvement improvements reduction reductions elevation inhibition activation suppression induction prevention "
    "role evidence"
)
VERB_BEFORE: Final = words("to not did does do may might can could will would should also significantly")
_DETERMINERS: Final = words(
    "a an the no any some significant marked greater substantial of with had showed its their this these"
)
_PREPOSITIONS: Final = words("of in with by for from at on after among between had has have")
ADJECTIVES: Final = words(
    "higher lower greater less more fewer longer shorter larger smaller stronger weaker high low better worse faster "
    "slower poorer superior inferior poor similar comparable important critical essential necessary different"
)
_TRANSPARENT: Final = words(
    "risk risks rate rates level levels incidence odds likelihood number numbers amount amounts severity frequency "
    "concentration concentrations probability dose doses serum plasma intake use status degree proportion"
)
_JOINTS: Final = words("of in the a an and or to for their its d c b e with")
_ADJUNCTS: Final = words("high low induced mediated associated related activated derived elevated")
_OPENERS: Final = words("however but while whereas although though yet and that because")
_FAR: Final = words("in to with for")
_NOUN_ENDINGS: Final = (
    "tion", "tions", "sion", "ment", "ments", "ance", "ence", "ability", "ibility", "growth",
)  # fmt: skip
_PEOPLE: Final = words("patients subjects participants people women men adults children individuals volunteers")
_PARTIES: Final = words("group arm cohort")
_VERSUS: Final = words("than versus vs relative compared")


def sides(clause: Clause, first: int, last: int) -> Sides:
    """What stands around the cue at `first` to `last`."""
    before, after = clause[:first], clause[last + 1 :]
    turn = next((i for i, t in enumerate(after) if t.word in _VERSUS), None)
    reference: Clause = ()
    if turn is not None:
        after, reference = after[:turn], after[turn + 1 : turn + 12]
    before, earlier = _without_reference(before)
    form, target, agent = _parts(clause, first, last, before, after)
    turned = 1
    if form in ("predicate", "verb") and target and target[-1].start < clause[first].start:
        turned = _turned(_subject(before) if form == "predicate" else before)
    return Sides(form, target, agent, reference or earlier, turned)


def _turned(subject: Clause) -> int:
    """`The pain reduction was greater`, `The reductions in pain were greater`: the subject is itself a change."""
    comma = next((i for i, t in enumerate(subject) if t.comma), 0)
    if 0 < comma <= 6 and subject[0].word in _PREPOSITIONS:  # `After treatment, the decrease in ...`
        subject = subject[comma:]
    passed = BE | SKIP | _OPENERS
    rest = [t.word for t in subject if t.word not in passed and not t.word.endswith("ly")]
    if not rest:
        return 1
    head = rest[0] if len(rest) > 1 and rest[1] in ("in", "of") else rest[-1]
    return (lexicon.direction(head) or 1) if is_noun(head) else 1


def is_noun(word: str) -> bool:
    """A direction word that is a noun (`reduction`, `increase`)."""
    return word in NOUNS or word.endswith(_NOUN_ENDINGS)


def _without_reference(before: Clause) -> tuple[Clause, Clause]:
    """`Compared with placebo, A ...`: the words before the cue, and those of the other side."""
    start = next((i for i, t in enumerate(before) if t.word in _VERSUS or t.word == "comparison"), None)
    if start is None:
        return before, ()
    ends = (i for i in range(start + 1, len(before)) if before[i].comma or before[i].word in BE)
    end = next(ends, None)
    if end is None:
        return (before, ()) if start == 0 else (before[:start], before[start + 1 :])
    rest = before[:start] + before[end:]
    return (rest[1:] if rest and rest[0].word in ("in", "as") and start else rest), before[start + 1 : end]


def _parts(clause: Clause, first: int, last: int, before: Clause, after: Clause) -> tuple[Form, Clause, Clause]:
    while after and after[0].word.endswith("ly") and not after[0].comma:
        after = after[1:]
    word, following = clause[last].word, after[0].word if after else ""
    previous = before[-1].word if before else ""
    noun = is_noun(word)
    if noun and following in _OBJECT_OF and previous not in VERB_BEFORE:
        target = _phrase(after[1:])
        return "noun", target, before[-14:] or after[1 + len(target) :][:12]
    if _passive(clause, first) and not (word in ADJECTIVES and following and following not in INTRANSITIVE):
        return "predicate", _subject(before)[-14:], _place(after)
    if following == "by":
        return "attribute", _nearest(before), after[:12]
    if not following or following in INTRANSITIVE or after[0].comma:
        return ("noun" if is_noun(word) else "verb"), before[-14:], after[:12]
    target = _phrase(after)
    describes = previous in _DETERMINERS or previous in _PREPOSITIONS or not previous
    if describes or word in ADJECTIVES or is_noun(word):
        return "attribute", target, before[-14:] or after[len(target) :][:12]
    return "verb", target, _doer(before)[-14:]


def _place(after: Clause) -> Clause:
    """Where a predicate holds (`was lower in the treated`), up to the next statement."""
    end = next((i for i, t in enumerate(after) if t.word in BE or lexicon.direction(t.word)), len(after))
    return after[: min(end, 12)]


def _doer(before: Clause) -> Clause:
    """The subject of a verb, without an earlier thing it does (`X reduced A and increased`)."""
    earlier = (
        i for i, t in enumerate(before) if i and lexicon.direction(t.word) and any(_content(u) for u in before[:i])
    )
    return before[: next(earlier, len(before))]


def _nearest(before: Clause) -> Clause:
    """The noun that a participle after it describes (`fibrosis induced by`)."""
    for index in range(len(before) - 1, max(-1, len(before) - 6), -1):
        if before[index].word in _PREPOSITIONS or before[index].word in STOP or before[index].comma:
            return before[index + 1 :]
    return before[-4:]


def _subject(before: Clause) -> Clause:
    """What stands before a predicate, without an earlier statement of its clause (`A was ..., B and C were ...`)."""
    own = len(before) - 1
    while own >= 0 and before[own].word not in BE:
        own -= 1
    earlier = next((i for i in range(own - 1, -1, -1) if before[i].word in BE), None)
    if earlier is None:
        return before
    cut = next((i for i in range(earlier + 1, own) if before[i].comma or before[i].word == "and"), earlier + 1)
    return before[cut:]


def _passive(clause: Clause, at: int) -> bool:
    """A form of `be` stands before, with nothing but adverbs between: the target is the subject."""
    index = at - 1
    while (
        index >= 0
        and clause[index].word not in BE
        and (clause[index].word in SKIP or clause[index].word.endswith("ly"))
    ):
        index -= 1
    return index >= 0 and clause[index].word in BE


def _phrase(tokens: Clause) -> Clause:
    """The words after a cue that belong to its object: to the next cue or turn, lists included."""
    found = 0
    for index, token in enumerate(tokens[:24]):
        if token.word in ("in", "among") and any(t.word in _PEOPLE for t in tokens[index + 1 : index + 4]) and found:
            return tokens[:index]  # in whom, not what
        if token.word in STOP or (found and lexicon.direction(token.word) and token.word not in _ADJUNCTS):
            return tokens[:index]
        found += _content(token)
    return tokens[:24]


def arguments(tokens: Sequence[Token]) -> dict[str, int]:
    """Content stem -> -1 where the words beside it say that it lacks, 2 where there is more of it, else 1."""
    found = {token.stem: _modified(tokens, at) for at, token in reversed(list(enumerate(tokens))) if _content(token)}
    pairs = ((a, b) for a, b in pairwise(tokens) if a.stem in _PARTIES and len(b.word) == 1)
    return found | {f"{a.stem} {b.word}": 1 for a, b in pairs}


def _modified(tokens: Sequence[Token], at: int) -> int:
    path: set[str] = set()
    for back in range(at - 1, max(-1, at - 6), -1):
        word = tokens[back].word
        if tokens[back + 1].comma:
            break
        change = -1 if _lacks(word) else 2 if lexicon.direction(word) > 0 else 0
        if change:  # a noun reaches over `in` and `to` (`a loss in weight`), an adjective does not (`lower in women`)
            return change if is_noun(word) or not path & _FAR else 1
        listed = tokens[back + 1].word in ("and", "or")
        if (
            word not in _JOINTS
            and word not in _TRANSPARENT
            and not ((back == at - 1 or listed) and _content(tokens[back]))
        ):
            break
        path.add(word)
    return _followed(tokens, at)


def _followed(tokens: Sequence[Token], at: int) -> int:
    """`vitamin D deficiency`, `PTEN loss`: the noun after it says that it lacks."""
    for ahead in range(at + 1, min(len(tokens), at + 3)):
        word = tokens[ahead].word
        if tokens[ahead].comma:
            break
        if _lacks(word) and word not in ADJECTIVES and (tokens[ahead].joined or not word.endswith(("ed", "ing"))):
            return -1
        if word not in _TRANSPARENT and word not in ("d", "c", "b", "e"):
            break
    return 1


def _lacks(word: str) -> bool:
    return "direction.absence" in lexicon.tags(word)


def _content(token: Token) -> bool:
    return terms.is_content(token.word) and not lexicon.carries_direction(token.word)
