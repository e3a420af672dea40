"""Goes through the part of narrows that needs no torch, in the environment that it is installed in."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import narrows as nw

folder = Path(tempfile.mkdtemp())
space = nw.spaces.mobilenetv2(input_shape=(3, 32, 32))
law = nw.find_law(space, nw.Limit("parameters", "50k"), seed=0).law
architecture = law.sample(1, seed=0)[0]
how = nw.Preprocessing(shape=(3, 32, 32), resize="pad", order="RGB", mean=[0.5] * 3, std=[0.25] * 3)
info = nw.ModelInfo(preprocessing=how, classes=list("abcdefghij"), architecture=architecture.to_json())
nw.Model.initialised(space.build(architecture), seed=0).with_info(info).to_onnx(folder / "a.onnx")
model = nw.Model.from_onnx(folder / "a.onnx")
print(f"{space.cost(architecture).parameters} parameters, {nw.InferenceTimer().measure(model).median_ms:.2f} ms")

# The smallest JPEG: 1 by 1, grey.
JPEG = (
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100ffc40014000100000000"
    "000000000000000000000009ffc40014100100000000000000000000000000000000ffda0008010100003f0054dfffd9"
)
(folder / "photo.jpg").write_bytes(bytes.fromhex(JPEG))
answers = nw.Classifier(folder / "a.onnx")(folder / "photo.jpg")
assert len(answers) == 10 and abs(sum(share for _, share in answers) - 1) < 1e-3
assert nw.InferenceSession(model).run(np.zeros((1, 3, 32, 32), np.float32)).shape == (1, 10)


def narrows(*arguments: str) -> str:
    command = [Path(sys.executable).parent / "narrows", *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, f"{arguments}: {result.stdout} {result.stderr}"
    return result.stdout


if (Path(nw.__file__).parent / "devices/programs").exists():  # a wheel
    narrows("device", "add", "here", "--via", "env")
    print(narrows("device", "list"))
    print(json.loads(narrows("time", "a.onnx", "--device", "here", "--json")))
    print(
        narrows(
            "device",
            "calibrate",
            "here",
            "--networks",
            "20",
            "--max-macs",
            "5M",
            "--blocks",
            "3",
            "--store",
            "store.db",
        )
    )
print(narrows("doctor"))
