"""`narrows data`: data sets on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows import data_info, published_digests
from narrows.cli.common import Json, new_app, print_rows
from narrows.cli.loading import FollowLinks, Labels, Name, OnBad, PerClass, Recursive, Resize, Root, Size, load, told
from narrows.progress import Progress

app = new_app()


@app.command("list")
def list_known(root: Root = None, as_json: Json = False) -> None:
    """The data sets with a name: what each holds, where it is, or where to put it."""
    known = narrows.datasets.known(root)
    if as_json:
        print_rows([known_row(one) | {"folder": one.folder or None, "where": one.where} for one in known], as_json)
    else:
        print_rows([known_row(one) | {"place": one.folder or one.where} for one in known], False)


def known_row(one: narrows.datasets.KnownDataset) -> dict[str, Any]:
    return {
        "name": one.name,
        "classes": one.classes,
        "training": one.training_images,
        "test": one.test_images or None,
        "here": bool(one.folder),
    }


@app.command()
def info(
    folder: Annotated[Path, typer.Argument(help="A folder of images.")],
    size: Size = 32,
    resize: Resize = "crop",
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    page: Annotated[Path | None, typer.Option("--html", help="Write all of it, with pictures, to that page.")] = None,
    preview: Annotated[str, typer.Option(help="Sizes to show in the page, such as 32,64,96.")] = "",
    as_json: Json = False,
) -> None:
    """Looks at every image of a folder: classes, sizes, what cannot be read, what is there twice, what will be done."""
    sizes = read_sizes(preview)
    with Progress() as progress:
        found = data_info.look_at(
            str(folder),
            size=size,
            resize=resize,
            recursive=recursive,
            follow_links=follow_links,
            labels=labels,
            progress=told(progress),
        )
    if page is not None:
        page.write_text(data_info.page(found, sizes), encoding="utf-8")
    if as_json:
        print(json.dumps(found.to_json()))
        return
    print_lines("Found", found.facts())
    print_rows(found.rows(), False)
    print_lines("What will be done", found.plan())
    print_lines("To look at", found.warnings())
    print_lines("Cannot be read", found.unreadable[: data_info.SHOWN])
    print_lines("The same or nearly the same", pair_lines(found))
    if page is not None:
        print(f"Page: {page}")


def read_sizes(text: str) -> list[int]:
    sizes = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdigit() and 1 <= int(part) <= 512 for part in sizes):
        raise ValueError(f"--preview: expected sizes from 1 to 512 such as 32,64,96, found {text!r}")
    return [int(part) for part in sizes]


def pair_lines(found: data_info.FolderInfo) -> list[str]:
    pairs = found.leaks() + found.repeats()
    lines = [f"{found.images[pair.first].path}  {found.images[pair.second].path}" for pair in pairs]
    more = len(lines) - data_info.SHOWN
    return lines[: data_info.SHOWN] + ([f"and {more:,} more pairs; --html shows them"] if more > 0 else [])


def print_lines(title: str, lines: list[str]) -> None:
    if lines:
        print(f"{title}:")
    for line in lines:
        print(f"  {line}")


@app.command()
def show(
    data: Name,
    root: Root = None,
    size: Size = 32,
    resize: Resize = "crop",
    on_bad: OnBad = "stop",
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    per_class: PerClass = 0,
    sheet: Annotated[Path | None, typer.Option("--html", help="Write a sheet of sample images to that page.")] = None,
    as_json: Json = False,
) -> None:
    """Loads a data set: its sizes, and the images of each class."""
    options = {"size": size, "resize": resize, "on_bad": on_bad, "recursive": recursive}
    options |= {"follow_links": follow_links, "labels": labels, "per_class": per_class}
    dataset = load(data, root, **options)
    if sheet is not None:
        content = narrows.datasets.to_html(dataset, classes=len(dataset.classes))
        sheet.write_text(f"<!doctype html><meta charset='utf-8'>{content}", encoding="utf-8")
    if as_json:
        print_rows([summary(dataset)], as_json)
        return
    print(repr(dataset).strip("<>"))
    print_rows(class_rows(dataset), as_json)
    for remark in dataset.remarks:
        print(remark[:1].upper() + remark[1:] + ".")


@app.command()
def stats(
    root: Root = None,
    plot: Annotated[Path | None, typer.Option(help="Write figure 2, 3 or 4 of the paper to that file.")] = None,
    figure: Annotated[int, typer.Option(help="2: classes, 3: imbalance, 4: images.", min=2, max=4)] = 2,
    as_json: Json = False,
) -> None:
    """Classes, imbalance and images of the paper's data sets: counted where they are here, else as published."""
    from narrows.paper import figures

    facts = figures.dataset_facts(str(root) if root is not None else None)
    if plot is not None:
        draw = {2: figures.figure2, 3: figures.figure3, 4: figures.figure4}[figure]
        draw(facts).savefig(plot)
    print_rows(
        [
            {
                "name": row.name,
                "classes": row.classes,
                "imbalance": row.imbalance,
                "training": row.train if row.train is not None else row.total,
                "test": row.test,
                "counted": row.counted,
            }
            for row in facts
        ],
        as_json,
    )


