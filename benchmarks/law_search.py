"""Quality and time of the search for laws, against rejection, DEAP, Optuna and pymoo.

Everything runs on one thread; shares are of 10,000 fresh draws of a seed that no search used. Breadth is log10 of the
law's cardinality over log10 of the number of architectures that meet the target (counted one by one for pnasnet, by
multilevel splitting elsewhere). Prints rows as they come; --json and --markdown write all tables to files. All tables
take about eight minutes, with --quick (fewer limits, peers for 2 s each) about one.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from peers.law_optimizers import PEERS, BoxProblem

import narrows as nw
from narrows.law import spans

Row = dict[str, Any]
SPACES = ("densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext")
PARAMETERS = (1e4, 3e4, 1e5, 3e5, 1e6, 3e6)
MACS = (1e6, 1e7, 1e8)
FRESH = 10_000
FRESH_SEED = 20_260_101
SEVERAL: list[tuple[str, list[nw.Target]]] = [
    ("mobilenetv2", [nw.Band("parameters", 25e3, 50e3), nw.Limit("macs", 5e6)]),
    ("mobilenetv2", [nw.Limit("parameters", 1e5), nw.Limit("macs", 1e7), nw.Limit("peak_activation_bytes", "200KiB")]),
    ("densenet", [nw.Band("parameters", 1e5, 2e5), nw.Band("macs", 2e7, 4e7)]),
    ("densenet", [nw.Limit("parameters", 3e5), nw.Limit("peak_activation_bytes", "256KiB")]),
    ("googlenet", [nw.Band("parameters", 1e5, 2e5), nw.Limit("macs", 4e7)]),
    ("googlenet", [nw.Limit("weight_bytes", "1MiB"), nw.Limit("macs", 1e8)]),
    ("pnasnet", [nw.Band("parameters", 5e4, 1e5), nw.Band("macs", 1e7, 2e7)]),
    ("resnext", [nw.Limit("parameters", 1e5), nw.Limit("macs", 3e7)]),
    ("resnext", [nw.Band("parameters", 1e5, 2e5), nw.Limit("macs", 5e7), nw.Limit("peak_activation_bytes", "1MiB")]),
    ("mobilenetv2", [nw.Band("parameters", 1e6, 2e6), nw.Limit("macs", 2e5)]),  # cannot be met
]


def share_inside(law: nw.SamplingLaw, targets: Sequence[nw.Target]) -> float:
    costs = law.costs(FRESH, FRESH_SEED)
    columns = [costs[target.resource.name] for target in targets]
    return float(np.mean([nw.meets(targets, list(map(float, row))) for row in zip(*columns, strict=True)]))


def distinct_and_fixed(law: nw.SamplingLaw) -> tuple[int, int]:
    drawn = [architecture.to_json() for architecture in law.sample(20_000, FRESH_SEED)]
    return len(set(drawn)), sum(row["distinct"] == 1 for row in spans(law))


def reachable(space: nw.SearchSpace, target: nw.Target) -> float | None:
    """log10 of the number of architectures that meet the target; None if there is none."""
    count = nw.count_architectures(space, target, population=400).log10_count
    return count if count > 0 else None


def limit_row(name: str, resource: str, tau: float, seed: int) -> Row:
    space, target = nw.spaces.get(name), nw.Limit(resource, tau)
    band = reachable(space, target)
    result = nw.find_law(space, target, seed=seed)
    inside = share_inside(result.law, [target])
    distinct, fixed = distinct_and_fixed(result.law)
    size = result.law.log10_cardinality
    good = inside >= 0.95 and size >= 0.6 * (band or 0) and 3 * fixed <= len(space.variables)
    # pnasnet: at least a tenth of all architectures in the band; elsewhere 10,000 distinct ones of 20,000 draws
    good &= size + math.log10(inside) >= (band or 0) - 1 if name == "pnasnet" else distinct >= 10_000
    row = {"space": name, "resource": resource, "limit": tau, "seed": seed, "inside": inside, "distinct": distinct}
    row |= {"fixed": fixed, "variables": len(space.variables), "log10_law": size, "log10_band": band}
    return row | {"boxes": len(result.law.boxes), "seconds": result.seconds, "good": bool(good)}


def limits_table(asked: argparse.Namespace) -> list[Row]:
    print("space        target              inside  distinct  fixed  log10 law  log10 band  breadth  boxes  seconds")
    limits = [("parameters", tau) for tau in PARAMETERS] + [("macs", tau) for tau in MACS]
    rows = []
    for name in SPACES:
        for resource, tau in limits[::4] if asked.quick else limits:
            for seed in range(asked.seeds):
                rows.append(row := limit_row(name, resource, tau, seed))
                print(
                    f"{name:12} {resource:10} {tau:8.0e} {row['inside']:7.1%} {row['distinct']:9,}"
                    f" {row['fixed']:3}/{row['variables']:2} {row['log10_law']:10.1f} {row['log10_band']:11.1f}"
                    f" {row['log10_law'] / row['log10_band']:8.0%} {row['boxes']:6} {row['seconds']:8.2f}"
                    f"{'' if row['good'] else '  short'}",
                    flush=True,
                )
    times = [row["seconds"] for row in rows]
    short = sum(not row["good"] for row in rows)
    print(f"median {statistics.median(times):.2f} s, worst {max(times):.2f} s, {short} of {len(times)} short\n")
    return rows


def flat_table(asked: argparse.Namespace) -> list[Row]:
    print("flat over the reachable part of 1e3..1e7 parameters: share of each whole half decade over equal")
    rows = []
    for name in SPACES:
        result = nw.find_law(nw.spaces.get(name), nw.Flat("parameters", 1e3, 1e7))
        costs = result.law.costs(FRESH, FRESH_SEED)["parameters"]
        places = np.log10(np.maximum(costs, 1)) * 2 - 6
        top = min(8.0, 2 * math.log10(float(np.quantile(costs, 0.9999))) - 6)
        equal = FRESH / top
        ratios = [float(np.sum((places >= k) & (places < k + 1)) / equal) for k in range(int(top + 0.02))]
        print(f"{name:12} {' '.join(f'{ratio:5.2f}' for ratio in ratios)}   {result.seconds:.2f} s", flush=True)
        rows.append({"space": name, "ratios": ratios, "seconds": result.seconds})
    print()
    return rows


def several_table(asked: argparse.Namespace) -> list[Row]:
    print("several targets at once")
    rows = []
    for name, targets in SEVERAL:
        text = " and ".join(repr(target).strip("<>") for target in targets)
        row: Row = {"space": name, "targets": text}
        began = time.perf_counter()
        try:
            result = nw.find_law(nw.spaces.get(name), targets)
        except ValueError as error:
            row |= {"refused": str(error), "seconds": time.perf_counter() - began}
            print(f"{name:12} {text}\n    refused in {row['seconds']:.2f} s: {error}", flush=True)
        else:
            row |= {"inside": share_inside(result.law, targets), "log10_law": result.law.log10_cardinality}
            row["seconds"] = result.seconds
            print(
                f"{name:12} {text}\n    {row['inside']:.1%} inside, 10^{row['log10_law']:.1f}, {row['seconds']:.2f} s",
                flush=True,
            )
        rows.append(row)
    print(f"worst {max(row['seconds'] for row in rows):.2f} s\n")
    return rows


def narrows_alone(space: nw.SearchSpace, target: nw.Target) -> tuple[float | None, nw.LawResult]:
    """Seconds until the best box had 95 % of its generation's draws inside; and what the whole search found."""
    law_after: list[float] = []

    def look(now: nw.LawProgress) -> bool:
        if not law_after and now.latest.share_inside >= 0.95:
            law_after.append(now.latest.seconds)
        return True

    result = nw.find_law(space, target, progress=look)
    return (law_after[0] if law_after else None), result


