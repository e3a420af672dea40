"""Counts architectures per second on one core, against what people use: fvcore, ptflops, torchinfo.

All run in this process on one thread, turn by turn. The peers count a torch module that is already built, that of the
space's reference; the time to build it is given beside. Ours draws architectures of the published law L1, and counts
parameters and MACs, in a second column the bytes of the deployed weights too. Then: two threads against one, and the
memory of ten million costs. Takes about two minutes.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import subprocess
import sys
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


PEERS = ("fvcore", "ptflops", "torchinfo")
COUNTS = ["parameters", "macs"]
ALL_BUT_PEAK = [*COUNTS, "weight_bytes"]


def rate(space: str, law: str, fields: list[str], repeats: int, threads: int = 1, count: int = 200_000) -> float:
    """Random architectures a second: drawn from a published law, checked and counted."""
    drawn_from = nw.paper.law(nw.spaces.get(space), law)
    return count / seconds(lambda: drawn_from.costs(count, seed=1, fields=fields, threads=threads), repeats)


def measure(name: str, repeats: int) -> dict[str, Any]:
    space = nw.spaces.get(name)
    network = space.build(space.reference)
    module = TorchNetwork(network).eval()
    row: dict[str, Any] = {"space": name, "build_ms": 1e3 * seconds(lambda: TorchNetwork(network), 1)}
    row["narrows_per_second"] = rate(name, "L1", COUNTS, repeats)
    row["with_bytes_per_second"] = rate(name, "L1", ALL_BUT_PEAK, repeats)
    for peer, count in peers(module, tuple(network.input_shape)).items():
        count()
        row[f"{peer}_ms"] = 1e3 * seconds(count, repeats)
        row[f"{peer}_ratio"] = row[f"{peer}_ms"] / 1e3 * row["narrows_per_second"]
    return row


def scaling(repeats: int) -> float:
    """How many times faster two threads are than one; turn by turn, the median of the ratios."""
    ratios = []
    for _ in range(repeats):
        one, two = (rate("mobilenetv2", "L1", COUNTS, 1, threads, 2_000_000) for threads in (1, 2))
        ratios.append(two / one)
    return statistics.median(ratios)


MEMORY = """
import resource
import narrows as nw
law = nw.paper.law(nw.spaces.mobilenetv2(), "L1")
law.costs(1000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
costs = law.costs(10_000_000, fields=["parameters", "macs"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before - costs.nbytes // 1024, costs.nbytes // 1024)
"""


def memory_mib() -> tuple[float, float]:
    """Largest memory of ten million costs beyond their table, and the table itself, in MiB."""
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    beyond, table = map(int, done.stdout.split())
    return beyond / 1024, table / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object, for other programs")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    with torch.no_grad():
        for name in ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"]:
            rows.append(measure(name, arguments.repeats))
            print(f"{name} done", file=sys.stderr, flush=True)
    beyond, table = memory_mib()
    found: dict[str, Any] = {
        "spaces": rows,
        "geometric_mean": statistics.geometric_mean(row["narrows_per_second"] for row in rows),
        "geometric_mean_with_bytes": statistics.geometric_mean(row["with_bytes_per_second"] for row in rows),
        "densenet_l3_per_second": rate("densenet", "L3", COUNTS, arguments.repeats),
        "two_threads": scaling(arguments.repeats),
        "memory_mib": beyond,
        "table_mib": table,
    }
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


def show(found: dict[str, Any]) -> None:
    versions = ", ".join(f"{peer} {version(peer)}" for peer in (*PEERS, "torch"))
    print(f"counting, one thread, release build (-O3), {versions}, Python {platform.python_version()}")
    print(
        f"{'space':12} {'narrows/s':>11} {'+ bytes/s':>11} {'build ms':>9}",
        *[f"{p + ' ms':>13} {'x':>9}" for p in PEERS],
    )
    for row in found["spaces"]:
        cells = [f"{row[f'{p}_ms']:13.1f} {row[f'{p}_ratio']:9,.0f}" for p in PEERS]
        rates = f"{row['narrows_per_second']:11,.0f} {row['with_bytes_per_second']:11,.0f}"
        print(f"{row['space']:12} {rates} {row['build_ms']:9.1f}", *cells)
    print("x: how many architectures narrows draws and counts while the peer counts one built module")
    print(
        f"geometric mean over published L1: {found['geometric_mean']:,.0f} architectures a second on one core,"
        f" {found['geometric_mean_with_bytes']:,.0f} with the bytes of the weights"
    )
    print(f"densenet L3: {found['densenet_l3_per_second']:,.0f} a second")
    print(f"two threads: {found['two_threads']:.2f} times one")
    print(f"10,000,000 costs: {found['memory_mib']:.1f} MiB beyond the table of {found['table_mib']:.0f} MiB")


if __name__ == "__main__":
    main()
