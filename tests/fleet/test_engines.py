"""Whoever does the work: results come in order, no document is lost, and one that kills its process is found out."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from jobs import square

from audit.errors import ClaimAuditError, InputError
from audit.fleet.engines import Engine, Here, Job, check_engine, open_engine, stream


def lost(number: int) -> int:
    return -number


def jobs(numbers: range) -> Iterator[Job[int, int]]:
    return (Job(square, number, lost) for number in numbers)


@pytest.mark.parametrize(("processes", "documents"), [(1, 40), (2, 3), (2, 40)])
def test_results_come_in_order(processes: int, documents: int) -> None:
    with open_engine(None, processes, documents) as engine:
        assert isinstance(engine, Here) == (processes == 1 or documents == 3)
        assert list(stream(engine, jobs(range(documents)), 5)) == [n * n for n in range(documents)]


def test_no_more_is_begun_than_asked_for() -> None:
    begun: list[int] = []

    class Counting(Here):
        def submit(self, job: Job[int, int]) -> None:
            begun.append(job.item)

    results = stream(Counting(), jobs(range(100)), 7)
    assert [next(results), next(results)] == [0, 1]
    assert len(begun) == 9


@pytest.mark.parametrize("deadly", [{0}, {25}, {3, 17, 39}])
def test_a_document_that_kills_its_process_is_found_out(deadly: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEADLY", " ".join(map(str, deadly)))
    with open_engine(None, 2, 40) as engine:
        found = list(stream(engine, jobs(range(40)), 12))
    assert found == [-n if n in deadly else n * n for n in range(40)]


def test_everything_is_done_though_a_worker_is_killed_between() -> None:
    with open_engine(None, 2, 40) as engine:
        results = stream(engine, jobs(range(40)), 12)
        first = next(results)
        os.kill(worker(engine), signal.SIGKILL)
        assert [first, *results] == [n * n for n in range(40)]


def worker(engine: Engine) -> int:
    return next(iter(engine._executor._processes))  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("name", ["spark://x", "dask://", "dask:///", "tcp://localhost:8786"])
def test_engines_that_are_none(name: str) -> None:
    with pytest.raises(InputError, match="dask://HOST:PORT"):
        check_engine(name)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(ClaimAuditError, match=r"claim-audit\[scale\]"):
        check_engine("dask://localhost:8786")
