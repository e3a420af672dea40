"""What tests of devices share: a list of devices of their own, and networks to calibrate with."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrows.devices import calibration
from narrows.devices.calibration_networks import Sample, draw_networks


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of devices of its own for each test."""
    monkeypatch.setenv("NARROWS_DEVICES", str(tmp_path / "devices"))
    return tmp_path


@pytest.fixture(scope="session")
def drawn() -> list[Sample]:
    """Networks of all spaces, found once: the search for the laws takes seconds."""
    return draw_networks(30, 0, 1_000_000)


@pytest.fixture
def quick_draw(drawn: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "draw_networks", lambda count, seed, max_macs, on_progress: drawn[:count])
