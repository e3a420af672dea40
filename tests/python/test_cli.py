"""The command line's frame, and the commands that need no search."""

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import typer

import narrows as nw
from narrows import cli
from narrows.cli import doctor

ANY_ARCHITECTURE = json.loads(nw.spaces.pnasnet().reference.to_json())


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch):
    """Registers a function as the command `search`."""

    def register(function) -> None:
        module = types.ModuleType("narrows.cli.made_up")
        module.app = typer.Typer(add_completion=False)
        module.app.command()(function)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(cli.COMMANDS, "search", (module.__name__, "made up"))
        monkeypatch.setattr(cli, "available", lambda: {name: text for name, (_, text) in cli.COMMANDS.items()})

    return register


def raising(error: BaseException):
    def function() -> None:
        raise error

    return function


def narrows(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "narrows", *arguments], capture_output=True, text=True, cwd=cwd)


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_help_lists_every_command_that_is_there_and_loads_none_of_them() -> None:
    code = (
        "import sys\nfrom narrows.cli import main\nassert main(['--help']) == 0\n"
        "print([m for m in ('typer', 'rich', 'torch', 'matplotlib', 'pandas') if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stderr.strip() == "[]"
    assert all(f"\n  {name} " in result.stdout for name in cli.available())


@pytest.mark.parametrize("name", sorted(cli.available()))
def test_every_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([name, "--help"]) == 0
    assert f"Usage: narrows {name}" in capsys.readouterr().out


def test_without_a_command_the_help_comes_with_a_non_zero_exit() -> None:
    result = narrows()
    assert result.returncode == 2 and "Usage: narrows COMMAND" in result.stdout


def test_version_is_that_of_the_package() -> None:
    assert narrows("--version").stdout == f"narrows {nw.__version__}\n"


def test_an_unknown_command_gets_one_line_naming_those_there_are() -> None:
    result = narrows("serach")
    assert result.returncode == 2 and result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and "'serach'" in result.stderr and "sample" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("limit: must be positive,\nfound -1"), 2),
        (nw.Error("a.idx: truncated"), 1),
        (FileNotFoundError(2, "No such file", "a.json"), 1),
        (ImportError("training needs torch: pip install torch"), 1),
    ],
)
def test_an_expected_failure_is_one_line_and_a_non_zero_exit(command, capsys, error: Exception, code: int) -> None:
    command(raising(error))
    assert cli.main(["search"]) == code
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert captured.err == "narrows: " + " ".join(str(error).split()) + "\n"


def test_a_mistake_of_ours_is_not_hidden(command) -> None:
    command(raising(ZeroDivisionError("ours")))
    with pytest.raises(ZeroDivisionError):
        cli.main(["search"])


def test_an_interrupted_search_says_how_to_go_on(capsys, monkeypatch, command) -> None:
    def search(data: str = "") -> None:
        raise KeyboardInterrupt

    command(search)
    assert cli.main(["search", "--data", "my photos"]) == 130
    assert capsys.readouterr().err == "narrows: interrupted; to go on: narrows search --data 'my photos'\n"


def test_an_unknown_option_gets_one_line_naming_it(capsys) -> None:
    assert cli.main(["sample", "mobilenetv2", "--cuont", "3"]) == 2
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1 and "--cuont" in captured.err


def test_the_exit_code_a_command_chooses_is_the_exit_code(command) -> None:
    command(raising(typer.Exit(3)))
    assert cli.main(["search"]) == 3


def test_sample_draws_the_same_for_the_same_seed_with_the_costs_of_each(capsys) -> None:
    assert cli.main(["sample", "mobilenetv2", "--count", "5", "--seed", "7", "--json"]) == 0
    first = rows(capsys)
    assert cli.main(["sample", "mobilenetv2", "--count", "5", "--seed", "7", "--json"]) == 0
    assert rows(capsys) == first and len(first) == 5
    space = nw.spaces.mobilenetv2()
    for row in first:
        cost = space.cost(space.architecture(row["architecture"]["values"]))
        assert row["parameters"] == cost.parameters and row["macs"] == cost.macs


def test_sample_reads_a_law_from_a_file(capsys, tmp_path: Path) -> None:
    law = nw.SamplingLaw.uniform(nw.spaces.pnasnet())
    (tmp_path / "law.json").write_text(law.to_json())
    assert cli.main(["sample", str(tmp_path / "law.json"), "--count", "3", "--json"]) == 0
    assert [row["architecture"] for row in rows(capsys)] == [json.loads(a.to_json()) for a in law.sample(3, 0)]


def test_sample_of_something_unknown_names_the_spaces(capsys) -> None:
    assert cli.main(["sample", "alexnet"]) == 2
    assert "'alexnet'" in (message := capsys.readouterr().err) and "mobilenetv2" in message


