"""Devices that latency is measured on: this machine, and others behind a command.

>>> import narrows as nw
>>> pi = nw.devices.add("pi", via="ssh pi@raspberrypi.local")  # doctest: +SKIP
>>> pi.measure(["best.onnx"])  # doctest: +SKIP
>>> pi.calibrate(networks=100)  # doctest: +SKIP
"""

from __future__ import annotations

from narrows.devices.calibration_result import Calibration
from narrows.devices.device import LOCAL, Device, LocalDevice, RemoteTimer
from narrows.devices.link import LostError, Patience, UnreachableError
from narrows.devices.place import folder
from narrows.devices.registry import add, get, names, remove

__all__ = [
    "LOCAL",
    "Calibration",
    "Device",
    "LocalDevice",
    "LostError",
    "Patience",
    "RemoteTimer",
    "UnreachableError",
    "add",
    "folder",
    "get",
    "names",
    "remove",
]
