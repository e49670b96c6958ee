"""The text that is read for statements: reference lists, addresses and code blanked out, offsets unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from audit.model.document import Document
from audit.model.reference import ReferenceList

# Addresses are full of digits that name nothing. Each becomes letters of the same length.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”()\]]+(?:\([^\s()]*\)[^\s<>\"”()\]]*)*|\bdoi:\s?\S+|\b10\.\d{4,9}/\S+|\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+|"
    r"\bNCT\d{8}\b|\bPMC\d{5,9}\b|\bISBN[ :\d-]{10,20}|"
    r"(?<![\w.])\+?\d{1,3}[ -]\(?\d{2,5}\)?[ -]\d{3,4}[ -]?\d{3,5}(?!\w)"
)
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
        self.text = _ADDRESS.sub(lambda found: "x" * len(found.group()), "".join(parts))

    @cached_property
    def words(self) -> Counter[str]:
        """How often each run of letters stands in the text: tells a name with a digit from a word with a marker."""
        return Counter(_WORD.findall(self.text))

    @cached_property
    def tokens(self) -> Counter[str]:
        """How often each word-with-digits stands in the text (`IL6`, `NETs3`)."""
        return Counter(re.findall(r"[^\W\d_]+\d+[a-z]?(?![^\W_])", self.text))

    @cached_property
    def numbers_after(self) -> Counter[tuple[str, str]]:
        """How often each number stands alone after each word (`week 52`)."""
        pairs = re.findall(r"([^\W\d_]+)\s(\d{1,5})(?![\d.,]?\d)", self.text)
        return Counter((word.lower(), number) for word, number in pairs)

    @cached_property
    def numbers(self) -> Counter[str]:
        """How often each number stands alone in the text."""
        return Counter(re.findall(r"(?<![\w.,])\d+(?![\w]|[.,]\d)", self.text))
