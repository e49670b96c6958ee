"""Zip packages (DOCX, PPTX): their parts, read within bounds so that no bomb goes off."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from audit.documents.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PART = 100_000_000
MAX_RATIO = 400
_RATIO_MATTERS_FROM = 5_000_000
MAX_PARTS = 20_000


def part_names(source: Source) -> set[str]:
    """The names of a package's parts. Raises InputError for a damaged package."""
    with _open(source) as archive:
        return set(archive.namelist())


def read_parts(source: Source, wanted: Iterable[str] | None = None) -> dict[str, bytes]:
    """The XML parts of a package by name (or only those `wanted`), decompressed. Raises InputError."""
    names = None if wanted is None else set(wanted)
    parts: dict[str, bytes] = {}
    total = 0
    with _open(source) as archive:
        for info in archive.infolist():
            if names is not None and info.filename not in names:
                continue
            if not info.filename.endswith((".xml", ".rels")):
                continue
            data = _read_part(source, archive, info, MAX_PART - total)
            total += len(data)
            parts[info.filename] = data
    return parts


def _open(source: Source) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise source.error("is damaged: its zip package cannot be opened", hint=str(error)) from error
    if len(archive.infolist()) > MAX_PARTS:
        raise source.error(f"holds more than {MAX_PARTS:,} files")
    return archive


def _read_part(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    if info.flag_bits & 0x1:
        raise source.error("is protected by a password", hint="save it without a password")
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > _RATIO_MATTERS_FROM and ratio > MAX_RATIO:
        raise source.error(f"holds {info.filename}, packed {ratio:.0f} times smaller: a zip bomb")
    try:
        with archive.open(info) as stream:
            data: Any = stream.read(room + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise source.error(f"is damaged: {info.filename} cannot be unpacked", hint=str(error)) from error
    if len(data) > room:
        raise source.error(f"unpacks to more than {MAX_PART:,} bytes")
    return bytes(data)
