#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "narrows/dataset.hpp"
#include "narrows/recipe.hpp"
#include "narrows/training_backend.hpp"

namespace narrows {

/**
 * All images once, in a random order, cropped and flipped at random, or in turns, as the recipe says: an epoch. Depends
 * on its arguments alone.
 */
[[nodiscard]] std::vector<View> augmented_views(std::size_t images, const Recipe& recipe, std::uint64_t seed,
                                                int epoch);

/** The images begin .. end - 1 in order, as they are. */
[[nodiscard]] std::vector<View> plain_views(std::size_t begin, std::size_t end);

/** Order of a batch's floats in memory. */
enum class PixelOrder : std::uint8_t { channels_first, channels_last };

/** Crops, flips and normalises images on the CPU. */
class ImagePainter {
 public:
  ImagePainter(LabelledImages images, const Preprocessing& preprocessing, PixelOrder order);

  /** Writes the views one after the other into `batch`, which holds shape().elements() floats for each. */
  void paint(std::span<const View> views, std::span<float> batch) const;

 private:
  void paint(const View& view, float* out) const;
  void paint_row(const std::uint8_t* row, const View& view, float* out) const;

  LabelledImages images_;
  PixelOrder order_;
  std::vector<float> table_;  ///< What a byte becomes, by channel.
};

}  // namespace narrows
