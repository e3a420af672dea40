"""Sampling laws, targets and the law search from Python."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

import narrows as nw


def tiny_build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
    x = net.add(nw.Conv2d(values["width"], kernel=values["kernel"]), net.input)
    x = net.add(nw.Conv2d(values["depth"], kernel=3), net.add(nw.Relu(), net.add(nw.BatchNorm(), x)))
    return net.add(nw.Linear(net.classes), net.add(nw.GlobalAveragePool(), x))


def tiny() -> nw.SearchSpace:
    variables = [nw.Integer("width", 1, 64), nw.Integer("depth", 1, 64), nw.Choice("kernel", [1, 3, 5])]
    return nw.SearchSpace("tiny", variables, tiny_build)


def test_costs_are_a_structured_array_that_belongs_to_the_samples() -> None:
    law = nw.SamplingLaw.uniform(nw.spaces.mobilenetv2())
    costs = law.costs(20, seed=4, threads=2)
    assert costs.dtype.names == ("parameters", "macs", "weight_bytes", "peak_activation_bytes")
    for row, architecture in zip(costs, law.sample(20, seed=4), strict=True):
        cost = law.space.cost(architecture)
        assert tuple(row) == (cost.parameters, cost.macs, cost.weight_bytes, cost.peak_activation_bytes)
    few = law.costs(20, seed=4, fields=["macs", "parameters"])
    assert few.dtype.names == ("macs", "parameters")
    assert np.array_equal(few["macs"], costs["macs"])


def test_a_law_from_ranges_in_python() -> None:
    law = nw.SamplingLaw(tiny(), {"width": (4, 8, 2), "kernel": [3, 5]})
    assert law.cardinality == 3 * 64 * 2
    drawn = law.sample(200, seed=1)
    assert {a["width"] for a in drawn} == {4, 6, 8}
    assert {a["kernel"] for a in drawn} == {3, 5}
    assert all(law.contains(a) for a in drawn)
    two = nw.SamplingLaw(tiny(), [{"weight": 3, "ranges": {"width": (1, 2)}}, {"ranges": {"width": (2, 3)}}])
    assert two.cardinality == 3 * 64 * 3
    with pytest.raises(ValueError, match=r"width.*0"):
        nw.SamplingLaw(tiny(), {"width": (0, 3)})


def test_laws_survive_json_and_pickle() -> None:
    law = nw.SamplingLaw(nw.spaces.resnext(), {"f": (4, 63), "n": (1, 2)})
    assert nw.SamplingLaw.from_json(law.to_json()) == law
    assert pickle.loads(pickle.dumps(law)) == law
    own = nw.SamplingLaw.uniform(tiny())
    assert nw.SamplingLaw.from_json(own.to_json(), own.space) == own
    assert nw.SamplingLaw.uniform(nw.spaces.googlenet()).cardinality > 10**122


@pytest.mark.parametrize("target", [nw.Limit("parameters", "20k"), nw.Band("macs", "1M", "3M")])
def test_a_python_defined_space_gets_its_law(target: nw.Target) -> None:
    result = nw.find_law(tiny(), target, seed=1, population=8, generations=8)
    values = result.law.costs(500, seed=99)[target.resource.name]
    assert np.mean((values >= target.low) & (values < target.high)) > 0.85
    assert result.law == nw.find_law(tiny(), target, seed=1, population=8, generations=8, threads=2).law


def test_a_python_defined_space_gets_its_law_with_default_options_by_counting_little() -> None:
    """About 100 µs per network: what it counts bounds its time on any machine."""
    counted = 0

    def build(net: nw.NetworkBuilder, v: dict[str, Any]) -> nw.Value:
        nonlocal counted
        counted += 1
        x = net.input
        for stage in range(2):
            x = net.add(nw.Conv2d(v[f"f{stage}"], kernel=3, stride=2), x)
            for _ in range(v[f"n{stage}"]):
                y = net.add(nw.Relu(), net.add(nw.BatchNorm(), net.add(nw.Conv2d(v[f"f{stage}"], kernel=3), x)))
                x = net.add(nw.Add(), x, y)
        return net.add(nw.Linear(net.classes), net.add(nw.GlobalAveragePool(), x))

    variables = [nw.Integer(f"f{i}", 4, 128) for i in range(2)] + [nw.Integer(f"n{i}", 1, 4) for i in range(2)]
    space = nw.SearchSpace("staged", variables, build)
    result = nw.find_law(space, nw.Limit("parameters", "100k"))
    assert result.share_inside > 0.94
    assert counted < 150_000


def test_another_process_finds_the_same_law() -> None:
    text = (
        "import narrows as nw; print(nw.find_law(nw.spaces.resnext(), nw.Limit('macs', '10M'), seed=5).law.to_json())"
    )
    first, second = (subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE, check=True) for _ in range(2))
    law = nw.SamplingLaw.from_json(first.stdout.decode())
    assert first.stdout == second.stdout
    assert law == nw.find_law(nw.spaces.resnext(), nw.Limit("macs", "10M"), seed=5, threads=2).law


def test_own_resources_can_be_limited() -> None:
    space = nw.spaces.resnext()
    energy = nw.Resource.linear("energy", macs=1e-6, weight_bytes=1e-5, unit="mJ")
    result = nw.find_law(space, nw.Limit(energy, 20))
    costs = result.law.costs(1000, seed=5)
    spent = 1e-6 * costs["macs"] + 1e-5 * costs["weight_bytes"]
    assert np.mean((spent >= 10) & (spent < 20)) > 0.9
    layers = nw.Resource("layers", lambda network: len(network.nodes))
    few = nw.find_law(space, [nw.Limit("parameters", "100k"), nw.Band(layers, 30, 60)], population=4, generations=4)
    assert few.share_inside > 0.5


def test_a_latency_model_is_a_resource() -> None:
    class Model:
        def predict(self, network: nw.Network) -> float:
            return 0.1 * len(network.nodes)

    limit = nw.Limit(Model(), "6ms")
    assert limit.resource.unit == "ms"
    result = nw.find_law(nw.spaces.pnasnet(), limit, population=4, generations=4)
    inside = [3 <= 0.1 * len(result.law.space.build(a).nodes) < 6 for a in result.law.sample(50, seed=2)]
    assert np.mean(inside) > 0.8


def test_progress_can_stop_the_search() -> None:
    seen: list[Any] = []

    def progress(now: nw.LawProgress) -> bool:
        seen.append(now.latest.generation)
        return len(seen) < 3

    result = nw.GeneticLawOptimizer(nw.spaces.resnext(), nw.Limit("parameters", "1M")).run(progress)
    assert seen == [1, 2, 3]
    assert result.interrupted


def test_ctrl_c_returns_the_best_law_so_far() -> None:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    result = nw.find_law(tiny(), nw.Limit("parameters", "20k"), generations=100000)
    assert result.interrupted
    assert result.share_inside > 0.5
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_cannot_be_met_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="reaches parameters from"):
        nw.find_law(nw.spaces.densenet(), nw.Limit("parameters", 10))
    with pytest.raises(ValueError, match="plain numbers"):
        nw.Limit("parameters", "10ms")
    with pytest.raises(ValueError, match="resource must be one of"):
        nw.Limit("flops", 10)
