"""What CMake says where libraries are missing: all of them at once, with the packages that bring them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTED = set((ROOT / "cmake/debian-packages.txt").read_text().split())  # of users
TESTS = set((ROOT / "tests/debian-packages.txt").read_text().split())


def message(build: Path, *options: str, **environment: str) -> str:
    command = [shutil.which("cmake"), "-S", ROOT, "-B", build, "-G", "Ninja", *options]
    result = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    assert result.returncode != 0
    return " ".join(result.stderr.split())


def named(text: str) -> set[str]:
    """The packages of the command that the message says to type."""
    return set(re.search(r"sudo apt-get install (.*?) Elsewhere", text)[1].split())


def test_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    text = message(tmp_path, "-DCMAKE_IGNORE_PATH=/usr/lib/x86_64-linux-gnu;/usr/lib/aarch64-linux-gnu;/usr/include")
    assert {"libxnnpack-dev", "libpthreadpool-dev", "libhwy-dev", "libsqlitecpp-dev", "libpng-dev"} <= named(text)
    assert "pthreadpool.h (libpthreadpool-dev)" in text and "nlohmann" not in text
    assert named(text) <= LISTED


def test_without_a_compiler_the_command_names_every_package(tmp_path: Path) -> None:
    for tool in ("cmake", "ninja"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    text = message(tmp_path / "build", PATH=str(tmp_path), CXX="")
    assert {"g++", "libxnnpack-dev", "nlohmann-json3-dev", "libcli11-dev"} <= named(text)


def test_a_part_that_is_left_out_needs_nothing(tmp_path: Path) -> None:
    text = message(tmp_path, "-DCMAKE_IGNORE_PATH=/usr/include", "-DNARROWS_TIMING=OFF", "-DNARROWS_STORE=OFF")
    assert "libboost-dev" in named(text) and not {"libxnnpack-dev", "libsqlite3-dev"} & named(text)


def test_every_package_that_a_message_may_name_is_installed_by_make() -> None:
    text = (ROOT / "cmake/NarrowsDependencies.cmake").read_text()
    names = set(re.findall(r"narrows_needs_\w+\(([a-z][a-z0-9-]+) ", text))
    assert len(names) > 15 and names - {"libc6-dev", "libcpuinfo-dev"} <= LISTED | TESTS
    assert not LISTED & TESTS
