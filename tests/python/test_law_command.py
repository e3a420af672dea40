"""`narrows law`: find, show, plot, compare."""

import json
from pathlib import Path

import pytest

import narrows as nw
from narrows.cli import main
from narrows.law import read_search, spans


@pytest.fixture(scope="module")
def law_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("law") / "law.json"
    assert main(["law", "find", "resnext", "--max-parameters", "50k", "--out", str(path), "--json"]) == 0
    return path


def test_find_writes_a_law_that_meets_the_limit(law_file: Path) -> None:
    law = nw.SamplingLaw.from_json(law_file.read_text())
    parameters = law.costs(1000, seed=8)["parameters"]
    assert ((parameters >= 25000) & (parameters < 50000)).mean() > 0.9


def test_a_law_s_file_says_what_was_searched_and_how_it_went(
    law_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    search = read_search(law_file.read_text())
    assert [(t.resource.name, t.low, t.high) for t in search.targets] == [("parameters", 25000, 50000)]
    assert [record.generation for record in search.history] == list(range(1, 37))
    assert search.history[-1].share_inside > 0.9
    assert main(["law", "show", str(law_file)]) == 0
    shown = capsys.readouterr().out
    assert "found for Limit: parameters in [25k, 50k)" in shown
    assert max(map(len, shown.splitlines())) <= 120
    law = nw.SamplingLaw.from_json(law_file.read_text())
    assert read_search(law.to_json()).history == ()


def test_a_damaged_search_in_a_law_s_file_is_one_clear_line(
    law_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "law.json"
    path.write_text(law_file.read_text().replace('"targets": [[', '"targets": [["flops", '))
    assert main(["law", "show", str(path)]) != 0
    assert '"search" is not as expected' in capsys.readouterr().err


def test_show_prints_ranges_and_quantiles(law_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", str(law_file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    law = nw.SamplingLaw.from_json(law_file.read_text())
    assert int(shown["cardinality"]) == law.cardinality
    assert shown["variables"] == spans(law)
    assert [cost["cost"] for cost in shown["costs"]][:2] == ["parameters", "macs"]


def test_plot_and_compare(law_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    picture = tmp_path / "law.png"
    assert main(["law", "plot", str(law_file), "--out", str(picture), "--band", "parameters:25k:50k"]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()
    assert main(["law", "compare", str(law_file), str(law_file), "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert "data:image/png" in nw.SamplingLaw.from_json(law_file.read_text())._repr_html_()


def test_what_cannot_be_met_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "law.json"
    assert main(["law", "find", "resnext", "--max-parameters", "5", "--out", str(path)]) != 0
    assert "reaches parameters from" in capsys.readouterr().err
    assert not path.exists()


def test_a_law_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "compare", str(tmp_path / "none.json")]) != 0
    message = capsys.readouterr().err
    assert "none.json: expected a law's JSON file" in message and len(message.strip().splitlines()) == 1
