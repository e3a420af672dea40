"""How often a network that a search chose below a latency limit breaks it: before its check by measuring, and after.

Searches of five spaces, three limits and two seeds, each up to its choice, so nothing is trained: `--train` networks
are chosen by predictions of this machine's calibration (which is made first), measured, and replaced where they break
the limit. `broken before` counts those that did. Afterwards all that were delivered are measured once more, in turn:
`broken after` counts those whose interval reaches the limit then. Every search has a folder in `--out`: the same call
goes on where it was stopped.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import narrows as nw

SPACES = ("densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext")


@dataclass(frozen=True)
class Outcome:
    """Of one search."""

    measured: int
    broken_before: int
    delivered: list[nw.Network]
    limit_ms: float


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", nargs="+", type=float, default=[0.2, 0.5, 1.5], help="in ms")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--train", type=int, default=5, help="networks of each search")
    parser.add_argument("--data", default="fashion-mnist")
    parser.add_argument("--device", default="local")
    parser.add_argument("--out", type=Path, default=Path("runs/latency_limit"))
    return parser.parse_args()


def breaks(latency: nw.Latency, limit_ms: float) -> bool:
    return max(latency.median_ms, latency.high_ms) >= limit_ms


def searched(arguments: argparse.Namespace, name: str, limit: float, seed: int) -> Outcome:
    folder = arguments.out / f"{name}-{limit:g}-{seed}"
    choice = {"max_latency": f"{limit:g}ms", "device": arguments.device, "train": arguments.train, "seed": seed}
    nw.search(arguments.data, name, **choice, candidates=20, until="choose", out=folder)
    run = nw.SearchRun.load(folder)
    measured = {each.network.architecture: each.latency for each in nw.ResultsStore(folder / "results.db").latencies(
        arguments.device)}  # fmt: skip
    broken = [it for it in measured.values() if breaks(it, limit)]
    shape = run.candidates[0].network.input_shape
    space = nw.spaces.get(name, shape, run.candidates[0].network.classes)
    chosen = [space.build(space.architecture(it.network.architecture)) for it in run.candidates if it.rank >= 0]
    return Outcome(len(measured), len(broken), chosen, limit)


def broken_after(outcomes: list[Outcome], device: str) -> list[int]:
    """Of each search; the networks of all are measured in turn."""
    latencies = iter(nw.devices.get(device).measure([it for each in outcomes for it in each.delivered]))
    taken = [[next(latencies) for _ in each.delivered] for each in outcomes]
    return [sum(breaks(it, each.limit_ms) for it in found) for each, found in zip(outcomes, taken, strict=True)]


def main() -> None:
    arguments = parse()
    found = {
        (name, limit): [searched(arguments, name, limit, seed) for seed in range(arguments.seeds)]
        for limit in arguments.limits
        for name in SPACES
    }
    print("| limit | space | chosen and measured | broken before | delivered | broken after |")
    print("| --- | --- | --- | --- | --- | --- |")
    sums = [0, 0, 0, 0]
    for (name, limit), outcomes in found.items():
        after = sum(broken_after(outcomes, arguments.device))
        row = [
            sum(it.measured for it in outcomes),
            sum(it.broken_before for it in outcomes),
            sum(len(it.delivered) for it in outcomes),
            after,
        ]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        print(f"| {limit:g} ms | {name} | " + " | ".join(map(str, row)) + " |", flush=True)
    print("| all | | " + " | ".join(map(str, sums)) + " |")
    print(f"broken before: {sums[1] / max(1, sums[0]):.1%}; after: {sums[3] / max(1, sums[2]):.1%} (goal: below 2 %)")


if __name__ == "__main__":
    main()
