"""What a folder of images holds, what will be done with it, and what a user should know before training on it."""

from __future__ import annotations

import base64
import html
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrows import datasets
from narrows._core import Preprocessing, prepare
from narrows._core._datasets import ImageFacts, LikePair

FEW, UNEVEN = 10, 5  # images of a class; times as many of the largest class as of the smallest
SHOWN = 10
SPLIT = 3  # images of a class, of which one goes into each part
PARTS = {"train": "training", "validation": "validation", "test": "test", "": "images"}


def counted(things: Sequence[object], noun: str) -> str:
    """ "1 image", "2,000 images" """
    return f"{len(things):,} {noun}{'' if len(things) == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


@dataclass
class FolderInfo:
    """Facts of the images of one folder, and what follows from them."""

    path: str
    images: list[ImageFacts]
    notes: list[str]
    size: int
    resize: str
    pairs: list[LikePair] = field(default_factory=list)

    @property
    def good(self) -> list[ImageFacts]:
        return [image for image in self.images if not image.error]

    @property
    def unreadable(self) -> list[str]:
        return [image.error for image in self.images if image.error]

    @property
    def classes(self) -> dict[str, Counter[str]]:
        """Images that can be read, by class and part."""
        counts: dict[str, Counter[str]] = {image.label: Counter() for image in self.images}
        for image in self.good:
            counts[image.label][image.part] += 1
        return counts

    @property
    def parts(self) -> list[str]:
        return [part for part in PARTS if any(image.part == part for image in self.images)]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each class."""
        return [{"class": name, **{PARTS[p]: counts[p] for p in self.parts}} for name, counts in self.classes.items()]

    def leaks(self) -> list[LikePair]:
        """Pairs of like images that lie in different parts."""
        return [pair for pair in self.pairs if self.images[pair.first].part != self.images[pair.second].part]

    def repeats(self) -> list[LikePair]:
        """Pairs of like images within a part."""
        return [pair for pair in self.pairs if self.images[pair.first].part == self.images[pair.second].part]

    def facts(self) -> list[str]:
        """What was found, a line each."""
        good = self.good
        if not good:
            return ["no image can be read"]
        upright = Counter(_orientation(image) for image in good)
        shape = ", ".join(f"{count:,} {kind}" for kind, count in upright.most_common())
        turned = sum(image.turned for image in good)
        colour = sum(image.channels == 3 for image in good)
        return [
            f"{len(good):,} images of {len(self.classes):,} classes",
            f"width {_spread([image.width for image in good])}, height {_spread([image.height for image in good])}",
            f"{shape}; {turned:,} turned as their EXIF says" if turned else shape,
            "all in colour" if colour == len(good) else "all grey" if colour == 0 else f"{colour:,} in colour",
        ]

    def plan(self) -> list[str]:
        """What loading does with them, a line each."""
        channels = 3 if any(image.channels == 3 for image in self.good) else 1
        small = bool(self.good) and all((image.height, image.width) == (28, 28) for image in self.good)
        how = {"crop": "cut to the middle square and scaled", "stretch": "stretched", "none": "taken as they are"}
        done = "padded with zeros" if small and self.size >= 28 else how.get(self.resize, self.resize)
        lines = [f"networks see {self.size} x {self.size} pixels of {channels} channel(s): images are {done}"]
        if "test" not in self.parts:
            lines.append("15 % of each class become the test part (at least one image of a class of three)")
        if "validation" not in self.parts:
            lines.append("15 % of the training images of each class become the validation part")
        return lines

    def warnings(self) -> list[str]:
        """What a user should look at, a line each."""
        lines = list(self.notes)
        if self.unreadable:
            lines.append(f"{counted(self.unreadable, 'image')} cannot be read; on_bad='skip' leaves them out")
        same = "of the same or nearly the same picture"
        leaks, repeats = self.leaks(), self.repeats()
        if leaks:
            lines.append(f"{counted(leaks, 'pair')} {same} in different parts: accuracies flatter")
        if repeats:
            lines.append(f"{counted(repeats, 'pair')} {same}; a split may put them into two parts")
        return lines + self._uneven()

    def _uneven(self) -> list[str]:
        part = "train" if "train" in self.parts else ""
        counts = {name: counts[part] for name, counts in self.classes.items()}
        few = [name for name, count in counts.items() if count < FEW]
        lines = []
        if few:
            lines.append(f"fewer than {FEW} training images: {listed(few)}")
        missing = [name for name, count in counts.items() if count < SPLIT]
        if missing and "test" not in self.parts:
            lines.append(f"too few images for one in each part, which takes {SPLIT}: {listed(missing)}")
        largest, smallest = max(counts, key=lambda n: counts[n]), min(counts, key=lambda n: counts[n])
        if counts[largest] > UNEVEN * max(counts[smallest], 1):
            lines.append(f"uneven: {counts[largest]:,} images of {largest}, {counts[smallest]:,} of {smallest}")
        return lines

    def to_json(self) -> dict[str, Any]:
        def told(pair: LikePair) -> list[str]:
            return [self.images[pair.first].path, self.images[pair.second].path]

        return {
            "folder": self.path,
            "images": len(self.good),
            "classes": self.rows(),
            "facts": self.facts(),
            "plan": self.plan(),
            "warnings": self.warnings(),
            "unreadable": self.unreadable,
            "same": [told(pair) for pair in self.pairs if pair.same],
            "alike": [told(pair) for pair in self.pairs if not pair.same],
        }


def look_at(path: str, **options: Any) -> FolderInfo:
    """Looks at every image of a folder; `options` are those of `narrows.datasets.load`."""
    found = datasets.look_at(path, **options)
    pairs = datasets.like_pairs(found.images)
    return FolderInfo(path, found.images, found.notes, options.get("size", 32), options.get("resize", "crop"), pairs)


def _orientation(image: ImageFacts) -> str:
    if image.height == image.width:
        return "square"
    return "upright" if image.height > image.width else "wide"


def _spread(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return f"{low:,}" if low == high else f"{low:,} to {high:,} (median {statistics.median_low(values):,})"


def page(info: FolderInfo, previews: Sequence[int] = (), samples: int = 8) -> str:
    """All of it as one page of HTML without anything outside of it; `previews` are sizes that networks may see."""
    rows = "".join(_class_row(info, name, previews, samples) for name in info.classes)
    heads = "".join(f"<th>{html.escape(PARTS[part])}</th>" for part in info.parts)
    pictures = "".join(f"<th>as seen at {size} x {size}</th>" for size in previews or (info.size,))
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'>"
        f"<title>{html.escape(info.path)}</title><style>{STYLE}</style><h1>{html.escape(info.path)}</h1>"
        + _section("Found", info.facts())
        + _section("What will be done", info.plan())
        + _section("To look at", info.warnings())
        + _section("Cannot be read", info.unreadable)
        + f"<h2>Classes</h2><table><tr><th>class</th>{heads}{pictures}</tr>{rows}</table>"
        + _pairs(info)
        + "</html>"
    )


STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;color:#24292f;max-width:1100px;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.6em}"
    "table{border-collapse:collapse}td,th{padding:4px 12px 4px 0;text-align:left;vertical-align:middle}"
    "img{image-rendering:pixelated;margin-right:2px}"
)


def _section(title: str, lines: Sequence[str]) -> str:
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>" if lines else ""


def _class_row(info: FolderInfo, name: str, previews: Sequence[int], samples: int) -> str:
    counts = info.classes[name]
    cells = "".join(f"<td>{counts[part]:,}</td>" for part in info.parts)
    members = [image for image in info.good if image.label == name][:samples]
    strips = "".join(
        "<td>" + "".join(_picture(image.path, size, info.resize) for image in members) + "</td>"
        for size in previews or (info.size,)
    )
    return f"<tr><td>{html.escape(name)}</td>{cells}{strips}</tr>"


def _picture(path: str, size: int, resize: str) -> str:
    """What a network of that input size sees of an image, as large as it is."""
    wanted = Preprocessing((3, size, size), mean=[0.0] * 3, std=[1.0] * 3, resize=resize)
    source = base64.b64encode(datasets.png(prepare(path, wanted))).decode()
    return f"<img alt='' title='{html.escape(Path(path).name)}' width='{size}' src='data:image/png;base64,{source}'>"


def _pairs(info: FolderInfo) -> str:
    if not info.pairs:
        return ""
    shown = (info.leaks() + info.repeats())[:50]
    rows = "".join(
        f"<tr><td>{_picture(info.images[pair.first].path, 64, 'crop')}</td>"
        f"<td>{_picture(info.images[pair.second].path, 64, 'crop')}</td>"
        f"<td>{'the same' if pair.same else 'nearly the same'}</td>"
        f"<td>{html.escape(info.images[pair.first].path)}<br>{html.escape(info.images[pair.second].path)}</td></tr>"
        for pair in shown
    )
    more = f"<p>and {len(info.pairs) - len(shown):,} more pairs</p>" if len(info.pairs) > len(shown) else ""
    return f"<h2>Like pictures</h2><table>{rows}</table>{more}"
