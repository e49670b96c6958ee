"""A source text, indexed once and asked many times."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Any, Final

from audit.files import sha256
from audit.model import Passage, SourceKind, SourceUsed
from audit.support import sentences, terms

MAX_CHARACTERS: Final = 4_000_000
"""A longer source is read to here, and the verdict says so: no input may take a reviewer's machine down."""

_SHORT_FORM: Final = re.compile(r"\(([A-Za-zα-ω0-9][\w/+-]{1,9})(?:[;,][^()]{0,40})?\)")


_LONE: Final = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """The same text, characters that no file can hold (halves of a pair) replaced one by one: offsets stay."""
    return _LONE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of a source, and its words."""

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class SourceText:
    """What stands in a source, with where it came from.

    kind: `full text`, or the part that was at hand. origin: a path or a registry's name. place_of: offset -> the place
    a reader can turn to (`page 3`). title: of the work, read as part of its text when populations are compared.
    """

    text: str
    kind: SourceKind = "full text"
    origin: str = ""
    sha256: str = ""
    title: str = ""
    place_of: Callable[[int], str | None] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", sha256(self.text.encode("utf-8", "surrogatepass")))
        object.__setattr__(self, "_length", len(self.text))
        object.__setattr__(self, "text", plain(self.text[:MAX_CHARACTERS]))

    @property
    def cut(self) -> bool:
        """The text was longer than what is read."""
        length: int = self.__dict__["_length"]
        return length > MAX_CHARACTERS

    @property
    def used(self) -> SourceUsed:
        """The source as a verdict names it."""
        return SourceUsed(
            kind=self.kind, origin=self.origin, sha256=self.sha256, title=self.title, characters=len(self.text)
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The text's sentences, in order."""
        return tuple(
            Sentence(n, start, end, self.text[start:end]) for n, (start, end) in enumerate(sentences.split(self.text))
        )

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What other modules have read out of this text, by their own names: it is read once for all claims."""
        return {}

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds `offset`, or the last one before it."""
        index = bisect_right(self._starts, offset) - 1
        return self.sentences[index] if index >= 0 else None

    @cached_property
    def forms(self) -> tuple[list[terms.Form], ...]:
        """The words of each sentence, without their places."""
        return tuple(terms.forms(sentence.text) for sentence in self.sentences)

    @cached_property
    def average_length(self) -> float:
        """Words a sentence; at least one."""
        return max(1.0, sum(map(len, self.forms)) / max(len(self.forms), 1))

    @cached_property
    def counts(self) -> tuple[Counter[str], ...]:
        """How often each content stem stands in each sentence."""
        return tuple(Counter([form.stem for form in line if form.content]) for line in self.forms)

    @cached_property
    def postings(self) -> dict[str, list[int]]:
        """Content stem -> the sentences that have it."""
        found: dict[str, list[int]] = {}
        for index, count in enumerate(self.counts):
            for stem in count:
                found.setdefault(stem, []).append(index)
        return found

    def idf(self, stem: str) -> float:
        """How rare `stem` is among the sentences: about 0.1 to log(n + 1)."""
        return self._rarities.get(stem, self._rarest)

    @cached_property
    def _rarest(self) -> float:
        return log(1 + max(len(self.sentences), 8))

    @cached_property
    def _rarities(self) -> dict[str, float]:
        n = max(len(self.sentences), 8)
        return {stem: log(1 + n / (1 + len(places))) for stem, places in self.postings.items()}

    @cached_property
    def saturation(self) -> tuple[float, ...]:
        """How soon repeating a word in each sentence adds nothing: later in longer ones (BM25, k = 1.2, b = 0.6)."""
        return tuple(1.2 * (0.4 + 0.6 * len(line) / self.average_length) for line in self.forms)

    @cached_property
    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        """Stem of each short form that the text defines in brackets -> content stems of its long form."""
        found: dict[str, tuple[str, ...]] = {}
        for match in _SHORT_FORM.finditer(self.text):
            short = match.group(1)
            if sum(map(str.isupper, short)) < 2 and not re.fullmatch(r"[a-z]{2,4}", short):
                continue
            long = _long_form(short, self.text[max(0, match.start() - 120) : match.start()])
            key = terms.words(short)
            if long and len(key) == 1:
                found.setdefault(key[0].stem, tuple(t.stem for t in terms.content(long)))
        return found

    def passage(self, start: int, end: int, score: float = 0.0) -> Passage:
        """Characters `start` to `end` as a reviewer gets them."""
        page = self.place_of(start) if self.place_of else None
        return Passage(text=self.text[start:end], start=start, end=end, page=page, score=round(score, 4))


def _long_form(short: str, before: str) -> str | None:
    """Schwartz and Hearst (2003): the shortest text before the bracket that holds the short form's letters in order,
    the first of them at the start of a word."""
    letters = [c.lower() for c in short if c.isalnum()]
    before = before.rstrip()
    at = len(before) - 1
    for position in range(len(letters) - 1, -1, -1):
        while at >= 0 and (
            before[at].lower() != letters[position] or (position == 0 and at > 0 and before[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = before[at + 1 :]
    if len(long) <= len(short) or len(long.split()) > len(letters) + 5 or "(" in long:
        return None
    return long
