"""Limits on parameters in, networks out: what an hour finds, beside the best networks that the authors released.

For each limit a search over all spaces of the paper: the paper's way (ten networks at random, its recipe) as far as
`--paper-hours` let it run, and ours (chosen by expectation, the fast recipe, halving) within `--hours`. With
`--results FILE` (a file of released results in the form of benchmarks/choosing.py), the best released network of each
window [limit / 2, limit) stands beside them. Searches have folders in `--out` and go on where they were stopped.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import narrows as nw

SPACES = ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="cifar10")
    parser.add_argument("--limits", nargs="+", default=["20k", "100k", "500k"], help="on parameters")
    parser.add_argument("--hours", type=float, default=1.0, help="for the trainings of ours")
    parser.add_argument("--paper-hours", type=float, default=0.0, help="for the paper's way; 0: it is left out")
    parser.add_argument("--train", type=int, default=8, help="networks of ours")
    parser.add_argument("--epochs", type=int, default=25, help="of ours")
    parser.add_argument("--results", type=Path, help="what the authors released")
    parser.add_argument("--out", type=Path, default=Path("runs/headline"))
    return parser.parse_args()


def ours(given: argparse.Namespace, limit: str) -> dict[str, Any]:
    return {
        "out": given.out / f"ours-{limit}",
        "candidates": 500,
        "train": given.train,
        "recipe": "fast",
        "epochs": given.epochs,
        "spend": "halving",
        "hours": given.hours,
    }


def papers(given: argparse.Namespace, limit: str) -> dict[str, Any]:
    return {"out": given.out / f"paper-{limit}", "choose": "random", "hours": given.paper_hours}


def row(limit: str, way: str, run: nw.SearchRun) -> list[str]:
    """Hours are those of the epochs that were trained for the networks in the store."""
    best = run.best
    assert best is not None
    seconds = sum(epoch.seconds for it in run.trained for epoch in it.result.training.history)
    note = run.schedule.note if run.schedule else ""
    cells = [limit, way, f"{best.test_accuracy or 0:.2%}", f"{best.cost.parameters:,}", best.name]
    return [*cells, f"{seconds / 3600:.2f}", note]


def released(file: Path, limit: str) -> list[str]:
    """The best of the window by test accuracy: its authors chose on it too."""
    from accuracy_fit import read

    data, high = read(file), nw.Limit("parameters", limit).high
    inside = (data.params >= high / 2) & (data.params < high)
    best = 100 - min(data.error[inside])
    return [limit, "the best of the authors'", f"{best:.2f}%", "", f"of {inside.sum()}", "", ""]


def main() -> None:
    given = parse()
    rows = []
    for limit in given.limits:
        ways = {"ours": ours} | ({"the paper's way": papers} if given.paper_hours else {})
        for way, options in ways.items():
            run = nw.search(given.data, SPACES, max_parameters=limit, **options(given, limit))
            rows.append(row(limit, way, run))
        if given.results:
            rows.append(released(given.results, limit))
    head = ["limit", "way", "test accuracy of the best", "parameters", "network", "hours", "trained"]
    for line in [head, ["---"] * len(head), *rows]:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
