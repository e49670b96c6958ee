"""LaTeX text with its groups matched once, so that reading arguments costs no time however they are nested."""

from __future__ import annotations

import re
from functools import cached_property

from audit.documents.latex_symbols import SYMBOLS, accented

_BRACE = re.compile(r"\\.|%[^\n]*|[{}\[\]]|\n[ \t]*\n", re.S)
_CONTROL = re.compile(r"\\(?:[A-Za-z@]+|.)", re.S)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_ESCAPED = re.compile(r"\\([%#&_$])")
_ACCENTED = re.compile(r"\\([\"'`^~=.]|[uvHckrdb](?![A-Za-z]))\s?\{?\\?([A-Za-z])\}?")
_NAMED = re.compile(r"\\([A-Za-z]+)\s?")


class Tex:
    """Some LaTeX."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _closings(self) -> dict[int, int]:
        """Where each `{` and `[` closes. Brackets close inside their group and paragraph, or are none."""
        closings: dict[int, int] = {}
        braces: list[int] = []
        brackets: list[list[int]] = [[]]
        for found in _BRACE.finditer(self.text):
            sign, at = found.group(), found.start()
            if sign == "{":
                braces.append(at)
                brackets.append([])
            elif sign == "}" and braces:
                closings[braces.pop()] = at
                brackets.pop()
            elif sign == "[":
                brackets[-1].append(at)
            elif sign == "]" and brackets[-1]:
                closings[brackets[-1].pop()] = at
            elif sign[0] == "\n":
                brackets[-1].clear()
        return closings

    def argument(self, at: int) -> tuple[str, int]:
        """The next argument of a macro, braces off: a group, a macro or a character; and the place behind it."""
        text = self.text
        found = _SPACE.match(text, at)
        at = found.end() if found else at
        if at >= len(text):
            return "", at
        if text[at] == "{":
            end = self._closings.get(at, len(text))
            return text[at + 1 : end], min(len(text), end + 1)
        if text[at] == "\\" and (control := _CONTROL.match(text, at)):
            return control.group(), control.end()
        return ("", at) if text[at] in "}\n" else (text[at], at + 1)

    def optional(self, at: int) -> tuple[str, int]:
        """The `[...]` argument at `at`, "" if there is none, and the place behind it."""
        if self.text[at : at + 1] != "[" or (end := self._closings.get(at)) is None:
            return "", at
        return self.text[at + 1 : end], end + 1


def simple(text: str) -> str:
    """Short LaTeX without its mark-up."""
    text = _ESCAPED.sub(r"\1", text).replace("~", " ")
    text = _ACCENTED.sub(lambda found: accented(found.group(1), found.group(2)), text)
    text = _NAMED.sub(lambda found: SYMBOLS.get(found.group(1), ""), text)
    return " ".join(re.sub(r"[{}]", "", text).split()).replace("--", "–")
