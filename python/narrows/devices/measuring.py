"""Measures the networks that a store does not have yet, and shows how far it is."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, Self

from narrows import _core
from narrows.devices.calibration_networks import Key, Sample, key_of_sample, key_of_stored
from narrows.devices.link import Patience, Say
from narrows.devices.measurers import TRIES_PER_NETWORK, Measurer
from narrows.devices.step_log import StepLog
from narrows.progress import OnProgress, Progress


class CalibratedDevice(Protocol):
    """What a calibration needs of a device."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def engine(self) -> str: ...
    def measurer(self, options: dict[str, int], patience: Patience, say: Say) -> Measurer: ...


class CalibrationProgress:
    """Bars, a function that is told, or nothing."""

    def __init__(self, progress: bool | OnProgress) -> None:
        self._bars = Progress() if progress is True else None
        self._function = progress if callable(progress) else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._bars is not None:
            self._bars.__exit__(*exception)

    def update(self, stage: str, done: int, of: int, text: str) -> None:
        if self._bars is not None:
            self._bars.update(stage, done, of, text, timed=stage != "laws")
        if self._function is not None and stage != "laws":
            self._function(done, of, text)

    def say(self, line: str) -> None:
        if self._bars is not None:
            self._bars.say(line)


class Measuring:
    """The networks that a store does not have yet, one after another."""

    def __init__(
        self,
        device: CalibratedDevice,
        results: _core.ResultsStore,
        drawn: Sequence[Sample],
        steps: StepLog,
        options: dict[str, int],
        patience: Patience,
        progress: CalibrationProgress,
    ) -> None:
        self.device, self.results, self.drawn, self.options = device, results, drawn, options
        self._patience, self._progress = patience, progress
        self._stored = _core.StoredDevice(device.name, device.description)
        self._steps = steps
        self.latencies = self._known()
        self.operators = steps.read()
        self.left_out: list[str] = []

    def _known(self) -> dict[Key, _core.Latency]:
        """By space and architecture: of this engine, as many threads, and the networks that the spaces build today."""
        today = {key_of_sample(sample): _core.StoredNetwork.of(*sample) for sample in self.drawn}
        known = {}
        for stored in self.results.latencies(self.device.name):
            key, latency = key_of_stored(stored.network), stored.latency
            same = key in today and stored.network.same_as(today[key])
            if same and (latency.engine, latency.threads) == (self.device.engine, self.options["threads"]):
                known[key] = latency
        return known

    def run(self) -> None:
        with self.device.measurer(self.options, self._patience, self._progress.say) as measure:
            waiting = [sample for sample in self.drawn if key_of_sample(sample) not in self.latencies]
            known = len(self.drawn) - len(waiting)
            for number, (space, architecture) in enumerate(waiting, known):
                self._tell(number)
                self._measure_one(measure, _core.StoredNetwork.of(space, architecture), architecture)
        self._tell(len(self.drawn))

    def _tell(self, done: int) -> None:
        self._progress.update(f"calibrating {self.device.name}", done, len(self.drawn), self._text())

    def _measure_one(self, measure: Measurer, network: _core.StoredNetwork, architecture: _core.Architecture) -> None:
        timing = measure(architecture)
        if timing is None:
            self.left_out.append(architecture.to_json())
            self._progress.say(f"{network.space} is left out: {self.device.name} broke off {TRIES_PER_NETWORK} times")
            return
        key = key_of_stored(network)
        self.results.put(network, self._stored, timing.latency)
        if timing.operators:
            self._steps.add(key, timing.operators)
        self.latencies[key], self.operators[key] = timing.latency, timing.operators

    def _text(self) -> str:
        latest = list(self.latencies.values())[-1:]
        return f"{latest[0].median_ms:.3g} ms" if latest else ""

    def kept(self) -> str:
        known = sum(key in self.latencies for key in map(key_of_sample, self.drawn))
        return f"{known} of {len(self.drawn)} networks are measured and kept"

    def command(
        self, networks: int, seed: int, max_macs: int, store: str | Path | None, like: str | None = None
    ) -> str:
        words = ["narrows", "device", "calibrate", self.device.name, "--networks", str(networks)]
        words += ["--seed", str(seed), "--max-macs", str(max_macs), "--threads", str(self.options["threads"])]
        words += ["--like", like] if like is not None else []
        return shlex.join(words + (["--store", str(store)] if store is not None else []))
