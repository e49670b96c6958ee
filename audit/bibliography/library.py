"""The library: one BibTeX file for the references of all documents, each work once, under a key that stays.

The file belongs to people as much as to us. It is edited as a text: an entry is put in at its place in the order, or
one of our own is completed; everything else (comments, macros, other people's fields and formatting) stays byte for
byte. `audit-check` in an entry tells whether anybody has touched it since we wrote it: then it is theirs, and is only
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audit.bibliography.keys import make_key
from audit.bibliography.works import Work, WorkIndex, same_work, work_of
from audit.errors import InputError
from audit.files import sha256, write_atomic
from audit.locks import locked
from audit.model import Reference

if TYPE_CHECKING:
    from pybtex.database import Entry

    from audit.bibliography.bibtex_scan import Problem

CHECK_FIELD: Final = "audit-check"
SOURCE_FIELD: Final = "audit-source"
_CHECK_LINE: Final = re.compile(rf",\s*{CHECK_FIELD} = \{{([0-9a-f]*)\}}")
_USABLE_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.+-]{0,79}")
# what documents may add to an entry of ours; where it stands in a document is the document's own affair
_BIBLIOGRAPHIC: Final = tuple(
    name
    for name in Reference.model_fields
    if name not in {"label", "anchors", "key", "raw", "line", "start", "end", "list_index", "type", "style", "et_al"}
)


@dataclass(slots=True)
class _Stored:
    """One entry: what it says, and its text in the file, which is drawn when it is asked for (many are never saved)."""

    key: str
    reference: Reference
    source: str
    ours: bool
    written: str | None = None

    @property
    def text(self) -> str:
        """The entry as BibTeX."""
        if self.written is None:
            self.written = _entry_text(self.key, self.reference, self.source)
        return self.written


class Library:
    """The references of `bib/references.bib`. Not for two threads at once; two processes may each have one.

    problems: what is wrong in the file, by line; a broken entry is kept as it is, whatever happens.
    disturbed: the file was changed by others after it was loaded, which was seen when it was saved.
    """

    def __init__(self, path: Path | None = None, text: str = "") -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.disturbed = False
        self._locked = False
        self._assigned: list[tuple[Reference, str]] = []
        self._text = ""
        self._read(text)

    @classmethod
    def load(cls, path: Path) -> Library:
        """The library at `path`; an empty one where there is no file. Raises InputError if it cannot be read."""
        return cls(path, _read_text(path))

    @classmethod
    @contextmanager
    def session(cls, path: Path) -> Iterator[Library]:
        """Load, let the caller assign, and save, with other runs kept waiting: no key can change in between."""
        with locked(path):
            library = cls.load(path)
            library._locked = True
            try:
                yield library
                library._write(path)
            finally:
                library._locked = False

    @property
    def entries(self) -> Mapping[str, Reference]:
        """Every entry by key, as the library has it (hand edits and what was assigned since it was read included)."""
        return {key: stored.reference.model_copy() for key, stored in self._stored.items()}

    def find(self, reference: Reference) -> str | None:
        """The key of the entry that is the same work, or None."""
        found = self._index.find(work_of(reference))
        return found[0] if found else None

    def assign(self, references: Iterable[Reference], source: str = "") -> list[str]:
        """Give every reference the key of its work, which is new where the library does not have it; the keys in order.

        A reference that has a key already (from a `.bib` file) keeps it where it is free. `source` names the document:
        an entry is refreshed only from the document that it came from, so that two documents that write one work
        differently do not overwrite each other; every document may add fields that an untouched entry lacks.
        """
        refreshed: set[str] = set()
        keys = []
        for reference in references:
            work = work_of(reference)
            found = self._index.find(work)
            key = found[0] if found else self._add(reference, work, source)
            if found:
                self._complete(key, reference, refresh=bool(source) and key not in refreshed, source=source)
            refreshed.add(key)
            reference.key = key
            self._assigned.append((reference, source))
            keys.append(key)
        return keys

    def save(self, path: Path | None = None) -> dict[str, str]:
        """Write what is new into the file as it is now: other runs' entries and edits made meanwhile are kept.

        Returns the keys that had to change because another run took them for other works in between (old to new;
        the references that `assign` was given since the last save are updated). Within `session` that cannot happen.
        """
        target = path or self.path
        if target is None:
            raise ValueError("a library without a path needs one to be saved")
        try:
            with nullcontext() if self._locked else locked(target):
                return self._write(target)
        except OSError as error:
            raise InputError(str(target), f"cannot be written: {error.strerror or error}") from error

    def _write(self, path: Path) -> dict[str, str]:
        renamed: dict[str, str] = {}
        current = _read_text(path)
        if current != self._text:
            self.disturbed = True
            renamed = self._rebase(current)
        text = self._merged()
        if text != current or not path.exists():
            write_atomic(path, text.encode(errors="surrogateescape"))
        self._text = text
        self._in_file = frozenset(self._stored)
        self._changed.clear()
        self._assigned.clear()
        return renamed

    def _read(self, text: str) -> None:
        from audit.bibliography.bibtex import read_entries  # pybtex: 50 ms

        self._text = text
        self._stored: dict[str, _Stored] = {}
        self._by_lower: dict[str, str] = {}
        self._index: WorkIndex[str] = WorkIndex()
        self._changed: dict[str, _Stored] = {}
        items, self.problems = read_entries(self._text, lambda block: entry.entry if (entry := _ours(block)) else None)
        for item in items:
            if not item.key or item.key.lower() in self._by_lower:
                continue
            block = self._text[item.block.start : item.block.end]
            known = _ours(block) or _known(item.entry, block)
            self._put(item.key, _Stored(item.key, known.reference, known.source, known.ours, block), known.work)
        self._in_file = frozenset(self._stored)

    def _put(self, key: str, stored: _Stored, work: Work) -> None:
        self._stored[key] = stored
        self._by_lower[key.lower()] = key
        self._index.add(work, key)

    def _add(self, reference: Reference, work: Work, source: str) -> str:
        key = reference.key
        if not key or not _USABLE_KEY.fullmatch(key) or key.lower() in self._by_lower:
            key = make_key(reference, self._by_lower.keys())
        entry = reference.model_copy(update={"key": key})
        stored = _Stored(key, entry, source, ours=True)
        self._put(key, stored, work)
        self._changed[key] = stored
        return key

    def _complete(self, key: str, reference: Reference, *, refresh: bool, source: str) -> None:
        """Add to an entry of ours what `reference` knows more; take over all it says where it is the entry's source."""
        stored = self._stored[key]
        if not stored.ours:
            return
        own = refresh and stored.source == source
        updates = {}
        for name in _BIBLIOGRAPHIC:
            new, old = getattr(reference, name), getattr(stored.reference, name)
            if new not in (None, [], old) and (own or old in (None, [])):
                updates[name] = new
        raw = " ".join(reference.raw.split())
        if own and (raw, reference.type) != (stored.reference.raw, stored.reference.type):
            updates |= {"raw": raw, "type": reference.type}
        if "authors" in updates:
            updates["et_al"] = reference.et_al
        if not updates:
            return
        entry = stored.reference.model_copy(update=updates)
        text = _entry_text(key, entry, stored.source)
        if text != stored.text:
            self._stored[key] = self._changed[key] = _Stored(key, entry, stored.source, ours=True, written=text)
            self._index.add(work_of(entry), key)

    def _rebase(self, current: str) -> dict[str, str]:
        """Take the file as it is now, and put our changes on top: where it has the work, its entry counts."""
        before, changed = self._in_file, self._changed
        self._read(current)
        renamed: dict[str, str] = {}
        for key, mine in changed.items():
            theirs = self._stored.get(self._by_lower.get(key.lower(), ""))
            same = theirs is not None and same_work(work_of(theirs.reference), work_of(mine.reference)) is not None
            if theirs is not None and same:
                self._complete(key, mine.reference, refresh=mine.source == theirs.source, source=mine.source)
                continue
            if key in before and theirs is not None:
                continue  # somebody made another work of it: theirs
            found = self._index.find(work_of(mine.reference))
            new = found[0] if found else self._add(mine.reference, work_of(mine.reference), mine.source)
            if new != key:
                renamed[key] = new
        for reference, source in self._assigned:
            reference.key = renamed.get(reference.key, reference.key)
            if reference.key.lower() not in self._by_lower:  # somebody removed the entry, and a document still cites it
                self._add(reference, work_of(reference), source)
        return renamed

    def _merged(self) -> str:
        """The text of the file with our changes in it."""
        from audit.bibliography.library_text import with_entries

        return with_entries(self._text, {key: stored.text for key, stored in self._changed.items()})


