# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
Reading data sets from files.
"""
from __future__ import annotations
import collections.abc
import narrows._core
import os
import typing
__all__: list[str] = ['CachedDataset', 'FolderFacts', 'ImageFacts', 'KnownDataset', 'LikePair', 'broken_images', 'cache_folder', 'cached', 'clear_cache', 'from_files', 'from_folder', 'known', 'like_pairs', 'load', 'look_at', 'restore']
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
    def classes(self) -> int:
        """
        As published, like the following.
        """
    @property
    def files(self) -> list[str]:
        """
        Files and folders it is read from; IDX files may also be there as FILE.gz.
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
    def test_images(self) -> int:
        """
        0: it has no test part; a share of its images becomes one.
        """
    @property
    def title(self) -> str:
        """
        For people: "Fashion-MNIST".
        """
    @property
    def training_images(self) -> int:
        """
        With a validation part that comes with the set.
        """
    @property
    def where(self) -> str:
        """
        What to get and where to put it.
        """
class ImageFacts:
    """
    What one image of a folder is like.
    """
    def __copy__(self) -> ImageFacts:
        ...
    def __deepcopy__(self, memo: dict) -> ImageFacts:
        ...
    def __eq__(self, arg0: ImageFacts) -> bool:
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
    def channels(self) -> int:
        """
        1 grey, 3 colour.
        """
    @property
    def digest(self) -> int:
        """
        Of its size and pixels: equal for the same picture in another file.
        """
    @property
    def error(self) -> str:
        """
        Why it cannot be read; then the following say nothing.
        """
    @property
    def height(self) -> int:
        """
        In pixels, upright.
        """
    @property
    def label(self) -> str:
        ...
    @property
    def look(self) -> int:
        """
        Where brightness rises from left to right in 8 x 8 places: alike in like pictures.
        """
    @property
    def part(self) -> str:
        """
        "train", "validation" or "test"; empty: one of a folder without parts.
        """
    @property
    def path(self) -> str:
        ...
    @property
    def sketch(self) -> list[int]:
        """
        16 x 16 grey levels, row after row.
        """
    @property
    def turned(self) -> bool:
        """
        Its EXIF orientation says that it was not stored upright.
        """
    @property
    def width(self) -> int:
        ...
class FolderFacts:
    """
    What a folder of images holds.
    """
    def __copy__(self) -> FolderFacts:
        ...
    def __deepcopy__(self, memo: dict) -> FolderFacts:
        ...
    def __eq__(self, arg0: FolderFacts) -> bool:
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
    def images(self) -> list[ImageFacts]:
        """
        In the order of classes and names.
        """
    @property
    def notes(self) -> list[str]:
        """
        What is left out, a line each.
        """
class LikePair:
    """
    Two images that look alike.
    """
    def __copy__(self) -> LikePair:
        ...
    def __deepcopy__(self, memo: dict) -> LikePair:
        ...
    def __eq__(self, arg0: LikePair) -> bool:
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
    def first(self) -> int:
        """
        Index of one of ImageFacts.
        """
    @property
    def same(self) -> bool:
        """
        Pixel by pixel.
        """
    @property
    def second(self) -> int:
        """
        A larger one.
        """
class CachedDataset:
    """
    Decoded images that are kept in a file.
    """
    def __copy__(self) -> CachedDataset:
        ...
    def __deepcopy__(self, memo: dict) -> CachedDataset:
        ...
    def __eq__(self, arg0: CachedDataset) -> bool:
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
    def bytes(self) -> int:
        """
        Of the file.
        """
    @property
    def name(self) -> str:
        """
        Of the data set.
        """
    @property
    def path(self) -> str:
        ...
    @property
    def problem(self) -> str:
        """
        Why it cannot be used; empty if it can.
        """
