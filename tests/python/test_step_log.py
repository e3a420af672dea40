"""Steps' times of a calibration's networks, kept beside the store."""

from __future__ import annotations

from pathlib import Path

import narrows as nw
from narrows.devices.step_log import StepLog

KEY = ("pnasnet", '{"a": 1}')


def steps(ms: float) -> list[nw.OperatorTime]:
    return [nw.OperatorTime("conv1", "conv + relu", "dense", ms)]


def test_what_was_added_is_read_and_a_later_line_replaces_an_earlier_one(tmp_path: Path) -> None:
    log = StepLog(tmp_path / "pi.steps.jsonl", "XNNPACK", 1)
    assert log.read() == {}
    log.add(KEY, steps(1))
    log.add(KEY, steps(2))
    assert log.read() == {KEY: steps(2)}


def test_steps_of_another_engine_or_number_of_threads_are_not_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "pi.steps.jsonl"
    StepLog(path, "XNNPACK", 1).add(KEY, steps(1))
    assert StepLog(path, "XNNPACK", 2).read() == {}
    assert StepLog(path, "another", 1).read() == {}


def test_a_torn_line_costs_that_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "pi.steps.jsonl"
    log = StepLog(path, "XNNPACK", 1)
    log.add(KEY, steps(1))
    with path.open("a") as file:
        file.write('{"space": "pnas')
    log.add(("resnext", "{}"), steps(3))
    assert log.read() == {KEY: steps(1), ("resnext", "{}"): steps(3)}
