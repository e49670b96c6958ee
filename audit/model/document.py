"""A source text as every reader hands it on: plain text, its blocks, and what the format said about spans of it.

Offsets count characters (Unicode code points) of `Document.text`, start inclusive, end exclusive. They are the one
coordinate system of the whole street: statements, markers, references and findings all point into `Document.text`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

BlockKind = Literal["paragraph", "heading", "list-item", "table-cell", "caption", "quote", "code", "footnote"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink over `start` to `end`; `target` is the href as written (`#ref4`, `https://...`)."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True)
class CitationMark:
    """A citation that the format itself states (`[@key]`, `\\cite{key}`, `<xref>`, a Zotero field): never guessed.

    `keys` are the format's own names for the cited entries: a BibTeX key, or the anchor of the entry's block.
    `textual` is true where the citation is part of the sentence (`@key` says, `\\citet`).
    """

    start: int
    end: int
    keys: tuple[str, ...]
    textual: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text: a paragraph, a heading, a list item, a table cell, ...

    `level` is the heading level (1 to 6) or the nesting depth of a list item (from 1); `label` the ordinal that the
    format gives a list item (`"3"`, `"c"`), whether or not it stands in the text; `anchors` the names that links can
    point at (`id`, `name`); `place` where the block stood in the source (`page 3`, `paragraph 12`, an element path).
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str | None = None
    anchors: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True)
class Document:
    """A source text, read. Blocks are in order, do not overlap and hold every visible character but the line breaks.

    path: the source as its user names it, relative to the workspace where it lies inside.
    media_type: what the source was read as (`text/plain`, `text/html`, ...).
    sha256: of the source's bytes, hex.
    language: ISO 639-1 code, `"en"` where nothing says otherwise, `"und"` where it cannot be told.
    soft_lines: the blocks are lines of a plain text, so that a sentence may run on over a block's end.
    superscripts, subscripts: spans that the format raises or lowers; empty where the format cannot say (plain text).
    keeps_superscripts: the format would have told: text that is not in `superscripts` is not raised.
    bibliographies: bibliography files that the document itself names (`\\bibliography{refs}`), as written.
    notes: what a reader wants the user to know ("3 tracked deletions were ignored").
    """

    path: str
    media_type: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    language: str = "en"
    soft_lines: bool = False
    keeps_superscripts: bool = False
    superscripts: tuple[Span, ...] = ()
    subscripts: tuple[Span, ...] = ()
    bold: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    citations: tuple[CitationMark, ...] = ()
    bibliographies: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The line of `Document.text`, from 1, that holds `offset`."""
        return bisect_right(self._line_starts, offset)

    def column_of(self, offset: int) -> int:
        """The column of `offset` in its line, from 1."""
        return offset - self._line_starts[self.line_of(offset) - 1] + 1

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds `offset`, or None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        if index < 0 or offset > self.blocks[index].end:
            return None
        return self.blocks[index]
