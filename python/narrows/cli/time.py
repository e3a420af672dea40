"""`narrows time`: the latency of models on this machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, Seed, new_app, print_rows, read_model

app = new_app()


@app.command()
def time(
    models: Annotated[list[str], typer.Argument(help="ONNX files, architectures' JSON, or spaces (their references).")],
    threads: Annotated[int, typer.Option(help="Threads of one inference.", min=1)] = 1,
    repeats: Annotated[int, typer.Option(help="Inferences that are timed.", min=1)] = 100,
    device: Annotated[str, typer.Option(help="Where to measure.")] = "local",
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Measures single-image latency, in milliseconds."""
    if device != "local":
        raise ValueError(f"device: {device!r} is not known; there is 'local'")
    timer = narrows.InferenceTimer(threads=threads, repeats=repeats)
    measured = [(text, timer.measure(read_model(text, seed))) for text in models]
    print_rows([latency_row(text, latency) for text, latency in measured], as_json)


def latency_row(model: str, latency: Any) -> dict[str, Any]:
    numbers = ("median_ms", "mean_ms", "min_ms", "p90_ms", "std_ms", "repeats", "threads", "engine", "disturbed")
    return {"model": model} | {name: getattr(latency, name) for name in numbers}
