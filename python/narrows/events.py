"""What a search or a training tells as it goes on: one stream of events, for callbacks and logs.

>>> nw.search("fashion-mnist", max_parameters="50k", callbacks=[print])
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from narrows import _core


@dataclass(frozen=True, repr=False)
class Event:
    """Something that has happened. Never changes; compares, shows, copies and pickles itself."""

    def __post_init__(self) -> None:
        for name, value in self._values().items():
            if isinstance(value, Mapping):
                object.__setattr__(self, name, MappingProxyType(dict(value)))

    def _values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        values = {name: plain(value) for name, value in self._values().items()}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in values.items())})"

    def __reduce__(self) -> tuple[type[Event], tuple[Any, ...]]:
        return type(self), tuple(map(plain, self._values().values()))


def plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True, repr=False)
class RunBegun(Event):
    """A search begins its jobs, or a training its epochs."""

    folder: str
    """Where it keeps its results."""
    settings: Mapping[str, Any]
    """What was asked for, as `SearchRun.options` gives it."""
    resumed: bool = False
    """It goes on with what an earlier run left; what that run told is not told again."""


@dataclass(frozen=True, repr=False)
class CandidateChosen(Event):
    """A candidate is to be trained."""

    candidate: _core.Candidate
    """Its name, its network and its rank, from 0."""


@dataclass(frozen=True, repr=False)
class EpochEnded(Event):
    """An epoch of a training is over, and kept in its checkpoint."""

    network: str
    """The name of the candidate: "mobilenetv2-17"."""
    record: _core.EpochRecord


@dataclass(frozen=True, repr=False)
class NetworkFinished(Event):
    """A network is trained, and where the search does that, timed and tested."""

    network: str
    result: Mapping[str, Any]
    """What is known of it, as a row of `SearchRun.rows` gives it; accuracies are shares, latencies milliseconds."""


@dataclass(frozen=True, repr=False)
class NetworkFailed(Event):
    """A network is left out."""

    network: str
    reason: str


@dataclass(frozen=True, repr=False)
class RunEnded(Event):
    """The last event, whatever happened."""

    folder: str
    error: str = ""
    """Why it ended too early, such as "Interrupted"; else empty."""


Callback = Callable[[Event], object]
Tell = Callable[[Event], None]


@contextmanager
def run(callbacks: Sequence[Callback], begun: RunBegun) -> Iterator[Tell]:
    """Tells that a run begins and, however it ends, that it has; gives what tells of everything between.

    A callback that raises loses nothing: that becomes a RuntimeWarning, and it is told the next event. Only
    `Interrupted`, and what is no `Exception` such as KeyboardInterrupt, ends the run, which goes on later from there.
    """

    def tell(event: Event) -> None:
        for callback in callbacks:
            tell_one(callback, event)

    try:
        tell(begun)
        yield tell
    except BaseException as error:
        tell(RunEnded(begun.folder, ": ".join(filter(None, (type(error).__name__, str(error))))))
        raise
    tell(RunEnded(begun.folder))


def tell_one(callback: Callback, event: Event) -> None:
    try:
        callback(event)
    except _core.Interrupted:
        raise
    except Exception as error:
        name = getattr(callback, "__qualname__", type(callback).__name__)
        why = f"{type(error).__name__}: {error}"
        words = f"the callback {name} failed at {type(event).__name__}, and the run goes on: {why}"
        warnings.warn(words, RuntimeWarning, stacklevel=2)


def of_training(
    callback: Callback, name: str, progress: Callable[[_core.TrainingProgress], object] | None = None
) -> Callable[[_core.TrainingProgress], bool]:
    """What `Trainer.train(progress=…)` takes, to tell of the epochs of one training under that name; then asks
    `progress`, if there is one, whether to go on.

    >>> nw.Trainer(data, recipe).train(network, progress=nw.events.of_training(print, "mine"))
    """

    def told(now: _core.TrainingProgress) -> bool:
        if now.finished_epoch is not None:
            tell_one(callback, EpochEnded(name, now.finished_epoch))
        return progress is None or progress(now) is not False

    return told
