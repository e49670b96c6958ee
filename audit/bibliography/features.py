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
    """in eds ed editor editors hrsg edited by translated trans and & et al of the for to from on with a an at as or vol volume no number issue pp p pages page
    suppl part edition edn ed. aufl rev presented poster abstract paper at: thesis dissertation phd doctoral master's msc university dissertation: college institute press
    publishing publishers verlag books report technical series publication guideline version available internet online prescribing information package insert data file
    on summary product characteristics identifier clinicaltrials.gov proceedings proc conference symposium congress meeting annual journal j am int eur br ann arch clin
    research review reviews science sciences medicine letters bulletin transactions international american european british society association group committee study
    investigators collaborators consortium department ministry unpublished working paper lecture notes discussion inc ltd llc gmbh corp company co preprint biorxiv medrxiv
    arxiv de der la le les und von van das die""".split()
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


@lru_cache(maxsize=60_000)
def _static(text: str) -> tuple[str, str, str, str, str]:
    """Shape, punctuation, kept word, dictionary flags, ending of a token."""
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
    return _shape(word) if word else "", mark, kept, flags, lowered[-3:] if len(lowered) >= 5 and word.isalpha() else ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rules propose: where authors end (and in which form), where the source begins, how surely."""

    authors_end: int = 0
    author_form: str = ""
    source_start: int = -1
    source_sure: int = 0
    locator_form: str = ""


_EMPTY: Final = ("", "", "", "", "")


def features(text: str, tokens: list[Token], hints: Hints) -> list[list[str]]:
    """The features of each token, as python-crfsuite takes them."""
    static = [("LOC", hints.locator_form, "", "", "") if t.locator else _static(t.text) for t in tokens]
    rows: list[list[str]] = []
    count = len(tokens)
    seen_locator = seen_year = seen_in = depth = quote = False
    stops = 0
    for index, token in enumerate(tokens):
        shape, mark, kept, flags, ending = static[index]
        before = static[index - 1] if index else ("^", "^", "^", "", "")
        earlier = static[index - 2] if index > 1 else _EMPTY
        after = static[index + 1] if index + 1 < count else ("$", "$", "$", "", "")
        later = static[index + 2] if index + 2 < count else _EMPTY
        row = [
            "b", "s=" + shape, "p=" + mark, "e=" + ending, "f=" + flags, "w=" + kept,
            "-s=" + before[0], "-p=" + before[1], "-w=" + before[2], "-f=" + before[3],
            "+s=" + after[0], "+p=" + after[1], "+w=" + after[2], "+f=" + after[3],
            "--s=" + earlier[0] + earlier[1], "++s=" + later[0] + later[1],
            "-ps=" + before[1] + "|" + shape + mark, "sss=" + before[0] + "|" + shape + "|" + after[0],
            "fp=" + flags + mark, f"pos={index * 8 // count}",
        ]  # fmt: skip
        row.append("loc=" + ("after" if seen_locator else "before" if hints.locator_form else "none"))
        if hints.authors_end:
            inside = token.end <= hints.authors_end + 1
            row.append("ap=" + (hints.author_form + ("g" if "g" in static[0][3] else "") if inside else "past"))
            if not inside and (index == 0 or tokens[index - 1].end <= hints.authors_end + 1):
                row.append("ap=first" + hints.author_form)
        if hints.source_start >= 0:
            row.append(f"sp={token.start >= hints.source_start and not seen_locator}{hints.source_sure}")
            if token.start == hints.source_start:
                row.append(f"sp=first{hints.source_sure}")
        row.append(f"st={min(stops, 4)}{seen_year:d}{seen_in:d}{depth:d}{quote:d}")
        if index < 2:
            row.append(f"i={index}")
        rows.append(row)
        seen_locator = seen_locator or token.locator
        seen_year = seen_year or shape == "d4y"
        seen_in = seen_in or kept == "in" and (mark == ":" or before[1][:1] in {".", ",", "?"})
        if token.text in "([":
            depth = True
        elif ")" in mark or "]" in mark:
            depth = False
        if token.text in '“«„‘"':
            quote = True
        elif any(c in '”»"’' for c in token.text):
            quote = False
        stops += mark[:1] == "." and len(token.text) > 3
    return rows
