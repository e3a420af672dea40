"""Fake devices, and what is asked of them."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

import narrows as nw
from narrows import devices
from narrows.devices import Patience
from narrows.progress import OnProgress

FAKE = Path(__file__).with_name("fake_device.py")
QUICK = Patience(answer_s=1, greeting_s=10, tries=3, first_pause_s=0.01, longest_pause_s=0.02)


class Fake:
    """A fake device in a folder of its own."""

    def __init__(self, folder: Path, name: str = "pi", **script: Any) -> None:
        self.folder, self.name = folder / name, name
        self.folder.mkdir()
        self.behave(**script)

    def behave(self, **script: Any) -> None:
        (self.folder / "script.json").write_text(json.dumps(script))

    @property
    def via(self) -> str:
        return shlex.join([sys.executable, str(FAKE), str(self.folder)])

    def add(self, shell: str = "") -> nw.Device:
        """`shell`: what a shell does before, or instead of, running the fake's command "$@"."""
        via = shlex.join(["sh", "-c", shell, "sh", *shlex.split(self.via)]) if shell else self.via
        program = self.folder / "program"
        program.mkdir(exist_ok=True)
        (program / "narrows-device").write_text("#!/bin/sh\n")
        (program / "libXNNPACK.so.0").write_text("library")
        return nw.devices.add(self.name, via, program)

    def answered(self) -> list[Any]:
        log = self.folder / "log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def unreachable(self, yes: bool = True) -> None:
        (self.folder / "unreachable").touch() if yes else (self.folder / "unreachable").unlink()

    def gone_after(self, networks: int) -> OnProgress:
        """A progress of calibrating: once so many networks are measured, the device cannot be reached."""

        def leave(done: int, of: int, text: str) -> None:
            if done == networks:
                self.unreachable()

        return leave


def calibrate(device: nw.Device, networks: int = 25, **options: Any) -> Any:
    return device.calibrate(networks, max_macs=1_000_000, patience=QUICK, progress=False, **options)


def stored(device: str = "pi") -> dict[tuple[str, str], float]:
    found = nw.ResultsStore(devices.folder() / "latencies.db", read_only=True).latencies(device)
    return {(each.network.space, each.network.architecture): each.latency.median_ms for each in found}
