"""ABB: abbreviations that are not explained, explained for nothing, or explained in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.abbreviation_reading import GREEK, TOKEN, Definition, base, mentions
from audit.checks.case import Case
from audit.checks.prose import Prose
from audit.checks.rule import Problem, rule
from audit.checks.spelling import folded_spelling
from audit.checks.wording import listed, shortened

_LOST = " Part of this page was lost when its text was extracted (see CIT008): it may stand there."
_TWO_CAPITALS = re.compile(r"[A-Z]{2}")
_CAPITALS = re.compile(r"[A-Z]{2,6}s?")
_ROMAN = re.compile(r"[IVXLCM]+[ABCs]?")  # III, IIIB
_NAMED_STUDY = re.compile(
    r"\W{0,3}(?:\d+\s+)?(?:trials?|stud(?:y|ies)|programmes?|programs?|investigators|extension)\b", re.IGNORECASE
)
_PRODUCT_NEXT = re.compile(r"\s?(?:[®™]|\((?:[a-z]+(?:[\s-][a-z]+)?)\)|\d+(?:\.\d+)?\s?(?:mg|µg|mcg|IU)\b)")
# `(Microsoft Corporation, Redmond, WA, USA)`, `Smith JA,`, `BD Biosciences`: places, people and firms.
_FIRM = re.compile(
    r"\b(?:Inc|Corp|Corporation|Ltd|LLC|GmbH|AG|Co|Company|USA|UK|Germany|Japan|France|China|Canada|Switzerland|"
    r"Institute|Scientific|Bioscience|Biosciences|Systems?|Kit|Software|Technologies|Laborator\w+|Diagnostics)\b"
)
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_STATE = re.compile(r",\s(?=[A-Z]{2}\s*[,;:)])")
_SURNAME_BEFORE = re.compile(r"\b[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?\s$")
_AFTER_INITIALS = re.compile(r"\s?(?:[,.;]|and\b|et al|$)")
_CONTRIBUTIONS = re.compile(
    r"\b(?:contribut\w+|drafted|conceived|manuscript|authors?|wrote|interests?|coordinated|supervised|funding)\b|"
    r"^[A-Z]{2,3}(?:(?:, (?:and )?| and )[A-Z]{2,3})* "
    r"(?:performed|collected|consented|enrolled|designed|analy[sz]ed)\b",
    re.IGNORECASE,
)
_FLOATING = ("caption", "footnote", "table-cell")


@dataclass(frozen=True, slots=True)
class _Mention:
    short: str
    start: int
    end: int
    prose: Prose
    whole: str


def _plain(short: str) -> str:
    """Without hyphens and Greek: `IFN-γ` is what `IFNɣ` explains."""
    return re.sub(r"\W", "", base(short)).translate(GREEK).lower()


def _running(case: Case) -> list[Prose]:
    """The text in which abbreviations must be explained: no keys, no headings, not what is printed in capitals."""
    return [
        prose
        for prose in case.prose
        if prose.statement.kind not in ("abbreviation", "heading") and not _is_shouted(prose.words)
    ]


def _is_shouted(words: str) -> bool:
    letters: list[str] = re.findall(r"[^\W\d_]{2,}", words)
    return bool(letters) and sum(word.isupper() for word in letters) > 0.6 * len(letters)


def _shouted_runs(words: str) -> list[tuple[int, int]]:
    """Runs of words in capitals (`IMPORTANT SAFETY INFORMATION`): emphasis, not abbreviations."""
    runs = re.finditer(r"\b[A-Z]{2,}(?:[\s-]+[A-Z]{2,})+\b", words)
    return [
        run.span()
        for run in runs
        if len(parts := re.findall(r"[A-Z]+", run[0])) >= 3 or max(len(part) for part in parts) > 6
    ]


def _capitals(case: Case, prose: Prose) -> Iterator[_Mention]:
    """The parts of a statement that can only be abbreviations: two to six capitals, no number attached."""
    if not _TWO_CAPITALS.search(prose.words) or _CONTRIBUTIONS.search(prose.words):
        return
    shouted = _shouted_runs(prose.words)
    firms = [bracket.span() for bracket in _BRACKETED.finditer(prose.words) if _FIRM.search(bracket[0])]
    for token in TOKEN.finditer(prose.words):
        start, end = token.span()
        if not _TWO_CAPITALS.search(token[0]) or any(first <= start < last for first, last in shouted):
            continue
        if _NAMED_STUDY.match(prose.words, end) or _PRODUCT_NEXT.match(prose.words, end):
            continue
        whole = token[0]
        if any(first <= start < last for first, last in firms) or _is_person_or_place(prose.words, start, end):
            continue
        if any(character.isdigit() for character in whole):
            continue  # HER2, IL-6, COVID-19, job codes: names, not words cut short
        at = start
        for part in re.split(r"([-‐‑/&])", re.sub(r"['’]s$", "", whole)):
            if _CAPITALS.fullmatch(part) and not _ROMAN.fullmatch(part):
                yield _Mention(part, prose.start + at, prose.start + at + len(part), prose, _plain(whole))
            at += len(part)


def _is_person_or_place(words: str, start: int, end: int) -> bool:
    if (
        end - start <= 3
        and _SURNAME_BEFORE.search(words[max(0, start - 40) : start])
        and _AFTER_INITIALS.match(words, end)
    ):
        return True
    if end - start == 2 and start >= 2 and _STATE.match(words, start - 2):
        return True
    return _FIRM.match(words, end + 1) is not None


@rule("ABB001", "undefined-abbreviation", "minor")
def undefined_abbreviation(case: Case) -> Iterator[Problem]:
    """An abbreviation is used and nowhere explained, or used before it is explained.

    ## What
    Neither the text nor an abbreviation key says what the abbreviation stands for; or the text explains it only after
    its first use. `NETs` is explained where `NET` is. Headings, text in capitals, names of trials and products,
    abbreviations with numbers (`HER2`, `IL-6`) and those that the profile knows (`DNA`) are left alone.

    ## Why
    A reader who must guess may guess wrong, and a claim that is not understood cannot be substantiated (ABPI Code 2024,
    clause 6.2).

    ## Example
    > Treatment with XOIs lowers urate.

    ## Fix
    Write it out at first use, with the abbreviation in parentheses: `xanthine oxidase inhibitors (XOIs)`; or add it to
    the key. If your readers need no explanation, add it to `[abbreviations] known` in the profile.
    """
    explained = _Explained(case.definitions)
    silent = _left_alone(case)
    for prose in _running(case):
        for mention in _capitals(case, prose):
            short = base(mention.short)
            if short in silent or short.lower() in silent:
                continue
            if prose.is_exempt(mention.start - prose.start, mention.end - prose.start):
                continue
            found = explained.by(mention)
            if found is None or (_only_later(found, mention) and not _is_floating(case, mention)):
                silent.add(short)  # said once
                yield _unexplained(case, mention, found)


class _Explained:
    """The explanations of a document, to be asked by mention."""

    def __init__(self, explained: Sequence[Definition]) -> None:
        self._first: dict[str, Definition] = {}
        for definition in explained:
            short = base(definition.short)
            for name in (short, _plain(short), *re.split(r"[-‐‑/&\s]", short)):
                # A key explains from wherever it stands, so it wins over a place in the text.
                if name not in self._first or (definition.in_key and not self._first[name].in_key):
                    self._first[name] = definition

    def by(self, mention: _Mention) -> Definition | None:
        """What explains this mention: as it stands, as a part of a longer one (`GEP` by `GEP-NETs`), or the longer
        one it is a part of (`IFN` in `IFN-γ`)."""
        return self._first.get(base(mention.short)) or self._first.get(mention.whole)


def _left_alone(case: Case) -> set[str]:
    """Abbreviations that the profile knows, products, and words in small letters (`NOT` beside `not` is emphasis)."""
    settings = case.profile.abbreviations
    known = {base(short) for short in (*settings.known, *settings.not_abbreviations, *case.products)}
    return known | {word for prose in case.prose for word in re.findall(r"(?<![\w-])[a-z]{2,6}(?![\w-])", prose.words)}


def _only_later(definition: Definition, mention: _Mention) -> bool:
    """Not so for a key; and of a pair whose letters do not fit, the place proves nothing."""
    return not definition.in_key and definition.sure and definition.start > mention.start


def _unexplained(case: Case, mention: _Mention, definition: Definition | None) -> Problem:
    late = definition is not None
    line = case.document.line_of(definition.start) if definition is not None else 0
    return Problem(
        f"“{mention.short}” is used here and explained only on line {line}."
        if late
        else f"“{mention.short}” is not explained.",
        identity=base(mention.short),
        start=mention.start,
        end=mention.end,
        statement=mention.prose.statement,
        suggestion="Explain it at its first use."
        if late
        else "Write it out at first use, or add it to the key." + (_LOST if case.lost_text else ""),
    )


def _is_floating(case: Case, mention: _Mention) -> bool:
    block = case.document.block_at(mention.start)
    return mention.prose.statement.kind == "caption" or (block is not None and block.kind in _FLOATING)


@rule("ABB002", "unused-abbreviation", "minor")
def unused_abbreviation(case: Case) -> Iterator[Problem]:
    """An abbreviation is explained and never used.

    ## What
    The abbreviation key has an entry that the text never uses. Where part of the text was lost in extraction, the
    finding is graded info and says so. A profile may also ask for abbreviations that are introduced in the text and
    not used again.

    ## Why
    The text that used it may have been taken out, with its claims; or the key belongs to another version. Either is
    worth a look before approval.

    ## Example
    > CKD, chronic kidney disease

    The page never says CKD.

    ## Fix
    Remove the entry, or put the missing text back.
    """
    explained = case.definitions
    texts = [prose for prose in case.prose if prose.statement.kind != "abbreviation"]
    text = "\n".join(prose.words for prose in texts)
    reported: set[str] = set()
    for definition in explained:
        short = base(definition.short)
        if short in reported:
            continue
        if definition.in_key:
            unused = mentions(definition.short, text) is None
        else:
            unused = case.profile.abbreviations.unused_inline and _never_again(definition, texts)
        if not unused:
            continue
        reported.add(short)
        yield Problem(
            f"“{definition.short}” ({shortened(definition.long, 60)}) is explained and never used.",
            identity=short,
            start=definition.start,
            end=definition.end,
            statement=definition.statement,
            severity="info" if case.lost_text else None,
            suggestion="Remove it from the key." + (_LOST if case.lost_text else ""),
        )


def _never_again(definition: Definition, texts: Sequence[Prose]) -> bool:
    if definition.statement.kind in ("disclaimer", "boilerplate") or not definition.sure:
        return False
    for prose in texts:
        words = prose.words
        if prose.statement is definition.statement:
            at = definition.start - prose.start
            words = words[:at] + " " * len(definition.short) + words[at + len(definition.short) :]
        if mentions(definition.short, words):
            return False
    return True


@rule("ABB003", "conflicting-abbreviation", "major")
def conflicting_abbreviation(case: Case) -> Iterator[Problem]:
    """One abbreviation with two meanings, or one meaning with two abbreviations.

    ## What
    The document explains the same abbreviation in two ways that are not the same words in another spelling or number,
    or gives two abbreviations for the same words.

    ## Why
    The reader cannot tell which is meant, and a statement with two meanings cannot be substantiated (ABPI Code 2024,
    clause 6.2).

    ## Example
    > The cardiac index (CI) fell. ... CI, confidence interval

    ## Fix
    Keep one meaning for each abbreviation, and write the other one out.
    """
    by_short: dict[str, list[Definition]] = defaultdict(list)
    by_long: dict[str, list[Definition]] = defaultdict(list)
    for definition in case.definitions:
        if not definition.sure or not definition.long:
            continue
        others = by_short[base(definition.short)]
        if others and not any(_same_words(definition.long, other.long) for other in others):
            yield _conflict(case, definition, others[0], f"“{definition.short}” stands for “{definition.long}” here")
        others.append(definition)
        named = by_long[_folded(definition.long)]
        if named and not any(_same_or_part(definition.short, other.short) for other in named):
            yield _conflict(
                case, definition, named[0], f"“{definition.long}” is shortened to “{definition.short}” here"
            )
        named.append(definition)


def _conflict(case: Case, definition: Definition, other: Definition, said: str) -> Problem:
    there = listed([f"“{other.short}”, “{other.long}”"])
    return Problem(
        f"{said}, and on line {case.document.line_of(other.start)} it is {there}.",
        identity=f"{base(definition.short)} {_folded(definition.long)} {_folded(other.long)}",
        start=definition.start,
        end=definition.end,
        statement=definition.statement,
        suggestion="Keep one meaning for one abbreviation, and write the other one out.",
    )


def _same_or_part(first: str, second: str) -> bool:
    """Also a part: `NRTI` and `NNRTI` may both be read out of the words that `NNRTI` stands for."""
    one, two = (re.sub(r"\W", "", base(short)).lower() for short in (first, second))
    return one == two or one.endswith(two) or two.endswith(one)


def _folded(long: str) -> str:
    words = re.findall(r"[^\W_]+", folded_spelling(long.lower()))
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def _same_words(first: str, second: str) -> bool:
    from rapidfuzz import fuzz

    one, two = _folded(first), _folded(second)
    return (
        one == two
        or set(one.split()) <= set(two.split())
        or set(two.split()) <= set(one.split())
        or (fuzz.ratio(one, two) >= 80)
    )
