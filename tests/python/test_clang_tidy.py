"""Which lines and files clang-tidy looks at when only a change is checked."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "clang_tidy.py"
SPEC = importlib.util.spec_from_file_location("clang_tidy", PATH)
clang_tidy = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(clang_tidy)

DIFF = """diff --git a/src/core/law/range.cpp b/src/core/law/range.cpp
--- a/src/core/law/range.cpp
+++ b/src/core/law/range.cpp
@@ -3 +3,2 @@ namespace narrows {
-old
+new
+newer
@@ -20,4 +21,0 @@ what is only removed
-a
@@ -40,0 +38 @@
+one line
diff --git a/include/narrows/cost.hpp b/include/narrows/cost.hpp
--- a/include/narrows/cost.hpp
+++ b/include/narrows/cost.hpp
@@ -1,2 +1,3 @@
"""


def test_added_and_changed_lines_are_read_off_a_diff() -> None:
    assert clang_tidy.changed_lines(DIFF) == {
        "src/core/law/range.cpp": [(3, 4), (38, 38)],
        "include/narrows/cost.hpp": [(1, 3)],
    }


def test_a_changed_header_is_looked_at_through_a_source_that_includes_it() -> None:
    all_sources = clang_tidy.sources()
    assert clang_tidy.readers({"include/narrows/cost.hpp": [(1, 3)]}, all_sources) == ["src/core/network/cost.cpp"]
    (reader,) = clang_tidy.readers({"include/narrows/latency.hpp": [(1, 3)]}, all_sources)
    assert "latency.hpp" in (PATH.parents[1] / reader).read_text(encoding="utf-8")
    assert clang_tidy.readers({"README.md": [(1, 1)]}, all_sources) == []


def test_files_of_which_most_has_changed_come_first() -> None:
    changed = {
        "src/core/law/range.cpp": [(1, 2)],
        "src/core/law/axes.cpp": [(1, 1)],
        "src/core/law/genome.cpp": [(5, 9)],
    }
    wanted = ["src/core/law/genome.cpp", "src/core/law/range.cpp", "src/core/law/axes.cpp"]
    assert clang_tidy.readers(changed, clang_tidy.sources()) == wanted


def test_on_main_a_change_is_what_its_last_day_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str, date: str = "2026-01-05T12:00:00Z") -> str:
        who = {
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b",
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@b",
        }
        dates = {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, env=os.environ | who | dates, capture_output=True, text=True, check=True).stdout

    monkeypatch.setattr(clang_tidy, "ROOT", tmp_path)
    git("init", "-q", "-b", "main")
    for day in (2, 4, 5):
        git("commit", "-q", "--allow-empty", "-m", str(day), date=f"2026-01-0{day}T12:30:00Z")
    hashes = git("rev-list", "HEAD").split()  # the newest first
    assert clang_tidy.base_of_change() == hashes[1]
    git("commit", "-q", "--allow-empty", "-m", "later", date="2026-01-05T13:00:00Z")
    assert clang_tidy.base_of_change() == hashes[1]
    git("checkout", "-q", "-b", "work")
    git("commit", "-q", "--allow-empty", "-m", "mine", date="2026-01-09T13:00:00Z")
    assert clang_tidy.base_of_change() == git("rev-parse", "main").strip()


def test_nothing_that_includes_torch_is_looked_at() -> None:
    for name in clang_tidy.sources():
        assert "#include <torch/" not in (PATH.parents[1] / name).read_text(encoding="utf-8")
