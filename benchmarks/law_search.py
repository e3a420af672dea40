"""Quality and time of the search for laws: `python benchmarks/law_search.py [--table limits|flat|several|peers]`.

Everything runs on one thread; shares are of 10,000 fresh draws of a seed that no search used. Breadth is log10 of the
law's cardinality over log10 of the number of architectures that meet the target (counted one by one for pnasnet, by
multilevel splitting elsewhere).
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import narrows as nw
from narrows.law import levels, spans

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


def limits_table(seeds: int) -> None:
    print("space        target              inside  distinct  fixed  log10 law  log10 band  breadth  boxes  seconds")
    times, failures = [], 0
    for name in nw.spaces.names():
        space = nw.spaces.get(name)
        for resource, tau in [("parameters", t) for t in PARAMETERS] + [("macs", t) for t in MACS]:
            target = nw.Limit(resource, tau)
            band = nw.count_architectures(space, target, population=400).log10_count
            for seed in range(seeds):
                result = nw.find_law(space, target, seed=seed)
                inside = share_inside(result.law, [target])
                distinct, fixed = distinct_and_fixed(result.law)
                breadth = result.law.log10_cardinality / band
                good = inside >= 0.95 and breadth >= 0.6 and 3 * fixed <= len(space.variables)
                if name == "pnasnet":
                    good &= result.law.log10_cardinality + math.log10(inside) >= band - 1
                else:
                    good &= distinct >= 10_000
                failures += not good
                times.append(result.seconds)
                print(
                    f"{name:12} {resource:10} {tau:8.0e} {inside:7.1%} {distinct:9,} {fixed:3}/{len(space.variables):2}"
                    f" {result.law.log10_cardinality:10.1f} {band:11.1f} {breadth:8.0%} {len(result.law.boxes):6}"
                    f" {result.seconds:8.2f}{'' if good else '  short'}",
                    flush=True,
                )
    print(f"median {statistics.median(times):.2f} s, worst {max(times):.2f} s, {failures} of {len(times)} short\n")


def flat_table() -> None:
    print("flat over the reachable part of 1e3..1e7 parameters: share of each whole half decade over equal")
    for name in nw.spaces.names():
        result = nw.find_law(nw.spaces.get(name), nw.Flat("parameters", 1e3, 1e7))
        costs = result.law.costs(FRESH, FRESH_SEED)["parameters"]
        places = np.log10(np.maximum(costs, 1)) * 2 - 6
        top = min(8.0, 2 * math.log10(float(np.quantile(costs, 0.9999))) - 6)
        equal = FRESH / top
        ratios = [np.sum((places >= k) & (places < k + 1)) / equal for k in range(int(top + 0.02))]
        print(f"{name:12} {' '.join(f'{ratio:5.2f}' for ratio in ratios)}   {result.seconds:.2f} s", flush=True)
    print()


def several_table() -> None:
    print("several targets at once")
    for name, targets in SEVERAL:
        text = " and ".join(repr(target).strip("<>") for target in targets)
        began = time.perf_counter()
        try:
            result = nw.find_law(nw.spaces.get(name), targets)
        except ValueError as error:
            print(f"{name:12} {text}\n    refused in {time.perf_counter() - began:.2f} s: {error}", flush=True)
            continue
        inside = share_inside(result.law, targets)
        print(
            f"{name:12} {text}\n    {inside:.1%} inside, 10^{result.law.log10_cardinality:.1f}, {result.seconds:.2f} s",
            flush=True,
        )
    print()


class BoxProblem:
    """One box as a vector of two numbers of [0, 1] per variable, judged by our counting: for other optimizers."""

    def __init__(self, space: nw.SearchSpace, target: nw.Target) -> None:
        self.space, self.target = space, target
        self.size = 2 * len(space.variables)

    def law(self, vector: Sequence[float]) -> nw.SamplingLaw:
        ranges: dict[str, Any] = {}
        for i, variable in enumerate(self.space.variables):
            values = list(levels(variable))
            low, high = sorted(min(len(values) - 1, int(x * len(values))) for x in vector[2 * i : 2 * i + 2])
            ranges[variable.name] = values[low : high + 1] if variable.options else (values[low], values[high])
        return nw.SamplingLaw(self.space, ranges)

    def judge(self, vector: Sequence[float]) -> tuple[float, float, float]:
        """Breadth, and share inside and mean distance from the target in octaves of 200 draws."""
        law = self.law(vector)
        name = self.target.resource.name
        values = law.costs(200, 1, [name])[name]
        place = np.log2(np.maximum(values, 1))
        missed = np.maximum(np.maximum(np.log2(self.target.low) - place, place - np.log2(self.target.high)), 0)
        inside = (values >= self.target.low) & (values < self.target.high)
        return law.log10_cardinality, float(np.mean(inside)), float(np.mean(missed))

    def fitness(self, vector: Sequence[float]) -> float:
        """The search's own fitness: breadth in bits, less what is missing inside and how far away it lies."""
        breadth, share, missed = self.judge(vector)
        return breadth / math.log10(2) - self.size / 2 * (20 * max(0.0, 0.96 - share) + 10 * missed)


