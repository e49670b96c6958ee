"""Finite verbs: whether a line asserts (`X delays relapse`) or only names (`Symptoms associated with X`).

No tagger: a word list, and what stands beside the word. A form that is also a noun (`results`) or a participle
(`treated`) counts as a verb only where its neighbours leave no other reading. English; of other languages only the
commonest verbs are known.
"""

from __future__ import annotations

from collections.abc import Sequence

_AUXILIARIES = frozenset(
    "is are was were am has have had can could may might must shall should will would does did do cannot "
    "isn't aren't wasn't weren't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't doesn't don't didn't "
    "it's that's there's they're you're we're".split()
)
_REGULAR = (
    "accelerate accept account achieve acquire act activate adapt add address adjust administer admit advance affect "
    "aggravate agree aid allow alter apply appear approve assess assume attach attack attribute avoid belong benefit "
    "block boost call cause cease challenge change characterise characterize circulate clear combine compare complete "
    "complicate comprise confer confirm consider consist constitute contain continue contribute control convert "
    "correlate count cover create cross cure damage decide decline decrease define degrade delay deliver demonstrate "
    "depend derive describe deserve destroy detect deteriorate determine develop diagnose die differ diminish "
    "disappear discontinue disrupt dissolve double drop ease elevate eliminate emerge enable encode encourage end "
    "engulf enhance enrol enroll ensure enter erode establish estimate evolve exacerbate exceed exclude excrete exert "
    "exhibit exist expand expect experience explain expose express extend fail favor favour fill follow form fulfil "
    "function gain generate halt halve happen harm heal help hinder identify impact impair implicate imply impose "
    "improve include incorporate increase indicate induce infiltrate influence inhibit initiate interact interfere "
    "introduce invade involve irritate join kill lack last limit link live look lower maintain manage mark matter "
    "measure "
    "mediate metabolise metabolize migrate mimic minimise minimize modify modulate move need neutralise neutralize "
    "normalise normalize obtain occur offer open originate outweigh pass penetrate perform permit persist play point "
    "pose possess potentiate precede predict predispose prefer prescribe present preserve prevent proceed produce "
    "progress proliferate prolong promote prompt protect prove provide provoke raise range reach react receive "
    "recognise recognize recommend recover recruit recur reduce refer reflect regulate relapse relate release relieve "
    "rely remain remove render repair replace report represent require resemble resist resolve respond rest restore "
    "restrict result resume retain return reveal reverse risk satisfy scar seem serve share shorten show signal slow "
    "stabilise stabilize start stay stem stimulate stop strengthen suffer suggest suit summon support suppress "
    "surround survive swell switch target tend test threaten tolerate transform transmit treat trigger turn ulcerate "
    "use vary warn weaken work worsen yield"
).split()
# base, third person, past; the base of `fall` is also the past participle of nothing, so all three are finite forms
_IRREGULAR = (
    "arise arises arose; become becomes became; begin begins began; bind binds bound; break breaks broke; bring brings "
    "brought; build builds built; choose chooses chose; come comes came; cost costs cost; cut cuts cut; deal deals "
    "dealt; drive drives drove; fall falls fell; feel feels felt; find finds found; get gets got; give gives gave; go "
    "goes went; grow grows grew; hold holds held; keep keeps kept; know knows knew; lead leads led; leave leaves left; "
    "let lets let; lie lies lay; lose loses lost; make makes made; mean means meant; meet meets met; overcome "
    "overcomes "
    "overcame; put puts put; rise rises rose; run runs ran; say says said; see sees saw; set sets set; shrink shrinks "
    "shrank; spread spreads spread; stand stands stood; take takes took; think thinks thought; undergo undergoes "
    "underwent; underlie underlies underlay; understand understands understood"
).split("; ")
# Verbs whose base or third person is as often a noun.
_NOUNISH = frozenset(
    "account act aid attack benefit block boost call cause challenge change control cost count cover cross cure cut "
    "damage deal decline decrease delay double drive drop ease end estimate experience fall feel find form function "
    "gain "
    "halt harm help hold impact increase influence lack lead leave limit link live look mark matter mean measure need "
    "offer open pass play point present progress prompt range reach relapse release repair report rest result return "
    "rise risk run scar set share show signal slow spread stand start stay stem stop support switch target test "
    "treat trigger turn use work yield".split()
)
# Verbs that need no object: their past is finite where no object follows (`flares occurred in`).
_INTRANSITIVE = frozenset(
    "agree appear belong cease circulate consist continue correlate decline decrease depend deteriorate develop die "
    "differ diminish disappear ease emerge evolve exist fail happen heal improve increase interact last live migrate "
    "occur originate persist proceed progress proliferate react recover recur relapse rely remain resolve respond rest "
    "result resume return seem serve start stop suffer survive swell tend vary worsen resemble".split()
)
_BASE, _THIRD, _PAST = 1, 2, 4


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ied"
    doubled = {"stop", "drop", "occur", "recur", "prefer", "refer", "confer", "enrol", "admit", "permit", "transmit",
               "control", "stem", "scar", "fulfil"}  # fmt: skip
    return verb + (verb[-1] if verb in doubled else "") + "ed"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "ss")) else "s")


