"""What measures the networks of a calibration: this process, or a device behind a connection."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from narrows import _core
from narrows.devices.link import Link, LostError, Say, UnreachableError
from narrows.devices.messages import described, latency_of, operators_of

TRIES_PER_NETWORK = 3


@dataclass(frozen=True)
class Timing:
    """What was measured of one network."""

    latency: _core.Latency
    operators: list[_core.OperatorTime]
    """Where the time goes; empty where the device does not say."""


class Measurer(Protocol):
    """A context manager that measures one architecture after another; None for one at which it breaks off."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def __call__(self, architecture: _core.Architecture) -> Timing | None: ...


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

    def __call__(self, architecture: _core.Architecture) -> Timing | None:
        model = _core.Model.initialised(_core.spaces.get(architecture.space).build(architecture))
        return Timing(self._timer.measure_all([model])[0], self._timer.per_operator(model))


class RemoteMeasurer:
    """Measures through one long-lived connection, made again when it breaks."""

    def __init__(self, name: str, link: Link, options: dict[str, int], say: Say) -> None:
        self._name, self._link, self._options, self._say = name, link, options, say

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._link.close()

    def __call__(self, architecture: _core.Architecture) -> Timing | None:
        """None for a network at which the device breaks off again and again."""
        request = {"command": "time", **described(architecture), **self._options, "per_operator": True}
        for attempt in range(1, TRIES_PER_NETWORK + 1):
            try:
                answer = self._link.ask(request)
                return Timing(latency_of(answer), operators_of(answer))
            except UnreachableError:
                raise
            except LostError as error:
                self._say(f"{self._name}: {error}")
                time.sleep(self._link.patience.pause_s(attempt))
        return None
