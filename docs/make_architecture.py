#!/usr/bin/env python3
"""Writes the tables of docs/architecture.md from CMake's targets, the public headers and the Python packages.

    docs/make_architecture.py           writes them
    docs/make_architecture.py --check   says whether they are as they stand, by its status

`tests/python/test_includes.py` reads the same facts and fails where an include runs up.
"""

from __future__ import annotations

import argparse
import ast
import graphlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/architecture.md"
# Rooms from the bottom up: each includes, or imports, only what stands before it.
CORE_ROOMS = {
    "base": "needs nothing of narrows: files, hashes, random numbers, quantities, errors",
    "data": "images, data sets, how they are split and prepared, recipes",
    "network": "operations, the builders that count and keep them, costs, weights, models",
    "space": "variables, architectures, search spaces and those that come with narrows",
    "law": "sampling laws, targets, resources, and the search for a law",
}
PYTHON_ROOMS = ("devices", "report", "paper", "search", "cli")
# Public headers without a source of their own: where they belong.
HEADER_ONLY = {
    "datasets.hpp": "datasets",
    "detail/builder_rules.hpp": "core/network",
    "detail/counting_builder.hpp": "core/network",
    "detail/deployed_weights.hpp": "core/network",
    "detail/descriptor.hpp": "core/base",
    "detail/fields.hpp": "core/base",
    "detail/finite.hpp": "core/base",
    "detail/median.hpp": "core/base",
    "detail/numbers.hpp": "core/base",
    "detail/picture.hpp": "core/data",
    "detail/step_builder.hpp": "core/network",
    "detail/step_tracker.hpp": "core/network",
    "error.hpp": "core/base",
    "latency.hpp": "core/network",
    "paper/comparison.hpp": "paper",
    "probe_time.hpp": "timing",
    "schedule.hpp": "search",
    "timer_options.hpp": "timing",
    "torch.hpp": "training_torch",
    "training.hpp": "core/network",
    "training_backend.hpp": "training",
    "value.hpp": "core/network",
}


@dataclass(frozen=True)
class Part:
    """A library or program that CMake builds from a folder."""

    name: str
    folder: Path
    about: str
    public: frozenset[str]
    private: frozenset[str]

    @property
    def needs(self) -> frozenset[str]:
        return self.public | self.private

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Its own, without those of parts that lie in folders below."""
        found = (path for path in self.folder.rglob("*") if path.suffix in {".cpp", ".hpp"})
        return tuple(sorted(path for path in found if not inner_part(path.parent, self.folder)))


def inner_part(folder: Path, outer: Path) -> bool:
    return folder != outer and ((folder / "CMakeLists.txt").exists() or inner_part(folder.parent, outer))


def read_part(listing: Path) -> Part:
    """Name, first comment and linked parts of a folder's CMakeLists.txt."""
    text = listing.read_text(encoding="utf-8")
    about = re.match(r"# (.*)", text)
    code = re.sub(r"#.*", "", text)
    name = re.search(r"narrows_library\((\w+)|add_executable\((\S+)", code)
    if about is None or name is None:
        raise SystemExit(f"{listing}: expected a first line that says what it is, and a library or program")
    linked = frozenset(re.findall(r"narrows::(\w+)", code))
    private = frozenset(re.findall(r"narrows::(\w+)", " ".join(re.findall(r"PRIVATE\b([^)]*)", code, re.S))))
    return Part(name[1] or name[2], listing.parent, about[1], linked - private, private)


def read_parts() -> dict[str, Part]:
    """All parts by name, the lowest first."""
    found = {part.name: part for part in map(read_part, sorted((ROOT / "src").rglob("CMakeLists.txt")))}
    order = graphlib.TopologicalSorter({name: sorted(part.needs) for name, part in found.items()}).static_order()
    return {name: found[name] for name in order}


def closure(parts: dict[str, Part], name: str, *, public: bool = False) -> set[str]:
    """A part and all that it stands on; with `public`, what its headers may name."""
    reached, open_ends = set(), [name]
    while open_ends:
        part = parts[open_ends.pop()]
        reached.add(part.name)
        open_ends += (part.public if public else part.needs) - reached
    return reached


