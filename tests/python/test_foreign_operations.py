"""Files as other tools write them, one habit each: the engine gives what onnxruntime gives for the file itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

import narrows as nw

CASES = Path(__file__).parents[3] / "shared" / "cases" / "onnx"
RANDOM = np.random.default_rng(5)


@dataclass
class Graph:
    """A file under construction: its nodes and arrays."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    arrays: list[onnx.TensorProto] = field(default_factory=list)

    def array(self, values: Any, dtype: Any = np.float32) -> str:
        self.arrays.append(numpy_helper.from_array(np.asarray(values, dtype), f"a{len(self.arrays)}"))
        return self.arrays[-1].name

    def weights(self, *shape: int) -> str:
        return self.array(RANDOM.normal(size=shape) / np.sqrt(max(1, np.prod(shape[1:]))))

    def node(self, op: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name=f"{op}{len(self.nodes)}", **attributes))
        return names[0] if outputs == 1 else names

    def conv(self, x: str, inputs: int, outputs: int, kernel: int = 3, **attributes: Any) -> str:
        return self.node("Conv", x, self.weights(outputs, inputs, kernel, kernel), **attributes)

    def classify(self, x: str, channels: int) -> str:
        flat = self.node("Flatten", self.node("GlobalAveragePool", x))
        return self.node("Gemm", flat, self.weights(5, channels), self.weights(5), transB=1)

    def file(self, output: str, shape: tuple[int, ...] = (3, 12, 10), opset: int = 13) -> bytes:
        image = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *shape])
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, "g", [image], [result], self.arrays)
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8
        ).SerializeToString()


def of_layer(op: str, **attributes: Any) -> bytes:
    g = Graph()
    x = g.conv("x", 3, 8, pads=[1, 1, 1, 1])
    return g.file(g.classify(g.node(op, x, **attributes), 8))


def conv_with(kernel: int = 3, **attributes: Any) -> bytes:
    g = Graph()
    return g.file(g.classify(g.conv("x", 3, 8, kernel, **attributes), 8))


def separate_gamma() -> bytes:
    """Batch norm as Caffe's converters write it: normalised, then a Mul and an Add."""
    g = Graph()
    x = g.conv("x", 3, 8)
    ones, zeros = g.array(np.ones(8)), g.array(np.zeros(8))
    x = g.node("BatchNormalization", x, ones, zeros, g.weights(8), g.array(RANDOM.uniform(0.5, 2, 8)))
    x = g.node("Add", g.node("Mul", x, g.weights(8, 1, 1)), g.weights(1, 8, 1, 1))
    return g.file(g.classify(g.node("Relu", x), 8))


def computed_weights() -> bytes:
    """Half precision, scaled and reshaped on the way to the layer."""
    g = Graph()
    half = g.node("Cast", g.array(RANDOM.normal(size=(8, 27)), np.float16), to=TensorProto.FLOAT)
    scaled = g.node("Div", g.node("Mul", half, g.weights(8, 1)), g.node("Sqrt", g.array([2.0])))
    weight = g.node("Reshape", scaled, g.array([8, 3, 3, -1], np.int64))
    x = g.node("Conv", "x", weight, g.node("Squeeze", g.weights(1, 8), g.array([0], np.int64)))
    flat = g.node("Flatten", g.node("GlobalMaxPool", x))
    matrix = g.node("Transpose", g.node("Unsqueeze", g.weights(4, 8), g.array([2], np.int64)), perm=[1, 0, 2])
    return g.file(g.node("MatMul", flat, g.node("Reshape", matrix, g.array([0, -1], np.int64))))


def quantised_weights() -> bytes:
    g = Graph()
    whole = g.array(RANDOM.integers(-128, 128, (8, 3, 3, 3)), np.int8)
    scale, zero = g.array(RANDOM.uniform(0.01, 0.02, 8)), g.array(np.arange(8), np.int8)
    return g.file(g.classify(g.node("Conv", "x", g.node("DequantizeLinear", whole, scale, zero, axis=0)), 8))


