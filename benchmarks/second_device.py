"""Devices that others measured: the authors' released networks on a Raspberry Pi 3B+ and a MacBook.

What a model of whole networks' times reaches on rows that are noisy themselves, and what one device's calibration says
of another from ten networks measured there.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import narrows as nw

RELEASED = Path(__file__).resolve().parents[2] / "shared/data/iotnets-even.jsonl"
STEADY = 0.1  # rows whose standard deviation is below this share of their mean tell good predictions from bad ones
PI, MACBOOK = "pi3bplus", "macbook"
FEW = 10
Array = np.ndarray


@dataclass(frozen=True)
class Row:
    """A released network, its times in ms and their standard deviations."""

    space: str
    network: nw.Network
    ms: dict[str, float]
    std_ms: dict[str, float]

    def steady(self, device: str) -> bool:
        return self.std_ms[device] < STEADY * self.ms[device]


def read(path: Path) -> list[Row]:
    """Rows of both devices."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get(f"{PI}_ms") and row.get(f"{MACBOOK}_ms"):
            space = nw.spaces.get(row["space"])
            network = space.build(nw.paper.network(row["space"], row["law"], row["id"]))
            times = ({device: row[f"{device}_{field}"] for device in (PI, MACBOOK)} for field in ("ms", "std_ms"))
            found.append(Row(row["space"], network, *times))
    return found


def parted(rows: Sequence[Row], count: int, device: str, seed: int) -> tuple[list[Row], list[Row]]:
    """That many at random, and the steady ones of the others."""
    order = np.random.default_rng(seed).permutation(len(rows))
    chosen, others = order[:count], order[count:]
    return [rows[i] for i in chosen], [rows[i] for i in others if rows[i].steady(device)]


def fitted(rows: Sequence[Row], device: str) -> nw.LatencyModel:
    return nw.LatencyModel.fit([(row.network, row.ms[device]) for row in rows])


def within(predicted: Array, measured: Array, share: float) -> float:
    return float(np.mean(np.abs(predicted / measured - 1) <= share))


def say(label: str, goal: str, results: Sequence[Sequence[float]]) -> None:
    """Median and range over the seeds of each figure."""
    middle, low, high = (f(np.array(results), axis=0) for f in (np.median, np.min, np.max))
    shown = [f"{m:.3f} [{lowest:.3f}, {highest:.3f}]" for m, lowest, highest in zip(middle, low, high, strict=True)]
    print(f"{label}: {', '.join(shown)} ({goal}); median and range over {len(results)} draws", flush=True)


def pi(path: Path, draws: int = 10) -> None:
    """A model of 100 random rows of the Raspberry Pi, on steady rows that it had not seen."""
    rows, results, seconds = read(path), [], []
    for seed in range(draws):
        seen, asked = parted(rows, 100, PI, seed)
        begin = time.process_time()
        model = fitted(seen, PI)
        seconds.append(time.process_time() - begin)
        error = nw.LatencyError.of([model.predict(row.network) for row in asked], [row.ms[PI] for row in asked])
        results.append([error.within_10_percent, error.rank_correlation])
    print(f"{len(rows)} released networks, {sum(row.steady(PI) for row in rows)} of them steady on the Pi; "
          f"100 to fit, {np.median(seconds):.1f} s of one thread")  # fmt: skip
    say("within 10 %, Spearman", "goals 0.600, 0.985", results)


def macbook_to_pi(path: Path, draws: int = 10) -> None:
    """The MacBook's calibration of 100 networks, and ten of others on the Pi."""
    rows, results = read(path), []
    for seed in range(draws):
        seen, others = parted(rows, 100, MACBOOK, seed)
        steady = [row for row in others if row.steady(PI)]
        measurements = [nw.LatencyMeasurement(row.network, row.ms[PI]) for row in steady]
        results.append(from_few(fitted(seen, MACBOOK), measurements, [row.space for row in steady], seed))
    say("MacBook to Pi from ten: Spearman, within 15 %, in the 90 % interval", "goal 0.950 for the ranks", results)


def from_few(
    first: nw.LatencyModel, measurements: Sequence[nw.LatencyMeasurement], spaces: Sequence[str], seed: int
) -> list[float]:
    """A first device's model and ten networks of a second one, asked of its others.

    Rank correlation, share within 15 %, share in the interval.
    """
    few = set(of_all_spaces(spaces, FEW, seed))
    model = nw.LatencyModel.fit_like([measurements[i] for i in sorted(few)], first)
    asked = [each for i, each in enumerate(measurements) if i not in few]
    predicted, measured = [model.predict(each.network) for each in asked], [each.latency_ms for each in asked]
    inside = [low <= ms <= high for (low, high), ms in zip(map(interval_of(model), asked), measured, strict=True)]
    error = nw.LatencyError.of(predicted, measured)
    return [error.rank_correlation, within(np.array(predicted), np.array(measured), 0.15), float(np.mean(inside))]


def interval_of(model: nw.LatencyModel) -> Callable[[nw.LatencyMeasurement], tuple[float, float]]:
    return lambda measurement: model.interval(measurement.network)


def of_all_spaces(spaces: Sequence[str], count: int, seed: int) -> list[int]:
    """Places of so many networks, of the spaces in turn as a calibration draws them, and of each at random."""
    order = [int(place) for place in np.random.default_rng(seed).permutation(len(spaces))]
    turns = {name: [place for place in order if spaces[place] == name] for name in sorted(set(spaces))}
    return [place for turn in itertools.zip_longest(*turns.values()) for place in turn if place is not None][:count]
