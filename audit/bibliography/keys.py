"""Citation keys: `oronsky2017nothing`, first author's family name, year, first content word of the title.

A key is lower-case ASCII letters and digits, begins with a letter, is never empty and depends on nothing but the
reference and the keys already taken. Organisations give their initials (`who2020global`), or their name where it is
one or two short words (`mayoclinic2021overview`); without an author the editor, the publisher, the site or the title
stands in. `nd` stands for a missing year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from audit.model import Author, Reference

_LONGEST_PART: Final = 24
_LONGEST_NAME_OF_ORGANISATION: Final = 16
_NO_YEAR: Final = "nd"
_NOBODY: Final = "anon"

# articles, prepositions, conjunctions, pronouns, auxiliaries in English, French, German, Spanish, Italian
STOP_WORDS: Final = frozenset(
    """
    a about after against all an and are as at be been before between both but by can do does during for from has have
    how if in into is it its may of on or over than that the their them these this those through to toward towards
    under upon versus via vs was were what when where which while who whom whose why will with within without your
    au aux avec ce ces cette chez comme contre dans de des du elle en entre est et il la le les leur leurs lors mais ou
    par pas pendant pour quand que qui sa sans se ses son sont sous sur un une vers
    als am an auf aus bei beim bis da das dass dem den der des die durch ein eine einem einen einer eines fur gegen im
    ist mit nach nicht oder ohne seit sich sind uber um und unter vom von vor was wenn wer wie wird wo zu zum zur
    zwischen
    al ante cada como con cual cuando cuya del desde donde el ella ellas ellos entre es esta estas este esto estos ha
    hacia hasta las lo los mas muy ni no nos o para pero por porque que segun ser sin sobre son su sus tras una unas uno
    unos y
    agli ai alla alle allo che ci coi col come con cui da dagli dai dal dalla dalle degli dei del dell della delle dello
    di e ed fra gli ho i il in la lo ma ne negli nei nel nella nelle nello non per piu quale quali quando quella quelle
    se si sono su sua sue sugli sui sul sulla sulle tra un uno
    """.split()
)
_ELIDED: Final = re.compile(r"\b(?:[cdjlmnst]|qu|dell|nell|sull|all|dall|un|quell)['’](?=\w)", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]{0,40}>|&[a-z]{2,8};")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’`´](?=\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_LEGAL_FORM: Final = frozenset(
    ["inc", "ltd", "llc", "gmbh", "ag", "sa", "plc", "corp", "corporation", "co", "company", "bv", "nv", "ab", "spa"]
)
_ACRONYM: Final = re.compile(r"\(\s*([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\s*\)")

# letters that no decomposition takes to ASCII, and the scripts of the papers that medical pages cite most
_PAIRS: Final = (
    "ß=ss ẞ=SS æ=ae Æ=Ae œ=oe Œ=Oe ø=o Ø=O ł=l Ł=L đ=d Đ=D ð=d Ð=D þ=th Þ=Th ı=i ŋ=n ħ=h ĸ=k ſ=s "
    "α=a β=b γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o "
    "а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch "
    "ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya є=ye і=i ї=i ґ=g"
)
_LETTERS: Final = str.maketrans(dict(pair.split("=") for pair in _PAIRS.split()))


def fold(text: str) -> str:
    """`text` in lower-case ASCII as far as letters have an ASCII form; others stay."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFKD", bare.lower().translate(_LETTERS))


def _ascii(text: str) -> str:
    """The ASCII letters and digits of `text`, folded."""
    return re.sub(r"[^a-z0-9]+", "", fold(text))


def content_words(text: str) -> list[str]:
    """The words of a title that say something, folded to ASCII, in order; markup, articles and the like left out."""
    plain = _APOSTROPHE.sub("", _ELIDED.sub("", _MARKUP.sub(" ", text)))
    words = (_ascii(word) for word in _WORD.findall(plain))
    return [word for word in words if len(word) > 1 and word not in STOP_WORDS]


def make_key(reference: Reference, taken: Collection[str]) -> str:
    """A citation key for `reference` that is not in `taken` (keys in lower case): `x`, else `xa`, `xb`, ... `xaa`."""
    words = content_words((reference.title or "")[:500]) or content_words(reference.raw[:200])
    name, words = _name(reference, words)
    base = name + _year(reference) + _title_word(words)
    if not base[0].isalpha():
        base = "x" + base
    if base not in taken:
        return base
    first, beyond = 0, 1
    while base + _letters(beyond - 1) in taken:
        first, beyond = beyond, beyond * 2
    while first < beyond - 1:  # halving, since thousands of pages of one organisation may share a base
        middle = (first + beyond) // 2
        first, beyond = (middle, beyond) if base + _letters(middle - 1) in taken else (first, middle)
    return base + _letters(first)


def _letters(number: int) -> str:
    """0 is `a`, 25 is `z`, 26 is `aa`."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _name(reference: Reference, words: list[str]) -> tuple[str, list[str]]:
    """The part of the key that stands for who wrote it, and the title words that are left for the rest."""
    for people in (reference.authors, reference.editors):
        for author in people[:1]:
            if name := _author_name(author):
                return name, words
    for organisation in (reference.publisher, reference.container):
        if organisation and reference.type != "article" and (name := _organisation_name(organisation)):
            return name, words
    if words:
        return words[0][:_LONGEST_PART], words[1:]
    return _ascii(reference.identifier or "")[:_LONGEST_PART] or _NOBODY, words


def _author_name(author: Author) -> str:
    if author.literal is not None:
        return _organisation_name(author.literal)
    return _ascii(author.sort_name or author.given or "")[:_LONGEST_PART]


def _organisation_name(name: str) -> str:
    name = name[:500]
    if acronym := _ACRONYM.search(name):
        return _ascii(acronym.group(1))[:_LONGEST_PART]
    words = [word for word in content_words(name.partition("(")[0]) if word not in _LEGAL_FORM] or content_words(name)
    if len(words) >= 3:
        return "".join(word[0] for word in words)[:10]
    joined = "".join(words)
    if len(words) == 2 and len(joined) > _LONGEST_NAME_OF_ORGANISATION:
        return words[0][:_LONGEST_PART]
    return joined[:_LONGEST_PART]


def _year(reference: Reference) -> str:
    for value in (reference.year, reference.published):
        if value and (year := _YEAR.search(value)):
            return year.group()
    return _NO_YEAR


def _title_word(words: list[str]) -> str:
    """The first word that is no mere number; a number where the title has nothing else."""
    return next((word for word in words if not word.isdigit()), words[0] if words else "")[:_LONGEST_PART]
