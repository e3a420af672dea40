"""What a network is run with: narrows and its peers, each as fast as its documentation says how to call it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import narrows as nw

Run = Callable[[], Any]
Maker = Callable[[nw.Model, Path, np.ndarray, int], Run]


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


def convert_to_ncnn(path: Path, images: np.ndarray) -> None:
    """Writes the files that ncnn reads beside `path`, once."""
    if path.with_suffix(".ncnn.bin").exists():
        return
    shape = ",".join(str(side) for side in images.shape)
    subprocess.run(
        [shutil.which("pnnx") or "pnnx", path.name, f"inputshape=[{shape}]"],
        cwd=path.parent, check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def ncnn_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    import ncnn

    convert_to_ncnn(path, images)
    net = ncnn.Net()
    net.opt.num_threads = threads
    if net.load_param(str(path.with_suffix(".ncnn.param"))) or net.load_model(str(path.with_suffix(".ncnn.bin"))):
        raise RuntimeError("ncnn could not load what pnnx wrote")
    image = ncnn.Mat(images[0])

    def run() -> np.ndarray:
        extractor = net.create_extractor()
        extractor.input("in0", image)
        return np.array(extractor.extract("out0")[1])[None]

    return run


def torch_run(model: nw.Model, path: Path, images: np.ndarray, threads: int) -> Run:
    import torch
    from torch_network import TorchNetwork

    torch.set_num_threads(threads)
    module = TorchNetwork(model.network).eval()
    given = torch.from_numpy(images)

    def run() -> np.ndarray:
        with torch.inference_mode():
            return module(given).numpy()

    return run


PEERS: dict[str, Maker] = {"onnxruntime": onnxruntime_run, "ncnn": ncnn_run, "torch": torch_run}
# Of the largest value; ncnn may compute in half precision where it likes; torch's module has weights of its own.
TOLERANCES = {"onnxruntime": 1e-3, "ncnn": 5e-2}


def installed(peer: str) -> bool:
    return importlib.util.find_spec(peer) is not None and (peer != "ncnn" or shutil.which("pnnx") is not None)


def description(peers: list[str]) -> str:
    settings = {
        "onnxruntime": "CPU provider, all optimisations, I/O bound",
        "ncnn": "as pnnx converts it",
        "torch": "eager, inference_mode",
    }
    return "; ".join(
        [f"narrows {nw.__version__} on {nw.engine_version()} (GCC -O3, kernels by processor)"]
        + [f"{peer} {version(peer)} ({settings[peer]})" for peer in peers]
    )


def check_same(peer: str, actual: np.ndarray, expected: np.ndarray) -> None:
    difference = float(np.abs(actual - expected).max() / np.abs(expected).max())
    if not difference < TOLERANCES.get(peer, np.inf):
        raise RuntimeError(f"{peer} differs by {difference:.2g}")
