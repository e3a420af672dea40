"""Does the trainings of a search side by side, in workers."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from narrows import _core
from narrows.search import kept_data, left_epochs
from narrows.search.executors import Place, asked_to_stop
from narrows.search.left_epochs import Tell

LOST = 3  # workers that one training may lose


@dataclass(frozen=True)
class Task:
    """One training, in values that can be sent to another machine: of the data, a path and a digest."""

    data: bytes
    select_on: str
    subset: int
    job: _core.SearchJob
    train_on: str
    threads: int


@lru_cache(maxsize=1)
def restored(data: bytes, select_on: str, subset: int, seed: int) -> _core.Dataset:
    """A worker's data set: loaded once, not for each training."""
    options = _core.SearchOptions()
    options.select_on, options.subset, options.seed = select_on, subset, seed
    return _core.prepare_dataset(kept_data.restored(data), options)


def train(task: Task) -> Any:
    """Runs in a worker and leaves the search its epochs; gives the result of the job. Ends with Interrupted where
    whoever sent the task wants no more of it."""
    dataset = restored(task.data, task.select_on, task.subset, task.job.seed)
    trainer = _core.Trainer(dataset, task.job.recipe, train_on=task.train_on, threads=task.threads)

    def told(now: _core.SearchProgress) -> bool:
        left_epochs.leave(task.job.checkpoint, now)
        return not asked_to_stop()

    return _core.run_training(task.job, trainer, told)


class Workers(_core.AbstractWorkers):
    """Trainings that run on anything with the interface of `concurrent.futures`.

    A training whose worker is killed goes to another one, which goes on from its last finished epoch.
    """

    def __init__(self, place: Place, search: _core.Search, data: bytes, train_on: str, threads: int, tell: Tell):
        super().__init__()
        self._place, self._data, self._train_on, self._threads, self._tell = place, data, train_on, threads, tell
        self._options = search.options
        self._epochs: Counter[str] = Counter()  # the last that was told, by name of the network
        self._running: dict[Future[Any], _core.SearchJob] = {}
        self._lost: Counter[str] = Counter()

    def start(self, search: _core.Search, job: _core.SearchJob) -> None:
        self._submit(job)

    def _submit(self, job: _core.SearchJob) -> None:
        options = self._options
        task = Task(self._data, options.select_on, options.subset, job, self._train_on, self._threads)
        self._running[self._place.submit(train, task)] = job

    def finished(self) -> list[tuple[_core.SearchJob, Any]]:
        """Waits for a training to end; short waits, so that Ctrl-C is heard."""
        wait(self._running, timeout=0.5, return_when=FIRST_COMPLETED)
        for job in list(self._running.values()):
            self._tell_epochs(job)
        # `wait` does not name a future that was cancelled before it ran, as those of a lost scheduler are.
        ended = [future for future in self._running if future.done()]
        return [found for future in ended if (found := self._taken(future)) is not None]

    def _taken(self, future: Future[Any]) -> tuple[_core.SearchJob, Any] | None:
        """A job and its result; None where its worker was lost, and another one has it now."""
        job = self._running.pop(future)
        try:
            result = future.result()
        except (BrokenExecutor, CancelledError) as error:
            self._again(job, error)
            return None
        self._tell_epochs(job)
        return job, result

    def _tell_epochs(self, job: _core.SearchJob) -> None:
        """A training that a lost worker had begun may do its last epoch again."""
        for now in left_epochs.take(job.checkpoint):
            epoch = now.training.finished_epoch.epoch if now.training and now.training.finished_epoch else 0
            if epoch > self._epochs[job.name]:
                self._epochs[job.name] = epoch
                self._tell(now)

    def _again(self, job: _core.SearchJob, error: BaseException) -> None:
        self._lost[job.name] += 1
        try:
            if self._lost[job.name] > LOST:
                raise error
            self._submit(job)
        except (BrokenExecutor, CancelledError) as again:
            raise _core.Error(
                f"{job.name}: the worker that trained it was lost ({again or type(again).__name__}); "
                "what is finished is kept, and the same search goes on from there"
            ) from again

    def cancel(self) -> None:
        for future in self._running:
            future.cancel()
        self._place.stop()
