"""What a report gathers: laws as they draw, mistakes as the file makes them."""

import dataclasses
import types
from pathlib import Path

import numpy as np
import pytest

import narrows as nw
from narrows.report import Limit, gather, timing

LIMIT = Limit("parameters", 25_000, 50_000)


def planned(law: nw.SamplingLaw) -> types.SimpleNamespace:
    return types.SimpleNamespace(space=law.space.name, law=law.to_json(), share_inside=1.0, log10_cardinality=3.0)


@pytest.mark.parametrize("name", ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"])
def test_the_ranges_shown_are_those_of_the_law_s_draws(name: str) -> None:
    law = nw.SamplingLaw.uniform(nw.spaces.get(name))
    shown = gather.law_of(planned(law), [LIMIT], [])
    assert [r.name for r in shown.ranges] == [variable.name for variable in law.space.variables]
    for found, variable in zip(shown.ranges, law.space.variables, strict=True):
        assert found.lowest <= found.low <= found.mean <= found.high <= found.highest
        if not variable.options:
            assert (found.lowest, found.highest) == (variable.low, variable.high)


def test_the_draws_shown_are_not_those_the_search_made() -> None:
    law = nw.SamplingLaw.uniform(nw.spaces.pnasnet())
    shown = gather.law_of(planned(law), [LIMIT], [])
    own = law.costs(gather.DRAWS, 0)["parameters"].tolist()
    assert len(shown.draws) == gather.DRAWS and list(shown.draws) != own


def test_a_space_of_the_user_s_is_shown_by_the_search_s_own_draws() -> None:
    cost = types.SimpleNamespace(parameters=30_000)
    candidates = [types.SimpleNamespace(network=types.SimpleNamespace(space=s, cost=cost)) for s in ("mine", "other")]
    plan = types.SimpleNamespace(space="mine", law="{}", share_inside=0.5, log10_cardinality=2.0)
    shown = gather.law_of(plan, [LIMIT], candidates)
    assert list(shown.draws) == [30_000.0] and shown.ranges == []


def test_the_confusions_are_those_of_the_file(tmp_path) -> None:
    space = nw.spaces.pnasnet(input_shape=(1, 16, 16), classes=3)
    how = nw.Preprocessing(shape=(1, 16, 16), order="L", mean=[0.5], std=[0.25])
    info = nw.ModelInfo(preprocessing=how, classes=["a", "b", "c"])
    architecture = nw.SamplingLaw.uniform(space).sample(1, 0)[0]
    model = nw.Model.initialised(space.build(architecture), seed=1).with_info(info)
    model.to_onnx(str(tmp_path / "a.onnx"))
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (600, 16, 16, 1), dtype=np.uint8)
    labels = random.integers(0, 3, 600)
    part = types.SimpleNamespace(images=images, labels=labels)
    dataset = types.SimpleNamespace(test=part, classes=["a", "b", "c"])
    found = gather.confusions(tmp_path / "a.onnx", dataset)
    answers = nw.InferenceSession(model).run(images).argmax(axis=1)
    assert found.matrix.sum() == 600 and found.matrix.sum(axis=1).tolist() == np.bincount(labels, minlength=3).tolist()
    assert found.matrix.trace() == (answers == labels).sum()
    sureness = [mistake.probability for mistake in found.mistakes]
    assert sureness == sorted(sureness, reverse=True)
    assert all(mistake.truth != mistake.answer for mistake in found.mistakes)
    assert gather.MISTAKES >= len(found.mistakes) > 0


def test_the_interval_narrows_with_the_number_of_images_and_is_never_of_no_width() -> None:
    many, few = nw.accuracy_interval(0.9, 9000), nw.accuracy_interval(0.9, 90)
    assert many.high - many.low == pytest.approx(2 * 0.0062, abs=1e-4)
    assert few.low < many.low < 0.9 < many.high < few.high
    assert nw.accuracy_interval(1.0, 4).low == pytest.approx(0.5101, abs=1e-4)


def test_what_networks_take_is_read_from_the_search_and_its_files(tmp_path: Path) -> None:
    space = nw.spaces.pnasnet(input_shape=(1, 16, 16), classes=3)
    architecture = space.reference
    nw.Model.initialised(space.build(architecture)).to_onnx(tmp_path / "a.onnx")
    latency = nw.summarise_blocks([[1.0, 1.0, 2.0]] * 6)
    stored = types.SimpleNamespace(network=nw.StoredNetwork.of(space, architecture), onnx="a.onnx")
    trained = types.SimpleNamespace(result=types.SimpleNamespace(latency=latency, training=stored))
    model = nw.LatencyModel.fit([(space.build(each), 1.0) for each in nw.SamplingLaw.uniform(space).sample(9, 0)])
    found = timing.timing_of(trained, tmp_path, model)
    assert (found.median_ms, found.p99_ms, found.first_ms) == (latency.median_ms, latency.p99_ms, latency.first_ms)
    assert found.predicted_ms == model.predict(space.build(architecture))
    assert found.memory_bytes > 4 * space.cost(architecture).parameters
    (tmp_path / "a.onnx").unlink()
    assert timing.timing_of(trained, tmp_path, None) == dataclasses.replace(found, predicted_ms=None, memory_bytes=None)


def test_a_device_without_a_calibration_predicts_nothing(home: Path) -> None:
    assert timing.latency_model("local") is None and timing.latency_model("only the program's") is None
