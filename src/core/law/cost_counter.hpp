#pragma once

#include <span>

#include "narrows/search_space.hpp"

namespace narrows {

/** Counts many architectures of one space in the fastest way it allows, without allocating: one for each thread. */
class CostCounter {
 public:
  CostCounter(const SearchSpace& space, Keep keep)
      : space_(space), keep_(keep), builder_(space.input_shape(), space.classes(), keep) {}

  void operator()(std::span<const int> values) {
    if (directly()) {
      counts_ = space_.count(keep_, values, memory_);
    } else {
      builder_.reset();
      output_ = space_.run(builder_, values);
    }
  }

  [[nodiscard]] bool valid() const { return directly() ? counts_.valid : builder_.valid(); }
  /** Of the architecture counted last; what `keep` leaves out is 0. */
  [[nodiscard]] Cost cost() const { return directly() ? counts_.cost() : builder_.cost(); }
  [[nodiscard]] std::int64_t operations() const { return directly() ? counts_.operations : output_.id; }
  /** Holds the architecture counted last, if nodes are kept. */
  [[nodiscard]] const NetworkBuilder& builder() const { return builder_; }
  [[nodiscard]] const Value& output() const { return output_; }

 private:
  [[nodiscard]] bool directly() const { return keep_ != Keep::nodes && space_.counts_directly(); }

  const SearchSpace& space_;
  Keep keep_;
  NetworkBuilder builder_;
  CountingMemory memory_;
  Counts counts_;
  Value output_;
};

}  // namespace narrows
