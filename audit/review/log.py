"""The append-only log of decisions: JSON Lines, hash-chained, safe against kills and against two writers at once.

Every entry is on disk (fsync) before it is acknowledged. A kill in the middle of a write leaves a torn last line; the
next writer puts it aside, so that the chain goes on from the last whole entry.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from audit.errors import InputError
from audit.files import sha256
from audit.locks import locked
from audit.model.decision import FIRST, Decision

_MAX_BYTES: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a log. `line` from 1; `sequence` of the entry, where it can be told."""

    line: int
    sequence: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the log found. `torn`: the last line was cut off by a kill (harmless, and recovered)."""

    entries: int
    last_hash: str
    fault: Fault | None = None
    torn: bool = False


def entry_hash(decision: Decision) -> str:
    """The hash that binds an entry: SHA-256 over RFC 8785 JSON of everything but `hash` and `signature`."""
    import rfc8785

    values = decision.model_dump(mode="json", by_alias=True, exclude={"hash", "signature"})
    return sha256(rfc8785.dumps(values))


class DecisionLog:
    """The log at `path`. Reading needs no lock; writers wait for each other."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Decision]:
        """All whole entries, in order. InputError names the line that cannot be read; a torn last line is left out."""
        return list(self._read())

    def append(self, decision: Decision, *, sign: Any = None) -> Decision:
        """Write `decision` behind the last entry: its `sequence`, `previous` and `hash` are set here.

        sign: a function from the entry's hash to a signature. Returns the entry as written, once it is on disk.
        """
        return self.append_all([decision], sign=sign)[0]

    def append_all(self, decisions: Sequence[Decision], *, sign: Any = None) -> list[Decision]:
        """Write several entries in one go: all of them are on disk, or a torn rest that the next writer puts aside."""
        with locked(self.path):
            last = self._recovered_tail()
            written: list[Decision] = []
            for decision in decisions:
                sequence = last.sequence + 1 if last else 1
                previous = last.hash if last else FIRST
                entry = decision.model_copy(update={"sequence": sequence, "previous": previous})
                digest = entry_hash(entry)
                entry = entry.model_copy(update={"hash": digest, "signature": sign(digest) if sign else None})
                written.append(entry)
                last = entry
            self._write("".join(_line(entry) for entry in written))
        return written

    def verify(self) -> Verdict:
        """Check the whole chain; names the first entry that was changed, removed or put elsewhere."""
        data = self._bytes()
        lines = data.split(b"\n")
        torn = bool(lines and lines[-1])
        previous, count = FIRST, 0
        for number, line in enumerate(lines[:-1], start=1):
            fault = self._fault(number, line, count, previous)
            if isinstance(fault, Fault):
                return Verdict(count, previous, fault, torn)
            previous, count = fault.hash, count + 1
        return Verdict(count, previous, None, torn)

    def _fault(self, number: int, line: bytes, count: int, previous: str) -> Fault | Decision:
        try:
            entry = Decision.model_validate_json(line)
        except ValidationError:
            return Fault(number, None, "cannot be read: it is no entry of this log")
        if entry.sequence != count + 1:
            return Fault(number, entry.sequence, f"has number {entry.sequence} where {count + 1} is due")
        if entry.previous != previous:
            return Fault(
                number, entry.sequence, "does not follow the entry before it: one was changed, removed or moved"
            )
        if entry.hash != entry_hash(entry):
            return Fault(number, entry.sequence, "was changed after it was written: its hash does not fit")
        return entry

    def _bytes(self) -> bytes:
        try:
            if self.path.stat().st_size > _MAX_BYTES:
                raise InputError(str(self.path), f"is larger than {_MAX_BYTES // 1_000_000} MB")
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def _read(self) -> Iterator[Decision]:
        lines = self._bytes().split(b"\n")
        for number, line in enumerate(lines[:-1], start=1):
            try:
                yield Decision.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                raise InputError(
                    str(self.path), f"is no entry of the log: {first['msg'].lower()}", line=number,
                    hint="`claim-audit log verify` says more",
                ) from None  # fmt: skip

    def _recovered_tail(self) -> Decision | None:
        """The last whole entry. What a kill left behind it is moved to a file beside the log, never lost."""
        data = self._bytes()
        if not data:
            return None
        end = data.rfind(b"\n") + 1
        if end < len(data):
            self._put_aside(data[end:], end)
        if not end:
            return None
        last = data[data.rfind(b"\n", 0, end - 1) + 1 : end - 1]
        try:
            return Decision.model_validate_json(last)
        except ValidationError:
            line = data.count(b"\n", 0, end)
            raise InputError(
                str(self.path), "the last entry cannot be read", line=line, hint="`claim-audit log verify` says more"
            ) from None

    def _put_aside(self, torn: bytes, end: int) -> None:
        aside = self.path.with_name(f"{self.path.name}.torn")
        with aside.open("ab") as stream:
            stream.write(torn + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        with self.path.open("r+b") as stream:
            stream.truncate(end)
            os.fsync(stream.fileno())

    def _write(self, text: str) -> None:
        fresh = not self.path.exists()
        with self.path.open("ab") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        if fresh and hasattr(os, "O_DIRECTORY"):
            folder = os.open(self.path.parent, os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _line(entry: Decision) -> str:
    return json.dumps(entry.model_dump(mode="json", by_alias=True), ensure_ascii=False, sort_keys=True) + "\n"


def utc(moment: datetime) -> str:
    """A time as the log writes it: UTC, ISO 8601, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
