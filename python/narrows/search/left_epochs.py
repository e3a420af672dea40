"""Epochs of trainings in other processes, left in the folder of the search until it tells of them: each once.

A file for each, beside the training's checkpoint: whoever runs the training needs no way to the search but the folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from narrows import _core

Tell = Callable[[_core.SearchProgress], bool]  # given what a search says; whether it goes on
# What a file may hold: a folder may come from others, so nothing else is made from it, as a pickle would.
KINDS: dict[str, Any] = {
    kind.__name__: kind for kind in (_core.SearchProgress, _core.TrainingProgress, _core.EpochRecord)
}


def leave(checkpoint: str, now: _core.SearchProgress) -> None:
    """Keeps what was said at the end of an epoch; of any other moment nothing."""
    if now.training is not None and now.training.finished_epoch is not None:
        _core.write_file(f"{checkpoint}.epoch-{now.training.finished_epoch.epoch:05}", json.dumps(packed(now)))


def take(checkpoint: str | Path) -> Iterator[_core.SearchProgress]:
    """All that was left, in order; each is gone once it is given, and those that are not asked for stay."""
    place = Path(checkpoint)
    for path in sorted(place.parent.glob(f"{place.name}.epoch-?????")):
        now = read(path)
        path.unlink()
        yield now


def packed(value: Any) -> Any:
    """A value and those in it by the names of their kinds and their states."""
    kind = type(value).__name__
    if kind in KINDS:
        return {"kind": kind, "state": packed(value.__getstate__())}
    return [packed(each) for each in value] if isinstance(value, tuple) else value


def unpacked(value: Any) -> Any:
    if isinstance(value, dict) and "kind" in value:
        made = KINDS[value["kind"]].__new__(KINDS[value["kind"]])
        made.__setstate__(unpacked(value["state"]))
        return made
    return tuple(map(unpacked, value)) if isinstance(value, list) else value


def read(path: Path) -> _core.SearchProgress:
    try:
        now = unpacked(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _core.Error(f"'{path}' is not what a training leaves ({error}): remove it to go on") from error
    if not isinstance(now, _core.SearchProgress):
        raise _core.Error(f"'{path}' is not what a training leaves: remove it to go on")
    return now


class Joined:
    """Tells, before the first thing about a training, what was left of it by commands beside the search."""

    def __init__(self, folder: str, tell: Tell) -> None:
        self._folder, self._tell = Path(folder, "checkpoints"), tell
        self._seen: set[str] = set()

    def __call__(self, now: _core.SearchProgress) -> bool:
        if now.stage == "train" and now.name not in self._seen:
            self._seen.add(now.name)
            for epoch in take(self._folder / f"{now.name}.checkpoint"):
                self._tell(epoch)
        return self._tell(now)
