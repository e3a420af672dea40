"""Trains the networks of a search side by side, on anything with the interface of `concurrent.futures`."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from narrows import _core

Tell = Callable[[_core.SearchProgress], bool]
MakeTrainer = Callable[[_core.Dataset, _core.Recipe], _core.AbstractTrainer]


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
    accuracy: float
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
        return Trained(b"", 0, [], failure=str(error))
    history = [record.to_dict() for record in training.history]
    onnx = _core.OnnxExporter(fold_batch_norm=False).to_bytes(training.model)
    return Trained(onnx, training.accuracy, history, training.train_on)


def received(trained: Trained) -> _core.Training | _core.Failure:
    if trained.failure:
        return _core.Failure(trained.failure)
    history = [_core.EpochRecord(**record) for record in trained.history]
    model = _core.OnnxReader().from_bytes(trained.onnx)
    return _core.Training(model, trained.accuracy, history, trained.train_on)


def run(
    work: _core.Search,
    dataset: _core.Dataset,
    executor: Executor,
    make_trainer: MakeTrainer,
    timer: _core.AbstractTimer,
    train_on: str,
    threads: int,
    tell: Tell,
) -> None:
    """Does all jobs: trainings in the executor's workers; what is short, or must not be disturbed, here."""
    data = pickle.dumps(dataset)
    trainer, recipe = None, None
    running: dict[Future[Trained], _core.Job] = {}
    try:
        while not work.finished:
            job = work.next()
            if job is None:
                collect(work, running, tell)
            elif job.stage == "train":
                running[executor.submit(train, task_of(work, job, data, train_on, threads))] = job
            else:
                if trainer is None or recipe != job.recipe:
                    trainer, recipe = make_trainer(work.dataset, job.recipe), job.recipe
                keep(work, job, _core.perform(job, work.dataset, trainer, timer, tell), tell)
    finally:
        for future in running:
            future.cancel()


def task_of(work: _core.Search, job: _core.Job, data: bytes, train_on: str, threads: int) -> Task:
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


def collect(work: _core.Search, running: dict[Future[Trained], _core.Job], tell: Tell) -> None:
    """Waits for a training and records it; short waits, so that Ctrl-C is heard."""
    done, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
    for future in done:
        job = running.pop(future)
        keep(work, job, received(future.result()), tell)


def keep(work: _core.Search, job: _core.Job, result: Any, tell: Tell) -> None:
    work.record(job, result)
    if not tell(_core.progress_after(work, job, result)):
        raise _core.Interrupted
