"""The workflow from Python: one search, looked at from all sides."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from search_child import arguments, dataset

import narrows as nw


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> nw.SearchRun:
    return nw.search(dataset(), **arguments(str(tmp_path_factory.mktemp("search") / "run")), progress=False)


def found(run: nw.SearchRun) -> list[tuple]:
    """What a search decides and trains, without times."""
    return sorted(
        (row["name"], json.dumps(row["architecture"]), row["validation_accuracy"], row["test_accuracy"])
        for row in run.rows()
    )


def test_a_search_trains_exports_times_and_tests_what_it_chose(run: nw.SearchRun) -> None:
    assert run.finished and len(run.trained) == 4 and len(run.candidates) == 12
    for row in run.rows():
        assert row["parameters"] < 2000
        assert row["latency_ms"] > 0
        assert Path(run.folder, row["onnx"]).exists()
        assert row["epochs"] == 3
    assert {network.result.training.train_on for network in run.trained} == {"cpu"}
    assert run.best.name == run.trained[0].name
    assert run.front[0].name == run.best.name
    assert run.law.space.name == "pnasnet"


def test_the_test_accuracy_is_that_of_the_exported_file(run: nw.SearchRun) -> None:
    ort = pytest.importorskip("onnxruntime")
    test = dataset().test
    for row in run.rows():
        session = ort.InferenceSession(str(Path(run.folder, row["onnx"])), providers=["CPUExecutionProvider"])
        facts = json.loads(session.get_modelmeta().custom_metadata_map["narrows.preprocessing"])
        images = (test.images / np.float32(255) - np.float32(facts["mean"])) / np.float32(facts["std"])
        (logits,) = session.run(None, {"images": images.transpose(0, 3, 1, 2).astype(np.float32)})
        assert np.mean(logits.argmax(axis=1) == test.labels) == pytest.approx(row["test_accuracy"], abs=5e-4)


def test_the_same_search_finds_the_same_again(run: nw.SearchRun, tmp_path: Path) -> None:
    again = nw.search(dataset(), **arguments(str(tmp_path / "again")), progress=False)
    assert found(again) == found(run)


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_workers_find_the_same_as_one_loop(run: nw.SearchRun, tmp_path: Path, kind: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ThreadPoolExecutor(2) if kind == "threads" else ProcessPoolExecutor(2, mp_context=spawn) as executor:
        pooled = nw.search(dataset(), **arguments(str(tmp_path / "pool")), executor=executor, workers=2, progress=False)
    assert found(pooled) == found(run)


def test_processes_that_would_hang_are_refused(tmp_path: Path) -> None:
    with (
        ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as executor,
        pytest.raises(ValueError, match="spawn"),
    ):
        nw.search(dataset(), **arguments(str(tmp_path / "pool")), executor=executor, workers=2, progress=False)
    assert not (tmp_path / "pool").exists()


def test_a_search_does_not_put_its_folder_among_the_images(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lies in the folder of the images"):
        nw.search(tmp_path, max_parameters="50k", out=tmp_path / "runs/search")
    assert not list(tmp_path.iterdir())


def test_tables_for_pandas_and_notebooks(run: nw.SearchRun) -> None:
    table = run.to_pandas()
    assert list(table["name"]) == [network.name for network in run.trained]
    text = run._repr_html_()
    assert run.best.name in text and "◆" in text


def test_a_watcher_that_returns_false_stops_the_search(tmp_path: Path) -> None:
    with pytest.raises(nw.Interrupted):
        nw.search(dataset(), **arguments(str(tmp_path / "run")), progress=lambda now: now.stage != "train")


def test_a_search_whose_interruption_is_kept_can_be_run_again(run: nw.SearchRun, tmp_path: Path) -> None:
    """A notebook keeps the last exception, and with its traceback everything that the search held."""
    with pytest.raises(nw.Interrupted) as kept:
        nw.search(dataset(), **arguments(str(tmp_path / "run")), progress=lambda now: now.stage != "train")
    assert kept.value.__traceback__ is not None
    again = nw.search(dataset(), **arguments(str(tmp_path / "run")), progress=False)
    assert found(again) == found(run)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"space": "lenet5"}, "lenet5"),
        ({"max_parameters": None}, "at least one limit"),
        ({"max_parameters": 5}, "the space reaches"),
        ({"max_parameters": "5 apples"}, "apples"),
        ({"train": 13}, "train must be at most candidates"),
        ({"choose": "luck"}, "choose must be one of"),
        ({"train_on": "tpu"}, "train_on"),
        ({"device": "pi"}, "device"),
    ],
)
def test_bad_arguments_are_named_and_nothing_is_written(tmp_path: Path, change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words) as error:
        nw.search(dataset(), **arguments(str(tmp_path / "run")) | change, progress=False)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "run").exists()


def test_other_options_on_the_same_folder_are_refused(run: nw.SearchRun) -> None:
    with pytest.raises(ValueError, match="seed is 0 there and 1 here"):
        nw.search(dataset(), **arguments(run.folder), seed=1, progress=False)


def test_results_are_printed_from_the_database_alone(
    run: nw.SearchRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from narrows.cli import main

    alone = tmp_path / "alone.db"
    alone.write_bytes(Path(run.folder, "results.db").read_bytes())
    for place in (run.folder, str(alone)):
        assert main(["results", place, "--json"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert len(rows) == 4
        wanted = [
            "space",
            "architecture",
            "parameters",
            "macs",
            "validation_accuracy",
            "test_accuracy",
            "latency_ms",
            "onnx",
        ]
        assert all(row[key] is not None for row in rows for key in wanted)
    space = nw.spaces.get(rows[0]["space"], input_shape=(1, 16, 16), classes=2)
    assert space.cost(space.architecture(rows[0]["architecture"])).parameters == rows[0]["parameters"]
    assert main(["results", run.folder, "--max-latency", "0.000001ms", "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["results", run.folder]) == 0
    assert run.best.name in capsys.readouterr().out
    assert main(["results", str(tmp_path / "none")]) != 0


class Clock(nw.AbstractTimer):
    """A device whose time follows multiply-accumulates, but for every third network, which takes longer."""

    measured = 0

    def measure(self, model: nw.Model) -> nw.Latency:
        self.measured += 1
        ms = time_of(model.network) * (1.5 if self.measured % 3 == 1 else 1)
        fields = {"median_ms": ms, "low_ms": 0.99 * ms, "high_ms": 1.01 * ms, "repeats": 10, "engine": "clock"}
        return nw.Latency.from_dict(fields)


def time_of(network: nw.Network) -> float:
    return 0.05 + 2e-7 * nw.count(network).macs


def test_a_limit_on_latency_holds_as_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARROWS_DEVICES", str(tmp_path))
    space = nw.spaces.get("pnasnet")
    networks = [space.build(each) for each in nw.SamplingLaw.uniform(space).sample(40, seed=1)]
    model = nw.LatencyModel.fit([(network, time_of(network)) for network in networks])
    Path(tmp_path, "local.latency.json").write_text(model.to_json())
    clock = Clock()
    asked = arguments(str(tmp_path / "run")) | {"max_parameters": None, "max_latency": "0.3ms", "candidates": 30}
    run = nw.search(dataset(), **asked, timer=clock, progress=False)
    assert run.finished and len(run.trained) == 4
    assert all(network.result.latency.high_ms < 0.3 for network in run.trained)
    assert clock.measured > 4
    assert f"4 of {clock.measured} networks that were measured" in " ".join(run.plan.notes)
    page = Path(run.folder, "report.html").read_text(encoding="utf-8")
    assert "--max-latency 0.3ms" in page and "--device local" in page


def test_a_latency_that_is_none_is_refused_before_any_work(tmp_path: Path) -> None:
    asked = arguments(str(tmp_path / "run")) | {"max_parameters": None}
    with pytest.raises(ValueError, match="expected a time such as 10ms, found '50k'"):
        nw.search(dataset(), **asked, max_latency="50k", progress=False)
    with pytest.raises(ValueError, match="more than 0 ms"):
        nw.search(dataset(), **asked, max_latency=0, progress=False)
