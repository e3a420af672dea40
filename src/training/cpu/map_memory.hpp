#pragma once

#include <cstddef>
#include <memory>

#include "graph.hpp"
#include "memory_plan.hpp"

namespace narrows::training {

/** Bytes that begin at a cache line, all 0 at first. */
class AlignedMemory {
 public:
  AlignedMemory() = default;
  explicit AlignedMemory(std::size_t bytes);

  [[nodiscard]] std::byte* data() const { return memory_.get(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Delete {
    void operator()(std::byte* memory) const { ::operator delete (memory, std::align_val_t{memory_alignment}); }
  };
  std::unique_ptr<std::byte, Delete> memory_;
  std::size_t bytes_ = 0;
};

/** Tells every step whether it writes its inputs' gradients first or adds to them, and which maps begin at 0. */
void order_gradients(Graph& graph);

/**
 * Gives the maps of a graph, whose gradients are ordered, their memory, which has to outlive their use. Values stay
 * from their step to that step's backward pass; gradients from the first that is written.
 */
[[nodiscard]] AlignedMemory place_maps(Graph& graph, std::size_t batch, int shares);

}  // namespace narrows::training
