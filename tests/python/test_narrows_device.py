"""narrows-device, for this machine and for a Raspberry Pi: what it answers, to good requests and to bad ones."""

from __future__ import annotations

import base64
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from device_program import EMULATED, NATIVE, DeviceProgram
from PIL import Image
from random_models import random_images, randomised, small_architecture

import narrows as nw

SPACES = ("densenet", "googlenet", "mobilenetv2", "pnasnet", "resnext")
SHAPE = (3, 16, 16)
CLASSES = ["ant", "bee", "cat", "dog", "elk"]
SMALL = json.loads(small_architecture(nw.spaces.resnext(), 3).to_json())
LATENCY = set(nw.Latency().to_dict())
QUICK = {"repeats": 3, "blocks": 2, "spare_blocks": 0}
QUICK_OPTIONS = ["--repeats", "3", "--blocks", "2", "--spare-blocks", "0"]


@pytest.fixture(scope="module", params=[NATIVE, EMULATED], ids=["native", "pi"])
def program(request: pytest.FixtureRequest) -> DeviceProgram:
    return DeviceProgram(request.param)


def small_model(space_name: str, seed: int) -> nw.Model:
    space = nw.spaces.get(space_name, SHAPE, len(CLASSES))
    preprocessing = nw.Preprocessing(SHAPE, resize="stretch", mean=[0.5, 0.4, 0.3], std=[0.2, 0.25, 0.3])
    info = nw.ModelInfo(preprocessing=preprocessing, classes=CLASSES)
    return randomised(space.build(small_architecture(space, seed)), seed).with_info(info)


def contents(model: nw.Model, *, fold: bool = True) -> bytes:
    return nw.OnnxExporter(fold_batch_norm=fold).to_bytes(model)


def as_text(file: bytes) -> str:
    return base64.b64encode(file).decode()


@pytest.fixture(scope="module")
def onnx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("device") / "model.onnx"
    path.write_bytes(contents(small_model("mobilenetv2", 1)))
    return path


def check_latency(latency: dict[str, Any]) -> None:
    """Measured as QUICK."""
    assert set(latency) == LATENCY
    left_out = 0 if latency["disturbed"] else latency["disturbed_blocks"]
    assert (latency["repeats"], latency["blocks"] + left_out, latency["threads"]) == (3, 2, 1)
    assert 0 < latency["min_ms"] <= latency["median_ms"] <= latency["high_ms"]
    assert latency["low_ms"] <= latency["median_ms"]
    assert str(latency["engine"]).startswith("XNNPACK")


# -- the commands ----------------------------------------------------------------------------------------------------


def test_a_device_says_what_it_is(program: DeviceProgram) -> None:
    (answer,) = program.lines("identify")
    assert (answer["program"], answer["protocol"], answer["version"]) == ("narrows-device", 1, nw.__version__)
    assert answer["architecture"] in ("aarch64", "x86_64")
    assert (answer["architecture"] == "aarch64") == (program.command == EMULATED)
    assert ("neon" in answer["features"]) == (answer["architecture"] == "aarch64")
    assert answer["cores"] >= 1 and answer["memory_bytes"] > 2**28
    assert answer["engine"].startswith("XNNPACK") and answer["kernel"]
    assert {"cpu", "governor"} <= set(answer)


def test_files_and_lines_are_timed_one_after_another(program: DeviceProgram, onnx_file: Path, tmp_path: Path) -> None:
    (tmp_path / "alone.json").write_text(json.dumps(SMALL))
    (tmp_path / "grey.json").write_text(json.dumps({"architecture": SMALL, "input_shape": [1, 28, 28]}))
    files = [onnx_file, tmp_path / "alone.json", tmp_path / "grey.json"]
    lines = program.lines("time", *QUICK_OPTIONS, *files)
    assert [line["model"] for line in lines] == [str(file) for file in files]
    from_input = program.lines("time", *QUICK_OPTIONS, "-", stdin=f"{json.dumps(SMALL)}\n" * 2)
    assert [line["model"] for line in from_input] == ["standard input, line 1", "standard input, line 2"]
    for line in lines + from_input:
        check_latency(line["latency"])


def test_operators_are_listed_with_their_kernels(program: DeviceProgram, onnx_file: Path) -> None:
    (line,) = program.lines("time", *QUICK_OPTIONS, "--cpus", "0", "--per-operator", onnx_file)
    check_latency(line["latency"])
    request = {"id": 1, "command": "time", "models": [{"onnx": as_text(onnx_file.read_bytes())}], "cpus": [0]}
    (answer,) = program.serve(request | QUICK | {"per_operator": True})
    steps = [step["name"] for step in line["operators"]]
    assert len(steps) > 10
    assert steps == [step["name"] for step in answer["results"][0]["operators"]]
    assert all(step["ms"] >= 0 and step["op"] and step["kernel"] for step in line["operators"])


