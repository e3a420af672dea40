"""What a report of a search shows, as plain values."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from narrows.charts import short
from narrows.devices import Calibration

if TYPE_CHECKING:
    import numpy as np

MATRIX_CLASSES = 30  # a larger confusion matrix cannot be read; the list of confusions stands alone then


@dataclass(frozen=True)
class Limit:
    """What the networks had to keep below; the law aimed at [low, high)."""

    resource: str
    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """A share of [0, 1] with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ClassRecall:
    """How many of a class's images the best network recognises."""

    name: str
    right: int
    images: int
    recall: Share


@dataclass(frozen=True)
class Timing:
    """What one image takes on the search's device, in milliseconds, and what a session of the engine needs for it."""

    median_ms: float
    low_ms: float  # 95 % interval of the median
    high_ms: float
    p90_ms: float
    p99_ms: float
    first_ms: float  # of a session just made, memory and caches cold
    disturbed: bool = False  # by other work or throttling, and measuring again did not help
    predicted_ms: float | None = None  # by the device's calibration, where there is one
    memory_bytes: int | None = None  # packed weights and activations, beside the program itself


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
    accuracy: float  # what networks are compared on: on the validation part, or as the paper did, on the test part
    accuracy_low: float  # a 95 % interval, from the number of images
    accuracy_high: float
    test_accuracy: float | None
    timing: Timing | None
    onnx: str
    seed: int
    front: bool
    history: Sequence[Mapping[str, float]]
    balanced: Share | None = None  # mean of the recalls of the classes, on what networks are compared on

    @property
    def latency_ms(self) -> float | None:
        return self.timing.median_ms if self.timing else None

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
    text: str
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
    date: str
    facts: Mapping[str, str]  # versions, seeds, digests
    compared_on: str = "validation"
    confusions: Confusions | None = None
    recalls: Sequence[ClassRecall] = ()  # of the classes, the least recognised first
    recalls_on: str = "test"  # validation where there are no test images
    calibration: Calibration | None = None  # of the device, where it is calibrated
    notes: Sequence[str] = field(default_factory=tuple)

    @cached_property
    def best(self) -> int:
        """Index of the most accurate network: the first of equals."""
        return max(range(len(self.trained)), key=lambda i: self.trained[i].accuracy)

    @property
    def delivered(self) -> list[tuple[str, float, float]]:
        """Space, measured and predicted milliseconds of the networks whose time was predicted."""
        timed = [(network.space, network.timing) for network in self.trained if network.timing]
        return [(space, each.median_ms, each.predicted_ms) for space, each in timed if each.predicted_ms is not None]

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        best = self.trained[self.best]
        bounds = " and ".join(f"below {amount(limit.high, limit.resource)}" for limit in self.limits)
        accuracy = best.accuracy if best.test_accuracy is None else best.test_accuracy
        part = self.compared_on if best.test_accuracy is None else "test"
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
    return f"{short(value)} {'MACs' if resource == 'macs' else resource.replace('_', ' ')}"


def png(image: np.ndarray[Any, Any]) -> str:
    """An image as a data address."""
    import numpy as np
    from matplotlib.image import imsave

    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    buffer = io.BytesIO()
    imsave(buffer, np.ascontiguousarray(image), format="png")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
