"""Waivers as comments in the source: found, read, and put to the statement or reference that they stand at.

    <!-- claim-audit: waive CIT001 reason="house style" until=2027-01-01 by="Jane Doe" -->     Markdown, HTML, XML
    # claim-audit: waive CIT001 reason="house style" until=2027-01-01                          plain text
    % claim-audit: waive CIT001 reason="house style" until=2027-01-01                          LaTeX

A comment behind or inside a sentence is about that sentence; on a line of its own, about what comes next.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from audit.aligning import align
from audit.documents.text import WAIVER_LINE
from audit.files import sha256
from audit.model import Document, Reference, Statement, WaiverComment

_COMMENT: Final = re.compile(r"<!--\s*claim-audit:\s*(?P<body>waive\b(?:(?!<!--).){0,2000}?)-->", re.S | re.I)
_HEAD: Final = re.compile(r"waive\b\s*(?P<codes>[A-Za-z]{3}\d{3}(?:[\s,]+[A-Za-z]{3}\d{3})*)?", re.I)
_FIELD: Final = re.compile(r"([a-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”|(\S+))", re.I)
_MARKUP: Final = re.compile(  # each alternative ends somewhere, so that no text takes quadratic time
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-z!?][^<>]*>", re.S | re.I
)
_MARK: Final = re.compile(rb"claim-audit:\s*waive", re.I)
_WITH_COMMENTS: Final = ("text/", "application/xhtml", "application/xml", "application/x-tex", "application/x-latex")
_MARKED_UP: Final = ("text/html", "application/xhtml", "application/xml", "text/xml", "application/jats")
_MAX_SOURCE: Final = 20_000_000
_MAX_COMMENTS: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """What a comment may be about, the likeliest first: ids of statements, or citation keys where `is_reference`."""

    identity: str
    is_reference: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A comment and the places it may be about."""

    comment: WaiverComment
    places: tuple[Place, ...]


def source_with_comments(path: Path, document: Document) -> bytes | None:
    """The bytes of a document's file, if waivers may stand in it as comments."""
    if not document.media_type.startswith(_WITH_COMMENTS):
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if _MARK.search(data) and sha256(data) == document.sha256 else None


def find_comments(source: bytes, media_type: str) -> list[tuple[int, int, WaiverComment]]:
    """The waivers in a source file, with their place in its decoded text (start, end)."""
    if not media_type.startswith(_WITH_COMMENTS) or len(source) > _MAX_SOURCE:
        return []
    return [
        (start, end, read_comment(body, text.count("\n", 0, start) + 1))
        for text in [_decoded(source)]
        for start, end, body in _found(text, media_type)
    ]


def _decoded(source: bytes) -> str:
    return source.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _found(text: str, media_type: str) -> Iterator[tuple[int, int, str]]:
    lines = media_type == "text/plain" or "latex" in media_type or "x-tex" in media_type
    for number, match in enumerate((WAIVER_LINE if lines else _COMMENT).finditer(text)):
        if number == _MAX_COMMENTS:
            return
        yield match.start(), match.end(), match["body"]


def read_comment(body: str, line: int = 0) -> WaiverComment:
    """What a comment says; `problem` says what is wrong with it."""
    body = " ".join(body.split())
    head = _HEAD.match(body)
    codes = re.findall(r"[A-Z]{3}\d{3}", (head["codes"] or "").upper()) if head else []
    fields, problem = _fields(body[head.end() :] if head else "")
    until = None
    if "until" in fields:
        try:
            until = date.fromisoformat(fields["until"])
        except ValueError:
            problem = problem or f"“{fields['until']}” is no date like 2027-01-31"
    if not codes:
        problem = "it names no rule"
    elif not fields.get("reason", "").strip():
        problem = problem or "it gives no reason"
    elif until is None:
        problem = problem or "it does not say until when"
    return WaiverComment(
        codes=codes,
        reason=fields.get("reason", "").strip(),
        until=until,
        owner=fields.get("by", "").strip(),
        line=line,
        comment_sha256=sha256(body),
        problem=problem,
    )


