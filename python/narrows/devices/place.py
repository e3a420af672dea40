"""Where devices, their measurements and their latency models are kept."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from narrows import _core


def folder() -> Path:
    """Where devices, their measurements and their latency models are kept.

    $NARROWS_DEVICES, or narrows/devices in the user's data folder ($XDG_DATA_HOME, else ~/.local/share).
    """
    if chosen := os.environ.get("NARROWS_DEVICES"):
        return Path(chosen)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data, "narrows/devices")


def store_file(store: str | Path | None) -> Path:
    return Path(store) if store is not None else folder() / "latencies.db"


def model_file(device: str, store: Path) -> Path:
    """Beside the store."""
    return store.parent / f"{device}.latency.json"


def read_model(device: str, store: Path, which: str = "") -> _core.LatencyModel:
    """The model of a device's last calibration; where there is none, Error says what to type, and `which` is meant."""
    try:
        return _core.LatencyModel.from_json(model_file(device, store).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        command = shlex.join(["narrows", "device", "calibrate", device])
        raise _core.Error(f"{device}{which} is not calibrated: {command}") from error


def record_file(device: str, store: Path) -> Path:
    """What the calibration found, beside the store."""
    return store.parent / f"{device}.calibration.json"


def picture_file(device: str, store: Path) -> Path:
    """Beside the store."""
    return store.parent / f"{device}.calibration.png"


def steps_file(device: str, store: Path) -> Path:
    """Beside the store."""
    return store.parent / f"{device}.steps.jsonl"


@contextlib.contextmanager
def locked(name: str, refusal: str | None = None) -> Iterator[None]:
    """Holds a lock by name, which the system frees when the process ends; waits for it, or refuses."""
    folder().mkdir(parents=True, exist_ok=True)
    with Path(folder(), f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError as error:
            raise _core.Error(refusal or "locked") from error
        yield
