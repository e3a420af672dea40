"""What networks that are trained already would take on a device: predicted by its calibration, measured on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from narrows import _core, devices
from narrows.devices import drift
from narrows.devices.calibration_networks import network_of
from narrows.progress import OnProgress


@dataclass(frozen=True)
class Answer:
    """A trained network and its time on the device asked for."""

    result: _core.StoredResult
    latency_ms: float
    """The median where it was measured."""
    low_ms: float
    high_ms: float
    """Together the 95 % interval of a measurement, or what nine predictions of ten hold."""
    measured: bool
    accuracy: float
    latency: _core.Latency | None = None
    """As measured."""
    on_front: bool = False
    """None of the others is both more accurate and faster."""

    def within(self, limit_ms: float | None) -> bool:
        """Below a limit: a measurement with its interval's upper end, as a search delivers it."""
        return limit_ms is None or (self.high_ms if self.measured else self.latency_ms) < limit_ms


def answers(
    store: _core.ResultsStore,
    device: devices.Device,
    *,
    dataset: str = "",
    space: str = "",
    max_latency_ms: float | None = None,
    max_parameters: int | None = None,
    select_on_test: bool = False,
    measure: bool = False,
    progress: OnProgress = lambda done, of, text: None,
    say: Callable[[str], None] | None = None,
) -> list[Answer]:
    """Stored accuracies with latencies of a calibrated device, most accurate first; nothing is trained.

    With `measure` those on the front are measured, each stored as it comes, until everything on the front is: one that
    breaks the limit in truth makes room for others. Before that it is said if the device is no longer as it was
    calibrated: to `say`, or as a warning of Python's. Networks of spaces that narrows does not have, or builds
    otherwise today, are left out.

    Raises
    ------
    Error
        If the device is not calibrated, or cannot be reached.
    """
    model = device.latency_model()
    found = []
    known_there = any(known.name == device.name for known in store.devices)
    for result in store.results(
        dataset=dataset,
        device=device.name if known_there else "",
        space=space,
        max_parameters=max_parameters,
        select_on_test=select_on_test,
    ):
        accuracy = result.training.test_accuracy if select_on_test else result.training.validation_accuracy
        network = network_of(result.training.network)
        if network is not None and accuracy is not None:
            latency = result.latency if known_there else None
            if latency is not None and latency.engine == device.engine:
                found.append(of_latency(result, accuracy, latency))
            else:
                found.append(of_prediction(result, accuracy, model, network))
    if measure and unmeasured_on_front(found, max_latency_ms):
        drift.warn(device, say)
        found = measured(found, store, device, max_latency_ms, progress)
    return with_front([answer for answer in found if answer.within(max_latency_ms)])


def of_latency(result: _core.StoredResult, accuracy: float, latency: _core.Latency) -> Answer:
    return Answer(result, latency.median_ms, latency.low_ms, latency.high_ms, True, accuracy, latency)


def of_prediction(
    result: _core.StoredResult, accuracy: float, model: _core.LatencyModel, network: _core.Network
) -> Answer:
    low, high = model.interval(network)
    return Answer(result, model.predict(network), low, high, False, accuracy)


def with_front(found: Sequence[Answer]) -> list[Answer]:
    """Most accurate first, the faster first among equals; those that nothing beats in both are marked."""
    ordered = sorted(found, key=lambda each: (-each.accuracy, each.latency_ms))
    front = set(
        _core.pareto_front([_core.FrontPoint(each.accuracy, each.latency_ms, each.latency_ms) for each in ordered])
    )
    return [replace(answer, on_front=place in front) for place, answer in enumerate(ordered)]


def measured(
    found: Sequence[Answer],
    store: _core.ResultsStore,
    device: devices.Device,
    limit_ms: float | None,
    progress: OnProgress,
) -> list[Answer]:
    """All, those on the front within the limit measured."""
    by_network = {answer.result.training.network: answer for answer in found if answer.measured}
    stored_device = _core.StoredDevice(device.name, device.description)
    done = 0
    while waiting := unmeasured_on_front(found, limit_ms):
        progress(done, done + len(waiting), waiting[0].result.training.network.space)
        network = waiting[0].result.training.network
        built = network_of(network)
        if network not in by_network and built is not None:
            latency = device.measure([built])[0]
            store.put(network, stored_device, latency)
            by_network[network] = of_latency(waiting[0].result, waiting[0].accuracy, latency)
        time = by_network[network]
        found = [
            replace(time, result=each.result, accuracy=each.accuracy)
            if each.result.training.network == network
            else each
            for each in found
        ]
        done += 1
    progress(done, done, "")
    return list(found)


def unmeasured_on_front(found: Sequence[Answer], limit_ms: float | None) -> list[Answer]:
    inside = with_front([answer for answer in found if answer.within(limit_ms)])
    return [answer for answer in inside if answer.on_front and not answer.measured]