def normalisation_inside() -> bytes:
    g = Graph()
    x = g.node("Sub", "x", g.array([[[0.4]], [[0.5]], [[0.6]]]))
    x = g.node("Div", x, g.array(np.full((1, 3, 1, 1), 0.25)))
    return g.file(g.classify(g.conv(x, 3, 8, pads=[1, 1, 1, 1]), 8))


def keras() -> bytes:
    """Channels last outside, normalised there; Transposes around the convolution; a dense layer on [H, W, C]."""
    g = Graph()
    x = g.node("Add", g.node("Mul", "x", g.array(1 / 127.5)), g.array([-1.0, -0.9, -1.1]))
    x = g.node("Transpose", x, perm=[0, 3, 1, 2])
    x = g.node("Transpose", g.conv(x, 3, 6, strides=[2, 2], auto_pad="SAME_UPPER"), perm=[0, 2, 3, 1])
    x = g.node("Add", g.node("Relu", x), g.weights(6))
    x = g.node("Concat", x, g.node("Sigmoid", x), axis=-1)
    flat = g.node("Reshape", x, g.array([-1, 6 * 5 * 12], np.int64))
    return g.file(g.node("Add", g.node("MatMul", flat, g.weights(360, 5)), g.weights(5)), (12, 10, 3))


def squeeze_and_excite_of_keras() -> bytes:
    g = Graph()
    x = g.conv(g.node("Transpose", "x", perm=[0, 3, 1, 2]), 3, 8)
    mean = g.node("Squeeze", g.node("GlobalAveragePool", x), g.array([2, 3], np.int64))
    gate = g.node("Transpose", g.node("Reshape", mean, g.array([-1, 1, 1, 8], np.int64)), perm=[0, 3, 1, 2])
    gate = g.node("Sigmoid", g.conv(gate, 8, 8, 1))
    return g.file(g.classify(g.node("Mul", gate, x), 8), (12, 10, 3))


def swish_by_hand() -> bytes:
    """x * clip(x + 3, 0, 6) / 6, as older exporters write it."""
    g = Graph()
    x = g.conv("x", 3, 8)
    gate = g.node("Clip", g.node("Add", x, g.array(3.0)), g.array(0.0), g.array(6.0))
    return g.file(g.classify(g.node("Div", g.node("Mul", x, gate), g.array(6.0)), 8))


def pads(op: str, **attributes: Any) -> bytes:
    g = Graph()
    x = g.node("Pad", "x", g.array([0, 0, 1, 2, 0, 0, 2, 1], np.int64))
    if op == "Conv":
        return g.file(g.classify(g.conv(x, 3, 8, **attributes), 8))
    x = g.node(op, x, **attributes)
    return g.file(g.classify(g.conv(x, 3, 8, 1), 8))


