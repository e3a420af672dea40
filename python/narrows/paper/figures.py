"""Figures 1 to 4 of the paper, drawn again with matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrows._core import Band, SamplingLaw, find_law
from narrows._core import Flat as FlatTarget
from narrows._core import spaces as all_spaces
from narrows._core._paper import law, laws, spaces
from narrows.charts import COLOURS, FAINT, INK, short, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLES = {
    "densenet": "S1  DenseNet",
    "mobilenetv2": "S2  MobileNetV2",
    "googlenet": "S3  GoogLeNet",
    "pnasnet": "S4  PNASNet",
    "resnext": "S5  ResNeXt",
}
LIMITS = (10_000, 100_000, 1_000_000)  # each the upper end of a band that begins at half of it
FLAT = (1e3, 1e7)
BINS_PER_DECADE = 12
DECADES = (2.5, 8)
HUES = ("#0072B2", "#E69F00")
TICKS = (1, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class LawDraws:
    """The parameters of networks drawn from one law: one curve of Figure 1."""

    space: str
    panel: str  # "manual" or "automatic"
    name: str  # "L3", "50k–100k", "flat"
    parameters: NDArray[np.int64]
    low: float | None = None  # what an automatic law aimed at
    high: float | None = None

    @property
    def share_inside(self) -> float | None:
        if self.low is None or self.high is None:
            return None
        return float(np.mean((self.parameters >= self.low) & (self.parameters < self.high)))


def figure1_data(
    seed: int = 0, samples: int = 10_000, progress: Callable[[str], object] | None = None
) -> list[LawDraws]:
    """The draws that Figure 1 shows: per space the manual laws, the whole space, and laws that were found."""
    draws: list[LawDraws] = []
    for space in spaces():
        for name in laws(space)[1:]:
            draws.append(LawDraws(space, "manual", name, drawn(law(space, name), samples, seed)))
        whole = drawn(SamplingLaw.uniform(all_spaces.get(space)), samples, seed)
        draws.append(LawDraws(space, "automatic", "L0", whole))
        draws += automatic_laws(space, samples, seed, progress)
    return draws


def automatic_laws(space: str, samples: int, seed: int, progress: Callable[[str], object] | None) -> list[LawDraws]:
    """Laws found for three bands, and one that is flat over 10^3 to 10^7 as far as the space reaches."""
    targets: list[tuple[str, Any, float, float]] = [
        (f"{short(limit / 2)}–{short(limit)}", Band("parameters", limit / 2, limit), limit / 2, limit)
        for limit in LIMITS
    ]
    low, high = FLAT
    targets.append(("flat", FlatTarget("parameters", low, high), low, high))
    found = []
    for name, target, least, largest in targets:
        if progress is not None:
            progress(f"{space}: {name}")
        result = find_law(all_spaces.get(space), target, seed=seed)
        found.append(LawDraws(space, "automatic", name, drawn(result.law, samples, seed + 1), least, largest))
    return found


def drawn(source: SamplingLaw, samples: int, seed: int) -> NDArray[np.int64]:
    """Parameters of draws; a network with an empty layer has none and is left out."""
    parameters = np.asarray(source.costs(samples, seed=seed)["parameters"])
    return parameters[parameters > 0]


def figure1(
    seed: int = 0,
    samples: int = 10_000,
    data: Sequence[LawDraws] | None = None,
    progress: Callable[[str], object] | None = None,
) -> Figure:
    """Per space, how many parameters the networks of each law have: manual laws left, automatic laws right."""
    from matplotlib.figure import Figure

    draws = figure1_data(seed, samples, progress) if data is None else data
    names = list(dict.fromkeys(draw.space for draw in draws))
    with style():
        figure = Figure(figsize=(8.6, 1.7 * len(names) + 0.9), layout="constrained")
        axes = figure.subplots(len(names), 2, sharex=True, squeeze=False)
        for row, space in zip(axes, names, strict=True):
            for axis, panel in zip(row, ("manual", "automatic"), strict=True):
                draw_panel(axis, [draw for draw in draws if draw.space == space and draw.panel == panel])
            row[0].set_title(TITLES.get(space, space))
            row[0].set_ylabel("share per bin, %")
        for axis, text in zip(axes[0], ("laws set by hand (published)", "laws found automatically"), strict=True):
            axis.annotate(text, (0, 1), (0, 26), xycoords="axes fraction", textcoords="offset points", fontsize=11.5)
        legend = {"fontsize": 7.5, "handlelength": 1.1, "columnspacing": 0.9, "handletextpad": 0.4, "frameon": False}
        axes[0][1].legend(loc="lower right", bbox_to_anchor=(1.01, 0.99), ncols=5, **legend)
        for axis in axes[-1]:
            axis.set_xlabel("parameters")
    return figure


def draw_panel(axis: Axes, draws: Sequence[LawDraws]) -> None:
    """Histograms on a logarithmic axis; the square-root axis of shares shows narrow laws and flat ones together."""
    edges = np.logspace(*DECADES, int((DECADES[1] - DECADES[0]) * BINS_PER_DECADE) + 1)
    top = 0.0
    for draw, hue in zip(draws, shades(len(draws)), strict=True):
        whole, flat = draw.name == "L0", draw.name == "flat"
        share = 100 * np.histogram(draw.parameters, edges)[0] / len(draw.parameters)
        top = max(top, share.max())
        tint = FAINT if whole else INK if flat else hue
        axis.stairs(share, edges, fill=True, color=tint, alpha=0.0 if flat else 0.28, lw=0)
        axis.stairs(share, edges, color=tint, lw=1.3, ls=(0, (4, 1.5)) if flat else "-", label=draw.name)
        note_what_lies_beyond(axis, draw, edges[-1], tint)
        if draw.panel == "manual":
            axis.annotate(draw.name, (np.sqrt(edges[share.argmax()] * edges[share.argmax() + 1]), share.max()), (0, 2),
                          textcoords="offset points", ha="center", fontsize=8, color=tint, weight="bold")  # fmt: skip
        if draw.low is not None and draw.high is not None and not flat:
            axis.axvspan(draw.low, draw.high, color=tint, alpha=0.07, lw=0)
    axis.set_xscale("log")
    axis.set_xlim(edges[0], edges[-1])
    axis.set_yscale("function", functions=(lambda y: np.sqrt(np.maximum(y, 0)), np.square))
    axis.set_ylim(0, 1.35 * top)
    ticks = [tick for tick in TICKS if tick <= 1.35 * top]
    axis.set_yticks(ticks, [str(tick) for tick in ticks])
    axis.grid(axis="x")


def note_what_lies_beyond(axis: Axes, draw: LawDraws, end: float, tint: str) -> None:
    """Says how much of a law is not in the picture, where that is more than a little."""
    beyond = float(np.mean(draw.parameters >= end))
    if beyond > 0.02:
        text = f"{100 * beyond:.0f} % of {draw.name} lies beyond \N{RIGHTWARDS ARROW}"
        axis.text(0.99, 0.94, text, transform=axis.transAxes, ha="right", va="top", fontsize=8, color=INK)


def shades(count: int) -> list[str]:
    """Colours that stay apart for every kind of colour vision."""
    return [[*COLOURS.values(), "#56B4E9"][index % 6] for index in range(count)]


@dataclass(frozen=True)
class DatasetFacts:
    """The facts of one data set in Figures 2 to 4; None where its publishers give no such number."""

    name: str
    classes: int
    imbalance: float | None  # images of the largest class per image of the smallest, training part
    train: int | None
    test: int | None
    total: int | None = None  # where they give no split
    counted: bool = False  # on this machine; otherwise as its publishers say


# As published with each data set; figures mark them so.
PUBLISHED = (
    DatasetFacts("MNIST", 10, 6742 / 5421, 60_000, 10_000),
    DatasetFacts("GTSRB", 43, 2250 / 210, 39_209, 12_630),
    DatasetFacts("SVHN", 10, 13_861 / 4_659, 73_257, 26_032),
    DatasetFacts("CIFAR-10", 10, 1.0, 50_000, 10_000),
    DatasetFacts("flowers", 5, 898 / 633, None, None, total=3_670),
    DatasetFacts("flowers102", 102, 1.0, 1_020, 6_149),
    DatasetFacts("Fashion-MNIST", 10, 1.0, 60_000, 10_000),
    DatasetFacts("Food-101", 101, 1.0, 75_750, 25_250),
    DatasetFacts("CIFAR-100", 100, 1.0, 50_000, 10_000),
    DatasetFacts("STL-10", 10, 1.0, 5_000, 8_000),
    DatasetFacts("textures (DTD)", 47, 1.0, 1_880, 1_880),
    DatasetFacts("Indoor67", 67, 1.0, 5_360, 1_340),
    DatasetFacts("Caltech-256", 256, 800 / 80, None, None, total=29_780),
    DatasetFacts("QuickDraw", 345, None, None, None, total=50_426_266),
)


def dataset_facts(root: str | None = None) -> list[DatasetFacts]:
    """Facts of the paper's data sets: counted where the images are on this machine, else as published."""
    from narrows import datasets

    present = {entry.title: entry.name for entry in datasets.known(root or "") if entry.folder}
    facts = [counted(row, present[row.name], root) if row.name in present else row for row in PUBLISHED]
    return sorted(facts, key=lambda row: (row.classes, row.name))


