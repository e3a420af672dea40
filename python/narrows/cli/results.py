"""`narrows results`: what a search found, answered from its database alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, new_app, print_rows
from narrows.search.run import latency_facts, result_row, shown

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
UNEVEN = 0.01  # from here on a balanced accuracy tells what the accuracy does not


@app.command()
def results(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders of searches, or databases of results; by default the current folder."),
    ] = None,
    data: Annotated[str, typer.Option(help="Only results on this data set (name or digest).")] = "",
    device: Annotated[
        str,
        typer.Option(
            help="Whose latencies, by default those of the search's device; another calibrated one is predicted."
        ),
    ] = "",
    space: Annotated[str, typer.Option(help="Only networks of this space.")] = "",
    max_latency: Annotated[str | None, typer.Option(help="Only faster networks, such as 10ms.")] = None,
    max_parameters: Annotated[str | None, typer.Option(help="Only smaller networks, such as 50k.")] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure those on the front on the device, and keep what was measured.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Trained networks, best first, those on the Pareto front marked.

    With --device another device than they were measured on answers from its calibration: nothing is trained.
    """
    if measure and not device:
        raise ValueError("--measure needs --device NAME")
    rows = joined(
        [
            (folder, read_rows(folder, data, device, space, max_latency, max_parameters, measure))
            for folder in folders or [Path()]
        ]
    )
    if as_json:
        print_rows(rows, as_json=True)
    elif rows:
        print_results(rows)
        say_what_noise_hides(rows, max_latency)
    else:
        print("No trained network yet." if not (data or space or max_latency or max_parameters) else "None.")


def joined(found: Sequence[tuple[Path, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """Rows of several folders as one list, with one front."""
    if len(found) == 1:
        return found[0][1]
    rows = [{**row, "name": f"{folder}/{row['name']}"} for folder, rows in found for row in rows]
    by_test = all(row["validation_accuracy"] is None for row in rows)
    accuracy = "test_accuracy" if by_test else "validation_accuracy"
    rows.sort(key=lambda row: (-(row[accuracy] or 0), row["latency_ms"] or float("inf")))
    none = float("nan")
    costs = [none if row["latency_ms"] is None else row["latency_ms"] for row in rows]
    points = [narrows.FrontPoint(row[accuracy] or 0, cost, cost) for row, cost in zip(rows, costs, strict=True)]
    front = set(narrows.pareto_front(points))
    for place, row in enumerate(rows):
        row["front"] = place in front
    return rows


def read_rows(
    folder: Path,
    data: str,
    device: str,
    space: str,
    max_latency: str | None,
    max_parameters: str | None,
    measure: bool = False,
) -> list[dict[str, Any]]:
    """Rows of a query, each with the name its model's file has."""
    database = folder / "results.db" if folder.is_dir() else folder
    own_device, on_test = search_facts(folder)
    store = narrows.ResultsStore(database, read_only=not measure)
    if measure or asks_for_predictions(store, device):
        return predicted_rows(store, device, data, space, max_latency, max_parameters, on_test, measure)
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


def asks_for_predictions(store: Any, device: str) -> bool:
    """A device that is known here, on which not all of the store's networks were measured."""
    if not device or device not in narrows.devices.names():
        return False
    if all(known.name != device for known in store.devices):
        return True
    return any(result.latency is None for result in store.results(device=device))


def predicted_rows(
    store: Any,
    device: str,
    data: str,
    space: str,
    max_latency: str | None,
    max_parameters: str | None,
    on_test: bool,
    measure: bool,
) -> list[dict[str, Any]]:
    from narrows.progress import Progress
    from narrows.search.other_device import answers

    results = store.results(dataset=data, space=space)
    on_test = on_test or all(result.training.validation_accuracy is None for result in results)
    with Progress() as progress:
        found = answers(
            store,
            narrows.devices.get(device),
            dataset=data,
            space=space,
            max_latency_ms=None if max_latency is None else narrows.parse_quantity(max_latency),
            max_parameters=None if max_parameters is None else int(narrows.parse_quantity(max_parameters)),
            select_on_test=on_test,
            measure=measure,
            say=progress.say,
            progress=lambda done, of, text: (
                progress.update(f"measuring on {device}", done, of, text, timed=True) if measure else None
            ),
        )
    return [answer_row(answer, device) for answer in found]


def answer_row(answer: Any, device: str) -> dict[str, Any]:
    times = {"latency_ms": answer.latency_ms, "latency_low_ms": answer.low_ms, "latency_high_ms": answer.high_ms}
    times = latency_facts(answer.latency) | times
    state = {"device": device, "front": answer.on_front, "predicted": not answer.measured}
    return {"name": name_of(answer.result), **result_row(answer.result), **times, **state}


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


def has_uneven_classes(row: dict[str, Any]) -> bool:
    balanced, accuracy = row["balanced_accuracy"], row["test_accuracy"]
    accuracy = row["validation_accuracy"] if accuracy is None else accuracy
    return balanced is not None and abs(balanced - accuracy) > UNEVEN


def print_results(rows: Sequence[dict[str, Any]]) -> None:
    """The table for people; a diamond marks the Pareto front."""
    from rich.console import Console
    from rich.table import Table

    uneven = any(map(has_uneven_classes, rows))  # else it repeats the accuracy
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=uneven)  # 80 columns hold them all
    columns = [column for column in HEADINGS if uneven or column != "balanced_accuracy"]
    for column in columns:
        justify: Any = {"name": "left", "front": "center"}.get(column, "right")
        table.add_column(HEADINGS[column], justify=justify, overflow="fold")
    for row in rows:
        cells = [
            ("≈ " if column == "latency_ms" and row.get("predicted") else "") + shown(column, row[column])
            for column in columns
        ]
        table.add_row(*cells, style="bold" if row["front"] else None)
    Console().print(table)
    if any(row.get("predicted") for row in rows):
        print("≈ predicted by the device's calibration; --measure measures those on the front.")
    print("◆ on the Pareto front of accuracy and latency: nothing trained here is both more accurate and faster.")
