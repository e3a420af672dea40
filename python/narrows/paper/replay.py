"""Ways of choosing what to train, replayed on accuracies that the authors released: no training, but error bars."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from narrows._core import Architecture, Limit, Network, Resource, Target, meets
from narrows._core._paper import ReleasedResult, network, read_released_results
from narrows.charts import COLOURS, FAINT, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _not_counted(_: Network) -> float:
    raise RuntimeError("a released latency is looked up, not counted")


class Method(Protocol):
    """What a method needs to have; `nw.Proposer` is a base class for it."""

    def start(self, candidates: Sequence[Architecture], seed: int) -> None: ...

    def ask(self, count: int) -> list[Architecture]: ...

    def tell(self, architecture: Architecture, accuracy: float) -> None: ...


@dataclass(frozen=True)
class Replay:
    """How far a method stayed behind the best network below a limit, after each training."""

    candidates: int
    """Networks of the authors that meet the limit."""
    regret: NDArray[np.float64] = field(repr=False)
    """[repeats, trained]: points of accuracy between the best candidate and the best of the first 1, 2, … trained."""

    @property
    def mean(self) -> NDArray[np.float64]:
        """[trained]: the mean regret over the repeats."""
        return np.asarray(self.regret.mean(axis=0))

    @property
    def interval(self) -> NDArray[np.float64]:
        """[2, trained]: the 2.5th and the 97.5th percentile of the regret over the repeats."""
        return np.percentile(self.regret, [2.5, 97.5], axis=0)

    def __str__(self) -> str:
        low, high = self.interval
        parts = [
            f"{self.mean[k - 1]:.2f} ({low[k - 1]:.2f}-{high[k - 1]:.2f}) with {k}"
            for k in (1, 3, 5, 10, 20, 50)
            if k <= len(self.mean)
        ]
        return f"behind the best of {self.candidates}, in points: " + ", ".join(parts)


def replay(
    proposer: Method,
    limit: Target | Sequence[Target] | None = None,
    repeats: int = 50,
    *,
    results: str | os.PathLike[str] | Sequence[ReleasedResult],
    max_latency: str | float | None = None,
    trained: int = 10,
    at_once: int = 1,
    device: str | None = None,
    spaces: Sequence[str] | None = None,
) -> Replay:
    """Has a method choose among the authors' networks below a limit, and tells it the accuracies they reached.

    Each repeat starts the method anew (`proposer.start(candidates, seed=repeat)`) on another bootstrap sample of the
    networks that meet the limit: the spread of the regret holds the luck of the method and that of the networks.

    Parameters
    ----------
    proposer
        A `nw.Proposer`, or anything with its `start`, `ask` and `tell`.
    limit
        `nw.Limit("parameters", "100k")`, a Band, or several of them, on "parameters" and "macs" as the authors counted
        them.
    repeats
        1 or more.
    results
        The file of released results (as for `narrows paper import`), or its rows from `nw.paper.read_released_results`.
    max_latency
        A limit on the latency that the authors measured on `device`: "200ms", or milliseconds. Besides `limit`, or
        alone.
    trained
        How many networks may be trained, 1 or more; fewer where the limit is met by fewer.
    at_once
        How many the method is asked for at a time.
    device
        What `max_latency` means, such as "pi3bplus"; the only one by default.
    spaces
        Only networks of these spaces; all by default.

    Raises
    ------
    ValueError
        Without a limit, for one on another resource, a device that is not among the results, fewer than 2 networks
        within the limit, or a method that asks for something that is not a candidate, or twice for the same.
    """
    for name, value in (("repeats", repeats), ("trained", trained), ("at_once", at_once)):
        if value < 1:
            raise ValueError(f"{name} must be 1 or more, not {value}")
    targets = [limit] if isinstance(limit, Target) else list(limit or [])
    if max_latency is not None:
        targets.append(Limit(Resource("latency", _not_counted, "ms"), max_latency))
    if not targets:
        raise ValueError("a replay needs a limit or max_latency")
    rows = read_released_results(os.fspath(results)) if isinstance(results, (str, os.PathLike)) else results
    accuracies = within(rows, targets, device, spaces)
    if len(accuracies) < 2:
        raise ValueError(f"{len(accuracies)} released networks meet the limit; a replay needs at least 2")
    trained = min(trained, len(accuracies))
    regret = np.array([one(proposer, accuracies, seed, trained, at_once) for seed in range(repeats)])
    return Replay(candidates=len(accuracies), regret=regret)


def within(
    rows: Sequence[ReleasedResult], targets: Sequence[Target], device: str | None, spaces: Sequence[str] | None
) -> dict[Architecture, float]:
    """The accuracies of the networks that meet all targets, each network once: some numbers stand for the same."""
    latency = any(target.resource.name == "latency" for target in targets)
    if latency:
        device = only_device(rows, device)
    found: dict[Architecture, float] = {}
    for row in rows:
        if row.accuracy is None or (spaces and row.space not in spaces) or (latency and row.device != device):
            continue
        if meets(list(targets), [amount(row, target) for target in targets]):
            found.setdefault(network(row.space, row.law, row.id), row.accuracy)
    return found


def only_device(rows: Sequence[ReleasedResult], device: str | None) -> str:
    there = sorted({row.device for row in rows if row.device})
    if device is None and len(there) == 1:
        return there[0]
    if device not in there:
        raise ValueError(f"device must be one of {', '.join(there) or 'none: no latencies'}, not {device!r}")
    return device


def amount(row: ReleasedResult, target: Target) -> float:
    amounts = {"parameters": row.params, "macs": row.flops, "latency": row.latency_ms}
    if target.resource.name not in amounts:
        raise ValueError(f"a replay knows limits on {', '.join(amounts)}, not on {target.resource.name!r}")
    return float(amounts[target.resource.name])


def one(proposer: Method, accuracies: dict[Architecture, float], seed: int, trained: int, at_once: int) -> list[float]:
    """The regret after each training of one repeat."""
    names = list(accuracies)
    drawn = np.random.default_rng(seed).integers(0, len(names), len(names))
    left = {names[i]: 100 * accuracies[names[i]] for i in sorted(set(drawn.tolist()))}
    best = max(left.values())
    proposer.start(list(left), seed)
    reached: list[float] = []
    while len(reached) < trained and left:
        asked = proposer.ask(min(at_once, trained - len(reached)))
        if not asked:
            break
        for architecture in asked:
            if architecture not in left:
                raise ValueError(f"{architecture!r} is no candidate of this repeat, or was asked for before")
            reached.append(left.pop(architecture))
            proposer.tell(architecture, reached[-1] / 100)
    if not reached:
        raise ValueError(f"{proposer!r} asked for nothing")
    so_far = np.maximum.accumulate(reached + [reached[-1]] * (trained - len(reached)))
    return [float(best - value) for value in so_far]


def replay_figure(replays: Mapping[str, Replay]) -> Figure:
    """Mean regret over the number of trainings, one curve for each method, with 95 % intervals."""
    import matplotlib.pyplot as plt

    figure: Figure
    with style():
        figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
        for (name, found), hue in zip(replays.items(), cycle(COLOURS.values()), strict=False):
            trained = np.arange(1, found.regret.shape[1] + 1)
            axes.plot(trained, found.mean, color=hue, label=name)
            axes.fill_between(trained, *found.interval, color=hue, alpha=0.12, linewidth=0)
        axes.set(xlabel="networks trained", ylabel="behind the best, in points", xlim=(1, None), ylim=(0, None))
        axes.set_title("Regret of ways to choose, on the authors' results")
        axes.grid(axis="y")
        axes.legend(frameon=False)
        axes.tick_params(color=FAINT)
        plt.close(figure)
    return figure
