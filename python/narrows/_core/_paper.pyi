# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The paper's laws, networks and numbers.
"""
from __future__ import annotations
import collections.abc
import narrows._core
import typing
__all__: list[str] = ['Comparison', 'Import', 'NumpyRandom', 'PublishedCost', 'ReleasedResult', 'cardinality_note', 'compare_cardinalities', 'compare_networks', 'compare_table1', 'compare_table7', 'import_results', 'law', 'laws', 'network', 'printed_cardinality', 'printed_law', 'published_cost', 'read_released_results', 'released_laws', 'spaces']
class NumpyRandom:
    """
    The draws of numpy's legacy `numpy.random.RandomState(seed)`, number by number.

    The authors drew their networks with it: whoever knows a network's number knows the network. A Mersenne Twister gives
    32 bits at a time; a draw below a bound masks them to the fewest bits that hold the bound and draws again until the
    value fits.
    """
    def __init__(self, seed: typing.SupportsIndex) -> None:
        ...
    @typing.overload
    def randint(self, low: typing.SupportsIndex, high: typing.SupportsIndex) -> int:
        """
        As `randint(low, high)`: a whole number of [low, high). Throws ValueError unless low < high.
        """
    @typing.overload
    def randint(self, low: typing.SupportsIndex, high: typing.SupportsIndex, size: typing.SupportsIndex) -> list[int]:
        """
        As `randint(low, high)`: a whole number of [low, high). Throws ValueError unless low < high.
        """
    def shuffled(self, items: collections.abc.Sequence[typing.SupportsIndex]) -> list[int]:
        """
        The items as `shuffle` would order them.
        """
class PublishedCost:
    """
    One network counted as the authors counted theirs. Cost has the field's usual numbers instead.

    A network with an empty layer is recorded as 0 and 0.
    """
    def __copy__(self) -> PublishedCost:
        ...
    def __deepcopy__(self, memo: dict) -> PublishedCost:
        ...
    def __eq__(self, arg0: PublishedCost) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def flops(self) -> int:
        """
        Multiply-accumulates, and 2 for each element of a batch norm. In the GoogLeNet space also 1 for each output of a
        biased convolution, each element of a ReLU and each input element of a pooling.
        """
    @property
    def params(self) -> int:
        """
        Every value of the saved state: weights, biases, and 4 C + 1 of each batch norm.
        """
class Comparison:
    """
    One number of the paper beside ours.
    """
    def __copy__(self) -> Comparison:
        ...
    def __deepcopy__(self, memo: dict) -> Comparison:
        ...
    def __eq__(self, arg0: Comparison) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def entry(self) -> str:
        """
        Which network or law: "DenseNet121", "L3", "s1 / 17".
        """
    @property
    def note(self) -> str:
        ...
    @property
    def number(self) -> str:
        """
        What it is a number of: "params", "flops mean", "cardinality".
        """
    @property
    def ours(self) -> str:
        """
        Recomputed, with more digits where there are any.
        """
    @property
    def p(self) -> float | None:
        """
        Of a sampled number: share of repetitions at least as far out as the printed value.
        """
    @property
    def printed(self) -> str:
        """
        As the authors give it.
        """
    @property
    def space(self) -> str:
        ...
    @property
    def verdict(self) -> str:
        ...
class ReleasedResult:
    """
    One row of the authors' released results: a network by its number, its counts, what it reached and how fast.
    """
    def __copy__(self) -> ReleasedResult:
        ...
    def __deepcopy__(self, memo: dict) -> ReleasedResult:
        ...
    def __eq__(self, arg0: ReleasedResult) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def accuracy(self) -> float | None:
        """
        Of CIFAR-10's test images, share of [0, 1].
        """
    @property
    def device(self) -> str:
        """
        What the latency was measured on; empty without one.
        """
    @property
    def flops(self) -> int:
        ...
    @property
    def id(self) -> int:
        ...
    @property
    def latency_ms(self) -> float:
        """
        Mean of the last five of ten inferences of one image.
        """
    @property
    def latency_std_ms(self) -> float:
        ...
    @property
    def law(self) -> str:
        """
        "s1" .. "s6".
        """
    @property
    def params(self) -> int:
        ...
    @property
    def space(self) -> str:
        ...
class Import:
    """
    What an import brought into a results store.
    """
    def __copy__(self) -> Import:
        ...
    def __deepcopy__(self, memo: dict) -> Import:
        ...
    def __eq__(self, arg0: Import) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def architectures(self) -> int:
        """
        Different ones among them: some numbers stand for the same network.
        """
    @property
    def devices(self) -> list[str]:
        ...
    @property
    def latencies(self) -> int:
        """
        One for each architecture and device.
        """
    @property
    def refused(self) -> list[str]:
        """
        Rows whose counts are not those of their network, each with the reason.
        """
    @property
    def trainings(self) -> int:
        """
        Networks by number, each with its accuracy.
        """
def cardinality_note(space: str | narrows._core.SearchSpace, name: str) -> str:
    """
    How a printed cardinality comes about, in one sentence; empty where the printed ranges give it.
    """
def compare_cardinalities() -> list[Comparison]:
    """
    Tables 2 to 6: the printed cardinality of each law beside the exact one of the printed ranges.
    """
@typing.overload
def compare_networks() -> list[Comparison]:
    """
    Params and flops of each row beside those of the network that its number stands for.
    """
@typing.overload
def compare_networks(results: collections.abc.Sequence[ReleasedResult]) -> list[Comparison]:
    """
    Params and flops of each row beside those of the network that its number stands for.
    """
def compare_table1() -> list[Comparison]:
    """
    Table 1: parameters and operations of the five references. Their accuracies need training and are left out.
    """
def compare_table7(seed: typing.SupportsIndex = 0, batches: typing.SupportsIndex = 400, threads: typing.SupportsIndex = 0, progress: typing.Any = None) -> list[Comparison]:
    """
    Table 7: least, mean, standard deviation and largest of params and flops of 1000 networks of each published law.

    The authors' 1000 networks are one sample, and so are ours: each statistic of theirs is compared with its
    distribution over `batches` independent samples of 1000. p is two-sided, (k + 1) / (batches + 1) for k samples at
    least as far out on the rarer side, doubled; below 0.01 the verdict is that the numbers differ. What is shown as ours
    is the median.

    `progress` gets the rows finished and the rows there are; it returns false to stop, and the rest is left out.
    Throws ValueError for fewer than 200 batches, which could not give p below 0.01.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, supplement, Table 7.
    """
def import_results(results: collections.abc.Sequence[ReleasedResult], store: narrows._core.ResultsStore) -> Import:
    """
    Puts released results into a store, as one transaction: accuracies on "cifar10" (test images, source "IBM/iotnets"),
    and latencies by device (engine "pytorch").

    Only a mean and a standard deviation of five runs were released: the median, the least and the 90th percentile are
    stored as the mean, the interval is the 95 % interval of the mean. Where several numbers stand for the same network,
    their timings are taken together. Importing again changes nothing.
    """
def law(space: str | narrows._core.SearchSpace, name: str) -> narrows._core.SamplingLaw:
    """
    The law that the authors drew their networks from, as their released code has it; Table 7 and the released networks
    belong to these. They drew nothing from L0, the whole space: it is the printed one.

    Throws ValueError naming the spaces or laws there are.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, supplement, Table 7, with the released code.
    """
def laws(space: str | narrows._core.SearchSpace) -> list[str]:
    """
    Names of a space's laws, "L0" and on; throws ValueError for a space that is not in the paper.
    """
def network(space: str | narrows._core.SearchSpace, law: str, id: typing.SupportsIndex) -> narrows._core.Architecture:
    """
    The authors' network of a number: what their released code draws from its law `law` ("s1" .. "s6") with
    `numpy.random.RandomState(id)`.

    They trained ids 0 to 99 or 0 to 39 of each law; any other number works too. Throws ValueError for a space
    or law that is not in the paper; the message names those there are.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, with the code and the results that they released.
    """
def printed_cardinality(space: str | narrows._core.SearchSpace, name: str) -> float:
    """
    The number of architectures that Tables 2 to 6 print beside a law, such as 3.3e9.
    """
def printed_law(space: str | narrows._core.SearchSpace, name: str) -> narrows._core.SamplingLaw:
    """
    The law as Tables 2 to 6 print it: closed ranges, mostly one value wider at the upper end than what was drawn from.

    Throws ValueError naming the spaces or laws there are.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, supplement, Tables 2 to 6.
    """
def published_cost(space: str | narrows._core.SearchSpace, architecture: narrows._core.Architecture) -> PublishedCost:
    """
    Counts as published. Throws ValueError if the architecture is of another space.
    """
def read_released_results(path: str, device: str = '') -> list[ReleasedResult]:
    """
    Reads a file of released results: a JSON list of rows with `spacename law id params flops acc t_avg t_std`. Files of
    JSON lines with `space law id params flops cifar10_accuracy` and a pair `NAME_ms NAME_std_ms` for each device are
    read as well; a row with two latencies gives two results.

    `device` names what a list was measured on; if empty, it is told from the file's name ("pi3bplus", "macbook").
    Throws Error, naming file and row, for a damaged file, a row without its fields, or a device that cannot be told.
    """
def released_laws(space: str | narrows._core.SearchSpace) -> list[str]:
    """
    Names of a space's laws in the released code, "s1" .. "s6"; throws ValueError for another space.
    """
def spaces() -> list[str]:
    """
    Names of the paper's five spaces: S1 to S5.
    """
