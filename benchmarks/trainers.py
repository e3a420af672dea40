"""What trains in benchmarks/training.py, an epoch a turn: narrows, and PyTorch as one would write it by hand."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch_network import TorchNetwork

import narrows as nw

LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.01, 0.9, 5e-4
CLASSES = 10


class OurTraining:
    """A training by narrows that waits after each epoch for its next turn: whole steps, with crops, flips and all."""

    def __init__(self, network: nw.Network, dataset: nw.Dataset, batch: int, threads: int, **how: str) -> None:
        recipe = nw.Recipe(epochs=1_000_000, batch_size=batch, learning_rate=LEARNING_RATE)
        self._trainer = nw.Trainer(dataset, recipe, threads=threads, **how)
        self._network = network
        self._turns, self._rates = threading.Semaphore(0), queue.Queue[float | BaseException]()
        self._ending = False
        self._thread = threading.Thread(target=self._train, daemon=True)
        self._thread.start()

    def __call__(self) -> float:
        """Images per second of one epoch."""
        self._turns.release()
        rate = self._rates.get()
        if isinstance(rate, BaseException):
            raise rate
        return rate

    def close(self) -> None:
        self._ending = True
        self._turns.release()
        self._thread.join()

    def _train(self) -> None:
        self._turns.acquire()
        try:
            self._trainer.train(self._network, progress=self._heard)
        except nw.Interrupted:
            pass
        except BaseException as error:
            self._rates.put(error)

    def _heard(self, now: nw.TrainingProgress) -> bool:
        if now.finished_epoch is not None:
            self._rates.put(now.finished_epoch.images_per_second)
            self._turns.acquire()
        return not self._ending


class TorchTraining:
    """A plain loop: eager, torch.optim.SGD; its batches are already cropped, flipped and normalised."""

    def __init__(
        self, network: nw.Network, dataset: nw.Dataset, batch: int, threads: int, *, bfloat16: bool, channels_last: bool
    ) -> None:
        torch.set_num_threads(threads)
        layout = torch.channels_last if channels_last else torch.contiguous_format
        pixels = torch.from_numpy(np.array(dataset.train.images)).permute(0, 3, 1, 2).float().div(255)
        self._images = pixels.contiguous(memory_format=layout).split(batch)
        self._labels = torch.from_numpy(np.array(dataset.train.labels)).long().split(batch)
        self._module = TorchNetwork(network).train().to(memory_format=layout)
        self._optimizer = torch.optim.SGD(
            self._module.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY
        )
        self._precision: Callable[[], Any] = contextlib.nullcontext
        if bfloat16:
            self._precision = lambda: torch.autocast("cpu", torch.bfloat16)

    def __call__(self) -> float:
        """Images per second of one epoch."""
        begin = time.perf_counter()
        for images, labels in zip(self._images, self._labels, strict=True):
            self._optimizer.zero_grad()
            with self._precision():
                logits = self._module(images).flatten(1)
                loss = torch.nn.functional.cross_entropy(logits, labels)
            loss.backward()
            self._optimizer.step()
        return sum(map(len, self._images)) / (time.perf_counter() - begin)

    def close(self) -> None:
        pass


Training = OurTraining | TorchTraining
MakeTraining = Callable[[nw.Network, nw.Dataset, int, int], Training]


def ours(**how: str) -> MakeTraining:
    return lambda network, dataset, batch, threads: OurTraining(network, dataset, batch, threads, **how)


def by_torch(bfloat16: bool, channels_last: bool) -> MakeTraining:
    return lambda network, dataset, batch, threads: TorchTraining(
        network, dataset, batch, threads, bfloat16=bfloat16, channels_last=channels_last
    )


NARROWS, PLAIN, LIBTORCH = "narrows", "PyTorch", "narrows on LibTorch"
TORCH: dict[str, MakeTraining] = {
    PLAIN: by_torch(False, False),
    "PyTorch channels_last": by_torch(False, True),
    "PyTorch bfloat16": by_torch(True, False),
    "PyTorch bfloat16 channels_last": by_torch(True, True),
}
OURS: dict[str, MakeTraining] = {NARROWS: ours(train_on="cpu"), LIBTORCH: ours(train_on="torch-cpu")}
BFLOAT16: dict[str, MakeTraining] = {"narrows bfloat16": ours(train_on="cpu", precision="bfloat16")}


def random_dataset(count: int) -> nw.Dataset:
    pixels = np.random.default_rng(0).integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    labels = np.arange(count, dtype=np.int32) % CLASSES
    names = [str(i) for i in range(CLASSES)]
    return nw.Dataset(train=(pixels, labels), validation=(pixels[:2], labels[:2]), classes=names)
