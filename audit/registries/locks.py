"""Locks that hold between threads and between processes, and that a killed process gives back by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType


def try_lock(handle: int) -> bool:
    """Lock an open file if nobody holds it. Locks belong to the open file, so they part threads too."""
    try:
        if sys.platform == "win32":  # pragma: no cover
            import msvcrt

            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class FileLock:
    """`with FileLock(path):` waits for the lock and holds it. The file stays, empty: removing it would race."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def __enter__(self) -> FileLock:
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        if sys.platform == "win32":  # pragma: no cover
            import time

            while not try_lock(self._handle):
                time.sleep(0.01)
        else:
            import fcntl

            fcntl.flock(self._handle, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)
