"""The append-only log of decisions: JSON Lines, hash-chained, safe against kills and against two writers at once.

Every entry is on disk (fsync) before it is acknowledged. A kill in the middle of a write leaves a torn last line; the
next writer puts it aside, so that the chain goes on from the last whole entry. The chain itself cannot tell that its
last entries were taken away; a small file beside it (`decisions.head`) remembers how many there were.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from audit.errors import InputError
from audit.files import sha256
from audit.locks import locked
from audit.model.decision import FIRST, Decision

NAME: Final = "decisions.jsonl"
_MAX_BYTES: Final = 500_000_000
_MAX_LINE: Final = 1_000_000
_CHUNK: Final = 65_536

Sign = Callable[[str], str]
"""From an entry's hash to its signature."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong with a log. `line` from 1; `sequence` of the entry, where it can be told."""

    line: int
    sequence: int | None
    what: str

    @property
    def sentence(self) -> str:
        """`line 7 (entry 7): ...`"""
        entry = f" (entry {self.sequence})" if self.sequence is not None else ""
        return f"line {self.line}{entry}: {self.what}"


@dataclass(slots=True)
class Trail:
    """The entries of a log up to the first fault. `torn`: the last line was cut off by a kill (harmless)."""

    entries: list[Decision] = field(default_factory=list)
    fault: Fault | None = None
    torn: bool = False

    @property
    def last_hash(self) -> str:
        """The hash that the next entry is bound to."""
        return self.entries[-1].hash if self.entries else FIRST


