"""For Weights & Biases: a run for each network, those of a search in one group.

Where they go is for its own variables to say: ``WANDB_PROJECT`` (else "narrows"), ``WANDB_MODE=offline`` and so on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.events import RunBegun
from narrows.logs.log import Log, epoch_numbers, others, require, result_numbers, run_id

require("wandb")
import wandb  # noqa: E402


def open_log(folder: str | Path) -> Log:
    return WandB(folder)


class WandB(Log):
    def __init__(self, folder: str | Path) -> None:
        """Raises Error if its server is to be used and there is no key for it."""
        self._folder = Path(folder)
        self._runs: dict[str, wandb.Run] = {}
        self._settings: Mapping[str, Any] = {}
        settings = wandb.setup().settings
        self._project = settings.project or "narrows"
        if settings.mode == "online":
            try:
                wandb.login()
            except wandb.Error as error:
                raise _core.Error(f"Weights & Biases: {error} (or set WANDB_MODE=offline)") from error

    def begin(self, begun: RunBegun) -> None:
        self._id = run_id(self._folder, "wandb", begun.resumed)
        self._group, self._settings = f"{Path(begun.folder).name}-{self._id}", begun.settings

    def epoch(self, network: str, record: _core.EpochRecord) -> None:
        self._run(network).log(epoch_numbers(record), step=record.epoch)

    def finish(self, network: str, result: Mapping[str, Any]) -> None:
        self._run(network).summary.update(result_numbers(result) | others(result))
        self._runs.pop(network).finish()

    def fail(self, network: str, reason: str) -> None:
        self._run(network).summary["left out"] = reason
        self._runs.pop(network).finish(exit_code=1)

    def end(self, error: str) -> None:
        while self._runs:
            self._runs.popitem()[1].finish(exit_code=1 if error else 0)

    def _run(self, network: str) -> wandb.Run:
        if network not in self._runs:
            self._runs[network] = wandb.init(
                project=self._project,
                group=self._group,
                name=network,
                id=f"{self._id}-{network}",
                resume="allow",
                dir=self._folder,
                config=dict(self._settings),
                reinit="create_new",
            )
        return self._runs[network]
