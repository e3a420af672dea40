"""Calibration of a device: networks of all spaces are measured on it, and a model of its latency is fitted."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.device_link import LostError, Patience, UnreachableError
from narrows.devices import LOCAL, Device, described, folder, latency_of, locked
from narrows.progress import Progress

SPACES = ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext")
FEWEST = 20
SPREAD = 100  # largest multiply-accumulates over smallest
TRIES_PER_NETWORK = 3

Drawn = tuple[_core.SearchSpace, _core.Architecture]
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Calibration:
    """What a calibration found."""

    device: str
    model: _core.LatencyModel
    error: _core.LatencyError
    """By cross-validation: on networks that the model had not seen."""
    measured_ms: list[float]
    predicted_ms: list[float]
    """By models that had not seen the network."""
    networks: list[tuple[str, str]]
    """Space and architecture of each."""
    left_out: int
    disturbed: int
    """Networks whose latency was measured on a busy or throttled machine."""
    model_file: Path
    store: Path

    def to_dict(self) -> dict[str, Any]:
        names = ("median_relative", "p90_relative", "within_10_percent", "r_squared", "rank_correlation")
        errors = {name: getattr(self.error, name) for name in names}
        counts = {"left_out": self.left_out, "disturbed": self.disturbed}
        places = {"model": str(self.model_file), "store": str(self.store)}
        return {"device": self.device, "networks": len(self.networks), **counts, **errors, **places}

    def plot(self, path: str | Path) -> None:
        """Predicted against measured latency, one mark for each network, as an image or PDF."""
        from narrows.calibration_plot import draw

        draw(self, path)


def store_file(store: str | Path | None) -> Path:
    return Path(store) if store is not None else folder() / "latencies.db"


def model_file(device: str, store: Path) -> Path:
    """Beside the store."""
    return store.parent / f"{device}.latency.json"


def draw_networks(count: int, seed: int, max_macs: int, tell: Tell = lambda done, of, text: None) -> list[Drawn]:
    """Networks of all five spaces in turn, their multiply-accumulates spread flat; fewer are the first of more."""
    share = -(-count // len(SPACES))
    by_space = []
    for number, name in enumerate(SPACES):
        tell(number, len(SPACES), name)
        space = _core.spaces.get(name)
        law = _core.find_law(space, _core.Flat("macs", max_macs / SPREAD, max_macs), seed=seed).law
        by_space.append(take_below(space, law, share, seed, max_macs))
    tell(len(SPACES), len(SPACES), "")
    return [(space, drawn[i]) for i in range(share) for space, drawn in by_space][:count]


def take_below(
    space: _core.SearchSpace, law: _core.SamplingLaw, share: int, seed: int, max_macs: int
) -> tuple[_core.SearchSpace, list[_core.Architecture]]:
    """The first `share` different architectures of the law below the limit."""
    found: dict[str, _core.Architecture] = {}
    for draws in (4 * share, 16 * share, 256 * share):
        for architecture in law.sample(draws, seed):
            if 0 < space.cost(architecture).macs < max_macs:
                found.setdefault(architecture.to_json(), architecture)
        if len(found) >= share:
            break
    return space, list(found.values())[:share]


def calibrate(
    device: Device,
    networks: int = 100,
    *,
    seed: int = 0,
    max_macs: int = 50_000_000,
    threads: int = 1,
    repeats: int = 10,
    blocks: int = 9,
    store: str | Path | None = None,
    patience: Patience | None = None,
    progress: bool | Tell = True,
) -> Calibration:
    """Measures networks on a device, each stored as it comes, and fits a LatencyModel to all of them.

    The same call goes on where an earlier one was stopped: what is in the store is not measured again. A network during
    whose measurement the connection breaks three times, while the device can be reached, is left out.

    Parameters
    ----------
    networks
        How many, over all five spaces; at least 20.
    seed
        Same seed, same networks. More networks go on where fewer ended.
    max_macs
        Multiply-accumulates of each network lie below that, spread flat from a hundredth of it.
    threads, repeats, blocks
        As for InferenceTimer.
    store
        A results database; by default `latencies.db` in `narrows.devices.folder()`. The model is written beside it.
    patience
        How long to wait for answers and how often to connect again.
    progress
        True shows it, False nothing; or a function that is given what is done, of how much, and a text.

    Raises
    ------
    ValueError
        For a bad argument.
    Error
        If another calibration of this device runs, the device cannot be reached any more (what to type to go on is
        said; nothing measured is lost), or the store cannot be written.
    """
    if networks < FEWEST:
        raise ValueError(f"networks must be at least {FEWEST}, not {networks}")
    if max_macs < 100_000:
        raise ValueError(f"max_macs must be at least 100000, not {max_macs}")
    path = store_file(store)
    with locked(f"calibrate-{device.name}", f"another calibration of {device.name} is running; try again after it"):
        path.parent.mkdir(parents=True, exist_ok=True)
        results = _core.ResultsStore(path)
        shown = Shown(progress)
        with shown:
            drawn = draw_networks(networks, seed, max_macs, lambda *now: shown.tell("laws", *now))
            options = {"threads": threads, "repeats": repeats, "blocks": blocks}
            work = Measuring(device, results, drawn, options, patience or Patience(), shown)
            try:
                work.run()
            except LostError as error:
                command = work.command(networks, seed, max_macs, store)
                raise _core.Error(f"{error}; {work.kept()}; to go on: {command}") from error
        return fitted(device, work, path)


class Shown:
    """Bars, a function that is told, or nothing."""

    def __init__(self, progress: bool | Tell) -> None:
        self._bars = Progress() if progress is True else None
        self._function = progress if callable(progress) else None

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._bars is not None:
            self._bars.__exit__(*exception)

    def tell(self, stage: str, done: int, of: int, text: str) -> None:
        if self._bars is not None:
            self._bars.update(stage, done, of, text)
        if self._function is not None and stage != "laws":
            self._function(done, of, text)

    def say(self, line: str) -> None:
        if self._bars is not None:
            self._bars.say(line)


class Measuring:
    """The networks that a store does not have yet, one after another."""

    def __init__(
        self,
        device: Device,
        results: _core.ResultsStore,
        drawn: Sequence[Drawn],
        options: dict[str, int],
        patience: Patience,
        shown: Shown,
    ) -> None:
        self.device, self.results, self.drawn, self.options = device, results, drawn, options
        self._patience, self._shown = patience, shown
        self._stored = _core.StoredDevice(device.name, device.description)
        self.latencies = self._known()
        self.left_out: list[str] = []

    def _known(self) -> dict[tuple[str, str], _core.Latency]:
        """By space and architecture: of this engine and as many threads, for the images of the built-in spaces."""
        return {
            key_of(stored.network): stored.latency
            for stored in self.results.latencies(self.device.name)
            if (stored.latency.engine, stored.latency.threads) == (self.device.engine, self.options["threads"])
            and (tuple(stored.network.input_shape), stored.network.classes) == ((3, 32, 32), 10)
        }

    def run(self) -> None:
        with self._measurer() as measure:
            for number, (space, architecture) in enumerate(self.drawn):
                self._shown.tell(f"calibrating {self.device.name}", number, len(self.drawn), self._text())
                network = _core.StoredNetwork.of(space, architecture)
                if key_of(network) not in self.latencies:
                    self._measure_one(measure, network, architecture)
        self._shown.tell(f"calibrating {self.device.name}", len(self.drawn), len(self.drawn), self._text())

    def _measure_one(self, measure: Any, network: _core.StoredNetwork, architecture: _core.Architecture) -> None:
        latency = measure(architecture)
        if latency is None:
            self.left_out.append(architecture.to_json())
            self._shown.say(f"{network.space} is left out: {self.device.name} broke off {TRIES_PER_NETWORK} times")
            return
        self.results.put(network, self._stored, latency)
        self.latencies[key_of(network)] = latency

    def _measurer(self) -> LocalMeasurer | RemoteMeasurer:
        if self.device.name == LOCAL:
            return LocalMeasurer(self.options)
        return RemoteMeasurer(self.device, self.options, self._patience, self._shown.say)

    def _text(self) -> str:
        latest = list(self.latencies.values())[-1:]
        return f"{latest[0].median_ms:.3g} ms" if latest else ""

    def kept(self) -> str:
        known = sum(key in self.latencies for key in map(key_of_drawn, self.drawn))
        return f"{known} of {len(self.drawn)} networks are measured and kept"

    def command(self, networks: int, seed: int, max_macs: int, store: str | Path | None) -> str:
        words = ["narrows", "device", "calibrate", self.device.name, "--networks", str(networks)]
        words += ["--seed", str(seed), "--max-macs", str(max_macs), "--threads", str(self.options["threads"])]
        return shlex.join(words + (["--store", str(store)] if store is not None else []))


def key_of(network: _core.StoredNetwork) -> tuple[str, str]:
    return network.space, canonical(network.architecture)


def key_of_drawn(drawn: Drawn) -> tuple[str, str]:
    return drawn[0].name, canonical(drawn[1].to_json())


def canonical(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


class LocalMeasurer:
    """Measures in this process."""

    def __init__(self, options: dict[str, int]) -> None:
        self._timer = _core.InferenceTimer(
            threads=options["threads"], repeats=options["repeats"], blocks=options["blocks"]
        )

    def __enter__(self) -> LocalMeasurer:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __call__(self, architecture: _core.Architecture) -> _core.Latency | None:
        return self._timer.measure_all([_core.spaces.get(architecture.space).build(architecture)])[0]


class RemoteMeasurer:
    """Measures through one long-lived connection, made again when it breaks."""

    def __init__(self, device: Device, options: dict[str, int], patience: Patience, say: Callable[[str], None]) -> None:
        self._name, self._options, self._say = device.name, options, say
        self._link = device.link(patience, say)

    def __enter__(self) -> RemoteMeasurer:
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


def fitted(device: Device, work: Measuring, store: Path) -> Calibration:
    """Fits to the networks drawn, whenever they were measured."""
    keys, pairs = [], []
    # By space: folds take every fifth, so that each leaves out some of every space and not one space wholly.
    for space, architecture in sorted(work.drawn, key=lambda drawn: drawn[0].name):
        key = key_of_drawn((space, architecture))
        if key in work.latencies:
            keys.append(key)
            pairs.append((space.build(architecture), work.latencies[key].median_ms))
    if len(pairs) < FEWEST:
        raise _core.Error(f"{len(pairs)} networks were measured on {device.name}: too few for a model ({FEWEST})")
    model = _core.LatencyModel.fit(pairs)
    path = model_file(device.name, store)
    part = path.with_suffix(".part")
    part.write_text(model.to_json() + "\n", encoding="utf-8")
    part.replace(path)
    return Calibration(
        device=device.name,
        model=model,
        error=_core.LatencyModel.cross_validate(pairs),
        measured_ms=[latency for _, latency in pairs],
        predicted_ms=list(_core.LatencyModel.cross_predict(pairs)),
        networks=keys,
        left_out=len(work.left_out),
        disturbed=sum(work.latencies[key].disturbed for key in keys),
        model_file=path,
        store=store,
    )
