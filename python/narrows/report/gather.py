"""Gathers what a report shows from the folder of a search."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from narrows import _core
from narrows.report.command import repeat_command
from narrows.report.data import (
    ClassRecall,
    Confusions,
    Law,
    Limit,
    Mistake,
    ReportData,
    Share,
    Timing,
    Trained,
    VariableRange,
)
from narrows.report.timing import calibration, latency_model, timing_of

DRAWS = 2000
LATENCY = "latency_ms"
PREDICTED = 300  # of draws whose networks are built
DRAWS_SEED = 20_190_908  # not the search's own: fresh draws judge a law
MISTAKES = 24
BATCH = 500


def from_run(run: Any, dataset: Any = None) -> ReportData:
    """What the report of a `SearchRun` shows; with its data set also where the best network errs."""
    options = json.loads(run.options_json)
    compared_on = options["select_on"]
    limits = [Limit(shown_resource(target, options), target["low"], target["high"]) for target in options["targets"]]
    model = latency_model(run.device)
    trained = [trained_of(each, compared_on, timing_of(each, run.folder, model)) for each in run.trained]
    lost = [f"{name} is left out: {reason}" for name, reason in run.failures.items()]
    notes = [
        *run.plan.notes,
        *lost,
        *stopped_in_words(run.stopped),
        *([] if run.finished else ["This search has not finished; its command goes on with it."]),
    ]
    wrong = None
    if trained and dataset is not None and len(dataset.test):
        best = max(trained, key=lambda network: network.accuracy)
        wrong = confusions(Path(run.folder, best.onnx), dataset)
    return ReportData(
        dataset=options["data"],
        command=run.command or repeat_command(options, run.source),
        limits=limits,
        laws=[law_of(planned, limits, run.candidates, model) for planned in run.plan.laws],
        drawn=len(run.candidates),
        inside=sum(candidate.inside for candidate in run.candidates),
        trained=trained,
        device=run.device,
        epochs=max((len(network.history) for network in trained), default=0),
        date=finished_at(Path(run.folder)),
        facts=dict(facts(run, options)),
        compared_on=compared_on,
        confusions=wrong,
        calibration=calibration(run.device) if trained else None,
        **recalls_of(run.best, dataset),
        notes=notes,
    )


def stopped_in_words(stopped: Sequence[Any]) -> list[str]:
    """Networks that were not trained to the end, for others were better; nothing if there are none."""
    if not stopped:
        return []
    each = [f"{it.name} after {it.epochs} epochs ({it.accuracy:.2%} right)" for it in stopped]
    return [f"Others were better, so training stopped for {', '.join(each)}."]


def shown_resource(target: dict[str, Any], options: dict[str, Any]) -> str:
    """A limit on the search's device is one on what the table gives as measured there."""
    return LATENCY if "max_latency" in options and target["resource"] == "latency" else str(target["resource"])


def finished_at(folder: Path) -> str:
    """When the search wrote its results last: a report made again later says the same."""
    seconds = os.stat(folder / "results.db").st_mtime
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")


def trained_of(network: Any, compared_on: str, timing: Timing | None) -> Trained:
    training = network.result.training
    cost = training.network.cost
    accuracy = training.test_accuracy if compared_on == "test" else training.validation_accuracy
    images = training.dataset.test_images if compared_on == "test" else training.dataset.validation_images
    interval = _core.accuracy_interval(accuracy or 0.0, images)
    return Trained(
        name=network.name,
        space=training.network.space,
        architecture=training.network.architecture,
        parameters=cost.parameters,
        macs=cost.macs,
        weight_bytes=cost.weight_bytes,
        peak_activation_bytes=cost.peak_activation_bytes,
        accuracy=accuracy or 0.0,
        accuracy_low=interval.low,
        accuracy_high=interval.high,
        test_accuracy=training.test_accuracy,
        timing=timing,
        onnx=training.onnx,
        seed=training.seed,
        front=network.result.on_front,
        balanced=balanced_of(training.test_scores if compared_on == "test" else training.validation_scores),
        history=[
            {"epoch": e.epoch, "train_loss": e.train_loss, "validation_accuracy": e.validation_accuracy}
            for e in training.history
        ],
    )


def balanced_of(scores: Sequence[_core.ClassScore]) -> Share | None:
    value = _core.balanced_accuracy(list(scores))
    if value is None:
        return None
    interval = _core.balanced_accuracy_interval(list(scores))
    return Share(value, interval.low, interval.high)


def recalls_of(best: Any, dataset: Any) -> dict[str, Any]:
    """The recalls of the best network, class by class; none without the names of the classes."""
    if best is None or dataset is None:
        return {}
    training = best.result.training
    scores = training.test_scores or training.validation_scores
    found = []
    for name, score in zip(dataset.classes, scores, strict=bool(scores)):
        if score.recall is not None:
            interval = _core.accuracy_interval(score.recall, score.images)
            share = Share(score.recall, interval.low, interval.high)
            found.append(ClassRecall(name, score.right, score.images, share))
    found.sort(key=lambda one: one.recall.value)
    return {"recalls": found, "recalls_on": "test" if training.test_scores else "validation"}


