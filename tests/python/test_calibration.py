"""Calibrations of devices that die, hang, talk rubbish and are interrupted: nothing is lost and nothing mixed."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from device_fakes import QUICK, Fake, calibrate, stored
from device_program import ROOT

import narrows as nw
from narrows import cli, devices
from narrows.devices.calibration_networks import Sample, draw_networks

pytestmark = pytest.mark.usefixtures("home")


def test_networks_are_of_all_spaces_below_the_limit_and_fewer_are_the_first_of_more(
    drawn: list[Sample],
) -> None:
    assert len({space.name for space, _ in drawn[:6]}) == 6
    assert all(0 < space.cost(architecture).macs < 1_000_000 for space, architecture in drawn)
    fewer = draw_networks(24, 0, 1_000_000)
    texts = [architecture.to_json() for _, architecture in drawn]
    assert [architecture.to_json() for _, architecture in fewer] == texts[:24]
    assert len(set(texts)) == 30


@pytest.mark.usefixtures("quick_draw")
def test_a_calibration_measures_each_network_once_and_fits_a_model(home: Path) -> None:
    fake = Fake(home)
    done = calibrate(fake.add())
    asked = [json.dumps(each, sort_keys=True) for each in fake.answered()]
    assert len(asked) == len(set(asked)) == 25
    assert {space for space, _ in done.networks} == set(nw.spaces.names()) & {space for space, _ in stored()}
    assert len({space for space, _ in done.networks}) == 6
    assert len(stored()) == 25 and sorted(stored().values()) == sorted(done.measured_ms)
    assert done.error.measurements == 25 and done.model_file.exists()
    space = nw.spaces.mobilenetv2()
    assert devices.get("pi").latency_model().predict(space.reference) == pytest.approx(
        done.model.predict(space.reference)
    )


@pytest.mark.usefixtures("quick_draw")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_device_that_dies_hangs_and_talks_rubbish_loses_and_mixes_nothing(home: Path, seed: int) -> None:
    calm = Fake(home, "calm")
    calibrate(calm.add())
    chosen = random.Random(seed)
    moments = chosen.sample(range(1, 26, 2), 7)  # never three in a row, after which a network is left out
    wild = Fake(home, "wild", deaths=moments[:3], rubbish=moments[3:5], stale=moments[5:6], hangs=moments[6:])
    done = calibrate(wild.add())
    assert stored("wild") == stored("calm")
    assert len(wild.answered()) >= 25 and done.left_out == 0


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_goes_for_good_ends_with_what_to_type_and_the_same_command_goes_on(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    fake.behave(dead_from=11)
    with pytest.raises(
        nw.Error, match=r"10 of 25 networks .* kept; to go on: narrows device calibrate pi --networks 25"
    ):
        device.calibrate(25, max_macs=1_000_000, patience=QUICK, progress=fake.gone_after(10))
    before = stored()
    assert len(before) == 10
    fake.unreachable(False)
    fake.behave()
    calibrate(device)
    asked = [json.dumps(each, sort_keys=True) for each in fake.answered()]
    assert len(asked) == len(set(asked)) == 25
    assert before.items() <= stored().items()


@pytest.mark.usefixtures("quick_draw")
def test_a_network_that_the_device_does_not_survive_is_left_out(home: Path) -> None:
    fake = Fake(home, deaths=[4, 5, 6])
    done = calibrate(fake.add())
    assert (done.left_out, len(done.networks)) == (1, 24)


@pytest.mark.usefixtures("quick_draw")
def test_more_networks_go_on_where_fewer_ended(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    calibrate(device, 20)
    calibrate(device, 30)
    assert len(fake.answered()) == 30


@pytest.mark.usefixtures("quick_draw")
def test_networks_that_their_space_builds_otherwise_today_are_measured_again(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    calibrate(device, 20)
    with sqlite3.connect(devices.folder() / "latencies.db") as database:
        database.execute("UPDATE architectures SET fingerprint = 'of an older build function' WHERE id <= 5")
    assert device.reference().network.fingerprint != "of an older build function"
    calibrate(device, 20)
    assert len(fake.answered()) == 25


@pytest.mark.usefixtures("quick_draw")
def test_two_devices_are_calibrated_into_one_store_without_mixing(home: Path) -> None:
    first, second = Fake(home, "first"), Fake(home, "second")
    calibrate(first.add())
    before = stored("first")
    calibrate(second.add())
    assert len(second.answered()) == 25  # what is known of one device says nothing of another
    assert stored("first") == before


@pytest.mark.usefixtures("quick_draw")
def test_a_second_calibration_of_the_same_device_is_refused(home: Path) -> None:
    device = Fake(home).add()

    def again(done: int, of: int, text: str) -> None:
        if done == 3:
            with pytest.raises(nw.Error, match="another calibration of pi is running"):
                calibrate(device)

    device.calibrate(25, max_macs=1_000_000, patience=QUICK, progress=again)
    assert len(stored()) == 25


def test_a_calibration_stopped_by_ctrl_c_says_how_to_go_on_and_goes_on(
    home: Path, request: pytest.FixtureRequest
) -> None:
    fake = Fake(home, slow_s=0.2)
    fake.add()
    command = ["device", "calibrate", "pi", "--networks", "20", "--max-macs", "1M", "--json"]
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    process = subprocess.Popen(
        [sys.executable, "-m", "narrows", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=paths,
    )
    while len(fake.answered()) < 3 and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to go on: narrows device calibrate pi --networks 20" in complaint
    kept = stored()
    assert len(kept) >= 2
    fake.behave()
    request.getfixturevalue("quick_draw")
    assert cli.main(command) == 0
    assert kept.items() <= stored().items() and len(stored()) == 20
    assert len(fake.answered()) <= 21  # the one that was interrupted may have been answered twice


@pytest.mark.usefixtures("quick_draw")
def test_this_machine_is_calibrated_without_a_program(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = home / "plot.svg"
    command = [
        "device",
        "calibrate",
        "local",
        "--networks",
        "20",
        "--max-macs",
        "500k",
        "--blocks",
        "2",
        "--plot",
        str(plot),
    ]
    assert cli.main(command) == 0
    assert "20 networks measured" in (said := capsys.readouterr().out) and "R²" in said
    assert plot.read_text().count("<svg") == 1
    assert nw.devices.get("local").latency_model().predict(nw.spaces.mobilenetv2().reference) > 0


@pytest.mark.usefixtures("quick_draw")
@pytest.mark.parametrize("options", [{"networks": 3}, {"max_macs": 10}])
def test_too_little_to_fit_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be at least"):
        nw.devices.get("local").calibrate(**options)


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_is_not_calibrated_says_what_to_type(home: Path) -> None:
    with pytest.raises(nw.Error, match="narrows device calibrate pi"):
        Fake(home).add().latency_model()
