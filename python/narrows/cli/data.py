"""`narrows data`: data sets on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, new_app, print_rows
from narrows.progress import Progress

app = new_app()

Root = Annotated[Path | None, typer.Option(help="The folder that data sets are looked for in.")]
Name = Annotated[str, typer.Argument(help="A data set's name or folder.")]


@app.command("list")
def list_known(root: Root = None, as_json: Json = False) -> None:
    """The data sets with a name: where each is, or where to put it."""
    known = narrows.datasets.known(root)
    if as_json:
        print_rows([{"name": one.name, "folder": one.folder or None, "where": one.where} for one in known], as_json)
    else:
        print_rows(
            [{"name": one.name, "here": bool(one.folder), "place": one.folder or one.where} for one in known], False
        )


@app.command()
def show(data: Name, root: Root = None, as_json: Json = False) -> None:
    """Loads a data set: its sizes, and the images of each class."""
    dataset = load(data, root)
    if as_json:
        print_rows([summary(dataset)], as_json)
        return
    print(repr(dataset).strip("<>"))
    print_rows(class_rows(dataset), as_json)
    for remark in dataset.remarks:
        print(remark[:1].upper() + remark[1:] + ".")


@app.command()
def check(data: Name, root: Root = None, as_json: Json = False) -> None:
    """Reads every image of a data set; ends with an error after naming all broken files."""
    try:
        dataset = load(data, root)
    except narrows.Error:
        name_broken_images(data)
        raise
    if as_json:
        print_rows([summary(dataset)], as_json)
    else:
        print(f"{repr(dataset).strip('<>')}: all read, digest {dataset.digest}")


def name_broken_images(data: str) -> None:
    """Ends the command if the folder has broken images; what else is wrong with it, the caller says."""
    if not Path(data).is_dir():
        return
    broken = narrows.datasets.broken_images(data)
    for line in broken:
        print(f"narrows: {line}", file=sys.stderr)
    if broken:
        raise narrows.Error(f"{data}: {len(broken)} broken image{'s' if len(broken) > 1 else ''}")


def load(data: str, root: Path | None) -> narrows.Dataset:
    with Progress() as progress:
        return narrows.datasets.load(
            data, root, progress=lambda done, total: progress.update("reading", done, total, f"{done:,} of {total:,}")
        )


def summary(dataset: narrows.Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "classes": dataset.classes,
        "input_shape": list(dataset.input_shape),
        "train": len(dataset.train),
        "validation": len(dataset.validation),
        "test": len(dataset.test),
        "digest": dataset.digest,
        "remarks": dataset.remarks,
    }


def class_rows(dataset: narrows.Dataset) -> list[dict[str, Any]]:
    parts = {"training": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return [
        {"class": name, **{title: int((part.labels == label).sum()) for title, part in parts.items()}}
        for label, name in enumerate(dataset.classes)
    ]
