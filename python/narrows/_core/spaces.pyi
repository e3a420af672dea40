# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The spaces that come with narrows.
"""
from __future__ import annotations
import narrows._core
import collections.abc
import typing
__all__: list[str] = ['densenet', 'get', 'googlenet', 'law', 'mobilenetv2', 'mobilenetv3', 'names', 'pnasnet', 'probenet', 'resnet', 'resnext']
def densenet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S1: n1..n4 layers per stage, growth g, reduction k per cent. Reference: DenseNet121.
    """
def get(name: str, input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    By name; throws ValueError naming those there are.
    """
def googlenet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S3: f00 and widths f1..f6 of 9 inception modules. Reference: GoogLeNet.
    """
def law(space: str, size: str) -> narrows._core.SamplingLaw:
    """
    A ready law for one of the spaces of our own design, "resnet", "probenet" or "mobilenetv3": "small" (about ten
    thousand parameters), "middle" (about a hundred thousand) or "large" (about a million and more). The paper's spaces
    have the paper's laws instead.

    Throws ValueError naming the spaces or sizes there are.
    """
def mobilenetv2(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S2: fin; expansion e, width f, repeats n of 7 stages; stride pattern s; fout. Reference: MobileNetV2.
    """
def mobilenetv3(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    MobileNetV3's blocks (Howard et al., ICCV 2019): fin; expansion e, width f, repeats n, kernel k of 3, 5 or 7, squeeze
    and excite or not q, hard swish or ReLU h of 5 stages; stride pattern s; fout and head, the layers before and behind
    the mean. Reference: MobileNetV3-Small, for 32 x 32 images.
    """
def names() -> list[str]:
    """
    Names that `get` knows.
    """
def pnasnet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S4: n1..n3 cells per stage, width f1, growth d2, d3. Reference: PNASNetA with 44 planes.
    """
def probenet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    Of our own design: 3 stages of 2 convolutions each, kernels k1..k6 of 1, 3, 5 or 7, widths f1..f3.
    """
def resnet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    Of our own design: fin; width f, repeats n and block kind b (1 basic, 4 bottleneck, whose output is 4 f wide) of 4
    stages. Reference: ResNet18.
    """
def resnext(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S5: n, f, c of 3 stages: n blocks of width f * c in c groups. Reference: ResNeXt29 32x4d.
    """
