"""Files of other programs, above all of torch.onnx, through the reader: onnxruntime on the original is the judge."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from random_models import random_images, randomised, small_architecture

import narrows as nw

torch = pytest.importorskip("torch")

from torch_models import MODELS, give_statistics  # noqa: E402
from torch_network import TorchNetwork  # noqa: E402


def logits(model: bytes | str, images: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model)
    return session.run(None, {session.get_inputs()[0].name: images})[0]


def check_same(original: Path, model: nw.Model, batch: int) -> None:
    """The model as read, written again, and run by our engine, against the original file."""
    images = random_images(model.network, batch, seed=0)
    expected = logits(str(original), images)
    tolerance = 1e-4 * np.abs(expected).max()
    np.testing.assert_allclose(logits(nw.OnnxExporter().to_bytes(model), images), expected, atol=tolerance)
    if hasattr(nw, "InferenceSession"):
        np.testing.assert_allclose(nw.InferenceSession(model).run(images), expected, atol=tolerance)


def export(module: torch.nn.Module, images: torch.Tensor, path: Path, *, dynamo: bool, fold: bool, free: bool) -> None:
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dynamo:
            shapes = ({0: torch.export.Dim("n")},) if free else None
            torch.onnx.export(module, (images,), path, dynamo=True, verbose=False, optimize=fold, dynamic_shapes=shapes)
        else:
            axes = {"x": {0: "n"}} if free else None
            mode = torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE
            torch.onnx.export(
                module, (images,), path, dynamo=False, training=mode, do_constant_folding=fold, input_names=["x"],
                dynamic_axes=axes,
            )  # fmt: skip
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("fold", [True, False], ids=["folded", "unfolded"])
@pytest.mark.parametrize("dynamo", [False, True], ids=["torchscript", "dynamo"])
@pytest.mark.parametrize("name", MODELS)
def test_torch_onnx_exports_run_as_they_did(name: str, dynamo: bool, fold: bool, tmp_path: Path):
    torch.manual_seed(0)
    module = give_statistics(MODELS[name]()).eval()
    free = name in ("resnet18", "mobilenetv2")
    images = torch.zeros(2 if free else 1, 3, 32, 32)
    path = tmp_path / "torch.onnx"
    export(module, images, path, dynamo=dynamo, fold=fold, free=free)
    types = {node.op_type for node in onnx.load(path, load_external_data=False).graph.node}
    assert ("BatchNormalization" in types) == (not fold or name == "densenet")
    check_same(path, nw.Model.from_onnx(path), batch=3 if free else 1)


@pytest.mark.parametrize(("dynamo", "fold"), [(False, True), (False, False), (True, True)])
@pytest.mark.parametrize("name", ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext"])
def test_the_references_in_full_size_run_as_torch_exported_them(name: str, dynamo: bool, fold: bool, tmp_path: Path):
    torch.manual_seed(0)
    space = nw.spaces.get(name)
    network = space.build(space.reference)
    module = give_statistics(TorchNetwork(network)).eval()
    path = tmp_path / "torch.onnx"
    export(module, torch.zeros(1, 3, 32, 32), path, dynamo=dynamo, fold=fold, free=False)
    model = nw.Model.from_onnx(path)
    check_same(path, model, batch=1)
    multiplying = (nw.Conv2d, nw.Linear)
    kept = [[node.op for node in n.nodes if isinstance(node.op, multiplying)] for n in (network, model.network)]
    assert len(kept[0]) == len(kept[1])


@pytest.fixture
def model() -> nw.Model:
    space = nw.spaces.mobilenetv2(input_shape=(1, 16, 16), classes=4)
    return randomised(space.build(small_architecture(space, seed=5)), seed=5)


def test_a_file_reads_back_to_the_same_bytes(model: nw.Model, tmp_path: Path):
    model.to_onnx(tmp_path / "a.onnx", fold_batch_norm=False)
    nw.Model.from_onnx(tmp_path / "a.onnx").to_onnx(tmp_path / "b.onnx", fold_batch_norm=False)
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()


def test_a_model_pickles_with_all_it_knows(model: nw.Model):
    known = model.with_info(nw.ModelInfo(classes=["a", "b", "c", "d"], architecture='{"space": "x"}'))
    copy = pickle.loads(pickle.dumps(known))
    assert copy.info.classes == known.info.classes
    assert copy.info.architecture == known.info.architecture
    exporter = nw.OnnxExporter(fold_batch_norm=False)
    assert exporter.to_bytes(copy) == exporter.to_bytes(known)


Changes = Callable[[onnx.ModelProto], None]


def changed(model: nw.Model, change: Changes) -> bytes:
    proto = onnx.load_from_string(nw.OnnxExporter(fold_batch_norm=False).to_bytes(model))
    change(proto)
    return proto.SerializeToString()


def node_of(proto: onnx.ModelProto, op_type: str) -> onnx.NodeProto:
    return next(node for node in proto.graph.node if node.op_type == op_type)


def set_ints(node: onnx.NodeProto, name: str, values: list[int]) -> None:
    for attribute in [a for a in node.attribute if a.name == name]:
        node.attribute.remove(attribute)
    node.attribute.append(onnx.helper.make_attribute(name, values))


def rename_operation(proto: onnx.ModelProto) -> None:
    node_of(proto, "Relu").op_type = "Gelu"


def two_inputs(proto: onnx.ModelProto) -> None:
    proto.graph.input.append(onnx.helper.make_tensor_value_info("more", 1, [1, 2]))


def make_cycle(proto: onnx.ModelProto) -> None:
    first, last = proto.graph.node[0], proto.graph.node[5]
    first.input[0] = last.output[0]


REFUSED: dict[str, tuple[Changes, str]] = {
    "operation": (rename_operation, r"node '\S+' \(Gelu\).*not one that narrows runs"),
    "domain": (lambda p: setattr(node_of(p, "Relu"), "domain", "my.own"), r"\(Relu\).*'my.own'"),
    "padding": (lambda p: set_ints(node_of(p, "Conv"), "pads", [0, 0, -1, 1]), "pads must be 0 to 1024, is -1"),
    "sides": (lambda p: set_ints(node_of(p, "Conv"), "pads", [0, 0, 1]), "pads must have four sides"),
    "dilation": (lambda p: set_ints(node_of(p, "Conv"), "dilations", [0, 2]), "dilations must be 1 to"),
    "strides": (lambda p: set_ints(node_of(p, "Conv"), "strides", [1]), "strides must have two sides"),
    "float64": (lambda p: setattr(p.graph.initializer[0], "data_type", 11), "float32"),
    "raw data": (lambda p: setattr(p.graph.initializer[0], "raw_data", b"1234"), "has 4 bytes, its shape needs"),
    "two inputs": (two_inputs, "one input, has 2"),
    "cycle": (make_cycle, "nothing before it gives"),
    "no opset": (lambda p: p.ClearField("opset_import"), "opset"),
    "output": (lambda p: setattr(p.graph.output[0], "name", "other"), "'other'"),
    "huge side": (lambda p: p.graph.initializer[0].dims.__setitem__(0, 2**62), "larger than any file"),
    "negative side": (lambda p: p.graph.initializer[0].dims.__setitem__(0, -4), "negative"),
    "huge image": (
        lambda p: setattr(p.graph.input[0].type.tensor_type.shape.dim[2], "dim_value", 2**40),
        "height and width of 1 to 65536",
    ),
    "free height": (lambda p: p.graph.input[0].type.tensor_type.shape.dim[2].ClearField("dim_value"), "height"),
    "classes": (lambda p: p.metadata_props.add(key="narrows.classes", value='["a"]'), "1 names for 4"),
    "preprocessing": (lambda p: p.metadata_props.add(key="narrows.preprocessing", value='{"a": 1}'), "preprocessing"),
    "bytes in names": (lambda p: setattr(node_of(p, "Relu"), "op_type", "G\x01\u00e9lu"), r"G\?\?\?lu"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_understood_is_refused_by_name(case: str, model: nw.Model, tmp_path: Path):
    change, message = REFUSED[case]
    (tmp_path / "bad.onnx").write_bytes(changed(model, change))
    with pytest.raises(nw.Error, match=message) as error:
        nw.Model.from_onnx(tmp_path / "bad.onnx")
    assert "bad.onnx" in str(error.value)


def test_a_part_that_the_output_does_not_need_is_left_out(model: nw.Model):
    def add_unneeded(proto: onnx.ModelProto) -> None:
        proto.graph.node.append(onnx.helper.make_node("Gelu", ["logits"], ["unneeded"], name="more"))

    copy = nw.OnnxReader().from_bytes(changed(model, add_unneeded))
    assert str(copy.network) == str(model.network)


def save_external(model: nw.Model, path: Path, location: str) -> None:
    proto = onnx.load_from_string(nw.OnnxExporter().to_bytes(model))
    onnx.save(proto, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    proto = onnx.load(path, load_external_data=False)
    for tensor in proto.graph.initializer:
        next(entry for entry in tensor.external_data if entry.key == "location").value = location
    path.write_bytes(proto.SerializeToString())


def test_external_data_in_the_folder_are_read(model: nw.Model, tmp_path: Path):
    save_external(model, tmp_path / "a.onnx", "weights.bin")
    exporter = nw.OnnxExporter(fold_batch_norm=False)
    assert exporter.to_bytes(nw.Model.from_onnx(tmp_path / "a.onnx")) == exporter.to_bytes(model.folded())


@pytest.mark.parametrize("location", ["../weights.bin", "/etc/passwd", "link.bin", "nothing.bin", ".", ""])
def test_external_data_elsewhere_are_refused(location: str, model: nw.Model, tmp_path: Path):
    folder = tmp_path / "folder"
    folder.mkdir()
    save_external(model, folder / "a.onnx", location)
    (tmp_path / "weights.bin").write_bytes((folder / "weights.bin").read_bytes())
    (folder / "link.bin").symlink_to(tmp_path / "weights.bin")
    with pytest.raises(nw.Error, match=r"a\.onnx.*external data"):
        nw.Model.from_onnx(folder / "a.onnx")


def test_external_data_that_end_too_early_are_refused(model: nw.Model, tmp_path: Path):
    save_external(model, tmp_path / "a.onnx", "weights.bin")
    (tmp_path / "weights.bin").write_bytes(b"1234" * 10)
    with pytest.raises(nw.Error, match=r"beyond the end of weights\.bin"):
        nw.Model.from_onnx(tmp_path / "a.onnx")
    with pytest.raises(nw.Error, match="there is no file"):
        nw.OnnxReader().from_bytes((tmp_path / "a.onnx").read_bytes())


def test_matmul_with_an_addition_is_a_linear_layer_with_bias():
    helper = onnx.helper
    random = np.random.default_rng(0)
    weight, bias = random.normal(size=(12, 5)).astype(np.float32), random.normal(size=(1, 5)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], ["product"], name="dense"),
            helper.make_node("Add", ["b", "product"], ["y"], name="dense/bias"),
        ],
        "g",
        [helper.make_tensor_value_info("x", 1, ["n", 3, 2, 2])],
        [helper.make_tensor_value_info("y", 1, ["n", 5])],
        [onnx.numpy_helper.from_array(weight, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    model = nw.OnnxReader().from_bytes(proto.SerializeToString())
    assert [node.op for node in model.network.nodes] == [nw.Linear(5)]
    images = random_images(model.network, 2, seed=0)
    np.testing.assert_allclose(
        logits(nw.OnnxExporter().to_bytes(model), images), images.reshape(2, 12) @ weight + bias, atol=1e-4
    )


def every_operation() -> onnx.ModelProto:
    """All that the reader says it understands, also as constants, attributes and chains that exporters write."""
    node, array = onnx.helper.make_node, onnx.numpy_helper.from_array
    random = np.random.default_rng(0)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return array(random.uniform(0.1, 1, shape).astype(np.float32), name)

    def constant(name: str, value: np.ndarray | list[int]) -> onnx.NodeProto:
        return node("Constant", [], [name], value=array(np.asarray(value), name))

    nodes = [
        node("Identity", ["x"], ["same"]),
        node("Conv", ["same", "w1", "b1"], ["conv"], pads=[1, 1, 1, 1]),
        node("BatchNormalization", ["conv", "g", "b", "m", "v"], ["norm"]),
        node("Relu", ["norm"], ["relu"]),
        constant("low", np.float32(0)),
        constant("high", np.float32(6)),
        node("Clip", ["norm", "low", "high"], ["clip"]),
        node("Add", ["relu", "clip"], ["sum"]),
        node("MaxPool", ["sum"], ["max"], kernel_shape=[2, 2], strides=[2, 2]),
        node("AveragePool", ["sum"], ["average"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Concat", ["max", "average"], ["joined"], axis=1),
        node("Dropout", ["joined"], ["kept"]),
        node("Shape", ["kept"], ["sides"]),
        constant("first", 0),
        node("Gather", ["sides", "first"], ["batch"]),
        constant("axes", [0]),
        node("Unsqueeze", ["batch", "axes"], ["batch1"]),
        constant("rest", [-1]),
        node("Concat", ["batch1", "rest"], ["wanted"], axis=0),
        node("Reshape", ["kept", "wanted"], ["rows"]),
        node("Gemm", ["rows", "w2", "b2"], ["gemm"], transB=1),
        node("GlobalAveragePool", ["kept"], ["global"]),
        node("Flatten", ["global"], ["flat"]),
        node("ReduceMean", ["kept"], ["mean"], axes=[2, 3], keepdims=0),
        node("Add", ["flat", "mean"], ["means"]),
        node("MatMul", ["means", "w3"], ["product"]),
        node("Add", ["product", "b3"], ["biased"]),
        node("Concat", ["gemm", "biased"], ["both"], axis=1),
        node("Softmax", ["both"], ["y"], axis=1),
    ]
    arrays = [weights("w1", 4, 3, 3, 3), *[weights(name, 4) for name in ("b1", "g", "b", "m", "v")],
              weights("w2", 5, 8 * 9), weights("b2", 5), weights("w3", 8, 3), weights("b3", 3)]  # fmt: skip
    sides = [onnx.helper.make_tensor_value_info(*given) for given in (("x", 1, ["n", 3, 6, 6]), ("y", 1, ["n", 8]))]
    graph = onnx.helper.make_graph(nodes, "g", sides[:1], sides[1:], arrays)
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)


def test_every_operation_that_is_understood_is_read_as_onnxruntime_runs_it(tmp_path: Path):
    proto = every_operation()
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, tmp_path / "all.onnx")
    check_same(tmp_path / "all.onnx", nw.Model.from_onnx(tmp_path / "all.onnx"), batch=3)


def one_node_file(nodes: list[onnx.NodeProto], weights: list[onnx.TensorProto], output: str) -> bytes:
    helper = onnx.helper
    image = helper.make_tensor_value_info("x", 1, ["n", 64, 8, 8])
    graph = helper.make_graph(nodes, "g", [image], [helper.make_tensor_value_info(output, 1, None)], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8).SerializeToString()


def doubling(count: int) -> bytes:
    """Each join has twice the channels of the one before."""
    names = ["x", *(f"y{i}" for i in range(count))]
    nodes = [onnx.helper.make_node("Concat", [a, a], [b], axis=1, name=b) for a, b in pairwise(names)]
    return one_node_file(nodes, [], names[-1])


def shared_weights(count: int) -> bytes:
    """One weight of a megabyte for many layers."""
    weight = onnx.numpy_helper.from_array(np.ones((64, 64, 8, 8), np.float32), "w")
    names = ["x", *(f"y{i}" for i in range(count))]
    nodes = [onnx.helper.make_node("Conv", [a, "w"], [b], pads=[4, 4, 4, 4], name=b) for a, b in pairwise(names)]
    return one_node_file(nodes, [weight], names[-1])


def many_empty_nodes(count: int) -> bytes:
    return b"\x3a" + varint(2 * count) + b"\x0a\x00" * count + b"\x42\x02\x10\x0d"


def varint(number: int) -> bytes:
    head, rest = number & 127, number >> 7
    return bytes([head | 128]) + varint(rest) if rest else bytes([head])


HUNGRY = {
    "channels that double": doubling(60),
    "one weight for a thousand layers": shared_weights(1000),
    "a million empty nodes": many_empty_nodes(1_000_000),
    "a vast weight without data": one_node_file(
        [onnx.helper.make_node("Conv", ["x", "w"], ["y"])],
        [onnx.TensorProto(name="w", data_type=1, dims=[1 << 20, 64, 2, 2])],
        "y",
    ),
    "a vast constant": one_node_file(
        [
            onnx.helper.make_node("Constant", [], ["n"], value_ints=[1 << 40]),
            onnx.helper.make_node("Constant", [], ["zero"], value_float=0.0),
            onnx.helper.make_node("Expand", ["zero", "n"], ["b"]),
            onnx.helper.make_node("Add", ["x", "b"], ["y"]),
        ],
        [],
        "y",
    ),
}

READ_IN_LITTLE_MEMORY = """
import resource, sys
import narrows as nw
bytes_ = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    nw.OnnxReader().from_bytes(bytes_)
except nw.Error as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error)
"""


@pytest.mark.parametrize("case", HUNGRY)
def test_a_file_that_asks_for_much_memory_does_not_get_it(case: str, tmp_path: Path):
    (tmp_path / "a.onnx").write_bytes(HUNGRY[case])
    command = [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(tmp_path / "a.onnx")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    kilobytes, message = result.stdout.split(maxsplit=1)
    assert int(kilobytes) < 64_000
    assert message.startswith("ONNX: ")
