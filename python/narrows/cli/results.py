"""`narrows results`: what a search found, answered from its database alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, new_app, print_rows
from narrows.search.run import result_row, shown

app = new_app()
HEADINGS = {
    "name": "network",
    "parameters": "parameters",
    "macs": "MACs",
    "validation_accuracy": "validation",
    "test_accuracy": "test",
    "balanced_accuracy": "balanced",
    "latency_ms": "latency",
    "front": "front",
}


@app.command()
def results(
    folder: Annotated[
        Path, typer.Argument(help="The folder of a search, or a database of results; by default the current folder.")
    ] = Path(),
    data: Annotated[str, typer.Option(help="Only results on this data set (name or digest).")] = "",
    device: Annotated[str, typer.Option(help="Whose latencies; by default those of the search's device.")] = "",
    space: Annotated[str, typer.Option(help="Only networks of this space.")] = "",
    max_latency: Annotated[str | None, typer.Option(help="Only faster networks, such as 10ms.")] = None,
    max_parameters: Annotated[str | None, typer.Option(help="Only smaller networks, such as 50k.")] = None,
    as_json: Json = False,
) -> None:
    """Trained networks, best first, those on the Pareto front marked."""
    rows = read_rows(folder, data, device, space, max_latency, max_parameters)
    if as_json:
        print_rows(rows, as_json=True)
    elif rows:
        print_results(rows)
        say_what_noise_hides(rows, max_latency)
    else:
        print("No trained network yet." if not (data or space or max_latency or max_parameters) else "None.")


def read_rows(
    folder: Path, data: str, device: str, space: str, max_latency: str | None, max_parameters: str | None
) -> list[dict[str, Any]]:
    """Rows of a query, each with the name its model's file has."""
    database = folder / "results.db" if folder.is_dir() else folder
    own_device, on_test = search_facts(folder)
    store = narrows.ResultsStore(database, read_only=True)
    if not device and any(known.name == own_device for known in store.devices):
        device = own_device
    limit = None if max_latency is None else narrows.parse_quantity(max_latency)

    def query(select_on_test: bool) -> list[Any]:
        return store.results(
            dataset=data,
            device=device,
            space=space,
            max_latency_ms=limit,
            max_parameters=None if max_parameters is None else int(narrows.parse_quantity(max_parameters)),
            select_on_test=select_on_test,
        )

    found = query(on_test)
    if not on_test and all(result.training.validation_accuracy is None for result in found):
        found = query(True)  # results of others have test accuracies alone
    return [{"name": name_of(result), **result_row(result), **noise(result, limit)} for result in found]


def name_of(result: Any) -> str:
    """Of its model's file; a network of the paper's authors has its law and number."""
    training = result.training
    if training.onnx or not training.source:
        return Path(training.onnx).stem or "–"
    return f"{training.network.space} {training.recipe.split()[-1]}/{training.seed}"


def noise(result: Any, limit: float | None) -> dict[str, Any]:
    """Whether the interval of the measured latency reaches over the limit."""
    if limit is None or result.latency is None:
        return {}
    return {"limit_within_noise": bool(result.latency.low_ms <= limit <= result.latency.high_ms)}


def search_facts(folder: Path) -> tuple[str, bool]:
    """Device of the search in this folder, and whether it compares test accuracies."""
    try:
        facts = json.loads((folder / "search.json").read_text(encoding="utf-8"))
        return facts["device"], facts["options"]["select_on"] == "test"
    except (OSError, ValueError, KeyError):
        return "", False


def say_what_noise_hides(rows: Sequence[dict[str, Any]], limit: str | None) -> None:
    near = [row["name"] for row in rows if row.get("limit_within_noise")]
    if near:
        print(f"For {len(near)} of {len(rows)} the limit of {limit} lies within the measurement's own noise "
              f"(95 % interval): {', '.join(near)}.")  # fmt: skip


def print_results(rows: Sequence[dict[str, Any]]) -> None:
    """The table for people; a diamond marks the Pareto front."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, heading in HEADINGS.items():
        justify: Any = {"name": "left", "front": "center"}.get(column, "right")
        table.add_column(heading, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(shown(column, row[column]) for column in HEADINGS), style="bold" if row["front"] else None)
    Console().print(table)
    print("◆ on the Pareto front of accuracy and latency: nothing trained here is both more accurate and faster.")
