"""The type stubs that come with the package."""

import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[2] / "python"
sys.path.insert(0, str(PYTHON))
import make_stubs  # noqa: E402


def stubs(folder: Path, module: str) -> dict[str, str]:
    found = [folder / f"{module}.pyi", *sorted((folder / module).rglob("*.pyi"))]
    return {str(path.relative_to(folder)): path.read_text() for path in found if path.exists()}


@pytest.mark.parametrize("module", make_stubs.built())
def test_the_stubs_in_the_package_are_those_of_the_compiled_module(module: str, tmp_path: Path) -> None:
    make_stubs.generate(module, tmp_path)
    assert stubs(PYTHON / "narrows", module) == stubs(tmp_path, module), "run `make stubs`"


def test_a_user_s_mistake_is_found_by_mypy_and_right_use_is_not(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import narrows as nw\n"
        "space = nw.spaces.mobilenetv2(input_shape=(1, 32, 32), classes=10)\n"
        "parameters: int = space.cost(space.architecture({'n': [1, 2]})).parameters\n"
        "space.costs\n"
    )
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports=silent", str(program)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"MYPYPATH": str(PYTHON), "PATH": ""},
    )
    lines = [line for line in result.stdout.splitlines() if "error:" in line]
    assert len(lines) == 1 and ":4:" in lines[0] and '"costs"' in lines[0], result.stdout
