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
from narrows.cli.common import new_app, print_rows

app = new_app()


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="The folder of a search.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; by default report.html in that folder.")] = None,
) -> None:
    """Writes the report of a search: one HTML file; shows what the networks take on its device."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder; expected the folder of a search")
    run = narrows.SearchRun.load(str(folder))
    data = pages.from_run(run, dataset_of(run))
    written = pages.write(data, out or folder / "report.html")
    print_timings(data)
    print(written)


def print_timings(data: pages.ReportData) -> None:
    """Percentiles, first inference and memory of the networks that were measured."""
    rows = [timing_row(network.name, network.timing) for network in data.trained if network.timing]
    if rows:
        print_rows(rows, as_json=False)
        print(f"One image on {data.device}, in ms; first: after loading; memory: of a session, in KiB")


def timing_row(name: str, timing: pages.Timing) -> dict[str, Any]:
    ms = pages.milliseconds
    return {
        "network": name + (" (disturbed)" if timing.disturbed else ""),
        "p50": ms(timing.median_ms),
        "95 %": f"{ms(timing.low_ms)}–{ms(timing.high_ms)}",
        "p90": ms(timing.p90_ms),
        "p99": ms(timing.p99_ms),
        "first": ms(timing.first_ms),
        "memory": timing.memory_bytes // 1024 if timing.memory_bytes else None,
    }


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
