"""A real search on few images, for tests that stop it: python search_child.py FOLDER"""

import sys
from pathlib import Path

import numpy as np

import narrows as nw


def dataset() -> nw.Dataset:
    """Stripes across or along, in noise: something that a small network learns."""
    random = np.random.default_rng(0)

    def part(count: int) -> nw.LabelledImages:
        labels = np.arange(count) % 2
        images = random.integers(0, 128, (count, 16, 16, 1), dtype=np.uint8)
        images[labels == 0, ::2] += 100
        images[labels == 1, :, ::2] += 100
        return nw.LabelledImages(images, labels)

    return nw.Dataset(train=part(96), validation=part(32), test=part(64), classes=["across", "along"], name="stripes")


def arguments(folder: str) -> dict:
    return {
        "space": "pnasnet",
        "max_parameters": 2000,
        "candidates": 12,
        "train": 4,
        "recipe": nw.Recipe(epochs=3, batch_size=32, flip=0.0),
        "threads": 1,
        "train_on": "cpu",
        "out": folder,
    }


def search(folder: Path, **changes) -> nw.SearchRun:
    return nw.search(dataset(), **arguments(str(folder)) | changes, progress=False)


def found(run: nw.SearchRun) -> list[tuple]:
    return sorted((row["name"], row["validation_accuracy"], row["test_accuracy"]) for row in run.rows())


if __name__ == "__main__":
    print("ready", flush=True)
    search(Path(sys.argv[1]))
