"""The source package: it builds elsewhere, from itself alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    code = f"from scikit_build_core.build import build_sdist; build_sdist({str(folder)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    subprocess.run(["tar", "-x", "-f", archive, "-C", folder], check=True)
    return next(path for path in folder.iterdir() if path.is_dir())


def test_it_has_what_is_built_tested_and_said_and_nothing_built(source: Path) -> None:
    names = {str(path.relative_to(source)) for path in source.rglob("*")}
    assert {
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "Makefile",
        "cmake/debian-packages.txt",
        "tests/run_all.py",
    } <= names
    assert not [
        name for name in names if name.endswith((".so", ".o", ".whl")) or name.split("/")[0] in ("build", "runs")
    ]


def test_the_library_builds_from_it_where_there_is_no_git(source: Path) -> None:
    environment = os.environ | {"CCACHE_BASEDIR": str(source), "CCACHE_NOHASHDIR": "1", "GIT_DIR": "/nowhere"}
    build = source / "build/dev"  # as deep as the development build, and with its flags: its objects are in the cache
    configure = [
        "cmake",
        "--preset",
        "library",
        "-B",
        build,
        "-DNARROWS_WERROR=ON",
        "-DCMAKE_CXX_COMPILER=/usr/bin/c++",
    ]
    for command in (configure, ["cmake", "--build", build, "--target", "narrows_core"]):
        result = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr
    assert (build / "src/core/libnarrows_core.a").exists()
