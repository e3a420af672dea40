"""docs/extending.md names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUOTED = re.findall(r"`([^`\s]+)`", (ROOT / "docs" / "extending.md").read_text(encoding="utf-8"))
PATHS = sorted({text for text in QUOTED if "/" in text and "NAME" not in text and not text.startswith("-")})


def test_there_are_paths_to_look_at():
    assert len(PATHS) > 20


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_the_guide_names_exists(path: str):
    assert (ROOT / path).exists()
