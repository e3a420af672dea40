"""Every operation gives the same in LibTorch, in the ONNX file under onnxruntime, and in the engine."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import float64_reference
import numpy as np
import onnx
import onnxruntime
import pytest
from random_models import random_images, randomised

import narrows as nw

Build = Callable[[nw.NetworkBuilder, nw.Value], nw.Value]
SHAPE = (12, 9, 8)


def squeeze_and_excite(net: nw.NetworkBuilder, x: nw.Value) -> nw.Value:
    gate = net.add(nw.Conv2d(3, bias=True), net.add(nw.GlobalAveragePool(), x))
    gate = net.add(nw.HardSigmoid(), net.add(nw.Conv2d(x.channels, bias=True), net.add(nw.Relu(), gate)))
    return net.add(nw.Multiply(), x, gate)


def shuffle_unit(net: nw.NetworkBuilder, x: nw.Value) -> nw.Value:
    half = x.channels // 2
    left, right = net.add(nw.Slice(0, half), x), net.add(nw.Slice(half, x.channels), x)
    right = net.add(nw.Relu(), net.add(nw.Conv2d(half), right))
    return net.add(nw.ChannelShuffle(2), net.add(nw.Concat(), left, right))


OPERATIONS: dict[str, Build] = {
    "relu": lambda net, x: net.add(nw.Relu(), x),
    "relu6": lambda net, x: net.add(nw.Relu(6), x),
    "clip": lambda net, x: net.add(nw.Clip(-0.5, 0.75), x),
    "clip below": lambda net, x: net.add(nw.Clip(min=-0.25), x),
    "clip above": lambda net, x: net.add(nw.Clip(max=0.25), x),
    "leaky_relu": lambda net, x: net.add(nw.LeakyRelu(0.2), x),
    "elu": lambda net, x: net.add(nw.Elu(), x),
    "elu of another alpha": lambda net, x: net.add(nw.Elu(0.4), x),
    "sigmoid": lambda net, x: net.add(nw.Sigmoid(), x),
    "hard_sigmoid": lambda net, x: net.add(nw.HardSigmoid(), x),
    "hard_sigmoid of Keras": lambda net, x: net.add(nw.HardSigmoid(0.2, 0.5), x),
    "hard_swish": lambda net, x: net.add(nw.HardSwish(), x),
    "silu": lambda net, x: net.add(nw.Silu(), x),
    "conv": lambda net, x: net.add(nw.Conv2d(6, 3, 2), x),
    "conv, rectangular": lambda net, x: net.add(nw.Conv2d(6, (1, 3), (2, 1)), x),
    "conv, padded on two sides": lambda net, x: net.add(nw.Conv2d(6, 3, 2, padding=(0, 0, 1, 1), bias=True), x),
    "conv, dilated": lambda net, x: net.add(nw.Conv2d(6, 3, dilation=2), x),
    "conv, dilated one way": lambda net, x: net.add(nw.Conv2d(12, 3, groups=12, dilation=(1, 3)), x),
    "max_pool": lambda net, x: net.add(nw.MaxPool(3, 2, 1), x),
    "max_pool, padded on two sides": lambda net, x: net.add(nw.MaxPool(3, 2, (0, 0, 1, 1)), x),
    "max_pool, ceil": lambda net, x: net.add(nw.MaxPool(3, 2, ceil_mode=True), x),
    "max_pool, rectangular": lambda net, x: net.add(nw.MaxPool((2, 3), (1, 2), (1, 0, 0, 2)), x),
    "average_pool": lambda net, x: net.add(nw.AveragePool(3, 2, 1), x),
    "average_pool, padded on two sides": lambda net, x: net.add(nw.AveragePool(3, 2, (0, 0, 1, 1)), x),
    "average_pool, all counted": lambda net, x: net.add(nw.AveragePool(3, 2, 1, count_include_pad=True), x),
    "average_pool, two sides, all counted": lambda net, x: net.add(
        nw.AveragePool((3, 2), 1, (2, 0, 1, 1), count_include_pad=True), x
    ),
    "average_pool, ceil": lambda net, x: net.add(nw.AveragePool(2, 2, ceil_mode=True), x),
    "global_max_pool": lambda net, x: net.add(nw.GlobalMaxPool(), x),
    "multiply": lambda net, x: net.add(nw.Multiply(), x, net.add(nw.Sigmoid(), net.add(nw.Conv2d(12), x))),
    "squeeze and excite": squeeze_and_excite,
    "slice": lambda net, x: net.add(nw.Slice(3, 10), x),
    "channel_shuffle": lambda net, x: net.add(nw.ChannelShuffle(3), x),
    "shuffle unit": shuffle_unit,
    "add": lambda net, x: net.add(nw.Add(), x, net.add(nw.Conv2d(12), x)),
    "softmax": lambda net, x: net.add(nw.Softmax(), net.add(nw.GlobalAveragePool(), x)),
}  # fmt: skip


def network_with(operation: Build) -> nw.Network:
    """The operation between two layers, behind one that nothing else reads."""
    net = nw.NetworkBuilder(SHAPE, 5)
    x = net.add(nw.BatchNorm(), net.add(nw.Conv2d(12, 3), net.input))
    y = operation(net, x)
    return net.finish(net.add(nw.Linear(5), net.add(nw.Conv2d(4), y)))


def test_every_operation_has_a_line():
    """As far as it is not in every network here."""
    known = set(re.findall(r"_core\.(\w+)", nw.NetworkBuilder.add.__doc__ or "")) - {"NetworkBuilder", "Value"}
    assert {"Relu", "Conv2d"} < known
    networks = [network_with(build) for build in OPERATIONS.values()]
    assert known - {type(node.op).__name__ for network in networks for node in network.nodes} == set()


def run_file(contents: bytes, images: np.ndarray) -> np.ndarray:
    return onnxruntime.InferenceSession(contents).run(["logits"], {"images": images})[0]


@pytest.fixture(params=OPERATIONS)
def model(request: pytest.FixtureRequest) -> nw.Model:
    return randomised(network_with(OPERATIONS[request.param]), seed=3)


@pytest.mark.parametrize("opset", [13, 17])
def test_engine_and_onnxruntime_give_what_the_definition_gives(model: nw.Model, opset: int):
    contents = nw.OnnxExporter(fold_batch_norm=False, opset=opset).to_bytes(model)
    onnx.checker.check_model(onnx.load_from_string(contents), full_check=True)
    images = random_images(model.network, 2, seed=0)
    expected = float64_reference.logits(model, images)
    assert np.ptp(expected) > 0
    tolerance = 1e-4 * np.abs(expected).max()
    np.testing.assert_allclose(run_file(contents, images), expected, atol=tolerance)
    np.testing.assert_allclose(nw.InferenceSession(model).run(images), expected, atol=tolerance)
    np.testing.assert_allclose(run_file(nw.OnnxExporter(opset=opset).to_bytes(model), images), expected, atol=tolerance)


def test_a_file_reads_back_to_the_same_network(model: nw.Model):
    for opset in (13, 17):
        contents = nw.OnnxExporter(fold_batch_norm=False, opset=opset).to_bytes(model)
        copy = nw.OnnxReader().from_bytes(contents)
        assert [node.op for node in copy.network.nodes] == [node.op for node in model.network.nodes]
        assert nw.OnnxExporter(fold_batch_norm=False, opset=opset).to_bytes(copy) == contents


def test_libtorch_gives_the_same(model: nw.Model):
    pytest.importorskip("torch")
    pixels = np.random.default_rng(0).integers(0, 256, (2, 9, 8, 3), dtype=np.uint8)
    labels = np.arange(2, dtype=np.int32)
    dataset = nw.Dataset((pixels, labels), (pixels, labels), (pixels, labels), classes=list("abcde"))
    net = nw.NetworkBuilder((3, 9, 8), 5)
    stem = nw.Conv2d(12, 3)
    x = net.add(stem, net.input)
    values = [net.input, x]
    for node in model.network.nodes:
        values.append(net.add(node.op, *[values[i + 1] for i in node.inputs]))
    deeper = randomised(net.finish(values[-1]), seed=4).with_info(nw.ModelInfo(preprocessing=dataset.preprocessing))
    trainer = nw.Trainer(dataset, train_on="torch-cpu", threads=1)
    expected = nw.InferenceSession(deeper).run(pixels)
    np.testing.assert_allclose(
        trainer.logits(deeper, dataset.test), expected, rtol=0, atol=1e-4 * np.abs(expected).max()
    )


def test_sides_are_one_number_or_two_and_padding_one_or_four():
    conv = nw.Conv2d(4, kernel=3, stride=(1, 2), padding=(0, 0, 1, 1), dilation=2)
    assert (conv.kernel, conv.stride, conv.padding, conv.dilation) == (3, (1, 2), (0, 0, 1, 1), 2)
    assert conv == nw.Conv2d(4, (3, 3), [1, 2], (0, 0, 1, 1), dilation=(2, 2))
    assert eval(repr(conv), {"Conv2d": nw.Conv2d}) == conv
    with pytest.raises(ValueError, match="height and width"):
        nw.Conv2d(4, kernel=(1, 2, 3))
    with pytest.raises(ValueError, match="four numbers"):
        nw.MaxPool(padding=(1, 1))


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (nw.Clip(1, 1), "min must be below max"),
        (nw.Slice(3, 99), "channels of the map"),
        (nw.Elu(math.nan), "alpha must be a finite number"),
        (nw.LeakyRelu(math.inf), "slope must be a finite number"),
        (nw.HardSigmoid(0.2, math.nan), "slope and offset must be finite numbers"),
        (nw.Relu(math.nan), "max must be above 0"),
        (nw.BatchNorm(-1), "epsilon must be a finite number of at least 0"),
        (nw.ChannelShuffle(5), "divide the channels"),
        (nw.MaxPool(2, 2, 2), "less than the kernel"),
        (nw.Conv2d(4, 3, dilation=0), "at least 1"),
    ],
)
def test_an_operation_that_does_not_fit_says_why(operation: object, message: str):
    net = nw.NetworkBuilder(SHAPE, 5)
    with pytest.raises(ValueError, match=message):
        net.add(operation, net.input)
