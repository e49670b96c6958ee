"""Authors: where the list of names at the start of a reference ends, and who is in it.

`read_prefix` reads the regular forms (`Smith AB, de Bono JS, et al`, `Smith, A. B., & Jones, C.`, `A. B. Smith and C.
Jones`, `Smith A. B.Jones C.`) and says where they end; `parse_names` turns any stretch that is known to hold names into
authors, whatever their form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from audit.bibliography.name_patterns import (
    ET_AL,
    FAMILY_COMMA,
    FAMILY_INITIALS,
    GLUED,
    GROUP,
    GROUP_WORD,
    HYPHEN,
    INITIALS_FAMILY,
    LEADING_PARTICLES,
    SEPARATOR,
    UP,
)  # fmt: skip
from audit.bibliography.organisations import ACRONYMS, is_organisation, organisation_prefix
from audit.model import Author


@dataclass(slots=True)
class Prefix:
    """The names at the start of a text: `end` is where the next part begins, `closed` whether punctuation ends them.

    form: `family-initials`, `family-comma`, `initials-family`, `glued`, `organisation`.
    """

    authors: list[Author] = field(default_factory=list)
    et_al: bool = False
    end: int = 0
    form: str = ""
    closed: bool = False


@lru_cache(maxsize=20_000)
def compact_initials(given: str) -> str:
    """`A. B.` and `A B` as `AB`; `J.-P.` as `J-P`; a written-out name as it is."""
    letters = re.sub(r"[.\s]+", "", given)
    bare = re.sub(rf"[{HYPHEN}]", "", letters)
    if (
        len(bare) <= 5
        and bare[:1].isupper()
        and re.fullmatch(rf"[{UP}][{UP}a-z]{{0,4}}", bare)
        and (not re.search(r"[a-z]{2}", bare) and (len(bare) < 3 or bare.isupper() or "." in given))
    ):
        return re.sub(rf"[{HYPHEN}]+", "-", letters)
    return " ".join(given.split()).rstrip(",;")


@lru_cache(maxsize=20_000)
def person(family: str, given: str | None = None, suffix: str | None = None) -> Author:
    """An author from its parts; lower-case particles are told from the family name."""
    family = " ".join(family.split()).strip(" ,;.*")
    particle = None
    match = LEADING_PARTICLES.match(family)
    if match:
        particle, family = match.group(1), family[match.end() :]
    given = compact_initials(given) if given else None
    suffix = suffix.strip(" ,.") if suffix else None
    return Author(family=family, given=given or None, particle=particle, suffix=suffix or None)


def from_match(match: re.Match[str]) -> Author:
    """An author from a match of one of the name patterns."""
    group = match.groupdict()
    return person(group["family"], group["given"], group.get("suffix") or group.get("late"))


_FORMS: Final = (
    ("family-initials", (FAMILY_INITIALS, FAMILY_COMMA)),
    ("family-comma", (FAMILY_COMMA, INITIALS_FAMILY, FAMILY_INITIALS)),
    ("initials-family", (INITIALS_FAMILY,)),
)


def read_prefix(text: str) -> Prefix:
    """The author list at the start of `text`, in whichever regular form reads furthest; empty where none does."""
    best = Prefix()
    for form, patterns in _FORMS:
        match = patterns[0].match(text)
        if match is None or (form == "initials-family" and match.group("given") in ACRONYMS):
            continue
        prefix = _read_list(text, patterns, form)
        if prefix.end > best.end:
            best = prefix
        if form == "family-initials" and best.closed and len(best.authors) > 1:
            break
    glued = _read_glued(text)
    return glued if glued.end > best.end else best


def _read_list(text: str, patterns: tuple[re.Pattern[str], ...], form: str) -> Prefix:
    """Names of one form; a list may turn to another form after its first name (`Smith, A. B., C. Jones`)."""
    prefix = Prefix(form=form)
    match = patterns[0].match(text)
    name_end = 0
    while match:
        prefix.authors.append(from_match(match))
        prefix.end = name_end = match.end()
        if _take_et_al(text, prefix, patterns[0]):
            break
        separator = SEPARATOR.match(text, prefix.end)
        if separator is None:
            match = _spaced_name(text, prefix.end) if form == "family-initials" else None
            continue
        prefix.closed = separator.group().strip() in {",", ";"}
        match = next((found for p in patterns if (found := p.match(text, separator.end()))), None)
        if prefix.closed:
            prefix.end = separator.end()  # kept if no name follows: "Pan SC, Compliance of ..."
    return _finish(text, prefix, name_end)


def _take_et_al(text: str, prefix: Prefix, pattern: re.Pattern[str]) -> bool:
    et_al = ET_AL.match(text, prefix.end)
    if et_al is None:
        return False
    prefix.et_al, prefix.end = True, et_al.end()
    if et_al.group().strip(" ,;")[:1] in {".", "…"}:  # "Kourtis, A. P., ... Ahmed, Y. I.": the last name follows
        more = SEPARATOR.match(text, prefix.end)
        last = pattern.match(text, more.end() if more else prefix.end + 1)
        if last:
            prefix.authors.append(from_match(last))
            prefix.end = last.end()
    return True


_NO_NAME: Final = frozenset(
    (
        "Vitamin",
        "Hepatitis",
        "Type",
        "Part",
        "Phase",
        "Factor",
        "Protein",
        "Class",
        "Grade",
        "Group",
        "Influenza",
        "Botulinum",
    )
)


def _spaced_name(text: str, at: int) -> re.Match[str] | None:
    """The next name of a list that lost its commas: `Liu SM Zhong J Zhao XJ.`; only where the list ends in a stop."""
    match = FAMILY_INITIALS.match(text, at + 1) if text[at : at + 1] == " " else None
    if match is None or match.group("family").split()[0] in _NO_NAME or " " in match.group("family"):
        return None
    if text[match.end() : match.end() + 1] in {".", ","} or text[match.end() - 1] == ".":
        return match
    if text[match.end() : match.end() + 1] == ":" and text[at - 1] != ".":  # not "Jahn RG. FieldREG II: ..."
        return match
    return match if _spaced_name(text, match.end()) else None


_TERMINATOR: Final = re.compile(
    r"\s*(?:\((?:eds?|editors?|hrsg|dir)[^)]{0,12}\)|,?\s(?:eds?|editors?|Hrsg)\b\.?)?\s*[.,:;]*\s*", re.IGNORECASE
)


def _finish(text: str, prefix: Prefix, name_end: int = 0) -> Prefix:
    """Take a group after the persons (`; for the X Study Group.`) and the punctuation that closes the list."""
    if not prefix.authors:
        return prefix
    group = _group_after(text, prefix.end)
    if group is None and prefix.end > name_end and text[name_end : name_end + 1] == ";":
        group = _group_after(text, name_end)
    if group:
        literals, prefix.end = group
        prefix.authors.extend(literals)
        prefix.closed = True
    match = _TERMINATOR.match(text, prefix.end)
    if match:
        gap = match.group()
        prefix.closed = (
            prefix.closed or any(c in gap for c in ".:;,") or text[prefix.end - 1 : prefix.end] in ".;:" or prefix.et_al
        )
        prefix.end = match.end()
    return prefix


_GROUP_END: Final = re.compile(r"[.:](?=\s|$)|\ue000|\((?=\d{4})")
_BARE_GROUP: Final = re.compile(
    rf"\s((?:[{UP}][\w'’-]*\s|of\s|the\s|for\s|and\s|in\s){{1,12}}"
    r"(?:Group|Team|Investigators|Collaborators|Consortium|Committee|Network|Trialists))\.(?=\s)"
)


# an organisation as the last of the authors: "Arguin PM, Centers for Disease Control and Prevention. Malaria ..."
_LISTED_BODY: Final = re.compile(
    rf"((?:[{UP}][\w'’-]*\s|(?:of|the|for|and|in|on)\s){{1,11}}[{UP}][\w'’-]*)\.(?=\s[^\W\d_])"
)


def _group_after(text: str, at: int) -> tuple[list[Author], int] | None:
    """A group that follows the persons (`; for the X Study Group.`), and where it ends."""
    if text[max(0, at - 4) : at].rstrip(" .,").endswith("al") and (bare := _BARE_GROUP.match(text, at)):
        return [Author(literal=bare.group(1))], bare.end(1)
    if text[at - 2 : at] == ", " and (body := _LISTED_BODY.match(text, at)) and is_organisation(body.group(1)):
        return [Author(literal=body.group(1))], body.end(1)
    lead = GROUP.match(text, at)
    if lead is None or lead.end() == at or (";" not in lead.group() and not re.search(r"[a-z]", lead.group())):
        return None
    stop = _GROUP_END.search(text, lead.end())
    if stop is None or stop.start() - lead.end() > 300:
        return None
    words = text[lead.end() : stop.start()].strip()
    if not words or not GROUP_WORD.search(words) or (words[0].islower() and len(words.split()) > 16):
        return None
    return [Author(literal=re.sub(r"^(?:for|and|on behalf of)\s+(?:the\s+)?", "", words))], stop.start()


_NOBODY: Final = re.compile(r"\[?(Anonymous|Anon|No authors? (?:listed|named))\b\]?[.,:]\s*")


def organisation(text: str) -> Prefix:
    """The organisation at the start of `text`, up to the full stop or colon that ends it; empty where there is none."""
    if nobody := _NOBODY.match(text):
        return Prefix([Author(literal=nobody.group(1))], end=nobody.end(), form="organisation", closed=True)
    end = organisation_prefix(text)
    if not end:
        return Prefix()
    literal = text[:end].rstrip(" .,:;")
    match = _TERMINATOR.match(text, end)
    stop = match.end() if match else end
    return Prefix([Author(literal=literal)], end=stop, form="organisation", closed=stop > end or text[end - 1] in ".:")


def _read_glued(text: str) -> Prefix:
    """Names that lost the separators between them (`Kluck R. M.Bossy-Wetzel E.Green D. R. (1997).`)."""
    prefix, at = Prefix(form="glued"), 0
    while match := GLUED.match(text, at):
        prefix.authors.append(from_match(match))
        at = match.end()
    prefix.end = at
    return _finish(text, prefix) if len(prefix.authors) > 1 else Prefix()


def split_glued(text: str) -> list[Author]:
    """Names that lost the separators between them (`Kluck R. M.Bossy-Wetzel E.Green D. R.`), or an empty list."""
    authors, at = [], 0
    text = text.rstrip(" .") + "."
    while match := GLUED.match(text, at):
        authors.append(from_match(match))
        at = match.end()
    return authors if authors and at >= len(text.rstrip()) else []
