"""A made-up search for tests of the report's layout."""

import math

import numpy as np

from narrows.report import Confusions, Law, Limit, Mistake, ReportData, Timing, Trained, VariableRange


def trained(index: int, space: str, random: np.random.Generator, epochs: int = 10) -> Trained:
    parameters = int(random.uniform(25_000, 50_000))
    accuracy = 0.86 + 0.05 * random.random()
    curve = [accuracy * (1 - math.exp(-(epoch + 1.5))) for epoch in range(epochs)]
    latency = parameters / 3e5 * random.uniform(0.7, 1.6)
    history = [
        {"epoch": i + 1, "train_loss": 2.2 - 2 * value, "validation_accuracy": value} for i, value in enumerate(curve)
    ]
    return Trained(
        name=f"{space}-{index}",
        space=space,
        architecture=f'{{"space": "{space}", "values": {{"n": [1, 2, {index}]}}}}',
        parameters=parameters,
        macs=parameters * 130,
        weight_bytes=parameters * 4,
        peak_activation_bytes=131072,
        accuracy=curve[-1],
        accuracy_low=curve[-1] - 1.96 * math.sqrt(curve[-1] * (1 - curve[-1]) / 9000),
        accuracy_high=curve[-1] + 1.96 * math.sqrt(curve[-1] * (1 - curve[-1]) / 9000),
        test_accuracy=curve[-1] - 0.004,
        timing=Timing(
            median_ms=latency,
            low_ms=latency * 0.97,
            high_ms=latency * 1.04,
            p90_ms=latency * 1.06,
            p99_ms=latency * 1.3,
            first_ms=latency * 2.5,
            disturbed=index == 3,
            predicted_ms=latency * random.uniform(0.9, 1.1),
            memory_bytes=parameters * 5 + 150_000,
        ),
        onnx=f"models/{space}-{index}.onnx",
        seed=index,
        front=index % 3 == 0,
        history=history,
    )


def sample(networks: int = 10, spaces: tuple[str, ...] = ("mobilenetv2", "resnext"), classes: int = 10) -> ReportData:
    random = np.random.default_rng(0)
    limit = Limit("parameters", 25_000, 50_000)
    names = [f"class {i}" for i in range(classes)]
    matrix = random.poisson(12, (classes, classes)) + np.diag(random.integers(700, 900, classes))
    images = random.integers(0, 256, (24, 32, 32, 1), dtype=np.uint8)
    ranges = [
        VariableRange(f"f{i}", f"{16 + i}–{64 + 3 * i} of 1–256", 1, 256, 16 + i, 64 + 3 * i, 40 + i)
        for i in range(1, 18)
    ]
    return ReportData(
        dataset="fashion-mnist",
        command="narrows search --data fashion-mnist --space mobilenetv2 --max-parameters 50k --seed 0",
        limits=[limit],
        laws=[Law(space, 123456789012, 0.97, random.uniform(24_000, 50_000, 1000), ranges) for space in spaces],
        drawn=100,
        inside=96,
        trained=[trained(i, spaces[i % len(spaces)], random) for i in range(networks)],
        device="local",
        epochs=10,
        date="2026-01-31 12:00 UTC",
        facts={"seed": "0", "narrows": "0.1.0", "data": "sha256 0123abcd"},
        confusions=Confusions(names, matrix, [Mistake(image, "class 1", "class 2", 0.97) for image in images]),
    )