def _read_text(path: Path) -> str:
    """The file, with bytes that are no UTF-8 kept as they are. Line ends stay."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(str(path), "the library is not UTF-8", hint="save it as UTF-8")
    return data.decode(errors="surrogateescape")


def _check(text: str) -> str:
    """A short hash of an entry's text without the field that holds the hash; line ends do not count."""
    return sha256(_CHECK_LINE.sub("", text.replace("\r\n", "\n")).encode(errors="surrogateescape"))[:12]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the text of one entry says, worked out."""

    entry: Entry
    reference: Reference
    work: Work
    source: str
    ours: bool


def _known(entry: Entry, block: str, *, ours: bool = False) -> _Known:
    from audit.bibliography.bibtex import from_entry
    from audit.bibliography.bibtex_latex import to_text

    reference = from_entry(entry, raw=block)
    return _Known(entry, reference, work_of(reference), to_text(str(entry.fields.get(SOURCE_FIELD, ""))), ours)


@lru_cache(maxsize=65_536)
def _ours(block: str) -> _Known | None:
    """An entry that we wrote and nobody has touched: one field a line, so it need not be parsed, and read only once."""
    from audit.bibliography.bibtex import make_entry

    written = block.replace("\r\n", "\n")
    check = _CHECK_LINE.search(written)
    head, *lines = written.split("\n")
    begins = re.fullmatch(r"@(\w+)\{([^\s,]+),", head)
    if check is None or begins is None or lines[-1] != "}" or check.group(1) != _check(written):
        return None
    fields = {}
    for line in lines[:-1]:
        name, equals, value = line.strip().partition(" = {")
        if not equals or not value.endswith("},"):
            return None
        fields[name] = value[:-2]
    return _known(make_entry(begins.group(1), begins.group(2), fields)[0], block, ours=True)


def _entry_text(key: str, reference: Reference, source: str) -> str:
    from audit.bibliography.bibtex import entry_text, to_entry
    from audit.bibliography.bibtex_latex import to_latex

    entry = to_entry(reference)
    if source:
        entry.fields[SOURCE_FIELD] = to_latex(source)
    text = entry_text(key, entry)
    return f"{text.removesuffix('}')}    {CHECK_FIELD} = {{{_check(text)}}},\n}}"
