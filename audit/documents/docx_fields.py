"""Word's field codes: links, and the citations that Zotero, Mendeley, EndNote and Word itself write into them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

_MAX_CODE = 4_000_000
_HYPERLINK = re.compile(r"^\s*HYPERLINK\s+(?:(\\l)\s+)?\"([^\"]*)\"(?:\s+\\l\s+\"([^\"]*)\")?", re.I)
_CROSS_REFERENCE = re.compile(r"^\s*(?:REF|NOTEREF|PAGEREF)\s+([^\s\\]+)", re.I)
_WORD_CITATION = re.compile(r"^\s*CITATION\s+(.*)$", re.I | re.S)
_WORD_TAG = re.compile(r"^[\w.-]+")
_MORE_TAGS = re.compile(r"\\m\s+([\w.-]+)")
_LISTS = re.compile(
    r"^\s*(?:ADDIN\s+(?:ZOTERO_BIBL|CSL_BIBLIOGRAPHY|EN\.REFLIST|Mendeley Bibliography)|BIBLIOGRAPHY)", re.I
)


@dataclass(slots=True)
class Field:
    """A field: where its result starts, its code, and what the code says."""

    code: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    in_result: bool = False
    start: int = 0

    @property
    def text(self) -> str:
        """The whole code."""
        return "".join(self.code)[:_MAX_CODE]


def link_target(code: str) -> str | None:
    """Where a HYPERLINK or cross-reference field leads: an address, or `#bookmark`."""
    if found := _HYPERLINK.match(code):
        local, first, second = found.groups()
        if local:
            return f"#{first}"
        return f"{first}#{second}" if second else first
    if (found := _CROSS_REFERENCE.match(code)) and not code.lstrip().upper().startswith("PAGEREF"):
        return f"#{found.group(1)}"
    return None


def is_reference_list(code: str) -> bool:
    """The field's result is the reference list."""
    return _LISTS.match(code) is not None


def cited_items(code: str, data: str = "") -> dict[str, dict[str, Any]]:
    """The works that a citation field cites: CSL JSON by key, in order; {} for any other field.

    Word's own citations have tags only: their items are empty and stand in the document's source list.
    """
    if found := _WORD_CITATION.match(code):
        rest = found.group(1).strip()
        tag = _WORD_TAG.match(rest)
        return {name: {} for name in ([tag.group()] if tag else []) + _MORE_TAGS.findall(rest)}
    if "CSL_CITATION" in code:
        at = code.find("{")
        return _from_csl(code[at:]) if at >= 0 else {}
    if "EN.CITE" in code:
        return _from_endnote(code) or _from_endnote(_decoded(data))
    return {}


def items_of_tag(tag: str) -> dict[str, dict[str, Any]]:
    """The works cited by a content control of Mendeley Cite, whose tag holds Base64 of CSL JSON."""
    if not tag.startswith("MENDELEY_CITATION"):
        return {}
    return _from_csl(_decoded(tag[tag.rfind("_") + 1 :]))


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(re.sub(r"\s+", "", text) + "===").decode("utf-8", "replace")[:_MAX_CODE]
    except (binascii.Error, ValueError):
        return ""


def _from_csl(text: str) -> dict[str, dict[str, Any]]:
    try:
        citation, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}
    items: dict[str, dict[str, Any]] = {}
    found = citation.get("citationItems") if isinstance(citation, dict) else None
    for entry in found if isinstance(found, list) else []:
        if not isinstance(entry, dict):
            continue
        item = entry.get("itemData")
        item = item if isinstance(item, dict) else {}
        uris = entry.get("uris") or entry.get("uri") or [entry.get("id") or item.get("id")]
        first = uris[0] if isinstance(uris, list) and uris else uris
        key = re.sub(r"\s+", "_", str(first).rstrip("/").rsplit("/", 1)[-1])
        if key and key != "None":
            items[key[:200]] = item
    return items


def _from_endnote(code: str) -> dict[str, dict[str, Any]]:
    items: dict[str, dict[str, Any]] = {}
    for piece in code.split("<Cite>")[1:]:
        cite = piece.partition("</Cite>")[0]
        number = _first(cite, "rec-number") or _first(cite, "RecNum")
        if not number:
            continue
        items[f"endnote-{number}"] = {
            "type": "article-journal",
            "author": [_endnote_name(name) for name in list(_values(cite, "author"))[:200]],
            "title": _first(cite, "title"),
            "container-title": _first(cite, "full-title") or _first(cite, "secondary-title"),
            "issued": {"raw": _first(cite, "year") or _first(cite, "Year")},
            "volume": _first(cite, "volume"),
            "issue": _first(cite, "number"),
            "page": _first(cite, "pages"),
            "DOI": re.sub(r"^https?://(dx\.)?doi\.org/", "", _first(cite, "electronic-resource-num")),
        }
    return items


def _endnote_name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name}


def _first(text: str, name: str) -> str:
    return next(_values(text, name), "")


def _values(text: str, name: str) -> Iterator[str]:
    """The text of the elements `name` in some XML, the mark-up in it left out."""
    at = 0
    while (at := text.find(f"<{name}", at)) >= 0:
        begin = text.find(">", at) + 1
        end = text.find(f"</{name}>", begin)
        if begin <= 0 or end < 0:
            return
        if text[at + len(name) + 1] in "> \t\n":
            yield _plain(text[begin:end])
            at = end
        else:
            at = begin


def _plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", text)).split())
