"""What all logs share."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.events import EpochEnded, Event, NetworkFailed, NetworkFinished, RunBegun, RunEnded


class Log:
    """A callback that writes what it is told; a log says what becomes of each event."""

    def __call__(self, event: Event) -> None:
        match event:
            case RunBegun():
                self.begin(event)
            case EpochEnded(network, record):
                self.epoch(network, record)
            case NetworkFinished(network, result):
                self.finish(network, result)
            case NetworkFailed(network, reason):
                self.fail(network, reason)
            case RunEnded(_, error):
                self.end(error)

    def begin(self, begun: RunBegun) -> None:
        raise NotImplementedError

    def epoch(self, network: str, record: _core.EpochRecord) -> None:
        raise NotImplementedError

    def finish(self, network: str, result: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def fail(self, network: str, reason: str) -> None:
        raise NotImplementedError

    def end(self, error: str) -> None:
        raise NotImplementedError


def require(package: str) -> None:
    """Raises ImportError, saying what to type."""
    if find_spec(package) is None:
        raise ImportError(f"this log needs {package}; type `pip install {package}`")


def epoch_numbers(record: _core.EpochRecord) -> dict[str, float]:
    """All but the number of the epoch itself, which is the step; None is left out."""
    return {name: value for name, value in numbers(record.to_dict()).items() if name != "epoch"}


def result_numbers(result: Mapping[str, Any]) -> dict[str, float]:
    """Named apart from those of epochs."""
    return {f"result/{name}": value for name, value in numbers(result).items()}


def numbers(values: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in values.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def others(result: Mapping[str, Any]) -> dict[str, str]:
    """What of a result is no number: its architecture, its file and so on."""
    known = numbers(result)
    return texts({name: value for name, value in result.items() if name not in known})


def texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Values as text: lists and dictionaries as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None and value != ""
    }


def run_id(folder: Path, log: str, resumed: bool) -> str:
    """What others know a run by: the same when it goes on."""
    path = folder / f"{log}.id"
    if not (resumed and path.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        _core.write_file(path, secrets.token_hex(6))
    return path.read_text()
