"""The claim store: one readable JSON file a document, statements in the order of the text."""

from __future__ import annotations

from pathlib import Path

from audit.files import write_if_changed
from audit.model import ClaimFile, DocumentInfo, Statement


def write_claims(path: Path, document: DocumentInfo, statements: list[Statement]) -> bool:
    """Store the claims of one document. True if the file changed."""
    stored = ClaimFile(document=document, statements=statements)
    return write_if_changed(path, stored.model_dump_json(indent=2, by_alias=True, exclude_defaults=False) + "\n")
