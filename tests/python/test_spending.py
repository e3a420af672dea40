"""Where a search spends its training: halving, and a proposer that says what is trained next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from search_child import arguments, dataset

import narrows as nw


def search(folder: Path, **changes) -> nw.SearchRun:
    return nw.search(dataset(), **arguments(str(folder)) | changes, progress=False)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> nw.SearchRun:
    return search(tmp_path_factory.mktemp("full") / "run", recipe=RECIPE)


RECIPE = nw.Recipe(epochs=8, batch_size=32, flip=0.0)


def test_halving_trains_the_best_to_the_end_with_the_weights_of_full_training(full, tmp_path) -> None:
    run = search(tmp_path / "run", recipe=RECIPE, spend="halving")  # rungs: 4 networks 2 epochs, 2 for 4, 1 for 8
    assert run.finished and len(run.trained) == 1 and len(run.stopped) == 3
    assert [it.epochs for it in run.stopped] == [4, 2, 2]
    best = run.trained[0]
    same = next(it for it in full.trained if it.name == best.name)
    assert best.validation_accuracy == same.validation_accuracy and best.test_accuracy == same.test_accuracy
    assert (
        nw.Model.from_onnx(f"{run.folder}/{best.onnx}").weights
        == nw.Model.from_onnx(f"{full.folder}/{same.onnx}").weights
    )
    assert run.schedule is not None and [rung.networks for rung in run.schedule.rungs] == [4, 2, 1]
    assert not [*Path(run.folder, "checkpoints").iterdir()]
    assert "training stopped for" in run.report.read_text(encoding="utf-8")
    from narrows.report.command import command_line, python_call

    assert "--spend halving" in command_line(run.options) and "spend='halving'" in python_call(run.options)


def test_the_fast_recipe_by_name_keeps_the_flips_that_fit_the_data(tmp_path) -> None:
    from narrows.report.command import base_of, command_line
    from narrows.search.arguments import read_recipe

    assert read_recipe("fast", 3, "svhn").flip == 0
    assert read_recipe("fast", None, "photos", learning_rate=0.2).learning_rate == 0.2
    assert read_recipe("paper", None, "photos") == nw.Recipe()
    with pytest.raises(ValueError, match='"fast", "few-images", not \'quick\''):
        read_recipe("quick", None, "photos")
    run = search(tmp_path / "run", recipe="fast", epochs=2, train=1)
    assert base_of(run.options["recipe"]) == "fast"
    assert "--recipe fast" in command_line(run.options)
    assert base_of(run.options["recipe"] | {"nesterov": False}) == ""


def names(run: nw.SearchRun) -> list[str]:
    return [candidate.name for candidate in run.plan.chosen]


def test_a_proposer_drives_a_search_and_a_resumed_one_repeats_it(tmp_path) -> None:
    method = nw.proposers.RegularisedEvolution(population=2, sample=1)
    run = search(tmp_path / "run", proposer=method)
    assert run.finished and len(run.trained) == 4
    assert run.plan.choice == "chosen one after another, by a proposer"
    calls = 0

    def stop_after_two(now: nw.SearchProgress) -> bool:
        nonlocal calls
        calls += now.stage == "train" and now.finished
        return calls < 2

    with pytest.raises(nw.Interrupted):
        nw.search(dataset(), **arguments(str(tmp_path / "again")), proposer=method, progress=stop_after_two)
    again = search(tmp_path / "again", proposer=method)
    assert names(again) == names(run)
    with pytest.raises(ValueError, match="choose another folder"):
        search(tmp_path / "again", proposer=nw.proposers.Largest(lambda it: sum(it.levels)))


class Told(nw.Proposer):
    """Proposes two, one after another, and no more."""

    def start(self, candidates: Sequence[nw.Architecture], seed: int) -> None:
        self.left, self.told = list(candidates)[:2], []

    def ask(self, count: int) -> list[nw.Architecture]:
        asked, self.left = self.left[:count], self.left[count:]
        return asked

    def tell(self, architecture: nw.Architecture, accuracy: float) -> None:
        self.told.append((architecture, accuracy))


def test_a_proposer_is_told_what_became_of_its_networks_and_may_end_early(tmp_path) -> None:
    method = Told()
    run = search(tmp_path / "run", proposer=method)
    assert run.finished
    assert sorted(accuracy for _, accuracy in method.told) == sorted(it.validation_accuracy for it in run.trained)
    assert len(run.trained) == 2


def test_what_a_proposer_cannot_do_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="has no method 'start'"):
        search(tmp_path / "run", proposer="largest")
    with pytest.raises(ValueError, match="hours needs to know the networks before they are trained"):
        search(tmp_path / "run", proposer=Told(), hours=1.0)
    with pytest.raises(ValueError, match="a proposer is given as such"):
        search(tmp_path / "run", choose="proposer")
    assert not (tmp_path / "run").exists()