def shuffled(groups: int) -> bytes:
    g = Graph()
    x = g.conv("x", 3, 12)
    x = g.node("Reshape", x, g.array([-1, groups, 12 // groups, 10, 8], np.int64))
    x = g.node("Reshape", g.node("Transpose", x, perm=[0, 2, 1, 3, 4]), g.array([0, 12, 10, 8], np.int64))
    left, right = g.node("Split", x, g.array([5, 7], np.int64), outputs=2, axis=1)
    left = g.conv(left, 5, 7, 1)
    return g.file(g.classify(g.node("Sub", left, right), 7))


def dual_path() -> bytes:
    """DPN's block: the first channels are added, the others joined."""
    g = Graph()
    x, y = g.conv("x", 3, 8, pads=[1, 1, 1, 1]), g.conv("x", 3, 10, pads=[1, 1, 1, 1])

    def cut(value: str, begin: int, end: int) -> str:
        bounds = [g.array([bound], np.int64) for bound in (begin, end, 1)]
        return g.node("Slice", value, *bounds)

    x = g.node("Concat", g.node("Add", cut(x, 0, 6), cut(y, 0, 6)), cut(x, 6, 2**63 - 1), cut(y, -4, 10), axis=1)
    return g.file(g.classify(g.node("Relu", x), 12))


def unsorted() -> bytes:
    proto = onnx.load_from_string(dual_path())
    nodes = list(proto.graph.node)[::-1]
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
    return proto.SerializeToString()


def gemm(**attributes: float) -> bytes:
    g = Graph()
    flat = g.node("Flatten", g.node("ReduceMean", "x", axes=[2, 3], keepdims=1))
    return g.file(g.node("Gemm", flat, g.weights(3, 5), g.array([0.5]), **attributes))


FILES = {
    "leaky": of_layer("LeakyRelu", alpha=0.1),
    "elu": of_layer("Elu"),
    "elu of another alpha": of_layer("Elu", alpha=0.3),
    "hard sigmoid": of_layer("HardSigmoid"),
    "mean, ceil": of_layer("AveragePool", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
    "mean, all counted, ceil": of_layer(
        "AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1, count_include_pad=1
    ),
    "maximum, ceil": of_layer("MaxPool", kernel_shape=[2, 3], strides=[3, 2], ceil_mode=1),
    "maximum, same": of_layer("MaxPool", kernel_shape=[2, 2], strides=[1, 1], auto_pad="SAME_LOWER"),
    "global maximum": of_layer("ReduceMax", axes=[2, 3], keepdims=1),
    "padded on two sides": conv_with(pads=[0, 0, 1, 1], strides=[2, 2]),
    "same, upper": conv_with(auto_pad="SAME_UPPER", strides=[2, 2]),
    "same, lower": conv_with(2, auto_pad="SAME_LOWER"),
    "dilated": conv_with(dilations=[2, 1]),
    "separate gamma": separate_gamma(),
    "computed weights": computed_weights(),
    "quantised weights": quantised_weights(),
    "normalisation inside": normalisation_inside(),
    "Keras": keras(),
    "squeeze and excite of Keras": squeeze_and_excite_of_keras(),
    "swish by hand": swish_by_hand(),
    "Pad, Conv": pads("Conv"),
    "Pad, Conv, same": pads("Conv", auto_pad="SAME_UPPER", strides=[2, 2]),
    "Pad, MaxPool": pads("MaxPool", kernel_shape=[3, 3], strides=[2, 2]),
    "Pad, AveragePool": pads("AveragePool", kernel_shape=[3, 3], strides=[2, 2]),
    "Pad, AveragePool, smaller": pads("AveragePool", kernel_shape=[2, 2], strides=[2, 2]),
    "shuffled": shuffled(3),
    "dual path": dual_path(),
    "unsorted": unsorted(),
    "alpha and beta": gemm(alpha=0.5, beta=2.0),
}  # fmt: skip


def check_same(contents: bytes, model: nw.Model) -> None:
    """The engine, and the file that narrows writes of it, against onnxruntime on the file itself."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    theirs = onnxruntime.InferenceSession(contents, options)
    sides = [side if isinstance(side, int) else 2 for side in theirs.get_inputs()[0].shape]
    images = np.random.default_rng(0).random(sides, dtype=np.float32)
    expected = theirs.run(None, {theirs.get_inputs()[0].name: images})[0].reshape(sides[0], -1)
    ours = images if images.shape[1:] == tuple(model.network.input_shape) else images.transpose(0, 3, 1, 2).copy()
    tolerance = 1e-4 * max(1, np.abs(expected).max())
    np.testing.assert_allclose(nw.InferenceSession(model).run(ours), expected, atol=tolerance)
    written = onnxruntime.InferenceSession(nw.OnnxExporter().to_bytes(model), options)
    np.testing.assert_allclose(written.run(None, {"images": ours})[0], expected, atol=tolerance)


@pytest.mark.parametrize("name", FILES)
def test_a_file_runs_as_in_onnxruntime(name: str):
    check_same(FILES[name], nw.OnnxReader().from_bytes(FILES[name]))


REFUSED = {"nanw.onnx": "not finite numbers", "24b_two_outputs.onnx": r"has 2 outputs \('y', 'gp'\)"}


@pytest.mark.parametrize("path", sorted(CASES.glob("*")) if CASES.is_dir() else [], ids=lambda path: path.name)
def test_a_collected_file_runs_as_in_onnxruntime(path: Path):
    if path.name not in REFUSED:
        return check_same(path.read_bytes(), nw.Model.from_onnx(path))
    with pytest.raises(nw.Error, match=REFUSED[path.name]):
        nw.Model.from_onnx(path)
    return None


def two_outputs() -> bytes:
    proto = onnx.load_from_string(FILES["leaky"])
    proto.graph.output.append(helper.make_tensor_value_info("v1_0", TensorProto.FLOAT, None))
    return proto.SerializeToString()


def test_one_output_of_several_is_taken_by_its_name(tmp_path: Path):
    (tmp_path / "two").write_bytes(two_outputs())  # no suffix: a file is what it holds
    logits = onnx.load_from_string(two_outputs()).graph.output[0].name
    assert nw.Model.from_onnx(tmp_path / "two", output=logits).network.output_shape == (5, 1, 1)
    assert nw.OnnxReader(output="v1_0").read(tmp_path / "two").network.output_shape == (8, 12, 10)
    with pytest.raises(nw.Error, match=rf"has 2 outputs \('{logits}', 'v1_0'\): say which"):
        nw.Model.from_onnx(tmp_path / "two")
    with pytest.raises(nw.Error, match=rf"no output 'z'; there are '{logits}', 'v1_0'"):
        nw.Model.from_onnx(tmp_path / "two", output="z")


def test_weights_that_are_not_finite_are_refused():
    proto = onnx.load_from_string(FILES["leaky"])
    values = numpy_helper.to_array(proto.graph.initializer[0]).copy()
    for value in (np.nan, np.inf):
        values.flat[3] = value
        proto.graph.initializer[0].raw_data = values.tobytes()
        with pytest.raises(nw.Error, match="not finite"):
            nw.OnnxReader().from_bytes(proto.SerializeToString())


@pytest.mark.parametrize(
    ("operation", "attribute"), [("Elu", "alpha"), ("LeakyRelu", "alpha"), ("HardSigmoid", "beta")]
)
def test_a_number_of_an_operation_that_is_not_finite_is_refused(operation: str, attribute: str):
    with pytest.raises(nw.Error, match="must be"):
        nw.OnnxReader().from_bytes(of_layer(operation, **{attribute: float("nan")}))


def test_a_gate_and_its_product_are_one_operation():
    g = Graph()
    x = g.conv("x", 3, 8)
    x = g.node("Mul", x, g.node("Sigmoid", x))
    x = g.node("Mul", g.node("HardSigmoid", x, alpha=1 / 6, beta=0.5), x)
    ops = [node.op for node in nw.OnnxReader().from_bytes(g.file(g.classify(x, 8))).network.nodes]
    assert ops[1:3] == [nw.Silu(), nw.HardSwish()]


def test_constants_go_into_the_layer_before_them():
    kinds = [type(n.op) for n in nw.OnnxReader().from_bytes(FILES["separate gamma"]).network.nodes]
    assert kinds == [nw.Conv2d, nw.BatchNorm, nw.Relu, nw.GlobalAveragePool, nw.Linear]
    kinds = [type(n.op) for n in nw.OnnxReader().from_bytes(FILES["normalisation inside"]).network.nodes]
    assert kinds == [nw.Conv2d, nw.Conv2d, nw.GlobalAveragePool, nw.Linear]  # one of 1 x 1 for both constants


def test_numbers_that_stand_one_by_one_are_read_as_packed_ones_are():
    """Protocol buffers allow both; two float64 take as many bytes either way."""
    g = Graph()
    numbers = np.array([0.75, -1.5])
    g.arrays.append(helper.make_tensor("two", TensorProto.DOUBLE, [2], numbers))
    factors = g.node("Reshape", g.node("Cast", "two", to=TensorProto.FLOAT), g.array([1, 2, 1, 1], np.int64))
    packed = g.file(g.classify(g.node("Mul", g.conv("x", 3, 2), factors), 2))
    single = packed.replace(b"\x52\x10" + numbers.tobytes(), b"".join(b"\x51" + each.tobytes() for each in numbers))
    assert single != packed
    for contents in (packed, single):
        check_same(contents, nw.OnnxReader().from_bytes(contents))
