"""What several commands share: reading arguments, printing results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")]


def new_app() -> typer.Typer:
    """A typer app in the style of all commands: plain help, no completion options, no traceback boxes."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


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
