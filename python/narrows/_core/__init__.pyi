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
from . import _datasets
from . import _paper
__all__: list[str] = ['AbstractTimer', 'AbstractTrainer', 'AbstractWorkers', 'AccuracyInterval', 'Add', 'Architecture', 'ArchitectureCount', 'Arrangement', 'ArraySpec', 'AveragePool', 'Band', 'BatchNorm', 'BlockProgress', 'Candidate', 'ChannelShuffle', 'Choice', 'ClassScore', 'Classifier', 'Clip', 'Concat', 'Conv2d', 'Cost', 'Dataset', 'Diverged', 'Elu', 'EpochRecord', 'Error', 'Failure', 'Flat', 'FrontPoint', 'GeneticLawOptimizer', 'GlobalAveragePool', 'GlobalMaxPool', 'HardSigmoid', 'HardSwish', 'InferenceSession', 'InferenceTimer', 'Integer', 'Interrupted', 'LabelledImages', 'Latency', 'LatencyError', 'LatencyLimit', 'LatencyMeasurement', 'LatencyModel', 'LawGeneration', 'LawProgress', 'LawResult', 'LeakyRelu', 'Limit', 'Linear', 'MaxPool', 'Model', 'ModelInfo', 'Multiply', 'Network', 'NetworkBuilder', 'NetworkShape', 'NetworkStep', 'Node', 'OnnxExporter', 'OnnxReader', 'OperatorTime', 'Paused', 'PlannedLaw', 'Preprocessing', 'Recipe', 'Relu', 'Resource', 'ResultsStore', 'Rung', 'SamplingLaw', 'Schedule', 'Scope', 'Search', 'SearchJob', 'SearchOptions', 'SearchPlan', 'SearchProgress', 'SearchRunData', 'SearchSpace', 'Shape', 'Sigmoid', 'Silu', 'Slice', 'Softmax', 'StoppedNetwork', 'StoredDataset', 'StoredDevice', 'StoredLatency', 'StoredNetwork', 'StoredResult', 'StoredTraining', 'Target', 'TestScore', 'TrainedNetwork', 'Trainer', 'Training', 'TrainingBackend', 'TrainingProgress', 'TrainingSpeed', 'Value', 'Variable', 'Weights', 'accuracy_interval', 'balanced_accuracy', 'balanced_accuracy_interval', 'calibration_networks', 'cost_fields', 'count', 'count_architectures', 'covering_networks', 'cpu_backend', 'decode_image', 'engine_version', 'expected_error', 'find_law', 'fit_calibration', 'fit_calibration_like', 'format_quantity', 'machine_name', 'make_plan', 'meets', 'pareto_front', 'parse_quantity', 'planned_training', 'prepare', 'prepare_dataset', 'progress_after', 'run_job', 'run_jobs', 'run_training', 'spaces', 'steps_of', 'summarise_blocks', 'times_by_kind', 'torch_version', 'weight_specs', 'write_file']
class Error(RuntimeError):
    """
    The world failed: a file, a disk, a device, a damaged input.

    Wrong arguments are ValueError (Python: ValueError) instead; a search that finds nothing feasible is a
    result, not an exception. The message says what was wrong, what was expected, and in which file.
    """
class Interrupted(Exception):
    """
    A long job was stopped by its callback. Nothing that was finished is lost.
    """
