"""Single-image latency against onnxruntime, ncnn and PyTorch eager, turn by turn in one process.

Networks: the five references, those of today for CIFAR (`cifar_networks`), one of each activation alone where asked for
(`--activations`), and for each space the authors' networks of consecutive numbers, taken from their laws in turn
(`nw.paper.network`). In every round each runtime has its turn; a
ratio is a peer's time over ours in the same round, above 1 where we are faster. Printed are medians of the ratios with
quartiles, and geometric means over the sampled networks with the 95 % interval of resampling them. Each network has its
share of `--minutes`: a slow one has fewer rounds (at least 3), and is not left out. What a peer cannot convert
is named at the end.

ncnn needs the packages of python/requirements-bench.txt; a peer that is not installed is left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import activation_networks
import cifar_networks
import numpy as np
from runtimes import PEERS, Run, check_same, description, installed, narrows_run

import narrows as nw
from narrows import _core

LAWS = {"densenet": 3, "mobilenetv2": 6, "googlenet": 6, "pnasnet": 3, "resnext": 3}
NAMED = {*cifar_networks.NETWORKS, *activation_networks.NAMES}
TURN_SECONDS = 0.01
LONGEST_WAIT_SECONDS = 0.5
FEWEST_ROUNDS = 3
Row = dict[str, Any]


def architectures(space: nw.SearchSpace, count: int) -> Iterator[tuple[str, nw.Architecture]]:
    """The reference, and `count` of the authors' networks; numbers without a valid network are passed over."""
    yield f"{space.name} reference", space.reference
    number = 0
    while count > 0:
        law = f"s{number % LAWS[space.name] + 1}"
        architecture = nw.paper.network(space.name, law, number)
        if space.cost(architecture).macs > 0:
            yield f"{space.name} {law}/{number}", architecture
            count -= 1
        number += 1


def seconds(run: Run, times: int) -> float:
    begin = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - begin) / times


def wait_until_idle() -> None:
    """Until threads of the runtime before no longer look out for work (onnxruntime's: 40 ms): they take a processor."""
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    pause = 0.005
    while time.monotonic() < end:
        before = time.process_time()
        time.sleep(pause)
        if time.process_time() - before < pause / 10:
            break


def prepare(
    model: nw.Model, path: Path, images: np.ndarray, peers: list[str], threads: int
) -> tuple[dict[str, Run], dict[str, str]]:
    """What runs, and why the others do not."""
    runs = {"narrows": narrows_run(model, path, images, threads)}
    refused = {}
    for peer in peers:
        try:
            run = PEERS[peer](model, path, images, threads)
            check_same(peer, run(), runs["narrows"]())
            runs[peer] = run
        except Exception as error:
            refused[peer] = str(error).splitlines()[0]
    return runs, refused


