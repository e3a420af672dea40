"""Data sets: by name, from folders of images, from arrays.

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

import numpy as np
from numpy.typing import NDArray

from narrows._core import Dataset, LabelledImages
from narrows._core._datasets import KnownDataset, broken_images, from_folder, known, load, restore

__all__ = ["KnownDataset", "broken_images", "from_folder", "known", "load", "png", "restore", "to_html"]


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