def test_progress_is_told_after_every_block(program: DeviceProgram) -> None:
    models = [{"architecture": SMALL}, {"architecture": SMALL, "classes": 3}]
    request = {"id": "calibration", "command": "time", "models": models, "progress": True}
    *blocks, result = program.serve(request | QUICK)
    assert {block["id"] for block in blocks} == {"calibration"}
    told = [(block["progress"]["block"], block["progress"]["network"]) for block in blocks]
    assert told == [(0, 0), (0, 1), (1, 0), (1, 1)]  # in turn over the models
    assert {(block["progress"]["networks"], block["progress"]["blocks"]) for block in blocks} == {(2, 2)}
    assert len(result["results"]) == 2


def test_requests_are_answered_in_turn_by_their_ids(program: DeviceProgram, onnx_file: Path) -> None:
    onnx = as_text(onnx_file.read_bytes())
    answers = program.serve(
        {"id": "first", "command": "ping"},
        {"id": 2.5, "command": "time", "architecture": SMALL, **QUICK},
        {"id": 3, "command": "time", "onnx": onnx, **QUICK},
        {"id": 4, "command": "time", "models": [{"onnx": onnx}, {"architecture": SMALL, "classes": 7}], **QUICK},
        {"id": 5, "command": "identify"},
        {"command": "ping"},
    )
    assert [answer["id"] for answer in answers] == ["first", 2.5, 3, 4, 5, None]
    assert answers[0] == {"id": "first", "pong": True}
    check_latency(answers[1]["latency"])
    check_latency(answers[2]["latency"])
    assert len(answers[3]["results"]) == 2
    for result in answers[3]["results"]:
        check_latency(result["latency"])
    assert {"id": 5, **program.lines("identify")[0]} == answers[4]


def test_an_answer_comes_before_the_next_request(program: DeviceProgram) -> None:
    with subprocess.Popen([*program.command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for i in range(3):
            process.stdin.write(b'{"id": %d, "command": "ping"}\n' % i)
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"id": i, "pong": True}
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize("space", SPACES)
def test_logits_are_those_of_onnxruntime(program: DeviceProgram, space: str) -> None:
    requests, expected = [], []
    for seed in (1, 2):
        model = small_model(space, seed)
        images = random_images(model.network, 1, seed)
        unfolded = contents(model, fold=False)
        session = onnxruntime.InferenceSession(unfolded, providers=["CPUExecutionProvider"])
        for onnx in (unfolded, contents(model, fold=True)):
            request = {
                "id": len(requests),
                "command": "logits",
                "onnx": as_text(onnx),
                "input": images.ravel().tolist(),
            }
            requests.append(request)
            expected.append(session.run(["logits"], {"images": images})[0].ravel())
    for answer, logits in zip(program.serve(*requests), expected, strict=True):
        assert np.ptp(logits) > 0
        np.testing.assert_allclose(answer["logits"], logits, rtol=0, atol=1e-4 * np.abs(logits).max())


def test_images_are_classified_as_by_the_library(program: DeviceProgram, onnx_file: Path, tmp_path: Path) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (40, 30, 3), dtype=np.uint8)
    names = ("image.ppm", "image.png", "image.jpg")
    for name in names:
        (tmp_path / name).write_bytes(encoded(pixels, name))
    lines = program.lines("classify", onnx_file, *(tmp_path / name for name in names))
    for line, name in zip(lines, names, strict=True):
        (again,) = program.lines("classify", "--top", "2", onnx_file, stdin=(tmp_path / name).read_bytes())
        expected = nw.Classifier(onnx_file)(tmp_path / name)
        assert (line["image"], again["image"]) == (str(tmp_path / name), "-")
        assert [entry["label"] for entry in line["top"]] == [label for label, _ in expected]
        shares = [entry["probability"] for entry in line["top"]]
        np.testing.assert_allclose(shares, [share for _, share in expected], atol=1e-5)
        assert (line["label"], line["probability"]) == (line["top"][0]["label"], shares[0])
        assert again["label"] == line["label"] and len(again["top"]) == 2
        assert line["milliseconds"] > 0


def encoded(pixels: np.ndarray, name: str) -> bytes:
    if name.endswith(".ppm"):
        return b"P6 %d %d 255\n" % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes()
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG" if name.endswith(".png") else "JPEG")
    return buffer.getvalue()


