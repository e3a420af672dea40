# mypy: disable-error-code="override, type-arg, assignment, misc, overload-overlap, no-untyped-def"
"""
The parts of narrows that need no torch.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import os
import typing
from . import spaces
__all__: list[str] = ['Add', 'Architecture', 'Arrangement', 'ArraySpec', 'AveragePool', 'BatchNorm', 'Choice', 'Concat', 'Conv2d', 'Cost', 'Error', 'GlobalAveragePool', 'Integer', 'Linear', 'MaxPool', 'Model', 'ModelInfo', 'Network', 'NetworkBuilder', 'Node', 'OnnxExporter', 'Preprocessing', 'Relu', 'Scope', 'SearchSpace', 'Shape', 'Softmax', 'Value', 'Variable', 'Weights', 'count', 'spaces', 'weight_specs']
class Error(RuntimeError):
    """
    The world failed: a file, a disk, a device, a damaged input.

    Wrong arguments are ValueError (Python: ValueError) instead; a search that finds nothing feasible is a
    result, not an exception. The message says what was wrong, what was expected, and in which file.
    """
class Shape:
    """
    Shape of one image's feature map; the batch dimension is left out everywhere.
    """
    @typing.overload
    def __eq__(self, arg0: Shape | collections.abc.Sequence[int]) -> bool:
        ...
    @typing.overload
    def __eq__(self, arg0: tuple) -> bool:
        ...
    def __getitem__(self, arg0: typing.SupportsIndex) -> int:
        ...
    def __hash__(self) -> int:
        ...
    @typing.overload
    def __init__(self, channels: typing.SupportsIndex, height: typing.SupportsIndex = 1, width: typing.SupportsIndex = 1) -> None:
        ...
    @typing.overload
    def __init__(self, sides: collections.abc.Sequence) -> None:
        ...
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    @property
    def channels(self) -> int:
        ...
    @property
    def elements(self) -> int:
        ...
    @property
    def height(self) -> int:
        ...
    @property
    def width(self) -> int:
        ...
class Conv2d:
    """
    Convolution with a square kernel. `groups` equal to the input channels makes it depthwise.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Conv2d) -> bool:
        ...
    def __init__(self, out_channels: typing.SupportsIndex, kernel: typing.SupportsIndex = 1, stride: typing.SupportsIndex = 1, padding: typing.SupportsIndex | None = None, groups: typing.SupportsIndex = 1, bias: bool = False) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def bias(self) -> bool:
        ...
    @property
    def groups(self) -> int:
        ...
    @property
    def kernel(self) -> int:
        ...
    @property
    def out_channels(self) -> int:
        ...
    @property
    def padding(self) -> int:
        """
        Zeros on each side.
        """
    @property
    def stride(self) -> int:
        ...
class Linear:
    """
    Fully connected layer; reads its input flattened in channel, row, column order.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Linear) -> bool:
        ...
    def __init__(self, out_features: typing.SupportsIndex, bias: bool = True) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def bias(self) -> bool:
        ...
    @property
    def out_features(self) -> int:
        ...
class BatchNorm:
    """
    Batch normalisation with scale and shift (affine), one pair per channel.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: BatchNorm) -> bool:
        ...
    def __init__(self, epsilon: typing.SupportsFloat = 1e-05) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def epsilon(self) -> float:
        ...
class Relu:
    """
    max(0, x), cut off at `max` where that is finite (ReLU6 has 6).
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Relu) -> bool:
        ...
    def __init__(self, max: typing.SupportsFloat = ...) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def max(self) -> float:
        ...
class MaxPool:
    """
    Maximum over a square window; padding counts as minus infinity.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: MaxPool) -> bool:
        ...
    def __init__(self, kernel: typing.SupportsIndex = 2, stride: typing.SupportsIndex = 2, padding: typing.SupportsIndex = 0) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def kernel(self) -> int:
        ...
    @property
    def padding(self) -> int:
        ...
    @property
    def stride(self) -> int:
        ...
