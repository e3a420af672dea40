# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
Reading data sets from files.
"""
from __future__ import annotations
import narrows._core
import os
import typing
__all__: list[str] = ['KnownDataset', 'broken_images', 'from_folder', 'known', 'load', 'restore']
class KnownDataset:
    """
    A data set that load() knows by name, and what of it is on this machine.
    """
    def __copy__(self) -> KnownDataset:
        ...
    def __deepcopy__(self, memo: dict) -> KnownDataset:
        ...
    def __eq__(self, arg0: KnownDataset) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def files(self) -> list[str]:
        """
        Those it is read from; each may also be there as FILE.gz.
        """
    @property
    def folder(self) -> str:
        """
        Where all of them were found; empty: nowhere.
        """
    @property
    def name(self) -> str:
        ...
    @property
    def title(self) -> str:
        """
        For people: "Fashion-MNIST".
        """
    @property
    def where(self) -> str:
        """
        What to get and where to put it.
        """
def broken_images(path: os.PathLike | str | bytes, threads: typing.SupportsIndex = 0, progress: typing.Any = None) -> list[str]:
    """
    A line, naming file and reason, for each image of such a folder that cannot be read.
    """
def from_folder(path: os.PathLike | str | bytes, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads images (JPEG, PNG, PNM, told apart by content) from `train/<class>/`, `test/<class>/` and, if there,
    `validation/<class>/` (or `val`); or from `<class>/` alone, of which `test_share` becomes the test part. A class of
    three images or more has at least one in each part, one of two in training and validation. Classes are the names of
    the folders, sorted; those of the parts may begin with a capital. Hidden files and files that neither are images nor
    are named like one are left out; so are folders without images and those that systems make (`@eaDir`, `__MACOSX`),
    with a line in Dataset::remarks().

    Throws Error naming the file or folder: a broken image, a class whose images all lie in folders inside its folder, a
    class that is not in `train`.

    Parameters
    ----------
    size
        Height and width that the networks read, in pixels.
    resize
        "none", "pad", "stretch" or "crop": For images of another size; those of 28 x 28 (MNIST's) are padded with zeros always.
    channels
        1 grey, 3 colour; 0: grey if every image is.
    validation_share
        Of the training images, where the data set brings no validation part.
    test_share
        Of all images of a folder that has no test part.
    seed
        Of the split.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def known(root: os.PathLike | str | bytes | None = None) -> list[KnownDataset]:
    """
    The data sets that load() knows by name, in alphabetical order. They are looked for in `root`, or, if that is empty,
    in the folder that the environment variable NARROWS_DATA names, ~/.local/share/narrows/datasets and
    /usr/share/datasets; there in a folder of the data set's name, or of the name its archive unpacks to.
    """
def load(name_or_path: os.PathLike | str | bytes, root: os.PathLike | str | bytes | None = None, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads a data set by name ("fashion-mnist", "mnist", "cifar10", "cifar100", "stl10", "svhn"), or a folder by path: of
    images, see from_folder(), or of four IDX files named as those of MNIST; its classes are then numbers.

    Throws ValueError for a name that is neither, Error for missing, damaged or inconsistent files (named).

    Parameters
    ----------
    size
        Height and width that the networks read, in pixels.
    resize
        "none", "pad", "stretch" or "crop": For images of another size; those of 28 x 28 (MNIST's) are padded with zeros always.
    channels
        1 grey, 3 colour; 0: grey if every image is.
    validation_share
        Of the training images, where the data set brings no validation part.
    test_share
        Of all images of a folder that has no test part.
    seed
        Of the split.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def restore(source: str, digest: str = '', progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads again what Dataset::source() describes. Throws Error if the data are no longer those of `digest`; an empty
    digest checks nothing.
    """