class Shape:
    """
    Shape of one image's feature map; the batch dimension is left out everywhere.
    """
    def __copy__(self) -> Shape:
        ...
    def __deepcopy__(self, memo: dict) -> Shape:
        ...
    @typing.overload
    def __eq__(self, arg0: Shape | collections.abc.Sequence[int]) -> bool:
        ...
    @typing.overload
    def __eq__(self, arg0: tuple) -> bool:
        ...
    def __getitem__(self, arg0: typing.SupportsIndex) -> int:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    @typing.overload
    def __init__(self, channels: typing.SupportsIndex, height: typing.SupportsIndex = 1, width: typing.SupportsIndex = 1) -> None:
        ...
    @typing.overload
    def __init__(self, sides: collections.abc.Sequence) -> None:
        ...
    def __iter__(self) -> collections.abc.Iterator[int]:
        ...
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
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
    Convolution. `groups` equal to the input channels makes it depthwise.
    """
    def __copy__(self) -> Conv2d:
        ...
    def __deepcopy__(self, memo: dict) -> Conv2d:
        ...
    def __eq__(self, arg0: Conv2d) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, out_channels: typing.SupportsIndex, kernel: int | tuple[int, int] = 1, stride: int | tuple[int, int] = 1, padding: int | tuple[int, int, int, int] | None = None, groups: typing.SupportsIndex = 1, bias: bool = False, dilation: int | tuple[int, int] = 1) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def bias(self) -> bool:
        ...
    @property
    def dilation(self) -> int | tuple[int, int]:
        """
        Pixels from one tap to the next.
        """
    @property
    def groups(self) -> int:
        ...
    @property
    def kernel(self) -> int | tuple[int, int]:
        ...
    @property
    def out_channels(self) -> int:
        ...
    @property
    def padding(self) -> int | tuple[int, int, int, int]:
        """
        Zeros on each side.
        """
    @property
    def stride(self) -> int | tuple[int, int]:
        ...
class Linear:
    """
    Fully connected layer; reads its input flattened in channel, row, column order.
    """
    def __copy__(self) -> Linear:
        ...
    def __deepcopy__(self, memo: dict) -> Linear:
        ...
    def __eq__(self, arg0: Linear) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, out_features: typing.SupportsIndex, bias: bool = True) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
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
    def __copy__(self) -> BatchNorm:
        ...
    def __deepcopy__(self, memo: dict) -> BatchNorm:
        ...
    def __eq__(self, arg0: BatchNorm) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, epsilon: typing.SupportsFloat = 1e-05) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def epsilon(self) -> float:
        ...
class Relu:
    """
    max(0, x), cut off at `max` where that is finite (ReLU6 has 6).
    """
    def __copy__(self) -> Relu:
        ...
    def __deepcopy__(self, memo: dict) -> Relu:
        ...
    def __eq__(self, arg0: Relu) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, max: typing.SupportsFloat = ...) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def max(self) -> float:
        ...
class Clip:
    """
    x, cut off below `min` and above `max`.
    """
    def __copy__(self) -> Clip:
        ...
    def __deepcopy__(self, memo: dict) -> Clip:
        ...
    def __eq__(self, arg0: Clip) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, min: typing.SupportsFloat = ..., max: typing.SupportsFloat = ...) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def max(self) -> float:
        ...
    @property
    def min(self) -> float:
        ...
class LeakyRelu:
    """
    x where it is positive, else slope * x.
    """
    def __copy__(self) -> LeakyRelu:
        ...
    def __deepcopy__(self, memo: dict) -> LeakyRelu:
        ...
    def __eq__(self, arg0: LeakyRelu) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, slope: typing.SupportsFloat = 0.009999999776482582) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def slope(self) -> float:
        ...
class Elu:
    """
    x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., ICLR 2016).
    """
    def __copy__(self) -> Elu:
        ...
    def __deepcopy__(self, memo: dict) -> Elu:
        ...
    def __eq__(self, arg0: Elu) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, alpha: typing.SupportsFloat = 1.0) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def alpha(self) -> float:
        ...
class HardSigmoid:
    """
    slope * x + offset, cut off below 0 and above 1.
    """
    def __copy__(self) -> HardSigmoid:
        ...
    def __deepcopy__(self, memo: dict) -> HardSigmoid:
        ...
    def __eq__(self, arg0: HardSigmoid) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, slope: typing.SupportsFloat = 0.1666666716337204, offset: typing.SupportsFloat = 0.5) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def offset(self) -> float:
        ...
    @property
    def slope(self) -> float:
        ...
class Sigmoid:
    """
    1 / (1 + exp(-x)).
    """
    def __copy__(self) -> Sigmoid:
        ...
    def __deepcopy__(self, memo: dict) -> Sigmoid:
        ...
    def __eq__(self, arg0: Sigmoid) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class HardSwish:
    """
    x * min(max(x / 6 + 1/2, 0), 1): MobileNetV3's (Howard et al., ICCV 2019).
    """
    def __copy__(self) -> HardSwish:
        ...
    def __deepcopy__(self, memo: dict) -> HardSwish:
        ...
    def __eq__(self, arg0: HardSwish) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Silu:
    """
    x * sigmoid(x), also called Swish.
    """
    def __copy__(self) -> Silu:
        ...
    def __deepcopy__(self, memo: dict) -> Silu:
        ...
    def __eq__(self, arg0: Silu) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class MaxPool:
    """
    Maximum over a window; padding counts as minus infinity.
    """
    def __copy__(self) -> MaxPool:
        ...
    def __deepcopy__(self, memo: dict) -> MaxPool:
        ...
    def __eq__(self, arg0: MaxPool) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, kernel: int | tuple[int, int] = 2, stride: int | tuple[int, int] = 2, padding: int | tuple[int, int, int, int] = 0, ceil_mode: bool = False) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def ceil_mode(self) -> bool:
        ...
    @property
    def kernel(self) -> int | tuple[int, int]:
        ...
    @property
    def padding(self) -> int | tuple[int, int, int, int]:
        ...
    @property
    def stride(self) -> int | tuple[int, int]:
        ...
class AveragePool:
    """
    Mean over a window; padded zeros are counted only if asked for.
    """
    def __copy__(self) -> AveragePool:
        ...
    def __deepcopy__(self, memo: dict) -> AveragePool:
        ...
    def __eq__(self, arg0: AveragePool) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, kernel: int | tuple[int, int] = 2, stride: int | tuple[int, int] = 2, padding: int | tuple[int, int, int, int] = 0, ceil_mode: bool = False, count_include_pad: bool = False) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def ceil_mode(self) -> bool:
        ...
    @property
    def count_include_pad(self) -> bool:
        """
        Padded zeros are part of the mean.
        """
    @property
    def kernel(self) -> int | tuple[int, int]:
        ...
    @property
    def padding(self) -> int | tuple[int, int, int, int]:
        ...
    @property
    def stride(self) -> int | tuple[int, int]:
        ...
class GlobalAveragePool:
    """
    Mean over the whole map: C x H x W becomes C x 1 x 1.
    """
    def __copy__(self) -> GlobalAveragePool:
        ...
    def __deepcopy__(self, memo: dict) -> GlobalAveragePool:
        ...
    def __eq__(self, arg0: GlobalAveragePool) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class GlobalMaxPool:
    """
    Maximum over the whole map: C x H x W becomes C x 1 x 1.
    """
    def __copy__(self) -> GlobalMaxPool:
        ...
    def __deepcopy__(self, memo: dict) -> GlobalMaxPool:
        ...
    def __eq__(self, arg0: GlobalMaxPool) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Add:
    """
    Element-wise sum of two maps of equal shape.
    """
    def __copy__(self) -> Add:
        ...
    def __deepcopy__(self, memo: dict) -> Add:
        ...
    def __eq__(self, arg0: Add) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Multiply:
    """
    Element-wise product of two maps of equal shape, or of a map and one value per channel (C x 1 x 1), in this order.
    """
    def __copy__(self) -> Multiply:
        ...
    def __deepcopy__(self, memo: dict) -> Multiply:
        ...
    def __eq__(self, arg0: Multiply) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Concat:
    """
    Joins maps of equal height and width along the channels.
    """
    def __copy__(self) -> Concat:
        ...
    def __deepcopy__(self, memo: dict) -> Concat:
        ...
    def __eq__(self, arg0: Concat) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Slice:
    """
    Channels `begin` to `end`, the last excluded.
    """
    def __copy__(self) -> Slice:
        ...
    def __deepcopy__(self, memo: dict) -> Slice:
        ...
    def __eq__(self, arg0: Slice) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, begin: typing.SupportsIndex, end: typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def begin(self) -> int:
        ...
    @property
    def end(self) -> int:
        ...
class ChannelShuffle:
    """
    Takes channels in turn from `groups` equal parts: of 0 1 2 3 4 5 in 2 groups 0 3 1 4 2 5 (ShuffleNet).
    """
    def __copy__(self) -> ChannelShuffle:
        ...
    def __deepcopy__(self, memo: dict) -> ChannelShuffle:
        ...
    def __eq__(self, arg0: ChannelShuffle) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, groups: typing.SupportsIndex = 2) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def groups(self) -> int:
        ...
class Softmax:
    """
    Turns logits into probabilities, over the channels of a 1 x 1 map.
    """
    def __copy__(self) -> Softmax:
        ...
    def __deepcopy__(self, memo: dict) -> Softmax:
        ...
    def __eq__(self, arg0: Softmax) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Node:
    """
    One operation of a network with the values it reads.

    Values are numbered: 0 is the network's input, node i (counted from 0) gives value i + 1.
    """
    def __copy__(self) -> Node:
        ...
    def __deepcopy__(self, memo: dict) -> Node:
        ...
    def __eq__(self, arg0: Node) -> bool:
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
    def op(self) -> Conv2d | BatchNorm | Relu | MaxPool | AveragePool | GlobalAveragePool | Add | Concat | Linear | Softmax | Clip | LeakyRelu | Elu | Sigmoid | HardSigmoid | HardSwish | Silu | GlobalMaxPool | Multiply | Slice | ChannelShuffle:
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
    def __copy__(self) -> Network:
        ...
    def __deepcopy__(self, memo: dict) -> Network:
        ...
    def __eq__(self, arg0: Network) -> bool:
        ...
    def __getstate__(self) -> tuple[Shape, list[Node], int]:
        ...
    def __hash__(self) -> int:
        ...
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
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
class NetworkStep:
    """
    One step of what an engine runs for a network, batch norms folded and activations fused: what its time depends on.
    """
    def __copy__(self) -> NetworkStep:
        ...
    def __deepcopy__(self, memo: dict) -> NetworkStep:
        ...
    def __eq__(self, arg0: NetworkStep) -> bool:
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
    def groups(self) -> int:
        ...
    @property
    def height(self) -> int:
        """
        Of the output; of the input for the mean over a whole map.
        """
    @property
    def in_channels(self) -> int:
        """
        Values of a flattened map for a linear layer.
        """
    @property
    def kernel(self) -> int | tuple[int, int]:
        ...
    @property
    def kind(self) -> str:
        """
        As users read it: "depthwise", "fused sum" ...
        """
    @property
    def macs(self) -> float:
        """
        Multiply-accumulates; for a step without weights, values that it reads.
        """
    @property
    def out_channels(self) -> int:
        ...
    @property
    def stride(self) -> int | tuple[int, int]:
        ...
    @property
    def values_in(self) -> float:
        """
        float32 values read from maps.
        """
    @property
    def values_out(self) -> float:
        ...
    @property
    def weights(self) -> float:
        ...
    @property
    def width(self) -> int:
        ...
class Cost:
    """
    Static cost of one network for a single image. A network with an empty layer is invalid and costs zeros.
    """
    def __copy__(self) -> Cost:
        ...
    def __deepcopy__(self, memo: dict) -> Cost:
        ...
    def __eq__(self, arg0: Cost) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
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
        `classes` is what a build function gives its last layer. Throws ValueError for sides or classes
        below 1.
        """
    def add(self, arg0: Conv2d | BatchNorm | Relu | MaxPool | AveragePool | GlobalAveragePool | Add | Concat | Linear | Softmax | Clip | LeakyRelu | Elu | Sigmoid | HardSigmoid | HardSwish | Silu | GlobalMaxPool | Multiply | Slice | ChannelShuffle, *args) -> Value:
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
    def __contains__(self, arg0: typing.SupportsIndex) -> bool:
        ...
    def __copy__(self) -> Variable:
        ...
    def __deepcopy__(self, memo: dict) -> Variable:
        ...
    def __eq__(self, arg0: Variable) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
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
    def level(self, value: typing.SupportsIndex) -> int:
        """
        Number of a value, or -1 if the variable does not have it.
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
    @property
    def size(self) -> int:
        """
        Number of values.
        """
class Integer(Variable):
    """
    Every whole number of the closed range [low, high].
    """
    def __copy__(self) -> Integer:
        ...
    def __deepcopy__(self, memo: dict) -> Integer:
        ...
    def __getstate__(self) -> tuple[str, int, int]:
        ...
    def __init__(self, name: str, low: typing.SupportsIndex, high: typing.SupportsIndex) -> None:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Choice(Variable):
    """
    One of several whole numbers.
    """
    def __copy__(self) -> Choice:
        ...
    def __deepcopy__(self, memo: dict) -> Choice:
        ...
    def __getstate__(self) -> tuple[str, list[int]]:
        ...
    def __init__(self, name: str, options: collections.abc.Sequence[typing.SupportsIndex]) -> None:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Arrangement(Variable):
    """
    An order of `items`, digits of 1 to 9, written as one number: the orders of 1, 1, 2 are 112, 121 and 211. JSON and
    Python show and take lists: [1, 2, 1].
    """
    def __copy__(self) -> Arrangement:
        ...
    def __deepcopy__(self, memo: dict) -> Arrangement:
        ...
    def __getstate__(self) -> tuple[str, list[int]]:
        ...
    def __init__(self, name: str, items: collections.abc.Sequence[typing.SupportsIndex]) -> None:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Architecture:
    """
    One value for each variable: a point of a search space. Immutable; made by SearchSpace::architecture or a law.
    """
    def __copy__(self) -> Architecture:
        ...
    def __deepcopy__(self, memo: dict) -> Architecture:
        ...
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
    def levels(self) -> list[int]:
        """
        For each of `variables` the number of its value among its values, from 0.
        """
    @property
    def space(self) -> str:
        ...
    @property
    def values(self) -> typing.Any:
        """
        Names and values, groups as lists.
        """
    @property
    def variables(self) -> list[Variable]:
        """
        What could be chosen, in order.
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
    def __copy__(self) -> SearchSpace:
        ...
    def __deepcopy__(self, memo: dict) -> SearchSpace:
        ...
    def __eq__(self, arg0: SearchSpace) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
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
    def suggest(self, trial: typing.Any, prefix: str = '') -> Architecture:
        """
        An architecture whose values an Optuna trial suggests: `suggest_int` for an Integer, `suggest_categorical` for the others, each under the variable's name behind `prefix`, which keeps several spaces apart.
        """
    def with_input(self, input_shape: Shape | collections.abc.Sequence[int], classes: typing.SupportsIndex) -> SearchSpace:
        """
        The same space for other images.
        """
    @property
    def classes(self) -> int:
        ...
    @property
    def fingerprint(self) -> str:
        """
        What a space's build function builds, in 64 hexadecimal digits: SHA-256 of its variables and of the networks of 32
        architectures, drawn alike every time. A build function that is edited gets another one, so that results of the old
        are not taken for the new's.
        """
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
class Resource:
    """
    A number a network costs: a field of Cost, a linear combination of them, or any function of the network, such as a
    predicted latency or energy. Resources of fields, linear ones and sums over steps are worked out while counting,
    without building the network.
    """
    @staticmethod
    def linear(name: str, *, parameters: typing.SupportsFloat = 0, macs: typing.SupportsFloat = 0, weight_bytes: typing.SupportsFloat = 0, peak_activation_bytes: typing.SupportsFloat = 0, constant: typing.SupportsFloat = 0, unit: str = '') -> Resource:
        """
        A weighted sum of Cost's fields and a constant.
        """
    def __copy__(self) -> Resource:
        ...
    def __deepcopy__(self, memo: dict) -> Resource:
        ...
    def __eq__(self, arg0: Resource | str) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, name: str, function: typing.Any = None, unit: str = '') -> None:
        """
        A field of Cost by its name; or, with `function(network) -> float`, a resource of your own in a unit of your own. The function must give a finite number, the same for the same network.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def value(self, network: Network) -> float:
        """
        The value for a network that was just added to `builder`, whose result is `output`.
        """
    @property
    def name(self) -> str:
        ...
    @property
    def unit(self) -> str:
        """
        "" for plain counts, "B" for bytes, "ms" for latencies.
        """
class Target:
    """
    What the draws of a law should achieve: a Limit, a Band or a Flat spread of one resource.

    Several targets hold at once: every draw lies inside each Band and each Flat, and below each Limit. Limits alone ask
    for more: at least half of one of them (the one that binds) has to be used, since networks far below a limit waste
    it. Values may be strings such as "50k", "200KiB" or "10ms".
    """
    def __copy__(self) -> Target:
        ...
    def __deepcopy__(self, memo: dict) -> Target:
        ...
    def __eq__(self, arg0: Target) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def contains(self, value: typing.SupportsFloat) -> bool:
        ...
    @property
    def high(self) -> float:
        """
        First value above: draws lie strictly below.
        """
    @property
    def low(self) -> float:
        """
        Smallest value inside; half the limit for a Limit.
        """
    @property
    def resource(self) -> Resource:
        ...
class Limit(Target):
    """
    The band [limit / 2, limit): as much of a limit as can be used without reaching it (paper, section 5).
    """
    def __copy__(self) -> Limit:
        ...
    def __deepcopy__(self, memo: dict) -> Limit:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __init__(self, resource: typing.Any, limit: typing.Any) -> None:
        """
        Throws ValueError unless `limit` is positive and finite.
        """
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Band(Target):
    """
    Values of the half-open interval [low, high).
    """
    def __copy__(self) -> Band:
        ...
    def __deepcopy__(self, memo: dict) -> Band:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __init__(self, resource: typing.Any, low: typing.Any, high: typing.Any) -> None:
        """
        Throws ValueError unless 0 <= low < high.
        """
    def __setstate__(self, arg0: tuple) -> None:
        ...
class Flat(Target):
    """
    Values spread evenly over [low, high) on a logarithmic axis, as far as the space reaches. At most one at a time.
    """
    def __copy__(self) -> Flat:
        ...
    def __deepcopy__(self, memo: dict) -> Flat:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __init__(self, resource: typing.Any, low: typing.Any, high: typing.Any) -> None:
        """
        Throws ValueError unless 0 < low < high.
        """
    def __setstate__(self, arg0: tuple) -> None:
        ...
class SamplingLaw:
    """
    A distribution over the architectures of a space: a weighted mixture of boxes. Immutable, cheap to copy.

    Draw i of a seed depends on nothing but law, seed and i: it is the same on every platform, for any number of threads
    and whatever else was drawn.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 4; supplement, Tables 2 to 6.
    """
    @staticmethod
    def from_json(json: str, space: SearchSpace | None = None) -> SamplingLaw:
        """
        A law from its JSON; a space of your own must be given, others are found by their name. ValueError says what is wrong and where.
        """
    @staticmethod
    def uniform(space: SearchSpace) -> SamplingLaw:
        """
        Every variable over its full range, the paper's L0.
        """
    def __copy__(self) -> SamplingLaw:
        ...
    def __deepcopy__(self, memo: dict) -> SamplingLaw:
        ...
    def __eq__(self, arg0: SamplingLaw) -> bool:
        ...
    def __getstate__(self) -> tuple[SearchSpace, str]:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, space: SearchSpace, ranges: typing.Any) -> None:
        """
        A law of one box from a dictionary: the name of a variable or group -> (low, high), (low, high, step), a list of options, or {"range": (low, high), "limit": 512, "over": "f1"} for a bound that depends on another variable; what is left out keeps its full range. Or a list of boxes {"weight": …, "ranges": …}. ValueError names the variable, its range and the value that does not belong to it.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def _repr_html_(self) -> typing.Any:
        ...
    def contains(self, architecture: Architecture) -> bool:
        """
        Whether the law can draw this architecture.
        """
    def costs(self, count: typing.SupportsIndex, seed: typing.SupportsIndex = 0, fields: collections.abc.Sequence[str] | None = None, threads: typing.SupportsIndex = 1) -> numpy.ndarray:
        """
        Costs of the first `count` draws, as a numpy array with the names of Cost's fields (or of those in `fields`). Row i belongs to draw i of `sample`.
        """
    def plot(self) -> typing.Any:
        """
        Ranges and costs as a figure.
        """
    def sample(self, count: typing.SupportsIndex, seed: typing.SupportsIndex = 0, first: typing.SupportsIndex = 0) -> list[Architecture]:
        """
        Draws `first` to `first + count - 1` of a seed.
        """
    def to_json(self) -> str:
        """
        Readable: a box with its ranges on a few lines.
        """
    @property
    def boxes(self) -> list:
        """
        The boxes of the mixture as in the law's JSON.
        """
    @property
    def cardinality(self) -> int:
        """
        How many architectures the law can draw, exactly.
        """
    @property
    def log10_cardinality(self) -> float:
        ...
    @property
    def space(self) -> SearchSpace:
        ...
class LawGeneration:
    """
    One generation of a law search.
    """
    def __copy__(self) -> LawGeneration:
        ...
    def __deepcopy__(self, memo: dict) -> LawGeneration:
        ...
    def __eq__(self, arg0: LawGeneration) -> bool:
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
    def evaluations(self) -> int:
        """
        Networks counted so far.
        """
    @property
    def generation(self) -> int:
        """
        Counted from 1.
        """
    @property
    def log10_cardinality(self) -> float:
        """
        Of the best box.
        """
    @property
    def mean_share_inside(self) -> float:
        """
        Over the population.
        """
    @property
    def seconds(self) -> float:
        """
        Since the search began.
        """
    @property
    def share_inside(self) -> float:
        """
        Of the best box, on the draws of this generation.
        """
class LawProgress:
    """
    Where a law search stands; sent once a generation.
    """
    def __copy__(self) -> LawProgress:
        ...
    def __deepcopy__(self, memo: dict) -> LawProgress:
        ...
    def __eq__(self, arg0: LawProgress) -> bool:
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
    def generations(self) -> int:
        """
        To be done.
        """
    @property
    def latest(self) -> LawGeneration:
        """
        The one just finished.
        """
