#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "narrows/value.hpp"

namespace narrows {

/**
 * Works out how many bytes of float32 activations live at once, from the values that every operation reads and writes.
 *
 * Values are numbered as they are added; 0 is the network's input. Operations run in the order added; those that
 * rewrite (ReLU, batch norm) overwrite their input where nothing else reads it later; a value is given up behind the
 * operation that reads it last.
 */
class ActivationPeak {
 public:
  /** Forgets everything, and keeps its memory. */
  void reset(Shape input);
  void append(Shape output, bool rewrites, std::span<const Value> inputs) {
    const auto step = static_cast<int>(steps_.size());
    for (const Value& input : inputs) {
      inputs_.push_back(input.id);
      values_[static_cast<std::size_t>(input.id)].last_use = step;
    }
    steps_.push_back({static_cast<int>(inputs_.size() - inputs.size()), static_cast<int>(inputs.size()), rewrites});
    values_.push_back({output.elements(), -1});
  }
  /** Of what was added so far; the value added last is the result. */
  [[nodiscard]] std::int64_t bytes() const;

 private:
  struct Step {
    int first_input;
    int inputs;
    bool rewrites;
  };
  struct Read {
    std::int64_t elements;
    int last_use;  ///< The step that reads it last, or -1.
  };

  std::vector<Step> steps_;
  std::vector<int> inputs_;
  std::vector<Read> values_;
};

}  // namespace narrows
