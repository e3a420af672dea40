"""Projects of others: narrows taken in as sources, as archives or shared libraries, and installed by components."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from device_program import BUILD, ROOT

import narrows as nw

# Builds lie as deep below the repository as the development build: its objects are then in the compiler's cache.
ENVIRONMENT = os.environ | {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}
FETCH = ROOT / "examples/cmake_fetch"
NARROWS = r"_ZN[KOR]*7narrows|_ZT[ISV]N7narrows"  # mangled names of the namespace


def output(*command: str | Path) -> str:
    result = subprocess.run([*map(str, command)], capture_output=True, text=True, env=ENVIRONMENT)
    assert result.returncode == 0, f"{command}: {result.stdout[-3000:]} {result.stderr}"
    return result.stdout


def new_build(name: str, *options: str, source: Path = FETCH) -> Path:
    """A configured build folder; what an earlier run compiled there is kept."""
    build = ROOT / "build" / name
    (build / "CMakeCache.txt").unlink(missing_ok=True)
    output("cmake", "-S", source, "-B", build, "-G", "Ninja", "-DNARROWS_WERROR=ON", *options)
    return build


def shown(library: Path) -> set[str]:
    """The symbols that a shared library shows others."""
    table = output("readelf", "--dyn-syms", "-W", library)
    return set(re.findall(r"^.* (?:GLOBAL|WEAK|UNIQUE) +DEFAULT +(?!UND)\S+ ([^@\s]+)", table, re.MULTILINE))


def check_program(build: Path, tmp_path: Path) -> None:
    """It finds a law, and catches what the library throws, both kinds of it."""
    (tmp_path / "text").write_text("read")
    assert re.fullmatch(r"[234]\d{4} parameters\nread", output(build / "program", "50k", tmp_path / "text"))
    assert output(build / "program", "many").startswith('mistyped: "many" is not a quantity')
    assert "failed: " in output(build / "program", "50k", tmp_path / "missing")


@pytest.fixture(scope="module")
def archives() -> Path:
    build = new_build("fetch")
    output("cmake", "--build", build, "--target", "program")
    return build


def test_a_project_takes_narrows_in_as_archives(archives: Path, tmp_path: Path) -> None:
    check_program(archives, tmp_path)
    needed = [line for line in output("readelf", "-d", archives / "program").splitlines() if "(NEEDED)" in line]
    assert needed and not [line for line in needed if "narrows" in line]


def test_a_library_of_ones_own_shows_nothing_of_the_archives_in_it(archives: Path) -> None:
    symbols = shown(archives / "libplugin.so")
    assert "_Z19first_network_belowPKc" in symbols
    assert [name for name in symbols if re.match(NARROWS, name)] == []


def test_the_project_s_own_settings_stay_as_they_were(archives: Path) -> None:
    commands = output("ninja", "-C", archives, "-t", "commands", "program").splitlines()
    (own,) = [line for line in commands if "-c " in line and "/main.cpp" in line]
    theirs = next(line for line in commands if "-c " in line and "/src/core/" in line)
    assert "-O3" in theirs and "-Wshadow" in theirs  # optimised although the project says nothing
    assert "-O" not in own and "-Wshadow" not in own
    assert "narrows" not in output("cmake", "--install", archives, "--prefix", archives / "installed")


def test_a_project_takes_narrows_in_as_shared_libraries(tmp_path: Path) -> None:
    build = new_build("fetch-shared", "-DBUILD_SHARED_LIBS=ON", "-DCMAKE_BUILD_TYPE=Debug")  # compiles in half the time
    output("cmake", "--build", build, "--target", "program")
    check_program(build, tmp_path)
    (library,) = build.glob("**/libnarrows_core.so")
    symbols = shown(library)
    assert "libnarrows_core.so.0.1" in output("readelf", "-d", build / "program")
    assert len(symbols) > 100
    assert [name for name in symbols if not re.match(NARROWS, name)] == []


def test_a_python_module_shows_its_beginning_and_nothing_else() -> None:
    for module in Path(nw.__file__).parent.glob("_*.so"):
        assert shown(module) == {f"PyInit_{module.name.split('.')[0]}"}


@pytest.fixture(scope="module")
def own_xnnpack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with include/ and lib/ of the engine's libraries, as one who builds them has it."""
    folder = tmp_path_factory.mktemp("xnnpack")
    for name in ("include", "lib"):
        (folder / name).mkdir()
    for header in ("xnnpack.h", "pthreadpool.h"):
        shutil.copy(f"/usr/include/{header}", folder / "include")
    for name in ("XNNPACK", "pthreadpool"):
        for file in (
            Path(output("c++", f"-print-file-name=lib{name}.so").strip()).resolve().parent.glob(f"lib{name}.so*")
        ):
            shutil.copy(file, folder / "lib", follow_symlinks=False)
    return folder


def test_an_xnnpack_of_ones_own_is_compiled_and_linked_with(own_xnnpack: Path) -> None:
    build = new_build("own-xnnpack", f"-DNARROWS_XNNPACK_ROOT={own_xnnpack}", "-DNARROWS_TIMING=ON")
    kernel = output("ninja", "-C", build, "-t", "commands", "narrows_timing")
    assert f"-isystem {own_xnnpack}/include" in kernel
    cache = (build / "CMakeCache.txt").read_text()
    for name in ("XNNPACK", "PTHREADPOOL"):
        assert f"NARROWS_{name}_LIBRARY:FILEPATH={own_xnnpack}/lib/" in cache


def installed(component: str, prefix: Path) -> set[str]:
    output("cmake", "--install", BUILD, "--component", component, "--prefix", prefix)
    return {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_file()}


def test_each_component_installs_what_it_is_for(tmp_path: Path) -> None:
    library = installed("cpp", tmp_path / "cpp")
    assert {"include/narrows/spaces.hpp", "include/narrows/detail/op_effect.hpp"} <= library
    assert any(name.endswith("/libnarrows_core.a") for name in library)
    assert any(name.endswith("/narrowsConfig.cmake") for name in library)
    assert not [name for name in library if name.startswith("bin/") or "torch.a" in name]
    assert installed("device", tmp_path / "device") == {"bin/narrows-device"}
    assert all(name.startswith("narrows/_") for name in installed("python", tmp_path / "python"))
