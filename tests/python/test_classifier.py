"""Classifier from Python: a model's file and an image are enough."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

import narrows as nw
from narrows import cli

CLASSES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture(scope="module")
def model() -> nw.Model:
    space = nw.spaces.mobilenetv2()
    preprocessing = nw.Preprocessing(
        shape=nw.Shape(3, 32, 32), resize="stretch", mean=[0.5, 0.4, 0.3], std=[0.2, 0.2, 0.25]
    )
    info = nw.ModelInfo(preprocessing=preprocessing, classes=CLASSES)
    return nw.Model.initialised(space.build(space.reference)).with_info(info)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, size=(32, 32, 3), dtype=np.uint8)


def test_the_answer_is_the_softmax_of_the_logits(model: nw.Model, image: np.ndarray) -> None:
    logits = nw.InferenceSession(model).run(image[None])[0]
    expected = np.exp(logits - logits.max())
    expected /= expected.sum()
    answer = nw.Classifier(model)(image)
    assert [label for label, _ in answer] == [CLASSES[i] for i in np.argsort(-expected, kind="stable")]
    assert np.allclose([p for _, p in answer], np.sort(expected)[::-1], atol=1e-5)


def test_several_images_are_answered_beside_a_broken_one(
    model: nw.Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nw.OnnxExporter().write(model, str(tmp_path / "model.onnx"))
    picture = nw.datasets.png(np.zeros((32, 32, 3), np.uint8))
    (tmp_path / "a.png").write_bytes(picture)
    (tmp_path / "b.png").write_bytes(b"no picture")
    (tmp_path / "c.png").write_bytes(picture)
    words = [str(tmp_path / name) for name in ("model.onnx", "a.png", "b.png", "c.png")]
    assert cli.main(["predict", *words, "--json"]) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["image"] for line in said.out.splitlines()] == [words[1], words[3]]
    assert (
        said.err == f"narrows: {words[2]}: not an image of a kind that is read: JPEG, PNG, WebP, GIF, BMP, TIFF, PNM\n"
    )


def test_a_file_of_others_is_told_how_its_images_are_prepared(
    model: nw.Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nw.OnnxExporter().write(model, str(tmp_path / "own.onnx"))
    nw.OnnxExporter().write(model.with_info(nw.ModelInfo()), str(tmp_path / "foreign.onnx"))
    (tmp_path / "a.png").write_bytes(nw.datasets.png(np.arange(48 * 48 * 3, dtype=np.uint8).reshape(48, 48, 3)))
    picture = str(tmp_path / "a.png")
    assert cli.main(["predict", str(tmp_path / "foreign.onnx"), picture]) == 2
    assert "--mean and --std, and --resize and --classes" in capsys.readouterr().err
    (tmp_path / "names.txt").write_text("\n".join(CLASSES) + "\n")
    options = ["--mean", "0.5,0.4,0.3", "--std", "0.2,0.2,0.25", "--resize", "stretch"]
    answers = []
    for words in (["own.onnx"], ["foreign.onnx", *options, "--classes", str(tmp_path / "names.txt")]):
        assert cli.main(["predict", str(tmp_path / words[0]), picture, *words[1:], "--json"]) == 0
        answers.append(json.loads(capsys.readouterr().out)["labels"])
    assert answers[0] == answers[1]
    assert cli.main(["predict", str(tmp_path / "foreign.onnx"), picture, "--mean", "0.5,0.4", "--std", "1"]) == 2


def test_the_commands_take_files_of_any_name_and_one_of_several_outputs(
    model: nw.Model, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proto = onnx.load_from_string(nw.OnnxExporter().to_bytes(model))
    logits, inner = proto.graph.output[0].name, proto.graph.node[0].output[0]
    (tmp_path / "one").write_bytes(proto.SerializeToString())
    proto.graph.output.append(onnx.helper.make_tensor_value_info(inner, onnx.TensorProto.FLOAT, None))
    (tmp_path / "TWO.ONNX").write_bytes(proto.SerializeToString())
    (tmp_path / "a.png").write_bytes(nw.datasets.png(np.zeros((48, 48, 3), np.uint8)))
    quick = ["--repeats", "2", "--blocks", "2"]
    assert cli.main(["time", str(tmp_path / "one"), *quick]) == 0
    for command in (
        ["time", str(tmp_path / "TWO.ONNX"), *quick],
        ["predict", str(tmp_path / "TWO.ONNX"), str(tmp_path / "a.png")],
    ):
        assert cli.main(command) == 1
        assert "say which" in capsys.readouterr().err
        assert cli.main([*command, "--output", logits]) == 0


def test_a_file_is_enough(model: nw.Model, image: np.ndarray, tmp_path: Path) -> None:
    nw.OnnxExporter().write(model, str(tmp_path / "model.onnx"))
    (tmp_path / "image.ppm").write_bytes(b"P6 32 32 255\n" + image.tobytes())
    for path in [tmp_path / "model.onnx", str(tmp_path / "model.onnx")]:
        classifier = nw.Classifier(path)
        assert classifier.classes == CLASSES
        from_file = classifier(tmp_path / "image.ppm")
        assert from_file[0][0] == nw.Classifier(model)(image)[0][0]
        assert from_file == classifier(image)


def test_other_images_are_refused_in_words(model: nw.Model, tmp_path: Path) -> None:
    classifier = nw.Classifier(model)
    with pytest.raises(ValueError, match="uint8, not float32"):
        classifier(np.zeros((32, 32, 3), np.float32))
    with pytest.raises(ValueError, match=r"not \(3, 32, 32\)"):
        classifier(np.zeros((3, 32, 32), np.uint8))
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    with pytest.raises(nw.Error, match=r"broken\.png"):
        classifier(tmp_path / "broken.png")


def test_a_model_without_preprocessing_is_refused(model: nw.Model) -> None:
    with pytest.raises(ValueError, match="preprocessing"):
        nw.Classifier(model.with_info(nw.ModelInfo()))
