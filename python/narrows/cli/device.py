"""`narrows device`: adds, lists, calibrates and removes devices that latency is measured on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import narrows
from narrows.cli.common import Json, Seed, new_app, print_rows

app = new_app()

Name = Annotated[str, typer.Argument(help="What the device is called.")]


@app.callback()
def device() -> None:
    """Devices that latency is measured on. "local" is this machine and needs no adding."""


@app.command()
def add(
    name: Name,
    via: Annotated[
        str, typer.Option(help='A command that runs programs there: "ssh pi@raspberrypi.local", "docker exec -i X".')
    ],
    program: Annotated[
        Path | None, typer.Option(help="narrows-device, or the folder with it; else the built one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Copies narrows-device over, asks the device what it is, and remembers it."""
    print_rows([row_of(narrows.devices.add(name, via, program))], as_json)


@app.command("list")
def list_devices(as_json: Json = False) -> None:
    """All devices."""
    print_rows([row_of(narrows.devices.get(name)) for name in narrows.devices.names()], as_json)


@app.command()
def show(name: Name, as_json: Json = False) -> None:
    """Everything that is known of a device, and whether it is calibrated."""
    found = narrows.devices.get(name)
    fields = {"name": name, "via": found.via, "program": found.program, **found.identity}
    model = narrows.devices.folder() / f"{name}.latency.json"
    fields["latency_model"] = str(model) if model.exists() else None
    if as_json:
        print_rows([fields], as_json=True)
    else:
        print_rows([{"field": key, "value": text_of(value)} for key, value in fields.items()], as_json=False)


@app.command()
def remove(name: Name) -> None:
    """Forgets a device. What was measured stays."""
    narrows.devices.remove(name)


@app.command()
def calibrate(
    name: Name,
    networks: Annotated[int, typer.Option(help="Networks that are measured, over all spaces.")] = 100,
    max_macs: Annotated[str, typer.Option(help="Multiply-accumulates of each network: strictly below.")] = "50M",
    threads: Annotated[int, typer.Option(help="Threads of one inference.", min=1)] = 1,
    repeats: Annotated[int, typer.Option(help="Inferences in a row that make a block.", min=1)] = 10,
    blocks: Annotated[int, typer.Option(help="Blocks per network.", min=1)] = 9,
    seed: Seed = 0,
    again: Annotated[bool, typer.Option("--again", help="Measure all again: the device has changed.")] = False,
    store: Annotated[Path | None, typer.Option(help="Results database; else one for all devices.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Also draw predicted against measured into that file.")] = None,
    as_json: Json = False,
) -> None:
    """Measures networks of all spaces on a device and fits a model of its latency.

    The same command goes on where it was stopped.
    """
    done = narrows.devices.get(name).calibrate(
        networks,
        seed=seed,
        max_macs=int(narrows.parse_quantity(max_macs)),
        threads=threads,
        repeats=repeats,
        blocks=blocks,
        again=again,
        store=store,
    )
    if plot is not None:
        done.plot(plot)
    if as_json:
        print_rows([done.to_dict()], as_json=True)
    else:
        print_calibration(done)


def print_calibration(done: Any) -> None:
    error = done.error
    counts = [f"{done.left_out} left out"] if done.left_out else []
    counts += [f"{done.disturbed} while it was busy or throttled"] if done.disturbed else []
    print(", ".join([f"{done.device}: {len(done.networks)} networks measured", *counts, f"in {done.store}"]))
    print(
        f"Latency model, on networks it had not seen: median error {error.median_relative:.1%}, nine of ten within "
        f"{error.p90_relative:.1%}, R² {error.r_squared:.3f}; in {done.model_file}"
    )


def row_of(found: Any) -> dict[str, Any]:
    return {"device": found.name, "via": found.via, "what": found.description, "engine": found.engine}


def text_of(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value in (None, "") else str(value)
