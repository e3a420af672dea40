"""What a model gives, worked out as its operations are defined and in float64: by that runtimes are judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import narrows as nw

Map = np.ndarray  # [image, channel, row, column]


def logits(model: nw.Model, images: np.ndarray) -> np.ndarray:
    """For float images [image, channel, row, column]: one row of logits for each."""
    values = [images.astype(np.float64)]
    weights = {name: model.weights[name].astype(np.float64) for name in model.weights}
    for node in model.network.nodes:
        own = {
            name.rpartition(".")[2]: array for name, array in weights.items() if name.rpartition(".")[0] == node.name
        }
        values.append(RULES[type(node.op)](node.op, own, *[values[i] for i in node.inputs]))
    return values[model.network.output].reshape(len(images), -1)


def both(sides: int | tuple[int, int]) -> tuple[int, int]:
    return (sides, sides) if isinstance(sides, int) else sides


def padded(x: Map, op: Any, fill: float) -> Map:
    """With the padding of a window and, for `ceil_mode`, as much more as the last window hangs over."""
    top, left, bottom, right = (op.padding,) * 4 if isinstance(op.padding, int) else op.padding
    (high, wide), (down, across) = both(op.kernel), both(op.stride)
    if getattr(op, "ceil_mode", False):
        bottom += -(x.shape[2] + top + bottom - high) % down
        right += -(x.shape[3] + left + right - wide) % across
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)


def windows(x: Map, op: Any) -> np.ndarray:
    """[image, channel, row, column, row of the kernel, column of the kernel] of a padded map."""
    (high, wide), (down, across) = both(op.kernel), both(op.stride)
    apart = both(getattr(op, "dilation", 1))
    span = ((high - 1) * apart[0] + 1, (wide - 1) * apart[1] + 1)
    found = np.lib.stride_tricks.sliding_window_view(x, span, axis=(2, 3))
    return found[:, :, ::down, ::across, :: apart[0], :: apart[1]]


def convolution(op: nw.Conv2d, own: dict[str, np.ndarray], x: Map) -> Map:
    taps = windows(padded(x, op, 0), op)
    groups = np.split(np.arange(x.shape[1]), op.groups)
    parts = [
        np.einsum("nchwij,ocij->nohw", taps[:, channels], kernels)
        for channels, kernels in zip(groups, np.split(own["weight"], op.groups), strict=True)
    ]
    return np.concatenate(parts, axis=1) + own.get("bias", np.zeros(op.out_channels))[:, None, None]


def batch_norm(op: nw.BatchNorm, own: dict[str, np.ndarray], x: Map) -> Map:
    scale = own["weight"] / np.sqrt(own["running_var"] + op.epsilon)
    return (x - own["running_mean"][:, None, None]) * scale[:, None, None] + own["bias"][:, None, None]


def linear(op: nw.Linear, own: dict[str, np.ndarray], x: Map) -> Map:
    flat = x.reshape(len(x), -1) @ own["weight"].T + own.get("bias", np.zeros(op.out_features))
    return flat[:, :, None, None]


def average_pool(op: nw.AveragePool, own: object, x: Map) -> Map:
    """What hangs over the edge is never counted, padding only if asked for."""
    counted = padded(np.ones_like(x), op, 0)
    if op.count_include_pad:
        top, left, bottom, right = (op.padding,) * 4 if isinstance(op.padding, int) else op.padding
        counted[:, :, : x.shape[2] + top + bottom, : x.shape[3] + left + right] = 1
    return windows(padded(x, op, 0), op).sum(axis=(4, 5)) / windows(counted, op).sum(axis=(4, 5))


def shuffled(op: nw.ChannelShuffle, own: object, x: Map) -> Map:
    return x.reshape(len(x), op.groups, -1, *x.shape[2:]).swapaxes(1, 2).reshape(x.shape)


def softmax(op: nw.Softmax, own: object, x: Map) -> Map:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(x: Map) -> Map:
    return 1 / (1 + np.exp(-x))


def unary(rule: Callable[[Any, Map], Map]) -> Callable[..., Map]:
    """An operation without weights that reads one map."""
    return lambda op, own, x: rule(op, x)


RULES: dict[type, Callable[..., Map]] = {
    nw.Conv2d: convolution,
    nw.BatchNorm: batch_norm,
    nw.Linear: linear,
    nw.Relu: unary(lambda op, x: np.clip(x, 0, op.max)),
    nw.Clip: unary(lambda op, x: np.clip(x, op.min, op.max)),
    nw.LeakyRelu: unary(lambda op, x: np.where(x > 0, x, op.slope * x)),
    nw.Elu: unary(lambda op, x: np.where(x > 0, x, op.alpha * np.expm1(np.minimum(x, 0)))),
    nw.Sigmoid: unary(lambda op, x: sigmoid(x)),
    nw.HardSigmoid: unary(lambda op, x: np.clip(op.slope * x + op.offset, 0, 1)),
    nw.HardSwish: unary(lambda op, x: x * np.clip(x / 6 + 0.5, 0, 1)),
    nw.Silu: unary(lambda op, x: x * sigmoid(x)),
    nw.MaxPool: unary(lambda op, x: windows(padded(x, op, -np.inf), op).max(axis=(4, 5))),
    nw.AveragePool: average_pool,
    nw.GlobalAveragePool: unary(lambda op, x: x.mean(axis=(2, 3), keepdims=True)),
    nw.GlobalMaxPool: unary(lambda op, x: x.max(axis=(2, 3), keepdims=True)),
    nw.Add: lambda op, own, a, b: a + b,
    nw.Multiply: lambda op, own, a, b: a * b,
    nw.Concat: lambda op, own, *maps: np.concatenate(maps, axis=1),
    nw.Slice: unary(lambda op, x: x[:, op.begin : op.end]),
    nw.ChannelShuffle: shuffled,
    nw.Softmax: softmax,
}
