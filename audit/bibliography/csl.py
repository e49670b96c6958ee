"""CSL JSON (Zotero, Mendeley, Manubot, pandoc) as references."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from audit.bibliography.identifiers import normalise_doi
from audit.errors import InputError
from audit.model import Author, Reference, ReferenceType

_TYPES: Final[Mapping[str, ReferenceType]] = {
    "article-journal": "article", "article": "preprint", "article-magazine": "news", "article-newspaper": "news",
    "book": "book", "chapter": "chapter", "entry": "chapter", "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter", "paper-conference": "abstract", "speech": "abstract", "report": "report",
    "standard": "guideline", "thesis": "thesis", "webpage": "web", "post": "web", "post-weblog": "web",
    "broadcast": "news", "review": "article", "pamphlet": "report", "manuscript": "other", "dataset": "other",
}  # fmt: skip
_TAG: Final = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|span)\b[^>]*>", re.IGNORECASE)
_NOTE_LINE: Final = re.compile(
    r"^\{?:?\s*(DOI|PMID|PMCID|Version|Edition|Place|Publisher)\s*:\s*([^}\n]+)\}?$", re.M | re.I
)
_SAID_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def read_csl_json(source: Path | str | bytes, name: str | None = None) -> list[Reference]:
    """The references of a CSL JSON file (a path), or of its content; `label` and `key` are the item's `id`.

    A list of items, `{"items": [...]}`, `{"references": [...]}`, items by id, and a single item are read. Raises
    InputError where the file is no JSON or holds nothing of the kind; odd values within an item are left out.
    """
    shown = name or (str(source) if isinstance(source, Path) else "CSL JSON")
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
        loaded = json.loads(data.removeprefix("\ufeff") if isinstance(data, str) else data)
    except OSError as error:
        raise InputError(shown, f"cannot be read: {error.strerror or error}") from error
    except json.JSONDecodeError as error:
        raise InputError(shown, f"is no JSON: {error.msg}", line=error.lineno) from error
    except (ValueError, RecursionError) as error:  # bad UTF-8, absurd numbers
        raise InputError(shown, "is no JSON") from error
    return [_reference(item) for item in _items(loaded, shown)]


def _items(loaded: Any, shown: str) -> Iterable[Mapping[str, Any]]:
    if isinstance(loaded, dict):
        for wrapper in ("items", "references"):
            if isinstance(loaded.get(wrapper), list):
                loaded = loaded[wrapper]
                break
    if isinstance(loaded, dict):
        if "type" in loaded or "title" in loaded:
            loaded = [loaded]
        elif loaded and all(isinstance(item, dict) for item in loaded.values()):
            loaded = [{"id": key, **item} for key, item in loaded.items()]
    if not isinstance(loaded, list) or not all(isinstance(item, dict) for item in loaded):
        raise InputError(shown, "holds no list of CSL items")
    return loaded


def _text(value: Any) -> str | None:
    """A value as one line of text; numbers as they are written; None for everything else."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(_TAG.sub("", str(value)).split()) or None


def _reference(item: Mapping[str, Any]) -> Reference:
    noted = {key.lower(): value.strip() for key, value in _NOTE_LINE.findall(str(item.get("note") or ""))}

    def text(*names: str) -> str | None:
        return next((found for name in names if (found := _text(item.get(name)))), None)

    key = text("id", "citation-key") or ""
    issued = _date(item.get("issued"))
    url = text("URL")
    authors, others = _people(item.get("author"))
    editors, more_editors = _people(item.get("editor") or item.get("collection-editor"))
    title, container = text("title", "shortTitle"), text("container-title", "container-title-short", "event-title")
    doi = normalise_doi(text("DOI") or noted.get("doi")) or (normalise_doi(url) if url and "doi.org/" in url else None)
    pages = text("page", "page-first")
    return Reference(
        key=key,
        label=key,
        raw=json.dumps(item, ensure_ascii=False),
        type=_type(text("type") or "", container, url, text("volume")),
        authors=authors,
        editors=editors,
        et_al=others or more_editors,
        title=title,
        container=container,
        year=issued[:4] if issued else None,
        published=issued if issued and len(issued) > 4 else None,
        volume=text("volume"),
        issue=text("issue"),
        pages=re.sub(r"\s*[-‐-―]+\s*", "-", pages) if pages else None,
        article_number=text("article-number"),
        edition=text("edition") or noted.get("edition"),
        publisher=text("publisher") or noted.get("publisher"),
        place=text("publisher-place", "event-place") or noted.get("place"),
        doi=doi,
        pmid=_digits(text("PMID") or noted.get("pmid"), ""),
        pmcid=_digits(text("PMCID") or noted.get("pmcid"), "PMC"),
        url=url,
        accessed=_date(item.get("accessed")),
        identifier=text("number"),
        version=text("version") or noted.get("version"),
    )


def _type(csl: str, container: str | None, url: str | None, volume: str | None) -> ReferenceType:
    known = _TYPES.get(csl.lower())
    if known == "preprint" and volume:
        return "article"
    if known is not None:
        return known
    return "article" if container and volume else "web" if url else "other"


def _digits(value: str | None, prefix: str) -> str | None:
    found = re.search(r"\d{1,9}", value or "")
    return prefix + found.group() if found else None


def _people(value: Any) -> tuple[list[Author], bool]:
    """CSL names; `others` and `et al` as a name say that the list goes on."""
    people, others = [], False
    for name in value if isinstance(value, list) else []:
        if not isinstance(name, dict):
            continue
        parts = {key: _text(name.get(key)) for key in ("family", "given", "suffix", "literal")}
        particle = _text(name.get("non-dropping-particle")) or _text(name.get("dropping-particle"))
        whole = parts["literal"] or (parts["family"] if parts["given"] is None else None) or ""
        if re.fullmatch(r"others|et\.? al\.?", whole, re.IGNORECASE):
            others = True
        elif parts["literal"] is not None:
            people.append(Author(literal=parts["literal"]))
        elif parts["family"] is not None:
            family, given, suffix = parts["family"], parts["given"], parts["suffix"]
            people.append(Author(family=family, given=given, particle=particle, suffix=suffix))
        elif parts["given"] is not None:
            people.append(Author(literal=parts["given"]))
    return people, others


def _date(value: Any) -> str | None:
    """A CSL date as ISO 8601, as exact as it is; of a range, its beginning."""
    if not isinstance(value, dict):
        found = _SAID_DATE.search(_text(value) or "")
        return _iso(found.groups()) if found else None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return _iso([str(part) if isinstance(part, str | int) else None for part in parts[0][:3]])
    found = _SAID_DATE.search(_text(value.get("raw")) or _text(value.get("literal")) or "")
    return _iso(found.groups()) if found else None


def _iso(parts: Iterable[str | None]) -> str | None:
    year, month, day = [*parts, None, None, None][:3]
    if not year or not re.fullmatch(r"\d{4}", year):
        return None
    exact = year
    if month and month.isdigit() and 1 <= int(month) <= 12:
        exact += f"-{int(month):02d}"
        if day and day.isdigit() and 1 <= int(day) <= 31:
            exact += f"-{int(day):02d}"
    return exact
