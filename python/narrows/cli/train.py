"""`narrows train`: trains one architecture."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import narrows
from narrows.cli.common import Json, Seed, new_app, read_network
from narrows.cli.loading import FollowLinks, Labels, OnBad, Recursive, Resize, Size, load
from narrows.progress import Progress

app = new_app()


@app.command()
def train(
    architecture: Annotated[str, typer.Argument(help="An architecture's JSON, a file that holds it, or a space.")],
    data: Annotated[str, typer.Option(help="A data set's name or folder.")],
    out: Annotated[Path, typer.Option(help="The ONNX file to write.")],
    epochs: Annotated[int, typer.Option(min=1)] = 100,
    batch_size: Annotated[int, typer.Option(min=2)] = 128,
    learning_rate: Annotated[float, typer.Option()] = 0.01,
    schedule: Annotated[str, typer.Option(help="step (the paper's) or cosine.")] = "step",
    subset: Annotated[int | None, typer.Option(help="Train on that many images only.", min=1)] = None,
    size: Size = 32,
    resize: Resize = "crop",
    on_bad: OnBad = "stop",
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    train_on: Annotated[str, typer.Option(help="cpu, torch-cpu, cuda or auto.")] = "auto",
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Trains one architecture and writes it as an ONNX file; stopped, the same command goes on."""
    recipe = narrows.Recipe(epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, schedule=schedule)
    dataset = load(
        data,
        size=size,
        resize=resize,
        on_bad=on_bad,
        recursive=recursive,
        follow_links=follow_links,
        labels=labels,
    )
    if subset is not None:
        dataset = dataset.subset(subset, seed)
    for remark in dataset.remarks:
        print(f"narrows: {remark}", file=sys.stderr)
    shape = dataset.input_shape
    space, point = read_network(architecture, (shape.channels, shape.height, shape.width), len(dataset.classes))
    trainer = narrows.Trainer(dataset, recipe, train_on=train_on)
    checkpoint = out.with_suffix(".checkpoint")
    with Progress() as progress:
        training = trainer.train(
            space.build(point), seed=seed, checkpoint=str(checkpoint), progress=progress.training(space.name)
        )
    known = training.model.info
    info = narrows.ModelInfo(preprocessing=known.preprocessing, classes=known.classes, architecture=point.to_json())
    training.model.with_info(info).to_onnx(str(out))
    checkpoint.unlink(missing_ok=True)
    cost = space.cost(point)
    row = {"onnx": str(out), "parameters": cost.parameters, "validation_accuracy": training.accuracy}
    if as_json:
        print(json.dumps(row))
        return
    right = (
        "no validation images"
        if training.accuracy is None
        else f"{training.accuracy:.2%} of the validation images right"
    )
    print(f"{out}: {right}, {cost.parameters:,} parameters")
