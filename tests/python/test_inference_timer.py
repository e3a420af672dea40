"""InferenceTimer and Latency from Python."""

from __future__ import annotations

import pickle

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
