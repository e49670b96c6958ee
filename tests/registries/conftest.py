"""What the tests of this room share: the loopback registry, a clock that never waits, records of our own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]  # registry_server, works_of_ours

from registry_server import RegistryServer  # noqa: E402

from audit.model import Reference, RegistrySettings  # noqa: E402
from audit.registries import EvidenceStore, Registries, Verifications  # noqa: E402
from audit.registries.limits import Clock, MemorySlots  # noqa: E402
from audit.registries.transport import Transport  # noqa: E402


class FastClock:
    """Sleeping moves the clock and takes no time; only the short naps of a thread that waits for another are real."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return time.time() + self.ahead

    def sleep(self, seconds: float) -> None:
        if seconds <= 0.02:
            time.sleep(0.001)
            return
        self.slept.append(seconds)
        self.ahead += seconds

    def clock(self) -> Clock:
        return Clock(now=self.now, sleep=self.sleep, jitter=lambda: 1.0)


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    """An empty registry without limits; tests fill it."""
    with RegistryServer(limits=None) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "bib" / "evidence")


@pytest.fixture
def fast() -> FastClock:
    return FastClock()


@pytest.fixture
def check(store: EvidenceStore, fast: FastClock) -> Callable[..., Verifications]:
    """`check(server, references, **settings)`: verify without waiting."""

    def run(
        server: RegistryServer,
        references: Sequence[Reference],
        *,
        now: datetime | None = None,
        offline: bool = False,
        refresh: bool = False,
        evidence: EvidenceStore | None = None,
        **settings: Any,
    ) -> Verifications:
        values = RegistrySettings(**server.settings(**{"timeout": 5.0, "max_retries": 4, **settings}))
        transport = Transport(values, clock=fast.clock(), slots=lambda _name: MemorySlots())
        with Registries(values, evidence or store, offline=offline, refresh=refresh, transport=transport) as registries:
            return registries.verify(references, now=now or datetime.now(UTC))

    return run
