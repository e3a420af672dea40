"""A torch module for any network of narrows, as one would write it by hand."""

from __future__ import annotations

from typing import Any

import torch

import narrows as nw


class TorchNetwork(torch.nn.Module):
    """A torch module for a network, made as one would by hand: a module per operation."""

    def __init__(self, network: nw.Network) -> None:
        super().__init__()
        self.network = network
        self.inputs = [node.inputs for node in network.nodes]
        shapes = [network.input_shape, *[node.shape for node in network.nodes]]
        self.layers = torch.nn.ModuleList(make_layer(node, shapes[node.inputs[0]]) for node in network.nodes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        values: list[Any] = [images]
        for layer, inputs in zip(self.layers, self.inputs, strict=True):
            values.append(layer(*[values[i] for i in inputs]))
        return values[self.network.output]


class Sum(torch.nn.Module):
    def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return a + b


class Join(torch.nn.Module):
    def forward(self, *parts: torch.Tensor) -> torch.Tensor:
        return torch.cat(parts, dim=1)


class Dense(torch.nn.Linear):
    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return super().forward(images.flatten(1))


def make_layer(node: nw.Node, given: nw.Shape) -> torch.nn.Module:
    op = node.op
    if isinstance(op, nw.Conv2d):
        return torch.nn.Conv2d(
            given.channels, op.out_channels, op.kernel, op.stride, op.padding, groups=op.groups, bias=op.bias
        )
    if isinstance(op, nw.BatchNorm):
        return torch.nn.BatchNorm2d(given.channels)
    if isinstance(op, nw.MaxPool):
        return torch.nn.MaxPool2d(op.kernel, op.stride, op.padding)
    if isinstance(op, nw.AveragePool):
        return torch.nn.AvgPool2d(op.kernel, op.stride, op.padding)
    if isinstance(op, nw.Linear):
        return Dense(given.elements, op.out_features, bias=op.bias)
    simple = {nw.Relu: torch.nn.ReLU, nw.GlobalAveragePool: lambda: torch.nn.AdaptiveAvgPool2d(1)}
    return {**simple, nw.Add: Sum, nw.Concat: Join}[type(op)]()
