"""`narrows report`: writes report.html of a search again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import narrows
from narrows import report as pages
from narrows.cli.common import new_app

app = new_app()


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="The folder of a search.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; by default report.html in that folder.")] = None,
) -> None:
    """Writes the report of a search: one HTML file."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder; expected the folder of a search")
    run = narrows.SearchRun.load(str(folder))
    print(pages.write(pages.from_run(run), out or folder / "report.html"))
