"""The front door: a file or bytes of any known format -> Document."""

from __future__ import annotations

import importlib
from pathlib import Path

from audit.documents.formats import Format, identify
from audit.documents.source import Source
from audit.errors import InputError
from audit.model import Document

MAX_BYTES = 50_000_000
_MODULES: dict[Format, str] = {
    "text": "text",
    "html": "html",
    "markdown": "markdown",
    "docx": "docx",
    "pptx": "pptx",
    "pdf": "pdf",
    "latex": "latex",
    "jats": "jats",
    "mhtml": "mhtml",
}


def read(path: Path, *, name: str | None = None, root: Path | None = None) -> Document:
    """Read the file at `path` in whatever format it is.

    name: what `Document.path` and messages call it (default: `path` as given). root: the folder that files named
    inside the document (`\\input`) must lie in (default: the document's own folder).
    Raises InputError for a file that cannot be read, is too large, or holds no text.
    """
    shown = name if name is not None else str(path)
    data = _read_file(path, shown)
    folder = path.resolve().parent
    source = Source(data, shown, path.suffix.lower(), folder, (root or folder).resolve())
    return _read_source(source)


def read_bytes(data: bytes, *, name: str, suffix: str = "") -> Document:
    """Read bytes, as from standard input. `suffix` (".md") helps where the content does not tell the format.

    Raises InputError as `read` does.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    return _read_source(Source(data, name, suffix.lower()))


def _read_source(source: Source) -> Document:
    reader = importlib.import_module(f"audit.documents.{_MODULES[identify(source)]}")
    document: Document = reader.read_document(source)
    if not document.blocks:
        raise source.error("holds no text")
    return document


def _read_file(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError(name, "is a folder, not a document", hint="name the files in it, or use a glob")
        if not path.exists():
            raise InputError(name, "no such file")
        if not path.is_file():
            raise InputError(name, "is not a regular file", hint="use - to read standard input")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(name, size)
        return path.read_bytes()
    except OSError as error:
        raise InputError(name, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(name, f"is not a file name: {error}") from error


def _too_large(name: str, size: int) -> InputError:
    return InputError(name, f"is {size:,} bytes; more than {MAX_BYTES:,} are not read", hint="split it")
