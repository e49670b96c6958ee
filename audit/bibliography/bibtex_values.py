"""The fields of one BibTeX block: by pybtex's own parser where the block is sound, by a forgiving one where it is not.

Both give the values as BibTeX sees them: macros expanded, `#` joined, white space folded, LaTeX left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final

from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.utils import CaseInsensitiveDict

from audit.bibliography.bibtex_scan import Block, Lines, Problem

_LONGEST_FOR_PYBTEX: Final = 50_000  # characters: its scanner takes quadratic time over a block
_MOST_BRACKETS: Final = 1_000_000  # that are looked at while searching for the ends of values of one block


@dataclass(slots=True)
class Values:
    """The fields of an entry in order, names in lower case, with what is wrong in them; `lines` count when asked."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Callable[[], int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def standard_macros() -> MutableMapping[str, str]:
    """`jan` to `dec`, as BibTeX's styles define them; names ignore case."""
    macros: MutableMapping[str, str] = CaseInsensitiveDict(month_names)
    return macros


def define_macro(text: str, block: Block, macros: MutableMapping[str, str]) -> list[Problem]:
    """Add what an `@string` block defines to `macros`."""
    reader = _Forgiving(text, block, macros)
    values = reader.read()
    for name, value in values.fields.items():
        macros[name] = value
    if not values.fields:
        values.problems.append(Problem(block.line, "@string defines nothing"))
    return values.problems


def read_values(text: str, block: Block, macros: MutableMapping[str, str]) -> Values:
    """The fields of an entry block."""
    if block.sound and block.key and block.end - block.start < _LONGEST_FOR_PYBTEX:
        values = _by_pybtex(text, block, macros)
        if values is not None:
            return values
    return _Forgiving(text, block, macros).read()


class _StrictParser(LowLevelParser):  # type: ignore[misc]
    """pybtex's parser, which stops at the first error; an undefined macro is no error but a note."""

    def __init__(self, text: str, macros: MutableMapping[str, str]) -> None:
        super().__init__(text, macros=macros)
        self.undefined: list[tuple[str, int]] = []

    def substitute_macro(self, name: str) -> str:
        value = self.macros.get(name)
        if value is None:
            self.undefined.append((name, self.lineno))
            return name
        return str(value)


def _by_pybtex(text: str, block: Block, macros: MutableMapping[str, str]) -> Values | None:
    """None where pybtex finds an error or has not read the block to its end."""
    source = text[block.start : block.end]
    parser = _StrictParser(source, macros)
    try:
        parsed: Any = next(iter(parser), None)
    except (PybtexError, RecursionError):
        return None
    key_end = source.find(block.key, block.body - block.start) + len(block.key)
    if source[key_end:].lstrip()[:1] not in (",", "}", ")"):
        return None  # BibTeX wants a comma there, pybtex does not
    if parsed is None or parser.pos != len(source) or len(parsed[1]) != 2 or parsed[1][0] != block.key:
        return None
    values = Values()
    counts: Counter[str] = Counter()
    for name, parts in parsed[1][1]:
        counts[name.lower()] += 1
        place = partial(_line_of, text, block, name, counts[name.lower()])
        _add(values, name, "".join(parts), place, block.key)
    for name, line in parser.undefined:
        values.problems.append(Problem(block.line + line - 1, _undefined(name)))
    return values


def _line_of(text: str, block: Block, name: str, count: int) -> int:
    """The line of the `count`th field `name` of a block."""
    places = re.finditer(rf"(?<![\w-]){re.escape(name)}\s*=", text[block.body : block.end])
    place = next(islice(places, count - 1, None), None)
    return block.line + text.count("\n", block.start, block.body + (place.start() if place else 0))


def _add(values: Values, name: str, value: str, line: Callable[[], int], key: str) -> None:
    lowered = name.lower()
    folded = " ".join(value.split())
    if lowered not in values.fields:
        values.fields[lowered] = folded
        values.lines[lowered] = line
    elif values.fields[lowered] != folded:
        values.problems.append(
            Problem(line(), f'{key or "entry"}: the field "{lowered}" stands twice; the first counts')
        )


def _undefined(name: str) -> str:
    return f'the macro "{name}" is not defined (no @string); its name is taken as the text'


_NAME: Final = re.compile(r"([^\s=,{}\"#()%]+)\s*=\s*")
_NEXT_FIELD: Final = re.compile(r"^[ \t]*,?[ \t]*[A-Za-z][\w+:.-]*[ \t]*=[ \t]*[{\"\w]", re.MULTILINE)
_USUAL_FIELD: Final = re.compile(
    r"^[ \t]*(?:author|editor|title|journal|journaltitle|booktitle|year|date|month|volume|number|pages|publisher|doi"
    r"|url|abstract|keywords|issn|isbn|address|note|eprint|school|institution)[ \t]*=[ \t]*[{\"\w]",
    re.MULTILINE | re.IGNORECASE,
)
_SKIP: Final = re.compile(r"(?:[\s,]|^[ \t]*%[^\n]*$)+", re.MULTILINE)
_BARE: Final = re.compile(r"[^\s,{}\"#]+")
_BARE_LINE: Final = re.compile(r"[^\n,{}\"]*")
_MACRO: Final = re.compile(r"[A-Za-z][\w.:/+-]*\Z")


