"""PDF files with a text layer. pdfium runs in a child process (`pdf_worker`): it can crash, and not in threads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.documents.building import Builder
from audit.documents.encoding import clean
from audit.documents.pdf_hyphens import Joiner
from audit.documents.pdf_lines import Piece, Run, page_lines
from audit.documents.pdf_links import Links
from audit.documents.pdf_margins import without_margins
from audit.documents.pdf_paragraphs import Paragraph, paragraphs, without_bullet
from audit.documents.source import Source
from audit.model import BlockKind, Document

_SECONDS = 120
_WORKER = Path(__file__).with_name("pdf_worker.py")
_LANGUAGE = re.compile(r"^[A-Za-z]{2}(?=$|[-_])")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_OCR_HINT = "it is a scan: run text recognition (OCR) first"
_PROBLEMS = {
    "password": ("is protected by a password", "save it without one"),
    "format": ("is damaged: it is no PDF that can be opened", None),
    "too-long": ("holds more text than is read from one file", "split it"),
}


def read_document(source: Source) -> Document:
    """Read a PDF. Places are pages. Raises InputError for a scan, a protected or a damaged file."""
    head, pages = _extract(source)
    _refuse_scans(source, pages)
    builder = Builder(source, joins_runs=True)
    runs = [[Run.from_json(row) for row in page["runs"]] for page in pages]
    runs, dropped = without_margins(runs, [page["height"] for page in pages])
    lines = [line for page, found in zip(pages, runs, strict=True) for line in page_lines(page["number"], found)]
    joiner, links = Joiner(line.text for line in lines), Links(pages, lines)
    for paragraph in paragraphs(lines):
        _write(builder, paragraph, joiner, links)
    if dropped:
        builder.notes.append(f"{dropped} running headers, footers and page numbers were left out")
    empty = [page["number"] for page in pages if not page["runs"] and page["images"]]
    if empty:
        builder.notes.append(f"pages without a text layer were not read: {', '.join(map(str, empty[:20]))}")
    language = _LANGUAGE.match(head.get("language") or "")
    title = clean(str(head.get("title") or ""))
    return builder.document(
        "application/pdf",
        title=title if _is_title(title) else builder.first_heading(),
        language=language.group().lower() if language else "en",
    )


def _extract(source: Source) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the child process reads: the head, and the pages."""
    command = [sys.executable, "-I", str(_WORKER)]
    try:
        done = subprocess.run(command, input=source.data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise source.error(f"takes longer than {_SECONDS} seconds to read", hint="save it again as PDF") from error
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.endswith(b"}")]
    for row in rows:
        if "error" in row:
            message, hint = _PROBLEMS[row["error"]]
            raise source.error(message, hint=hint)
    if done.returncode != 0 or not rows:
        raise source.error(
            "is damaged: the PDF library gave up on it", hint=f"exit {done.returncode}; save it again as PDF"
        )
    return rows[0], rows[1:]


def _refuse_scans(source: Source, pages: list[dict[str, Any]]) -> None:
    characters = sum(len(run[0].strip()) for page in pages for run in page["runs"])
    images = sum(page["images"] for page in pages)
    if not characters and not images:
        raise source.error("holds no text", hint=f"it has {len(pages)} pages, all empty")
    if characters < 25 * len(pages) and images and all(page["images"] for page in pages):
        raise source.error("has no text layer", hint=_OCR_HINT)


def _write(builder: Builder, paragraph: Paragraph, joiner: Joiner, links: Links) -> None:
    first, last = paragraph.pages
    place = f"page {first}" if first == last else f"pages {first}-{last}"
    names = [name for line in paragraph.lines for name in links.names(line)]
    kind: BlockKind = "heading" if paragraph.heading else "list-item" if paragraph.bullet else "paragraph"
    builder.start(kind, level=paragraph.heading or int(paragraph.bullet), anchors=names, place=place)
    for piece, page in _pieces(paragraph, joiner):
        start = builder.position
        builder.add(piece.text)
        if piece.raised:
            (builder.superscript if piece.raised > 0 else builder.subscript)(start)
        if piece.bold:
            builder.bold(start)
        if piece.link >= 0 and (target := links.target(page, piece.link)):
            builder.link(start, target)
    builder.end()


def _pieces(paragraph: Paragraph, joiner: Joiner) -> Iterator[tuple[Piece, int]]:
    """The paragraph's pieces with their pages, its lines joined."""
    for index, line in enumerate(paragraph.lines):
        pieces = [replace(piece, text=_plain(piece.text)) for piece in line.pieces]
        if index == 0 and paragraph.bullet:
            pieces[0] = replace(pieces[0], text=without_bullet(pieces[0].text))
        between = ""
        if index + 1 < len(paragraph.lines):
            following = paragraph.lines[index + 1]
            before = _plain(line.text).rstrip()
            between, joined = joiner.join(before, _plain(following.text).lstrip())
            if following.pieces[0].raised > 0:  # a raised figure belongs to the word before it
                between = ""
            last = pieces[-1].text.rstrip()
            pieces[-1] = replace(pieces[-1], text=last[: len(last) - (len(before) - len(joined))])
        for piece in pieces:
            yield piece, line.page
        if between:
            yield Piece(between, 0, False), line.page


def _plain(text: str) -> str:
    return clean(_LIGATURE.sub(lambda match: _LIGATURES[match.group()], text))


def _is_title(title: str) -> bool:
    """A title of the document, not of the file or the program that wrote it."""
    return len(title.split()) > 1 and not re.search(r"\.(docx?|indd|pdf|qxd|tex)\b|^microsoft word", title, re.I)
