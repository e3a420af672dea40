"""Search spaces, architectures and costs from Python."""

import pickle
from typing import Any

import pytest

import narrows as nw


def tiny_build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
    x = net.add(nw.Conv2d(values["width"], kernel=values["kernel"]), net.input)
    x = net.add(nw.Relu(), net.add(nw.BatchNorm(), x))
    return net.add(nw.Linear(net.classes), net.add(nw.GlobalAveragePool(), x))


def tiny() -> nw.SearchSpace:
    return nw.SearchSpace("tiny", [nw.Integer("width", 4, 64), nw.Choice("kernel", [3, 5])], tiny_build)


def test_the_references_have_the_published_parameters() -> None:
    expected = {
        "densenet": 6956298,
        "mobilenetv2": 2296922,
        "googlenet": 6166250,
        "pnasnet": 130646,
        "resnext": 4774218,
    }
    for name, parameters in expected.items():
        space = nw.spaces.get(name)
        assert space.cost(space.reference).parameters == parameters


def test_a_space_defined_in_python_builds_and_counts() -> None:
    space = tiny()
    cost = space.cost(space.architecture({"width": 8, "kernel": 5}))
    assert cost.parameters == 3 * 8 * 25 + 2 * 8 + 8 * 10 + 10
    assert space.build(space.architecture([8, 5])).output_shape == (10, 1, 1)


def test_a_build_function_may_return_nothing_for_the_last_value() -> None:
    calls = []

    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> None:
        calls.append(values)
        net.add(nw.Linear(values["features"]), net.input)

    space = nw.SearchSpace("linear", [nw.Integer("features", 1, 5)], build, input_shape=(1, 2, 2))
    assert space.cost(space.architecture({"features": 3})).parameters == 15
    assert calls == [{"features": 3}]


def test_a_build_function_must_return_a_value() -> None:
    space = nw.SearchSpace("odd", [nw.Integer("a", 1, 2)], lambda net, values: 3)
    with pytest.raises(TypeError, match="Value, not int"):
        space.cost(space.architecture([1]))


def test_errors_of_a_build_function_reach_the_caller() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> Any:
        raise KeyError("mine")

    space = nw.SearchSpace("failing", [nw.Integer("a", 1, 2)], build)
    with pytest.raises(KeyError, match="mine"):
        space.cost(space.architecture([1]))


def test_values_out_of_range_are_refused_with_variable_range_and_value() -> None:
    with pytest.raises(ValueError, match=r'variable "width" must be in 4\.\.64, not 65'):
        tiny().architecture({"width": 65, "kernel": 3})
    with pytest.raises(ValueError, match="has no variable"):
        tiny().architecture({"depth": 65})


def test_an_architecture_shows_and_gives_its_values() -> None:
    architecture = nw.spaces.densenet().reference
    assert architecture.values == {"n": [6, 12, 24, 16], "g": 32, "k": 50}
    assert architecture["n"] == [6, 12, 24, 16]
    assert architecture["n2"] == 12
    assert nw.spaces.mobilenetv2().reference["s"] == [1, 1, 2, 2, 1, 2, 1]
    assert "densenet" in repr(architecture)


@pytest.mark.parametrize("name", nw.spaces.names())
def test_spaces_and_architectures_pickle(name: str) -> None:
    space = nw.spaces.get(name, (1, 32, 32), 7)
    copy = pickle.loads(pickle.dumps(space))
    reference = pickle.loads(pickle.dumps(space.reference))
    assert reference == space.reference
    assert copy.cost(reference) == space.cost(space.reference)


def test_a_python_space_pickles() -> None:
    space = pickle.loads(pickle.dumps(tiny()))
    assert space.cost(space.architecture([8, 3])) == tiny().cost(tiny().architecture([8, 3]))


def test_names_follow_scopes() -> None:
    net = nw.NetworkBuilder((3, 8, 8))
    with net.scope("stem"):
        x = net.add(nw.Conv2d(4), net.input)
    with net.scope("body", 2):
        net.add(nw.Concat(), [x, x])
    assert [node.name for node in net.finish().nodes] == ["stem/conv1", "body2/concat1"]


def test_docstrings_come_from_the_headers() -> None:
    assert "build function" in (nw.SearchSpace.__doc__ or "")
    assert "Trainable scalars" in (nw.Cost.parameters.__doc__ or "")
