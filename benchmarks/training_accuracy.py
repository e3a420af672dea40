"""Whether networks learn the same whatever computes their training: accuracy on the test images of CIFAR-10.

Two networks, three seeds each, trained with narrows in float32, with narrows with activations in bfloat16 and with
LibTorch: the same recipe, and for each seed the same initial weights, crops and flips. Every finished training is a
line of JSON in --out, and an unfinished one has a checkpoint beside it: the same call goes on where it was stopped.
At the end it prints means, their standard errors and the difference to LibTorch, seed by seed. --data is a folder with
train/<class>/ and test/<class>/, or an archive of one. This trains for an hour, so `make bench` leaves it out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cifar_networks import CLASSES, SHAPE, classified, conv

import narrows as nw
from narrows import _core


def mobile() -> nw.Network:
    """Depthwise and 1x1 convolutions: a mobilenetv2 of 21,050 parameters."""
    space = nw.spaces.mobilenetv2(input_shape=SHAPE, classes=CLASSES)
    values: dict[str, Any] = {"fin": 8, "fout": 96, "n": [1] * 7, "s": [1, 2, 2, 1, 1, 2, 1]}
    values |= {"e": [1, 2, 3, 3, 3, 3, 3], "f": [8, 12, 16, 16, 20, 24, 32]}
    return space.build(space.architecture(values))


def residual() -> nw.Network:
    """3x3 convolutions with all inputs and sums: a ResNet (He et al., CVPR 2016) of 56,538 parameters."""
    net = nw.NetworkBuilder(SHAPE, CLASSES)
    x = conv(net, net.input, 16, 3, 2)
    for width, stride in ((16, 1), (32, 2), (48, 2)):
        y = conv(net, conv(net, x, width, 3, stride), width, 3, activation=None)
        shortcut = x if stride == 1 else conv(net, x, width, 1, stride, activation=None)
        x = net.add(nw.Relu(), net.add(nw.Add(), y, shortcut))
    return classified(net, x)


NETWORKS = {"mobilenetv2": mobile, "resnet": residual}
LIBTORCH = "LibTorch"
TRAINERS: dict[str, dict[str, str]] = {
    "float32": {"train_on": "cpu", "precision": "float32"},
    "bfloat16": {"train_on": "cpu", "precision": "bfloat16"},
    LIBTORCH: {"train_on": "torch-cpu", "precision": "float32"},
}
Row = dict[str, Any]


class Run(NamedTuple):
    """One training."""

    network: str
    seed: int
    trainer: str
    epochs: int

    def is_row(self, row: Row) -> bool:
        return all(row[field] == value for field, value in self._asdict().items())

    def train(self, dataset: nw.Dataset, threads: int, checkpoint: Path) -> Row:
        recipe = nw.Recipe(epochs=self.epochs, learning_rate=0.05, schedule="cosine")
        trainer = nw.Trainer(dataset, recipe, threads=threads, **TRAINERS[self.trainer])  # type: ignore[arg-type]
        begin = time.perf_counter()
        training = trainer.train(NETWORKS[self.network](), self.seed, progress=self.say, checkpoint=checkpoint)
        seconds = time.perf_counter() - begin
        assert dataset.test is not None
        right = trainer.logits(training.model, dataset.test).argmax(1) == dataset.test.labels
        return self._asdict() | {
            "validation_accuracy": training.accuracy,
            "test_accuracy": float(right.mean()),
            "losses": [round(epoch.train_loss, 5) for epoch in training.history],
            "seconds": round(seconds, 1),
            "processor": _core.machine_name(),
            "threads": threads,
            "load": os.getloadavg()[0],
        }

    def say(self, now: nw.TrainingProgress) -> None:
        if now.message:
            print(self, now.message, flush=True)


def runs(given: argparse.Namespace) -> Iterator[Run]:
    for seed in range(given.seeds):
        for network in given.networks:
            for trainer in TRAINERS:
                yield Run(network, seed, trainer, given.epochs)


def folder_of(data: Path, out: Path) -> Path:
    """The folder, or what is in the archive, unpacked beside the results."""
    if data.is_dir():
        return data
    folder = out.parent / data.name.split(".")[0]
    if not folder.exists():
        unfinished = folder.with_name(folder.name + ".unfinished")
        with tarfile.open(data) as archive:
            archive.extractall(unfinished)
        unfinished.rename(folder)
    return folder


def rows_of(out: Path) -> list[Row]:
    """What is finished; a last line that was cut off counts as none."""
    lines = out.read_text().splitlines() if out.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


def append(out: Path, row: Row) -> None:
    cut_off = out.exists() and not out.read_text().endswith("\n")
    with out.open("a") as file:
        file.write("\n" * cut_off + json.dumps(row) + "\n")


def train_missing(given: argparse.Namespace) -> None:
    missing = [run for run in runs(given) if not any(map(run.is_row, rows_of(given.out)))]
    if not missing:
        return
    dataset = nw.datasets.from_folder(folder_of(given.data, given.out), threads=given.threads)
    for number, run in enumerate(missing, 1):
        checkpoint = given.out.with_name(f"{run.network}-{run.seed}-{run.trainer}-{run.epochs}.checkpoint")
        row = run.train(dataset, given.threads, checkpoint)
        append(given.out, row)
        checkpoint.unlink(missing_ok=True)
        print(f"{number}/{len(missing)}", json.dumps(row), flush=True)


def summary(given: argparse.Namespace) -> Iterator[list[str]]:
    """A row per network and trainer: mean and standard error, and the same of differences to LibTorch's seeds."""
    accuracies = {
        (row["network"], row["trainer"], row["seed"]): row["test_accuracy"]
        for row in rows_of(given.out)
        if row["epochs"] == given.epochs
    }
    for network in given.networks:
        for trainer in TRAINERS:
            values = [accuracies[network, trainer, seed] for seed in range(given.seeds)]
            there = [accuracies[network, LIBTORCH, seed] for seed in range(given.seeds)]
            differences = [value - other for value, other in zip(values, there, strict=True)]
            yield [network, trainer, in_percent(values), in_percent(differences) if trainer != LIBTORCH else "–"]


def in_percent(values: list[float]) -> str:
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return f"{100 * statistics.mean(values):.2f} ± {100 * error:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/cifar10-jpeg.tar.xz"))
    parser.add_argument("--out", type=Path, default=Path("runs/training_accuracy/rows.jsonl"))
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    train_missing(given)
    head = ["network", "trainer", "test accuracy in % ± standard error", "difference to LibTorch"]
    for line in [head, ["---"] * len(head), *summary(given)]:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
