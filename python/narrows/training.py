"""What a `Trainer` computes with."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path

from narrows import _core

# What the drivers of NVIDIA's and AMD's GPUs, and of those that Windows lends to a Linux in it, put there.
GPU_FILES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
GPU_LIBRARIES = ("libtorch_cuda.so", "libtorch_hip.so")


def choose_backend(train_on: str, threads: int, precision: str, memory_format: str) -> _core.TrainingBackend:
    """The backend that a trainer's options mean; torch is loaded only where it is needed."""

    def torch() -> _core.TrainingBackend:
        return torch_backend("torch-cpu", threads, precision, memory_format)

    if train_on in ("torch-cpu", "cuda") or (train_on == "auto" and use_gpu()):
        return torch_backend("cuda" if train_on == "auto" else train_on, threads, precision, memory_format)
    return _core.cpu_backend(threads=threads, precision=precision, memory_format=memory_format, otherwise=torch)


def torch_backend(train_on: str, threads: int, precision: str, memory_format: str) -> _core.TrainingBackend:
    """Raises ImportError, saying what to type, where torch is missing."""
    from narrows import torch_part

    return torch_part.torch_backend(
        train_on=train_on, threads=threads, precision=precision, memory_format=memory_format
    )


def use_gpu() -> bool:
    """Whether torch has a GPU to train on; torch is asked only where there seems to be one that it knows."""
    if not (gpu_driver() and torch_for_gpus()):
        return False
    try:
        from narrows import torch_part
    except ImportError as error:
        warnings.warn(f"training on the CPU, for the GPU cannot be used: {error}", RuntimeWarning, stacklevel=3)
        return False
    return torch_part.torch_has_gpu()


def gpu_driver() -> bool:
    return any(Path(file).exists() for file in GPU_FILES)


def torch_for_gpus() -> bool:
    """Whether the torch that is installed, if any, is one for GPUs."""
    spec = find_spec("torch")  # finds it without loading it
    folders = spec.submodule_search_locations if spec else None
    return any(Path(folder, "lib", library).exists() for folder in folders or () for library in GPU_LIBRARIES)
