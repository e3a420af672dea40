#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "narrows/cost.hpp"
#include "narrows/network.hpp"

namespace narrows {

/** A feature map while a network is being built: its number and its shape. */
struct Value {
  int id = 0;
  Shape shape;
};

/** What a NetworkBuilder works out while operations are added. */
enum class Keep : std::uint8_t {
  counts,        ///< Parameters and MACs; the fastest.
  weight_bytes,  ///< and the size of the deployed weights.
  nodes,         ///< and the operations themselves, for a Network and its peak activations.
};

/**
 * Takes operations one by one, checks and infers shapes, and counts.
 *
 * The same build function serves for counting (nothing is stored, nothing allocated) and for making a Network. Not
 * copyable; Python build functions receive it by reference.
 *
 * A layer with 0 channels or an empty map makes the network invalid: while counting, `valid()` becomes false and the
 * cost is zeros; `finish` throws std::invalid_argument. Any other mistake (a negative width, groups that do not divide
 * the channels, maps of different shapes added) throws std::invalid_argument at once.
 */
class NetworkBuilder {
 public:
  /** `classes` is what a build function gives its last layer. */
  explicit NetworkBuilder(Shape input, int classes = 10, Keep keep = Keep::nodes);
  NetworkBuilder(const NetworkBuilder&) = delete;
  NetworkBuilder& operator=(const NetworkBuilder&) = delete;

  [[nodiscard]] Value input() const { return {0, input_}; }
  /** The value added last; the input if there is none. */
  [[nodiscard]] Value last() const { return {last_, last_shape_}; }
  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] static int channels(const Value& x) { return x.shape.channels; }

  Value add(const Conv2d& op, const Value& x);
  Value add(const BatchNorm& op, const Value& x);
  Value add(const Relu& op, const Value& x);
  Value add(const MaxPool& op, const Value& x);
  Value add(const AveragePool& op, const Value& x);
  Value add(const GlobalAveragePool& op, const Value& x);
  Value add(const Linear& op, const Value& x);
  Value add(const Softmax& op, const Value& x);
  Value add(const Add& op, const Value& a, const Value& b);
  Value add(const Concat& op, std::span<const Value> parts);
  Value add(const Concat& op, std::initializer_list<Value> parts) { return add(op, std::span(parts)); }
  /** For readers of files: any operation with any number of inputs; checks the number. */
  Value add(const Op& op, std::span<const Value> inputs);

  /** While it lives, names of added nodes begin with `name` (and `index`, if above 0): "stage1/block2/conv1". */
  class Scope {
   public:
    explicit Scope(NetworkBuilder* builder) : builder_(builder) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() {
      if (builder_ != nullptr) builder_->leave();
    }

   private:
    NetworkBuilder* builder_;
  };
  [[nodiscard]] Scope scope(std::string_view name, int index = 0) {
    if (keep_ != Keep::nodes) return Scope(nullptr);
    enter(name, index);
    return Scope(this);
  }

  /** False once a layer was empty. */
  [[nodiscard]] bool valid() const { return valid_; }
  /** Cost of what was added; zeros if invalid. What `Keep` left out is 0. */
  [[nodiscard]] Cost cost() const;
  /** The network whose result is `output`, by default the value added last. */
  [[nodiscard]] Network finish(const Value& output) const;
  [[nodiscard]] Network finish() const;

  /** Calls visit(op, shape of its first input, shape of its output) in the order added; there is none unless
   * Keep::nodes. */
  template <class Visitor>
  void for_each_node(Visitor visit) const {
    for (const Step& step : steps_) {
      const int source = step_inputs_[static_cast<std::size_t>(step.first_input)];
      visit(step.op, source == 0 ? input_ : steps_[static_cast<std::size_t>(source - 1)].shape, step.shape);
    }
  }

  /** Forgets everything added, and keeps its memory: for counting many architectures. */
  void reset();

 private:
  struct Step {
    Op op;
    Shape shape;
    int first_input;
    int inputs;
    int scope;
  };
  enum Mark : std::uint8_t { conv = 1, biased = 2, read = 4, folded = 8 };

  Value emit(const Op& op, Shape shape, std::span<const Value> inputs);
  template <class AnyOp>
  Value emit(const AnyOp& op, Shape shape, const Value& x);
  void mark_read(const Value& x);
  void store(const Op& op, Shape shape, std::span<const Value> inputs);
  Shape window(Shape in, int kernel, int stride, int padding);
  [[noreturn]] static void reject(const Op& op, Shape shape, std::string_view rule);
  void enter(std::string_view name, int index);
  void leave();
  [[nodiscard]] std::int64_t peak_activation_bytes() const;

  Shape input_;
  int classes_;
  Keep keep_;
  bool valid_ = true;
  int last_ = 0;
  std::int64_t parameters_ = 0;
  std::int64_t macs_ = 0;
  std::int64_t weights_ = 0;  ///< float32 values of the deployed file.
  Shape last_shape_;
  std::vector<std::uint8_t> marks_;  ///< One per value: how batch norm may fold into it.
  std::vector<Step> steps_;
  std::vector<int> step_inputs_;
  std::vector<std::string> scopes_;
  std::vector<int> open_scopes_;
};

// The part that runs a hundred million times a second is inline.

inline void NetworkBuilder::mark_read(const Value& x) {
  std::uint8_t& mark = marks_[static_cast<std::size_t>(x.id)];
  if ((mark & folded) != 0) {  // a batch norm had been folded into it, but something else needs the plain values too
    weights_ += (mark & biased) != 0 ? 2 * x.shape.channels : x.shape.channels;
    mark = static_cast<std::uint8_t>(mark & ~folded);
  }
  mark |= read;
}

