"""The recipes that have a name, on the command line and in a report."""

from __future__ import annotations

from collections.abc import Callable

from narrows import _core

NAMED: dict[str, Callable[[], _core.Recipe]] = {
    "paper": _core.Recipe,
    "fast": _core.Recipe.fast,
    "few-images": _core.Recipe.few_images,
}
HELP = f"How to train: {', '.join(NAMED)}; the options below change it."


def named(name: str) -> _core.Recipe:
    if name not in NAMED:
        known = ", ".join(f'"{each}"' for each in NAMED)
        raise ValueError(f"recipe must be a Recipe or one of {known}, not {name!r}")
    return NAMED[name]()
