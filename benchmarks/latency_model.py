"""How near a calibration comes to what fresh networks take, with the measurement's own noise beside each error.

Three sections; --only runs one alone:

pi: the released networks on a Raspberry Pi 3B+, and what a MacBook's calibration says of it; nothing is measured.
threads: what a calibration with one thread says of two threads, from ten networks measured with two; others are asked.
fresh: a calibration of this machine, then networks that it has not seen, each measured twice in two processes. Printed:
error and noise over all, per space and per decade of multiply-accumulates; how much the 90 % interval covers; the error
for each space by models that had no network of it.

What is measured is kept in the folder as it comes: the same command goes on where it was stopped, so that a long run
can be made in pieces (--limit-s).
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import second_device

import narrows as nw
from narrows import _core
from narrows.devices.calibration import measurement_of
from narrows.devices.calibration_networks import Sample, draw_networks, key_of_sample
from narrows.devices.link import Patience
from narrows.devices.measuring import CalibrationProgress, Measuring
from narrows.devices.step_log import StepLog

FRESH_SEED = 1
SECTIONS = ("pi", "threads", "fresh")
TWO_THREADS = "two-threads"


@dataclass(frozen=True)
class Fresh:
    """A network that no model has seen."""

    space: str
    network: nw.Network
    first_ms: float
    second_ms: float

    @property
    def measured_ms(self) -> float:
        return math.sqrt(self.first_ms * self.second_ms)


def measuring(arguments: argparse.Namespace, name: str, drawn: list[Sample]) -> Measuring:
    """Networks in a store of their own, which knows what was measured."""
    device = nw.devices.get("local")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    threads = 2 if name == TWO_THREADS else 1
    steps = StepLog(arguments.folder / f"{name}.steps.jsonl", device.engine, threads)
    store = nw.ResultsStore(arguments.folder / f"{name}.db")
    options = {"threads": threads, "repeats": 10, "blocks": 9}
    end = time.monotonic() + arguments.limit_s

    def told(done: int, of: int, text: str) -> None:
        print(f"\r{name}: {done} of {of} {text}   ", end="", file=sys.stderr, flush=True)
        if time.monotonic() > end:
            raise SystemExit(f"\n{name}: {done} of {of} measured and kept; the same command goes on")

    return Measuring(device, store, drawn, steps, options, Patience(), CalibrationProgress(told))


def measure_in_process(name: str) -> None:
    """Measures what is missing of one of the sets, in a process of its own."""
    subprocess.run([sys.executable, __file__, *sys.argv[1:], "--measure", name], check=True)


def line(label: str, rows: list[Fresh], predict: Callable[[Fresh], float]) -> str:
    predicted = [predict(row) for row in rows]
    error = nw.LatencyError.of(predicted, [row.measured_ms for row in rows])
    apart = [abs(math.log(row.first_ms / row.second_ms)) for row in rows]
    noisy = sum(value > math.log(1.1) for value in apart)
    return (
        f"{label:22} {len(rows):4} networks: {error.within_10_percent:6.1%} within 10 %, median error "
        f"{error.median_relative:.1%}, nine of ten within {error.p90_relative:.1%}, "
        f"Spearman {error.rank_correlation:.4f}; noise: "
        f"median {statistics.median(apart):.2%}, {noisy} more than 10 % apart"
    )


def decade(row: Fresh) -> str:
    return f"10^{int(math.log10(nw.count(row.network).macs))} MACs"


def groups(rows: Iterable[Fresh], key: Callable[[Fresh], str]) -> dict[str, list[Fresh]]:
    found: dict[str, list[Fresh]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return dict(sorted(found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("runs/latency-model"), help="keeps what was measured"
    )
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section; may be repeated")
    parser.add_argument("--released", type=Path, default=second_device.RELEASED, help="rows of the Pi and the MacBook")
    parser.add_argument("--draws", type=int, default=10, help="of the rows to fit, for pi and threads")
    parser.add_argument("--calibrate", type=int, default=100)
    parser.add_argument("--fresh", type=int, default=400)
    parser.add_argument("--max-macs", type=int, default=50_000_000)
    parser.add_argument("--limit-s", type=float, default=float("inf"), help="stop measuring a set after as long")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    sections = arguments.only or SECTIONS
    if "pi" in sections and not arguments.measure:
        pi(arguments)
    if "threads" in sections or "fresh" in sections:
        measured_sections(arguments, sections)


def pi(arguments: argparse.Namespace) -> None:
    if not arguments.released.exists():
        print(f"pi: {arguments.released} is not there (--released FILE)", file=sys.stderr)
        return
    second_device.pi(arguments.released, arguments.draws)
    second_device.macbook_to_pi(arguments.released, arguments.draws)


def measured_sections(arguments: argparse.Namespace, sections: Sequence[str]) -> None:
    sets = {"calibration": draw_networks(arguments.calibrate, 0, arguments.max_macs)}
    if "fresh" in sections:
        sets["first"] = sets["second"] = fresh(arguments.fresh, arguments.max_macs, sets["calibration"])
    if "threads" in sections:
        sets[TWO_THREADS] = fresh(arguments.calibrate, arguments.max_macs, sets["calibration"])
    if arguments.measure:
        measuring(arguments, arguments.measure, sets[arguments.measure]).run()
        return
    for name in sets:
        measure_in_process(name)
    works = {name: measuring(arguments, name, drawn) for name, drawn in sets.items()}
    if "threads" in sections:
        two_threads(works["calibration"], works[TWO_THREADS], arguments.draws)
    if "fresh" in sections:
        fresh_networks(sets, works)


def fresh(count: int, max_macs: int, known: Sequence[Sample]) -> list[Sample]:
    """Networks that are not among those known."""
    texts = {architecture.to_json() for _, architecture in known}
    return [each for each in draw_networks(count, FRESH_SEED, max_macs) if each[1].to_json() not in texts]


def two_threads(one: Measuring, two: Measuring, draws: int) -> None:
    """What networks take with two threads, from a calibration with one and ten of them with two."""
    seen, asked = ([measurement_of(work, sample) for sample in work.drawn] for work in (one, two))
    first = _core.fit_calibration(seen, [space.name for space, _ in one.drawn])[0]
    results = [
        second_device.from_few(first, asked, [space.name for space, _ in two.drawn], seed) for seed in range(draws)
    ]
    busy = statistics.mean(two.latencies[key_of_sample(sample)].disturbed for sample in two.drawn)
    print(f"{_core.machine_name()}, {nw.engine_version()}; {len(seen)} networks with one thread, {len(asked)} others "
          f"with two; {busy:.0%} of these measured on a disturbed machine")  # fmt: skip
    second_device.say(
        "two threads from ten: Spearman, within 15 %, in the 90 % interval", "goals 0.950, 0.800", results
    )


def fresh_networks(sets: Mapping[str, list[Sample]], works: Mapping[str, Measuring]) -> None:
    seen = [measurement_of(works["calibration"], sample) for sample in sets["calibration"]]
    spaces = [space.name for space, _ in sets["calibration"]]
    pairs = zip(
        sets["first"], *([measurement_of(works[n], s) for s in sets[n]] for n in ("first", "second")), strict=True
    )
    rows = [Fresh(space.name, a.network, a.latency_ms, b.latency_ms) for (space, _), a, b in pairs]
    report(rows, seen, spaces)


def report(rows: list[Fresh], seen: list[nw.LatencyMeasurement], spaces: list[str]) -> None:
    begin = time.process_time()
    model, error, _ = _core.fit_calibration(seen, spaces)
    print(f"{_core.machine_name()}, one thread, {nw.engine_version()}; {len(seen)} networks to fit, "
          f"{time.process_time() - begin:.1f} s of one thread; cross-validated {error}")  # fmt: skip
    print(line("all", rows, lambda row: model.predict(row.network)))
    for key in (lambda row: row.space, decade):
        for label, part in groups(rows, key).items():
            print(line(label, part, lambda row: model.predict(row.network)))
    inside = sum(low <= row.measured_ms <= high for row in rows for low, high in [model.interval(row.network)])
    print(f"the 90 % interval holds {inside / len(rows):.1%}")
    for space, part in groups(rows, lambda row: row.space).items():
        others = [(each, name) for each, name in zip(seen, spaces, strict=True) if name != space]
        without = _core.fit_calibration([each for each, _ in others], [name for _, name in others])[0]
        print(line(f"without {space}", part, lambda row, without=without: without.predict(row.network)))


if __name__ == "__main__":
    main()
