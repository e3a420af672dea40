"""The pictures of a search, as matplotlib figures: for the report, a notebook or a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from narrows.charts import BAND, FAINT, INK, colour, plain_log_ticks, short, style
from narrows.report.data import Limit, Trained

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNITS = {"macs": "multiply-accumulates", "latency_ms": "latency in ms, one image"}


def label(resource: str) -> str:
    return UNITS.get(resource, resource.replace("_", " "))


def front(trained: Sequence[Trained], limits: Sequence[Limit], compared_on: str = "validation") -> Figure:
    """Accuracy against each limited resource, and against latency, with the noise of each measurement."""
    from matplotlib.figure import Figure

    resources = [limit.resource for limit in limits] or ["parameters"]
    if "latency_ms" not in resources and any(network.latency_ms for network in trained):
        resources.append("latency_ms")
    with style():
        figure = Figure(figsize=(8.8 if len(resources) < 3 else 3.4 * len(resources), 3.5), layout="constrained")
        axes = figure.subplots(1, len(resources), sharey=True, squeeze=False)[0]
        for axis, resource in zip(axes, resources, strict=True):
            draw_front(axis, trained, resource)
            for limit in limits:
                if limit.resource == resource:
                    draw_limit(axis, limit)
        axes[0].set_ylabel(f"{compared_on} accuracy, %")
        draw_legend(figure, axes[0], trained)
    return figure


def draw_front(axis: Axes, trained: Sequence[Trained], resource: str) -> None:
    spaces = sorted({network.space for network in trained})
    for index, network in enumerate(trained):
        x = network.value(resource)
        if x is None:
            continue
        shade = colour(network.space, spaces)
        axis.errorbar(
            x,
            100 * network.accuracy,
            xerr=latency_error(network) if resource == "latency_ms" else None,
            yerr=accuracy_error(network),
            ecolor=shade,
            elinewidth=0.9,
            alpha=0.55,
            zorder=2,
        )
        filled = shade if network.front else "white"
        size = 58 if network.front else 34
        points = axis.scatter(x, 100 * network.accuracy, s=size, c=filled, edgecolors=shade, linewidths=1.4, zorder=3)
        points.set_gid(f"{resource}-point-{index}")
    draw_staircase(axis, trained, resource)
    axis.set_xscale("log")
    plain_log_ticks(axis)
    axis.set_xlabel(label(resource))
    axis.grid(True, which="major")


def accuracy_error(network: Trained) -> list[list[float]]:
    low, high = network.accuracy - network.accuracy_low, network.accuracy_high - network.accuracy
    return [[100 * max(0.0, low)], [100 * max(0.0, high)]]


def latency_error(network: Trained) -> list[list[float]] | None:
    timing = network.timing
    return [[timing.median_ms - timing.low_ms], [timing.high_ms - timing.median_ms]] if timing else None


def draw_staircase(axis: Axes, trained: Sequence[Trained], resource: str) -> None:
    """The best accuracy that is to be had for at most x."""
    points = sorted((x, n.accuracy) for n in trained if (x := n.value(resource)) is not None)
    best, steps = 0.0, []
    for x, accuracy in points:
        if accuracy > best:
            best = accuracy
            steps.append((x, 100 * accuracy))
    if len(steps) > 1:
        axis.step(*zip(*steps, strict=True), where="post", color=FAINT, linewidth=1, linestyle=(0, (4, 3)), zorder=1)


def draw_limit(axis: Axes, limit: Limit) -> None:
    axis.axvspan(limit.low, limit.high, color=BAND, alpha=0.6, linewidth=0, zorder=0)
    axis.axvline(limit.high, color=INK, linewidth=1.2, zorder=1)
    axis.annotate(
        f"limit {short(limit.high)}",
        (limit.high, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=8.5,
    )


def draw_legend(figure: Figure, axis: Axes, trained: Sequence[Trained]) -> None:
    spaces = sorted({network.space for network in trained})
    for space in spaces:
        axis.scatter([], [], c=colour(space, spaces), s=40, label=space)
    axis.scatter([], [], c="white", edgecolors=FAINT, s=34, label="not on the front")
    figure.legend(loc="outside lower center", ncols=len(spaces) + 1, frameon=False, fontsize=8.5)


def histogram(values: Mapping[str, Sequence[float]], limit: Limit, title: str = "") -> Figure:
    """A resource over the draws of the laws, by space, on a logarithmic axis, with the target behind it."""
    import numpy as np
    from matplotlib.figure import Figure

    everything = np.concatenate([np.asarray(v, dtype=float) for v in values.values()])
    everything = everything[everything > 0]
    low, high = min(everything.min(), limit.low), max(everything.max(), limit.high)
    edges = list(np.geomspace(low * 0.93, high * 1.07, 49))
    with style():
        figure = Figure(figsize=(6.2, 2.7), layout="constrained")
        axis = figure.subplots()
        draw_limit(axis, limit)
        for space, draws in values.items():
            shade = colour(space, list(values))
            share = np.full(len(draws), 100 / len(draws))
            axis.hist(draws, bins=edges, weights=share, color=shade, alpha=0.55, label=space)
        axis.set_xscale("log")
        plain_log_ticks(axis)
        axis.set(xlabel=label(limit.resource), ylabel="draws, %", title=title)
        axis.legend(frameon=False, fontsize=8.5)
    return figure


def training_curves(trained: Sequence[Trained], best: int) -> Figure:
    """Loss, and accuracy on the validation part, of every training; the best one in front."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    spaces = sorted({network.space for network in trained})
    with style():
        figure = Figure(figsize=(8.8, 3.0), layout="constrained")
        axes = figure.subplots(1, 2)
        for index, network in enumerate(trained):
            look: dict[str, Any] = {"color": colour(network.space, spaces)}
            look |= {"linewidth": 2.2, "zorder": 3} if index == best else {"linewidth": 1, "alpha": 0.55}
            epochs = [record["epoch"] for record in network.history]
            marker = "o" if len(epochs) == 1 else None
            losses = [record["train_loss"] for record in network.history]
            measured = [record["validation_accuracy"] for record in network.history]
            shares = [float("nan") if share is None else 100 * share for share in measured]
            axes[0].plot(epochs, losses, marker=marker, **look)[0].set_gid(f"loss-{index}")
            axes[1].plot(epochs, shares, marker=marker, **look)[0].set_gid(f"curve-{index}")
        axes[0].set(xlabel="epoch", title="training loss")
        axes[1].set(xlabel="epoch", title="validation accuracy, %")
        longest = max(len(network.history) for network in trained)
        for axis in axes:
            axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
            if longest == 1:
                axis.set_xlim(0.5, 1.5)
            axis.grid(True)
    return figure
