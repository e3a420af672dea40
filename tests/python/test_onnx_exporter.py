"""The exported files as other programs see them: onnx's checker, onnxruntime, and the file system."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from random_models import random_images, randomised, small_architecture

import narrows as nw


@pytest.fixture
def model() -> nw.Model:
    space = nw.spaces.mobilenetv2(input_shape=(1, 16, 16), classes=4)
    return randomised(space.build(small_architecture(space, seed=5)), seed=5)


def test_the_checker_accepts_the_references_with_full_shape_inference():
    for name in ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext"):
        space = nw.spaces.get(name)
        reference = nw.Model.initialised(space.build(space.reference))
        for fold in (False, True):
            for opset in (13, 17):
                exporter = nw.OnnxExporter(fold_batch_norm=fold, opset=opset)
                onnx.checker.check_model(exporter.to_bytes(reference), full_check=True)


def test_one_file_runs_any_batch(model: nw.Model):
    session = onnxruntime.InferenceSession(nw.OnnxExporter().to_bytes(model))
    images = random_images(model.network, 5, seed=0)
    together = session.run(["logits"], {"images": images})[0]
    alone = [session.run(["logits"], {"images": image[None]})[0][0] for image in images]
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-5)


def test_folding_changes_the_file_but_not_the_logits(model: nw.Model):
    images = random_images(model.network, 3, seed=0)
    folded, unfolded = (nw.OnnxExporter(fold_batch_norm=fold).to_bytes(model) for fold in (True, False))
    logits = [onnxruntime.InferenceSession(f).run(None, {"images": images})[0] for f in (folded, unfolded)]
    np.testing.assert_allclose(logits[0], logits[1], atol=1e-4 * np.abs(logits[1]).max())
    types = {node.op_type for node in onnx.load_from_string(folded).graph.node}
    assert "BatchNormalization" not in types
    assert "BatchNormalization" in {node.op_type for node in onnx.load_from_string(unfolded).graph.node}


def test_names_can_be_read_in_a_viewer(model: nw.Model):
    graph = onnx.load_from_string(nw.OnnxExporter(fold_batch_norm=False).to_bytes(model)).graph
    names = [node.name for node in graph.node]
    assert {node.name for node in model.network.nodes} <= set(names)
    assert any(name.startswith("stage3/block1/conv") for name in names)
    assert {value.name for value in graph.value_info} >= {node.name for node in model.network.nodes[:-1]}


def test_metadata_say_all_that_classifying_needs(model: nw.Model, tmp_path: Path):
    preprocessing = nw.Preprocessing((1, 16, 16), mean=[0.5], std=[0.25], resize="stretch")
    info = nw.ModelInfo(preprocessing=preprocessing, classes=["cat", "dog", "mél", "4"], architecture="{}")
    model.with_info(info).to_onnx(tmp_path / "a.onnx")
    metadata = {entry.key: entry.value for entry in onnx.load(tmp_path / "a.onnx").metadata_props}
    assert json.loads(metadata["narrows.preprocessing"]) == {
        "channels": 1,
        "size": [16, 16],
        "resize": "stretch",
        "order": "L",
        "mean": [0.5],
        "std": [0.25],
    }
    assert json.loads(metadata["narrows.classes"]) == ["cat", "dog", "mél", "4"]
    assert metadata["narrows.version"] == nw.__version__


def test_a_failed_write_is_an_error_and_keeps_the_old_file(model: nw.Model, tmp_path: Path):
    with pytest.raises(nw.Error, match="nowhere"):
        model.to_onnx(tmp_path / "nowhere" / "a.onnx")
    (tmp_path / "folder").mkdir()
    with pytest.raises(nw.Error, match="folder"):
        model.to_onnx(tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_an_opset_that_is_not_written_is_a_value_error():
    with pytest.raises(ValueError, match="opset: must be 13 to 17, is 21"):
        nw.OnnxExporter(opset=21)
