#pragma once

#include <vector>

#include "law/genome.hpp"

namespace narrows {

/** Boxes without common architectures, drawn from in proportion to their sizes: together a uniform law. */
class BoxMixture {
 public:
  /** Takes in the part of a box that is new, if that makes the mixture broader by a notable part. */
  bool add(std::vector<Levels> box);
  [[nodiscard]] bool contains(const std::vector<int>& levels) const;
  [[nodiscard]] const std::vector<std::vector<Levels>>& boxes() const { return boxes_; }
  /** Lets `cut` make every box smaller. */
  template <class Cut>
  void change(const Cut& cut) {
    for (auto& box : boxes_) cut(box);
  }
  /** log2 of the number of architectures. */
  [[nodiscard]] double breadth() const;
  /** The law's boxes with their weights. */
  [[nodiscard]] std::vector<Box> to_boxes(const SearchSpace& space, const Axes& axes) const;

 private:
  std::vector<std::vector<Levels>> boxes_;
};

}  // namespace narrows
