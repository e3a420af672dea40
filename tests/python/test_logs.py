"""Logs of a search for others, each read back with the other's own reader."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mlflow.tracking import MlflowClient
from search_child import search
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from wandb.proto import wandb_internal_pb2

import narrows as nw
from narrows import events, logs

Points = list[tuple[int, float]]
RECORD = ("train_loss", "train_accuracy", "validation_accuracy", "learning_rate")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is sent to anybody."""
    for name, value in {
        "WANDB_MODE": "offline",
        "WANDB_SILENT": "true",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path}/mlflow.db",
    }.items():
        monkeypatch.setenv(name, value)


def curves(run: nw.SearchRun, name: str) -> dict[str, Points]:
    """By network: what one number was after each epoch, as a log has it (in single precision)."""
    return {
        network.name: [(record.epoch, single(getattr(record, name))) for record in network.result.training.history]
        for network in run.trained
    }


def single(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def searched(folder: Path, log: str) -> nw.SearchRun:
    """In two runs, the first of which is interrupted in the midst of the second training."""
    ended = 0

    def interrupt(event: events.Event) -> None:
        nonlocal ended
        ended += isinstance(event, events.EpochEnded)
        if ended == 5:
            raise nw.Interrupted

    with pytest.raises(nw.Interrupted):
        search(folder, callbacks=[logs.named(log, folder / "logs"), interrupt])
    return search(folder, callbacks=[logs.named(log, folder / "logs")])


def test_tensorboard_shows_each_network_s_epochs_and_results(tmp_path: Path) -> None:
    run = searched(tmp_path / "run", "tensorboard")
    folder = tmp_path / "run/logs/tensorboard"
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {network.name for network in run.trained}
    for network in run.trained:
        read = EventAccumulator(str(folder / network.name)).Reload()
        for name in RECORD:
            points = [(point.step, point.value) for point in read.Scalars(name)]
            assert points == curves(run, name)[network.name]
        ((step, tested),) = [(point.step, point.value) for point in read.Scalars("result/test_accuracy")]
        assert (step, tested) == (3, single(network.test_accuracy))
        assert network.space in read.Tensors("network")[0].tensor_proto.string_val[0].decode()
    (settings, _) = EventAccumulator(str(folder)).Reload().Tensors("settings")
    assert "| candidates | 12 |" in settings.tensor_proto.string_val[0].decode()


def test_mlflow_has_a_run_for_the_search_and_one_within_it_for_each_network(tmp_path: Path) -> None:
    run = searched(tmp_path / "run", "mlflow")
    client = MlflowClient(os.environ["MLFLOW_TRACKING_URI"])
    experiment = client.get_experiment_by_name("narrows").experiment_id
    found = {each.info.run_name: each for each in client.search_runs([experiment])}
    assert set(found) == {"run", *(network.name for network in run.trained)}
    assert {each.info.status for each in found.values()} == {"FINISHED"}
    whole = found.pop("run")
    assert whole.data.params["candidates"] == "12"
    for name, each in found.items():
        assert each.data.tags["mlflow.parentRunId"] == whole.info.run_id
        for number in RECORD:
            history = client.get_metric_history(each.info.run_id, number)
            assert [(point.step, single(point.value)) for point in history] == curves(run, number)[name]
        row = next(row for row in run.rows() if row["name"] == name)
        assert (
            each.data.metrics["result/test_accuracy"] == row["test_accuracy"] and each.data.params["space"] == "pnasnet"
        )


def offline(folder: Path) -> Iterator[wandb_internal_pb2.Record]:
    """What Weights & Biases kept to send later: its records in LevelDB's format of logs, after seven bytes."""
    for path in sorted(folder.glob("wandb/offline-run-*/*.wandb")):
        data, place, whole = path.read_bytes(), 7, b""
        while place + 7 <= len(data):
            if 32768 - place % 32768 < 7:
                place += 32768 - place % 32768
                continue
            length, kind = struct.unpack_from("<HB", data, place + 4)
            whole += data[place + 7 : place + 7 + length]
            place += 7 + length
            if kind in (1, 4):  # whole, or the last part
                yield wandb_internal_pb2.Record.FromString(whole)
                whole = b""


def test_weights_and_biases_gets_a_run_for_each_network_in_one_group(tmp_path: Path) -> None:
    run = searched(tmp_path / "run", "wandb")
    points: dict[str, Points] = {network.name: [] for network in run.trained}
    groups, tested, name = set(), {}, ""
    for record in offline(tmp_path / "run/logs"):
        if record.HasField("run"):
            name = record.run.display_name
            groups.add(record.run.run_group)
        for item in record.history.item:
            if "train_loss" in (item.key, *item.nested_key):
                points[name].append((record.history.step.num, single(float(item.value_json))))
        for item in record.summary.update:
            if "result/test_accuracy" in (item.key, *item.nested_key):
                tested[name] = float(item.value_json)
    assert points == curves(run, "train_loss") and len(groups) == 1
    assert tested == {network.name: network.test_accuracy for network in run.trained}


def test_a_package_that_is_missing_is_one_line_that_says_what_to_type(tmp_path: Path) -> None:
    code = f"""
import importlib.util, sys
sys.argv = ["narrows"]
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in {logs.NAMES!r} else real(name, *more)
import narrows.cli
for log in {logs.NAMES!r}:
    for words in (["search", "--data", "{tmp_path}", "--max-parameters", "2k"], ["train", "pnasnet", "--data", "x"]):
        narrows.cli.main([*words, "--out", "{tmp_path}/out.onnx", "--log", log])
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    lines = found.stderr.splitlines()
    assert [line for line in lines if "pip install" in line] == [
        f"narrows: this log needs {log}; type `pip install {log}`" for log in logs.NAMES for _ in range(2)
    ]


def test_a_log_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected tensorboard, mlflow, wandb, found 'csv'"):
        logs.named("csv", tmp_path)


def test_logs_need_neither_torch_nor_each_other(tmp_path: Path) -> None:
    code = f"""
import sys
from narrows import logs
logs.named("tensorboard", "{tmp_path}")
print(sorted({{"torch", "tensorflow", "mlflow", "wandb"}} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
