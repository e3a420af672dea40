"""Methods that say which networks to train next, and learn from how accurate those became.

>>> import narrows as nw
>>> method = nw.proposers.RegularisedEvolution()
>>> method.start(candidates, seed=0)  # doctest: +SKIP
>>> for architecture in method.ask(3):  # doctest: +SKIP
...     method.tell(architecture, train(architecture))
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache

from narrows._core import Architecture, expected_error, spaces

__all__ = ["ExpectedError", "Largest", "Proposer", "Random", "RegularisedEvolution", "nearest"]


class Proposer(ABC):
    """A method that chooses what to train among given networks, one after another or several at a time.

    Derive from it, or write any class with these three methods.
    """

    @abstractmethod
    def start(self, candidates: Sequence[Architecture], seed: int) -> None:
        """Begins anew, knowing nothing: the networks there are, each once, and the seed of what is random."""

    @abstractmethod
    def ask(self, count: int) -> list[Architecture]:
        """The next to train: at most `count` of the candidates, none of them asked for before; none if all were."""

    def tell(self, architecture: Architecture, accuracy: float) -> None:  # noqa: B027 (most methods do not learn)
        """The accuracy that a network reached, a share of [0, 1]. A method that does not learn ignores it."""


class _InOrder(Proposer):
    """A method whose order is settled at the start."""

    def start(self, candidates: Sequence[Architecture], seed: int) -> None:
        self._left = deque(self.order(candidates, seed))

    def ask(self, count: int) -> list[Architecture]:
        return [self._left.popleft() for _ in range(min(count, len(self._left)))]

    @abstractmethod
    def order(self, candidates: Sequence[Architecture], seed: int) -> list[Architecture]: ...


class Random(_InOrder):
    """The paper's way: at random."""

    def order(self, candidates: Sequence[Architecture], seed: int) -> list[Architecture]:
        return random.Random(seed).sample(list(candidates), len(candidates))


class Largest(_InOrder):
    """The largest first, over all spaces together: by parameters, unless `size` gives another number.

    Networks of a space of one's own need a `size`, such as `lambda it: space.cost(it).parameters`.
    """

    def __init__(self, size: Callable[[Architecture], float] | None = None):
        self.size = size or parameters

    def order(self, candidates: Sequence[Architecture], seed: int) -> list[Architecture]:
        return sorted(candidates, key=self.size, reverse=True)


class ExpectedError(_InOrder):
    """By `nw.expected_error`, as `choose="auto"` does: the largest where it knows nothing, after those it knows.

    In a replay on the results that it was fitted on it has seen the answers; `benchmarks/choosing.py` fits it anew
    without each window.
    """

    def order(self, candidates: Sequence[Architecture], seed: int) -> list[Architecture]:
        def rank(it: Architecture) -> tuple[bool, float]:
            error = known_error(it)
            return (True, -parameters(it)) if error is None else (False, error)

        return sorted(candidates, key=rank)


class RegularisedEvolution(Proposer):
    """Aging evolution: the best of a few of the youngest is changed in one variable; the oldest is forgotten.

    A child is the candidate nearest to the changed parent that has not been asked for.

    References
    ----------
    Real, Aggarwal, Huang, Le: Regularized evolution for image classifier architecture search, AAAI 2019.
    """

    def __init__(self, population: int = 10, sample: int = 4):
        """`population`: how many are remembered, and drawn at random at first; `sample`: of how many the best is taken.

        ValueError unless 1 <= sample <= population.
        """
        if not 1 <= sample <= population:
            raise ValueError(f"sample must be 1 to the population ({population}), not {sample}")
        self.population, self.sample = population, sample

    def start(self, candidates: Sequence[Architecture], seed: int) -> None:
        self._random = random.Random(seed)
        self._left = list(dict.fromkeys(candidates))
        self._first = self.population
        self._young: deque[tuple[float, Architecture]] = deque(maxlen=self.population)

    def ask(self, count: int) -> list[Architecture]:
        return [self._next() for _ in range(min(count, len(self._left)))]

    def tell(self, architecture: Architecture, accuracy: float) -> None:
        self._young.append((accuracy, architecture))

    def _next(self) -> Architecture:
        chosen = self._random.choice(self._left) if self._first > 0 or not self._young else self._child()
        self._first -= 1
        self._left.remove(chosen)
        return chosen

    def _child(self) -> Architecture:
        few = self._random.sample(list(self._young), min(self.sample, len(self._young)))
        parent = max(few, key=lambda it: it[0])[1]
        levels = list(parent.levels)
        free = [i for i, variable in enumerate(parent.variables) if variable.size > 1]
        if free:
            i = self._random.choice(free)
            levels[i] = self._random.choice([k for k in range(parent.variables[i].size) if k != levels[i]])
        return nearest(parent, levels, self._left) or self._random.choice(self._left)


def nearest(parent: Architecture, levels: Sequence[int], candidates: Sequence[Architecture]) -> Architecture | None:
    """The candidate of the parent's space that is nearest to these levels (numbers of values), None without one.

    The distance is the sum over the variables of the difference as a share of the variable's whole range.
    """
    spans = [max(1, variable.size - 1) for variable in parent.variables]

    def distance(other: Architecture) -> float:
        return sum(abs(a - b) / span for a, b, span in zip(levels, other.levels, spans, strict=True))

    return min((it for it in candidates if it.space == parent.space), key=distance, default=None)


@lru_cache(maxsize=100_000)
def parameters(architecture: Architecture) -> int:
    """Of a network of narrows' own spaces. ValueError for another space."""
    return spaces.get(architecture.space).cost(architecture).parameters


@lru_cache(maxsize=100_000)
def known_error(architecture: Architecture) -> float | None:
    """`nw.expected_error` of a network of narrows' own spaces, in per cent."""
    return expected_error(architecture.space, spaces.get(architecture.space).build(architecture))
