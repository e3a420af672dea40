"""The networks that a calibration measures: of all spaces, their multiply-accumulates spread flat."""

from __future__ import annotations

import json

from narrows import _core
from narrows.progress import OnProgress

Sample = tuple[_core.SearchSpace, _core.Architecture]
Key = tuple[str, str]


def draw_networks(
    count: int, seed: int, max_macs: int, on_progress: OnProgress = lambda done, of, text: None
) -> list[Sample]:
    """Networks of six spaces in turn, their multiply-accumulates spread flat; fewer are the first of more."""
    return list(_core.calibration_networks(count, seed, max_macs, progress=on_progress))


def draw_few(
    count: int, seed: int, max_macs: int, on_progress: OnProgress = lambda done, of, text: None
) -> list[Sample]:
    """The same for few that cover spaces and sizes, for a device like another."""
    return list(_core.covering_networks(count, seed, max_macs, progress=on_progress))


def key_of_stored(network: _core.StoredNetwork) -> Key:
    """What a network of a store is known by: its space and its architecture."""
    return network.space, canonical(network.architecture)


def key_of_sample(sample: Sample) -> Key:
    return sample[0].name, canonical(sample[1].to_json())


def network_of(stored: _core.StoredNetwork) -> _core.Network | None:
    """The network that a space of narrows makes of it, for images and classes as stored; None if that is another today.

    Also None for a space that narrows does not have.
    """
    if stored.space not in _core.spaces.names():
        return None
    space = _core.spaces.get(stored.space, stored.input_shape, stored.classes)
    try:
        architecture = space.architecture(stored.architecture)
    except ValueError:  # the space has other variables today
        return None
    return space.build(architecture) if stored.same_as(_core.StoredNetwork.of(space, architecture)) else None


def canonical(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)
