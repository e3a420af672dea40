"""Calibration of a device: networks of all spaces are measured on it, and a model of its latency is fitted."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narrows import _core
from narrows.devices.calibration_networks import Sample, draw_few, draw_networks, key_of_sample
from narrows.devices.calibration_result import Calibration, KindTimes
from narrows.devices.link import LostError, Patience
from narrows.devices.measuring import CalibratedDevice, CalibrationProgress, Measuring
from narrows.devices.place import locked, model_file, read_model, steps_file, store_file
from narrows.devices.step_log import StepLog
from narrows.progress import OnProgress

FEWEST, USUAL = 20, 100
FEWEST_LIKE, USUAL_LIKE = 5, 10  # where another device's model is known


def calibrate(
    device: CalibratedDevice,
    networks: int | None = None,
    *,
    like: str | None = None,
    seed: int = 0,
    max_macs: int = 50_000_000,
    threads: int = 1,
    repeats: int = 10,
    blocks: int = 9,
    again: bool = False,
    store: str | Path | None = None,
    patience: Patience | None = None,
    progress: bool | OnProgress = True,
) -> Calibration:
    """Measures networks and their steps on a device, each stored as it comes, and fits a LatencyModel to all of them.

    The same call goes on where an earlier one was stopped: what is in the store is not measured again. A network during
    whose measurement the connection breaks three times, while the device can be reached, is left out.

    Parameters
    ----------
    networks
        How many, over six spaces in turn: 100, at least 20; with `like` 10, at least 5, of sizes far apart.
    like
        Name of a calibrated device: its model with factors for what its steps take longer or shorter on this one.
    seed
        Same seed, same networks. More networks go on where fewer ended.
    max_macs
        Multiply-accumulates of each network lie below that, spread flat from a hundredth of it.
    threads, repeats, blocks
        As for InferenceTimer.
    again
        Measures what is in the store again: the device has changed.
    store
        A results database; by default `latencies.db` in `narrows.devices.folder()`. The model is written beside it.
    patience
        How long to wait for answers and how often to connect again.
    progress
        True shows it, False nothing; or a function that is given what is done, of how much, and a text.

    Raises
    ------
    ValueError
        For a bad argument.
    Error
        If the device of `like` is not calibrated, another calibration of this device runs, it cannot be reached any
        more (what to type to go on is said; nothing measured is lost), or the store cannot be written.
    """
    path = store_file(store)
    first = None if like is None else Known.load(like, device.name, path)
    draw, usual = (draw_networks, USUAL) if first is None else (draw_few, USUAL_LIKE)
    networks = usual if networks is None else networks
    check_enough(networks, max_macs, first)
    with locked(f"calibrate-{device.name}", f"another calibration of {device.name} is running; try again after it"):
        path.parent.mkdir(parents=True, exist_ok=True)
        results = _core.ResultsStore(path)
        with CalibrationProgress(progress) as shown:
            drawn = draw(networks, seed, max_macs, lambda *now: shown.update("laws", *now))
            options = {"threads": threads, "repeats": repeats, "blocks": blocks}
            steps = StepLog(steps_file(device.name, path), device.engine, threads)
            work = Measuring(device, results, drawn, steps, options, patience or Patience(), shown)
            if again:
                work.latencies.clear()
            try:
                work.run()
            except LostError as error:
                command = work.command(networks, seed, max_macs, store, like)
                raise _core.Error(f"{error}; {work.kept()}; to go on: {command}") from error
        return fitted(work, path, first)


@dataclass(frozen=True)
class Known:
    """A device whose model is known, and that another one is like."""

    name: str
    model: _core.LatencyModel

    @classmethod
    def load(cls, name: str, other: str, store: Path) -> Known:
        if name == other:
            raise ValueError(f"like must be another device than {other}")
        return cls(name, read_model(name, store, f", which {other} is to be like,"))


def fewest(first: Known | None) -> int:
    return FEWEST if first is None else FEWEST_LIKE


def check_enough(networks: int, max_macs: int, first: Known | None) -> None:
    if networks < fewest(first):
        raise ValueError(f"networks must be at least {fewest(first)}, not {networks}")
    if max_macs < 100_000:
        raise ValueError(f"max_macs must be at least 100000, not {max_macs}")


def fitted(work: Measuring, store: Path, first: Known | None) -> Calibration:
    """Fits to the networks drawn, whenever they were measured."""
    device = work.device.name
    samples = [sample for sample in work.drawn if key_of_sample(sample) in work.latencies]
    if len(samples) < fewest(first):
        raise _core.Error(f"{len(samples)} networks were measured on {device}: too few for a model ({fewest(first)})")
    measurements = [measurement_of(work, sample) for sample in samples]
    if first is None:
        model, error, predicted = _core.fit_calibration(measurements, [space.name for space, _ in samples])
    else:
        model, error, predicted = _core.fit_calibration_like(measurements, first.model)
    done = Calibration(
        device=device,
        model=model,
        error=error,
        measured_ms=[each.latency_ms for each in measurements],
        predicted_ms=predicted,
        networks=[key_of_sample(sample) for sample in samples],
        left_out=len(work.left_out),
        disturbed=sum(work.latencies[key_of_sample(sample)].disturbed for sample in samples),
        model_file=model_file(device, store),
        store=store,
        threads=work.options["threads"],
        date=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        step_ms=step_times(samples, measurements),
        like="" if first is None else first.name,
    )
    done.write()
    return done


def measurement_of(work: Measuring, sample: Sample) -> _core.LatencyMeasurement:
    space, architecture = sample
    key = key_of_sample(sample)
    return _core.LatencyMeasurement(
        space.build(architecture), work.latencies[key].median_ms, work.operators.get(key, [])
    )


def step_times(samples: Sequence[Sample], measurements: Sequence[_core.LatencyMeasurement]) -> KindTimes | None:
    """By space and kind of step; None where no network's steps were measured."""
    found: dict[str, dict[str, float]] = {}
    for (space, _), measurement in zip(samples, measurements, strict=True):
        for kind, ms in _core.times_by_kind(measurement.network, measurement.operators).items():
            of_space = found.setdefault(space.name, {})
            of_space[kind] = of_space.get(kind, 0.0) + ms
    return found or None
