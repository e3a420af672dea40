"""InferenceSession from Python: what it takes, what it gives, what it refuses."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import narrows as nw


@pytest.fixture(scope="module")
def model() -> nw.Model:
    space = nw.spaces.mobilenetv2()
    preprocessing = nw.Preprocessing(shape=nw.Shape(3, 32, 32), mean=[0.5, 0.4, 0.3], std=[0.2, 0.2, 0.25])
    return nw.Model.initialised(space.build(space.reference)).with_info(nw.ModelInfo(preprocessing=preprocessing))


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(3, 3, 32, 32)).astype(np.float32)


def relative(actual: np.ndarray, expected: np.ndarray) -> float:
    return float(np.abs(actual - expected).max() / np.abs(expected).max())


def test_the_exported_file_gives_the_same_logits_in_onnxruntime(tmp_path: Path, images: np.ndarray) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    for name in ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"]:
        space = nw.spaces.get(name)
        model = nw.Model.initialised(space.build(space.reference))
        path = str(tmp_path / "model.onnx")
        nw.OnnxExporter().write(model, path)
        expected = onnxruntime.InferenceSession(path).run(None, {"images": images[:1]})[0]
        assert relative(nw.InferenceSession(model).run(images[:1]), expected) < 1e-4, name


def test_a_batch_is_its_images_one_by_one(model: nw.Model, images: np.ndarray) -> None:
    session = nw.InferenceSession(model)
    logits = session.run(images)
    assert logits.shape == (3, 10)
    assert logits.dtype == np.float32
    for i in range(3):
        assert np.array_equal(session.run(images[i : i + 1])[0], logits[i])
    assert session.run(images[:0]).shape == (0, 10)


def test_strided_arrays_are_read_as_they_look(model: nw.Model, images: np.ndarray) -> None:
    session = nw.InferenceSession(model)
    assert np.array_equal(session.run(images[::-1]), session.run(images)[::-1])


def test_bytes_are_normalised_first(model: nw.Model) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, size=(2, 32, 32, 3), dtype=np.uint8)
    normal = (pixels / 255 - [0.5, 0.4, 0.3]) / [0.2, 0.2, 0.25]
    session = nw.InferenceSession(model)
    expected = session.run(normal.transpose(0, 3, 1, 2).astype(np.float32))
    assert relative(session.run(pixels), expected) < 1e-4


def test_two_threads_give_the_same_up_to_rounding(model: nw.Model, images: np.ndarray) -> None:
    session = nw.InferenceSession(model, threads=2)
    assert session.threads == min(2, len(os.sched_getaffinity(0)))
    assert relative(session.run(images), nw.InferenceSession(model).run(images)) < 1e-4


def test_several_sessions_run_at_once(model: nw.Model, images: np.ndarray) -> None:
    sessions = [nw.InferenceSession(model) for _ in range(3)]
    expected = sessions[0].run(images)
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda i: sessions[i % 3].run(images), range(9)))
    assert all(relative(r, expected) < 1e-5 for r in results)


def test_memory_is_at_least_the_weights(model: nw.Model) -> None:
    space = nw.spaces.mobilenetv2()
    assert nw.InferenceSession(model).memory_bytes() >= space.cost(space.reference).weight_bytes


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((1, 3, 32, 32)), "not float64"),
        (np.zeros((1, 3, 32, 32), np.int32), "not int32"),
        (np.zeros((1, 32, 32, 3), np.float32), r"\(N, 3, 32, 32\).*not \(1, 32, 32, 3\)"),
        (np.zeros((1, 3, 32, 32), np.uint8), r"\(N, 32, 32, 3\).*not \(1, 3, 32, 32\)"),
        (np.zeros((3, 32, 32), np.float32), r"not \(3, 32, 32\)"),
    ],
)
def test_other_arrays_are_refused_in_words(model: nw.Model, array: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        nw.InferenceSession(model).run(array)


def test_bytes_need_a_model_that_says_how_to_normalise(model: nw.Model) -> None:
    session = nw.InferenceSession(model.with_info(nw.ModelInfo()))
    with pytest.raises(ValueError, match="preprocessing"):
        session.run(np.zeros((1, 32, 32, 3), np.uint8))


def test_no_threads_are_refused(model: nw.Model) -> None:
    with pytest.raises(ValueError, match="threads must be at least 1, not 0"):
        nw.InferenceSession(model, threads=0)
