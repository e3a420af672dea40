"""`narrows paper`: the paper's numbers beside ours, its figures, and its authors' results."""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from narrows import _core
from narrows.cli.common import Json, Seed, new_app, print_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from narrows.paper import Comparison, ReleasedResult

app = new_app()

Output = Annotated[Path | None, typer.Option("--output", "-o", help="File to write: .png, .pdf or .svg.")]
Root = Annotated[str | None, typer.Option("--data-root", help="Folder of data sets, if not the usual one.")]
OnlyDiffering = Annotated[bool, typer.Option("--differing", help="Show the numbers that differ, alone.")]


@app.callback()
def paper() -> None:
    """The paper's tables, networks and figures, recomputed: whoever doubts a number can see how it comes about."""


@app.command()
def table1(as_json: Json = False) -> None:
    """Table 1: parameters and operations of the five reference networks."""
    from narrows import paper as numbers

    show(numbers.compare_table1(), as_json, notes_in_table=True)


@app.command()
def cardinalities(as_json: Json = False) -> None:
    """Tables 2 to 6: how many networks each law can draw, as printed and exactly."""
    from narrows import paper as numbers

    show(numbers.compare_cardinalities(), as_json)


@app.command()
def table7(
    seed: Seed = 0,
    batches: Annotated[int, typer.Option(help="Samples of 1000 networks per law, for p.", min=200)] = 400,
    differing: OnlyDiffering = False,
    as_json: Json = False,
) -> None:
    """Table 7: params and flops of 1000 networks of each published law."""
    from narrows import paper as numbers
    from narrows.progress import Progress

    with Progress() as progress:
        rows = numbers.compare_table7(
            seed=seed, batches=batches, progress=lambda done, total: progress.update("laws", done, total)
        )
    show(rows, as_json, differing)


@app.command()
def networks(
    path: Annotated[
        Path | None, typer.Argument(help="File or folder of the authors' results; else number 0 of each law.")
    ] = None,
    device: Annotated[str, typer.Option(help="What a list was measured on, if its name does not tell.")] = "",
    differing: OnlyDiffering = False,
    as_json: Json = False,
) -> None:
    """The released networks by number: params and flops as published and as recomputed."""
    from narrows import paper as numbers

    rows = numbers.compare_networks() if path is None else numbers.compare_networks(read_results(path, device))
    show(rows, as_json, differing)


@app.command()
def network(
    space: Annotated[str, typer.Argument(help="densenet, mobilenetv2, googlenet, pnasnet or resnext.")],
    law: Annotated[str, typer.Argument(help="Name in the released code: s1 to s6.")],
    number: Annotated[int, typer.Argument(help="The network's number.", min=0)],
) -> None:
    """One of the authors' networks by its number, as JSON that other commands take."""
    from narrows import paper as numbers

    print(numbers.network(space, law, number).to_json())


@app.command()
def figure1(
    output: Output = Path("figure1.png"),
    seed: Seed = 0,
    samples: Annotated[int, typer.Option(help="Networks drawn from each law.", min=100)] = 10_000,
    as_json: Json = False,
) -> None:
    """Figure 1: parameters of the networks of each law, set by hand and found automatically."""
    from narrows.paper import figures
    from narrows.progress import Progress

    steps = 4 * len(figures.TITLES)
    found: list[str] = []

    with Progress() as progress:

        def told(text: str) -> None:
            progress.update("laws", len(found), steps, text)
            found.append(text)

        data = figures.figure1_data(seed, samples, told)
        progress.update("laws", steps, steps)
    if as_json:
        print_rows([draws_row(draws) for draws in data], as_json=True)
    save(lambda: figures.figure1(data=data), output, quiet=as_json)


@app.command()
def figure2(output: Output = Path("figure2.png"), data_root: Root = None, as_json: Json = False) -> None:
    """Figure 2: classes of each data set."""
    dataset_figure("figure2", output, data_root, as_json)


@app.command()
def figure3(output: Output = Path("figure3.png"), data_root: Root = None, as_json: Json = False) -> None:
    """Figure 3: largest class against smallest class of each data set."""
    dataset_figure("figure3", output, data_root, as_json)


@app.command()
def figure4(output: Output = Path("figure4.png"), data_root: Root = None, as_json: Json = False) -> None:
    """Figure 4: training and test images of each data set."""
    dataset_figure("figure4", output, data_root, as_json)


