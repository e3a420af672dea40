"""The rooms of the Python package: imports run down only, and never in a circle."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest
from make_architecture import PYTHON_ROOMS

import narrows as nw

PACKAGE = Path(nw.__file__).parent
# From the bottom up. A room may import those before it; "shared" is every module that lies in no room of its own.
ROOMS = ("_core", "shared", *PYTHON_ROOMS)


def modules() -> dict[str, Path]:
    """narrows.search.run and so on: every module that is written in Python, without the package's front door."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return {name: path for name, path in found.items() if name not in {"narrows", "narrows.__main__"}}


def imports_of(path: Path, known: set[str]) -> set[str]:
    """What a module imports of the package, also inside functions and for type checkers alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                module = whole in known or (whole.startswith("narrows._") and node.module == "narrows")
                found.add(whole if module else node.module)
    return {name for name in found if name.split(".")[0] == "narrows"}


def room(module: str) -> str:
    part = [*module.split("."), ""][1]
    return "_core" if part in {"_core", "_training"} else part if part in ROOMS else "shared"


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    known = modules()
    return {name: imports_of(path, set(known)) for name, path in known.items()}


def test_no_module_imports_one_that_imports_it(graph: dict[str, set[str]]) -> None:
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_imports_run_down_only(graph: dict[str, set[str]]) -> None:
    upward = [
        f"{name} imports {other}"
        for name, others in graph.items()
        for other in others
        if ROOMS.index(room(other)) > ROOMS.index(room(name))
    ]
    assert not upward


def test_only_the_command_line_comes_in_through_the_front_door(graph: dict[str, set[str]]) -> None:
    assert [name for name, others in graph.items() if "narrows" in others and room(name) != "cli"] == []


@pytest.mark.parametrize(
    "first",
    [
        "import narrows.search.pool",
        "import narrows.search",
        "from narrows.search import workflow",
        "import narrows; narrows.SearchRun; import narrows.search.run",
        "import narrows; narrows.search; import narrows.search.run, narrows.cli.search",
    ],
)
def test_search_is_the_function_whatever_is_imported_first(first: str) -> None:
    code = f"{first}\nimport narrows as nw\nfrom narrows import search\n"
    code += "assert callable(nw.search) and nw.search is search and nw.search.__name__ == 'search', nw.search"
    subprocess.run([sys.executable, "-c", code], check=True)