def _all_forms() -> dict[str, tuple[int, str]]:
    """Each form -> what it may be, and its base."""
    forms: dict[str, tuple[int, str]] = {}
    rows = [(verb, _third(verb), _past(verb)) for verb in _REGULAR]
    rows += [(row.split()[0], row.split()[1], row.split()[2]) for row in _IRREGULAR]
    for base, third, past in rows:
        for form, sort in ((base, _BASE), (third, _THIRD), (past, _PAST)):
            forms[form] = (forms.get(form, (0, ""))[0] | sort, base)
    return forms


_FORMS = _all_forms()
_BEFORE_NOUNS = frozenset(
    "the a an this these those its their our your his her my each every any some no all both many most few several "
    "such another other more less fewer of in on at by for with from to into onto over under between among through "
    "during after before within without against via per as than about across along around until and or nor not new "
    "clinical medical common main key total mean adverse side further early late first second next high low overall "
    "who which that whose patient-reported long-term short-term".split()
)
_ADVERBS = frozenset("also often usually typically commonly rarely never always then still not only even".split())
_CLAUSES = frozenset("who which that whose where when while if because although though since whether as".split())
_AFTER_PARTICIPLE = frozenset(
    "of by in with for to as on from at using during after before within without per through against over under via "
    "between among into and or than while when :".split()
)
_OBJECTS = frozenset(
    "the a an this these those its their our your his her all both many most few several such no more less fewer that "
    "how whether significant significantly greater better durable sustained rapid early it them us you patients people "
    "one two three four five half".split()
)
_PLURALS = frozenset(
    "people children men women data criteria they we you i tophi bacteria mice feet teeth others both some".split()
)
_QUESTIONING = frozenset("how what why when where who whom whose which whether if because".split())
_OTHER_LANGUAGES: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "est sont était étaient a ont avait avaient peut peuvent doit doivent fait font sera seront été permet "
        "permettent touche touchent augmente augmentent réduit réduisent".split()
    ),
    "de": frozenset(
        "ist sind war waren hat haben hatte hatten kann können soll sollte sollten wird werden wurde wurden muss "
        "müssen "
        "darf dürfen führt führen zeigt zeigte zeigten tritt treten".split()
    ),
    "es": frozenset(
        "es son era eran está están ha han había puede pueden debe deben fue fueron será hay tiene tienen reduce "
        "reducen aumenta aumentan".split()
    ),
    "it": frozenset(
        "è sono era erano ha hanno aveva può possono deve devono fu furono sarà viene vengono riduce riducono "
        "aumenta aumentano".split()
    ),
}


def finite_verb(words: Sequence[str], language: str = "en", *, sentence: bool = False) -> int | None:
    """The position of the first finite verb of the main clause among lower-case `words`, or None.

    sentence: the words end with a full stop, so that a form that may be a noun is rather the verb.
    """
    if language in _OTHER_LANGUAGES:
        known = _OTHER_LANGUAGES[language]
        return next((at for at, word in enumerate(words) if at and word in known), None)
    in_clause = False
    for at, word in enumerate(words):
        if word not in _AUXILIARIES and word not in _FORMS:
            continue
        before = words[at - 1] if at else ""
        if before in _CLAUSES:
            in_clause = True
        elif in_clause and before in ("and", "or"):
            continue
        elif word in _AUXILIARIES:
            if at or word.endswith("'s"):
                return at
        elif at and _is_finite(words, at, _FORMS[word], sentence):
            return at
    return None


def is_question_word(word: str) -> bool:
    """`How X works`, `When to treat`: what begins so asserts nothing, whatever its verb."""
    return word in _QUESTIONING


def is_imperative(words: Sequence[str]) -> bool:
    """The words tell somebody to do something: `Avoid use in ...`, `Do not exceed ...`."""
    if not words:
        return False
    if words[0] in ("do", "don't", "never", "always") and len(words) > 2:
        return words[0] != "do" or words[1] == "not"
    sort, base = _FORMS.get(words[0], (0, ""))
    return (
        bool(sort & _BASE) and len(words) > 2 and (base not in _NOUNISH or words[1] in _OBJECTS or words[1] == "with")
    )


def _is_finite(words: Sequence[str], at: int, form: tuple[int, str], sentence: bool) -> bool:
    sort, base = form
    before = words[at - 1]
    if before in _ADVERBS or before.endswith("ly"):
        before = words[at - 2] if at > 1 else "the"  # `locally advanced` only describes
    if before in _BEFORE_NOUNS and before not in ("all", "both", "some", "few", "many", "most", "others"):
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    if sort & _PAST and _past_is_finite(base, after):
        return True
    if sort & _THIRD and (sentence or not _is_plural(before)):
        if base not in _NOUNISH or (sentence and after != ":"):
            return True
        return bool(after) and after not in _AFTER_PARTICIPLE
    if sort & _BASE and _is_plural(before):
        return base not in _NOUNISH or bool(after)
    return False


def _past_is_finite(base: str, after: str) -> bool:
    if base in _INTRANSITIVE:
        return True
    if not after:
        return False
    return after in _OBJECTS or (after not in _AFTER_PARTICIPLE and base not in _PARTICIPIAL)


# Participles that stand behind nouns more often than they assert.
_PARTICIPIAL = frozenset(
    "associate relate compare base treat use report approve expose link diagnose define require recommend prescribe "
    "induce mediate involve express assess administer present think".split()
)


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")))
