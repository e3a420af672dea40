"""`narrows law find | show | plot | compare`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows as nw
from narrows import _core
from narrows import law as pictures
from narrows.cli.common import Classes, Json, Seed, Shape, new_app, print_rows, read_shape
from narrows.progress import Progress

app = new_app()
LIMITS = {
    "max_parameters": "parameters",
    "max_macs": "macs",
    "max_weight_bytes": "weight_bytes",
    "max_activation_bytes": "peak_activation_bytes",
}
Quantity = Annotated[str | None, typer.Option(help="A limit such as 50k, 1.5M or 200KiB.")]
LawFile = Annotated[Path, typer.Argument(help="A law's JSON file.")]


@app.callback()
def law() -> None:
    """Finds, shows and compares sampling laws."""


def read(path: Path) -> tuple[nw.SamplingLaw, pictures.Search]:
    try:
        text = path.read_text(encoding="utf-8")
        return nw.SamplingLaw.from_json(text), pictures.read_search(text)
    except OSError as error:
        raise ValueError(
            f"{path}: expected a law's JSON file, as `narrows law find --out` writes it: {error.strerror}"
        ) from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def with_search(law_json: str, search: dict[str, Any]) -> str:
    """A law's JSON with one more entry, on one line."""
    return law_json.rstrip().removesuffix("}").rstrip() + f',\n  "search": {json.dumps(search)}\n}}\n'


def interval(kind: Any, text: str) -> Any:
    """ "parameters:1k:10M" -> a Band or Flat."""
    parts = text.split(":")
    if len(parts) != 3:
        raise ValueError(f"target: expected RESOURCE:LOW:HIGH such as parameters:1k:10M, found {text!r}")
    return kind(*parts)


@app.command()
def find(
    space: Annotated[str, typer.Argument(help="One of the spaces: " + ", ".join(nw.spaces.names()))],
    max_parameters: Quantity = None,
    max_macs: Quantity = None,
    max_weight_bytes: Quantity = None,
    max_activation_bytes: Quantity = None,
    band: Annotated[list[str] | None, typer.Option(help="RESOURCE:LOW:HIGH; may be repeated.")] = None,
    flat: Annotated[str | None, typer.Option(help="RESOURCE:LOW:HIGH, even on a logarithmic axis.")] = None,
    out: Annotated[Path, typer.Option(help="Where the law is written.")] = Path("law.json"),
    input_shape: Shape = "3x32x32",
    classes: Classes = 10,
    seed: Seed = 0,
    threads: Annotated[int, typer.Option(min=1)] = 1,
    as_json: Json = False,
) -> None:
    """Searches a law whose draws fall into a target; Ctrl-C keeps the best so far."""
    limits = (max_parameters, max_macs, max_weight_bytes, max_activation_bytes)
    targets: list[nw.Target] = [
        nw.Limit(resource, value) for resource, value in zip(LIMITS.values(), limits, strict=True) if value is not None
    ]
    targets += [interval(nw.Band, text) for text in band or []]
    targets += [interval(nw.Flat, flat)] if flat else []
    if not targets:
        raise ValueError("no target: give a limit (--max-parameters 50k), a --band or a --flat")
    where = nw.spaces.get(space, input_shape=read_shape(input_shape), classes=classes)
    optimizer = nw.GeneticLawOptimizer(where, targets, seed=seed, threads=threads)
    with Progress() as progress:

        def callback(now: nw.LawProgress) -> bool:
            text = f"{now.latest.share_inside:.1%} inside, 10^{now.latest.log10_cardinality:.1f}"
            progress.update("law", now.latest.generation, now.generations, text)
            return True

        result = optimizer.run(callback)
    _core.write_file(out, with_search(result.law.to_json(), pictures.search_json(result, targets, seed)))
    row = {"space": space, "share_inside": result.share_inside, "log10_cardinality": result.log10_cardinality}
    row |= {"boxes": len(result.law.boxes), "seconds": round(result.seconds, 3), "law": str(out)}
    print_rows([row], as_json)


@app.command()
def show(law_file: LawFile, as_json: Json = False) -> None:
    """Ranges, cardinality and quantiles of every cost."""
    found, search = read(law_file)
    spans, quantiles = pictures.spans(found), pictures.quantiles(found)
    if as_json:
        row = {"space": found.space.name, "cardinality": str(found.cardinality), "boxes": len(found.boxes)}
        print_rows([row | {"variables": spans, "costs": quantiles}], True)
        return
    print(f"{pictures.summary(found)} ({found.cardinality} exactly)")
    print(f"{search.text}\n" if search.text else "")
    print_rows([{key: str(value) for key, value in row.items()} for row in spans], False)
    print()
    print_rows([short_quantiles(row) for row in quantiles], False)


def short_quantiles(row: dict[str, Any]) -> dict[str, str]:
    """A row of quantiles as a terminal of 80 columns holds it: smallest, quantiles, largest."""
    names = {"q0": "smallest", "q5": "5 %", "q25": "25 %", "q50": "median", "q75": "75 %", "q95": "95 %"}
    unit = "B" if row["cost"].endswith("bytes") else ""
    shown = {names.get(key, "largest"): quantity(value, unit) for key, value in row.items() if key != "cost"}
    return {"cost": row["cost"].replace("_bytes", "").replace("_", " "), **shown}


def quantity(value: float, unit: str = "") -> str:
    return (
        nw.format_quantity(float(f"{value:.3g}"), unit) if value < 1000 or not unit else nw.format_quantity(value, unit)
    )


@app.command()
def plot(
    law_file: LawFile,
    out: Annotated[Path, typer.Option(help="Picture to write: .png, .svg or .pdf.")] = Path("law.png"),
    band: Annotated[str | None, typer.Option(help="RESOURCE:LOW:HIGH to mark, in place of what was searched.")] = None,
) -> None:
    """Draws histograms of costs with the targets, the values of every variable and the history of the search."""
    found, search = read(law_file)
    targets = [interval(nw.Band, band)] if band else search.targets
    pictures.plot(found, targets, search.history).savefig(out, dpi=150)
    print(out)


@app.command()
def compare(
    law_files: Annotated[list[Path], typer.Argument(help="Laws' JSON files.")],
    as_json: Json = False,
) -> None:
    """Cardinality and spread of parameters and MACs, law by law."""
    laws = [(path, read(path)[0]) for path in law_files]
    rows = [compared(path, found) for path, found in laws]
    if as_json:
        print_rows(rows, True)
        return
    print("costs: median (5 % to 95 %)")
    for row in rows:
        for cost in ("parameters", "macs"):
            low, middle, high = (quantity(row.pop(f"{cost}_{q}")) for q in ("q5", "q50", "q95"))
            row[cost] = f"{middle} ({low}–{high})"
    print_rows(rows, False)


def compared(path: Path, found: nw.SamplingLaw) -> dict[str, Any]:
    row: dict[str, Any] = {"law": path.name, "space": found.space.name, "boxes": len(found.boxes)}
    row["log10_cardinality"] = found.log10_cardinality
    row["varied"] = sum(span["distinct"] > 1 for span in pictures.spans(found))
    for cost in pictures.quantiles(found)[:2]:
        row |= {f"{cost['cost']}_{q}": cost[q] for q in ("q5", "q50", "q95")}
    return row
