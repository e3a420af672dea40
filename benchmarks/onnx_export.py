"""Time of writing an ONNX file against torch.onnx, both of its exporters, for the five reference networks.

All write the same network with the same shapes to the same folder, turn by turn, in this process. torch starts from a
module that is already built, narrows from a model; nothing else is timed.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torch
from torch_network import TorchNetwork

import narrows as nw

SPACES = ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext")


def seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(space_name: str, repeats: int, folder: Path) -> dict[str, float]:
    """Median seconds of each exporter."""
    space = nw.spaces.get(space_name)
    network = space.build(space.reference)
    model = nw.Model.initialised(network)
    module = TorchNetwork(network).eval()
    image = torch.zeros(1, 3, 32, 32)
    exporters: dict[str, Callable[[], object]] = {
        "narrows": lambda: model.to_onnx(folder / "narrows.onnx"),
        "torchscript": lambda: torch.onnx.export(module, (image,), folder / "script.onnx", dynamo=False),
        "dynamo": lambda: torch.onnx.export(module, (image,), folder / "dynamo.onnx", dynamo=True, verbose=False),
    }
    times: dict[str, list[float]] = {name: [] for name in exporters}
    for _ in range(repeats):
        for name, export in exporters.items():
            times[name].append(seconds(export))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        rows = {name: measure(name, arguments.repeats, Path(folder)) for name in SPACES}
    if arguments.json:
        print(json.dumps(rows))
        return
    print(f"torch {version('torch')}, onnxscript {version('onnxscript')}, 1 thread, {platform.processor() or 'CPU'}")
    print(f"median of {arguments.repeats} exports, milliseconds; in brackets times slower than narrows")
    print(f"{'reference':12} {'narrows':>8} {'torch.onnx (TorchScript)':>26} {'torch.onnx (dynamo)':>22}")
    for name, row in rows.items():
        ours = row["narrows"]
        peers = [f"{1000 * row[peer]:.0f} ({row[peer] / ours:.0f})" for peer in ("torchscript", "dynamo")]
        print(f"{name:12} {1000 * ours:8.1f} {peers[0]:>26} {peers[1]:>22}")


if __name__ == "__main__":
    main()
