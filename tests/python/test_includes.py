"""The rooms of the C++ library: includes run down only, never in a circle; docs/architecture.md shows what is there."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable
from pathlib import Path

import make_architecture as architecture
import pytest

ROOT = Path(__file__).parents[2]
Edges = Iterable[tuple[str, str]]  # what includes, what is included


@pytest.fixture(scope="module")
def sources() -> architecture.Sources:
    return architecture.Sources()


@pytest.fixture(scope="module")
def includes(sources: architecture.Sources) -> dict[Path, set[Path]]:
    return {path: set(sources.includes(path)) for path in sources.home}


def may_include(parts: dict[str, architecture.Part], place: str, other: str, *, public: bool) -> bool:
    """Whether a file of one place, such as "core/space" or "timing", may include one of another."""
    rooms = list(architecture.CORE_ROOMS)
    part, other_part = place.split("/")[0], other.split("/")[0]
    if part == other_part == "core":
        return rooms.index(other.split("/")[1]) <= rooms.index(place.split("/")[1])
    return other_part in architecture.closure(parts, part, public=public)


def circle(edges: Edges) -> str:
    """One circle of includes, or nothing."""
    graph: dict[str, set[str]] = {}
    for place, other in edges:
        if place != other:
            graph.setdefault(place, set()).add(other)
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        return " <- ".join(error.args[1])
    return ""


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Everything that leads from a place on, in any number of steps."""
    found: set[str] = set()
    ends = [start]
    while ends:
        found |= (new := graph.get(ends.pop(), set()) - found)
        ends += new
    return found


def circles(edges: Edges) -> list[set[str]]:
    """Groups of places of which each needs every other one."""
    graph: dict[str, set[str]] = {}
    for place, other in edges:
        if place != other:
            graph.setdefault(place, set()).add(other)
    ahead = {place: reached(graph, place) for place in graph}
    groups = {frozenset(other for other in ahead[place] if place in ahead.get(other, set())) for place in graph}
    return [set(group) for group in groups if group]


def test_includes_run_down_only(sources: architecture.Sources, includes: dict[Path, set[Path]]) -> None:
    upward = [
        f"{path.relative_to(ROOT)} ({sources.home[path]}) includes {other.relative_to(ROOT)} ({sources.home[other]})"
        for path, others in includes.items()
        for other in others
        if not may_include(sources.parts, sources.home[path], sources.home[other], public=False)
    ]
    assert not upward


def test_public_headers_name_only_parts_that_users_are_given(
    sources: architecture.Sources, includes: dict[Path, set[Path]]
) -> None:
    hidden = [
        f"{header.name} includes {other.name} of {sources.home[other]}"
        for header in sources.headers
        for other in includes[header]
        if other not in sources.headers
        or not may_include(sources.parts, sources.home[header], sources.home[other], public=True)
    ]
    assert not hidden


def test_headers_do_not_include_one_another_in_a_circle(includes: dict[Path, set[Path]]) -> None:
    headers = ((str(path), str(other)) for path, others in includes.items() for other in others)
    assert circle(edge for edge in headers if edge[0].endswith(".hpp")) == ""


def concept(sources: architecture.Sources, path: Path) -> str:
    """What a header and its source are together: "timing/inference_timer"."""
    return f"{sources.home[path].split('/')[0]}/{path.stem}"


def test_concepts_that_users_name_do_not_need_one_another_in_a_circle(
    sources: architecture.Sources, includes: dict[Path, set[Path]]
) -> None:
    """Whatever stands behind a public header may use it, and it them; two public headers stand one above the other."""
    edges = [(concept(sources, path), concept(sources, other)) for path in includes for other in includes[path]]
    named = {concept(sources, header) for header in sources.headers if header.parent.name != "detail"}
    together = [named & group for group in circles(edges) if len(named & group) > 1]
    assert not together


def test_only_the_part_of_torch_includes_torch(sources: architecture.Sources) -> None:
    seen = {place for path, place in sources.home.items() if "#include <torch/" in path.read_text(encoding="utf-8")}
    assert seen == {"training_torch"}


def test_only_the_engine_that_runs_networks_includes_xnnpack(sources: architecture.Sources) -> None:
    seen = {place for path, place in sources.home.items() if "#include <xnnpack" in path.read_text(encoding="utf-8")}
    assert seen == {"timing"}


def test_every_folder_of_the_core_is_a_room() -> None:
    folders = {path.name for path in (ROOT / "src/core").iterdir() if path.is_dir()}
    assert folders == set(architecture.CORE_ROOMS)
    assert folders == {path.name for path in (ROOT / "tests/core").iterdir() if path.is_dir()}


def test_the_page_shows_what_is_there() -> None:
    page = architecture.PAGE.read_text(encoding="utf-8")
    assert architecture.written(page) == page, "run docs/make_architecture.py"


@pytest.mark.parametrize(
    ("place", "other", "allowed"),
    [
        ("core/law", "core/base", True),
        ("core/base", "core/law", False),
        ("core/data", "core/network", False),
        ("timing", "core/law", True),
        ("core/law", "timing", False),
        ("search", "onnx", True),
        ("onnx", "search", False),
        ("search", "timing", False),
        ("training_cpu", "training", False),
    ],
)
def test_what_is_judged_an_upward_include(sources: architecture.Sources, place: str, other: str, allowed: bool) -> None:
    assert may_include(sources.parts, place, other, public=False) is allowed


def test_what_a_public_header_may_name(sources: architecture.Sources) -> None:
    assert may_include(sources.parts, "search", "store", public=True)
    assert not may_include(sources.parts, "search", "onnx", public=True)  # linked for itself only


def test_a_circle_is_found_with_its_files() -> None:
    assert circle([("a", "b"), ("b", "c")]) == ""
    assert set(circle([("a", "b"), ("b", "c"), ("c", "a")]).split(" <- ")) == {"a", "b", "c"}


def test_groups_that_need_one_another_are_found() -> None:
    assert circles([("a", "b"), ("b", "c"), ("a", "c")]) == []
    assert circles([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("e", "e")]) == [{"b", "c"}]
