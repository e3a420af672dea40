"""Values behave as values: every type that Python sees compares, shows, copies and pickles itself."""

import copy
import inspect
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

import narrows as nw
from narrows import _core
from narrows._core import _datasets, _paper

# What does work or holds something open; none of it is a value.
NOT_VALUES = {
    "AbstractTimer",
    "AbstractTrainer",
    "AbstractWorkers",
    "Classifier",
    "GeneticLawOptimizer",
    "InferenceSession",
    "InferenceTimer",
    "NetworkBuilder",
    "NumpyRandom",
    "OnnxExporter",
    "OnnxReader",
    "ResultsStore",
    "Scope",
    "Search",
    "Trainer",
    "TrainingBackend",
    "Value",
}
CHANGEABLE = {"Latency", "LabelledImages", "SearchOptions"}
HOLDS_CHANGEABLE = {"StoredLatency", "StoredResult", "TrainedNetwork", "SearchProgress"}


def build(net: nw.NetworkBuilder, values: dict[str, Any]) -> None:
    x = net.add(nw.Conv2d(values["width"], kernel=3), net.input)
    x = net.add(nw.GlobalAveragePool(), net.add(nw.Relu(), net.add(nw.BatchNorm(), x)))
    net.add(nw.Linear(net.classes), x)


def energy(network: nw.Network) -> float:
    return 1e-3 * nw.count(network).macs


@cache
def space() -> nw.SearchSpace:
    return nw.SearchSpace("own", [nw.Integer("width", 4, 64)], build, input_shape=(1, 8, 8), classes=3)


@cache
def network() -> nw.Network:
    return space().build(space().architecture({"width": 8}))


@cache
def latency_model() -> nw.LatencyModel:
    networks = [space().build(space().architecture({"width": width})) for width in range(4, 16)]
    return nw.LatencyModel.fit([(one, 1e-6 * nw.count(one).macs + 0.01) for one in networks])


@cache
def facts() -> Any:
    """Of a folder with the same picture twice."""
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8)
    with TemporaryDirectory() as root:
        for path in (Path(root, "cat/1.png"), Path(root, "dog/2.png")):
            path.parent.mkdir()
            Image.fromarray(pixels).save(path)
        return _datasets.look_at(root)


@cache
def dataset() -> nw.Dataset:
    images = np.random.default_rng(0).integers(0, 255, (60, 8, 8), dtype=np.uint8)
    labels = np.arange(60) % 3
    return nw.Dataset((images, labels), test=(images[:9], labels[:9]))


def latency() -> nw.Latency:
    return nw.Latency.from_dict(
        {"median_ms": 1.5, "low_ms": 1.25, "high_ms": 1.75, "repeats": 10, "engine": "e", "temperature_c": 41.5}
    )


def stored_network() -> Any:
    return _core.StoredNetwork.of(space(), space().architecture({"width": 8}))


