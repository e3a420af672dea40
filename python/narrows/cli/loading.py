"""The options of all commands that read a data set."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.progress import Progress

Root = Annotated[Path | None, typer.Option(help="The folder that data sets are looked for in.")]
Name = Annotated[str, typer.Argument(help="A data set's name or folder.")]
Size = Annotated[int, typer.Option(help="Height and width that the networks read, in pixels.", min=1)]
Resize = Annotated[str, typer.Option(help="crop (to the middle), stretch or none, for images of another size.")]
OnBad = Annotated[str, typer.Option(help="stop at an image that cannot be read, or skip it.")]
Recursive = Annotated[bool, typer.Option("--recursive", help="Take images in folders inside a class's folder too.")]
FollowLinks = Annotated[bool, typer.Option("--follow-links", help="Follow links to outside of the folder.")]
Labels = Annotated[Path | None, typer.Option(help="A CSV file of path, label and, if wanted, part.")]
Balance = Annotated[
    bool, typer.Option("--balance", help="Classes of few images weigh as much in the loss as those of many.")
]
Memory = Annotated[
    str, typer.Option(help="Decoded images that need more, such as 2GiB, lie in a file; 0: half of the machine's.")
]
PerClass = Annotated[int, typer.Option(help="At most that many training images of each class; 0: all.", min=0)]


def load(data: str, root: Path | None = None, **options: Any) -> narrows.Dataset:
    """Loads a data set and shows how far that is."""
    with Progress() as progress:
        return narrows.datasets.load(data, root, progress=told(progress), **options)


def told(progress: Progress) -> Any:
    return lambda done, total: progress.update("reading", done, total, f"{done:,} of {total:,}")
