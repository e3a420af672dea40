"""Events: each told once, in the process of the search, by one loop, by workers, by commands, after an interruption."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from search_child import dataset, search

import narrows as nw
from narrows.events import CandidateChosen, EpochEnded, Event, NetworkFailed, NetworkFinished, RunBegun, RunEnded
from narrows.search import left_epochs

EPOCHS, NETWORKS = 3, 4  # of search_child


def kinds(told: list[Event]) -> Counter[str]:
    return Counter(type(event).__name__ for event in told)


def epochs(told: list[Event]) -> Counter[tuple[str, int]]:
    return Counter((event.network, event.record.epoch) for event in told if isinstance(event, EpochEnded))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[nw.SearchRun, list[Event]]:
    told: list[Event] = []
    return search(tmp_path_factory.mktemp("whole") / "run", callbacks=[told.append]), told


def test_a_search_tells_all_that_happens_in_its_order(whole) -> None:
    run, told = whole
    assert kinds(told) == {
        "RunBegun": 1,
        "CandidateChosen": NETWORKS,
        "EpochEnded": NETWORKS * EPOCHS,
        "NetworkFinished": NETWORKS,
        "RunEnded": 1,
    }
    assert told[0] == RunBegun(run.folder, run.options | {"command": ""}) and told[-1] == RunEnded(run.folder)
    chosen = [event.candidate for event in told if isinstance(event, CandidateChosen)]
    assert chosen == run.plan.chosen and told[1 : NETWORKS + 1] == list(map(CandidateChosen, chosen))
    for network in run.trained:
        of_it = [event.record for event in told if isinstance(event, EpochEnded) and event.network == network.name]
        assert of_it == network.result.training.history
    rows = {event.network: dict(event.result) for event in told if isinstance(event, NetworkFinished)}
    told_alone = {"front"}  # who is on the front may change with those that finish later
    for row in run.rows():
        assert {**rows[row["name"]], **{name: row[name] for name in told_alone}} == row


def test_events_are_values(whole) -> None:
    for event in [*whole[1], NetworkFailed("a-1", "it diverged")]:
        assert pickle.loads(pickle.dumps(event)) == event == copy.deepcopy(event)
        assert repr(event).startswith(type(event).__name__ + "(") and "mappingproxy" not in repr(event)
        with pytest.raises(AttributeError):
            event.network = "other"
    with pytest.raises(TypeError):
        whole[1][0].settings["seed"] = 1


@pytest.mark.parametrize("changes", [{"workers": 2}, {"spend": "halving"}, {"spend": "halving", "workers": 2}])
def test_workers_and_halving_tell_each_epoch_once_and_here(whole, tmp_path: Path, changes: dict) -> None:
    told: list[Event] = []
    run = search(tmp_path / "run", callbacks=[told.append], **changes)
    assert set(epochs(told).values()) == {1}
    for network in run.trained:
        assert all(epochs(told)[network.name, record.epoch] for record in network.result.training.history)
    assert not list((tmp_path / "run/checkpoints").glob("*.epoch-*"))
    if "spend" not in changes:
        assert epochs(told) == epochs(whole[1]) and kinds(told) == kinds(whole[1])


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_search_and_the_one_that_goes_on_tell_each_event_once(
    whole, tmp_path: Path, workers: int
) -> None:
    told: list[Event] = []

    def stop_after_five(event: Event) -> None:
        told.append(event)
        if kinds(told)["EpochEnded"] == 5:
            raise nw.Interrupted

    with pytest.raises(nw.Interrupted):
        search(tmp_path / "run", callbacks=[stop_after_five], workers=workers)
    assert told[-1].error == "Interrupted"
    more: list[Event] = []
    search(tmp_path / "run", callbacks=[more.append], workers=workers)
    assert more[0].resumed and not told[0].resumed
    both = kinds(told) + kinds(more) - Counter({"RunBegun": 1, "RunEnded": 1})
    assert both == kinds(whole[1]) and epochs(told) + epochs(more) == epochs(whole[1])
    again: list[Event] = []
    search(tmp_path / "run", callbacks=[again.append], workers=workers)
    assert kinds(again) == {"RunBegun": 1, "RunEnded": 1}


def test_a_search_tells_of_what_commands_trained_beside_it(whole, tmp_path: Path) -> None:
    told: list[Event] = []
    search(tmp_path / "run", until="choose", callbacks=[told.append])
    command = [sys.executable, "-m", "narrows", "train", str(tmp_path / "run"), "--threads", "1", "--candidate", "2"]
    subprocess.run(command, check=True, timeout=300)
    search(tmp_path / "run", callbacks=[told.append])
    assert epochs(told) == epochs(whole[1])
    assert kinds(told) == kinds(whole[1]) + Counter({"RunBegun": 1, "RunEnded": 1})


def test_a_callback_that_fails_costs_nothing_and_is_said(whole, tmp_path: Path) -> None:
    told: list[Event] = []

    def unlucky(event: Event) -> None:
        raise KeyError("no such place")

    with pytest.warns(RuntimeWarning, match=r"callback .*unlucky failed at EpochEnded.*KeyError: 'no such place'"):
        run = search(tmp_path / "run", callbacks=[unlucky, told.append])
    assert run.rows() and kinds(told) == kinds(whole[1])


def test_what_cannot_be_called_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"callbacks\[1\]: str cannot be called"):
        search(tmp_path / "run", callbacks=[print, "tensorboard"])
    assert not (tmp_path / "run").exists()


def test_networks_that_are_left_out_are_told_with_their_reason(tmp_path: Path) -> None:
    told: list[Event] = []

    def steep(data: nw.Dataset, recipe: nw.Recipe) -> nw.Trainer:
        recipe = nw.Recipe(epochs=recipe.epochs, batch_size=32, flip=0.0, learning_rate=1e30)
        return nw.Trainer(data, recipe, train_on="cpu", threads=1)

    with pytest.raises(nw.Error, match="nothing was trained"):
        search(tmp_path / "run", callbacks=[told.append], make_trainer=steep)
    left_out = {event.network: event.reason for event in told if isinstance(event, NetworkFailed)}
    assert left_out == nw.SearchRun.load(tmp_path / "run").failures and kinds(told)["NetworkFailed"] == NETWORKS
    assert isinstance(told[-1], RunEnded) and told[-1].error.startswith("Error: nothing was trained")


def test_a_single_training_tells_its_epochs_under_the_name_it_is_given() -> None:
    space = nw.spaces.pnasnet(input_shape=(1, 16, 16), classes=2)
    network = space.build(nw.find_law(space, nw.Limit("parameters", "2k"), seed=0).law.sample(1, seed=0)[0])
    told: list[Event] = []
    trainer = nw.Trainer(dataset(), nw.Recipe(epochs=2, batch_size=32), train_on="cpu", threads=1)
    training = trainer.train(network, progress=nw.events.of_training(told.append, "mine"))
    assert told == [EpochEnded("mine", record) for record in training.history]
    seen = []
    with pytest.raises(nw.Interrupted):
        trainer.train(network, progress=nw.events.of_training(told.append, "mine", lambda now: bool(seen.append(now))))


def test_settings_of_a_search_are_told_as_its_options(whole) -> None:
    run, told = whole
    assert told[0].settings["seed"] == 0 and json.loads(json.dumps(dict(told[0].settings))) == dict(told[0].settings)
    assert run.options.items() <= told[0].settings.items()


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"kind": "Path", "state": ["/"]}', '{"kind": "SearchProgress", "state": [1]}']
)
def test_a_file_among_the_checkpoints_that_no_training_left_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "own-1.checkpoint.epoch-00001").write_text(text)
    with pytest.raises(nw.Error, match=r"own-1\.checkpoint\.epoch-00001' is not what a training leaves"):
        next(left_epochs.take(tmp_path / "own-1.checkpoint"))