class AveragePool:
    """
    Mean over a square window; padded zeros are not counted.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: AveragePool) -> bool:
        ...
    def __init__(self, kernel: typing.SupportsIndex = 2, stride: typing.SupportsIndex = 2, padding: typing.SupportsIndex = 0) -> None:
        ...
    def __repr__(self) -> typing.Any:
        ...
    @property
    def kernel(self) -> int:
        ...
    @property
    def padding(self) -> int:
        ...
    @property
    def stride(self) -> int:
        ...
class GlobalAveragePool:
    """
    Mean over the whole map: C x H x W becomes C x 1 x 1.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: GlobalAveragePool) -> bool:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Add:
    """
    Element-wise sum of two maps of equal shape.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Add) -> bool:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Concat:
    """
    Joins maps of equal height and width along the channels.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Concat) -> bool:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Softmax:
    """
    Turns logits into probabilities, over the channels of a 1 x 1 map.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Softmax) -> bool:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
class Node:
    """
    One operation of a network with the values it reads.

    Values are numbered: 0 is the network's input, node i (counted from 0) gives value i + 1.
    """
    def __repr__(self) -> str:
        ...
    @property
    def inputs(self) -> list[int]:
        """
        Numbers of the values it reads, in order.
        """
    @property
    def name(self) -> str:
        """
        Unique in the network, such as "stage1/block2/conv3".
        """
    @property
    def op(self) -> Conv2d | BatchNorm | Relu | MaxPool | AveragePool | GlobalAveragePool | Add | Concat | Linear | Softmax:
        ...
    @property
    def shape(self) -> Shape:
        """
        Of its output.
        """
class Network:
    """
    The graph an architecture stands for: operations with shapes, in an order in which they can run, without weights.

    Made by a NetworkBuilder, which has checked every shape; immutable.
    """
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __str__(self) -> str:
        ...
    @property
    def input_shape(self) -> Shape:
        ...
    @property
    def nodes(self) -> list[Node]:
        ...
    @property
    def output(self) -> int:
        """
        Number of the value that is the network's result (its logits).
        """
    @property
    def output_shape(self) -> Shape:
        ...
class Cost:
    """
    Static cost of one network for a single image. A network with an empty layer is invalid and costs zeros.
    """
    __hash__: typing.ClassVar[None] = None
    def __eq__(self, arg0: Cost) -> bool:
        ...
    def __getstate__(self) -> tuple[int, int, int, int]:
        ...
    def __init__(self, parameters: typing.SupportsIndex = 0, macs: typing.SupportsIndex = 0, weight_bytes: typing.SupportsIndex = 0, peak_activation_bytes: typing.SupportsIndex = 0) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def macs(self) -> int:
        """
        Multiply-accumulates of convolutions and linear layers.
        """
    @property
    def parameters(self) -> int:
        """
        Trainable scalars.
        """
    @property
    def peak_activation_bytes(self) -> int:
        """
        Largest sum of live float32 activations, operations run in the order added; the input counts, ReLU and batch norm
        overwrite their input where nothing else reads it later.
        """
    @property
    def weight_bytes(self) -> int:
        """
        float32 values of the deployed file, batch norm folded, x 4.
        """
class Value:
    """
    A feature map while a network is being built: its number and its shape.
    """
    def __repr__(self) -> str:
        ...
    @property
    def channels(self) -> int:
        ...
    @property
    def shape(self) -> Shape:
        ...
class Scope:
    """
    While it lives, names of added nodes begin with `name` (and `index`, if above 0): "stage1/block2/conv1".
    """
    def __enter__(self) -> None:
        ...
    def __exit__(self, *args) -> None:
        ...
class NetworkBuilder:
    """
    Takes operations one by one, checks and infers shapes, and counts.

    The same build function serves for counting (nothing is stored, nothing allocated) and for making a Network. Not
    copyable; Python build functions receive it by reference.

    A layer with 0 channels or an empty map makes the network invalid: while counting, `valid()` becomes false and the
    cost is zeros; `finish` throws ValueError. Any other mistake (a negative width, groups that do not divide
    the channels, maps of different shapes added) throws ValueError at once.
    """
    @staticmethod
    def channels(value: Value) -> int:
        ...
    def __init__(self, input_shape: Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10) -> None:
        """
        `classes` is what a build function gives its last layer.
        """
    def add(self, arg0: Conv2d | BatchNorm | Relu | MaxPool | AveragePool | GlobalAveragePool | Add | Concat | Linear | Softmax, *args) -> Value:
        """
        Adds an operation that reads the values given, one by one or as a list.
        """
    def cost(self) -> Cost:
        """
        Cost of what was added; zeros if invalid. What `Keep` left out is 0.
        """
    def finish(self, output: Value | None = None) -> Network:
        """
        The network whose result is `output`, by default the value added last.
        """
    def scope(self, name: str, index: typing.SupportsIndex = 0) -> Scope:
        """
        While it lives, names of added nodes begin with `name` (and `index`, if above 0): "stage1/block2/conv1".
        """
    @property
    def classes(self) -> int:
        ...
    @property
    def input(self) -> Value:
        ...
    @property
    def valid(self) -> bool:
        """
        False once a layer was empty.
        """
class Variable:
    """
    One thing that can be chosen in a search space. Its values are whole numbers, numbered by levels 0 .. size() - 1 in
    increasing order.

    Variables of one group are written together: n1, n2, n3 of group "n" appear as "n": [6, 6, 6] in JSON and Python.
    """
    __hash__: typing.ClassVar[None] = None
    def __contains__(self, arg0: typing.SupportsIndex) -> bool:
        ...
    def __eq__(self, arg0: Variable) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __len__(self) -> int:
        """
        Number of values.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def in_group(self, group: str) -> Variable:
        """
        The same variable as part of a group.
        """
    @property
    def domain(self) -> str:
        """
        The values in words, for messages: "1..32", "{3, 5}", "the orders of 1 1 1 1 2 2 2".
        """
    @property
    def group(self) -> str:
        """
        Name shared by the variables written together; equal to name() for a variable on its own.
        """
    @property
    def high(self) -> int:
        ...
    @property
    def kind(self) -> str:
        ...
    @property
    def low(self) -> int:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def options(self) -> list[int]:
        """
        The values of a choice or an arrangement, increasing; empty for an integer.
        """
