"""Makes a wheel that needs no library and no compiler: what it links lies inside, with narrows-device and licences."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pybind11

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/wheel"  # as deep as the development build, whose objects the compiler's cache then knows
WORK = ROOT / "build/wheel-work"
LIBC = re.compile(r"^(lib(c|m|dl|rt|pthread)\.so|ld-linux|linux-vdso)")
LIMIT = 12_000_000  # bytes


def run(*command: str | Path) -> str:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    result = subprocess.run([*map(str, command)], cwd=ROOT, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    return result.stdout


def built() -> Path:
    """The wheel as pip builds it, without torch: no module fits every one. narrows-device lies in the build folder."""
    defined = {
        "NARROWS_TRAINING": "OFF",
        "NARROWS_DEVICE": "ON",
        "NARROWS_WERROR": "ON",
        "CMAKE_CXX_COMPILER": "/usr/bin/c++",
        "pybind11_DIR": pybind11.get_cmake_dir(),
    }
    settings = [f"cmake.define.{name}={value}" for name, value in defined.items()]
    options = [f"--config-settings={setting}" for setting in [f"build-dir={BUILD}", *settings]]
    folder = WORK / "built"
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, *options)
    return next(folder.glob("*.whl"))


def repaired(wheel: Path) -> Path:
    """With the libraries that it links inside, under names of their own."""
    folder = WORK / "repaired"
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", folder, wheel)
    return next(folder.glob("*.whl"))


def device_folder(program: Path, folder: Path) -> None:
    """The program and every library but libc that it needs, found beside it wherever the folder is copied."""
    shutil.copy(program, folder)
    for name, place in re.findall(r"^\s*(\S+) => (\S+)", run("ldd", program), re.MULTILINE):
        if not LIBC.match(name):
            shutil.copy(Path(place).resolve(), folder / name)
    for file in folder.iterdir():
        run("strip", "--strip-unneeded", file)
        run("patchelf", "--set-rpath", "$ORIGIN", file)


def filled(wheel: Path, out: Path) -> Path:
    """With narrows-device for this machine's processor and for a Raspberry Pi, and everybody's licences."""
    folder = WORK / "filled"
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "wheel", "unpack", "--dest", folder, wheel)
    content = next(folder.iterdir())
    programs = content / "narrows/devices/programs"
    (programs / platform.machine()).mkdir(parents=True)
    device_folder(BUILD / "src/device/narrows-device", programs / platform.machine())
    if platform.machine() != "aarch64":
        shutil.copytree(ROOT / "build/pi/narrows-device", programs / "aarch64")
    licences = next(content.glob("*.dist-info")) / "licenses"
    run(ROOT / "packaging/licences.sh", licences / "libraries", ROOT / "build/pi/sysroot/usr/share/doc")
    (own,) = [file for file in distribution("pybind11").files or [] if file.name == "LICENSE"]
    shutil.copy(own.locate(), licences / "libraries/pybind11.txt")
    run(sys.executable, "-m", "wheel", "pack", "--dest-dir", out, content)
    return max(out.glob("*.whl"), key=lambda path: path.stat().st_mtime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    wheel = filled(repaired(built()), out)
    size = wheel.stat().st_size
    print(f"{wheel}: {size / 1e6:.1f} MB")
    if size > LIMIT:
        sys.exit(f"the wheel has more than {LIMIT / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
