"""The figure of a calibration: predicted against measured latency."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from narrows.figures import colour, plain_log_ticks, style

if TYPE_CHECKING:
    from narrows.calibration import Calibration


def draw(calibration: Calibration, path: str | Path) -> None:
    """Writes it to a file; its name's ending chooses the format. Needs matplotlib."""
    from matplotlib.figure import Figure

    spaces = sorted({space for space, _ in calibration.networks})
    pairs = list(zip(calibration.networks, calibration.measured_ms, calibration.predicted_ms, strict=True))
    both = [*calibration.measured_ms, *(value for value in calibration.predicted_ms if value > 0)]
    with style():
        figure = Figure(figsize=(4.8, 4.4), layout="constrained")
        axis = figure.subplots()
        axis.plot([min(both), max(both)], [min(both), max(both)], color="0.6", linewidth=1, zorder=1)
        for space in spaces:
            points = [(measured, predicted) for (name, _), measured, predicted in pairs if name == space]
            x, y = zip(*points, strict=True)
            axis.scatter(x, y, s=18, color=colour(space, spaces), label=space, alpha=0.8)
        axis.set_xscale("log")
        axis.set_yscale("log")
        plain_log_ticks(axis)
        axis.set_xlabel(f"measured on {calibration.device}, ms")
        axis.set_ylabel("predicted without having seen it, ms")
        axis.set_title(f"median error {calibration.error.median_relative:.1%}, R² {calibration.error.r_squared:.3f}")
        axis.legend()
    figure.savefig(path)
