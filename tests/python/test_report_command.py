"""How a report types a search again that a program started."""

import narrows as nw
from narrows.report import command


def test_a_search_started_from_a_program_gets_the_command_that_repeats_it() -> None:
    limit = {"kind": "limit", "resource": "parameters", "high": 50000.0}
    memory = {"kind": "limit", "resource": "peak_activation_bytes", "high": 65536.0}
    options = {"data": "my photos", "spaces": ["resnext"], "targets": [limit, memory], "candidates": 40, "train": 2}
    options |= {"recipe": {"epochs": 3, "learning_rate": 0.1, "flip": 0.5}, "seed": 7, "subset": 500}
    assert command.repeat_command(options) == (
        "narrows search --data 'my photos' --space resnext --max-parameters 50000 --max-activation-bytes 65536 "
        "--candidates 40 --train 2 --epochs 3 --seed 7 --learning-rate 0.1 --subset 500"
    )


def test_a_search_with_balance_is_repeated_with_it() -> None:
    limit = {"kind": "limit", "resource": "parameters", "high": 50000.0}
    options = {"data": "photos", "spaces": ["resnext"], "targets": [limit], "candidates": 40, "train": 2}
    options |= {"recipe": {"epochs": 3, "balance": True}, "seed": 7, "subset": 0}
    assert command.repeat_command(options).endswith("--epochs 3 --seed 7 --balance")
    assert "recipe=nw.Recipe(epochs=3, balance=True)" in command.python_call(options)


def test_a_search_that_no_command_can_say_gets_the_call_that_repeats_it() -> None:
    band = {"kind": "band", "resource": "macs", "low": 1e6, "high": 2e6}
    energy = {"kind": "limit", "resource": "energy", "low": 0.0, "high": 2.5}
    options = {
        "data": "cifar10",
        "spaces": ["resnext", "mine"],
        "targets": [band, energy],
        "candidates": 40,
        "train": 2,
    }
    options |= {"recipe": {"epochs": 3, "flip": 0.5}, "seed": 7, "subset": 500}
    assert command.repeat_command(options) == (
        "nw.search('cifar10', ['resnext', mine], targets=[nw.Band('macs', 1000000, 2000000), nw.Limit(energy, 2.5)], "
        "candidates=40, train=2, seed=7, recipe=nw.Recipe(epochs=3), subset=500)"
    )


def test_every_field_of_a_recipe_is_compared() -> None:
    assert nw.Recipe(**command.fields_of(nw.Recipe.fast())) == nw.Recipe.fast()
    assert command.changed({"nesterov": True, "pad": 2}) == {"nesterov": True, "pad": 2}
    assert command.base_of({"nesterov": True}) == "few-images"
    assert command.base_of({"nesterov": True, "average_last": 0.5}) == ""