@app.command()
def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all of it.")] = False,
    as_json: Json = False,
) -> None:
    """Decoded images that are kept for the next start, and whether each file is whole."""
    folder = narrows.datasets.cache_folder() or "nowhere: there is neither XDG_CACHE_HOME nor HOME"
    kept = [] if clear else narrows.datasets.cached()
    freed = narrows.datasets.clear_cache() if clear else 0
    if as_json:
        print_rows([cache_row(one) for one in kept] if not clear else [{"folder": folder, "freed": freed}], True)
    elif clear:
        print(f"{freed / 2**20:,.1f} MiB removed from {folder}")
    elif kept:
        print_rows([cache_row(one) for one in kept], False)
    else:
        print(f"Nothing is kept in {folder}")


def cache_row(one: narrows.datasets.CachedDataset) -> dict[str, Any]:
    return {
        "name": one.name or None,
        "bytes": one.bytes,
        "whole": not one.problem,
        "problem": one.problem or None,
        "path": one.path,
    }


@app.command()
def check(
    data: Name,
    root: Root = None,
    recursive: Recursive = False,
    follow_links: FollowLinks = False,
    labels: Labels = None,
    as_json: Json = False,
) -> None:
    """Reads every image of a data set, and compares its files with published digests; names all that are broken."""
    digests = check_digests(data, root)
    options = {"recursive": recursive, "follow_links": follow_links, "labels": labels}
    try:
        dataset = load(data, root, **options)
    except narrows.Error:
        name_broken_images(data, options)
        raise
    if as_json:
        print_rows([summary(dataset) | {"as_published": [one.path for one in digests]}], as_json)
    else:
        print(f"{repr(dataset).strip('<>')}: all read, digest {dataset.digest}")
        for one in digests:
            print(one)


def check_digests(data: str, root: Path | None) -> list[published_digests.CheckedFile]:
    """Files of a data set with a name that are as they were published; ends with an error if one is not."""
    folder = next((one.folder for one in narrows.datasets.known(root) if one.name == data), "")
    if not folder:
        return []
    with Progress() as progress:
        checked = published_digests.check(
            data, folder, lambda done, total: progress.update("comparing", done, total, f"{done / 2**20:,.0f} MiB")
        )
    wrong = [one for one in checked if not one.right]
    for one in wrong:
        print(f"narrows: {one}", file=sys.stderr)
    if wrong:
        raise narrows.Error(f"{data}: {len(wrong)} of {len(checked)} files are not as they were published")
    return checked


def name_broken_images(data: str, options: dict[str, Any]) -> None:
    """Ends the command if the folder has broken images; what else is wrong with it, the caller says."""
    if not Path(data).is_dir():
        return
    broken = narrows.datasets.broken_images(data, **options)
    for line in broken:
        print(f"narrows: {line}", file=sys.stderr)
    if broken:
        raise narrows.Error(f"{data}: {len(broken)} broken image{'s' if len(broken) > 1 else ''}")


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
        "skipped": dataset.skipped,
    }


def class_rows(dataset: narrows.Dataset) -> list[dict[str, Any]]:
    parts = {"training": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return [
        {"class": name, **{title: int((part.labels == label).sum()) for title, part in parts.items()}}
        for label, name in enumerate(dataset.classes)
    ]
