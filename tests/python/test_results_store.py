"""A results store where there can be no write-ahead log: it works, and says what that means."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from search_child import found, search

import narrows as nw

WORDS = r"results\.db' lies on a file system that does no write-ahead logs"


def without_shared_memory(folder: Path) -> Path:
    """A place for a database whose log's shared memory cannot be made there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.db-shm").unlink(missing_ok=True)
    (folder / "results.db-shm").symlink_to("/no/such/folder/shm")
    return folder / "results.db"


def test_whoever_writes_is_warned_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = without_shared_memory(tmp_path)
    with pytest.warns(RuntimeWarning, match=WORDS):
        store = nw.ResultsStore(path)
    assert store.journal_mode == "delete" and str(path) in store.journal_warning
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert nw.ResultsStore(path, read_only=True).results() == []
        assert nw.ResultsStore(tmp_path / "other.db").journal_warning == ""
        with pytest.raises(RuntimeWarning, match=WORDS):
            nw.ResultsStore(path)


def test_a_search_that_is_moved_there_finds_the_same_and_says_so(tmp_path: Path) -> None:
    here = search(tmp_path / "here")
    search(tmp_path / "moved", until="choose")
    without_shared_memory(tmp_path / "moved")
    with pytest.warns(RuntimeWarning, match=WORDS):
        there = search(tmp_path / "moved")
    assert found(there) == found(here)


def test_on_the_command_line_a_warning_is_one_line(tmp_path: Path) -> None:
    path = without_shared_memory(tmp_path)
    code = f"""
import narrows, narrows.cli
narrows.cli.invoke = lambda command, arguments: narrows.ResultsStore({str(path)!r}) and 0
narrows.cli.main(["results"])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60).stderr
    assert said.count("\n") == 1 and said.startswith(f"narrows: '{path}' lies on a file system")
