r"""Names as BibTeX writes them: `de Mestier, Louis and {World Health Organization} and others`.

BibTeX's own algorithm (pybtex) reads a sound name. People also write names that break its rules: separated by commas
or semicolons, with too many commas, organisations without braces. Those are read as what they plainly mean, or kept
whole as a literal, and said to be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pybtex.database import Person
from pybtex.exceptions import PybtexError

from audit.bibliography.bibtex_latex import to_latex, to_text
from audit.model import Author

_LONGEST_NAME: Final = 600  # characters; pybtex takes quadratic time over a name's braces
_AND: Final = re.compile(r"\s+and(?=\s)|\s+and$|^and(?=\s)", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"[JS]r\.?|I{2,3}|IV")
_VANCOUVER: Final = re.compile(r"[^\W\d_][\w'’ -]*\s[A-Z]{1,4}")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.?[- ]?){1,4}")
_INITIALS_LAST: Final = re.compile(r"[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z][^\W\d_-]*[\s~]+(?:[A-Z]\.?){1,3}")
_NO_COMMA: Final = "initials stand behind the family name without a comma"
_ORGANISATION: Final = re.compile(
    r"\b(?:organi[sz]ation|society|institutes?|association|committee|groups?|collaboration|consortium|agency|ministry"
    r"|department|universit(?:y|ies|é|à|ät)|hospital|cent(?:er|re)s?|foundation|council|federation|network|college|academy"
    r"|board|bureau|commission|office|service|inc|ltd|gmbh|corporation|company|pharma\w*|laborator(?:y|ies)|team"
    r"|investigators|panel|authority|administration|union|trust|programme|program)\b",
    re.IGNORECASE,
)
_EXTENDED: Final = re.compile(r"^\s*(?:given|family|prefix|suffix|useprefix|given-i|family-i)\s*=", re.IGNORECASE)
_SIMPLE: Final = re.compile(r"([^\W\d_a-z][^\s,;{}\\~$]*), ([^\s,;{}\\~$]+(?: [^\s,;{}\\~$]+)*)")
_PLAIN_FAMILY: Final = re.compile(r"[^\W\d_][^,;={}\\]*")


@dataclass(frozen=True, slots=True)
class Names:
    """People of one field. `others`: the list ends with `and others`. `problems`: what is wrong, in words."""

    people: tuple[Person, ...]
    others: bool = False
    problems: tuple[str, ...] = ()


def split_top(text: str, separator: re.Pattern[str]) -> list[str]:
    """`text` split at `separator` outside braces, in linear time; parts are stripped, empty ones kept."""
    level, starts = 0, []
    for match in re.finditer(r"[{}]", text):
        if match.group() == "{":
            if level == 0:
                starts.append([match.start(), len(text)])
            level += 1
        elif level:
            level -= 1
            if level == 0:
                starts[-1][1] = match.end()
    masked = text
    if starts:
        pieces, at = [], 0
        for start, end in starts:
            pieces += [text[at:start], "\x00" * (end - start)]
            at = end
        masked = "".join([*pieces, text[at:]])
    parts, at = [], 0
    for match in separator.finditer(masked):
        parts.append(text[at : match.start()].strip())
        at = match.end()
    return [*parts, text[at:].strip()]


def read_names(field: str) -> Names:
    """The people of an `author` or `editor` field (LaTeX, as it stands in the file)."""
    people: list[Person] = []
    problems: list[str] = []
    others = False
    for name in _single_names(field, problems):
        if name.lower() == "others" or re.fullmatch(r"et\.? al\.?", name, re.IGNORECASE):
            others = True
            continue
        people.append(_read_name(name, problems))
    return Names(tuple(people), others, tuple(problems))


def _single_names(field: str, problems: list[str]) -> Iterator[str]:
    for name in split_top(field, _AND):
        if not name or name.lower() == "and":
            if field.strip():
                problems.append(f'a name is missing beside "and" in {_quoted(field)}')
            continue
        if _is_simple(name):
            yield name
            continue
        trimmed = re.sub(r"[,;]?\s*\bet\.?\s?al\.?$", "", name).strip()
        parts = split_top(trimmed, re.compile(";"))
        if len(parts) > 1:
            problems.append(f'names are separated by ";", not by "and", in {_quoted(name)}')
        for part in parts:
            yield from _comma_list(part, problems)
        if trimmed != name:
            yield "others"


def _is_simple(name: str) -> bool:
    """`Smith, Anna B.`, nine names out of ten: needs no parser."""
    match = _SIMPLE.fullmatch(name)
    return match is not None and not re.search(r"al\.?$", name) and not _SUFFIX.fullmatch(match.group(2))


def _comma_list(name: str, problems: list[str]) -> list[str]:
    """`Smith J, Doe A` as two names, `Smith, J., Doe, A.` as two; every other name as it is."""
    parts = split_top(name, re.compile(","))
    if len(parts) < 3 and not (len(parts) == 2 and all(_VANCOUVER.fullmatch(part) for part in parts)):
        return [name] if name else []
    message = f'names are separated by ",", not by "and", in {_quoted(name)}'
    filled = [part for part in parts if part]
    if all(_VANCOUVER.fullmatch(part) for part in filled) and len(filled) == len(parts):
        problems.append(message)
        return [", ".join(part.rsplit(None, 1)) for part in parts]
    if len(parts) >= 4 and len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        problems.append(message)
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return [name]


def _read_name(name: str, problems: list[str]) -> Person:
    if _is_simple(name):
        family, _, given = name.partition(", ")
        person = Person()
        person.last_names.append(family)
        first, *middle = given.split()
        person.first_names.append(first)
        person.middle_names.extend(middle)
        return person
    if len(name) > _LONGEST_NAME:
        problems.append(f"a name of {len(name)} characters is kept as it is: {_quoted(name)}")
        return _whole(name)
    parts = split_top(name, re.compile(","))
    if _EXTENDED.match(name):
        return _read_extended(parts)
    if len(parts) > 3:
        problems.append(f"too many commas in the name {_quoted(name)}")
        return _whole(name)
    if _INITIALS_LAST.fullmatch(name):
        if not any(problem.startswith(_NO_COMMA) for problem in problems):  # once a field: they come in dozens
            problems.append(f"{_NO_COMMA} in {_quoted(name)}")
        family, given = re.split(r"[\s~]+", name)
        return Person(f"{family}, {given}")
    if len(parts) == 1 and _ORGANISATION.search(name) and len(name.split()) > 1 and not name.startswith("{"):
        return _whole(name)
    try:
        return _without_empty_last(Person(name))
    except (PybtexError, ValueError, IndexError):
        problems.append(f"the name {_quoted(name)} cannot be read")
        return _whole(name)


def _without_empty_last(person: Person) -> Person:
    """`Smith, Jr` (two parts) names a suffix, not a given name."""
    given = person.first_names + person.middle_names
    if not person.lineage_names and len(given) == 1 and _SUFFIX.fullmatch(given[0]):
        person.lineage_names, person.first_names = given, []
    return person


def _read_extended(parts: list[str]) -> Person:
    """biblatex: `family=Rabble, given=Richard, prefix=von`."""
    pairs = (part.partition("=") for part in parts)
    values = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
    return Person(
        first=values.get("given", ""),
        prelast=values.get("prefix", ""),
        last=values.get("family", ""),
        lineage=values.get("suffix", ""),
    )


def _whole(name: str) -> Person:
    person = Person()
    inner = name if _balanced(name) else to_latex(name)
    person.last_names.append("{" + ("{}" if inner.startswith("\\") else "") + inner + "}")
    return person


def _balanced(text: str) -> bool:
    level = 0
    for match in re.finditer(r"[{}]", text):
        level += 1 if match.group() == "{" else -1
        if level < 0:
            return False
    return level == 0


def _quoted(text: str) -> str:
    folded = " ".join(text.split())
    return f'"{folded if len(folded) <= 80 else folded[:77] + "..."}"'


def author_of(person: Person) -> Author | None:
    """A person as an `Author`; None where the name is empty."""
    given = _part(person.first_names + person.middle_names)
    family, particle, suffix = _part(person.last_names), _part(person.prelast_names), _part(person.lineage_names)
    if not (given or family or particle):
        return None
    alone = not (person.first_names or person.middle_names or person.prelast_names or person.lineage_names)
    if alone and len(person.last_names) == 1 and _is_group(person.last_names[0]):
        return Author(literal=family)
    return Author(family=family or particle, given=given, particle=particle if family else None, suffix=suffix)


def _part(words: list[str]) -> str | None:
    return " ".join(to_text(" ".join(words)).split()) or None


def _is_group(name: str) -> bool:
    """Whether braces hold the name together, as BibTeX has it for organisations: `{World Health Organization}`."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    inner = name[1:-1]
    return _balanced(inner)


