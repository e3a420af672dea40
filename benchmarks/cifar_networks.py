"""Networks of today for images of 32 x 32: their published blocks and widths, with the first strides left out.

As people train them on CIFAR: the stem keeps the resolution, two or three halvings follow. They show the engine on
operations that the five spaces of the paper do not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import narrows as nw

Activation = type[nw.Relu] | type[nw.HardSwish] | type[nw.Silu]
SHAPE, CLASSES = (3, 32, 32), 10


def conv(
    net: nw.NetworkBuilder,
    x: nw.Value,
    width: int,
    kernel: int = 1,
    stride: int = 1,
    groups: int = 1,
    activation: Activation | None = nw.Relu,
) -> nw.Value:
    """Convolution, batch norm and, unless None, an activation."""
    x = net.add(nw.BatchNorm(), net.add(nw.Conv2d(width, kernel, stride, groups=groups), x))
    return x if activation is None else net.add(activation(), x)


def excite(
    net: nw.NetworkBuilder, x: nw.Value, squeezed: int, activation: Activation, gate: type[nw.HardSigmoid | nw.Sigmoid]
) -> nw.Value:
    """Squeeze and excite (Hu et al., CVPR 2018)."""
    inner = net.add(activation(), net.add(nw.Conv2d(squeezed, bias=True), net.add(nw.GlobalAveragePool(), x)))
    return net.add(nw.Multiply(), x, net.add(gate(), net.add(nw.Conv2d(x.channels, bias=True), inner)))


def classified(net: nw.NetworkBuilder, x: nw.Value) -> nw.Network:
    return net.finish(net.add(nw.Linear(CLASSES), net.add(nw.GlobalAveragePool(), x)))


def mobilenetv3_small() -> nw.Network:
    """Table 2 of Howard et al., ICCV 2019; the first two strides of 2 are 1."""
    net = nw.NetworkBuilder(SHAPE, CLASSES)
    x = conv(net, net.input, 16, 3, activation=nw.HardSwish)
    # kernel, inner width, width, squeeze and excite, activation, stride
    for kernel, inner, width, excites, activation, stride in [
        (3, 16, 16, True, nw.Relu, 1), (3, 72, 24, False, nw.Relu, 2), (3, 88, 24, False, nw.Relu, 1),
        (5, 96, 40, True, nw.HardSwish, 2), *[(5, 240, 40, True, nw.HardSwish, 1)] * 2,
        (5, 120, 48, True, nw.HardSwish, 1), (5, 144, 48, True, nw.HardSwish, 1),
        (5, 288, 96, True, nw.HardSwish, 2), *[(5, 576, 96, True, nw.HardSwish, 1)] * 2,
    ]:  # fmt: skip
        y = x if inner == x.channels else conv(net, x, inner, activation=activation)
        y = conv(net, y, inner, kernel, stride, inner, activation)
        y = excite(net, y, max(8, inner // 4), nw.Relu, nw.HardSigmoid) if excites else y
        y = conv(net, y, width, activation=None)
        x = net.add(nw.Add(), y, x) if stride == 1 and x.channels == width else y
    x = net.add(nw.GlobalAveragePool(), conv(net, x, 576, activation=nw.HardSwish))
    return net.finish(net.add(nw.Linear(CLASSES), net.add(nw.HardSwish(), net.add(nw.Linear(1024), x))))


def efficientnet_b0() -> nw.Network:
    """Table 1 of Tan and Le, ICML 2019; the strides of stem and second stage are 1."""
    net = nw.NetworkBuilder(SHAPE, CLASSES)
    x = conv(net, net.input, 32, 3, activation=nw.Silu)
    # expansion, width, blocks, kernel, stride
    for expansion, width, blocks, kernel, stride in [
        (1, 16, 1, 3, 1), (6, 24, 2, 3, 1), (6, 40, 2, 5, 2), (6, 80, 3, 3, 2), (6, 112, 3, 5, 1), (6, 192, 4, 5, 2),
        (6, 320, 1, 3, 1),
    ]:  # fmt: skip
        for block in range(blocks):
            inner, step = expansion * x.channels, stride if block == 0 else 1
            y = conv(net, x, inner, activation=nw.Silu) if expansion > 1 else x
            y = conv(net, y, inner, kernel, step, inner, nw.Silu)
            y = excite(net, y, max(1, x.channels // 4), nw.Silu, nw.Sigmoid)
            y = conv(net, y, width, activation=None)
            x = net.add(nw.Add(), y, x) if step == 1 and x.channels == width else y
    return classified(net, conv(net, x, 1280, activation=nw.Silu))


def shufflenetv2() -> nw.Network:
    """Table 5 of Ma et al., ECCV 2018, at width 1; stem without stride and pooling."""
    net = nw.NetworkBuilder(SHAPE, CLASSES)
    x = conv(net, net.input, 24, 3)
    for width, units in ((116, 4), (232, 8), (464, 4)):
        half = width // 2
        left = conv(net, conv(net, x, x.channels, 3, 2, x.channels, None), half)
        x = shuffled(net, left, branch(net, x, half, 2))
        for _ in range(units - 1):
            left, right = net.add(nw.Slice(0, half), x), net.add(nw.Slice(half, width), x)
            x = shuffled(net, left, branch(net, right, half, 1))
    return classified(net, conv(net, x, 1024))


def branch(net: nw.NetworkBuilder, x: nw.Value, width: int, stride: int) -> nw.Value:
    y = conv(net, x, width)
    return conv(net, conv(net, y, width, 3, stride, width, None), width)


def shuffled(net: nw.NetworkBuilder, left: nw.Value, right: nw.Value) -> nw.Value:
    return net.add(nw.ChannelShuffle(2), net.add(nw.Concat(), left, right))


def regnet_y_400m() -> nw.Network:
    """RegNetY-400MF of Radosavovic et al., CVPR 2020 (table 4 and its groups of 8); stem without stride."""
    net = nw.NetworkBuilder(SHAPE, CLASSES)
    x = conv(net, net.input, 32, 3)
    for number, (width, blocks) in enumerate(((48, 1), (104, 3), (208, 6), (440, 6))):
        for block in range(blocks):
            stride = 2 if block == 0 and number > 0 else 1
            plain = stride == 1 and x.channels == width
            shortcut = x if plain else conv(net, x, width, 1, stride, activation=None)
            squeezed = max(1, x.channels // 4)
            y = conv(net, conv(net, x, width), width, 3, stride, width // 8)
            y = conv(net, excite(net, y, squeezed, nw.Relu, nw.Sigmoid), width, activation=None)
            x = net.add(nw.Relu(), net.add(nw.Add(), y, shortcut))
    return classified(net, x)


NETWORKS: dict[str, Callable[[], nw.Network]] = {
    "MobileNetV3-Small": mobilenetv3_small,
    "EfficientNet-B0": efficientnet_b0,
    "ShuffleNetV2": shufflenetv2,
    "RegNetY-400MF": regnet_y_400m,
}


def built() -> Iterator[tuple[str, nw.Network]]:
    """Each with its name."""
    for name, build in NETWORKS.items():
        yield name, build()
