"""Word's own source list (`CITATION Smi20`): the bibliography that Word keeps inside the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.documents.xml import local_name

_TYPES = {"Book": "book", "BookSection": "chapter", "Report": "report"}


def word_sources(parts: Mapping[str, bytes], parse: Callable[[str], Any]) -> dict[str, dict[str, Any]]:
    """The sources in a document's `customXml` parts as CSL items, by the tag that CITATION fields use."""
    items: dict[str, dict[str, Any]] = {}
    for name, data in parts.items():
        if name.startswith("customXml/item") and b"bibliography" in data and b"Source>" in data:
            for element in parse(name).iter():
                if local_name(element) == "Source":
                    fields = {local_name(child): (child.text or "").strip() for child in element}
                    if tag := fields.get("Tag"):
                        items[tag] = _item(fields, element)
    return items


def _item(fields: dict[str, str], element: Any) -> dict[str, Any]:
    authors: list[dict[str, str]] = []
    for person in element.iter():
        if local_name(person) == "Person" and len(authors) < 200:
            names = {local_name(child): (child.text or "") for child in person}
            given = " ".join(part for part in (names.get("First", ""), names.get("Middle", "")) if part)
            authors.append({"family": names.get("Last", ""), "given": given})
        elif local_name(person) == "Corporate":
            authors.append({"literal": person.text or ""})
    return {
        "type": _TYPES.get(fields.get("SourceType", ""), "article-journal"),
        "author": authors,
        "title": fields.get("Title", ""),
        "container-title": fields.get("JournalName") or fields.get("BookTitle") or fields.get("InternetSiteTitle", ""),
        "issued": {"raw": fields.get("Year", "")},
        "volume": fields.get("Volume", ""),
        "issue": fields.get("Issue", ""),
        "page": fields.get("Pages", ""),
        "publisher": fields.get("Publisher", ""),
        "DOI": fields.get("DOI", ""),
        "URL": fields.get("URL", ""),
    }
