"""One writer at a time: a lock that the operating system holds, and drops when its process ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import InputError

_PATIENCE = 60.0  # seconds


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file at `path` (its folder's, so that no lock file is left behind).

    Threads and processes wait for each other. Raises InputError when the lock is not free within a minute.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl  # not on Windows
    except ImportError:  # pragma: no cover
        with _lock_file(path):
            yield
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        _wait(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB), path)
        yield
    finally:
        os.close(handle)


@contextmanager
def _lock_file(path: Path) -> Iterator[None]:  # pragma: no cover (Windows)
    """Folders cannot be locked there: a file beside the target, removed afterwards."""
    name = path.with_name(f".{path.name}.lock")
    handle = -1

    def create() -> None:
        nonlocal handle
        handle = os.open(name, os.O_CREAT | os.O_EXCL | getattr(os, "O_TEMPORARY", 0))

    _wait(create, path)
    try:
        yield
    finally:
        os.close(handle)
        name.unlink(missing_ok=True)


def _wait(take: Callable[[], None], path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    pause = 0.005
    while True:
        try:
            take()
        except (BlockingIOError, FileExistsError, PermissionError) as error:
            if time.monotonic() > deadline:
                raise InputError(str(path), "another run is writing it and does not finish") from error
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)
        else:
            return
