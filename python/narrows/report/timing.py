"""Gathers what the networks of a search take: time on its device, and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from narrows import _core, devices
from narrows.devices.calibration_networks import network_of
from narrows.report.data import Timing


def latency_model(device: str) -> _core.LatencyModel | None:
    """Of the device's last calibration; None for one that is not calibrated, or that only the search's program knew."""
    try:
        return devices.get(device).latency_model()
    except (ValueError, _core.Error):
        return None


def calibration(device: str) -> devices.Calibration | None:
    """What the device's last calibration found; None likewise, or if that was not kept."""
    try:
        return devices.get(device).calibration()
    except (ValueError, _core.Error):
        return None


def timing_of(network: Any, folder: str | Path, model: _core.LatencyModel | None) -> Timing | None:
    """Of a trained network; None before it is measured."""
    latency = network.result.latency
    if latency is None:
        return None
    built = network_of(network.result.training.network) if model else None
    return Timing(
        median_ms=latency.median_ms,
        low_ms=latency.low_ms,
        high_ms=latency.high_ms,
        p90_ms=latency.p90_ms,
        p99_ms=latency.p99_ms,
        first_ms=latency.first_ms,
        disturbed=latency.disturbed,
        predicted_ms=model.predict(built) if model and built else None,
        memory_bytes=session_bytes(Path(folder, network.result.training.onnx)),
    )


def session_bytes(onnx: Path) -> int | None:
    """What a session of the engine on this machine needs; None where the file is gone."""
    if not onnx.is_file():
        return None
    return int(_core.InferenceSession(_core.Model.from_onnx(str(onnx))).memory_bytes())
