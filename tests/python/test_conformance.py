"""The same network gives the same logits everywhere: ONNX file, XNNPACK session, LibTorch module.

Each is compared with the same model worked out in float64: two runtimes that round differently may be twice as far from
one another as either is from what is right.
"""

from __future__ import annotations

import float64_reference
import numpy as np
import onnxruntime
import pytest
from random_models import randomised, small_architecture

import narrows as nw

SPACES = ("densenet", "googlenet", "mobilenetv2", "mobilenetv3", "pnasnet", "resnext")
SHAPE = (3, 16, 16)
CLASSES = 5
IMAGES = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
PREPROCESSING = nw.Preprocessing(SHAPE, mean=[0.5, 0.4, 0.3], std=[0.2, 0.25, 0.3])


def sampled(space_name: str, seed: int) -> tuple[nw.Model, nw.Cost]:
    space = nw.spaces.get(space_name, SHAPE, CLASSES)
    architecture = small_architecture(space, seed)
    info = nw.ModelInfo(preprocessing=PREPROCESSING, architecture=architecture.to_json())
    return randomised(space.build(architecture), seed).with_info(info), space.cost(architecture)


def from_file(model: nw.Model, *, fold: bool) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    contents = nw.OnnxExporter(fold_batch_norm=fold).to_bytes(model)
    session = onnxruntime.InferenceSession(contents, options)
    return session.run(["logits"], {"images": PREPROCESSING.normalise(IMAGES)})[0]


def check(logits: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(logits, expected, rtol=0, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("space", SPACES)
def test_files_and_sessions_give_what_the_definitions_give(space: str) -> None:
    for seed in range(20):
        model, _ = sampled(space, seed)
        expected = float64_reference.logits(model, PREPROCESSING.normalise(IMAGES))
        assert expected.shape == (2, CLASSES)
        assert np.ptp(expected) > 0
        for fold in (False, True):
            check(from_file(model, fold=fold), expected)
        for run in (model, model.folded()):
            session = nw.InferenceSession(run)
            check(session.run(PREPROCESSING.normalise(IMAGES)), expected)
            check(session.run(IMAGES), expected)


@pytest.mark.parametrize("space", SPACES)
def test_weights_have_as_many_values_as_were_counted(space: str) -> None:
    for seed in range(20):
        model, cost = sampled(space, seed)
        sizes = {spec.name: int(np.prod(spec.shape)) for spec in nw.weight_specs(model.network) if spec.trainable}
        assert sum(sizes.values()) == cost.parameters
        folded = model.folded()
        assert 4 * sum(folded.weights[name].size for name in folded.weights) == cost.weight_bytes


@pytest.mark.parametrize("space", SPACES)
def test_the_libtorch_module_gives_what_the_definitions_give(space: str) -> None:
    pytest.importorskip("torch")
    labels = np.arange(2, dtype=np.int32)
    dataset = nw.Dataset((IMAGES, labels), (IMAGES, labels), (IMAGES, labels), classes=list("abcde"))
    trainer = nw.Trainer(dataset, train_on="torch-cpu", threads=1)
    assert trainer.dataset.test.images.shape == IMAGES.shape
    for seed in range(20):
        model, _ = sampled(space, seed)
        known = model.with_info(nw.ModelInfo(preprocessing=dataset.preprocessing))
        expected = float64_reference.logits(known, dataset.preprocessing.normalise(IMAGES))
        for run in (known, known.folded()):
            check(trainer.logits(run, dataset.test), expected)
