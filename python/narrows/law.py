"""Pictures of sampling laws: what `law.plot()` draws, and how laws show themselves in a notebook."""

from __future__ import annotations

import base64
import html
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from narrows import _core

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRAWS = 5000
COSTS = _core.cost_fields
QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def spans(law: _core.SamplingLaw, draws: int = DRAWS, seed: int = 1) -> list[dict[str, Any]]:
    """Each variable's number of distinct values, smallest and largest, over fresh draws, beside its full range."""
    drawn = np.array([architecture_values(a, law) for a in law.sample(min(draws, 2000), seed)])
    rows = []
    for column, variable in zip(drawn.T, law.space.variables, strict=True):
        row: dict[str, Any] = {"variable": variable.name, "from": int(column.min()), "to": int(column.max())}
        rows.append(row | {"distinct": len(np.unique(column)), "of": len(levels(variable))})
    return rows


def levels(variable: _core.Variable) -> Sequence[int]:
    """The values of a variable in increasing order."""
    return list(variable.options) or range(variable.low, variable.high + 1)


def architecture_values(architecture: _core.Architecture, law: _core.SamplingLaw) -> list[int]:
    def number(value: Any) -> int:
        return int("".join(map(str, value))) if isinstance(value, list) else int(value)

    return [number(architecture[variable.name]) for variable in law.space.variables]


def quantiles(law: _core.SamplingLaw, draws: int = DRAWS, seed: int = 1) -> list[dict[str, Any]]:
    """Quantiles of every cost over fresh draws."""
    costs = law.costs(draws, seed)
    return [
        {"cost": name} | {f"q{round(100 * q)}": int(np.quantile(costs[name], q)) for q in QUANTILES}
        for name in costs.dtype.names or ()
    ]


@dataclass(frozen=True)
class Generation:
    """What a law's file keeps of a LawGeneration."""

    generation: int
    share_inside: float
    log10_cardinality: float
    mean_share_inside: float


@dataclass(frozen=True)
class Search:
    """How a law was found, as its file says; empty for a law written by hand."""

    targets: Sequence[_core.Target] = ()
    history: Sequence[Generation] = ()
    text: str = ""


def search_json(result: _core.LawResult, targets: Sequence[_core.Target], seed: int) -> dict[str, Any]:
    """What is written beside a law's ranges: readers that do not know it need not read it."""
    kept = [(t.resource.name, t.low, t.high) for t in targets if t.resource.name in COSTS]
    history = [
        [r.generation, round(r.share_inside, 4), round(r.log10_cardinality, 3), round(r.mean_share_inside, 4)]
        for r in result.history
    ]
    asked = " and ".join(repr(target).strip("<>") for target in targets)
    text = f"found for {asked}: {result.share_inside:.1%} inside, seed {seed}, {result.seconds:.2f} s"
    return {"text": text, "targets": kept, "history": history}


def read_search(text: str) -> Search:
    """The search in a law's JSON."""
    found = json.loads(text).get("search")
    if not isinstance(found, dict):
        return Search()
    try:
        targets = [_core.Band(str(name), float(low), float(high)) for name, low, high in found.get("targets", [])]
        history = [Generation(*row) for row in found.get("history", [])]
    except (TypeError, ValueError) as error:
        raise ValueError(f'"search" is not as expected: {error}') from error
    return Search(targets, history, str(found.get("text", "")))


def plot(
    law: _core.SamplingLaw,
    targets: Sequence[_core.Target] = (),
    history: Sequence[_core.LawGeneration | Generation] = (),
    others: Sequence[_core.SamplingLaw] = (),
) -> Figure:
    """Histograms of costs with the targets, the values of every variable and, if given, the history of the search."""
    from matplotlib.figure import Figure

    resources = list(dict.fromkeys(t.resource.name for t in targets if t.resource.name in COSTS)) or ["parameters"]
    panels = len(resources) + (2 if history else 1)
    figure = Figure(figsize=(4.2 * panels, max(3.6, 0.18 * len(law.space.variables))), layout="constrained")
    axes = figure.subplots(1, panels)
    for axis, resource in zip(axes, resources, strict=False):
        draw_histogram(axis, [law, *others], resource, [t for t in targets if t.resource.name == resource])
    draw_values(axes[len(resources)], law)
    if history:
        draw_history(axes[-1], history)
    figure.suptitle(summary(law), fontsize=11)
    return figure


