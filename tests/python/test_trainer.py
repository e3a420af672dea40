"""Trainer from Python; the learning itself is tested in C++."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import narrows as nw
from narrows import torch_part

torch = pytest.importorskip("torch")
QUICK = nw.Recipe(epochs=2, batch_size=32, learning_rate=0.05, pad=1)
LONGER = nw.Recipe(epochs=10, batch_size=32, learning_rate=0.05, pad=1)
on_either = pytest.mark.parametrize("train_on", ["cpu", "torch-cpu"])
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")


def stripes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Noisy 8 x 8 images of horizontal and vertical stripes."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, count)
    rows, columns = np.mgrid[0:8, 0:8] // 2 % 2
    images = np.where(labels[:, None, None] == 0, rows, columns) * 100 + random.integers(0, 156, (count, 8, 8))
    return images.astype(np.uint8)[..., None], labels.astype(np.int32)


@pytest.fixture(scope="module")
def dataset() -> nw.Dataset:
    return nw.Dataset(train=stripes(300, 1), validation=stripes(100, 2), test=stripes(60, 3))


@pytest.fixture(scope="module")
def network() -> nw.Network:
    space = nw.spaces.resnext(input_shape=(1, 8, 8), classes=2)
    return space.build(space.architecture({"n": [1, 1, 1], "f": [2, 2, 2], "c": [2, 2, 2]}))


def values(model: nw.Model) -> list[np.ndarray]:
    weights = model.weights
    return [np.asarray(weights[name]) for name in weights]


def equal(a: nw.Model, b: nw.Model) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(values(a), values(b), strict=True))


@on_either
def test_a_training_has_a_model_an_accuracy_and_a_history(
    dataset: nw.Dataset, network: nw.Network, train_on: str
) -> None:
    training = nw.Trainer(dataset, LONGER, train_on=train_on).train(network, seed=1)
    assert [record.epoch for record in training.history] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert training.accuracy == training.history[-1].validation_accuracy > 0.8
    assert training.train_on == train_on
    assert pickle.loads(pickle.dumps(training.history))[1].to_dict() == training.history[1].to_dict()


@on_either
def test_the_same_seed_gives_the_same_weights_from_python_too(
    dataset: nw.Dataset, network: nw.Network, train_on: str
) -> None:
    trainer = nw.Trainer(dataset, QUICK, train_on=train_on, threads=1)
    first = trainer.train(network, seed=5)
    assert equal(first.model, trainer.train(network, seed=5).model)
    assert not equal(first.model, trainer.train(network, seed=6).model)


@on_either
def test_logits_are_those_of_the_onnx_file(
    dataset: nw.Dataset, network: nw.Network, tmp_path: Path, train_on: str
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    trainer = nw.Trainer(dataset, QUICK, train_on=train_on)
    model = trainer.train(network).model
    model.to_onnx(str(tmp_path / "model.onnx"))
    preprocessing = dataset.preprocessing
    images = dataset.test.images.astype(np.float32) / 255
    images = (images - np.asarray(preprocessing.mean)) / np.asarray(preprocessing.std)
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    expected = session.run(None, {name: images.transpose(0, 3, 1, 2).astype(np.float32)})[0]
    np.testing.assert_allclose(trainer.logits(model, dataset.test), expected, atol=1e-4 * np.abs(expected).max())


@on_either
def test_progress_tells_of_each_epoch_and_stops_when_it_says_false(
    dataset: nw.Dataset, network: nw.Network, tmp_path: Path, train_on: str
) -> None:
    trainer = nw.Trainer(dataset, QUICK, train_on=train_on, threads=1)
    heard: list[Any] = []
    whole = trainer.train(network, progress=lambda now: heard.append(now.finished_epoch))  # None: go on
    assert [record.epoch for record in heard if record] == [1, 2]
    checkpoint = tmp_path / "checkpoint"
    with pytest.raises(nw.Interrupted):
        trainer.train(network, progress=lambda now: now.finished_epoch is None, checkpoint=checkpoint)
    resumed = trainer.train(network, checkpoint=checkpoint)
    assert equal(resumed.model, whole.model)


@on_either
def test_an_exception_in_the_progress_function_comes_out(
    dataset: nw.Dataset, network: nw.Network, train_on: str
) -> None:
    def fail(now: object) -> bool:
        raise LookupError("from the callback")

    with pytest.raises(LookupError, match="from the callback"):
        nw.Trainer(dataset, QUICK, train_on=train_on).train(network, progress=fail)


@on_either
def test_ctrl_c_ends_a_training(dataset: nw.Dataset, network: nw.Network, train_on: str) -> None:
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            nw.Trainer(dataset, nw.Recipe(epochs=100000), train_on=train_on).train(network)
    finally:
        timer.cancel()


def test_bad_arguments_are_value_errors(dataset: nw.Dataset) -> None:
    with pytest.raises(ValueError, match=r"train_on must be one of .*, but is 'tpu'"):
        nw.Trainer(dataset, train_on="tpu")
    with pytest.raises(ValueError, match="recipe: epochs must be at least 1, not 0"):
        nw.Recipe(epochs=0)
    with pytest.raises(ValueError, match='recipe: no field is named "epoch"'):
        nw.Recipe(epoch=3)


def test_a_recipe_survives_pickling_and_json() -> None:
    recipe = nw.Recipe(epochs=3, schedule="cosine", milestones=[0.5])
    assert pickle.loads(pickle.dumps(recipe)) == recipe == nw.Recipe.from_json(recipe.to_json())
    assert repr(recipe).startswith("Recipe(epochs=3, batch_size=128,")
    balanced = nw.Recipe(balance=True)
    assert pickle.loads(pickle.dumps(balanced)) == balanced != nw.Recipe()
    assert nw.Recipe(balance=False) == nw.Recipe() and "balance" not in nw.Recipe().to_json()
    with pytest.raises(ValueError, match="balance has a value of the wrong kind"):
        nw.Recipe(balance="much")


@on_either
@pytest.mark.parametrize(
    "recipe", [nw.Recipe(epochs=50, learning_rate=1e30), nw.Recipe(epochs=1, batch_size=10_000, learning_rate=1e38)]
)
def test_a_diverging_training_is_an_error_of_its_own(
    dataset: nw.Dataset, network: nw.Network, train_on: str, recipe: nw.Recipe
) -> None:
    with pytest.raises(nw.Diverged, match="smaller learning_rate"):
        nw.Trainer(dataset, recipe, train_on=train_on).train(network)
    assert issubclass(nw.Diverged, nw.Error)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_cuda_without_a_gpu_is_a_clear_error(dataset: nw.Dataset) -> None:
    with pytest.raises(nw.Error, match='train_on "cuda" needs a GPU'):
        nw.Trainer(dataset, train_on="cuda")
    assert nw.Trainer(dataset, train_on="auto").train_on == "cpu"


TRAIN = """
import numpy as np, narrows as nw
images = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1), dtype=np.uint8)
data = nw.Dataset(train=(images, np.arange(64, dtype=np.int32) % 2), validation=(images[:2], np.array([0, 1])))
space = nw.spaces.resnext(input_shape=(1, 8, 8), classes=2)
network = space.build(space.architecture({"n": [1, 1, 1], "f": [2, 2, 2], "c": [2, 2, 2]}))
nw.Trainer(data, nw.Recipe(epochs=1), train_on="torch-cpu").train(network)
"""


@pytest.mark.parametrize(
    "order", ["import torch\n" + TRAIN, TRAIN + "import torch\n", "import narrows, torch\n" + TRAIN]
)
def test_training_works_whichever_of_torch_and_narrows_comes_first(order: str) -> None:
    backward = "torch.ones(2, requires_grad=True).sum().backward()\nprint('trained')"
    result = subprocess.run([sys.executable, "-c", order + backward], capture_output=True, text=True, timeout=120)
    assert result.stdout == "trained\n", result.stderr


def test_narrows_alone_does_not_load_torch() -> None:
    code = "import sys, narrows; narrows.spaces.densenet(); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_another_torch_or_none_is_refused_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImportError, match=r"type `pip install torch==1.0.0`"):
        torch_part.require_torch("1.0.0")
    with pytest.raises(ImportError, match="built without torch"):
        torch_part.require_torch("")

    def missing(name: str) -> str:
        raise torch_part.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(torch_part.importlib.metadata, "version", missing)
    with pytest.raises(ImportError, match=r"needs torch for this; type `pip install torch==2"):
        torch_part.require_torch("2.13.0")


@pytest.mark.parametrize("installed", ["2.13.0", "2.13.0+cpu", "2.13.0a0+1a2b3c", "2.13.0rc1"])
def test_a_vendors_own_build_of_the_same_version_is_taken(monkeypatch: pytest.MonkeyPatch, installed: str) -> None:
    monkeypatch.setattr(torch_part.importlib.metadata, "version", lambda name: installed)
    torch_part.require_torch("2.13.0")
    with pytest.raises(ImportError, match="or build narrows for the torch that is there"):
        torch_part.require_torch("2.12.1")


@needs_gpu
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_gpu_learns_what_a_cpu_learns(dataset: nw.Dataset, network: nw.Network, precision: str) -> None:
    trainer = nw.Trainer(dataset, LONGER, precision=precision)
    assert trainer.train_on == "cuda"
    training = trainer.train(network, seed=1)
    assert training.accuracy > 0.8
    on_cpu = nw.Trainer(dataset, train_on="cpu").logits(training.model, dataset.test)
    np.testing.assert_allclose(trainer.logits(training.model, dataset.test), on_cpu, atol=2e-3 * np.abs(on_cpu).max())


@needs_gpu
def test_a_gpu_repeats_itself_and_resumes_exactly(dataset: nw.Dataset, network: nw.Network, tmp_path: Path) -> None:
    trainer = nw.Trainer(dataset, QUICK, train_on="cuda")
    first = trainer.train(network, seed=5)
    assert equal(first.model, trainer.train(network, seed=5).model)
    with pytest.raises(nw.Interrupted):
        trainer.train(network, 5, progress=lambda now: now.finished_epoch is None, checkpoint=tmp_path / "c")
    assert equal(first.model, trainer.train(network, 5, checkpoint=tmp_path / "c").model)
