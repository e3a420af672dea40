"""The examples and the README's program, run as a user would run them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import narrows as nw

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "python")}


def run(arguments: list[str], folder: Path) -> str:
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_script_trains_two_networks_below_both_limits_and_writes_a_report(tmp_path: Path) -> None:
    output = run([str(ROOT / "examples/small_search.py"), "search"], tmp_path)
    found = nw.SearchRun.load(tmp_path / "search")
    costs = [network.result.training.network.cost for network in found.trained]
    assert len(costs) == 2 and all(cost.parameters < 50_000 and cost.macs < 10_000_000 for cost in costs)
    assert all(f"{cost.parameters:,} parameters" in output for cost in costs)
    assert (tmp_path / "search/report.html").stat().st_size > 50_000


def test_the_readme_s_python_program_runs_as_it_stands_there(tmp_path: Path) -> None:
    program = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    output = run(["-c", program], tmp_path).splitlines()
    assert re.fullmatch(r"mobilenetv2-\d+ 0\.\d+", output[0]), output
    assert re.fullmatch(r"[\d.]+ ms", output[1]) and "Sneaker" in nw.datasets.load("fashion-mnist").classes


def test_the_notebook_runs_from_top_to_bottom_and_shows_what_it_found(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "python"))
    notebook = nbformat.read(ROOT / "examples/search.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pages = [output["data"]["text/html"] for output in shown if "text/html" in output.get("data", {})]
    assert any("<progress" in page for page in pages), "no progress was displayed"
    assert any("runs/notebook" in page for page in pages), "the search does not show itself"
    assert any("image/png" in output.get("data", {}) for output in shown), "no picture was displayed"
    assert (tmp_path / "runs/notebook/report.html").exists()


def test_the_notebook_on_latency_answers_for_this_machine_and_for_another_device(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "python"))
    notebook = nbformat.read(ROOT / "examples/latency.ipynb", as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": tmp_path}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown), "the calibration was not drawn"
    run = nw.SearchRun.load(tmp_path / "runs/latency")
    assert len(run.trained) == 2 and all(network.result.latency.high_ms < 0.3 for network in run.trained)
    predicted, measured = [output["text"] for output in shown if "Pareto" in output.get("text", "")]
    assert predicted.count("≈ 0.") == 2
    on_front = [line for line in measured.splitlines() if "◆" in line and "◆ on" not in line]
    assert on_front and all("≈" not in line for line in on_front), measured
    assert "the calibration of local" in (tmp_path / "runs/latency/report.html").read_text()


@pytest.mark.parametrize("name", ["search", "latency"])
def test_the_notebooks_are_checked_in_without_outputs(name: str) -> None:
    notebook = json.loads((ROOT / f"examples/{name}.ipynb").read_text())
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook["cells"])


@pytest.mark.parametrize(
    "name",
    [
        "small_network.cpp",
        "small_search.py",
        "search.ipynb",
        "latency.ipynb",
        "cmake_consumer",
        "cmake_fetch",
        "replay_optuna.py",
    ],
)
def test_the_readme_leads_to_every_example(name: str) -> None:
    assert f"(examples/{name})" in (ROOT / "README.md").read_text() and (ROOT / "examples" / name).exists()
