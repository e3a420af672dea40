"""`narrows train`: trains one architecture, or one of those that a search chose."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows import events, recipes
from narrows.cli.common import Json, Logs, Seed, new_app, open_logs, read_network
from narrows.cli.loading import Balance, FollowLinks, Labels, Memory, OnBad, Recursive, Resize, Size, load
from narrows.progress import Progress
from narrows.search.arguments import read_recipe

app = new_app()


@app.command()
def train(
    what: Annotated[
        str, typer.Argument(help="An architecture's JSON, a file that holds it, or a space; or the folder of a search.")
    ],
    candidate: Annotated[
        str | None,
        typer.Option(help="With the folder of a search: which of those it chose, 0, 1, 2 …, or its name."),
    ] = None,
    data: Annotated[str | None, typer.Option(help="A data set's name or folder.")] = None,
    out: Annotated[Path | None, typer.Option(help="The ONNX file to write.")] = None,
    recipe: Annotated[str, typer.Option(help=recipes.HELP)] = "paper",
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(min=2)] = None,
    learning_rate: Annotated[float | None, typer.Option()] = None,
    schedule: Annotated[str | None, typer.Option(help="step (the paper's), cosine or cycle.")] = None,
    balance: Balance = False,
    subset: Annotated[int | None, typer.Option(help="Train on that many images only.", min=1)] = None,
    size: Size = 32,
    resize: Resize = "crop",
    on_bad: OnBad = "stop",
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    memory: Memory = "0",
    train_on: Annotated[str, typer.Option(help="cpu, torch-cpu, cuda or auto.")] = "auto",
    threads: Annotated[int, typer.Option(help="Of the CPU; 0: all.", min=0)] = 0,
    seed: Seed = 0,
    log: Logs = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """Trains one architecture and writes it as an ONNX file; stopped, the same command goes on.

    With --candidate: does one training of a search (narrows search … --until choose) beside it.
    """
    if candidate is not None:
        if log:
            raise ValueError("train: --log is for the search, which tells of its candidates when it takes them up")
        print(train_candidate(what, candidate, train_on, threads))
        return
    if data is None or out is None:
        raise ValueError("train: give --data and --out, or the folder of a search and --candidate")
    logs = open_logs(log, out.with_suffix(".logs"))
    options: dict[str, Any] = {
        "size": size,
        "resize": resize,
        "on_bad": on_bad,
        "recursive": recursive,
        "follow_links": follow_links,
        "labels": labels,
        "memory": memory,
    }
    dataset = load(data, **options)
    changes = {"batch_size": batch_size, "learning_rate": learning_rate, "schedule": schedule}
    if balance:
        changes["balance"] = True
    changes = {name: value for name, value in changes.items() if value is not None}
    trainer = narrows.Trainer(
        dataset if subset is None else dataset.subset(subset, seed),
        read_recipe(recipe, epochs, data, **changes),
        train_on=train_on,
        threads=threads,
    )
    row = train_architecture(trainer, what, out, seed, logs)
    print(json.dumps(row) if as_json else in_words(row))


def train_candidate(folder: str, candidate: str, train_on: str, threads: int) -> str:
    from narrows.search import stage

    with Progress() as progress:
        return stage.train(folder, candidate, train_on=train_on, threads=threads, progress=progress.search())


def train_architecture(
    trainer: narrows.Trainer, architecture: str, out: Path, seed: int, callbacks: Sequence[events.Callback]
) -> dict[str, Any]:
    dataset = trainer.dataset
    for remark in dataset.remarks:
        print(f"narrows: {remark}", file=sys.stderr)
    shape = dataset.input_shape
    space, point = read_network(architecture, (shape.channels, shape.height, shape.width), len(dataset.classes))
    checkpoint = out.with_suffix(".checkpoint")
    recipe = json.loads(trainer.recipe.to_json())
    settings = {"data": dataset.name, "space": space.name, "recipe": recipe, "seed": seed}
    begun = events.RunBegun(str(out), settings, resumed=checkpoint.exists())
    with Progress() as progress, events.run(callbacks, begun) as tell:
        training = trainer.train(
            space.build(point),
            seed=seed,
            checkpoint=str(checkpoint),
            progress=events.of_training(tell, out.stem, progress.training(space.name)),
        )
        row = kept(training, space, point, out)
        tell(events.NetworkFinished(out.stem, row))
    checkpoint.unlink(missing_ok=True)
    return row


def kept(
    training: narrows.Training, space: narrows.SearchSpace, point: narrows.Architecture, out: Path
) -> dict[str, Any]:
    """The model as a file, and what is said of it."""
    known = training.model.info
    info = narrows.ModelInfo(preprocessing=known.preprocessing, classes=known.classes, architecture=point.to_json())
    training.model.with_info(info).to_onnx(str(out))
    return {
        "onnx": str(out),
        "parameters": space.cost(point).parameters,
        "validation_accuracy": training.accuracy,
        "balanced_accuracy": narrows.balanced_accuracy(training.validation_scores),
    }


def in_words(row: dict[str, Any]) -> str:
    accuracy, balanced = row["validation_accuracy"], row["balanced_accuracy"]
    right = (
        "no validation images"
        if accuracy is None
        else f"{accuracy:.2%} of the validation images right (balanced {balanced:.2%})"
    )
    return f"{row['onnx']}: {right}, {row['parameters']:,} parameters"
