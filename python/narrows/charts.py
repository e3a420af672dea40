"""What all pictures share: colours, style, ticks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

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


def plain_log_ticks(axis: Axes, along: Literal["x", "y"] = "x") -> None:
    """Ticks such as 20k and 50k instead of 2 × 10⁴: a range within one decade needs several."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    line, (low, high) = (axis.xaxis, axis.get_xlim()) if along == "x" else (axis.yaxis, axis.get_ylim())
    subs = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0) if high / low < 8 else (1.0, 2.0, 5.0) if high / low < 200 else (1.0,)
    line.set_major_locator(LogLocator(subs=subs, numticks=8))
    line.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    line.set_minor_formatter(NullFormatter())


def short(value: float) -> str:
    """A number for a tick: 950, 50k, 1.5M."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"
