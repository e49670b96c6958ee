"""A reference as the sequence model sees it: tokens, and the features of each.

Identifiers, links and the locator have been found by rule and are one token each; what the rules propose for the
authors' end and the journal's beginning is given to the model as hints, so that it decides where rules are unsure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from audit.bibliography.dates import MONTHS
from audit.bibliography.journal_names import vocabulary
from audit.bibliography.lexicon import lexicon

# Labels: A authors, D date, T title, J container, V volume, S issue, G pages, E editors, P publisher, L place,
# N edition, R genre or note, I identifier, X locator, H hole, O the rest
_OPENING: Final = '(\\[{“"«„‘'
TOKEN: Final = re.compile(
    rf"\ue000|[{_OPENING}]|[^\s\ue000{_OPENING}.,;:?!)\]}}”»]+(?:(?<=\d)[.,](?=\d)[^\s\ue000{_OPENING}.,;:?!)\]}}”»]+)*[.,;:?!)\]}}”»\"’']*"
    r"|[.,;:?!)\]}”»]+"
)
_WORD_KEPT: Final = frozenset(
    """
    in eds ed editor editors hrsg edited by translated trans and & et al of the for to from on with a an at as
    or vol volume no number issue pp p pages page suppl part edition edn ed. aufl rev presented poster abstract
    paper at: thesis dissertation phd doctoral master's msc university dissertation: college institute press
    publishing publishers verlag books report technical series publication guideline version available internet
    online prescribing information package insert data file on summary product characteristics identifier
    clinicaltrials.gov proceedings proc conference symposium congress meeting annual journal j am int eur br ann
    arch clin research review reviews science sciences medicine letters bulletin transactions international
    american european british society association group committee study investigators collaborators consortium
    department ministry unpublished working paper lecture notes discussion inc ltd llc gmbh corp company co
    preprint biorxiv medrxiv arxiv de der la le les und von van das die
    """.split()
)
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?\Z")
_STRIP: Final = ".,;:?!)]}”»\"’'"


@dataclass(frozen=True, slots=True)
class Token:
    """A word with the punctuation that follows it; `locator` for the stretch that the locator rule found."""

    text: str
    start: int
    end: int
    locator: bool = False


def tokenise(text: str, locator: tuple[int, int] | None = None) -> list[Token]:
    """The tokens of a scanned reference; the locator's characters are one token."""
    if locator is None:
        return [Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    start, end = locator
    return [
        *(Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text, 0, start)),
        Token(text[start:end], start, end, True),
        *(Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text, end)),
    ]


def _shape(word: str) -> str:
    if word.isalpha():
        if word.islower():
            return "x"
        if word.isupper():
            return ("X", "XX", "XXX")[min(len(word), 3) - 1] if len(word) <= 3 else "XXXX"
        return "Xx" if word[0].isupper() and word[1:].islower() else "Xm" if word[0].isupper() else "xM"
    if word.isdigit():
        return "d4y" if _YEAR.match(word) else f"d{min(len(word), 5)}"
    if _YEAR.match(word):
        return "d4y"
    shape = re.sub(r"[^\W\d_]+", lambda m: "X" if m.group()[0].isupper() else "x", word)
    return re.sub(r"\d+", "d", shape)[:6]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a token shows by itself, with the feature strings that it lends to its own row and its neighbours' rows."""

    shape: str
    mark: str
    kept: str
    flags: str
    own: tuple[str, ...]
    as_previous: tuple[str, ...]
    as_next: tuple[str, ...]
    as_earlier: str
    as_later: str
    opens: bool = False
    closes: bool = False
    quotes: bool = False
    unquotes: bool = False
    stops: bool = False


