"""A search's data set as its workers get it: where it lies, and a digest, but no pixels."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

from narrows import _core

FILE = "data.pickle"


@dataclass(frozen=True)
class Kept:
    """A file that holds a data set which was read from no file."""

    path: str
    digest: str


def described(dataset: _core.Dataset, folder: str | Path) -> bytes:
    """A few bytes that `restored` takes; images that come from no file are written into the folder once."""
    if dataset.source:
        return pickle.dumps(dataset)
    kept = Kept(str(Path(folder, FILE).absolute()), dataset.digest)
    if not Path(kept.path).exists():
        _core.write_file(kept.path, pickle.dumps(dataset))
    return pickle.dumps(kept)


def restored(data: bytes) -> _core.Dataset:
    """Raises Error if the data are no longer there, or no longer the same."""
    found = pickle.loads(data)
    return read(found.path, found.digest) if isinstance(found, Kept) else found


def read(path: str | Path, digest: str = "") -> _core.Dataset:
    try:
        dataset: _core.Dataset = pickle.loads(Path(path).read_bytes())
    except OSError as error:
        raise _core.Error(f"the data set of the search cannot be read: {error}") from error
    if digest and dataset.digest != digest:
        raise _core.Error(f"{path} holds another data set than that of the search")
    return dataset