def counted(published: DatasetFacts, name: str, root: str | None) -> DatasetFacts:
    from narrows import datasets

    data = datasets.load(name, root or "")
    train = np.concatenate([data.train.labels, data.validation.labels])
    sizes = np.bincount(train, minlength=len(data.classes))
    imbalance = float(sizes.max() / sizes.min()) if sizes.min() else None
    return DatasetFacts(published.name, len(data.classes), imbalance, len(train), len(data.test.labels), counted=True)


def figure2(facts: Sequence[DatasetFacts] | None = None, root: str | None = None) -> Figure:
    """Number of classes of each data set."""
    rows = list(facts) if facts is not None else dataset_facts(root)
    return bars(rows, [("classes", [row.classes for row in rows])], "classes", log=True)


def figure3(facts: Sequence[DatasetFacts] | None = None, root: str | None = None) -> Figure:
    """How many images the largest class has for one of the smallest."""
    rows = list(facts) if facts is not None else dataset_facts(root)
    return bars(rows, [("ratio", [row.imbalance for row in rows])], "largest class : smallest class", log=False)


def figure4(facts: Sequence[DatasetFacts] | None = None, root: str | None = None) -> Figure:
    """Training and test images of each data set."""
    rows = list(facts) if facts is not None else dataset_facts(root)
    series = [("training", [row.train for row in rows]), ("test", [row.test for row in rows])]
    return bars(rows, series, "images", log=True)


