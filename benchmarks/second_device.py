"""Devices that others measured: the authors' released networks on a Raspberry Pi 3B+ and a MacBook.

What a model of whole networks' times reaches on rows that are noisy themselves, and what one device's calibration says
of another from ten networks measured there.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import narrows as nw
from narrows import _core

RELEASED = Path(__file__).resolve().parents[2] / "shared/data/iotnets-even.jsonl"
STEADY = 0.1  # rows whose standard deviation is below this share of their mean tell good predictions from bad ones
PI, MACBOOK = "pi3bplus", "macbook"
FEW = 10
SLOPE_PENALTY, TRAIT_PENALTY = 0.1, 0.3
Array = np.ndarray


@dataclass(frozen=True)
class Row:
    """A released network, its times in ms and their standard deviations."""

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
            found.append(Row(network, *times))
    return found


def parted(rows: Sequence[Row], count: int, device: str, seed: int) -> tuple[list[Row], list[Row]]:
    """That many at random, and the steady ones of the others."""
    order = np.random.default_rng(seed).permutation(len(rows))
    chosen, others = order[:count], order[count:]
    return [rows[i] for i in chosen], [rows[i] for i in others if rows[i].steady(device)]


def fitted(rows: Sequence[Row], device: str) -> nw.LatencyModel:
    return nw.LatencyModel.fit([(row.network, row.ms[device]) for row in rows])


def traits(network: nw.Network) -> list[float]:
    """What a network is made of, in ten numbers: how much of it, in how many steps, of which kinds."""
    cost = nw.count(network)
    work: dict[str, float] = defaultdict(float)
    for _, step in _core.steps_of(network):
        work[step.kind] += step.macs
    kinds = Counter(type(node.op) for node in network.nodes)
    sizes = (cost.macs, cost.parameters, cost.peak_activation_bytes, len(network.nodes), kinds[nw.Conv2d])
    shares = [work[kind] / cost.macs for kind in ("depthwise", "grouped", "pointwise")]
    return [*map(math.log, sizes), *shares, *(kinds[op] / len(network.nodes) for op in (nw.Concat, nw.BatchNorm))]


def transferred(known: Array, few: Sequence[int], times: Array, made_of: Array) -> Array:
    """Times on a second device of networks whose times on a first one are known, from those of a few of them.

    The logarithm of what it takes longer, by ridge regression on the first device's time and on what the networks are
    made of; penalties are chosen once, so that without measurements the second device would be the first one.
    """
    first = np.log(known)
    columns = np.column_stack([np.ones_like(first), first - first[few].mean(), scaled(made_of)])
    penalties = np.diag([1e-9, SLOPE_PENALTY, *[TRAIT_PENALTY] * made_of.shape[1]])
    chosen = columns[few]
    weights = np.linalg.solve(chosen.T @ chosen + penalties, chosen.T @ (np.log(times) - first[few]))
    return np.exp(first + columns @ weights)


def scaled(columns: Array) -> Array:
    spread = columns.std(axis=0)
    return (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1)


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
        model = fitted(seen, MACBOOK)
        steady = [row for row in others if row.steady(PI)]
        known = np.array([model.predict(row.network) for row in steady])
        results.append(from_few([row.network for row in steady], known, np.array([row.ms[PI] for row in steady]), seed))
    say("MacBook to Pi from ten: Spearman, within 15 %", "goal 0.950 for the ranks", results)


def from_few(networks: Sequence[nw.Network], known: Array, measured: Array, seed: int) -> list[float]:
    """Rank correlation, and share within 15 %, of all networks but the ten that are measured on the second device."""
    order = np.random.default_rng(seed).permutation(len(networks))
    few, asked = order[:FEW], order[FEW:]
    predicted = transferred(known, few, measured[few], np.array([traits(network) for network in networks]))[asked]
    error = nw.LatencyError.of(predicted.tolist(), measured[asked].tolist())
    return [error.rank_correlation, within(predicted, measured[asked], 0.15)]