class _Forgiving:
    """Reads `name = value` after `name = value`; where one is broken, goes on at the next line that begins one."""

    def __init__(self, text: str, block: Block, macros: MutableMapping[str, str]) -> None:
        self.text, self.block, self.macros = text, block, macros
        self.values = Values()
        self.lines: Lines | None = None
        self.fields: list[int] | None = None
        self.usual: list[int] | None = None
        self.cut = False  # the last value was ended by us, not by its delimiter
        self.budget = _MOST_BRACKETS
        closes = block.sound and block.end > block.body and text[block.end - 1] in "})"
        self.end = block.end - 1 if closes else block.end

    def read(self) -> Values:
        at = self._after_key()
        while True:
            skipped = _SKIP.match(self.text, at, self.end)
            at = skipped.end() if skipped else at
            if at >= self.end:
                return self.values
            name = _NAME.match(self.text, at, self.end)
            at = self._field(name) if name else self._resynchronise(at)

    def _after_key(self) -> int:
        if self.block.kind == "string":
            return self.block.body
        if not self.block.key:
            self._report(self.block.start, f"@{self.block.type}: the citation key is missing")
            return self.block.body
        at = self.text.index(self.block.key, self.block.body) + len(self.block.key)
        if " " in self.block.key:
            self._report(self.block.start, f'the citation key "{self.block.key}" contains a space')
        comma = re.compile(r"\s*").match(self.text, at)
        following = comma.end() if comma else at
        if following < self.end and self.text[following] not in ",})":
            self._report(at, f"{self.block.key}: a comma is missing after the citation key")
        return at

    def _field(self, name: re.Match[str]) -> int:
        self.cut = False
        value, at = self._value(name.end(), name.group(1))
        _add(self.values, name.group(1), value, partial(self._line, name.start()), self.block.key)
        following = re.compile(r"[ \t\r\n]*").match(self.text, at, self.end)
        after = following.end() if following else at
        if after < self.end and self.text[after] not in ",%})" and not self.cut:
            if _NAME.match(self.text, after, self.end):
                self._report(at, f'{self._key()}: a comma is missing after the field "{name.group(1)}"')
            else:
                after = self._resynchronise(after)
        return after

    def _value(self, at: int, name: str) -> tuple[str, int]:
        parts = []
        while True:
            part, at = self._part(at, name)
            parts.append(part)
            joined = re.compile(r"\s*#\s*").match(self.text, at, self.end)
            if not joined:
                return "".join(parts), at
            at = joined.end()

    def _part(self, at: int, name: str) -> tuple[str, int]:
        sign = self.text[at : at + 1] if at < self.end else ""
        if sign in ("{", '"'):
            return self._delimited(at, sign, name)
        bare = _BARE.match(self.text, at, self.end)
        line = _BARE_LINE.match(self.text, at, self.end)
        if bare is None or line is None:
            self._report(at, f'{self._key()}: the field "{name}" has no value')
            return "", at
        word = bare.group()
        if len(line.group().split("#")[0].split()) > 1 and not _NAME.search(line.group()):
            self._report(at, f'{self._key()}: the value of "{name}" stands without braces or quotation marks')
            return line.group().strip(), line.end()
        if word.isdigit():
            return word, bare.end()
        if word in self.macros:
            return self.macros[word], bare.end()
        unbraced = f'{self._key()}: the value of "{name}" stands without braces or quotation marks'
        self._report(at, _undefined(word) if _MACRO.match(word) else unbraced)
        return word, bare.end()

    def _delimited(self, at: int, sign: str, name: str) -> tuple[str, int]:
        """A value in braces or quotation marks; where it never ends, all up to the next line that begins a field."""
        level = 0
        pattern = re.compile(r"[{}]" if sign == "{" else r'[{}"]')
        end = self._end_of_value(at)
        for match in pattern.finditer(self.text, at + (sign == '"'), end):
            found = match.group()
            self.budget -= 1
            if self.budget < 0:
                break
            if found == '"' and level <= 0:
                return self.text[at + 1 : match.start()], match.end()
            level += (found == "{") - (found == "}")
            if sign == "{" and level == 0:
                return self.text[at + 1 : match.start()], match.end()
        stop = self._next_field(at)
        self.cut = True
        missing = "closing brace" if sign == "{" else "closing quotation mark"
        self._report(at, f'{self._key()}: a {missing} is missing in the field "{name}"')
        return self.text[at + 1 : stop].strip().rstrip(",").rstrip(), stop

    def _end_of_value(self, at: int) -> int:
        """Where a value must end: in a block that lacks a bracket, the next usual field shows where it was left out."""
        if self.block.sound:
            return self.end
        if self.usual is None:
            self.usual = [match.start() for match in _USUAL_FIELD.finditer(self.text, self.block.body, self.end)]
        return self._first_after(self.usual, at)

    def _next_field(self, at: int) -> int:
        """The next line that begins a field, or the end of the block."""
        if self.fields is None:
            self.fields = [match.start() for match in _NEXT_FIELD.finditer(self.text, self.block.body, self.end)]
        return self._first_after(self.fields, at)

    def _first_after(self, places: list[int], at: int) -> int:
        index = bisect_left(places, at)
        return places[index] if index < len(places) else self.end

    def _resynchronise(self, at: int) -> int:
        """Skip what is no field, up to the next line that begins one."""
        stop = self._next_field(at + 1)
        skipped = " ".join(self.text[at:stop].split()).strip('{}()", ')
        if skipped:
            shown = skipped if len(skipped) <= 60 else skipped[:57] + "..."
            self._report(at, f'{self._key()}: "{shown}" is no field and is left out')
        return stop

    def _key(self) -> str:
        return self.block.key or f"@{self.block.type}"

    def _line(self, offset: int) -> int:
        if self.lines is None:
            self.lines = Lines(self.text[self.block.start : self.block.end])
        return self.block.line - 1 + self.lines(max(offset - self.block.start, 0))

    def _report(self, offset: int, message: str) -> None:
        self.values.problems.append(Problem(self._line(offset), message))
