"""One activation eight times over a map of 64 x 32 x 32: the engine's kernels for them, and nearly nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import narrows as nw

REPEATS = 8
ACTIVATIONS: list[nw.LeakyRelu | nw.Elu | nw.Sigmoid | nw.HardSigmoid | nw.HardSwish | nw.Silu] = [
    nw.LeakyRelu(),
    nw.Elu(),
    nw.Sigmoid(),
    nw.HardSigmoid(),
    nw.HardSwish(),
    nw.Silu(),
]
NAMES = {f"{REPEATS} x {type(activation).__name__}": activation for activation in ACTIVATIONS}


def built() -> Iterator[tuple[str, nw.Network]]:
    """Each with its name."""
    for name, activation in NAMES.items():
        net = nw.NetworkBuilder((3, 32, 32), 10)
        x = net.add(nw.Conv2d(64), net.input)
        for _ in range(REPEATS):
            x = net.add(activation, x)
        yield name, net.finish(net.add(nw.Linear(10), net.add(nw.GlobalAveragePool(), x)))
