"""For TensorBoard: a folder of event files for each network, written by its own writer, without torch or TensorFlow.

Shown by ``tensorboard --logdir FOLDER``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrows import _core
from narrows.events import RunBegun
from narrows.logs.log import Log, epoch_numbers, others, require, result_numbers, texts

require("tensorboard")
from tensorboard.compat.proto.event_pb2 import Event  # noqa: E402
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata  # noqa: E402
from tensorboard.compat.proto.tensor_pb2 import TensorProto  # noqa: E402
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto  # noqa: E402
from tensorboard.compat.proto.types_pb2 import DT_STRING  # noqa: E402
from tensorboard.summary.writer.event_file_writer import EventFileWriter  # noqa: E402


def open_log(folder: str | Path) -> Log:
    return TensorBoard(Path(folder, "tensorboard"))


class TensorBoard(Log):
    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._writers: dict[str, EventFileWriter] = {}
        self._epochs: dict[str, int] = {}

    def begin(self, begun: RunBegun) -> None:
        self._write(".", 0, [text("settings", table(texts(begun.settings)))])

    def epoch(self, network: str, record: _core.EpochRecord) -> None:
        self._epochs[network] = record.epoch
        self._write(network, record.epoch, scalars(epoch_numbers(record)))

    def finish(self, network: str, result: Mapping[str, Any]) -> None:
        step = self._epochs.get(network, int(result.get("epochs") or 0))
        self._write(network, step, [text("network", table(others(result))), *scalars(result_numbers(result))])
        self._close(network)

    def fail(self, network: str, reason: str) -> None:
        self._write(network, self._epochs.get(network, 0), [text("left out", reason)])
        self._close(network)

    def end(self, error: str) -> None:
        for network in list(self._writers):
            self._close(network)

    def _write(self, network: str, step: int, values: list[Summary.Value]) -> None:
        if network not in self._writers:
            self._writers[network] = EventFileWriter(str(self._folder / network))
        self._writers[network].add_event(Event(wall_time=time.time(), step=step, summary=Summary(value=values)))
        self._writers[network].flush()

    def _close(self, network: str) -> None:
        self._writers.pop(network).close()


def scalars(values: Mapping[str, float]) -> list[Summary.Value]:
    return [Summary.Value(tag=name, simple_value=value) for name, value in values.items()]


def text(tag: str, words: str) -> Summary.Value:
    """Markdown, for TensorBoard's page of texts."""
    shape = TensorShapeProto(dim=[TensorShapeProto.Dim(size=1)])
    return Summary.Value(
        tag=tag,
        metadata=SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text")),
        tensor=TensorProto(dtype=DT_STRING, tensor_shape=shape, string_val=[words.encode()]),
    )


def table(values: Mapping[str, str]) -> str:
    rows = [f"| {name} | {value.replace('|', chr(92) + '|')} |" for name, value in values.items()]
    return "\n".join(["| what | value |", "|---|---|", *rows])
