"""Where trainings run side by side: processes here, a cluster, or anything with the interface of concurrent.futures."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

MPI_START = "mpiexec -n 3 python -m mpi4py.futures -m narrows"

# In a worker process made here: the event that its parent sets, and the parent.
_stop: Any = None
_parent = 0


class Place:
    """An executor with room for so many trainings; made anew if a killed worker broke it, where it is known how."""

    def __init__(self, executor: Executor, workers: int, make: Callable[[], Executor] | None = None, stop: Any = None):
        self._executor, self.workers, self._make, self._stop = executor, workers, make, stop

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Raises BrokenExecutor where nothing runs any more."""
        try:
            return self._executor.submit(function, *arguments)
        except BrokenExecutor:
            if self._make is None:
                raise
            self._executor = self._make()
            return self._executor.submit(function, *arguments)

    def stop(self) -> None:
        """What runs in processes made here ends soon, with its last finished epoch kept."""
        if self._stop is not None:
            self._stop.set()

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def opened(executor: Executor | str | None, workers: int) -> Iterator[Place | None]:
    """The place that `executor` and `workers` of a search mean; None: trainings run here, one after another.

    An executor that was given stays open; one that is made here is closed at the end.
    """
    if executor is not None and not isinstance(executor, str):
        check_not_forked(executor)
        yield Place(executor, workers)
        return
    place = processes(workers) if executor is None and workers > 1 else named(executor, workers) if executor else None
    try:
        yield place
    finally:
        if place is not None:
            place.stop()
            place.close()


def processes(workers: int) -> Place:
    """Processes on this machine. They ignore Ctrl-C, which their parent hears."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()

    def make() -> Executor:
        return ProcessPoolExecutor(workers, mp_context=context, initializer=begin_worker, initargs=(stop,))

    return Place(make(), workers, make, stop)


def begin_worker(stop: Any) -> None:
    global _stop, _parent
    _stop, _parent = stop, os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def asked_to_stop() -> bool:
    """Whether the training that runs in this process is to end: its parent says so, or is no longer there."""
    return _stop is not None and (_stop.is_set() or os.getppid() != _parent)


def named(text: str, workers: int) -> Place:
    """An executor by name.

    Parameters
    ----------
    text
        "dask://HOST:PORT" (the scheduler of a Dask cluster), "mpi" (mpi4py, started by
        ``mpiexec -n 3 python -m mpi4py.futures -m narrows …``), or "MODULE:FACTORY", a function of no arguments that
        gives an executor.
    workers
        How many trainings run side by side; 1: as many as the executor says it has workers.

    Raises
    ------
    ValueError
        For a text that is none of these, a factory that gives no executor, or "mpi" in a process started otherwise.
    ImportError
        If what it names is not installed.
    """
    if text.startswith("dask://"):
        return dask(text.removeprefix("dask://"), workers)
    if text == "mpi":
        return mpi(workers)
    make = factory(text)
    executor = make()
    if not callable(getattr(executor, "submit", None)):
        raise ValueError(f"executor {text}: {type(executor).__name__} is no executor: it has no submit")
    check_not_forked(executor)
    return Place(executor, max(workers, room_of(executor)), make)


def dask(address: str, workers: int) -> Place:
    from distributed import Client

    client = Client(f"tcp://{address}")
    executor = client.get_executor()
    place = Place(executor, max(workers, len(client.scheduler_info()["workers"])))
    place.close = client.close  # type: ignore[method-assign]
    return place


def mpi(workers: int) -> Place:
    from mpi4py.futures import MPIPoolExecutor, _core

    # Otherwise it would start processes of its own, which waits for ever where MPI has no room for them.
    if getattr(_core, "SharedPool", ...) is None:
        raise ValueError(f"executor mpi: start it as `{MPI_START} …`, where the first of three processes searches")
    executor = MPIPoolExecutor()
    executor.bootup()
    return Place(executor, max(workers, room_of(executor)))


def room_of(executor: Any) -> int:
    """How many tasks it runs at once, as far as it says."""
    for name in ("num_workers", "_max_workers"):
        if isinstance(count := getattr(executor, name, None), int):
            return count
    return 1


def factory(text: str) -> Callable[[], Executor]:
    """The function that MODULE:FACTORY names."""
    module, _, name = text.partition(":")
    if not module or not name:
        raise ValueError(f"executor: expected dask://HOST:PORT, mpi or MODULE:FACTORY, found {text!r}")
    found = getattr(importlib.import_module(module), name, None)
    if not callable(found):
        raise ValueError(f"executor: {module} has no function {name!r}")
    return found  # type: ignore[no-any-return]


def check_not_forked(executor: Executor) -> None:
    """A forked process inherits locks that threads of other libraries held, and waits for them for ever."""
    context = getattr(executor, "_mp_context", None)
    if context is not None and context.get_start_method() == "fork":
        raise ValueError(
            "executor: its processes are forked, and training hangs in such; make it with "
            'ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")), or give workers=4 alone'
        )


class Submitit(Executor):
    """The jobs of submitit (Slurm; its local executor) as futures: ``nw.search(executor=Submitit(auto), workers=8)``.

    A job that its cluster killed counts as a lost worker: another one goes on from the last finished epoch.
    """

    def __init__(self, executor: Any, every_seconds: float = 2):
        """`executor`: submitit's; `every_seconds`: how often its jobs are looked at."""
        self._executor, self._every = executor, every_seconds
        self._jobs: list[tuple[Any, Future[Any]]] = []
        self._lock, self._ended = threading.Lock(), threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            self._jobs.append((self._executor.submit(function, *arguments, **keywords), future))
        return future

    def _watch(self) -> None:
        while not self._ended.wait(self._every):
            with self._lock:
                jobs = list(self._jobs)
            ended = [(job, future) for job, future in jobs if settled(job, future)]
            with self._lock:
                self._jobs = [each for each in self._jobs if each not in ended]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._ended.set()
        for job, _ in self._jobs:
            if cancel_futures:
                job.cancel()


def settled(job: Any, future: Future[Any]) -> bool:
    """Whether a job of submitit has ended; its future is then told."""
    if future.cancelled():
        job.cancel()
        return True
    if not job.done():
        return False
    if not future.set_running_or_notify_cancel():
        return True
    try:
        future.set_result(job.result())
    except Exception as error:
        lost = type(error).__name__ == "UncompletedJobError"
        future.set_exception(BrokenExecutor(str(error)) if lost else error)
    return True
