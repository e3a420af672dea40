#include "narrows/paper/published_cost.hpp"

#include <stdexcept>

namespace narrows::paper {
namespace {

/** Adds up one operation after another; `everything` is the counting of the GoogLeNet space. */
struct PublishedCounter {
  bool everything;
  PublishedCost total{};

  void add(const Op& any, Shape in, Shape out) {
    std::visit(overloaded{
                   [&](const Conv2d& op) {
                     const std::int64_t weights =
                         std::int64_t{1} * op.kernel.area() * (in.channels / op.groups) * out.channels;
                     total.params += weights + (op.bias ? out.channels : 0);
                     total.flops += weights * out.height * out.width;
                     if (op.bias) extra(out);
                   },
                   [&](const BatchNorm&) {
                     total.params += 4 * std::int64_t{in.channels} + 1;
                     total.flops += 2 * in.elements();
                   },
                   [&](const Linear& op) {
                     const std::int64_t weights = in.elements() * op.out_features;
                     total.params += weights + (op.bias ? op.out_features : 0);
                     total.flops += weights;
                   },
                   [&](const Activation auto&) { extra(in); },
                   [&](const MaxPool&) { extra(in); },
                   [&](const AveragePool&) { extra(in); },
                   [&](const GlobalAveragePool&) { extra(in); },
                   [&](const GlobalMaxPool&) { extra(in); },
                   [](const Add&) {},
                   [](const Multiply&) {},
                   [](const Concat&) {},
                   [](const Slice&) {},
                   [](const ChannelShuffle&) {},
                   [](const Softmax&) {},
               },
               any);
  }

  void extra(Shape counted) {
    if (everything) total.flops += counted.elements();
  }
};

}  // namespace

PublishedCost published_cost(const NetworkBuilder& built, std::string_view space) {
  if (!built.valid()) return {};
  PublishedCounter counter{space == "googlenet"};
  built.for_each_node([&](const Op& op, Shape in, Shape out) { counter.add(op, in, out); });
  return counter.total;
}

PublishedCost published_cost(const SearchSpace& space, const Architecture& architecture) {
  if (architecture.space() != space.name())
    throw std::invalid_argument("architecture: of the space " + space.name() + ", got one of " + architecture.space());
  NetworkBuilder builder(space.input_shape(), space.classes());
  (void)space.run(builder, architecture.values());
  return published_cost(builder, space.name());
}

}  // namespace narrows::paper
