"""A search may be killed at any moment: it goes on, and nothing is stored twice or damaged."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np

import narrows as nw

CHILD = [sys.executable, str(Path(__file__).with_name("search_child.py"))]
KILLS = 20


def start(folder: Path) -> subprocess.Popen[str]:
    """A search in a process of its own, which has just begun."""
    child = subprocess.Popen([*CHILD, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    return child


def check(database: Path, finished: bool) -> None:
    """SQLite itself, not narrows, looks at the file; one of a killed search may lack all tables, but not some."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not finished and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
            return  # killed before the first transaction, which makes them
        total, different = connection.execute(
            "SELECT count(*), count(DISTINCT architecture_id) FROM trainings"
        ).fetchone()
        assert total == different <= 4


def kill(folder: Path, after: float) -> bool:
    """Whether the search was still running."""
    with start(folder) as child:
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
    return child.returncode == -signal.SIGKILL


def finish(folder: Path) -> None:
    with start(folder) as child:
        _, errors = child.communicate(timeout=300)
    assert child.returncode == 0, errors
    check(folder / "results.db", finished=True)
    run = nw.SearchRun.load(folder)
    assert run.finished and len(run.trained) == 4
    assert all(Path(folder, network.onnx).exists() for network in run.trained)


def test_a_search_killed_at_20_moments_stores_each_training_once(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    folders = [tmp_path / "run-0"]
    kills = 0
    while kills < KILLS:
        killed = kill(folders[-1], float(random.uniform(0.0, 3.0)))
        kills += killed
        if (folders[-1] / "results.db").exists():
            check(folders[-1] / "results.db", finished=False)
        if not killed:  # It had finished before: another one is killed next.
            folders.append(tmp_path / f"run-{len(folders)}")
    finish(folders[-1])


def test_ctrl_c_ends_within_two_seconds_and_the_search_goes_on(tmp_path: Path) -> None:
    with start(tmp_path / "run") as child:
        time.sleep(0.5)
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
        assert time.monotonic() - begin < 2
    finish(tmp_path / "run")
