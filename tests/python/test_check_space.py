"""The conformance test for users' own spaces finds what is wrong, and passes what is right."""

from itertools import count

import pytest

import narrows as nw


def head(net: nw.NetworkBuilder, x: nw.Value, classes: int) -> nw.Value:
    return net.add(nw.Linear(classes), net.add(nw.GlobalAveragePool(), x))


def test_a_sound_space_passes() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        x = net.add(nw.Relu(), net.add(nw.BatchNorm(), net.add(nw.Conv2d(values["width"], kernel=3), net.input)))
        return head(net, x, net.classes)

    nw.check_space(nw.SearchSpace("sound", [nw.Integer("width", 2, 8)], build), samples=3)


@pytest.mark.parametrize("name", nw.spaces.names())
def test_the_spaces_that_come_with_narrows_pass(name: str) -> None:
    nw.check_space(nw.spaces.get(name), samples=3)


def test_fixed_classes_are_found() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return head(net, net.add(nw.Conv2d(values["width"]), net.input), 10)

    with pytest.raises(ValueError, match=r"17 classes the result has the shape \(10, 1, 1\)"):
        nw.check_space(nw.SearchSpace("fixed", [nw.Integer("width", 2, 8)], build), samples=2)


def test_a_build_function_that_is_not_repeatable_is_found() -> None:
    calls = count(1)

    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return head(net, net.add(nw.Conv2d(values["width"] + next(calls)), net.input), net.classes)

    with pytest.raises(ValueError, match=r"space 'moody', architecture .*different networks"):
        nw.check_space(nw.SearchSpace("moody", [nw.Integer("width", 2, 8)], build), samples=2)


def test_a_space_of_empty_networks_is_found() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return head(net, net.add(nw.Conv2d(0 * values["width"]), net.input), net.classes)

    with pytest.raises(ValueError, match="empty layer"):
        nw.check_space(nw.SearchSpace("empty", [nw.Integer("width", 2, 8)], build), samples=2)


def test_a_build_function_that_fails_is_shown_with_its_line() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return head(net, net.add(nw.Conv2d(values["widht"]), net.input), net.classes)

    space = nw.SearchSpace("typo", [nw.Integer("width", 2, 8)], build)
    with pytest.raises(
        ValueError, match=r"asks for a value 'widht'; the variables are width \(.*line \d+: return head"
    ):
        nw.check_space(space, samples=2)

    def divides(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return head(net, net.add(nw.Conv2d(8 // (values["width"] - values["width"])), net.input), net.classes)

    space = nw.SearchSpace("zero", [nw.Integer("width", 2, 8)], divides)
    with pytest.raises(ValueError, match=r"fails with ZeroDivisionError: .*line \d+: return head"):
        nw.check_space(space, samples=2)


def test_an_edited_space_has_another_fingerprint() -> None:
    def space(kernel: int) -> nw.SearchSpace:
        def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
            return head(net, net.add(nw.Conv2d(values["width"], kernel=kernel), net.input), net.classes)

        return nw.SearchSpace("mine", [nw.Integer("width", 2, 8)], build)

    assert space(3).fingerprint == space(3).fingerprint != space(5).fingerprint


def test_a_space_that_ends_with_probabilities_is_found() -> None:
    def build(net: nw.NetworkBuilder, values: dict[str, int]) -> nw.Value:
        return net.add(nw.Softmax(), head(net, net.add(nw.Conv2d(values["width"]), net.input), net.classes))

    with pytest.raises(ValueError, match="the result must be logits"):
        nw.check_space(nw.SearchSpace("sure", [nw.Integer("width", 2, 8)], build), samples=2)
