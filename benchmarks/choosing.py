"""Which networks below a limit to train: ways of choosing, replayed on released results.

Every network of FILE that lies in a window [limit / 2, limit) is a candidate; a way of choosing picks some without
knowing their accuracies. Its regret is how much more accurate, in points, the best of the window is than the best of
those picked; the mean is over 25 windows, evenly spaced on a logarithmic scale, that hold at least 20 candidates (12
in single spaces). "error" is `expected_error` as it is in the library, "refitted" the same regression fitted anew for
each window on networks outside it. Intervals: 95 %, by a bootstrap over networks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from math import comb
from pathlib import Path

import numpy as np
from accuracy_fit import SPACES, Released, fit, read

import narrows as nw

PICKS = (1, 3, 5, 10)
WINDOWS = 25
GOALS = {"params": 0.15, "flops": 0.05, "Pi latency": 0.05, "params and Pi latency": 0.05}  # with 10 picked

Window = np.ndarray  # indices of the candidates
Score = Callable[[Window], np.ndarray]  # larger is picked first


def limits(values: np.ndarray) -> np.ndarray:
    low, high = np.nanpercentile(values, [5, 100])
    return np.geomspace(1.5 * low, high, WINDOWS)


def windows(data: Released, resource: str, inside: np.ndarray, least: int) -> Iterator[Window]:
    values = {"params": data.params, "flops": data.flops, "Pi latency": data.pi_ms}
    if resource in values:
        column = values[resource]
        for limit in limits(column[inside]):
            yield np.flatnonzero(inside & (column >= limit / 2) & (column < limit))
        return
    ratio = np.nanmedian(data.pi_ms / data.params**0.5)  # a latency limit that binds about as often as that on params
    for limit in limits(data.params[inside]):
        latency = ratio * limit**0.5
        below = (data.params < limit) & (data.pi_ms < latency)
        yield np.flatnonzero(inside & below & ((data.params >= limit / 2) | (data.pi_ms >= latency / 2)))


def random_regret(accuracy: np.ndarray, picks: int) -> float:
    """The mean over all ways of picking that many at random."""
    best_first = np.sort(accuracy)[::-1]
    count = len(best_first)
    picks = min(picks, count)
    chances = [comb(count - 1 - i, picks - 1) / comb(count, picks) for i in range(count - picks + 1)]
    return float(best_first[0] - np.dot(chances, best_first[: len(chances)]))


def regret(accuracy: np.ndarray, score: np.ndarray, picks: int) -> float:
    first = np.argsort(-score, kind="stable")[:picks]
    return float(accuracy.max() - accuracy[first].max())


def scores(data: Released) -> dict[str, Score]:
    spaces = {name: nw.spaces.get(name) for name in SPACES}
    networks = [spaces[s].build(a) for s, a in zip(data.space, data.architecture, strict=True)]
    costs = [nw.count(network) for network in networks]
    parameters = np.array([cost.parameters for cost in costs], float)
    macs = np.array([cost.macs for cost in costs], float)
    expected = [nw.expected_error(s, network) for s, network in zip(data.space, networks, strict=True)]
    error = np.array([100.0 if e is None else e for e in expected])
    rows = np.arange(len(data))

    def refitted(window: Window) -> np.ndarray:
        return -fit(data, np.setdiff1d(rows, window)).log_error(data.space[window], data.shape[window])

    return {
        "parameters": lambda window: parameters[window],
        "macs": lambda window: macs[window],
        "error": lambda window: -error[window],
        "refitted": refitted,
    }


def interval(means: Sequence[float]) -> str:
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{low:.2f}-{high:.2f}"


class Cell:
    """One resource over some spaces: its windows, and the regret of each way of choosing."""

    def __init__(self, data: Released, resource: str, inside: np.ndarray, least: int):
        self.accuracy = 100 - data.error
        self.windows = [w for w in windows(data, resource, inside, least) if len(w) >= least]

    def random(self, picks: int) -> float:
        return float(np.mean([random_regret(self.accuracy[w], picks) for w in self.windows]))

    def mean(self, ranked: list[np.ndarray], picks: int) -> float:
        pairs = zip(self.windows, ranked, strict=True)
        return float(np.mean([regret(self.accuracy[w], s, picks) for w, s in pairs]))

    def bootstrap(self, ranked: list[np.ndarray], picks: int, repeats: int, seed: int = 0) -> list[float]:
        random = np.random.default_rng(seed)
        means = []
        for _ in range(repeats):
            some = []
            for window, score in zip(self.windows, ranked, strict=True):
                drawn = random.integers(0, len(window), len(window))
                some.append(regret(self.accuracy[window[drawn]], score[drawn], picks))
            means.append(float(np.mean(some)))
        return means


def report(data: Released, name: str, inside: np.ndarray, least: int, repeats: int) -> list[str]:
    """Prints a table for some spaces; returns what misses its goal."""
    ways = scores(data)
    missed = []
    for resource, goal in GOALS.items():
        cell = Cell(data, resource, inside, least)
        if not cell.windows:
            continue
        print(f"\n{name}, windows on {resource} ({len(cell.windows)})")
        print(f"{'':12}" + "".join(f"{f'{k} picked':>20}" for k in PICKS))
        at_random = {k: cell.random(k) for k in PICKS}
        print(f"{'random':12}" + "".join(f"{at_random[k]:20.2f}" for k in PICKS))
        for way, score in ways.items():
            ranked = [score(w) for w in cell.windows]
            means = {k: cell.mean(ranked, k) for k in PICKS}
            spans = {k: interval(cell.bootstrap(ranked, k, repeats)) for k in PICKS}
            print(f"{way:12}" + "".join(f"{f'{means[k]:.2f} ({spans[k]})':>20}" for k in PICKS))
            if way != "error":
                continue
            if name == "all spaces" and means[10] > goal:
                missed.append(f"{name}, {resource}: {means[10]:.2f} with 10, above {goal}")
            if name == "all spaces" and means[3] > 0.3:
                missed.append(f"{name}, {resource}: {means[3]:.2f} with 3, above 0.3")
            if means[10] > at_random[10] + 0.2:
                missed.append(f"{name}, {resource}: {means[10]:.2f} with 10, more than 0.2 above random")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="released results, as JSON lines")
    parser.add_argument("--bootstrap", type=int, default=200, help="repeats for the intervals")
    arguments = parser.parse_args()
    data = read(arguments.data)
    print(f"{len(data)} networks; mean regret in points of CIFAR-10 test accuracy (95 % interval)")
    missed = report(data, "all spaces", np.ones(len(data), bool), 20, arguments.bootstrap)
    for space in SPACES:
        missed += report(data, space, data.space == space, 12, arguments.bootstrap)
    print("\n" + ("\n".join(f"MISSED: {line}" for line in missed) if missed else "every goal is met"))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