def measure(runs: dict[str, Run], rounds: int, until: float) -> dict[str, list[float]]:
    """Seconds of each runtime in each round."""
    times: dict[str, list[float]] = {runtime: [] for runtime in runs}
    repeats = {runtime: max(1, int(TURN_SECONDS / seconds(run, 2))) for runtime, run in runs.items()}
    for done in range(rounds):
        if done >= FEWEST_ROUNDS and time.monotonic() > until:
            break
        for runtime, run in runs.items():
            wait_until_idle()
            seconds(run, max(1, repeats[runtime] // 4))  # its caches and threads are warm again
            times[runtime].append(seconds(run, repeats[runtime]))
    return times


def summarise(name: str, macs: int, threads: int, times: dict[str, list[float]], refused: dict[str, str]) -> Row:
    ours = times["narrows"]
    row: Row = {"name": name, "macs": macs, "threads": threads, "rounds": len(ours), "narrows_ms": 1e3 * min(ours)}
    for peer in times.keys() - {"narrows"}:
        ratios = [theirs / our for theirs, our in zip(times[peer], ours, strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
        row[peer] = {"ms": 1e3 * min(times[peer]), "ratio": middle, "low": low, "high": high,
                     "ratio_of_minima": min(times[peer]) / min(ours)}  # fmt: skip
    if refused:
        row["refused"] = refused
    return row


def mean_with_interval(ratios: list[float]) -> tuple[float, float, float]:
    """Geometric mean, and the 95 % interval of the means of resampled networks."""
    logs = np.log(ratios)
    means = np.random.default_rng(0).choice(logs, (10_000, len(logs))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return math.exp(logs.mean()), math.exp(low), math.exp(high)


def cell(row: Row, peer: str) -> str:
    return f"{row[peer]['ratio']:.2f} [{row[peer]['low']:.2f}, {row[peer]['high']:.2f}]" if peer in row else "-"


def is_sampled(row: Row) -> bool:
    """Of a space, and not one of the networks that have a name."""
    return not row["name"].endswith("reference") and row["name"] not in NAMED


def mean_rows(rows: list[Row], peers: list[str], spaces: list[str]) -> list[list[str]]:
    """A line for each space and one for all, of the sampled networks."""
    sampled = [row for row in rows if is_sampled(row)]
    lines = []
    for title, wanted in [*((space, [space]) for space in spaces), ("all", spaces)]:
        part = [row for row in sampled if row["name"].split()[0] in wanted]
        line = [f"{title}, {len(part)} sampled", ""]
        for peer in peers:
            ratios = [row[peer]["ratio"] for row in part if peer in row]
            line.append("{:.2f} [{:.2f}, {:.2f}]".format(*mean_with_interval(ratios)) if ratios else "-")
        if part:
            lines.append(line)
    return lines


def markdown(rows: list[Row], peers: list[str], spaces: list[str], threads: int) -> str:
    """The networks that have a name, then the geometric means."""
    head = [f"{threads} thread{'s' if threads > 1 else ''}", "narrows ms", *peers]
    named = [row for row in rows if not is_sampled(row)]
    lines = [[row["name"], f"{row['narrows_ms']:.2f}", *[cell(row, peer) for peer in peers]] for row in named]
    table = [head, ["---"] + ["---:"] * (len(head) - 1), *lines, *mean_rows(rows, peers, spaces)]
    return "\n".join("| " + " | ".join(line) + " |" for line in table)


def rows_of(
    arguments: argparse.Namespace, peers: list[str], networks: list[tuple[str, nw.Network, int]]
) -> Iterator[Row]:
    """Every network, with each number of threads in turn; each has its share of the time that is left."""
    end = time.monotonic() + 60 * arguments.minutes
    left = len(networks) * len(arguments.threads)
    for name, network, macs in networks:
        model = nw.Model.initialised(network, seed=1)
        images = np.random.default_rng(0).normal(size=(1, *network.input_shape)).astype(np.float32)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.onnx"
            nw.OnnxExporter().write(model, str(path))
            for threads in arguments.threads:
                until = time.monotonic() + (end - time.monotonic()) / left
                runs, refused = prepare(model, path, images, peers, threads)
                yield summarise(name, macs, threads, measure(runs, arguments.rounds, until), refused)
                left -= 1


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--networks", type=int, default=20, help="of each space, beside the reference")
    parser.add_argument("--rounds", type=int, default=15, help="at most")
    parser.add_argument("--minutes", type=float, default=11)
    parser.add_argument("--spaces", nargs="*", default=list(LAWS))
    parser.add_argument("--activations", action="store_true", help="also a network of each activation alone")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--json", type=Path, help="write all rows to this file")
    parser.add_argument("--markdown", type=Path, help="write the tables to this file")
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    peers = [peer for peer in arguments.peers if installed(peer)]
    for peer in set(arguments.peers) - set(peers):
        print(f"{peer} is not installed and left out (python/requirements-bench.txt)")
    machine = f"{_core.machine_name() or platform.machine()}, {os.cpu_count()} processors"
    conditions = f"{machine}, load {os.getloadavg()[0]:.1f}; {description(peers)}"
    print(f"{conditions}\none image at a time; ratios: median [quartiles] of at most {arguments.rounds} rounds")
    built = [*cifar_networks.built(), *(activation_networks.built() if arguments.activations else ())]
    networks = [(name, network, nw.count(network).macs) for name, network in built]
    networks += [
        (name, space.build(architecture), space.cost(architecture).macs)
        for space in map(nw.spaces.get, arguments.spaces)
        for name, architecture in architectures(space, arguments.networks)
    ]
    print(f"{'network':22} threads rounds narrows ms", *[f"{peer:>20}" for peer in peers])
    begin = time.monotonic()
    rows = []
    for row in rows_of(arguments, peers, networks):
        rows.append(row)
        progress = f"{len(rows)}/{len(networks) * len(arguments.threads)} {time.monotonic() - begin:.0f} s"
        print(f"{row['name']:22} {row['threads']:7} {row['rounds']:6} {row['narrows_ms']:10.3f}",
              *[f"{cell(row, peer):>20}" for peer in peers], f" {progress}", flush=True)  # fmt: skip
    tables = [
        markdown([row for row in rows if row["threads"] == threads], peers, arguments.spaces, threads)
        for threads in arguments.threads
    ]
    print("", *tables, sep="\n\n")
    for row in rows:
        for peer, reason in row.get("refused", {}).items():
            print(f"{row['name']} does not run with {peer}, {row['threads']} thread(s): {reason}")
    if arguments.json:
        arguments.json.write_text(json.dumps({"conditions": conditions, "rows": rows}, indent=2))
    if arguments.markdown:
        arguments.markdown.write_text(f"{conditions}.\n\n" + "\n\n".join(tables) + "\n")


if __name__ == "__main__":
    main()
