"""What several commands share: reading arguments, printing results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from narrows.events import Callback

Logs = Annotated[list[str], typer.Option("--log", help="Also to tensorboard, mlflow or wandb; may be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")]


def new_app() -> typer.Typer:
    """A typer app in the style of all commands: plain help, no completion options, no traceback boxes."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def open_logs(names: Sequence[str], folder: Path) -> list[Callback]:
    """The logs of `--log`; nothing of them is imported for none."""
    if not names:
        return []
    from narrows import logs

    return [*logs.all_named(names, folder)]


def print_rows(rows: Iterable[Mapping[str, Any]], as_json: bool) -> None:
    """One JSON object per line, or a table with the keys of the first row as columns."""
    rows = list(rows)
    if as_json:
        for row in rows:
            print(json.dumps(row))
    elif rows:
        print_table(list(rows[0]), [[cell(value) for value in row.values()] for row in rows])


def cell(value: object) -> str:
    """A value as a table shows it: thousands set off, four significant digits."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def print_table(columns: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numeric = all(row[index][:1].isdigit() or row[index][:1] in "-–" for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def read_json(text: str) -> dict[str, Any]:
    """A JSON object from the command line: the text itself, or the path of a file that holds it."""
    source = "argument"
    if not text.lstrip().startswith("{"):
        source = text
        try:
            text = Path(text).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{source}: expected JSON, found bytes that are no text") from error
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"{source}: expected a JSON object: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"{source}: expected a JSON object, found {type(value).__name__}")
    return value


def read_shape(text: str) -> tuple[int, int, int]:
    """ "3x32x32" -> (3, 32, 32): channels, height, width."""
    parts = text.lower().split("x")
    if len(parts) != 3 or not all(part.isdigit() and int(part) for part in parts):
        raise ValueError(f"input shape: expected channels x height x width such as 3x32x32, found {text!r}")
    channels, height, width = map(int, parts)
    return channels, height, width


def read_network(text: str, shape: tuple[int, int, int] = (3, 32, 32), classes: int = 10) -> tuple[Any, Any]:
    """Space and architecture of a space's name (its reference), an architecture's JSON, or a file that holds one."""
    import narrows

    if text in narrows.spaces.names():
        space = narrows.spaces.get(text, input_shape=shape, classes=classes)
        return space, space.reference
    if not text.lstrip().startswith("{") and not Path(text).exists():
        known = ", ".join(narrows.spaces.names())
        raise ValueError(f"{text!r} is neither a file nor an architecture's JSON nor a space; spaces: {known}")
    value = read_json(text)
    if "space" not in value:
        raise ValueError('architecture: expected {"space": …, "values": …}, found no "space"')
    space = narrows.spaces.get(value["space"], input_shape=shape, classes=classes)
    return space, space.architecture(value.get("values", {}))


def read_model(text: str, seed: int = 0, output: str = "") -> Any:
    """An ONNX file, or the initialised network of anything `read_network` takes: its latency is the same."""
    import narrows

    if text.lower().endswith(".onnx") or is_binary(text):
        return narrows.Model.from_onnx(text, output=output)
    space, architecture = read_network(text)
    return narrows.Model.initialised(space.build(architecture), seed=seed)


def is_binary(path: str) -> bool:
    """A file whose beginning is no text: not an architecture's JSON, whatever its suffix says."""
    if not Path(path).is_file():
        return False
    with open(path, "rb") as file:
        return any(byte < 32 and byte not in b"\t\n\r" for byte in file.read(16))


Shape = Annotated[str, typer.Option("--input-shape", help="Channels x height x width of the images.")]
Classes = Annotated[int, typer.Option(help="Number of classes.", min=1)]
Output = Annotated[str, typer.Option(help="Of an ONNX file with several outputs: the name of the one to take.")]
Seed = Annotated[int, typer.Option(help="Same seed, same result.", min=0)]


def cost_row(cost: Any) -> dict[str, int]:
    from narrows import _core

    return {name: int(getattr(cost, name)) for name in _core.cost_fields}
