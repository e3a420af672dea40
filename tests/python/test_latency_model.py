"""Latency models from Python."""

import pytest

import narrows as nw


def measurements(count: int) -> list[tuple[nw.Architecture, float]]:
    space = nw.spaces.mobilenetv2()
    architectures = nw.SamplingLaw.uniform(space).sample(count, seed=2)
    return [(a, 0.1 + 2e-8 * space.cost(a).macs) for a in architectures]


def test_a_model_predicts_architectures_and_networks() -> None:
    pairs = measurements(60)
    model = nw.LatencyModel.fit(pairs)
    architecture, latency = measurements(61)[-1]
    assert model.predict(architecture) == pytest.approx(latency, rel=0.1)
    network = nw.spaces.mobilenetv2().build(architecture)
    assert model.predict(network) == model.predict(architecture)
    assert nw.LatencyModel.from_json(model.to_json()).predict(network) == pytest.approx(model.predict(network))


def test_cross_validation_reports_the_error() -> None:
    error = nw.LatencyModel.cross_validate(measurements(60))
    assert error.measurements == 60
    assert error.rank_correlation > 0.95


def test_too_few_measurements_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8 measurements, not 3"):
        nw.LatencyModel.fit(measurements(3))
