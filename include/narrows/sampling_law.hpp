#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "narrows/resource.hpp"
#include "narrows/search_space.hpp"

namespace narrows {

/** The values of one variable that a law draws from, each with the same probability. */
struct Range {
  /** The closed range low, low + step ... high of an integer variable. */
  int low = 0;
  int high = 0;
  int step = 1;
  /** Some options of a choice or an arrangement; empty for an integer variable. */
  std::vector<int> options = {};
  /**
   * If not empty, the name of the variable v that bounds this one: its values end at max(floor(limit / v), 2) - 1, or
   * at `high` where that is less, as in the paper's released code.
   */
  std::string over = {};
  int limit = 0;
  bool inclusive = false;  ///< The bound is max(floor(limit / v), 1) itself, as the paper prints it (Table 6).

  friend bool operator==(const Range&, const Range&) = default;
};

/** One range for each variable of a space: its values are drawn independently. */
struct Box {
  double weight = 1;          ///< Share of the draws, relative to the other boxes of the law.
  std::vector<Range> ranges;  ///< In the order of the space's variables.

  friend bool operator==(const Box&, const Box&) = default;
};

/** Ranges by the name of a variable or of a group ("n" stands for n1, n2, n3); what is left out keeps its full range.
 */
using NamedRanges = std::vector<std::pair<std::string, Range>>;

/** Where `SamplingLaw::fill_costs` writes: a column is written if its pointer is not null, one value every `stride`. */
struct CostColumns {
  std::array<std::int64_t*, std::size(cost_fields)> columns{};  ///< In the order of `cost_fields`.
  std::size_t stride = 1;                                       ///< In values, the same for all columns.

  [[nodiscard]] std::int64_t*& operator[](CostField field) { return columns[static_cast<std::size_t>(field)]; }
  [[nodiscard]] std::int64_t* operator[](CostField field) const { return columns[static_cast<std::size_t>(field)]; }
};

/**
 * A distribution over the architectures of a space: a weighted mixture of boxes. Immutable, cheap to copy.
 *
 * Draw i of a seed depends on nothing but law, seed and i: it is the same on every platform, for any number of threads
 * and whatever else was drawn.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 4; supplement, Tables 2 to 6.
 */
class SamplingLaw {
 public:
  /** Throws std::invalid_argument naming the variable, its range and the value that does not belong to it. */
  SamplingLaw(SearchSpace space, std::vector<Box> boxes);
  SamplingLaw(const SearchSpace& space, const NamedRanges& ranges);
  /** Every variable over its full range, the paper's L0. */
  [[nodiscard]] static SamplingLaw uniform(const SearchSpace& space);

  [[nodiscard]] const SearchSpace& space() const { return space_; }
  [[nodiscard]] const std::vector<Box>& boxes() const { return *boxes_; }

  /** Draws `first` to `first + count - 1` of a seed. */
  [[nodiscard]] std::vector<Architecture> sample(std::size_t count, std::uint64_t seed = 0,
                                                 std::size_t first = 0) const;
  /** The values of draw `index`, written to `values` (one for each variable); allocates nothing. */
  void draw(std::uint64_t seed, std::uint64_t index, std::span<int> values) const;

  /** Costs of the first `count` draws; fields not asked for are 0. Row i belongs to draw i. */
  [[nodiscard]] std::vector<Cost> costs(std::size_t count, std::uint64_t seed = 0,
                                        std::span<const CostField> fields = cost_fields, int threads = 1) const;
  /** The same, into columns of the caller's. */
  void fill_costs(const CostColumns& columns, std::size_t count, std::uint64_t seed = 0, int threads = 1) const;

  /** How many architectures the law can draw, exactly, as a decimal number. */
  [[nodiscard]] std::string cardinality() const;
  [[nodiscard]] double log10_cardinality() const;
  /** Whether the law can draw these values. */
  [[nodiscard]] bool contains(std::span<const int> values) const;

  /** Readable: a box with its ranges on a few lines. */
  [[nodiscard]] std::string to_json() const;
  /** Throws std::invalid_argument saying what is wrong and where. */
  [[nodiscard]] static SamplingLaw from_json(const SearchSpace& space, std::string_view json);
  /** For a space that comes with narrows: name, input shape and classes are read from the text. */
  [[nodiscard]] static SamplingLaw from_json(std::string_view json);

  friend bool operator==(const SamplingLaw& a, const SamplingLaw& b) {
    return a.space_.name() == b.space_.name() && *a.boxes_ == *b.boxes_;
  }

 private:
  struct Sampler;

  SearchSpace space_;
  std::shared_ptr<const std::vector<Box>> boxes_;
  std::shared_ptr<const Sampler> sampler_;
};

}  // namespace narrows
