#include "graph.hpp"

#include <algorithm>
#include <stdexcept>

#include "convolution.hpp"
#include "multiplication.hpp"
#include "narrows/detail/op_effect.hpp"
#include "pooling.hpp"
#include "shuffle.hpp"
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

/** The window of a convolution or a pool, whose padding is given as numbers. */
template <class Windowed>
Window window_of(const Windowed& op, Padding padding) {
  Window window{.kernel = op.kernel, .stride = op.stride, .padding = padding, .dilation = 1};
  if constexpr (requires { op.dilation; }) window.dilation = op.dilation;
  return window;
}

ConvolutionSpec spec_of(const Node& node, int in_channels) {
  const auto& op = std::get<Conv2d>(node.op);
  ConvolutionSpec spec{
      .window = window_of(op, padding_of(op)),
      .groups = op.groups,
      .outputs = op.out_channels,
      .weight = {node.name + ".weight", {op.out_channels, in_channels / op.groups, op.kernel.height, op.kernel.width}},
      .bias = {}};
  if (op.bias) spec.bias = ArraySpec{node.name + ".bias", {op.out_channels}};
  return spec;
}

Window whole(Shape shape) { return {.kernel = {shape.height, shape.width}}; }

}  // namespace

/** Adds what one operation becomes; gives the view of its result. */
struct Graph::Lowering {
  Graph& graph;
  std::size_t index;  ///< Of the node.
  const Node& node;
  std::vector<View*> in;

  [[nodiscard]] ArraySpec array(const char* suffix, std::vector<std::int64_t> shape) const {
    return {node.name + suffix, std::move(shape)};
  }
  [[nodiscard]] View* new_output(bool wants_gradient) const { return graph.stored(node.shape, wants_gradient); }
  [[nodiscard]] bool input_wants_gradient() const {
    return std::ranges::any_of(in, [](const View* view) { return view->map->wants_gradient; });
  }

  View* operator()(const Conv2d&) const {
    std::vector<ConvolutionSpec> specs;
    std::vector<View*> outputs;
    for (const std::size_t i : graph.alike(index)) {
      const Node& each = graph.network_.nodes()[i];
      specs.push_back(spec_of(each, in[0]->channels));
      outputs.push_back(graph.values_[i + 1] = graph.stored(each.shape, true));
    }
    graph.steps_.push_back(specs.size() == 1
                               ? convolution_step(specs[0], in[0], outputs[0], graph.batch_, graph.parameters_)
                               : convolutions_step(specs, in[0], outputs, graph.batch_, graph.parameters_));
    return outputs[0];
  }
  View* operator()(const Linear& op) const {
    const Shape shape = in[0]->shape();
    ConvolutionSpec spec{.window = whole(shape),
                         .groups = 1,
                         .outputs = op.out_features,
                         .weight = array(".weight", {op.out_features, shape.elements()}),
                         .bias = {}};
    if (op.bias) spec.bias = array(".bias", {op.out_features});
    View* output = new_output(true);
    graph.steps_.push_back(convolution_step(spec, in[0], output, graph.batch_, graph.parameters_));
    return output;
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
  View* operator()(const Relu& op) const { return cut_off(0, op.max); }
  View* operator()(const Clip& op) const { return cut_off(op.min, op.max); }
  View* operator()(const CurveOp auto& op) const {
    View* output = unbent();
    if (output->cut()) output = graph.view_like(*graph.materialised(output));
    output->bend = op;
    return output;
  }
  View* operator()(const MaxPool& op) const { return maximum(window_of(op, op.padding)); }
  View* operator()(const GlobalMaxPool&) const { return maximum(whole(in[0]->shape())); }
  View* operator()(const AveragePool& op) const {
    return average(window_of(op, op.padding), op.count_include_pad ? op.padding : Padding(0));
  }
  View* operator()(const GlobalAveragePool&) const { return average(whole(in[0]->shape()), 0); }
  View* operator()(const Add&) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(sum_step(in, output, graph.batch_));
    return output;
  }
  View* operator()(const Concat&) const { return graph.joined(in, node.shape); }
  View* operator()(const Multiply&) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(multiplication_step(in[0], in[1], output, graph.batch_));
    return output;
  }
  View* operator()(const Slice& op) const { return graph.sliced(*in[0], op.begin, op.end); }
  View* operator()(const ChannelShuffle& op) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(shuffle_step(op.groups, in[0], output, graph.batch_));
    return output;
  }
  View* operator()(const Softmax&) const {
    throw std::invalid_argument("training: network must end with logits, not with the softmax " + node.name);
  }

  [[nodiscard]] View* cut_off(float low, float high) const {
    View* output = unbent();
    const auto cut = [&](float value) { return std::min(std::max(value, low), high); };
    output->low = cut(output->low);
    output->high = cut(output->high);
    return output;
  }
  /** The input, to be changed. */
  [[nodiscard]] View* unbent() const { return graph.view_like(in[0]->bend ? *graph.materialised(in[0]) : *in[0]); }
  [[nodiscard]] View* maximum(const Window& window) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(maximum_step(window, in[0], output, graph.batch_));
    return output;
  }
  [[nodiscard]] View* average(const Window& window, Padding counted) const {
    View* output = new_output(input_wants_gradient());
    graph.steps_.push_back(average_step(window, counted, in[0], output, graph.batch_));
    return output;
  }
};

