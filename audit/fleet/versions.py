"""Versions of files: whether a file is what it was, told by its state on disk, and by its content where that differs.

The way Git's index does it: size, times and inode of a file are compared first; only where they differ (a fresh clone,
a restored cache) is it read and hashed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from audit.files import sha256

Stat: TypeAlias = tuple[int, int, int, int]
"""Size, modification time and change time in nanoseconds, inode."""

ABSENT: Final = "-"
"""The hash of a file that is not there."""

_SETTLED: Final = 2_000_000_000  # nanoseconds; younger files may change again within one tick of the clock


_MANY: Final = 10_000


def stat_of(path: Path) -> Stat | None:
    """The state of a file on disk; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def hash_of(path: Path) -> str:
    """SHA-256 of a file, hex; `ABSENT` where it cannot be read."""
    try:
        return sha256(path.read_bytes())
    except (OSError, ValueError):
        return ABSENT


class Files:
    """The versions of files that audits rest on, each with a number.

    rows: number, name, state (None where only the content tells), hash. Names count from `root`.
    changed: numbers of versions that are not stored yet, or not as they are now.
    """

    def __init__(self, root: Path, rows: Iterable[tuple[int, str, Stat | None, str]] = ()) -> None:
        self._root = root
        self._versions: dict[int, tuple[str, Stat | None, str]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._latest: dict[str, int] = {}
        self._seen: dict[str, tuple[Stat | None, str]] = {}
        self.changed: set[int] = set()
        for number, name, stat, content in rows:
            self._put(number, name, stat, content)
        self._next = max(self._versions, default=0) + 1

    def _put(self, number: int, name: str, stat: Stat | None, content: str) -> None:
        self._versions[number] = (name, stat, content)
        self._numbers[name, content] = self._latest[name] = number

    def name_of(self, path: Path) -> str:
        """How a file is named: relative to the workspace where it lies inside."""
        text, inside = str(path), f"{self._root}/"
        return text[len(inside) :] if text.startswith(inside) else text

    def identity(self, number: int) -> str:
        """Name and content of a version, as one line; empty for a number that nobody gave."""
        version = self._versions.get(number)
        return f"{version[0]}\0{version[2]}" if version else ""

    def row(self, number: int) -> tuple[int, str, Stat | None, str]:
        """A version as it is stored."""
        return number, *self._versions[number]

    def outlived(self) -> list[int]:
        """Versions that no file has any more, once they are many; they are forgotten."""
        if len(self._versions) < _MANY + 3 * len(self._latest):
            return []
        gone = sorted(set(self._versions) - set(self._latest.values()))
        for number in gone:
            name, _, content = self._versions.pop(number)
            del self._numbers[name, content]
        self.changed.difference_update(gone)
        return gone

    def is_current(self, number: int) -> bool:
        """Whether the file is what it was in this version."""
        if number not in self._versions:
            return False
        name, stat, content = self._versions[number]
        now, hashed = self._look(name, stat, content)
        if hashed != content:
            return False
        if now != stat:
            self._put(number, name, now, content)
            self.changed.add(number)
        return True

    def look_again(self) -> None:
        """Believe nothing that was seen so far: files were written since."""
        self._seen.clear()

    def _look(self, name: str, stat: Stat | None, content: str) -> tuple[Stat | None, str]:
        """What a file is now, looked at once; read only where its state does not tell."""
        if name not in self._seen:
            path = self._root / name
            now = stat_of(path)
            hashed = ABSENT if now is None else content if now == stat else hash_of(path)
            self._seen[name] = (now, hashed)
        return self._seen[name]

    def version(self, path: Path, stat: Stat | None, content: str | None = None, *, young: bool = False) -> int | None:
        """The number of the version that a file had when its state was `stat`; None where it has changed since.

        content: its hash, where that is known. young: others write it, so that fresh times do not tell enough.
        """
        name = self.name_of(path)
        if content is None:
            _, before, known = self._versions.get(self._latest.get(name, 0), ("", None, ""))
            content = ABSENT if stat is None else known if before == stat else hash_of(path)
        if stat_of(path) != stat:
            return None
        self._seen[name] = (stat, content)
        if young and stat is not None and time.time_ns() - stat[1] < _SETTLED:
            stat = None
        number = self._numbers.get((name, content))
        if number is None:
            number, self._next = self._next, self._next + 1
        if self._versions.get(number) != (name, stat, content):
            self._put(number, name, stat, content)
            self.changed.add(number)
        return number
