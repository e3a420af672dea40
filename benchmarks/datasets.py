"""Reading folders of JPEGs: narrows against what users of PyTorch do, and its second start from what it kept.

The peer is what torchvision does (ImageFolder, Resize, CenterCrop, a DataLoader with a process for each core) with
Pillow, whose bilinear filter it is: written out here, so that torchvision need not be installed. Everything is timed in
one run, turn by turn; ratios are of the best turns.
"""

from __future__ import annotations

import argparse
import os
import tarfile
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import narrows as nw

SIDE = 32
WORKERS = len(os.sched_getaffinity(0))
SIZE = (500, 375)
PHOTOGRAPHS = {
    "skimage": "data/astronaut.png data/chelsea.png data/coffee.png data/motorcycle_left.png data/rocket.jpg",
    "sklearn": "datasets/images/china.jpg datasets/images/flower.jpg",
    "matplotlib": "mpl-data/sample_data/grace_hopper.jpg",
}
CIFAR = Path(__file__).resolve().parents[2] / "shared/data/cifar10-jpeg.tar.xz"


def packaged_photographs() -> list[Image.Image]:
    """Photographs that lie in packages of Python's: people, animals, rooms, buildings, food, a machine."""
    images = []
    for package, names in PHOTOGRAPHS.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise SystemExit(f"{package} is missing: pip install -r python/requirements-bench.txt")
        images += [Image.open(Path(spec.origin).parent / name).convert("RGB") for name in names.split()]
    return images