def _fields(text: str) -> tuple[dict[str, str], str | None]:
    fields = {m[1].lower(): m[2] or m[3] or m[4] or m[5] or "" for m in _FIELD.finditer(text)}
    unknown = sorted(set(fields) - {"reason", "until", "by"})
    rest = _FIELD.sub("", text).strip(" ,;")
    if unknown:
        return fields, f"“{unknown[0]}” means nothing there; it may say reason, until and by"
    return fields, f"“{rest[:40]}” is not understood" if rest else None


def place_comments(
    source: bytes, document: Document, statements: Sequence[Statement], references: Sequence[Reference]
) -> list[PlacedComment]:
    """The waivers in a source with what they may be about."""
    found = find_comments(source, document.media_type)
    if not found:
        return []
    raw = _decoded(source)
    offsets = _Offsets(raw, document)
    targets = _Targets(document, statements, references)
    placed = []
    for start, end, comment in found:
        before, after = offsets.around(start, end)
        placed.append(PlacedComment(comment, tuple(targets.near(before, after, alone=_is_alone(raw, start, end)))))
    return placed


def _is_alone(raw: str, start: int, end: int) -> bool:
    """Whether nothing that is read stands before the comment on its line."""
    before = raw[raw.rfind("\n", 0, start) + 1 : start]
    return not re.search(r"\w", _MARKUP.sub("", before))


class _Offsets:
    """From places in the source file to places in the document's text."""

    def __init__(self, raw: str, document: Document) -> None:
        visible = raw
        if document.media_type.startswith(_MARKED_UP):
            visible = _MARKUP.sub(lambda m: " " * len(m[0]), raw)
        elif document.media_type == "text/markdown":
            visible = _COMMENT.sub(lambda m: " " * len(m[0]), raw)
        self._same = document.media_type == "text/plain" and len(raw) == len(document.text)
        if not self._same:
            self._alignment = align(document.text, visible)
            self._starts = [span[0] for span in self._alignment.theirs]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document's text of what comes before and after a stretch of the source; -1: nothing does."""
        if self._same:
            return start - 1, end
        last = bisect_left(self._starts, start) - 1
        first = bisect_left(self._starts, end)
        ours = self._alignment.ours
        return (ours[last] if last >= 0 else -1), (ours[first] if first < len(ours) else -1)


class _Targets:
    """Statements and references by place."""

    def __init__(self, document: Document, statements: Sequence[Statement], references: Sequence[Reference]) -> None:
        places = [Place(s.id, False, s.start, s.end) for s in statements]
        places += [Place(r.key, True, r.start, r.end) for r in references if r.end > r.start]
        self._places = sorted(places, key=lambda place: (place.start, place.end))
        self._starts = [place.start for place in self._places]
        self._document = document

    def near(self, before: int, after: int, *, alone: bool) -> Iterator[Place]:
        """What a comment between two offsets may be about, the likeliest first."""
        behind = bisect_right(self._starts, before) - 1 if before >= 0 else -1
        ahead = bisect_left(self._starts, after) if after >= 0 else len(self._places)
        if ahead > 0 and after >= 0 and self._places[ahead - 1].end > after:
            ahead -= 1  # the comment stands inside it
        following = self._same_block(ahead, 1)
        preceding = self._same_block(behind, -1)
        chosen = [*following, *preceding] if alone else [*preceding[:1], *following[:1], *preceding[1:]]
        yield from dict.fromkeys(chosen)

    def _same_block(self, index: int, step: int) -> list[Place]:
        """The places from `index` on that stand in the same block as the first of them."""
        if not 0 <= index < len(self._places):
            return []
        first = self._places[index]
        block = self._document.block_at(first.start)
        found = []
        while 0 <= index < len(self._places):
            place = self._places[index]
            if place is not first and (block is None or not block.start <= place.start < block.end):
                break
            found.append(place)
            index += step
        return found
