"""What every reader's document is held to, and a way to write one down in a table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from audit.documents.reading import read_bytes
from audit.model import Document

Shown = Callable[..., list[str]]


def check(document: Document) -> Document:
    """The invariants of `Document`: blocks in order and complete, spans inside one block, no control characters."""
    text, end = document.text, -1
    covered = [False] * len(text)
    for block in document.blocks:
        assert end < block.start < block.end <= len(text)
        content = text[block.start : block.end]
        assert content == content.strip()
        covered[block.start : block.end] = [True] * len(content)
        end = block.end
    assert all(inside or character.isspace() for inside, character in zip(covered, text, strict=True))
    assert not any((ord(character) < 32 and character not in "\n\t") or character == "\x7f" for character in text)
    for spans in (document.superscripts, document.subscripts, document.bold, document.links, document.citations):
        assert list(spans) == sorted(spans, key=lambda span: span.start)
        for span in spans:
            block = document.block_at(span.start)
            assert block is not None and block.start <= span.start < span.end <= block.end
    for spans in (document.superscripts, document.subscripts, document.bold):
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(mark.keys for mark in document.citations)
    return document


def show(document: Document) -> list[str]:
    """One line a block: `kind.level label: text`, raised text in ⟨⟩, lowered in ‹›, {cited=keys}, [linked->target]."""
    lines = []
    for block in document.blocks:
        marks: list[tuple[int, int, str]] = []
        spans = [(span, "⟨", "⟩") for span in document.superscripts]
        spans += [(span, "‹", "›") for span in document.subscripts]
        spans += [(mark, "{", f"={','.join(mark.keys)}{'!' if mark.textual else ''}}}") for mark in document.citations]  # type: ignore[misc]
        spans += [(link, "[", f"->{link.target}]") for link in document.links]  # type: ignore[misc]
        for order, (span, before, after) in enumerate(spans):
            if block.start <= span.start < block.end:
                marks += [(span.start, order, before), (span.end, -order - 1, after)]
        text, at = "", block.start
        for place, _, sign in sorted(marks, key=lambda mark: (mark[0], mark[1])):
            text += document.text[at:place] + sign
            at = place
        text += document.text[at : block.end]
        level = f".{block.level}" if block.level else ""
        label = f" {block.label}" if block.label else ""
        lines.append(f"{block.kind}{level}{label}: {text}")
    return lines


@pytest.fixture(scope="session")
def sound() -> Callable[[Document], Document]:
    """The invariants, as a function."""
    return check


@pytest.fixture(scope="session")
def shown() -> Shown:
    """Read bytes or text, check the invariants, and write the document down."""

    def read(data: bytes | str, suffix: str = "") -> list[str]:
        raw = data.encode() if isinstance(data, str) else data
        return show(check(read_bytes(raw, name="test", suffix=suffix)))

    return read
