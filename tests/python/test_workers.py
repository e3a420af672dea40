"""Trainings side by side, and beside the search: processes, executors, commands; all find what one loop finds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from search_child import dataset, found, search

import narrows as nw
from narrows.search import executors


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> nw.SearchRun:
    return search(tmp_path_factory.mktemp("serial") / "run")


def two_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2)


def test_processes_find_what_one_loop_finds(serial, tmp_path) -> None:
    assert found(search(tmp_path / "run", workers=2)) == found(serial)


def test_an_executor_by_name_finds_the_same(serial, tmp_path) -> None:
    run = search(tmp_path / "run", executor=f"{__name__}:two_threads")
    assert found(run) == found(serial)


def test_halving_in_processes_finds_the_same_as_in_one_loop(tmp_path) -> None:
    one = search(tmp_path / "one", spend="halving")
    two = search(tmp_path / "two", spend="halving", workers=2)
    assert found(one) == found(two) and one.stopped == two.stopped


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slurm", "expected dask://HOST:PORT, mpi or MODULE:FACTORY"),
        ("os:nothing", "no function"),
        ("os:getcwd", "submit"),
    ],
)
def test_executors_that_are_none_are_refused(tmp_path, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        search(tmp_path / "run", executor=text)
    assert not (tmp_path / "run").exists()


def test_a_killed_worker_costs_its_epoch_and_not_the_search(serial, tmp_path) -> None:
    """Its training goes on from its checkpoint in a new process."""
    folder = tmp_path / "run"
    killed: list[int] = []
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.01):
            if list(folder.glob("checkpoints/*.checkpoint")):
                for child in children():
                    killed.append(child)
                    os.kill(child, signal.SIGKILL)
                return

    thread = threading.Thread(target=kill)
    thread.start()
    run = search(folder, workers=2)
    done.set()
    thread.join()
    assert killed
    assert found(run) == found(serial)


def children() -> list[int]:
    """Worker processes of this one."""
    own = []
    for task in Path("/proc/self/task").iterdir():
        for pid in Path(task, "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                own.append(int(pid))
    return own


def test_what_is_sent_holds_no_pixels(tmp_path) -> None:
    from narrows.search import kept_data

    sent = kept_data.described(dataset(), tmp_path)
    assert len(sent) < 500 and kept_data.restored(sent) == dataset()
    (tmp_path / kept_data.FILE).unlink()
    with pytest.raises(nw.Error, match="cannot be read"):
        kept_data.restored(sent)


def narrows(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "narrows", *words], capture_output=True, text=True, timeout=300)


def test_commands_side_by_side_do_the_trainings_of_a_search(serial, tmp_path) -> None:
    folder = tmp_path / "run"
    begun = search(folder, until="choose")
    assert not begun.finished and not begun.trained and begun.schedule.networks == 4
    words = f"{sys.executable} -m narrows train {folder} --threads 1 --candidate"
    subprocess.run(["xargs", "-P", "2", "-n", "1", *words.split()], input="0 1 2 3", text=True, check=True)
    assert len(list(folder.glob("checkpoints/*.checkpoint"))) == 4
    marks = {path: path.stat().st_mtime_ns for path in folder.glob("checkpoints/*.checkpoint")}
    again = narrows("train", str(folder), "--candidate", begun.plan.chosen[1].name)
    assert again.returncode == 0 and "right after 3 epochs" in again.stdout
    assert marks == {path: path.stat().st_mtime_ns for path in marks}  # nothing was trained again
    assert found(search(folder)) == found(serial)
    ended = narrows("train", str(folder), "--candidate", "0")
    assert ended.returncode == 0 and "nothing to train" in ended.stdout
    wrong = narrows("train", str(folder), "--candidate", "4")
    assert wrong.returncode == 2 and "candidate must be 0 to 3, not 4" in wrong.stderr


def test_a_search_and_its_single_trainings_keep_out_of_each_others_way(tmp_path) -> None:
    import fcntl

    folder = tmp_path / "run"
    search(folder, until="choose")
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = narrows("train", str(folder), "--candidate", "0")
    assert refused.returncode == 1 and "a search is running" in refused.stderr


class Job:
    """As submitit's: an outcome that comes later."""

    def __init__(self, outcome: object, after: float):
        self.outcome, self.at, self.cancelled = outcome, time.monotonic() + after, False

    def done(self) -> bool:
        return time.monotonic() >= self.at

    def result(self) -> object:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def cancel(self) -> None:
        self.cancelled = True


class UncompletedJobError(Exception):
    pass


def test_jobs_of_submitit_are_futures() -> None:
    """With a stand-in that has submitit's methods; `make test` does not install submitit itself."""
    outcomes = iter([5, ValueError("wrong"), UncompletedJobError("killed")])

    class Cluster:
        def submit(self, function, *arguments):
            return Job(next(outcomes), 0.05)

    with executors.Submitit(Cluster(), every_seconds=0.01) as cluster:
        right, wrong, lost = (cluster.submit(json.dumps, 1) for _ in range(3))
        assert right.result(5) == 5
        with pytest.raises(ValueError, match="wrong"):
            wrong.result(5)
        with pytest.raises(executors.BrokenExecutor, match="killed"):
            lost.result(5)
