#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "narrows/weights.hpp"

namespace narrows::training {

/** How kernels want an array: element i of the row-major array lies at place[i] of `floats` floats; the rest are 0. */
struct Layout {
  std::vector<std::uint32_t> place;
  std::size_t floats = 0;
};

/** As it is. */
[[nodiscard]] Layout plain_layout(std::size_t elements);

/**
 * The trainable arrays of a network in one piece of memory, each in its kernels' layout, with their momentum and with
 * gradients, one set for each share of a batch.
 */
class Parameters {
 public:
  /** A place for an array; its offset in values() and in gradients(). */
  std::size_t add(const ArraySpec& spec, Layout layout);
  /** One that lies in another's place, between its elements. */
  void add_at(std::size_t offset, const ArraySpec& spec, Layout layout);
  /** All arrays are known. */
  void allocate(int shares);

  [[nodiscard]] const float* values() const { return values_.data(); }
  [[nodiscard]] float* gradients(int share) { return gradients_.data() + static_cast<std::size_t>(share) * floats_; }
  [[nodiscard]] bool contains(const std::string& name) const;

  void clear_gradients();
  struct Update {
    float learning_rate, momentum, weight_decay;
    bool nesterov;
  };
  /** Moves values [begin, end) of `floats()` against the sum of their gradients, which the first share then holds. */
  void update(std::size_t begin, std::size_t end, const Update& how);

  [[nodiscard]] std::size_t floats() const { return floats_; }
  [[nodiscard]] std::vector<Weights::Array> export_values() const { return exported(values_.data()); }
  [[nodiscard]] std::vector<Weights::Array> export_momentum() const { return exported(momentum_.data()); }
  [[nodiscard]] std::vector<Weights::Array> export_gradients() const { return exported(gradients_.data()); }
  void import_values(const Weights& weights) { import(weights, values_.data()); }
  void import_momentum(const Weights& weights) { import(weights, momentum_.data()); }
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    ArraySpec spec;
    Layout layout;
    std::size_t offset;
  };

  [[nodiscard]] std::vector<Weights::Array> exported(const float* from) const;
  void import(const Weights& weights, float* to) const;

  std::vector<Entry> entries_;
  std::size_t floats_ = 16;  ///< The first are 0 and stay so: what packed weights are padded with.
  int shares_ = 1;
  std::vector<float> values_, momentum_, gradients_;
};

}  // namespace narrows::training
