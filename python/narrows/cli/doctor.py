"""`narrows doctor`: what works on this machine, and what to type for the rest."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import narrows
from narrows import _core
from narrows.cli.common import Json, new_app, print_rows, read_network
from narrows.devices.program import program_for
from narrows.origin import origin
from narrows.training import choose_backend

app = new_app()
Row = dict[str, str | bool]


def row(part: str, works: bool, detail: str, mend: str = "") -> Row:
    """`mend` is the one command to type where something is missing or could be better."""
    return {"part": part, "works": works, "detail": detail, "mend": mend}


def machine() -> Iterator[Row]:
    folder = Path(narrows.__file__).parent
    yield row("narrows", True, f"{narrows.__version__} in {folder}, {origin()}")
    system = f"{platform.python_version()} on {platform.platform(terse=True)}, {' '.join(platform.libc_ver())}"
    yield row("python", True, system)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    yield row(
        "processor", True, f"{_core.machine_name() or platform.machine()}, {cores} cores to use, {memory:.0f} GiB"
    )
    governor = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    if governor.exists():
        name = governor.read_text(encoding="utf-8").strip()
        mend = "" if name == "performance" else "cpupower frequency-set -g performance"
        yield row("governor", True, f"{name}: {'latencies vary more' if mend else 'latencies vary least'}", mend)


def environment() -> Iterator[Row]:
    """What changes how narrows works without being typed."""
    for name in sorted(os.environ):
        if name.startswith(("NARROWS_", "OMP_")) or name == "CUDA_VISIBLE_DEVICES":
            yield row(name, True, os.environ[name])


def training() -> Iterator[Row]:
    backend = choose_backend("cpu", 0, "auto", "auto")
    yield row("training", True, f"on the CPU, {backend.threads} threads; needs no torch")
    try:
        importlib.import_module("narrows.torch_part")
    except ImportError as error:
        detail, mend = explained(error)
        yield row("torch", False, f"needed only to train on a GPU: {detail}", mend)
        return
    import torch

    gpus = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    yield row(
        "torch", True, f"{torch.__version__}, for training on {', '.join(gpus) or 'a GPU, but it finds none here'}"
    )


def explained(error: Exception) -> tuple[str, str]:
    """A message on one line, and the last command in it."""
    text = " ".join(str(error).split())
    commands = re.findall("`([^`]+)`", text)
    return text, commands[-1] if commands else ""


def timing() -> Iterator[Row]:
    space, reference = read_network("mobilenetv2")
    try:
        model = narrows.Model.initialised(space.build(reference), seed=0)
        latency = narrows.InferenceTimer(threads=1, repeats=10).measure(model)
    except (AttributeError, narrows.Error) as error:
        yield row("timing", False, " ".join(str(error).split()))
        return
    yield row("timing", True, f"{latency.engine}: MobileNetV2 in {latency.median_ms:.2f} ms, one thread")


def programs() -> Iterator[Row]:
    for architecture in sorted({platform.machine(), "aarch64"}):
        try:
            yield row("narrows-device", True, f"for {architecture}: {program_for(architecture)}")
        except narrows.Error as error:
            yield row("narrows-device", False, str(error), "make pi" if architecture == "aarch64" else "make build")


def extras() -> Iterator[Row]:
    yield row("numpy", True, importlib.metadata.version("numpy"))
    for package, purpose in (("matplotlib", "pictures"), ("jinja2", "reports"), ("pandas", "tables")):
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            yield row(package, False, f"needed for {purpose}", f"pip install {package}")
        else:
            yield row(package, True, f"{version}, for {purpose}")


PARTS: list[Callable[[], Iterator[Row]]] = [machine, environment, timing, training, programs, extras]


@app.command()
def doctor(as_json: Json = False) -> None:
    """Says what works here and what to type for the rest. A report of a fault needs all of it: paste it there."""
    print_rows((found for part in PARTS for found in part()), as_json)