# -- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "a command is missing: identify, time, serve or classify"),
        (["fly"], "fly"),
        (["time"], "FILE is required"),
        (["time", "--threads", "0", "x.onnx"], "--threads: Value 0 not in range"),
        (["time", "--repeats", "many", "x.onnx"], "many"),
        (["time", "/no/model.onnx"], "/no/model.onnx: "),
        (["time", "/no/model.json"], "/no/model.json: "),
        (["classify", "/no/model.onnx", "image.png"], "/no/model.onnx: "),
    ],
)
def test_wrong_arguments_end_in_one_line(program: DeviceProgram, arguments: list[str], message: str) -> None:
    assert message in program.complaint(*arguments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON: error at character 2"),
        ("[]", "expected an object, not a list"),
        ("{}", 'field "architecture" is missing'),
        ('{"space": "moon", "values": {}}', "moon"),
        ('{"space": "densenet", "values": {}}', 'densenet": "n1" has no value'),
        ('{"architecture": {"space": "densenet"}, "depth": 3}', 'unknown field "depth"'),
        ('{"architecture": {"space": 5, "values": {}}}', "space must be a text, not 5"),
        ('{"architecture": {"space": "densenet", "values": {}}, "input_shape": [3, 0, 32]}', "1 to 4096, not 0"),
        ('{"architecture": {"space": "densenet", "values": {}}, "input_shape": [32, 32]}', "[channels, height, width]"),
        ('{"onnx": 7}', "onnx must be a text, not 7"),
        ('{"onnx": "abc"}', "groups of 4 characters"),
        ('{"onnx": "ab!d"}', "A to Z"),
        ('{"onnx": "AAAA"}', "not an ONNX file"),
    ],
)
def test_a_bad_model_is_named_with_what_is_wrong(
    program: DeviceProgram, text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text(text)
    assert f"{tmp_path / 'bad.json'}: " in (complaint := program.complaint("time", tmp_path / "bad.json"))
    assert message in complaint
    assert "standard input, line 1: " in (complaint := program.complaint("time", "-", stdin=text + "\n"))
    assert message in complaint


def test_bad_requests_are_answered_and_serving_goes_on(program: DeviceProgram, onnx_file: Path) -> None:
    onnx = as_text(onnx_file.read_bytes())
    unknown = onnx_file.read_bytes().replace(b"Relu", b"Rulu").replace(b"Conv", b"Cinv")
    bad = [
        ("{", "not JSON"),
        ("[1]", "a request must be an object"),
        ("[" * 100_000, "nested deeper"),
        ('{"id": 1e999}', "out of range"),
        ('{"id": [1], "command": "ping"}', "id must be"),
        ({}, "command must be identify, logits, ping or time"),
        ({"command": "fly"}, "command must be identify, logits, ping or time"),
        ({"command": "ping", "loud": True}, 'unknown field "loud"'),
        ({"command": "time"}, "either one model"),
        ({"command": "time", "onnx": onnx, "models": []}, "either one model"),
        ({"command": "time", "onnx": onnx, "repeats": 0}, "repeats must be a whole number of 1 to"),
        ({"command": "time", "onnx": onnx, "threads": 10**30}, "threads must be a whole number of 1 to"),
        ({"command": "time", "onnx": onnx, "per_operator": 1}, "per_operator must be true or false, not 1"),
        ({"command": "time", "onnx": onnx, "blocks": 1.5}, "blocks must be a whole number of 1 to 10000, not 1.5"),
        ({"command": "time", "onnx": onnx, "cpus": "0"}, 'cpus must be a list, not "0"'),
        ({"command": "time", "onnx": onnx, "cpus": [1023]}, "1023"),
        ({"command": "time", "models": [{"onnx": onnx}, {"onnx": "===="}]}, "models[1]: base64"),
        ({"command": "time", "onnx": as_text(unknown)}, "Cinv"),
        ({"command": "time", "onnx": as_text(onnx_file.read_bytes()[:500])}, "ONNX"),
        ({"command": "logits", "onnx": onnx, "input": [0.5] * 5}, "whole number of 3 x 16 x 16 images"),
        ({"command": "logits", "onnx": onnx, "input": ["one"]}, "input must be a list of numbers"),
        ({"command": "logits", "onnx": onnx}, 'field "input" is missing'),
    ]
    requests = [{"id": i, **request} if isinstance(request, dict) else request for i, (request, _) in enumerate(bad)]
    answers = program.serve(*requests, {"id": "still", "command": "ping"})
    assert answers[-1] == {"id": "still", "pong": True}
    for i, (answer, (request, message)) in enumerate(zip(answers, bad, strict=False)):
        assert set(answer) == {"id", "error"}
        assert answer["id"] == (i if isinstance(request, dict) else None)
        assert message in answer["error"] and "\n" not in answer["error"]


def test_bytes_that_are_no_text_get_an_answer(program: DeviceProgram) -> None:
    answers = program.lines(
        "serve", stdin=b'\xff\xfe\n{"id": "\xc3", "command": "ping"}\n\n{"id": 1, "command": "ping"}\n'
    )
    assert [answer["id"] for answer in answers] == [None, None, 1]


def test_a_damaged_image_is_named(program: DeviceProgram, onnx_file: Path, tmp_path: Path) -> None:
    pixels = np.zeros((20, 20, 3), np.uint8)
    for name in ("cut.ppm", "cut.png", "cut.jpg"):
        whole = encoded(pixels, name)
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        assert name in program.complaint("classify", onnx_file, tmp_path / name)
    assert "standard input" in program.complaint("classify", onnx_file, stdin=b"no image")
    assert "missing.png" in program.complaint("classify", onnx_file, tmp_path / "missing.png")


def test_a_model_that_cannot_classify_says_why(program: DeviceProgram, tmp_path: Path) -> None:
    model = small_model("resnext", 1).with_info(nw.ModelInfo())
    nw.OnnxExporter().write(model, str(tmp_path / "plain.onnx"))
    assert "does not say how to prepare an image" in program.complaint("classify", tmp_path / "plain.onnx", stdin=b"")