class Sources:
    """Every C++ file below src and include, where it belongs, and what it includes."""

    def __init__(self, parts: dict[str, Part] | None = None) -> None:
        self.parts = parts or read_parts()
        self.headers = sorted((ROOT / "include/narrows").rglob("*.hpp"))
        self.home = dict(self._homes())

    def _homes(self) -> Iterator[tuple[Path, str]]:
        for part in self.parts.values():
            for path in part.files:
                yield path, self.place(part, path)
        for header in self.headers:
            yield header, self._home_of_header(header)

    @staticmethod
    def place(part: Part, path: Path) -> str:
        """The part; in the core also the room."""
        return f"core/{path.relative_to(part.folder).parts[0]}" if part.name == "core" else part.name

    def _home_of_header(self, header: Path) -> str:
        """Where the source lies whose own header it is: of the same name, and the first that it includes."""
        name = str(header.relative_to(ROOT / "include/narrows"))
        if name in HEADER_ONLY:
            return HEADER_ONLY[name]
        places = {
            self.place(part, path)
            for part in self.parts.values()
            for path in part.files
            if path.name == header.stem + ".cpp" and first_include(path) == f"narrows/{name}"
        }
        if len(places) != 1:
            raise SystemExit(f"{name}: it has no source file of its name; say in HEADER_ONLY where it belongs")
        return places.pop()

    def includes(self, path: Path) -> Iterator[Path]:
        """Files of narrows that a file names; what others made is left out."""
        for name in re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.M):
            if (found := self.found(name, path)) is not None:
                yield found

    def found(self, name: str, path: Path) -> Path | None:
        part = self.home[path].split("/")[0]
        nearest = [self.parts[other].folder for other in sorted(closure(self.parts, part), key=lambda it: it != part)]
        others = [other.folder for other in self.parts.values()]
        for folder in [ROOT / "include", path.parent, *nearest, *others]:
            if (folder / name).resolve() in self.home:
                return (folder / name).resolve()
        return None


def first_include(source: Path) -> str:
    found = re.search(r'^#include "([^"]+)"', source.read_text(encoding="utf-8"), re.M)
    return found[1] if found else ""


def first_line(header: Path) -> str:
    """What a header says of the concept that it is named after; else of the first thing in it."""
    text = header.read_text(encoding="utf-8")
    wanted = header.stem.replace("_", "")
    comments = re.findall(r"/\*\*(.*?)\*/\s*(?:template\s*<[^{;]*?>\s*)?(?:\[\[nodiscard\]\]\s*)?([^;{(]*)", text, re.S)
    if not comments:
        raise SystemExit(f"{header}: it has no comment that says what it is")
    named = [comment for comment, declared in comments if wanted in declared.replace("_", "").lower().split()]
    return sentence((named or [comment for comment, _ in comments])[0])


def sentence(comment: str) -> str:
    """The first sentence, on one line of a table."""
    words = " ".join(re.sub(r"^\s*\*", "", line).strip() for line in comment.strip().splitlines())
    first = re.split(r"(?<!\bet al)\.(?:\s|$)", words.strip(), maxsplit=1)[0]
    return first.replace("|", "\\|")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parts_table(sources: Sources) -> str:
    rows = []
    for name, part in sources.parts.items():
        needs = ", ".join(f"`{other}`" for other in sources.parts if other in part.needs) or "–"
        rows.append([f"`{name}`", f"`{relative(part.folder)}`", part.about, needs])
    return table(["part", "folder", "what", "stands on"], rows)


def rooms_table() -> str:
    rows = [[f"`{name}`", about] for name, about in CORE_ROOMS.items()]
    return table(["room of `src/core`", "what"], rows)


def headers_table(sources: Sources) -> str:
    """Public headers by part and room, in the order of the parts."""
    places = [f"core/{room}" for room in CORE_ROOMS] + [name for name in sources.parts if name != "core"]
    rows = []
    for place in places:
        for header in sources.headers:
            name = str(header.relative_to(ROOT / "include/narrows"))
            if sources.home[header] == place and not name.startswith("detail/"):
                rows.append([f"`{place}`", f"`{name}`", first_line(header)])
    return table(["part and room", "header", "what"], rows)


def python_table() -> str:
    rows = []
    for room in PYTHON_ROOMS:
        about = ast.get_docstring(ast.parse((ROOT / f"python/narrows/{room}/__init__.py").read_text(encoding="utf-8")))
        rows.append([f"`narrows.{room}`", sentence((about or "").split("\n\n")[0])])
    return table(["package", "what"], rows)


def written(page: str) -> str:
    """The page with its tables as they have to be."""
    sources = Sources()
    tables = {
        "parts": parts_table(sources),
        "rooms": rooms_table(),
        "headers": headers_table(sources),
        "python": python_table(),
    }
    for name, text in tables.items():
        begin, end = f"<!-- {name}: docs/make_architecture.py -->", f"<!-- end of {name} -->"
        if page.count(begin) != 1 or page.count(end) != 1:
            raise SystemExit(f"{relative(PAGE)}: expected one {begin} and one {end}")
        page = page[: page.index(begin)] + f"{begin}\n{text}\n" + page[page.index(end) :]
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; status 1 if the page is out of date")
    arguments = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    wanted = written(page)
    if arguments.check and page != wanted:
        print(f"{relative(PAGE)} is out of date: run docs/make_architecture.py", file=sys.stderr)
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