def with_deap(problem: BoxProblem, seconds: float) -> list[float]:
    import random

    from deap import base, creator, tools

    random.seed(0)
    if not hasattr(creator, "Best"):
        creator.create("Best", base.Fitness, weights=(1.0,))
        creator.create("Vector", list, fitness=creator.Best)
    end = time.perf_counter() + seconds

    def made(values: Sequence[float]) -> Any:
        vector = creator.Vector(values)
        vector.fitness.values = (problem.fitness(vector),)
        return vector

    people = [made([random.random() for _ in range(problem.size)]) for _ in range(40)]
    while time.perf_counter() < end:
        children = [list(p) for p in tools.selTournament(people, 40, 3)]
        for a, b in zip(children[::2], children[1::2], strict=True):
            tools.cxTwoPoint(a, b)
        for child in children:
            tools.mutGaussian(child, 0, 0.1, 0.1)
        people = tools.selBest(people + [made([min(max(x, 0), 1) for x in c]) for c in children], 40)
    return list(people[0])


def with_optuna(problem: BoxProblem, seconds: float) -> list[float]:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(seed=0, multivariate=True, constraints_func=lambda t: t.user_attrs["short"])
    study = optuna.create_study(direction="maximize", sampler=sampler)

    def objective(trial: Any) -> float:
        vector = [trial.suggest_float(f"x{i}", 0, 1) for i in range(problem.size)]
        breadth, share, missed = problem.judge(vector)
        trial.set_user_attr("short", (0.95 - share + missed,))
        trial.set_user_attr("fitness", problem.fitness(vector))
        return breadth

    study.optimize(objective, timeout=seconds)
    best = max(study.trials, key=lambda trial: trial.user_attrs.get("fitness", -math.inf))
    return [best.params[f"x{i}"] for i in range(problem.size)]


def with_pymoo(problem: BoxProblem, seconds: float) -> list[float]:
    from pymoo.algorithms.soo.nonconvex.ga import GA
    from pymoo.core.problem import ElementwiseProblem
    from pymoo.optimize import minimize

    class Boxes(ElementwiseProblem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(n_var=problem.size, n_obj=1, xl=0, xu=1)

        def _evaluate(self, x: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            out["F"] = -problem.fitness(list(x))

    found = minimize(Boxes(), GA(pop_size=40), ("time", seconds), seed=0, verbose=False)
    return list(found.X)


def peers_table(seconds: float) -> None:
    print(f"100k parameters; other optimizers for {seconds:.0f} s each on one box; share and log10 of architectures")
    peers: dict[str, Callable[[BoxProblem, float], list[float]]] = {
        "deap": with_deap,
        "optuna": with_optuna,
        "pymoo": with_pymoo,
    }
    target = nw.Limit("parameters", 1e5)
    for name in nw.spaces.names():
        space = nw.spaces.get(name)
        began = time.perf_counter()
        result = nw.find_law(space, target)
        took = time.perf_counter() - began
        uniform = nw.SamplingLaw.uniform(space).costs(200_000, 1, ["parameters"])["parameters"]
        hits = int(np.sum((uniform >= target.low) & (uniform < target.high)))
        rejection = f"{200_000 / hits:,.0f}" if hits else "more than 200,000"
        line = f"{name:12} narrows {share_inside(result.law, [target]):.1%} 10^{result.law.log10_cardinality:.1f}"
        line += f" in {took:.2f} s | rejection from L0: {rejection} drawn per network inside"
        for peer, search in peers.items():
            law = BoxProblem(space, target).law(search(BoxProblem(space, target), seconds))
            line += f" | {peer} {share_inside(law, [target]):.1%} 10^{law.log10_cardinality:.1f}"
        print(line, flush=True)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", choices=["limits", "flat", "several", "peers"], action="append")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--peer-seconds", type=float, default=10)
    asked = parser.parse_args()
    tables: dict[str, Callable[[], None]] = {
        "limits": lambda: limits_table(asked.seeds),
        "flat": flat_table,
        "several": several_table,
        "peers": lambda: peers_table(asked.peer_seconds),
    }
    for name in asked.table or tables:
        tables[name]()


if __name__ == "__main__":
    main()
