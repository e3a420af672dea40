"""The figure of a calibration: predicted against measured latency, the error by space, where the time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from narrows.charts import BAND, FAINT, INK, colour, plain_log_ticks, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Points = Sequence[tuple[str, float, float]]  # space, measured and predicted milliseconds
# Colours that stay apart for every kind of colour vision, and are not those of spaces (Tol 2021, muted).
KIND_COLOURS = {
    "pointwise": "#332288",
    "dense": "#88CCEE",
    "depthwise": "#CC6677",
    "grouped": "#DDCC77",
    "scale": "#117733",
    "max pool": "#AA4499",
    "linear": "#999933",
}
SPARE_COLOURS = ["#44AA99", "#882255", "#661100", "#6699CC"]
SHOWN = 0.02  # kinds of a smaller share in every space stand together
OTHERS = "others"


def figure(
    device: str,
    networks: Points,
    within_10_percent: Mapping[str, float],
    step_shares: Mapping[str, Mapping[str, float]],
    title: str,
    delivered: Points = (),
) -> Figure:
    """Three parts side by side; two where it is not known where the time goes."""
    from matplotlib.figure import Figure

    names = sorted(within_10_percent)
    with style():
        whole = Figure(figsize=(12.4 if step_shares else 8.4, 4.0), layout="constrained")
        axes = whole.subplots(1, 3 if step_shares else 2, width_ratios=[1.15, 1, 1.15][: 3 if step_shares else 2])
        draw_times(axes[0], device, networks, delivered, names)
        axes[0].set_title(title)
        draw_errors(axes[1], networks, within_10_percent, names)
        if step_shares:
            draw_steps(axes[2], step_shares)
    return whole


def draw_times(axis: Axes, device: str, networks: Points, delivered: Points, names: Sequence[str]) -> None:
    both = [value for _, *pair in [*networks, *delivered] for value in pair if value > 0]
    axis.plot([min(both), max(both)], [min(both), max(both)], color=FAINT, linewidth=1, zorder=1)
    for name in names:
        x, y = zip(*[(measured, predicted) for space, measured, predicted in networks if space == name], strict=True)
        axis.scatter(x, y, s=16, color=colour(name, names), label=name, alpha=0.8)
    if delivered:
        _, x, y = zip(*delivered, strict=True)
        axis.scatter(x, y, s=44, marker="D", facecolors="none", edgecolors=INK, label="this search", zorder=3)
    axis.set_xscale("log")
    axis.set_yscale("log")
    plain_log_ticks(axis)
    plain_log_ticks(axis, "y")
    axis.set(xlabel=f"measured on {device}, ms", ylabel="predicted without having seen it, ms")
    axis.grid(True, which="major")
    axis.legend(frameon=False, fontsize=8.5)


def draw_errors(axis: Axes, networks: Points, within_10_percent: Mapping[str, float], names: Sequence[str]) -> None:
    """A mark for each network; beside each space, how many are within 10 %."""
    axis.axvspan(-10, 10, color=BAND, alpha=0.6, linewidth=0, zorder=0)
    axis.axvline(0, color=FAINT, linewidth=1, zorder=1)
    for row, name in enumerate(names):
        errors = [100 * (predicted / measured - 1) for space, measured, predicted in networks if space == name]
        offsets = [row + 0.5 * ((place * 0.618) % 1 - 0.5) for place in range(len(errors))]
        axis.scatter(errors, offsets, s=14, color=colour(name, names), alpha=0.75)
    axis.set_yticks(range(len(names)), [f"{name}\n{within_10_percent[name]:.0%} within 10 %" for name in names])
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set(xlabel="predicted − measured, % of measured", title="error by space")
    axis.grid(True, axis="x")


def draw_steps(axis: Axes, step_shares: Mapping[str, Mapping[str, float]]) -> None:
    """A bar for each space, parted by the kind of its steps."""
    kinds = shown_kinds(step_shares)
    left = dict.fromkeys(step_shares, 0.0)
    for kind in kinds:
        widths = {space: 100 * share_of(kind, shares, kinds) for space, shares in step_shares.items()}
        axis.barh(
            list(widths), list(widths.values()), 0.72, list(left.values()), color=kind_colour(kind, kinds), label=kind
        )
        left = {space: left[space] + widths[space] for space in left}
    axis.set_ylim(len(step_shares) - 0.5, -0.5)
    axis.set(xlim=(0, 100), xlabel="share of the time, %", title="where the time goes")
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=8.5)


def shown_kinds(step_shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Those that take a visible part of some space, the largest first; then what stands for all others."""
    largest: dict[str, float] = {}
    for shares in step_shares.values():
        for kind, share in shares.items():
            largest[kind] = max(share, largest.get(kind, 0.0))
    shown = sorted((kind for kind in largest if largest[kind] >= SHOWN), key=lambda kind: -largest[kind])
    return shown if len(shown) == len(largest) else [*shown, OTHERS]


def share_of(kind: str, shares: Mapping[str, float], kinds: Sequence[str]) -> float:
    if kind == OTHERS:
        return sum(share for each, share in shares.items() if each not in kinds)
    return shares.get(kind, 0.0)


def kind_colour(kind: str, kinds: Sequence[str]) -> str:
    if kind == OTHERS:
        return FAINT
    others = [each for each in kinds if each not in KIND_COLOURS]
    return KIND_COLOURS.get(kind) or SPARE_COLOURS[others.index(kind) % len(SPARE_COLOURS)]
