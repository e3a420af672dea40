"""The shell lines of README and docs: each is a command with options that there are, and the README's run."""

from __future__ import annotations

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from device_program import NATIVE
from typer.core import TyperGroup

import narrows as nw
from narrows.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
PRESETS = {preset["name"] for preset in json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]}


def lines_of(page: Path) -> list[str]:
    """What a page's blocks of shell commands say, line by line."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8").replace("\\\n", " "), re.S | re.M)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def quoted_in(page: Path) -> list[str]:
    """Commands inside sentences, up to where alternatives are listed."""
    return [text.split(" | ")[0] for text in re.findall(r"`(narrows [a-z][^`]*)`", page.read_text(encoding="utf-8"))]


LINES = [(page.name, line) for page in PAGES for line in lines_of(page)]
NARROWS_LINES = [(name, line) for name, line in LINES if line.startswith("narrows ")]
QUOTED = [(page.name, text) for page in PAGES for text in quoted_in(page)]


def words_of(line: str) -> list[str]:
    return shlex.split(line, comments=True)[1:]


def found_command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the first words name, and the other words."""
    command = typer.main.get_command(importlib.import_module(COMMANDS[words[0]][0]).app)
    rest = words[1:]
    while isinstance(command, TyperGroup) and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


@pytest.mark.parametrize(("page", "line"), NARROWS_LINES)
def test_a_shown_command_takes_what_it_is_given(page: str, line: str) -> None:
    command, rest = found_command(words_of(line))
    command.make_context("narrows", rest)  # reads all options and arguments, runs nothing


@pytest.mark.parametrize(("page", "text"), QUOTED)
def test_a_named_command_has_the_options_that_are_named_with_it(page: str, text: str) -> None:
    command, rest = found_command(words_of(text))
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in rest if word.startswith("--")} <= known | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_of_make_and_presets_of_cmake_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = "\n".join([*lines_of(page), *re.findall(r"`([^`]+)`", text)])
    shown = re.sub(r"cd examples.*", "", shown)  # has presets of its own
    assert set(re.findall(r"(?:^|&& )make ([a-z][a-z-]*)", shown, re.M)) <= TARGETS
    assert set(re.findall(r"--preset[ =](\w+)", shown)) <= PRESETS


def in_shell(line: str, folder: Path) -> str:
    """Runs a line as it stands, with the commands of this checkout; its output."""
    functions = f'narrows() {{ "{sys.executable}" -m narrows "$@"; }}; narrows-device() {{ "{NATIVE[0]}" "$@"; }}; '
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python"), "NARROWS_DEVICES": str(folder / "devices")}
    result = subprocess.run(
        ["bash", "-c", functions + line],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, f"{line}\n{result.stdout}{result.stderr}"
    return result.stdout


def write_photo(path: Path) -> None:
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path, "JPEG")


def test_the_readme_s_commands_run_one_after_another(tmp_path: Path) -> None:
    write_photo(tmp_path / "photo.jpg")
    lines = [line for page, line in NARROWS_LINES if page == "README.md"]
    assert "--hours 2" in lines[0]
    in_shell(lines[0].replace("--hours 2", "--smoke"), tmp_path)
    best = nw.SearchRun.load(tmp_path / "runs/mine").best
    outputs = {
        shlex.split(line)[1]: in_shell(line.replace("NAME.onnx", f"{best.name}.onnx"), tmp_path) for line in lines[1:]
    }
    assert best.name in outputs["results"]
    assert "photo.jpg" in outputs["predict"]
    assert len([json.loads(line) for line in outputs["sample"].splitlines()]) == 100
    assert "blocks of" in outputs["time"]


def test_the_commands_of_the_device_s_program_run(tmp_path: Path) -> None:
    write_photo(tmp_path / "photo.jpg")
    space = nw.spaces.mobilenetv2()
    law = nw.find_law(space, nw.Limit("macs", "1M"), seed=0).law
    small = [architecture for architecture in law.sample(20, 0) if space.cost(architecture).macs > 0][:2]
    preprocessing = nw.Preprocessing((3, 32, 32), [0.5] * 3, [0.25] * 3, resize="crop")
    info = nw.ModelInfo(preprocessing=preprocessing, classes=list("abcdefghij"))
    nw.Model.initialised(space.build(small[0])).with_info(info).to_onnx(str(tmp_path / "best.onnx"))
    (tmp_path / "net.json").write_text(small[0].to_json())
    (tmp_path / "architectures.jsonl").write_text("".join(each.to_json() + "\n" for each in small))
    lines = [line for page, line in LINES if page == "device.md" and line.startswith("narrows-device ")]
    assert len(lines) == 6
    for line in lines:
        in_shell(line, tmp_path)
