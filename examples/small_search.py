"""From two limits to trained networks, small enough to watch: python examples/small_search.py [FOLDER]"""

import sys

import narrows as nw

folder = sys.argv[1] if len(sys.argv) > 1 else "runs/small"

# Without the last line: a hundred candidates and the paper's recipe for ten of them, which takes hours.
run = nw.search(
    data="fashion-mnist",
    space=["mobilenetv2", "resnext"],
    max_parameters="50k",
    max_macs="10M",
    out=folder,
    **{"candidates": 40, "train": 2, "epochs": 1, "subset": 2000},
)

for network in run.trained:
    training, latency = network.result.training, network.result.latency
    print(
        f"{network.name}: {training.validation_accuracy:.1%} right, {training.network.cost.parameters:,} parameters, "
        f"{latency.median_ms:.2f} ms, {folder}/{training.onnx}"
    )
print("report:", run.report)