class LawResult:
    """
    A law and how it was found.
    """
    def __copy__(self) -> LawResult:
        ...
    def __deepcopy__(self, memo: dict) -> LawResult:
        ...
    def __eq__(self, arg0: LawResult) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def _repr_html_(self) -> typing.Any:
        ...
    @property
    def evaluations(self) -> int:
        """
        Networks counted.
        """
    @property
    def history(self) -> list[LawGeneration]:
        ...
    @property
    def interrupted(self) -> bool:
        """
        The callback stopped the search.
        """
    @property
    def law(self) -> SamplingLaw:
        ...
    @property
    def log10_cardinality(self) -> float:
        """
        How many architectures the law can draw.
        """
    @property
    def message(self) -> str:
        """
        One line: what was found.
        """
    @property
    def score(self) -> float:
        """
        log10 of the law's architectures that meet the targets: larger is better among laws that reach the asked share.
        """
    @property
    def seconds(self) -> float:
        ...
    @property
    def share_inside(self) -> float:
        """
        Share of fresh draws that meet all targets.
        """
class GeneticLawOptimizer:
    """
    Finds a law whose draws fall into a target, without training anything.

    A genome is a box: one range per variable. A child takes ranges from two parents, is mutated, brought back to the
    middle of the target and widened where the resource changes least; it replaces the parent it resembles if it is
    better. All boxes of a generation are judged on the same random numbers, and on more of them as the search goes on.
    The law is the best box, joined by others of the population that add to it.

    Raises
    ------
    ValueError
        If no architecture of the space was found to meet the targets; the message gives the smallest and the largest
        value the space reaches.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 4; supplement, section 5.
    """
    def __init__(self, space: SearchSpace, target: typing.Any, seed: typing.SupportsIndex = 0, **kwargs) -> None:
        """
        `target` is one target or a list of them. Options: population, generations, samples, share, max_boxes, threads.
        """
    def run(self, progress: typing.Any = None) -> LawResult:
        """
        Searches and returns a LawResult. `progress` is called with a LawProgress after every generation; if it returns False, or on Ctrl-C, the best law so far is returned.
        """
    @property
    def space(self) -> SearchSpace:
        ...
    @property
    def targets(self) -> list[Target]:
        ...
class ArchitectureCount:
    """
    How many architectures of a space meet some targets.
    """
    def __copy__(self) -> ArchitectureCount:
        ...
    def __deepcopy__(self, memo: dict) -> ArchitectureCount:
        ...
    def __eq__(self, arg0: ArchitectureCount) -> bool:
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
    def exact(self) -> bool:
        ...
    @property
    def log10_count(self) -> float:
        """
        Minus infinity if none was found.
        """
    @property
    def log10_standard_error(self) -> float:
        """
        0 if counted one by one.
        """
class Preprocessing:
    """
    From an image's bytes to what a network reads: resize, order the channels, divide by 255, subtract `mean`, divide by
    `std`, channel by channel. Stored in an ONNX file as `narrows.preprocessing`.
    """
    @staticmethod
    def from_json(json: str) -> Preprocessing:
        """
        Throws Error for text that does not say all of it, or says something else.
        """
    def __copy__(self) -> Preprocessing:
        ...
    def __deepcopy__(self, memo: dict) -> Preprocessing:
        ...
    def __eq__(self, arg0: Preprocessing) -> bool:
        ...
    def __getstate__(self) -> str:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, shape: Shape | collections.abc.Sequence[int], mean: collections.abc.Sequence[typing.SupportsFloat], std: collections.abc.Sequence[typing.SupportsFloat], *, resize: str = 'none', order: str = '') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: str) -> None:
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
class LabelledImages:
    """
    Images of one size with their labels: bytes in image, row, column, channel order. Immutable; a copy shares them.
    """
    __hash__: typing.ClassVar[None] = None
    def __copy__(self) -> LabelledImages:
        ...
    def __deepcopy__(self, memo: dict) -> LabelledImages:
        ...
    def __eq__(self, arg0: LabelledImages) -> bool:
        ...
    def __getstate__(self) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int32]]:
        ...
    def __init__(self, images: typing.Any, labels: typing.Any) -> None:
        """
        No images; fits beside images of any size.
        """
    def __len__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def images(self) -> numpy.typing.NDArray[numpy.uint8]:
        """
        uint8 array [images, rows, columns, channels]; read-only, not a copy.
        """
    @property
    def labels(self) -> numpy.typing.NDArray[numpy.int32]:
        """
        int32 array; read-only, not a copy.
        """
    @property
    def shape(self) -> Shape:
        ...
class Dataset:
    """
    Training, validation and test images of one task. All parts have the size the networks read.

    Everything is chosen on the validation part; the test part is used once, at the end.
    """
    def __copy__(self) -> Dataset:
        ...
    def __deepcopy__(self, memo: dict) -> Dataset:
        ...
    def __eq__(self, arg0: Dataset) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, train: typing.Any, validation: typing.Any = None, test: typing.Any = None, *, classes: collections.abc.Sequence[str] | None = None, name: str = 'arrays', size: typing.SupportsIndex | None = None, resize: str = 'none', validation_share: typing.SupportsFloat = 0.15, seed: typing.SupportsIndex = 0) -> None:
        """
        From arrays: each part is a pair of uint8 images [images, rows, columns] or [images, rows, columns, channels], or as torch has them, with the 1 or 3 channels before the rows, and their labels: with `classes` indices of these names, without, any numbers, which name the classes. Without a validation part, a stratified share of the training images becomes one. Images of 28 x 28 are padded with zeros to 32 x 32; with `size` all are brought to that size as `resize` says.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def _repr_html_(self) -> typing.Any:
        ...
    def subset(self, count: typing.SupportsIndex, seed: typing.SupportsIndex = 0) -> Dataset:
        """
        The first `count` training images of a seeded order, stratified by label, and as much less validation; test whole.
        With the same seed a smaller subset lies within a larger one. Throws ValueError unless `count` is from 1
        to the number of training images.
        """
    @property
    def classes(self) -> list[str]:
        ...
    @property
    def digest(self) -> str:
        """
        SHA-256 in hexadecimal of shapes, classes, labels and pixels: equal for equal data. Worked out when first asked
        for.
        """
    @property
    def input_shape(self) -> Shape:
        ...
    @property
    def name(self) -> str:
        ...
    @property
    def preprocessing(self) -> Preprocessing:
        """
        What a deployed network does with an image; mean and standard deviation are those of the training part.
        """
    @property
    def remarks(self) -> list[str]:
        """
        What a user should know before training, a line each: what was left out when it was loaded; parts that are empty or
        so small that accuracies say little, classes that a part has no image of.
        """
    @property
    def skipped(self) -> list[str]:
        """
        A line, naming file and reason, for each image that was left out because it cannot be read.
        """
    @property
    def source(self) -> str:
        """
        How to load it again, as JSON that datasets::restore() reads; empty for a data set made from arrays.
        """
    @property
    def test(self) -> LabelledImages:
        ...
    @property
    def train(self) -> LabelledImages:
        ...
    @property
    def validation(self) -> LabelledImages:
        ...
class ArraySpec:
    """
    One array a node needs: "stage1/conv1.weight" with its shape.
    """
    def __copy__(self) -> ArraySpec:
        ...
    def __deepcopy__(self, memo: dict) -> ArraySpec:
        ...
    def __eq__(self, arg0: ArraySpec) -> bool:
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
    def __copy__(self) -> Weights:
        ...
    def __deepcopy__(self, memo: dict) -> Weights:
        ...
    def __eq__(self, arg0: Weights) -> bool:
        ...
    def __getitem__(self, name: str) -> numpy.ndarray:
        ...
    def __getstate__(self) -> dict:
        ...
    def __hash__(self) -> int:
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
    def __setstate__(self, arg0: dict) -> None:
        ...
    def keys(self) -> list[str]:
        ...
class ModelInfo:
    """
    What a model's file says beside the network: enough to classify an image from the file alone.
    """
    def __copy__(self) -> ModelInfo:
        ...
    def __deepcopy__(self, memo: dict) -> ModelInfo:
        ...
    def __eq__(self, arg0: ModelInfo) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, *, preprocessing: Preprocessing | None = None, classes: collections.abc.Sequence[str] = [], architecture: str = '') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
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
    def from_onnx(path: os.PathLike | str | bytes, *, output: str = '') -> Model:
        """
        Reads a model from an ONNX file; short for OnnxReader(output=output).read(path).
        """
    @staticmethod
    def initialised(network: Network, seed: typing.SupportsIndex = 0) -> Model:
        """
        He initialisation: convolutions and linear layers normal with variance 2 / fan in, biases 0, batch norm the
        identity (scale 1, shift 0, mean 0, variance 1). The same values on every platform.
        """
    def __copy__(self) -> Model:
        ...
    def __deepcopy__(self, memo: dict) -> Model:
        ...
    def __eq__(self, arg0: Model) -> bool:
        ...
    def __getstate__(self) -> bytes:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, network: Network, weights: Weights, info: ModelInfo = ...) -> None:
        """
        Throws ValueError if an array that `weight_specs` asks for is missing, has another shape, or holds
        values that are not finite.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: bytes) -> None:
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
class AccuracyInterval:
    """
    Where a share lies with 95 % probability.
    """
    def __copy__(self) -> AccuracyInterval:
        ...
    def __deepcopy__(self, memo: dict) -> AccuracyInterval:
        ...
    def __eq__(self, arg0: AccuracyInterval) -> bool:
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
    def high(self) -> float:
        ...
    @property
    def low(self) -> float:
        ...
class ClassScore:
    """
    Of one class: how many images there are, and how many of them a network recognises.
    """
    def __copy__(self) -> ClassScore:
        ...
    def __deepcopy__(self, memo: dict) -> ClassScore:
        ...
    def __eq__(self, arg0: ClassScore) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, right: typing.SupportsIndex, images: typing.SupportsIndex) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def images(self) -> int:
        ...
    @property
    def recall(self) -> float | None:
        """
        Share of its images that are recognised, of [0, 1]; none without images.
        """
    @property
    def right(self) -> int:
        ...
class Recipe:
    """
    How to train. The defaults are the paper's: SGD, batch 128, learning rate 0.01 divided by 10 at epochs 40 and 70 of
    100, momentum 0.9, weight decay 5e-4; pad 4 and crop, flip.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5.
    """
    @staticmethod
    def fast(epochs: typing.SupportsIndex = 25) -> Recipe:
        """
        What the paper's recipe reaches in 100 epochs, sooner: one cycle of a higher learning rate, Nesterov's momentum,
        alternating flips, the mean of the last weights. `benchmarks/recipe.py` measures it.

        References
        ----------
        Smith, Topin: Super-convergence, 2018 (one cycle); Jordan: 94% on CIFAR-10 in 3.29 seconds, 2024 (flips);
        Izmailov et al.: Averaging weights leads to wider optima, UAI 2018.
        """
    @staticmethod
    def few_images(epochs: typing.SupportsIndex = 100) -> Recipe:
        """
        For some hundreds of training images, of which the paper's batches make four steps an epoch: batches of 16, a
        higher learning rate that falls along a cosine, Nesterov's momentum, stronger decay, smoothed labels.
        `benchmarks/few_images.py` measures it.
        """
    @staticmethod
    def from_json(json: str) -> Recipe:
        """
        Fields left out keep their defaults; throws ValueError for an unknown field or a wrong value.
        """
    def __copy__(self) -> Recipe:
        ...
    def __deepcopy__(self, memo: dict) -> Recipe:
        ...
    def __eq__(self, arg0: Recipe) -> bool:
        ...
    def __getstate__(self) -> str:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        """
        Fields by name; those left out keep their defaults.
        """
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: str) -> None:
        ...
    def averaged_epochs(self) -> int:
        """
        After how many epochs, the last, the weights are averaged; 0 where that would be a mean of less than two.
        """
    def learning_rate_at(self, epoch: typing.SupportsIndex, progress: typing.SupportsFloat = 0) -> float:
        """
        Learning rate of an epoch, counted from 0; `progress` of [0, 1) is the place within it.
        """
    def to_json(self) -> str:
        """
        Fields by name, on one line; those that older versions did not know are left out where they are the default.
        """
    @property
    def alternate_flips(self) -> bool:
        """
        An image that is mirrored in one epoch is not in the next; with a `flip` of 0.5, or of 0: none is.
        """
    @property
    def average_last(self) -> float:
        """
        Share of the epochs, of [0, 1), the last, after each of which the weights count towards a mean: that is the trained
        model, with the statistics of its batch norms taken anew from training images. 0: the last weights are.
        """
    @property
    def balance(self) -> bool:
        """
        Classes of few training images weigh as much in the loss as those of many: an image of class c counts
        images / (classes * images of c) times.
        """
    @property
    def batch_size(self) -> int:
        """
        Images per step; at least 2, as batch norm needs.
        """
    @property
    def epochs(self) -> int:
        """
        Passes over the training images; at least 1.
        """
    @property
    def flip(self) -> float:
        """
        Probability of a horizontal flip.
        """
    @property
    def label_smoothing(self) -> float:
        """
        Share of the target spread evenly over all classes, of [0, 1); 0: none.
        """
    @property
    def learning_rate(self) -> float:
        """
        The first, and largest.
        """
    @property
    def milestones(self) -> list[float]:
        """
        Shares of `epochs` after which the learning rate is divided by 10: increasing, of (0, 1).
        """
    @property
    def momentum(self) -> float:
        """
        Of [0, 1).
        """
    @property
    def nesterov(self) -> bool:
        """
        The gradient counts once more, ahead of the momentum; as in PyTorch.
        """
    @property
    def pad(self) -> int:
        """
        Zeros around a training image before a random crop to its size; 0: no crop.
        """
    @property
    def schedule(self) -> str:
        """
        "step" (the paper's, by `milestones`); "cosine" (down to 0 over all epochs, after a linear warm-up of 5 %); or
        "cycle" (up in a line over the first 20 % of them, then down in a line to 0).
        """
    @property
    def weight_decay(self) -> float:
        """
        On every trainable value; 0: none.
        """
