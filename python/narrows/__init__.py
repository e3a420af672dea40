"""Finds small neural networks for small devices: a limit in, trained networks out.

>>> import narrows as nw
>>> result = nw.find_law(nw.spaces.mobilenetv2(), nw.Limit("parameters", "50k"))
>>> architectures = result.law.sample(100, seed=0)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from narrows import _core
from narrows._core import *  # noqa: F403
from narrows._core import __version__ as __version__

# At once and not when first used: loading a package sets the attribute of its name here, after which this name is the
# function, and importing modules of the package no longer changes that.
from narrows.search import search as search

# Loaded when first used, so that `import narrows` stays quick: name -> module that has it.
_LAZY = {
    "Device": "narrows.devices",
    "SearchRun": "narrows.search.run",
    "check_space": "narrows.conformance",
    "datasets": "narrows.datasets",
    "devices": "narrows.devices",
    "paper": "narrows.paper",
    "report": "narrows.report",
}

if TYPE_CHECKING:
    from narrows import datasets as datasets
    from narrows import devices as devices
    from narrows import paper as paper
    from narrows import report as report
    from narrows.conformance import check_space as check_space
    from narrows.devices import Device as Device
    from narrows.search.run import SearchRun as SearchRun


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'narrows' has no attribute {name!r}")
    module = importlib.import_module(_LAZY[name])
    value = module if module.__name__ == f"narrows.{name}" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(
        {name for name in dir(_core) if not name.startswith("_")} | {*_LAZY, "SearchRun", "search", "__version__"}
    )
