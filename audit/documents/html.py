"""Web pages, as saved from a browser or exported by a content management system."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from audit.documents.building import Builder
from audit.documents.encoding import decode
from audit.documents.html_walk import walk
from audit.documents.source import Source
from audit.model import Document

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)|encoding=[\"']([\w:.-]+)[\"']", re.I)
_WINDOWS_REFERENCE = re.compile(r"&#(12[89]|1[345]\d);")
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.I)  # the parser would drop what stands behind it
_LONG_TAG, _MAX_ATTRIBUTES = 10_000, 3_000  # the time to parse an element grows with the square of their number
_LANGUAGE = re.compile(r"^[A-Za-z]{2}(?=$|[-_])")


def read_document(source: Source) -> Document:
    """Read a web page."""
    declared = _META_CHARSET.search(source.data[:4096])
    name = (declared.group(1) or declared.group(2)).decode("ascii") if declared else None
    builder = Builder(source)
    root = parse(source, decode(source, declared=name))
    walk(root, builder, leave_out_chrome=True)
    return finish(builder, root, media_type="text/html")


def parse(source: Source, text: str) -> Any:
    """The tree of a page's text. Raises InputError for a page that no parser can hold."""
    text = _WINDOWS_REFERENCE.sub(lambda match: bytes([int(match.group(1))]).decode("cp1252", "replace"), text)
    text = _END_OF_PAGE.sub("", text)
    if any(len(tag) > _LONG_TAG and tag.count("=") > _MAX_ATTRIBUTES for tag in text.split("<")):
        raise source.error(f"holds an element with more than {_MAX_ATTRIBUTES:,} attributes")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise source.error("holds no text") from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_level(etree.ErrorLevels.FATAL)):
        raise source.error("is nested too deep to be read", hint="no page needs 2,000 elements inside each other")
    return root


def finish(builder: Builder, root: Any, *, media_type: str, title: str = "", language: str | None = None) -> Document:
    """The Document of a page that has been walked."""
    found = _LANGUAGE.match(language or root.get("lang") or root.get("xml:lang") or "")
    element = root.find("head/title")
    title = title or ("".join(element.itertext()).strip() if element is not None else "") or builder.first_heading()
    return builder.document(media_type, title=title, language=found.group().lower() if found else "en")
