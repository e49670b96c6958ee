"""Which format some bytes are in: by content first, by extension only where the content does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from audit.documents.package import part_names
from audit.documents.source import Source

Format = Literal["text", "html", "markdown", "docx", "pptx", "pdf", "latex", "jats", "mhtml"]

_HEAD = 16_384
_HINT = "give a web page, Word, PDF, LaTeX, JATS, Markdown or text file"


@dataclass(frozen=True, slots=True)
class _Refused:
    """Something that is told apart so that the message can say what it is and what to do."""

    what: str
    hint: str = _HINT


_MAGIC: tuple[tuple[bytes, _Refused], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _Refused("is an old Office file (.doc) or is protected by a password",
                                                   "save it as .docx without a password")),
    (b"{\\rtf", _Refused("is a rich text file (RTF)", "save it as .docx")),
    (b"\x89PNG", _Refused("is an image (PNG)")),
    (b"\xff\xd8\xff", _Refused("is an image (JPEG)")),
    (b"GIF8", _Refused("is an image (GIF)")),
    (b"II*\x00", _Refused("is an image (TIFF)", "it has no text layer: run text recognition (OCR) first")),
    (b"MM\x00*", _Refused("is an image (TIFF)", "it has no text layer: run text recognition (OCR) first")),
    (b"\x1f\x8b", _Refused("is compressed (gzip)", "unpack it first")),
    (b"BZh", _Refused("is compressed (bzip2)", "unpack it first")),
    (b"\xfd7zXZ", _Refused("is compressed (xz)", "unpack it first")),
    (b"7z\xbc\xaf", _Refused("is a 7-zip archive", "unpack it first")),
    (b"Rar!", _Refused("is a RAR archive", "unpack it first")),
    (b"%!PS", _Refused("is a PostScript file", "save it as PDF")),
    (b"\x7fELF", _Refused("is a program")),
    (b"MZ\x90", _Refused("is a program")),
)  # fmt: skip
_EXTENSIONS: dict[str, Format] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".php": "html", ".aspx": "html", ".jsp": "html",
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".qmd": "markdown", ".rmd": "markdown",
    ".tex": "latex", ".ltx": "latex", ".bbl": "latex",
    ".nxml": "jats", ".jats": "jats",
}  # fmt: skip
_REFUSED_EXTENSIONS = {
    ".bib": _Refused("is a BibTeX library, not a document", "check it with: claim-audit references verify FILE.bib"),
    ".json": _Refused("is a JSON file, not a document"),
}
_HTML_START = re.compile(rb"<!doctype\s+html|<html[\s>]", re.I)
_XML_START = re.compile(rb"\s*<\?xml\b|\s*<!DOCTYPE\s+[\w:-]+|\s*<[\w:-]+[^<>]*xmlns", re.I)
_XML_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_XML_SKIPPED = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.S | re.I)
_LATEX_START = re.compile(rb"^\s*\\(documentclass|documentstyle|begin\{(document|thebibliography)\})", re.M)
_MHTML = re.compile(rb"^MIME-Version:.{0,2000}?^Content-Type:\s*multipart/related", re.I | re.M | re.S)
_WIKI_LINK = re.compile(rb"\[\[[^\[\]\n]{1,200}\]\]")
_JATS_ROOTS = {b"article", b"pmc-articleset", b"articles", b"book", b"book-part", b"sub-article"}


def identify(source: Source) -> Format:
    """The format of `source`. Raises InputError, with the reason, for what no reader reads."""
    data, head = source.data, source.data[:4096]
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise source.error("is empty")
    for magic, refused in _MAGIC:
        if head.startswith(magic):
            raise source.error(refused.what, hint=refused.hint)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _identify_zip(source)
    return _identify_text(source)


def _identify_zip(source: Source) -> Format:

    names = part_names(source)
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    for start, what in (("xl/", "a spreadsheet"), ("META-INF/container.xml", "an e-book (EPUB)"),
                        ("content.xml", "an OpenDocument file")):  # fmt: skip
        if any(name.startswith(start) for name in names):
            raise source.error(f"is {what}, which no reader reads", hint="save it as .docx or PDF")
    raise source.error("is a zip archive", hint="unpack it and name the files in it")


def _identify_text(source: Source) -> Format:
    head = source.data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16: look at the ASCII in it
        head = head.replace(b"\x00", b"")[2:]
    head = _after_comments(head)
    if _HTML_START.match(head):
        return "html"
    if _MHTML.search(head[:2048]):
        return "mhtml"
    if _XML_START.match(head):
        return _identify_xml(source, head)
    if source.suffix in _REFUSED_EXTENSIONS:
        refused = _REFUSED_EXTENSIONS[source.suffix]
        raise source.error(refused.what, hint=refused.hint)
    known = _EXTENSIONS.get(source.suffix)
    if known is not None:
        return known
    if _is_wiki(head):
        raise source.error("is the source of a wiki page", hint="save the page itself as HTML")
    if source.suffix != ".txt" and _LATEX_START.search(head):
        return "latex"
    return "text"


def _is_wiki(head: bytes) -> bool:
    """Links in double brackets, templates in double braces, and bold or references as wikis write them."""
    return (
        len(_WIKI_LINK.findall(head)) >= 5
        and head.count(b"{{") >= 3
        and (b"'''" in head or b"<ref" in head or b"\n==" in head)
    )


def _after_comments(head: bytes) -> bytes:
    head = head.lstrip()
    while head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return head


def _identify_xml(source: Source, head: bytes) -> Format:
    root = _XML_ROOT.search(_XML_SKIPPED.sub(b" ", head))
    name = root.group(2).lower() if root else b""
    if name == b"html" or _EXTENSIONS.get(source.suffix) == "html":
        return "html"
    if name in _JATS_ROOTS or _EXTENSIONS.get(source.suffix) == "jats":
        return "jats"
    shown = name.decode("ascii", "replace")
    raise source.error(f"is XML with the root <{shown}>, which no reader reads", hint="JATS XML starts with <article>")
