"""report.html of a search: one file, offline, worth printing."""

from __future__ import annotations

import base64
import html
import io
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows import figures

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

MATRIX_CLASSES = 30  # a larger confusion matrix cannot be read; the list of confusions stands alone then


@dataclass(frozen=True)
class Limit:
    """What the networks had to keep below; the law aimed at [low, high)."""

    resource: str
    low: float
    high: float


@dataclass(frozen=True)
class Trained:
    """One trained network, as the table shows it."""

    name: str
    space: str
    architecture: str
    parameters: int
    macs: int
    weight_bytes: int
    peak_activation_bytes: int
    validation_accuracy: float
    accuracy_error: float  # half a 95 % interval, from the number of validation images
    test_accuracy: float | None
    latency_ms: float | None
    latency_low_ms: float | None
    latency_high_ms: float | None
    onnx: str
    seed: int
    front: bool
    history: Sequence[Mapping[str, float]]

    def value(self, resource: str) -> float | None:
        found = getattr(self, resource, None)
        return None if found is None else float(found)


@dataclass(frozen=True)
class Law:
    """A law with what it draws: values of the limited resource, and every variable's range within the space."""

    space: str
    cardinality: int
    share_inside: float
    draws: Sequence[float]
    ranges: Sequence[VariableRange]


@dataclass(frozen=True)
class VariableRange:
    """Where a law draws one variable: [low, high] of the space's [lowest, highest]; `mean` over draws."""

    name: str
    lowest: float
    highest: float
    low: float
    high: float
    mean: float

    def percent(self, value: float) -> float:
        """Place of a value between the space's ends, in %."""
        return 100 * (value - self.lowest) / (self.highest - self.lowest or 1)


@dataclass(frozen=True)
class Mistake:
    """An image that the best network takes for something else."""

    image: np.ndarray[Any, Any]  # uint8 [height, width, channels]
    truth: str
    answer: str
    probability: float

    @cached_property
    def png(self) -> str:
        return png(self.image)


@dataclass(frozen=True)
class Confusions:
    """How the best network answers, on the test images: rows are the truth, columns the answer."""

    classes: Sequence[str]
    matrix: np.ndarray[Any, Any]
    mistakes: Sequence[Mistake]

    @property
    def readable(self) -> bool:
        return len(self.classes) <= MATRIX_CLASSES

    @property
    def rows(self) -> list[tuple[str, list[int], float]]:
        """Class, counts, share right."""
        totals = self.matrix.sum(axis=1)
        return [
            (name, [int(n) for n in row], float(row[i] / totals[i]) if totals[i] else 0.0)
            for i, (name, row) in enumerate(zip(self.classes, self.matrix, strict=True))
        ]

    def worst(self, count: int = 8) -> list[tuple[str, str, int]]:
        """The most frequent confusions: truth, answer, times."""
        pairs = [
            (self.classes[i], self.classes[j], int(n))
            for (i, j), n in zip(ordered_pairs(len(self.classes)), self.matrix.ravel(), strict=True)
            if i != j and n
        ]
        return sorted(pairs, key=lambda pair: -pair[2])[:count]


@dataclass(frozen=True)
class ReportData:
    """Everything the report shows."""

    dataset: str
    command: str
    limits: Sequence[Limit]
    laws: Sequence[Law]
    drawn: int
    inside: int
    trained: Sequence[Trained]
    device: str
    epochs: int
    seconds: float
    date: str
    facts: Mapping[str, str]  # versions, seeds, digests
    confusions: Confusions | None = None
    notes: Sequence[str] = field(default_factory=tuple)

    @cached_property
    def best(self) -> int:
        """Index of the best network on the validation part: the first of equals."""
        return max(range(len(self.trained)), key=lambda i: self.trained[i].validation_accuracy)

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        best = self.trained[self.best]
        bounds = " and ".join(f"below {amount(limit.high, limit.resource)}" for limit in self.limits)
        accuracy = best.validation_accuracy if best.test_accuracy is None else best.test_accuracy
        part = "validation" if best.test_accuracy is None else "test"
        text = f"{accuracy:.2%} of the {part} images of {self.dataset} right, with {best.parameters:,} parameters"
        latency = f" and {best.latency_ms:.3g} ms an image ({self.device})" if best.latency_ms else ""
        trained = f"the best of {len(self.trained)} trained out of {self.inside} candidates"
        return f"{text}{latency}: {trained} {bounds}".rstrip() + "."


def ordered_pairs(count: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(count) for j in range(count)]


def amount(value: float, resource: str) -> str:
    """A limit in words: "50k parameters", "200 KiB weights", "10 ms"."""
    if resource.endswith("_bytes"):
        return f"{value / 1024:,.4g} KiB of {resource.removesuffix('_bytes').replace('_', ' ')}s"
    if resource.endswith("_ms"):
        return f"{value:.3g} ms"
    return f"{figures.short(value)} {'MACs' if resource == 'macs' else resource.replace('_', ' ')}"


def png(image: np.ndarray[Any, Any]) -> str:
    """An image as a data address."""
    import numpy as np
    from matplotlib.image import imsave

    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    buffer = io.BytesIO()
    imsave(buffer, np.ascontiguousarray(image), format="png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def svg(figure: Figure, titles: Mapping[str, str] | None = None) -> str:
    """A figure as inline SVG; `titles` are shown when the pointer rests on an element whose id ends so."""
    buffer = io.StringIO()
    with figures.style():
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", re.sub(r' height="[\d.]+pt"', "", text, count=1), count=1)
    for suffix, title in (titles or {}).items():
        text = re.sub(rf'(<g id="[\w.]*{suffix}">)', rf"\1<title>{html.escape(title)}</title>", text)
    return text


def pictures(data: ReportData) -> dict[str, str]:
    """The report's figures as SVG, by the name the template uses."""
    titles = {f"-point-{i}": hover(network) for i, network in enumerate(data.trained)}
    names = {f"{kind}-{i}": hover(n) for i, n in enumerate(data.trained) for kind in ("loss", "curve")}
    found = {
        "front": svg(figures.front(data.trained, data.limits), titles),
        "training": svg(figures.training_curves(data.trained, data.best), names),
    }
    if data.laws and data.limits:
        draws = {law.space: law.draws for law in data.laws}
        found["histogram"] = svg(figures.histogram(draws, data.limits[0]))
    return {name: distinct_ids(picture, name) for name, picture in found.items()}


def distinct_ids(picture: str, prefix: str) -> str:
    """Ids of several pictures of one page must not meet: clip paths and markers would be taken from another one."""
    return re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{prefix}-", picture)


def hover(network: Trained) -> str:
    latency = f", {network.latency_ms:.3g} ms" if network.latency_ms else ""
    return f"{network.name}: {network.validation_accuracy:.2%}, {network.parameters:,} parameters{latency}"


def render(data: ReportData) -> str:
    """The page as text."""
    if not data.trained:
        raise ValueError("report: no network has been trained yet")
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"short": figures.short, "amount": amount}
    template = files("narrows").joinpath("report.html.jinja").read_text(encoding="utf-8")
    markup = {name: jinja2.utils.markupsafe.Markup(text) for name, text in pictures(data).items()}
    page: str = environment.from_string(template).render(data=data, pictures=markup, best=data.trained[data.best])
    return page


def write(data: ReportData, path: str | os.PathLike[str]) -> Path:
    """Writes the page in one step: a reader sees the old file or the whole new one."""
    target = Path(path)
    text = render(data)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, suffix=".part", delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    os.replace(file.name, target)
    return target
