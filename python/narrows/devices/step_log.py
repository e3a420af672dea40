"""Where the time of measured networks went: the steps' times, beside the store that has the networks' own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from narrows import _core
from narrows.devices.calibration_networks import Key


class StepLog:
    """A file with a line of JSON for each network, written as it is measured; a later line replaces an earlier one.

    A line that was torn when a process ended is passed over: that network counts as a whole only.
    """

    def __init__(self, path: Path, engine: str, threads: int) -> None:
        self._path, self._conditions = path, {"engine": engine, "threads": threads}

    def read(self) -> dict[Key, list[_core.OperatorTime]]:
        """Of this engine and as many threads."""
        found: dict[Key, list[_core.OperatorTime]] = {}
        for line in self._lines():
            try:
                entry = json.loads(line)
                if all(entry[name] == value for name, value in self._conditions.items()):
                    steps = [_core.OperatorTime(*step) for step in entry["operators"]]
                    found[entry["space"], entry["architecture"]] = steps
            except (ValueError, TypeError, KeyError):
                continue
        return found

    def add(self, key: Key, operators: Sequence[_core.OperatorTime]) -> None:
        space, architecture = key
        steps = [[step.name, step.op, step.kernel, step.ms] for step in operators]
        entry = {"space": space, "architecture": architecture, **self._conditions, "operators": steps}
        torn = bool(lines := self._lines()) and not lines[-1].endswith("\n")
        with self._path.open("a", encoding="utf-8") as file:
            file.write(("\n" if torn else "") + json.dumps(entry) + "\n")

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text(encoding="utf-8").splitlines(keepends=True)
        except FileNotFoundError:
            return []
