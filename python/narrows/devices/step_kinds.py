"""What kind of work the steps of a network are: in the words of narrows' StepKind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrows import _core


def times_by_kind(network: _core.Network, steps: Sequence[_core.OperatorTime]) -> dict[str, float]:
    """Milliseconds of a network's steps, added up by their kind."""
    nodes = {node.name: node for node in network.nodes}
    found: dict[str, float] = {}
    for step in steps:
        kind = kind_of(network, nodes[step.name]) if step.name in nodes and step.op != "copy" else "copy"
        found[kind] = found.get(kind, 0.0) + step.ms
    return found


def kind_of(network: _core.Network, node: _core.Node) -> str:
    """ "pointwise", "dense", "depthwise" or "grouped" for a convolution; "scale" for a batch norm that stays one."""
    if isinstance(node.op, _core.Conv2d):
        return kind_of_convolution(node.op, channels_in(network, node))
    if isinstance(node.op, _core.BatchNorm):
        return "scale"
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(node.op).__name__).lower()


def kind_of_convolution(op: _core.Conv2d, channels: int) -> str:
    if op.groups > 1:
        return "depthwise" if op.groups == channels else "grouped"
    return "pointwise" if op.kernel == 1 else "dense"


def channels_in(network: _core.Network, node: _core.Node) -> int:
    source = node.inputs[0]  # 0 is the image, 1 what the first node gives
    return int((network.nodes[source - 1].shape if source else network.input_shape).channels)
