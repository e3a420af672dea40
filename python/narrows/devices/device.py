"""A device that latency is measured on: this machine, or another one behind a command."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.devices.calibration import calibrate
from narrows.devices.calibration_networks import network_of
from narrows.devices.calibration_result import Calibration
from narrows.devices.link import Link, Patience, Reply, Say, command_line
from narrows.devices.measurers import LocalMeasurer, Measurer, RemoteMeasurer
from narrows.devices.messages import Subject, described, latency_of, model_of, operators_of, tell_block
from narrows.devices.place import model_file, read_model, store_file
from narrows.progress import OnProgress

LOCAL = "local"


@dataclass(frozen=True)
class Device:
    """A device with narrows-device on it, behind a command such as `ssh pi@raspberrypi.local`."""

    name: str
    via: str = ""
    program: str = ""
    """Path of narrows-device at the other end."""
    identity: Reply = field(default_factory=dict)
    """What it says about itself: cpu, architecture, cores, engine ..."""

    @property
    def description(self) -> str:
        """In words, for stores and tables."""
        cores = self.identity.get("cores")
        known = [self.identity.get("cpu"), self.identity.get("architecture"), f"{cores} cores" if cores else None]
        return ", ".join(word for word in known if word)

    @property
    def engine(self) -> str:
        return str(self.identity.get("engine", ""))

    def link(self, patience: Patience | None = None, say: Say = lambda line: None) -> Link:
        """A line to the device, made when first used."""
        words = [self.program, "serve"]
        prefix = shlex.split(self.via)
        return Link(self.name, lambda: command_line(prefix, words), self.identity, patience, say)

    def measurer(self, options: dict[str, int], patience: Patience, say: Say) -> Measurer:
        """What a calibration measures with; `options` as for InferenceTimer."""
        return RemoteMeasurer(self.name, self.link(patience, say), options, say)

    def timer(self, threads: int = 1, repeats: int = 10, blocks: int = 9, **options: Any) -> _core.AbstractTimer:
        """What a search takes to measure on this device."""
        return RemoteTimer(self, threads, repeats, blocks, **options)

    def measure(
        self,
        models: Sequence[Subject],
        *,
        threads: int = 1,
        repeats: int = 10,
        blocks: int = 9,
        progress: OnProgress | None = None,
    ) -> list[_core.Latency]:
        """Latencies of models, networks, architectures or ONNX files, measured in turn.

        `progress` is given what is done, of how much, and a text, after every block.
        """
        with self.link() as link:
            options = {"threads": threads, "repeats": repeats, "blocks": blocks, "progress": progress is not None}
            request = {"command": "time", "models": [described(subject) for subject in models], **options}
            results = link.ask_again(request, None if progress is None else partial(told_of, progress))["results"]
        return [latency_of(result) for result in results]

    def per_operator(self, model: Subject, *, threads: int = 1) -> list[_core.OperatorTime]:
        """Where the time of one model goes."""
        with self.link() as link:
            answer = link.ask_again({"command": "time", **described(model), "threads": threads, "per_operator": True})
        return operators_of(answer)

    def calibrate(self, networks: int | None = None, **options: Any) -> Calibration:
        """Measures networks of all spaces, few with `like="OTHER"`, and fits a LatencyModel.

        See `narrows.devices.calibration.calibrate`.
        """
        return calibrate(self, networks, **options)

    @property
    def calibrated(self) -> bool:
        """Whether there is a model of its latency."""
        return model_file(self.name, store_file(None)).exists()

    def reference(self, threads: int = 1) -> _core.StoredLatency | None:
        """The calibration's network in the middle: what shows whether the device is still the one it was."""
        path = store_file(None)
        known = _core.ResultsStore(path, read_only=True).latencies(self.name) if path.exists() else []
        same = [each for each in known if (each.latency.engine, each.latency.threads) == (self.engine, threads)]
        steady = sorted(
            (each for each in same if not each.latency.disturbed and network_of(each.network)),
            key=lambda each: each.latency.median_ms,
        )
        return steady[len(steady) // 2] if steady else None

    def calibration(self, store: str | Path | None = None) -> Calibration:
        """What the last calibration found: times, errors, where the time goes; Error where there is none."""
        return Calibration.load(self.name, store_file(store))

    def latency_model(self, store: str | Path | None = None) -> _core.LatencyModel:
        """The model of the last calibration."""
        return read_model(self.name, store_file(store))


def told_of(progress: OnProgress, now: Reply) -> None:
    """A device's report after a block."""
    tell_block(progress, now["network"], now["networks"], now["block"], now["blocks"])


def told_here(progress: OnProgress, now: _core.BlockProgress) -> None:
    tell_block(progress, now.network, now.networks, now.block, now.blocks)


class LocalDevice(Device):
    """This machine, measured in this process."""

    def __init__(self) -> None:
        cores = len(os.sched_getaffinity(0))
        identity = {
            "cpu": _core.machine_name(),
            "architecture": os.uname().machine,
            "cores": cores,
            "engine": _core.engine_version(),
        }
        super().__init__(LOCAL, identity=identity)

    def measurer(self, options: dict[str, int], patience: Patience, say: Say) -> Measurer:
        return LocalMeasurer(options)

    def timer(self, threads: int = 1, repeats: int = 10, blocks: int = 9, **options: Any) -> _core.AbstractTimer:
        return _core.InferenceTimer(threads=threads, repeats=repeats, blocks=blocks)

    def measure(
        self,
        models: Sequence[Subject],
        *,
        threads: int = 1,
        repeats: int = 10,
        blocks: int = 9,
        progress: OnProgress | None = None,
    ) -> list[_core.Latency]:
        timer = _core.InferenceTimer(threads=threads, repeats=repeats, blocks=blocks)
        loaded = [model_of(subject) for subject in models]
        return timer.measure_all(loaded, progress=None if progress is None else partial(told_here, progress))

    def per_operator(self, model: Subject, *, threads: int = 1) -> list[_core.OperatorTime]:
        subject = model_of(model)
        whole = _core.Model.initialised(subject) if isinstance(subject, _core.Network) else subject
        return _core.InferenceTimer(threads=threads).per_operator(whole)


class RemoteTimer(_core.AbstractTimer):
    """Measures on a device; the connection is kept until the timer is closed, and made again when it breaks."""

    def __init__(
        self,
        device: Device,
        threads: int = 1,
        repeats: int = 10,
        blocks: int = 9,
        *,
        patience: Patience | None = None,
        say: Say = lambda line: None,
    ) -> None:
        super().__init__()
        self._options = {"threads": threads, "repeats": repeats, "blocks": blocks}
        self._link = device.link(patience, say)

    def measure(self, model: _core.Model) -> _core.Latency:
        return latency_of(self._link.ask_again({"command": "time", **described(model), **self._options}))

    def close(self) -> None:
        self._link.close()