def _look(shape: str, mark: str = "", kept: str = "", flags: str = "", ending: str = "", text: str = "") -> _Look:
    named = (("s=", shape), ("p=", mark), ("w=", kept), ("f=", flags))
    return _Look(
        shape, mark, kept, flags,
        own=("b", *(name + value for name, value in (*named, ("e=", ending)) if value), "fp=" + flags + mark),
        as_previous=tuple("-" + name + value for name, value in named if value),
        as_next=tuple("+" + name + value for name, value in named if value),
        as_earlier="--s=" + shape + mark, as_later="++s=" + shape + mark,
        opens=text in {"(", "["}, closes=")" in mark or "]" in mark, quotes=text in _QUOTES,
        unquotes=any(c in "”»\"’" for c in text), stops=mark[:1] == "." and len(text) > 3,
    )  # fmt: skip


_QUOTES: Final = frozenset('“«„‘"')
_START: Final = _look("^", "^", "^")
_END: Final = _look("$", "$", "$")
_NOTHING: Final = _look("")


@lru_cache(maxsize=60_000)
def _static(text: str) -> _Look:
    """The look of a token of this text."""
    word = text.rstrip(_STRIP)
    mark = text[len(word) :][:2]
    word = word.lstrip("'’`")
    lowered = word.lower()
    flags = ""
    if word:
        known = lexicon()
        for letter, words in (
            ("j", vocabulary().words), ("p", known.publishers), ("l", known.places), ("g", known.given),
            ("o", known.organisation_words), ("m", MONTHS),
        ):  # fmt: skip
            if lowered in words:
                flags += letter
    kept = lowered if lowered in _WORD_KEPT or (len(lowered) <= 2 and lowered.isalpha()) else ""
    ending = lowered[-3:] if len(lowered) >= 5 and word.isalpha() else ""
    return _look(_shape(word) if word else "", mark, kept, flags, ending, text)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rules propose: where authors end (and in which form), where the source begins, how surely."""

    authors_end: int = 0
    author_form: str = ""
    source_start: int = -1
    source_sure: int = 0
    locator_form: str = ""


_POSITION: Final = tuple(f"pos={index}" for index in range(9))


def features(tokens: list[Token], hints: Hints) -> list[list[str]]:
    """The features of each token, as python-crfsuite takes them."""
    locator = _look("LOC", hints.locator_form)
    looks = [locator if token.locator else _static(token.text) for token in tokens]
    padded = [_NOTHING, _START, *looks, _END, _NOTHING]
    rows: list[list[str]] = []
    count = len(tokens)
    seen_locator = seen_year = seen_in = depth = quote = False
    stops = 0
    where = "loc=before" if hints.locator_form else "loc=none"
    inside_form = "ap=" + hints.author_form + ("g" if looks and "g" in looks[0].flags else "")
    first_past = True
    for index, token in enumerate(tokens):
        look, before, after = looks[index], padded[index + 1], padded[index + 3]
        row = [
            *look.own, *before.as_previous, *after.as_next, padded[index].as_earlier, padded[index + 4].as_later,
            f"-ps={before.mark}|{look.shape}{look.mark}", f"sss={before.shape}|{look.shape}|{after.shape}",
            _POSITION[index * 8 // count], where,
            f"st={stops if stops < 4 else 4}{seen_year:d}{seen_in:d}{depth:d}{quote:d}",
        ]  # fmt: skip
        if hints.authors_end:
            if token.end <= hints.authors_end + 1:
                row.append(inside_form)
            else:
                row.append("ap=past")
                if first_past:
                    row.append("ap=first" + hints.author_form)
                    first_past = False
        if hints.source_start >= 0:
            row.append(f"sp={token.start >= hints.source_start and not seen_locator}{hints.source_sure}")
            if token.start == hints.source_start:
                row.append(f"sp=first{hints.source_sure}")
        if index < 2:
            row.append(f"i={index}")
        rows.append(row)
        if token.locator:
            seen_locator, where = True, "loc=after"
        seen_year = seen_year or look.shape == "d4y"
        seen_in = seen_in or (look.kept == "in" and (look.mark == ":" or before.mark[:1] in {".", ",", "?"}))
        depth = look.opens or (depth and not look.closes)
        quote = look.quotes or (quote and not look.unquotes)
        stops += look.stops
    return rows
