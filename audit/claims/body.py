"""The text that is read for statements: reference lists, addresses and code blanked out, offsets unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from audit.model.document import Document
from audit.model.reference import ReferenceList

# Addresses are full of digits that name nothing. Each becomes letters of the same length. A pattern is tried only
# where the text holds its key.
_ADDRESSES: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("http",), re.compile(r"https?://[^\s<>\"”()\]]+(?:\([^\s()]*\)[^\s<>\"”()\]]*)*")),
    (("www.",), re.compile(r"www\.[^\s<>\"”()\]]+(?:\([^\s()]*\)[^\s<>\"”()\]]*)*")),
    (("doi:", "DOI:"), re.compile(r"(?:doi|DOI):\s?[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")),
    (("10.",), re.compile(r"10\.\d{4,9}/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*")),
    (("@",), re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+")),
    (("NCT",), re.compile(r"NCT\d{8}\b")),
    (("PMC",), re.compile(r"PMC\d{5,9}\b")),
    (("ISBN",), re.compile(r"ISBN[ :\d-]{10,20}")),
)
_PHONE = re.compile(r"\+?\d{1,3}[ -]\(?\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,5}(?!\w)")
_DIGITS_OF_WORD = re.compile(r"(?<=[^\W\d_])\d+")
_NUMBER_ALONE = re.compile(r"(?<![\w.,])\d+(?![^\W_]|[.,]\d)")
_NUMBER_AFTER = re.compile(r"(?<=[^\W\d_][ \u00a0])\d+(?![^\W_]|[.,]\d)")
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
        text = "".join(parts)
        for keys, pattern in _ADDRESSES:
            if any(key in text for key in keys):
                text = pattern.sub(_filler, text)
        self.text = _PHONE.sub(_phone_filler, text)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each run of letters stands in the text: tells a name with a digit from a word with a marker."""
        return Counter(_WORD.findall(self.text))

    @cached_property
    def tokens(self) -> Counter[str]:
        """How often each word-with-digits stands in the text (`IL6`, `NETs3`)."""
        text = self.text
        return Counter(_letters_before(text, found.start()) + found.group() for found in _DIGITS_OF_WORD.finditer(text))

    @cached_property
    def numbers(self) -> Counter[str]:
        """How often each number stands alone in the text."""
        return Counter(_NUMBER_ALONE.findall(self.text))

    @cached_property
    def numbers_after(self) -> Counter[tuple[str, str]]:
        """How often each number stands alone after each word (`week 52`)."""
        text = self.text
        return Counter(
            (_letters_before(text, found.start() - 1).lower(), found.group()) for found in _NUMBER_AFTER.finditer(text)
        )


def _letters_before(text: str, end: int) -> str:
    begin = end
    while begin > 0 and text[begin - 1].isalpha() and end - begin < 40:
        begin -= 1
    return text[begin:end]


def _filler(found: re.Match[str]) -> str:
    return "x" * len(found.group())


def _phone_filler(found: re.Match[str]) -> str:
    """A run of digit groups is a phone number where nothing it could be part of goes on before it."""
    before = found.string[found.start() - 1 : found.start()]
    return found.group() if before and (before.isalnum() or before == ".") else "x" * len(found.group())
