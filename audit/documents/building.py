"""Blocks and spans -> Document: the one place where a document's text is put together and offsets are counted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace

from audit.documents.source import Source
from audit.model import Block, BlockKind, CitationMark, Document, Link, Span

MAX_CHARACTERS = 50_000_000
MAX_ANCHORS = 300
_FOLDED = re.compile(r"[ \t\n\r\f\v]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Builder:
    """Collects a document block by block. White space is folded as a browser would, blocks are joined by one "\\n".

    `position` is where the next visible character will stand or, after a space, the place just before that space:
    take it before and after some text to say what the text between is (`superscript`, `link`, ...). Spans are trimmed
    of white space, cut at the ends of blocks, and neighbours of the same kind are joined.
    """

    def __init__(self, source: Source, *, joins_runs: bool = False) -> None:
        """joins_runs: the format cuts spans at will, so that "1" and "2" side by side are one raised "12"."""
        self._source = source
        self._joins_runs = joins_runs
        self._parts: list[str] = []
        self._length = 0
        self._pending_space = False
        self._open: Block | None = None
        self._blocks: list[Block] = []
        self._normalised: list[str] = []
        self._superscripts: list[Span] = []
        self._subscripts: list[Span] = []
        self._bold: list[Span] = []
        self._links: list[Link] = []
        self._citations: list[CitationMark] = []
        self.bibliographies: list[str] = []
        self.notes: list[str] = []

    @property
    def position(self) -> int:
        """Characters written so far."""
        return self._length

    @property
    def is_open(self) -> bool:
        """A block is open."""
        return self._open is not None

    @property
    def has_text(self) -> bool:
        """The open block has visible text."""
        return self._open is not None and self._length > self._open.start

    @property
    def blocks(self) -> list[Block]:
        """The blocks that are closed."""
        return self._blocks

    def start(
        self,
        kind: BlockKind,
        *,
        level: int = 0,
        label: str | None = None,
        anchors: Iterable[str] = (),
        place: str | None = None,
    ) -> None:
        """Open a block, after closing the one that is open."""
        self.end()
        if self._blocks:
            self._write("\n")
        at = self._length
        self._open = Block(kind, at, at, level, label, tuple(anchors), place)

    def end(self) -> None:
        """Close the open block. A block without visible text leaves no trace."""
        block, self._open = self._open, None
        self._pending_space = False
        if block is None:
            return
        self._strip_end(block.start)
        if self._length == block.start:
            if self._blocks:
                self._strip_end(self._blocks[-1].end)
            return
        self._blocks.append(replace(block, end=self._length))

    def add(self, text: str) -> None:
        """Text of the open block (a paragraph is opened if none is), white space folded."""
        if _INVISIBLE.search(text):
            text = _INVISIBLE.sub("", text)
        text = _FOLDED.sub(" ", text)
        if not self.has_text:
            text = text.lstrip()
        if not text:
            return
        if self._open is None:
            self.start("paragraph")
        if text[0] == " ":
            text = text[1:]
            self._pending_space = True
        if not text:
            return
        if self._pending_space and self._length > self._start() and not self._ends_line():
            self._write(" ")
        self._pending_space = text[-1] == " "
        self._write(text[:-1] if self._pending_space else text)

    def add_exactly(self, text: str) -> None:
        """Text of the open block with its white space as it is (`<pre>`, code)."""
        text = _INVISIBLE.sub("", text)
        if self._open is None:
            self.start("paragraph")
        if not self.has_text:
            text = text.lstrip()
        if text:
            if self._pending_space and not self._ends_line():
                self._write(" ")
            self._pending_space = False
            self._write(text)

    def line_break(self) -> None:
        """A line end inside the open block."""
        self._pending_space = False
        if self.has_text:
            self._write("\n")

    def anchor(self, *names: str) -> None:
        """Names for the open block, beside those it was opened with."""
        if self._open is not None and len(self._open.anchors) < MAX_ANCHORS:
            block = self._open
            anchors = (*block.anchors, *(name for name in names if name and name not in block.anchors))
            self._open = replace(block, anchors=anchors)

    def last_block_with(self, words: str, normalised: Callable[[str], str]) -> int | None:
        """The index of the last closed block whose text, `normalised`, holds `words`; None if none does."""
        if len(self._normalised) != len(self._blocks):
            text = "".join(self._parts)
            self._normalised = [normalised(text[block.start : block.end]) for block in self._blocks]
        for index in range(len(self._normalised) - 1, -1, -1):
            if words in self._normalised[index]:
                return index
        return None

    def name_block(self, index: int, anchor: str) -> None:
        """One more name for a closed block."""
        block = self._blocks[index]
        if anchor not in block.anchors:
            self._blocks[index] = replace(block, anchors=(*block.anchors, anchor))

    def superscript(self, start: int) -> None:
        """All since `start` is raised."""
        self._superscripts.append(Span(start, self._length))

    def subscript(self, start: int) -> None:
        """All since `start` is lowered."""
        self._subscripts.append(Span(start, self._length))

    def bold(self, start: int) -> None:
        """All since `start` is bold."""
        self._bold.append(Span(start, self._length))

    def link(self, start: int, target: str) -> None:
        """All since `start` is a link to `target`."""
        self._links.append(Link(start, self._length, target))

    def citation(self, start: int, keys: Iterable[str], *, textual: bool = False) -> None:
        """All since `start` cites `keys`."""
        self._citations.append(CitationMark(start, self._length, tuple(keys), textual))

    def first_heading(self) -> str:
        """The text of the first heading, "" if there is none."""
        text = "".join(self._parts)
        return next((text[block.start : block.end] for block in self._blocks if block.kind == "heading"), "")

    def drop_citation(self) -> None:
        """Forget the last citation: a longer one takes its place."""
        self._citations.pop()

    def text_from(self, start: int) -> str:
        """What was written since `start`."""
        parts: list[str] = []
        at = self._length
        for part in reversed(self._parts):
            if at <= start:
                break
            at -= len(part)
            parts.append(part)
        return "".join(reversed(parts))[max(0, start - at) :]

    def document(
        self, media_type: str, *, title: str = "", language: str = "en", keeps_superscripts: bool | None = None
    ) -> Document:
        """The finished document. Without `keeps_superscripts`, the format is taken to tell if it told any."""
        self.end()
        text = "".join(self._parts)
        cut = _Cutter(text, self._blocks, self._joins_runs)
        superscripts = cut.spans(self._superscripts)
        return Document(
            path=self._source.name,
            media_type=media_type,
            sha256=self._source.sha256,
            text=text,
            blocks=tuple(self._blocks),
            title=" ".join(title.split()),
            language=language,
            keeps_superscripts=bool(superscripts) if keeps_superscripts is None else keeps_superscripts,
            superscripts=superscripts,
            subscripts=cut.spans(self._subscripts),
            bold=cut.spans(self._bold),
            links=cut.links(self._links),
            citations=cut.citations(self._citations),
            bibliographies=tuple(dict.fromkeys(self.bibliographies)),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _start(self) -> int:
        return self._open.start if self._open is not None else self._length

    def _ends_line(self) -> bool:
        return bool(self._parts) and self._parts[-1].endswith("\n")

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise self._source.error(f"holds more than {MAX_CHARACTERS:,} characters of text", hint="split it")

    def _strip_end(self, floor: int) -> None:
        """Drop white space from the end of the text, but nothing before `floor`."""
        while self._parts and self._length > floor:
            last = self._parts[-1]
            kept = last.rstrip() if self._length - len(last) >= floor else last[: floor - self._length]
            self._length -= len(last) - len(kept)
            if kept:
                self._parts[-1] = kept
                return
            self._parts.pop()


class _Cutter:
    """Cuts spans at the ends of blocks and trims their white space."""

    def __init__(self, text: str, blocks: list[Block], joins_runs: bool) -> None:
        self._text = text
        self._joins_runs = joins_runs
        self._starts = [block.start for block in blocks]
        self._blocks = blocks

    def pieces(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._blocks) and self._blocks[index].start < end:
            block = self._blocks[index]
            low, high = max(start, block.start), min(end, block.end)
            while low < high and self._text[low].isspace():
                low += 1
            while low < high and self._text[high - 1].isspace():
                high -= 1
            if low < high:
                yield low, high
            index += 1

    def spans(self, found: list[Span]) -> tuple[Span, ...]:
        joined: list[Span] = []
        pieces = sorted(piece for span in found for piece in self.pieces(span.start, span.end))
        for start, end in pieces:
            if joined and (start < joined[-1].end or (start == joined[-1].end and self._are_one(start))):
                joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
            else:
                joined.append(Span(start, end))
        return tuple(joined)

    def links(self, found: list[Link]) -> tuple[Link, ...]:
        pieces = [Link(start, end, link.target) for link in found for start, end in self.pieces(link.start, link.end)]
        return tuple(sorted(pieces, key=lambda link: (link.start, link.end)))

    def citations(self, found: list[CitationMark]) -> tuple[CitationMark, ...]:
        """A citation lies in the block where it begins."""
        marks = [
            CitationMark(*place, mark.keys, mark.textual)
            for mark in found
            if mark.keys and (place := next(iter(self.pieces(mark.start, mark.end)), None))
        ]
        return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))

    def _are_one(self, at: int) -> bool:
        """Two spans that meet are one, unless each was marked up apart and they would run into one number."""
        return self._joins_runs or not (self._text[at - 1].isalnum() and self._text[at].isalnum())
