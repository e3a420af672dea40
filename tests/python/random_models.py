"""Small networks of every space, and weights as if trained, for the tests that compare runtimes."""

from __future__ import annotations

import numpy as np

import narrows as nw


def small_architecture(space: nw.SearchSpace, seed: int, largest: int = 8) -> nw.Architecture:
    """Of the lower part of every range; the same for the same seed."""
    random = np.random.default_rng(seed)
    while True:
        values = []
        for variable in space.variables:
            top = variable.high if variable.name == "k" else min(variable.high, variable.low + largest - 1)
            choices = variable.options or range(variable.low, top + 1)
            values.append(int(random.choice(choices)))
        architecture = space.architecture(values)
        if space.cost(architecture).macs > 0:  # no empty layer
            return architecture


def randomised(network: nw.Network, seed: int) -> nw.Model:
    """Batch norms with a scale and variance of 0.5 to 2, shift and mean of -0.5 to 0.5; biases likewise."""
    random = np.random.default_rng(seed)
    fresh = nw.Model.initialised(network, seed).weights
    arrays = {}
    for spec in nw.weight_specs(network):
        values = np.array(fresh[spec.name])
        if values.ndim == 1:
            positive = spec.name.endswith((".weight", ".running_var"))
            low, high = (0.5, 2.0) if positive else (-0.5, 0.5)
            values = random.uniform(low, high, values.shape)
        arrays[spec.name] = values
    return nw.Model(network, nw.Weights(arrays))


def random_images(network: nw.Network, count: int, seed: int) -> np.ndarray:
    shape = network.input_shape
    sides = (count, shape.channels, shape.height, shape.width)
    return np.random.default_rng(seed).normal(size=sides).astype(np.float32)
