"""`narrows time`: the latency of models on this machine or a device."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, Output, Seed, new_app, print_rows, read_model
from narrows.devices.device import told_here
from narrows.progress import Progress

app = new_app()


@app.command()
def time(
    models: Annotated[list[str], typer.Argument(help="ONNX files, architectures' JSON, or spaces (their references).")],
    threads: Annotated[int, typer.Option(help="Threads of one inference.", min=1)] = 1,
    repeats: Annotated[int, typer.Option(help="Inferences in a row that make a block.", min=1)] = 10,
    blocks: Annotated[int, typer.Option(help="Blocks per model, taken in turn over the models.", min=1)] = 9,
    cpus: Annotated[str, typer.Option(help="Run on these processors only, such as 2,3.")] = "",
    device: Annotated[str, typer.Option(help="Where to measure: local, or a name of narrows device list.")] = "local",
    per_operator: Annotated[
        bool, typer.Option("--per-operator", help="Show where the time goes, longest first.")
    ] = False,
    output: Output = "",
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Measures single-image latency, in milliseconds."""
    chosen = narrows.devices.get(device)
    if cpus and device != "local":
        raise ValueError("cpus: only processors of this machine can be chosen; leave it out with --device")
    timer = narrows.InferenceTimer(threads=threads, repeats=repeats, blocks=blocks, cpus=read_numbers(cpus))
    loaded = [read_model(text, seed, output) for text in models]
    if per_operator:
        for text, model in zip(models, loaded, strict=True):
            local = device == "local"
            steps = timer.per_operator(model) if local else chosen.per_operator(model, threads=threads)
            print_operators(text, steps, as_json)
        return
    with Progress() as progress:
        told = partial(progress.update, f"measuring on {device}", timed=True)
        if device == "local":
            latencies = timer.measure_all(loaded, progress=partial(told_here, told))
        else:
            latencies = chosen.measure(loaded, threads=threads, repeats=repeats, blocks=blocks, progress=told)
    print_latencies(models, latencies, as_json)


def read_numbers(text: str) -> list[int]:
    """ "2,3" -> [2, 3]."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        raise ValueError(f"cpus: expected numbers such as 2,3, found {text!r}")
    return [int(part) for part in parts]


def print_latencies(models: list[str], latencies: list[Any], as_json: bool) -> None:
    pairs = list(zip(models, latencies, strict=True))
    if as_json:
        print_rows([{"model": model} | latency.to_dict() for model, latency in pairs], as_json=True)
        return
    print_rows([latency_row(model, latency) for model, latency in pairs], as_json=False)
    print_conditions(latencies)


def latency_row(model: str, latency: Any) -> dict[str, Any]:
    """What a table shows, in milliseconds; the rest is in --json."""
    return {
        "model": model,
        "median_ms": latency.median_ms,
        "95 %": f"{latency.low_ms:.4g} to {latency.high_ms:.4g}",
        "p90_ms": latency.p90_ms,
        "p99_ms": latency.p99_ms,
        "first_ms": latency.first_ms,
        "disturbed": latency.disturbed,
    }


def print_conditions(latencies: list[Any]) -> None:
    """What measured, and what disturbed it."""
    last = latencies[-1]
    runs = f"{last.blocks} blocks of {last.repeats}, {last.threads} thread{'s' if last.threads > 1 else ''}"
    known = [runs, last.engine, last.cpu, last.governor and f"governor {last.governor}"]
    known += [f"{last.frequency_mhz:.0f} MHz" if last.frequency_mhz else ""]
    known += [f"{max(each.temperature_c for each in latencies):.0f} °C" if last.temperature_c else ""]
    print(", ".join(part for part in known if part))
    blocks = sum(each.disturbed_blocks for each in latencies)
    if blocks:
        reasons = sorted({word for each in latencies for word in each.disturbances.split(", ") if word})
        marked = sum(each.disturbed for each in latencies)
        ending = f"; {marked} of {len(latencies)} results rest on such blocks" if marked else " and left out"
        print(f"{blocks} blocks were disturbed ({', '.join(reasons)}), measured again as far as allowed{ending}")


def print_operators(model: str, steps: list[Any], as_json: bool) -> None:
    total = sum(step.ms for step in steps)
    rows = [
        {"model": model, "operator": step.name, "kind": step.op, "kernel": step.kernel, "ms": step.ms}
        | {"share": step.ms / total if total else 0.0}
        for step in sorted(steps, key=lambda step: -step.ms)
    ]
    if as_json:
        print_rows(rows, as_json=True)
        return
    shown = [{key: value for key, value in row.items() if key != "model"} for row in rows]
    print_rows([row | {"share": f"{row['share']:.1%}"} for row in shown], as_json=False)
    print(f"{model}: {total:.4g} ms in {len(rows)} steps")
