"""A device that is no longer as it was calibrated: one network of its calibration is timed again in every search."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from device_fakes import Fake, calibrate

import narrows as nw
from narrows.devices import drift
from narrows.search import latency_limit

pytestmark = pytest.mark.usefixtures("quick_draw")


@pytest.fixture
def fake(home: Path) -> Fake:
    fake = Fake(home, governor="performance")
    calibrate(fake.add())
    return fake


def warned(fake: Fake, **script: Any) -> str:
    fake.behave(**({"governor": "performance"} | script))
    found = drift.measure(nw.devices.get("pi"))
    assert found is not None
    return found.warning


@pytest.mark.parametrize("pace", [1, 0.92, 1.09])
def test_a_device_as_it_was_is_passed_over(fake: Fake, pace: float) -> None:
    assert warned(fake, pace=pace) == ""


def test_one_network_is_timed_as_it_was_in_the_calibration(fake: Fake) -> None:
    before = len(fake.answered())
    found = drift.measure(nw.devices.get("pi"))
    assert found.change == 0 and len(fake.answered()) == before + 1
    assert found.then == nw.devices.get("pi").reference().latency


def test_a_slower_device_is_told_with_what_fixed_work_says_of_it(fake: Fake) -> None:
    text = warned(fake, pace=1.3, probe_pace=1.25)
    assert text.startswith("Warning: pi is 30% slower than when it was calibrated")
    assert "fixed work: arithmetic +25%, memory +0%" in text
    assert text.endswith("narrows device calibrate pi --again") and "governor" not in text


def test_a_faster_device_with_another_governor_says_both(fake: Fake) -> None:
    text = warned(fake, pace=0.5, governor="schedutil")
    assert "50% faster" in text and "governor performance then, schedutil now" in text


def test_a_busy_device_is_to_come_to_rest_first(fake: Fake) -> None:
    text = warned(fake, pace=2, disturbed=True)
    assert "disturbed now: by other work" in text and "let it come to rest" in text


def test_noise_wider_than_the_change_is_no_drift() -> None:
    then = nw.Latency.from_dict({"median_ms": 1.0, "low_ms": 0.8, "high_ms": 1.2})
    now = nw.Latency.from_dict({"median_ms": 1.2, "low_ms": 1.1, "high_ms": 1.3})
    assert not drift.Drift("pi", then, now).significant
    apart = nw.Latency.from_dict({"median_ms": 1.3, "low_ms": 1.21, "high_ms": 1.4})
    assert drift.Drift("pi", then, apart).significant


def test_a_limit_on_a_device_that_drifted_warns_also_where_nothing_is_shown(fake: Fake) -> None:
    fake.behave(pace=1.5)
    with pytest.warns(UserWarning, match="pi is 50% slower"):
        latency_limit.of("5ms", "pi")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        latency_limit.of("5ms", "pi", check=False)


def test_a_limit_on_a_device_that_drifted_says_so_among_what_is_shown(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.behave(pace=1.5)
    latency_limit.of("5ms", "pi", show=True)
    assert "Warning: pi is 50% slower" in " ".join(capsys.readouterr().err.split())


def test_a_device_that_was_just_calibrated_says_how_well_and_is_not_timed_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(home)
    fake.add()
    latency_limit.of("5ms", "pi", show=True, smoke=True)
    said = " ".join(capsys.readouterr().err.split())
    assert "pi is not calibrated yet: 20 networks" in said and "pi is calibrated: 20 networks measured" in said
    assert len(fake.answered()) == latency_limit.SMOKE_NETWORKS
