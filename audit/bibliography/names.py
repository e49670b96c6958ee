"""Authors: where the list of names at the start of a reference ends, and who is in it.

`read_prefix` reads the regular forms (`Smith AB, de Bono JS, et al`, `Smith, A. B., & Jones, C.`, `A. B. Smith and C.
Jones`, `Smith A. B.Jones C.`) and says where they end; `parse_names` turns any stretch that is known to hold names into
authors, whatever their form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from audit.bibliography.organisations import is_organisation, organisation_prefix
from audit.model import Author

_UP: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚḤṢṬΑ-ΩА-Я"
_HYPHEN: Final = "\u2010-\u2015\u2212-"
_APOSTROPHE: Final = "'’‘`ʼ´"
_LETTER: Final = r"[^\W\d_]"
PARTICLE: Final = (
    r"(?:d[eaiou]s?|de\s(?:l[aeo]s?|las|los)|del(?:la|le|lo|l)?|dal(?:la)?|degli|dei|van|vanden|van\s(?:de[rn]?|het|’t|'t)|vande[rn]?"
    r"|von|vom|zu[mr]?|v[ao]n\s(?:und\szu|zu)|von\sde[rmn]|te[nr]?|te|den|der|le|la|el|al|bin|binti?|ibn|abu|ap|af|av|y|e|st\.?|i)"
)
_FAMILY: Final = rf"(?:[{_UP}][{_APOSTROPHE}])?[{_UP}](?:{_LETTER}|[{_APOSTROPHE}{_HYPHEN}])*{_LETTER}"
_LOW_FAMILY: Final = rf"(?:[dlDL]|[Oo]|dell|al|el)[{_APOSTROPHE}{_HYPHEN}][{_UP}](?:{_LETTER}|[{_HYPHEN}])+"
_ONE_FAMILY: Final = rf"(?:{_LOW_FAMILY}|{_FAMILY})"
_SUFFIX: Final = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd|4th|[Ff]ilho|[Nn]eto|[Jj]únior|[Ss]obrinho)\b\.?)"
_TIGHT: Final = rf"(?:[{_UP}](?:[{_HYPHEN}]?[{_UP}]){{0,3}}|Yu|Ya|Ch|Ph|Th|St)(?![^\W\d_])"  # AB, J-F
_DOTTED: Final = rf"[{_UP}][a-z]?\.(?:\s?[{_HYPHEN}]?\s?[{_UP}][a-z]?\.){{0,4}}"
_SPACED: Final = rf"[{_UP}](?:\s[{_UP}](?![^\W\d_]|\.)){{1,2}}(?![^\W\d_])"
_INITIALS: Final = rf"(?:{_DOTTED}(?:\s?[{_UP}](?=\s?[.,;:]))?|{_SPACED}|{_TIGHT}\.?)"
# what may stand after a name: punctuation, a conjunction, a title in capitals; never a word in small letters
_AFTER: Final = (
    rf"(?=\s*(?:$|[.,;:(&\ue000*†‡\"“‘«'…]|(?:and|et|und|y|e|for|on\sbehalf|in\scollab\w*)\s|[{_UP}\d\[]|d[aeoi]\s))"
)
_FAMILIES: Final = rf"(?:{PARTICLE}\s){{0,2}}{_ONE_FAMILY}(?:\s(?:{PARTICLE}\s)?{_ONE_FAMILY}){{0,3}}?"
_MARKS: Final = r"(?:[*†‡§¶#]|[\u00b9\u00b2\u00b3\u2070-\u2079])*"

FAMILY_INITIALS: Final = re.compile(
    rf"(?P<family>{_FAMILIES})\s(?P<given>{_INITIALS})(?P<suffix>{_SUFFIX}?){_MARKS}{_AFTER}"
)
FAMILY_COMMA: Final = re.compile(
    rf"(?P<family>{_FAMILIES})(?P<suffix>{_SUFFIX}?),\s?(?P<given>{_DOTTED}|{_SPACED}|{_TIGHT}\.?)(?P<late>{_SUFFIX}?){_MARKS}{_AFTER}"
)
INITIALS_FAMILY: Final = re.compile(
    rf"(?P<given>{_DOTTED}|{_SPACED}|{_TIGHT})\s?(?P<family>{_FAMILIES})(?P<suffix>{_SUFFIX}?){_MARKS}{_AFTER}"
)

ET_AL: Final = re.compile(
    r"[,;.]?\s*(?:\b(?:and|&|und|y|e|et)\s)?(?:\bet\s?\.?\s?al(?:ii|iae|li)?\b\.?|\bet\scoll(?:ab(?:orateurs)?)?\b\.?|\bet\scol\b\.?|\bund\s(?:andere|Mitarbeiter)\b|\bu\.\s?a\.|\be\scol(?:l|s)?\b\.?"
    r"|\by\scols?\b\.?|\be\scolab(?:oradores)?\b\.?|\be\saltri\b|\by\sotros\b|\bet\sautres\b|\b(?:and|&)\s(?:others|colleagues|co-?workers|associates)\b"
    r"|\bund\skollegen\b|\be\soutros\b|\.\s?\.\s?\.|…)(?:\s?\[?et\sal\.?\]?)?",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(
    r"\s*(?:[,;]\s*(?:(?:and|und|et|y|e|en|og|och)\s|&\s?)?|\s(?:and|und|et|y|e|en|og|och)\s|\s?&\s?)", re.IGNORECASE
)
_GROUP: Final = re.compile(
    r"\s*[,;]?\s*(?:(?:and|for|on\sbehalf\sof|in\scollaboration\swith|representing|writing\s(?:group|committee)\sfor|au\snom\sd[eu]|im\sNamen|für\sdie|pour\sle|en\snombre\sde|a\snome)"
    r"\s(?:the\s|del?\s|der\s|des\s|la\s|l[’'])?)?"
)
_GROUP_WORD: Final = re.compile(
    r"\b(?:group|investigators?|collaborat(?:ors?|ion|ive)|consortium|network|committee|task\sforce|study|trialists|team|panel|society|association|council|college|academy"
    r"|organi[sz]ation|programme|program|initiative|registry|workgroup|commission|federation|foundation|board|council|alliance|force|groupe|gruppe|grupo|gruppo|collège|arbeitsgruppe|arbeitsgemeinschaft)\b",
    re.IGNORECASE,
)
_DEGREES: Final = (
    r"(?:M\.?D\.?|Ph\.?\s?D\.?|M\.?P\.?H\.?|M\.?Sc\.?|B\.?Sc\.?|R\.?N\.?|F\.?R\.?C\.?P\.?[CSE]?|Pharm\.?\s?D\.?|D\.?O\.?|M\.?B\.?B\.?S\.?"
    r"|D\.?Phil\.?|M\.?S\.?|M\.?A\.?|B\.?A\.?|FAC[CPS]|DDS|DVM|RPh|NP|ScD|DrPH)"
)
# "Tran MD" is a name with initials, "Paul Tran MD" and "Tran P, MD" have a degree
_DEGREE: Final = re.compile(
    rf"(?:,\s*{_DEGREES}|(?<=[a-z]\s)(?:PhD|MPH|MSc|PharmD)|(?:Dr\.?\s?med\.?|Prof\.?|Dr\.)\s)(?=[,;.\s]|$|[A-Z])"
)
_LAST_DEGREE: Final = re.compile(rf"(?<=[^\W\d_]{{2}}\s)([^\W\d_]{{2,}})\s{_DEGREES}$")
_EDITORS: Final = re.compile(
    r"[\s,(\[]*\b(?:eds?|editors?|hrsg|hg|herausgeber(?:in)?|dir|éds?|éditeurs?|coord|coords|comps?|a\scura\sdi|a\scura|red)\b\.?[\s)\].,:]*",
    re.IGNORECASE,
)


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


def compact_initials(given: str) -> str:
    """`A. B.` and `A B` as `AB`; `J.-P.` as `J-P`; a written-out name as it is."""
    letters = re.sub(r"[.\s]+", "", given)
    bare = re.sub(rf"[{_HYPHEN}]", "", letters)
    if (
        len(bare) <= 5
        and bare[:1].isupper()
        and re.fullmatch(rf"[{_UP}][{_UP}a-z]{{0,4}}", bare)
        and (not re.search(r"[a-z]{2}", bare) and (len(bare) < 3 or bare.isupper() or "." in given))
    ):
        return re.sub(rf"[{_HYPHEN}]+", "-", letters)
    return " ".join(given.split()).rstrip(",;")


_LEADING_PARTICLES: Final = re.compile(rf"({PARTICLE}(?:\s{PARTICLE})*)\s(?=[{_UP}dl'’])")


def person(family: str, given: str | None = None, suffix: str | None = None) -> Author:
    """An author from its parts; lower-case particles are told from the family name."""
    family = " ".join(family.split()).strip(" ,;.*")
    particle = None
    match = _LEADING_PARTICLES.match(family)
    if match:
        particle, family = match.group(1), family[match.end() :]
    given = compact_initials(given) if given else None
    suffix = suffix.strip(" ,.") if suffix else None
    return Author(family=family, given=given or None, particle=particle, suffix=suffix or None)


def _from_match(match: re.Match[str]) -> Author:
    group = match.groupdict()
    return person(group["family"], group["given"], group.get("suffix") or group.get("late"))


def read_prefix(text: str) -> Prefix:
    """The author list at the start of `text`, in whichever regular form reads furthest; empty where none does."""
    best = Prefix()
    for form, pattern in (
        ("family-initials", FAMILY_INITIALS),
        ("family-comma", FAMILY_COMMA),
        ("initials-family", INITIALS_FAMILY),
    ):
        match = pattern.match(text)
        if match is None:
            continue
        prefix = _read_list(text, pattern, form)
        if prefix.end > best.end:
            best = prefix
        if form == "family-initials" and best.closed and len(best.authors) > 1:
            break
    glued = _read_glued(text)
    if glued.end > best.end:
        best = glued
    return best


def _read_list(text: str, pattern: re.Pattern[str], form: str) -> Prefix:
    prefix = Prefix(form=form)
    at = 0
    while match := pattern.match(text, at):
        prefix.authors.append(_from_match(match))
        prefix.end = match.end()
        et_al = ET_AL.match(text, prefix.end)
        if et_al:
            prefix.et_al, prefix.end = True, et_al.end()
            more = _SEPARATOR.match(text, prefix.end) if "…" in et_al.group() or ".." in et_al.group() else None
            last = (
                pattern.match(text, more.end() if more else prefix.end + 1)
                if et_al.group().strip(" ,;")[:1] in ".…"
                else None
            )
            if last:
                prefix.authors.append(_from_match(last))
                prefix.end = last.end()
            break
        separator = _SEPARATOR.match(text, prefix.end)
        if separator is None:
            break
        at = separator.end()
        prefix.closed = separator.group().strip() in {",", ";"}
        if prefix.closed:
            prefix.end = at  # kept if no name follows: "Pan SC, Compliance of ..."
    return _finish(text, prefix)


_TERMINATOR: Final = re.compile(
    r"\s*(?:\((?:eds?|editors?|hrsg|dir)[^)]{0,12}\)|,?\s(?:eds?|editors?|Hrsg)\b\.?)?\s*[.,:;]*\s*", re.IGNORECASE
)


def _finish(text: str, prefix: Prefix) -> Prefix:
    """Take a group after the persons (`; for the X Study Group.`) and the punctuation that closes the list."""
    if not prefix.authors:
        return prefix
    group = _group_after(text, prefix.end)
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


def _group_after(text: str, at: int) -> tuple[list[Author], int] | None:
    lead = _GROUP.match(text, at)
    if lead is None or lead.end() == at or ";" not in lead.group() and not re.search(r"[a-z]", lead.group()):
        return None
    stop = re.compile(r"[.:](?=\s|$)|\ue000|\((?=\d{4})").search(text, lead.end())
    if stop is None or stop.start() - lead.end() > 300:
        return None
    words = text[lead.end() : stop.start()].strip()
    if not words or not _GROUP_WORD.search(words) or words[0].islower() and len(words.split()) > 12:
        return None
    literals = [
        Author(literal=re.sub(r"^(?:for|and|on behalf of)\s+(?:the\s+)?", "", part.strip()))
        for part in words.split(";")
        if part.strip()
    ]
    return literals, stop.start()


def organisation(text: str) -> Prefix:
    """The organisation at the start of `text`, up to the full stop or colon that ends it; empty where there is none."""
    end = organisation_prefix(text)
    if not end:
        return Prefix()
    literal = text[:end].rstrip(" .,:;")
    match = _TERMINATOR.match(text, end)
    stop = match.end() if match else end
    return Prefix([Author(literal=literal)], end=stop, form="organisation", closed=stop > end or text[end - 1] in ".:")


def parse_names(segment: str) -> tuple[list[Author], bool]:
    """Authors of a stretch of text that holds nothing else, and whether it ends in `et al` or its like."""
    text = _EDITORS.sub(" ", " " + segment + " ").strip()
    text = re.sub(r"(?<=[^\W\d_])[*†‡§¶]+|(?<=[a-zà-ÿ])\d+(?:,\d+)*(?=[,;\s]|$)", "", text)
    text = _DEGREE.sub("", text)
    et_al = False
    match = ET_AL.search(text)
    rest = ""
    if match:
        et_al, rest, text = True, text[match.end() :].strip(" .,;"), text[: match.start()]
    text = text.strip(" ,;:&")
    if is_organisation(text):
        return [Author(literal=text.rstrip("."))], et_al
    authors = _people(text) if text else []
    if rest:
        more = _GROUP.match(rest)
        words = rest[more.end() :] if more else rest
        if _GROUP_WORD.search(words):
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


def _read_glued(text: str) -> Prefix:
    """Names that lost the separators between them (`Kluck R. M.Bossy-Wetzel E.Green D. R. (1997).`)."""
    prefix, at = Prefix(form="glued"), 0
    while match := _GLUED.match(text, at):
        prefix.authors.append(_from_match(match))
        at = match.end()
    prefix.end = at
    return _finish(text, prefix) if len(prefix.authors) > 1 else Prefix()


_GLUED: Final = re.compile(
    rf"(?P<family>{_FAMILIES})\s(?P<given>[{_UP}][a-z]?\.(?:\s?[{_HYPHEN}]?[{_UP}]\.)*)(?P<suffix>)(?=\s?\d|[{_UP}]|\.?\s?\(|\.?$|\s?\.)"
)


def split_glued(text: str) -> list[Author]:
    """Names that lost the separators between them (`Kluck R. M.Bossy-Wetzel E.Green D. R.`), or an empty list."""
    authors, at = [], 0
    text = text.rstrip(" .") + "."
    while match := _GLUED.match(text, at):
        authors.append(_from_match(match))
        at = match.end()
    return authors if authors and at >= len(text.rstrip()) else []


_CHUNK: Final = re.compile(r"\s*[;,]\s*(?:(?:and|und|et|y|e)\s+|&\s*)?|\s+(?:and|und|y|et)\s+|\s*&\s*")
_ONLY_INITIALS: Final = re.compile(rf"(?:{_DOTTED}(?:\s?[{_UP}]\.?)?|{_SPACED}|{_TIGHT}\.?)")
_ONLY_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")


def _loose(text: str) -> list[Author]:
    """Names in any order and mixture: cut at commas and conjunctions, then put families and given names together."""
    separator = re.compile(r"\s*;\s*(?:and\s+|&\s*)?") if ";" in text else _CHUNK
    chunks = [chunk.strip(" .") if len(chunk.strip(" .")) > 2 else chunk.strip() for chunk in separator.split(text)]
    authors: list[Author] = []
    index = 0
    chunks = [chunk for chunk in chunks if chunk]
    inverted = _first_inverted(chunks)
    while index < len(chunks):
        chunk = chunks[index]
        nxt = chunks[index + 1] if index + 1 < len(chunks) else ""
        index += 1
        if _ONLY_SUFFIX.fullmatch(chunk) and authors and authors[-1].family:
            authors[-1] = authors[-1].model_copy(update={"suffix": chunk.rstrip(".")})
        elif "," in chunk:  # "Family, Given" between semicolons
            family, _, given = chunk.partition(",")
            authors.append(person(family, given.strip()))
        elif (
            nxt
            and _ONLY_INITIALS.fullmatch(nxt)
            and not FAMILY_INITIALS.fullmatch(chunk)
            or (inverted and nxt and len(authors) == 0)
        ):
            authors.append(person(chunk, nxt))
            index += 1
        elif inverted and nxt and len(chunk.split()) == 1 and len(nxt.split()) <= 2:
            authors.append(person(chunk, nxt))
            index += 1
        else:
            authors.append(_one(chunk))
    return authors


def _first_inverted(chunks: list[str]) -> bool:
    """Whether the list begins `Family, Given` (Chicago, MLA): a lone word, then something that is a given name."""
    if len(chunks) < 2 or len(chunks[0].split()) > 2 or _GROUP_WORD.search(chunks[0]):
        return False
    given = chunks[1].split()
    if len(chunks[0].split()) == 2 and not _LEADING_PARTICLES.match(chunks[0]) and len(given) > 1:
        return False
    return len(given) <= 3 and (len(given) == 1 or _ONLY_INITIALS.fullmatch(given[-1]) is not None or len(chunks) == 2)


def _one(chunk: str) -> Author:
    """One name: `Smith AB`, `A. B. Smith`, `John B. Smith`, or an organisation."""
    if is_organisation(chunk):
        return Author(literal=chunk)
    for pattern in (FAMILY_INITIALS, INITIALS_FAMILY):
        match = pattern.fullmatch(chunk)
        if match:
            return _from_match(match)
    words = _LAST_DEGREE.sub(r"\1", chunk).split()
    if len(words) == 1:
        return Author(family=chunk)
    if len(words) > 5 or any(word[0].islower() and not re.fullmatch(PARTICLE, word) for word in words):
        return Author(literal=chunk)
    split = len(words) - 1
    while split > 1 and words[split - 1][0].islower():
        split -= 1
    suffix = None
    if _ONLY_SUFFIX.fullmatch(words[-1]) and len(words) > 2:
        suffix, split = words[-1], len(words) - 2
        words = words[:-1]
    return person(" ".join(words[split:]), " ".join(words[:split]), suffix)
