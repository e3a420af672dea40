"""narrows, torch, onnx and onnxruntime in one process, in every order of pairs, each of them used after."""

import itertools
import subprocess
import sys

import pytest

USES = {
    "narrows": """
import numpy as np, narrows as nw
model = nw.Model.initialised(nw.spaces.mobilenetv2().build(nw.spaces.mobilenetv2().reference), seed=0)
assert nw.InferenceSession(model, threads=2).run(np.zeros((1, 3, 32, 32), np.float32)).shape == (1, 10)
model.to_onnx(PATH)
""",
    "torch": "import torch; assert torch.nn.Conv2d(3, 4, 3)(torch.zeros(1, 3, 8, 8)).shape == (1, 4, 6, 6)",
    "onnx": "import onnx; onnx.checker.check_model(onnx.load(PATH)) if os.path.exists(PATH) else onnx.ModelProto()",
    "onnxruntime": "import onnxruntime; assert 'CPUExecutionProvider' in onnxruntime.get_available_providers()",
}


@pytest.mark.parametrize("first, second", list(itertools.permutations(USES, 2)))
def test_two_imports_in_any_order_both_work(first: str, second: str, tmp_path) -> None:
    code = f"import os; PATH = {str(tmp_path / 'a.onnx')!r}\nimport {first}\nimport {second}\n"
    code += f"{USES[first]}\n{USES[second]}\n"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
