"""Trainings on clusters: Dask with two workers, submitit's local executor; all find what one loop finds."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future

import pytest
from search_child import found, search

import narrows as nw
from narrows.search import executors

distributed = pytest.importorskip("distributed")
submitit = pytest.importorskip("submitit")


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> nw.SearchRun:
    return search(tmp_path_factory.mktemp("serial") / "run")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    folder = str(tmp_path_factory.mktemp("dask"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=folder
    ) as cluster:
        yield cluster


def address(cluster) -> str:
    return "dask://" + cluster.scheduler_address.removeprefix("tcp://")


def test_a_dask_cluster_finds_what_one_loop_finds(serial, cluster, tmp_path) -> None:
    assert found(search(tmp_path / "run", executor=address(cluster))) == found(serial)


def test_a_killed_dask_worker_costs_its_epoch(serial, cluster, tmp_path) -> None:
    folder, killed, done = tmp_path / "run", [], threading.Event()

    def kill() -> None:
        while not done.wait(0.01):
            if list(folder.glob("checkpoints/*.checkpoint")):
                killed.append(next(iter(cluster.workers.values())).process.pid)
                os.kill(killed[0], signal.SIGKILL)
                return

    thread = threading.Thread(target=kill)
    thread.start()
    run = search(folder, executor=address(cluster))
    done.set()
    thread.join()
    assert killed
    assert found(run) == found(serial)


class Lost(Executor):
    """Does one task; then its scheduler is gone."""

    done = 0

    def submit(self, function, /, *arguments, **keywords):
        future: Future = Future()
        type(self).done += 1
        if self.done > 1:
            future.cancel()
        else:
            future.set_result(function(*arguments, **keywords))
        return future


def test_a_scheduler_that_is_lost_ends_the_search_and_nothing_is_trained_twice(serial, tmp_path) -> None:
    with pytest.raises(nw.Error, match="the worker that trained it was lost"):
        search(tmp_path / "run", executor=Lost())
    trained = nw.SearchRun.load(tmp_path / "run").trained
    assert len(trained) == 1
    model = tmp_path / "run" / trained[0].onnx
    written = model.stat().st_mtime_ns
    assert found(search(tmp_path / "run")) == found(serial)
    assert model.stat().st_mtime_ns == written


def test_submitit_finds_what_one_loop_finds(serial, tmp_path) -> None:
    local = submitit.LocalExecutor(folder=tmp_path / "log")
    local.update_parameters(timeout_min=10)
    with executors.Submitit(local, every_seconds=0.2) as executor:
        assert found(search(tmp_path / "run", executor=executor, workers=2)) == found(serial)
