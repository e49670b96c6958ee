"""What a journal's name looks like: the known names, their words, and where a title ends and a journal begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_LIST: Final = Path(__file__).parent / "data" / "journals.txt"
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
_PARENTHESIS: Final = re.compile(r"\s*\([^()]*\)\s*$")
_SMALL: Final = frozenset(
    (
        "of and the in for on an a & to de la le les et des du der die das für und del della di y e en i da do dos van "
        "voor och af"
    ).split()
)
# ends of sentences inside which a journal may begin; the quotation mark of a quoted title closes it for certain
_BOUNDARY: Final = re.compile(
    r"(?:(?<=[^\s.])[.?!]\.?['\"’”»)\]]*|['\"”»][.,]|[.,]['\"”»]|[”»\"](?=\s))(?:\s+(?:In:?\s)?|(?=[A-Z][a-z]+(?:\s|$)))(?=[^\s\W_]|[(&])"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`names`: keys of known journals; `words`: lower-case words of their names, full and abbreviated."""

    names: frozenset[str]
    words: frozenset[str]


def name_key(name: str) -> str:
    """What spellings of one journal have in common: letters and digits, no article, no place in brackets."""
    name = _PARENTHESIS.sub("", name.strip(" .,;:"))
    if name[:4].lower() == "the ":
        name = name[4:]
    return _NOT_ALNUM.sub("", name.replace("&", "and")).lower()


@cache
def journal_forms() -> tuple[tuple[str, str], ...]:
    """Full title and abbreviation of each journal that `data/journals.txt` lists."""
    lines = (line for line in _LIST.read_text("utf-8").splitlines() if line and line[0] != "#")
    return tuple((full, short) for full, _, short in (line.partition("|") for line in lines))


def read_vocabulary() -> Vocabulary:
    """The names and words of the listed journals."""
    names: set[str] = set()
    words: set[str] = set()
    for forms in journal_forms():
        for name in forms:
            names.add(name_key(name))
            words.update(word for word in re.findall(r"[^\W\d_]+", name.lower()) if word not in _SMALL)
    return Vocabulary(frozenset(names), frozenset(words))


@cache
def vocabulary() -> Vocabulary:
    """`read_vocabulary`, once."""
    return read_vocabulary()


def is_known(name: str) -> bool:
    """Whether `name` is a journal of the list, in full or abbreviated, dotted or not."""
    return name_key(name) in vocabulary().names


# names of fields of study and their abbreviations: "Neuroendocrinol", "Hepatology", "Psychiatr", "Neurosurg"
_FIELD: Final = re.compile(r".{3}(?:ol|ology|iatry?|iatrics?|surg|surgery|chem|therapy?|pathy?|genet(?:ics)?|metab)\Z")


def likeness(name: str) -> float:
    """How much a stretch of words reads as a journal's name: above 0 rather yes, known names far above."""
    known = vocabulary()
    score = 0.0
    words = name.split()
    for index, word in enumerate(words):
        bare = word.strip(".,:;()[]'’\"/&")
        lowered = bare.lower()
        if not bare or lowered in _SMALL:
            score -= 0.15
        elif bare[0].isdigit():
            score -= 0.8
        elif bare[0].isupper():
            in_list = (
                lowered in known.words
                or _FIELD.search(lowered) is not None
                or all(part in known.words for part in re.split(r"[-‐/]", lowered))
            )
            score += (1.0 if in_list else -0.35) + (0.4 if word.endswith(".") and index < len(words) - 1 else 0.0)
        else:
            score += 0.15 if lowered in known.words else -1.6
    if len(words) > 12:
        score -= (len(words) - 12) * 0.5
    if name_key(name) in known.names:
        score += 8
    return score


@dataclass(frozen=True, slots=True)
class Split:
    """A title and the name of its source, which begins at `at`; `sure`: how far the choice stands above its rivals."""

    title: str
    container: str
    sure: float
    at: int


