"""Runs every check, names what could not run here, and ends with one line over all of them: "N passed, N failed"."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
# Why a test may be skipped: what it needs is no package that could have been installed. Any other skip is a failure.
OUTSIDE = re.compile(r"beside the repository|\b(GPU|CUDA|root)\b|processor", re.IGNORECASE)


class Counts(NamedTuple):
    passed: int
    failed: int
    skipped: tuple[str, ...] = ()  # the reasons


def with_skips(passed: int, failed: int, reasons: list[str]) -> Counts:
    """Skips for a reason that this machine could mend count as failures."""
    excuses = [reason for reason in reasons if not OUTSIDE.search(reason)]
    for reason in excuses:
        print(f"skipped, and must not be: {reason}")
    return Counts(passed, failed + len(excuses), tuple(reason for reason in reasons if OUTSIDE.search(reason)))


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
    return Counts(1, 0) if run(command)[0] else Counts(0, 1)


def tracked(*patterns: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split() if (ROOT / name).exists()]


def check_format() -> Counts:
    return single(["clang-format", "--dry-run", "-Werror", *tracked("*.cpp", "*.hpp")])


def check_python() -> Counts:
    python = [sys.executable, "-m"]
    commands = [[*python, "ruff", "format", "--check", "."], [*python, "ruff", "check", "."], [*python, "mypy"]]
    results = [single(command) for command in commands]
    return Counts(sum(r.passed for r in results), sum(r.failed for r in results))


def doctest_counts(output: str, succeeded: bool) -> Counts:
    """Test cases that the doctest programs reported; a program that crashed reports none and counts as one failure."""
    found = re.findall(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed", output)
    passed, failed = sum(int(p) for p, _ in found), sum(int(f) for _, f in found)
    silent = 0 if succeeded or failed else 1
    return with_skips(passed, failed + silent, re.findall(r"^(?:\d+: )?skipped: (.*)$", output, re.MULTILINE))


def check_cpp(build: Path, jobs: int) -> Counts:
    succeeded, output = run(["ctest", "--test-dir", str(build), "--verbose", "-j", str(jobs)])
    return doctest_counts(output, succeeded)


def pytest_counts(report: Path, succeeded: bool) -> Counts:
    """Tests in a JUnit file; a run that ended early has none and counts as one failure."""
    if not report.exists():
        return Counts(0, 1)
    root = ElementTree.parse(report).getroot()
    cases = len(list(root.iter("testcase")))
    failed = len(list(root.iter("failure"))) + len(list(root.iter("error")))
    skips = [skip.get("message", "") for skip in root.iter("skipped")]
    return with_skips(cases - failed - len(skips), failed if succeeded or failed else 1, skips)


def check_pytest(build: Path) -> Counts:
    report = build / "pytest.xml"
    report.unlink(missing_ok=True)
    succeeded, _ = run([sys.executable, "-m", "pytest", "--durations=10", f"--junitxml={report}", "tests/python"])
    return pytest_counts(report, succeeded)


def check_tidy(build: Path, jobs: int, *options: str) -> Counts:
    """Counted by files; those for which there was no time are named."""
    command = [sys.executable, "tests/clang_tidy.py", "--build", str(build), "--jobs", str(jobs), *options]
    succeeded, output = run(command)
    passed, failed = (len(re.findall(rf"^\S+: {word}$", output, re.MULTILINE)) for word in ("ok", "FAILED"))
    return Counts(passed, failed if succeeded or failed else 1)


def parse(checks: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build/dev")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--checks", nargs="+", default=checks[:4], choices=checks)
    parser.add_argument("--base", default="", help="of tidy-changed: the commit that lines are compared with")
    return parser.parse_args()


def main() -> int:
    checks: dict[str, tuple[str, Callable[[], Counts]]] = {
        "format": ("format", check_format),
        "python": ("Python format, lint and types", check_python),
        "cpp": ("C++ tests", lambda: check_cpp(arguments.build, arguments.jobs)),
        "pytest": ("Python tests", lambda: check_pytest(arguments.build)),
        "tidy": ("clang-tidy", lambda: check_tidy(arguments.build, arguments.jobs)),
        "tidy-changed": (
            "clang-tidy on what changed",
            lambda: check_tidy(arguments.build, arguments.jobs, f"--changed={arguments.base}", "--minutes=3"),
        ),
    }
    arguments = parse(list(checks))
    os.environ["NARROWS_BUILD"] = str(arguments.build.resolve())  # where the Python tests find programs
    passed = failed = 0
    skipped: Counter[str] = Counter()
    for name, check in map(checks.__getitem__, arguments.checks):
        begin = time.monotonic()
        counts = check()
        seconds = time.monotonic() - begin
        print(f"== {name}: {counts.passed} passed, {counts.failed} failed in {seconds:.0f} s\n", flush=True)
        passed, failed = passed + counts.passed, failed + counts.failed
        skipped.update(counts.skipped)
    for reason, count in sorted(skipped.items()):
        print(f"not run here, {count} times: {reason}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not (passed or arguments.checks == ["tidy-changed"]) else 0


if __name__ == "__main__":
    sys.exit(main())