template <class AnyOp>
inline Value NetworkBuilder::emit(const AnyOp& op, Shape shape, const Value& x) {
  if (shape.channels <= 0 || shape.height <= 0 || shape.width <= 0) valid_ = false;
  last_shape_ = shape;
  if (keep_ != Keep::counts) {
    if constexpr (!std::is_same_v<AnyOp, BatchNorm>) mark_read(x);
    std::uint8_t mark = 0;
    if constexpr (std::is_same_v<AnyOp, Conv2d>) mark = op.bias ? conv | biased : conv;
    marks_.push_back(mark);
    if (keep_ == Keep::nodes) store(op, shape, std::span(&x, 1));
  }
  return {++last_, shape};
}

inline Shape NetworkBuilder::window(Shape in, int kernel, int stride, int padding) {
  const auto side = [&](int size) {
    const int span = size + 2 * padding - kernel;
    if (span < 0) return 0;
    return stride == 1 ? span + 1 : stride == 2 ? span / 2 + 1 : span / stride + 1;
  };
  return {in.channels, side(in.height), side(in.width)};
}

inline Value NetworkBuilder::add(const Conv2d& given, const Value& x) {
  Conv2d op = given;
  if (op.padding == same_padding) op.padding = op.kernel / 2;
  if (op.out_channels < 0) reject(op, x.shape, "out_channels must not be negative");
  if (op.kernel < 1 || op.stride < 1 || op.padding < 0)
    reject(op, x.shape, "kernel and stride must be at least 1, padding at least 0");
  Shape out = window(x.shape, op.kernel, op.stride, op.padding);
  out.channels = op.out_channels;
  if (x.shape.channels == 0 || op.out_channels == 0) {
    valid_ = false;
    return {x.id, out};
  }
  int per_group = x.shape.channels;
  if (op.groups != 1) {
    if (op.groups == x.shape.channels && op.groups == op.out_channels) {
      per_group = 1;
    } else {
      if (op.groups < 1 || x.shape.channels % op.groups != 0 || op.out_channels % op.groups != 0)
        reject(op, x.shape, "groups must divide the input channels and out_channels");
      per_group = x.shape.channels / op.groups;
    }
  }
  const std::int64_t weights = std::int64_t{1} * op.kernel * op.kernel * per_group * op.out_channels;
  const std::int64_t values = weights + (op.bias ? op.out_channels : 0);
  parameters_ += values;
  weights_ += values;
  macs_ += weights * out.height * out.width;
  return emit(op, out, x);
}

inline Value NetworkBuilder::add(const BatchNorm& op, const Value& x) {
  parameters_ += 2 * static_cast<std::int64_t>(x.shape.channels);
  if (keep_ != Keep::counts) {
    std::uint8_t& mark = marks_[static_cast<std::size_t>(x.id)];
    if ((mark & (conv | read)) == conv) {
      weights_ += (mark & biased) != 0 ? 0 : x.shape.channels;
      mark |= folded | read;
    } else {
      mark_read(x);
      weights_ += 2 * static_cast<std::int64_t>(x.shape.channels);
    }
  }
  return emit(op, x.shape, x);
}

inline Value NetworkBuilder::add(const Relu& op, const Value& x) { return emit(op, x.shape, x); }

inline Value NetworkBuilder::add(const MaxPool& op, const Value& x) {
  if (op.kernel < 1 || op.stride < 1 || op.padding < 0 || 2 * op.padding > op.kernel)
    reject(op, x.shape, "kernel and stride must be at least 1, padding at most half the kernel");
  return emit(op, window(x.shape, op.kernel, op.stride, op.padding), x);
}

inline Value NetworkBuilder::add(const AveragePool& op, const Value& x) {
  if (op.kernel < 1 || op.stride < 1 || op.padding < 0 || 2 * op.padding > op.kernel)
    reject(op, x.shape, "kernel and stride must be at least 1, padding at most half the kernel");
  return emit(op, window(x.shape, op.kernel, op.stride, op.padding), x);
}

inline Value NetworkBuilder::add(const GlobalAveragePool& op, const Value& x) {
  return emit(op, {x.shape.channels, 1, 1}, x);
}

inline Value NetworkBuilder::add(const Linear& op, const Value& x) {
  if (op.out_features < 0) reject(op, x.shape, "out_features must not be negative");
  const std::int64_t weights = x.shape.elements() * op.out_features;
  const std::int64_t values = weights + (op.bias ? op.out_features : 0);
  parameters_ += values;
  weights_ += values;
  macs_ += weights;
  return emit(op, {op.out_features, 1, 1}, x);
}

inline Value NetworkBuilder::add(const Softmax& op, const Value& x) {
  if (x.shape.height != 1 || x.shape.width != 1) reject(op, x.shape, "the map must be 1 x 1");
  return emit(op, x.shape, x);
}

inline Value NetworkBuilder::add(const Add& op, const Value& a, const Value& b) {
  if (!(a.shape == b.shape)) reject(op, b.shape, "both maps must have the same shape");
  if (keep_ == Keep::counts) return {++last_, last_shape_ = a.shape};
  const Value both[] = {a, b};
  return emit(Op{op}, a.shape, std::span<const Value>(both));
}

inline Value NetworkBuilder::add(const Concat& op, std::span<const Value> parts) {
  if (parts.empty()) reject(op, {}, "there must be at least one map");
  Shape shape = parts.front().shape;
  for (const Value& part : parts.subspan(1)) {
    if (part.shape.height != shape.height || part.shape.width != shape.width)
      reject(op, part.shape, "all maps must have the same height and width");
    shape.channels += part.shape.channels;
  }
  if (keep_ == Keep::counts) return {++last_, last_shape_ = shape};
  return emit(Op{op}, shape, parts);
}

}  // namespace narrows
