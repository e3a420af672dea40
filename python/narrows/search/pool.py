"""Does the trainings of a search side by side, in workers."""

from __future__ import annotations

import pickle
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from narrows import _core


@dataclass(frozen=True)
class Task:
    """One training, in values that can be sent to another machine."""

    dataset: bytes  # pickled: a path and a digest for data read from files
    select_on: str
    subset: int
    seed: int
    space: _core.SearchSpace
    architecture: str
    recipe: _core.Recipe
    checkpoint: str
    train_on: str
    threads: int


@dataclass(frozen=True)
class Trained:
    """What comes back: the model as an ONNX file's bytes, batch norms not folded; or why there is none."""

    onnx: bytes
    accuracy: float | None
    history: list[dict[str, Any]]
    train_on: str = ""
    failure: str = ""


@lru_cache(maxsize=1)
def restored(dataset: bytes, select_on: str, subset: int, seed: int) -> _core.Dataset:
    """A worker's data set: loaded once, not for each training."""
    options = _core.SearchOptions()
    options.select_on, options.subset, options.seed = select_on, subset, seed
    return _core.prepare_dataset(pickle.loads(dataset), options)


def train(task: Task) -> Trained:
    """Runs in a worker."""
    dataset = restored(task.dataset, task.select_on, task.subset, task.seed)
    trainer = _core.Trainer(dataset, task.recipe, train_on=task.train_on, threads=task.threads)
    network = task.space.build(task.space.architecture(task.architecture))
    try:
        training = trainer.train(network, seed=task.seed, checkpoint=task.checkpoint)
    except _core.Diverged as error:
        return Trained(b"", None, [], failure=str(error))
    history = [record.to_dict() for record in training.history]
    onnx = _core.OnnxExporter(fold_batch_norm=False).to_bytes(training.model)
    return Trained(onnx, training.accuracy, history, training.train_on)


def received(trained: Trained) -> _core.Training | _core.Failure:
    if trained.failure:
        return _core.Failure(trained.failure)
    history = [_core.EpochRecord(**record) for record in trained.history]
    model = _core.OnnxReader().from_bytes(trained.onnx)
    return _core.Training(model, trained.accuracy, history, trained.train_on)


class Workers(_core.AbstractWorkers):
    """Trainings that run on anything with the interface of `concurrent.futures`."""

    def __init__(self, executor: Executor, dataset: _core.Dataset, train_on: str, threads: int) -> None:
        super().__init__()
        self._executor, self._train_on, self._threads = executor, train_on, threads
        self._dataset = pickle.dumps(dataset)
        self._running: dict[Future[Trained], _core.SearchJob] = {}

    def start(self, search: _core.Search, job: _core.SearchJob) -> None:
        task = task_of(search, job, self._dataset, self._train_on, self._threads)
        self._running[self._executor.submit(train, task)] = job

    def finished(self) -> list[tuple[_core.SearchJob, Any]]:
        """Waits for a training to end; short waits, so that Ctrl-C is heard."""
        done, _ = wait(self._running, timeout=0.5, return_when=FIRST_COMPLETED)
        return [(self._running.pop(future), received(future.result())) for future in done]

    def cancel(self) -> None:
        for future in self._running:
            future.cancel()


def check_not_forked(executor: Executor) -> None:
    """A forked process inherits locks that threads of other libraries held, and waits for them for ever."""
    context = getattr(executor, "_mp_context", None)
    if context is not None and context.get_start_method() == "fork":
        raise ValueError(
            "executor: its processes are forked, and training hangs in such; make it with "
            'ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn"))'
        )


def task_of(work: _core.Search, job: _core.SearchJob, data: bytes, train_on: str, threads: int) -> Task:
    options = work.options
    network = work.plan.chosen[job.rank].network
    space = next(space for space in options.spaces if space.name == network.space)
    return Task(
        dataset=data,
        select_on=options.select_on,
        subset=options.subset,
        seed=options.seed,
        space=space,
        architecture=network.architecture,
        recipe=job.recipe,
        checkpoint=job.checkpoint,
        train_on=train_on,
        threads=threads,
    )
