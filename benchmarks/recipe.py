"""What the fast recipe reaches beside the paper's: tuned on two networks, shown on five others.

    benchmarks/recipe.py tune --data FOLDER      the changes of CHANGES, one at a time, on the networks of TUNED
    benchmarks/recipe.py show --data FOLDER      Recipe.fast() beside Recipe() on the networks of SHOWN, three seeds

Networks are the first draws of the law below a limit on parameters. `tune` looks at validation accuracies alone;
`show` gives test accuracies, after the last epoch. Every training has a checkpoint in `--out`, and every finished one
a line of JSON in `--out`/trainings.jsonl: the same call goes on where it was stopped. This trains for hours.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import narrows as nw

TUNED = (("mobilenetv2", "100k"), ("densenet", "50k"))
SHOWN = (
    ("mobilenetv2", "20k"),
    ("pnasnet", "50k"),
    ("resnext", "100k"),
    ("googlenet", "200k"),
    ("densenet", "500k"),
)
BY_PAPER = 3  # of SHOWN, the first, that are trained by the paper's recipe too, unless --all says all of them
CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"learning_rate": 0.05},
    {"learning_rate": 0.2},
    {"learning_rate": 0.4},
    {"weight_decay": 1e-4},
    {"weight_decay": 1e-3},
    {"label_smoothing": 0.1},
    {"schedule": "cosine"},
    {"nesterov": False},
    {"alternate_flips": False},
    {"average_last": 0.0},
    {"average_last": 0.4},
)


class Job(NamedTuple):
    """One training, and the name of what is compared."""

    space: str
    limit: str
    label: str
    recipe: nw.Recipe
    seed: int

    @property
    def key(self) -> str:
        return json.dumps([self.space, self.limit, self.recipe.to_json(), self.seed])


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="show", choices=["tune", "show"])
    parser.add_argument("--data", default="cifar10")
    parser.add_argument("--epochs", type=int, default=25, help="of the fast recipe")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--subset", type=int, default=0, help="training images; 0: all")
    parser.add_argument("--all", action="store_true", help="the paper's recipe on every network")
    parser.add_argument("--paper-epochs", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("runs/recipe"))
    return parser.parse_args()


def changed(recipe: nw.Recipe, change: dict[str, Any]) -> nw.Recipe:
    return nw.Recipe(**(json.loads(recipe.to_json()) | change))


def jobs(given: argparse.Namespace) -> Iterator[Job]:
    """The cheap ones of each seed first, so that a run that is stopped has something to compare."""
    fast = nw.Recipe.fast(given.epochs)
    for seed in range(given.seeds):
        if given.what == "tune":
            for space, limit in TUNED:
                for change in CHANGES:
                    yield Job(space, limit, json.dumps(change), changed(fast, change), seed)
            continue
        for space, limit in SHOWN:
            yield Job(space, limit, "fast", fast, seed)
        for space, limit in SHOWN if given.all else SHOWN[:BY_PAPER]:
            yield Job(space, limit, "paper", nw.Recipe(epochs=given.paper_epochs), seed)


def network_of(job: Job, dataset: nw.Dataset) -> nw.Network:
    shape = dataset.input_shape
    space = nw.spaces.get(job.space, (shape.channels, shape.height, shape.width), len(dataset.classes))
    limit = nw.Limit("parameters", job.limit)
    drawn = nw.find_law(space, limit, seed=0).law.sample(100, seed=0)
    return next(space.build(it) for it in drawn if 0 < space.cost(it).parameters < limit.high)


def train(job: Job, number: int, dataset: nw.Dataset, given: argparse.Namespace) -> dict[str, Any]:
    network = network_of(job, dataset)
    trainer = nw.Trainer(dataset, job.recipe)
    checkpoint = given.out / f"{number}.checkpoint"
    done = trainer.train(network, seed=job.seed, checkpoint=str(checkpoint), progress=said(job))
    right = trainer.logits(done.model, dataset.test).argmax(axis=1) == dataset.test.labels
    return {
        "key": job.key,
        "space": job.space,
        "limit": job.limit,
        "label": job.label,
        "seed": job.seed,
        "parameters": nw.count(network).parameters,
        "validation": done.accuracy,
        "test": float(right.mean()),
        "seconds": sum(epoch.seconds for epoch in done.history),
    }


def said(job: Job) -> Any:
    def progress(now: nw.TrainingProgress) -> bool:
        if now.finished_epoch is not None:
            epoch = now.finished_epoch
            text = f"{job.space} {job.limit} {job.label} seed {job.seed}: epoch {epoch.epoch}/{now.epochs}"
            print(f"{text}  {epoch.validation_accuracy or 0:.2%}", file=sys.stderr, flush=True)
        return True

    return progress


def finished(file: Path) -> dict[str, dict[str, Any]]:
    rows = map(json.loads, file.read_text().splitlines()) if file.exists() else ()
    return {row["key"]: row for row in rows}


def table(rows: list[dict[str, Any]], part: str) -> None:
    """Of each network and recipe the mean over the seeds, the range, and the mean time."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["space"], row["limit"], row["label"]), []).append(row)
    print(f"| network | recipe | {part} | lowest | highest | seeds | minutes |\n|---|---|---|---|---|---|---|")
    for (space, limit, label), group in sorted(groups.items()):
        right = [100 * row[part] for row in group]
        minutes = statistics.mean(row["seconds"] for row in group) / 60
        print(
            f"| {space} below {limit} | {label} | {statistics.mean(right):.2f} | {min(right):.2f} | {max(right):.2f} "
            f"| {len(right)} | {minutes:.1f} |"
        )


def main() -> None:
    given = parse()
    given.out.mkdir(parents=True, exist_ok=True)
    file = given.out / "trainings.jsonl"
    dataset = nw.datasets.load(given.data)
    dataset = dataset.subset(given.subset) if given.subset else dataset
    rows = []
    for number, job in enumerate(jobs(given)):
        row = finished(file).get(job.key)
        if row is None:
            row = train(job, number, dataset, given)
            with file.open("a") as lines:
                lines.write(json.dumps(row) + "\n")
            (given.out / f"{number}.checkpoint").unlink(missing_ok=True)
        rows.append(row)
    table(rows, "validation" if given.what == "tune" else "test")


if __name__ == "__main__":
    main()
