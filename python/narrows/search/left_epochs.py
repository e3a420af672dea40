"""Epochs of trainings in other processes, left in the folder of the search until it tells of them: each once.

A file for each, beside the training's checkpoint: whoever runs the training needs no way to the search but the folder.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

from narrows import _core

Told = Callable[[_core.SearchProgress], bool]


def leave(checkpoint: str, now: _core.SearchProgress) -> None:
    """Keeps what was said at the end of an epoch; of any other moment nothing."""
    if now.training is not None and now.training.finished_epoch is not None:
        _core.write_file(f"{checkpoint}.epoch-{now.training.finished_epoch.epoch:05}", pickle.dumps(now))


def take(checkpoint: str | Path) -> Iterator[_core.SearchProgress]:
    """All that was left, in order; each is gone once it is given, and those that are not asked for stay."""
    place = Path(checkpoint)
    for path in sorted(place.parent.glob(f"{place.name}.epoch-?????")):
        now = pickle.loads(path.read_bytes())
        path.unlink()
        yield now


class Joined:
    """Tells, before the first thing about a training, what was left of it by commands beside the search."""

    def __init__(self, folder: str, tell: Told) -> None:
        self._folder, self._tell = Path(folder, "checkpoints"), tell
        self._seen: set[str] = set()

    def __call__(self, now: _core.SearchProgress) -> bool:
        if now.stage == "train" and now.name not in self._seen:
            self._seen.add(now.name)
            for epoch in take(self._folder / f"{now.name}.checkpoint"):
                self._tell(epoch)
        return self._tell(now)
