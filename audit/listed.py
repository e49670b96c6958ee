"""References that stand in no document: a .bib file, or one reference string or DOI a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.bibliography.bibtex import read_bibtex
from audit.bibliography.identifiers import normalise_doi
from audit.bibliography.keys import make_key
from audit.bibliography.parsing import parse_references
from audit.model import Reference

_BLANK: Final = b" \t\r\n\xef\xbb\xbf"


def is_bibtex(data: bytes, name: str) -> bool:
    """Whether a file of that name, with that content, is a BibTeX library."""
    return name.lower().endswith(".bib") or data.lstrip(_BLANK).startswith(b"@")


def from_bibtex(data: bytes, name: str) -> tuple[list[Reference], list[str]]:
    """The references of a BibTeX library, and what is wrong in it, a sentence each with its place."""
    found = read_bibtex(data, name)
    return found.references, [f"{name}:{problem.line}: {problem.message}" for problem in found.problems]


def from_lines(lines: Sequence[str]) -> list[Reference]:
    """The references of lines, empty ones passed over. A DOI alone is a reference of its own."""
    filled = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    taken: set[str] = set()
    references: list[Reference] = []
    for (number, line), parsed in zip(filled, parse_references(line for _, line in filled), strict=True):
        doi = normalise_doi(line) if " " not in line else None
        reference = Reference(raw=line, doi=doi, type="article") if doi else parsed
        reference.line, reference.label = number, str(len(references) + 1)
        reference.key = make_key(reference, taken)
        taken.add(reference.key)
        references.append(reference)
    return references
