"""`narrows export`: an architecture as an ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import narrows
from narrows.cli.common import Classes, Seed, Shape, new_app, read_network, read_shape

app = new_app()


@app.command()
def export(
    architecture: Annotated[str, typer.Argument(help="An architecture's JSON, a file that holds it, or a space.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
    seed: Seed = 0,
    fold: Annotated[bool, typer.Option(help="Fold batch norm into the convolutions, as deployed.")] = True,
    input_shape: Shape = "3x32x32",
    classes: Classes = 10,
) -> None:
    """Writes an architecture with initialised weights as an ONNX file."""
    space, point = read_network(architecture, read_shape(input_shape), classes)
    model = narrows.Model.initialised(space.build(point), seed=seed)
    info = narrows.ModelInfo(architecture=point.to_json())
    narrows.OnnxExporter(fold_batch_norm=fold).write(model.with_info(info), str(out))
    print(f"{out}: {space.cost(point).parameters:,} parameters, {out.stat().st_size:,} bytes")
