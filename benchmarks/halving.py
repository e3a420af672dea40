"""What halving costs, and what it misses: real trainings of the same networks, all to the end and by halves.

One search trains `--train` networks to the end. What halving would have done follows from the accuracies that these
reached after each epoch, for a training that pauses has the weights of one that does not; `--check` runs that search
too, and compares. Regret: by how many points of validation accuracy the best that halving delivers is behind the best
there is; beside it what training only the first few costs. The folders in `--out` go on where they were stopped; this
trains for hours.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from pathlib import Path

import numpy as np

import narrows as nw


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="fashion-mnist")
    parser.add_argument("--space", nargs="+", default=["mobilenetv2"])
    parser.add_argument("--max-parameters", default="50k")
    parser.add_argument("--train", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--subset", type=int, default=0, help="training images; 0: all")
    parser.add_argument("--choose", default="random", help="of networks that are chosen well none is far behind")
    parser.add_argument("--check", action="store_true", help="runs the search with halving as well")
    parser.add_argument("--out", type=Path, default=Path("runs/halving"))
    return parser.parse_args()


def search(given: argparse.Namespace, spend: str) -> nw.SearchRun:
    return nw.search(
        given.data,
        given.space,
        max_parameters=given.max_parameters,
        out=given.out / spend,
        candidates=max(100, given.train),
        train=given.train,
        choose=given.choose,
        recipe="fast",
        epochs=given.epochs,
        subset=given.subset,
        spend=spend,
    )


def curves(run: nw.SearchRun) -> np.ndarray:
    """[networks, epochs]: validation accuracies, in the order in which the networks were chosen."""
    trained = {it.name: it.result.training.history for it in run.trained}
    return np.array(
        [
            [epoch.validation_accuracy for epoch in trained[candidate.name]]
            for candidate in run.plan.chosen
            if candidate.name in trained
        ]
    )


def halve(accuracy: np.ndarray) -> tuple[float, float]:
    """What the best of those that reach the end has, and the share of all epochs that are trained for it."""
    networks, epochs = accuracy.shape
    left, before, trained = np.arange(networks), 0, 0
    for networks_left, until in rungs(networks, epochs):
        order = np.argsort(-accuracy[left, before - 1], kind="stable") if before else np.arange(len(left))
        left = np.sort(left[order[:networks_left]])
        trained += len(left) * (until - before)
        before = until
    return float(accuracy[left, -1].max()), trained / accuracy.size


def rungs(networks: int, epochs: int) -> list[tuple[int, int]]:
    """As the library has them; `--check` compares."""
    found: list[tuple[int, int]] = []
    halvings = min(3, int(np.ceil(np.log2(networks)))) if networks > 1 else 0
    for shift in range(halvings, -1, -1):
        until = max(1, epochs >> shift)
        if found and until == found[-1][1]:
            continue
        found.append(((found[-1][0] + 1) // 2 if found else networks, until))
    return found


def first_few(accuracy: np.ndarray, share: float) -> float:
    """The mean best of as many networks, trained to the end, as cost that share of all epochs."""
    few = max(1, round(share * len(accuracy)))
    ends = accuracy[:, -1]
    sets = itertools.islice(itertools.combinations(ends, few), 20_000)
    return statistics.mean(max(each) for each in sets)


def main() -> None:
    given = parse()
    full = search(given, "full")
    accuracy = curves(full)
    best = accuracy[:, -1].max()
    reached, share = halve(accuracy)
    print(f"{len(accuracy)} networks, {accuracy.shape[1]} epochs; the best reaches {best:.2%}")
    print(f"halving: {share:.0%} of the epochs, {100 * (best - reached):.2f} points behind the best")
    print(f"so many at random to the end: {100 * (best - first_few(accuracy, share)):.2f} points behind, in the mean")
    if given.check:
        halved = search(given, "halving")
        assert halved.best is not None and abs((halved.best.validation_accuracy or 0) - reached) < 1e-9
        print(f"the search that halves delivers the same: {halved.best.name}, {len(halved.stopped)} were stopped")


if __name__ == "__main__":
    main()
