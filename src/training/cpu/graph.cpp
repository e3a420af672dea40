#include "graph.hpp"

#include <algorithm>
#include <stdexcept>

#include "convolution.hpp"
#include "narrows/detail/op_effect.hpp"
#include "pooling.hpp"
#include "sum.hpp"

namespace narrows::training {
namespace {

/** Values that the result depends on. */
std::vector<bool> needed_values(const Network& network) {
  std::vector<bool> needed(network.nodes().size() + 1);
  needed[static_cast<std::size_t>(network.output())] = true;
  for (std::size_t value = network.nodes().size(); value > 0; --value)
    if (needed[value])
      for (const int input : network.nodes()[value - 1].inputs) needed[static_cast<std::size_t>(input)] = true;
  return needed;
}

[[noreturn]] void refuse(const Node& node, const std::string& what) {
  throw std::invalid_argument("training: " + node.name + ": " + what + " is not among what the engine for the CPU " +
                              "trains; LibTorch trains it (train_on \"torch-cpu\")");
}

/** The same stride and padding on all sides, every pixel read. */
Window plain_window(const Node& node, Sides kernel, Sides stride, Padding padding) {
  if (!stride.square()) refuse(node, "a stride that differs between height and width");
  if (padding != Padding(padding.top)) refuse(node, "padding that differs between sides");
  return {kernel.height, kernel.width, stride.height, padding.top};
}

/** Rules of pools that change nothing are none. */
template <class Pool>
Window pool_window(const Node& node, const Pool& op) {
  if (op.ceil_mode) refuse(node, "a pool with ceil_mode");
  if constexpr (std::is_same_v<Pool, AveragePool>)
    if (op.count_include_pad && op.padding != 0) refuse(node, "a mean that counts its padding");
  if (!op.kernel.square()) refuse(node, "a pool that is not square");
  return plain_window(node, op.kernel, op.stride, op.padding);
}

}  // namespace

/** Adds what one operation becomes; gives the view of its result. */
struct Graph::Lowering {
  Graph& graph;
  const Node& node;
  std::vector<View*> in;

  [[nodiscard]] ArraySpec array(const char* suffix, std::vector<std::int64_t> shape) const {
    return {node.name + suffix, std::move(shape)};
  }
  [[nodiscard]] View* new_output(bool wants_gradient) const { return graph.stored(node.shape, wants_gradient); }
  [[nodiscard]] bool input_wants_gradient() const {
    return std::ranges::any_of(in, [](const View* view) { return view->map->wants_gradient; });
  }

  View* operator()(const Conv2d& op) const {
    if (op.dilation != 1) refuse(node, "a dilated convolution");
    if (!op.kernel.square()) refuse(node, "a convolution that is not square");
    ConvolutionSpec spec{
        .window = plain_window(node, op.kernel, op.stride, padding_of(op)),
        .groups = op.groups,
        .outputs = op.out_channels,
        .weight = array(".weight", {op.out_channels, in[0]->channels / op.groups, op.kernel.height, op.kernel.width}),
        .bias = {}};
    if (op.bias) spec.bias = array(".bias", {op.out_channels});
    return convolution(spec, in[0]);
  }
  View* operator()(const Linear& op) const {
    const Shape shape = in[0]->shape();
    ConvolutionSpec spec{.window = {shape.height, shape.width, 1, 0},
                         .groups = 1,
                         .outputs = op.out_features,
                         .weight = array(".weight", {op.out_features, shape.elements()}),
                         .bias = {}};
    if (op.bias) spec.bias = array(".bias", {op.out_features});
    return convolution(spec, in[0]);
  }
  View* operator()(const BatchNorm& op) const {
    View* input = in[0]->plain() && in[0]->map != &graph.maps_.front() ? in[0] : graph.materialised(in[0]);
    const std::size_t weight = graph.parameters_.add(array(".weight", {input->channels}), plain_layout(input->width()));
    const std::size_t bias = graph.parameters_.add(array(".bias", {input->channels}), plain_layout(input->width()));
    View* output = graph.view_like(*input);
    output->map->wants_gradient = true;
    auto step = std::make_unique<Normalisation>(input, output, op.epsilon, weight, bias, graph.parameters_);
    graph.normalisations_[node.name] = step.get();
    output->parts = {{step.get(), 0, 0, input->channels}};
    graph.steps_.push_back(std::move(step));
    return output;
  }
  View* operator()(const Relu& op) const {
    View* output = graph.view_like(in[0]->cut() ? *graph.materialised(in[0]) : *in[0]);
    output->low = 0;
    output->high = op.max;
    return output;
  }
  View* operator()(const MaxPool& op) const { return pooled(PoolingKind::maximum, pool_window(node, op)); }
  View* operator()(const AveragePool& op) const { return pooled(PoolingKind::average, pool_window(node, op)); }
  View* operator()(const GlobalAveragePool&) const {
    return pooled(PoolingKind::average, {in[0]->map->shape.height, in[0]->map->shape.width, 1, 0});
  }
  View* operator()(const Add&) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(sum_step(in, output, graph.batch_));
    return output;
  }
  View* operator()(const Concat&) const { return graph.joined(in, node.shape); }
  View* operator()(const one_of<Clip, LeakyRelu, Sigmoid, HardSigmoid, HardSwish, Silu, GlobalMaxPool, Multiply, Slice,
                                ChannelShuffle> auto&) const {
    refuse(node, "the operation " + std::string(name(node.op)));
  }
  View* operator()(const Softmax&) const {
    throw std::invalid_argument("training: network must end with logits, not with the softmax " + node.name);
  }

