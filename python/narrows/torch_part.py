"""Training with torch, on GPUs and to compare with: loaded when it is first used."""

from __future__ import annotations

import importlib.metadata
import os
import re

from narrows import _core
from narrows.origin import rebuild


def require_torch(built: str = _core.torch_version) -> None:
    """Raises ImportError, saying what to type, unless the torch is there that narrows was built against."""
    if not built:
        raise ImportError(
            "narrows was built without torch, so it trains on the CPU alone; install torch, then narrows again: "
            + rebuild().replace("`", "`pip install torch && ", 1)
        )
    try:
        installed = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        raise ImportError(f"narrows needs torch for this; type `pip install torch=={built}`") from None
    if release(installed) != built:
        raise ImportError(
            f"narrows was built against torch {built}, but torch {installed} is installed; "
            f"type `pip install torch=={built}`, or build narrows for the torch that is there: {rebuild()}"
        )


def release(version: str) -> str:
    """The numbers that a version begins with: those of a vendor's own build, such as 2.13.0a0+1a2b3c, mean the same."""
    found = re.match(r"\d+\.\d+\.\d+", version)
    return found.group() if found else version


require_torch()
# Threads that wait for work by spinning make a training beside other work several times slower. Read by OpenMP when
# torch is loaded; a value of the user's own stands.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
try:
    from narrows._training import torch_backend as torch_backend
    from narrows._training import torch_has_gpu as torch_has_gpu
except ImportError:  # torch lies elsewhere than beside narrows: once imported, its libraries are found
    import torch  # noqa: F401

    from narrows._training import torch_backend as torch_backend
    from narrows._training import torch_has_gpu as torch_has_gpu
