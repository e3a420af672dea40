"""MD5 digests that distributors publish of their files, or that torchvision checks downloads against.

Sources: www.cs.toronto.edu/~kriz/cifar.html (CIFAR-10); torchvision/datasets/{mnist,svhn,stl10,flowers102,gtsrb,dtd,
food101,caltech}.py (the others). Files that are not named here have no digest that we could verify.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PUBLISHED = {
    "caltech256": {"256_ObjectCategories.tar": "67b4f42ca05d46448c6bb8ecd2220f6d"},
    "cifar10": {"cifar-10-binary.tar.gz": "c32a1d4ab5d03f1284b67883e8d87530"},
    "dtd": {"dtd-r1.0.1.tar.gz": "fff73e5086ae6bdbea199a49dfb8a4c1"},
    "fashion-mnist": {
        "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    },
    "flowers102": {
        "102flowers.tgz": "52808999861908f626f3c1f4e79d11fa",
        "imagelabels.mat": "e0620be6f572b9609742df49c70aed4d",
        "setid.mat": "a5357ecc9cb78c4bef273ce3793fc85c",
    },
    "food101": {"food-101.tar.gz": "85eeb15f3717b99a5da872d97d918f87"},
    "gtsrb": {
        "GTSRB-Training_fixed.zip": "513f3c79a4c5141765e10e952eaa2478",
        "GTSRB_Final_Test_Images.zip": "c7e4e6327067d32654124b0fe9e82185",
        "GTSRB_Final_Test_GT.zip": "fe31e9c9270bbcd7b84b7f21a9d9d9e5",
    },
    "mnist": {
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    },
    "stl10": {
        "stl10_binary.tar.gz": "91f7769df0f17e558f3565bffb0c7dfb",
        "train_X.bin": "918c2871b30a85fa023e0c44e0bee87f",
        "train_y.bin": "5a34089d4802c674881badbb80307741",
        "test_X.bin": "7f263ba9f9e0b06b93213547f721ac82",
        "test_y.bin": "36f9794fa4beb8a2c72628de14fa638e",
    },
    "svhn": {
        "train_32x32.mat": "e26dedcc434d2e4c54c9b2d4a06d8373",
        "test_32x32.mat": "eb5a983be6a315427106f1b164d9cef3",
    },
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that is here, and whether it is the one that was published."""

    path: str
    md5: str
    published: str

    @property
    def right(self) -> bool:
        return self.md5 == self.published

    def __str__(self) -> str:
        verdict = "as published" if self.right else f"not as published: expected MD5 {self.published}, found {self.md5}"
        return f"{self.path}: {verdict}"


def check(name: str, folder: str, tell: Callable[[int, int], object] = lambda done, total: None) -> list[CheckedFile]:
    """The files of a data set that have a published digest and lie in its folder, or, archives, beside it.

    An IDX file that was compressed anew, as Debian does, has other bytes with the same content: it is not among them.

    Parameters
    ----------
    folder
        Where the data set was found.
    tell
        Is told how many bytes are read, of how many.
    """
    found = list(_there(name, Path(folder)))
    total, before, checked = sum(path.stat().st_size for path, _ in found), 0, []
    for path, published in found:
        digest = hashlib.md5(usedforsecurity=False)
        with open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
                before += len(piece)
                tell(before, total)
        checked.append(CheckedFile(str(path), digest.hexdigest(), published))
    return [one for one in checked if one.right or not one.path.endswith("-ubyte.gz")]


def _there(name: str, folder: Path) -> Iterator[tuple[Path, str]]:
    for file, published in PUBLISHED.get(name, {}).items():
        places = [folder / file, folder.parent / file]
        yield from ((path, published) for path in places[:1] + places[1:] * (not places[0].is_file()) if path.is_file())
