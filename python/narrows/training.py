"""What a `Trainer` computes with."""

from __future__ import annotations

from narrows import _core


def choose_backend(train_on: str, threads: int, precision: str, memory_format: str) -> _core.TrainingBackend:
    """The backend that a trainer's options mean; torch is loaded only where it is needed."""
    from narrows.torch_part import torch_backend

    return torch_backend(train_on=train_on, threads=threads, precision=precision, memory_format=memory_format)
