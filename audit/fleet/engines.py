"""Who does the work: this process, several processes of this machine, or a dask cluster. One code path for all three:
an executor of `concurrent.futures`, results in the order of the items, and only so many under way at once.

A document that takes its process down with it (out of memory, a crash in a library) is found out and reported; what
was under way beside it is done again.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from audit.errors import ClaimAuditError, InputError, MissingExtraError

WORTH_A_POOL: Final = 12
"""Documents from which on more processes are faster than one: each takes most of a second to start."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(eq=False, slots=True)
class Job(Generic[Item, Result]):
    """A piece of work. lost: its result where the process that did it was lost, and it with it."""

    work: Callable[[Item], Result]
    item: Item
    lost: Callable[[Item], Result]
    future: Future[Result] | None = None

    @property
    def done(self) -> bool:
        """Whether `Engine.result` will answer at once."""
        return self.future is None or self.future.done()


class Engine(Protocol):
    """Does jobs."""

    def submit(self, job: Job[Any, Any]) -> None:
        """Begin a job, or put it in the queue."""

    def result(self, job: Job[Any, Result]) -> Result:
        """Wait for a job."""


def stream(engine: Engine, jobs: Iterable[Job[Any, Result]], ahead: int) -> Iterator[Result]:
    """The results of jobs in their order; at most `ahead` are begun before their result is taken."""
    waiting: deque[Job[Any, Result]] = deque()
    for job in jobs:
        engine.submit(job)
        waiting.append(job)
        if len(waiting) > ahead:
            yield engine.result(waiting.popleft())
    while waiting:
        yield engine.result(waiting.popleft())


class Here:
    """This process, one job after the other, each when its result is asked for."""

    def submit(self, job: Job[Any, Any]) -> None:
        """See `Engine`."""

    def result(self, job: Job[Any, Result]) -> Result:
        """See `Engine`."""
        return job.work(job.item)


class Pool:
    """Processes of this machine. When one is lost, all are: then a new pool takes over.

    The jobs that may have been the cause are those that were running, so those that had waited longest. They are done
    again one at a time, each in a process of its own; the one that loses its process once more is the cause.
    """

    def __init__(self, workers: int, start: Callable[[int], Executor]) -> None:
        self._workers, self._start = workers, start
        self._executor = start(workers)
        self._open: dict[Job[Any, Any], None] = {}

    def submit(self, job: Job[Any, Any]) -> None:
        """See `Engine`."""
        self._open[job] = None
        self._begin(job)

    def _begin(self, job: Job[Any, Any]) -> None:
        try:
            job.future = self._executor.submit(job.work, job.item)
        except BrokenExecutor as error:  # told when its result is asked for
            job.future = Future()
            job.future.set_exception(error)

    def result(self, job: Job[Any, Result]) -> Result:
        """See `Engine`."""
        while True:
            future = job.future
            assert future is not None  # noqa: S101 - it was submitted
            try:
                result = future.result()
            except BrokenExecutor:
                self._recover()
            else:
                self._open.pop(job, None)
                return result

    def _recover(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        unfinished = [job for job in self._open if not _finished(job)]
        suspects = unfinished[: 2 * self._workers + 1]
        for job in suspects:
            job.future = Future()
            job.future.set_result(self._alone(job))
        self._executor = self._start(self._workers)
        for job in unfinished[len(suspects) :]:
            self._begin(job)

    def _alone(self, job: Job[Any, Result]) -> Result:
        with self._start(1) as executor:
            try:
                return executor.submit(job.work, job.item).result()
            except BrokenExecutor:
                return job.lost(job.item)

    def close(self) -> None:
        """End the processes; what is under way is not waited for."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _finished(job: Job[Any, Any]) -> bool:
    future = job.future
    return future is not None and future.done() and not isinstance(future.exception(), BrokenExecutor)


class Cluster:
    """A dask cluster, through the executor of its client. It starts lost work again itself, a few times."""

    def __init__(self, executor: Executor, gave_up: type[Exception]) -> None:
        self._executor, self._gave_up = executor, gave_up

    def submit(self, job: Job[Any, Any]) -> None:
        """See `Engine`."""
        # pure: two documents of the same content would else be one job
        job.future = self._executor.submit(job.work, job.item)

    def result(self, job: Job[Any, Result]) -> Result:
        """See `Engine`."""
        assert job.future is not None  # noqa: S101 - it was submitted
        try:
            return job.future.result()
        except self._gave_up:
            return job.lost(job.item)


@contextmanager
def open_engine(name: str | None, jobs: int | None, documents: int) -> Iterator[Engine]:
    """The engine of that name for so many documents: None is this machine, `dask://HOST:PORT` a cluster.

    jobs: how many processes at most; one a processor where it is None.
    """
    if name is not None:
        with _cluster(name) as cluster:
            yield cluster
        return
    workers = min(jobs or os.cpu_count() or 1, documents)
    if workers < 2 or documents < WORTH_A_POOL:
        yield Here()
        return
    pool = Pool(workers, _processes)
    try:
        yield pool
    finally:
        pool.close()


def check_engine(name: str | None) -> None:
    """Raise, before anything is read, where an engine cannot be had by its name or for want of its packages."""
    if name is None:
        return
    if not name.startswith("dask://") or not name.removeprefix("dask://").strip("/"):
        raise InputError(name, "is no engine", hint="dask://HOST:PORT names the scheduler of a dask cluster")
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("A dask cluster", "scale") from error


def _processes(workers: int) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # not forked: threads (the progress bar's, the registries') must not be copied in the middle of their work
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """In a worker: end when the run is killed. It waits for work on a pipe that it holds open itself."""
    import multiprocessing
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run tells its workers to end
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


@contextmanager
def _cluster(name: str) -> Iterator[Engine]:
    check_engine(name)
    from distributed import Client, KilledWorker

    address = "tcp://" + name.removeprefix("dask://").rstrip("/")
    try:
        client = Client(address, timeout=20, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(name, f"no dask scheduler answers there: {reason}") from None
    try:
        if not client.scheduler_info().get("workers"):
            raise ClaimAuditError(f"{name}: the cluster has no workers (start one: dask worker {address})")
        yield Cluster(client.get_executor(pure=False), KilledWorker)
    finally:
        client.close()
