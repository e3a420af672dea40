"""`narrows search` as a user types it, in a process of its own: interrupted, refused, out of space."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

SMALL = ["--space", "pnasnet", "--max-parameters", "2000", "--candidates", "6", "--train", "2", "--threads", "1"]


def words(data: str | Path, out: Path, *more: str) -> list[str]:
    return ["search", "--data", str(data), *SMALL, "--batch-size", "32", "--out", str(out), *more]


def narrows(*arguments: str, prepare: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "narrows", *arguments]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=prepare, timeout=300)


def one_line(found: subprocess.CompletedProcess[str]) -> str:
    """The last line on standard error; nothing there may be a traceback."""
    assert "Traceback" not in found.stderr, found.stderr
    return found.stderr.strip().splitlines()[-1]


def trained(folder: Path) -> list[dict]:
    return [json.loads(line) for line in narrows("results", str(folder), "--json").stdout.splitlines()]


def test_worker_processes_of_the_command_find_the_same_and_end_with_it(photos, tmp_path) -> None:
    def found(folder: Path) -> list[tuple]:  # among equally accurate ones the measured latency decides the order
        return sorted((str(row["architecture"]), row["validation_accuracy"]) for row in trained(folder))

    assert narrows(*words(photos, tmp_path / "one", "--epochs", "3")).returncode == 0
    two = narrows(*words(photos, tmp_path / "two", "--epochs", "3", "--workers", "2"))
    assert two.returncode == 0, two.stderr
    assert found(tmp_path / "two") == found(tmp_path / "one")

    out = tmp_path / "stopped"
    arguments = words(photos, out, "--epochs", "500", "--workers", "2")
    with subprocess.Popen([sys.executable, "-m", "narrows", *arguments], stderr=subprocess.PIPE, text=True) as child:
        deadline = time.monotonic() + 120
        while not list(out.glob("checkpoints/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        workers = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=60)
    assert child.returncode == 130 and "to go on: narrows search" in errors and "Traceback" not in errors
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}/stat").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in workers if Path(f"/proc/{pid}/stat").exists()]


def test_ctrl_c_ends_within_two_seconds_says_how_to_go_on_and_the_same_command_does(photos, tmp_path) -> None:
    out = tmp_path / "run"
    arguments = words(photos, out, "--epochs", "30")
    with subprocess.Popen(
        [sys.executable, "-m", "narrows", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        deadline = time.monotonic() + 120
        while not list(out.glob("checkpoints/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=60)
        assert time.monotonic() - begin < 2
    assert child.returncode == 130
    assert "to go on: narrows search --data" in errors and "Traceback" not in errors
    assert trained(out) == [] or len(trained(out)) == 1
    assert narrows(*arguments).returncode == 0
    assert [row["epochs"] for row in trained(out)] == [30, 30]
    again = narrows("report", str(out))
    assert again.returncode == 0 and not again.stderr
    (photos / "along" / "0.png").write_bytes((photos / "along" / "1.png").read_bytes())
    assert "no longer" in narrows("report", str(out)).stderr


def test_a_full_disk_is_said_and_loses_nothing(photos, tmp_path) -> None:
    """A limit on the size of files stands in for the full disk."""
    out = tmp_path / "run"
    arguments = words(photos, out, "--epochs", "1")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, 24_000))

    found = narrows(*arguments, prepare=small_files)
    assert found.returncode == 1
    assert "narrows: " in one_line(found) and str(out) in one_line(found)
    assert not list(out.rglob("*.tmp*"))
    assert narrows(*arguments).returncode == 0
    assert len(trained(out)) == 2


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("command", ["search", "train"])
def test_cuda_without_a_gpu_is_refused_and_nothing_is_written(photos, tmp_path, command: str) -> None:
    out = tmp_path / "made"
    arguments = words(photos, out) if command == "search" else ["train", "pnasnet", "--data", str(photos)]
    found = narrows(*arguments, *(["--out", str(out)] if command == "train" else []), "--train-on", "cuda")
    assert found.returncode == 1 and "cuda" in one_line(found)
    assert not list(tmp_path.iterdir())


def broken_photo(folder: Path) -> str:
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    for name in ("a/1.png", "a/2.png", "b/1.png", "b/2.png", "a/3.png", "b/3.png"):
        Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(folder / name)
    (folder / "a" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    return "broken.jpg"


def no_images(folder: Path) -> str:
    folder.mkdir()
    (folder / "letter.txt").write_text("no image")
    return str(folder)


def truncated_idx(folder: Path) -> str:
    folder.mkdir()
    for name in ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"):
        (folder / name).write_bytes(bytes([0, 0, 8, 3, 0, 0, 1, 0, 0, 0, 0, 28, 0, 0, 0, 28]) + bytes(100))
    for name in ("train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"):
        (folder / name).write_bytes(bytes([0, 0, 8, 1, 0, 0, 1, 0]) + bytes(256))
    return "train-images-idx3-ubyte"


@pytest.mark.parametrize("make", [broken_photo, no_images, truncated_idx])
def test_broken_data_is_named_and_nothing_is_written(tmp_path, make: Callable[[Path], str]) -> None:
    named = make(tmp_path / "data")
    found = narrows(*words(tmp_path / "data", tmp_path / "run"))
    assert found.returncode in {1, 2} and named in one_line(found)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--data", "no-such-data"], "no-such-data"),
        (["--space", "vgg"], "vgg"),
        (["--max-parameters", "3"], "the space reaches parameters from 294 to"),
        (["--max-parameters", "many"], "many"),
        (["--epochs", "0"], "epochs"),
        (["--batch-size", "1"], "batch_size"),
        (["--train", "99"], "train"),
        (["--schedule", "warm"], "schedule"),
        (["--device", "nowhere"], "nowhere"),
        (["--max", "energy=5"], "FILE.py:NAME=AMOUNT"),
        (["--no-such-option"], "no-such-option"),
    ],
)
def test_a_bad_option_gets_one_line_and_nothing_is_written(photos, tmp_path, change: list[str], said: str) -> None:
    found = narrows(*words(photos, tmp_path / "run"), *change)
    assert found.returncode in {1, 2} and said in one_line(found)
    assert not (tmp_path / "run").exists()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(photos, tmp_path) -> None:
    out = tmp_path / "run"
    arguments = words(photos, out, "--epochs", "1")
    assert narrows(*arguments).returncode == 0
    with sqlite3.connect(out / "results.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = (out / "results.db").read_bytes()
    for again in (narrows(*arguments), narrows("results", str(out))):
        assert again.returncode == 1 and "newer" in one_line(again)
    assert (out / "results.db").read_bytes() == before


def test_a_resource_of_the_user_s_limits_the_search_from_the_command_line(photos, tmp_path) -> None:
    (tmp_path / "energy.py").write_text(
        "import narrows as nw\nenergy = nw.Resource.linear('energy', macs=2e-6, parameters=1e-4, unit='mJ')\n"
    )
    found = narrows(*words(photos, tmp_path / "run", "--epochs", "1", "--max", f"{tmp_path / 'energy.py'}:energy=1"))
    assert found.returncode == 0, found.stderr
    for row in trained(tmp_path / "run"):
        assert 2e-6 * row["macs"] + 1e-4 * row["parameters"] < 1
