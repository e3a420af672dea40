"""`narrows.search`: from a limit to trained, exported and timed networks.

`import narrows` loads this module; what only a running search needs is imported when it runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows import _core
from narrows.search.arguments import (
    Amount,
    Space,
    check_apart,
    check_callbacks,
    check_proposer,
    check_until,
    read_latency_limit,
    read_limits,
    read_options,
    read_recipe,
    read_spaces,
)
from narrows.search.jobs import MakeTrainer, default_trainer, do_jobs, opened, worker_maker
from narrows.search.left_epochs import Tell

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from narrows.events import Callback
    from narrows.proposers import Proposer
    from narrows.search.run import SearchRun

Watcher = Callable[[_core.SearchProgress], object]


def search(
    data: str | Path | _core.Dataset,
    space: Space | Sequence[Space] = "mobilenetv2",
    *,
    max_parameters: Amount | None = None,
    max_macs: Amount | None = None,
    max_weight_bytes: Amount | None = None,
    max_activation_bytes: Amount | None = None,
    max_latency: Amount | None = None,
    targets: Sequence[_core.Target] = (),
    out: str | Path = "runs/search",
    candidates: int = 100,
    train: int = 10,
    choose: str = "auto",
    proposer: Proposer | None = None,
    spend: str = "full",
    select_on: str = "validation",
    recipe: _core.Recipe | str | None = None,
    epochs: int | None = None,
    seed: int = 0,
    subset: int = 0,
    hours: float = 0,
    smoke: bool = False,
    threads: int = 0,
    train_on: str = "auto",
    device: str = "local",
    executor: Executor | str | None = None,
    workers: int = 1,
    until: str = "",
    make_trainer: MakeTrainer | None = None,
    timer: _core.AbstractTimer | None = None,
    progress: bool | Watcher = True,
    callbacks: Sequence[Callback] = (),
    stop: Callable[[], bool] | None = None,
    command: str = "",
    load_options: Mapping[str, Any] | None = None,
) -> SearchRun:
    """From limits to trained, exported and timed networks; the same call on the same folder goes on where it stopped.

    Parameters
    ----------
    data
        A data set, its name, or a folder of images.
    space
        The name of a space, "all", a SearchSpace of your own, or a list of these.
    max_parameters, max_macs, max_weight_bytes, max_activation_bytes
        Limits; candidates lie strictly below all of them. Numbers, or text such as "50k" and "200KiB".
    max_latency
        A limit on `device`: milliseconds, or text such as "10ms". Laws are found on the predictions of the device's
        calibration (which is made first if there is none); chosen networks are measured before they are trained, and
        those that break the limit (the upper end of the interval included) give way to the next ones.
    targets
        More limits and bands, also of resources of your own.
    out
        The folder of the search.
    candidates, train
        Architectures drawn and networks trained, over all spaces.
    choose
        Which candidates to train: "auto", those expected to become the most accurate; "random", as in the paper; or
        those with the most "parameters", "macs", "weight_bytes" or "peak_activation_bytes".
    proposer
        Says instead of `choose` which candidates to train, one after another (with workers, as many at a time), and is
        told how accurate they became: one of `narrows.proposers`, or any object with its three methods. Goes on in a
        folder if it proposes the same again when it is told the same.
    spend
        "full": all that were chosen are trained to the end; "halving": all of them for an eighth of the epochs, the
        better half for a quarter, and so on, the best eighth to the end; those that stop are in `SearchRun.stopped`.
    select_on
        What networks are compared on: "validation", or "test" as in the paper.
    recipe, epochs
        How to train: a Recipe, "paper", "fast" or "few-images"; by default as in the paper, without flips where a data
        set of that name shows digits or signs. `epochs` replaces those of the recipe.
    subset
        Train on that many images; 0: on all.
    hours
        The training has to fit into that time: fewer epochs, then fewer networks. With halving about three times as
        much of both fits.
    smoke
        Everything small: goes through all stages within a minute.
    threads
        Of the CPU, for each of the workers; 0: all that this process may use. Candidates do not depend on it.
    train_on
        "cpu", "cuda" (a GPU, through torch), "torch-cpu" or "auto": a GPU if torch has one, else "cpu"; only for
        training.
    device
        Name of what latencies are measured on, and what `max_latency` is for: "local", one of
        `narrows.devices.names()`, or, with a timer of your own, any.
    executor, workers
        Train that many networks side by side: in processes here, or in an executor, which is anything with the
        interface of concurrent.futures, "dask://HOST:PORT", "mpi" or "MODULE:FACTORY". The folder has to be at the same
        place on all machines. What a script does with processes belongs under ``if __name__ == "__main__":``.
    until
        "choose": ends before the first training, when it is decided what to train and how long that will take.
    make_trainer, timer
        Replace the trainer and the timer.
    progress
        True shows progress, False nothing; or a function that is given each SearchProgress and stops the search by
        returning False.
    callbacks
        Functions, or other things that can be called, that are given each event of `narrows.events`: RunBegun,
        CandidateChosen, EpochEnded, NetworkFinished or NetworkFailed, RunEnded; in this process, whatever workers
        train. What an earlier run in the folder told is not told again. One that raises ends nothing: that becomes a
        RuntimeWarning. `narrows.logs` has some for TensorBoard, MLflow and Weights & Biases.
    stop
        Asked again and again; the search ends with Interrupted once it returns True.
    command
        What to type to repeat the search, for the report.
    load_options
        How to load `data` if it is a name or a folder: keywords of `narrows.datasets.load`, such as
        ``{"size": 64, "on_bad": "skip"}``.

    Raises
    ------
    ValueError
        For a bad argument, a limit that nothing can meet, or a folder with another search in it.
    Error
        If data, folder or database cannot be read or written, or not one training could be finished.
    """
    check_until(until)
    check_callbacks(callbacks)
    check_proposer(proposer, choose)
    check_apart(data, out)
    from narrows.search import telling

    amounts = (max_parameters, max_macs, max_weight_bytes, max_activation_bytes)
    limits = read_limits(smoke, *amounts, targets, max_latency is not None)
    check = timer is None  # a timer of the user's own says nothing about the device
    description, timer = measured_on(device, timer)
    cores = len(os.sched_getaffinity(0))
    options = read_options(
        spaces=read_spaces(space),
        targets=limits,
        max_latency=read_latency_limit(max_latency, device, progress is True, stop, smoke, check),
        folder=os.fspath(out),
        candidates=candidates,
        train=train,
        choose=choose if proposer is None else "proposer",
        spend=spend,
        select_on=select_on,
        recipe=read_recipe(recipe, epochs, data),
        seed=seed,
        subset=subset,
        hours=hours,
        workers=workers,
        threads=threads or cores,
        device=device,
        device_description=description,
        command=command,
    )
    each = threads or (max(1, cores // workers) if executor is None and workers > 1 else 0)  # threads of a training
    with closed(timer), shown(progress, stop) as tell, opened(executor, workers) as place:
        if place is not None:  # other processes may have another current folder
            options.workers, options.folder = place.workers, os.path.abspath(out)
        dataset = data if isinstance(data, _core.Dataset) else load(os.fspath(data), load_options or {})
        options = options.smoke(dataset) if smoke else options
        make_trainer = make_trainer or default_trainer(dataset, options, train_on, each)
        # Closed by name: a notebook keeps the exception of a search that was stopped, and with it the object.
        with closing(_core.Search(options, dataset)) as work:
            work.prepare(tell)
            if progress is False:  # a store that lies where others have to wait is said by whoever opens it
                _core.ResultsStore(Path(options.folder, "results.db"))
            with telling.told(callbacks, work, tell, alone=place is None) as told:
                workers_for = worker_maker(place, work, dataset, train_on, each, told)
                do_jobs(work, dataset, make_trainer, timer, told, workers_for, until, proposer)
                work.require_trained()
            dataset = work.dataset
    return found(options.folder, dataset)


def measured_on(device: str, timer: _core.AbstractTimer | None) -> tuple[str, _core.AbstractTimer]:
    """What latencies are measured on, in words, and what measures them; a timer of the user's own stands."""
    from narrows import devices

    if device == devices.LOCAL or timer is not None:
        return _core.machine_name() if device == devices.LOCAL else "", timer or _core.InferenceTimer()
    chosen = devices.get(device)
    return chosen.description, chosen.timer()