class EpochRecord:
    """
    What one epoch gave.
    """
    def __copy__(self) -> EpochRecord:
        ...
    def __deepcopy__(self, memo: dict) -> EpochRecord:
        ...
    def __eq__(self, arg0: EpochRecord) -> bool:
        ...
    def __getstate__(self) -> dict:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, **kwargs) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: dict) -> None:
        ...
    def to_dict(self) -> dict:
        """
        All fields by name, as JSON takes them.
        """
    @property
    def epoch(self) -> int:
        """
        Counted from 1.
        """
    @property
    def images_per_second(self) -> float:
        ...
    @property
    def learning_rate(self) -> float:
        """
        In the middle of the epoch.
        """
    @property
    def seconds(self) -> float:
        ...
    @property
    def train_accuracy(self) -> float:
        """
        Share of [0, 1], over the augmented images as they were trained on.
        """
    @property
    def train_loss(self) -> float:
        ...
    @property
    def validation_accuracy(self) -> float | None:
        """
        Share of [0, 1]; none without validation images.
        """
class Training:
    """
    A trained model and how it came about.
    """
    def __copy__(self) -> Training:
        ...
    def __deepcopy__(self, memo: dict) -> Training:
        ...
    def __eq__(self, arg0: Training) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, model: Model, accuracy: typing.SupportsFloat | None, history: collections.abc.Sequence[EpochRecord] = [], train_on: str = '', validation_scores: collections.abc.Sequence[ClassScore] = []) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def accuracy(self) -> float | None:
        """
        On the validation part after the last epoch; none without validation images.
        """
    @property
    def history(self) -> list[EpochRecord]:
        ...
    @property
    def model(self) -> Model:
        ...
    @property
    def train_on(self) -> str:
        """
        "cpu", "torch-cpu", "cuda", or what another trainer says; empty where not known.
        """
    @property
    def validation_scores(self) -> list[ClassScore]:
        """
        Of each class, after the last epoch; empty where not known.
        """
class TrainingProgress:
    """
    Where a training stands; sent several times a second.
    """
    def __copy__(self) -> TrainingProgress:
        ...
    def __deepcopy__(self, memo: dict) -> TrainingProgress:
        ...
    def __eq__(self, arg0: TrainingProgress) -> bool:
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
    def accuracy(self) -> float:
        """
        Training accuracy over this epoch so far.
        """
    @property
    def epoch(self) -> int:
        """
        The one running, counted from 1.
        """
    @property
    def epochs(self) -> int:
        ...
    @property
    def finished_epoch(self) -> EpochRecord | None:
        """
        The last finished epoch, sent once, when it ends.
        """
    @property
    def images_per_second(self) -> float:
        ...
    @property
    def loss(self) -> float:
        """
        Mean over this epoch so far.
        """
    @property
    def message(self) -> str:
        """
        What should be known, such as a checkpoint that is not used; else empty.
        """
    @property
    def resumed_epoch(self) -> EpochRecord | None:
        """
        The last epoch of the checkpoint that is gone on from, sent once, before the first step.
        """
    @property
    def seconds_left(self) -> float:
        """
        For this training.
        """
    @property
    def step(self) -> int:
        """
        Batches done in this epoch.
        """
    @property
    def steps(self) -> int:
        ...
class Diverged(Error):
    """
    The loss of a training is no longer a finite number; a smaller learning rate may help.
    """
class AbstractTrainer:
    """
    What the search needs of a trainer: `narrows::Trainer` is one; tests bring their own.
    """
    def __init__(self) -> None:
        ...
    def logits(self, model: Model, images: LabelledImages) -> list[float]:
        """
        Logits [images, classes], row-major, in evaluation mode.
        """
    def train(self, network: Network, seed: typing.SupportsIndex, checkpoint: str, progress: collections.abc.Callable[[TrainingProgress], bool]) -> Training:
        """
        Trains from scratch, or goes on from `checkpoint` if that file is there and belongs to the same network, recipe,
        seed and data; the file is replaced in one step after each epoch. An empty path: no checkpoints.
        """
    @property
    def train_on(self) -> str:
        """
        Where it runs: "cpu", "torch-cpu", "cuda", or a word of its own.
        """
class TrainingBackend:
    """
    Computes trainings: the part of a Trainer that knows a machine and a library.
    """
    @property
    def name(self) -> str:
        """
        What `train_on` calls it: "cpu", "torch-cpu" or "cuda".
        """
    @property
    def threads(self) -> int:
        ...
class Trainer(AbstractTrainer):
    """
    Trains networks: SGD, on images that are cropped, flipped and normalised as the recipe says.

    Everything random follows from the seed: the same seed, backend, threads and machine give the same weights, to the
    last bit, and so does a training that was stopped and taken up again from its checkpoint.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5 (the recipe).
    """
    def __init__(self, dataset: Dataset, recipe: Recipe = ..., *, train_on: str = 'auto', threads: typing.SupportsIndex = 0, precision: str = 'auto', memory_format: str = 'auto') -> None:
        """
        Throws ValueError for a bad recipe or option or fewer than 2 training images, and Error if `train_on` is
        "cuda" and there is no GPU that LibTorch can use.
        """
    def logits(self, model: Model, images: LabelledImages) -> numpy.typing.NDArray[numpy.float32]:
        """
        Logits [images, classes], row-major, in evaluation mode and float32.
        """
    def train(self, network: Network, seed: typing.SupportsIndex = 0, progress: typing.Any = None, checkpoint: os.PathLike | str | bytes | None = None) -> Training:
        """
        See AbstractTrainer::train. A checkpoint of another backend is gone on from, and one that is damaged or of another
        training counts as none; the callback's message says so.

        Throws ValueError for a network that does not fit the data set, Interrupted if the callback says so,
        Diverged if the loss is no longer finite, and Error if the checkpoint cannot be written.
        """
    @property
    def dataset(self) -> Dataset:
        ...
    @property
    def recipe(self) -> Recipe:
        ...
    @property
    def threads(self) -> int:
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
class OnnxReader:
    """
    Reads ONNX files made of the operations that narrows has, whoever wrote them: narrows itself, torch.onnx (either
    exporter), other tools.

    Understood are Conv, BatchNormalization, Relu, Clip, LeakyRelu, Elu, Sigmoid, HardSigmoid, HardSwish, MaxPool,
    AveragePool, the global pools (also as ReduceMean and ReduceMax over the map), Add, Sub and Mul (of maps, or with one
    value per channel), Div by a constant, Pad with zeros, Concat, Slice and Split of channels, their shuffle, Gemm,
    MatMul, Flatten, Reshape (also of a computed shape), Squeeze, Unsqueeze, Transpose between channels first and last,
    Identity, Dropout and Softmax; weights in the file or as external data inside its folder, also computed from others
    and converted from other types. The file has one input, [N, channels, height, width] or, as Keras writes it, [N,
    height, width, channels]; the model takes the first in both cases. Nodes may stand in any order. What the output does
    not depend on is left out.

    A file may come from anywhere: damage and malice end in an Error that names file, node and operation, and memory
    stays within a small multiple of the file's size.
    """
    def __init__(self, *, output: str = '') -> None:
        ...
    def from_bytes(self, bytes: bytes) -> Model:
        """
        The same for the contents of a file; external data are refused.
        """
    def read(self, path: os.PathLike | str | bytes) -> Model:
        """
        Throws Error for a file that cannot be read, is damaged, has an operation that is not understood,
        weights that are not finite, or several outputs of which none is chosen.
        """
