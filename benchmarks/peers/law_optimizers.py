"""What a user could do otherwise to find a law: DEAP, Optuna and pymoo on one box, with narrows' own counting."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import narrows as nw
from narrows.law import levels

WANTED = 0.95
CHECK_DRAWS = 2000
CHECK_SEED = 77


class BoxProblem:
    """One box as a vector of two numbers of [0, 1] per variable, judged by our counting; keeps the best of them."""

    def __init__(self, space: nw.SearchSpace, target: nw.Target, seconds: float) -> None:
        self.space, self.target = space, target
        self.size = 2 * len(space.variables)
        self.began = time.perf_counter()
        self.end = self.began + seconds
        self.inside_after: float | None = None  # seconds until a box held 95 % of fresh draws
        self.best: tuple[float, nw.SamplingLaw, float] | None = None  # log10 of its architectures, law, share

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
        share, missed = self.look(law, 200, 1)
        if share >= WANTED:
            self.take(law)
        return law.log10_cardinality, share, missed

    def look(self, law: nw.SamplingLaw, draws: int, seed: int) -> tuple[float, float]:
        name = self.target.resource.name
        values = law.costs(draws, seed, [name])[name]
        place = np.log2(np.maximum(values, 1))
        missed = np.maximum(np.maximum(np.log2(self.target.low) - place, place - np.log2(self.target.high)), 0)
        inside = (values >= self.target.low) & (values < self.target.high)
        return float(np.mean(inside)), float(np.mean(missed))

    def take(self, law: nw.SamplingLaw) -> None:
        """Keeps the broadest box that holds enough of fresh draws."""
        if self.best is not None and law.log10_cardinality <= self.best[0]:
            return
        share, _ = self.look(law, CHECK_DRAWS, CHECK_SEED)
        if share < WANTED:
            return
        self.best = law.log10_cardinality, law, share
        if self.inside_after is None:
            self.inside_after = time.perf_counter() - self.began

    def fitness(self, vector: Sequence[float]) -> float:
        """The search's own fitness: breadth in bits, less what is missing inside and how far away it lies."""
        breadth, share, missed = self.judge(vector)
        return breadth / math.log10(2) - self.size / 2 * (20 * max(0.0, 0.96 - share) + 10 * missed)

    @property
    def over(self) -> bool:
        return time.perf_counter() >= self.end


def with_deap(problem: BoxProblem) -> None:
    import random

    from deap import base, creator, tools

    random.seed(0)
    if not hasattr(creator, "Best"):
        creator.create("Best", base.Fitness, weights=(1.0,))
        creator.create("Vector", list, fitness=creator.Best)

    def made(values: Sequence[float]) -> Any:
        vector = creator.Vector(values)
        vector.fitness.values = (problem.fitness(vector),)
        return vector

    people = [made([random.random() for _ in range(problem.size)]) for _ in range(40)]
    while not problem.over:
        children = [list(p) for p in tools.selTournament(people, 40, 3)]
        for a, b in zip(children[::2], children[1::2], strict=True):
            tools.cxTwoPoint(a, b)
        for child in children:
            tools.mutGaussian(child, 0, 0.1, 0.1)
        people = tools.selBest(people + [made([min(max(x, 0), 1) for x in c]) for c in children], 40)


def with_optuna(problem: BoxProblem, sampler: Any) -> None:
    """Breadth is maximised; that enough is inside is a constraint, as the documentation advises."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize", sampler=sampler)

    def objective(trial: Any) -> float:
        vector = [trial.suggest_float(f"x{i}", 0, 1) for i in range(problem.size)]
        breadth, share, missed = problem.judge(vector)
        trial.set_user_attr("short", (WANTED + 0.01 - share + missed,))
        return breadth

    study.optimize(objective, timeout=problem.end - time.perf_counter())


def short(trial: Any) -> Any:
    return trial.user_attrs["short"]


def with_optuna_tpe(problem: BoxProblem) -> None:
    import optuna

    with_optuna(problem, optuna.samplers.TPESampler(seed=0, multivariate=True, constraints_func=short))


def with_optuna_nsga2(problem: BoxProblem) -> None:
    import optuna

    with_optuna(problem, optuna.samplers.NSGAIISampler(seed=0, constraints_func=short))


def with_pymoo(problem: BoxProblem) -> None:
    from pymoo.algorithms.soo.nonconvex.ga import GA
    from pymoo.core.problem import ElementwiseProblem
    from pymoo.optimize import minimize

    class Boxes(ElementwiseProblem):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(n_var=problem.size, n_obj=1, xl=0, xu=1)

        def _evaluate(self, x: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            out["F"] = -problem.fitness(list(x))

    minimize(Boxes(), GA(pop_size=40), ("time", max(0.1, problem.end - time.perf_counter())), seed=0, verbose=False)


PEERS: dict[str, Callable[[BoxProblem], None]] = {
    "DEAP": with_deap,
    "Optuna TPE": with_optuna_tpe,
    "Optuna NSGA-II": with_optuna_nsga2,
    "pymoo": with_pymoo,
}
