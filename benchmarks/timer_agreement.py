"""Whether two sessions on the same machine agree: medians of 50 networks of all spaces, measured twice.

Two processes measure the same networks one after the other, in blocks taken in turn. onnxruntime has its block of
the same networks right after ours, timed the same way, so that where the machine is not quiet one sees how far its
figures move. How often the timer's intervals overlap is said, too. Ends within 6 minutes; the time is shared out over
the blocks.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

import narrows as nw

Run = Callable[[], object]
REPEATS = 10


FIVE = ("densenet", "mobilenetv2", "googlenet", "pnasnet", "resnext")


def networks(count: int, max_macs: int) -> list[tuple[str, nw.Network]]:
    """As many of each space, drawn from laws with multiply-accumulates spread evenly on a logarithmic scale."""
    spaces = [nw.spaces.get(name) for name in FIVE]
    drawn = []
    for number, space in enumerate(spaces):
        share = count // len(spaces) + (number < count % len(spaces))
        law = nw.find_law(space, nw.Flat("macs", max_macs / 100, max_macs), seed=0).law
        inside = [a for a in law.sample(50 * share, seed=1) if 0 < space.cost(a).macs < max_macs]
        drawn += [(f"{space.name} {i}", space.build(a)) for i, a in enumerate(inside[:share])]
    return drawn


def onnxruntime_run(model: nw.Model, folder: Path) -> Run:
    import onnxruntime

    path = folder / "model.onnx"
    nw.OnnxExporter().write(model, str(path))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    binding.bind_cpu_input("images", np.full((1, *model.network.input_shape), 0.5, np.float32))
    binding.bind_output("logits", "cpu")
    return lambda: session.run_with_iobinding(binding)


def block(run: Run) -> list[float]:
    """Milliseconds of ten runs, after one that is not timed, as InferenceTimer does it."""
    run()
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        run()
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def session(count: int, max_macs: int, blocks: int, cpu: int) -> dict[str, dict[str, float]]:
    """Measures everything once, in this process, on one processor."""
    os.sched_setaffinity(0, {cpu})
    drawn = networks(count, max_macs)
    models = [nw.Model.initialised(network, seed=0) for _, network in drawn]
    with tempfile.TemporaryDirectory() as folder:
        peers = [onnxruntime_run(model, Path(folder)) for model in models]
    peer_blocks: list[list[list[float]]] = [[] for _ in models]

    def take_turn(now: nw.BlockProgress) -> None:
        peer_blocks[now.network].append(block(peers[now.network]))
        if now.network == 0:
            print(f"  block {now.block + 1}, at least {now.blocks}", file=sys.stderr, flush=True)

    latencies = nw.InferenceTimer(repeats=REPEATS, blocks=blocks, spare_blocks=blocks // 2).measure_all(
        models, progress=take_turn
    )
    return {
        name: {
            "narrows": ours.median_ms,
            "onnxruntime": nw.summarise_blocks(theirs).median_ms,
            "low": ours.low_ms,
            "high": ours.high_ms,
            "ratio": ours.median_ms / nw.summarise_blocks(theirs).median_ms,
            "disturbed": ours.disturbed,
            "disturbed_blocks": ours.disturbed_blocks,
            "slowdown": ours.slowdown,
        }
        for (name, _), ours, theirs in zip(drawn, latencies, peer_blocks, strict=True)
    }


def in_process(arguments: argparse.Namespace) -> dict[str, dict[str, float]]:
    """A session in a process of its own."""
    command = [sys.executable, __file__, "--session", "--networks", str(arguments.networks)]
    command += ["--max-macs", str(arguments.max_macs), "--blocks", str(arguments.blocks), "--cpu", str(arguments.cpu)]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=arguments.limit_s / 2)
    return json.loads(result.stdout)


def print_agreement(figure: str, first: dict[str, dict[str, float]], second: dict[str, dict[str, float]]) -> None:
    apart = [abs(math.log(second[name][figure] / row[figure])) for name, row in first.items()]
    close = sum(value <= math.log(1.02) for value in apart)
    print(
        f"{figure:12} {close:3} of {len(apart)} within 2 %; apart by {statistics.median(apart):.2%} (median), "
        f"{max(apart):.2%} (at most)"
    )


def print_intervals(first: dict[str, dict[str, float]], second: dict[str, dict[str, float]]) -> None:
    """How often the intervals of the two sessions overlap, and what the timer says where they do not."""
    pairs = [(row, second[name]) for name, row in first.items()]
    overlap = [a["low"] <= b["high"] and b["low"] <= a["high"] for a, b in pairs]
    marked = [bool(a["disturbed"] or b["disturbed"]) for a, b in pairs]
    said = sum(o or m for o, m in zip(overlap, marked, strict=True))
    rows = [row for pair in pairs for row in pair]
    blocks = sum(row["disturbed_blocks"] for row in rows)
    widths = statistics.median((row["high"] - row["low"]) / row["narrows"] for row in rows)
    print(
        f"95 % intervals: {sum(overlap)} of {len(pairs)} overlap, {said} overlap or are marked disturbed; "
        f"{sum(marked)} marked; median width {widths:.2%}; {blocks:.0f} disturbed "
        f"blocks; the probe at {statistics.median(row['slowdown'] for row in rows):.3f} times its best"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=50)
    parser.add_argument("--max-macs", type=int, default=60_000_000)
    parser.add_argument("--blocks", type=int, default=15)
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)), help="both sessions run on it")
    parser.add_argument("--limit-s", type=float, default=360)
    parser.add_argument("--session", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.session:
        print(json.dumps(session(arguments.networks, arguments.max_macs, arguments.blocks, arguments.cpu)))
        return
    begin = time.monotonic()
    results = []
    for number in (1, 2):
        print(f"session {number}", file=sys.stderr, flush=True)
        results.append(in_process(arguments))
    first, second = results
    print(
        f"{len(first)} networks of {len(FIVE)} spaces below {arguments.max_macs / 1e6:g}M MACs, one thread on "
        f"processor {arguments.cpu}, at least {arguments.blocks} blocks of {REPEATS} runs in turn; "
        f"{nw.engine_version()}, GCC -O3; onnxruntime {version('onnxruntime')}; {time.monotonic() - begin:.0f} s"
    )
    for figure in ("narrows", "onnxruntime", "ratio"):
        print_agreement(figure, first, second)
    print_intervals(first, second)


if __name__ == "__main__":
    main()
