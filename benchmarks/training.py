"""Images per second of training, against a plain PyTorch loop on the same network, as one would write it by hand.

The peer is float32, contiguous, eager, with torch.optim.SGD, and gets batches that are already prepared; ours crops,
flips and normalises as well. Turn by turn on the same threads; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numpy as np
import torch
from torch_network import TorchNetwork

import narrows as nw

ARCHITECTURES: dict[str, dict[str, Any]] = {
    "densenet": {"n": [3, 3, 3, 3], "g": 8, "k": 60},
    "mobilenetv2": {
        "fin": 8,
        "e": [1, 2, 3, 3, 3, 3, 2],
        "f": [16, 24, 24, 32, 32, 40, 48],
        "n": [1] * 7,
        "s": [2, 2, 1, 2, 1, 1, 1],
        "fout": 128,
    },
    "googlenet": {"f00": 32} | {f"f{i}": [8] * 9 for i in range(1, 7)},
    "pnasnet": {"n": [1, 2, 1], "f1": 16, "d2": 2, "d3": 2},
    "resnext": {"n": [1, 2, 1], "f": [8, 10, 8], "c": [4, 4, 8]},
}


def peer_rate(network: nw.Network, images: torch.Tensor, labels: torch.Tensor, batch: int) -> float:
    module = TorchNetwork(network).train()
    optimizer = torch.optim.SGD(module.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    begin = time.perf_counter()
    for first in range(0, len(images), batch):
        optimizer.zero_grad()
        logits = module(images[first : first + batch]).flatten(1)
        torch.nn.functional.cross_entropy(logits, labels[first : first + batch]).backward()
        optimizer.step()
    return len(images) / (time.perf_counter() - begin)


def our_rate(trainer: nw.Trainer, network: nw.Network) -> float:
    return trainer.train(network).history[-1].images_per_second


def measure(name: str, count: int, batch: int, threads: int, rounds: int) -> dict[str, Any]:
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (count, 32, 32, 1), dtype=np.uint8)
    labels = np.arange(count, dtype=np.int32) % 10
    dataset = nw.Dataset(
        train=(pixels, labels), validation=(pixels[:2], labels[:2]), classes=[str(i) for i in range(10)]
    )
    trainer = nw.Trainer(dataset, nw.Recipe(epochs=1, batch_size=batch), train_on="cpu", threads=threads)
    space = nw.spaces.get(name, input_shape=(1, 32, 32), classes=10)
    architecture = space.architecture(ARCHITECTURES[name])
    network = space.build(architecture)
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div(255).contiguous()
    targets = torch.from_numpy(labels).long()
    pairs = [(our_rate(trainer, network), peer_rate(network, images, targets, batch)) for _ in range(rounds)]
    ours, peer = max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
    return {
        "space": name,
        "parameters": space.cost(architecture).parameters,
        "images_per_second": round(ours),
        "pytorch_images_per_second": round(peer),
        "ratio": round(ours / peer, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=1280)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--space", choices=list(ARCHITECTURES), action="append")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    print(json.dumps({"torch": torch.__version__, "threads": given.threads, "batch": given.batch}))
    for name in given.space or ARCHITECTURES:
        print(json.dumps(measure(name, given.images, given.batch, given.threads, given.rounds)), flush=True)


if __name__ == "__main__":
    main()
