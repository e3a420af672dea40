"""`narrows search`: from a limit to trained, exported and timed networks."""

from __future__ import annotations

import os
import runpy
import shlex
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows import recipes
from narrows.cli import INTERRUPTED
from narrows.cli.common import Json, Logs, new_app, open_logs, print_rows
from narrows.cli.loading import Balance, FollowLinks, Labels, Memory, OnBad, PerClass, Recursive, Resize, Size
from narrows.cli.results import print_results
from narrows.search import search as run_search
from narrows.search.arguments import read_recipe
from narrows.search.run import SearchRun

app = new_app()
PATIENCE_S = 1.5  # for a clean end after Ctrl-C; everything that is finished is on disk in any case

Text = Annotated[str | None, typer.Option(help="Strictly below; 50k, 1.5M and 200KiB are understood.")]


@app.command()
def search(
    data: Annotated[str, typer.Option(help="A data set's name, or a folder of images.")],
    space: Annotated[list[str], typer.Option(help="Names of spaces, or all; may be repeated.")] = ["mobilenetv2"],  # noqa: B006
    max_parameters: Text = None,
    max_macs: Text = None,
    max_weight_bytes: Text = None,
    max_activation_bytes: Text = None,
    max_latency: Annotated[
        str | None,
        typer.Option(help="On --device, such as 10ms: what is delivered is faster as measured. Calibrates it first."),
    ] = None,
    max_own: Annotated[
        list[str],
        typer.Option("--max", help="A limit on a Resource of your own: FILE.py:NAME=AMOUNT; may be repeated."),
    ] = [],  # noqa: B006
    candidates: Annotated[int, typer.Option(help="Architectures drawn, over all spaces.")] = 100,
    train: Annotated[int, typer.Option(help="Networks trained, over all spaces.")] = 10,
    choose: Annotated[
        str, typer.Option(help="Which to train: auto, random as in the paper, or the most parameters, macs …")
    ] = "auto",
    spend: Annotated[
        str, typer.Option(help="full, or halving: all a little, the better half more, and so on; about a third of it.")
    ] = "full",
    select_on: Annotated[str, typer.Option(help="Networks are compared on validation, or test as in the paper.")] = (
        "validation"
    ),
    recipe: Annotated[str, typer.Option(help=recipes.HELP)] = "paper",
    epochs: Annotated[int | None, typer.Option(help="Passes over the training images; 100 in the paper.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images per step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The largest.")] = None,
    momentum: Annotated[float | None, typer.Option()] = None,
    weight_decay: Annotated[float | None, typer.Option()] = None,
    schedule: Annotated[str | None, typer.Option(help="step (the paper's), cosine or cycle.")] = None,
    pad: Annotated[int | None, typer.Option(help="Zeros around an image before a random crop.")] = None,
    flip: Annotated[
        float | None,
        typer.Option(help="Probability of a horizontal flip; by default 0.5, and 0 for digits and signs."),
    ] = None,
    no_flip: Annotated[bool, typer.Option("--no-flip", help="Left and right differ: the same as --flip 0.")] = False,
    label_smoothing: Annotated[float | None, typer.Option()] = None,
    balance: Balance = False,
    subset: Annotated[int, typer.Option(help="Train on that many images; 0: on all.")] = 0,
    hours: Annotated[float, typer.Option(help="Fit the training into that time; 0: no bound.")] = 0.0,
    smoke: Annotated[bool, typer.Option("--smoke", help="Everything small: all stages within a minute.")] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same laws, candidates and choice.", min=0)] = 0,
    out: Annotated[Path, typer.Option(help="The folder of the search; the same command goes on there.")] = Path(
        "runs/search"
    ),
    size: Size = 32,
    resize: Resize = "crop",
    on_bad: OnBad = "stop",
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    per_class: PerClass = 0,
    memory: Memory = "0",
    threads: Annotated[int, typer.Option(help="Of the CPU; 0: all.", min=0)] = 0,
    train_on: Annotated[str, typer.Option(help="cpu, torch-cpu, cuda or auto.")] = "auto",
    workers: Annotated[int, typer.Option(help="Trainings side by side, in processes.", min=1)] = 1,
    executor: Annotated[
        str | None, typer.Option(help="Trainings elsewhere: dask://HOST:PORT, mpi or MODULE:FACTORY.")
    ] = None,
    until: Annotated[str, typer.Option(help="choose: ends before training; see narrows train --candidate.")] = "",
    device: Annotated[
        str, typer.Option(help="Where latency is measured: local, or a name of narrows device list.")
    ] = "local",
    log: Logs = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Searches for networks below the limits, trains some of them, exports and times them."""
    changes = {
        "batch_size": batch_size,
        "learning_rate": learning_rate,
        "momentum": momentum,
        "weight_decay": weight_decay,
        "schedule": schedule,
        "pad": pad,
        "flip": 0.0 if no_flip else flip,
        "label_smoothing": label_smoothing,
    }
    if balance:
        changes["balance"] = True
    changes = {name: value for name, value in changes.items() if value is not None}
    arguments: dict[str, Any] = {
        "data": data,
        "load_options": {
            "size": size,
            "resize": resize,
            "on_bad": on_bad,
            "recursive": recursive,
            "follow_links": follow_links,
            "labels": labels,
            "per_class": per_class,
            "memory": memory,
        },
        "space": [name for text in space for name in text.split(",")],
        "max_parameters": max_parameters,
        "max_macs": max_macs,
        "max_weight_bytes": max_weight_bytes,
        "max_activation_bytes": max_activation_bytes,
        "max_latency": max_latency,
        "targets": [own_limit(text) for text in max_own],
        "candidates": candidates,
        "train": train,
        "choose": choose,
        "spend": spend,
        "select_on": select_on,
        "recipe": read_recipe(recipe, epochs, data, **changes),
        "subset": subset,
        "hours": hours,
        "smoke": smoke,
        "seed": seed,
        "out": out,
        "threads": threads,
        "train_on": train_on,
        "workers": workers,
        "executor": executor,
        "until": until,
        "device": device,
        "callbacks": open_logs(log, out / "logs"),
        "command": shlex.join(["narrows", *sys.argv[1:]]) if sys.argv[1:2] == ["search"] else "",
    }
    run = Background(arguments).result()
    if as_json:
        print_rows(run.rows(), as_json=True)
    else:
        if run.trained:
            print_results(run.rows())
        print_ending(run)


def own_limit(text: str) -> narrows.Target:
    """ "energy.py:energy=5": a limit on the Resource of that name in that file."""
    resource, _, amount = text.rpartition("=")
    file, _, name = resource.rpartition(":")
    if not file or not name or not amount:
        raise ValueError(f"--max: expected FILE.py:NAME=AMOUNT, found {text!r}")
    if not Path(file).is_file():
        raise ValueError(f"--max {text}: no file {file}")
    try:
        found = runpy.run_path(file).get(name)
    except Exception as error:
        raise ValueError(f"--max {text}: {file} fails: {type(error).__name__}: {error}") from error
    if not isinstance(found, narrows.Resource):
        raise ValueError(f"--max {text}: {file} has no narrows.Resource named {name!r}")
    return narrows.Limit(found, amount)


def print_ending(run: SearchRun) -> None:
    """Where things are."""
    if run.schedule and not run.finished and not run.trained:
        print(f"Decided, not trained yet: {run.schedule.note}.")
        print(f"One of them, of 0 to {run.schedule.networks - 1}: narrows train {run.folder} --candidate 0")
        return
    report = Path(run.folder, "report.html")
    print(f"Models: {Path(run.folder, 'models')}" + (f"  Report: {report}" if report.exists() else ""))


class Background:
    """A search in a thread of its own, so that Ctrl-C is heard even while a long step runs in C++."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._run: SearchRun | None = None
        self._error: BaseException | None = None
        self._stopping = False
        self._ended = threading.Event()  # Python 3.11 takes a thread whose join was interrupted for ended
        self._thread = threading.Thread(target=self._work, args=(arguments,), daemon=True)

    def _work(self, arguments: dict[str, Any]) -> None:
        try:
            self._run = run_search(**arguments, stop=lambda: self._stopping)
        except BaseException as error:
            self._error = error
        finally:
            self._ended.set()

    def result(self) -> SearchRun:
        self._thread.start()
        try:
            while not self._ended.wait(0.2):
                pass
        except KeyboardInterrupt:
            self._stop()
            raise
        if self._error is not None:
            raise self._error
        assert self._run is not None
        return self._run

    def _stop(self) -> None:
        """Ends cleanly if that is soon; otherwise the process ends at once, which loses nothing that is finished."""
        self._stopping = True
        if not self._ended.wait(PATIENCE_S):
            narrows.cli.interrupted("search", sys.argv[2:])
            sys.stderr.flush()
            os._exit(INTERRUPTED)
