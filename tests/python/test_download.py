"""A download that fails is tried again; anything else that fails is not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

DOWNLOAD = Path(__file__).parents[2] / "cmake/download.sh"


def attempts(tmp_path: Path, script: str) -> tuple[int, int]:
    """Exit status and how often the command ran."""
    count = tmp_path / "count"
    command = [DOWNLOAD, "bash", "-c", f"echo >> {count}; n=$(wc -l < {count}); {script}"]
    result = subprocess.run(command, env=os.environ | {"NARROWS_PAUSES": "0 0"}, capture_output=True, text=True)
    return result.returncode, len(count.read_text().splitlines())


def test_what_succeeds_runs_once(tmp_path: Path) -> None:
    assert attempts(tmp_path, "true") == (0, 1)


@pytest.mark.parametrize(
    "says",
    [
        "E: Failed to fetch some.deb  Connection failed",
        "Temporary failure resolving the host",
        "ReadTimeoutError: Read timed out.",
        "WARNING: Retrying after connection broken by 'ProtocolError'",
    ],
)
def test_a_broken_connection_is_tried_again(tmp_path: Path, says: str) -> None:
    assert attempts(tmp_path, f'[ $n = 3 ] || {{ echo "{says}"; exit 7; }}') == (0, 3)


def test_a_network_that_stays_away_fails_in_the_end(tmp_path: Path) -> None:
    assert attempts(tmp_path, "echo Connection refused; exit 7") == (7, 3)


def test_another_failure_is_not_tried_again(tmp_path: Path) -> None:
    assert attempts(tmp_path, "echo 'E: Unable to locate package'; exit 100") == (100, 1)
