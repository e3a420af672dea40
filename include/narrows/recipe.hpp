#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace narrows {

/**
 * How to train. The defaults are the paper's: SGD, batch 128, learning rate 0.01 divided by 10 at epochs 40 and 70 of
 * 100, momentum 0.9, weight decay 5e-4; pad 4 and crop, flip.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
struct Recipe {
  int epochs = 100;
  int batch_size = 128;
  double learning_rate = 0.01;
  double momentum = 0.9;
  double weight_decay = 5e-4;
  /** Shares of `epochs` after which the learning rate is divided by 10. */
  std::vector<double> milestones = {0.4, 0.7};
  /** "step" (the paper's, by `milestones`) or "cosine" (down to 0 over all epochs, one-cycle warm-up of 5 %). */
  std::string schedule = "step";
  int pad = 4;                 ///< Zeros around a training image before a random crop to its size; 0: no crop.
  double flip = 0.5;           ///< Probability of a horizontal flip.
  double label_smoothing = 0;  ///< 0: none.

  /** Learning rate of an epoch, counted from 0; `progress` of [0, 1) is the place within it. */
  [[nodiscard]] double learning_rate_at(int epoch, double progress = 0) const;
  /** Throws std::invalid_argument naming the field, its rule and its value. */
  void validate() const;
  [[nodiscard]] std::string to_json() const;
  [[nodiscard]] static Recipe from_json(std::string_view json);

  friend bool operator==(const Recipe&, const Recipe&) = default;
};

}  // namespace narrows