def rejection(space: nw.SearchSpace, target: nw.Target) -> float | None:
    """Draws from L0 per network inside; None if there was none."""
    uniform = nw.SamplingLaw.uniform(space).costs(1_000_000, 1, ["parameters"])["parameters"]
    hits = int(np.sum((uniform >= target.low) & (uniform < target.high)))
    return 1_000_000 / hits if hits else None


def peers_table(asked: argparse.Namespace) -> list[Row]:
    seconds = 2.0 if asked.quick else asked.peer_seconds
    print(f"100k parameters: narrows, and others for {seconds:.0f} s each on one box with the same counting:")
    print("seconds to 95 % inside, log10 of the architectures of the broadest law with 95 % inside")
    target = nw.Limit("parameters", 1e5)
    rows = []
    for name in SPACES:
        space = nw.spaces.get(name)
        first, result = narrows_alone(space, target)
        draws = rejection(space, target)
        row: Row = {"space": name, "rejection_draws": draws, "inside": share_inside(result.law, [target])}
        row |= {"narrows": [first, result.law.log10_cardinality], "narrows_seconds": result.seconds}
        print(f"{name:12} rejection from L0: {f'{draws:,.0f}' if draws else 'over 1,000,000'} draws per network inside")
        print(f"    narrows        {number(first)} s, 10^{result.law.log10_cardinality:.1f} in {result.seconds:.2f} s")
        for peer, search in PEERS.items():
            problem = BoxProblem(space, target, seconds)
            search(problem)
            row[peer] = [problem.inside_after, problem.best[0] if problem.best else None]
            print(f"    {peer:14} {number(row[peer][0])} s, 10^{number(row[peer][1])}", flush=True)
        rows.append(row)
    print()
    return rows


