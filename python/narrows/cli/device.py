"""`narrows device`: adds, lists, calibrates and removes devices that latency is measured on."""

from __future__ import annotations

import sys
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
def show(
    name: Name,
    plot: Annotated[
        Path | None, typer.Option(help="Where to draw the calibration; else a file beside the latency model.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Everything that is known of a device: what it is, how good its calibration is, where the time goes.

    Draws the calibration: predicted against measured, error by space, where the time goes.
    """
    found = narrows.devices.get(name)
    fields = {"name": name, "via": found.via, "program": found.program, **found.identity}
    model = narrows.devices.folder() / f"{name}.latency.json"
    fields["latency_model"] = str(model) if model.exists() else None
    if plot is not None or found.calibrated:
        fields |= calibration_fields(found, plot)
    if as_json:
        print_rows([fields], as_json=True)
        return
    by_space = fields.pop("spaces", {})
    print_rows([{"field": key, "value": text_of(value)} for key, value in fields.items()], as_json=False)
    if by_space:
        print()
        print_rows([space_row(space, facts) for space, facts in by_space.items()], as_json=False)


def calibration_fields(found: narrows.Device, plot: Path | None) -> dict[str, Any]:
    """What the last calibration found, with the file that shows it."""
    try:
        done = found.calibration()
    except narrows.Error as error:
        return {"calibration": str(error)}
    return {
        "calibrated": done.date,
        "rests_on": done.basis,
        "calibration": done.summary,
        "spaces": {space: space_facts(done, space, error) for space, error in done.errors_by_space.items()},
        "picture": drawn(done, plot),
    }


def drawn(done: narrows.devices.Calibration, plot: Path | None) -> str | None:
    """The picture's file, drawn if need be; without matplotlib none, unless one is asked for."""
    path = plot or done.picture_file
    if plot is None and path.exists() and path.stat().st_mtime >= done.model_file.stat().st_mtime:
        return str(path)
    try:
        done.plot(path)
    except ImportError:
        if plot is not None:
            raise
        print("narrows: no picture of the calibration: it needs matplotlib", file=sys.stderr)
        return None
    return str(path)


def space_facts(done: narrows.devices.Calibration, space: str, error: narrows.LatencyError) -> dict[str, Any]:
    return {
        "networks": error.measurements,
        "median_relative": error.median_relative,
        "within_10_percent": error.within_10_percent,
        "step_shares": done.step_shares.get(space, {}),
    }


def space_row(space: str, facts: dict[str, Any]) -> dict[str, Any]:
    shares = list(facts["step_shares"].items())[:2]
    return {
        "space": space,
        "networks": facts["networks"],
        "median error": f"{facts['median_relative']:.1%}",
        "within 10 %": f"{facts['within_10_percent']:.0%}",
        "where the time goes": ", ".join(f"{kind} {share:.0%}" for kind, share in shares) or None,
    }


@app.command()
def remove(name: Name) -> None:
    """Forgets a device. What was measured stays."""
    narrows.devices.remove(name)


@app.command()
def calibrate(
    name: Name,
    networks: Annotated[
        int | None, typer.Option(help="Networks that are measured, over all spaces: 100, with --like 10.")
    ] = None,
    like: Annotated[
        str | None, typer.Option(help="A calibrated device whose model is made this one's by few networks.")
    ] = None,
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

    The same command goes on where it was stopped. With --like OTHER the model of a calibrated device is taken over,
    with factors for what few networks take longer or shorter on this one.
    """
    done = narrows.devices.get(name).calibrate(
        networks,
        like=like,
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


def print_calibration(done: narrows.devices.Calibration) -> None:
    print(f"{done.device}: {done.summary}; in {done.model_file}")
    print(f"Error by space, where the time goes, and a picture: narrows device show {done.device}")


def row_of(found: Any) -> dict[str, Any]:
    return {"device": found.name, "via": found.via, "what": found.description, "engine": found.engine}


def text_of(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value in (None, "") else str(value)
