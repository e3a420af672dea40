"""What mends a narrows depends on how it came here."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrows.origin import origin, rebuild


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package = tmp_path / "python/narrows"
    package.mkdir(parents=True)
    return package


def test_a_clone_and_a_build_of_pip_are_mended_in_their_source_folder(folder: Path) -> None:
    assert origin(folder) == "built by pip"
    (folder.parents[1] / "CMakeLists.txt").touch()
    assert origin(folder) == "in its clone"
    assert rebuild(folder) == "`pip install --force-reinstall --no-deps .` in the source folder"


def test_a_wheel_has_no_source_folder_so_pip_fetches_the_source_package(folder: Path) -> None:
    (folder / "devices/programs").mkdir(parents=True)
    assert origin(folder) == "from a wheel"
    assert rebuild(folder) == "`pip install --force-reinstall --no-deps --no-binary narrows narrows`"