class Integer(Variable):
    """
    Every whole number of the closed range [low, high].
    """
    def __init__(self, name: str, low: typing.SupportsIndex, high: typing.SupportsIndex) -> None:
        ...
class Choice(Variable):
    """
    One of several whole numbers.
    """
    def __init__(self, name: str, options: collections.abc.Sequence[typing.SupportsIndex]) -> None:
        ...
class Arrangement(Variable):
    """
    An order of `items`, digits of 1 to 9, written as one number: the orders of 1, 1, 2 are 112, 121 and 211. JSON and
    Python show and take lists: [1, 2, 1].
    """
    def __init__(self, name: str, items: collections.abc.Sequence[typing.SupportsIndex]) -> None:
        ...
class Architecture:
    """
    One value for each variable: a point of a search space. Immutable; made by SearchSpace::architecture or a law.
    """
    def __eq__(self, arg0: Architecture) -> bool:
        ...
    def __getitem__(self, name: str) -> typing.Any:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def to_json(self) -> str:
        """
        {"space": "densenet", "values": {"n": [6, 12, 24, 16], "g": 32, "k": 50}}, on one line, keys in the space's order.
        """
    @property
    def space(self) -> str:
        ...
    @property
    def values(self) -> typing.Any:
        """
        Names and values, groups as lists.
        """
