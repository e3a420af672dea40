"""Pictures of sampling laws: what `law.plot()` draws, and how laws show themselves in a notebook."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import narrows as nw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRAWS = 5000
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def spans(law: nw.SamplingLaw, draws: int = DRAWS, seed: int = 1) -> list[dict[str, Any]]:
    """Each variable's number of distinct values, smallest and largest, over fresh draws, beside its full range."""
    drawn = np.array([architecture_values(a, law) for a in law.sample(min(draws, 2000), seed)])
    rows = []
    for column, variable in zip(drawn.T, law.space.variables, strict=True):
        row = {"variable": variable.name, "from": int(column.min()), "to": int(column.max())}
        rows.append(row | {"distinct": len(np.unique(column)), "of": len(levels(variable))})
    return rows


def levels(variable: nw.Variable) -> Sequence[int]:
    """The values of a variable in increasing order."""
    return list(variable.options) or range(variable.low, variable.high + 1)


def architecture_values(architecture: nw.Architecture, law: nw.SamplingLaw) -> list[int]:
    def number(value: Any) -> int:
        return int("".join(map(str, value))) if isinstance(value, list) else int(value)

    return [number(architecture[variable.name]) for variable in law.space.variables]


def quantiles(law: nw.SamplingLaw, draws: int = DRAWS, seed: int = 1) -> list[dict[str, Any]]:
    """Quantiles of every cost over fresh draws."""
    costs = law.costs(draws, seed)
    return [
        {"cost": name} | {f"q{round(100 * q)}": int(np.quantile(costs[name], q)) for q in QUANTILES}
        for name in costs.dtype.names or ()
    ]


def plot(
    law: nw.SamplingLaw,
    targets: Sequence[nw.Target] = (),
    history: Sequence[nw.LawGeneration] = (),
    others: Sequence[nw.SamplingLaw] = (),
) -> Figure:
    """Histogram of a cost with the target, the range of every variable and, if given, the history of the search."""
    from matplotlib.figure import Figure

    panels = 3 if history else 2
    figure = Figure(figsize=(4.2 * panels, 3.6), layout="constrained")
    axes = figure.subplots(1, panels)
    fields = law.costs(1).dtype.names or ()
    resource = next((t.resource.name for t in targets if t.resource.name in fields), "parameters")
    draw_histogram(axes[0], [law, *others], resource, [t for t in targets if t.resource.name == resource])
    draw_ranges(axes[1], law)
    if history:
        draw_history(axes[2], history)
    return figure


def draw_histogram(axis: Axes, laws: Sequence[nw.SamplingLaw], resource: str, targets: Sequence[nw.Target]) -> None:
    values = [np.maximum(law.costs(DRAWS, 1, [resource])[resource], 1) for law in laws]
    low, high = min(map(np.min, values)), max(map(np.max, values))
    bins = np.geomspace(low, max(high, low + 1) * 1.001, 50).tolist()
    for target in targets:
        axis.axvspan(target.low, target.high, color="#dbe9f6", label="target")
    for number, value in enumerate(values):
        axis.hist(value, bins=bins, histtype="stepfilled" if number == 0 else "step", alpha=0.8)
    axis.set_xscale("log")
    axis.set_xlabel(resource.replace("_", " "))
    axis.set_ylabel(f"of {DRAWS} draws")


def draw_ranges(axis: Axes, law: nw.SamplingLaw) -> None:
    rows = spans(law)
    variables = law.space.variables
    for place, (row, variable) in enumerate(zip(rows, variables, strict=True)):
        values = levels(variable)
        span = max(1, len(values) - 1)
        first, last = values.index(row["from"]) / span, values.index(row["to"]) / span
        axis.plot([0, 1], [place, place], color="#eaeef2", linewidth=4, solid_capstyle="butt")
        axis.plot([first, max(last, first + 0.01)], [place, place], linewidth=4, solid_capstyle="butt", color="#0072B2")
    axis.set_yticks(range(len(rows)), [row["variable"] for row in rows], fontsize=max(3, 9 - len(rows) // 8))
    axis.invert_yaxis()
    axis.set_xlabel("part of the variable's values")


def draw_history(axis: Axes, history: Sequence[nw.LawGeneration]) -> None:
    generations = [record.generation for record in history]
    axis.plot(generations, [100 * record.share_inside for record in history], label="best, % inside")
    axis.plot(generations, [100 * record.mean_share_inside for record in history], label="mean, % inside")
    axis.plot(generations, [record.log10_cardinality for record in history], label="best, log10 of architectures")
    axis.set_xlabel("generation")
    axis.legend(frameon=False)


def picture(figure: Figure) -> str:
    """The figure as an inline image."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=110)
    return f'<img src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'


def summary(law: nw.SamplingLaw) -> str:
    return f"{law.space.name}: 10^{law.log10_cardinality:.1f} architectures in {len(law.boxes)} boxes"


def to_html(law: nw.SamplingLaw) -> str:
    """What a notebook shows for a law; the picture needs matplotlib."""
    return show_html(summary(law), lambda: plot(law))


def result_html(result: nw.LawResult) -> str:
    return show_html(f"{result.law.space.name}: {result.message}", lambda: plot(result.law, history=result.history))


def show_html(text: str, draw: Any) -> str:
    line = f"<p>{html.escape(text)}</p>"
    try:
        return line + picture(draw())
    except ImportError:
        return line
