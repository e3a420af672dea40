"""Who does the jobs of a search: this process, or workers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from narrows import _core
from narrows.search.left_epochs import Tell

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from narrows.proposers import Proposer
    from narrows.search.executors import Place

MakeTrainer = Callable[[_core.Dataset, _core.Recipe], _core.AbstractTrainer]
MakeWorkers = Callable[[], _core.AbstractWorkers | None]


def opened(executor: Executor | str | None, workers: int) -> AbstractContextManager[Place | None]:
    """Where trainings run, if not here; only then are processes and what starts them imported."""
    if executor is None and workers <= 1:
        return nullcontext()
    from narrows.search import executors

    return executors.opened(executor, workers)


def default_trainer(dataset: _core.Dataset, options: _core.SearchOptions, train_on: str, threads: int) -> MakeTrainer:
    """Made once in advance, so that a missing GPU is found before anything is written."""
    _core.Trainer(dataset, options.recipe, train_on=train_on, threads=threads)
    return lambda data, recipe: _core.Trainer(data, recipe, train_on=train_on, threads=threads)


def worker_maker(
    place: Place | None, work: _core.Search, dataset: _core.Dataset, train_on: str, threads: int, tell: Tell
) -> MakeWorkers:
    if place is None:
        return lambda: None
    from narrows.search import kept_data, pool

    data = kept_data.described(dataset, work.options.folder)
    return lambda: pool.Workers(place, work, data, train_on, threads, tell)


def do_jobs(
    work: _core.Search,
    dataset: _core.Dataset,
    make_trainer: MakeTrainer,
    timer: _core.AbstractTimer,
    tell: Tell,
    make_workers: MakeWorkers,
    until: str,
    proposer: Proposer | None,
) -> None:
    from narrows.search import kept_data, proposing

    if until == "choose":
        kept_data.described(dataset, work.options.folder)  # for whoever trains beside the search
    before = {"choose": "train", "": ""}[until]

    def do_all() -> None:
        workers = make_workers()
        elsewhere: dict[str, Any] = {} if workers is None else {"workers": workers}
        _core.run_jobs(work, make_trainer, timer, tell, before=before, **elsewhere)

    if proposer is None:
        do_all()
    else:
        proposing.run(work, proposer, do_all)