def broken_images(path: os.PathLike | str | bytes, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, on_bad: str = 'stop', recursive: bool = False, follow_links: bool = False, labels: os.PathLike | str | bytes | None = None, per_class: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, cache: str = 'auto', memory: typing.SupportsIndex | str = 0, progress: typing.Any = None) -> list[str]:
    """
    A line, naming file and reason, for each image of such a folder that cannot be read.

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
    on_bad
        "stop" or "skip": Whether an image that cannot be read ends loading, or is left out and named.
    recursive
        Images in folders inside a class's folder are of that class too.
    follow_links
        Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks.
    labels
        A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it.
    per_class
        Of each class at most that many training images, validation and test images split off them included; 0: all, of
    QuickDraw 1000.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    cache
        "auto", "always" or "never": Whether images that were decoded are kept, and read from there the next time; the result does not depend on it.
    memory
        Bytes, or text such as "2GiB". Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
    memory what there is room for; 0: half of the machine's memory. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def cache_folder() -> str:
    """
    Where decoded images are kept: `narrows` in $XDG_CACHE_HOME or ~/.cache; empty where there is no such folder.
    """
def cached() -> list[CachedDataset]:
    """
    What is kept there, by name; each file is checked as a whole.
    """
def clear_cache() -> int:
    """
    Removes all of it; returns how many bytes that were. Images that are in use stay readable.
    """
def from_files(files: collections.abc.Sequence[typing.Annotated[collections.abc.Sequence[str], "FixedSize(3)"]], folder: os.PathLike | str | bytes | None = None, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, on_bad: str = 'stop', recursive: bool = False, follow_links: bool = False, labels: os.PathLike | str | bytes | None = None, per_class: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, cache: str = 'auto', memory: typing.SupportsIndex | str = 0, progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads such images. Paths are taken from `folder` and lie in it, unless it is empty or options.follow_links is set.
    Classes are sorted, those that all are numbers by these. Throws Error as from_folder() does.

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
    on_bad
        "stop" or "skip": Whether an image that cannot be read ends loading, or is left out and named.
    recursive
        Images in folders inside a class's folder are of that class too.
    follow_links
        Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks.
    labels
        A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it.
    per_class
        Of each class at most that many training images, validation and test images split off them included; 0: all, of
    QuickDraw 1000.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    cache
        "auto", "always" or "never": Whether images that were decoded are kept, and read from there the next time; the result does not depend on it.
    memory
        Bytes, or text such as "2GiB". Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
    memory what there is room for; 0: half of the machine's memory. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def from_folder(path: os.PathLike | str | bytes, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, on_bad: str = 'stop', recursive: bool = False, follow_links: bool = False, labels: os.PathLike | str | bytes | None = None, per_class: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, cache: str = 'auto', memory: typing.SupportsIndex | str = 0, progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads images (all that read_image() reads, told apart by content) from `train/<class>/`, `test/<class>/` and, if
    there, `validation/<class>/` (or `val`); or from `<class>/` alone, of which `test_share` becomes the test part. A
    class of three images or more has at least one in each part, one of two in training and validation. Classes are the
    names of the folders, sorted; those of the parts may begin with a capital. Hidden files and files that neither are
    images nor are named like one are left out; so are folders without images and those that systems make (`@eaDir`,
    `__MACOSX`), with a line in Dataset::remarks().

    With LoadOptions::labels, that CSV file says it instead: a first line with the names of columns, or none; a `path` in
    the folder (an ending such as .jpg may be missing), a `label`, and, if wanted, a `part` (train, validation or test).
    Without a `label` column the folder an image lies in is its class, so that a file of paths and parts is a split.

    Throws Error naming the file or folder: a broken image, a class whose images all lie in folders inside its folder, a
    class that is not in `train`; a line of the CSV file that cannot be used.

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
    on_bad
        "stop" or "skip": Whether an image that cannot be read ends loading, or is left out and named.
    recursive
        Images in folders inside a class's folder are of that class too.
    follow_links
        Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks.
    labels
        A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it.
    per_class
        Of each class at most that many training images, validation and test images split off them included; 0: all, of
    QuickDraw 1000.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    cache
        "auto", "always" or "never": Whether images that were decoded are kept, and read from there the next time; the result does not depend on it.
    memory
        Bytes, or text such as "2GiB". Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
    memory what there is room for; 0: half of the machine's memory. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def known(root: os.PathLike | str | bytes | None = None) -> list[KnownDataset]:
    """
    The data sets that load() knows by name, in alphabetical order. They are looked for in `root`, or, if that is empty,
    in the folder that the environment variable NARROWS_DATA names, ~/.local/share/narrows/datasets and
    /usr/share/datasets; there in a folder of the data set's name, or of the name its archive unpacks to.
    """
def like_pairs(images: collections.abc.Sequence[ImageFacts], most: typing.SupportsIndex = 10000) -> list[LikePair]:
    """
    Pairs of images that are the same picture, or nearly: looks that differ in at most 4 of 64 places and sketches by at
    most 6 of 255 in the mean, which resizing and recompressing leave alike. At most `most` pairs, in order.
    """
def load(name_or_path: os.PathLike | str | bytes, root: os.PathLike | str | bytes | None = None, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, on_bad: str = 'stop', recursive: bool = False, follow_links: bool = False, labels: os.PathLike | str | bytes | None = None, per_class: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, cache: str = 'auto', memory: typing.SupportsIndex | str = 0, progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads a data set by one of the names that known() gives, or a folder by path: of images, see from_folder(), or of
    four IDX files named as those of MNIST; its classes are then numbers. Where fewer or more images are found than were
    published, a line in Dataset::remarks() says so.

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
    on_bad
        "stop" or "skip": Whether an image that cannot be read ends loading, or is left out and named.
    recursive
        Images in folders inside a class's folder are of that class too.
    follow_links
        Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks.
    labels
        A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it.
    per_class
        Of each class at most that many training images, validation and test images split off them included; 0: all, of
    QuickDraw 1000.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    cache
        "auto", "always" or "never": Whether images that were decoded are kept, and read from there the next time; the result does not depend on it.
    memory
        Bytes, or text such as "2GiB". Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
    memory what there is room for; 0: half of the machine's memory. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def look_at(path: os.PathLike | str | bytes, *, size: typing.SupportsIndex = 32, resize: str = 'crop', channels: typing.SupportsIndex = 0, validation_share: typing.SupportsFloat = 0.15, test_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0, on_bad: str = 'stop', recursive: bool = False, follow_links: bool = False, labels: os.PathLike | str | bytes | None = None, per_class: typing.SupportsIndex = 0, threads: typing.SupportsIndex = 0, cache: str = 'auto', memory: typing.SupportsIndex | str = 0, progress: typing.Any = None) -> FolderFacts:
    """
    Looks at every image of a folder as from_folder() would read it; images that cannot be read are among them.

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
    on_bad
        "stop" or "skip": Whether an image that cannot be read ends loading, or is left out and named.
    recursive
        Images in folders inside a class's folder are of that class too.
    follow_links
        Links to outside of the data set's folder are followed; else they are left out, with a line in the remarks.
    labels
        A CSV file of the images that count, their labels and parts, see from_folder(); empty: folders say it.
    per_class
        Of each class at most that many training images, validation and test images split off them included; 0: all, of
    QuickDraw 1000.
    threads
        That decode; 0: one per processor. The result does not depend on it.
    cache
        "auto", "always" or "never": Whether images that were decoded are kept, and read from there the next time; the result does not depend on it.
    memory
        Bytes, or text such as "2GiB". Decoded images that need more bytes than that are not held in memory but in a file, of which the system keeps in
    memory what there is room for; 0: half of the machine's memory. The result does not depend on it.
    progress
        Told several times a second how many images are read of how many; returns false to stop, which throws Interrupted.
    """
def restore(source: str, digest: str = '', progress: typing.Any = None) -> narrows._core.Dataset:
    """
    Loads again what Dataset::source() describes. Throws Error if the data are no longer those of `digest`; an empty
    digest checks nothing.
    """
