"""Files: atomic writes, hashes, JSON as this project stores it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

DERIVED: Final = ".claim-audit"
"""The name of the folder of `derived_folder`."""

_UMASK = os.umask(0)  # can only be read by setting it, which is not safe once threads run
os.umask(_UMASK)
_FILE_MODE = 0o666 & ~_UMASK


def sha256(data: bytes | str) -> str:
    """Hex SHA-256 of bytes, or of text as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write `data` so that a kill at any moment leaves the old file or the new one, never half of one."""
    payload = data.encode() if isinstance(data, str) else data
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(payload)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_FILE_MODE)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def write_if_changed(path: Path, data: bytes | str) -> bool:
    """`write_atomic`, unless the file already holds just that. True if it was written."""
    payload = data.encode() if isinstance(data, str) else data
    with contextlib.suppress(OSError):
        if path.read_bytes() == payload:
            return False
    write_atomic(path, payload)
    return True


def derived_folder(root: Path) -> Path:
    """The folder of a workspace for what can be computed again (indexes, memories): made, and kept out of Git."""
    folder = root / DERIVED
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Derived and disposable: delete it at any time.\n*\n", encoding="ascii")
    return folder


def dump_json(value: Any) -> str:
    """JSON for people and for diffs: indented by two, UTF-8 as it is, a newline at the end. Key order is kept."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
