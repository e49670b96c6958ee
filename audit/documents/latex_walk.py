"""The walk over a LaTeX source: tokens in, blocks and spans out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from audit.documents.latex_bibliography import Bibliography
from audit.documents.latex_macros import DROPPED
from audit.documents.latex_symbols import SYMBOLS, accented, is_accent
from audit.documents.latex_tokens import Tex, simple

Handler = Callable[["Walk", str, Tex, int], int]

if TYPE_CHECKING:
    from audit.documents.building import Builder
    from audit.documents.source import Source
    from audit.model import BlockKind

_TOKEN = re.compile(
    r"""\\(?P<macro>[A-Za-z@]+\*?)[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?
      | \\(?P<sign>.)
      | (?P<comment>%[^\n]*(?:\n[ \t]*)?)
      | (?P<paragraph>\n[ \t]*\n\s*)
      | (?P<math>\$\$?)
      | (?P<other>---|--|``|''|[{}~&^_`\n])
      | (?P<text>[^\\%$\{\}~&^_`'\n-]+|['-])
    """,
    re.VERBOSE | re.DOTALL,
)
_MAX_DEPTH = 60
MAX_FORMULA = 5000
_MAX_EXPANDED = 20_000_000
_OTHER = {"---": "—", "--": "–", "``": "“", "''": "”", "~": "\u00a0", "`": "‘", "\n": " "}
_BODY = re.compile(r"\\begin\s*\{document\}")


class Walk:
    """Reads one document."""

    def __init__(
        self,
        source: Source,
        builder: Builder,
        bibliography: Bibliography,
        open_file: Callable[[str], AbstractContextManager[str | None]],
        printed: str | None,
        handlers: Mapping[str, Handler],
    ) -> None:
        self.title = ""
        self.source = source
        self.builder = builder
        self.bibliography = bibliography
        self.open_file = open_file
        self.printed = printed
        self.handlers = handlers
        self.macros: dict[str, tuple[int, str]] = {}
        self.notes: list[str] = []
        self.kind: BlockKind = "paragraph"
        self.lists: list[tuple[str, int]] = []
        self.label: str | None = None
        self.anchors: list[str] = []
        self.math = 0
        self.silent = False
        self.depth = 0
        self.expanded = 0
        self.line_starts: list[int] = []
        self.at = 0
        self.file = ""
        self.ended = False

    def document(self, text: str) -> None:
        """Read the main file."""
        self.silent = _BODY.search(text) is not None
        self.walk_file(text, "")
        self.builder.end()
        if self.notes:
            self.heading("Footnotes", 1)
            for number, note in enumerate(self.notes, 1):
                self.builder.start("list-item", level=1, label=str(number), anchors=[f"fn{number}"], place="footnote")
                self.walk(note)
                self.builder.end()

    def walk_file(self, text: str, name: str) -> None:
        """Read a file: lines are counted in it."""
        outer = self.line_starts, self.file, self.at
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.file = name
        self.walk(text, whole_file=True)
        self.line_starts, self.file, self.at = outer

    def walk(self, text: str, *, whole_file: bool = False) -> None:
        """Read some LaTeX. Raises InputError if it is nested or expands beyond all reason."""
        self.depth += 1
        self.expanded += len(text)
        if self.depth > _MAX_DEPTH or self.expanded > _MAX_EXPANDED:
            raise self.source.error("is nested too deep or expands without end")
        tex, at, size = Tex(text), 0, len(text)
        while at < size and not self.ended:
            found = _TOKEN.match(text, at)
            if found is None:
                at += 1
                continue
            if whole_file:
                self.at = at
            at = found.end()
            kind, value = found.lastgroup or "", found.group(found.lastgroup or 0)
            if kind == "text":
                self.write(value)
            elif kind in {"macro", "sign"}:
                at = self.macro(value, tex, at)
            elif kind == "paragraph":
                self.end_paragraph()
            elif kind == "math":
                at = self.math_until(tex, at, value)
            elif kind == "other":
                at = self.other(value, tex, at)
        self.depth -= 1

    def other(self, sign: str, tex: Tex, at: int) -> int:
        """A sign that is no letter."""
        if sign in "{}":
            return at
        if sign == "&":
            self.cell()
        elif sign in "^_" and self.math:
            inner, at = tex.argument(at)
            if sign == "^" and inner.strip() in {"\\circ", "{\\circ}"}:
                self.write("°")
            else:
                self.marked(inner, self.builder.superscript if sign == "^" else self.builder.subscript)
        else:
            self.write(_OTHER.get(sign, sign))
        return at

    def macro(self, name: str, tex: Tex, at: int) -> int:
        """Read the macro `name`; its arguments stand in `text` from `at` on. Gives the place behind them."""
        if name in self.macros:
            return self.expand(name, tex, at)
        if handler := self.handlers.get(name):
            return handler(self, name, tex, at)
        if is_accent(name) and not (self.math and len(name) == 1 and name in "=.'"):
            inner, at = tex.argument(at)
            self.write(accented(name, simple(inner)))
            return at
        if name in SYMBOLS:
            shown = SYMBOLS[name]
            if shown == "\n":
                at = tex.optional(at)[1]
                self.line_end()
            else:
                self.write(shown)
            return at
        if name in DROPPED:
            for _ in range(DROPPED[name]):
                at = tex.optional(at)[1]
                _, at = tex.argument(at)
            return tex.optional(at)[1] if DROPPED[name] else at
        return tex.optional(at)[1]

    def expand(self, name: str, tex: Tex, at: int) -> int:
        """Read what a macro of the document stands for."""
        count, body = self.macros[name]
        for number in range(1, count + 1):
            inner, at = tex.argument(at)
            body = body.replace(f"#{number}", inner)
        self.walk(body)
        return at

    def formula(self, inner: str) -> None:
        """Read a formula."""
        self.math += 1
        self.walk(inner)
        self.math -= 1

    def math_until(self, tex: Tex, at: int, sign: str) -> int:
        """Read the formula up to the sign that ends it."""
        text = tex.text
        limit = at + MAX_FORMULA
        end = text.find(sign, at, limit)
        while end > 0 and text[end - 1] == "\\":
            end = text.find(sign, end + 1, limit)
        if end < 0:
            self.write(sign)
            return at
        self.formula(text[at:end])
        return end + len(sign)

    def marked(self, inner: str, mark: Callable[[int], None]) -> None:
        """Read some text and say what it is."""
        start = self.builder.position
        self.walk(inner)
        mark(start)

    def heading(self, title: str, level: int) -> None:
        """Write a heading."""
        if self.silent:
            return
        self.builder.start("heading", level=level, place=self.place())
        self.walk(title)
        self.builder.end()

    def cell(self) -> None:
        """A cell of a table ends."""
        if self.math:
            self.write(" ")
        elif self.kind == "table-cell":
            self.builder.end()

    def line_end(self) -> None:
        """A line ends."""
        if self.math:
            self.write(" ")
        elif self.kind == "table-cell":
            self.builder.end()
        else:
            self.builder.line_break()

    def end_paragraph(self) -> None:
        """An empty line."""
        if self.kind == "list-item" or self.depth > 1:
            self.builder.line_break()
        else:
            self.builder.end()

    def write(self, text: str) -> None:
        """Write characters, in a new block if none is open."""
        if self.silent or not text:
            return
        if not self.builder.is_open:
            if not text.strip():
                return
            label, self.label = self.label, None
            level = len(self.lists) if self.kind == "list-item" else 0
            self.builder.start(self.kind, level=level, label=label, anchors=self.anchors, place=self.place())
            self.anchors = []
        self.builder.add(text)

    def place(self) -> str:
        """Where the walk is."""
        line = bisect_right(self.line_starts, self.at)
        return f"{self.file} line {line}" if self.file else f"line {line}"