@contextmanager
def shown(progress: bool | Watcher, stop: Callable[[], bool] | None) -> Iterator[Tell]:
    """What is told of a search and says whether it goes on: bars, the caller's function, or nothing, and `stop`."""
    from narrows.progress import Progress

    with Progress() if progress is True else nullcontext() as bars:
        watcher = bars.search() if bars else progress if callable(progress) else None
        yield lambda now: (stop is None or not stop()) and (watcher is None or watcher(now) is not False)


def found(folder: str, dataset: _core.Dataset) -> SearchRun:
    """What is in the folder of a search that has ended, with its report."""
    from narrows.search.run import SearchRun

    run = SearchRun.load(folder)
    write_report(run, dataset)
    return run


@contextmanager
def closed(timer: _core.AbstractTimer | None) -> Iterator[None]:
    """A timer of a device holds a connection, which ends with the search."""
    try:
        yield
    finally:
        if callable(close := getattr(timer, "close", None)):
            close()


def load(data: str, options: Mapping[str, Any]) -> _core.Dataset:
    from narrows import datasets

    return datasets.load(data, **options)


def write_report(run: SearchRun, dataset: _core.Dataset) -> Path | None:
    """Writes report.html where what it needs is installed and there is something to report."""
    if not run.trained:
        return None
    try:
        from narrows import report

        return report.write(report.from_run(run, dataset), Path(run.folder, "report.html"))
    except ImportError:
        return None
