"""Data sets: by name, from folders of images, from lists of files, from torch's data sets, from arrays.

>>> import narrows as nw
>>> data = nw.datasets.load("fashion-mnist")
>>> data.train.images.shape
(51000, 32, 32, 1)
"""

from __future__ import annotations

import base64
import html
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from narrows._core import Dataset, LabelledImages, Preprocessing, prepare
from narrows._core._datasets import (
    CachedDataset,
    FolderFacts,
    ImageFacts,
    KnownDataset,
    LikePair,
    broken_images,
    cache_folder,
    cached,
    clear_cache,
    from_files,
    from_folder,
    known,
    like_pairs,
    load,
    look_at,
    restore,
)

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = [
    "CachedDataset",
    "FolderFacts",
    "ImageFacts",
    "KnownDataset",
    "LikePair",
    "broken_images",
    "cache_folder",
    "cached",
    "clear_cache",
    "from_files",
    "from_folder",
    "from_frame",
    "from_torch",
    "known",
    "like_pairs",
    "load",
    "look_at",
    "png",
    "restore",
    "to_html",
    "usual_flip",
]


NOT_MIRRORED = {"gtsrb", "mnist", "svhn"}


def usual_flip(name: str) -> float:
    """Probability of a horizontal flip in training: 0 for the known sets of digits and signs, 0.5 for all others."""
    return 0.0 if name in NOT_MIRRORED else 0.5


class Sized(Protocol):
    """What torch calls a map-style data set: (image, label) pairs by their index."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Any: ...


def from_frame(
    frame: pd.DataFrame,
    folder: str | os.PathLike[str] | None = None,
    *,
    path: str = "path",
    label: str = "label",
    part: str | None = None,
    **options: Any,
) -> Dataset:
    """Loads the images that a pandas frame names, a row each.

    Parameters
    ----------
    frame
        With a column of paths and one of labels (text or numbers).
    folder
        Where the paths begin; None: as they are.
    path, label, part
        Names of the columns; `part` (train, validation or test) is optional.
    options
        Those of `load`: size, resize, on_bad and the others.

    Raises
    ------
    ValueError
        If a column is missing or a cell empty.
    Error
        For an image that cannot be read, or a class without training images.
    """
    columns = [path, label] + ([part] if part is not None else [])
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"frame must have the columns {', '.join(columns)}, lacks {', '.join(missing)}")
    empty = frame[columns].isna().any(axis=1)
    if empty.any():
        raise ValueError(f"frame must have no empty cells in {', '.join(columns)}, row {frame.index[empty][0]} has")
    cells = [[str(value) for value in frame[name]] for name in columns]
    parts = cells[2] if part is not None else [""] * len(frame)
    return from_files(list(zip(cells[0], cells[1], parts, strict=True)), folder, **options)


def from_torch(
    train: Sized,
    validation: Sized | None = None,
    test: Sized | None = None,
    *,
    classes: Sequence[str] | None = None,
    name: str = "torch",
    size: int = 32,
    resize: str = "crop",
    validation_share: float = 0.15,
    seed: int = 0,
) -> Dataset:
    """Takes the images of torch or torchvision data sets, whose items are pairs (image, label).

    An image is a Pillow image, a uint8 array or tensor, or a tensor of floats from 0 to 1 (as torchvision's ToTensor
    makes it), with its channels first or last. Leave out transforms that crop or flip at random, and Normalize.

    Parameters
    ----------
    classes
        Names of the labels 0, 1, …; None: the data set's own `classes`, or the labels.
    size, resize, validation_share, seed
        As in `load`.

    Raises
    ------
    ValueError
        For an image of another kind.
    """
    names = classes if classes is not None else getattr(train, "classes", None)
    given = {"train": train, "validation": validation, "test": test}
    raw = {part: _items(part, items) for part, items in given.items() if items is not None and len(items) > 0}
    channels = max((image.shape[2] for images, _ in raw.values() for image in images), default=3)
    shapes = {image.shape[:2] for images, _ in raw.values() for image in images}
    fitted = "pad" if shapes == {(28, 28)} and size >= 28 else resize
    wanted = Preprocessing((channels, size, size), mean=[0.0] * channels, std=[1.0] * channels, resize=fitted)
    parts = {
        part: (np.stack([prepare(image, wanted) for image in images]), np.array(labels, np.int64))
        for part, (images, labels) in raw.items()
    }
    return Dataset(
        parts["train"],
        parts.get("validation"),
        parts.get("test"),
        classes=None if names is None else list(map(str, names)),
        name=name,
        size=size,
        resize=fitted,
        validation_share=validation_share,
        seed=seed,
    )


def _items(part: str, items: Sized) -> tuple[list[NDArray[np.uint8]], list[int]]:
    images, labels = [], []
    for index in range(len(items)):
        image, label = items[index]
        try:
            images.append(_as_bytes(image))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{part}: image {index}: {error}") from error
        labels.append(int(label))
    return images, labels


def _as_bytes(image: Any) -> NDArray[np.uint8]:
    """An image of any of the kinds that torch's data sets give, as bytes in row, column, channel order."""
    if hasattr(image, "convert"):  # Pillow's
        image = image if image.mode in ("L", "RGB") else image.convert("L" if image.mode in ("1", "I;16") else "RGB")
    array = np.asarray(image)
    if array.ndim == 3 and array.shape[0] in (1, 3) and array.shape[2] not in (1, 3):
        array = array.transpose(1, 2, 0)
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 3):
        raise ValueError(f"expected rows x columns of 1 or 3 channels, got shape {array.shape}")
    if array.dtype.kind == "f":
        if not (array.min(initial=0) >= 0 and array.max(initial=0) <= 1):
            raise ValueError("floats must be from 0 to 1; leave out Normalize")
        array = np.round(255 * array)
    elif array.dtype != np.uint8:
        raise ValueError(f"expected uint8, or floats from 0 to 1, got {array.dtype}")
    return np.ascontiguousarray(array, np.uint8)


def png(image: NDArray[np.uint8]) -> bytes:
    """A PNG file of a uint8 image [rows, columns, channels] with 1 or 3 channels."""
    rows, columns, channels = image.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    filtered = np.zeros((rows, columns * channels + 1), np.uint8)  # each row begins with its filter: 0, none
    filtered[:, 1:] = image.reshape(rows, -1)
    chunks = {b"IHDR": header, b"IDAT": zlib.compress(filtered.tobytes()), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks.items())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def to_html(data: Dataset, classes: int = 12, samples: int = 8) -> str:
    """What a notebook shows of a data set: its sizes, and the first training images of the first classes."""
    rows = "".join(_class_row(data, label, samples) for label in range(min(classes, len(data.classes))))
    more = f"<div>and {len(data.classes) - classes:,} more classes</div>" if len(data.classes) > classes else ""
    return f"<div>{html.escape(repr(data).strip('<>'))}</div><table>{rows}</table>{more}"


def _class_row(data: Dataset, label: int, samples: int) -> str:
    members = np.flatnonzero(data.train.labels == label)
    strip = _side_by_side(data.train, members[:samples])
    name = html.escape(data.classes[label])
    cell = '<td style="text-align:left">'
    return f"<tr>{cell}{name}</td><td>{len(members):,}</td>{cell}{strip}</td></tr>"


def _side_by_side(images: LabelledImages, indices: NDArray[np.int64]) -> str:
    if len(indices) == 0:
        return ""
    strip = np.concatenate([images.images[index] for index in indices], axis=1)
    source = base64.b64encode(png(strip)).decode()
    return f'<img style="image-rendering:pixelated" alt="" src="data:image/png;base64,{source}">'
