"""An entry of a JATS reference list -> its label and its text, whether it is tagged prose or fields alone."""

from __future__ import annotations

import re
from typing import Any

from audit.documents.csl import reference_text
from audit.documents.xml import local_name

_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation", "product")
_PREFIXES = {"doi": "doi:", "pmid": "PMID: ", "pmcid": "PMCID: "}
_TYPES = {"book": "book", "journal": "article-journal", "web": "webpage", "thesis": "thesis", "report": "report"}


def reference(element: Any) -> tuple[str | None, str]:
    """The label of a `<ref>` without its punctuation (None if it has none), and its text."""
    label = element.findtext("{*}label")
    texts: list[str] = []
    for citation in element.iter():
        name = local_name(citation)
        if name == "label" and citation.getparent() is not element and label is None:
            label = citation.text
        if name in _CITATIONS and local_name(citation.getparent()) not in _CITATIONS:
            texts.append(_citation(citation))
            if local_name(citation.getparent()) == "citation-alternatives":
                break
        elif name == "note" and not texts:
            texts.append(" ".join("".join(citation.itertext()).split()))
    shown = " ".join(dict.fromkeys(text for text in texts if text))
    return (re.sub(r"[\s.()\[\]]+", "", label) or None) if label else None, shown


def _citation(element: Any) -> str:
    if _is_prose(element):
        return " ".join("".join(_prose(element)).split())
    return reference_text(_fields(element))


def _is_prose(element: Any) -> bool:
    """The punctuation between the fields is there: the citation reads as text."""
    between = [element.text or "", *(child.tail or "" for child in element)]
    return len(element) == 0 or len(re.sub(r"\s", "", "".join(between))) >= max(2, len(element) // 2)


def _prose(element: Any) -> list[str]:
    parts = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name == "label":
            parts.append(child.tail or "")
            continue
        inner = "".join(_prose(child)) if name else ""
        if name == "pub-id":
            prefix = _PREFIXES.get(child.get("pub-id-type") or "", "")
            before = "".join(parts)[-12:].lower()
            given = not prefix or prefix[:3].lower() in before or inner.lower().startswith(prefix[:3].lower())
            inner = inner if given else f" {prefix}{inner}"
        parts.extend((inner, child.tail or ""))
    return parts


def _fields(element: Any) -> dict[str, Any]:
    """A citation of fields alone as a CSL item."""
    found: dict[str, str] = {}
    people: list[dict[str, str]] = []
    for child in element.iter():
        name = local_name(child)
        if name == "name":
            if not _is_editor(child):
                people.append({"family": _text(child, "surname"), "given": _text(child, "given-names")})
        elif name in {"collab", "institution"} or (name == "string-name" and not child.findtext("{*}surname")):
            people.append({"literal": " ".join("".join(child.itertext()).split())})
        elif name == "pub-id":
            found.setdefault(child.get("pub-id-type") or "", "".join(child.itertext()).strip())
        elif name:
            found.setdefault(name, " ".join("".join(child.itertext()).split()))
    pages = found.get("fpage", "") + (f"-{found['lpage']}" if found.get("lpage") else "")
    kind = element.get("publication-type") or element.get("citation-type") or ""
    title = found.get("article-title") or found.get("chapter-title") or found.get("data-title", "")
    return {
        "type": _TYPES.get(kind, "article-journal"),
        "author": people,
        "title": title or found.get("source", ""),
        "container-title": found.get("source", "") if title else "",
        "publisher": found.get("publisher-name", ""),
        "issued": {"raw": found.get("year", "")},
        "volume": found.get("volume", ""),
        "issue": found.get("issue", ""),
        "page": pages or found.get("elocation-id") or found.get("page-range", ""),
        "DOI": found.get("doi", ""),
        "URL": found.get("uri") or found.get("ext-link", ""),
    }


def _is_editor(name: Any) -> bool:
    group = name.getparent()
    return group is not None and group.get("person-group-type") in {"editor", "translator"}


def _text(element: Any, name: str) -> str:
    return " ".join((element.findtext(f"{{*}}{name}") or "").split())
