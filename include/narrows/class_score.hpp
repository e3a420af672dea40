#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "narrows/accuracy_interval.hpp"

namespace narrows {

/** Of one class: how many images there are, and how many of them a network recognises. */
struct ClassScore {
  std::int64_t right = 0;
  std::int64_t images = 0;

  /** Share of its images that are recognised, of [0, 1]; none without images. */
  [[nodiscard]] std::optional<double> recall() const;

  friend bool operator==(const ClassScore&, const ClassScore&) = default;
};

/** Scores of all classes, in their order. `logits` is [images, classes], row-major, with one label for each image. */
[[nodiscard]] std::vector<ClassScore> class_scores(std::span<const float> logits, std::span<const std::int32_t> labels,
                                                   std::size_t classes);

/**
 * The mean of the recalls of all classes that have images, of [0, 1]: a class of few images counts as much as one of
 * many. None if no class has images.
 */
[[nodiscard]] std::optional<double> balanced_accuracy(std::span<const ClassScore> scores);

/**
 * The 95 % interval of a balanced accuracy; all of [0, 1] if no class has images.
 *
 * References
 * ----------
 * G. Y. Zou and A. Donner, Construction of confidence limits about effect measures, 2008 (limits of a sum from those of
 * its terms, here the score intervals of the recalls).
 */
[[nodiscard]] AccuracyInterval balanced_accuracy_interval(std::span<const ClassScore> scores);

}  // namespace narrows