  [[nodiscard]] View* convolution(const ConvolutionSpec& spec, View* input) const {
    View* output = new_output(true);
    graph.steps_.push_back(convolution_step(spec, input, output, graph.batch_, graph.parameters_));
    return output;
  }
  [[nodiscard]] View* pooled(PoolingKind kind, const Window& window) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(pooling_step(kind, window, in[0], output, graph.batch_));
    return output;
  }
};

Graph::Graph(const Network& network, std::size_t batch, Storage storage, Parameters& parameters)
    : network_(network), batch_(batch), storage_(storage), parameters_(parameters) {
  values_.resize(network.nodes().size() + 1);
  values_[0] = stored(network.input_shape(), false);
  values_[0]->map->half = false;
  const std::vector<bool> needed = needed_values(network);
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    if (!needed[i + 1]) continue;
    const Node& node = network.nodes()[i];
    std::vector<View*> in;
    for (const int input : node.inputs) in.push_back(values_[static_cast<std::size_t>(input)]);
    values_[i + 1] = std::visit(Lowering{*this, node, std::move(in)}, node.op);
  }
  finish();
}

View* Graph::stored(Shape shape, bool wants_gradient) {
  maps_.push_back({.shape = shape,
                   .half = storage_ == Storage::bfloat16,
                   .wants_gradient = wants_gradient,
                   .slope = {},
                   .shift = {},
                   .sums = {}});
  View view;
  view.map = &maps_.back();
  view.channels = shape.channels;
  view.parts = {{nullptr, 0, 0, shape.channels}};
  views_.push_back(std::move(view));
  return &views_.back();
}

View* Graph::view_like(const View& other) {
  views_.push_back(other);
  return &views_.back();
}

View* Graph::materialised(View* view) {
  View* output = stored(view->shape(), view->map->wants_gradient);
  steps_.push_back(sum_step({view}, output, batch_));
  return output;
}

/** Whether part i can be computed where the joined map lies: it is a whole map, in no other, cut off as the first is.
 */
bool Graph::can_join(const std::vector<View*>& parts, std::size_t i) const {
  const View& part = *parts[i];
  if (part.map == &maps_.front() || part.map->parent != nullptr || part.channels != part.map->shape.channels)
    return false;
  if (std::any_of(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i),
                  [&](const View* other) { return other->map == part.map; }))
    return false;
  return true;
}

View* Graph::joined(const std::vector<View*>& parts, Shape shape) {
  const bool alike = std::ranges::all_of(
      parts, [&](const View* part) { return part->low == parts[0]->low && part->high == parts[0]->high; });
  const auto wants = [](const View* part) { return part->map->wants_gradient; };
  View* output = stored(shape, std::ranges::any_of(parts, wants));
  const auto low = parts[0]->low;
  const auto high = parts[0]->high;
  output->parts.clear();
  int offset = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    View* part = parts[i];
    const bool fits = can_join(parts, i) && (alike || !part->cut());
    if (!fits) part = materialised(part);
    part->map->parent = output->map;
    part->map->offset = offset;
    for (View::Part piece : part->parts) {
      piece.at += offset;
      output->parts.push_back(piece);
    }
    offset += part->channels;
  }
  if (alike) {
    output->low = low;
    output->high = high;
  }
  return output;
}

void Graph::finish() {
  logits_ = values_[static_cast<std::size_t>(network_.output())];
  if (!logits_->plain() || logits_->channels != logits_->map->shape.channels || logits_->map->parent != nullptr ||
      logits_->map == &maps_.front())
    logits_ = materialised(logits_);
  if (logits_->map->shape.height * logits_->map->shape.width != 1)
    throw std::invalid_argument("training: network must end with one number per class, not with a map of " +
                                std::to_string(logits_->map->shape.height) + " x " +
                                std::to_string(logits_->map->shape.width));
  logits_->map->half = false;
  for (const StepPointer& step : steps_)
    if (dynamic_cast<Normalisation*>(step.get()) != nullptr) step->inputs()[0]->map->normalised = true;
  for (Map& map : maps_)
    for (Map* root = map.parent; root != nullptr; root = root->parent) {
      root->normalised = root->normalised || map.normalised;
      root->wants_gradient = root->wants_gradient || map.wants_gradient;
    }
  for (View& view : views_) view.settle();
  for (View& view : views_)
    for (const View::Part& part : view.parts)
      if (part.normalisation != nullptr) part.normalisation->add_use(&view, part);
}

}  // namespace narrows::training
