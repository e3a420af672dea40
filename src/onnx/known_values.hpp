#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "attributes.hpp"
#include "narrows/network_builder.hpp"
#include "tensor_values.hpp"

namespace narrows::onnx_format {

/** How a file has one of the network's maps, the batch in front. */
enum class Layout {
  map,         ///< [N, C, H, W].
  rows,        ///< [N, C * H * W].
  pixels,      ///< [N, H, W, C], TensorFlow's.
  pixel_rows,  ///< [N, H * W * C]: a linear layer's weights must be put in our order.
  groups       ///< [N, groups, C / groups, H, W], or, shuffled, with the two exchanged.
};

/** What a network computes, with what the file has done to it that no operation has been added for yet. */
struct Feature {
  Value value;
  Layout layout = Layout::map;
  Padding padding = 0;    ///< Zeros around it.
  int groups = 0;         ///< Of Layout::groups, or where the map has just left it.
  bool shuffled = false;  ///< The two sides of channels are exchanged.

  [[nodiscard]] bool rows() const { return layout == Layout::rows || layout == Layout::pixel_rows; }
  /** Sides behind the batch. */
  [[nodiscard]] std::vector<std::int64_t> dims() const;
};

/** One number of a computed shape; the batch size stays unknown. */
struct Number {
  double value = 0;
  bool batch = false;
};

using Numbers = std::vector<Number>;

/** Computed weights. */
struct Array {
  std::vector<std::int64_t> dims;
  std::vector<float> values;
};

/** Known before the network runs: a tensor of the file, weights computed from some, or a few numbers of a shape. */
struct Constant {
  const Tensor* tensor = nullptr;
  std::shared_ptr<const Array> array;
  Numbers numbers;  ///< Where there is neither.

  [[nodiscard]] std::vector<std::int64_t> dims() const;
  /** Whether it may be part of a shape: a few numbers, or a tensor of whole ones. */
  [[nodiscard]] bool may_be_shape() const;
};

using KnownValue = std::variant<Feature, Constant>;

/** The named values of a file, as far as they are known; the functions throw Error, naming the node that asks. */
class KnownValues {
 public:
  explicit KnownValues(TensorValues& values) : values_(values) {}

  /** Names are unique in a file. */
  void set(const FileNode& node, KnownValue value, std::size_t output = 0);
  void set(std::string_view name, KnownValue value);
  [[nodiscard]] const KnownValue& named(const FileNode& node, std::string_view name) const;

  [[nodiscard]] bool contains(std::string_view name) const { return known_.contains(name); }
  [[nodiscard]] static bool has(const FileNode& node, std::size_t input);
  [[nodiscard]] const KnownValue& get(const FileNode& node, std::size_t input) const;
  [[nodiscard]] bool is_feature(const FileNode& node, std::size_t input) const;
  [[nodiscard]] const Feature& feature(const FileNode& node, std::size_t input) const;
  /** A feature that lies as [N, C, H, W]. */
  [[nodiscard]] const Feature& map(const FileNode& node, std::size_t input) const;
  [[nodiscard]] const Constant& constant(const FileNode& node, std::size_t input) const;

  /** The few numbers of a shape, of axes or of a limit. */
  Numbers numbers(const FileNode& node, std::size_t input);
  /** The same where they must be known whole numbers. */
  std::vector<std::int64_t> integers(const FileNode& node, std::size_t input);
  double scalar(const FileNode& node, std::size_t input);
  /** A constant of any kind as float32 values. */
  std::shared_ptr<const Array> array(const FileNode& node, std::size_t input);
  /** Counts memory for values to be computed; throws where a small file asks for much. */
  void spend(const FileNode& node, std::size_t values);
  /** All values of a weight, which must have the given shape; of a list one value may stand for all. */
  std::vector<float> floats(const FileNode& node, std::size_t input, const std::vector<std::int64_t>& shape);

 private:
  TensorValues& values_;
  std::unordered_map<std::string_view, KnownValue> known_;
};

/** "[3, 4]". */
[[nodiscard]] std::string in_words(const std::vector<std::int64_t>& sides);

}  // namespace narrows::onnx_format