class Latency:
    """
    Time of one single-image inference, in milliseconds.
    """
    __hash__: typing.ClassVar[None] = None
    @staticmethod
    def from_dict(fields: dict) -> Latency:
        """
        The reverse of `to_dict`; what is not there is as in Latency().
        """
    def __copy__(self) -> Latency:
        ...
    def __deepcopy__(self, memo: dict) -> Latency:
        ...
    def __eq__(self, arg0: Latency) -> bool:
        ...
    def __getstate__(self) -> dict:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: dict) -> None:
        ...
    def to_dict(self) -> dict:
        """
        All fields by name, as JSON takes them.
        """
    @property
    def blocks(self) -> int:
        """
        Blocks that the figures come from.
        """
    @blocks.setter
    def blocks(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def compute_probe_ms(self) -> float:
        """
        Fixed arithmetic beside the blocks used, median; 0 where none was timed.
        """
    @compute_probe_ms.setter
    def compute_probe_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def cpu(self) -> str:
        """
        What measured: the board or processor by name; may be empty.
        """
    @cpu.setter
    def cpu(self, arg0: str) -> None:
        ...
    @property
    def disturbances(self) -> str:
        """
        What disturbed them: "preempted, throttled"; empty for nothing.
        """
    @disturbances.setter
    def disturbances(self, arg0: str) -> None:
        ...
    @property
    def disturbed(self) -> bool:
        """
        The machine was throttled or busy meanwhile, and measuring again did not help.
        """
    @disturbed.setter
    def disturbed(self, arg0: bool) -> None:
        ...
    @property
    def disturbed_blocks(self) -> int:
        """
        Blocks that were disturbed, whether left out or not.
        """
    @disturbed_blocks.setter
    def disturbed_blocks(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def engine(self) -> str:
        """
        "xnnpack" and its version.
        """
    @engine.setter
    def engine(self, arg0: str) -> None:
        ...
    @property
    def first_ms(self) -> float:
        """
        First inference of a session just made, memory and caches cold.
        """
    @first_ms.setter
    def first_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def frequency_mhz(self) -> float:
        """
        At the end; 0 where the machine does not tell.
        """
    @frequency_mhz.setter
    def frequency_mhz(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def governor(self) -> str:
        """
        Of the processor's frequency; empty where the machine does not tell.
        """
    @governor.setter
    def governor(self, arg0: str) -> None:
        ...
    @property
    def high_ms(self) -> float:
        """
        95 % interval of the median.
        """
    @high_ms.setter
    def high_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def low_ms(self) -> float:
        """
        95 % interval of the median (see summarise_blocks).
        """
    @low_ms.setter
    def low_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def mean_ms(self) -> float:
        """
        The paper's figure: mean wall clock of `repeats` runs in a row, those of the first block.
        """
    @mean_ms.setter
    def mean_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def median_ms(self) -> float:
        """
        Median of the blocks' medians.
        """
    @median_ms.setter
    def median_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def memory_probe_ms(self) -> float:
        """
        Fixed moves of memory beside the blocks used, median; 0 where none was timed.
        """
    @memory_probe_ms.setter
    def memory_probe_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def min_ms(self) -> float:
        ...
    @min_ms.setter
    def min_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def p90_ms(self) -> float:
        ...
    @p90_ms.setter
    def p90_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def p99_ms(self) -> float:
        ...
    @p99_ms.setter
    def p99_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def repeats(self) -> int:
        """
        Runs in a block.
        """
    @repeats.setter
    def repeats(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def slowdown(self) -> float:
        """
        Of the probes beside the blocks used, over their best; 1: nothing slowed them.
        """
    @slowdown.setter
    def slowdown(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def std_ms(self) -> float:
        ...
    @std_ms.setter
    def std_ms(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def temperature_c(self) -> float:
        """
        The highest after any block; 0 where the machine does not tell.
        """
    @temperature_c.setter
    def temperature_c(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def threads(self) -> int:
        ...
    @threads.setter
    def threads(self, arg0: typing.SupportsIndex) -> None:
        ...
class AbstractTimer:
    """
    What a search needs of a timer: `narrows::InferenceTimer` is one; tests and remote devices bring their own.
    """
    def __init__(self) -> None:
        ...
    def measure(self, model: Model) -> Latency:
        ...
class OperatorTime:
    """
    Time of one step of an InferenceSession.
    """
    def __copy__(self) -> OperatorTime:
        ...
    def __deepcopy__(self, memo: dict) -> OperatorTime:
        ...
    def __eq__(self, arg0: OperatorTime) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, name: str, op: str, kernel: str, ms: typing.SupportsFloat) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def kernel(self) -> str:
        """
        What computes it: "XNNPACK", "dense", "Winograd", "depthwise", "grouped" ...
        """
    @property
    def ms(self) -> float:
        """
        Median of the runs.
        """
    @property
    def name(self) -> str:
        """
        Of the network's node whose operation it is.
        """
    @property
    def op(self) -> str:
        """
        "conv", or "conv + relu" where others run inside it; "copy" for input and output.
        """
class InferenceSession:
    """
    Runs one model on the processor (XNNPACK and kernels of our own), image by image.

    Everything is prepared once: batch norm is folded, activations run inside the operation before them, joined maps are
    written where they are read, memory is planned and weights are packed. A run allocates nothing but its result.

    Several sessions may run at once. Runs of one session wait for each other.
    """
    def __init__(self, model: Model, *, threads: typing.SupportsIndex = 1) -> None:
        """
        Throws ValueError for fewer than 1 thread. The model's weights are copied.
        """
    def memory_bytes(self) -> int:
        """
        Bytes of activations and packed weights: what the session needs beside the program itself.
        """
    def profile(self, runs: typing.SupportsIndex = 10) -> list[OperatorTime]:
        """
        Times of all steps in the order of running, over `runs` runs; throws ValueError for fewer than 1.
        """
    def run(self, images: numpy.ndarray) -> numpy.typing.NDArray[numpy.float32]:
        """
        Logits [N, classes] of float32 images [N, C, H, W], normalised already, or of uint8 images [N, H, W, C], which are normalised first. Raises ValueError for anything else.
        """
    @property
    def input_shape(self) -> Shape:
        """
        Shape of one image.
        """
    @property
    def output_shape(self) -> Shape:
        """
        Shape of one result: [classes, 1, 1] for a classifier.
        """
    @property
    def threads(self) -> int:
        ...
class BlockProgress:
    """
    Which block has just been measured.
    """
    def __copy__(self) -> BlockProgress:
        ...
    def __deepcopy__(self, memo: dict) -> BlockProgress:
        ...
    def __eq__(self, arg0: BlockProgress) -> bool:
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
    def block(self) -> int:
        """
        Of that network, counted from 0; beyond `blocks` where disturbed ones are measured again.
        """
    @property
    def blocks(self) -> int:
        ...
    @property
    def network(self) -> int:
        """
        Counted from 0.
        """
    @property
    def networks(self) -> int:
        ...
class InferenceTimer(AbstractTimer):
    """
    Measures how long one image takes on this machine when nothing disturbs it: blocks of single-image runs after a
    warm-up, over sessions made anew.

    The figure is the median of the blocks' medians. Runs during which the thread did not have the processor to itself,
    and those that follow one, are not counted. Before and after every block the timer reads frequency, throttling and
    under-voltage (on a Raspberry Pi) and stolen time, and times a probe: fixed work that computes and fixed work that
    moves memory, which neighbours on the same host slow as they slow the network. A block whose probe is slower than the
    machine's own best, or with too few runs that count, is disturbed: it is measured again as long as there are spare
    ones, and left out; where fewer than half of the blocks asked for were undisturbed, all are used and the result is
    marked. None of this looks at the network's own times, so that nothing is chosen where nothing disturbs: the median
    is then that of all runs. The interval is one of blocks of several sessions; it holds what memory placement and the
    choice of kernels change from one session to the next.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5.
    """
    def __init__(self, *, threads: typing.SupportsIndex = 1, repeats: typing.SupportsIndex = 10, blocks: typing.SupportsIndex = 9, spare_blocks: typing.SupportsIndex = 9, sessions: typing.SupportsIndex = 3, warm_up_runs: typing.SupportsIndex = 3, warm_up_ms: typing.SupportsFloat = 100.0, cpus: collections.abc.Sequence[typing.SupportsIndex] = [], machine: str = '/') -> None:
        """
        Throws ValueError for fewer than 1 thread, repeat, block or session, negative other options, and
        processors that this process may not use.
        """
    @typing.overload
    def measure(self, model: Model) -> Latency:
        ...
    @typing.overload
    def measure(self, network: Network) -> Latency:
        """
        With freshly initialised weights: latency does not depend on them.
        """
    def measure_all(self, models: collections.abc.Iterable, *, progress: typing.Any = None) -> list[Latency]:
        """
        Several models, block by block in turn, so that what the machine does meanwhile meets all of them alike.

        All are in memory at once.
        """
    def per_operator(self, model: Model) -> list[OperatorTime]:
        """
        Where the time goes, in the order of running: medians over all runs. Their sum is near the median of the whole.
        """
    @property
    def blocks(self) -> int:
        ...
    @property
    def cpus(self) -> list[int]:
        ...
    @property
    def repeats(self) -> int:
        ...
    @property
    def threads(self) -> int:
        ...
class Classifier:
    """
    Answers with classes and probabilities, from a model's file alone: the file says how an image is prepared.

    Calls of one classifier wait for each other; several classifiers may run at once.
    """
    @typing.overload
    def __call__(self, image: numpy.ndarray) -> list:
        """
        [(label, probability), ...], the most probable first, of a uint8 array [height, width], [height, width, 1] or [height, width, 3].
        """
    @typing.overload
    def __call__(self, path: os.PathLike | str | bytes) -> list:
        """
        The same of an image file.
        """
    @typing.overload
    def __init__(self, model: Model, *, threads: typing.SupportsIndex = 1) -> None:
        ...
    @typing.overload
    def __init__(self, path: os.PathLike | str | bytes, *, threads: typing.SupportsIndex = 1) -> None:
        ...
    @property
    def classes(self) -> list[str]:
        """
        Names of the classes, in the order of the logits.
        """
    @property
    def preprocessing(self) -> Preprocessing:
        ...
class LatencyMeasurement:
    """
    One network with the time that a device took for it.
    """
    def __copy__(self) -> LatencyMeasurement:
        ...
    def __deepcopy__(self, memo: dict) -> LatencyMeasurement:
        ...
    def __eq__(self, arg0: LatencyMeasurement) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, network: typing.Any, latency_ms: typing.SupportsFloat, operators: collections.abc.Sequence[OperatorTime] = []) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def latency_ms(self) -> float:
        """
        Single image; above 0.
        """
    @property
    def network(self) -> Network:
        ...
    @property
    def operators(self) -> list[OperatorTime]:
        """
        Times of its steps (`InferenceTimer::per_operator`), which tell much more than the whole; may be left out.
        """
class LatencyError:
    """
    How far predictions are from measurements that the model had not seen.
    """
    @staticmethod
    def of(predicted_ms: collections.abc.Sequence[typing.SupportsFloat], measured_ms: collections.abc.Sequence[typing.SupportsFloat]) -> LatencyError:
        """
        Throws ValueError unless there are as many of the one as of the other, and some.
        """
    def __copy__(self) -> LatencyError:
        ...
    def __deepcopy__(self, memo: dict) -> LatencyError:
        ...
    def __eq__(self, arg0: LatencyError) -> bool:
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
    def measurements(self) -> int:
        ...
    @property
    def median_relative(self) -> float:
        """
        Median of |predicted - measured| / measured.
        """
    @property
    def p90_relative(self) -> float:
        """
        Nine of ten are closer than this.
        """
    @property
    def r_squared(self) -> float:
        """
        Share of the times' variance that is explained; may be below 0.
        """
    @property
    def rank_correlation(self) -> float:
        """
        Spearman's, of [-1, 1].
        """
    @property
    def within_10_percent(self) -> float:
        """
        Share of [0, 1] whose relative error is at most 10 %.
        """
class LatencyModel:
    """
    Predicts the latency of a network on one device from the steps that an engine runs for it: a sum over steps.

    What a step takes is worked out from what it is: for each kind (1 x 1, dense, depthwise and grouped convolutions,
    linear, pools, sums ...) a time per call, per multiply-accumulate, and per value read, written and multiplied by,
    times a factor that small boosted trees read off channels, kernel, stride and map: engines choose among kernels, and
    no sum of products knows where one overtakes the other. Both are fitted to the steps' own times where they are given,
    and to those of whole networks; errors are relative, so that small networks count as much as large ones. The sum is
    corrected by its own size, by what networks take that the sum's fit had not seen: steps of small networks find in the
    first caches what those of large ones wait for.

    References
    ----------
    Friedman, Greedy function approximation: a gradient boosting machine, 2001.
    """
    @staticmethod
    def cross_predict(measurements: collections.abc.Iterable, folds: typing.SupportsIndex = 5) -> list[float]:
        """
        What is predicted for each measurement by a model of others: those that `cross_validate` compares.
        """
    @staticmethod
    def cross_validate(measurements: collections.abc.Iterable, folds: typing.SupportsIndex = 5) -> LatencyError:
        """
        Error on measurements left out in turn, `folds` times; throws ValueError for fewer than 2 folds.
        """
    @staticmethod
    def fit(measurements: collections.abc.Iterable) -> LatencyModel:
        """
        Throws ValueError for fewer than 8 measurements, or one that is not above 0.
        """
    @staticmethod
    def fit_like(measurements: collections.abc.Iterable, like: LatencyModel) -> LatencyModel:
        """
        Of a device like another whose model is known, from few measurements: what each step takes by that model, times a
        factor whose logarithm is linear in channels, kernel, map and work, and in the step's kind. The factors are
        found by ridge regression towards one common factor. Ten networks suffice; the steps' own times help.

        Throws ValueError for fewer than 5 measurements, or one that is not above 0.
        """
    @staticmethod
    def from_json(json: str) -> LatencyModel:
        """
        Throws Error for text that is not such a model.
        """
    def __copy__(self) -> LatencyModel:
        ...
    def __deepcopy__(self, memo: dict) -> LatencyModel:
        ...
    def __eq__(self, arg0: LatencyModel) -> bool:
        ...
    def __getstate__(self) -> str:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: str) -> None:
        ...
    def interval(self, network_or_architecture: typing.Any) -> tuple[float, float]:
        """
        Holds what is measured nine times of ten, by the errors on networks that the fit had not seen.
        """
    def predict(self, network_or_architecture: typing.Any) -> float:
        """
        Milliseconds for a single image.
        """
    def resource(self, name: str = 'latency') -> Resource:
        """
        A resource in ms to set limits on: worked out while counting, without building a network.
        """
    def to_json(self) -> str:
        """
        Versioned and readable: {"kind": "narrows latency model", "version": 3, "steps": {"depthwise": ...}}; of a device
        like another, version 4 with a "factor".
        """
class FrontPoint:
    """
    One network as a front sees it: what it reaches and what it costs, the cost known to within an interval.
    """
    def __copy__(self) -> FrontPoint:
        ...
    def __deepcopy__(self, memo: dict) -> FrontPoint:
        ...
    def __eq__(self, arg0: FrontPoint) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, accuracy: typing.SupportsFloat, low: typing.SupportsFloat, high: typing.SupportsFloat) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def accuracy(self) -> float:
        """
        Larger is better.
        """
    @property
    def high(self) -> float:
        """
        Largest; equal to `low` for a cost that is counted, not measured.
        """
    @property
    def low(self) -> float:
        """
        Smallest cost that the measurement allows; smaller is better.
        """
class StoredDataset:
    """
    What accuracies are measured on. Two data sets are the same if name and digest are.
    """
    @staticmethod
    def of(dataset: Dataset) -> StoredDataset:
        ...
    def __copy__(self) -> StoredDataset:
        ...
    def __deepcopy__(self, memo: dict) -> StoredDataset:
        ...
    def __eq__(self, arg0: StoredDataset) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, *, name: str, digest: str = '', classes: typing.SupportsIndex, train_images: typing.SupportsIndex = 0, validation_images: typing.SupportsIndex = 0, test_images: typing.SupportsIndex = 0) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def classes(self) -> int:
        ...
    @property
    def digest(self) -> str:
        """
        Of `Dataset::digest`; may be empty for results of others.
        """
    @property
    def name(self) -> str:
        ...
    @property
    def test_images(self) -> int:
        ...
    @property
    def train_images(self) -> int:
        ...
    @property
    def validation_images(self) -> int:
        ...
class StoredNetwork:
    """
    A network as results know it: an architecture for images of one shape and a number of classes, with its cost.
    """
    @staticmethod
    def of(space: SearchSpace, architecture: Architecture) -> StoredNetwork:
        ...
    def __copy__(self) -> StoredNetwork:
        ...
    def __deepcopy__(self, memo: dict) -> StoredNetwork:
        ...
    def __eq__(self, arg0: StoredNetwork) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, *, space: str, architecture: str, input_shape: Shape | collections.abc.Sequence[int], classes: typing.SupportsIndex, cost: Cost, fingerprint: str = '') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def same_as(self, other: StoredNetwork) -> bool:
        """
        Whether both are the same network: a space that has been edited builds another one from the same values. Where one
        of them has no fingerprint, costs are compared instead.
        """
    @property
    def architecture(self) -> str:
        """
        What `Architecture::to_json` gives.
        """
    @property
    def classes(self) -> int:
        ...
    @property
    def cost(self) -> Cost:
        ...
    @property
    def fingerprint(self) -> str:
        """
        What the space's build function made of the architecture (`fingerprint`); empty where that is not known.
        """
    @property
    def input_shape(self) -> Shape:
        ...
    @property
    def space(self) -> str:
        ...
class StoredTraining:
    """
    One training and what it reached; nothing in it depends on a device.
    """
    def __copy__(self) -> StoredTraining:
        ...
    def __deepcopy__(self, memo: dict) -> StoredTraining:
        ...
    def __eq__(self, arg0: StoredTraining) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, *, network: StoredNetwork, dataset: StoredDataset, recipe: str = '', seed: typing.SupportsIndex = 0, source: str = '', validation_accuracy: typing.SupportsFloat | None = None, test_accuracy: typing.SupportsFloat | None = None, history: collections.abc.Sequence[EpochRecord] = [], onnx: str = '', train_on: str = '', validation_scores: collections.abc.Sequence[ClassScore] = [], test_scores: collections.abc.Sequence[ClassScore] = []) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def dataset(self) -> StoredDataset:
        ...
    @property
    def history(self) -> list[EpochRecord]:
        ...
    @property
    def network(self) -> StoredNetwork:
        ...
    @property
    def onnx(self) -> str:
        """
        The model's file, relative to the database's folder; may be empty.
        """
    @property
    def recipe(self) -> str:
        """
        What `Recipe::to_json` gives; free text for results of others.
        """
    @property
    def seed(self) -> int:
        ...
    @property
    def source(self) -> str:
        """
        Empty for trainings of our own, else where the numbers come from.
        """
    @property
    def test_accuracy(self) -> float | None:
        """
        Share of [0, 1].
        """
    @property
    def test_scores(self) -> list[ClassScore]:
        """
        Likewise.
        """
    @property
    def train_on(self) -> str:
        """
        "cpu", "torch-cpu" or "cuda".
        """
    @property
    def validation_accuracy(self) -> float | None:
        """
        Share of [0, 1].
        """
    @property
    def validation_scores(self) -> list[ClassScore]:
        """
        Of each class; empty where they are not known.
        """