def stored_training() -> Any:
    return _core.StoredTraining(
        network=stored_network(),
        dataset=_core.StoredDataset(name="a", classes=3),
        validation_accuracy=0.5,
        history=[nw.EpochRecord(epoch=1)],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("values")


def made(name: str, *state: Any) -> Any:
    """A value that Python code is only ever given."""
    value = types()[name].__new__(types()[name])
    value.__setstate__(state)
    return value


def candidate() -> Any:
    return made("Candidate", "own-1", stored_network(), True, 0)


def planned_law() -> Any:
    return made("PlannedLaw", "own", "{}", 0.97, 3.5, "found", 0.25, list(law_result().history))


def stored_result() -> Any:
    return made("StoredResult", 7, stored_training(), "pi", latency(), True)


def options(folder: Path) -> Any:
    chosen = nw.SearchOptions()
    chosen.spaces, chosen.targets, chosen.folder = [space()], [nw.Limit("parameters", 900)], str(folder / "search")
    chosen.candidates, chosen.train, chosen.recipe = 6, 1, nw.Recipe(epochs=1)
    return chosen


class Trainer(nw.AbstractTrainer):
    """Trains nothing."""

    train_on = property(lambda self: "nothing")

    def train(self, network: nw.Network, seed: int, checkpoint: str, progress: Any) -> nw.Training:
        return nw.Training(nw.Model.initialised(network), 0.5, [nw.EpochRecord(epoch=1)], "nothing")

    def logits(self, model: nw.Model, images: nw.LabelledImages) -> list[float]:
        return nw.InferenceSession(model).run(images.images).ravel().tolist()


class Timer(nw.AbstractTimer):
    """Measures nothing."""

    def measure(self, model: nw.Model) -> nw.Latency:
        return latency()


@cache
def run(folder: Path) -> nw.SearchRun:
    return nw.search(
        dataset(),
        space(),
        max_parameters=900,
        out=folder / "search",
        candidates=6,
        train=1,
        epochs=1,
        make_trainer=lambda data, recipe: Trainer(),
        timer=Timer(),
        progress=False,
    )


@cache
def law_result() -> nw.LawResult:
    return nw.find_law(space(), nw.Limit("parameters", 900), population=8, generations=4, samples=8)


SAMPLES: dict[str, Callable[[Path], Any]] = {
    "AccuracyInterval": lambda _: nw.accuracy_interval(0.75, 40),
    "Add": lambda _: nw.Add(),
    "Architecture": lambda _: space().architecture({"width": 8}),
    "ArchitectureCount": lambda _: nw.count_architectures(space(), nw.Limit("parameters", 900)),
    "Arrangement": lambda _: nw.Arrangement("order", [1, 1, 2]),
    "ArraySpec": lambda _: nw.weight_specs(network())[0],
    "AveragePool": lambda _: nw.AveragePool(3, 2, 1, count_include_pad=True),
    "Band": lambda _: nw.Band("macs", "1M", "2M"),
    "BatchNorm": lambda _: nw.BatchNorm(1e-3),
    "BlockProgress": lambda _: made("BlockProgress", 0, 3, 1, 9),
    "CachedDataset": lambda _: made("CachedDataset", "/cache/photos.images", "photos", 1 << 23, ""),
    "Candidate": lambda _: candidate(),
    "Choice": lambda _: nw.Choice("kernel", [3, 5]),
    "ClassScore": lambda _: _core.ClassScore(7, 8),
    "Comparison": lambda _: nw.paper.compare_cardinalities()[0],
    "Concat": lambda _: nw.Concat(),
    "Conv2d": lambda _: nw.Conv2d(8, kernel=(3, 1), stride=2, padding=(1, 1, 0, 0), groups=2, bias=True),
    "Cost": lambda _: nw.Cost(1, 2, 3, 4),
    "Dataset": lambda _: dataset(),
    "EpochRecord": lambda _: nw.EpochRecord(epoch=3, train_loss=0.5),
    "Failure": lambda _: _core.Failure("diverged"),
    "Flat": lambda _: nw.Flat("parameters", "1k", "10M"),
    "FrontPoint": lambda _: nw.FrontPoint(0.9, 1.0, 2.0),
    "GlobalAveragePool": lambda _: nw.GlobalAveragePool(),
    "Import": lambda _: made("Import", 3, 2, 6, ["pi"], ["a row"]),
    "Integer": lambda _: nw.Integer("width", 4, 64),
    "SearchJob": lambda _: made(
        "SearchJob", "time", 0, 3, "own-1", network(), nw.Recipe(epochs=3), 5, "", "own-1.onnx", 2.5, 2, 0
    ),
    "KnownDataset": lambda _: nw.datasets.known()[0],
    "LabelledImages": lambda _: dataset().train,
    "Latency": lambda _: latency(),
    "LatencyError": lambda _: nw.LatencyModel.cross_validate([(network(), 1.0 + i) for i in range(10)]),
    "LatencyLimit": lambda _: _core.LatencyLimit(10, "macs"),
    "LatencyMeasurement": lambda _: nw.LatencyMeasurement(network(), 1.5),
    "LatencyModel": lambda _: latency_model(),
    "LawGeneration": lambda _: law_result().history[0],
    "LawProgress": lambda _: made("LawProgress", 36, law_result().history[0]),
    "LawResult": lambda _: law_result(),
    "Limit": lambda _: nw.Limit("parameters", "50k"),
    "Linear": lambda _: nw.Linear(10),
    "MaxPool": lambda _: nw.MaxPool(3),
    "Model": lambda _: nw.Model.initialised(network(), seed=1),
    "ModelInfo": lambda _: nw.ModelInfo(classes=["a", "b", "c"]),
    "Network": lambda _: network(),
    "NetworkShape": lambda _: _core.NetworkShape.of(network()),
    "NetworkStep": lambda _: _core.steps_of(network())[1][1],
    "Node": lambda _: network().nodes[0],
    "OperatorTime": lambda _: nw.OperatorTime("conv", "Conv2d", "own", 0.5),
    "PlannedLaw": lambda _: planned_law(),
    "Paused": lambda _: _core.Paused(12, 0.75),
    "Preprocessing": lambda _: nw.Preprocessing((3, 32, 32), [0.1, 0.2, 0.3], [0.7, 0.8, 0.9], resize="crop"),
    "PublishedCost": lambda _: nw.paper.published_cost("resnext", nw.paper.network("resnext", "s3", 99)),
    "Recipe": lambda _: nw.Recipe(epochs=3, flip=0.25),
    "ReleasedResult": lambda _: made("ReleasedResult", "resnext", "s3", 99, 4771, 1_000_000, 0.75, "pi", 2.5, 0.25),
    "Relu": lambda _: nw.Relu(6),
    "Resource": lambda _: nw.Resource.linear("energy", macs=2e-6, constant=1, unit="mJ"),
    "Rung": lambda _: made("Rung", 5, 25),
    "SamplingLaw": lambda _: nw.SamplingLaw.uniform(space()),
    "Schedule": lambda _: made("Schedule", 30, 4, 1800.0, "fewer epochs", [made("Rung", 4, 30)]),
    "SearchOptions": options,
    "SearchPlan": lambda _: made("SearchPlan", [planned_law()], [candidate()], "random", ["a note"]),
    "SearchProgress": lambda _: made(
        "SearchProgress", "time", "own-1", 0, 3, True, None, None, latency(), 0.5, 10.0, "", 0
    ),
    "SearchRunData": lambda folder: _core.SearchRunData.load(run(folder).folder),
    "SearchSpace": lambda _: space(),
    "Shape": lambda _: nw.Shape(3, 32, 16),
    "Softmax": lambda _: nw.Softmax(),
    "TrainingSpeed": lambda _: _core.TrainingSpeed(12.5),
    "StoppedNetwork": lambda _: made("StoppedNetwork", "own-1", 12, 0.75),
    "StoredDataset": lambda _: _core.StoredDataset(name="a", classes=3),
    "StoredDevice": lambda _: _core.StoredDevice("pi", "a board"),
    "StoredLatency": lambda _: made("StoredLatency", stored_network(), "pi", latency()),
    "StoredNetwork": lambda _: stored_network(),
    "StoredResult": lambda _: stored_result(),
    "StoredTraining": lambda _: stored_training(),
    "Target": lambda folder: options(folder).targets[0],
    "TestScore": lambda _: _core.TestScore(0.75),
    "TrainedNetwork": lambda _: made("TrainedNetwork", "own-1", stored_result()),
    "Training": lambda _: nw.Training(nw.Model.initialised(network()), 0.5, [nw.EpochRecord(epoch=1)]),
    "TrainingProgress": lambda _: made(
        "TrainingProgress", 1, 3, 10, 40, 0.5, 0.25, 800.0, 60.0, "", nw.EpochRecord(epoch=1), None
    ),
    "Variable": lambda _: nw.spaces.resnext().variables[0],
    "Clip": lambda _: nw.Clip(-1, 6),
    "LeakyRelu": lambda _: nw.LeakyRelu(0.25),
    "Elu": lambda _: nw.Elu(0.5),
    "HardSigmoid": lambda _: nw.HardSigmoid(),
    "Sigmoid": lambda _: nw.Sigmoid(),
    "HardSwish": lambda _: nw.HardSwish(),
    "Silu": lambda _: nw.Silu(),
    "Slice": lambda _: nw.Slice(2, 5),
    "ChannelShuffle": lambda _: nw.ChannelShuffle(2),
    "FolderFacts": lambda _: facts(),
    "ImageFacts": lambda _: facts().images[0],
    "LikePair": lambda _: _datasets.like_pairs(facts().images)[0],
    "GlobalMaxPool": lambda _: nw.GlobalMaxPool(),
    "Multiply": lambda _: nw.Multiply(),
    "Weights": lambda _: nw.Model.initialised(network(), seed=2).weights,
}


def types() -> dict[str, type]:
    """Every class of the compiled module that is no exception."""
    found = {}
    for module in (_core, _core.spaces, _datasets, _paper):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if not issubclass(kind, BaseException):
                found[name] = kind
    return found


VALUES = sorted(set(types()) - NOT_VALUES)


def test_every_type_is_in_one_of_the_lists() -> None:
    assert set(VALUES) == set(SAMPLES)
    assert set(types()) >= NOT_VALUES


@pytest.mark.parametrize("name", VALUES)
def test_a_value_survives_copies_and_pickles_and_shows_itself(name: str, folder: Path) -> None:
    value = SAMPLES[name](folder)
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert type(again) is type(value) is types()[name]
        assert again is not value and again == value
        assert repr(again) == repr(value)
    assert value != "something else" and value is not None
    assert " at 0x" not in repr(value)
    if name in CHANGEABLE | HOLDS_CHANGEABLE:
        with pytest.raises(TypeError):
            hash(value)
    else:
        assert hash(pickle.loads(pickle.dumps(value))) == hash(value)


def test_a_search_that_was_read_pickles_as_its_folder(folder: Path) -> None:
    again = pickle.loads(pickle.dumps(run(folder)))
    assert again == run(folder) and [each.name for each in again.trained] == [run(folder).trained[0].name]


@pytest.mark.parametrize(
    "resource",
    [
        nw.Resource("macs"),
        nw.Resource("energy", energy, "mJ"),
        nw.Resource.linear("energy", macs=2e-6, parameters=3, unit="mJ"),
        latency_model().resource("latency"),
    ],
    ids=["field", "function", "weighted sum", "latency model"],
)
def test_a_resource_gives_the_same_after_a_pickle(resource: nw.Resource) -> None:
    again = pickle.loads(pickle.dumps(nw.Limit(resource, 5))).resource
    assert (again.name, again.unit) == (resource.name, resource.unit)
    assert again.value(network()) == resource.value(network())


def test_values_that_differ_in_one_field_are_not_equal() -> None:
    assert nw.Limit("macs", 10) != nw.Limit("macs", 11) != nw.Limit("parameters", 11)
    assert nw.Band("macs", 5, 10) != nw.Limit("macs", 10)
    assert nw.Conv2d(8) != nw.Conv2d(8, bias=True)
    assert network() != space().build(space().architecture({"width": 9}))
    assert nw.Model.initialised(network(), seed=1) != nw.Model.initialised(network(), seed=2)
    assert space() != nw.SearchSpace("own", [nw.Integer("width", 4, 63)], build, input_shape=(1, 8, 8), classes=3)
    assert nw.Preprocessing((3, 32, 32), [0.1] * 3, [1] * 3) != nw.Preprocessing((3, 32, 32), [0.2] * 3, [1] * 3)


def test_what_a_space_lists_equals_what_a_user_writes() -> None:
    (variable,) = space().variables
    assert variable == nw.Integer("width", 4, 64) and hash(variable) == hash(nw.Integer("width", 4, 64))
    assert variable != nw.Choice("width", [4, 64])


def test_other_processes_take_and_return_values() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert executor.submit(copy.copy, nw.Limit("parameters", 900)).result() == nw.Limit("parameters", 900)
        assert executor.submit(nw.count, network()).result() == nw.count(network())
