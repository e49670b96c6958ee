"""The bytes to read, and what is known about where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audit.errors import InputError
from audit.files import sha256


@dataclass(frozen=True)
class Source:
    """Bytes of one document.

    name: what messages and `Document.path` call it. suffix: its extension, lower case, with the dot, or "".
    folder: where it lies, if it is a file: formats that are spread over several files look for the others there.
    root: no other file outside this folder is ever opened.
    """

    data: bytes
    name: str
    suffix: str = ""
    folder: Path | None = None
    root: Path | None = None

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of the bytes."""
        return sha256(self.data)

    def error(self, message: str, *, line: int | None = None, hint: str | None = None) -> InputError:
        """An error that names this source."""
        return InputError(self.name, message, line=line, hint=hint)
