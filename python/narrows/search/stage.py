"""One training of a search, done beside it: what `narrows train FOLDER --candidate N` does."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.search import kept_data, left_epochs
from narrows.search.left_epochs import Tell
from narrows.search.run import SearchRun


def train(
    folder: str | Path, candidate: str, *, train_on: str = "auto", threads: int = 0, progress: Tell = lambda now: True
) -> str:
    """Trains one of the networks that a search chose, as far as the search wants it; the search takes it up from there.

    Any number of these run at a time, on this or on other machines that see the folder; the search itself does not.
    Stopped, the same call goes on after the last finished epoch.

    Parameters
    ----------
    folder
        Of a search that has decided what to train, such as one with ``until="choose"``.
    candidate
        Which: its place among those chosen, from 0, or its name, such as "mobilenetv2-17".

    Returns
    -------
    What was done, in a line.

    Raises
    ------
    ValueError
        For a candidate that is not there.
    Error
        If the data are no longer those of the search, or the search or another process is at work on it.
    """
    run = SearchRun.load(folder)
    rank = rank_of(run, candidate)
    with locked(Path(folder, ".lock"), fcntl.LOCK_SH, f"a search is running in '{folder}'"):
        job = _core.planned_training(folder, rank, [_core.spaces.get(name) for name in _core.spaces.names()])
        if job is None:
            return f"{run.plan.chosen[rank].name}: nothing to train; narrows search takes up what is there"
        lock = Path(folder, "checkpoints", f"{job.name}.lock")
        with locked(lock, fcntl.LOCK_EX, f"another process trains {job.name}"):
            trainer = _core.Trainer(dataset_of(run), job.recipe, train_on=train_on, threads=threads)
            return said(job, _core.run_training(job, trainer, left_for_search(job, progress)))


def left_for_search(job: _core.SearchJob, progress: Tell) -> Tell:
    """The search tells its callbacks of these epochs when it takes the training up."""

    def told(now: _core.SearchProgress) -> bool:
        left_epochs.leave(job.checkpoint, now)
        return progress(now)

    return told


def rank_of(run: SearchRun, candidate: str) -> int:
    if candidate.isdecimal():
        return int(candidate)
    names = [each.name for each in run.plan.chosen]
    if candidate not in names:
        raise ValueError(f"candidate {candidate!r} is none of those that were chosen: {', '.join(names)}")
    return names.index(candidate)


def dataset_of(run: SearchRun) -> _core.Dataset:
    """What the search trains on, as it lies there now; Error if it is something else."""
    from narrows import datasets

    whole = datasets.restore(run.source) if run.source else kept_data.read(Path(run.folder, kept_data.FILE))
    options = _core.SearchOptions()
    options.select_on, options.subset, options.seed = (run.options[name] for name in ("select_on", "subset", "seed"))
    dataset = _core.prepare_dataset(whole, options)
    if dataset.digest != run.options["data digest"]:
        raise _core.Error(f"the images of {run.options['data']} are no longer those of the search in '{run.folder}'")
    return dataset


def said(job: _core.SearchJob, result: Any) -> str:
    if isinstance(result, _core.Failure):
        return f"{job.name}: {result.reason}"
    if isinstance(result, _core.Paused):
        return f"{job.name}: {result.accuracy:.2%} after {result.epochs} epochs, where the search decides what goes on"
    return f"{job.name}: {result.accuracy:.2%} of the validation images right after {job.recipe.epochs} epochs"


@contextmanager
def locked(path: Path, kind: int, taken: str) -> Iterator[None]:
    """Holds a file of that name; Error where another process does."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _core.Error(taken) from error
        yield