class DecisionLog:
    """The log at `path`. Reading needs no lock; writers wait for each other.

    What was read and checked once is not read again by the same object, as long as the file still continues it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: list[Decision] = []
        self._known_end, self._known_line = 0, b""
        self._one_reader = threading.Lock()  # of what is known

    @classmethod
    def inside(cls, claims: Path) -> DecisionLog:
        """The log of the claim store in the folder `claims`."""
        return cls(claims / NAME)

    def read(self) -> Trail:
        """Read and check the whole log: every hash, every link, and that the end is still there."""
        head = self._read_head()  # first: whoever writes meanwhile moves it forward
        trail, _, _ = _chain(self._bytes(), [])
        trail.fault = trail.fault or _missing(trail.entries, head)
        return trail

    def entries(self) -> list[Decision]:
        """All entries of a log that holds. InputError names the entry where its chain is broken."""
        with self._one_reader:
            return self._entries()

    def _entries(self) -> list[Decision]:
        head = self._read_head()
        rest = self._after_known()
        if rest is None:
            self._known, self._known_end, self._known_line = [], 0, b""
            rest = self._bytes()
        trail, used, line = _chain(rest, self._known)
        fault = trail.fault or _missing(trail.entries, head)
        if fault:
            raise InputError(
                str(self.path), f"the chain of decisions is broken: {fault.what}", line=fault.line,
                hint="`claim-audit log verify` says more; restore the log from a backup or from version control",
            )  # fmt: skip
        self._known, self._known_end = trail.entries, self._known_end + used
        self._known_line = line or self._known_line
        return list(trail.entries)

    def _after_known(self) -> bytes | None:
        """What follows the entries that are known; None where the file does not continue them."""
        if not self._known:
            return None
        try:
            with self.path.open("rb") as stream:
                stream.seek(self._known_end - len(self._known_line))
                if stream.read(len(self._known_line)) != self._known_line:
                    return None
                return stream.read(_MAX_BYTES)
        except OSError:
            return None

    def record(
        self, make: Callable[[list[Decision]], Sequence[Decision]], *, sign: Sign | None = None
    ) -> list[Decision]:
        """Write what `make` decides in view of all entries there are; nobody else writes between the two.

        `sequence`, `previous` and `hash` are set here. Returns the entries as written, once they are on disk. What
        `make` raises leaves the log as it is. InputError where the chain is broken: nothing is built on it.
        """
        with locked(self.path):
            last = self._recovered_tail()
            return self._write(make(self.entries()), last, sign)

    def _write(self, decisions: Sequence[Decision], last: Decision | None, sign: Sign | None) -> list[Decision]:
        written: list[Decision] = []
        lines: list[str] = []
        for decision in decisions:
            sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST)
            entry = decision.model_copy(update={"sequence": sequence, "previous": previous})
            values = values_of(entry)
            digest = hash_of(values)
            values["hash"] = digest
            if sign is not None:
                values["signature"] = sign(digest)
            lines.append(_line(values))
            if len(lines[-1].encode()) > _MAX_LINE:
                raise InputError(str(self.path), "a decision is longer than the log can hold")
            last = Decision.model_validate(values)
            written.append(last)
        if last is not None and written:
            self._append("".join(lines).encode())
            self._write_head(last)
        return written

    def _append(self, data: bytes) -> None:
        fresh = not self.path.exists()
        with self.path.open("ab") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if fresh and hasattr(os, "O_DIRECTORY"):
            folder = os.open(self.path.parent, os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @property
    def _head(self) -> Path:
        return self.path.with_suffix(".head")

    def _write_head(self, last: Decision) -> None:
        """Not synced: after a power cut it may be a few entries behind, which is no fault."""
        beside = self._head.with_suffix(".head.tmp")
        beside.write_text(f"{last.sequence} {last.hash}\n", encoding="ascii")
        beside.replace(self._head)

    def _read_head(self) -> tuple[int, str] | None:
        try:
            sequence, digest = self._head.read_text(encoding="ascii").split()
            return int(sequence), digest
        except (FileNotFoundError, ValueError):
            return None

    def _bytes(self) -> bytes:
        try:
            if self.path.stat().st_size > _MAX_BYTES:
                raise InputError(str(self.path), f"is larger than {_MAX_BYTES // 1_000_000} MB")
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def _recovered_tail(self) -> Decision | None:
        """The last whole entry, read from the end. What a kill left behind it goes to a file beside, never lost."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return None
        data, start = b"", size
        with self.path.open("rb") as stream:
            while start > 0 and data.count(b"\n") < 2 and len(data) <= 2 * _MAX_LINE:
                start = max(0, start - _CHUNK)
                stream.seek(start)
                data = stream.read(size - start)
        end = data.rfind(b"\n") + 1
        if end < len(data):
            self._put_aside(data[end:], start + end)
        if not end:
            return None
        try:
            return Decision.model_validate_json(data[data.rfind(b"\n", 0, end - 1) + 1 : end - 1])
        except ValidationError:
            raise InputError(
                str(self.path), "the last entry cannot be read", hint="`claim-audit log verify` says more"
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


def values_of(entry: Decision) -> dict[str, Any]:
    """The fields of an entry that say something, as JSON values, without its hash and signature."""
    values = entry.model_dump(mode="json", by_alias=True, exclude={"hash", "signature"}, exclude_none=True)
    if not values["hashes"]:
        del values["hashes"]
    return values


def hash_of(values: dict[str, Any]) -> str:
    """The hash that binds an entry: SHA-256 over RFC 8785 JSON of all its fields but `hash` and `signature`."""
    import rfc8785

    bound = {name: value for name, value in values.items() if name not in ("hash", "signature")}
    return sha256(rfc8785.dumps(bound))


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def _chain(data: bytes, known: list[Decision]) -> tuple[Trail, int, bytes]:
    """The entries in `data` behind those that are known, up to the first fault; the bytes used; the last line."""
    trail = Trail(list(known))
    lines = data.split(b"\n")
    trail.torn = bool(lines[-1])
    used, last = 0, b""
    for line in lines[:-1]:
        found = _checked(len(trail.entries) + 1, line, len(trail.entries), trail.last_hash)
        if isinstance(found, Fault):
            trail.fault = found
            break
        trail.entries.append(found)
        used, last = used + len(line) + 1, line + b"\n"
    return trail, used, last


def _checked(number: int, line: bytes, count: int, previous: str) -> Fault | Decision:
    """The entry in a line, if it is the one that is due there and nobody changed it."""
    try:
        text = line.decode().removesuffix("\r")
        values = json.loads(text)
        entry = Decision.model_validate(values)
    except (ValidationError, ValueError, RecursionError):
        return Fault(number, count + 1, "cannot be read: it is no entry of this log")
    if entry.sequence != count + 1:
        return Fault(number, entry.sequence, f"has the number {entry.sequence} where {count + 1} is due")
    if entry.hash != hash_of(values) or _line(values).rstrip("\n") != text:
        return Fault(number, entry.sequence, "was changed after it was written: its hash does not fit")
    if entry.previous != previous:
        return Fault(number, entry.sequence, "does not follow the entry before it: one was changed, removed or moved")
    return entry


def _missing(entries: Sequence[Decision], head: tuple[int, str] | None) -> Fault | None:
    """What the head remembers must still be there."""
    if head is None:
        return None
    sequence, digest = head
    if sequence > len(entries):
        due = len(entries) + 1
        return Fault(due, due, f"is missing: the log had {sequence} entries")
    if sequence > 0 and entries[sequence - 1].hash != digest:
        return Fault(sequence, sequence, "is not the entry that was written: the log was rewritten")
    return None


def utc(moment: datetime) -> str:
    """A time as the log writes it: UTC, ISO 8601, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