def cut(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """A part of a photograph, mirrored or not, as a photograph of its own."""
    width = min(image.width, image.height * SIZE[0] / SIZE[1]) * random.uniform(0.6, 1)
    height = width * SIZE[1] / SIZE[0]
    left, top = random.uniform(0, image.width - width), random.uniform(0, image.height - height)
    part = image.resize(SIZE, Image.Resampling.LANCZOS, (left, top, left + width, top + height))
    return part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.integers(2) else part


def write_photographs(folder: Path, images: int, different: int = 1000) -> None:
    """So many files of 500 x 375, of which `different` are different: decoding does not know."""
    made = folder / "made"
    made.mkdir()
    sources, random = packaged_photographs(), np.random.default_rng(0)
    for i in range(min(different, images)):
        cut(sources[i % len(sources)], random).save(made / f"{i}.jpg", quality=90)
    for i in range(images):
        kind = folder / "photos" / f"class {i % 10}"
        kind.mkdir(parents=True, exist_ok=True)
        (kind / f"{i:05}.jpg").write_bytes((made / f"{i % different}.jpg").read_bytes())


def read_as_torchvision(path: str, side: int = SIDE) -> NDArray[np.uint8]:
    """pil_loader, Resize(side) and CenterCrop(side)."""
    with Image.open(path) as file:
        image = file.convert("RGB")
    scale = side / min(image.size)
    size = (max(side, int(scale * image.width)), max(side, int(scale * image.height)))
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = round((size[0] - side) / 2), round((size[1] - side) / 2)
    return np.asarray(image.crop((left, top, left + side, top + side)))


def decoded_whole(path: str, side: int = SIDE) -> NDArray[np.uint8]:
    """The middle square of all pixels, made smaller by Pillow: what narrows promises."""
    with Image.open(path) as file:
        image = file.convert("RGB")
    left, top = (image.width - min(image.size)) / 2, (image.height - min(image.size)) / 2
    middle = (left, top, image.width - left, image.height - top)
    return np.asarray(image.resize((side, side), Image.Resampling.BILINEAR, middle))


def peer(paths: list[str]) -> NDArray[np.uint8]:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
        return np.stack(list(pool.map(partial(read_as_torchvision), paths, chunksize=64)))


def ours(folder: Path, cache: str) -> nw.Dataset:
    return nw.datasets.load(folder, cache=cache, validation_share=0, test_share=0, size=SIDE)


def timed(call: object) -> tuple[float, object]:
    begin = time.perf_counter()
    result = call()  # type: ignore[operator]
    return time.perf_counter() - begin, result


def compare(name: str, folder: Path, turns: int) -> None:
    paths = [str(path) for path in sorted(folder.rglob("*.jpg"))]
    times: dict[str, list[float]] = {"peer": [], "narrows": [], "second start": []}
    read = expected = None
    for _ in range(turns):
        seconds, expected = timed(lambda: peer(paths))
        times["peer"].append(seconds)
        seconds, read = timed(lambda: ours(folder, "never"))
        times["narrows"].append(seconds)
    ours(folder, "always")
    for _ in range(max(3, turns)):
        seconds, again = timed(lambda: ours(folder, "always"))
        times["second start"].append(seconds)
        assert again == read
    best = {what: min(seconds) for what, seconds in times.items() if seconds}
    print(f"{name}: {len(paths):,} files, {WORKERS} cores")
    for what, seconds in best.items():
        print(f"  {what:13}{seconds:8.3f} s{len(paths) / seconds:12,.0f} images/s")
    print(f"  the second start takes {best['narrows'] / best['second start']:.0f} times less than the first")
    assert isinstance(read, nw.Dataset)
    print(f"  narrows is {best['peer'] / best['narrows']:.2f} times as fast as the peer")
    trained = slice(-len(read.train), None, 7)  # a folder "test" comes before the other
    whole = np.stack([decoded_whole(path) for path in paths[trained]])
    for what, pixels in (("decoded whole", whole), ("as torchvision crops", np.asarray(expected)[trained])):
        apart = np.abs(read.train.images[::7].astype(int) - pixels.astype(int))
        print(f"  pixels differ by {apart.mean():.3f} of 255 in the mean, {apart.max()} at most, from those {what}")


def drop_pages() -> None:
    """Takes what the system keeps of files out of its memory, as another program's need would (root)."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("1")


def training_from_file(folder: Path, turns: int) -> None:
    """Epochs on images in memory, in a file that fits into memory, and in one that nothing of is in memory before."""
    held = nw.datasets.load(folder, cache="never", validation_share=0, test_share=0, size=SIDE)
    mapped = nw.datasets.load(folder, cache="never", validation_share=0, test_share=0, size=SIDE, memory="1MiB")
    assert held == mapped
    space = nw.spaces.get("mobilenetv2", mapped.input_shape, len(mapped.classes))
    network = space.build(nw.find_law(space, nw.Limit("macs", 3_000_000), seed=0).law.sample(1, seed=0)[0])
    trainers = {"held": nw.Trainer(held, nw.Recipe(epochs=1)), "mapped": nw.Trainer(mapped, nw.Recipe(epochs=1))}
    if os.geteuid() == 0:  # only root may empty the system's memory of files
        trainers["from disk"] = trainers["mapped"]
    seconds: dict[str, list[float]] = {name: [] for name in trainers}
    for turn in range(2 * turns + 1):
        for name, times in seconds.items():
            if name == "from disk":
                drop_pages()
            epoch = trainers[name].train(network, seed=0).history[0]
            if turn > 0:  # the first choose their kernels
                times.append(epoch.seconds)
    best = {name: min(times) for name, times in seconds.items()}
    print(f"an epoch of {len(held.train):,} images held in memory takes {best['held']:.2f} s")
    for name in list(best)[1:]:
        print(f"  {name}: {best[name] / best['held']:.3f} times as long")


def unpack_cifar(folder: Path) -> Path:
    with tarfile.open(CIFAR) as archive:
        archive.extractall(folder)
    return next(path.parent for path in folder.rglob("train") if path.is_dir())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where photographs are written, or were")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_CACHE_HOME"] = str(Path(temporary, "cache"))
        place = arguments.folder or Path(temporary)
        if not (place / "photos").exists():
            place.mkdir(parents=True, exist_ok=True)
            write_photographs(place, arguments.images)
        compare("500 x 375", place / "photos", arguments.turns)
        if CIFAR.exists():
            cifar = place / "cifar"
            if not cifar.exists():
                unpack_cifar(cifar)
            compare("CIFAR-10", next(cifar.rglob("train")).parent, 1)
            training_from_file(next(cifar.rglob("test")), arguments.turns)


if __name__ == "__main__":
    main()
