"""A LaTeX document's own reference list: `thebibliography`, BibTeX's and biblatex's `.bbl` files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from audit.documents.csl import reference_text
from audit.documents.latex_tokens import Tex

_BIBITEM = re.compile(r"\\bibitem\s*(?=[\[{])")
_AUTHOR_YEAR = re.compile(r"^\{?(.{1,200}?)\((\d{4}[a-z]?|n\.?d\.?)\)")
_ENTRY = re.compile(r"\\entry\{([^{}]{1,300})\}\{([^{}]{1,50})\}")
_FIELD = re.compile(r"\\(?:field|list|strng)\{(\w{1,40})\}(?:\{\d{1,3}\})?(?=\{)")
_VERBATIM = re.compile(r"\\verb\{(doi|url)\}\s*\\verb\s+(\S{1,500})")
_PERSON = re.compile(r"\b(family|given)=(?=\{)")
_TYPES = {"book": "book", "incollection": "chapter", "inbook": "chapter", "report": "report", "thesis": "thesis"}
_MAX_ENTRIES = 20_000
_MAX_ENTRY = 20_000


@dataclass(slots=True)
class Bibliography:
    """The entries that a document prints, in order: number and, in author-year style, author and year by key.

    items: what biblatex recorded of an entry, as a CSL item; empty for entries that are written out.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Take in the entries of a source file or a `.bbl` file."""
        tex = Tex(text)
        for found in _BIBITEM.finditer(text):
            shown, at = tex.optional(found.end())
            key = tex.argument(at)[0].strip()[:300]
            if self._number(key) and (named := _AUTHOR_YEAR.match(shown)):
                self.names[key] = (named.group(1).strip("{} "), named.group(2))
        entries = list(_ENTRY.finditer(text))
        ends = [entry.start() for entry in entries[1:]] + [len(text)]
        for entry, end in zip(entries, ends, strict=False):
            if self._number(entry.group(1)):
                body = text[entry.end() : min(end, entry.end() + _MAX_ENTRY)].partition("\\endentry")[0]
                self.items[entry.group(1)] = _item(entry.group(2), body)

    def reference(self, key: str) -> str:
        """The text of an entry that biblatex recorded, LaTeX still in it."""
        return reference_text(self.items[key])

    def _number(self, key: str) -> bool:
        """Give a new key the next number."""
        if not key or key in self.numbers or len(self.numbers) >= _MAX_ENTRIES:
            return False
        self.numbers[key] = len(self.numbers) + 1
        return True


def _item(kind: str, body: str) -> dict[str, Any]:
    tex = Tex(body)
    fields = {found.group(1): tex.argument(found.end())[0] for found in _FIELD.finditer(body)}
    verbatim = dict(_VERBATIM.findall(body))
    return {
        "type": _TYPES.get(kind, "article-journal"),
        "author": _people(tex),
        "title": fields.get("title", ""),
        "container-title": fields.get("journaltitle") or fields.get("booktitle", ""),
        "issued": {"raw": fields.get("year") or fields.get("date", "")},
        "volume": fields.get("volume", ""),
        "issue": fields.get("number", ""),
        "page": re.sub(r"\\bibrangedash\s*", "-", fields.get("pages", "")),
        "publisher": fields.get("publisher", ""),
        "DOI": verbatim.get("doi", ""),
        "URL": verbatim.get("url", ""),
    }


def _people(tex: Tex) -> list[dict[str, str]]:
    people: list[dict[str, str]] = []
    start = tex.text.find("\\name{author}")
    if start < 0:
        return people
    end = tex.text.find("\\name{", start + 1)
    for found in _PERSON.finditer(tex.text, start, end if end > 0 else len(tex.text)):
        value = tex.argument(found.end())[0]
        if found.group(1) == "family":
            people.append({"family": value})
        elif people:
            people[-1]["given"] = value
    return people