def draw_histogram(
    axis: Axes, laws: Sequence[_core.SamplingLaw], resource: str, targets: Sequence[_core.Target]
) -> None:
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

    columns = [law.costs(DRAWS, 1, [resource])[resource] for law in laws]
    values = [column[column > 0] for column in columns]  # a network with an empty layer costs nothing
    low = min((float(column.min()) for column in values if len(column)), default=1.0)
    high = max((float(column.max()) for column in values if len(column)), default=2.0)
    bins = np.geomspace(low, max(high, low + 1) * 1.001, 50).tolist()
    for target in targets:
        axis.axvspan(
            target.low, target.high, color="#cfe3f3", label=f"{share(columns[0], target):.1%} within the target"
        )
    for number, value in enumerate(values):
        axis.hist(value, bins=bins, histtype="stepfilled" if number == 0 else "step", alpha=0.8)
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.xaxis.set_major_formatter(EngFormatter(sep=""))
    axis.xaxis.set_minor_formatter(NullFormatter())
    if high > 100 * low:
        axis.xaxis.set_major_locator(LogLocator())
    axis.set_xlabel(resource.replace("_", " "))
    axis.set_ylabel(f"of {DRAWS} draws")
    if targets:
        axis.legend(frameon=False, loc="upper left", fontsize=8)


def share(values: Any, target: _core.Target) -> float:
    return float(np.mean((values >= target.low) & (values < target.high)))


def draw_values(axis: Axes, law: _core.SamplingLaw) -> None:
    """One strip per variable: the darker, the more often a value is drawn; white is never drawn."""
    drawn = np.array([architecture_values(a, law) for a in law.sample(2000, 1)])
    strips = []
    for column, variable in zip(drawn.T, law.space.variables, strict=True):
        values = list(levels(variable))
        bins = min(len(values), 60)
        counts = np.bincount(np.searchsorted(values, column) * bins // len(values), minlength=bins)
        strips.append(
            np.repeat(counts / counts.max(), 60 // bins + 1)[
                np.linspace(0, (60 // bins + 1) * bins - 1, 240).astype(int)
            ]
        )
    axis.imshow(
        np.sqrt(strips),
        aspect="auto",
        cmap="Blues",
        vmin=0,
        vmax=1,
        interpolation="nearest",
        extent=(0, 1, len(strips) - 0.5, -0.5),
    )
    names = [variable.name for variable in law.space.variables]
    axis.set_yticks(range(len(names)), names, fontsize=max(4, 9 - len(names) // 10))
    axis.set_yticks(np.arange(0.5, len(names) - 1), minor=True)
    axis.grid(which="minor", axis="y", color="white", linewidth=1.5)
    axis.tick_params(which="minor", left=False)
    axis.set_xticks([0, 1], ["smallest", "largest"])
    axis.set_xlabel("values drawn, of each variable's range")


def draw_history(axis: Axes, history: Sequence[_core.LawGeneration | Generation]) -> None:
    generations = [record.generation for record in history]
    axis.plot(generations, [100 * record.share_inside for record in history], label="best box")
    axis.plot(generations, [100 * record.mean_share_inside for record in history], label="mean of the population")
    axis.set_ylim(0, 101)
    axis.set_xlabel("generation")
    axis.set_ylabel("% inside")
    breadth = axis.twinx()
    breadth.plot(generations, [record.log10_cardinality for record in history], color="#555555", linestyle=":")
    breadth.set_ylabel("log10 of the best box's architectures (dotted)")
    axis.legend(frameon=False, loc="lower right")


def picture(figure: Figure) -> str:
    """The figure as an inline image."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=110)
    return f'<img src="data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}">'


def summary(law: _core.SamplingLaw) -> str:
    boxes = len(law.boxes)
    return f"{law.space.name}: 10^{law.log10_cardinality:.1f} architectures in {boxes} box{'' if boxes == 1 else 'es'}"


def to_html(law: _core.SamplingLaw) -> str:
    """What a notebook shows for a law; the picture needs matplotlib."""
    return show_html(summary(law), lambda: plot(law))


def result_html(result: _core.LawResult) -> str:
    return show_html(f"{result.law.space.name}: {result.message}", lambda: plot(result.law, history=result.history))


def show_html(text: str, draw: Any) -> str:
    line = f"<p>{html.escape(text)}</p>"
    try:
        return line + picture(draw())
    except ImportError:
        return line