class SearchSpace:
    """
    A list of variables and one build function: nothing else knows what a DenseNet is.

    Cheap to copy. The build function reads the input's shape and the number of classes from the builder, so that a space
    serves any data set (`with_input`).

    References
    ----------
    Scheidegger et al., NeurIPS 2019, supplement, Tables 1 to 6.
    """
    def __getstate__(self) -> tuple:
        ...
    def __init__(self, name: str, variables: collections.abc.Sequence[Variable], build: collections.abc.Callable, input_shape: Shape | collections.abc.Sequence[int] = ..., classes: typing.SupportsIndex = 10, reference: typing.Any = None) -> None:
        """
        Throws ValueError for an empty name, no variables, two of one name, a shape without positive sides or
        fewer than 1 class.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def architecture(self, values: typing.Any) -> Architecture:
        """
        An architecture from a dictionary ({"n": [6, 12, 24, 16], "g": 32, "k": 50}; single names such as "n1" work too), a list in the order of `variables`, or JSON text. ValueError names variable, range and value.
        """
    def build(self, architecture: Architecture) -> Network:
        """
        Throws ValueError if the network has an empty layer or the architecture is of another space.
        """
    def cost(self, architecture: Architecture) -> Cost:
        """
        All fields; zeros for a network with an empty layer.
        """
    def with_input(self, input_shape: Shape | collections.abc.Sequence[int], classes: typing.SupportsIndex) -> SearchSpace:
        """
        The same space for other images.
        """
    @property
    def classes(self) -> int:
        ...
    @property
    def input_shape(self) -> Shape:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def reference(self) -> Architecture | None:
        """
        The network that the space varies (paper, Table 1), where there is one.
        """
    @property
    def variables(self) -> list[Variable]:
        ...
class Preprocessing:
    """
    From an image's bytes to what a network reads: resize, order the channels, divide by 255, subtract `mean`, divide by
    `std`, channel by channel. Stored in an ONNX file as `narrows.preprocessing`.
    """
    __hash__: typing.ClassVar[None] = None
    @staticmethod
    def from_json(json: str) -> Preprocessing:
        """
        Throws Error for text that does not say all of it, or says something else.
        """
    def __eq__(self, arg0: Preprocessing) -> bool:
        ...
    def __init__(self, shape: Shape | collections.abc.Sequence[int], mean: collections.abc.Sequence[typing.SupportsFloat], std: collections.abc.Sequence[typing.SupportsFloat], *, resize: str = 'none', order: str = '') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def normalise(self, images: typing.Annotated[numpy.typing.ArrayLike, numpy.uint8]) -> numpy.typing.NDArray[numpy.float32]:
        """
        Normalises one image that has the network's size: bytes in row, column, channel order in, float32 in channel, row,
        column order out (`shape.elements()` of them).
        """
    def to_json(self) -> str:
        """
        {"channels": 3, "size": [32, 32], "resize": "none", "order": "RGB", "mean": [...], "std": [...]}; size: height,
        width.
        """
    @property
    def mean(self) -> list[float]:
        """
        Per channel, of pixels divided by 255.
        """
    @property
    def order(self) -> str:
        """
        Order of the channels: "RGB", or "L" for one grey channel.
        """
    @property
    def resize(self) -> str:
        ...
    @property
    def shape(self) -> Shape:
        """
        What the network reads: channels 1 (grey) or 3.
        """
    @property
    def std(self) -> list[float]:
        """
        Per channel, of pixels divided by 255; above 0.
        """
class ArraySpec:
    """
    One array a node needs: "stage1/conv1.weight" with its shape.
    """
    def __repr__(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def shape(self) -> tuple:
        ...
    @property
    def trainable(self) -> bool:
        """
        False for the running statistics of batch norm.
        """
class Weights:
    """
    Named float32 arrays, immutable; a copy shares them.
    """
    def __contains__(self, arg0: str) -> bool:
        ...
    def __getitem__(self, name: str) -> numpy.ndarray:
        ...
    def __init__(self, arrays: dict) -> None:
        """
        Throws ValueError for two arrays of one name, or values that do not fill a shape.
        """
    def __iter__(self) -> collections.abc.Iterator:
        ...
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def keys(self) -> list[str]:
        ...
class ModelInfo:
    """
    What a model's file says beside the network: enough to classify an image from the file alone.
    """
    def __init__(self, *, preprocessing: Preprocessing | None = None, classes: collections.abc.Sequence[str] = [], architecture: str = '') -> None:
        ...
    @property
    def architecture(self) -> str:
        """
        JSON of the architecture, or empty.
        """
    @property
    def classes(self) -> list[str]:
        """
        Names, in the order of the logits; may be empty.
        """
    @property
    def preprocessing(self) -> Preprocessing | None:
        ...
class Model:
    """
    A network with its weights. Immutable; a copy shares the weights.
    """
    @staticmethod
    def initialised(network: Network, seed: typing.SupportsIndex = 0) -> Model:
        """
        He initialisation: convolutions and linear layers normal with variance 2 / fan in, biases 0, batch norm the
        identity (scale 1, shift 0, mean 0, variance 1). The same values on every platform.
        """
    def __init__(self, network: Network, weights: Weights, info: ModelInfo = ...) -> None:
        """
        Throws ValueError if an array that `weight_specs` asks for is missing, or has another shape.
        """
    def __repr__(self) -> str:
        ...
    def folded(self) -> Model:
        """
        The deployed form: a batch norm right behind a convolution that nothing else reads goes into its weights and bias;
        any other becomes a 1 x 1 depthwise convolution with bias. Same outputs up to rounding; its values x 4 are
        `Cost::weight_bytes`.
        """
    def to_onnx(self, path: os.PathLike | str | bytes, *, fold_batch_norm: bool = True, opset: typing.SupportsIndex = 13) -> None:
        """
        Writes the model as an ONNX file; short for OnnxExporter(...).write(model, path).
        """
    def with_info(self, info: ModelInfo) -> Model:
        ...
    @property
    def info(self) -> ModelInfo:
        ...
    @property
    def network(self) -> Network:
        ...
    @property
    def weights(self) -> Weights:
        ...
class OnnxExporter:
    """
    Writes models as ONNX files that any runtime can use from the file alone.

    The input `images` is float32 [N, channels, height, width], the output `logits` [N, classes]; N is free. Nodes,
    values and weights have the names of the network's nodes. The metadata say what belongs to the network:
    `narrows.preprocessing` (JSON), `narrows.classes` (JSON list), `narrows.architecture` (JSON), `narrows.version`; what
    the model does not know is left out. The same model gives the same bytes.
    """
    def __init__(self, *, fold_batch_norm: bool = True, opset: typing.SupportsIndex = 13) -> None:
        """
        Throws ValueError for an opset outside 13 to 17.
        """
    def to_bytes(self, model: Model) -> bytes:
        """
        The contents of the file; throws Error if it would have more than 2 GiB.
        """
    def write(self, model: Model, path: os.PathLike | str | bytes) -> None:
        """
        Throws Error, leaving what was there, if the file cannot be written or would have more than 2 GiB.
        """
def count(network: Network) -> Cost:
    """
    Counts a network.
    """
def weight_specs(network: Network) -> list[ArraySpec]:
    """
    The arrays a network needs, in the order of its nodes. Names are the node's name and a suffix:

    - convolution: `.weight` [out, in / groups, kernel, kernel] and, if it has one, `.bias` [out];
    - batch norm: `.weight` (scale), `.bias` (shift), `.running_mean`, `.running_var`, each [channels];
    - linear layer: `.weight` [out, in], `in` in channel, row, column order, and, if it has one, `.bias` [out].
    """
__version__: str = '0.1.0'
