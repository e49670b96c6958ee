"""Stored audits, read back."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from audit.errors import InputError
from audit.model import Report

_MAX_BYTES = 500_000_000


def load_report(path: Path) -> Report:
    """The report stored at `path`. `InputError` where it is none, or cannot be read."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(str(path), f"is larger than {_MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    try:
        return Report.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            str(path), f"is no stored report: {where}: {first['msg'].lower()}", hint="give a reports/NAME.json"
        ) from None
