"""Ways of choosing what to train next, and their replay on results in the form of the authors'."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import narrows as nw
from narrows import proposers

RELEASED = Path(__file__).parents[3] / "shared" / "data" / "iotnets-even.jsonl"
NUMBERS = [(space, law, n) for space in ("pnasnet", "resnext") for law in ("s1", "s2", "s3") for n in range(15)]
METHODS = [proposers.Random, proposers.Largest, proposers.ExpectedError, proposers.RegularisedEvolution]


def accuracy(network: nw.Architecture) -> float:
    """Made up: larger networks are better, up to a point, and pnasnet's a little more so."""
    size = np.log10(nw.paper.published_cost(nw.spaces.get(network.space), network).params)
    return float(0.3 + 0.1 * size - 0.01 * abs(size - 5) + 0.02 * (network.space == "pnasnet"))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks by number, in the form of the released results."""
    rows = []
    for space, law, number in NUMBERS:
        network = nw.paper.network(space, law, number)
        cost = nw.paper.published_cost(nw.spaces.get(space), network)
        row = {"space": space, "law": law, "id": number, "params": cost.params, "flops": cost.flops}
        row |= {"cifar10_accuracy": accuracy(network), "board_ms": cost.flops / 1e6, "board_std_ms": 0.0}
        rows.append(json.dumps(row))
    path = tmp_path_factory.mktemp("released") / "results.jsonl"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture(scope="module")
def candidates() -> list[nw.Architecture]:
    return list(dict.fromkeys(nw.paper.network(*number) for number in NUMBERS))


@pytest.mark.parametrize("method", METHODS)
def test_every_candidate_is_asked_for_once(method: type[nw.Proposer], candidates: list[nw.Architecture]) -> None:
    proposer = method()
    for seed in (0, 1):
        proposer.start(candidates, seed)
        asked: list[nw.Architecture] = []
        while some := proposer.ask(7):
            assert len(some) <= 7
            asked += some
            for network in some:
                proposer.tell(network, accuracy(network))
        assert len(asked) == len(candidates) and set(asked) == set(candidates)
        assert proposer.ask(1) == []


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_asks_for_the_same(method: type[nw.Proposer], candidates: list[nw.Architecture]) -> None:
    def asked(seed: int) -> list[nw.Architecture]:
        proposer = method()
        proposer.start(candidates, seed)
        found = []
        for _ in range(15):
            found += proposer.ask(1)
            proposer.tell(found[-1], accuracy(found[-1]))
        return found

    assert asked(3) == asked(3)
    if method in (proposers.Random, proposers.RegularisedEvolution):
        assert asked(3) != asked(4)


def test_evolution_goes_where_the_accurate_ones_are(candidates: list[nw.Architecture]) -> None:
    def reached(method: nw.Proposer, seed: int) -> float:
        method.start(candidates, seed)
        found = []
        for _ in range(25):
            found += method.ask(1)
            method.tell(found[-1], accuracy(found[-1]))
        return float(np.mean([accuracy(network) for network in found[10:]]))

    evolution = np.mean([reached(proposers.RegularisedEvolution(), seed) for seed in range(10)])
    at_random = np.mean([reached(proposers.Random(), seed) for seed in range(10)])
    assert evolution > at_random


def test_the_nearest_candidate_is_of_the_same_space(candidates: list[nw.Architecture]) -> None:
    parent = candidates[0]
    assert proposers.nearest(parent, parent.levels, candidates) == parent
    others = [network for network in candidates if network.space != parent.space]
    assert proposers.nearest(parent, parent.levels, others) is None


def test_levels_number_the_values() -> None:
    network = nw.spaces.resnext().reference
    assert network is not None
    values = [
        v.low + k if v.kind == "integer" else v.options[k]
        for v, k in zip(network.variables, network.levels, strict=True)
    ]
    assert nw.spaces.resnext().architecture(values) == network


def test_replaying_the_order_of_the_accuracies_has_no_regret(results: Path) -> None:
    replayed = nw.paper.replay(proposers.Largest(size=accuracy), nw.Band("parameters", 1, 1e9), 5, results=results)
    assert replayed.candidates > 20 and replayed.regret.shape == (5, 10)
    assert np.all(replayed.regret == 0) and "with 10" in str(replayed)


def test_regret_falls_with_every_training_and_has_a_spread(results: Path) -> None:
    replayed = nw.paper.replay(nw.proposers.Random(), nw.Band("parameters", 1, 1e9), 40, results=results, trained=8)
    assert np.all(np.diff(replayed.regret, axis=1) <= 0) and np.all(replayed.regret >= 0)
    assert replayed.mean[0] > replayed.mean[-1]
    low, high = replayed.interval
    assert np.all(low <= replayed.mean) and np.all(replayed.mean <= high) and high[0] > low[0]


def test_limits_on_latency_and_on_spaces_leave_networks_out(results: Path) -> None:
    rows = nw.paper.read_released_results(str(results))
    whole = nw.paper.replay(nw.proposers.Random(), nw.Band("parameters", 1, 1e9), 2, results=rows)
    middle = sorted(row.latency_ms for row in rows if row.space == "resnext")[20]
    limit = f"{1.5 * middle} ms"
    some = nw.paper.replay(nw.proposers.Random(), repeats=2, results=rows, max_latency=limit, spaces=["resnext"])
    assert some.candidates < whole.candidates
    with pytest.raises(ValueError, match="device must be one of board"):
        nw.paper.replay(nw.proposers.Random(), max_latency=100, device="pi", results=rows)


class Stubborn:
    """A method of somebody else's, that asks for the same twice."""

    def start(self, candidates: Sequence[nw.Architecture], seed: int) -> None:
        self.first = candidates[0]

    def ask(self, count: int) -> list[nw.Architecture]:
        return [self.first]

    def tell(self, architecture: nw.Architecture, accuracy: float) -> None: ...


