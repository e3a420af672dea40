"""The networks that a calibration measures: of all spaces, their multiply-accumulates spread flat."""

from __future__ import annotations

import json
from collections.abc import Callable

from narrows import _core

SPACES = ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext")
SPREAD = 100  # largest multiply-accumulates over smallest

Sample = tuple[_core.SearchSpace, _core.Architecture]
Key = tuple[str, str]
OnProgress = Callable[[int, int, str], None]  # what is done, of how much, and a text


def draw_networks(
    count: int, seed: int, max_macs: int, on_progress: OnProgress = lambda done, of, text: None
) -> list[Sample]:
    """Networks of all five spaces in turn, their multiply-accumulates spread flat; fewer are the first of more."""
    share = -(-count // len(SPACES))
    by_space = []
    for number, name in enumerate(SPACES):
        on_progress(number, len(SPACES), name)
        space = _core.spaces.get(name)
        law = _core.find_law(space, _core.Flat("macs", max_macs / SPREAD, max_macs), seed=seed).law
        by_space.append((space, take_below(space, law, share, seed, max_macs)))
    on_progress(len(SPACES), len(SPACES), "")
    return [(space, drawn[i]) for i in range(share) for space, drawn in by_space][:count]


def take_below(
    space: _core.SearchSpace, law: _core.SamplingLaw, share: int, seed: int, max_macs: int
) -> list[_core.Architecture]:
    """The first `share` different architectures of the law below the limit."""
    found: dict[str, _core.Architecture] = {}
    for draws in (4 * share, 16 * share, 256 * share):
        for architecture in law.sample(draws, seed):
            if 0 < space.cost(architecture).macs < max_macs:
                found.setdefault(architecture.to_json(), architecture)
        if len(found) >= share:
            break
    return list(found.values())[:share]


def key_of_stored(network: _core.StoredNetwork) -> Key:
    """What a network of a store is known by: its space and its architecture."""
    return network.space, canonical(network.architecture)


def key_of_sample(sample: Sample) -> Key:
    return sample[0].name, canonical(sample[1].to_json())


def canonical(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)
