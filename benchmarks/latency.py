"""Single-image latency against onnxruntime, ncnn and PyTorch eager, turn by turn in one process.

Networks: the five references, and for each space the authors' networks of consecutive numbers, taken from their
laws in turn (`nw.paper.network`). In every round each runtime has its turn; a ratio is a peer's time over ours in the
same round, above 1 where we are faster. Printed are medians of the ratios with quartiles, and geometric means.

ncnn needs the packages of python/requirements-bench.txt; a peer that is not installed is left out, and said so.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import narrows as nw

Run = Callable[[], Any]
LAWS = {"densenet": 3, "mobilenetv2": 6, "googlenet": 6, "pnasnet": 3, "resnext": 3}
ROUND_SECONDS = 0.01


def architectures(space: nw.SearchSpace, count: int) -> dict[str, nw.Architecture]:
    """The reference, and `count` of the authors' networks; numbers without a valid network are passed over."""
    chosen = {f"{space.name} reference": space.reference}
    number = 0
    while len(chosen) <= count:
        law = f"s{number % LAWS[space.name] + 1}"
        architecture = nw.paper.network(space.name, law, number)
        if space.cost(architecture).macs > 0:
            chosen[f"{space.name} {law}/{number}"] = architecture
        number += 1
    return chosen


def narrows_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    session = nw.InferenceSession(model, threads=threads)
    return lambda: session.run(images)


def onnxruntime_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()  # its fastest way to be called
    binding.bind_cpu_input("images", images)
    binding.bind_output("logits", "cpu")

    def run() -> np.ndarray:
        session.run_with_iobinding(binding)
        return binding.get_outputs()[0].numpy()

    return run


def ncnn_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    import ncnn

    shape = ",".join(str(side) for side in images.shape)
    subprocess.run(
        [shutil.which("pnnx") or "pnnx", path.name, f"inputshape=[{shape}]"],
        cwd=path.parent, check=True, capture_output=True, text=True,
    )  # fmt: skip
    net = ncnn.Net()
    net.opt.num_threads = threads
    net.load_param(str(path.with_suffix(".ncnn.param")))
    net.load_model(str(path.with_suffix(".ncnn.bin")))
    image = ncnn.Mat(images[0])

    def run() -> np.ndarray:
        extractor = net.create_extractor()
        extractor.input("in0", image)
        return np.array(extractor.extract("out0")[1])[None]

    return run


def torch_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    import torch
    from counting import Layers

    torch.set_num_threads(threads)
    module = Layers(model.network).eval()
    given = torch.from_numpy(images)

    def run() -> np.ndarray:
        with torch.inference_mode():
            return module(given).numpy()

    return run


PEERS = {"onnxruntime": onnxruntime_run, "ncnn": ncnn_run, "torch": torch_run}


def installed(peer: str) -> bool:
    return importlib.util.find_spec(peer) is not None and (peer != "ncnn" or shutil.which("pnnx") is not None)


def seconds(run: Run, times: int) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - begin) / times


def check_same(name: str, peer: str, actual: np.ndarray, expected: np.ndarray) -> None:
    """ncnn may compute in half precision where it likes; torch's module has weights of its own."""
    tolerance = {"onnxruntime": 1e-3, "ncnn": 5e-2}.get(peer)
    difference = np.abs(actual - expected).max() / np.abs(expected).max()
    if tolerance is not None and not difference < tolerance:
        sys.exit(f"{name}: {peer} differs by {difference:.2g}")


def measure(name: str, network: nw.Network, peers: list[str], threads: int, rounds: int) -> dict[str, Any]:
    model = nw.Model.initialised(network, seed=1)
    images = np.random.default_rng(0).normal(size=(1, *network.input_shape)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        nw.OnnxExporter().write(model, str(path))
        runs = {"narrows": narrows_run(model, path, images, threads)}
        for peer in peers:
            runs[peer] = PEERS[peer](model, path, images, threads)
            check_same(name, peer, runs[peer](), runs["narrows"]())
    times: dict[str, list[float]] = {runtime: [] for runtime in runs}
    repeats = {runtime: max(1, int(ROUND_SECONDS / seconds(run, 3))) for runtime, run in runs.items()}
    for _ in range(rounds):
        for runtime, run in runs.items():
            run()  # its caches and threads are warm again
            times[runtime].append(seconds(run, repeats[runtime]))
    row: dict[str, Any] = {"name": name, "narrows_ms": 1e3 * min(times["narrows"])}
    for peer in peers:
        ratios = [theirs / ours for theirs, ours in zip(times[peer], times["narrows"], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        row[peer] = {"ms": 1e3 * min(times[peer]), "ratio": middle, "low": low, "high": high,
                     "ratio_of_minima": min(times[peer]) / min(times["narrows"])}  # fmt: skip
    return row


def geometric_mean(values: list[float]) -> float:
    return math.exp(statistics.fmean(math.log(value) for value in values))


def print_row(row: dict[str, Any], peers: list[str]) -> None:
    cells = [f"{row[p]['ratio']:6.2f} [{row[p]['low']:5.2f}, {row[p]['high']:5.2f}]" for p in peers]
    print(f"{row['name']:22} {row['narrows_ms']:9.3f}", *cells, flush=True)


def print_means(rows: list[dict[str, Any]], peers: list[str], spaces: list[str]) -> None:
    sampled = [row for row in rows if not row["name"].endswith("reference")]
    for title, part in [
        *((s, [r for r in sampled if r["name"].startswith(s + " ")]) for s in spaces),
        ("all", sampled),
    ]:
        if not part:
            continue
        for kind in ("ratio", "ratio_of_minima"):
            means = [f"{geometric_mean([row[p][kind] for row in part]):21.2f}" for p in peers]
            print(f"mean {title:12} {'medians' if kind == 'ratio' else 'minima':>14}", *means)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--networks", type=int, default=20, help="of each space, beside the reference")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--spaces", nargs="+", default=list(LAWS))
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--json", type=Path, help="write all rows to this file")
    arguments = parser.parse_args()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    peers = [peer for peer in arguments.peers if installed(peer)]
    for peer in set(arguments.peers) - set(peers):
        print(f"{peer} is not installed and left out (python/requirements-bench.txt)")
    everything = {}
    for threads in arguments.threads:
        print(f"\n{threads} thread(s), {platform.machine()}, one image at a time; {nw.engine_version()}, GCC -O3, "
              f"kernels by processor; {', '.join(f'{p} {version(p)}' for p in peers)}; ratios: median [quartiles] of "
              f"{arguments.rounds} rounds")  # fmt: skip
        print(f"{'network':22} {'narrows ms':>9}", *[f"{p:>21}" for p in peers])
        rows = []
        for space_name in arguments.spaces:
            space = nw.spaces.get(space_name)
            for name, architecture in architectures(space, arguments.networks).items():
                row = measure(name, space.build(architecture), peers, threads, arguments.rounds)
                print_row(row, peers)
                rows.append(row)
        print_means(rows, peers, arguments.spaces)
        everything[threads] = rows
    if arguments.json:
        with contextlib.suppress(FileNotFoundError):
            arguments.json.unlink()
        arguments.json.write_text(json.dumps(everything, indent=2))


if __name__ == "__main__":
    main()
