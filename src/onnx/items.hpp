#pragma once

#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "attributes.hpp"
#include "narrows/network_builder.hpp"
#include "tensor_values.hpp"

namespace narrows::onnx_format {

/** What a network computes; `rows`: the file has it flattened, [N, features]. */
struct Feature {
  Value value;
  bool rows = false;
};

/** One number of a computed shape; the batch size stays unknown. */
struct Number {
  double value = 0;
  bool batch = false;
};

using Numbers = std::vector<Number>;

/** Known before the network runs: a tensor of the file, or a few computed numbers. */
struct Constant {
  const Tensor* tensor = nullptr;
  bool transposed = false;  ///< A matrix, read with rows and columns exchanged.
  Numbers numbers;          ///< Where there is no tensor.
  std::size_t repeats = 1;  ///< The only number stands for so many.

  /** Sides of the array; of computed numbers their count. */
  [[nodiscard]] std::vector<std::int64_t> dims() const;
};

using Item = std::variant<Feature, Constant>;

/** The named values of a file, as far as they are known; the functions throw Error, naming the node that asks. */
class Items {
 public:
  explicit Items(TensorValues& values) : values_(values) {}

  /** Names are unique in a file. */
  void set(const FileNode& node, Item item);
  void set(std::string_view name, Item item);
  [[nodiscard]] const Item& named(const FileNode& node, std::string_view name) const;

  [[nodiscard]] bool contains(std::string_view name) const { return items_.contains(name); }
  [[nodiscard]] static bool has(const FileNode& node, std::size_t input);
  [[nodiscard]] const Item& get(const FileNode& node, std::size_t input) const;
  [[nodiscard]] bool is_feature(const FileNode& node, std::size_t input) const;
  [[nodiscard]] const Feature& feature(const FileNode& node, std::size_t input) const;
  /** A feature that was not flattened. */
  [[nodiscard]] const Feature& map(const FileNode& node, std::size_t input) const;
  [[nodiscard]] const Constant& constant(const FileNode& node, std::size_t input) const;

  /** The few numbers of a shape, of axes or of a limit. */
  Numbers numbers(const FileNode& node, std::size_t input);
  /** The same where they must be known whole numbers. */
  std::vector<std::int64_t> integers(const FileNode& node, std::size_t input);
  double scalar(const FileNode& node, std::size_t input);
  /** All values of a weight, which must have the given shape. */
  std::vector<float> floats(const FileNode& node, std::size_t input, const std::vector<std::int64_t>& shape);
  std::vector<float> floats(const FileNode& node, const Constant& weight, const std::vector<std::int64_t>& shape);

 private:
  TensorValues& values_;
  std::unordered_map<std::string_view, Item> items_;
};

/** "[3, 4]". */
[[nodiscard]] std::string in_words(const std::vector<std::int64_t>& sides);

}  // namespace narrows::onnx_format
