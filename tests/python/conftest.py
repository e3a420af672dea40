"""What tests share: Ctrl-C that is heard; of devices a list of their own, and networks to calibrate with."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from narrows.devices import calibration
from narrows.devices.calibration_networks import Sample, draw_networks

# A shell that starts the tests in its background has them ignore Ctrl-C, and with them all programs that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
    for name in ("draw_networks", "draw_few"):
        monkeypatch.setattr(calibration, name, lambda count, seed, max_macs, on_progress: drawn[:count])
