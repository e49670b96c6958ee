"""XML from strangers: no entities, no network, bounded depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from audit.documents.source import Source

_MAX_DOCTYPE = 4096


def parse_xml(source: Source, data: bytes, *, part: str = "", doctype_allowed: bool = False) -> Any:
    """The root element of some XML, comments and processing instructions left out. Raises InputError.

    Entities that a document declares are never expanded, nothing is fetched, and nesting over 256 levels is refused.
    """
    what = f"{part} in it" if part else "it"
    if not doctype_allowed and b"<!DOCTYPE" in data[:_MAX_DOCTYPE]:
        raise source.error(f"is refused: {what} declares a document type, which such files never do")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) if not part else None
        raise source.error(f"is damaged: {what} is not well-formed XML", line=line, hint=str(error)[:200]) from error
    return root


def local_name(element: Any) -> str:
    """An element's name without its namespace; "" for what is no element (an entity)."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""
