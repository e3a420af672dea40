"""For MLflow: a run for the search and, within it, one for each network, where MLflow is set to keep its runs.

That is ``MLFLOW_TRACKING_URI``, else MLflow's own default; shown by ``mlflow ui``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.events import RunBegun
from narrows.logs.log import Log, epoch_numbers, others, require, result_numbers, run_id, texts

require("mlflow")
from mlflow.entities import Metric, Param, Run  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

ID, NETWORK, PARENT = "narrows.id", "narrows.network", "mlflow.parentRunId"
LONGEST = 500  # characters of a parameter, in every version


def open_log(folder: str | Path) -> Log:
    return MLflow(folder)


class MLflow(Log):
    def __init__(self, folder: str | Path, experiment: str = "narrows", tracking_uri: str | None = None) -> None:
        """Raises Error if MLflow's server or database does not answer."""
        self._folder = Path(folder)
        try:
            self._client = MlflowClient(tracking_uri)
            found = self._client.get_experiment_by_name(experiment)
            self._experiment = found.experiment_id if found else self._client.create_experiment(experiment)
        except MlflowException as error:
            raise _core.Error(f"MLflow: {error}") from error
        self._runs: dict[str, str] = {}  # of networks that are not finished

    def begin(self, begun: RunBegun) -> None:
        self._id = run_id(self._folder, "mlflow", begun.resumed)
        self._search = self._run("", Path(begun.folder).name, {})
        self._put(self._search, 0, {}, texts(begun.settings))

    def epoch(self, network: str, record: _core.EpochRecord) -> None:
        self._put(self._run_of(network), record.epoch, epoch_numbers(record), {})

    def finish(self, network: str, result: Mapping[str, Any]) -> None:
        self._put(self._run_of(network), int(result.get("epochs") or 0), result_numbers(result), others(result))
        self._client.set_terminated(self._runs.pop(network), "FINISHED")

    def fail(self, network: str, reason: str) -> None:
        self._client.set_tag(self._run_of(network), "narrows.reason", reason)
        self._client.set_terminated(self._runs.pop(network), "FAILED")

    def end(self, error: str) -> None:
        for run in [*self._runs.values(), self._search]:
            self._client.set_terminated(run, "KILLED" if error else "FINISHED")
        self._runs.clear()

    def _run_of(self, network: str) -> str:
        if network not in self._runs:
            self._runs[network] = self._run(network, network, {PARENT: self._search})
        return self._runs[network]

    def _run(self, network: str, name: str, tags: dict[str, str]) -> str:
        """The run of that network in this search, or a new one."""
        tags = {ID: self._id, NETWORK: network or "-", **tags}
        found: list[Run] = self._client.search_runs(
            [self._experiment], f"tags.`{ID}` = '{self._id}' and tags.`{NETWORK}` = '{tags[NETWORK]}'", max_results=1
        )
        run = found[0] if found else self._client.create_run(self._experiment, tags=tags, run_name=name)
        self._client.update_run(run.info.run_id, "RUNNING")
        return str(run.info.run_id)

    def _put(self, run: str, step: int, metrics: Mapping[str, float], params: Mapping[str, str]) -> None:
        now = int(time.time() * 1000)
        self._client.log_batch(
            run,
            [Metric(name, value, now, step) for name, value in metrics.items()],
            [Param(name, value[:LONGEST]) for name, value in params.items()],
        )
