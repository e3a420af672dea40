"""Makes wheels that need no library and no compiler: what they link lies inside, with narrows-device and licences.

The wheel for this machine's own Python is built by pip. The others have the same Python files: only the compiled module
is made again, with the headers of the other Python and, for aarch64, with the cross compiler of `make pi`.
"""

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
from typing import NamedTuple

import pybind11

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/wheel"  # as deep as the development build, whose objects the compiler's cache then knows
PI = ROOT / "build/pi"
WORK = ROOT / "build/wheel-work"
SUITES = {"3.11": "bookworm", "3.13": "trixie"}  # the Debian release that has the headers of a Python
DEBIAN_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}
GLIBC = "2_36"  # of Debian 12 and Raspberry Pi OS bookworm, with which everything is linked
LIBC = re.compile(r"^(lib(c|m|dl|rt|pthread)\.so|ld-linux|linux-vdso)")
LIMIT = 12_000_000  # bytes


class Target(NamedTuple):
    """What a wheel is for."""

    python: str  # such as "3.11"
    machine: str  # as `uname -m` has it

    @property
    def native(self) -> bool:
        return self == Target("{}.{}".format(*sys.version_info), platform.machine())

    def tag(self, system: str) -> str:
        version = "cp" + self.python.replace(".", "")
        return f"{version}-{version}-{system}_{self.machine}"


def run(*command: str | Path) -> str:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    result = subprocess.run([*map(str, command)], cwd=ROOT, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    return result.stdout


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


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
    folder = emptied(WORK / "built")
    run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, *options)
    return next(folder.glob("*.whl"))


def headers(target: Target) -> Path:
    """The folder of another Python's headers, out of Debian's package."""
    folder = ROOT / f"build/python/{target.python}-{target.machine}"
    if not (folder / ".packages").exists():
        package = f"libpython{target.python}-dev"
        suite, architecture = SUITES[target.python], DEBIAN_NAMES[target.machine]
        run(ROOT / "cmake/unpack_packages.sh", emptied(folder), suite, architecture, package)
    return folder / f"usr/include/python{target.python}"


def compiled(target: Target) -> Path:
    """The module for a Python that does not run here."""
    name = f"wheel-{target.python}"
    build = PI / name if target.machine == "aarch64" else ROOT / "build" / name
    defined = {
        "NARROWS_PYTHON": "ON",
        "NARROWS_PYTHON_HEADERS": headers(target),
        "NARROWS_STORE": "ON",
        "NARROWS_PAPER": "ON",
        "NARROWS_DEVICE": "OFF",
        "NARROWS_TESTS": "OFF",
        "NARROWS_WERROR": "ON",
        "Python_EXECUTABLE": sys.executable,
        "pybind11_DIR": pybind11.get_cmake_dir(),
    }
    preset = "pi" if target.machine == "aarch64" else "library"
    run("cmake", "--preset", preset, "-B", build, *(f"-D{key}={value}" for key, value in defined.items()))
    run("cmake", "--build", build, "--target", "_core")
    return next(build.glob("bindings/_core.*.so"))


def strip(file: Path, machine: str) -> None:
    run("strip" if machine == platform.machine() else f"{machine}-linux-gnu-strip", "--strip-unneeded", file)


def packed(content: Path, folder: Path) -> Path:
    """The wheel of an unpacked one; WHEEL in it gives the name."""
    run(sys.executable, "-m", "wheel", "pack", "--dest-dir", emptied(folder), content)
    return next(folder.glob("*.whl"))


def unpacked(wheel: Path, folder: Path) -> Path:
    run(sys.executable, "-m", "wheel", "unpack", "--dest", emptied(folder), wheel)
    return next(folder.iterdir())


def set_tag(content: Path, tag: str) -> None:
    """What an unpacked wheel is for; a wheel's name follows from it."""
    described = next(content.glob("*.dist-info")) / "WHEEL"
    described.write_text(re.sub(r"(?m)(^Tag: .*\n)+", f"Tag: {tag}\n", described.read_text()))


