"""Abbreviations of a document: where they are explained, where they are used.

Pairs in the text follow Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text" (Pac Symp Biocomput 2003), with Greek letters and plurals; keys (`CI, confidence interval; HR, hazard ratio`) are
read item by item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.prose import Prose
from audit.model import Statement

GREEK = str.maketrans("αβγδεκλμνπρστφχψωɣµΔΓ", "abgdeklmnprstfcpogmDG")
_DASHES = str.maketrans("‐‑‒–—", "-----")
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿΑ-Ωα-ωɣµ"
TOKEN = re.compile(rf"(?<![\w@.-])[{_LETTERS}\d]+(?:[-‐‑/&][{_LETTERS}\d]+)*(?:\+|['’]s)?(?!\w)")


@dataclass(frozen=True, slots=True)
class Definition:
    """`short` is explained as `long`; `start` to `end` are the characters of `short` in the document.

    in_key: in an abbreviation key, not in the running text. sure: the letters of `short` are found in `long`.
    """

    short: str
    long: str
    start: int
    end: int
    statement: Statement
    in_key: bool
    sure: bool = True


def base(short: str) -> str:
    """An abbreviation without plural and possessive endings, dashes and Greek letters made one: `NETs` -> `NET`."""
    plain = re.sub(r"['’]s?$", "", short.strip()).translate(_DASHES).replace("ɣ", "γ").replace("µ", "μ")
    return plain[:-1] if len(plain) > 2 and plain.endswith("s") and plain[-2].isupper() else plain


def looks_short(text: str) -> bool:
    """Whether this can be an abbreviation: 2 to 12 characters, at most two words, a capital or a Greek letter."""
    plain = text.strip()
    return (
        2 <= len(plain) <= 12
        and len(plain.split()) <= 2
        and plain[0].isalnum()
        and (
            sum(letter.isupper() for letter in plain) >= 2 or any(letter.translate(GREEK) != letter for letter in plain)
        )
    )


def long_form(short: str, before: str) -> str | None:
    """The words at the end of `before` that `short` abbreviates, by Schwartz and Hearst; None if there are none."""
    wanted = [letter for letter in base(short).lower().translate(GREEK) if letter.isalnum()]
    text = before.lower().translate(GREEK)
    if not wanted or len(text) != len(before):
        return None
    at = len(text) - 1
    for number, letter in enumerate(reversed(wanted), 1):
        first = number == len(wanted)
        while at >= 0 and (text[at] != letter or (first and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    found = before[at + 1 :].strip()
    return found if _plausible(short, found) else None


_NO_BEGINNING = re.compile(r"(?:and|or|with|of|the|in|for|by|from|to|see|as|at|on|an?|is|are|was|were|than|that|this)")


def _plausible(short: str, long: str) -> bool:
    words = re.findall(r"[^\W_]+", long)
    letters = sum(letter.isalnum() for letter in base(short))
    return (
        len(words) <= min(letters + 5, letters * 2)
        and len(long) > len(short)
        and base(short) not in {base(word) for word in words}
        and not _NO_BEGINNING.fullmatch(words[0].lower())
        and not re.search(r"[()\[\]<>=;]", long)
    )


_BRACKET = re.compile(r"[(\[]([^()\[\]]{2,90})[)\]]")
_PREFIX = re.compile(r"^(?:also|or|i\.?e\.?,?|called|termed|abbreviated(?: as)?|hereafter|known as)\s+", re.IGNORECASE)
_BOUNDARY = re.compile(r"[.;:!?]\s")


def _in_text(prose: Prose) -> Iterator[Definition]:
    words = prose.words
    for bracket in _BRACKET.finditer(words):
        content = bracket[1]
        inner = re.split(r"\s*[;,=:]\s", content, maxsplit=1)[0].strip()
        inner = _PREFIX.sub("", inner)
        before = words[: bracket.start()].rstrip()
        boundary = [match.end() for match in _BOUNDARY.finditer(before)]
        before = before[boundary[-1] if boundary else 0 :]
        if looks_short(inner):
            at = words.index(inner, bracket.start())
            tail = " ".join(before.split()[-(2 * len(inner) + 2) :])
            found = long_form(inner, tail)
            lower = len(re.findall(r"[a-z]{3,}", " ".join(before.split()[-3:]))) >= 2
            if found or (lower and " " not in inner):
                yield _definition(prose, inner, found or "", at, in_key=False, sure=found is not None)
            continue
        token = next(reversed(list(TOKEN.finditer(before))), None)
        if token is not None and token.end() == len(before) and looks_short(token[0]) and " " in content:
            found = long_form(token[0], content)
            if found and len(found) == len(content.strip()):
                at = bracket.start() - (len(words[: bracket.start()]) - len(words[: bracket.start()].rstrip()))
                yield _definition(prose, token[0], found, at - len(token[0]), in_key=False)


def _definition(prose: Prose, short: str, long: str, at: int, *, in_key: bool, sure: bool = True) -> Definition:
    start = prose.start + at
    return Definition(short, " ".join(long.split()), start, start + len(short), prose.statement, in_key, sure)


_SHORT = rf"(?:[{_LETTERS}\d][{_LETTERS}\d+/&.*-]{{0,11}}(?:\s[A-Z\d]{{1,4}})?)"
_KEY_ITEM = re.compile(
    rf"(?:^|(?<=[;.\n•|]))\W*?(?P<short>{_SHORT})\s*(?:[,:=]|\s[-–—]\s|\t)\s*(?P<long>[^;\n•|]+?)"
    rf"(?=\s*(?:[;\n•|]|$|\.\s+(?=[A-Z])|\.$|,\s+{_SHORT}\s*[,:=]\s))"
)
_KEY_COMMA = re.compile(rf",\s+(?P<short>{_SHORT})\s*[,:=]\s+(?P<long>[^;,\n]+)")
_KEY_TITLE = re.compile(r"^\W*(?:list of )?abbreviations?(?: (?:used|key|and acronyms))?\W*[:.]?\s*", re.IGNORECASE)


def _in_key(prose: Prose) -> Iterator[Definition]:
    title = _KEY_TITLE.match(prose.words)
    offset = title.end() if title else 0
    for pattern in (_KEY_ITEM, _KEY_COMMA):
        for item in pattern.finditer(prose.words, offset) if offset == 0 else _from(pattern, prose.words, offset):
            short, long = item["short"].rstrip(".*"), item["long"].strip(" .,")
            letters = [letter for letter in short if letter.isalpha()]
            if letters and long and (len(short) <= 4 or looks_short(short)):
                yield _definition(prose, short, long, item.start("short"), in_key=True)


def _from(pattern: re.Pattern[str], words: str, offset: int) -> Iterator[re.Match[str]]:
    # `^` is the beginning of the string, wherever the search starts: blank the title instead, offsets stay.
    return pattern.finditer("\n" * offset + words[offset:])


def definitions(proses: Sequence[Prose]) -> list[Definition]:
    """Everything that explains an abbreviation, in order of the text."""
    found: dict[tuple[int, bool], Definition] = {}
    for prose in proses:
        in_key = prose.statement.kind == "abbreviation"
        for definition in _in_key(prose) if in_key else _in_text(prose):
            found.setdefault((definition.start, definition.in_key), definition)
    return sorted(found.values(), key=lambda definition: definition.start)


def mentions(short: str, text: str) -> re.Match[str] | None:
    """The first use of an abbreviation in `text`: plural, possessive, with a number (`G1` for `G`) or as a part of a
    longer one (`BP-NETs` for `NET`). Letters must have the same case."""
    if max(re.findall(r"[A-Za-z\d]+", base(short)), key=len, default="") not in text:
        return None  # quick: a long text is searched for many keys
    spelled = "".join(
        "[-‐‑]?" if letter == "-" else ("[-‐‑]?" if letter.translate(GREEK) != letter else "") + _like(letter)
        for letter in base(short)
    )
    return re.search(rf"(?<![{_LETTERS}\d]){spelled}(?:s|es)?(?![{_LETTERS}])", text)


def _like(letter: str) -> str:
    return {"γ": "[γɣ]", "μ": "[μµ]"}.get(letter, re.escape(letter))