class StoredDevice:
    """
    What latencies are measured on.
    """
    def __copy__(self) -> StoredDevice:
        ...
    def __deepcopy__(self, memo: dict) -> StoredDevice:
        ...
    def __eq__(self, arg0: StoredDevice) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, name: str, description: str = '') -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def description(self) -> str:
        ...
    @property
    def name(self) -> str:
        ...
class StoredLatency:
    """
    One latency with the network and device that it is of.
    """
    def __copy__(self) -> StoredLatency:
        ...
    def __deepcopy__(self, memo: dict) -> StoredLatency:
        ...
    def __eq__(self, arg0: StoredLatency) -> bool:
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
    def device(self) -> str:
        ...
    @property
    def latency(self) -> Latency:
        ...
    @property
    def network(self) -> StoredNetwork:
        ...
class StoredResult:
    """
    One training with the latency of its network on the device asked for.
    """
    def __copy__(self) -> StoredResult:
        ...
    def __deepcopy__(self, memo: dict) -> StoredResult:
        ...
    def __eq__(self, arg0: StoredResult) -> bool:
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
    def device(self) -> str:
        """
        Empty if there is no latency.
        """
    @property
    def id(self) -> int:
        """
        Of the training.
        """
    @property
    def latency(self) -> Latency | None:
        """
        The one measured last.
        """
    @property
    def on_front(self) -> bool:
        """
        On the Pareto front of accuracy against latency (against parameters where no latency is asked for), among the
        results of the same query and data set.
        """
    @property
    def training(self) -> StoredTraining:
        ...
class ResultsStore:
    """
    A database of results, in one SQLite file: data sets, architectures, trainings, devices and latencies in tables of
    their own, so that accuracies, which are costly, stand apart from hardware, which is cheap to measure again.

    Every change is one transaction: a process that is killed at any moment leaves a sound database. One object may be
    used by several threads, one file by several processes.

    Raises
    ------
    Error
        If the file is missing (read), is no results database, was written by a newer version, or cannot be written.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5 (results apart from hardware calibration).
    """
    schema_version: typing.ClassVar[int] = 3
    def __init__(self, path: os.PathLike | str | bytes, *, read_only: bool = False) -> None:
        ...
    def check(self) -> list[str]:
        """
        What SQLite's own checks of the file and of its foreign keys find; empty if all is well.
        """
    def find(self, training: StoredTraining) -> int | None:
        """
        Number of the training that `training` identifies, if it is stored.
        """
    def latencies(self, device: str) -> list[StoredLatency]:
        """
        All latencies of a device, of trained networks and others, oldest first; empty for one that is not known.
        """
    @typing.overload
    def put(self, training: StoredTraining) -> int:
        """
        Stores a training and gives its number. Network, data set, recipe, seed and source identify it: if it is there already, it stays as it is.
        """
    @typing.overload
    def put(self, network: StoredNetwork, device: StoredDevice, latency: Latency) -> None:
        """
        Stores a latency; replaces one of the same network, device, engine and number of threads.
        """
    def result(self, training_id: typing.SupportsIndex, device: str = '') -> StoredResult:
        """
        One training; throws ValueError if there is none of that number.
        """
    def results(self, *, dataset: str = '', device: str = '', space: str = '', source: str | None = None, max_latency_ms: typing.SupportsFloat | None = None, max_parameters: typing.SupportsIndex | None = None, max_macs: typing.SupportsIndex | None = None, max_weight_bytes: typing.SupportsIndex | None = None, select_on_test: bool = False) -> list[StoredResult]:
        """
        Trainings with their latencies, best first; see ResultsQuery in C++.

        Data set (name or digest), device, space and source narrow the results, as do the limits, all strict. Without a device the latencies are those of the only one; there are none where the store has several.
        """
    def set_test_accuracy(self, training_id: typing.SupportsIndex, accuracy: typing.SupportsFloat, scores: collections.abc.Sequence[ClassScore] = []) -> None:
        """
        Throws ValueError if there is no such training.
        """
    def transaction(self, changes: collections.abc.Callable[[], None]) -> None:
        """
        Runs `changes` as one transaction: all of them are kept, or, if it throws, none. Calls may be nested.
        """
    @property
    def datasets(self) -> list[StoredDataset]:
        ...
    @property
    def devices(self) -> list[StoredDevice]:
        ...
    @property
    def journal_mode(self) -> str:
        """
        "wal", or "delete" where the file system does not do write-ahead logs (network file systems).
        """
    @property
    def journal_warning(self) -> str:
        """
        What it means that the file, which it names, has no write-ahead log; empty where it has one.
        """
    @property
    def path(self) -> str:
        ...
class NetworkShape:
    """
    What of a network's shape tells how accurate it can become, in the order of `NetworkShape::names`.
    """
    names: typing.ClassVar[list] = ['parameters', 'macs_per_pixel', 'depth', 'narrowest_layer', 'last_width', 'halvings', 'share_at_half', 'share_at_quarter', 'share_at_eighth', 'activation_per_pixel']
    @staticmethod
    def of(network: Network) -> NetworkShape:
        """
        Throws ValueError for a network without a convolution and a linear layer.
        """
    def __copy__(self) -> NetworkShape:
        ...
    def __deepcopy__(self, memo: dict) -> NetworkShape:
        ...
    def __eq__(self, arg0: NetworkShape) -> bool:
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
    def values(self) -> typing.Annotated[list[float], "FixedSize(10)"]:
        """
        `parameters`, `macs_per_pixel` (of the input), `depth` (convolutions on the longest path; those that only work out
        a factor for each channel of a map, as squeeze-and-excite does, are no layers of their own), `narrowest_layer` and
        `last_width` (channels of a convolution; features that the last linear layer reads) and `activation_per_pixel`
        (bytes of the peak) as decimal logarithms; `halvings`: how often the map was halved at its smallest; the shares of
        the convolutions' weights that lie on maps of a half, a quarter, and an eighth or less of the input's height.
        """
class LatencyLimit:
    """
    A limit on the latency of what is delivered.
    """
    def __copy__(self) -> LatencyLimit:
        ...
    def __deepcopy__(self, memo: dict) -> LatencyLimit:
        ...
    def __eq__(self, arg0: LatencyLimit) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, ms: typing.SupportsFloat, predicted: typing.Any) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def ms(self) -> float:
        """
        What is delivered is faster as measured, the upper end of its 95 % interval included.
        """
    @property
    def predicted(self) -> Resource:
        """
        What laws and candidates are judged by, such as `LatencyModel::resource`.
        """
