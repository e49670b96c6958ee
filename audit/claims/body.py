"""The text that is read for statements: reference lists, addresses and code blanked out, offsets unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from audit.claims.note_lines import note_lines
from audit.claims.scanning import digit_runs, places
from audit.model.document import Document
from audit.model.reference import ReferenceList

# Addresses are full of digits that name nothing. Each becomes letters of the same length. A pattern is tried only
# where the text holds its key.
_ADDRESSES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("http",), re.compile(r"https?://[^\s<>\"”()\]]+(?:\([^\s()]*\)[^\s<>\"”()\]]*)*")),
    (("www.",), re.compile(r"www\.[^\s<>\"”()\]]+(?:\([^\s()]*\)[^\s<>\"”()\]]*)*")),
    (("doi:",), re.compile(r"doi:\s?[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")),
    (("DOI:",), re.compile(r"DOI:\s?[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")),
    (("10.",), re.compile(r"10\.\d{4,9}/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")),
    (("NCT",), re.compile(r"NCT\d{8}\b")),
    (("PMC",), re.compile(r"PMC\d{5,9}\b")),
    (("ISBN",), re.compile(r"ISBN[ :\d-]{10,20}")),
)
_HOST = re.compile(r"@[\w-]{1,63}\.[\w.-]+")
_MAX_LOCAL = 64  # characters before the @ of an address
_PHONE = re.compile(r"\d{1,3}[ -]\(?\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,5}(?!\w)")
_IN_BRACKETS = re.compile(r"\(([A-Z][^\W\d_]{1,9})[),;]")
_KEY_HEAD = re.compile(r"\W{0,3}([A-Z][^\W\d_]{1,9})\s?[,:=]\s?[A-Za-z]")
_MAX_KEY = 3000  # characters of a line of abbreviations
_DIGITS_OF_WORD = re.compile(r"(?<=[^\W\d_])\d+")
_NUMBER_ALONE = re.compile(r"(?<![\w.,])\d+(?![^\W_]|[.,]\d)")
_NOT_ALONE = re.compile(r"[^\W_]|[.,]\d")
_WORD = re.compile(r"[^\W\d_]+(?!\w)")


class Body:
    """`text` has the length of the document's text: `body.text[i]` is `document.text[i]` or a filler."""

    def __init__(self, document: Document, lists: Sequence[ReferenceList]) -> None:
        """Blank the reference lists (with line breaks) and addresses (with letters) out of the document's text."""
        self.document = document
        parts: list[str] = []
        at = 0
        blanks = [(item.start, item.end) for item in lists]
        blanks += [(block.start, block.end) for block in document.blocks if block.kind == "code"]
        for start, end in sorted(blanks):
            if start >= at:
                parts += [document.text[at:start], "\n" * (end - start)]
                at = end
        parts.append(document.text[at:])
        self.excluded = sorted(blanks)
        text = _without_mail("".join(parts))
        for keys, pattern in _ADDRESSES:
            if any(key in text for key in keys):
                text = pattern.sub(_filler, text)
        self.text = _without_phones(text)

    @cached_property
    def digits(self) -> list[tuple[int, int]]:
        """Where runs of digits begin and end."""
        return list(digit_runs(self.text))

    @cached_property
    def runs(self) -> Counter[str]:
        """How often each run of characters without white space stands in the text: all others count from it."""
        return Counter(self.text.split())

    @cached_property
    def words(self) -> Counter[str]:
        """How often each run of letters stands in the text: tells a name with a digit from a word with a marker."""
        words: Counter[str] = Counter()
        for run, count in self.runs.items():
            if run.isalpha():
                words[run] += count
            else:
                for word in _WORD.findall(run):
                    words[word] += count
        return words

    @cached_property
    def tokens(self) -> Counter[str]:
        """How often each word-with-digits stands in the text (`IL6`, `NETs3`)."""
        tokens: Counter[str] = Counter()
        for run, count in self.runs.items():
            if not run.isalpha():
                for found in _DIGITS_OF_WORD.finditer(run):
                    tokens[_letters_before(run, found.start()) + found.group()] += count
        return tokens

    @cached_property
    def numbered(self) -> Counter[str]:
        """With how many different numbers each word stands: one for `LRTD5`, two for `JAK1` and `JAK2`."""
        return Counter(token.rstrip("0123456789") for token in self.tokens)

    @cached_property
    def note_lines(self) -> dict[int, tuple[str, str]]:
        """The lines that begin with a footnote letter (`note_lines`)."""
        return note_lines(self.text, self.words)

    @cached_property
    def note_letters(self) -> frozenset[str]:
        """The letters that the footnotes of the text begin with."""
        return frozenset(letter for letter, _ in self.note_lines.values())

    @cached_property
    def defined(self) -> frozenset[str]:
        """The abbreviations that the text explains, without a digit: `(TD)`, `TD, tardive dyskinesia; ...`."""
        found = set(_IN_BRACKETS.findall(self.text))
        for line in self.text.split("\n"):
            if len(line) <= _MAX_KEY and _KEY_HEAD.match(line):
                heads = map(_KEY_HEAD.match, line.split(";"))
                found.update(head.group(1) for head in heads if head and not head.group(1)[1:].islower())
        return frozenset(found)

    @cached_property
    def numbers(self) -> Counter[str]:
        """How often each number stands alone in the text."""
        numbers: Counter[str] = Counter()
        for run, count in self.runs.items():
            if not run.isalpha():
                for number in _NUMBER_ALONE.findall(run):
                    numbers[number] += count
        return numbers

    @cached_property
    def numbers_after(self) -> Counter[tuple[str, str]]:
        """How often each number stands alone after each word (`week 52`)."""
        text = self.text
        return Counter(
            (_letters_before(text, start - 1).lower(), text[start:end])
            for start, end in self.digits
            if start > 1
            and text[start - 1] in " \u00a0"
            and text[start - 2].isalpha()
            and not _NOT_ALONE.match(text, end)
        )


def _letters_before(text: str, end: int) -> str:
    begin = end
    while begin > 0 and text[begin - 1].isalpha() and end - begin < 40:
        begin -= 1
    return text[begin:end]


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with letters in the place of `spans`, which are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], "x" * (end - start)]
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _without_mail(text: str) -> str:
    """`text` with mail addresses blanked, each looked for from its @."""
    spans: list[tuple[int, int]] = []
    for at in places(text, "@"):
        host = _HOST.match(text, at)
        begin, first = at, max(spans[-1][1] if spans else 0, at - _MAX_LOCAL - 1)
        while host and begin > first and (text[begin - 1].isalnum() or text[begin - 1] in "_.+-"):
            begin -= 1
        if host and 0 < at - begin <= _MAX_LOCAL:
            spans.append((begin, host.end()))
    return _blanked(text, spans)


def _without_phones(text: str) -> str:
    """`text` with phone numbers blanked: groups of digits where nothing they could be part of goes on before them."""
    spans: list[tuple[int, int]] = []
    for start, _ in digit_runs(text):
        if spans and start < spans[-1][1]:
            continue
        found = _PHONE.match(text, start)
        begin = start - (text[start - 1 : start] == "+")
        if found and not (text[begin - 1 : begin].isalnum() or text[begin - 1 : begin] == "."):
            spans.append((begin, found.end()))
    return _blanked(text, spans)


def _filler(found: re.Match[str]) -> str:
    return "x" * len(found.group())
