"""What `make pi` makes: a folder that needs libc alone, kernels that are right, a library to link."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from device_program import EMULATOR, PI, ROOT, DeviceProgram

FOLDER = PI / "narrows-device"
LIBRARIES = PI / "sysroot/usr/lib/aarch64-linux-gnu"
LIBC = {"libc.so.6", "libm.so.6", "libpthread.so.0", "ld-linux-aarch64.so.1"}


def carried() -> list[Path]:
    """The program and the libraries beside it."""
    return [file for file in FOLDER.iterdir() if file.is_file()]


def output(*command: str | Path, **options: object) -> str:
    result = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, **options)
    assert result.returncode == 0, f"{command}: {result.stdout} {result.stderr}"
    return result.stdout


def needed(file: Path) -> set[str]:
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", file)))


def test_the_folder_has_less_than_8_mb() -> None:
    files = {file.name: file.stat().st_size for file in carried()}
    assert set(files) == {
        "narrows-device", "libXNNPACK.so.0", "libpthreadpool.so.0", "libcpuinfo.so.0", "libgcc_s.so.1"
    }  # fmt: skip
    assert sum(files.values()) < 8_000_000


def test_the_licences_of_all_that_the_folder_carries_lie_in_it() -> None:
    texts = {file.name: file.read_text() for file in (FOLDER / "licences").iterdir()}
    assert {"libxnnpack0.txt", "libpthreadpool0.txt", "libcpuinfo0.txt", "gcc-12-base.txt"} <= set(texts)
    assert all("opyright" in text and len(text) > 500 for text in texts.values())


def test_the_folder_needs_libc_alone() -> None:
    beside = {file.name for file in carried()}
    for file in carried():
        assert "AArch64" in output("readelf", "-h", file)
        assert needed(file) <= LIBC | beside
        assert needed(file) <= LIBC | needed(FOLDER / "narrows-device")  # so that the loader looks beside the program
    assert "[$ORIGIN]" in output("readelf", "-d", FOLDER / "narrows-device")


def test_debian_12_is_new_enough() -> None:
    for file in carried():
        versions = re.findall(r"GLIBC_2\.(\d+)", output("readelf", "-V", file))
        assert versions and max(map(int, versions)) <= 36


def test_there_is_no_instruction_that_a_pi_4_lacks() -> None:
    """Its processor has no cryptography, which the kernels' compiler flags would allow."""
    code = output("aarch64-linux-gnu-objdump", "-d", "--no-show-raw-insn", FOLDER / "narrows-device")
    instructions = set(re.findall(r"^ *[0-9a-f]+:\t(\w+)", code, re.MULTILINE))
    assert "fmla" in instructions  # NEON
    assert not [name for name in instructions if re.match("aes|sha|pmull|sdot|udot|ptrue", name)]


def test_the_folder_works_wherever_it_is_copied(tmp_path: Path) -> None:
    copy = shutil.copytree(FOLDER, tmp_path / "anywhere")
    environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    text = output(*EMULATOR, copy / "narrows-device", "identify", cwd=tmp_path, env=environment)
    assert '"architecture":"aarch64"' in text and '"features":["neon"]' in text
    os.remove(copy / "libcpuinfo.so.0")
    assert b"libcpuinfo.so.0" in DeviceProgram([*EMULATOR, str(copy / "narrows-device")]).run("identify").stderr


def test_the_kernels_agree_with_their_definition() -> None:
    loader = ["-E", f"LD_LIBRARY_PATH={LIBRARIES}"]
    text = output(*EMULATOR, *loader, PI / "build/tests/timing/narrows_kernels_test")
    passed = re.search(r"test cases: +(\d+) \| +(\d+) passed", text)
    assert passed is not None and passed[1] == passed[2] and int(passed[1]) >= 5


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own, with the installed package, built as its preset says."""
    build = tmp_path_factory.mktemp("consumer")
    output("cmake", "--preset", "pi", "-B", build, cwd=ROOT / "examples/cmake_consumer")
    output("cmake", "--build", build)
    return build / "consumer"


def test_a_program_of_ones_own_links_the_library(consumer: Path, tmp_path: Path) -> None:
    for file in [consumer, *FOLDER.glob("*.so.*")]:
        shutil.copy(file, tmp_path)
    assert needed(tmp_path / "consumer") <= LIBC | {file.name for file in tmp_path.iterdir()}
    text = output(*EMULATOR, tmp_path / "consumer", "4")
    assert re.fullmatch(r"2296922 parameters, [0-9.]+ ms\n", text)
