"""A device that is calibrated from the model of another one, and few networks."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import pytest
from device_fakes import QUICK, Fake, calibrate, stored

import narrows as nw
from narrows import cli
from narrows.devices import Calibration
from narrows.devices.calibration_networks import Sample, draw_few

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def known(home: Path, drawn: list[Sample]) -> nw.LatencyModel:
    """Of a device that is called macbook, and takes a time for each step and for work."""
    networks = [space.build(architecture) for space, architecture in drawn]
    model = nw.LatencyModel.fit([(each, 0.002 * len(each.nodes) + 1e-7 * nw.count(each).macs) for each in networks])
    (home / "devices").mkdir(exist_ok=True)
    (home / "devices/macbook.latency.json").write_text(model.to_json())
    return model


def like_macbook(device: nw.Device, networks: int | None = None) -> Calibration:
    return device.calibrate(networks, like="macbook", patience=QUICK, progress=False)


def test_few_networks_are_of_all_spaces_of_sizes_far_apart_and_the_first_of_more() -> None:
    few = draw_few(10, 0, 1_000_000)
    assert len({space.name for space, _ in few}) == 6
    sizes = sorted(math.log10(space.cost(architecture).macs) for space, architecture in few)
    assert sizes[0] < 4.6 and sizes[-1] > 5.7 and max(b - a for a, b in itertools.pairwise(sizes)) < 0.6
    assert [each.to_json() for _, each in draw_few(7, 0, 1_000_000)] == [each.to_json() for _, each in few[:7]]
    with pytest.raises(ValueError, match="at least 5, not 4"):
        draw_few(4, 0, 1_000_000)


@pytest.mark.usefixtures("quick_draw", "known")
def test_ten_networks_are_measured_and_what_the_model_rests_on_is_kept_and_shown(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(home)
    fake.add()
    assert cli.main(["device", "calibrate", "pi", "--like", "macbook"]) == 0
    assert "the model of macbook and 10 networks measured" in capsys.readouterr().out
    assert len(fake.answered()) == len(stored()) == 10
    done = nw.devices.get("pi").calibration()
    assert done.like == "macbook" and len(done.predicted_ms) == 10
    assert '"factor"' in done.model_file.read_text()
    assert cli.main(["device", "show", "pi", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["rests_on"] == "the model of macbook and 10 networks" and Path(shown["picture"]).exists()


@pytest.mark.usefixtures("quick_draw", "known")
def test_what_is_measured_is_not_measured_again_for_more_networks_or_a_model_of_its_own(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    like_macbook(device, 5)
    assert len(like_macbook(device).networks) == 10
    done = calibrate(device, 20)
    assert done.like == "" and len(fake.answered()) == 20


@pytest.mark.usefixtures("quick_draw", "known")
def test_one_that_is_broken_off_says_how_to_go_on(home: Path) -> None:
    fake = Fake(home)
    device = fake.add()
    fake.behave(dead_from=4)
    with pytest.raises(nw.Error, match=r"3 of 8 networks .* narrows device calibrate pi --networks 8 .*--like macbook"):
        device.calibrate(8, like="macbook", patience=QUICK, progress=fake.gone_after(3))


@pytest.mark.usefixtures("quick_draw", "known")
def test_a_device_three_times_slower_is_predicted_so(home: Path, drawn: list[Sample], known: nw.LatencyModel) -> None:
    few = [(space.build(architecture), 3 * known.predict(architecture)) for space, architecture in drawn[:10]]
    model = nw.LatencyModel.fit_like(few, known)
    space, architecture = drawn[20]
    assert model.predict(architecture) == pytest.approx(3 * known.predict(architecture), rel=0.01)
    low, high = model.interval(space.build(architecture))
    assert low <= model.predict(architecture) <= high


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_is_like_one_without_a_calibration_says_what_to_type(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(home)
    fake.add()
    assert cli.main(["device", "calibrate", "pi", "--like", "macbook"]) != 0
    assert "narrows device calibrate macbook" in " ".join(capsys.readouterr().err.split())
    assert fake.answered() == []


@pytest.mark.usefixtures("quick_draw", "known")
def test_too_few_networks_and_a_device_like_itself_are_refused(home: Path) -> None:
    device = Fake(home).add()
    with pytest.raises(ValueError, match="networks must be at least 5, not 4"):
        like_macbook(device, 4)
    with pytest.raises(ValueError, match="another device than pi"):
        device.calibrate(like="pi")
