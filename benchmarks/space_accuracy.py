"""What each space reaches within the same limits: mobilenetv3 beside the five spaces of the paper, trained alike.

For every space and limit, on parameters and on MACs, a search draws candidates inside the limit and trains `--train` of
them, taken at random (the spaces are compared, not the choosing), with one recipe, on the same images. Printed are the
best and the mean accuracy on validation images, and of the best the accuracy on test images and its parameters. Every
search has a folder in `--out`: the same call goes on where it was stopped. It trains for hours: `make bench` leaves
it out.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from typing import Any

import narrows as nw

SPACES = ("densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext", "mobilenetv3")
LIMITS = ("20k,2M", "100k,4M", "500k,10M")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="fashion-mnist")
    parser.add_argument("--spaces", nargs="+", default=list(SPACES), choices=nw.spaces.names())
    parser.add_argument("--limits", nargs="+", default=list(LIMITS), help="of parameters and of MACs")
    parser.add_argument("--train", type=int, default=3, help="networks of each space and limit")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--subset", type=int, default=0, help="training images; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="of the CPU; 0: all")
    parser.add_argument("--out", type=Path, default=Path("runs/space_accuracy"))
    return parser.parse_args()


def trained(arguments: argparse.Namespace, space: str, limit: str) -> list[nw.TrainedNetwork]:
    """The networks of one search, best first."""
    parameters, macs = limit.split(",")
    recipe = nw.Recipe(epochs=arguments.epochs, learning_rate=0.05, schedule="cosine")
    return nw.search(
        arguments.data,
        space,
        max_parameters=parameters,
        max_macs=macs,
        out=arguments.out / f"{space}-{parameters}-{arguments.train}",
        candidates=max(20, arguments.train),
        train=arguments.train,
        choose="random",
        recipe=recipe,
        subset=arguments.subset,
        seed=arguments.seed,
        threads=arguments.threads,
    ).trained


def row(space: str, limit: str, networks: list[nw.TrainedNetwork]) -> list[str]:
    trainings: list[Any] = [network.result.training for network in networks]
    accuracies = [training.validation_accuracy for training in trainings]
    test = trainings[0].test_accuracy
    return [
        limit,
        space,
        str(len(networks)),
        f"{max(accuracies):.2%}",
        f"{statistics.mean(accuracies):.2%}",
        "–" if test is None else f"{test:.2%}",
        f"{trainings[0].network.cost.parameters:,}",
        f"{trainings[0].network.cost.macs:,}",
    ]


def main() -> None:
    arguments = parse()
    head = ["limit", "space", "networks", "best", "mean", "test accuracy of the best", "its parameters", "its MACs"]
    rows = [
        row(space, limit, trained(arguments, space, limit)) for limit in arguments.limits for space in arguments.spaces
    ]
    for line in [head, ["---"] * len(head), *rows]:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
