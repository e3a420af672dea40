"""Training on the CPU: the engine of narrows against PyTorch and against narrows on LibTorch, in images per second.

Peers: a plain PyTorch loop (float32, contiguous, eager), the best of {float32, bfloat16 autocast} x {contiguous,
channels_last} of that loop, and narrows with LibTorch. The loop gets batches that are already prepared; narrows crops,
flips and normalises as well. Turn by turn in one process, an epoch of --images a turn, the first one not counted; the
best turn of each counts, for other work on the machine only slows. A ratio above 1: narrows is faster.

Networks: five of 16k to 62k parameters, or with --draw N that many of each space between 10k and 1M parameters, on
images of 3 x 32 x 32. GFLOP/s count six operations for each multiply-accumulate of a forward pass. Memory is what a
training adds to a process that has loaded its libraries, at its peak, measured in processes of their own. With --avx2
all of them do as on a processor that has nothing better.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from trainers import BFLOAT16, CLASSES, LIBTORCH, NARROWS, OURS, PLAIN, TORCH, Training, random_dataset

import narrows as nw
from narrows import _core

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
SIZES = nw.Flat("parameters", 10_000, 1_000_000)
QUIET_SECONDS = 0.02  # until the threads of the one before have stopped looking out for work
TRAINERS = OURS | TORCH | BFLOAT16
HIGHWAY_AVX2 = 1 << 9  # HWY_AVX2 of hwy/detect_targets.h
AVX2_FOR_TORCH = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
Row = dict[str, Any]


def architectures(spaces: list[str], draw: int) -> Iterator[tuple[nw.SearchSpace, nw.Architecture]]:
    for name in spaces:
        space = nw.spaces.get(name, input_shape=(3, 32, 32), classes=CLASSES)
        if not draw:
            yield space, space.architecture(ARCHITECTURES[name])
            continue
        for architecture in nw.find_law(space, SIZES, seed=0).law.sample(draw, seed=0):
            yield space, architecture


def rates(trainings: dict[str, Training], given: argparse.Namespace) -> dict[str, float]:
    """The best turn of each."""
    best = dict.fromkeys(trainings, 0.0)
    for turn in range(given.rounds + 1):
        for name, training in trainings.items():
            time.sleep(QUIET_SECONDS)
            begin = time.process_time()
            rate = training()
            if given.busy:
                rate = given.images / (time.process_time() - begin)
            best[name] = max(best[name], rate) if turn else 0.0
    return best


def compare(network: nw.Network, given: argparse.Namespace, threads: int) -> dict[str, float]:
    torch.set_num_threads(threads)
    dataset = random_dataset(given.images)
    chosen = OURS | TORCH | (BFLOAT16 if given.bfloat16 else {})
    trainings = {name: make(network, dataset, given.batch, threads) for name, make in chosen.items()}
    try:
        return rates(trainings, given)
    finally:
        for training in trainings.values():
            training.close()


def row(space: nw.SearchSpace, architecture: nw.Architecture, given: argparse.Namespace, threads: int) -> Row:
    found = compare(space.build(architecture), given, threads)
    cost = space.cost(architecture)
    best = max(TORCH, key=lambda name: found[name])
    ours = found[NARROWS]
    return {
        "space": space.name,
        "parameters": cost.parameters,
        "threads": threads,
        "images_per_second": {name: round(rate) for name, rate in found.items()},
        "gflops": {name: round(6e-9 * cost.macs * found[name], 1) for name in (NARROWS, best)},
        "best_torch": best,
        "ratio_plain": round(ours / found[PLAIN], 2),
        "ratio_best": round(ours / found[best], 2),
        "ratio_libtorch": round(ours / found[LIBTORCH], 2),
    }


def memory_row(space: nw.SearchSpace, architecture: nw.Architecture, given: argparse.Namespace) -> Row:
    """MB of a training by each; compared with the plain loop, and with the one of torch's that takes least."""
    chosen = OURS | TORCH | (BFLOAT16 if given.bfloat16 else {})
    found = {trainer: memory_of(trainer, space.name, architecture, given) for trainer in chosen}
    least = min(found[trainer] for trainer in (*TORCH, LIBTORCH))
    return {
        "space": space.name,
        "memory_mb": found,
        "ratio_memory_plain": round(found[PLAIN] / found[NARROWS], 2),
        "ratio_memory_least": round(least / found[NARROWS], 2),
    }


