# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The spaces that come with narrows.
"""
from __future__ import annotations
import narrows._core
import collections.abc
import typing
__all__: list[str] = ['densenet', 'get', 'googlenet', 'mobilenetv2', 'names', 'pnasnet', 'resnext']
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
def mobilenetv2(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S2: fin; expansion e, width f, repeats n of 7 stages; stride pattern s; fout. Reference: MobileNetV2.
    """
def names() -> list[str]:
    """
    Names that `get` knows.
    """
def pnasnet(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S4: n1..n3 cells per stage, width f1, growth d2, d3. Reference: PNASNetA with 44 planes.
    """
def resnext(input_shape: narrows._core.Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> narrows._core.SearchSpace:
    """
    S5: n, f, c of 3 stages: n blocks of width f * c in c groups. Reference: ResNeXt29 32x4d.
    """
