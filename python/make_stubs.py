"""Writes the type stubs of the compiled modules into the package: python python/make_stubs.py [FOLDER]."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).parent / "narrows"
MODULES = ("_core", "_training")
HEAD = '# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"\n'
# Classes that a parameter accepts other things for: the bindings convert them.
CONVERTED = {"Shape": "collections.abc.Sequence[int]", "Resource": "str"}


def built() -> list[str]:
    return [name for name in MODULES if importlib.util.find_spec(f"narrows.{name}")]


def generate(module: str, folder: Path) -> None:
    """The stubs of one module: folder/_core.pyi, or folder/_core/*.pyi where it has submodules."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pybind11_stubgen", f"narrows.{module}", "-o", place, "--exit-code"]
        command += ["--ignore-invalid-expressions", r".* object at 0x[0-9a-f]+>"]  # defaults, shown as ...
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(f"stubs of narrows.{module}: {result.stderr.strip()}")
        shutil.rmtree(folder / module, ignore_errors=True)
        for stub in sorted(Path(place, "narrows").rglob("*.pyi")):
            target = folder / stub.relative_to(Path(place, "narrows"))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(tidy(stub.read_text()))


def tidy(text: str) -> str:
    """Types as a caller sees them, nothing that changes from one machine to the next, no spaces at line ends."""
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    text = text.replace("typing.SupportsInt | typing.SupportsIndex", "typing.SupportsIndex")
    text = text.replace("typing.SupportsFloat | typing.SupportsIndex", "typing.SupportsFloat")
    for name, also in CONVERTED.items():  # a parameter, not a result
        text = re.sub(rf"(\b\w+: (?:narrows\._core\.)?{name})(?=[,)]| = )", rf"\1 | {also}", text)
    text = re.sub(r"^(__version__|torch_version): str = .*", r"\1: str", text, flags=re.M)  # differ from build to build
    if "collections.abc." in text and "import collections.abc" not in text:
        text = text.replace("import typing\n", "import collections.abc\nimport typing\n", 1)
    return HEAD + re.sub(r"[ \t]+$", "", text, flags=re.M).rstrip() + "\n"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE
    for module in built():
        generate(module, folder)


if __name__ == "__main__":
    main()
