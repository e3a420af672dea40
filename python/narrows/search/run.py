"""What a search found, as Python objects, tables and a page."""

from __future__ import annotations

import html
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrows import _core

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "name",
    "parameters",
    "macs",
    "validation_accuracy",
    "test_accuracy",
    "balanced_accuracy",
    "latency_ms",
    "front",
)


class SearchRun:
    """What a search found, read from its folder; it may be a search that is not finished."""

    def __init__(self, data: _core.SearchRunData) -> None:
        self._data = data

    @classmethod
    def load(cls, folder: str | Path, device: str = "") -> SearchRun:
        """Reads the folder of a search; `device` is whose latencies to give, by default the search's own."""
        return cls(_core.SearchRunData.load(folder, device))

    def __eq__(self, other: object) -> bool:
        return self._data == other._data if isinstance(other, SearchRun) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._data)

    def __reduce__(self) -> tuple[type[SearchRun], tuple[_core.SearchRunData]]:
        return SearchRun, (self._data,)

    @property
    def folder(self) -> str:
        return self._data.folder

    @property
    def trained(self) -> list[_core.TrainedNetwork]:
        """Best first, by the accuracy that the search selects on."""
        return self._data.trained

    @property
    def best(self) -> _core.TrainedNetwork | None:
        """The most accurate network; None before the first training is finished."""
        return self._data.best

    @property
    def front(self) -> list[_core.TrainedNetwork]:
        """Those that nothing beats in accuracy and latency together."""
        return self._data.front

    @property
    def plan(self) -> _core.SearchPlan:
        """Laws, candidates and notes."""
        return self._data.plan

    @property
    def candidates(self) -> list[_core.Candidate]:
        """All drawn architectures; `inside` says which keep the limits, `rank` which were chosen."""
        return self._data.candidates

    @cached_property
    def laws(self) -> dict[str, _core.SamplingLaw]:
        """The law of each space that comes with narrows."""
        known = set(_core.spaces.names())
        return {law.space: _core.SamplingLaw.from_json(law.law) for law in self.plan.laws if law.space in known}

    @property
    def law(self) -> _core.SamplingLaw:
        """The law of a search in one space."""
        if len(self.laws) != 1:
            raise ValueError(f"law: this search has laws of {', '.join(self.laws) or 'no known space'}; see laws")
        return next(iter(self.laws.values()))

    @property
    def failures(self) -> dict[str, str]:
        """Why networks of the plan have no result, by name."""
        return self._data.failures

    @property
    def stopped(self) -> list[_core.StoppedNetwork]:
        """With halving, networks that others left behind: the longest trained first, then the most accurate."""
        return self._data.stopped

    @property
    def schedule(self) -> _core.Schedule | None:
        """How many networks are trained for how many epochs, and how long that was to take; None before it is known."""
        return self._data.schedule

    @property
    def finished(self) -> bool:
        """All jobs are done."""
        return self._data.finished

    @property
    def device(self) -> str:
        return self._data.device

    @property
    def command(self) -> str:
        """What to type to repeat it, or to go on with it."""
        return self._data.command

    @property
    def source(self) -> str:
        """Where its data set comes from, for `datasets.restore`; empty if from no file."""
        return self._data.source

    @property
    def options_json(self) -> str:
        return self._data.options_json

    @property
    def options(self) -> dict[str, Any]:
        """The options that decide what is found."""
        return dict(json.loads(self.options_json))

    @property
    def report(self) -> Path:
        """Path of report.html, which is written if it is not there."""
        path = Path(self.folder, "report.html")
        if not path.exists():
            from narrows import report

            report.write(report.from_run(self), path)
        return path

    def rows(self) -> list[dict[str, Any]]:
        """One dictionary for each trained network, best first."""
        return [{"name": network.name, **result_row(network.result)} for network in self.trained]

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a table of pandas."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{column.replace('_', ' ')}</th>" for column in COLUMNS)
        body = "".join(html_row(row) for row in self.rows())
        return f"<p>{html.escape(repr(self))}</p><table><tr>{head}</tr>{body}</table>"

    def __repr__(self) -> str:
        state = "" if self.finished else ", not finished"
        best = f", best {self.best!r}" if self.best else ""
        return f"<SearchRun {self.folder!r}: {len(self.trained)} networks trained{state}{best}>"


def result_row(result: _core.StoredResult) -> dict[str, Any]:
    """A trained network as plain values; `onnx` is relative to the folder, accuracies are shares."""
    training, latency = result.training, result.latency
    cost = training.network.cost
    return {
        "space": training.network.space,
        "architecture": json.loads(training.network.architecture)["values"],
        "parameters": cost.parameters,
        "macs": cost.macs,
        "weight_bytes": cost.weight_bytes,
        "peak_activation_bytes": cost.peak_activation_bytes,
        "validation_accuracy": training.validation_accuracy if training.dataset.validation_images != 0 else None,
        "test_accuracy": training.test_accuracy,
        **class_facts(training),
        **latency_facts(latency),
        "device": result.device or None,
        "front": result.on_front,
        "epochs": len(training.history),
        "seed": training.seed,
        "data": training.dataset.name,
        "onnx": training.onnx or None,
    }


LATENCY_FACTS = {
    "latency_ms": "median_ms",
    "latency_low_ms": "low_ms",
    "latency_high_ms": "high_ms",
    "latency_p90_ms": "p90_ms",
    "latency_p99_ms": "p99_ms",
    "latency_first_ms": "first_ms",
}


def latency_facts(latency: _core.Latency | None) -> dict[str, float | None]:
    """The median with its 95 % interval, percentiles and the first inference, in ms; None before it is measured."""
    return {name: getattr(latency, field) if latency else None for name, field in LATENCY_FACTS.items()}


def class_facts(training: _core.StoredTraining) -> dict[str, Any]:
    """Recalls of the classes in their order, and their mean: on test images, else on validation images; None where
    they are not known."""
    scores = training.test_scores or training.validation_scores
    return {
        "balanced_accuracy": _core.balanced_accuracy(scores),
        "class_recalls": [score.recall for score in scores] or None,
    }


def shown(column: str, value: Any) -> str:
    """A value as tables for people show it."""
    if value is None:
        return "–"
    if column == "front":
        return "◆" if value else ""
    if column.endswith("_accuracy"):
        return f"{value:.2%}"
    if column.endswith("_ms"):
        return f"{value:.3g} ms"
    return f"{value:,}" if isinstance(value, int) else str(value)


def html_row(row: dict[str, Any]) -> str:
    cells = "".join(f"<td>{html.escape(shown(column, row[column]))}</td>" for column in COLUMNS)
    return f"<tr>{cells}</tr>"
