"""Events of a search or a training, written where others look at them: TensorBoard, MLflow, Weights & Biases.

Each is a callback with what it writes to, and is imported only when it is asked for:

>>> log = nw.logs.named("tensorboard", "runs/mine/logs")
>>> nw.search("cifar10", max_parameters="50k", out="runs/mine", callbacks=[log])
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from narrows.logs.log import Log as Log

NAMES = ("tensorboard", "mlflow", "wandb")


def named(name: str, folder: str | Path) -> Log:
    """A log by name, one of `NAMES`.

    Parameters
    ----------
    folder
        What the log keeps as files goes there: of TensorBoard everything, of the others what a resumed run is found by.

    Raises
    ------
    ValueError
        For a name that is none of these.
    ImportError
        If its package is missing: says what to type.
    Error
        If the server that MLflow or Weights & Biases are set to does not answer.
    """
    if name not in NAMES:
        raise ValueError(f"log: expected {', '.join(NAMES)}, found {name!r}")
    log: Log = importlib.import_module(f"narrows.logs.{name}").open_log(folder)
    return log


def all_named(names: Sequence[str], folder: str | Path) -> list[Log]:
    """The logs of an option that may be repeated, or take several with commas between; each once."""
    return [named(name, folder) for name in dict.fromkeys(name for text in names for name in text.split(","))]
