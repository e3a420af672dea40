#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace narrows {

/** How the learning rate falls. */
enum class LearningRateSchedule : std::uint8_t {
  step,    ///< By `Recipe::milestones`, as in the paper.
  cosine,  ///< Down to 0 over all epochs, after a linear warm-up of 5 %.
  cycle,   ///< Up in a line over the first 20 % of all epochs, then down in a line to 0.
};

/** "step", "cosine" or "cycle". */
[[nodiscard]] std::string_view name(LearningRateSchedule schedule);
/** The reverse; throws std::invalid_argument with the names there are. */
[[nodiscard]] LearningRateSchedule schedule_named(std::string_view name);

/**
 * How to train. The defaults are the paper's: SGD, batch 128, learning rate 0.01 divided by 10 at epochs 40 and 70 of
 * 100, momentum 0.9, weight decay 5e-4; pad 4 and crop, flip.
 *
 * References
 * ----------
 * Scheidegger et al., NeurIPS 2019, section 5.
 */
struct Recipe {
  int epochs = 100;             ///< Passes over the training images; at least 1.
  int batch_size = 128;         ///< Images per step; at least 2, as batch norm needs.
  double learning_rate = 0.01;  ///< The first, and largest.
  double momentum = 0.9;        ///< Of [0, 1).
  double weight_decay = 5e-4;   ///< On every trainable value; 0: none.
  /** Shares of `epochs` after which the learning rate is divided by 10: increasing, of (0, 1). */
  std::vector<double> milestones = {0.4, 0.7};
  /**
   * "step" (the paper's, by `milestones`); "cosine" (down to 0 over all epochs, after a linear warm-up of 5 %); or
   * "cycle" (up in a line over the first 20 % of them, then down in a line to 0).
   */
  LearningRateSchedule schedule = LearningRateSchedule::step;
  int pad = 4;                 ///< Zeros around a training image before a random crop to its size; 0: no crop.
  double flip = 0.5;           ///< Probability of a horizontal flip.
  double label_smoothing = 0;  ///< Share of the target spread evenly over all classes, of [0, 1); 0: none.
  bool nesterov = false;       ///< The gradient counts once more, ahead of the momentum; as in PyTorch.
  /** An image that is mirrored in one epoch is not in the next; with a `flip` of 0.5, or of 0: none is. */
  bool alternate_flips = false;
  /**
   * Share of the epochs, of [0, 1), the last, after each of which the weights count towards a mean: that is the trained
   * model, with the statistics of its batch norms taken anew from training images. 0: the last weights are.
   */
  double average_last = 0;
  /** Classes of few training images weigh as much in the loss as those of many: an image of class c counts
   * images / (classes * images of c) times. */
  bool balance = false;

  /**
   * What the paper's recipe reaches in 100 epochs, sooner: one cycle of a higher learning rate, Nesterov's momentum,
   * alternating flips, the mean of the last weights. `benchmarks/recipe.py` measures it.
   *
   * References
   * ----------
   * Smith, Topin: Super-convergence, 2018 (one cycle); Jordan: 94% on CIFAR-10 in 3.29 seconds, 2024 (flips);
   * Izmailov et al.: Averaging weights leads to wider optima, UAI 2018.
   */
  [[nodiscard]] static Recipe fast(int epochs = 25);

  /**
   * For some hundreds of training images, of which the paper's batches make four steps an epoch: batches of 16, a
   * higher learning rate that falls along a cosine, Nesterov's momentum, stronger decay, smoothed labels.
   * `benchmarks/few_images.py` measures it.
   */
  [[nodiscard]] static Recipe few_images(int epochs = 100);

  /** Calls visit(name, member) for every field: its name in JSON and in Python. */
  template <class Visit>
  static void for_each_field(const Visit& visit) {
    visit("epochs", &Recipe::epochs);
    visit("batch_size", &Recipe::batch_size);
    visit("learning_rate", &Recipe::learning_rate);
    visit("momentum", &Recipe::momentum);
    visit("weight_decay", &Recipe::weight_decay);
    visit("milestones", &Recipe::milestones);
    visit("schedule", &Recipe::schedule);
    visit("pad", &Recipe::pad);
    visit("flip", &Recipe::flip);
    visit("label_smoothing", &Recipe::label_smoothing);
    visit("nesterov", &Recipe::nesterov);
    visit("alternate_flips", &Recipe::alternate_flips);
    visit("average_last", &Recipe::average_last);
    visit("balance", &Recipe::balance);
  }

  /** Learning rate of an epoch, counted from 0; `progress` of [0, 1) is the place within it. */
  [[nodiscard]] double learning_rate_at(int epoch, double progress = 0) const;
  /** After how many epochs, the last, the weights are averaged; 0 where that would be a mean of less than two. */
  [[nodiscard]] int averaged_epochs() const;
  /** Throws std::invalid_argument naming the field, its rule and its value. */
  void validate() const;
  /** Fields by name, on one line; those that older versions did not know are left out where they are the default. */
  [[nodiscard]] std::string to_json() const;
  /** Fields left out keep their defaults; throws std::invalid_argument for an unknown field or a wrong value. */
  [[nodiscard]] static Recipe from_json(std::string_view json);

  friend bool operator==(const Recipe&, const Recipe&) = default;
};

}  // namespace narrows
