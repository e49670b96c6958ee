"""Finding the reference lists of a document, with or without a heading, labelled or not, and what each one serves.

A list shows itself by its heading, by its labels, by the likeness of its lines to references, or by several of these:
the less one says, the more the others must. Numbering that restarts gives each list the stretch of text before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.bibliography.lists_runon import split_run_on
from audit.bibliography.lists_signals import (
    HEADING,
    RUN_IN_HEADING,
    WEAK_HEADINGS,
    Label,
    read_label,
    reference_likeness,
)
from audit.model.document import Block, Document
from audit.model.reference import ListedReference, ReferenceList

_LIKELY = 2.5  # with a heading or a label in sequence
_CERTAIN = 4.0  # with neither
_MAX_GAP = 3  # labels that may be missing in a row within one list


@dataclass(slots=True)
class _Line:
    """One line of one block, with what it tells about itself."""

    index: int
    start: int
    end: int
    text: str
    block: Block
    label: Label | None
    heading: str | None = None
    run_in: int = 0
    _likeness: float | None = None

    @property
    def body(self) -> str:
        return self.text[self.label.length :] if self.label else self.text

    @property
    def likeness(self) -> float:
        if self._likeness is None:
            self._likeness = reference_likeness(self.body if self.label else self.text)
        return self._likeness

    def is_likely(self, floor: float) -> bool:
        """Its likeness reaches `floor`; asked of every line of a text, so no more is looked at than that takes."""
        if self._likeness is None:
            found = reference_likeness(self.body if self.label else self.text, floor)
            if found < floor:
                return False
            self._likeness = found
        return self._likeness >= floor


def find_lists(document: Document) -> list[ReferenceList]:
    """The reference lists of `document`, in order, each with its entries and the text that cites from it."""
    lines = list(_lines(document))
    found: list[ReferenceList] = []
    at = 0
    while at < len(lines):
        candidate = _list_at(lines, at)
        if candidate is None:
            at += 1
            continue
        found.append(candidate[0])
        at = candidate[1]
    return _with_scopes(_merge_continued(found), document)


def _lines(document: Document) -> Iterator[_Line]:
    index = 0
    text = document.text
    for block in document.blocks:
        start = block.start
        while start < block.end:
            end = text.find("\n", start, block.end)
            end = block.end if end < 0 else end
            content = text[start:end]
            stripped = content.strip()
            if stripped:
                begin = start + content.find(stripped[0])
                yield _line(index, begin, stripped, block)
                index += 1
            start = end + 1


def _line(index: int, start: int, text: str, block: Block) -> _Line:
    heading = HEADING.match(text) if len(text) < 60 else None
    run_in = None if heading else RUN_IN_HEADING.match(text)
    label = None if heading or run_in else read_label(text)
    line = _Line(index, start, start + len(text), text, block, label)
    if heading:
        line.heading = heading.group(1)
    elif run_in:
        line.heading, line.run_in = run_in.group(1), run_in.end()
    else:
        line.label = _stated_label(block, start, label) or label
    return line


def _stated_label(block: Block, start: int, typed: Label | None) -> Label | None:
    """The ordinal that the format gives a list item; digits that its text begins with are then part of the text,
    unless they repeat it."""
    ordinal = re.match(r"\d{1,4}", block.label or "")
    if block.kind != "list-item" or ordinal is None or start != block.start:
        return None
    if typed is not None and typed.number == int(ordinal.group()):
        return None
    return Label(int(ordinal.group()), ordinal.group(), (), 0, "format")


def _list_at(lines: Sequence[_Line], at: int) -> tuple[ReferenceList, int] | None:
    """A reference list that begins at line `at` (its heading or its first entry) and the index behind it, or None."""
    line = lines[at]
    if line.heading and line.run_in:
        return _run_in_list(lines, at)
    if line.heading:
        first = at + 1
        if first >= len(lines):
            return None
        return _labelled_list(lines, at, first) or _run_on_list(lines, at, first) or _plain_list(lines, at, first)
    if line.label and line.label.number <= _MAX_GAP:
        return _run_on_list(lines, at, at) or _labelled_list(lines, at, at)
    if not line.label and line.is_likely(_CERTAIN):
        return _plain_list(lines, at, at)
    return None


def _run_in_list(lines: Sequence[_Line], at: int) -> tuple[ReferenceList, int] | None:
    """`References: 1. Kidd M, ... 2. ...` on one line, or the heading run into the first line of a list."""
    line = lines[at]
    rest = line.text[line.run_in :]
    pieces = split_run_on(rest)
    if pieces and sum(reference_likeness(piece.raw) >= _LIKELY for piece in pieces) * 2 >= len(pieces):
        entries = tuple(
            ListedReference(
                piece.label, piece.raw, line.start + line.run_in + piece.start, line.start + line.run_in + piece.end
            )
            for piece in pieces
        )
        if len(entries) > 1 or reference_likeness(rest) >= _LIKELY:
            return ReferenceList(entries, line.start, line.end, 0, 0, line.heading), at + 1
    inner = _line(line.index, line.start + line.run_in, rest, line.block)
    if inner.heading or (WEAK_HEADINGS.match(line.text) and inner.likeness < _CERTAIN):
        return None
    rows = [*lines[:at], inner, *lines[at + 1 :]] if inner.likeness >= _LIKELY else None
    if rows is None:
        return None
    found = _labelled_list(rows, at, at) or _plain_list(rows, at, at, trusted=True)
    if found is None:
        return None
    return replace(found[0], start=line.start, heading=line.heading), found[1]


def _run_on_list(lines: Sequence[_Line], at: int, first: int) -> tuple[ReferenceList, int] | None:
    """All entries in one paragraph: `1. Busse PJ, ...; 2. Maurer M, ...`."""
    line = lines[first]
    pieces = split_run_on(line.text)
    if len(pieces) < 2 or sum(reference_likeness(piece.raw) >= _LIKELY for piece in pieces) * 3 < 2 * len(pieces):
        return None
    entries = tuple(
        ListedReference(piece.label, piece.raw, line.start + piece.start, line.start + piece.end) for piece in pieces
    )
    return ReferenceList(entries, lines[at].start, line.end, 0, 0, lines[at].heading), first + 1


@dataclass(slots=True)
class _Entry:
    label: str
    number: int
    anchors: tuple[str, ...]
    lines: list[_Line]
    form: str = ""

    @property
    def likeness(self) -> float:
        return self.lines[0].likeness if len(self.lines) == 1 else reference_likeness(self.raw)

    @property
    def raw(self) -> str:
        first, *rest = self.lines
        return " ".join([first.body.strip(), *(line.text for line in rest)])

    def listed(self) -> ListedReference:
        names = tuple(name for line in self.lines for name in line.block.anchors)
        return ListedReference(
            self.label, self.raw, self.lines[0].start, self.lines[-1].end, self.anchors, tuple(dict.fromkeys(names))
        )


def _labelled_list(lines: Sequence[_Line], at: int, first: int) -> tuple[ReferenceList, int] | None:
    """Entries that each begin with the next label, over one or more lines."""
    has_heading = first > at
    entries: list[_Entry] = []
    index = first
    while index < len(lines):
        line = _unnested(lines[index], entries)
        label = line.label
        if label is not None and _continues_numbering(line, label, entries):
            entries.append(_Entry(label.text, label.number, label.anchors, [line], label.form))
        elif entries and not line.heading and _continues_entry(line, entries[-1], lines, index):
            entries[-1].lines.append(line)
        else:
            break
        index += 1
    while entries and not has_heading and entries[-1].likeness < 0.5:
        index -= len(entries.pop().lines)
    if not _believable(entries, has_heading):
        return None
    listed = tuple(entry.listed() for entry in entries)
    ordinals = all(entry.form == "format" for entry in entries)
    return ReferenceList(listed, lines[at].start, listed[-1].end, 0, 0, lines[at].heading, ordinals=ordinals), index


def _unnested(line: _Line, entries: Sequence[_Entry]) -> _Line:
    """`19. 2009. http://...`: an entry that begins with a number and a full stop is a nested list to Markdown. It
    is the next entry, and the number is part of it. A list that is really nested begins with 1."""
    if not entries or line.label is None or line.label.form != "format" or line.label.number == 1:
        return line
    above = entries[-1]
    if above.form != "format" or line.block.level <= above.lines[0].block.level:
        return line
    number = above.number + 1
    return replace(line, label=Label(number, str(number), (), 0, "format"), text=f"{line.label.text}. {line.text}")


def _believable(entries: Sequence[_Entry], has_heading: bool) -> bool:
    if not entries:
        return False
    likely = sum(entry.likeness >= _LIKELY for entry in entries)
    if has_heading:
        return likely * 2 >= len(entries)
    if len(entries) == 1:
        return entries[0].number == 1 and entries[0].likeness >= _CERTAIN
    return likely * 5 >= 3 * len(entries) and (len(entries) > 2 or likely == len(entries))


def _continues_numbering(line: _Line, label: Label, entries: Sequence[_Entry]) -> bool:
    """The line carries the label that comes next: one more than the last, or a few more where labels are missing."""
    if not entries:
        return label.number <= _MAX_GAP or (label.form == "anchors" and label.number < 50)
    last = entries[-1].number
    if label.number == last + 1:
        return line.likeness > -3 or label.form != "space"
    if line.likeness < _LIKELY:
        return False
    # A gap, a double or a step back is believed only of a line that is plainly a reference, in the same form.
    first = entries[-1].lines[0].label
    return first is not None and first.form == label.form and last - 1 <= label.number <= last + 1 + _MAX_GAP


_FRAGMENT = re.compile(
    r"^(?:[a-zà-ÿ(&]|doi\b|https?:|www\.|\d{4}\s?;|\d+\s?\(|\[(?:PubMed|DOI|Google)|[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,6}\.?\s"
    r"(?:19|20)\d\d\s?;|Accessed\b|Available\b|Published\b|Epub\b|PMID)",
)
_COMPLETE = re.compile(r"(?:[.\])]|\d|/)$")


def _continues_entry(line: _Line, entry: _Entry, lines: Sequence[_Line], index: int) -> bool:
    """An unlabelled line goes on with the entry above it: wrapped text, its DOI or its URL on a line of its own."""
    if line.block.kind in ("heading", "table-cell", "caption") or len(entry.lines) >= 8:
        return False
    if _FRAGMENT.match(line.text):
        return True
    raw = entry.raw
    has_source = reference_likeness(raw) >= _LIKELY and bool(re.search(r"(?:19|20)\d\d", raw))
    if has_source and _COMPLETE.search(raw):
        return False
    # The text in between belongs to the entry if the next label follows soon.
    for later in lines[index + 1 : index + 4]:
        if later.label is not None and later.label.number == entry.number + 1:
            return True
    return not _COMPLETE.search(raw) and reference_likeness(raw + " " + line.text) > reference_likeness(raw)


def _plain_list(
    lines: Sequence[_Line], at: int, first: int, *, trusted: bool = False
) -> tuple[ReferenceList, int] | None:
    """Entries without labels: a line each, or wrapped; their order is the label."""
    has_heading = first > at or trusted
    threshold = 2.0 if has_heading else _CERTAIN
    entries: list[_Entry] = []
    index = first
    while index < len(lines):
        line = lines[index]
        if line.heading or line.block.kind == "heading":
            break
        if entries and _FRAGMENT.match(line.text) and not (line.likeness >= _CERTAIN and line.text[0].isupper()):
            entries[-1].lines.append(line)
        elif line.likeness >= threshold or (entries and _followed(lines, index, has_heading)):
            entries.append(_Entry(str(len(entries) + 1), len(entries) + 1, (), [line]))
        else:
            break
        index += 1
    likely = sum(entry.likeness >= _LIKELY for entry in entries)
    enough = (likely * 2 >= len(entries)) if has_heading else (len(entries) >= 2 and likely * 5 >= len(entries) * 4)
    if not entries or not enough:
        return None
    listed = tuple(entry.listed() for entry in entries)
    heading = lines[at].heading
    return ReferenceList(listed, lines[at].start, listed[-1].end, 0, 0, heading, printed=False), index


def _followed(lines: Sequence[_Line], index: int, has_heading: bool) -> bool:
    """A line that is no plain reference stands among references (a book, a leaflet): two of the next three are."""
    line = lines[index]
    if len(line.text) > 600 or line.likeness < (0.8 if has_heading else 1.5):
        return False
    following = [later for later in lines[index + 1 : index + 4] if not later.heading]
    return sum(later.likeness >= (_LIKELY if has_heading else _CERTAIN) for later in following) >= 2


def _merge_continued(found: list[ReferenceList]) -> list[ReferenceList]:
    """A list that goes on with the number after the last one of the list before is its second part, not a new list."""
    merged: list[ReferenceList] = []
    for current in found:
        if merged and merged[-1].printed and current.printed:
            last, first = _number(merged[-1].entries[-1].label), _number(current.entries[0].label)
            if first == last + 1 and first > 1:
                entries = (*merged[-1].entries, *current.entries)
                merged[-1] = replace(merged[-1], entries=entries, end=current.end)
                continue
        merged.append(current)
    return merged


def _number(label: str) -> int:
    digits = re.match(r"\d+", label)
    return int(digits.group()) if digits else -1


def _with_scopes(found: Sequence[ReferenceList], document: Document) -> list[ReferenceList]:
    """Each list serves the text since the list before it where numbering restarts, else the whole document."""
    size = len(document.text)
    restarts = len(found) > 1 and sum(item.entries[0].label in ("1", "") for item in found) > 1
    scoped = []
    begin = 0
    for position, item in enumerate(found):
        last = position == len(found) - 1
        scope = (begin, size if last else item.end) if restarts else (0, size)
        begin = item.end
        typed = item.printed and not item.ordinals
        numbered = typed or not _cited_by_author(item, document.text)
        scoped.append(replace(item, scope_start=scope[0], scope_end=scope[1], numbered=numbered))
    return scoped


_SURNAME = re.compile(r"^(?:(?:de|la|le|van|von|der|den|di|da|del|dos|el|al)\s){0,3}([A-ZÀ-Þ][\w’'-]{1,30})")
_YEAR = re.compile(r"\b((?:19|20)\d\d)[a-z]?\b")
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]{1,30}")


def _cited_by_author(item: ReferenceList, text: str) -> bool:
    """A list is cited by author and year if the text names many of its first authors before their year."""
    works = set()
    for entry in item.entries:
        surname, year = _SURNAME.match(entry.raw), _YEAR.search(entry.raw)
        if surname and year:
            works.add((surname.group(1), year.group(1)))
    cited: set[tuple[str, str]] = set()
    for start, end in ((0, item.start), (item.end, len(text))):
        for found in _YEAR.finditer(text, start, end):
            before = text[max(start, found.start() - 60) : found.start()]
            cited.update((name, found.group(1)) for name in _NAME.findall(before))
    return len(works) > 0 and len(works & cited) * 3 >= len(works)
