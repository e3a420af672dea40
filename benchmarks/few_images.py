"""What a recipe makes of 500 images: `Recipe.few_images()` beside the others, on parts of two data sets.

    benchmarks/few_images.py tune     the changes of CHANGES, one at a time, on the networks of TUNED
    benchmarks/few_images.py show     Recipe.few_images() beside Recipe() and Recipe.fast() on the networks of SHOWN

Each seed draws its own images, alike for all recipes. `tune` looks at the whole validation part, which a person with
500 images would not have; `show` at the test part, after the last epoch. Every finished training is a line of JSON in
`--out`/tune.jsonl or show.jsonl: the same call goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import recipe as recipes
from recipe import Job

import narrows as nw

PART = {"tune": "validation", "show": "test"}  # what is looked at
# The first draws of laws below limits on parameters and on MACs.
TUNED = (("mobilenetv2", "50k,3M"), ("resnext", "50k,3M"))
SHOWN = (("densenet", "20k,3M"), ("googlenet", "40k,5M"), ("mobilenetv2", "200k,8M"))
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"batch_size": 32},
    {"batch_size": 64},
    {"learning_rate": 0.05},
    {"learning_rate": 0.2},
    {"weight_decay": 5e-4},
    {"weight_decay": 5e-3},
    {"label_smoothing": 0.0},
    {"average_last": 0.2},
    {"epochs": 200},
)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="show", choices=["tune", "show"])
    parser.add_argument("--data", nargs="+", default=["fashion-mnist", "cifar10"], help="names, or paths of folders")
    parser.add_argument("--images", type=int, default=500, help="for training")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="of the CPU; 0: all")
    parser.add_argument("--out", type=Path, default=Path("runs/few_images"))
    return parser.parse_args()


def jobs(given: argparse.Namespace) -> Iterator[Job]:
    few = nw.Recipe.few_images()
    for seed in range(given.seeds):
        if given.what == "tune":
            for change in CHANGES:
                for space, limit in TUNED:
                    yield Job(space, limit, json.dumps(change), recipes.changed(few, change), seed)
            continue
        for space, limit in SHOWN:
            yield Job(space, limit, "few_images", few, seed)
            yield Job(space, limit, "paper", nw.Recipe(), seed)
            yield Job(space, limit, "fast", nw.Recipe.fast(), seed)
            yield Job(space, limit, "fast, as many epochs", nw.Recipe.fast(few.epochs), seed)


def network_of(job: Job, shape: nw.Shape, classes: int) -> nw.Network:
    space = nw.spaces.get(job.space, (shape.channels, shape.height, shape.width), classes)
    limits = [nw.Limit(what, most) for what, most in zip(("parameters", "macs"), job.limit.split(","), strict=True)]
    drawn = nw.find_law(space, limits, seed=0).law.sample(100, seed=0)
    found = [it for it in drawn if all(inside(limit, space.cost(it)) for limit in limits)]
    if not found:
        raise SystemExit(f"none of 100 networks of {job.space} is inside {job.limit} for images of {shape}")
    return space.build(found[0])


def inside(limit: nw.Limit, cost: nw.Cost) -> bool:
    return limit.contains(getattr(cost, limit.resource.name))


def key_of(job: Job, whole: nw.Dataset, given: argparse.Namespace) -> str:
    return f"{whole.name} {given.images} {job.key}"


def train(job: Job, whole: nw.Dataset, given: argparse.Namespace) -> dict[str, Any]:
    part = whole.subset(given.images, seed=job.seed)
    trainer = nw.Trainer(part, job.recipe, threads=given.threads)
    done = trainer.train(network_of(job, whole.input_shape, len(whole.classes)), seed=job.seed)
    images = getattr(whole, PART[given.what])
    right = trainer.logits(done.model, images).argmax(axis=1) == images.labels
    return {
        "key": key_of(job, whole, given),
        "space": job.space,
        "limit": f"{job.limit}, {whole.name}",
        "label": job.label,
        "seed": job.seed,
        PART[given.what]: float(right.mean()),
        "seconds": sum(epoch.seconds for epoch in done.history),
    }


def main() -> None:
    given = parse()
    given.out.mkdir(parents=True, exist_ok=True)
    file = given.out / f"{given.what}.jsonl"
    datasets = [nw.datasets.load(data) for data in given.data]
    kept = recipes.finished(file)
    rows = []
    for job in jobs(given):
        for dataset in datasets:
            row = kept.get(key_of(job, dataset, given))
            if row is None:
                row = train(job, dataset, given)
                with file.open("a") as lines:
                    lines.write(json.dumps(row) + "\n")
                print(f"{row['limit']} {job.space} {job.label} seed {job.seed}", flush=True)
            rows.append(row)
    recipes.table(rows, PART[given.what])


if __name__ == "__main__":
    main()