def split_title(text: str) -> Split | None:
    """Cut `Title. Journal` where the journal begins, or None where no place offers itself."""
    text = text.rstrip(" ,;:(")
    best: tuple[float, re.Match[str]] | None = None
    second = -9.0
    for match in (*_BOUNDARY.finditer(text), *_after_commas(text)):
        right = text[match.end() :].rstrip(" .,;:")
        if not right or len(right) > 180 or match.start() < 3:
            continue
        if match.group()[0] == "," and best is not None and match.start() > best[1].start():
            continue  # within the journal's name: "Int. J. Radiat. Oncol., Biol., Phys."
        score = likeness(right) + _boundary_bonus(text, match)
        if best is None or score > best[0]:
            second = best[0] if best else second
            best = (score, match)
        else:
            second = max(second, score)
    if best is None or best[0] < -6:
        return _without_boundary(text)
    if best[0] < 1 and (joined := _without_boundary(text)) is not None:
        return joined
    score, match = best
    end = match.end()
    sure = min(score - second, score, 1.0 if match.group()[0] == "," else score)  # after a comma the model decides
    return Split(_title(text[:end]), text[end:].strip(" .,;:"), sure, end)


_COMMA: Final = re.compile(r",\s+(?=[A-Z])")
_ABBREVIATION: Final = re.compile(r"[A-Z][a-z]{0,4}\.")


def _listed(word: str) -> bool:
    bare = word.strip(".,;:()").lower()
    return bare in vocabulary().words or bare in _SMALL or (len(bare) == 1 and bare.isalpha())


def is_abbreviation(word: str) -> bool:
    """Whether a word with a full stop abbreviates one of a journal's name: `Engl.`, `J.`; not `USA.`, `Jersey.`"""
    return bool(_ABBREVIATION.fullmatch(word)) and _listed(word)


def _after_commas(text: str) -> list[re.Match[str]]:
    """Commas after which nothing but abbreviations with their full stops follows: `..., N. Engl. J. Med.`"""
    found = []
    for match in _COMMA.finditer(text, max(0, len(text) - 90)):
        words = text[match.end() :].split()
        stopped = is_abbreviation(words[0])
        short = all((word[0].isupper() and len(word) <= 10) or word.lower() in _SMALL for word in words)
        if stopped and short and len(words) > 1 and all(_listed(word) for word in words):
            found.append(match)
    return found


_QUOTED: Final = re.compile(r"[“\"«‘„']\s?(?P<inner>[^“”\"«»]{3,}?)\s?[.,]?(?:[”\"»]|(?<!\w)['’]|['’])[.,]?")


def _title(text: str) -> str:
    """A title without the full stop that ends it and the marks that quote it; question marks are its own."""
    text = re.sub(r"\s(?:In:?)$", "", text.strip())
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        text = quoted.group("inner")
    return text.strip().rstrip(".,;: ") or text


_ONE_WORD_SENTENCE: Final = re.compile(r"[.?!]\s+[^\s.]+\Z")


def _boundary_bonus(text: str, match: re.Match[str]) -> float:
    """A full stop after a long small-lettered word ends a sentence; one after a short capitalised word abbreviates."""
    before = text[: match.start()].rsplit(None, 1)[-1] if text[: match.start()].split() else ""
    mark = match.group().strip()
    bonus = 0.0
    if any(c in mark for c in '?!"”»'):
        bonus += 1.0
    elif ".)" in mark and "(" in before:
        bonus -= 1.5  # "Nephelium lappaceum (Jacq.) Swartz": an abbreviation, not the end of a sentence
    bare = before.strip("()[]'’\"“”.,")
    if bare and bare[0].isupper() and len(bare) <= 6 and bare.lower() in vocabulary().words and mark.startswith("."):
        bonus -= 0.6
    if len(bare) == 1 and bare.isupper():
        bonus -= 0.8
    elif bare and bare[0].isupper() and _ONE_WORD_SENTENCE.search(text, 0, match.start()):
        bonus -= 9  # "... thought. Perspect. | Psychol. Sci.": one capitalised word is no sentence
    return bonus


def _tail(text: str, size: int) -> str:
    """The last `size` words of a text with the white space between them."""
    return re.search(rf"(?:\S+\s+){{{size - 1}}}\S+$", text).group()  # type: ignore[union-attr]


def _without_boundary(text: str) -> Split | None:
    """A known journal at the end of the text whose full stop was lost (`... in adults J Clin Oncol`)."""
    text = text.rstrip()
    words = text.split()
    names = vocabulary().names
    for size in range(min(12, len(words) - 2), 0, -1):
        right = " ".join(words[-size:])
        if name_key(right) in names and (size > 1 or (words[-1][0].isupper() and words[-2][-1] in ".?!,:")):
            at = text.rindex(words[-size]) if size == 1 else len(text) - len(_tail(text, size))
            return Split(_title(text[:at]), right.strip(" .,;:"), 2.0, at)
    return None