def person_of(author: Author) -> Person:
    """An `Author` as a person whose name, written and read again, is the same author."""
    person = Person()
    if author.literal is not None:
        person.last_names.append("{" + _guarded(author.literal) + "}")
        return person
    family = author.family or ""
    person.prelast_names.extend(_lowered(author.particle or ""))
    if author.particle and not person.prelast_names:
        family = f"{author.particle} {family}".strip()  # no letter that BibTeX could know a particle by
    person.last_names.append(_family(family, has_more=bool(author.particle or author.given or author.suffix)))
    if author.suffix:
        person.lineage_names.append(_word(author.suffix))
    if author.given:
        person.first_names.extend(_word(word) for word in author.given.split())
    elif author.suffix or person.prelast_names or person.last_names[0].startswith("{"):
        person.first_names.append("{}")
    return person


def _family(family: str, *, has_more: bool) -> str:
    """A family name that BibTeX takes whole, in braces unless it is plain: `Smith`, `García Márquez`."""
    words = family.split()
    plain = (
        _PLAIN_FAMILY.fullmatch(family)
        and not _VANCOUVER.fullmatch(family)
        and not any(word[0].islower() or word.lower() in ("and", "others") for word in words)
    )
    return to_latex(family) if plain and (has_more or len(words) == 1) else "{" + _guarded(family) + "}"


def _lowered(particle: str) -> list[str]:
    """BibTeX knows a particle by its small letter; `De` is written as its manual advises: `{\\uppercase{d}e}`."""
    words = []
    for word in particle.split():
        first = re.search(r"[^\W\d_]", word)
        if first is None or re.search(r"[,{}\\]", word) or _AND.search(f" {word} "):
            return []
        letter = first.group()
        if letter.islower():
            words.append(to_latex(word))
        elif len(letter.lower()) == 1 and letter.lower().upper() == letter:
            before, after = to_latex(word[: first.start()]), to_latex(word[first.end() :])
            words.append(f"{before}{{\\uppercase{{{letter.lower()}}}{after}}}")
        else:
            return []
    return words


def _word(word: str) -> str:
    """A given name or suffix, in braces where it would be torn or read as something else."""
    latex = to_latex(word)
    torn = re.search(r"[,;{ ]", latex) or re.fullmatch(r"and|others|al\.?|[js]r\.?|i{2,3}|iv", word, re.IGNORECASE)
    return "{" + latex + "}" if torn else latex


def _guarded(name: str) -> str:
    """A name for inside braces that does not begin with a command, which BibTeX would take for an accent."""
    latex = to_latex(name)
    return "{}" + latex if latex.startswith(("\\", "{")) else latex
