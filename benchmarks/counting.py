"""Counts architectures per second on one core, against what people use: fvcore, ptflops, torchinfo.

All run in this process on one thread, turn by turn. The peers count a torch module that is already built; the time to
build it is given beside. Ours samples an architecture, builds it and counts parameters and MACs.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import torch
from torch_network import TorchNetwork

import narrows as nw

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def seconds(call: Callable[[], object], repeats: int) -> float:
    """Median wall-clock time of one call."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def peers(module: torch.nn.Module, shape: tuple[int, int, int]) -> dict[str, Callable[[], object]]:
    import fvcore.nn
    import ptflops
    import torchinfo

    images = torch.zeros(1, *shape)
    return {
        "fvcore": lambda: fvcore.nn.FlopCountAnalysis(module, images).unsupported_ops_warnings(False).total(),
        "ptflops": lambda: ptflops.get_model_complexity_info(
            module, shape, as_strings=False, print_per_layer_stat=False, backend="pytorch"
        ),
        "torchinfo": lambda: torchinfo.summary(module, input_size=(1, *shape), verbose=0),
    }


def ours(space: nw.SearchSpace, repeats: int) -> float:
    """Seconds for one random architecture: drawn from the published L1 law, built and counted."""
    law = nw.paper.law(space, "L1")
    count = 100_000
    return seconds(lambda: law.costs(count, seed=1, fields=["parameters", "macs"]), repeats) / count


def measure(name: str, repeats: int) -> dict[str, Any]:
    space = nw.spaces.get(name)
    network = space.build(space.reference)
    module = TorchNetwork(network).eval()
    row: dict[str, Any] = {"space": name, "build_ms": 1e3 * seconds(lambda: TorchNetwork(network), repeats)}
    row["narrows_per_second"] = 1 / ours(space, repeats)
    for peer, count in peers(module, tuple(network.input_shape)).items():
        count()
        row[f"{peer}_ms"] = 1e3 * seconds(count, repeats)
        row[f"{peer}_ratio"] = row[f"{peer}_ms"] / 1e3 * row["narrows_per_second"]
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    names = ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"]
    with torch.no_grad():
        rows = [measure(name, arguments.repeats) for name in names]
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    versions = ", ".join(f"{peer} {version(peer)}" for peer in ("fvcore", "ptflops", "torchinfo", "torch"))
    print(f"counting, one thread, GCC -O3, {versions}, Python {platform.python_version()}")
    print(f"{'space':12} {'narrows/s':>12} {'build ms':>9}", *[f"{p + ' ms':>13} {'x':>9}" for p in PEERS])
    for row in rows:
        cells = [f"{row[f'{p}_ms']:13.1f} {row[f'{p}_ratio']:9,.0f}" for p in PEERS]
        print(f"{row['space']:12} {row['narrows_per_second']:12,.0f} {row['build_ms']:9.1f}", *cells)
    print("x: how many architectures narrows samples, builds and counts while the peer counts one built module")
    rates = [row["narrows_per_second"] for row in rows]
    print(f"geometric mean over published L1: {statistics.geometric_mean(rates):,.0f} architectures a second per core")


PEERS = ("fvcore", "ptflops", "torchinfo")

if __name__ == "__main__":
    main()
