"""Plain text: every line that is not empty is a block. What the lines are, later rooms decide.

A line that waives a finding (`claim-audit: waive CIT001 ...`, behind a comment sign if one likes) is no part of the
text: it is blanked out, so that every other character stays where it is in the file.
"""

from __future__ import annotations

import re

from audit.documents.encoding import decode
from audit.documents.source import Source
from audit.model import Block, Document

WAIVER_LINE = re.compile(
    r"^[ \t]*(?:#+|//+|%+|;+|--+|\*+|>+)?[ \t]*claim-audit:[ \t]*(?P<body>waive\b[^\n]*)$", re.I | re.M
)
_LINE = re.compile(r"[^\n]+")


def read_document(source: Source) -> Document:
    """Read plain text in any encoding that can be told. Its line numbers are those of the file."""
    text = WAIVER_LINE.sub(lambda found: " " * len(found[0]), decode(source))
    blocks: list[Block] = []
    for match in _LINE.finditer(text):
        line = match.group()
        kept = line.strip()
        if kept:
            start = match.start() + line.index(kept[0])
            blocks.append(Block("paragraph", start, start + len(kept)))
    return Document(
        path=source.name,
        media_type="text/plain",
        sha256=source.sha256,
        text=text,
        blocks=tuple(blocks),
        soft_lines=True,
    )
