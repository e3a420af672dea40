"""`narrows report`: writes report.html of a search again."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows import _core
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
    print(pages.write(pages.from_run(run, dataset_of(run)), out or folder / "report.html"))


def dataset_of(run: Any) -> Any:
    """The data set the search used, if it is still there as it was; without it the report shows no images."""
    options = json.loads(run.options_json)
    try:
        dataset = narrows.datasets.restore(run.source) if run.source else narrows.datasets.load(options["data"])
        if as_searched(dataset, options).digest != options["data digest"]:
            raise ValueError(f"{options['data']} is no longer the data set that the search used")
    except (ValueError, OSError, narrows.Error) as error:
        print(f"narrows: no confusion matrix: {error}", file=sys.stderr)
        return None
    return dataset


def as_searched(dataset: narrows.Dataset, options: dict[str, Any]) -> narrows.Dataset:
    """The parts that the search trained and compared on."""
    parts = narrows.SearchOptions()
    parts.select_on, parts.subset, parts.seed = options["select_on"], options["subset"], options["seed"]
    return _core.prepare_dataset(dataset, parts)
