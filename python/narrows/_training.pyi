# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The part of narrows that needs torch.
"""
from __future__ import annotations
import narrows._core
import numpy
import numpy.typing
import os
import typing
__all__: list[str] = ['Trainer', 'torch_version']
class Trainer(narrows._core.AbstractTrainer):
    """
    Trains networks with LibTorch: SGD, on images that are cropped, flipped and normalised as the recipe says.

    Everything random follows from the seed: the same seed, threads and machine give the same weights, to the last bit,
    and so does a training that was stopped and taken up again from its checkpoint.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5 (the recipe).
    """
    def __init__(self, dataset: narrows._core.Dataset, recipe: narrows._core.Recipe = ..., *, train_on: str = 'auto', threads: typing.SupportsIndex = 0, precision: str = 'auto', memory_format: str = 'auto') -> None:
        """
        Throws ValueError for a bad recipe or option, or fewer than 2 training images, and Error if `train_on`
        is "cuda" and there is no GPU that LibTorch can use.
        """
    def logits(self, model: narrows._core.Model, images: narrows._core.LabelledImages) -> numpy.typing.NDArray[numpy.float32]:
        """
        Logits [images, classes], row-major, in evaluation mode and float32.
        """
    def train(self, network: narrows._core.Network, seed: typing.SupportsIndex = 0, progress: typing.Any = None, checkpoint: os.PathLike | str | bytes | None = None) -> narrows._core.Training:
        """
        See AbstractTrainer::train. A checkpoint that is damaged or of another training counts as none.

        Throws ValueError for a network that does not fit the data set, Interrupted if the callback says so,
        Diverged if the loss is no longer finite, and Error if the checkpoint cannot be written.
        """
    @property
    def dataset(self) -> narrows._core.Dataset:
        ...
    @property
    def recipe(self) -> narrows._core.Recipe:
        ...
    @property
    def threads(self) -> int:
        ...
torch_version: str
