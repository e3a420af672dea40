"""What a calibration found: kept beside the model, shown by `narrows device show`, drawn."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest
from device_fakes import Fake, calibrate
from report_sample import sample

import narrows as nw
from narrows import _core, cli, report
from narrows.devices import Calibration
from narrows.devices.calibration_networks import Sample, key_of_sample


@pytest.fixture
def found(home: Path, drawn: list[Sample]) -> Calibration:
    """Of a device that takes 1 ms for 10 million multiply-accumulates, and predicts all 5 % too slow."""
    measured = [space.cost(architecture).macs * 1e-7 for space, architecture in drawn]
    predicted = [1.05 * each for each in measured]
    networks = [space.build(architecture) for space, architecture in drawn]
    return Calibration(
        device="local",
        model=nw.LatencyModel.fit(list(zip(networks, measured, strict=True))),
        error=nw.LatencyError.of(predicted, measured),
        measured_ms=measured,
        predicted_ms=predicted,
        networks=[key_of_sample(each) for each in drawn],
        left_out=0,
        disturbed=2,
        model_file=home / "devices/local.latency.json",
        store=home / "devices/latencies.db",
        date="2026-01-31 12:00 UTC",
        step_ms={"resnext": {"grouped": 3.0, "pointwise": 6.0, "softmax": 0.01}, "pnasnet": {"depthwise": 1.0}},
    )


@pytest.fixture
def kept(found: Calibration) -> Calibration:
    found.store.parent.mkdir()
    found.write()
    return found


def test_what_was_found_is_kept_and_read_again(kept: Calibration) -> None:
    again = nw.devices.get("local").calibration()
    assert again == kept and again.errors_by_space == kept.errors_by_space


def test_errors_and_shares_are_told_apart_by_space(found: Calibration) -> None:
    errors = found.errors_by_space
    assert sum(error.measurements for error in errors.values()) == 30
    assert all(error.median_relative == pytest.approx(0.05) for error in errors.values())
    shares = found.step_shares
    assert list(shares["resnext"]) == ["pointwise", "grouped", "softmax"]
    assert sum(shares["resnext"].values()) == pytest.approx(1) and shares["pnasnet"] == {"depthwise": 1.0}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "narrows calibration", "version": 99, "networks": []}'])
def test_a_file_that_cannot_be_read_says_what_writes_it_again(kept: Calibration, text: str) -> None:
    (kept.store.parent / "local.calibration.json").write_text(text)
    with pytest.raises(nw.Error, match=r"local\.calibration\.json.*narrows device calibrate local"):
        nw.devices.get("local").calibration()


@pytest.mark.usefixtures("home")
def test_a_device_that_was_never_calibrated_says_what_to_type() -> None:
    with pytest.raises(nw.Error, match="narrows device calibrate local"):
        nw.devices.get("local").calibration()


def test_the_figure_has_a_point_for_each_network_and_each_delivered_one(found: Calibration) -> None:
    times, errors, steps = found.figure([("resnext", 1.0, 1.1)]).axes
    points = {part.get_label(): len(part.get_offsets()) for part in times.collections}
    assert points.pop("this search") == 1 and sum(points.values()) == 30 and len(points) == 6
    assert all(offset[0] == pytest.approx(5) for part in errors.collections for offset in part.get_offsets())
    assert all("100% within 10 %" in label.get_text() for label in errors.get_yticklabels())
    assert [text.get_text() for text in steps.get_legend().get_texts()] == [
        "depthwise", "pointwise", "grouped", "others",
    ]  # fmt: skip


def test_a_device_that_does_not_say_where_time_goes_has_two_parts(found: Calibration) -> None:
    assert len(dataclasses.replace(found, step_ms=None).figure().axes) == 2


def test_show_tells_the_errors_and_draws_the_picture_once(
    kept: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["device", "show", "local", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["spaces"]["resnext"]["within_10_percent"] == 1 and shown["picture"] == str(kept.picture_file)
    assert kept.picture_file.read_bytes().startswith(b"\x89PNG")
    before = kept.picture_file.stat().st_mtime_ns
    assert cli.main(["device", "show", "local"]) == 0
    said = capsys.readouterr().out
    assert "median error 5.0%" in said and "pointwise 67%" in said
    assert kept.picture_file.stat().st_mtime_ns == before


def test_show_draws_where_it_is_told_to(kept: Calibration, home: Path) -> None:
    assert cli.main(["device", "show", "local", "--plot", str(home / "picture.svg")]) == 0
    assert "<svg" in (home / "picture.svg").read_text() and not kept.picture_file.exists()


def test_show_does_without_matplotlib(
    kept: Calibration, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert cli.main(["device", "show", "local", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["picture"] is None and "needs matplotlib" in said.err


@pytest.mark.usefixtures("quick_draw")
def test_a_calibrated_device_shows_itself_even_if_its_figures_were_lost(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = calibrate(Fake(home).add())
    kept = nw.devices.get("pi").calibration()
    assert done.step_ms is None and dataclasses.replace(kept, error=done.error) == done
    assert kept.error.median_relative == pytest.approx(done.error.median_relative)
    (done.store.parent / "pi.calibration.json").unlink()
    assert cli.main(["device", "show", "pi"]) == 0
    assert "narrows device calibrate pi" in " ".join(capsys.readouterr().out.split())


def test_the_report_shows_the_calibration_that_a_limit_rests_on(found: Calibration) -> None:
    page = report.render(dataclasses.replace(sample(), calibration=found))
    assert "the calibration of local (2026-01-31 12:00 UTC)" in page and "predicted without having seen it" in page
    assert "the calibration of" not in report.render(sample())


@pytest.mark.parametrize(
    ("space", "kinds"),
    [
        ("densenet", {"dense", "pointwise", "scale", "mean pool", "whole mean", "linear"}),
        ("mobilenetv2", {"dense", "pointwise", "depthwise", "whole mean", "linear"}),
        ("resnext", {"pointwise", "grouped", "whole mean", "linear"}),
    ],
)
def test_steps_are_told_by_the_kind_of_their_work(space: str, kinds: set[str]) -> None:
    built = nw.spaces.get(space).build(nw.spaces.get(space).reference)
    steps = nw.InferenceSession(nw.Model.initialised(built)).profile(2)
    times = _core.times_by_kind(built, steps)
    assert set(times) == kinds | {"copy"} and sum(times.values()) == pytest.approx(sum(step.ms for step in steps))
