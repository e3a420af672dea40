"""Which lines and files clang-tidy looks at when only a change is checked."""

from __future__ import annotations

import importlib.util
from pathlib import Path

PATH = Path(__file__).parents[1] / "clang_tidy.py"
SPEC = importlib.util.spec_from_file_location("clang_tidy", PATH)
clang_tidy = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(clang_tidy)

DIFF = """diff --git a/src/core/law/goal.cpp b/src/core/law/goal.cpp
--- a/src/core/law/goal.cpp
+++ b/src/core/law/goal.cpp
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
        "src/core/law/goal.cpp": [(3, 4), (38, 38)],
        "include/narrows/cost.hpp": [(1, 3)],
    }


def test_a_changed_header_is_looked_at_through_a_source_that_includes_it() -> None:
    all_sources = clang_tidy.sources()
    assert clang_tidy.readers({"include/narrows/cost.hpp": [(1, 3)]}, all_sources) == ["src/core/network/cost.cpp"]
    (reader,) = clang_tidy.readers({"include/narrows/latency.hpp": [(1, 3)]}, all_sources)
    assert "latency.hpp" in (PATH.parents[1] / reader).read_text(encoding="utf-8")
    assert clang_tidy.readers({"README.md": [(1, 1)]}, all_sources) == []


def test_nothing_that_includes_torch_is_looked_at() -> None:
    for name in clang_tidy.sources():
        assert "#include <torch/" not in (PATH.parents[1] / name).read_text(encoding="utf-8")
