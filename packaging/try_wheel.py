"""Goes through narrows as it is installed here, from a space to a report, without anything beside it.

try_wheel.py [--torch]: with it the part that needs torch trains as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import narrows as nw

FOLDER = Path(tempfile.mkdtemp())
# The smallest JPEG: 1 by 1, grey.
JPEG = (
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100ffc40014000100000000"
    "000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f0054dfffd9"
)
IN_A_WHEEL = (Path(nw.__file__).parent / "devices/programs").exists()


def narrows(*arguments: str) -> str:
    command = [Path(sys.executable).parent / "narrows", *arguments]
    result = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    assert result.returncode == 0, f"{arguments}: {result.stdout} {result.stderr}"
    return result.stdout


def exports_and_reads() -> str:
    space = nw.spaces.mobilenetv2(input_shape=(3, 32, 32))
    architecture = nw.find_law(space, nw.Limit("parameters", "50k"), seed=0).law.sample(1, seed=0)[0]
    how = nw.Preprocessing(shape=(3, 32, 32), resize="pad", order="RGB", mean=[0.5] * 3, std=[0.25] * 3)
    info = nw.ModelInfo(preprocessing=how, classes=list("abcdefghij"), architecture=architecture.to_json())
    nw.Model.initialised(space.build(architecture), seed=0).with_info(info).to_onnx(FOLDER / "a.onnx")
    model = nw.Model.from_onnx(FOLDER / "a.onnx")
    assert nw.InferenceSession(model).run(np.zeros((1, 3, 32, 32), np.float32)).shape == (1, 10)
    (row,) = (json.loads(line) for line in narrows("time", "a.onnx", "--json").splitlines())
    return f"{space.cost(architecture).parameters} parameters, {row['median_ms']:.2f} ms"


def classifies() -> str:
    (FOLDER / "photo.jpg").write_bytes(bytes.fromhex(JPEG))
    answers = nw.Classifier(FOLDER / "a.onnx")(FOLDER / "photo.jpg")
    assert len(answers) == 10 and abs(sum(share for _, share in answers) - 1) < 1e-3
    return str(answers[0])


def calibrates() -> str:
    """narrows-device out of the wheel, behind a command of this machine."""
    if not IN_A_WHEEL:
        return "not from a wheel: no narrows-device lies beside"
    narrows("device", "add", "here", "--via", "env")
    assert "here" in narrows("device", "list") and json.loads(narrows("time", "a.onnx", "--device", "here", "--json"))
    few = ["--networks", "20", "--max-macs", "5M", "--blocks", "3", "--store", "store.db"]
    return narrows("device", "calibrate", "here", *few).strip().splitlines()[-1]


def part(count: int) -> nw.LabelledImages:
    """Dark images of one class, bright ones of the other."""
    labels = np.arange(count) % 2
    images = np.random.default_rng(0).integers(0, 128, (count, 16, 16, 1)) + 127 * labels[:, None, None, None]
    return nw.LabelledImages(images.astype(np.uint8), labels)


def searches() -> str:
    data = nw.Dataset(train=part(256), validation=part(64), test=part(64), classes=["dark", "bright"], name="light")
    recipe = nw.Recipe(epochs=8, batch_size=32, learning_rate=0.05, flip=0.0)
    limits: dict[str, Any] = {"max_parameters": "20k", "candidates": 10, "train": 2}
    accuracies = []
    for backend in ["torch-cpu", "cpu"] if "--torch" in sys.argv else ["cpu"]:
        out = FOLDER / "run" / backend
        run = nw.search(data, "mobilenetv2", out=out, recipe=recipe, train_on=backend, progress=False, **limits)
        accuracies.append(run.best.result.training.validation_accuracy)
        assert len(run.trained) == 2 and accuracies[-1] > 0.9, (backend, accuracies)
    assert "--torch" in sys.argv or "torch" not in sys.modules
    return f"best networks with {', '.join(f'{accuracy:.0%}' for accuracy in accuracies)}"


def reports() -> str:
    page = FOLDER / "run/cpu/report.html"
    page.unlink(missing_ok=True)  # which the search wrote
    narrows("report", "run/cpu")
    text = page.read_text()
    assert text.count("<svg") > 2 and "mobilenetv2" in text
    return f"report.html of {len(text) / 1000:.0f} kB"


def steps() -> Iterator[tuple[str, str]]:
    for step in (exports_and_reads, classifies, calibrates, searches, reports):
        yield step.__name__.replace("_", " "), step()


for name, what in steps():
    print(f"{name}: {what}", flush=True)
print(narrows("doctor"))
