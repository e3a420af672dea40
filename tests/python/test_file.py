"""Files that Python writes, in one step as C++ does."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrows import Error, _core


def test_texts_and_bytes_are_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "größe.txt"
    _core.write_file(path, "µ = 1\n")
    assert path.read_text(encoding="utf-8") == "µ = 1\n"
    _core.write_file(str(path), b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(Error, match=r"no/such/file: cannot write: No such file or directory"):
        _core.write_file(tmp_path / "no/such/file", "text")
