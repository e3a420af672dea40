"""Runs clang-tidy 19 over the C++ sources, or over what has changed: then only findings in changed lines count.

    tests/clang_tidy.py                      all sources (half an hour of processor time)
    tests/clang_tidy.py --changed            lines that differ from main; on main itself, those of its last day
    tests/clang_tidy.py --changed HEAD~5     lines that differ from where this work left another commit
    tests/clang_tidy.py src/core/law/range.cpp

What includes torch is left out: it takes minutes a file, most of them in torch.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = ("src/training/torch/", "bindings/torch_backend.cpp", "bindings/training_module.cpp")
Lines = dict[str, list[tuple[int, int]]]  # of each file: first and last of every changed stretch


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def sources() -> list[str]:
    names = git("ls-files", "src/**.cpp").split() + git("ls-files", "bindings/*.cpp").split()
    return [name for name in names if not name.startswith(LEFT_OUT)]


def is_commit(name: str) -> bool:
    return subprocess.run(["git", "rev-parse", "-q", "--verify", name], cwd=ROOT, capture_output=True).returncode == 0


def a_day_before(commit: str) -> str:
    """The last commit that is a day older, or else the first there is."""
    end = int(git("show", "-s", "--format=%ct", commit)) - 24 * 60 * 60
    older = git("rev-list", "-1", f"--before={end}", commit).strip()
    return older or git("rev-list", "--max-parents=0", commit).split()[0]


def base_of_change() -> str:
    """Where this line of work left main; on main itself, where that stood a day before its last commit."""
    head = git("rev-parse", "HEAD")
    for main in filter(is_commit, ("origin/main", "main")):
        if (base := git("merge-base", "HEAD", main)) != head:
            return base.strip()
    return a_day_before("HEAD")


def changed_lines(diff: str) -> Lines:
    """Lines that a diff without context (`git diff -U0`) adds or changes."""
    found: Lines = {}
    name = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            name = line.removeprefix("+++ b/")
        elif stretch := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(stretch[1]), int(stretch[2] or 1)
            if count:
                found.setdefault(name, []).append((first, first + count - 1))
    return found


def readers(changed: Lines, all_sources: list[str]) -> list[str]:
    """
    The changed sources, and for each changed header one that includes it: of its name if there is one. Those of which
    most has changed come first, as there may not be time for all.
    """
    found = Counter({name: extent(changed[name]) for name in changed if name in all_sources})
    for header in (name for name in changed if name.endswith(".hpp")):
        stem = Path(header).stem
        including = re.compile(rf'#include "[^"]*\b{re.escape(Path(header).name)}"')
        named = [name for name in all_sources if Path(name).stem == stem]
        others = (name for name in all_sources if including.search((ROOT / name).read_text(encoding="utf-8")))
        if source := next(iter(named), None) or next(others, None):
            found[source] += extent(changed[header])
    return [name for name, _ in sorted(found.items(), key=lambda each: (-each[1], each[0]))]


def extent(stretches: list[tuple[int, int]]) -> int:
    """How many lines they are."""
    return sum(last - first + 1 for first, last in stretches)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/lint", help="where compile_commands.json lies")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--changed", nargs="?", const="", metavar="BASE", help="only lines that differ from BASE")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no further file after that time")
    parser.add_argument("files", nargs="*")
    return parser.parse_args()


def chosen(arguments: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The files to look at, and clang-tidy's option for the lines that count in them."""
    if arguments.changed is None:
        return arguments.files or sources(), []
    base = git("merge-base", arguments.changed, "HEAD").strip() if arguments.changed else base_of_change()
    changed = changed_lines(git("diff", "-U0", base, "--", "*.cpp", "*.hpp"))
    lines = json.dumps([{"name": name, "lines": stretches} for name, stretches in changed.items()])
    return readers(changed, arguments.files or sources()), [f"--line-filter={lines}"]


def look_at(name: str, command: list[str], end: float) -> bool | None:
    """Whether a file is without findings; None after the end of the time."""
    if time.monotonic() > end:
        print(f"{name}: not looked at, the time is over", flush=True)
        return None
    result = subprocess.run([*command, name], cwd=ROOT, capture_output=True, text=True)
    print(f"{name}: {'ok' if result.returncode == 0 else 'FAILED'}\n{result.stdout}".rstrip(), flush=True)
    return result.returncode == 0


def main() -> int:
    arguments = parse()
    tidy = shutil.which("clang-tidy-19")
    if tidy is None:
        print("clang-tidy 19 is missing: apt-get install clang-tidy-19", file=sys.stderr)
        return 2
    names, lines = chosen(arguments)
    command = [tidy, "-p", arguments.build, "--quiet", "--warnings-as-errors=*", *lines]
    # The flags, the compiled headers and the standard library are those of GCC, which judges what is deprecated.
    for flag in ("-Wno-unknown-warning-option", "-Wno-ignored-gch", "-Wno-deprecated-declarations"):
        command.append(f"--extra-arg={flag}")
    end = time.monotonic() + 60 * arguments.minutes
    with ThreadPoolExecutor(arguments.jobs) as pool:
        return 1 if False in list(pool.map(lambda name: look_at(name, command, end), names)) else 0


if __name__ == "__main__":
    sys.exit(main())
