"""Rate limits and concurrency, kept so that the other side can never see them exceeded.

A request holds one of N *tokens* from before it is sent until one interval after its answer came. Whatever the
network does to its arrival at the server, at most N requests can then arrive in any window of one interval: the
classic token bucket and an even pace, which count when a request is *sent*, both let jitter push N + 1 into a window.
It also holds one of C *seats* while it is under way. Tokens and seats are files that are locked, so several processes
of one user share them, and a killed process gives them back.

Limits start from Crossref's table and follow what each answer announces; until the first answer, one request at a time.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from audit.registries.locks import try_lock

_POLL = 0.02  # somebody holds it: look again soon
_LOOK = 0.5  # it is known when it is free; still, look whether limits or pauses changed
_UNKNOWN = float("inf")
_MOST = 1000  # a server that announces more is not believed


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance, so that tests need neither. `now` is wall-clock seconds: it is shared between processes."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = field(default=lambda: random.uniform(0.5, 1.0))  # noqa: S311 - no secret

    def stamp(self) -> str:
        """The time as evidence records it: UTC, ISO 8601, to the second."""
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Limit:
    """`requests` in any window of `interval` seconds, `concurrency` at a time."""

    requests: int
    interval: float = 1.0
    concurrency: int = 1


class Held(Protocol):
    """Something taken that must be given back."""

    def give_back(self, free_at: float) -> None:
        """Others may have it from `free_at` on."""


class Slots(Protocol):
    """Numbered things of which each has one holder at a time and a time before which nobody may take it."""

    def take(self, kind: str, count: int, now: float, until: float) -> Held | float:
        """One of the first `count` of a kind, or the seconds until one is free (infinite: when its holder gives it).

        until: free again from then on, should its holder be killed.
        """


class MemorySlots:
    """Slots of one process."""

    def __init__(self) -> None:
        self._free_at: dict[tuple[str, int], float] = {}
        self._guard = threading.Lock()

    def take(self, kind: str, count: int, now: float, until: float) -> Held | float:
        """See `Slots`."""
        with self._guard:
            times = [self._free_at.get((kind, number), 0.0) for number in range(count)]
            for number, free_at in enumerate(times):
                if free_at <= now:
                    self._free_at[kind, number] = float("inf")
                    return _MemoryHeld(self, (kind, number))
        return min(times) - now

    def free(self, slot: tuple[str, int], free_at: float) -> None:
        """Give a slot back."""
        with self._guard:
            self._free_at[slot] = free_at


@dataclass(frozen=True, slots=True)
class _MemoryHeld:
    slots: MemorySlots
    slot: tuple[str, int]

    def give_back(self, free_at: float) -> None:
        self.slots.free(self.slot, free_at)


class FileSlots:
    """Slots that processes of one user share: small files in `folder`, locked while held."""

    def __init__(self, folder: Path, name: str) -> None:
        self._stem = str(folder / re.sub(r"[^A-Za-z0-9.-]", "_", name))
        self._alone = MemorySlots()

    def take(self, kind: str, count: int, now: float, until: float) -> Held | float:
        """See `Slots`. Where files cannot be had (no handles, no disk), the limits hold for this process alone."""
        try:
            return self._take(kind, count, now, until)
        except OSError:
            return self._alone.take(kind, count, now, until)

    def _take(self, kind: str, count: int, now: float, until: float) -> Held | float:
        soonest = _UNKNOWN
        for number in range(count):
            handle = os.open(
                f"{self._stem}.{kind}.{number}", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600
            )
            if not try_lock(handle):
                os.close(handle)
                continue
            free_at = _read_time(handle)
            if free_at <= now or free_at > now + 3600:  # an hour ahead: the clock was set back
                _write_time(handle, until)
                return _FileHeld(handle)
            os.close(handle)
            soonest = min(soonest, free_at - now)
        return soonest


@dataclass(frozen=True, slots=True)
class _FileHeld:
    handle: int

    def give_back(self, free_at: float) -> None:
        _write_time(self.handle, free_at)
        os.close(self.handle)


def _read_time(handle: int) -> float:
    try:
        return float(os.pread(handle, 40, 0) if hasattr(os, "pread") else os.read(handle, 40))
    except ValueError:
        return 0.0


def _write_time(handle: int, when: float) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, f"{when:20.6f}".encode())


def shared_folder() -> Path | None:
    """A folder of this user's own for `FileSlots`, or None where there can be none (limits then hold per process)."""
    owner = os.getuid() if hasattr(os, "getuid") else None
    folder = Path(tempfile.gettempdir()) / f"claim-audit-limits-{'' if owner is None else owner}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    mine = owner is None or (status.st_uid == owner and not status.st_mode & 0o022)
    return folder if mine and folder.is_dir() and not folder.is_symlink() else None


