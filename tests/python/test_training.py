"""What a trainer computes with: its own engine without torch, torch where it is asked for or needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import narrows as nw
from narrows import training

SEEDS = range(8)
EPOCHS = 3

WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None  # whoever imports it fails
import numpy as np, narrows as nw
images = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1), dtype=np.uint8)
data = nw.Dataset(train=(images, np.arange(64, dtype=np.int32) % 2), validation=(images[:2], np.array([0, 1])))
"""
TRAIN = """
space = nw.spaces.resnext(input_shape=(1, 8, 8), classes=2)
network = space.build(space.architecture({"n": [1, 1, 1], "f": [2, 2, 2], "c": [2, 2, 2]}))
done = nw.Trainer(data, nw.Recipe(epochs=1)).train(network)
maps = open("/proc/self/maps").read()
print(done.train_on, len(done.history), sys.modules["torch"], "libtorch" in maps, "narrows.torch_part" in sys.modules)
"""
REFUSED = """
import importlib.metadata
def missing(name): raise importlib.metadata.PackageNotFoundError(name)
importlib.metadata.version = missing
net = nw.NetworkBuilder((1, 8, 8), 2)
net.add(nw.Softmax(), net.add(nw.Linear(out_features=2), net.add(nw.GlobalAveragePool(), net.input)))
try:
    nw.Trainer(data, nw.Recipe(epochs=1)).train(net.finish())
except ValueError as error:
    print(error)
"""


def run(code: str) -> str:
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def stripes(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Noisy 8 x 8 images of four kinds of stripes."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 4, count)
    rows, columns = np.mgrid[0:8, 0:8]
    patterns = np.stack([rows // 2 % 2, columns // 2 % 2, (rows + columns) // 2 % 2, rows % 2])
    images = patterns[labels] * 60 + random.integers(0, 196, (count, 8, 8))
    return images.astype(np.uint8)[..., None], labels.astype(np.int32)


def dataset() -> nw.Dataset:
    return nw.Dataset(train=stripes(800, 1), validation=stripes(100, 2))


def small(name: str) -> nw.Network:
    values = {
        "mobilenetv2": {
            "fin": 8,
            "e": [1, 2, 2, 2, 2, 2, 2],
            "f": [8, 8, 8, 8, 16, 16, 16],
            "n": [1] * 7,
            "s": [1, 1, 1, 1, 2, 2, 2],
            "fout": 32,
        },
        "densenet": {"n": [1, 1, 1, 1], "g": 4, "k": 50},
    }
    space = nw.spaces.get(name, input_shape=(1, 8, 8), classes=4)
    return space.build(space.architecture(values[name]))


def softmax_network() -> nw.Network:
    """One that the engine does not train."""
    net = nw.NetworkBuilder((1, 8, 8), 4)
    net.add(nw.Softmax(), net.add(nw.Linear(out_features=4), net.add(nw.GlobalAveragePool(), net.input)))
    return net.finish()


def test_it_trains_where_torch_cannot_be_imported_and_loads_none_of_it() -> None:
    assert run(WITHOUT_TORCH + TRAIN) == "cpu 1 None False False"


def test_without_torch_an_operation_that_is_not_trained_is_named_with_what_to_type() -> None:
    message = run(WITHOUT_TORCH + REFUSED)
    assert "softmax" in message and "pip install torch" in message and len(message.splitlines()) == 1


def test_an_operation_that_is_not_trained_goes_to_torch_and_that_is_said() -> None:
    pytest.importorskip("torch")
    said: list[str] = []
    trainer = nw.Trainer(dataset(), nw.Recipe(epochs=1), train_on="cpu")
    done = trainer.train(softmax_network(), progress=lambda now: said.append(now.message))
    assert done.train_on == "torch-cpu" and trainer.train_on == "cpu"
    assert [text for text in said if "softmax" in text and text.endswith("this network is trained on torch-cpu")]


def test_auto_asks_torch_only_where_a_gpu_and_a_torch_for_it_seem_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(training, "torch_backend", lambda train_on, *rest: asked.append(train_on) or trained_on_cpu())
    monkeypatch.setattr(training, "gpu_driver", lambda: False)
    assert nw.Trainer(dataset(), train_on="auto").train_on == "cpu" and not asked
    monkeypatch.setattr(training, "use_gpu", lambda: True)
    nw.Trainer(dataset(), train_on="auto")
    nw.Trainer(dataset(), train_on="torch-cpu")
    assert asked == ["cuda", "torch-cpu"]


def trained_on_cpu() -> nw.TrainingBackend:
    return training.choose_backend("cpu", 1, "auto", "auto")


@pytest.mark.parametrize("built", [True, False])
def test_a_torch_for_gpus_is_told_by_its_libraries(monkeypatch, tmp_path: Path, built: bool) -> None:
    package = tmp_path / "torch"
    (package / "lib").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('loaded')")
    if built:
        (package / "lib/libtorch_cuda.so").touch()
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert training.torch_for_gpus() == built


def test_what_only_torch_has_is_refused_with_where_it_is() -> None:
    with pytest.raises(ValueError, match="torch-cpu"):
        nw.Trainer(dataset(), train_on="cpu", memory_format="contiguous")


@pytest.mark.parametrize("name", ["mobilenetv2", "densenet"])
def test_losses_follow_those_of_torch_from_the_same_weights_over_eight_seeds(name: str) -> None:
    pytest.importorskip("torch")
    recipe = nw.Recipe(epochs=EPOCHS, batch_size=32, learning_rate=0.1, pad=1)
    data, network = dataset(), small(name)
    ours, theirs = (
        np.array([losses(nw.Trainer(data, recipe, threads=1, **how), network, seed) for seed in SEEDS])
        for how in ({"train_on": "cpu"}, {"train_on": "torch-cpu", "precision": "float32"})
    )
    assert (ours[:, -1] < ours[:, 0]).all()  # it learns
    # A seed gives both the same weights and images, so differences are taken seed by seed: the mean of what
    # rounding makes of them in three epochs lies beyond five standard errors once in six hundred times.
    apart = ours - theirs
    error = apart.std(axis=0, ddof=1) / np.sqrt(len(SEEDS))
    assert (np.abs(apart.mean(0)) < 5 * error).all(), (ours, theirs)
    assert (np.abs(apart.mean(0)) < np.ptp(theirs, axis=0) / 2).all(), (ours, theirs)


def losses(trainer: nw.Trainer, network: nw.Network, seed: int) -> list[float]:
    return [record.train_loss for record in trainer.train(network, seed=seed).history]


def test_the_number_of_threads_changes_no_bit() -> None:
    recipe = nw.Recipe(epochs=1, batch_size=32, pad=1)
    one, two = (
        nw.Trainer(dataset(), recipe, train_on="cpu", threads=threads).train(small("mobilenetv2")) for threads in (1, 2)
    )
    assert one.model.weights == two.model.weights


def test_a_checkpoint_of_torch_is_gone_on_from_and_that_is_said(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    recipe = nw.Recipe(epochs=2, batch_size=32, pad=1)
    checkpoint = tmp_path / "checkpoint"
    with pytest.raises(nw.Interrupted):
        nw.Trainer(dataset(), recipe, train_on="torch-cpu").train(
            small("densenet"), checkpoint=checkpoint, progress=lambda now: now.finished_epoch is None
        )
    with pytest.warns(RuntimeWarning, match=r"epoch 1 of torch-cpu .* on cpu \(float32\)"):
        done = nw.Trainer(dataset(), recipe, train_on="cpu").train(small("densenet"), checkpoint=checkpoint)
    assert len(done.history) == 2 and done.train_on == "cpu"
