"""The figure of a calibration: predicted against measured latency."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from narrows.charts import colour, plain_log_ticks, style


def draw(
    path: str | Path,
    device: str,
    spaces: Sequence[str],
    measured_ms: Sequence[float],
    predicted_ms: Sequence[float],
    title: str,
) -> None:
    """Writes it to a file; its name's ending chooses the format. Needs matplotlib."""
    from matplotlib.figure import Figure

    names = sorted(set(spaces))
    both = [*measured_ms, *(value for value in predicted_ms if value > 0)]
    with style():
        figure = Figure(figsize=(4.8, 4.4), layout="constrained")
        axis = figure.subplots()
        axis.plot([min(both), max(both)], [min(both), max(both)], color="0.6", linewidth=1, zorder=1)
        for name in names:
            points = [pair for space, *pair in zip(spaces, measured_ms, predicted_ms, strict=True) if space == name]
            x, y = zip(*points, strict=True)
            axis.scatter(x, y, s=18, color=colour(name, names), label=name, alpha=0.8)
        axis.set_xscale("log")
        axis.set_yscale("log")
        plain_log_ticks(axis)
        axis.set_xlabel(f"measured on {device}, ms")
        axis.set_ylabel("predicted without having seen it, ms")
        axis.set_title(title)
        axis.legend()
    figure.savefig(path)
