"""Trainings in the processes of MPI, started as docs/search.md says: they find what one loop finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Open MPI starts nothing as root unless told to, nor more processes than there are cores.
ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
MPIEXEC = [str(Path(sys.executable).parent / "mpiexec"), "-n", "3", "--map-by", ":OVERSUBSCRIBE"]
SMALL = ["--space", "pnasnet", "--max-parameters", "2000", "--candidates", "8", "--train", "3", "--epochs", "2"]


def search(start: list[str], photos: Path, folder: Path, *more: str) -> list[tuple]:
    words = ["search", "--data", str(photos), *SMALL, "--batch-size", "32", "--threads", "1", "--out", str(folder)]
    command = [*start, "-m", "narrows", *words, "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted((row["name"], row["validation_accuracy"], row["test_accuracy"]) for row in rows)


def test_processes_of_mpi_find_what_one_loop_finds(photos: Path, tmp_path: Path) -> None:
    alone = search([sys.executable], photos, tmp_path / "alone")
    pool = [*MPIEXEC, sys.executable, "-m", "mpi4py.futures"]
    assert search(pool, photos, tmp_path / "mpi", "--executor", "mpi") == alone and len(alone) == 3


def test_without_mpiexec_the_command_says_how_it_is_started(photos: Path, tmp_path: Path) -> None:
    words = ["search", "--data", str(photos), *SMALL, "--out", str(tmp_path / "run"), "--executor", "mpi"]
    command = [sys.executable, "-m", "narrows", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=ENVIRONMENT)
    assert done.returncode == 2 and "mpiexec -n 3 python -m mpi4py.futures -m narrows" in done.stderr
    assert not (tmp_path / "run").exists()
