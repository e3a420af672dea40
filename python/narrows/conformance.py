"""The conformance test for search spaces of one's own, as scikit-learn's `check_estimator` is for estimators."""

from __future__ import annotations

import importlib.util
import traceback
from pathlib import Path

import numpy as np

from narrows import _core

_TOLERANCE = 1e-4


def check_space(space: _core.SearchSpace, samples: int = 20, seed: int = 0) -> None:
    """Draws architectures uniformly and checks that the space behaves as every part of narrows expects.

    For each one: building it twice gives the same network; counting without storing gives the cost of the stored
    network; the result has one logit for each class, also for another number of classes and another input size; the
    architecture survives JSON; a model with random weights gives the same logits before and after it was written as
    ONNX and read again, and in onnxruntime where that is installed; and it can be trained.

    Architectures with an empty layer are allowed, but not all may have one. Networks above 20 million multiply-
    accumulates are not run, only counted.

    Raises
    ------
    ValueError
        With the space, the architecture and what does not hold.
    """
    valid = 0
    for architecture in _core.SamplingLaw.uniform(space).sample(samples, seed):
        try:
            valid += _check_architecture(space, architecture)
        except Exception as error:
            said = in_words(error, space)
            raise ValueError(f"space {space.name!r}, architecture {architecture.to_json()}: {said}") from error
    if samples and not valid:
        raise ValueError(f"space {space.name!r}: each of {samples} architectures has an empty layer")


def in_words(error: Exception, space: _core.SearchSpace) -> str:
    """What is wrong with a space, for the one who wrote it: with the line of his build function where that fails."""
    if isinstance(error, ValueError | _core.Error) and not isinstance(error, UnicodeError):
        return str(error) + where(error)
    if isinstance(error, KeyError):
        names = ", ".join(variable.name for variable in space.variables)
        return f"the build function asks for a value {error.args[0]!r}; the variables are {names}{where(error)}"
    if isinstance(error, TypeError) and "returns the network's result" in str(error):
        return f"{error}: return what the last net.add(…) gives"
    return f"the build function fails with {type(error).__name__}: {error}{where(error)}"


def where(error: Exception) -> str:
    """File and line of the last step that is not of narrows."""
    own = str(Path(__file__).parent)
    steps = [step for step in traceback.extract_tb(error.__traceback__) if not step.filename.startswith(own)]
    return f" ({steps[-1].filename}, line {steps[-1].lineno}: {steps[-1].line})" if steps else ""


def _check_architecture(space: _core.SearchSpace, architecture: _core.Architecture) -> bool:
    """False if the architecture has an empty layer."""
    cost = space.cost(architecture)
    if cost == _core.Cost():
        return False
    network = space.build(architecture)
    _require(str(network) == str(space.build(architecture)), "building it twice gives different networks")
    _require(_core.count(network) == cost, f"the stored network costs {_core.count(network)}, counting gives {cost}")
    _require(space.architecture(architecture.to_json()) == architecture, "it does not survive JSON")
    _check_classes(space, architecture)
    last = network.nodes[network.output - 1].op  # 0 is the network's input
    _require(not isinstance(last, _core.Softmax), "the result must be logits: the loss takes their softmax itself")
    if cost.macs <= 20_000_000:
        _check_logits(network)
        _check_training(network)
    return True


def _check_classes(space: _core.SearchSpace, architecture: _core.Architecture) -> None:
    channels, height, width = space.input_shape
    given = (channels, height, width)
    others = [(given, space.classes), (given, space.classes + 7), ((1, 2 * height, 2 * width), space.classes)]
    for shape, classes in others:
        output = space.with_input(shape, classes).build(architecture).output_shape
        _require(
            output == (classes, 1, 1),
            f"for input {shape} and {classes} classes the result has the shape {tuple(output)}, "
            f"not {(classes, 1, 1)}: use net.input and net.classes in the build function",
        )


def _check_logits(network: _core.Network) -> None:
    model = _core.Model.initialised(network, seed=1)
    images = np.random.default_rng(0).normal(size=(2, *network.input_shape)).astype(np.float32)
    expected = _core.InferenceSession(model).run(images)
    content = _core.OnnxExporter().to_bytes(model)
    again = _core.InferenceSession(_core.OnnxReader().from_bytes(content)).run(images)
    _compare(expected, again, "after it was written as ONNX and read again")
    if importlib.util.find_spec("onnxruntime") is None:
        return
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    _compare(expected, session.run(None, {session.get_inputs()[0].name: images})[0], "in onnxruntime")


def _check_training(network: _core.Network) -> None:
    """A step on four random images, of a network that images can be given to."""
    channels, height, width = network.input_shape
    classes = network.output_shape[0]
    if channels not in (1, 3) or classes < 2:
        return
    images = np.random.default_rng(0).integers(0, 256, (4, height, width, channels), dtype=np.uint8)
    part = (images, np.arange(4, dtype=np.int32) % classes)
    dataset = _core.Dataset(part, part, part, classes=[str(number) for number in range(classes)])
    _core.Trainer(dataset, _core.Recipe(epochs=1, batch_size=4), train_on="cpu", threads=1).train(network)


def _compare(expected: np.ndarray, found: np.ndarray, where: str) -> None:
    scale = max(float(np.abs(expected).max()), 1e-6)
    difference = float(np.abs(expected - found).max()) / scale
    _require(difference <= _TOLERANCE, f"logits differ by {difference:.1e} of their scale {where}")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
