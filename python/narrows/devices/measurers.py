"""What measures the networks of a calibration: this process, or a device behind a connection."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol, Self

from narrows import _core
from narrows.devices.link import Link, LostError, Say, UnreachableError
from narrows.devices.messages import described, latency_of

TRIES_PER_NETWORK = 3


class Measurer(Protocol):
    """A context manager that measures one architecture after another; None for one at which it breaks off."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def __call__(self, architecture: _core.Architecture) -> _core.Latency | None: ...


class LocalMeasurer:
    """Measures in this process."""

    def __init__(self, options: dict[str, int]) -> None:
        self._timer = _core.InferenceTimer(
            threads=options["threads"], repeats=options["repeats"], blocks=options["blocks"]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __call__(self, architecture: _core.Architecture) -> _core.Latency | None:
        return self._timer.measure_all([_core.spaces.get(architecture.space).build(architecture)])[0]


class RemoteMeasurer:
    """Measures through one long-lived connection, made again when it breaks."""

    def __init__(self, name: str, link: Link, options: dict[str, int], say: Say) -> None:
        self._name, self._link, self._options, self._say = name, link, options, say

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._link.close()

    def __call__(self, architecture: _core.Architecture) -> _core.Latency | None:
        """None for a network at which the device breaks off again and again."""
        request = {"command": "time", **described(architecture), **self._options}
        for attempt in range(1, TRIES_PER_NETWORK + 1):
            try:
                return latency_of(self._link.ask(request))
            except UnreachableError:
                raise
            except LostError as error:
                self._say(f"{self._name}: {error}")
                time.sleep(self._link.patience.pause_s(attempt))
        return None
