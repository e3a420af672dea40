#include "narrows/op.hpp"

namespace narrows {

std::string_view name(const Op& op) {
  return std::visit(overloaded{[](const Conv2d&) { return "conv"; },
                               [](const BatchNorm&) { return "batch_norm"; },
                               [](const Relu&) { return "relu"; },
                               [](const MaxPool&) { return "max_pool"; },
                               [](const AveragePool&) { return "average_pool"; },
                               [](const GlobalAveragePool&) { return "global_average_pool"; },
                               [](const Add&) { return "add"; },
                               [](const Concat&) { return "concat"; },
                               [](const Linear&) { return "linear"; },
                               [](const Softmax&) { return "softmax"; },
                               [](const Clip&) { return "clip"; },
                               [](const LeakyRelu&) { return "leaky_relu"; },
                               [](const Elu&) { return "elu"; },
                               [](const Sigmoid&) { return "sigmoid"; },
                               [](const HardSigmoid&) { return "hard_sigmoid"; },
                               [](const HardSwish&) { return "hard_swish"; },
                               [](const Silu&) { return "silu"; },
                               [](const GlobalMaxPool&) { return "global_max_pool"; },
                               [](const Multiply&) { return "multiply"; },
                               [](const Slice&) { return "slice"; },
                               [](const ChannelShuffle&) { return "channel_shuffle"; }},
                    op);
}

}  // namespace narrows