class SearchOptions:
    """
    What to search for, and how. The defaults are the paper's: 100 candidates, 10 of those below the limit trained;
    except that they are not chosen at random.

    References
    ----------
    Scheidegger et al., NeurIPS 2019, section 5.
    """
    __hash__: typing.ClassVar[None] = None
    recipe: Recipe
    def __copy__(self) -> SearchOptions:
        ...
    def __deepcopy__(self, memo: dict) -> SearchOptions:
        ...
    def __eq__(self, arg0: SearchOptions) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __init__(self) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    def smoke(self, dataset: Dataset) -> SearchOptions:
        """
        Fewer candidates, networks, epochs and images of this data set, so that every stage is passed through within a
        minute.
        """
    def validate(self) -> None:
        """
        Throws ValueError naming option, rule and value.
        """
    @property
    def candidates(self) -> int:
        """
        Architectures drawn, over all spaces.
        """
    @candidates.setter
    def candidates(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def choose(self) -> str:
        """
        Which candidates to train: "auto", those expected to become the most accurate (see `expected_error`; where that
        knows nothing, those with the most parameters), over all spaces together; "random", as in the paper; or those with
        the most "parameters", "macs", "weight_bytes" or "peak_activation_bytes". Except for "auto", spaces take turns.
        "proposer": what `Search::propose` is given; it knows no `hours`, `max_latency` and halving, which need to know the
        networks beforehand.
        """
    @choose.setter
    def choose(self, arg1: str) -> None:
        ...
    @property
    def command(self) -> str:
        """
        What a user types to repeat it; shown in reports.
        """
    @command.setter
    def command(self, arg0: str) -> None:
        ...
    @property
    def device(self) -> str:
        """
        Name of what latencies are measured on.
        """
    @device.setter
    def device(self, arg0: str) -> None:
        ...
    @property
    def device_description(self) -> str:
        """
        Such as the processor's name.
        """
    @device_description.setter
    def device_description(self, arg0: str) -> None:
        ...
    @property
    def folder(self) -> str:
        """
        Where everything of this search lies; made if it is not there.
        """
    @folder.setter
    def folder(self, arg0: str) -> None:
        ...
    @property
    def hours(self) -> float:
        """
        The training has to fit into that time: fewer epochs, then fewer networks; 0: no bound.
        """
    @hours.setter
    def hours(self, arg0: typing.SupportsFloat) -> None:
        ...
    @property
    def max_latency(self) -> LatencyLimit | None:
        """
        A limit that holds on the search's device: beside the targets, candidates lie below it as predicted, and chosen
        networks are measured before they are trained. Those that break it are left out, and the next ones take their
        place.
        """
    @max_latency.setter
    def max_latency(self, arg0: LatencyLimit | None) -> None:
        ...
    @property
    def seed(self) -> int:
        ...
    @seed.setter
    def seed(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def select_on(self) -> str:
        """
        What networks are compared on: "validation", or "test" as in the paper (then all training images are trained on).
        """
    @select_on.setter
    def select_on(self, arg1: str) -> None:
        ...
    @property
    def spaces(self) -> list[SearchSpace]:
        """
        Image shape and classes are taken from the data set.
        """
    @spaces.setter
    def spaces(self, arg0: collections.abc.Sequence[SearchSpace]) -> None:
        ...
    @property
    def spend(self) -> str:
        """
        "full": networks are trained to the end; "halving": all of them for an eighth of the epochs, the better half for a
        quarter, then a half, and an eighth of them to the end, with the same weights as if they had been trained alone.
        """
    @spend.setter
    def spend(self, arg1: str) -> None:
        ...
    @property
    def subset(self) -> int:
        """
        Train on that many images; 0: on all.
        """
    @subset.setter
    def subset(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def targets(self) -> list[Target]:
        """
        Candidates lie strictly below every limit and inside every band.
        """
    @targets.setter
    def targets(self, arg0: collections.abc.Sequence[Target]) -> None:
        ...
    @property
    def threads(self) -> int:
        """
        Of the law search. Laws and candidates do not depend on it.
        """
    @threads.setter
    def threads(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def train(self) -> int:
        """
        Networks trained, over all spaces; fewer if fewer keep the limits.
        """
    @train.setter
    def train(self, arg0: typing.SupportsIndex) -> None:
        ...
    @property
    def workers(self) -> int:
        """
        Trainings that run side by side; for the time estimate.
        """
    @workers.setter
    def workers(self, arg0: typing.SupportsIndex) -> None:
        ...
class PlannedLaw:
    """
    The law of one space.
    """
    def __copy__(self) -> PlannedLaw:
        ...
    def __deepcopy__(self, memo: dict) -> PlannedLaw:
        ...
    def __eq__(self, arg0: PlannedLaw) -> bool:
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
    def history(self) -> list[LawGeneration]:
        ...
    @property
    def law(self) -> str:
        """
        What `SamplingLaw::to_json` gives.
        """
    @property
    def log10_cardinality(self) -> float:
        """
        How many architectures it can draw.
        """
    @property
    def message(self) -> str:
        """
        One line: what was found.
        """
    @property
    def seconds(self) -> float:
        """
        That the law search took.
        """
    @property
    def share_inside(self) -> float:
        """
        Share of draws that meet all targets.
        """
    @property
    def space(self) -> str:
        ...
class Candidate:
    """
    One drawn architecture.
    """
    def __copy__(self) -> Candidate:
        ...
    def __deepcopy__(self, memo: dict) -> Candidate:
        ...
    def __eq__(self, arg0: Candidate) -> bool:
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
    def inside(self) -> bool:
        """
        Strictly below every limit, and inside every band.
        """
    @property
    def name(self) -> str:
        """
        Space and number of the draw: "mobilenetv2-17".
        """
    @property
    def network(self) -> StoredNetwork:
        ...
    @property
    def rank(self) -> int:
        """
        Place in the order of training, or -1.
        """
class SearchPlan:
    """
    Everything that is decided before the first training. The same options give the same plan.
    """
    def __copy__(self) -> SearchPlan:
        ...
    def __deepcopy__(self, memo: dict) -> SearchPlan:
        ...
    def __eq__(self, arg0: SearchPlan) -> bool:
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
    def candidates(self) -> list[Candidate]:
        ...
    @property
    def choice(self) -> str:
        """
        One line: what the candidates to train were chosen by, and why.
        """
    @property
    def chosen(self) -> list[Candidate]:
        """
        The candidates to train, in order.
        """
    @property
    def inside(self) -> int:
        ...
    @property
    def laws(self) -> list[PlannedLaw]:
        ...
    @property
    def notes(self) -> list[str]:
        """
        What a user should know, such as a space that cannot meet the limits.
        """
class Rung:
    """
    So many networks, the best so far, are trained until so many epochs.
    """
    def __copy__(self) -> Rung:
        ...
    def __deepcopy__(self, memo: dict) -> Rung:
        ...
    def __eq__(self, arg0: Rung) -> bool:
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
    def epochs(self) -> int:
        ...
    @property
    def networks(self) -> int:
        ...
class Schedule:
    """
    How long the trainings take, and what fits into the time that was given.
    """
    def __copy__(self) -> Schedule:
        ...
    def __deepcopy__(self, memo: dict) -> Schedule:
        ...
    def __eq__(self, arg0: Schedule) -> bool:
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
    def epochs(self) -> int:
        ...
    @property
    def networks(self) -> int:
        ...
    @property
    def note(self) -> str:
        """
        In words.
        """
    @property
    def rungs(self) -> list[Rung]:
        """
        One after another; the last has all epochs.
        """
    @property
    def seconds(self) -> float:
        """
        Of all trainings together; with halving, the most that they may take.
        """
class TrainedNetwork:
    """
    One trained network of a search.
    """
    def __copy__(self) -> TrainedNetwork:
        ...
    def __deepcopy__(self, memo: dict) -> TrainedNetwork:
        ...
    def __eq__(self, arg0: TrainedNetwork) -> bool:
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
    def architecture(self) -> str:
        ...
    @property
    def cost(self) -> Cost:
        ...
    @property
    def latency(self) -> Latency | None:
        ...
    @property
    def name(self) -> str:
        """
        "mobilenetv2-17".
        """
    @property
    def onnx(self) -> str:
        """
        The model's file, relative to the database's folder; may be empty.
        """
    @property
    def result(self) -> StoredResult:
        ...
    @property
    def space(self) -> str:
        ...
    @property
    def test_accuracy(self) -> float | None:
        ...
    @property
    def validation_accuracy(self) -> float | None:
        ...
class StoppedNetwork:
    """
    A network that was not trained to its end, for others were better; see Spend::halving.
    """
    def __copy__(self) -> StoppedNetwork:
        ...
    def __deepcopy__(self, memo: dict) -> StoppedNetwork:
        ...
    def __eq__(self, arg0: StoppedNetwork) -> bool:
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
    def accuracy(self) -> float:
        """
        On what the search selects on, after these.
        """
    @property
    def epochs(self) -> int:
        """
        That it was trained for.
        """
    @property
    def name(self) -> str:
        ...
class SearchRunData:
    """
    What a search found, read from its folder; it may be a search that is not finished.
    """
    @staticmethod
    def load(folder: os.PathLike | str | bytes, device: str = '') -> SearchRunData:
        """
        `device` is whose latencies to give, by default the search's own. Throws Error if the folder holds no search, or
        one of a newer version.
        """
    def __copy__(self) -> SearchRunData:
        ...
    def __deepcopy__(self, memo: dict) -> SearchRunData:
        ...
    def __eq__(self, arg0: SearchRunData) -> bool:
        ...
    def __getstate__(self) -> tuple[str, str]:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def best(self) -> TrainedNetwork | None:
        """
        The most accurate one; none before the first training is finished.
        """
    @property
    def candidates(self) -> list[Candidate]:
        ...
    @property
    def command(self) -> str:
        """
        What a user types to repeat it.
        """
    @property
    def device(self) -> str:
        ...
    @property
    def failures(self) -> dict[str, str]:
        """
        Why networks of the plan have no result, by name.
        """
    @property
    def finished(self) -> bool:
        """
        All jobs are done.
        """
    @property
    def folder(self) -> str:
        ...
    @property
    def front(self) -> list[TrainedNetwork]:
        """
        Those that nothing beats in accuracy and latency together; see pareto_front.
        """
    @property
    def options_json(self) -> str:
        """
        The options that decide what is found, as JSON.
        """
    @property
    def plan(self) -> SearchPlan:
        ...
    @property
    def schedule(self) -> Schedule | None:
        """
        How many networks are trained for how many epochs; none until that is known.
        """
    @property
    def source(self) -> str:
        """
        Where its data set comes from, for datasets::restore; empty if from no file.
        """
    @property
    def stopped(self) -> list[StoppedNetwork]:
        """
        With halving, those that others left behind; the longest trained first, then the most accurate.
        """
    @property
    def trained(self) -> list[TrainedNetwork]:
        """
        Best first, by the accuracy that the search selects on.
        """
class SearchJob:
    """
    One piece of work; whoever does it hands the result to `Search::record`.
    """
    def __copy__(self) -> SearchJob:
        ...
    def __deepcopy__(self, memo: dict) -> SearchJob:
        ...
    def __eq__(self, arg0: SearchJob) -> bool:
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
    def checkpoint(self) -> str:
        """
        For a training, a file that it may go on from.
        """
    @property
    def count(self) -> int:
        """
        Networks of this stage.
        """
    @property
    def index(self) -> int:
        """
        Place among the `count` networks of this stage.
        """
    @property
    def name(self) -> str:
        """
        Of the network: "mobilenetv2-17".
        """
    @property
    def network(self) -> Network:
        ...
    @property
    def onnx(self) -> str:
        """
        The exported model, for timing and testing.
        """
    @property
    def rank(self) -> int:
        """
        Of the network among those chosen.
        """
    @property
    def recipe(self) -> Recipe:
        ...
    @property
    def seconds_after(self) -> float:
        """
        Estimated time of the trainings behind this one.
        """
    @property
    def seed(self) -> int:
        ...
    @property
    def stage(self) -> str:
        ...
    @property
    def until(self) -> int:
        """
        The epoch after which a training pauses; 0: it goes on to its end.
        """
class TrainingSpeed:
    """
    Result of Stage::estimate.
    """
    def __copy__(self) -> TrainingSpeed:
        ...
    def __deepcopy__(self, memo: dict) -> TrainingSpeed:
        ...
    def __eq__(self, arg0: TrainingSpeed) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, images_per_second: typing.SupportsFloat) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def images_per_second(self) -> float:
        ...
class TestScore:
    """
    Result of Stage::test.
    """
    def __copy__(self) -> TestScore:
        ...
    def __deepcopy__(self, memo: dict) -> TestScore:
        ...
    def __eq__(self, arg0: TestScore) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, accuracy: typing.SupportsFloat, scores: collections.abc.Sequence[ClassScore] = []) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def accuracy(self) -> float:
        """
        Share of [0, 1].
        """
    @property
    def scores(self) -> list[ClassScore]:
        """
        Of each class; empty where not known.
        """
class Failure:
    """
    A training that cannot be finished (it diverged): the search goes on without that network.
    """
    def __copy__(self) -> Failure:
        ...
    def __deepcopy__(self, memo: dict) -> Failure:
        ...
    def __eq__(self, arg0: Failure) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, reason: str) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def reason(self) -> str:
        ...
class Paused:
    """
    A training that pauses as its job says, with what it is compared on.
    """
    def __copy__(self) -> Paused:
        ...
    def __deepcopy__(self, memo: dict) -> Paused:
        ...
    def __eq__(self, arg0: Paused) -> bool:
        ...
    def __getstate__(self) -> tuple:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, epochs: typing.SupportsIndex, accuracy: typing.SupportsFloat) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple) -> None:
        ...
    @property
    def accuracy(self) -> float:
        ...
    @property
    def epochs(self) -> int:
        """
        Finished ones.
        """
