from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import FastClock
from registry_server import RegistryServer
from works_of_ours import cited, work

from audit.model import RegistrySettings
from audit.registries import EvidenceStore, Registries
from audit.registries.limits import Clock, FileSlots, Limit, MemorySlots, Slots, Turnstile, announced, shared_folder
from audit.registries.transport import retry_after


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({}, Limit(10, 1.0, 3)),
        ({"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s", "x-concurrency-limit": "1"}, Limit(5, 1.0, 1)),
        ({"x-rate-limit-limit": "50, 50", "x-rate-limit-interval": "1s, 1s"}, Limit(50, 1.0, 3)),
        ({"x-rate-limit-limit": "100", "x-rate-limit-interval": "1m"}, Limit(100, 60.0, 3)),
        ({"x-rate-limit-limit": "undefined", "x-rate-limit-interval": "?"}, Limit(10, 1.0, 3)),
        ({"x-rate-limit-limit": "0", "x-rate-limit-interval": "0s", "x-concurrency-limit": "0"}, Limit(10, 1.0, 3)),
        ({"x-rate-limit-limit": "-5", "x-concurrency-limit": "many"}, Limit(10, 1.0, 3)),
        ({"x-rate-limit-limit": "999999"}, Limit(1000, 1.0, 3)),
    ],
)
def test_announced_limits_are_read_leniently(headers: Mapping[str, str], limit: Limit) -> None:
    assert announced(headers, Limit(10, 1.0, 3)) == limit


NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60.0),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 0.0),
        ("Thursday", None),
        ("-3", None),
        ("", None),
        (None, None),
        ("99999999999999999999", None),
        ("Thu, 01 Jan 99999 00:01:00 GMT", None),
    ],
)
def test_retry_after_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("kind", ["memory", "files"])
def test_no_window_ever_sees_too_many(kind: str, tmp_path: Path) -> None:
    """Arrivals are delayed at will: still at most N in any interval, at most C at once. Simulated, one thread."""
    chance = random.Random(4)
    clock = FastClock()
    slots: Slots = MemorySlots() if kind == "memory" else FileSlots(tmp_path, "pool")
    turnstile = Turnstile(Limit(5, 1.0, 1), slots, Clock(now=clock.now, sleep=clock.sleep))
    arrivals = []
    for _ in range(40):
        with turnstile.passage(clock.now() + 100) as turn:
            assert turn
            clock.ahead += chance.choice([0.0, 0.01, 0.3])  # on its way
            arrivals.append(clock.now())
            clock.ahead += chance.choice([0.0, 0.05])
            turnstile.announce({})
    for first, later in zip(arrivals, arrivals[5:], strict=False):
        assert later - first >= 1.0


def test_the_first_request_goes_alone_until_limits_are_known() -> None:
    turnstile = Turnstile(Limit(10, 1.0, 3), MemorySlots(), FastClock().clock())
    with turnstile.passage(time.time() + 1) as first:
        assert first
        with turnstile.passage(time.time() - 1) as second:
            assert not second
        turnstile.announce({})
        with turnstile.passage(time.time() + 1) as third:
            assert third


def test_a_pause_holds_everybody_back() -> None:
    clock = FastClock()
    turnstile = Turnstile(Limit(10), MemorySlots(), clock.clock())
    start = clock.now()
    turnstile.pause(7.0)
    with turnstile.passage(clock.now() + 60) as turn:
        assert turn
    assert clock.now() - start >= 7.0


def test_the_shared_folder_is_ours_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    folder = shared_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    assert shared_folder() is None
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert shared_folder() is None


def test_a_killed_holder_gives_its_slot_back(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    held = context.Event()
    process = context.Process(target=_hold, args=(tmp_path, held))
    process.start()
    assert held.wait(20)
    slots = FileSlots(tmp_path, "pool")
    assert slots.take("seat", 1, time.time(), 0.0) == float("inf")
    process.kill()
    process.join()
    assert not isinstance(slots.take("seat", 1, time.time(), 0.0), float)


def _hold(folder: Path, held: threading.Event) -> None:
    FileSlots(folder, "pool").take("seat", 1, time.time(), 0.0)
    held.set()
    time.sleep(60)


def _run(settings: RegistrySettings, folder: str, first: int, number: int) -> list[str]:
    references = [cited(f"10.5555/example.{n}", f"A title of work number {n}") for n in range(first, first + number)]
    with Registries(settings, EvidenceStore(Path(folder))) as registries:
        return [verdict.status for verdict in registries.verify(references, now=datetime.now(UTC))]


def _run_and_tell(settings: RegistrySettings, folder: str, first: int, number: int, told: object) -> None:
    told.put(_run(settings, folder, first, number))  # type: ignore[attr-defined]


@pytest.mark.parametrize("mailto", ["test@example.org", None])
def test_threads_and_processes_together_stay_within_the_announced_limits(tmp_path: Path, mailto: str | None) -> None:
    """Two processes and two threads on one workspace, lists and single look-ups: the server measures."""
    many = 12 if mailto else 7
    records = [work(f"10.5555/example.{n}", f"A title of work number {n}") for n in range(60)]
    context = multiprocessing.get_context("fork")
    told = context.Queue()
    folder = str(tmp_path / "evidence")
    with RegistryServer(records, latency=0.03) as server:
        settings = RegistrySettings(**server.settings(batch_size=7, second_opinion=False, mailto=mailto))
        processes = [
            context.Process(target=_run_and_tell, args=(settings, folder, first, many, told)) for first in (0, 10)
        ]
        for process in processes:
            process.start()
        with ThreadPoolExecutor(2) as threads:
            done = [threads.submit(_run, settings, folder, first, number) for first, number in ((20, many), (58, 4))]
            statuses = [status for future in done for status in future.result()]
        for _ in processes:
            statuses += told.get(timeout=60)
        for process in processes:
            process.join()
        assert server.exceeded == []
        assert all(entry.status != 429 for entry in server.log)
    assert sorted(statuses) == ["not-found"] * 2 + ["verified"] * (3 * many + 2)
    stored = {path.name for path in Path(folder).glob("*.json")}
    assert {f"10.5555_example.{n}.json" for n in (*range(7), *range(10, 17), *range(20, 27), 58, 59)} <= stored