Graph::Graph(const Network& network, std::size_t batch, Storage storage, Parameters& parameters)
    : network_(network), batch_(batch), storage_(storage), parameters_(parameters) {
  values_.resize(network.nodes().size() + 1);
  values_[0] = stored(network.input_shape(), false);
  values_[0]->map->half = false;
  needed_ = needed_values(network);
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    if (!needed_[i + 1] || values_[i + 1] != nullptr) continue;
    const Node& node = network.nodes()[i];
    std::vector<View*> in;
    for (const int input : node.inputs) in.push_back(values_[static_cast<std::size_t>(input)]);
    values_[i + 1] = std::visit(Lowering{*this, i, node, std::move(in)}, node.op);
  }
  finish();
}

/** The node, a convolution, and those after it that are computed with it. */
std::vector<std::size_t> Graph::alike(std::size_t node) const {
  const std::vector<int>& inputs = network_.nodes()[node].inputs;
  const int channels = values_[static_cast<std::size_t>(inputs[0])]->channels;
  const ConvolutionSpec spec = spec_of(network_.nodes()[node], channels);
  std::vector<std::size_t> result{node};
  for (std::size_t i = node + 1; i < network_.nodes().size(); ++i) {
    const Node& other = network_.nodes()[i];
    if (needed_[i + 1] && other.inputs == inputs && std::holds_alternative<Conv2d>(other.op) &&
        spec.joins(spec_of(other, channels)))
      result.push_back(i);
  }
  return result;
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
  const View first = *parts[0];
  const bool alike = std::ranges::all_of(parts, [&](const View* part) { return part->shaped_like(first); });
  const auto wants = [](const View* part) { return part->map->wants_gradient; };
  View* output = stored(shape, std::ranges::any_of(parts, wants));
  output->parts.clear();
  int offset = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    View* part = parts[i];
    if (alike) (part = view_like(*part))->shape_like({});  // all of them are cut off and bent behind the join
    if (!can_join(parts, i) || !part->shaped_like({})) part = materialised(part);
    part->map->parent = output->map;
    part->map->offset = offset;
    for (View::Part piece : part->parts) {
      piece.at += offset;
      output->parts.push_back(piece);
    }
    offset += part->channels;
  }
  if (alike) output->shape_like(first);
  return output;
}

View* Graph::sliced(const View& view, int begin, int end) {
  View* output = view_like(view);
  output->offset += begin;
  output->channels = end - begin;
  output->parts.clear();
  for (View::Part part : view.parts) {
    const int first = std::max(part.at, begin);
    const int last = std::min(part.at + part.channels, end);
    if (first < last)
      output->parts.push_back({part.normalisation, part.channel + first - part.at, first - begin, last - first});
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
