"""The pictures of a search, as matplotlib figures: for the report, a notebook or a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from narrows.report_data import Limit, Trained

# Colours that stay apart for every kind of colour vision (Okabe and Ito 2008).
COLOURS = {
    "densenet": "#0072B2",
    "mobilenetv2": "#D55E00",
    "googlenet": "#009E73",
    "pnasnet": "#CC79A7",
    "resnext": "#E69F00",
}
OTHER_COLOURS = ["#56B4E9", "#332288", "#882255", "#44AA99", "#999933"]
INK, FAINT, BAND = "#24292f", "#8c959f", "#dbe9f6"
UNITS = {"macs": "multiply-accumulates", "latency_ms": "latency in ms, one image"}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "narrows",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#eaeef2",
    "axes.axisbelow": True,
}


def colour(space: str, spaces: Sequence[str]) -> str:
    """The colour of a space: its own, or one of the spare ones for a space of the user's."""
    others = [name for name in spaces if name not in COLOURS]
    return COLOURS.get(space) or OTHER_COLOURS[others.index(space) % len(OTHER_COLOURS)]


@contextmanager
def style() -> Iterator[None]:
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        yield


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
            yerr=100 * network.accuracy_error,
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


def latency_error(network: Trained) -> list[list[float]] | None:
    if network.latency_ms is None or network.latency_low_ms is None or network.latency_high_ms is None:
        return None
    return [[network.latency_ms - network.latency_low_ms], [network.latency_high_ms - network.latency_ms]]


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


def plain_log_ticks(axis: Axes) -> None:
    """Ticks such as 20k and 50k instead of 2 × 10⁴: a range within one decade needs several."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axis.get_xlim()
    subs = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0) if high / low < 8 else (1.0, 2.0, 5.0) if high / low < 200 else (1.0,)
    axis.xaxis.set_major_locator(LogLocator(subs=subs, numticks=8))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axis.xaxis.set_minor_formatter(NullFormatter())


def short(value: float) -> str:
    """A number for a tick: 950, 50k, 1.5M."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"


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
            shares = [100 * record["validation_accuracy"] for record in network.history]
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
