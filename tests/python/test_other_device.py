"""Stored accuracies answered for another device: predicted by its calibration, measured on request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from device_fakes import Fake, calibrate

import narrows as nw
from narrows import cli, devices
from narrows.search import other_device

WIDTHS = (8, 16, 32, 64)


def training(space: nw.SearchSpace, architecture: nw.Architecture, accuracy: float) -> nw.StoredTraining:
    dataset = nw.StoredDataset(
        name="shapes", digest="d1", train_images=80, validation_images=20, test_images=20, classes=10
    )
    return nw.StoredTraining(
        network=nw.StoredNetwork.of(space, architecture),
        dataset=dataset,
        validation_accuracy=accuracy,
        test_accuracy=0.5,
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A calibration of this machine after a rule, so that nothing need be measured for it."""
    monkeypatch.setenv("NARROWS_DEVICES", str(tmp_path / "devices"))
    (tmp_path / "devices").mkdir()
    space = nw.spaces.get("probenet")
    networks = [space.build(each) for each in nw.SamplingLaw.uniform(space).sample(40, seed=0)]
    model = nw.LatencyModel.fit([(network, 0.01 + 1e-8 * nw.count(network).macs) for network in networks])
    (tmp_path / "devices/local.latency.json").write_text(model.to_json())
    return tmp_path


@pytest.fixture
def database(home: Path) -> Path:
    """Wider networks are slower and more accurate."""
    space = nw.spaces.get("probenet")
    values = json.loads(space.reference.to_json())["values"]
    store = nw.ResultsStore(home / "results.db")
    for width in WIDTHS:
        store.put(training(space, space.architecture({**values, "f": [width] * 3}), 0.5 + width / 200))
    return home / "results.db"


def rows(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert cli.main(["results", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_accuracies_are_answered_for_a_device_that_nothing_was_trained_for(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(capsys, str(database), "--device", "local")
    assert [row["validation_accuracy"] for row in found] == [0.5 + width / 200 for width in reversed(WIDTHS)]
    assert all(row["predicted"] and row["front"] and row["device"] == "local" for row in found)
    assert all(row["latency_low_ms"] <= row["latency_ms"] <= row["latency_high_ms"] for row in found)
    middle = (found[1]["latency_ms"] + found[2]["latency_ms"]) / 2
    assert rows(capsys, str(database), "--device", "local", "--max-latency", f"{middle}ms") == found[2:]


def test_what_is_on_the_front_is_measured_once_and_kept(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, str(database), "--device", "local", "--measure")
    assert any(not row["predicted"] for row in found)
    assert all(not row["predicted"] for row in found if row["front"])
    kept = nw.ResultsStore(database, read_only=True).latencies("local")
    assert len(kept) == sum(not row["predicted"] for row in found)
    assert rows(capsys, str(database), "--device", "local", "--measure") == found


def test_a_network_that_breaks_the_limit_in_truth_makes_room(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local = devices.get("local")
    store = nw.ResultsStore(database)
    predicted = other_device.answers(store, local)
    limit = 1.01 * predicted[1].latency_ms
    times = iter([2 * limit, predicted[2].latency_ms, predicted[3].latency_ms])
    monkeypatch.setattr(type(local), "measure", lambda device, models: [nw.summarise_blocks([[next(times)] * 10] * 6)])
    found = other_device.answers(store, local, max_latency_ms=limit, measure=True)
    assert [answer.accuracy for answer in found] == [answer.accuracy for answer in predicted[2:]]
    assert all(answer.measured and answer.high_ms < limit for answer in found)


def test_a_device_without_a_calibration_says_what_to_type(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (devices.folder() / "local.latency.json").unlink()
    assert cli.main(["results", str(database), "--device", "local"]) != 0
    assert "narrows device calibrate local" in capsys.readouterr().err


def test_several_folders_have_one_front(database: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    space = nw.spaces.get("probenet")
    values = json.loads(space.reference.to_json())["values"]
    other = home / "other.db"
    nw.ResultsStore(other).put(training(space, space.architecture({**values, "f": [4] * 3}), 0.99))
    found = rows(capsys, str(database), str(other), "--device", "local")
    assert [row["front"] for row in found] == [True] + [False] * len(WIDTHS)
    assert found[0]["name"].startswith(str(other))


@pytest.mark.usefixtures("quick_draw")
def test_a_device_that_drifted_is_told_before_the_front_is_measured_and_only_then(
    database: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake(home)
    calibrate(fake.add())
    fake.behave(pace=1.5)
    asked = ["results", str(database), "--device", "pi"]
    assert cli.main(asked) == 0 and "slower" not in capsys.readouterr().err
    assert cli.main([*asked, "--measure"]) == 0
    assert "Warning: pi is 50% slower" in " ".join(capsys.readouterr().err.split())
    before = len(fake.answered())
    assert cli.main([*asked, "--measure"]) == 0
    assert "slower" not in capsys.readouterr().err and len(fake.answered()) == before
