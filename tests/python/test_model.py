"""Models, weights and preprocessing from Python."""

from __future__ import annotations

import numpy as np
import pytest
from random_models import randomised, small_architecture

import narrows as nw


def network() -> nw.Network:
    space = nw.spaces.resnext(input_shape=(3, 8, 8), classes=3)
    return space.build(small_architecture(space, seed=1))


def test_weights_are_a_mapping_of_read_only_arrays():
    weights = nw.Model.initialised(network(), seed=3).weights
    first = next(iter(weights))
    assert len(weights) == len(list(weights)) == len(nw.weight_specs(network()))
    assert first in weights and "nothing" not in weights
    assert weights[first].dtype == np.float32 and not weights[first].flags.writeable
    with pytest.raises(KeyError):
        weights["nothing"]


def test_an_array_outlives_its_model():
    model = nw.Model.initialised(network(), seed=3)
    name = nw.weight_specs(network())[0].name
    array, copy = model.weights[name], np.array(model.weights[name])
    del model
    np.testing.assert_array_equal(array, copy)


def test_weights_from_arrays_make_the_same_model():
    model = nw.Model.initialised(network(), seed=3)
    weights = nw.Weights({name: model.weights[name] for name in model.weights})
    assert nw.OnnxExporter().to_bytes(nw.Model(network(), weights)) == nw.OnnxExporter().to_bytes(model)


def test_missing_weights_are_a_value_error_with_the_name():
    with pytest.raises(ValueError, match=r"conv1\.weight"):
        nw.Model(network(), nw.Weights({}))


def test_folding_keeps_the_information_and_drops_batch_norms_behind_convolutions():
    info = nw.ModelInfo(classes=["a", "b", "c"])
    folded = randomised(network(), seed=2).with_info(info).folded()
    assert folded.info.classes == ["a", "b", "c"]
    assert not any(isinstance(node.op, nw.BatchNorm) for node in folded.network.nodes)


def test_preprocessing_normalises_a_batch_channel_by_channel():
    preprocessing = nw.Preprocessing((3, 4, 5), mean=[0.1, 0.2, 0.3], std=[0.5, 0.25, 1.0])
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 5, 3), dtype=np.uint8)
    expected = ((images / 255 - [0.1, 0.2, 0.3]) / [0.5, 0.25, 1.0]).transpose(0, 3, 1, 2)
    result = preprocessing.normalise(images)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, expected, atol=1e-5)
    with pytest.raises(ValueError, match=r"\(n, 4, 5, 3\)"):
        preprocessing.normalise(images[:, :3])


def test_preprocessing_survives_json():
    given = nw.Preprocessing((1, 28, 28), mean=[0.286], std=[0.353], resize="pad")
    assert nw.Preprocessing.from_json(given.to_json()) == given
    assert given.order == "L"
    with pytest.raises(nw.Error):
        nw.Preprocessing.from_json("{}")
    with pytest.raises(ValueError, match="bend"):
        nw.Preprocessing((1, 28, 28), mean=[0.286], std=[0.353], resize="bend")
