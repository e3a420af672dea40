# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The part of narrows that needs torch.
"""
from __future__ import annotations
import narrows._core
import typing
__all__: list[str] = ['torch_backend', 'torch_has_gpu', 'torch_version']
def torch_backend(*, train_on: str = 'auto', threads: typing.SupportsIndex = 0, precision: str = 'auto', memory_format: str = 'auto') -> narrows._core.TrainingBackend:
    """
    Training with LibTorch: on a GPU ("cuda"), on the CPU ("torch-cpu"), or ("auto") on a GPU if there is one.

    Throws ValueError for a bad option and for "cpu", which needs no LibTorch, and Error if `train_on` is
    "cuda" and there is no GPU that LibTorch can use.
    """
def torch_has_gpu() -> bool:
    """
    Whether LibTorch has a GPU to train on.
    """
torch_version: str
