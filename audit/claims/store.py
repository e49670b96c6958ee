"""The claim store: one readable JSON file a document, statements in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from audit.errors import InputError
from audit.files import write_if_changed
from audit.model import BoundWaiver, ClaimFile, DocumentInfo, Statement

_MAX_BYTES = 200_000_000


def write_claims(
    path: Path, document: DocumentInfo, statements: Sequence[Statement], waivers: Sequence[BoundWaiver] = ()
) -> bool:
    """Store the claims of one document. True if the file changed."""
    stored = ClaimFile(document=document, statements=list(statements), waivers=list(waivers))
    return write_if_changed(path, stored.model_dump_json(indent=2, by_alias=True, exclude_defaults=False) + "\n")


def load_claims(path: Path) -> ClaimFile | None:
    """The stored claims of one document; None where there are none. InputError where the file cannot be used."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(str(path), f"is larger than {_MAX_BYTES // 1_000_000} MB")
        return ClaimFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(str(path), f"is no claim file: {where}: {first['msg'].lower()}") from None