def test_what_cannot_be_replayed_is_said(results: Path) -> None:
    everything = nw.Band("parameters", 1, 1e9)
    with pytest.raises(ValueError, match="asked for before"):
        nw.paper.replay(Stubborn(), everything, 1, results=results)
    with pytest.raises(ValueError, match="needs a limit"):
        nw.paper.replay(proposers.Random(), results=results)
    with pytest.raises(ValueError, match="not on 'weight_bytes'"):
        nw.paper.replay(proposers.Random(), nw.Limit("weight_bytes", "1MB"), results=results)
    with pytest.raises(ValueError, match="0 released networks"):
        nw.paper.replay(proposers.Random(), nw.Limit("parameters", 10), results=results)
    with pytest.raises(ValueError, match="repeats must be 1 or more"):
        nw.paper.replay(proposers.Random(), everything, 0, results=results)
    with pytest.raises(ValueError, match="sample must be 1 to"):
        proposers.RegularisedEvolution(population=3, sample=4)


class Trial:
    """What Optuna's trial offers, always the highest value."""

    def suggest_int(self, name: str, low: int, high: int) -> int:
        return high

    def suggest_categorical(self, name: str, choices: Sequence[int]) -> int:
        return choices[-1]


@pytest.mark.parametrize("name", ["densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext", "mobilenetv3"])
def test_a_trial_suggests_one_value_for_each_variable(name: str) -> None:
    space = nw.spaces.get(name)
    network = space.suggest(Trial())
    assert network.levels == [variable.size - 1 for variable in space.variables]


def test_a_replay_is_drawn_with_a_curve_for_each_method(results: Path, tmp_path: Path) -> None:
    everything = nw.Band("parameters", 1, 1e9)
    replays = {m.__name__: nw.paper.replay(m(), everything, 5, results=results) for m in METHODS}
    figure = nw.paper.replay_figure(replays)
    assert [line.get_label() for line in figure.axes[0].lines] == list(replays)
    figure.savefig(tmp_path / "replay.png")
    if folder := os.environ.get("NARROWS_KEEP_PICTURES"):
        figure.savefig(Path(folder) / "replay.png", dpi=150)


def test_the_example_compares_optuna_with_the_others(results: Path, tmp_path: Path) -> None:
    program = Path(__file__).parents[2] / "examples/replay_optuna.py"
    command = [sys.executable, str(program), str(results), str(tmp_path / "replay.png")]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert re.search(r"^TPE +behind the best of \d+, in points: ", found.stdout, re.MULTILINE), found.stdout
    assert (tmp_path / "replay.png").stat().st_size > 10_000


@pytest.mark.skipif(not RELEASED.exists(), reason="the authors' results are beside the repository")
def test_on_the_authors_results_the_largest_beat_random_ones() -> None:
    limit = nw.Limit("parameters", "100k")
    random = nw.paper.replay(proposers.Random(), limit, 100, results=RELEASED)
    largest = nw.paper.replay(proposers.Largest(), limit, 100, results=RELEASED)
    assert largest.mean[-1] < random.mean[-1]
