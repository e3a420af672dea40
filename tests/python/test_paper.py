"""The paper's numbers from Python, against numpy itself, and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import narrows as nw
from narrows.cli import main

RELEASED = Path(__file__).parents[3] / "shared" / "data" / "iotnets-even.jsonl"


def test_draws_are_those_of_numpy_for_many_ranges() -> None:
    for seed in (0, 1, 2, 41, 999, 2**32 - 1):
        ours, theirs = nw.paper.NumpyRandom(seed), np.random.RandomState(seed)
        for index in range(200):
            low = -index if index % 3 else index
            high = low + (1 << (index % 45)) + index
            size = index % 97
            assert ours.randint(low, high, size) == theirs.randint(low, high, size).tolist()


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    ranges=st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(1, 2**61)), min_size=1, max_size=8),
)
def test_any_range_and_seed_is_drawn_as_numpy_does(seed: int, ranges: list[tuple[int, int]]) -> None:
    ours, theirs = nw.paper.NumpyRandom(seed), np.random.RandomState(seed)
    for low, width in ranges:
        assert ours.randint(low, low + width, 20) == theirs.randint(low, low + width, 20).tolist()


@given(seed=st.integers(0, 2**32 - 1), items=st.lists(st.integers(-100, 100), max_size=30))
def test_shuffling_is_that_of_numpy(seed: int, items: list[int]) -> None:
    ours, theirs = nw.paper.NumpyRandom(seed), np.random.RandomState(seed)
    expected = list(items)
    theirs.shuffle(expected)
    assert ours.shuffled(items) == expected
    assert ours.randint(0, 1000) == theirs.randint(0, 1000)


def numpy_resnext(limit: int, n_end: int, f_low: int, f_end: int, number: int) -> list[int]:
    """The released code's order of draws for resnext, written once more in numpy."""
    random = np.random.RandomState(number)
    n = random.randint(1, n_end, 3).tolist()
    f = random.randint(f_low, f_end, 3).tolist()
    random.randint(limit, limit + 1, 1)
    return n + f + [int(random.randint(1, max(limit // width, 2), 1)[0]) for width in f]


@pytest.mark.parametrize(("law", "limits"), [("s1", (512, 3, 4, 64)), ("s2", (128, 3, 4, 32)), ("s3", (32, 2, 4, 8))])
def test_resnext_by_number_is_what_numpy_draws(law: str, limits: tuple[int, int, int, int]) -> None:
    for number in range(300):
        values = nw.paper.network("resnext", law, number).values
        assert values["n"] + values["f"] + values["c"] == numpy_resnext(*limits, number)


def test_a_number_below_0_is_refused() -> None:
    with pytest.raises(ValueError, match="id must be in"):
        nw.paper.network("densenet", "s1", -1)


def test_published_counts_of_the_references() -> None:
    space = nw.spaces.densenet()
    cost = nw.paper.published_cost(space, space.reference)
    assert (cost.params, cost.flops) == (7039938, 898058240)
    assert nw.paper.published_cost("densenet", space.reference) == cost


def test_laws_and_their_cardinalities() -> None:
    assert nw.paper.laws("pnasnet") == ["L0", "L1", "L2", "L3"]
    assert nw.paper.law("pnasnet", "L3").cardinality == 64
    assert nw.paper.printed_law(nw.spaces.googlenet(), "L1").cardinality > 10**119
    assert nw.paper.printed_cardinality("googlenet", "L0") == 3.4e122
    assert "128 stride vectors" in nw.paper.cardinality_note("mobilenetv2", "L1")
    assert nw.paper.cardinality_note("pnasnet", "L1") == ""


def test_seven_spaces_and_laws_for_our_own() -> None:
    assert {"resnet", "probenet"} <= set(nw.spaces.names())
    assert nw.spaces.law("probenet", "small").space.name == "probenet"


def released_row(**changes: Any) -> dict[str, Any]:
    row = {"spacename": "random_net_resnext", "law": "s3", "id": 99, "params": 4771, "flops": 2336676.0}
    return row | {"acc": 0.6296, "t_avg": 10.35, "t_std": 0.035} | changes


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.write_text(json.dumps(rows))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["paper", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_table1_prints_a_verdict_for_each_number(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "table1", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len(rows) == 10
    assert {row["verdict"] for row in rows} == {"exact"}


def test_cardinalities_say_why_they_differ(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "cardinalities", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 26
    assert all(bool(row["note"]) == (row["verdict"] == "differs") for row in rows)


def test_networks_compares_a_file_of_released_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "results_RaspPi.json", [released_row(), released_row(params=4772)])
    _, out, _ = run(capsys, "networks", str(path), "--json")
    verdicts = [json.loads(line)["verdict"] for line in out.splitlines()]
    assert verdicts == ["exact", "exact", "differs", "exact"]


def test_import_stores_good_rows_and_refuses_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "results_RaspPi.json", [released_row(), released_row(flops=1.0)])
    write(tmp_path, "results_MacBookPro.json", [released_row(t_avg=2.15)])
    database = tmp_path / "results.db"
    code, out, err = run(capsys, "import", str(tmp_path), "--database", str(database), "--json")
    assert code == 1
    assert json.loads(out)["trainings"] == 1
    assert json.loads(out)["latencies"] == 2
    assert "row 2" in err and "flops" in err
    store = nw.ResultsStore(database)
    [result] = store.results(dataset="cifar10", device="pi3bplus", max_latency_ms=20)
    assert result.latency.mean_ms == pytest.approx(10.35)


def test_a_folder_without_results_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "networks", str(tmp_path))
    assert code == 1
    assert err.count("\n") == 1 and "found none" in err


@pytest.mark.skipif(not RELEASED.exists(), reason="the released results are not beside the repository")
def test_every_released_row_is_exact() -> None:
    rows = nw.paper.compare_networks(nw.paper.read_released_results(str(RELEASED)))
    assert len(rows) == 2 * 810
    assert {row.verdict for row in rows} == {"exact"}


def test_figure1_shows_every_law_of_a_space() -> None:
    pytest.importorskip("matplotlib")
    from narrows.paper.figures import LawDraws, figure1

    draws = [
        LawDraws("pnasnet", "manual", "L1", np.array([1000, 2000, 3000])),
        LawDraws("pnasnet", "automatic", "L0", np.array([1000, 20000, 3000])),
        LawDraws("pnasnet", "automatic", "5k to 10k", np.array([6000, 7000, 12000, 8000]), 5000, 10000),
    ]
    figure = figure1(data=draws)
    left, right = figure.axes
    assert "L1" in [text.get_text() for text in left.texts]
    assert [text.get_text() for text in right.get_legend().get_texts()] == ["L0", "5k to 10k"]
    assert draws[2].share_inside == 0.75


def test_dataset_figures_mark_what_was_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    output = tmp_path / "figure4.png"
    code, out, _ = run(capsys, "figure4", "--data-root", str(tmp_path), "-o", str(output), "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert output.stat().st_size > 10_000
    assert not any(row["counted"] for row in rows)
    assert max(row["classes"] for row in rows) == 345


def test_a_figure_of_an_unknown_format_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "figure2", "--data-root", str(tmp_path), "-o", str(tmp_path / "figure.gif"))
    assert code == 2
    assert "--output" in err
    assert list(tmp_path.iterdir()) == []
