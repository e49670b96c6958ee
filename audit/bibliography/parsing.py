"""A reference string to its fields: the entry point of reference parsing.

Rules read the regular forms; what they cannot read keeps its `raw` and is typed `other`. Nothing here raises.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from audit.bibliography.ama import render_ama
from audit.bibliography.assembly import assemble, dated_only
from audit.bibliography.completeness import missing_fields
from audit.bibliography.journal_forms import Parts, propose, read_journal
from audit.bibliography.reference_styles import recognise, style_differences
from audit.bibliography.reference_types import abstract_number, type_of
from audit.bibliography.scan import Scan, scan
from audit.bibliography.sequence_model import label
from audit.bibliography.settling import settle
from audit.bibliography.source_forms import read_special
from audit.model import Reference

__all__ = ["missing_fields", "parse_reference", "parse_references", "render_ama", "style_differences"]

SURE = 0.85
MAX_LENGTH = 4000  # a longer "reference" is a damaged list or hostile; only its beginning is read


def parse_reference(raw: str) -> Reference:
    """Read one reference. `raw` is kept as given; what cannot be read is typed `other`."""
    found = scan(raw[:MAX_LENGTH])
    return _reference(raw, found, read(found))


def parse_references(raws: Iterable[str]) -> list[Reference]:
    """`parse_reference` for each, in order."""
    return [parse_reference(raw) for raw in raws]


def read(found: Scan) -> Parts:
    """The parts of a scanned reference: by rule where the form is regular, else by the sequence model."""
    seen = propose(found.core)
    special = read_special(found, seen)
    if special is not None:
        return special
    by_rule = read_journal(found.core, seen)
    if by_rule is not None and by_rule.sure >= SURE and not dated_only(found.core, seen):
        return by_rule
    return assemble(found.core, label(found.core, seen), seen)


def _reference(raw: str, found: Scan, parts: Parts) -> Reference:
    kind = type_of(found, parts)
    settled = settle(parts, kind)
    published = found.published or settled.published
    year = settled.year or (published or found.updated or found.preprint or "")[:4] or None
    reference = Reference(
        raw=raw, type=kind, authors=settled.authors, editors=settled.editors, et_al=settled.et_al, title=settled.title,
        container=settled.container or (found.site if kind != "article" else None), year=year,
        volume=settled.volume, issue=settled.issue, pages=settled.pages, article_number=settled.article_number,
        edition=settled.edition, publisher=settled.publisher, place=settled.place, doi=found.doi, pmid=found.pmid,
        pmcid=found.pmcid, url=found.url, accessed=found.accessed, published=published, updated=found.updated,
        identifier=found.trial or found.preprint or settled.identifier or abstract_number(found.text, kind),
        version=settled.version,
    )  # fmt: skip
    reference.style = recognise(reference)
    return reference


def main() -> None:
    """Read one reference a line from stdin, print one JSON object a line."""
    for line in sys.stdin:
        sys.stdout.write(parse_reference(line.rstrip("\n")).model_dump_json() + "\n")


if __name__ == "__main__":
    main()
