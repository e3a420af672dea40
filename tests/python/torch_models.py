"""Networks as people write them with torch.nn, of CIFAR shape and small; every way of flattening and pooling."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn


def conv_bn(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, act: type | None = nn.ReLU):
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, act()) if act else nn.Sequential(*layers)


class Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(conv_bn(inputs, outputs, 3, stride), conv_bn(outputs, outputs, 3, act=None))
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else conv_bn(inputs, outputs, 1, stride, act=None)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = [16, 16, 32, 64, 128]
        stages = [
            nn.Sequential(Residual(a, b, 1 if i == 0 else 2), Residual(b, b, 1))
            for i, (a, b) in enumerate(pairwise(widths))
        ]
        self.features = nn.Sequential(conv_bn(3, widths[0], 3), *stages)
        self.classifier = nn.Linear(widths[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.avg_pool2d(self.features(x), 4)
        return self.classifier(x.view(x.size(0), -1))


class VGG11(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in (16, 0, 32, 0, 64, 64, 0, 128, 128, 0, 128, 128, 0):
            layers += (
                [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
                if width
                else [nn.MaxPool2d(2, 2)]
            )
            channels = width or channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(128, 64),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(64, 64, bias=False),
            nn.ReLU6(),
            nn.Linear(64, 10),
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.softmax(self.classifier(torch.flatten(self.features(x), 1)), dim=1)


class Inverted(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.shortcut = stride == 1 and inputs == outputs
        self.body = nn.Sequential(
            conv_bn(inputs, inner, 1, act=nn.ReLU6),
            conv_bn(inner, inner, 3, stride, inner, act=nn.ReLU6),
            conv_bn(inner, outputs, 1, act=None),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.shortcut else self.body(x)


class MobileNetV2(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            conv_bn(3, 8, 3, act=nn.ReLU6),
            Inverted(8, 8, 1, 1),
            Inverted(8, 12, 2, 6),
            Inverted(12, 12, 1, 6),
            Inverted(12, 24, 2, 4),
            conv_bn(24, 64, 1, act=nn.ReLU6),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(64, 10))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).mean([2, 3]))


class Dense(nn.Module):
    def __init__(self, inputs: int, growth: int) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, 4 * growth, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * growth), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norm1(x))))))
        return torch.cat([y, x], 1)


class DenseNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False),
            Dense(8, 4),
            Dense(12, 4),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 8, 1, bias=False),
            nn.AvgPool2d(2),
            Dense(8, 4),
            Dense(12, 4),
            nn.BatchNorm2d(16),
        )
        self.classifier = nn.Linear(16, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.adaptive_avg_pool2d(F.relu(self.features(x)), 1)
        return self.classifier(x.reshape(x.shape[0], 16))


class Inception(nn.Module):
    def __init__(self, inputs: int, widths: list[int]) -> None:
        super().__init__()

        def unit(a: int, b: int, kernel: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(a, b, kernel, padding=kernel // 2), nn.BatchNorm2d(b), nn.ReLU(True))

        f1, f2, f3, f4, f5, f6 = widths
        self.b1 = unit(inputs, f1, 1)
        self.b2 = nn.Sequential(unit(inputs, f2, 1), unit(f2, f3, 3))
        self.b3 = nn.Sequential(unit(inputs, f4, 1), unit(f4, f5, 3), unit(f5, f5, 3))
        self.b4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), unit(inputs, f6, 1))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], 1)


class GoogLeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(True),
            Inception(8, [4, 4, 8, 2, 4, 4]),
            nn.MaxPool2d(3, stride=2, padding=1),
            Inception(20, [8, 4, 8, 2, 4, 4]),
            nn.AvgPool2d(16, stride=1),
        )
        self.classifier = nn.Linear(24, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x).flatten(start_dim=1))


class Cell(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.separable = conv_bn(inputs, outputs, 7, stride, inputs, act=None)
        self.pool = nn.MaxPool2d(3, stride=stride, padding=1)
        self.project = conv_bn(inputs, outputs, 1, act=None) if stride == 2 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.separable(x) + self.project(self.pool(x)))


class PNASNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            conv_bn(3, 8, 3), Cell(8, 8, 1), Cell(8, 16, 2), Cell(16, 16, 1), Cell(16, 32, 2), Cell(32, 32, 1)
        )
        self.classifier = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.avg_pool2d(self.features(x), 8)
        return self.classifier(x.view(-1, 32))


class Grouped(nn.Module):
    def __init__(self, inputs: int, width: int, groups: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv_bn(inputs, width, 1), conv_bn(width, width, 3, stride, groups), conv_bn(width, 2 * width, 1, act=None)
        )
        self.shortcut = conv_bn(inputs, 2 * width, 1, stride, act=None)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + self.shortcut(x))


class ResNeXt(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            conv_bn(3, 16, 3), Grouped(16, 16, 8, 1), Grouped(32, 24, 6, 2), Grouped(48, 32, 4, 2)
        )
        self.pool, self.flat = nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten()
        self.classifier = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.flat(self.pool(self.features(x))))


MODELS = {
    "resnet18": ResNet18,
    "vgg11": VGG11,
    "mobilenetv2": MobileNetV2,
    "densenet": DenseNet,
    "googlenet": GoogLeNet,
    "pnasnet": PNASNet,
    "resnext": ResNeXt,
}


def give_statistics(module: nn.Module) -> nn.Module:
    """Batch norms and biases as after training, so that none of them can be lost unnoticed."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.5, 2)
            nn.init.uniform_(part.bias, -0.5, 0.5)
            nn.init.uniform_(part.running_mean, -0.5, 0.5)
            nn.init.uniform_(part.running_var, 0.5, 2)
        elif isinstance(part, nn.Conv2d | nn.Linear) and part.bias is not None:
            nn.init.uniform_(part.bias, -0.5, 0.5)
    return module