@app.command("import")
def import_results(
    path: Annotated[Path, typer.Argument(help="File or folder of the authors' released results.")],
    database: Annotated[Path, typer.Option(help="Results database to write to; made if it is not there.")] = Path(
        "results.db"
    ),
    device: Annotated[str, typer.Option(help="What a list was measured on, if its name does not tell.")] = "",
    as_json: Json = False,
) -> None:
    """Reads the authors' released accuracies and latencies into a results database."""
    import narrows
    from narrows import paper as numbers

    results = read_results(path, device)
    done = numbers.import_results(results, narrows.ResultsStore(database))
    for refused in done.refused:
        print(f"refused: {refused}", file=sys.stderr)
    row = {
        "trainings": done.trainings,
        "architectures": done.architectures,
        "latencies": done.latencies,
        "devices": ", ".join(done.devices),
        "refused": len(done.refused),
        "database": str(database),
    }
    print_rows([row], as_json)
    if done.refused:
        raise typer.Exit(1)


def read_results(path: Path, device: str) -> list[ReleasedResult]:
    """The rows of one file, or of all .json and .jsonl files of a folder."""
    from narrows import Error
    from narrows import paper as numbers

    files = sorted([*path.glob("*.json"), *path.glob("*.jsonl")]) if path.is_dir() else [path]
    if not files:
        raise Error(f"{path}: expected .json or .jsonl files of released results, found none")
    return [row for file in files for row in numbers.read_released_results(str(file), device)]


def show(rows: Iterable[Comparison], as_json: bool, differing: bool = False, notes_in_table: bool = False) -> None:
    """The rows as a table or as JSON lines; below the table why numbers differ, and how many of each verdict."""
    rows = list(rows)
    shown = [row for row in rows if row.verdict == "differs"] if differing else rows
    if as_json:
        print_rows([comparison_row(row) for row in shown], as_json=True)
        return
    notes = list(dict.fromkeys(row.note for row in shown if row.verdict == "differs"))
    print_rows([table_row(row, notes, notes_in_table) for row in shown], as_json=False)
    for number, note in enumerate(notes, 1):
        print(f"[{number}] {note}")
    print(summary(rows))


def summary(rows: list[Comparison]) -> str:
    counts = Counter(row.verdict for row in rows)
    words = {"exact": "exact", "agrees": "within sampling error", "differs": "differ"}
    parts = [f"{counts[verdict]} {text}" for verdict, text in words.items() if counts[verdict]]
    return f"{len(rows)} numbers: {', '.join(parts)}."


def comparison_row(row: Comparison) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ("space", "entry", "number", "printed", "ours", "verdict")}
    return values | ({} if row.p is None else {"p": float(f"{row.p:.3g}")}) | {"note": row.note}


def table_row(row: Comparison, notes: list[str], note_in_table: bool) -> dict[str, Any]:
    """As narrow as a terminal: long numbers as powers of ten, reasons as numbered notes."""
    values = comparison_row(row)
    note = values.pop("note")
    if row.ours.isdigit() and len(row.ours) > 12:
        values["ours"] = f"{int(row.ours):.3e}".replace("e+", "e")
    if row.verdict == "differs":
        values["verdict"] += f" [{notes.index(note) + 1}]"
    if note_in_table:
        del values["space"]
        values["counted by narrows"] = note
    return values


def draws_row(draws: Any) -> dict[str, Any]:
    import numpy as np

    least, median, largest = (float(value) for value in np.quantile(draws.parameters, (0, 0.5, 1)))
    return {
        "space": draws.space,
        "panel": draws.panel,
        "law": draws.name,
        "networks": len(draws.parameters),
        "min": least,
        "median": median,
        "max": largest,
        "share_inside": draws.share_inside,
    }


def dataset_figure(name: str, output: Path | None, root: str | None, as_json: bool) -> None:
    from narrows.paper import figures

    facts = figures.dataset_facts(root)
    if as_json:
        print_rows([vars(row) for row in facts], as_json=True)
    save(lambda: getattr(figures, name)(facts), output, quiet=as_json)


def save(draw: Any, output: Path | None, quiet: bool) -> None:
    """Writes a figure, if it is to go somewhere."""
    if output is None:
        return
    formats = (".png", ".pdf", ".svg")
    if output.suffix.lower() not in formats:
        raise ValueError(f"--output: expected a file ending in {', '.join(formats)}, found {str(output)!r}")
    figure: Figure = draw()
    picture = io.BytesIO()
    figure.savefig(picture, format=output.suffix[1:].lower(), dpi=160)
    _core.write_file(output, picture.getvalue())
    if not quiet:
        print(output)
