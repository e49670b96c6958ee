"""BibTeX files of anybody as references, with everything that is wrong in them said by line, and nothing lost to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pybtex.database import Entry, Person

from audit.bibliography.bibtex_fields import RAW_FIELD, TYPE_FIELD, bibtex_type, entry_text, from_entry, to_entry
from audit.bibliography.bibtex_names import read_names
from audit.bibliography.bibtex_scan import Block, Problem, scan
from audit.bibliography.bibtex_values import Values, define_macro, read_values, standard_macros
from audit.errors import InputError
from audit.model import Reference

__all__ = [
    "RAW_FIELD",
    "TYPE_FIELD",
    "BibEntry",
    "BibFile",
    "Problem",
    "bibtex_type",
    "entry_text",
    "from_entry",
    "make_entry",
    "read_bibtex",
    "read_entries",
    "to_entry",
]

_NO_REFERENCE: Final = frozenset(["xdata", "control", "set", "bibnote", "jabref-meta"])
_LONGEST_CHAIN: Final = 8
_DECLARED: Final = re.compile(rb"^[%@][^\n]{0,20}?[Ee]ncoding: *([\w.-]+)", re.MULTILINE)
_OLD_ENCODINGS: Final = [
    "cp1252", "cp1251", "cp1250", "gb18030", "big5", "euc_jp", "shift_jis", "euc_kr", "koi8_r", "cp1253", "cp1254",
    "mac_roman",
]  # fmt: skip
_JABREF_NAMES: Final = {"macroman": "mac_roman", "ansi": "cp1252", "ascii": "cp1252"}


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry: its key, pybtex's entry (values as LaTeX), and its block in the file's text."""

    key: str
    entry: Entry
    block: Block


@dataclass(frozen=True, slots=True)
class BibFile:
    """What a BibTeX file holds, in its own order, and what is wrong with it, by line.

    Every entry that can be told from its surroundings has a reference, also a broken one, also the second of a key.
    `entries` runs parallel to `references`; unknown fields are kept there.
    """

    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    entries: list[BibEntry] = field(default_factory=list)
    text: str = ""


def read_bibtex(source: Path | str | bytes, name: str | None = None) -> BibFile:
    """Read a `.bib` file: a path, or its content as text or bytes. Never fails over content.

    `label` and `key` of a reference are the entry's key, `line` its line, `raw` the entry as written.
    Raises InputError if the file at a path cannot be read; `name` is what to call it there.
    """
    problems: list[Problem] = []
    if isinstance(source, Path):
        try:
            source = source.read_bytes()
        except OSError as error:
            raise InputError(name or str(source), f"cannot be read: {error.strerror or error}") from error
    text = decode(source, problems) if isinstance(source, bytes) else source.removeprefix("\ufeff")
    entries, found = read_entries(text)
    problems += found
    known = _by_name(entries)
    kept: list[BibEntry] = []
    references = []
    for item in entries:
        parent = _parent(item, known, problems)
        if item.entry.type in _NO_REFERENCE:
            continue
        reference = from_entry(item.entry, raw=text[item.block.start : item.block.end], parent=parent)
        references.append(reference.model_copy(update={"line": item.block.line}))
        kept.append(item)
    problems.sort(key=lambda problem: problem.line)
    return BibFile(references, problems, kept, text)


def read_entries(
    text: str, recall: Callable[[str], Entry | None] | None = None
) -> tuple[list[BibEntry], list[Problem]]:
    """The entries of a BibTeX text in order, and what is wrong with them. Parents are not looked up here.

    recall: what a caller knows already of an entry by its text, so that it need not be read again.
    """
    blocks, problems = scan(text)
    macros = standard_macros()
    entries: list[BibEntry] = []
    seen: dict[str, BibEntry] = {}
    for block in blocks:
        if block.kind == "string":
            problems += define_macro(text, block, macros)
        if block.kind != "entry":
            continue
        entry = recall(text[block.start : block.end]) if recall and block.sound else None
        if entry is None:
            values = read_values(text, block, macros)
            entry = _entry(block, values)
            problems += values.problems
        item = BibEntry(block.key, entry, block)
        entries.append(item)
        first = seen.setdefault(block.key.lower(), item)
        if first is not item and block.key:
            problems.append(Problem(block.line, _repeated(item, first)))
    problems.sort(key=lambda problem: problem.line)
    return entries, problems


