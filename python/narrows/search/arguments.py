"""What a search is asked for, read and checked: spaces, limits, recipe, workers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from narrows import _core, recipes

Amount = float | str
Space = str | _core.SearchSpace

LIMITS = {
    "max_parameters": "parameters",
    "max_macs": "macs",
    "max_weight_bytes": "weight_bytes",
    "max_activation_bytes": "peak_activation_bytes",
}
SMOKE_PARAMETERS = "20k"  # the limit of a smoke search that was given none


def check_until(until: str) -> None:
    if until not in ("", "choose"):
        raise ValueError(f'until must be "choose", or "" for all of the search, not {until!r}')


def check_callbacks(callbacks: Sequence[object]) -> None:
    for place, callback in enumerate(callbacks):
        if not callable(callback):
            raise ValueError(f"callbacks[{place}]: {type(callback).__name__} cannot be called with an event")


def check_proposer(proposer: object, choose: str) -> None:
    if proposer is None:
        if choose == "proposer":
            raise ValueError("choose: a proposer is given as such: nw.search(proposer=…)")
        return
    for method in ("start", "ask", "tell"):
        if not callable(getattr(proposer, method, None)):
            raise ValueError(f"proposer: {type(proposer).__name__} has no method {method!r}; see narrows.Proposer")


def check_apart(data: object, out: str | Path) -> None:
    """A folder among the images would be taken for a class of them when the data are read again."""
    if (
        isinstance(data, str | Path)
        and os.path.isdir(data)
        and Path(out).resolve().is_relative_to(Path(data).resolve())
    ):
        raise ValueError(f"out: '{out}' lies in the folder of the images, '{data}', and would become a class of them")


def read_options(**given: Any) -> _core.SearchOptions:
    """Options by name, checked."""
    options = _core.SearchOptions()
    for name, value in given.items():
        setattr(options, name, value)
    options.validate()
    return options


def read_spaces(space: Space | Sequence[Space]) -> list[_core.SearchSpace]:
    """Names, objects and "all" as spaces."""
    asked = [space] if isinstance(space, str | _core.SearchSpace) else list(space)
    if "all" in asked:
        asked = list(_core.spaces.names())
    return [_core.spaces.get(each) if isinstance(each, str) else each for each in asked]


def read_limits(
    smoke: bool,
    max_parameters: Amount | None,
    max_macs: Amount | None,
    max_weight_bytes: Amount | None,
    max_activation_bytes: Amount | None,
    targets: Sequence[_core.Target],
    latency: bool = False,
) -> list[_core.Target]:
    amounts = (max_parameters, max_macs, max_weight_bytes, max_activation_bytes)
    limits: list[_core.Target] = [
        _core.Limit(resource, amount)
        for resource, amount in zip(LIMITS.values(), amounts, strict=True)
        if amount is not None
    ]
    limits += targets
    if latency:
        return limits
    if not limits and smoke:
        limits = [_core.Limit("parameters", SMOKE_PARAMETERS)]
    if not limits:
        raise ValueError(f"give at least one limit: {', '.join(LIMITS)} (such as 50k) or max_latency (10ms)")
    return limits


def read_latency_limit(
    amount: Amount | None,
    device: str,
    show: bool,
    stop: Callable[[], bool] | None,
    smoke: bool,
    check: bool,
) -> _core.LatencyLimit | None:
    if amount is None:
        return None
    from narrows.search import latency_limit

    return latency_limit.of(amount, device, show, stop, smoke, check)


def read_recipe(
    recipe: _core.Recipe | str | None, epochs: int | None, data: _core.Dataset | str | Path, **changes: Any
) -> _core.Recipe:
    """A recipe, or one by name with the flips that fit the data; then with `epochs` and other fields changed."""
    if not isinstance(recipe, _core.Recipe):
        from narrows.datasets import usual_flip

        flip = usual_flip(data.name if isinstance(data, _core.Dataset) else os.fspath(data))
        changes = {"flip": flip} | changes
        recipe = recipes.named(recipe or "paper")
    if epochs is not None:
        changes["epochs"] = epochs
    return _core.Recipe(**(json.loads(recipe.to_json()) | changes))
