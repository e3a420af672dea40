"""Runs clang-tidy 19 over the C++ sources that do not include torch."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sources() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "src/**.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split() if not name.startswith("src/training/")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build/dev")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    tidy = shutil.which("clang-tidy-19")
    if tidy is None:
        print("make lint needs clang-tidy 19: apt-get install clang-tidy-19", file=sys.stderr)
        return 2

    def check(name: str) -> bool:
        command = [tidy, "-p", arguments.build, "--quiet", "--warnings-as-errors=*", name]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        print(f"{name}: {'ok' if result.returncode == 0 else 'FAILED'}\n{result.stdout}".rstrip(), flush=True)
        return result.returncode == 0

    with ThreadPoolExecutor(arguments.jobs) as pool:
        return 0 if all(list(pool.map(check, arguments.files or sources()))) else 1


if __name__ == "__main__":
    sys.exit(main())
