"""`narrows sample`: architectures drawn from a law, with their costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Classes, Json, Seed, Shape, cost_row, new_app, print_rows, read_shape

app = new_app()


def read_law(text: str, shape: tuple[int, int, int], classes: int) -> Any:
    """A law's file; or a space's name: every variable over its full range."""
    if text in narrows.spaces.names():
        return narrows.SamplingLaw.uniform(narrows.spaces.get(text, input_shape=shape, classes=classes))
    if not Path(text).exists():
        known = ", ".join(narrows.spaces.names())
        raise ValueError(f"{text!r} is neither a law's file nor a space; spaces: {known}")
    return narrows.SamplingLaw.from_json(Path(text).read_text(encoding="utf-8"))


@app.command()
def sample(
    law: Annotated[str, typer.Argument(help="A law's JSON file, or a space: all of it.")],
    count: Annotated[int, typer.Option(help="How many architectures.", min=1)] = 10,
    seed: Seed = 0,
    input_shape: Shape = "3x32x32",
    classes: Classes = 10,
    as_json: Json = False,
) -> None:
    """Draws architectures from a law, with their costs."""
    source = read_law(law, read_shape(input_shape), classes)
    rows = []
    for architecture in source.sample(count, seed):
        values = json.loads(architecture.to_json())
        shown = values if as_json else json.dumps(values["values"], separators=(",", ":")).replace('"', "")
        rows.append(cost_row(source.space.cost(architecture)) | {"architecture": shown})
    print_rows(rows, as_json)