def exchanged(wheel: Path, target: Target) -> Path:
    """The wheel with the module of another target."""
    content = unpacked(wheel, WORK / "exchanged")
    next(content.glob("narrows/_core.*.so")).unlink()
    module = Path(shutil.copy(compiled(target), content / "narrows"))
    strip(module, target.machine)
    set_tag(content, target.tag("linux"))
    return packed(content, WORK / "exchanged-wheel")


def repaired(wheel: Path, target: Target) -> Path:
    """With the libraries that it links inside, under names of their own."""
    folder = emptied(WORK / "repaired")
    options: list[str | Path] = ["--wheel-dir", folder]
    if target.machine != platform.machine():
        places = [PI / f"sysroot/usr/lib/{target.machine}-linux-gnu", f"/usr/{target.machine}-linux-gnu/lib"]
        options += ["--ldpaths", ":".join(map(str, places))]
    run(sys.executable, "-m", "auditwheel", "repair", *options, wheel)
    return next(folder.glob(f"*manylinux*_{target.machine}.whl"))


def device_folder(program: Path, folder: Path) -> None:
    """The program and every library but libc that it needs, found beside it wherever the folder is copied."""
    folder.mkdir(parents=True)
    shutil.copy(program, folder)
    for name, place in re.findall(r"^\s*(\S+) => (\S+)", run("ldd", program), re.MULTILINE):
        if not LIBC.match(name):
            shutil.copy(Path(place).resolve(), folder / name)
    for file in folder.iterdir():
        strip(file, platform.machine())
        run("patchelf", "--set-rpath", "$ORIGIN", file)


def filled(wheel: Path, target: Target, out: Path) -> Path:
    """With narrows-device for this machine's processor and for a Raspberry Pi, and everybody's licences.

    auditwheel has looked at the module alone; what lies beside narrows-device needs a newer glibc.
    """
    content = unpacked(wheel, WORK / "filled")
    set_tag(content, target.tag(f"manylinux_{GLIBC}"))
    programs = content / "narrows/devices/programs"
    device_folder(BUILD / "src/device/narrows-device", programs / platform.machine())
    if platform.machine() != "aarch64":
        shutil.copytree(PI / "narrows-device", programs / "aarch64")
    licences = next(content.glob("*.dist-info")) / "licenses"
    run(ROOT / "packaging/licences.sh", licences / "libraries", PI / "sysroot/usr/share/doc")
    (own,) = [file for file in distribution("pybind11").files or [] if file.name == "LICENSE"]
    shutil.copy(own.locate(), licences / "libraries/pybind11.txt")
    check(content)
    return Path(shutil.copy(packed(content, WORK / "filled-wheel"), out))


def check(content: Path) -> None:
    """The module shows Python nothing but its beginning, and what came with it cannot be taken for another's."""
    (module,) = content.glob("narrows/_core.*.so")
    table = re.findall(
        r"^.* (?:GLOBAL|WEAK) +DEFAULT +(?!UND)\S+ (\S+)", run("readelf", "--dyn-syms", "-W", module), re.M
    )
    if table != ["PyInit__core"]:
        sys.exit(f"{module.name} shows other symbols than PyInit__core: {', '.join(table[:10])}")
    alike = [file.name for file in content.glob("narrows.libs/*") if not re.search(r"-[0-9a-f]{8}\.", file.name)]
    if alike or not list(content.glob("narrows.libs/libXNNPACK-*")):
        sys.exit(f"libraries in the wheel under names that others have too, or none: {', '.join(alike)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--python", nargs="+", choices=SUITES, default=list(SUITES), help="versions; all by default")
    parser.add_argument("--machine", nargs="+", choices=DEBIAN_NAMES, default=list(DEBIAN_NAMES))
    parser.add_argument("--wheel", type=Path, help=f"begin with this one, which pip has built in {BUILD.name}")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    own = arguments.wheel or built()
    for target in [Target(python, machine) for python in arguments.python for machine in arguments.machine]:
        wheel = filled(repaired(own if target.native else exchanged(own, target), target), target, arguments.out)
        size = wheel.stat().st_size
        print(f"{wheel}: {size / 1e6:.1f} MB", flush=True)
        if size > LIMIT:
            sys.exit(f"the wheel has more than {LIMIT / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