class SearchProgress:
    """
    Where a search stands. Only what belongs to the stage is there.
    """
    def __copy__(self) -> SearchProgress:
        ...
    def __deepcopy__(self, memo: dict) -> SearchProgress:
        ...
    def __eq__(self, arg0: SearchProgress) -> bool:
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
        After a training on validation, after a test on test images.
        """
    @property
    def count(self) -> int:
        ...
    @property
    def finished(self) -> bool:
        """
        This job is done.
        """
    @property
    def index(self) -> int:
        """
        Of the stage's jobs, counted from 0.
        """
    @property
    def latency(self) -> Latency | None:
        ...
    @property
    def law(self) -> LawProgress | None:
        ...
    @property
    def message(self) -> str:
        """
        A line for people; empty for most.
        """
    @property
    def name(self) -> str:
        """
        Of the space or network.
        """
    @property
    def seconds_left(self) -> float:
        """
        Of all trainings.
        """
    @property
    def stage(self) -> str | None:
        """
        None while a law is searched (see `law`), and for a message alone.
        """
    @property
    def training(self) -> TrainingProgress | None:
        ...
    @property
    def until(self) -> int:
        """
        The epoch after which this training pauses; 0: it goes on to its end.
        """
class Search:
    """
    A search that others drive: `next` gives a job, `record` takes its result; loops in C++ and Python and pools of
    workers all use this one object, which never trains or times anything itself.

    Everything that is decided or finished is kept in the folder at once: `search.json` (options, laws, candidates,
    choice, schedule), `results.db`, `models/NAME.onnx` and `checkpoints/`. A process may be killed at any moment; the
    same search on the same folder goes on, and repeats no finished training.

    May be used by several threads.
    """
    def __init__(self, options: SearchOptions, dataset: Dataset) -> None:
        """
        Checks options and data and writes nothing; throws ValueError naming option, rule and value, or the part
        of the data that networks are to be compared on and that has no images.
        """
    def close(self) -> None:
        """
        Lets go of the folder, so that another search may go on with it while this object lives (in Python, a traceback
        that is kept holds it). After that it gives and takes no jobs until it is prepared again.
        """
    def give_back(self, job: SearchJob) -> None:
        """
        The job was not done: it will be given again.
        """
    def next(self) -> SearchJob | None:
        """
        The next job, or none: all is done, or jobs have to be recorded first.
        """
    def prepare(self, progress: collections.abc.Callable[[SearchProgress], bool] = None) -> None:
        """
        Makes the plan, or goes on with the one in the folder; tells of law searches, and what a user should know.

        Throws ValueError if nothing can meet the targets (nothing is written then) or the folder holds another
        search (naming what differs), and Error if another process works in the folder or it cannot be written.
        """
    def propose(self, names: collections.abc.Sequence[str]) -> None:
        """
        With choose "proposer": the candidates to train next, by name, in this order; none at all: there will be no more.
        Throws ValueError for one that is not there, breaks a limit or was proposed before, and for more than
        are to be trained.
        """
    def record(self, job: SearchJob, result: TrainingSpeed | Training | Latency | TestScore | Failure | Paused) -> None:
        """
        Keeps a result. Exports a trained model and stores it, exactly once.
        """
    def require_trained(self) -> None:
        """
        Throws Error with the reason if a finished search has trained no network.
        """
    @property
    def dataset(self) -> Dataset:
        ...
    @property
    def finished(self) -> bool:
        ...
    @property
    def options(self) -> SearchOptions:
        ...
    @property
    def plan(self) -> SearchPlan:
        ...
    @property
    def proposed(self) -> list[list[str]]:
        """
        What `propose` was given, call by call, in earlier runs too.
        """
    @property
    def resumed(self) -> bool:
        """
        Whether `prepare` found a search to go on with.
        """
    @property
    def schedule(self) -> Schedule | None:
        """
        Known after the last job of Stage::estimate.
        """
class AbstractWorkers:
    """
    Does trainings elsewhere, several at a time: in other processes, on a cluster.
    """
    def __init__(self) -> None:
        ...
    def cancel(self) -> None:
        """
        Gives up what has not begun.
        """
    def finished(self) -> list[tuple[SearchJob, TrainingSpeed | Training | Latency | TestScore | Failure | Paused]]:
        """
        Waits a moment for jobs to end; gives those that did and their results.
        """
    def start(self, search: Search, job: SearchJob) -> None:
        """
        Begins a job of Stage::train, now or when there is room.
        """
def accuracy_interval(accuracy: typing.SupportsFloat, images: typing.SupportsIndex) -> AccuracyInterval:
    """
    The 95 % interval of an accuracy that was measured on `images` images; all of [0, 1] if there are none.

    Throws ValueError unless `accuracy` is in [0, 1].

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927 (the score interval).
    """
def balanced_accuracy(scores: collections.abc.Sequence[ClassScore]) -> float | None:
    """
    The mean of the recalls of all classes that have images, of [0, 1]: a class of few images counts as much as one of
    many. None if no class has images.
    """
def balanced_accuracy_interval(scores: collections.abc.Sequence[ClassScore]) -> AccuracyInterval:
    """
    The 95 % interval of a balanced accuracy; all of [0, 1] if no class has images.

    References
    ----------
    G. Y. Zou and A. Donner, Construction of confidence limits about effect measures, 2008 (limits of a sum from those of
    its terms, here the score intervals of the recalls).
    """
def calibration_networks(networks: typing.SupportsIndex = 100, seed: typing.SupportsIndex = 0, max_macs: typing.SupportsIndex = 50000000, progress: typing.Any = None) -> list:
    """
    Networks of the paper's five spaces and mobilenetv3, in turn. Throws ValueError for an option out of its
    range.
    """
def count(network: Network) -> Cost:
    """
    Counts a network: its operations are added once more.
    """
def count_architectures(space: SearchSpace, target: typing.Any, seed: typing.SupportsIndex = 0, population: typing.SupportsIndex = 2000) -> ArchitectureCount:
    """
    Counts the architectures that meet all targets: one by one in a small space, by adaptive multilevel splitting in a
    large one. There, a population of architectures is led from the whole space to the targets in steps that about half
    of it survives; survivors are copied and moved by changing one variable at a time.

    References
    ----------
    Kahn and Harris, Estimation of particle transmission by random sampling, 1951; Au and Beck, Estimation of small
    failure probabilities in high dimensions by subset simulation, 2001.
    """
def covering_networks(networks: typing.SupportsIndex = 10, seed: typing.SupportsIndex = 0, max_macs: typing.SupportsIndex = 50000000, progress: typing.Any = None) -> list:
    """
    Few networks that cover spaces and sizes, for a device like another: of the spaces in turn, their sizes apart. Throws
    ValueError for fewer than 5, or another option out of its range.
    """
def cpu_backend(*, threads: typing.SupportsIndex = 0, precision: str = 'auto', memory_format: str = 'auto', otherwise: collections.abc.Callable[[], TrainingBackend] = None) -> TrainingBackend:
    """
    Training on the CPU with the engine of narrows, which needs no other library.

    Activations are stored as `precision` says ("auto" is float32); arithmetic is float32 always. With bfloat16 the first
    batch is computed both ways: where the results are too far apart, or a later loss is not finite, it goes on in
    float32.

    Every operation is trained. A network that does not end with logits (one with a softmax) goes to the backend that
    `otherwise` makes, and the callback is told; without one it is refused with ValueError, which says so and
    what is missing.

    Throws ValueError for a bad option, and for those that only LibTorch has.
    """
def decode_image(source: typing.Any, at_least: typing.SupportsIndex = 0) -> numpy.typing.NDArray[numpy.uint8]:
    """
    Decodes an image, told apart by content: JPEG, PNG, WebP, GIF, BMP, PNM, and TIFF that is not compressed or by LZW,
    Deflate or PackBits. Of an animation it is the first frame, of a TIFF the first page. EXIF orientation (also a PNG's,
    WebP's or TIFF's) is applied, CMYK becomes RGB, 16 bits become 8; grey stays one channel, also where it comes as a
    palette of greys. What is transparent is laid on white, or on black where the picture, such as a white icon, could
    not be told from white.

    `at_least` above 0 lets a JPEG be decoded at the smallest of its eighths whose sides are still that many pixels,
    which is many times faster for large photographs; 0 decodes it at full size. `name` is what messages call the image.

    Throws Error for anything else, and for a damaged image.
    """
def engine_version() -> str:
    """
    The engine and its interface generation, for records of measurements: "XNNPACK 2022-02".
    """
def expected_error(space: str, network: Network) -> float | None:
    """
    The test error, in per cent, that a network of one of the paper's spaces is expected to reach on CIFAR-10 after the
    paper's 100 epochs: a ridge regression per space on the network's shape, fitted on the 810 of the authors' 1,617
    released results with an even number. It ranks the networks within a limit; for another data set only the order
    means something.

    Nothing for a space that the authors did not release, and for a network with fewer or more parameters than theirs:
    outside what it was fitted on, such a regression is worse than the number of parameters.
    """
def find_law(space: SearchSpace, target: typing.Any, seed: typing.SupportsIndex = 0, progress: typing.Any = None, **kwargs) -> LawResult:
    """
    Short for GeneticLawOptimizer(space, targets, options).run().
    """
def fit_calibration(measurements: collections.abc.Sequence[LatencyMeasurement], groups: collections.abc.Sequence[str]) -> tuple:
    """
    Fits to what was measured. `groups` says what belongs together, such as the name of each network's space: each fold
    of the cross-validation leaves out some of every group, and none wholly. Throws ValueError for fewer than
    8 measurements, one that is not above 0, and unless there is a group for each.
    """
def fit_calibration_like(measurements: collections.abc.Sequence[LatencyMeasurement], like: LatencyModel) -> tuple:
    """
    The same for a device like another, by LatencyModel::fit_like; each network is predicted from all others. Throws
    ValueError for fewer than 5 measurements, or one that is not above 0.
    """
def format_quantity(value: typing.SupportsFloat, unit: str = '') -> str:
    """
    Short and readable: 49,950 becomes "49.95k", 204,800 bytes "200KiB", 2.5 ms "2.5ms"; four significant digits.
    """
def machine_name(root: str = '/') -> str:
    """
    What this machine is called: its board ("Raspberry Pi 4 Model B Rev 1.5"), else its processor ("AMD EPYC 9B14");
    empty where the system does not tell. `root`: the folder that holds `proc`.
    """
def make_plan(options: SearchOptions, progress: collections.abc.Callable[[str, LawProgress], bool] = None) -> SearchPlan:
    """
    Law, draws, limits, choice: the first half of a search.

    Throws ValueError if no space can meet the targets; the message gives the smallest and largest value.
    """
def meets(targets: collections.abc.Sequence[Target], values: collections.abc.Sequence[typing.SupportsFloat]) -> bool:
    """
    Whether values (one for each target's resource, in order; NaN for an invalid network) meet all targets at once.
    """
def pareto_front(points: collections.abc.Sequence[FrontPoint]) -> list[int]:
    """
    Indices of the points on the Pareto front, the most accurate first.

    Two costs whose intervals overlap are not told apart: of two such networks only the more accurate one is on the
    front. So a point is on the front if it is certainly cheaper than every front point that is at least as accurate.
    Points without an accuracy or a cost (NaN) never are.
    """
def parse_quantity(text: str) -> float:
    """
    Reads "50k", "1.5M", "2e6", "200KiB", "10ms" and the like.

    k, M, G stand for 10^3, 10^6, 10^9; KiB, MiB, GiB (and kB, MB, GB, B) give bytes; us, ms, s give milliseconds. A
    space before the unit is allowed. Throws ValueError, quoting the text, for anything else, and for numbers
    that are negative or not finite.
    """
def planned_training(folder: os.PathLike | str | bytes, rank: typing.SupportsIndex, spaces: collections.abc.Sequence[SearchSpace]) -> SearchJob | None:
    """
    The training that the search in a folder wants next of one of its chosen networks, to be done beside the search, on
    any machine that sees the folder: it goes on from the network's checkpoint and leaves all it did there, and the
    search takes that up. None where the search wants no more of this network for now: it has paused, or is finished.

    `rank` is the network's place among those chosen; `spaces` are those that the search may have used. Throws
    ValueError for a rank or a space that is not there, and Error for a folder whose search has not decided
    yet what to train.
    """
def prepare(image: typing.Any, preprocessing: Preprocessing) -> numpy.typing.NDArray[numpy.uint8]:
    """
    The bytes a network's input is made of: the channels, then the size of `preprocessing`. Loading a data set and
    classifying an image both go through here, so that a deployed network sees what it was trained on.
    """
def prepare_dataset(dataset: Dataset, options: SearchOptions) -> Dataset:
    """
    The data set as a search with these options uses it: a subset; with select_on "test" no validation part.
    """
def progress_after(search: Search, job: SearchJob, result: TrainingSpeed | Training | Latency | TestScore | Failure | Paused) -> SearchProgress:
    """
    What a callback is told when a job's result has been recorded.
    """
def run_job(job: SearchJob, dataset: Dataset, trainer: AbstractTrainer, timer: AbstractTimer, progress: collections.abc.Callable[[SearchProgress], bool] = None) -> TrainingSpeed | Training | Latency | TestScore | Failure | Paused:
    """
    Does one job. Throws Interrupted if the callback says so.
    """
def run_jobs(search: Search, make_trainer: collections.abc.Callable[[Dataset, Recipe], AbstractTrainer], timer: AbstractTimer, progress: collections.abc.Callable[[SearchProgress], bool] = None, workers: AbstractWorkers = None, before: str = '') -> None:
    """
    Does all jobs of a search: one after another, or trainings by workers side by side, and here what is short or must
    not be disturbed. With `before`, ends where only jobs of that stage and of later ones are left. Throws Interrupted if
    the callback says so; before anything is thrown, workers are told to give up.
    """
def run_training(job: SearchJob, trainer: AbstractTrainer, progress: collections.abc.Callable[[SearchProgress], bool] = None) -> TrainingSpeed | Training | Latency | TestScore | Failure | Paused:
    """
    Does a job of Stage::train: gives a Training, Paused or Failure. Throws Interrupted if the callback says so.
    """
def steps_of(network: Network) -> list[tuple[int, NetworkStep]]:
    """
    Pairs of the place of a node in `network.nodes` (of the convolution for what runs inside it, -1 for what every run costs) and a step of the engine.
    """
def summarise_blocks(blocks_ms: collections.abc.Sequence[collections.abc.Sequence[typing.SupportsFloat]]) -> Latency:
    """
    Summary of several blocks: median of their medians, with the order statistics of these medians that hold the true
    one with 95 % by the binomial distribution, whatever the times' distribution (of fewer than 6 blocks: the smallest
    and the largest, which hold it less often). One block is summarised by its runs. Throws ValueError where a
    block is empty or there is none.
    """
def times_by_kind(network: Network, operators: collections.abc.Sequence[OperatorTime]) -> dict[str, float]:
    """
    Milliseconds of a network's steps, as InferenceSession::profile told them, added up by the kind of their work, in
    the words of StepKind: "pointwise", "depthwise", "copy" ... What runs inside a convolution counts for the
    convolution.
    """
def weight_specs(network: Network) -> list[ArraySpec]:
    """
    The arrays a network needs, in the order of its nodes. Names are the node's name and a suffix:

    - convolution: `.weight` [out, in / groups, kernel, kernel] and, if it has one, `.bias` [out];
    - batch norm: `.weight` (scale), `.bias` (shift), `.running_mean`, `.running_var`, each [channels];
    - linear layer: `.weight` [out, in], `in` in channel, row, column order, and, if it has one, `.bias` [out].
    """
@typing.overload
def write_file(path: os.PathLike | str | bytes, content: bytes) -> None:
    """
    Writes a file in one step: beside it first, then renamed, so that a reader sees the old file or the new one, never a
    half, not even after a power cut. Throws Error, naming the file, if that fails (a full disk, no such folder); nothing
    is left behind then.
    """
@typing.overload
def write_file(path: os.PathLike | str | bytes, content: str) -> None:
    """
    Writes a file in one step: beside it first, then renamed, so that a reader sees the old file or the new one, never a
    half, not even after a power cut. Throws Error, naming the file, if that fails (a full disk, no such folder); nothing
    is left behind then.
    """
__version__: str
cost_fields: tuple = ('parameters', 'macs', 'weight_bytes', 'peak_activation_bytes')
torch_version: str
