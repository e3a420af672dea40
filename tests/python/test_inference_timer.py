"""InferenceTimer and Latency from Python."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

import narrows as nw


@pytest.fixture(scope="module")
def network() -> nw.Network:
    space = nw.spaces.mobilenetv2()
    return space.build(space.reference)


def test_a_network_and_its_model_are_both_measured(network: nw.Network) -> None:
    timer = nw.InferenceTimer(threads=1, repeats=5)
    for subject in [network, nw.Model.initialised(network)]:
        latency = timer.measure(subject)
        assert latency.repeats == 5
        assert 0 < latency.min_ms <= latency.low_ms <= latency.median_ms <= latency.high_ms
        assert latency.engine.startswith("XNNPACK")


def test_a_latency_survives_pickling_and_json(network: nw.Network) -> None:
    latency = nw.InferenceTimer(repeats=3).measure(network)
    again = pickle.loads(pickle.dumps(latency))
    assert again.to_dict() == latency.to_dict()
    assert set(latency.to_dict()) >= {"mean_ms", "median_ms", "min_ms", "std_ms", "repeats"}


def test_fields_that_are_not_there_are_as_in_a_fresh_latency() -> None:
    latency = nw.Latency.from_dict({"median_ms": 2, "something_newer": 1})
    assert (latency.median_ms, latency.blocks, latency.threads) == (2, 1, 1)


def test_models_are_measured_in_turn_and_progress_is_told(network: nw.Network) -> None:
    other = nw.spaces.pnasnet()
    told = []
    latencies = nw.InferenceTimer(repeats=2, blocks=3, spare_blocks=0, warm_up_ms=0).measure_all(
        [network, nw.Model.initialised(other.build(other.reference))],
        progress=lambda now: told.append((now.block, now.network)),
    )
    assert told == [(block, number) for block in range(3) for number in range(2)]
    assert len(latencies) == 2
    assert all(latency.blocks <= 3 and latency.cpu == latencies[0].cpu for latency in latencies)


def test_a_callback_that_raises_ends_the_measurement(network: nw.Network) -> None:
    def stop(now: nw.BlockProgress) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        nw.InferenceTimer(repeats=1).measure_all([network], progress=stop)


def test_a_throttled_machine_marks_the_result(network: nw.Network, tmp_path: Path) -> None:
    firmware = tmp_path / "sys/devices/platform/soc/soc:firmware"
    firmware.mkdir(parents=True)
    (firmware / "get_throttled").write_text("50005\n")
    timer = nw.InferenceTimer(repeats=2, blocks=2, spare_blocks=1, machine=str(tmp_path))
    latency = timer.measure(network)
    assert latency.disturbed
    assert {"throttled", "under-voltage"} <= set(latency.disturbances.split(", "))
    assert latency.disturbed_blocks == latency.blocks == 3


def test_the_thread_may_go_where_it_might_before(network: nw.Network) -> None:
    allowed = os.sched_getaffinity(0)
    seen = []
    nw.InferenceTimer(repeats=1, blocks=1, cpus=[max(allowed)]).measure_all(
        [network], progress=lambda now: seen.append(os.sched_getaffinity(0))
    )
    assert seen[0] == {max(allowed)}
    assert os.sched_getaffinity(0) == allowed


def test_operators_are_named_with_their_kernels(network: nw.Network) -> None:
    steps = nw.InferenceTimer(warm_up_ms=0).per_operator(nw.Model.initialised(network))
    names = {node.name for node in network.nodes}
    assert all(step.name in names for step in steps[1:-1])
    assert all(step.kernel and step.op and step.ms >= 0 for step in steps)


def test_a_timer_can_be_written_in_python(network: nw.Network) -> None:
    class Constant(nw.AbstractTimer):
        def measure(self, model: nw.Model) -> nw.Latency:
            latency = nw.Latency()
            latency.median_ms = 3.0
            return latency

    assert Constant().measure(nw.Model.initialised(network)).median_ms == 3.0


def test_no_repeats_are_refused() -> None:
    with pytest.raises(ValueError, match="repeats must be at least 1, not 0"):
        nw.InferenceTimer(repeats=0)