def law_of(
    planned: Any, limits: Sequence[Limit], candidates: Sequence[Any], model: _core.LatencyModel | None = None
) -> Law:
    """A law with fresh draws; for a space of the user's, which only his program knows, with the search's own draws."""
    resource = limits[0].resource
    if planned.space in _core.spaces.names() and (hasattr(_core.Cost(), resource) or resource == LATENCY):
        law = _core.SamplingLaw.from_json(planned.law)
        if resource == LATENCY:
            draws = predicted(law, candidates[0].network, model)
        else:
            draws = law.costs(DRAWS, DRAWS_SEED)[resource].tolist()
        ranges = list(variable_ranges(law))
    else:
        own = [c.network.cost for c in candidates if c.network.space == planned.space]
        draws = [float(getattr(cost, resource)) for cost in own if hasattr(cost, resource)]
        ranges = []
    inside = planned.share_inside
    return Law(planned.space, 10.0**planned.log10_cardinality, inside, draws, ranges)


def predicted(law: Any, like: Any, model: _core.LatencyModel | None) -> list[float]:
    """Latencies of a law's draws by the device's calibration, for images as in the search; none where there is none."""
    if model is None:
        return []
    space = _core.spaces.get(law.space.name, tuple(like.input_shape), like.classes)
    drawn = [space.architecture(architecture.values) for architecture in law.sample(PREDICTED, DRAWS_SEED)]
    return [model.predict(space.build(each)) for each in drawn if space.cost(each).parameters > 0]


def variable_ranges(law: Any) -> Iterator[VariableRange]:
    values = [architecture.values for architecture in law.sample(500, DRAWS_SEED)]
    place: dict[str, int] = {}  # within a group, which is written as a list
    for variable in law.space.variables:
        group = variable.group
        if group == variable.name:
            yield variable_range(variable, [value[group] for value in values])
        else:
            index = place[group] = place.get(group, -1) + 1
            yield variable_range(variable, [value[group][index] for value in values])


def variable_range(variable: Any, values: Sequence[Any]) -> VariableRange:
    """Whole numbers by value; options and orders by their place among all of the space's."""
    if not variable.options:
        low, high = min(values), max(values)
        text = f"{spread(low, high)} of {spread(variable.low, variable.high)}"
        return VariableRange(variable.name, text, variable.low, variable.high, low, high, float(np.mean(values)))
    places = [variable.options.index(as_number(value)) for value in values]
    text = f"{len(set(places))} of {len(variable)} options"
    mean = float(np.mean(places))
    return VariableRange(variable.name, text, 0, len(variable) - 1, min(places), max(places), mean)


def as_number(value: int | Sequence[int]) -> int:
    """An order's list as the number that stands for it: [1, 2, 1] is 121."""
    return value if isinstance(value, int) else int("".join(map(str, value)))


def spread(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def confusions(onnx: Path, dataset: Any) -> Confusions:
    """Runs the file on the test images: counts by truth and answer, and the mistakes it is surest of."""
    session = _core.InferenceSession(_core.Model.from_onnx(str(onnx)))
    images, labels = np.asarray(dataset.test.images), np.asarray(dataset.test.labels)
    logits = np.concatenate([session.run(images[i : i + BATCH]) for i in range(0, len(images), BATCH)])
    answers = logits.argmax(axis=1)
    matrix = np.zeros((len(dataset.classes),) * 2, dtype=int)
    np.add.at(matrix, (labels, answers), 1)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    sureness = shares.max(axis=1) / shares.sum(axis=1)
    wrong = np.flatnonzero(answers != labels)
    worst = wrong[np.argsort(-sureness[wrong], kind="stable")][:MISTAKES]
    names = list(dataset.classes)
    mistakes = [Mistake(images[i], names[labels[i]], names[answers[i]], float(sureness[i])) for i in worst]
    return Confusions(names, matrix, mistakes)


def facts(run: Any, options: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Versions, seeds, digests: what has to be the same for the same result."""
    yield "seed", str(options["seed"])
    yield "data", f"{options['data']}, digest {options['data digest']}"
    if options["subset"]:
        yield "subset", f"{options['subset']:,} training images"
    yield "recipe", ", ".join(f"{key} {value}" for key, value in options["recipe"].items())
    yield (
        "candidates",
        f"{options['candidates']} drawn, at most {options['train']} trained; {run.plan.choice or options['choose']}",
    )
    trainings = [network.result.training for network in run.trained]
    places = {training.train_on for training in trainings} - {""}
    if places:
        yield "trained on", ", ".join(sorted(places))
    latencies = [network.result.latency for network in run.trained if network.result.latency]
    if latencies:
        first = latencies[0]
        disturbed = sum(latency.disturbed for latency in latencies)
        mark = f"; {disturbed} of {len(latencies)} disturbed by other work" if disturbed else ""
        threads = f"{first.threads} thread{'s' if first.threads > 1 else ''}"
        yield "latency", f"median of single images in blocks of {first.repeats}, {threads}, {first.engine}{mark}"
    yield "versions", ", ".join(versions(["numpy", "torch"] if places - {"cpu"} else ["numpy"]))
    yield "machine", f"{platform.machine()}, {platform.system()} {platform.release()}"


def versions(packages: list[str]) -> Iterator[str]:
    yield f"narrows {_core.__version__}"
    yield f"Python {platform.python_version()}"
    for package in packages:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
