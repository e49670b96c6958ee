"""Citation data that a document carries itself (CSL JSON, as Zotero and Mendeley embed it) -> text of a reference."""

from __future__ import annotations

import re
from typing import Any

_MAX_TEXT = 2000


def reference_text(item: dict[str, Any]) -> str:
    """The item as an AMA reference: `Kidd M, Modlin IM. Title. Journal. 2015;1(2):131-153. doi:...`."""
    parts = [_names(item.get("author")), _text(item.get("title"))]
    container = _text(item.get("container-title-short")) or _text(item.get("container-title"))
    parts.append(container)
    located = _located(item)
    if item.get("type") in {"book", "chapter", "report", "thesis"} or not container:
        publisher = _text(item.get("publisher"))
        parts.append("; ".join(part for part in (publisher, located) if part))
    else:
        parts.append(located)
    text = " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)
    if doi := _text(item.get("DOI")):
        return f"{text} doi:{doi}"
    return f"{text} {url}" if (url := _text(item.get("URL"))) else text


def title_words(text: str) -> str:
    """What titles are compared by: letters and digits only, lower case."""
    return re.sub(r"[\W_]+", "", text).lower()


def _located(item: dict[str, Any]) -> str:
    """`2015;1(2):131-153`, as much of it as there is."""
    text = _year(item.get("issued"))
    volume, issue, pages = (_text(item.get(name)) for name in ("volume", "issue", "page"))
    if volume or issue:
        text += f";{volume}" + (f"({issue})" if issue else "")
    return f"{text}:{pages}" if pages and text else text or pages


def _year(issued: Any) -> str:
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return _text(parts[0][0])
    found = re.search(r"\b(1[89]|20)\d\d\b", f"{issued.get('raw', '')} {issued.get('literal', '')}")
    return found.group() if found else ""


def _names(authors: Any) -> str:
    if not isinstance(authors, list):
        return ""
    names = [name for author in authors[:200] if isinstance(author, dict) and (name := _name(author))]
    return ", ".join([*names[:3], "et al"] if len(names) > 6 else names)


def _name(author: dict[str, Any]) -> str:
    if literal := _text(author.get("literal")):
        return literal
    particle, family = _text(author.get("non-dropping-particle")), _text(author.get("family"))
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", _text(author.get("given"))) if part)
    return " ".join(part for part in (particle, family, initials.upper()) if part)


def _text(value: Any) -> str:
    if isinstance(value, (str, int, float)):
        return re.sub(r"<[^<>]*>", "", " ".join(str(value).split()))[:_MAX_TEXT]
    return ""