def bars(
    rows: Sequence[DatasetFacts], series: Sequence[tuple[str, Sequence[float | None]]], label: str, log: bool
) -> Figure:
    """Horizontal bars: full for what was counted here, outlined for what was published."""
    from matplotlib.figure import Figure

    height = 0.76 / len(series)
    with style():
        figure = Figure(figsize=(6.6, (0.16 + 0.09 * len(series)) * len(rows) + 1.0), layout="constrained")
        axis = figure.subplots()
        for place, row in enumerate(rows):
            values = [values[place] for _, values in series]
            if all(value is None for value in values):
                say_missing(axis, place, row, len(series) > 1)
            for index, value in enumerate(values):
                if value is not None:
                    draw_bar(axis, place - 0.38 + height * (index + 0.5), height, value, HUES[index], row.counted)
        axis.set_yticks(range(len(rows)), [row.name for row in rows])
        axis.set_ylim(len(rows) - 0.45, -0.55)
        axis.set_xlabel(label)
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="x")
        known = [value for _, values in series for value in values if value is not None]
        if log:
            axis.set_xscale("log")
            axis.xaxis.set_major_formatter("{x:,.0f}")
        axis.set_xlim(0.5 * min(known) if log else 0, (2.5 if log else 1.12) * max(known))
        handles = legend_handles([name for name, _ in series])
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False, fontsize=8)
    return figure


def legend_handles(names: Sequence[str]) -> list[Any]:
    from matplotlib.patches import Patch

    series = [Patch(color=hue, label=name) for hue, name in zip(HUES, names, strict=False)] if len(names) > 1 else []
    return [
        *series,
        Patch(facecolor=FAINT, edgecolor=INK, label="counted on this machine"),
        Patch(facecolor="white", edgecolor=INK, label="as published with the data set"),
    ]


def say_missing(axis: Axes, y: float, row: DatasetFacts, sizes: bool) -> None:
    text = f"{row.total:,} images, no published split" if sizes and row.total else "no published number"
    where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    axis.annotate(text, (0, y), (4, 0), va="center", fontsize=7.5, color=FAINT, **where)


def draw_bar(axis: Axes, y: float, height: float, value: float, hue: str, full: bool) -> None:
    axis.barh(y, value, 0.86 * height, facecolor=hue if full else "white", edgecolor=hue, lw=1.1)
    text = f"{value:,}" if isinstance(value, int) else f"{value:.1f}"
    axis.annotate(text, (value, y), (3, 0), textcoords="offset points", va="center", fontsize=7.5, color=INK)
