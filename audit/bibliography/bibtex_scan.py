"""The blocks of a BibTeX file: where each entry, macro, preamble and comment begins and ends, however broken.

BibTeX ignores everything outside `@type{...}`; so does this scanner, which only finds the borders. Where braces do not
close, a block ends before the next line that begins one. Every character of the file is inside a block or between two:
a writer can replace one block and leave the rest as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

BlockKind = Literal["entry", "string", "preamble", "comment"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a bibliography file: `line` from 1, `message` for the one who mends it."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start` to `end` of the file. `type` in lower case, `key` as written (entries only, may be empty).

    body: where the content begins, after the opening bracket. sound: the brackets close.
    """

    kind: BlockKind
    type: str
    key: str
    start: int
    end: int
    body: int
    line: int
    sound: bool = True


_HEADER: Final = re.compile(r"@[ \t]*([A-Za-z][\w-]*)\s*([{(])")
# at the start of a line, with a key or a field behind it: surely the beginning of a new block
_NEW_BLOCK: Final = re.compile(
    r"^[ \t]*@[ \t]*(?:[A-Za-z][\w-]*)[ \t]*[{(][ \t]*(?:[^\s,{}()=\"#%\\]*[ \t]*(?:,|\r?$)|[A-Za-z][\w-]*[ \t]*=)",
    re.MULTILINE,
)
_KEY: Final = re.compile(r"\s*(?![\w-]+\s*=\s*[{\"\s])([^,{}\r\n]*?)[ \t]*(?:,|\r?\n|[})]|$)")
_BRACKETS: Final = {"{": re.compile(r"[{}]"), "(": re.compile(r'[{}")]')}
_EXTRA_BRACE: Final = re.compile(r"\s*,?\s*[A-Za-z][\w+-]*\s*=\s*[{\"\w]")
_NO_BRACE: Final = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]{3,}[ \t]*(?=\r?$|[^\s\w{(@.:])", re.MULTILINE)
_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)
_MOST_SWALLOWED: Final = 40  # a block that holds more beginnings of blocks than this is not closed: keeps time linear


class Lines:
    """Line numbers of offsets into a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\n|\r(?!\n)", text))]

    def __call__(self, offset: int) -> int:
        """The line, from 1, that holds `offset`."""
        return bisect_right(self._starts, offset)


def scan(text: str) -> tuple[list[Block], list[Problem]]:
    """The blocks of `text` in order, and what is wrong with its brackets."""
    scanner = _Scanner(text)
    blocks = list(scanner.blocks())
    return blocks, sorted(scanner.problems + _stray(text, blocks, scanner.line), key=lambda problem: problem.line)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.line = Lines(text)
        self.beginnings = [match.start() for match in _NEW_BLOCK.finditer(text)]
        self.problems: list[Problem] = []

    def blocks(self) -> Iterator[Block]:
        at = 0
        while header := _HEADER.search(self.text, at):
            if self._commented(header.start()):
                at = header.end()
                continue
            block = self._block(header)
            at = max(block.end, header.end())
            yield block

    def _commented(self, start: int) -> bool:
        """A `%` at the start of the line comments the rest of it out."""
        return self.text[self.text.rfind("\n", 0, start) + 1 : start].lstrip().startswith("%")

    def _block(self, header: re.Match[str]) -> Block:
        kind_name = header.group(1).lower()
        kind: BlockKind = "entry"
        if kind_name in ("string", "preamble", "comment"):
            kind = kind_name  # type: ignore[assignment]
        key = ""
        if kind == "entry":
            match = _KEY.match(self.text, header.end())
            key = match.group(1).strip() if match else ""
        end, sound = self._end(header, kind, key)
        return Block(kind, kind_name, key, header.start(), end, header.end(), self.line(header.start()), sound)

    def _end(self, header: re.Match[str], kind: BlockKind, key: str) -> tuple[int, bool]:
        start = header.end()
        first = bisect_right(self.beginnings, header.start())
        next_block = self.beginnings[first] if first < len(self.beginnings) else len(self.text)
        far = first + _MOST_SWALLOWED
        limit = self.beginnings[far] if far < len(self.beginnings) else len(self.text)
        end = self._closing(start, header.group(2), limit)
        name = f"@{header.group(1)}" + (f"{{{key}}}" if key else "")
        if kind == "comment":
            return (end, True) if end else (min(self._line_end(start), len(self.text)), True)
        if end is None or end > next_block:
            self._report(header.start(), f"{name}: a closing bracket is missing; read up to the next entry")
            return self._trimmed(start, next_block), False
        if kind == "entry" and _EXTRA_BRACE.match(self.text, end):
            return self._past_extra_brace(end, next_block, name), False
        return end, True

    def _closing(self, start: int, bracket: str, limit: int) -> int | None:
        """The offset after the bracket that closes the block, or None."""
        level, quoted = 0, False
        for match in _BRACKETS[bracket].finditer(self.text, start, limit):
            sign = match.group()
            if sign == "{":
                level += 1
            elif sign == "}" and (level or bracket == "{"):
                level -= 1
                if level < 0:
                    return match.end()
            elif sign == '"' and level == 0:
                quoted = not quoted
            elif sign == ")" and level == 0 and not quoted:
                return match.end()
        return None

    def _past_extra_brace(self, end: int, next_block: int, name: str) -> int:
        """A field follows the bracket that closed the entry: one bracket too many stood before it."""
        self._report(end - 1, f"{name}: a closing bracket too many; the fields after it are read all the same")
        rest = self._closing(end, "{", next_block)
        return rest if rest is not None else self._trimmed(end, next_block)

    def _trimmed(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _line_end(self, start: int) -> int:
        at = self.text.find("\n", start)
        return at if at >= 0 else len(self.text)

    def _report(self, offset: int, message: str) -> None:
        self.problems.append(Problem(self.line(offset), message))


def _stray(text: str, blocks: list[Block], line: Lines) -> list[Problem]:
    """What stands between blocks and should have been one, and traces of an unfinished merge."""
    problems = []
    starts = [block.start for block in blocks]

    def outside(offset: int) -> bool:
        index = bisect_right(starts, offset) - 1
        return index < 0 or offset >= blocks[index].end

    for match in _NO_BRACE.finditer(text):
        if outside(match.end() - 1):
            problems.append(
                Problem(line(match.end() - 1), f'"{match.group().strip()}" is not followed by an opening bracket')
            )
    for match in _CONFLICT.finditer(text):
        problems.append(Problem(line(match.start()), "a merge conflict is not resolved"))
    return problems