def memory_of(trainer: str, space: str, architecture: nw.Architecture, given: argparse.Namespace) -> float:
    command = [sys.executable, __file__, "--batch", str(given.batch), "--images", str(given.images)]
    command += [
        "--threads",
        str(max(given.threads)),
        *["--avx2"] * given.avx2,
        "--peak-of",
        trainer,
        space,
        architecture.to_json(),
    ]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak(trainer: str, space: str, architecture: str, given: argparse.Namespace) -> float:
    """MB that this process grows by."""
    family = nw.spaces.get(space, input_shape=(3, 32, 32), classes=CLASSES)
    network, dataset = family.build(family.architecture(architecture)), random_dataset(given.images)
    before = status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    training = TRAINERS[trainer](network, dataset, given.batch, given.threads[0])
    for _ in range(2):
        training()
    grown = status("VmHWM") - before
    training.close()
    return round(grown, 1)


def status(field: str) -> float:
    """MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":"))


def product_gflops(threads: int, size: int = 1024) -> float:
    """What this machine does in a product of float32 matrices, by torch."""
    torch.set_num_threads(threads)
    a, b = torch.rand(size, size), torch.rand(size, size)
    best = float("inf")
    for _ in range(10):
        begin = time.perf_counter()
        torch.mm(a, b)
        best = min(best, time.perf_counter() - begin)
    return round(2e-9 * size**3 / best, 1)


def summary(rows: list[Row], ratio: str) -> dict[str, float]:
    """Geometric means by space and over all."""
    by_space: dict[str, list[float]] = {}
    for each in rows:
        by_space.setdefault(each["space"], []).append(each[ratio])
    means = {space: round(statistics.geometric_mean(values), 2) for space, values in by_space.items()}
    return means | {"all": round(statistics.geometric_mean([each[ratio] for each in rows]), 2)}


def use_avx2_alone() -> None:
    """Begins this process anew where torch, which is loaded by now, has not been told yet."""
    if os.environ.get("ATEN_CPU_CAPABILITY") != "avx2":
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | AVX2_FOR_TORCH)
    highway = ctypes.CDLL("libhwy.so.1")  # the very one that narrows has loaded
    only = highway["_ZN3hwy26SetSupportedTargetsForTestEl"]
    only.argtypes, only.restype = [ctypes.c_int64], None
    only(HIGHWAY_AVX2)


def show(value: Any) -> None:
    print(json.dumps(value), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=512, help="of an epoch")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, len(os.sched_getaffinity(0))])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--space", choices=list(ARCHITECTURES), action="append")
    parser.add_argument("--draw", type=int, default=0, help="networks of each space, instead of the five")
    parser.add_argument("--bfloat16", action="store_true", help="also narrows with activations in bfloat16")
    parser.add_argument(
        "--busy", action="store_true", help="per second of processor time: for a machine with other work"
    )
    parser.add_argument("--avx2", action="store_true", help="with no instructions better than AVX2")
    parser.add_argument("--no-memory", dest="memory", action="store_false")
    parser.add_argument("--peak-of", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.avx2:
        use_avx2_alone()
    if given.peak_of:
        print(peak(*given.peak_of, given))
        return
    threads = sorted(set(given.threads))
    products = {count: product_gflops(count) for count in threads}
    load = os.getloadavg()[0]
    show(
        {
            "processor": _core.machine_name(),
            "torch": torch.__version__,
            "load": load,
            "busy": given.busy,
            "avx2": given.avx2,
            "product_gflops": products,
        }
    )
    networks = list(architectures(given.space or list(ARCHITECTURES), given.draw))
    for count in threads:
        rows = []
        for space, architecture in networks:
            rows.append(row(space, architecture, given, count))
            show(rows[-1])
        for ratio in ("ratio_plain", "ratio_best", "ratio_libtorch"):
            show({"threads": count, "geometric_mean": ratio, **summary(rows, ratio)})
    if given.memory:
        memory = [memory_row(space, architecture, given) for space, architecture in networks]
        for each in memory:
            show(each)
        for ratio in ("ratio_memory_plain", "ratio_memory_least"):
            show({"geometric_mean": ratio, **summary(memory, ratio)})
    show({"load": os.getloadavg()[0]})


if __name__ == "__main__":
    main()