class Turnstile:
    """Lets requests of one pool through, no faster and no more at a time than its limit."""

    def __init__(self, limit: Limit, slots: Slots, clock: Clock) -> None:
        self.limit = limit
        self._slots, self._clock = slots, clock
        self._learned = False
        self._not_before = 0.0
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def passage(self, give_up_at: float) -> Iterator[bool]:
        """`with turnstile.passage(T) as open:` waits for its turn; `open` is False if time T came first."""
        seat = self._wait_for("seat", give_up_at)
        if seat is None:
            yield False
            return
        try:
            token = self._wait_for("token", give_up_at)
            if token is None:
                yield False
                return
            try:
                yield True
            finally:
                token.give_back(self._clock.now() + self.limit.interval * 1.01)
        finally:
            seat.give_back(self._clock.now())

    def _wait_for(self, kind: str, give_up_at: float) -> Held | None:
        while True:
            now = self._clock.now()
            with self._guard:
                wait = self._not_before - now
                limit = self.limit if self._learned else replace(self.limit, requests=1, concurrency=1)
            if wait <= 0:
                count = limit.requests if kind == "token" else limit.concurrency
                until = now + (limit.interval if kind == "token" else 0.0)
                taken = self._slots.take(kind, count, now, until)
                if not isinstance(taken, float):
                    return taken
                wait = taken
            if now >= give_up_at:
                return None
            self._clock.sleep(max(0.001, min(_POLL if wait == _UNKNOWN else min(wait, _LOOK), give_up_at - now)))

    def pause(self, seconds: float) -> None:
        """Let nobody through for a while: the server asked for it."""
        with self._guard:
            self._not_before = max(self._not_before, self._clock.now() + seconds)

    def announce(self, headers: Mapping[str, str]) -> None:
        """Follow the limits that an answer announces; what it does not say stays."""
        with self._guard:
            before = self.limit
            self.limit = announced(headers, before)
            self._learned = True
            if self.limit.requests < before.requests or self.limit.interval > before.interval:
                self._not_before = max(self._not_before, self._clock.now() + self.limit.interval)


def announced(headers: Mapping[str, str], limit: Limit) -> Limit:
    """The limits in an answer's headers. Some come doubled (`50, 50`), some not at all; nonsense is not followed."""
    requests = _number(headers.get("x-rate-limit-limit"))
    concurrency = _number(headers.get("x-concurrency-limit"))
    interval = _seconds(headers.get("x-rate-limit-interval"))
    return Limit(
        requests=requests or limit.requests,
        interval=interval or limit.interval,
        concurrency=concurrency or limit.concurrency,
    )


def _number(text: str | None) -> int | None:
    found = re.match(r"\s*(\d{1,6})\b", text or "")
    return min(int(found[1]), _MOST) or None if found else None


def _seconds(text: str | None) -> float | None:
    found = re.match(r"\s*(\d{1,6}(?:\.\d+)?)\s*(ms|s|m|h)?\b", text or "", re.I)
    if not found:
        return None
    unit = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}[(found[2] or "s").lower()]
    return min(float(found[1]) * unit, 86400.0) or None
