"""The words of a document as the rules on language read them: markers blanked out, quotations and titles set aside.

Everything keeps its length, so that an offset into the words is an offset into the statement.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.model import Document, Reference, Statement

# An apostrophe closes many words, so single quotation marks count only where they clearly open and close.
_QUOTED = re.compile(
    r"“[^“”\n]{2,600}”|„[^„“”\n]{2,600}[“”]|«[^«»\n]{2,600}»|\"[^\"\n]{2,600}\"|(?<!\w)‘[^‘’\n]{2,600}’(?!\w)"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SMALL = frozenset(
    {"a", "an", "the", "and", "or", "of", "in", "for", "to", "with", "on", "by", "at", "from", "vs", "is"}
)


@dataclass(frozen=True, slots=True)
class Prose:
    """The words of one statement. `start` is the place of `words[0]` in the document's text.

    exempt: stretches that are not the author's own words: quotations and titles of references.
    title_case: capital letters say nothing here, since (nearly) every word has one.
    """

    statement: Statement
    words: str
    start: int
    exempt: tuple[tuple[int, int], ...]
    title_case: bool

    def is_exempt(self, start: int, end: int) -> bool:
        """Whether these characters lie in a quotation or a title."""
        return any(first < end and start < last for first, last in self.exempt)

    def is_name(self, start: int, end: int) -> bool:
        """Whether a capital letter within the sentence makes these characters part of a name (`New England`)."""
        if self.title_case or not self.words[start:end][:1].isupper():
            return False
        before = self.words[:start].rstrip(" \t\n\u00a0\"“„«‘'([—–•-")
        return bool(before) and before[-1] not in ".!?:"


def _blanked(document: Document, statement: Statement) -> str:
    words = list(document.text[statement.start : statement.end])
    for group in statement.marker_groups:
        for at in range(max(group.start, statement.start), min(group.end, statement.end)):
            words[at - statement.start] = " "
    return "".join(words)


def _is_title_case(words: str) -> bool:
    content = [word for word in _WORD.findall(words) if word.lower() not in _SMALL]
    return len(content) > 1 and sum(word[0].isupper() for word in content) >= 0.8 * len(content)


def _titles(document: Document, references: Sequence[Reference]) -> list[tuple[int, int]]:
    """Where titles of the references stand in the text, sorted."""
    text = document.text.lower()
    if len(text) != len(document.text):
        return []  # a rare letter changed its length in lower case: offsets would lie
    found = []
    for title in {" ".join(reference.title.lower().split()) for reference in references if reference.title}:
        at = text.find(title) if title.count(" ") >= 3 else -1
        while at >= 0:
            found.append((at, at + len(title)))
            at = text.find(title, at + len(title))
    return sorted(found)


def read_prose(document: Document, statements: Sequence[Statement], references: Sequence[Reference]) -> Iterator[Prose]:
    """The words of every statement, in order of the text."""
    titles = _titles(document, references)
    for statement in statements:
        words = _blanked(document, statement)
        if statement.kind == "quotation":
            exempt = [(0, len(words))]
        else:
            exempt = [match.span() for match in _QUOTED.finditer(words)]
            first = bisect_left(titles, (statement.start, 0))
            last = bisect_left(titles, (statement.end, 0))
            exempt += [(start - statement.start, end - statement.start) for start, end in titles[first:last]]
        yield Prose(statement, words, statement.start, tuple(exempt), _is_title_case(words))