def _by_name(entries: list[BibEntry]) -> dict[str, Entry]:
    """The entries by key, or by one of biblatex's further names for them; the first of a name counts."""
    known: dict[str, Entry] = {}
    for item in entries:
        known.setdefault(item.key.lower(), item.entry)
    for item in entries:
        for alias in str(item.entry.fields.get("ids") or "").split(","):
            if alias.strip():
                known.setdefault(alias.strip().lower(), item.entry)
    return known


def _repeated(item: BibEntry, first: BibEntry) -> str:
    place = f"in line {first.block.line}"
    if item.key != first.key:
        return f'the citation key "{item.key}" differs from "{first.key}" {place} only in capitals'
    same = item.entry == first.entry
    return f'the citation key "{item.key}" stands already {place}' + (", with the same content" if same else "")


def _entry(block: Block, values: Values) -> Entry:
    entry, wrong = make_entry(block.type, block.key, values.fields)
    for name, problem in wrong:
        values.problems.append(Problem(values.lines[name](), f"{block.key or 'entry'}: {problem}"))
    return entry


def make_entry(entry_type: str, key: str, fields: Mapping[str, str]) -> tuple[Entry, list[tuple[str, str]]]:
    """A pybtex entry of values as BibTeX sees them, and what is wrong in its names: (field, message)."""
    entry, wrong = Entry(entry_type), []
    entry.key = key
    for name, value in fields.items():
        if name not in ("author", "editor"):
            entry.fields[name] = value
            continue
        names = read_names(value)
        entry.persons[name] = [*names.people]
        if names.others:
            entry.persons[name].append(Person(last="others"))
        wrong += [(name, problem) for problem in names.problems]
    return entry, wrong


def _parent(item: BibEntry, known: Mapping[str, Entry], problems: list[Problem]) -> Entry | None:
    """The entries that `crossref` (or biblatex's `xdata`) names, one behind the other, as one entry."""
    chain = list(_ancestors(item, known, problems))
    if not chain:
        return None
    merged = Entry(chain[0].type, dict(chain[0].fields.items()), dict(chain[0].persons.items()))
    for ancestor in chain[1:]:
        for name, value in ancestor.fields.items():
            merged.fields.setdefault(name, value)
        for role, people in ancestor.persons.items():
            merged.persons.setdefault(role, people)
    return merged


def _ancestors(item: BibEntry, known: Mapping[str, Entry], problems: list[Problem]) -> Iterator[Entry]:
    seen = {item.key.lower()}
    entry = item.entry
    while name := str(entry.fields.get("crossref") or entry.fields.get("xdata") or "").split(",")[0].strip():
        parent = known.get(name.lower())
        if parent is None or name.lower() in seen or len(seen) > _LONGEST_CHAIN:
            reason = "is not in this file" if parent is None else "leads round in a circle"
            if parent is not None and name.lower() not in seen:
                reason = f"is the last of a chain of more than {_LONGEST_CHAIN}"
            problems.append(Problem(item.block.line, f'{item.key}: the entry "{name}" that it refers to {reason}'))
            return
        seen.add(name.lower())
        yield parent
        entry = parent


def decode(data: bytes, problems: list[Problem]) -> str:
    """The text of a file: UTF-8, else what it declares itself (JabRef), else the likeliest encoding; said by line.

    A few bytes that are no UTF-8 in a file that otherwise is (entries pasted from elsewhere) are read as Windows-1252
    line by line, so that the rest stays right.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        first = data.count(b"\n", 0, error.start) + 1
    declared = _declared(data)
    if declared:
        problems.append(Problem(first, f"the file is not UTF-8; read as {declared}, which it declares"))
        return data.decode(declared, errors="replace")
    lines = data.split(b"\n")
    bad = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    good = sum(1 for line in lines if not line.isascii()) - len(bad)
    if good >= len(bad):
        problems += [Problem(number, "this line is not UTF-8; read as windows-1252") for number in bad[:100]]
        return "\n".join(line.decode() if _is_utf8(line) else line.decode("cp1252", errors="replace") for line in lines)
    encoding = _guessed(data)
    problems.append(Problem(first, f"the file is not UTF-8 and declares no encoding; read as {encoding}"))
    return data.decode(encoding, errors="replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    name = _JABREF_NAMES.get(found.group(1).decode().lower(), found.group(1).decode())
    try:
        data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name


def _guessed(data: bytes) -> str:
    """The likeliest encoding under which the file's braces still close: a wrong one swallows some."""
    from charset_normalizer import from_bytes  # only for files in old encodings

    matches = from_bytes(data, cp_isolation=_OLD_ENCODINGS, threshold=0.5)
    closing = [match for match in matches if str(match).count("{") == str(match).count("}")]
    return next((match.encoding for match in [*closing, *matches]), "cp1252")