def number(value: float | None) -> str:
    return "never" if value is None else f"{value:.2f}"


def markdown(tables: dict[str, list[Row]]) -> str:
    """The tables as docs/law-search.md has them."""
    writers = {"limits": limits_markdown, "flat": flat_markdown, "several": several_markdown, "peers": peers_markdown}
    return "\n".join(writers[name](rows) for name, rows in tables.items())


def lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows]) + "\n"


def short_number(value: float) -> str:
    return f"{value / 1e6:.0f}M" if value >= 1e6 else f"{value / 1e3:.0f}k"


def limits_markdown(rows: list[Row]) -> str:
    rows = [row for row in rows if row["seed"] == 0]
    keys = list(dict.fromkeys((row["resource"], row["limit"]) for row in rows))
    head = ["space", *[f"{'MACs ' if kind == 'macs' else ''}{short_number(tau)}" for kind, tau in keys], "seconds"]
    body = []
    for name in SPACES:
        own = {(row["resource"], row["limit"]): row for row in rows if row["space"] == name}
        cells = [f"{100 * r['inside']:.1f} %, {r['log10_law']:.1f} / {r['log10_band']:.1f}" for r in own.values()]
        body.append([name, *cells, f"{statistics.mean(r['seconds'] for r in own.values()):.2f}"])
    times = [row["seconds"] for row in rows]
    return lines(head, body) + f"\nMedian {statistics.median(times):.2f} s, worst {max(times):.2f} s.\n"


def flat_markdown(rows: list[Row]) -> str:
    body = [[r["space"], f"{min(r['ratios']):.2f}", f"{max(r['ratios']):.2f}", f"{r['seconds']:.2f}"] for r in rows]
    return lines(["space", "least", "most", "seconds"], body)


def several_markdown(rows: list[Row]) -> str:
    body = []
    for row in rows:
        found = ["refused", ""] if "refused" in row else [f"{100 * row['inside']:.1f} %", f"{row['log10_law']:.1f}"]
        body.append([row["space"], row["targets"], *found, f"{row['seconds']:.2f}"])
    return lines(["space", "targets", "inside", "log10 of the law", "seconds"], body)


def peers_markdown(rows: list[Row]) -> str:
    names = ["narrows", *PEERS]
    body = []
    for row in rows:
        cells = [f"{number(row[n][0])} s, {'–' if row[n][1] is None else f'{row[n][1]:.1f}'}" for n in names]
        draws = f"{row['rejection_draws']:,.0f}" if row["rejection_draws"] else "over 1,000,000"
        body.append([row["space"], *cells, draws])
    return lines(["space", *names, "draws from L0 per network"], body)


TABLES: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    "limits": limits_table,
    "flat": flat_table,
    "several": several_table,
    "peers": peers_table,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", choices=list(TABLES), action="append")
    parser.add_argument("--quick", action="store_true", help="three limits per space, peers for 2 s each")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--peer-seconds", type=float, default=10)
    parser.add_argument("--json", type=Path, help="file for all rows")
    parser.add_argument("--markdown", type=Path, help="file for the tables of docs/law-search.md")
    asked = parser.parse_args()
    found = {name: TABLES[name](asked) for name in asked.table or TABLES}
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(markdown(found), encoding="utf-8")


if __name__ == "__main__":
    main()
