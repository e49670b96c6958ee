"""Names in any form and mixture to authors, where it is known that a text holds nothing but names."""

from __future__ import annotations

import re

from audit.bibliography.name_patterns import (
    CHUNK,
    DEGREE,
    EDITORS,
    ET_AL,
    FAMILY_INITIALS,
    GROUP,
    GROUP_WORD,
    INITIALS_FAMILY,
    LAST_DEGREE,
    LEADING_PARTICLES,
    ONLY_INITIALS,
    ONLY_SUFFIX,
    PARTICLE,
)  # fmt: skip
from audit.bibliography.names import from_match, person, read_prefix, split_glued
from audit.bibliography.organisations import is_organisation
from audit.model import Author

_ACRONYM = re.compile(r"[A-Z]{3,6}\.?")  # "AWMF.", "ENETS.": all there is, and no family name is written so


def parse_names(segment: str) -> tuple[list[Author], bool]:
    """Authors of a stretch of text that holds nothing else, and whether it ends in `et al` or its like."""
    text = EDITORS.sub(" ", " " + segment + " ").strip()
    text = re.sub(r"(?<=[^\W\d_])[*†‡§¶]+|(?<=[a-zà-ÿ])\d+(?:,\d+)*(?=[,;\s]|$)", "", text)
    text = DEGREE.sub("", text)
    et_al = False
    match = ET_AL.search(text)
    rest = ""
    if match:
        et_al, rest, text = True, text[match.end() :].strip(" .,;"), text[: match.start()]
    text = text.strip(" ,;:&")
    if is_organisation(text) and not FAMILY_INITIALS.match(text):
        return [Author(literal=text.rstrip("."))], et_al
    if _ACRONYM.fullmatch(text):
        return [Author(literal=text.rstrip("."))], et_al
    authors = _people(text) if text else []
    if rest:
        more = GROUP.match(rest)
        words = rest[more.end() :] if more else rest
        if GROUP_WORD.search(words):
            authors.append(Author(literal=words))
        elif tail := _people(words):
            authors.extend(tail)
    return authors, et_al


def _people(text: str) -> list[Author]:
    prefix = read_prefix(text)
    if prefix.authors and prefix.end >= len(text.rstrip(" .,;:")):
        return prefix.authors
    glued = split_glued(text)
    if glued:
        return glued
    return _loose(text)


def _loose(text: str) -> list[Author]:
    """Names in any order and mixture: cut at commas and conjunctions, then put families and given names together."""
    separator = re.compile(r"\s*;\s*(?:and\s+|&\s*)?") if ";" in text else CHUNK
    chunks = [chunk.strip(" .") if len(chunk.strip(" .")) > 2 else chunk.strip() for chunk in separator.split(text)]
    authors: list[Author] = []
    index = 0
    chunks = [chunk for chunk in chunks if chunk]
    inverted = _first_inverted(chunks)
    while index < len(chunks):
        chunk = chunks[index]
        nxt = chunks[index + 1] if index + 1 < len(chunks) else ""
        index += 1
        if ONLY_SUFFIX.fullmatch(chunk) and authors and authors[-1].family:
            authors[-1] = authors[-1].model_copy(update={"suffix": chunk.rstrip(".")})
        elif "," in chunk:  # "Family, Given" between semicolons
            family, _, given = chunk.partition(",")
            authors.append(person(family, given.strip()))
        elif nxt and _pairs(chunk, nxt, inverted, first=not authors):
            authors.append(person(chunk, nxt))
            index += 1
        else:
            authors.append(_one(chunk))
    return authors


def _pairs(chunk: str, following: str, inverted: bool, *, first: bool) -> bool:
    """Whether two chunks are one name: family and initials, or family and given in a list that turns names round."""
    if ONLY_INITIALS.fullmatch(following) and not FAMILY_INITIALS.fullmatch(chunk):
        return True
    return inverted and (first or (len(chunk.split()) == 1 and len(following.split()) <= 2))


def _first_inverted(chunks: list[str]) -> bool:
    """Whether the list begins `Family, Given` (Chicago, MLA): a lone word, then something that is a given name."""
    if len(chunks) < 2 or len(chunks[0].split()) > 2 or GROUP_WORD.search(chunks[0]):
        return False
    given = chunks[1].split()
    if len(chunks[0].split()) == 2 and not LEADING_PARTICLES.match(chunks[0]) and len(given) > 1:
        return False
    return len(given) <= 3 and (len(given) == 1 or ONLY_INITIALS.fullmatch(given[-1]) is not None or len(chunks) == 2)


def _one(chunk: str) -> Author:
    """One name: `Smith AB`, `A. B. Smith`, `John B. Smith`, or an organisation."""
    if is_organisation(chunk):
        return Author(literal=chunk)
    for pattern in (FAMILY_INITIALS, INITIALS_FAMILY):
        match = pattern.fullmatch(chunk)
        if match:
            return from_match(match)
    words = LAST_DEGREE.sub(r"\1", chunk).split()
    if len(words) == 1:
        return Author(family=chunk)
    if len(words) > 5 or any(word[0].islower() and not re.fullmatch(PARTICLE, word) for word in words):
        return Author(literal=chunk)
    split = len(words) - 1
    while split > 1 and words[split - 1][0].islower():
        split -= 1
    suffix = None
    if ONLY_SUFFIX.fullmatch(words[-1]) and len(words) > 2:
        suffix, split = words[-1], len(words) - 2
        words = words[:-1]
    return person(" ".join(words[split:]), " ".join(words[:split]), suffix)
