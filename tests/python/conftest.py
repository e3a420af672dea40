"""What tests share: Ctrl-C that is heard; devices of their own, and networks to calibrate with; a folder of images."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
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


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of images: stripes across or along."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(0)
    for name in ("across", "along"):
        (folder / name).mkdir()
        for index in range(60):
            pixels = random.integers(0, 128, (16, 16, 3), dtype=np.uint8)
            pixels[(slice(None, None, 2),) if name == "across" else (slice(None), slice(None, None, 2))] += 100
            Image.fromarray(pixels).save(folder / name / f"{index}.png")
    return folder