@pytest.mark.parametrize(
    ("architecture", "message"),
    [
        ("vgg", "neither a file nor"),
        ('{"values": {}}', 'no "space"'),
        ('{"space": "densenet", "values": {"n": [6, 12, 24, 16], "g": 9999, "k": 50}}', "9999"),
        ("{broken", "expected a JSON object"),
    ],
)
def test_export_refuses_a_wrong_architecture_and_writes_nothing(capsys, tmp_path, architecture, message) -> None:
    assert cli.main(["export", architecture, str(tmp_path / "a.onnx")]) == 2
    error = capsys.readouterr().err
    assert message in error and len(error.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [[], ["--no-fold"]])
def test_an_exported_architecture_gives_the_same_logits_when_read_again(capsys, tmp_path: Path, options) -> None:
    path = str(tmp_path / "a.onnx")
    assert cli.main(["export", json.dumps(ANY_ARCHITECTURE), path, "--seed", "3", *options]) == 0
    space = nw.spaces.pnasnet()
    images = np.random.default_rng(0).normal(size=(2, 3, 32, 32)).astype(np.float32)
    expected = nw.InferenceSession(nw.Model.initialised(space.build(space.reference), seed=3)).run(images)
    np.testing.assert_allclose(
        nw.InferenceSession(nw.Model.from_onnx(path)).run(images), expected, rtol=1e-3, atol=1e-4
    )


def test_time_measures_files_and_spaces(capsys, tmp_path: Path) -> None:
    path = str(tmp_path / "a.onnx")
    assert cli.main(["export", "pnasnet", path]) == 0
    capsys.readouterr()
    assert cli.main(["time", path, "pnasnet", "--repeats", "3", "--json"]) == 0
    measured = rows(capsys)
    assert [row["model"] for row in measured] == [path, "pnasnet"]
    assert all(0 < row["min_ms"] <= row["median_ms"] and row["repeats"] == 3 for row in measured)


def test_time_shows_a_table_with_what_measured(capsys) -> None:
    assert cli.main(["time", "pnasnet", "--repeats", "2", "--blocks", "6"]) == 0
    output = capsys.readouterr().out
    assert "median ms" in output and "blocks of 2, 1 thread" in output and nw.engine_version() in output


def test_time_per_operator_lists_the_longest_first_and_adds_up_to_the_whole(capsys) -> None:
    assert cli.main(["time", "mobilenetv2", "--per-operator", "--json"]) == 0
    steps = rows(capsys)
    times = [step["ms"] for step in steps]
    assert times == sorted(times, reverse=True)
    assert sum(step["share"] for step in steps) == pytest.approx(1)
    kernels = {step["kernel"] for step in steps}
    assert "depthwise" in kernels
    assert {"XNNPACK", "dense"} & kernels
    space = nw.spaces.mobilenetv2()
    whole = nw.InferenceTimer().measure(space.build(space.reference))
    assert 0.5 * whole.min_ms < sum(times) < 2 * whole.p90_ms
    assert cli.main(["time", "mobilenetv2", "--per-operator"]) == 0
    assert f"in {len(steps)} steps" in capsys.readouterr().out


def test_time_refuses_processors_that_are_not_there(capsys) -> None:
    assert cli.main(["time", "pnasnet", "--cpus", "9999"]) == 2
    assert "which this process may use, not 9999" in capsys.readouterr().err
    assert cli.main(["time", "pnasnet", "--cpus", "all"]) == 2
    assert "'all'" in capsys.readouterr().err


def test_time_on_an_unknown_device_names_those_there_are(capsys) -> None:
    assert cli.main(["time", "pnasnet", "--device", "toaster"]) == 2
    assert "'toaster'" in (message := capsys.readouterr().err) and "local" in message


def test_doctor_tells_what_works_and_what_to_type_for_the_rest(capsys) -> None:
    assert cli.main(["doctor", "--json"]) == 0
    found = {row["part"]: row for row in rows(capsys)}
    assert found["timing"]["works"] and "ms" in found["timing"]["detail"]
    assert found["narrows"]["detail"].startswith(nw.__version__)
    assert found["training"]["works"]
    assert all(row["works"] or row["mend"] for row in found.values())


def test_doctor_takes_the_command_that_mends_out_of_a_message() -> None:
    text = "built against torch 1.2.3, but torch 4.5.6 is installed; type `pip install torch==1.2.3`"
    assert doctor.explained(ImportError(text.replace("; ", ";\n"))) == (text, "pip install torch==1.2.3")
    assert doctor.explained(ImportError("nothing to type")) == ("nothing to type", "")


def test_doctor_says_what_changes_narrows_without_being_typed(monkeypatch) -> None:
    monkeypatch.setenv("NARROWS_DEVICES", "/somewhere")
    assert {"NARROWS_DEVICES": "/somewhere"}.items() <= {
        row["part"]: row["detail"] for row in doctor.environment()
    }.items()


def test_an_output_that_takes_ascii_alone_ends_no_command() -> None:
    show = "print_rows([{'front': '◆', 'latency': None}], False)"
    code = f"from narrows import cli\ncli.main(['--version'])\nfrom narrows.cli.common import print_rows\n{show}"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert result.returncode == 0 and "?" in result.stdout, result.stderr
