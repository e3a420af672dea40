"""Runs every check and ends with one line over all of them: "N passed, N failed"."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Counts = tuple[int, int]


def run(command: list[str]) -> tuple[bool, str]:
    """Runs and shows a command; its success and its output."""
    print(f"$ {' '.join(command) if len(command) < 12 else ' '.join(command[:8]) + ' ...'}", flush=True)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    return process.wait() == 0, "".join(lines)


def single(command: list[str]) -> Counts:
    return (1, 0) if run(command)[0] else (0, 1)


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split() if (ROOT / name).exists()]


def check_format() -> Counts:
    return single(["clang-format", "--dry-run", "-Werror", *tracked("*.cpp", "*.hpp")])


def check_python() -> Counts:
    python = [sys.executable, "-m"]
    commands = [[*python, "ruff", "format", "--check", "."], [*python, "ruff", "check", "."], [*python, "mypy"]]
    results = [single(command) for command in commands]
    return sum(r[0] for r in results), sum(r[1] for r in results)


def doctest_counts(output: str, succeeded: bool) -> Counts:
    """Test cases that the doctest programs reported; a program that crashed reports none and counts as one failure."""
    found = re.findall(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed", output)
    passed, failed = sum(int(p) for p, _ in found), sum(int(f) for _, f in found)
    silent = 0 if succeeded or failed else 1
    return passed, failed + silent


def check_cpp(build: Path, jobs: int) -> Counts:
    succeeded, output = run(["ctest", "--test-dir", str(build), "--verbose", "-j", str(jobs)])
    return doctest_counts(output, succeeded)


def check_pytest() -> Counts:
    succeeded, output = run([sys.executable, "-m", "pytest", "--durations=10", "tests/python"])
    summary = output.strip().splitlines()[-1] if output.strip() else ""
    number = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error)", summary)}
    failed = number.get("failed", 0) + number.get("error", 0)
    return number.get("passed", 0), failed if succeeded or failed else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build/dev")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    os.environ["NARROWS_BUILD"] = str(arguments.build.resolve())  # where the Python tests find programs
    checks: dict[str, Callable[[], Counts]] = {
        "format": check_format,
        "Python format, lint and types": check_python,
        "C++ tests": lambda: check_cpp(arguments.build, arguments.jobs),
        "Python tests": check_pytest,
    }
    passed = failed = 0
    for name, check in checks.items():
        begin = time.monotonic()
        counts = check()
        print(f"== {name}: {counts[0]} passed, {counts[1]} failed in {time.monotonic() - begin:.0f} s\n", flush=True)
        passed, failed = passed + counts[0], failed + counts[1]
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
