"""docs/extending.md names what is there, and all that an operation takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUOTED = re.findall(r"`([^`\s]+)`", (ROOT / "docs" / "extending.md").read_text(encoding="utf-8"))
PATHS = sorted({text for text in QUOTED if "/" in text and "NAME" not in text and not text.startswith("-")})


def test_there_are_paths_to_look_at():
    assert len(PATHS) > 20


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_the_guide_names_exists(path: str):
    assert (ROOT / path).exists()


def named(path: str) -> bool:
    """Whether the guide names a file, or the folder it lies in."""
    return any(str(place) in PATHS for place in (Path(path), *Path(path).parents))


def files_with(operation: str, *folders: str) -> list[str]:
    """Files whose code, not only their comments, has an operation; stubs are generated."""
    paths = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".cpp", ".hpp", ".py"}
    ]
    in_code = re.compile(rf"^(?!\s*(//|\*|/\*|#)).*\b{operation}\b(?!-)", re.M)
    return [str(path.relative_to(ROOT)) for path in paths if in_code.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("operation", ["ChannelShuffle", "HardSigmoid", "GlobalMaxPool", "Multiply", "MaxPool"])
def test_the_guide_names_every_file_that_an_operation_is_in(operation: str):
    """Those of the library: what uses an operation, such as a space, is no reader of it."""
    found = files_with(operation, "src", "include", "bindings", "python")
    assert len(found) > 8
    assert [path for path in found if not named(path) and "/spaces/" not in path] == []


def test_the_guide_names_every_file_that_a_new_curve_is_in():
    """With tests and benchmarks: nothing but what the guide asks for has an ELU."""
    found = files_with("Elu", "src", "include", "bindings", "python", "tests", "benchmarks")
    assert len(found) > 15
    assert [path for path in found if not named(path) and path != "tests/python/test_extending.py"] == []
